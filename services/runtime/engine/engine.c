/* Opening, replay, batches, timers and outputs of a department's engine. */
#include "runtime/engine/engine_internal.h"
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLAY_FRAMES 256

static uint64_t fresh_epoch(const PvPlatform *platform, uint64_t before)
{
    uint32_t half;
    platform->random_bytes(platform->context, &half, sizeof half);
    return ((before >> 32) + 1) << 32 | half;
}

static void read_head(PvEngine *engine)
{
    Pv__HeadRecord *head = system_get_head(&engine->state);
    if (!head)
        return;
    pv_require(head->n_head_in_partition == PV_PARTITIONS, "the store's head cannot be read");
    engine->epoch = head->epoch;
    engine->at.head = head->head;
    engine->at.head_shared = head->head_shared;
    engine->at.hlc = head->hlc;
    engine->at.last_parked = head->last_parked;
    engine->at.digest = head->digest;
    engine->at.head_digest = head->head_digest;
    engine->at.erasures = head->erasures;
    engine->frames = head->frames;
    engine->fork_epoch = head->fork_epoch;
    engine->fork_sequence = head->fork_sequence;
    memcpy(engine->at.head_in_partition, head->head_in_partition, sizeof engine->at.head_in_partition);
}

static void read_positions(PvEngine *engine)
{
    KeyBytes prefix;
    StoreBytes key, value;
    key_start(&prefix, KEY_POSITION, 0);
    StoreScan *scan = store_scan_open(engine->state.view, key_view(&prefix), NULL, false);
    while (store_scan_next(scan, &key, &value)) {
        Pv__PositionRecord *record =
            pv__position_record__unpack(arena_allocator(engine->arena), value.size_bytes, value.bytes);
        pv_require(record && record->source, "a stored position cannot be read");
        Source *source = source_take(engine, record->source);
        source->epoch = record->epoch;
        source->sequence = record->sequence;
        source->first_heard_at_ms = record->first_heard_at_ms;
        source->digest = record->digest;
    }
    store_scan_close(&scan);
    uint64_t after = 0;
    for (Pv__ParkedRecord *parked; (parked = system_next_parked(&engine->state, after)); after = parked->number)
        engine->figures.parked++;
}

/* Rises when the engine's own rows change (the department's have STATE_VERSION): the next start folds the log anew. */
#define SYSTEM_VERSION 3

/* The meta beside the tables: where in the log they stand, and of which versions they are. */
typedef struct StoreMeta {
    LogPlace place;
    uint64_t epoch;
    uint32_t state_version;
    uint32_t system_version;
} StoreMeta;

static EngineResult open_tables(PvEngine *engine, LogPlace *place, char *error)
{
    StoreMeta meta;
    StoreBytes kept = store_meta(engine->store);
    *place = log_start(engine->log);
    if (kept.size_bytes == sizeof meta) {
        memcpy(&meta, kept.bytes, sizeof meta);
        if (meta.state_version == engine->service->state_version && meta.system_version == SYSTEM_VERSION) {
            *place = meta.place;
            read_head(engine);
            read_positions(engine);
            return ENGINE_OK;
        }
    }
    if (kept.size_bytes && store_clear(engine->store) != STORE_OK) {
        snprintf(error, 256, "the tables of an older version cannot be removed");
        return ENGINE_FAILED;
    }
    return ENGINE_OK;
}

/* The largest frame holds a batch that is nearly full, the largest item after it, and the reserve. */
static void share_frame(PvEngine *engine)
{
    size_t limit = log_batch_limit(engine->log);
    engine->batch_target = limit / PV_BATCH_SHARE < PV_BATCH_LIMIT_BYTES ? limit / PV_BATCH_SHARE : PV_BATCH_LIMIT_BYTES;
    pv_require(limit >= engine->batch_target + PV_BATCH_RESERVE_BYTES + 2 * PV_MESSAGE_LIMIT_BYTES,
               "the log's segments are too small for the largest messages");
    engine->item_limit = limit - engine->batch_target - PV_BATCH_RESERVE_BYTES;
}

