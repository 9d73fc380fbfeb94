/* Events of other departments: checked against our position, folded, reacted to, or parked. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void move_position(PvEngine *engine, Source *source, uint64_t epoch, uint64_t sequence)
{
    if (!source->first_heard_at_ms)
        source->first_heard_at_ms = engine->platform->clock_ms(engine->platform->context);
    source->epoch = epoch;
    source->sequence = sequence;
    source->digest = 0;
    source->changed = true;
}

void engine_passed(PvEngine *engine, const char *name, uint64_t epoch, uint64_t sequence)
{
    Source *source = source_take(engine, name);
    if (source->epoch == epoch && sequence <= source->sequence)
        return;
    move_position(engine, source, epoch, sequence);
}

void engine_forked(PvEngine *engine, const char *name, uint64_t epoch, uint64_t sequence)
{
    move_position(engine, source_take(engine, name), epoch, sequence);
}

void engine_position_is(PvEngine *engine, const char *name, uint64_t sequence, uint64_t digest)
{
    Source *source = source_find(engine, name);
    if (!source || source->sequence != sequence || source->digest == digest)
        return;
    source->digest = digest;
    source->changed = true;
}

uint64_t engine_position_digest(const PvEngine *engine, const char *name)
{
    const Source *source = source_find((PvEngine *)engine, name);
    return source ? source->digest : 0;
}

bool engine_position(const PvEngine *engine, const char *name, uint64_t *epoch, uint64_t *sequence)
{
    const Source *source = source_find((PvEngine *)engine, name);
    *epoch = source ? source->epoch : 0;
    *sequence = source ? source->sequence : 0;
    return source;
}

void engine_park_identity(PvEngine *engine, const char *source, uint64_t epoch, uint64_t sequence)
{
    if (engine->crashed_count == sizeof engine->crashed / sizeof engine->crashed[0])
        return;
    snprintf(engine->crashed[engine->crashed_count].source, sizeof engine->crashed[0].source, "%s", source);
    engine->crashed[engine->crashed_count].epoch = epoch;
    engine->crashed[engine->crashed_count++].sequence = sequence;
}

static bool crashed_before(const PvEngine *engine, const Pv__Envelope *envelope)
{
    for (unsigned i = 0; i < engine->crashed_count; i++)
        if (engine->crashed[i].epoch == envelope->epoch && engine->crashed[i].sequence == envelope->sequence &&
            strcmp(engine->crashed[i].source, envelope->source) == 0)
            return true;
    return false;
}

/* --- parking ------------------------------------------------------------------------------------------------------ */

static const char *canonical(PvEngine *engine, const char *subject)
{
    if (!engine->service->canonical || !subject || !*subject)
        return subject;
    const char *id = engine->service->canonical(&engine->state, subject);
    return id ? id : subject;
}

/* Is an event before this number parked for the customer, or one joined with it? */
bool parked_covers(PvEngine *engine, const char *subject, uint64_t before_number)
{
    if (engine->figures.parked == 0 || !subject || !*subject)
        return false;
    const char *wanted = canonical(engine, subject);
    uint64_t after = 0;
    for (Pv__ParkedRecord *parked; (parked = system_next_parked(&engine->state, after));) {
        if (parked->number >= before_number)
            return false;
        if (parked->subject && strcmp(canonical(engine, parked->subject), wanted) == 0)
            return true;
        after = parked->number;
    }
    return false;
}

/* Names that no honest department makes so long are not kept beside the event. */
static const char *short_text(const char *text, size_t limit)
{
    return text && strlen(text) <= limit ? text : NULL;
}

