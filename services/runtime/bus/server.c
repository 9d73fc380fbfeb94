/* The serving side: requests in, replies out, events and beacons to whoever subscribed. */
#include "runtime/bus/inside.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ZMQ_ZAP_ENFORCE_DOMAIN: libzmq has it, zmq.h shows it to draft builds only. */
#define ENFORCE_ZAP_DOMAIN 93
#define ROUTER_SEND_LIMIT 1024 /* replies waiting for one connection */
#define PUB_SEND_LIMIT 10000   /* events waiting for one subscriber; what is more is lost and pulled */

typedef struct ClassRights {
    bool command, query, pull, status, private_events, frames;
} ClassRights;

static const ClassRights rights[] = {
    [BUS_CLASS_UNSPECIFIED] = {false, false, false, false, false},
    [BUS_CLASS_PORTAL] = {true, true, true, true, false},
    [BUS_CLASS_OPERATOR] = {true, true, true, true, true, true},
    [BUS_CLASS_DEPARTMENT] = {true, true, true, true, false},
    [BUS_CLASS_PARTNER] = {false, false, true, false, false},
    [BUS_CLASS_FOLLOWER] = {false, false, true, true, true, true},
};

static bool listener_open(PvBus *bus, Listener *listener, const char *endpoint, char *error)
{
    int type = listener->pub ? ZMQ_PUB : ZMQ_ROUTER;
    listener->socket = socket_open(bus, type, error);
    if (!listener->socket)
        return false;
    void *socket = listener->socket;
    bool set = socket_set(socket, ZMQ_SNDHWM, listener->pub ? PUB_SEND_LIMIT : ROUTER_SEND_LIMIT);
    if (!listener->pub)
        set = set && socket_set(socket, ZMQ_ROUTER_MANDATORY, 1);
    /* A client that names its own identity may take it over from its dead connection. Not over tcp, where it
     * could take another's, and with it the replies. */
    if (!listener->pub && !listener->remote)
        set = set && socket_set(socket, ZMQ_ROUTER_HANDOVER, 1);
    if (listener->remote) {
        const char *domain = listener->pub ? BUS_PUB_DOMAIN : BUS_ROUTER_DOMAIN;
        set = set && socket_set(socket, ZMQ_CURVE_SERVER, 1) &&
              zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, bus->keys.secret_key, 40) == 0 &&
              zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&
              socket_set(socket, ENFORCE_ZAP_DOMAIN, 1) && monitor_open(bus, listener, error);
    }
    pv_require(set, "options of %s: %s", endpoint, zmq_strerror(errno));
    if (zmq_bind(socket, endpoint) != 0) {
        snprintf(error, BUS_ERROR_BYTES, "The endpoint %s could not be opened: %s.", endpoint,
                 zmq_strerror(errno));
        return false;
    }
    size_t size = sizeof listener->endpoint;
    return zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, listener->endpoint, &size) == 0;
}

bool server_open(PvBus *bus, const BusOptions *options, char *error)
{
    char router[BUS_ENDPOINT_BYTES], pub[BUS_ENDPOINT_BYTES];
    if (!bus_ipc_endpoints(options->folder, options->department, router, pub, error))
        return false;
    const char *endpoints[LISTENERS] = {router, pub, options->tcp_router, options->tcp_pub};
    for (unsigned i = 0; i < LISTENERS; i++) {
        Listener *listener = &bus->listeners[i];
        listener->pub = i == LISTEN_LOCAL_PUB || i == LISTEN_TCP_PUB;
        listener->remote = i >= LISTEN_TCP_ROUTER;
        if (endpoints[i] && (bus->fast_lane || !listener->pub) &&
            !listener_open(bus, listener, endpoints[i], error))
            return false;
    }
    return true;
}

void server_close(PvBus *bus)
{
    for (unsigned i = 0; i < LISTENERS; i++) {
        if (bus->listeners[i].monitor)
            zmq_socket_monitor(bus->listeners[i].socket, NULL, 0);
        socket_close(&bus->listeners[i].monitor);
        socket_close(&bus->listeners[i].socket);
    }
}

/* --- requests
 * --------------------------------------------------------------------------------------------------- */

static void refuse(PvBus *bus, const BusCaller *caller, BusBytes request_id, Pv__Problem *problem)
{
    char id[65] = "";
    if (request_id.size_bytes && request_id.size_bytes < sizeof id &&
        !memchr(request_id.bytes, 0, request_id.size_bytes))
        memcpy(id, request_id.bytes, request_id.size_bytes);
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = id;
    reply.problem = problem;
    problem->has_kind = 1;
    size_t size = pv__reply__get_packed_size(&reply);
    uint8_t *bytes = malloc(size);
    pv_require(bytes, "out of memory");
    pv__reply__pack(&reply, bytes);
    bus_reply(bus, caller, bytes, size);
    free(bytes);
}