EngineResult engine_open(PvEngine **out, const EngineOptions *options, char *error)
{
    PvEngine *engine = calloc(1, sizeof *engine);
    pv_require(engine && sodium_init() >= 0);
    engine->service = options->service;
    engine->platform = options->platform;
    engine->log = options->log;
    engine->store = options->store;
    engine->plan = state_plan_open(options->service, options->organisation_key);
    engine->arena = arena_open(PV_ARENA_BUDGET_BYTES);
    engine->letting_go = LETTING_NONE;
    share_frame(engine);
    engine->replay_until = options->replay_until;
    engine->ran = options->ran;
    engine->ran_context = options->ran_context;
    engine->epoch = log_epoch(options->log);
    dispatch_open(&engine->dispatch, options->service);
    owned_tables_read(&engine->owned, options->service);
    ids_open(&engine->ids, options->platform);
    engine->state = (PvState){.plan = engine->plan,
                              .view = store_writer(options->store),
                              .store = options->store,
                              .arena = engine->arena};
    LogPlace place;
    *out = engine;
    EngineResult result = open_tables(engine, &place, error);
    if (result == ENGINE_OK && log_read_from(engine->log, place, &engine->replaying) != LOG_OK) {
        snprintf(error, 256, "the log has no place at segment %" PRIu32 " offset %" PRIu64 ", where the tables stand",
                 place.segment, place.offset);
        result = ENGINE_FAILED;
    }
    if (result != ENGINE_OK)
        engine_close(out);
    return result;
}

void engine_close(PvEngine **engine)
{
    if (!*engine)
        return;
    if ((*engine)->replaying)
        log_cursor_close(&(*engine)->replaying);
    dispatch_close(&(*engine)->dispatch);
    state_plan_close(&(*engine)->plan);
    arena_close(&(*engine)->arena);
    free((*engine)->outputs.block);
    free((*engine)->outputs.items);
    free(*engine);
    *engine = NULL;
}

static void freeze(PvEngine *engine, LogPlace place, bool force)
{
    StoreMeta meta = {.place = place,
                      .epoch = engine->epoch,
                      .state_version = engine->service->state_version,
                      .system_version = SYSTEM_VERSION};
    store_settle(engine->store);
    store_freeze(engine->store, force, (StoreBytes){(const uint8_t *)&meta, sizeof meta});
}

/* A replay writes down as it goes, so that its memory stays bounded and a restart goes on where it was. */
static EngineResult write_down_replayed(PvEngine *engine, char *error)
{
    freeze(engine, engine->replay_place, false);
    if (store_keeps_up(engine->store))
        return ENGINE_MORE;
    if (store_write_down(engine->store) == STORE_FAILED) {
        snprintf(error, 256, "the tables cannot be written");
        return ENGINE_FAILED;
    }
    store_settle(engine->store);
    return ENGINE_MORE;
}

static void end_replay(PvEngine *engine)
{
    log_cursor_close(&engine->replaying);
    log_set_epoch(engine->log, engine->epoch);
    engine->letting_go = engine->figures.parked ? 0 : LETTING_NONE;
}

EngineResult engine_replay(PvEngine *engine, uint64_t *done, uint64_t *total, char *error)
{
    LogFrame frame;
    *total = log_head(engine->log);
    *done = engine->at.head;
    if (!engine->replaying)
        return ENGINE_OK;
    for (unsigned frames = 0; frames < REPLAY_FRAMES; frames++) {
        bool enough = engine->replay_until && engine->frames == engine->replay_until;
        LogResult read = enough ? LOG_END : log_next(engine->replaying, &frame);
        if (read == LOG_END && engine->replay_until && !enough) {
            snprintf(error, 256, "the log has %" PRIu64 " frames, not %" PRIu64, engine->frames, engine->replay_until);
            return ENGINE_FAILED;
        }
        if (read == LOG_END) {
            end_replay(engine);
            return ENGINE_OK;
        }
        if (read != LOG_OK) {
            snprintf(error, 256, "the log is damaged after event %" PRIu64, engine->at.head);
            return ENGINE_FAILED;
        }
        for (uint32_t i = 0; i < frame.record_count; i++)
            if (!fold_record(engine, &frame.records[i], error))
                return ENGINE_FAILED;
        engine->frames++;
        system_put_head(engine);
        store_publish(engine->store);
        engine->replay_place = frame.after;
    }
    *done = engine->at.head;
    return write_down_replayed(engine, error);
}

/* --- batches ------------------------------------------------------------------------------------------------------ */

static void note_new_epoch(PvEngine *engine)
{
    Pv__EpochRecord record = PV__EPOCH_RECORD__INIT;
    engine->fork_epoch = engine->epoch;
    engine->fork_sequence = engine->at.head;
    engine->epoch = fresh_epoch(engine->platform, engine->epoch);
    record.has_epoch = record.has_fork_epoch = record.has_fork_sequence = record.has_at_ms = 1;
    record.epoch = engine->epoch;
    record.fork_epoch = engine->fork_epoch;
    record.fork_sequence = engine->fork_sequence;
    record.at_ms = engine->platform->clock_ms(engine->platform->context);
    size_t size = pv__epoch_record__get_packed_size(&record);
    pv__epoch_record__pack(&record, log_reserve(engine->log, LOG_EPOCH, size));
    system_put_epoch(engine, &record);
    log_set_epoch(engine->log, engine->epoch);
    engine->epoch_raised = false;
}

