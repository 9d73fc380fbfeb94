/* What a monkey has seen: values by the name of their field, and whole messages. */
#include "monkey/monkey.h"
#include "runtime/message/member.h"
#include <stdlib.h>
#include <string.h>

/* Names of one meaning share a place. */
static const char *place_name(const char *name)
{
    size_t length = strlen(name);
    if (strcmp(name, "low_id") == 0 || strcmp(name, "high_id") == 0 || strcmp(name, "ids") == 0 ||
        strcmp(name, "canonical_id") == 0 ||
        (length >= 11 && strcmp(name + length - 11, "customer_id") == 0) || strcmp(name, "customer_ids") == 0)
        return "customer_id";
    if (strcmp(name, "list_ids") == 0 || strcmp(name, "lists") == 0)
        return "list_id";
    return name;
}

static PoolName *find(Pool *pool, const char *name)
{
    for (unsigned i = 0; i < pool->name_count; i++)
        if (strcmp(pool->names[i].name, name) == 0)
            return &pool->names[i];
    return NULL;
}

static PoolName *take(Pool *pool, const char *name)
{
    PoolName *place = find(pool, name = place_name(name));
    if (place || pool->name_count == POOL_NAME_LIMIT)
        return place;
    place = &pool->names[pool->name_count++];
    place->name = name;
    return place;
}

void pool_learn_text(Pool *pool, const char *name, const char *text)
{
    PoolName *place = take(pool, name);
    if (!place || !text || !*text || strlen(text) > 2000)
        return;
    for (unsigned i = 0; i < POOL_VALUE_LIMIT && place->texts[i]; i++)
        if (strcmp(place->texts[i], text) == 0)
            return;
    char **slot = &place->texts[place->text_count++ % POOL_VALUE_LIMIT];
    free(*slot);
    assert_non_null(*slot = strdup(text));
}

static void learn_number(Pool *pool, const char *name, const void *value, ProtobufCType type)
{
    PoolName *place = take(pool, name);
    if (!place || type == PROTOBUF_C_TYPE_BOOL || type == PROTOBUF_C_TYPE_DOUBLE ||
        type == PROTOBUF_C_TYPE_FLOAT)
        return;
    int64_t number = *(const int32_t *)value;
    if (member_size(type) == 8)
        number = *(const int64_t *)value;
    else if (type == PROTOBUF_C_TYPE_UINT32)
        number = *(const uint32_t *)value;
    place->numbers[place->number_count++ % POOL_VALUE_LIMIT] = number;
}

static void learn_value(Pool *pool, const ProtobufCFieldDescriptor *field, const void *value)
{
    if (field->type == PROTOBUF_C_TYPE_STRING)
        pool_learn_text(pool, field->name, *(const char *const *)value);
    else if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        pool_learn(pool, *(const ProtobufCMessage *const *)value);
    else if (field->type != PROTOBUF_C_TYPE_BYTES)
        learn_number(pool, field->name, value, field->type);
}

static void keep_whole(Pool *pool, const ProtobufCMessage *message, bool heard)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    if (size > 4096)
        return;
    PoolMessage *slot = &pool->messages[pool->message_count++ % POOL_MESSAGE_LIMIT];
    free(slot->bytes);
    *slot = (PoolMessage){message->descriptor, malloc(size + 1), size, heard};
    assert_non_null(slot->bytes);
    protobuf_c_message_pack(message, slot->bytes);
}

void pool_learn(Pool *pool, const ProtobufCMessage *message)
{
    if (!message)
        return;
    if (message->descriptor->n_fields >= 3)
        keep_whole(pool, message, false);
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (!member_is_set(message, field))
            continue;
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            learn_value(pool, field, member_of(message, field));
            continue;
        }
        const uint8_t *list = *(const uint8_t *const *)member_of(message, field);
        size_t count = *member_count(message, field);
        for (size_t n = 0; n < count && n < 8; n++)
            learn_value(pool, field, list + n * member_size(field->type));
    }
}

void pool_learn_heard(Pool *pool, const ProtobufCMessage *message)
{
    keep_whole(pool, message, true);
}

