/* Replay: the records of the log, applied to the store again. Nothing is decided here and nothing told. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool unreadable(char *error, const char *what)
{
    snprintf(error, 256, "the log holds %s that cannot be read", what);
    return false;
}

static bool fold_envelope(PvEngine *engine, const LogRecord *record, bool own, char *error)
{
    Pv__Envelope *envelope =
        pv__envelope__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!envelope)
        return unreadable(error, "an event");
    PvEventMeta meta = meta_of(engine, envelope);
    if (own)
        counters_pass(&engine->at, envelope);
    const TypeEntry *entry = dispatch_find(&engine->dispatch, envelope->type);
    if (!entry) {
        if (!own)
            return true; /* a row we no longer have */
        snprintf(error, 256, "the log holds our own event %s, which service.def no longer knows", envelope->type);
        return false;
    }
    ProtobufCMessage *payload =
        wire_unpack_trusted(entry->type, envelope->payload.data, envelope->payload.len, engine->arena);
    if (!payload)
        return unreadable(error, "a payload");
    fold_event(engine, entry, payload, &meta);
    return true;
}

static bool fold_position(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__PositionRecord *position =
        pv__position_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!position || !position->source)
        return unreadable(error, "a position");
    Source *source = source_take(engine, position->source);
    source->epoch = position->epoch;
    source->sequence = position->sequence;
    source->first_heard_at_ms = position->first_heard_at_ms;
    source->digest = position->digest;
    system_put_position(engine, source);
    return true;
}

static bool fold_timer(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__TimerRecord *timer =
        pv__timer_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!timer || !timer->timer || !timer->key)
        return unreadable(error, "a timer");
    for (unsigned i = 0; i < engine->service->timer_count; i++)
        if (strcmp(engine->service->timers[i].name, timer->timer) == 0)
            state_timer_remove(&engine->state, i, timer->key, timer->due_at_ms);
    return true;
}

static bool fold_answer(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__AnswerRecord *answer =
        pv__answer_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!answer || !answer->request_id)
        return unreadable(error, "an answer");
    system_put_answer(engine, answer);
    return true;
}

static bool fold_parked(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__ParkedRecord *parked =
        pv__parked_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!parked)
        return unreadable(error, "a parked event");
    system_put_parked(engine, parked, record->bytes, record->size_bytes);
    return true;
}

static bool fold_released(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__ReleasedRecord *released =
        pv__released_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!released)
        return unreadable(error, "a release");
    system_delete_parked(engine, released->number);
    return true;
}

static bool fold_epoch(PvEngine *engine, const LogRecord *record, char *error)
{
    Pv__EpochRecord *epoch =
        pv__epoch_record__unpack(arena_allocator(engine->arena), record->size_bytes, record->bytes);
    if (!epoch)
        return unreadable(error, "an epoch");
    engine->epoch = epoch->epoch;
    engine->fork_epoch = epoch->fork_epoch;
    engine->fork_sequence = epoch->fork_sequence;
    system_put_epoch(engine, epoch);
    return true;
}

bool fold_record(PvEngine *engine, const LogRecord *record, char *error)
{
    arena_reset(engine->arena);
    switch (record->kind) {
    case LOG_TOLD:
        return fold_envelope(engine, record, true, error);
    case LOG_HEARD:
        return fold_envelope(engine, record, false, error);
    case LOG_POSITION:
        return fold_position(engine, record, error);
    case LOG_ANSWER:
        return fold_answer(engine, record, error);
    case LOG_TIMER:
        return fold_timer(engine, record, error);
    case LOG_PARKED:
        return fold_parked(engine, record, error);
    case LOG_RELEASED:
        return fold_released(engine, record, error);
    case LOG_EPOCH:
        return fold_epoch(engine, record, error);
    }
    snprintf(error, 256, "the log holds a record of the unknown kind %d", record->kind);
    return false;
}
