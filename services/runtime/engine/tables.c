/* Typed rows over the store: rows under their key, index entries beside them. */
#include "runtime/engine/state_internal.h"
#include <stdlib.h>
#include <string.h>

#define VERSION_BYTES 8

StatePlan *state_plan_open(const PvService *service, const uint8_t organisation_key[32])
{
    StatePlan *plan = calloc(1, sizeof *plan);
    pv_require(plan);
    plan->service = service;
    plan->tables = calloc(service->table_count + 1, sizeof *plan->tables);
    plan->indexes = calloc(service->index_count + 1, sizeof *plan->indexes);
    plan->index_of = calloc(service->index_count + 1, sizeof *plan->index_of);
    pv_require(plan->tables && plan->indexes && plan->index_of);
    memcpy(plan->organisation_key, organisation_key, sizeof plan->organisation_key);
    pthread_mutex_init(&plan->beside_lock, NULL);
    unsigned placed = 0;
    for (unsigned t = 0; t < service->table_count; t++) {
        TablePlan *table = &plan->tables[t];
        table->row = &service->tables[t];
        key_plan_read(&table->key, table->row->record, table->row->name, table->row->key);
        table->first_index = placed;
        for (unsigned i = 0; i < service->index_count; i++) {
            if (service->indexes[i].table != t)
                continue;
            IndexPlan *index = &plan->indexes[placed];
            *index = (IndexPlan){.row = &service->indexes[i], .number = i};
            key_plan_read(&index->key, table->row->record, table->row->name, index->row->fields);
            plan->index_of[i] = placed++;
        }
        table->index_count = placed - table->first_index;
    }
    return plan;
}

void state_plan_close(StatePlan **plan)
{
    if (!*plan)
        return;
    for (unsigned i = 0; i < STATE_BESIDE_LIMIT; i++)
        if ((*plan)->beside[i].make)
            (*plan)->beside[i].forget((*plan)->beside[i].memory);
    pthread_mutex_destroy(&(*plan)->beside_lock);
    free((*plan)->tables);
    free((*plan)->indexes);
    free((*plan)->index_of);
    free(*plan);
    *plan = NULL;
}

void *pv_beside(const PvState *state, void *(*make)(void), void (*forget)(void *))
{
    StatePlan *plan = (StatePlan *)state->plan;
    unsigned at = 0;
    pthread_mutex_lock(&plan->beside_lock);
    while (at < STATE_BESIDE_LIMIT && plan->beside[at].make && plan->beside[at].make != make)
        at++;
    pv_require(at < STATE_BESIDE_LIMIT, "too many modules keep memory beside the tables");
    if (!plan->beside[at].make) {
        plan->beside[at].memory = make();
        plan->beside[at].forget = forget;
        plan->beside[at].make = make;
    }
    void *memory = plan->beside[at].memory;
    pthread_mutex_unlock(&plan->beside_lock);
    return memory;
}

static ProtobufCMessage *unpack(const PvState *state, unsigned table, StoreBytes packed)
{
    const ProtobufCMessageDescriptor *type = state->plan->tables[table].row->record;
    ProtobufCMessage *row =
        protobuf_c_message_unpack(type, arena_allocator(state->arena), packed.size_bytes, packed.bytes);
    pv_require(row, "a stored row of %s cannot be read", type->name);
    return row;
}

/* The row's key fields; index entries and their values carry them in this form. */
static void own_fields(KeyBytes *own, const PvState *state, unsigned table, const ProtobufCMessage *probe)
{
    const KeyPlan *plan = &state->plan->tables[table].key;
    own->size_bytes = 0;
    key_append(own, plan, probe, plan->field_count, 0);
}

static void row_key(KeyBytes *key, const PvState *state, unsigned table, const KeyBytes *own)
{
    key_place(key, &state->plan->tables[table].key, KEY_ROW, (uint16_t)table, own);
}

/* Do the row's key fields begin with an id that the item under way made? A field is its tag, then the id. */
static bool is_fresh(const PvState *state, const KeyBytes *own)
{
    for (unsigned i = 0; i < state->fresh_count && own->size_bytes >= 17; i++)
        if (memcmp(own->bytes + 1, state->fresh_ids[i], 16) == 0)
            return true;
    return false;
}

static bool row_at(const PvState *state, unsigned table, const KeyBytes *own, StoreBytes *packed, uint64_t *version)
{
    KeyBytes key;
    StoreBytes value;
    row_key(&key, state, table, own);
    if (is_fresh(state, own) ? !store_get_newest(state->view, key_view(&key), &value)
                             : !store_get(state->view, key_view(&key), &value))
        return false;
    pv_require(value.size_bytes >= VERSION_BYTES);
    if (version)
        memcpy(version, value.bytes, VERSION_BYTES);
    *packed = (StoreBytes){value.bytes + VERSION_BYTES, value.size_bytes - VERSION_BYTES};
    return true;
}