/* Who is at the other end of the connection a message came through. */
static bool caller_of(PvBus *bus, const Listener *listener, zmq_msg_t *parts, unsigned count,
                      BusCaller *caller)
{
    memset(caller, 0, sizeof *caller);
    BusBytes identity = part_bytes(&parts[0]);
    if (identity.size_bytes == 0 || identity.size_bytes > BUS_IDENTITY_BYTES)
        return false;
    memcpy(caller->identity, identity.bytes, identity.size_bytes);
    caller->identity_bytes = (uint8_t)identity.size_bytes;
    caller->delimited = count == 3;
    caller->remote = listener->remote;
    if (!listener->remote) {
        caller->key_class = BUS_CLASS_OPERATOR;
        caller->reads_shared = true;
        strcpy(caller->key_name, "local");
    } else {
        const Key *key = zap_key_named(bus, zmq_msg_gets(&parts[count - 1], "User-Id"));
        if (!key)
            return false;
        caller->key_class = key->key_class;
        caller->reads_shared = key->granted;
        strcpy(caller->key_name, key->name);
    }
    caller->reads_private = caller->reads_shared && rights[caller->key_class].private_events;
    return true;
}

static bool class_may(BusKeyClass key_class, uint64_t kind)
{
    const ClassRights *right = &rights[key_class];
    switch (kind) {
    case PV__REQUEST_KIND__COMMAND:
        return right->command;
    case PV__REQUEST_KIND__QUERY:
        return right->query;
    case PV__REQUEST_KIND__PULL:
        return right->pull;
    case PV__REQUEST_KIND__STATUS:
        return right->status;
    case PV__REQUEST_KIND__FRAMES:
        return right->frames;
    default:
        return true; /* a kind that nobody knows is the service's to refuse */
    }
}

/* NULL if the key may ask this, else why not. */
static const char *not_allowed(PvBus *bus, const BusCaller *caller, const RequestHead *head)
{
    if (!class_may(caller->key_class, head->kind)) {
        bus->figures.refused_classes++;
        return "The key's class may not send this kind of request.";
    }
    bool reads = head->kind == PV__REQUEST_KIND__PULL || head->kind == PV__REQUEST_KIND__FRAMES;
    if (reads && !caller->reads_shared) {
        bus->figures.refused_grants++;
        return "The key is not granted this department's events.";
    }
    if (head->include_private && !caller->reads_private) {
        bus->figures.refused_grants++;
        return "The key may not read private events.";
    }
    return NULL;
}

static void judge_request(PvBus *bus, const BusCaller *caller, BusBytes request)
{
    Pv__Problem problem = PV__PROBLEM__INIT;
    RequestHead head;
    if (!request_head_read(request, &head)) {
        bus->figures.malformed++;
        problem.kind = PV__PROBLEM_KIND__INVALID;
        problem.type = "invalid-input";
        problem.title = "The input is not valid";
        problem.detail = "The message is not a Request with a kind.";
        refuse(bus, caller, head.request_id, &problem);
        return;
    }
    const char *why = not_allowed(bus, caller, &head);
    if (why) {
        problem.kind = PV__PROBLEM_KIND__FORBIDDEN;
        problem.type = "not-allowed";
        problem.title = "The actor may not do this";
        problem.detail = why;
        refuse(bus, caller, head.request_id, &problem);
    } else if (!bus->callbacks.on_request(bus->callbacks.context, caller, request.bytes,
                                          request.size_bytes)) {
        bus->figures.busy++;
        problem.kind = PV__PROBLEM_KIND__BUSY;
        problem.type = "busy";
        problem.title = "There is too much work at present";
        problem.has_retry_after_ms = 1;
        problem.retry_after_ms = BUS_BUSY_RETRY_MS;
        refuse(bus, caller, head.request_id, &problem);
    }
}

void server_serve(PvBus *bus, Listener *listener)
{
    zmq_msg_t parts[BUS_PART_LIMIT];
    for (unsigned turn = 0; turn < BUS_TURN_LIMIT; turn++) {
        unsigned count = socket_receive(listener->socket, parts, BUS_PART_LIMIT);
        if (count == 0)
            return;
        BusCaller caller;
        bool framed = count == 2 || (count == 3 && zmq_msg_size(&parts[1]) == 0);
        bus->figures.requests++;
        if (framed && zmq_msg_size(&parts[count - 1]) && caller_of(bus, listener, parts, count, &caller))
            judge_request(bus, &caller, part_bytes(&parts[count - 1]));
        else
            bus->figures.malformed++;
        parts_close(parts, count, BUS_PART_LIMIT);
    }
}