void engine_raise_epoch(PvEngine *engine)
{
    engine->epoch_raised = true;
}

EngineResult engine_begin(PvEngine *engine)
{
    return !store_has_room(engine->store) ? ENGINE_FULL : engine_begin_without_room(engine);
}

EngineResult engine_begin_without_room(PvEngine *engine)
{
    pv_require(!engine->batch_open && !engine->replaying);
    if (!store_keeps_up(engine->store))
        return ENGINE_BUSY;
    LogResult begun = log_begin(engine->log);
    if (begun != LOG_OK)
        return begun == LOG_FULL ? ENGINE_FULL : ENGINE_FAILED;
    engine->batch_open = true;
    engine->batch_items = 0;
    engine->batch_awaited = false;
    engine->batch_started_us = engine->platform->monotonic_us(engine->platform->context);
    engine->state.now_ms = engine->platform->clock_ms(engine->platform->context);
    if (engine->epoch_raised)
        note_new_epoch(engine);
    return ENGINE_OK;
}

size_t engine_item_limit(const PvEngine *engine)
{
    return engine->item_limit;
}

static bool has_room(const PvEngine *engine)
{
    return engine->batch_items < PV_BATCH_ITEM_LIMIT && log_batch_bytes(engine->log) < engine->batch_target;
}

bool engine_batch_may_wait(const PvEngine *engine)
{
    return !engine->batch_awaited && has_room(engine);
}

void batch_is_awaited(PvEngine *engine)
{
    if (engine->batch_awaited)
        return;
    engine->batch_awaited = true;
    engine->batch_started_us = engine->platform->monotonic_us(engine->platform->context);
}

bool engine_batch_is_full(const PvEngine *engine)
{
    if (!has_room(engine))
        return true;
    uint64_t now = engine->platform->monotonic_us(engine->platform->context);
    return now - engine->batch_started_us >= PV_BATCH_WORK_LIMIT_US;
}

static void write_positions(PvEngine *engine)
{
    for (unsigned i = 0; i < engine->source_count; i++) {
        Source *source = &engine->sources[i];
        if (!source->changed)
            continue;
        Pv__PositionRecord record = PV__POSITION_RECORD__INIT;
        record.source = source->name;
        record.has_epoch = record.has_sequence = record.has_first_heard_at_ms = 1;
        record.epoch = source->epoch;
        record.sequence = source->sequence;
        record.first_heard_at_ms = source->first_heard_at_ms;
        record.has_digest = source->digest != 0;
        record.digest = source->digest;
        size_t size = pv__position_record__get_packed_size(&record);
        pv__position_record__pack(&record, log_reserve(engine->log, LOG_POSITION, size));
        system_put_position(engine, source);
        source->changed = false;
    }
}

static void count_batch(PvEngine *engine)
{
    EngineFigures *figures = &engine->figures;
    figures->batches++;
    figures->batch_items += engine->batch_items;
    figures->batch_us_last = engine->platform->monotonic_us(engine->platform->context) - engine->batch_started_us;
    figures->batch_us += figures->batch_us_last;
    if (figures->batch_us_last > figures->batch_us_max)
        figures->batch_us_max = figures->batch_us_last;
}

EngineResult engine_commit(PvEngine *engine)
{
    pv_require(engine->batch_open);
    engine->batch_open = false;
    arena_reset(engine->arena);
    if (log_mark(engine->log) == 0)
        return ENGINE_OK; /* refusals, repeats or passed ranges alone: positions go with the next frame */
    write_positions(engine);
    engine->frames++;
    system_put_head(engine);
    if (log_seal(engine->log) != LOG_OK || log_flush(engine->log) != LOG_OK)
        return ENGINE_FAILED;
    store_publish(engine->store);
    count_batch(engine);
    return ENGINE_OK;
}

void engine_checkpoint(PvEngine *engine, bool force)
{
    freeze(engine, log_end(engine->log), force);
}

/* --- timers ------------------------------------------------------------------------------------------------------- */

int64_t engine_next_timer_ms(const PvEngine *engine)
{
    return engine->letting_go == LETTING_NONE ? state_timer_next_ms(&engine->state) : 0;
}

static void write_timer(PvEngine *engine, const char *name, const char *key, int64_t due_ms)
{
    batch_is_awaited(engine);
    Pv__TimerRecord record = PV__TIMER_RECORD__INIT;
    record.timer = name;
    record.key = key;
    record.has_due_at_ms = 1;
    record.due_at_ms = due_ms;
    size_t size = pv__timer_record__get_packed_size(&record);
    pv__timer_record__pack(&record, log_reserve(engine->log, LOG_TIMER, size));
}

