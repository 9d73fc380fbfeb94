/* Query threads: queries on everything committed, pulls from the log, status. */
#include "runtime/bus/fields.h"
#include "runtime/message/wire.h"
#include "runtime/service/internal.h"
#include <stdlib.h>
#include <string.h>

#define QUERY_WAIT_MS 200
#define PULL_EVENTS_LOOKED_AT 50000 /* in one reply, so that a filtered pull does not hold a thread */

/* --- pull --------------------------------------------------------------------------------------------------------- */

typedef struct Pull {
    const Pv__PullRequest *request;
    uint64_t partitions; /* bit for each asked for */
    bool sees_shared, sees_private;
    PvArena *arena;
    PvList items;
    uint64_t left_from;  /* start of the range being left out; 0: none */
    uint64_t left_digest; /* of its last event */
    uint64_t reached;
    size_t bytes, credit;
    unsigned looked_at;
} Pull;

static void list_add(Pull *pull, Pv__PullItem *item)
{
    if (pull->items.count == pull->items.room) {
        size_t room = pull->items.room ? pull->items.room * 2 : 256;
        void **items = arena_take(pull->arena, room * sizeof *items);
        if (pull->items.count)
            memcpy(items, pull->items.items, pull->items.count * sizeof *items);
        pull->items.items = items;
        pull->items.room = room;
    }
    pull->items.items[pull->items.count++] = item;
}

static void close_range(Pull *pull)
{
    if (!pull->left_from)
        return;
    Pv__PullItem *item = arena_take(pull->arena, sizeof *item);
    pv__pull_item__init(item);
    item->range = arena_take(pull->arena, sizeof *item->range);
    pv__event_range__init(item->range);
    item->range->has_from = item->range->has_to = 1;
    item->range->from = pull->left_from;
    item->range->to = pull->reached;
    item->range->has_digest = 1;
    item->range->digest = pull->left_digest;
    pull->left_from = 0;
    pull->bytes += 24;
    list_add(pull, item);
}

static bool wanted(const Pull *pull, const EventHead *head)
{
    bool shared = head->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED;
    if (shared ? !pull->sees_shared : !pull->sees_private)
        return false;
    return pull->partitions >> (head->partition % PV_PARTITIONS) & 1;
}

/* false: the credit is spent and this event stays for the next pull. */
static bool take_event(Pull *pull, const LogRecord *record)
{
    EventHead head;
    BusBytes envelope = {record->bytes, record->size_bytes};
    pv_require(event_head_read(envelope, &head), "the log holds an event that cannot be read");
    if (head.sequence <= pull->reached)
        return true;
    bool give = wanted(pull, &head);
    if ((give && pull->bytes + record->size_bytes + 32 > pull->credit && pull->reached > pull->request->after_sequence) ||
        ++pull->looked_at > PULL_EVENTS_LOOKED_AT)
        return false;
    if (!give) {
        if (!pull->left_from)
            pull->left_from = head.sequence;
        pull->left_digest = event_head_digest(&head);
        pull->reached = head.sequence;
        return true;
    }
    close_range(pull);
    Pv__PullItem *item = arena_take(pull->arena, sizeof *item);
    pv__pull_item__init(item);
    item->has_event = 1;
    item->event.len = record->size_bytes;
    item->event.data = arena_copy_bytes(pull->arena, record->bytes, record->size_bytes);
    pull->bytes += record->size_bytes + 16;
    pull->reached = head.sequence;
    list_add(pull, item);
    return true;
}

static void read_log(Service *service, Pull *pull)
{
    LogCursor *cursor;
    LogFrame frame;
    if (log_read_sequence(service->log, pull->request->after_sequence + 1, &cursor) != LOG_OK)
        return;
    LogResult result = LOG_OK;
    bool going = true;
    while (going && (result = log_next(cursor, &frame)) == LOG_OK)
        for (uint32_t i = 0; going && i < frame.record_count; i++)
            if (frame.records[i].kind == LOG_TOLD)
                going = take_event(pull, &frame.records[i]);
    close_range(pull);
    log_cursor_close(&cursor);
    if (result == LOG_DAMAGED || result == LOG_FAILED)
        service_fail(service, "the log cannot be read after event %llu", (unsigned long long)pull->reached);
}

/* Is the event there the one with this digest? */
static bool has_event(Service *service, uint64_t sequence, uint64_t digest)
{
    LogCursor *cursor;
    LogFrame frame;
    if (sequence > log_head(service->log) || log_read_sequence(service->log, sequence, &cursor) != LOG_OK)
        return false;
    bool found = false, same = false;
    LogResult result = LOG_OK;
    while (!found && (result = log_next(cursor, &frame)) == LOG_OK)
        for (uint32_t i = 0; !found && i < frame.record_count; i++) {
            EventHead head;
            BusBytes envelope = {frame.records[i].bytes, frame.records[i].size_bytes};
            if (frame.records[i].kind != LOG_TOLD)
                continue;
            pv_require(event_head_read(envelope, &head), "the log holds an event that cannot be read");
            found = head.sequence >= sequence;
            same = head.sequence == sequence && event_head_digest(&head) == digest;
        }
    log_cursor_close(&cursor);
    if (result == LOG_DAMAGED || result == LOG_FAILED)
        service_fail(service, "the log cannot be read at event %llu", (unsigned long long)sequence);
    return same;
}

