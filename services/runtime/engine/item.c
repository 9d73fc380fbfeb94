/* One item: its events are told, applied and reacted to, in order, until none is left; or all of it is undone. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/event_digest.h"
#include <string.h>
#include <xxhash.h>

#define TOPIC_BYTES 192

ItemMark item_begin(PvEngine *engine)
{
    arena_reset(engine->arena);
    engine->state.now_ms = engine->platform->clock_ms(engine->platform->context);
    engine->state.fresh_count = 0;
    engine->item_start = log_mark(engine->log);
    return (ItemMark){engine->item_start, store_mark(engine->store), engine->outputs.used, engine->outputs.count,
                      engine->at};
}

void item_undo(PvEngine *engine, const ItemMark *mark)
{
    log_rewind(engine->log, mark->log);
    store_rewind(engine->store, mark->store);
    engine->outputs.used = mark->outputs_used;
    engine->outputs.count = mark->outputs_count;
    engine->at = mark->at;
}

PvOutcome outcome_make(PvEngine *engine, EventList *events, const ItemCause *cause, uint64_t roles)
{
    return (PvOutcome){.state = &engine->state,
                       .ids = &engine->ids,
                       .platform = engine->platform,
                       .events = events,
                       .happened_at_ms = cause->heard ? cause->heard->at_ms : engine->state.now_ms,
                       .actor = cause->actor,
                       .roles = roles,
                       .item_limit = engine->item_limit,
                       .historical = cause->historical};
}

static uint64_t next_hlc(PvEngine *engine)
{
    uint64_t now = (uint64_t)engine->state.now_ms << 16;
    uint64_t last = engine->at.hlc > engine->hlc_heard ? engine->at.hlc : engine->hlc_heard;
    return now > last ? now : last + 1;
}

static void fill_envelope(PvEngine *engine, Pv__Envelope *envelope, Pv__EventPosition *position,
                          const ToldEvent *told, const ItemCause *cause)
{
    const PvEventRow *row = &engine->service->events[told->event];
    pv__envelope__init(envelope);
    envelope->source = engine->service->name;
    envelope->has_epoch = envelope->has_sequence = envelope->has_partition = 1;
    envelope->epoch = engine->epoch;
    envelope->sequence = engine->at.head + 1;
    envelope->partition = id_partition(told->subject);
    envelope->has_previous_in_partition = envelope->has_previous_shared = envelope->has_hlc = 1;
    envelope->previous_in_partition = engine->at.head_in_partition[envelope->partition];
    envelope->previous_shared = engine->at.head_shared;
    envelope->hlc = next_hlc(engine);
    envelope->has_recorded_at_ms = envelope->has_happened_at_ms = envelope->has_schema_version = 1;
    envelope->recorded_at_ms = engine->state.now_ms;
    envelope->happened_at_ms = told->happened_at_ms;
    envelope->type = row->type->name;
    envelope->schema_version = 1;
    envelope->subject = told->subject;
    envelope->actor = cause->actor && *cause->actor ? cause->actor : NULL;
    envelope->request_id = cause->request_id;
    envelope->trace = cause->trace && *cause->trace ? cause->trace : NULL;
    envelope->has_hops = cause->hops != 0;
    envelope->hops = cause->hops;
    envelope->has_flags = envelope->has_payload = envelope->has_payload_digest = 1;
    envelope->flags = (row->shared ? PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED : 0) |
                      (cause->historical ? PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL : 0);
    envelope->payload = (ProtobufCBinaryData){told->size_bytes, (uint8_t *)told->payload};
    envelope->payload_digest = XXH64(told->payload, told->size_bytes, 0);
    if (cause->heard) {
        pv__event_position__init(position);
        position->source = cause->heard->source;
        position->has_epoch = position->has_sequence = 1;
        position->epoch = cause->heard->epoch;
        position->sequence = cause->heard->sequence;
        envelope->cause = position;
    }
}

void counters_pass(Counters *at, const Pv__Envelope *envelope)
{
    uint64_t parts[] = {at->digest, envelope->epoch, envelope->sequence, envelope->hlc, envelope->payload_digest};
    at->digest = XXH64(parts, sizeof parts, 0);
    at->head_digest = event_digest(envelope->epoch, envelope->sequence, envelope->hlc, envelope->payload_digest);
    at->head = envelope->sequence;
    at->hlc = envelope->hlc;
    if (!(envelope->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED))
        return;
    at->head_shared = envelope->sequence;
    at->head_in_partition[envelope->partition % PV_PARTITIONS] = envelope->sequence;
}

/* source.2a.DealWon; told for every event, so without a format. */
static void write_topic(char topic[TOPIC_BYTES], const char *source, uint32_t partition, const char *name)
{
    static const char digits[] = "0123456789abcdef";
    size_t source_bytes = strlen(source), name_bytes = strlen(name);
    pv_require(source_bytes + name_bytes + 5 <= TOPIC_BYTES, "the topic of %s is too long", name);
    memcpy(topic, source, source_bytes);
    topic += source_bytes;
    *topic++ = '.';
    *topic++ = digits[partition >> 4 & 15];
    *topic++ = digits[partition & 15];
    *topic++ = '.';
    memcpy(topic, name, name_bytes + 1);
}

