/* A DEALER with patience: one request at a time, or sends and receives as the caller likes. */
#include "runtime/bus/client_inside.h"
#include "runtime/bus/bus.h"
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include "runtime/message/wire.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#define RETRY_DEFAULT_MS 100
#define RETRY_LIMIT_MS 1000

struct PvClient {
    void *context;
    void *socket;
    bool with_keys;
    CurveKeys keys;
    char server_key[CURVE_KEY_TEXT_BYTES];
    char endpoint[BUS_ENDPOINT_BYTES];
};

int64_t client_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool set(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool connect_socket(PvClient *client)
{
    client->socket = zmq_socket(client->context, ZMQ_DEALER);
    if (!client->socket)
        return false;
    void *socket = client->socket;
    bool good = set(socket, ZMQ_LINGER, 0) && set(socket, ZMQ_IMMEDIATE, 1) &&
                set(socket, ZMQ_RECONNECT_IVL, 20) && set(socket, ZMQ_RECONNECT_IVL_MAX, 200) &&
                set(socket, ZMQ_HEARTBEAT_IVL, 500) && set(socket, ZMQ_HEARTBEAT_TIMEOUT, 2000) &&
                set(socket, ZMQ_SNDHWM, 0) && set(socket, ZMQ_RCVHWM, 0);
    if (good && client->with_keys)
        good = zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, client->server_key, 40) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, client->keys.public_key, 40) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, client->keys.secret_key, 40) == 0;
    return good && zmq_connect(socket, client->endpoint) == 0;
}

PvClient *client_open(const char *endpoint, const CurveKeys *keys, const char *server_key, char *error)
{
    PvClient *client = calloc(1, sizeof *client);
    pv_require(client, "out of memory");
    client->context = zmq_ctx_new();
    pv_require(client->context, "out of memory");
    snprintf(client->endpoint, sizeof client->endpoint, "%s", endpoint);
    if (!keys != !server_key || (server_key && !keys_is_valid(server_key))) {
        snprintf(error, BUS_ERROR_BYTES, "%.150s needs %s.", endpoint,
                 keys ? "the department's public key, 40 characters of Z85" : "a key pair of the caller");
        client_close(&client);
        return NULL;
    }
    if (keys) {
        client->with_keys = true;
        client->keys = *keys;
        strcpy(client->server_key, server_key);
    }
    if (!connect_socket(client)) {
        snprintf(error, BUS_ERROR_BYTES, "The endpoint %.150s: %s.", endpoint, zmq_strerror(errno));
        client_close(&client);
    }
    return client;
}

void client_close(PvClient **client)
{
    if (!*client)
        return;
    if ((*client)->socket)
        zmq_close((*client)->socket);
    zmq_ctx_term((*client)->context);
    explicit_bzero(&(*client)->keys, sizeof(*client)->keys);
    free(*client);
    *client = NULL;
}

void client_reconnect(PvClient *client)
{
    zmq_close(client->socket);
    pv_require(connect_socket(client), "%s: %s", client->endpoint, zmq_strerror(errno));
}

/* --- single steps
 * ----------------------------------------------------------------------------------------------- */

uint8_t *client_pack(const Pv__Request *request, size_t *size)
{
    *size = pv__request__get_packed_size(request);
    uint8_t *bytes = malloc(*size + 1);
    pv_require(bytes, "out of memory");
    pv__request__pack(request, bytes);
    return bytes;
}

bool client_send_bytes(PvClient *client, const uint8_t *bytes, size_t size, int timeout_ms)
{
    int64_t until = client_now_ms() + timeout_ms;
    while (zmq_send(client->socket, bytes, size, ZMQ_DONTWAIT) < 0) {
        int64_t left = until - client_now_ms();
        if (left <= 0)
            return false;
        zmq_pollitem_t item = {.socket = client->socket, .events = ZMQ_POLLOUT};
        zmq_poll(&item, 1, left);
    }
    return true;
}

