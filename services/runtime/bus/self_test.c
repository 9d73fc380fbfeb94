/* The proof at start that the tcp endpoints are closed to strangers: a key nobody knows and a plain
 * connection must fail to greet, each on its own. */
#include "runtime/bus/inside.h"
#include <stdio.h>
#include <string.h>

#define SELF_TEST_MS 5000

typedef enum Outcome { PENDING, REFUSED, LET_IN } Outcome;

/* What the monitor of a stranger's socket has seen. A plain connection is dropped in the greeting, without a
 * word. */
static Outcome outcome_of(void *monitor)
{
    zmq_msg_t parts[2];
    Outcome outcome = PENDING;
    unsigned count;
    while (outcome == PENDING && (count = socket_receive(monitor, parts, 2)) > 0) {
        uint16_t event = 0;
        memcpy(&event, zmq_msg_data(&parts[0]), sizeof event);
        outcome = event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED ? LET_IN : REFUSED;
        parts_close(parts, count, 2);
    }
    return outcome;
}

static void *stranger_open(PvBus *bus, const char *endpoint, bool with_key, void **monitor)
{
    char error[BUS_ERROR_BYTES];
    static unsigned count; /* a closed socket frees its name a little later */
    char name[64];
    snprintf(name, sizeof name, "inproc://payvand.self-test.%u", count++);
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_DISCONNECTED |
                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    void *socket = socket_open(bus, ZMQ_DEALER, error);
    *monitor = socket_open(bus, ZMQ_PAIR, error);
    pv_require(socket && *monitor, "%s", error);
    if (with_key) {
        CurveKeys foreign;
        char server[CURVE_KEY_TEXT_BYTES];
        keys_make(&foreign);
        zmq_curve_public(server, bus->keys.secret_key);
        zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server, 40);
        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, foreign.public_key, 40);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, foreign.secret_key, 40);
    }
    pv_require(zmq_socket_monitor(socket, name, events) == 0 && zmq_connect(*monitor, name) == 0);
    pv_require(zmq_connect(socket, endpoint) == 0);
    return socket;
}

/* The endpoint as a stranger on this host would call it. */
static void reachable(const char *bound, char *endpoint, size_t room)
{
    static const char any[] = "tcp://0.0.0.0:";
    if (strncmp(bound, any, sizeof any - 1) == 0)
        snprintf(endpoint, room, "tcp://127.0.0.1:%s", bound + sizeof any - 1);
    else
        snprintf(endpoint, room, "%s", bound);
}

static bool stranger_is_refused(PvBus *bus, const Listener *listener, bool with_key, char *error)
{
    char endpoint[BUS_ENDPOINT_BYTES];
    reachable(listener->endpoint, endpoint, sizeof endpoint);
    void *monitor;
    void *stranger = stranger_open(bus, endpoint, with_key, &monitor);
    int64_t until = bus_now_ms(bus) + SELF_TEST_MS;
    Outcome outcome = PENDING;
    while (outcome == PENDING && bus_now_ms(bus) < until) {
        bus_step(bus, 2);
        outcome = outcome_of(monitor);
    }
    zmq_socket_monitor(stranger, NULL, 0);
    socket_close(&monitor);
    socket_close(&stranger);
    if (outcome == REFUSED)
        return true;
    snprintf(error, BUS_ERROR_BYTES, "%.150s %s a connection %s: it must be refused.", listener->endpoint,
             outcome == LET_IN ? "let in" : "did not judge",
             with_key ? "with an unknown key" : "without a key");
    return false;
}

bool bus_self_test(PvBus *bus, char *error)
{
    BusFigures before = bus->figures;
    bool good = true;
    for (unsigned i = LISTEN_TCP_ROUTER; good && i <= LISTEN_TCP_PUB; i++) {
        const Listener *listener = &bus->listeners[i];
        if (listener->socket)
            good = stranger_is_refused(bus, listener, true, error) &&
                   stranger_is_refused(bus, listener, false, error);
    }
    /* Our own strangers are no news. */
    bus->figures.refused_keys = before.refused_keys;
    bus->figures.refused_mechanism = before.refused_mechanism;
    return good;
}