bool state_row_bytes(const PvState *state, unsigned table, const ProtobufCMessage *probe, StoreBytes *packed,
                     uint64_t *version)
{
    KeyBytes own;
    own_fields(&own, state, table, probe);
    return row_at(state, table, &own, packed, version);
}

ProtobufCMessage *pv_row_find(const PvState *state, unsigned table, const ProtobufCMessage *probe)
{
    StoreBytes packed;
    return state_row_bytes(state, table, probe, &packed, NULL) ? unpack(state, table, packed) : NULL;
}

ProtobufCMessage *pv_row_get(const PvState *state, unsigned table, const char *id)
{
    pv_require(state->plan->tables[table].key.field_count == 1, "%s has more than one key field",
               state->plan->tables[table].row->name);
    if (!id || !*id)
        return NULL;
    KeyBytes own = {.size_bytes = 0};
    StoreBytes packed;
    if (state->plan->tables[table].key.by_customer)
        key_add_customer(&own, id);
    else
        key_add_text(&own, id);
    return row_at(state, table, &own, &packed, NULL) ? unpack(state, table, packed) : NULL;
}

uint64_t pv_row_version(const PvState *state, unsigned table, const ProtobufCMessage *probe)
{
    StoreBytes packed;
    uint64_t version = 0;
    return state_row_bytes(state, table, probe, &packed, &version) ? version : 0;
}

/* --- index entries -------------------------------------------------------------------------------------------- */

/* The entry's key; false if this row has no entry there. For an index the row's key fields follow, and the value says
 * how long they are; for a unique one the value is the row's key fields. */
static bool entry_key(KeyBytes *key, const IndexPlan *index, const ProtobufCMessage *row,
                      size_t element, const KeyBytes *own)
{
    KeyBytes fields = {.size_bytes = 0};
    bool whole = key_append(&fields, &index->key, row, index->key.field_count, element);
    if (!index->row->unique)
        key_add_bytes(&fields, own->bytes, own->size_bytes);
    key_place(key, &index->key, KEY_INDEX, (uint16_t)index->number, &fields);
    return whole || !index->row->unique;
}

static bool same_entry(const KeyBytes *a, const KeyBytes *b)
{
    return a->size_bytes == b->size_bytes && memcmp(a->bytes, b->bytes, a->size_bytes) == 0;
}

static bool has_entry(const IndexPlan *index, const ProtobufCMessage *row, const KeyBytes *own,
                      const KeyBytes *wanted)
{
    size_t count = row ? key_elements(&index->key, row) : 0;
    for (size_t i = 0; i < count; i++) {
        KeyBytes key;
        if (entry_key(&key, index, row, i, own) && same_entry(&key, wanted))
            return true;
    }
    return false;
}

static void put_entry(PvState *state, const IndexPlan *index, const KeyBytes *key, const KeyBytes *own)
{
    StoreBytes own_fields = key_view(own);
    if (!index->row->unique) {
        uint16_t size = (uint16_t)own_fields.size_bytes;
        store_put(state->store, key_view(key), (StoreBytes){(const uint8_t *)&size, sizeof size});
        return;
    }
    StoreBytes holder;
    if (store_get(state->view, key_view(key), &holder))
        pv_require(holder.size_bytes == own_fields.size_bytes &&
                       memcmp(holder.bytes, own_fields.bytes, holder.size_bytes) == 0,
                   "a second row for one value of the unique index %s", index->row->name);
    store_put(state->store, key_view(key), own_fields);
}

static void change_entries(PvState *state, const IndexPlan *index, const KeyBytes *own,
                           const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    KeyBytes key;
    size_t old_count = before ? key_elements(&index->key, before) : 0;
    for (size_t i = 0; i < old_count; i++)
        if (entry_key(&key, index, before, i, own) && !has_entry(index, after, own, &key))
            store_delete(state->store, key_view(&key));
    size_t new_count = after ? key_elements(&index->key, after) : 0;
    for (size_t i = 0; i < new_count; i++)
        if (entry_key(&key, index, after, i, own) && !has_entry(index, before, own, &key))
            put_entry(state, index, &key, own);
}

static void change_indexes(PvState *state, unsigned table_number, const KeyBytes *own, const ProtobufCMessage *before,
                           const ProtobufCMessage *after)
{
    const TablePlan *table = &state->plan->tables[table_number];
    for (unsigned i = 0; i < table->index_count; i++)
        change_entries(state, &state->plan->indexes[table->first_index + i], own, before, after);
}