/* What the caller knows is not in this log, although the caller's epoch is, up to there. */
static bool contradicts(Service *service, const Pv__PullRequest *asked, const Pv__PullReply *reply)
{
    if (!asked->known_sequence || !asked->known_digest)
        return false;
    bool forked = asked->epoch && asked->epoch != reply->epoch;
    if (forked && (reply->fork_epoch != asked->epoch || asked->known_sequence > reply->fork_sequence))
        return false; /* it goes back before that, or is told that it cannot */
    return !has_event(service, asked->known_sequence, asked->known_digest);
}

static void fill_pull(Service *service, Pull *pull, Pv__PullReply *reply)
{
    if (pull->request->epoch == 0 || pull->request->epoch == reply->epoch)
        read_log(service, pull);
    reply->n_items = pull->items.count;
    reply->items = (Pv__PullItem **)pull->items.items;
}

const uint8_t *pull_answer(Service *service, const BusCaller *caller, const uint8_t *bytes, size_t request_bytes,
                           PvArena *arena, size_t *size)
{
    char why[PV_WIRE_WHY_BYTES];
    Pv__Request *request = (Pv__Request *)wire_unpack(&pv__request__descriptor, bytes, request_bytes,
                                                      PV_MESSAGE_LIMIT_BYTES, arena, why);
    Pv__PullRequest *asked = NULL;
    if (request)
        asked = (Pv__PullRequest *)wire_unpack(&pv__pull_request__descriptor, request->payload.data,
                                               request->payload.len, PV_MESSAGE_LIMIT_BYTES, arena, why);
    if (!asked)
        return engine_refusal(service->engine, PV_PROBLEM_INVALID_INPUT, request ? request->request_id : NULL, why,
                              arena, size);
    Pull pull = {.request = asked, .arena = arena, .reached = asked->after_sequence, .credit = PV_PULL_CREDIT_BYTES};
    pull.sees_shared = caller->reads_shared;
    pull.sees_private = caller->reads_private && asked->include_private;
    if (asked->has_credit_bytes && asked->credit_bytes < pull.credit)
        pull.credit = asked->credit_bytes;
    for (size_t i = 0; i < asked->n_partitions; i++)
        pull.partitions |= 1ULL << (asked->partitions[i] % PV_PARTITIONS);
    if (asked->n_partitions == 0)
        pull.partitions = UINT64_MAX;
    ServiceDurable durable;
    pthread_mutex_lock(&service->shown);
    durable.head = service->durable.head;
    pthread_mutex_unlock(&service->shown);
    Pv__PullReply reply = PV__PULL_REPLY__INIT;
    reply.source = service->table->name;
    reply.has_epoch = reply.has_head = reply.has_fork_epoch = reply.has_fork_sequence = 1;
    reply.epoch = durable.head.epoch;
    reply.head = log_head(service->log);
    reply.fork_epoch = durable.head.fork_epoch;
    reply.fork_sequence = durable.head.fork_sequence;
    uint64_t fork_sequence; /* seen from the epoch that the caller knows, however many there were since */
    if (asked->epoch != reply.epoch && engine_fork_since(service->engine, asked->epoch, &fork_sequence)) {
        reply.fork_epoch = asked->epoch;
        reply.fork_sequence = fork_sequence;
    }
    reply.has_contradicts = reply.contradicts = contradicts(service, asked, &reply);
    if (!reply.contradicts)
        fill_pull(service, &pull, &reply);
    Pv__Reply outer = PV__REPLY__INIT;
    outer.request_id = request->request_id;
    outer.type = pv__pull_reply__descriptor.name;
    outer.has_payload = 1;
    outer.payload.data = wire_pack(&reply.base, arena, &outer.payload.len);
    return wire_pack(&outer.base, arena, size);
}

/* --- the thread --------------------------------------------------------------------------------------------------- */

static const uint8_t *answer(Service *service, ServiceItem *item, PvArena *arena, size_t *size)
{
    EngineCaller caller = service_caller(&item->caller, NULL);
    if (item->kind == ITEM_PULL)
        return pull_answer(service, &item->caller, item->bytes, item->size_bytes, arena, size);
    if (item->kind == ITEM_FRAMES)
        return frames_answer(service, item->bytes, item->size_bytes, arena, size);
    if (item->kind == ITEM_STATUS)
        return status_answer(service, item->bytes, item->size_bytes, arena, size);
    return engine_query(service->engine, &caller, item->bytes, item->size_bytes, arena, size);
}

bool query_step(Service *service, PvArena *arena)
{
    void *items[1];
    if (ring_wait_many(service->to_queries, items, 1, service_wait_ms(service, QUERY_WAIT_MS)) == 0)
        return false;
    ServiceItem *item = items[0];
    size_t size;
    pthread_rwlock_rdlock(&service->reading);
    const uint8_t *reply = answer(service, item, arena, &size);
    pthread_rwlock_unlock(&service->reading);
    uint8_t *copy = malloc(size);
    pv_require(copy);
    service_reply(service, &item->caller, memcpy(copy, reply, size), size);
    free(item);
    arena_reset(arena);
    return true;
}

void *query_run(void *context)
{
    Service *service = context;
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    while (!atomic_load(&service->stopping))
        query_step(service, arena);
    arena_close(&arena);
    return NULL;
}
