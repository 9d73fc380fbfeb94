/* Reaching departments of a data folder over ipc. */
#include "departments.h"
#include "requests.h"
#include "runtime/bus/bus.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#define READY_LIMIT_MS 600000

static void *connect_socket(void *context, int kind, const char *data, const char *department)
{
    char folder[560], endpoints[2][BUS_ENDPOINT_BYTES], error[BUS_ERROR_BYTES];
    int none = 0, retry_ms = 20;
    snprintf(folder, sizeof folder, "%s/run", data);
    if (!bus_ipc_endpoints(folder, department, endpoints[0], endpoints[1], error))
        bench_fail("%s", error);
    void *socket = zmq_socket(context, kind);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RECONNECT_IVL, &retry_ms, sizeof retry_ms);
    const char *endpoint = endpoints[kind == ZMQ_SUB];
    if (zmq_connect(socket, endpoint) != 0)
        bench_fail("%s: %s", endpoint, zmq_strerror(zmq_errno()));
    return socket;
}

void *department_connect(void *context, const char *data, const char *department)
{
    return connect_socket(context, ZMQ_DEALER, data, department);
}

void *department_subscribe(void *context, const char *data, const char *department)
{
    char topic[64];
    void *socket = connect_socket(context, ZMQ_SUB, data, department);
    snprintf(topic, sizeof topic, "%s.", department);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic, strlen(topic));
    return socket;
}

Pv__StatusReport *department_status(void *socket, int timeout_ms)
{
    uint8_t bytes[REQUEST_BYTES];
    ReplyHead head;
    zmq_send(socket, bytes, request_status(bytes), 0);
    int64_t end_ns = bench_now_ns() + timeout_ms * INT64_C(1000000);
    Pv__StatusReport *report = NULL;
    for (int64_t left_ns = timeout_ms * INT64_C(1000000); !report && left_ns > 0; left_ns = end_ns - bench_now_ns()) {
        zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        zmq_poll(&item, 1, left_ns / 1000000 + 1);
        if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0 &&
            reply_head_read(zmq_msg_data(&frame), zmq_msg_size(&frame), &head) &&
            head.slot == STATUS_SLOT && !head.refused)
            report = pv__status_report__unpack(NULL, head.payload.size_bytes, head.payload.bytes);
        zmq_msg_close(&frame);
    }
    return report;
}

void department_wait_ready(void *socket, const char *name, pid_t pid, const char *output)
{
    int64_t end_ns = bench_now_ns() + READY_LIMIT_MS * INT64_C(1000000);
    for (;;) {
        if (!child_lives(pid))
            bench_fail("%s ended; see %s", name, output);
        if (bench_now_ns() > end_ns)
            bench_fail("%s does not get ready; see %s", name, output);
        Pv__StatusReport *report = department_status(socket, 1000);
        bool ready = report && report->state == PV__SERVICE_STATE__SERVICE_READY;
        if (report && !ready)
            bench_pause_us(50000);
        if (report)
            pv__status_report__free_unpacked(report, NULL);
        if (ready)
            return;
    }
}

uint64_t department_position(const Pv__StatusReport *report, const char *peer)
{
    for (size_t i = 0; i < report->n_peers; i++)
        if (strcmp(report->peers[i]->name, peer) == 0)
            return report->peers[i]->position;
    return 0;
}

double department_wait_for(void *socket, const char *name, void *source, const char *source_name)
{
    int64_t start_ns = bench_now_ns(), said_ns = start_ns;
    for (;;) {
        Pv__StatusReport *told = department_status(source, 5000), *heard = department_status(socket, 5000);
        if (!told || !heard)
            bench_fail("%s or %s does not tell its status", source_name, name);
        uint64_t head = told->head_shared, position = department_position(heard, source_name);
        pv__status_report__free_unpacked(told, NULL);
        pv__status_report__free_unpacked(heard, NULL);
        int64_t now = bench_now_ns();
        if (position >= head)
            return (double)(now - start_ns) / 1e9;
        if (now - said_ns > 5000000000) {
            bench_note("  %s is at %" PRIu64 " of %" PRIu64 " of %s", name, position, head, source_name);
            said_ns = now;
        }
        bench_pause_us(2000);
    }
}
