/* Erasure of a person: personal fields are cleared in every table, in kept answers and parked events when the event is
 * folded, and in the log's segments afterwards. The marks in the .proto files say which fields are personal. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include <string.h>

/* --- clearing packed messages ------------------------------------------------------------------------------------- */

static bool clear_payload(PvArena *arena, const char *type, ProtobufCBinaryData *payload)
{
    const PvMessageInfo *info = type ? message_info(type) : NULL;
    if (!info || !info->holds_personal)
        return false;
    ProtobufCMessage *message = wire_unpack_trusted(info->descriptor, payload->data, payload->len, arena);
    if (!message || !message_clear_personal(info, message))
        return false;
    payload->data = wire_pack(message, arena, &payload->len);
    return true;
}

bool erase_envelope(PvArena *arena, Pv__Envelope *envelope)
{
    if (!clear_payload(arena, envelope->type, &envelope->payload))
        return false;
    envelope->has_flags = 1;
    envelope->flags |= PV__ENVELOPE_FLAG__ENVELOPE_FLAG_ERASED;
    return true;
}

static bool erase_answer(PvArena *arena, Pv__AnswerRecord *answer)
{
    return answer->has_payload && clear_payload(arena, answer->type, &answer->payload);
}

static bool erase_parked(PvArena *arena, Pv__ParkedRecord *parked)
{
    Pv__Envelope *envelope = pv__envelope__unpack(arena_allocator(arena), parked->event.len, parked->event.data);
    if (!envelope || !erase_envelope(arena, envelope))
        return false;
    parked->event.data = wire_pack(&envelope->base, arena, &parked->event.len);
    return true;
}

/* --- when the event is folded ------------------------------------------------------------------------------------- */

static bool names_one(const Pv__CustomerErased *erased, const char *customer_id)
{
    if (!customer_id || !*customer_id)
        return false;
    if (erased->customer_id && strcmp(erased->customer_id, customer_id) == 0)
        return true;
    for (size_t i = 0; i < erased->n_customer_ids; i++)
        if (strcmp(erased->customer_ids[i], customer_id) == 0)
            return true;
    return false;
}

static const char *customer_of(const ProtobufCMessage *row, const ProtobufCFieldDescriptor *field)
{
    return *(const char *const *)((const uint8_t *)row + field->offset);
}

static bool begins_with(const KeyPlan *key, const ProtobufCFieldDescriptor *field)
{
    return key->fields[0].path_count == 1 && key->fields[0].path[0] == field;
}

/* The order in which a person's rows stand together: the table's own (-1) or an index's; -2: none. */
static int order_by_customer(const PvEngine *engine, unsigned table, const ProtobufCFieldDescriptor *field)
{
    const TablePlan *plan = &engine->plan->tables[table];
    if (begins_with(&plan->key, field))
        return -1;
    for (unsigned i = 0; i < plan->index_count; i++) {
        const IndexPlan *index = &engine->plan->indexes[plan->first_index + i];
        if (!index->row->unique && begins_with(&index->key, field))
            return (int)index->number;
    }
    return -2;
}

static void clear_rows(PvEngine *engine, unsigned table, int order, const ProtobufCFieldDescriptor *field,
                       const PvMessageInfo *info, const Pv__CustomerErased *erased, const char *customer_id)
{
    PvScan scan;
    PvList rows = {0};
    ProtobufCMessage *probe = arena_take(engine->arena, info->descriptor->sizeof_message);
    protobuf_c_message_init(info->descriptor, probe);
    *(const char **)((uint8_t *)probe + field->offset) = customer_id;
    pv_scan_begin(&scan, &engine->state, table, order > -2 ? order : -1, order > -2 ? probe : NULL, 1);
    for (;;) {
        PvArenaMark mark = arena_mark(engine->arena); /* a whole table may be larger than the arena */
        ProtobufCMessage *row = pv_scan_next(&scan);
        if (!row)
            break;
        if (!names_one(erased, customer_of(row, field))) {
            arena_rewind(engine->arena, mark);
            continue;
        }
        message_clear_personal(info, row); /* a replay of the cleared log finds nothing, but writes the row too */
        pv_list_add(&engine->state, &rows, row);
    }
    for (size_t i = 0; i < rows.count; i++)
        pv_row_put(&engine->state, table, rows.items[i]);
}

static void clear_table(PvEngine *engine, unsigned table, const Pv__CustomerErased *erased)
{
    const ProtobufCMessageDescriptor *record = engine->service->tables[table].record;
    const PvMessageInfo *info = message_info_of(record);
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(record, "customer_id");
    if (!info || !info->holds_personal || !field || field->type != PROTOBUF_C_TYPE_STRING)
        return;
    int order = order_by_customer(engine, table, field);
    if (erased->customer_id || order == -2)
        clear_rows(engine, table, order, field, info, erased, erased->customer_id);
    for (size_t i = 0; order > -2 && i < erased->n_customer_ids; i++)
        clear_rows(engine, table, order, field, info, erased, erased->customer_ids[i]);
}

typedef struct Row {
    KeyBytes key;
    uint8_t *bytes;
    size_t size_bytes;
} Row;