static void park(PvEngine *engine, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size,
                 Pv__ParkReason reason, const char *detail)
{
    Pv__ParkedRecord parked = PV__PARKED_RECORD__INIT;
    parked.has_number = parked.has_reason = parked.has_at_ms = parked.has_epoch = parked.has_sequence = 1;
    parked.number = engine->at.last_parked + 1;
    parked.reason = reason;
    parked.detail = detail;
    parked.subject = short_text(envelope->subject, PV_ACTOR_LIMIT_BYTES);
    parked.at_ms = engine->state.now_ms;
    parked.source = envelope->source;
    parked.epoch = envelope->epoch;
    parked.sequence = envelope->sequence;
    parked.type = short_text(envelope->type, PV_ACTOR_LIMIT_BYTES);
    parked.has_event = 1;
    parked.event = (ProtobufCBinaryData){size, (uint8_t *)bytes};
    erase_before_parking(engine, &parked);
    size_t packed = pv__parked_record__get_packed_size(&parked);
    uint8_t *copy = arena_take(engine->arena, packed);
    pv__parked_record__pack(&parked, copy);
    log_add(engine->log, LOG_PARKED, copy, packed);
    system_put_parked(engine, &parked, copy, packed);
}

/* --- handling ----------------------------------------------------------------------------------------------------- */

/* Personal fields of an erased person's late event are cleared before it is kept and folded. */
static bool clear_if_erased(PvEngine *engine, Pv__Envelope *envelope, ProtobufCMessage *payload)
{
    if (engine->at.erasures == 0 || !engine->service->is_erased || !envelope->subject || !*envelope->subject)
        return false;
    if (!engine->service->is_erased(&engine->state, envelope->subject) || !erase_envelope(engine->arena, envelope))
        return false;
    return message_clear_personal(message_info_of(payload->descriptor), payload);
}

static void write_heard(PvEngine *engine, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size, bool repacked)
{
    if (!repacked) {
        log_add(engine->log, LOG_HEARD, bytes, size);
        return;
    }
    size_t packed = pv__envelope__get_packed_size(envelope);
    pv__envelope__pack(envelope, log_reserve(engine->log, LOG_HEARD, packed));
}

/* Folds and reacts; false if its reactions were too much, and then nothing of it is left. */
static bool handle(PvEngine *engine, Pv__Envelope *envelope, const TypeEntry *entry, ProtobufCMessage *payload,
                   const uint8_t *bytes, size_t size)
{
    ItemMark mark = {log_mark(engine->log), store_mark(engine->store), engine->outputs.used, engine->outputs.count,
                     engine->at};
    write_heard(engine, envelope, bytes, size, clear_if_erased(engine, envelope, payload));
    PvEventMeta meta = meta_of(engine, envelope);
    ItemCause cause = {.actor = short_text(envelope->actor, PV_ACTOR_LIMIT_BYTES),
                       .trace = short_text(envelope->trace, PV_TRACE_LIMIT_BYTES),
                       .heard = &meta,
                       .historical = meta.historical,
                       .hops = envelope->hops + 1};
    EventList events = {0};
    PvOutcome outcome = outcome_make(engine, &events, &cause, 0);
    ItemSteps steps = {0};
    fold_event(engine, entry, payload, &meta);
    if (item_react(engine, &outcome, entry, payload, &meta, &cause, 1, &steps) &&
        item_run(engine, &outcome, &cause, &steps))
        return true;
    item_undo(engine, &mark);
    return false;
}

void heard_handle(PvEngine *engine, const Pv__Envelope *seen, const uint8_t *bytes, size_t size, bool released)
{
    char why[PV_WIRE_WHY_BYTES];
    Pv__Envelope envelope = *seen;
    const TypeEntry *entry = dispatch_find(&engine->dispatch, envelope.type);
    bool cares = dispatch_cares(engine->service, entry, envelope.source);
    if (!cares && !(envelope.flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_MUST_UNDERSTAND))
        return;
    if (!cares) {
        park(engine, &envelope, bytes, size, PV__PARK_REASON__NOT_UNDERSTOOD, "This type must be understood.");
        return;
    }
    if (!released && crashed_before(engine, &envelope)) {
        park(engine, &envelope, bytes, size, PV__PARK_REASON__CRASHED, "Handling it ended the process.");
        return;
    }
    if (!released && parked_covers(engine, envelope.subject, UINT64_MAX)) {
        park(engine, &envelope, bytes, size, PV__PARK_REASON__BEHIND_ANOTHER,
             "An earlier event about the same customer is parked.");
        return;
    }
    if (envelope.hops > PV_HOP_LIMIT) {
        park(engine, &envelope, bytes, size, PV__PARK_REASON__TOO_MANY_HOPS,
             arena_format(engine->arena, "Its causes cross %u departments.", envelope.hops));
        return;
    }
    ProtobufCMessage *payload = wire_unpack(entry->type, envelope.payload.data, envelope.payload.len,
                                            PV_MESSAGE_LIMIT_BYTES, engine->arena, why);
    if (!payload) {
        park(engine, &envelope, bytes, size, PV__PARK_REASON__UNREADABLE, why);
        return;
    }
    if (!handle(engine, &envelope, entry, payload, bytes, size))
        park(engine, &envelope, bytes, size, PV__PARK_REASON__TOO_MUCH, "Its reactions go too deep or tell too much.");
}