bool client_send(PvClient *client, const Pv__Request *request, int timeout_ms)
{
    size_t size;
    uint8_t *bytes = client_pack(request, &size);
    bool sent = client_send_bytes(client, bytes, size, timeout_ms);
    free(bytes);
    return sent;
}

/* The whole message if it is one frame (or an empty one before it), else nothing. */
static bool receive_frame(PvClient *client, zmq_msg_t *frame)
{
    zmq_msg_init(frame);
    if (zmq_msg_recv(frame, client->socket, ZMQ_DONTWAIT) < 0)
        return false;
    while (zmq_msg_more(frame)) {
        zmq_msg_close(frame);
        zmq_msg_init(frame);
        if (zmq_msg_recv(frame, client->socket, ZMQ_DONTWAIT) < 0)
            return false;
    }
    return true;
}

Pv__Reply *client_receive(PvClient *client, PvArena *arena, int timeout_ms)
{
    int64_t until = client_now_ms() + timeout_ms;
    for (;;) {
        zmq_msg_t frame;
        Pv__Reply *reply = NULL;
        bool received = receive_frame(client, &frame);
        if (received) {
            char why[PV_WIRE_WHY_BYTES];
            reply = (Pv__Reply *)wire_unpack(&pv__reply__descriptor, zmq_msg_data(&frame),
                                             zmq_msg_size(&frame), PV_SOCKET_MESSAGE_LIMIT_BYTES, arena, why);
        }
        zmq_msg_close(&frame);
        if (reply)
            return reply;
        int64_t left = until - client_now_ms();
        if (left <= 0 && !received)
            return NULL;
        zmq_pollitem_t item = {.socket = client->socket, .events = ZMQ_POLLIN};
        if (!received)
            zmq_poll(&item, 1, left);
    }
}

/* --- whole calls
 * ------------------------------------------------------------------------------------------------ */

bool client_asks_again(const Pv__Reply *reply, int64_t *delay_ms)
{
    const Pv__Problem *problem = reply->problem;
    if (!problem || !(problem->kind == PV__PROBLEM_KIND__BUSY ||
                      (problem->kind == PV__PROBLEM_KIND__UNAVAILABLE && problem->retry_after_ms)))
        return false;
    *delay_ms = problem->retry_after_ms ? problem->retry_after_ms : RETRY_DEFAULT_MS;
    if (*delay_ms > RETRY_LIMIT_MS)
        *delay_ms = RETRY_LIMIT_MS;
    return true;
}

/* The reply to this request, skipping those to earlier ones. */
static Pv__Reply *reply_to(PvClient *client, PvArena *arena, const char *request_id, int64_t until)
{
    for (;;) {
        int64_t left = until - client_now_ms();
        Pv__Reply *reply = client_receive(client, arena, left > 0 ? (int)left : 0);
        if (!reply || (reply->request_id && request_id && strcmp(reply->request_id, request_id) == 0))
            return reply;
    }
}

static void pause_ms(int64_t delay_ms)
{
    struct timespec pause = {delay_ms / 1000, delay_ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

Pv__Reply *client_call(PvClient *client, PvArena *arena, const Pv__Request *request, int timeout_ms)
{
    pv_require(request->request_id && *request->request_id, "a call without a request id");
    int64_t until = client_now_ms() + timeout_ms;
    int64_t repeat_ms = CLIENT_REPEAT_MS;
    Pv__Reply *last = NULL;
    for (;;) {
        int64_t left = until - client_now_ms();
        if (left <= 0)
            return last;
        int64_t turn = left < repeat_ms ? left : repeat_ms;
        Pv__Reply *reply = NULL;
        if (client_send(client, request, (int)turn))
            reply = reply_to(client, arena, request->request_id, client_now_ms() + turn);
        int64_t delay_ms;
        if (reply && !client_asks_again(reply, &delay_ms))
            return reply;
        if (reply) {
            last = reply;
            left = until - client_now_ms();
            pause_ms(delay_ms < left ? delay_ms : left > 0 ? left : 0);
        } else {
            client_reconnect(client);
            repeat_ms *= 2;
        }
    }
}