void bus_reply(PvBus *bus, const BusCaller *caller, const uint8_t *bytes, size_t size)
{
    void *socket = bus->listeners[caller->remote ? LISTEN_TCP_ROUTER : LISTEN_LOCAL_ROUTER].socket;
    const int flags = ZMQ_DONTWAIT;
    /* The first frame alone can fail: the caller has gone, or takes none of its replies. */
    if (!socket || zmq_send(socket, caller->identity, caller->identity_bytes, flags | ZMQ_SNDMORE) < 0) {
        bus->figures.reply_failures++;
        return;
    }
    if (caller->delimited)
        zmq_send(socket, "", 0, flags | ZMQ_SNDMORE);
    zmq_send(socket, bytes, size, flags);
    bus->figures.replies++;
}

/* --- events and beacons
 * ----------------------------------------------------------------------------------------- */

void bus_topic(char *topic, size_t room, const char *source, uint32_t partition, const char *type)
{
    const char *dot = strrchr(type, '.');
    snprintf(topic, room, "%s.%02" PRIx32 ".%s", source, partition, dot ? dot + 1 : type);
}

static void publish(PvBus *bus, const char *topic, const uint8_t *bytes, size_t size)
{
    for (unsigned i = 0; i < LISTENERS; i++) {
        Listener *listener = &bus->listeners[i];
        if (!listener->pub || !listener->socket)
            continue;
        if (zmq_send(listener->socket, topic, strlen(topic), ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0 ||
            zmq_send(listener->socket, bytes, size, ZMQ_DONTWAIT) < 0)
            bus->figures.publish_failures++;
    }
}

void bus_publish(PvBus *bus, const char *topic, const uint8_t *bytes, size_t size)
{
    if (!bus->fast_lane)
        return;
    publish(bus, topic, bytes, size);
    bus->figures.published++;
    bus->published_ms = bus_now_ms(bus);
}

void bus_set_head(PvBus *bus, const Pv__Beacon *head)
{
    bus->head_moved |= !bus->head_known || head->head != bus->head.head || head->epoch != bus->head.epoch;
    bus->head = *head;
    bus->head_known = true;
    snprintf(bus->head_source, sizeof bus->head_source, "%s", bus->department);
    bus->head.source = bus->head_source;
    if (bus->head.n_head_in_partition > PV_PARTITIONS)
        bus->head.n_head_in_partition = PV_PARTITIONS;
    if (bus->head.n_head_in_partition)
        memmove(bus->head_in, head->head_in_partition,
                bus->head.n_head_in_partition * sizeof bus->head_in[0]);
    bus->head.head_in_partition = bus->head_in;
}

static void send_beacon(PvBus *bus)
{
    uint8_t bytes[1024]; /* 64 heads of at most 10 bytes, and little else */
    char topic[BUS_NAME_BYTES + 8];
    bus->head.has_epoch = bus->head.has_head = bus->head.has_head_shared = bus->head.has_sent_at_ms = 1;
    bus->head.sent_at_ms = bus->platform->clock_ms(bus->platform->context);
    pv_require(pv__beacon__get_packed_size(&bus->head) <= sizeof bytes);
    size_t size = pv__beacon__pack(&bus->head, bytes);
    snprintf(topic, sizeof topic, "%s.beacon", bus->department);
    publish(bus, topic, bytes, size);
    bus->figures.beacons++;
    bus->head_moved = false;
}

/* Besides its regular times a beacon goes out shortly after a burst ends: it shows the loss of the last
 * event, and carries positions past private events. */
static int64_t beacon_ms(const PvBus *bus)
{
    if (!bus->head_known || !bus->fast_lane)
        return INT64_MAX;
    int64_t quiet = bus->published_ms + BUS_QUIET_BEACON_MS;
    return bus->head_moved && quiet < bus->beacon_due_ms ? quiet : bus->beacon_due_ms;
}

void server_tick(PvBus *bus, int64_t now)
{
    if (now < beacon_ms(bus))
        return;
    send_beacon(bus);
    bus->beacon_due_ms = now + PV_BEACON_INTERVAL_MS;
}

int64_t server_wake_ms(const PvBus *bus)
{
    return beacon_ms(bus);
}