static void clear_answers(PvEngine *engine, const Pv__CustomerErased *erased)
{
    KeyBytes prefix;
    StoreBytes key, value;
    PvList changed = {0};
    key_start(&prefix, KEY_ANSWER, 0);
    StoreScan *scan = store_scan_open(engine->state.view, key_view(&prefix), NULL, false);
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    while (store_scan_next(scan, &key, &value)) {
        arena_reset(arena);
        Pv__AnswerRecord *answer = pv__answer_record__unpack(arena_allocator(arena), value.size_bytes, value.bytes);
        if (!answer || !names_one(erased, answer->subject) || !erase_answer(arena, answer))
            continue;
        Row *row = arena_take(engine->arena, sizeof *row);
        row->key.size_bytes = (uint32_t)key.size_bytes;
        memcpy(row->key.bytes, key.bytes, key.size_bytes);
        row->bytes = wire_pack(&answer->base, engine->arena, &row->size_bytes);
        pv_list_add(&engine->state, &changed, row);
    }
    store_scan_close(&scan);
    arena_close(&arena);
    for (size_t i = 0; i < changed.count; i++) {
        Row *row = changed.items[i];
        store_put(engine->store, key_view(&row->key), (StoreBytes){row->bytes, row->size_bytes});
    }
}

static void clear_parked(PvEngine *engine, const Pv__CustomerErased *erased)
{
    uint64_t after = 0;
    for (Pv__ParkedRecord *parked; (parked = system_next_parked(&engine->state, after)); after = parked->number) {
        if (!names_one(erased, parked->subject) || !erase_parked(engine->arena, parked))
            continue;
        size_t size;
        uint8_t *bytes = wire_pack(&parked->base, engine->arena, &size);
        system_put_parked(engine, parked, bytes, size);
        engine->figures.parked--; /* it was counted before */
    }
}

void erase_fold(PvEngine *engine, const ProtobufCMessage *event)
{
    const Pv__CustomerErased *erased = (const Pv__CustomerErased *)event;
    for (unsigned table = 0; table < engine->service->table_count; table++)
        clear_table(engine, table, erased);
    clear_answers(engine, erased);
    clear_parked(engine, erased);
    engine->at.erasures++;
}

/* --- the log afterwards ------------------------------------------------------------------------------------------- */

static bool is_erased(PvEngine *engine, const char *subject)
{
    return subject && *subject && engine->service->is_erased && engine->service->is_erased(&engine->state, subject);
}

static bool change_record(void *context, const LogRecord *record, const uint8_t **bytes, uint32_t *size_bytes)
{
    PvEngine *engine = context;
    PvArena *arena = engine->arena;
    ProtobufCMessage *changed = NULL;
    arena_reset(arena);
    if (record->kind == LOG_TOLD || record->kind == LOG_HEARD) {
        Pv__Envelope *envelope = pv__envelope__unpack(arena_allocator(arena), record->size_bytes, record->bytes);
        if (envelope && is_erased(engine, envelope->subject) && erase_envelope(arena, envelope))
            changed = &envelope->base;
    } else if (record->kind == LOG_ANSWER) {
        Pv__AnswerRecord *answer = pv__answer_record__unpack(arena_allocator(arena), record->size_bytes, record->bytes);
        if (answer && is_erased(engine, answer->subject) && erase_answer(arena, answer))
            changed = &answer->base;
    } else if (record->kind == LOG_PARKED) {
        Pv__ParkedRecord *parked = pv__parked_record__unpack(arena_allocator(arena), record->size_bytes, record->bytes);
        if (parked && is_erased(engine, parked->subject) && erase_parked(arena, parked))
            changed = &parked->base;
    }
    if (!changed)
        return false;
    size_t size;
    *bytes = wire_pack(changed, arena, &size);
    *size_bytes = (uint32_t)size;
    return true;
}

uint64_t engine_erasures(const PvEngine *engine)
{
    return engine->at.erasures;
}

EngineResult engine_erase_log(PvEngine *engine)
{
    pv_require(!engine->batch_open && !engine->replaying);
    LogResult result = log_rewrite(engine->log, change_record, engine);
    arena_reset(engine->arena);
    return result == LOG_OK ? ENGINE_OK : result == LOG_FULL ? ENGINE_FULL : ENGINE_FAILED;
}

void erase_before_keeping_answer(PvEngine *engine, Pv__AnswerRecord *answer)
{
    if (engine->at.erasures > 0 && is_erased(engine, answer->subject))
        erase_answer(engine->arena, answer);
}

void erase_before_parking(PvEngine *engine, Pv__ParkedRecord *parked)
{
    if (engine->at.erasures > 0 && is_erased(engine, parked->subject))
        erase_parked(engine->arena, parked);
}

bool erase_before_telling(PvEngine *engine, ToldEvent *told, const PvEventRow *row)
{
    if (engine->at.erasures == 0 || !is_erased(engine, told->subject))
        return false;
    ProtobufCBinaryData payload = {told->size_bytes, (uint8_t *)told->payload};
    if (!clear_payload(engine->arena, row->type->name, &payload))
        return false;
    told->payload = payload.data;
    told->size_bytes = (uint32_t)payload.len;
    return true;
}