/* The place of a name or of the longest end of it that was seen. */
static PoolName *place_of(Pool *pool, const char *name, bool text)
{
    for (const char *end = name; end; end = strchr(end, '_') ? strchr(end, '_') + 1 : NULL) {
        PoolName *place = find(pool, place_name(end));
        if (place && (text ? place->text_count : place->number_count))
            return place;
    }
    return NULL;
}

static unsigned kept(unsigned ever)
{
    return ever < POOL_VALUE_LIMIT ? ever : POOL_VALUE_LIMIT;
}

const char *pool_text(Pool *pool, Monkey *monkey, const char *name)
{
    PoolName *place = place_of(pool, name, true);
    return place ? arena_copy_text(monkey->arena, place->texts[monkey_below(monkey, kept(place->text_count))])
                 : NULL;
}

bool pool_number(Pool *pool, Monkey *monkey, const char *name, int64_t *value)
{
    PoolName *place = place_of(pool, name, false);
    if (place)
        *value = place->numbers[monkey_below(monkey, kept(place->number_count))];
    return place;
}

static unsigned shared_fields(const ProtobufCMessageDescriptor *a, const ProtobufCMessageDescriptor *b)
{
    unsigned shared = 0;
    for (unsigned i = 0; i < a->n_fields; i++) {
        const ProtobufCFieldDescriptor *other =
            protobuf_c_message_descriptor_get_field_by_name(b, a->fields[i].name);
        shared += other && other->type == a->fields[i].type && other->label == a->fields[i].label &&
                  strstr(other->name, "_ms") == NULL;
    }
    return shared;
}

ProtobufCMessage *pool_kin(Pool *pool, Monkey *monkey, const ProtobufCMessageDescriptor *type)
{
    unsigned count = pool->message_count < POOL_MESSAGE_LIMIT ? pool->message_count : POOL_MESSAGE_LIMIT;
    for (unsigned tries = 0; count && tries < 24; tries++) {
        PoolMessage *seen = &pool->messages[monkey_below(monkey, count)];
        if (seen->heard && !monkey->honest)
            continue;
        if (shared_fields(type, seen->type) >= (type->n_fields < 3 ? 1 : 2))
            return protobuf_c_message_unpack(seen->type, arena_allocator(monkey->arena), seen->size_bytes,
                                             seen->bytes);
    }
    return NULL;
}

/* Is the table's first key field, or an id it is indexed by, a field of the type? */
static bool table_fits(const PvTableRow *table, const ProtobufCMessageDescriptor *type)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const char *name = type->fields[i].name;
        bool key = strncmp(table->key, name, strlen(name)) == 0 && strchr(" ", table->key[strlen(name)]);
        if (key && protobuf_c_message_descriptor_get_field_by_name(table->record, name))
            return true;
    }
    return false;
}

#define ROWS_LOOKED_AT 60

ProtobufCMessage *pool_row(Monkey *monkey, const ProtobufCMessageDescriptor *type)
{
    const PvService *service = monkey->making_for->service;
    unsigned table = 0, fitting = 0;
    for (unsigned i = 0; i < service->table_count; i++)
        if (table_fits(&service->tables[i], type) && monkey_below(monkey, ++fitting) == 0)
            table = i;
    if (fitting == 0)
        return NULL;
    const PvState *state = department_state(monkey->making_for);
    const ProtobufCMessage *row = NULL, *next;
    PvScan scan;
    pv_scan_begin(&scan, state, table, -1, NULL, 0);
    for (unsigned left = 1 + monkey_below(monkey, ROWS_LOOKED_AT); left > 0 && (next = pv_scan_next(&scan));
         left--)
        row = next;
    pv_scan_end(&scan);
    if (!row)
        return NULL;
    size_t size = protobuf_c_message_get_packed_size(row);
    uint8_t *bytes = arena_take(monkey->arena, size + 1);
    protobuf_c_message_pack(row, bytes);
    return protobuf_c_message_unpack(row->descriptor, arena_allocator(monkey->arena), size, bytes);
}

void pool_forget(Pool *pool)
{
    for (unsigned i = 0; i < pool->name_count; i++)
        for (unsigned n = 0; n < POOL_VALUE_LIMIT; n++)
            free(pool->names[i].texts[n]);
    for (unsigned i = 0; i < POOL_MESSAGE_LIMIT; i++)
        free(pool->messages[i].bytes);
    memset(pool, 0, sizeof *pool);
}
