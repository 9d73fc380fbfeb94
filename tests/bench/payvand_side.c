/* Payvand's side: sales and one department that hears it, as processes with a data folder of their own. */
#include "payvand_load.h"
#include "runtime/bus/bus.h"
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define READY_LIMIT_MS 600000
#define PRELOAD_IN_FLIGHT 512

static Plan *plan;
static char data[512];
static pid_t sales_pid, consumer_pid;
static void *context, *sales, *consumer;
static uint64_t loaded;

/* --- processes ---------------------------------------------------------------------------------------------------- */

static void write_config(const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    fprintf(file, "departments:\n  - name: sales\n  - name: %s\n", plan->consumer);
    fclose(file);
}

static void *connect_to(const char *department)
{
    char folder[560], router[BUS_ENDPOINT_BYTES], pub[BUS_ENDPOINT_BYTES], error[BUS_ERROR_BYTES];
    int none = 0, retry_ms = 20;
    snprintf(folder, sizeof folder, "%s/run", data);
    if (!bus_ipc_endpoints(folder, department, router, pub, error))
        bench_fail("%s", error);
    void *socket = zmq_socket(context, ZMQ_DEALER);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RECONNECT_IVL, &retry_ms, sizeof retry_ms);
    if (zmq_connect(socket, router) != 0)
        bench_fail("%s: %s", router, zmq_strerror(errno));
    return socket;
}

static Pv__StatusReport *status_of(void *socket, int timeout_ms)
{
    uint8_t bytes[REQUEST_BYTES];
    ReplyHead head;
    zmq_send(socket, bytes, request_status(bytes), 0);
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
    if (zmq_poll(&item, 1, timeout_ms) <= 0)
        return NULL;
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    Pv__StatusReport *report = NULL;
    if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0 &&
        reply_head_read(zmq_msg_data(&frame), zmq_msg_size(&frame), &head) && !head.refused)
        report = pv__status_report__unpack(NULL, head.payload.size_bytes, head.payload.bytes);
    zmq_msg_close(&frame);
    return report;
}

static pid_t start(const char *department, void **socket)
{
    char program[600], config[600], output[600];
    snprintf(program, sizeof program, "%s/payvand-%s", bench_program_folder(), department);
    snprintf(config, sizeof config, "%s/config.yaml", data);
    snprintf(output, sizeof output, "%s/%s.out", data, department);
    const char *words[] = {program, "--data", data, "--config", config, NULL};
    pid_t pid = child_start(words, output, NULL);
    *socket = connect_to(department);
    for (int waited_ms = 0;; waited_ms += 1000) {
        if (!child_lives(pid))
            bench_fail("%s ended; see %s", program, output);
        if (waited_ms > READY_LIMIT_MS)
            bench_fail("%s does not get ready; see %s", program, output);
        Pv__StatusReport *report = status_of(*socket, 1000);
        bool ready = report && report->state == PV__SERVICE_STATE__SERVICE_READY;
        if (report && !ready)
            bench_pause_us(100000);
        if (report)
            pv__status_report__free_unpacked(report, NULL);
        if (ready)
            return pid;
    }
}

/* --- customers ---------------------------------------------------------------------------------------------------- */

static void loaded_path(char path[600])
{
    snprintf(path, 600, "%s/customers", data);
}

static uint64_t read_loaded(void)
{
    char path[600];
    uint64_t count = 0;
    loaded_path(path);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%" SCNu64, &count) != 1)
        count = 0;
    if (file)
        fclose(file);
    return count;
}

static void write_loaded(void)
{
    char path[600];
    loaded_path(path);
    FILE *file = fopen(path, "we");
    if (!file || fprintf(file, "%" PRIu64 "\n", loaded) < 0 || fclose(file) != 0)
        bench_fail("%s: %s", path, strerror(errno));
}

/* Waits until the consumer holds all that sales told. Returns the seconds it took. */
static double wait_for_consumer(void)
{
    int64_t start_ns = bench_now_ns(), said_ns = start_ns;
    uint64_t head = 0, position = 0;
    for (;;) {
        Pv__StatusReport *source = status_of(sales, 5000), *heard = status_of(consumer, 5000);
        if (!source || !heard)
            bench_fail("a department does not tell its status");
        head = source->head_shared;
        for (size_t i = 0; i < heard->n_peers; i++)
            if (strcmp(heard->peers[i]->name, "sales") == 0)
                position = heard->peers[i]->position;
        pv__status_report__free_unpacked(source, NULL);
        pv__status_report__free_unpacked(heard, NULL);
        int64_t now = bench_now_ns();
        if (position >= head)
            return (double)(now - start_ns) / 1e9;
        if (now - said_ns > 5000000000) {
            bench_note("  %s is at %" PRIu64 " of %" PRIu64, plan->consumer, position, head);
            said_ns = now;
        }
        bench_pause_us(2000);
    }
}