static bool fire(PvEngine *engine, const PvTimerRow *row, const char *key)
{
    ItemCause cause = {0};
    EventList events = {0};
    PvOutcome outcome = outcome_make(engine, &events, &cause, 0);
    ItemSteps steps = {0};
    return row->fire(&engine->state, key, &outcome) == PV_ACCEPTED && item_run(engine, &outcome, &cause, &steps);
}

bool engine_timer(PvEngine *engine)
{
    unsigned timer;
    char *key;
    int64_t due_ms;
    item_begin(engine);
    if (engine->letting_go != LETTING_NONE) {
        engine->batch_items++;
        operations_let_go_next(engine);
        return true;
    }
    if (!state_timer_first(&engine->state, engine->state.now_ms, &timer, &key, &due_ms))
        return false;
    const PvTimerRow *row = &engine->service->timers[timer];
    engine->batch_items++;
    write_timer(engine, row->name, key, due_ms);
    state_timer_remove(&engine->state, timer, key, due_ms);
    ItemMark after_removal = {log_mark(engine->log), store_mark(engine->store), engine->outputs.used,
                              engine->outputs.count, engine->at};
    row_ran(engine, row);
    if (!fire(engine, row, key))
        item_undo(engine, &after_removal);
    engine->figures.timers_fired++;
    return true;
}

/* --- outputs ------------------------------------------------------------------------------------------------------ */

static uint32_t outputs_place(Outputs *outputs, size_t size)
{
    if (outputs->used + size > outputs->room) {
        outputs->room = (outputs->used + size) * 2 + 65536;
        outputs->block = realloc(outputs->block, outputs->room);
        pv_require(outputs->block, "out of memory");
    }
    uint32_t place = (uint32_t)outputs->used;
    outputs->used += size;
    return place;
}

static EngineOutput *outputs_add(Outputs *outputs)
{
    if (outputs->count == outputs->item_room) {
        outputs->item_room = outputs->item_room * 2 + 64;
        outputs->items = realloc(outputs->items, outputs->item_room * sizeof *outputs->items);
        pv_require(outputs->items, "out of memory");
    }
    EngineOutput *item = &outputs->items[outputs->count++];
    *item = (EngineOutput){0};
    return item;
}

void outputs_add_answer(PvEngine *engine, void *token, const Pv__Reply *reply)
{
    batch_is_awaited(engine);
    size_t size = pv__reply__get_packed_size(reply);
    uint32_t place = outputs_place(&engine->outputs, size);
    pv__reply__pack(reply, engine->outputs.block + place);
    EngineOutput *item = outputs_add(&engine->outputs);
    item->kind = ENGINE_ANSWER;
    item->token = token;
    item->offset = place;
    item->size_bytes = (uint32_t)size;
}

void outputs_add_event(PvEngine *engine, const char *topic, const uint8_t *bytes, size_t size)
{
    uint32_t topic_place = outputs_place(&engine->outputs, strlen(topic) + 1);
    strcpy((char *)engine->outputs.block + topic_place, topic);
    uint32_t place = outputs_place(&engine->outputs, size);
    memcpy(engine->outputs.block + place, bytes, size);
    EngineOutput *item = outputs_add(&engine->outputs);
    item->kind = ENGINE_EVENT;
    item->offset = place;
    item->size_bytes = (uint32_t)size;
    item->topic_offset = topic_place;
}

EngineOutputs engine_take_outputs(PvEngine *engine)
{
    EngineOutputs taken = {engine->outputs.block, engine->outputs.items, engine->outputs.count};
    engine->outputs = (Outputs){0};
    return taken;
}

void engine_outputs_free(EngineOutputs *outputs)
{
    free(outputs->block);
    free(outputs->items);
    *outputs = (EngineOutputs){0};
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

void engine_head(const PvEngine *engine, EngineHead *head)
{
    *head = (EngineHead){.epoch = engine->epoch,
                         .head = engine->at.head,
                         .head_shared = engine->at.head_shared,
                         .fork_epoch = engine->fork_epoch,
                         .fork_sequence = engine->fork_sequence,
                         .digest = engine->at.digest,
                         .head_digest = engine->at.head_digest};
    memcpy(head->head_in_partition, engine->at.head_in_partition, sizeof head->head_in_partition);
}

EngineFigures engine_figures(const PvEngine *engine)
{
    return engine->figures;
}

void engine_set_note(PvEngine *engine, EngineNote *note, void *context)
{
    engine->note = note;
    engine->note_context = context;
}