/* The 60-second rule: a stamp from a clock far ahead does not drag ours along. */
static void hear_clock(PvEngine *engine, uint64_t hlc)
{
    uint64_t limit = (uint64_t)(engine->state.now_ms + PV_CLOCK_AHEAD_LIMIT_MS) << 16;
    if (hlc > engine->hlc_heard && hlc <= limit)
        engine->hlc_heard = hlc;
}

enum { SOURCE_FIELD = 1, EPOCH_FIELD = 2, SEQUENCE_FIELD = 3, HLC_FIELD = 7, TYPE_FIELD = 10, FLAGS_FIELD = 18 };

static bool pick_text(const WirePick *pick, char *text, size_t room)
{
    if (!pick->found || pick->size_bytes == 0 || pick->size_bytes >= room)
        return false;
    memcpy(text, pick->bytes, pick->size_bytes);
    text[pick->size_bytes] = 0;
    return true;
}

/* Most of what is heard has no row here: it is passed by its few fields, without unpacking it. */
static bool pass_unconcerned(PvEngine *engine, const uint8_t *bytes, size_t size)
{
    WirePick picks[] = {{.field = SOURCE_FIELD}, {.field = EPOCH_FIELD}, {.field = SEQUENCE_FIELD},
                        {.field = HLC_FIELD},    {.field = TYPE_FIELD},  {.field = FLAGS_FIELD}};
    char name[sizeof engine->sources[0].name], type[192];
    if (!wire_pick(bytes, size, picks, sizeof picks / sizeof picks[0]) || !pick_text(&picks[0], name, sizeof name) ||
        !pick_text(&picks[4], type, sizeof type) || picks[5].number & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_MUST_UNDERSTAND)
        return false;
    if (dispatch_cares(engine->service, dispatch_find(&engine->dispatch, type), name))
        return false;
    hear_clock(engine, picks[3].number);
    engine_passed(engine, name, picks[1].number, picks[2].number);
    engine->figures.events_heard++;
    return true;
}

void engine_heard(PvEngine *engine, const uint8_t *bytes, size_t size)
{
    char why[PV_WIRE_WHY_BYTES];
    engine->batch_items++;
    if (pass_unconcerned(engine, bytes, size))
        return;
    item_begin(engine);
    Pv__Envelope *envelope = (Pv__Envelope *)wire_unpack(&pv__envelope__descriptor, bytes, size, PV_MESSAGE_LIMIT_BYTES,
                                                         engine->arena, why);
    if (!envelope || !envelope->source || !*envelope->source || strlen(envelope->source) >= sizeof(Source){0}.name)
        return; /* the bus gives whole envelopes; without source and sequence there is nothing to keep */
    Source *source = source_take(engine, envelope->source);
    if (source->epoch == envelope->epoch && envelope->sequence <= source->sequence)
        return;
    if (engine->note)
        engine->note(engine->note_context, envelope->source, envelope->epoch, envelope->sequence);
    hear_clock(engine, envelope->hlc);
    move_position(engine, source, envelope->epoch, envelope->sequence);
    heard_handle(engine, envelope, bytes, size, false);
    engine->figures.events_heard++;
}
