/* The network thread: what the bus brings goes into rings, what is durable goes out. It never waits for a disk. */
#include "runtime/bus/fields.h"
#include "runtime/message/wire.h"
#include "runtime/observe/log.h"
#include "runtime/service/internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MS 50
#define SHOW_EVERY_US 100000
#define REQUEST_TOKENS_FIELD 8
#define ENVELOPE_FLAGS_FIELD 18

static ServiceItem *item_make(int kind, const uint8_t *bytes, size_t size)
{
    ServiceItem *item = malloc(sizeof *item + size);
    pv_require(item, "out of memory");
    memset(item, 0, sizeof *item);
    item->kind = kind;
    item->size_bytes = size;
    if (size)
        memcpy(item->bytes, bytes, size);
    return item;
}

static bool push(PvRing *ring, ServiceItem *item)
{
    if (ring_push(ring, item))
        return true;
    free(item);
    return false;
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

/* Has this department got to the position? A token of another epoch waits until the newer epoch is heard. *peer is set to
 * the department that must be heard for it, if one must. */
static bool token_is_reached(Service *service, const char *token, size_t size, const char **peer)
{
    char text[128], name[64];
    uint64_t epoch, sequence, at_epoch = 0, at = 0;
    *peer = NULL;
    if (size >= sizeof text)
        return false;
    memcpy(text, token, size);
    text[size] = 0;
    if (sscanf(text, "%63[^.].%" SCNx64 ".%" SCNu64, name, &epoch, &sequence) != 3)
        return false;
    if (strcmp(name, service->table->name) == 0) {
        at_epoch = service->seen.head.epoch;
        at = service->seen.head.head;
    }
    for (unsigned i = 0; i < service->seen.position_count; i++) {
        if (strcmp(service->seen.positions[i].name, name) == 0) {
            at_epoch = service->seen.positions[i].epoch;
            at = service->seen.positions[i].sequence;
            *peer = service->seen.positions[i].name;
        }
    }
    return at_epoch == epoch ? at >= sequence : at_epoch >> 32 > epoch >> 32;
}

/* catch_up: asks those at once that are to be heard first. */
static bool tokens_are_reached(Service *service, const ServiceItem *item, bool catch_up)
{
    const char *peer;
    bool reached = true;
    BusBytes message = {item->bytes, item->size_bytes};
    Fields fields = fields_of(message);
    while (fields_next(&fields)) {
        if (fields.number != REQUEST_TOKENS_FIELD || fields.wire_type != 2 ||
            token_is_reached(service, (const char *)fields.bytes.bytes, fields.bytes.size_bytes, &peer))
            continue;
        reached = false;
        if (peer && catch_up)
            bus_catch_up(service->bus, peer);
    }
    return reached;
}

static void turn_away(Service *service, const ServiceItem *item, unsigned problem)
{
    RequestHead head;
    char request_id[64] = "";
    PvArena *arena = arena_open(1 << 16);
    size_t size;
    BusBytes message = {item->bytes, item->size_bytes};
    if (request_head_read(message, &head) && head.request_id.size_bytes > 0 &&
        head.request_id.size_bytes < sizeof request_id)
        memcpy(request_id, head.request_id.bytes, head.request_id.size_bytes);
    const uint8_t *reply = engine_refusal(service->engine, problem, request_id, NULL, arena, &size);
    bus_reply(service->bus, &item->caller, reply, size);
    arena_close(&arena);
}

static void release_waiting(Service *service)
{
    int64_t now = (int64_t)service_now_us(service);
    unsigned kept = 0;
    for (unsigned i = 0; i < service->waiting_count; i++) {
        ServiceItem *item = service->waiting[i];
        if (tokens_are_reached(service, item, false)) {
            if (!ring_push(service->to_queries, item)) {
                turn_away(service, item, PV_PROBLEM_BUSY);
                free(item);
            }
        } else if (now >= item->waiting_until_us) {
            turn_away(service, item, PV_PROBLEM_NOT_YET);
            free(item);
        } else {
            service->waiting[kept++] = item;
        }
    }
    service->waiting_count = kept;
}

static bool take_query(Service *service, ServiceItem *item)
{
    if (tokens_are_reached(service, item, true))
        return push(service->to_queries, item);
    if (service->waiting_count == SERVICE_WAITING_LIMIT) {
        free(item);
        return false;
    }
    item->waiting_until_us = (int64_t)service_now_us(service) + PV_TOKEN_WAIT_MS * 1000;
    service->waiting[service->waiting_count++] = item;
    return true;
}

/* --- what the bus brings ------------------------------------------------------------------------------------------ */

static bool is_ready(const Service *service)
{
    int state = atomic_load(&service->state);
    return state == PV__SERVICE_STATE__SERVICE_READY || state == PV__SERVICE_STATE__SERVICE_FULL;
}

static bool on_request(void *context, const BusCaller *caller, const uint8_t *bytes, size_t size)
{
    Service *service = context;
    RequestHead head;
    BusBytes message = {bytes, size};
    int kind = -1;
    if (request_head_read(message, &head)) {
        static const int kinds[] = {-1, ITEM_COMMAND, ITEM_QUERY, ITEM_PULL, ITEM_STATUS, ITEM_FRAMES};
        if (head.kind < sizeof kinds / sizeof kinds[0])
            kind = kinds[head.kind];
    }
    ServiceItem *item = item_make(kind < 0 ? ITEM_QUERY : kind, bytes, size);
    item->caller = *caller;
    if (kind < 0 || (!is_ready(service) && kind != ITEM_STATUS)) {
        turn_away(service, item, kind < 0 ? PV_PROBLEM_INVALID_INPUT : PV_PROBLEM_STARTING);
        free(item);
        return true;
    }
    if (kind == ITEM_COMMAND)
        return push(service->to_commit, item);
    if (kind == ITEM_QUERY)
        return take_query(service, item);
    return push(service->to_queries, item);
}

/* What is heard while the disk is full waits where it is. */
static bool is_hearing(const Service *service)
{
    return atomic_load(&service->state) == PV__SERVICE_STATE__SERVICE_READY;
}

static bool on_event(void *context, const char *peer, const uint8_t *bytes, size_t size, const BusPosition *reached)
{
    Service *service = context;
    if (!is_hearing(service))
        return false;
    ServiceItem *item = item_make(ITEM_HEARD, bytes, size);
    snprintf(item->peer, sizeof item->peer, "%s", peer);
    item->position = *reached;
    uint64_t flags;
    item->historical = wire_read_uint64(bytes, size, ENVELOPE_FLAGS_FIELD, &flags) &&
                       flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL;
    return push(service->to_commit, item);
}

static bool position_item(Service *service, int kind, const char *peer, const BusPosition *position)
{
    if (!is_hearing(service))
        return false;
    ServiceItem *item = item_make(kind, NULL, 0);
    snprintf(item->peer, sizeof item->peer, "%s", peer);
    item->position = *position;
    return push(service->to_commit, item);
}

static bool on_range(void *context, const char *peer, const BusPosition *reached)
{
    return position_item(context, ITEM_PASSED, peer, reached);
}

static bool on_fork(void *context, const char *peer, const BusPosition *was, const BusPosition *now)
{
    BusPosition position = *now;
    if (was->sequence < position.sequence)
        position.sequence = was->sequence;
    if (!position_item(context, ITEM_FORKED, peer, &position))
        return false;
    observe_warning("a department's log goes on in a new epoch", "peer=%s epoch=%llx after=%llu was=%llu", peer,
                    (unsigned long long)position.epoch, (unsigned long long)position.sequence,
                    (unsigned long long)was->sequence);
    return true;
}

static void on_silence(void *context, const char *peer, bool silent)
{
    (void)context;
    if (silent)
        observe_warning("a department is not heard any more", "peer=%s", peer);
    else
        observe_info("a department is heard again", "peer=%s", peer);
}

/* --- what goes out ------------------------------------------------------------------------------------------------ */

static void tell_head(Service *service)
{
    const EngineHead *head = &service->seen.head;
    Pv__Beacon beacon = PV__BEACON__INIT;
    beacon.source = service->table->name;
    beacon.has_epoch = beacon.has_head = beacon.has_head_shared = beacon.has_digest = 1;
    beacon.epoch = head->epoch;
    beacon.head = head->head;
    beacon.head_shared = head->head_shared;
    beacon.n_head_in_partition = PV_PARTITIONS;
    beacon.head_in_partition = (uint64_t *)head->head_in_partition;
    beacon.digest = head->digest;
    beacon.has_head_digest = head->head_digest != 0;
    beacon.head_digest = head->head_digest;
    beacon.has_fork_epoch = beacon.has_fork_sequence = 1;
    beacon.fork_epoch = head->fork_epoch;
    beacon.fork_sequence = head->fork_sequence;
    bus_set_head(service->bus, &beacon);
}

static void send_batch(Service *service, ServiceReport *report)
{
    for (size_t i = 0; i < report->outputs.count; i++) {
        EngineOutput *output = &report->outputs.items[i];
        const uint8_t *bytes = report->outputs.block + output->offset;
        if (output->kind == ENGINE_EVENT) {
            bus_publish(service->bus, (const char *)report->outputs.block + output->topic_offset, bytes,
                        output->size_bytes);
            continue;
        }
        ServiceItem *item = output->token;
        bus_reply(service->bus, &item->caller, bytes, output->size_bytes);
        free(item);
    }
    engine_outputs_free(&report->outputs);
    service->seen = report->durable;
    tell_head(service);
}

static void drain_reports(void *context)
{
    Service *service = context;
    void *reports[64];
    size_t count;
    while ((count = ring_take_many(service->to_network, reports, 64))) {
        for (size_t i = 0; i < count; i++) {
            ServiceReport *report = reports[i];
            if (report->batch)
                send_batch(service, report);
            else
                bus_reply(service->bus, &report->caller, report->reply, report->reply_bytes);
            free(report->reply);
            free(report);
        }
    }
    if (service->waiting_count)
        release_waiting(service);
}

void service_reply(Service *service, const BusCaller *caller, uint8_t *bytes, size_t size)
{
    ServiceReport *report = calloc(1, sizeof *report);
    pv_require(report);
    report->caller = *caller;
    report->reply = bytes;
    report->reply_bytes = size;
    if (ring_push(service->to_network, report))
        return;
    free(bytes); /* the caller asks again by request id */
    free(report);
}

/* --- opening and running ------------------------------------------------------------------------------------------ */

static size_t local_peers(const Service *service, BusPeer *peers)
{
    size_t count = 0;
    for (unsigned i = 0; i < service->config->departments_count; i++)
        if (strcmp(service->config->departments[i].name, service->table->name) != 0)
            peers[count++] = (BusPeer){.name = service->config->departments[i].name};
    for (unsigned i = 0; i < service->config->peers_count; i++) {
        const ConfigPeer *peer = &service->config->peers[i];
        peers[count++] = (BusPeer){
            .name = peer->name, .router = peer->router, .pub = peer->pub, .server_key = peer->server_key};
    }
    return count;
}

static size_t allowed_keys(const Service *service, BusKey *keys)
{
    static const BusKeyClass classes[] = {BUS_CLASS_UNSPECIFIED, BUS_CLASS_PORTAL,  BUS_CLASS_OPERATOR,
                                          BUS_CLASS_DEPARTMENT,  BUS_CLASS_PARTNER, BUS_CLASS_FOLLOWER};
    static const char *const all[] = {"*"};
    for (unsigned i = 0; i < service->config->allowed_count; i++) {
        const ConfigAllowed *allowed = &service->config->allowed[i];
        bool trusted = allowed->key_class != CONFIG_CLASS_PARTNER && allowed->feeds_count == 0;
        keys[i] = (BusKey){.name = allowed->name,
                           .public_key = allowed->public_key,
                           .key_class = classes[allowed->key_class],
                           .grants = trusted ? all : (const char *const *)allowed->feeds,
                           .grant_count = trusted ? 1 : allowed->feeds_count};
    }
    return service->config->allowed_count;
}

bool network_open(Service *service, char *error)
{
    const ConfigDepartment *own = config_department(service->config, service->table->name);
    BusPeer peers[BUS_PEER_LIMIT];
    char folder[512];
    CurveKeys keys;
    pv_require(service->config->departments_count + service->config->peers_count <= BUS_PEER_LIMIT);
    BusKey *allowed = calloc(service->config->allowed_count + 1, sizeof *allowed);
    pv_require(allowed);
    snprintf(folder, sizeof folder, "%s/run", service->config->data);
    BusOptions options = {.department = service->table->name,
                          .platform = service->platform,
                          .folder = folder,
                          .tcp_router = own ? own->router : NULL,
                          .tcp_pub = own ? own->pub : NULL,
                          .allowed = allowed,
                          .allowed_count = allowed_keys(service, allowed),
                          .peers = peers,
                          .peer_count = local_peers(service, peers),
                          .fast_lane = service->config->fast_lane,
                          .callbacks = {service, on_request, on_event, on_range, on_fork, on_silence}};
    bool opened = true;
    if (own && own->keys) {
        opened = keys_load(own->keys, &keys, error);
        options.keys = &keys;
    }
    opened = opened && bus_open(&service->bus, &options, error);
    for (size_t i = 0; opened && i < options.peer_count; i++)
        snprintf(service->seen.positions[service->seen.position_count++].name, BUS_NAME_BYTES, "%s", peers[i].name);
    free(allowed);
    if (opened)
        bus_watch(service->bus, ring_fd(service->to_network), drain_reports, service);
    return opened;
}

static void set_positions(Service *service)
{
    for (unsigned i = 0; i < service->durable.position_count; i++) {
        const ServicePosition *position = &service->durable.positions[i];
        if (position->epoch)
            bus_set_position(service->bus, position->name, &(BusPosition){.epoch = position->epoch,
                                                                          .sequence = position->sequence,
                                                                          .partition = BUS_ALL_PARTITIONS,
                                                                          .digest = position->digest});
    }
    service->seen = service->durable;
    tell_head(service);
}

/* What status reads; and a line for each department that is no longer taken from. */
static void show_bus(Service *service)
{
    static BusFigures now;
    bus_figures(service->bus, &now);
    for (size_t i = 0; i < now.peer_count; i++) {
        bool was = service->bus_figures.peer_count > i && service->bus_figures.peers[i].stopped;
        if (now.peers[i].stopped && !was)
            observe_error("a department's log contradicts what was heard; nothing is taken from it", "peer=%s why=%s",
                          now.peers[i].name, now.peers[i].trouble);
        else if (was && !now.peers[i].stopped)
            observe_info("a department's log is followed again", "peer=%s", now.peers[i].name);
    }
    pthread_mutex_lock(&service->shown);
    service->bus_figures = now;
    pthread_mutex_unlock(&service->shown);
}

void network_step(Service *service)
{
    if (!service->positions_set && is_ready(service)) {
        service->positions_set = true;
        set_positions(service);
    }
    bus_step(service->bus, service_wait_ms(service, service->waiting_count ? 5 : STEP_MS));
    if (service->waiting_count)
        release_waiting(service);
    uint64_t now = service_now_us(service);
    if (now - service->shown_us > SHOW_EVERY_US) {
        service->shown_us = now;
        show_bus(service);
    }
}

void network_run(Service *service)
{
    while (!atomic_load(&service->stopping))
        network_step(service);
    drain_reports(service);
}