static size_t make_customer(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_customer(slot, number, out);
}

static size_t make_product(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_product(slot, number, out);
}

static uint64_t count_up(void *counter)
{
    return (*(uint64_t *)counter)++;
}

static void say_loaded(uint64_t done)
{
    if (done % 100000 == 0)
        bench_note("  %" PRIu64 " customers more", done);
}

static void load(size_t (*make)(const Plan *, unsigned, uint64_t, uint8_t *), uint64_t from, uint64_t count)
{
    Phase phase = {0};
    load_run(&(Load){.plan = plan,
                     .source = sales,
                     .make = make,
                     .next = count_up,
                     .context = &from,
                     .in_flight = count < PRELOAD_IN_FLIGHT ? (unsigned)count : PRELOAD_IN_FLIGHT,
                     .limit = count,
                     .progress = make == make_customer ? say_loaded : NULL},
             &phase);
    samples_free(&phase.answer);
}

static void preload(uint64_t customers)
{
    plan->customers = customers;
    if (loaded >= customers)
        return;
    int64_t start_ns = bench_now_ns();
    if (loaded == 0)
        load(make_product, 0, PRODUCT_COUNT);
    bench_note("payvand: introducing customers up to %" PRIu64, customers);
    load(make_customer, loaded, customers - loaded);
    double seconds = (double)(bench_now_ns() - start_ns) / 1e9;
    double rest = wait_for_consumer();
    bench_note("  %.0f a second; %s had them all %.1f s later", (double)(customers - loaded) / seconds, plan->consumer,
               rest);
    loaded = customers;
    write_loaded();
}

/* --- the side ----------------------------------------------------------------------------------------------------- */

static void open_side(Plan *given)
{
    char config[600];
    plan = given;
    snprintf(data, sizeof data, "%s/payvand", plan->folder);
    if (!plan->keep)
        bench_folder_remove(data);
    bench_folder_make(data);
    snprintf(config, sizeof config, "%s/config.yaml", data);
    write_config(config);
    loaded = read_loaded();
    context = zmq_ctx_new();
    sales_pid = start("sales", &sales);
    consumer_pid = start(plan->consumer, &consumer);
    wait_for_consumer();
}

static uint64_t next_sale(void *unused)
{
    return sale_next();
}

static void run(Phase *phase)
{
    wait_for_consumer();
    CpuTime before[] = {cpu_of_tree(sales_pid), cpu_of_tree(consumer_pid), cpu_of_self()};
    double seconds = phase->seconds;
    load_run(&(Load){.plan = plan,
                     .source = sales,
                     .consumer = consumer,
                     .make = request_sale,
                     .next = next_sale,
                     .in_flight = phase->in_flight,
                     .limit = UINT64_MAX,
                     .warm_up_s = WARM_UP_S,
                     .seconds = seconds},
             phase);
    phase->catch_up_s = wait_for_consumer();
    phase->source = cpu_between(before[0], cpu_of_tree(sales_pid));
    phase->consumer = cpu_between(before[1], cpu_of_tree(consumer_pid));
    phase->client = cpu_between(before[2], cpu_of_self());
}

static unsigned source_pids(pid_t *pids, unsigned room)
{
    pids[0] = sales_pid;
    return 1;
}

static unsigned consumer_pids(pid_t *pids, unsigned room)
{
    pids[0] = consumer_pid;
    return 1;
}

static void close_side(void)
{
    child_stop(&consumer_pid, SIGTERM);
    child_stop(&sales_pid, SIGTERM);
    zmq_close(sales);
    zmq_close(consumer);
    zmq_ctx_term(context);
    if (!plan->keep)
        bench_folder_remove(data);
}

const Side payvand_side = {.name = "Payvand",
                           .source_name = "payvand-sales",
                           .consumer_name = "the consumer",
                           .open = open_side,
                           .preload = preload,
                           .run = run,
                           .source_pids = source_pids,
                           .consumer_pids = consumer_pids,
                           .close = close_side};
