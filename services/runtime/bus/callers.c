/* A DEALER for each department, polled together with descriptors. */
#include "runtime/bus/callers.h"
#include "runtime/bus/bus.h"
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define WAITING_LIMIT 4096 /* requests or replies of one department in its queues */

typedef struct Caller {
    void *socket;
    char endpoint[BUS_ENDPOINT_BYTES];
    char server_key[CURVE_KEY_TEXT_BYTES];
    bool has_reply; /* as far as was last seen */
} Caller;

struct PvCallers {
    void *context;
    CurveKeys keys;
    Caller callers[CALLERS_LIMIT];
    unsigned count, next;
    zmq_msg_t reply; /* lent to the caller */
    bool lent;
};

static bool set(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool connect_to(PvCallers *callers, Caller *caller)
{
    int64_t limit = PV_SOCKET_MESSAGE_LIMIT_BYTES;
    void *socket = caller->socket = zmq_socket(callers->context, ZMQ_DEALER);
    if (!socket)
        return false;
    bool good = set(socket, ZMQ_LINGER, 0) && set(socket, ZMQ_IMMEDIATE, 1) && set(socket, ZMQ_RECONNECT_IVL, 20) &&
                set(socket, ZMQ_RECONNECT_IVL_MAX, 200) && set(socket, ZMQ_HEARTBEAT_IVL, 500) &&
                set(socket, ZMQ_HEARTBEAT_TIMEOUT, 2000) && set(socket, ZMQ_SNDHWM, WAITING_LIMIT) &&
                set(socket, ZMQ_RCVHWM, WAITING_LIMIT) &&
                zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &limit, sizeof limit) == 0;
    if (good && *caller->server_key)
        good = zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, caller->server_key, 40) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, callers->keys.public_key, 40) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, callers->keys.secret_key, 40) == 0;
    return good && zmq_connect(socket, caller->endpoint) == 0;
}

PvCallers *callers_open(const CallersTo *to, size_t count, const CurveKeys *keys, char *error)
{
    PvCallers *callers = calloc(1, sizeof *callers);
    pv_require(callers && count <= CALLERS_LIMIT);
    callers->context = zmq_ctx_new();
    pv_require(callers->context, "out of memory");
    if (keys)
        callers->keys = *keys;
    for (size_t i = 0; i < count; i++) {
        Caller *caller = &callers->callers[callers->count++];
        snprintf(caller->endpoint, sizeof caller->endpoint, "%s", to[i].endpoint);
        snprintf(caller->server_key, sizeof caller->server_key, "%s", to[i].server_key ? to[i].server_key : "");
        if (to[i].server_key && (!keys || !keys_is_valid(to[i].server_key)))
            snprintf(error, BUS_ERROR_BYTES, "%.150s needs a key pair of ours and its public key.", to[i].endpoint);
        else if (connect_to(callers, caller))
            continue;
        else
            snprintf(error, BUS_ERROR_BYTES, "The endpoint %.150s: %s.", to[i].endpoint, zmq_strerror(errno));
        callers_close(&callers);
        return NULL;
    }
    return callers;
}

static void give_back(PvCallers *callers)
{
    if (callers->lent)
        zmq_msg_close(&callers->reply);
    callers->lent = false;
}

void callers_close(PvCallers **open)
{
    PvCallers *callers = *open;
    if (!callers)
        return;
    give_back(callers);
    for (unsigned i = 0; i < callers->count; i++)
        if (callers->callers[i].socket)
            zmq_close(callers->callers[i].socket);
    zmq_ctx_term(callers->context);
    explicit_bzero(&callers->keys, sizeof callers->keys);
    free(callers);
    *open = NULL;
}

void callers_reconnect(PvCallers *callers, unsigned place)
{
    Caller *caller = &callers->callers[place];
    zmq_close(caller->socket);
    pv_require(connect_to(callers, caller), "%s: %s", caller->endpoint, zmq_strerror(errno));
}

bool callers_send(PvCallers *callers, unsigned place, const uint8_t *bytes, size_t size)
{
    Caller *caller = &callers->callers[place];
    caller->has_reply = true; /* sending may swallow the signal of a reply: look before sleeping */
    return zmq_send(caller->socket, bytes, size, ZMQ_DONTWAIT) >= 0;
}

void callers_wait(PvCallers *callers, const int *descriptors, bool *readable, unsigned count, int timeout_ms)
{
    zmq_pollitem_t items[CALLERS_LIMIT + CALLERS_WATCH_LIMIT] = {0};
    pv_require(count <= CALLERS_WATCH_LIMIT);
    give_back(callers);
    for (unsigned i = 0; i < callers->count; i++)
        items[i] = (zmq_pollitem_t){.socket = callers->callers[i].socket, .events = ZMQ_POLLIN};
    for (unsigned i = 0; i < count; i++)
        items[callers->count + i] = (zmq_pollitem_t){.fd = descriptors[i], .events = ZMQ_POLLIN};
    int ready = zmq_poll(items, (int)(callers->count + count), timeout_ms);
    for (unsigned i = 0; i < callers->count; i++)
        callers->callers[i].has_reply = ready > 0 && items[i].revents & ZMQ_POLLIN;
    for (unsigned i = 0; i < count; i++)
        readable[i] = ready > 0 && items[callers->count + i].revents;
}

/* The last frame of the message: an empty one may stand before it. */
static bool receive(PvCallers *callers, void *socket)
{
    zmq_msg_init(&callers->reply);
    while (zmq_msg_recv(&callers->reply, socket, ZMQ_DONTWAIT) >= 0) {
        if (!zmq_msg_more(&callers->reply))
            return callers->lent = true;
        zmq_msg_close(&callers->reply);
        zmq_msg_init(&callers->reply);
    }
    zmq_msg_close(&callers->reply);
    return false;
}

bool callers_receive(PvCallers *callers, unsigned *place, const uint8_t **bytes, size_t *size)
{
    give_back(callers);
    for (unsigned looked = 0; looked < callers->count; looked++) {
        unsigned at = callers->next;
        callers->next = (callers->next + 1) % callers->count;
        if (!callers->callers[at].has_reply)
            continue;
        if (receive(callers, callers->callers[at].socket)) {
            *place = at;
            *bytes = zmq_msg_data(&callers->reply);
            *size = zmq_msg_size(&callers->reply);
            return true;
        }
        callers->callers[at].has_reply = false;
    }
    return false;
}
