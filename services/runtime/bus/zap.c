/* Who may connect over tcp: the ZAP handler (ZeroMQ RFC 27), which knows every key and refuses all others,
 * and the monitors that count connections and greetings that failed before they came to a key. */
#include "runtime/bus/inside.h"
#include <stdio.h>
#include <string.h>

enum {
    ZAP_VERSION,
    ZAP_REQUEST,
    ZAP_DOMAIN,
    ZAP_ADDRESS,
    ZAP_IDENTITY,
    ZAP_MECHANISM,
    ZAP_CREDENTIALS,
    ZAP_PARTS
};

bool zap_open(PvBus *bus, char *error)
{
    bus->zap = socket_open(bus, ZMQ_REP, error);
    if (!bus->zap)
        return false;
    if (zmq_bind(bus->zap, "inproc://zeromq.zap.01") != 0) {
        snprintf(error, BUS_ERROR_BYTES, "The key check could not start: %s.", zmq_strerror(zmq_errno()));
        return false;
    }
    return true;
}

const Key *zap_key_named(const PvBus *bus, const char *name)
{
    for (size_t i = 0; name && i < bus->allowed_count; i++)
        if (strcmp(bus->allowed[i].name, name) == 0)
            return &bus->allowed[i];
    return NULL;
}

static const Key *key_of(const PvBus *bus, BusBytes credentials)
{
    char text[CURVE_KEY_TEXT_BYTES];
    if (credentials.size_bytes != 32 || !zmq_z85_encode(text, credentials.bytes, 32))
        return NULL;
    for (size_t i = 0; i < bus->allowed_count; i++)
        if (strcmp(bus->allowed[i].public_key, text) == 0)
            return &bus->allowed[i];
    return NULL;
}

/* The key that is let in, or NULL after counting why not. */
static const Key *judge(PvBus *bus, zmq_msg_t *parts)
{
    BusBytes domain = part_bytes(&parts[ZAP_DOMAIN]);
    if (!bytes_are(part_bytes(&parts[ZAP_MECHANISM]), "CURVE")) {
        bus->figures.refused_mechanism++;
        return NULL;
    }
    const Key *key = key_of(bus, part_bytes(&parts[ZAP_CREDENTIALS]));
    bool to_pub = bytes_are(domain, BUS_PUB_DOMAIN);
    if (!key || (!to_pub && !bytes_are(domain, BUS_ROUTER_DOMAIN)))
        bus->figures.refused_keys++;
    else if (to_pub && !key->granted)
        bus->figures.refused_grants++;
    else if (bus->figures.connections > bus->connection_limit)
        bus->figures.refused_crowd++;
    else
        return key;
    return NULL;
}

static void answer(PvBus *bus, zmq_msg_t *request, const char *status, const char *user)
{
    BusBytes id = part_bytes(request);
    zmq_send(bus->zap, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(bus->zap, id.bytes, id.size_bytes, ZMQ_SNDMORE);
    zmq_send(bus->zap, status, 3, ZMQ_SNDMORE);
    zmq_send(bus->zap, "", 0, ZMQ_SNDMORE);
    zmq_send(bus->zap, user, strlen(user), ZMQ_SNDMORE);
    zmq_send(bus->zap, "", 0, 0);
}

void zap_serve(PvBus *bus)
{
    zmq_msg_t parts[BUS_PART_LIMIT];
    for (unsigned turn = 0; turn < BUS_TURN_LIMIT; turn++) {
        unsigned count = socket_receive(bus->zap, parts, BUS_PART_LIMIT);
        if (count == 0)
            return;
        const Key *key = NULL;
        if (count == ZAP_PARTS && bytes_are(part_bytes(&parts[ZAP_VERSION]), "1.0"))
            key = judge(bus, parts);
        else
            bus->figures.refused_mechanism++;
        if (count > ZAP_REQUEST)
            answer(bus, &parts[ZAP_REQUEST], key ? "200" : "400", key ? key->name : "");
        parts_close(parts, count, BUS_PART_LIMIT);
    }
}

bool monitor_open(PvBus *bus, Listener *listener, char *error)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "inproc://payvand.monitor.%s", listener->pub ? "pub" : "router");
    int events = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    listener->monitor = socket_open(bus, ZMQ_PAIR, error);
    /* No limit on our side: the I/O thread would wait for us at it. */
    if (!listener->monitor || !socket_set(listener->monitor, ZMQ_RCVHWM, 0) ||
        zmq_socket_monitor(listener->socket, endpoint, events) != 0 ||
        zmq_connect(listener->monitor, endpoint) != 0) {
        snprintf(error, BUS_ERROR_BYTES, "The watch over connections could not start: %s.",
                 zmq_strerror(zmq_errno()));
        return false;
    }
    return true;
}

void monitor_serve(PvBus *bus, Listener *listener)
{
    zmq_msg_t parts[2];
    for (unsigned turn = 0; turn < BUS_TURN_LIMIT; turn++) {
        unsigned count = socket_receive(listener->monitor, parts, 2);
        if (count == 0)
            return;
        uint16_t event = 0;
        if (zmq_msg_size(&parts[0]) >= sizeof event)
            memcpy(&event, zmq_msg_data(&parts[0]), sizeof event);
        if (event == ZMQ_EVENT_ACCEPTED)
            bus->figures.connections++;
        else if (event == ZMQ_EVENT_DISCONNECTED && bus->figures.connections)
            bus->figures.connections--;
        else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL ||
                 event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
            bus->figures.refused_mechanism++;
        parts_close(parts, count, 2);
    }
}