static void require_apply(const PvState *state)
{
    pv_require(state->store && state->applying, "only apply may write");
}

static void put_row(PvState *state, unsigned table, const ProtobufCMessage *row, uint64_t version)
{
    require_apply(state);
    KeyBytes key, own;
    StoreBytes packed;
    own_fields(&own, state, table, row);
    row_key(&key, state, table, &own);
    if (state->plan->tables[table].index_count > 0) {
        ProtobufCMessage *before = row_at(state, table, &own, &packed, NULL) ? unpack(state, table, packed) : NULL;
        change_indexes(state, table, &own, before, row);
    }
    size_t size = protobuf_c_message_get_packed_size(row);
    pv_require(size <= PV_MESSAGE_LIMIT_BYTES, "a row of %s is larger than a message may be", row->descriptor->name);
    uint8_t *value = arena_try_take(state->arena, VERSION_BYTES + size);
    pv_require(value);
    memcpy(value, &version, VERSION_BYTES);
    protobuf_c_message_pack(row, value + VERSION_BYTES);
    store_put(state->store, key_view(&key), (StoreBytes){value, VERSION_BYTES + size});
}

void pv_row_put(PvState *state, unsigned table, const ProtobufCMessage *row)
{
    put_row(state, table, row, state->sequence);
}

void pv_row_put_plain(PvState *state, unsigned table, const ProtobufCMessage *row)
{
    put_row(state, table, row, 0);
}

void pv_row_delete(PvState *state, unsigned table, const ProtobufCMessage *probe)
{
    require_apply(state);
    KeyBytes key, own;
    StoreBytes packed;
    own_fields(&own, state, table, probe);
    row_key(&key, state, table, &own);
    if (!row_at(state, table, &own, &packed, NULL))
        return;
    if (state->plan->tables[table].index_count > 0)
        change_indexes(state, table, &own, unpack(state, table, packed), NULL);
    store_delete(state->store, key_view(&key));
}

/* --- reading through an index --------------------------------------------------------------------------------- */

static ProtobufCMessage *row_of_fields(const PvState *state, unsigned table, const uint8_t *fields, size_t size)
{
    KeyBytes own = {.size_bytes = 0};
    StoreBytes packed;
    key_add_bytes(&own, fields, size);
    pv_require(row_at(state, table, &own, &packed, NULL), "an index entry of %s has no row",
               state->plan->tables[table].row->name);
    return unpack(state, table, packed);
}

ProtobufCMessage *pv_row_unique(const PvState *state, unsigned table, int index, const ProtobufCMessage *probe)
{
    const IndexPlan *plan = &state->plan->indexes[state->plan->index_of[index]];
    KeyBytes key, none = {.size_bytes = 0};
    StoreBytes own;
    if (!entry_key(&key, plan, probe, 0, &none))
        return NULL;
    if (!store_get(state->view, key_view(&key), &own))
        return NULL;
    return row_of_fields(state, table, own.bytes, own.size_bytes);
}

static const KeyPlan *scan_plan(const PvState *state, unsigned table, int index)
{
    return index >= 0 ? &state->plan->indexes[state->plan->index_of[index]].key : &state->plan->tables[table].key;
}

/* Key of the first `fields` fields of probe in the order that is scanned. */
static void scan_key(KeyBytes *key, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                     unsigned fields)
{
    KeyBytes some = {.size_bytes = 0};
    const KeyPlan *plan = scan_plan(state, table, index);
    if (probe)
        key_append(&some, plan, probe, fields, 0);
    key_place(key, plan, index >= 0 ? KEY_INDEX : KEY_ROW, (uint16_t)(index >= 0 ? (unsigned)index : table), &some);
}

static void scan_open(PvScan *scan, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                      unsigned fields)
{
    KeyBytes prefix;
    memset(scan, 0, offsetof(PvScan, prefix));
    scan->state = state;
    scan->table = table;
    scan->index = index;
    scan->at_bytes = 0;
    scan->ended = false;
    scan_key(&prefix, state, table, index, probe, fields);
    memcpy(scan->prefix, prefix.bytes, prefix.size_bytes);
    scan->prefix_bytes = prefix.size_bytes;
}

void pv_scan_begin(PvScan *scan, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                   unsigned fields)
{
    scan_open(scan, state, table, index, probe, fields);
    scan->scan = store_scan_open(state->view, (StoreBytes){scan->prefix, scan->prefix_bytes}, NULL, false);
}