/* False: the item would not fit a frame. */
static bool record(PvEngine *engine, const Pv__Envelope *envelope, const PvEventRow *row)
{
    size_t size = pv__envelope__get_packed_size(envelope);
    pv_require(size <= PV_MESSAGE_LIMIT_BYTES, "an event of %s is larger than a message may be", row->name);
    if (log_mark(engine->log) - engine->item_start + size > engine->item_limit)
        return false;
    uint8_t *place = log_reserve(engine->log, LOG_TOLD, size);
    pv__envelope__pack(envelope, place);
    counters_pass(&engine->at, envelope);
    batch_is_awaited(engine);
    engine->figures.events_told++;
    if (!row->shared)
        return true;
    char topic[TOPIC_BYTES];
    write_topic(topic, engine->service->name, envelope->partition, row->type->short_name);
    outputs_add_event(engine, topic, place, size);
    return true;
}

static int64_t within_time(int64_t at_ms)
{
    return at_ms < PV_TIME_FIRST_MS ? PV_TIME_FIRST_MS : at_ms > PV_TIME_LAST_MS ? PV_TIME_LAST_MS : at_ms;
}

PvEventMeta meta_of(const PvEngine *engine, const Pv__Envelope *envelope)
{
    return (PvEventMeta){.source = envelope->source ? envelope->source : "",
                         .epoch = envelope->epoch,
                         .sequence = envelope->sequence,
                         .hlc = envelope->hlc,
                         .at_ms = within_time(envelope->happened_at_ms),
                         .recorded_at_ms = within_time(envelope->recorded_at_ms),
                         .type = envelope->type ? envelope->type : "",
                         .subject = envelope->subject ? envelope->subject : "",
                         .actor = envelope->actor ? envelope->actor : "",
                         .partition = envelope->partition,
                         .hops = envelope->hops,
                         .own = envelope->source && strcmp(envelope->source, engine->service->name) == 0,
                         .historical = envelope->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL,
                         .payload_digest = envelope->payload_digest};
}

void fold_event(PvEngine *engine, const TypeEntry *entry, const ProtobufCMessage *payload, const PvEventMeta *meta)
{
    PvArenaMark mark = arena_mark(engine->arena); /* an item may tell very many events */
    if (entry->event >= 0)
        row_ran(engine, &engine->service->events[entry->event]);
    engine->state.applying = true;
    engine->state.sequence = meta->own ? meta->sequence : engine->at.head;
    if (entry->event >= 0 && (meta->own || engine->service->events[entry->event].card))
        engine->service->events[entry->event].apply(&engine->state, payload, meta);
    for (unsigned i = 0; i < entry->heard_count; i++)
        if (!meta->own && source_fits(entry->heard[i]->source, meta->source)) {
            row_ran(engine, entry->heard[i]);
            entry->heard[i]->apply(&engine->state, payload, meta);
        }
    for (unsigned i = 0; i < engine->service->follow_count; i++) {
        row_ran(engine, &engine->service->follows[i]);
        engine->service->follows[i].apply(&engine->state, payload, meta);
    }
    if (entry->erases)
        erase_fold(engine, payload);
    engine->state.applying = false;
    arena_rewind(engine->arena, mark);
}

