/* The engine's own rows in the store: head, positions, answers, parked events. All are folds of the log. */
#include "runtime/engine/engine_internal.h"
#include <string.h>
#include <xxhash.h>

static void put_message(PvEngine *engine, const KeyBytes *key, const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_take(engine->arena, size + 1);
    protobuf_c_message_pack(message, bytes);
    store_put(engine->store, key_view(key), (StoreBytes){bytes, size});
}

void system_put_head(PvEngine *engine)
{
    KeyBytes key;
    Pv__HeadRecord head = PV__HEAD_RECORD__INIT;
    head.has_epoch = head.has_head = head.has_head_shared = head.has_hlc = 1;
    head.epoch = engine->epoch;
    head.head = engine->at.head;
    head.head_shared = engine->at.head_shared;
    head.hlc = engine->at.hlc;
    head.n_head_in_partition = PV_PARTITIONS;
    head.head_in_partition = engine->at.head_in_partition;
    head.has_fork_epoch = head.has_fork_sequence = head.has_last_parked = 1;
    head.fork_epoch = engine->fork_epoch;
    head.fork_sequence = engine->fork_sequence;
    head.last_parked = engine->at.last_parked;
    head.has_digest = 1;
    head.digest = engine->at.digest;
    head.has_head_digest = engine->at.head_digest != 0;
    head.head_digest = engine->at.head_digest;
    head.has_erasures = 1;
    head.erasures = engine->at.erasures;
    head.has_frames = 1;
    head.frames = engine->frames;
    key_start(&key, KEY_HEAD, 0);
    put_message(engine, &key, &head.base);
    /* The epoch's counter stands apart: document numbers carry it. */
    uint64_t counter = engine->epoch >> 32;
    key_start(&key, KEY_HEAD, 1);
    store_put(engine->store, key_view(&key), (StoreBytes){(const uint8_t *)&counter, sizeof counter});
}

Pv__HeadRecord *system_get_head(const PvState *state)
{
    KeyBytes key;
    StoreBytes value;
    key_start(&key, KEY_HEAD, 0);
    if (!store_get(state->view, key_view(&key), &value))
        return NULL;
    Pv__HeadRecord *head = pv__head_record__unpack(arena_allocator(state->arena), value.size_bytes, value.bytes);
    pv_require(head, "the store's head cannot be read");
    return head;
}

/* --- epochs ------------------------------------------------------------------------------------------------------ */

void system_put_epoch(PvEngine *engine, const Pv__EpochRecord *epoch)
{
    KeyBytes key;
    key_start(&key, KEY_EPOCH, 0);
    key_add_int64(&key, (int64_t)epoch->epoch);
    put_message(engine, &key, &epoch->base);
}

/* Epochs follow one another in the order of their numbers; each names the one before. */
bool engine_fork_since(PvEngine *engine, uint64_t asked, uint64_t *sequence)
{
    KeyBytes prefix;
    StoreBytes key, value;
    bool follows = false;
    PvArena *arena = arena_open(1 << 20);
    StoreView *view = store_view_open(engine->store);
    key_start(&prefix, KEY_EPOCH, 0);
    StoreScan *scan = store_scan_open(view, key_view(&prefix), NULL, false);
    *sequence = UINT64_MAX;
    while (asked && store_scan_next(scan, &key, &value)) {
        arena_reset(arena);
        Pv__EpochRecord *epoch = pv__epoch_record__unpack(arena_allocator(arena), value.size_bytes, value.bytes);
        pv_require(epoch, "an epoch's row cannot be read");
        follows |= epoch->fork_epoch == asked;
        if (follows && epoch->fork_sequence < *sequence)
            *sequence = epoch->fork_sequence;
    }
    store_scan_close(&scan);
    store_view_close(&view);
    arena_close(&arena);
    return follows;
}

Source *source_find(PvEngine *engine, const char *name)
{
    for (unsigned i = 0; i < engine->source_count; i++)
        if (strcmp(engine->sources[i].name, name) == 0)
            return &engine->sources[i];
    return NULL;
}

Source *source_take(PvEngine *engine, const char *name)
{
    Source *source = source_find(engine, name);
    if (source)
        return source;
    pv_require(engine->source_count < SOURCE_LIMIT, "more than %d departments are heard", SOURCE_LIMIT);
    pv_require(strlen(name) < sizeof source->name, "the department name %s is too long", name);
    source = &engine->sources[engine->source_count++];
    *source = (Source){0};
    strcpy(source->name, name);
    return source;
}

void system_put_position(PvEngine *engine, const Source *source)
{
    KeyBytes key;
    Pv__PositionRecord record = PV__POSITION_RECORD__INIT;
    record.source = source->name;
    record.has_epoch = record.has_sequence = record.has_first_heard_at_ms = 1;
    record.epoch = source->epoch;
    record.sequence = source->sequence;
    record.first_heard_at_ms = source->first_heard_at_ms;
    record.has_digest = source->digest != 0;
    record.digest = source->digest;
    key_start(&key, KEY_POSITION, 0);
    key_add_text(&key, source->name);
    put_message(engine, &key, &record.base);
}