static int hex_digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* A token is the hex of the key at which the page before ended. */
static bool read_token(const char *token, KeyBytes *key)
{
    size_t length = strlen(token);
    if (length % 2 || length / 2 > PV_KEY_LIMIT_BYTES)
        return false;
    key->size_bytes = (uint32_t)(length / 2);
    for (size_t i = 0; i < length; i += 2) {
        int high = hex_digit(token[i]), low = hex_digit(token[i + 1]);
        if (high < 0 || low < 0)
            return false;
        key->bytes[i / 2] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool pv_scan_begin_after(PvScan *scan, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                         unsigned fields, const char *token)
{
    if (!token || !*token) {
        pv_scan_begin(scan, state, table, index, probe, fields);
        return true;
    }
    KeyBytes from;
    scan_open(scan, state, table, index, probe, fields);
    if (!read_token(token, &from) || from.size_bytes < scan->prefix_bytes ||
        memcmp(from.bytes, scan->prefix, scan->prefix_bytes) != 0)
        return false;
    StoreBytes at = key_view(&from);
    scan->scan = store_scan_open(state->view, (StoreBytes){scan->prefix, scan->prefix_bytes}, &at, true);
    return true;
}

void pv_scan_begin_from(PvScan *scan, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                        unsigned fields, unsigned from_fields)
{
    KeyBytes from;
    scan_open(scan, state, table, index, probe, fields);
    scan_key(&from, state, table, index, probe, from_fields);
    StoreBytes at = key_view(&from);
    scan->scan = store_scan_open(state->view, (StoreBytes){scan->prefix, scan->prefix_bytes}, &at, false);
}

/* A scan over all customers meets what they have in other tables too. */
static bool is_of_scan(const PvScan *scan, const uint8_t *key)
{
    uint8_t space;
    uint16_t number;
    if (scan->prefix_bytes > 1)
        return true;
    key_owner(key, &space, &number);
    return scan->index >= 0 ? space == KEY_INDEX && number == scan->index : space == KEY_ROW && number == scan->table;
}

ProtobufCMessage *pv_scan_next(PvScan *scan)
{
    StoreBytes key, value;
    if (scan->ended || !scan->scan)
        return NULL;
    do {
        if (!store_scan_next(scan->scan, &key, &value)) {
            pv_scan_end(scan);
            return NULL;
        }
    } while (!is_of_scan(scan, key.bytes));
    pv_require(key.size_bytes <= PV_KEY_LIMIT_BYTES);
    memcpy(scan->at, key.bytes, key.size_bytes);
    scan->at_bytes = (uint32_t)key.size_bytes;
    if (scan->index < 0)
        return unpack(scan->state, scan->table,
                      (StoreBytes){value.bytes + VERSION_BYTES, value.size_bytes - VERSION_BYTES});
    const IndexPlan *index = &scan->state->plan->indexes[scan->state->plan->index_of[scan->index]];
    if (index->row->unique)
        return row_of_fields(scan->state, scan->table, value.bytes, value.size_bytes);
    uint16_t own;
    pv_require(value.size_bytes == sizeof own);
    memcpy(&own, value.bytes, sizeof own);
    return row_of_fields(scan->state, scan->table, scan->at + scan->at_bytes - own, own);
}

const char *pv_scan_token(const PvScan *scan)
{
    static const char digits[] = "0123456789abcdef";
    char *token = arena_take(scan->state->arena, scan->at_bytes * 2 + 1);
    for (uint32_t i = 0; i < scan->at_bytes; i++) {
        token[2 * i] = digits[scan->at[i] >> 4];
        token[2 * i + 1] = digits[scan->at[i] & 15];
    }
    return token;
}

void pv_scan_end(PvScan *scan)
{
    scan->ended = true;
    if (scan->scan)
        store_scan_close(&scan->scan);
}

void pv_list_add(const PvState *state, PvList *list, void *item)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        void **items = arena_take(state->arena, room * sizeof *items);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = item;
}

PvList pv_page_read(PvScan *scan, uint32_t limit, const char **next)
{
    PvList list = {0};
    size_t bytes = 0;
    *next = NULL;
    if (limit == 0)
        limit = PV_PAGE_ROW_DEFAULT;
    if (limit > PV_PAGE_ROW_LIMIT)
        limit = PV_PAGE_ROW_LIMIT;
    const char *token = NULL;
    for (ProtobufCMessage *row; (row = pv_scan_next(scan));) {
        bytes += protobuf_c_message_get_packed_size(row) + 8;
        if (list.count == limit || bytes > PV_ANSWER_LIMIT_BYTES - 16 * 1024) {
            *next = token;
            break;
        }
        pv_list_add(scan->state, &list, row);
        if (list.count == limit || bytes > PV_ANSWER_LIMIT_BYTES / 2)
            token = pv_scan_token(scan);
    }
    pv_scan_end(scan);
    return list;
}