static bool reaction_wants(PvEngine *engine, const PvReactionRow *row, const PvEventMeta *meta)
{
    if (!source_fits(row->source, meta->source))
        return false;
    if (row->since == PV_LIVE && meta->historical)
        return false;
    if (row->since == PV_FROM_START || meta->own)
        return true;
    const Source *source = source_find(engine, meta->source);
    return source && meta->recorded_at_ms >= source->first_heard_at_ms;
}

/* Records one event of the item and applies it. False: the item would not fit a frame. */
static bool tell(PvEngine *engine, PvOutcome *outcome, const ItemCause *cause, size_t at)
{
    ToldEvent told = outcome->events->items[at];
    const PvEventRow *row = &engine->service->events[told.event];
    Pv__Envelope envelope;
    Pv__EventPosition position;
    bool erased = erase_before_telling(engine, &told, row);
    fill_envelope(engine, &envelope, &position, &told, cause);
    if (erased)
        envelope.flags |= PV__ENVELOPE_FLAG__ENVELOPE_FLAG_ERASED;
    if (!record(engine, &envelope, row)) {
        outcome_refuse(outcome, PV_PROBLEM_TOO_MANY_EVENTS, NULL, "The events of this are too large together.");
        return false;
    }
    ProtobufCMessage *payload =
        protobuf_c_message_unpack(row->type, arena_allocator(engine->arena), told.size_bytes, told.payload);
    pv_require(payload, "our own event %s cannot be read", row->name);
    told.message = payload;
    told.meta = meta_of(engine, &envelope);
    outcome->events->items[at] = told;
    fold_event(engine, dispatch_find(&engine->dispatch, row->type->name), payload, &told.meta);
    return true;
}

static bool tell_all(PvEngine *engine, PvOutcome *outcome, const ItemCause *cause, ItemSteps *steps)
{
    while (steps->told < outcome->events->count)
        if (!tell(engine, outcome, cause, steps->told++))
            return false;
    return true;
}

/* What a reaction tells is undone by itself if it refuses: a refusal there is a decision. */
bool item_react(PvEngine *engine, PvOutcome *outcome, const TypeEntry *entry, const ProtobufCMessage *payload,
                const PvEventMeta *meta, const ItemCause *cause, unsigned depth, ItemSteps *steps)
{
    for (unsigned i = 0; i < entry->reaction_count; i++) {
        const PvReactionRow *row = entry->reactions[i];
        if (!reaction_wants(engine, row, meta))
            continue;
        row_ran(engine, row);
        PvOutcome said = outcome_make(engine, outcome->events, cause, 0);
        said.happened_at_ms = meta->at_ms;
        said.depth = depth;
        PvArenaMark mark = arena_mark(engine->arena);
        const ToldEvent *events = outcome->events->items;
        size_t before = outcome->events->count, bytes_before = outcome->events->bytes;
        if (row->react(&engine->state, payload, meta, &said) != PV_ACCEPTED) {
            outcome->events->count = before;
            outcome->events->bytes = bytes_before;
        }
        if (said.too_much) {
            outcome->refused = true;
            outcome->problem = said.problem;
            return false;
        }
        if (outcome->events->count > before && depth > PV_REACTION_DEPTH_LIMIT) {
            outcome_refuse(outcome, PV_PROBLEM_TOO_MANY_EVENTS, NULL, "Reactions to reactions go too deep.");
            return false;
        }
        if (outcome->events->count == before && outcome->events->items == events)
            arena_rewind(engine->arena, mark);
        if (!tell_all(engine, outcome, cause, steps))
            return false;
    }
    return true;
}

bool item_run(PvEngine *engine, PvOutcome *outcome, const ItemCause *cause, ItemSteps *steps)
{
    if (!tell_all(engine, outcome, cause, steps))
        return false;
    while (steps->reacted < outcome->events->count) {
        ToldEvent event = outcome->events->items[steps->reacted++];
        const TypeEntry *entry = dispatch_find(&engine->dispatch, event.message->descriptor->name);
        if (entry->reaction_count > 0 &&
            !item_react(engine, outcome, entry, event.message, &event.meta, cause, event.depth + 1, steps))
            return false;
    }
    return true;
}