/* --- answers --------------------------------------------------------------------------------------------------- */

static void answer_name(KeyBytes *key, const char *request_id, const char *actor)
{
    uint64_t who = XXH3_64bits(actor ? actor : "", actor ? strlen(actor) : 0);
    key_add_text(key, request_id);
    key_add_bytes(key, &who, sizeof who);
}

bool system_get_answer(const PvState *state, const char *request_id, const char *actor, StoreBytes *packed)
{
    KeyBytes key;
    key_start(&key, KEY_ANSWER, 0);
    answer_name(&key, request_id, actor);
    return store_get(state->view, key_view(&key), packed);
}

/* Drops at most two answers that have outlived their time, so that dropping keeps pace with adding. */
static void drop_old_answers(PvEngine *engine, int64_t now_ms)
{
    KeyBytes prefix, old[2];
    StoreBytes key, value;
    unsigned count = 0;
    if (engine->answers_since_ms > now_ms - PV_ANSWER_KEPT_MS)
        return;
    engine->answers_since_ms = now_ms;
    key_start(&prefix, KEY_ANSWER_TIME, 0);
    StoreScan *scan = store_scan_open(engine->state.view, key_view(&prefix), NULL, false);
    while (count < 2 && store_scan_next(scan, &key, &value)) {
        uint64_t turned;
        memcpy(&turned, key.bytes + 4, sizeof turned);
        engine->answers_since_ms = (int64_t)(__builtin_bswap64(turned) ^ (1ULL << 63));
        if (engine->answers_since_ms > now_ms - PV_ANSWER_KEPT_MS)
            break;
        old[count].size_bytes = (uint32_t)key.size_bytes;
        memcpy(old[count++].bytes, key.bytes, key.size_bytes);
    }
    store_scan_close(&scan);
    for (unsigned i = 0; i < count; i++) {
        KeyBytes answer;
        key_start(&answer, KEY_ANSWER, 0);
        key_add_bytes(&answer, old[i].bytes + 12, old[i].size_bytes - 12);
        store_delete(engine->store, key_view(&answer));
        store_delete(engine->store, key_view(&old[i]));
    }
}

void system_put_answer(PvEngine *engine, const Pv__AnswerRecord *answer)
{
    KeyBytes key;
    key_start(&key, KEY_ANSWER, 0);
    answer_name(&key, answer->request_id, answer->actor);
    put_message(engine, &key, &answer->base);
    key_start(&key, KEY_ANSWER_TIME, 0);
    key_add_int64(&key, answer->at_ms);
    answer_name(&key, answer->request_id, answer->actor);
    store_put(engine->store, key_view(&key), (StoreBytes){NULL, 0});
    if (answer->at_ms < engine->answers_since_ms)
        engine->answers_since_ms = answer->at_ms;
    drop_old_answers(engine, answer->at_ms);
}

/* --- parked events ---------------------------------------------------------------------------------------------- */

static void parked_key(KeyBytes *key, uint64_t number)
{
    key_start(key, KEY_PARKED, 0);
    key_add_int64(key, (int64_t)number);
}

void system_put_parked(PvEngine *engine, const Pv__ParkedRecord *parked, const uint8_t *bytes, size_t size)
{
    KeyBytes key;
    parked_key(&key, parked->number);
    store_put(engine->store, key_view(&key), (StoreBytes){bytes, size});
    if (parked->number > engine->at.last_parked)
        engine->at.last_parked = parked->number;
    engine->figures.parked++;
}

void system_delete_parked(PvEngine *engine, uint64_t number)
{
    KeyBytes key;
    parked_key(&key, number);
    store_delete(engine->store, key_view(&key));
    if (engine->figures.parked > 0)
        engine->figures.parked--;
}

static Pv__ParkedRecord *unpack_parked(const PvState *state, StoreBytes value)
{
    Pv__ParkedRecord *parked =
        pv__parked_record__unpack(arena_allocator(state->arena), value.size_bytes, value.bytes);
    pv_require(parked, "a parked event's row cannot be read");
    return parked;
}

Pv__ParkedRecord *system_get_parked(const PvState *state, uint64_t number)
{
    KeyBytes key;
    StoreBytes value;
    parked_key(&key, number);
    return store_get(state->view, key_view(&key), &value) ? unpack_parked(state, value) : NULL;
}

Pv__ParkedRecord *system_next_parked(const PvState *state, uint64_t after)
{
    KeyBytes prefix, from;
    StoreBytes key, value, at;
    key_start(&prefix, KEY_PARKED, 0);
    parked_key(&from, after);
    at = key_view(&from);
    StoreScan *scan = store_scan_open(state->view, key_view(&prefix), &at, true);
    Pv__ParkedRecord *parked = store_scan_next(scan, &key, &value) ? unpack_parked(state, value) : NULL;
    store_scan_close(&scan);
    return parked;
}
