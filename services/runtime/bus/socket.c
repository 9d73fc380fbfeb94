/* What all sockets have in common: limits, heartbeats, quick reconnects, nothing kept for the dead. */
#include "runtime/bus/inside.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct Option {
    int name;
    int value;
} Option;

static const Option common_options[] = {
    {ZMQ_LINGER, 0},
    {ZMQ_MAXMSGSIZE, -1}, /* set apart: it is 64 bits wide */
    {ZMQ_HEARTBEAT_IVL, 250},
    {ZMQ_HEARTBEAT_TIMEOUT, 1000},
    {ZMQ_HEARTBEAT_TTL, 2000},
    {ZMQ_HANDSHAKE_IVL, 2000},
    {ZMQ_RECONNECT_IVL, 20},
    {ZMQ_RECONNECT_IVL_MAX, 200},
    {ZMQ_CONNECT_TIMEOUT, 1000},
    {ZMQ_TCP_KEEPALIVE, 1},
    {ZMQ_TCP_KEEPALIVE_IDLE, 5},
    {ZMQ_TCP_KEEPALIVE_INTVL, 2},
    {ZMQ_TCP_KEEPALIVE_CNT, 3},
};

bool socket_set(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

void *socket_open(PvBus *bus, int type, char *error)
{
    void *socket = zmq_socket(bus->context, type);
    if (!socket) {
        snprintf(error, BUS_ERROR_BYTES, "A socket could not be made: %s.", zmq_strerror(errno));
        return NULL;
    }
    for (size_t i = 0; i < sizeof common_options / sizeof common_options[0]; i++) {
        const Option *option = &common_options[i];
        int64_t limit = PV_SOCKET_MESSAGE_LIMIT_BYTES;
        bool set = option->name == ZMQ_MAXMSGSIZE
                       ? zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &limit, sizeof limit) == 0
                       : socket_set(socket, option->name, option->value);
        pv_require(set, "socket option %d: %s", option->name, zmq_strerror(errno));
    }
    return socket;
}

void socket_close(void **socket)
{
    if (*socket)
        zmq_close(*socket);
    *socket = NULL;
}

bool socket_connect(PvBus *bus, void *socket, const char *server_key, const char *endpoint)
{
    if (*server_key && (zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server_key, strlen(server_key)) != 0 ||
                        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, bus->keys.public_key, 40) != 0 ||
                        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, bus->keys.secret_key, 40) != 0))
        return false;
    return zmq_connect(socket, endpoint) == 0;
}

unsigned socket_receive(void *socket, zmq_msg_t *parts, unsigned limit)
{
    unsigned count = 0;
    for (bool more = true; more; count++) {
        zmq_msg_t beyond;
        zmq_msg_t *part = count < limit ? &parts[count] : &beyond;
        zmq_msg_init(part);
        /* The frames of a message arrive together: only the first can be missing. */
        if (zmq_msg_recv(part, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(part);
            return count;
        }
        more = zmq_msg_more(part);
        if (count >= limit)
            zmq_msg_close(&beyond);
    }
    return count;
}

void parts_close(zmq_msg_t *parts, unsigned count, unsigned limit)
{
    for (unsigned i = 0; i < count && i < limit; i++)
        zmq_msg_close(&parts[i]);
}
