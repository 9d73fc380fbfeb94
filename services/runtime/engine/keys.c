/* Encodes message fields as ordered key bytes. */
#include "runtime/engine/keys.h"
#include "runtime/memory/require.h"
#include "runtime/text/id.h"
#include <string.h>
#include <xxhash.h>

#define TEXT_HEAD_BYTES 96
#define TAG_UNSET 0
#define TAG_NUMBER 1
#define TAG_ID 1
#define TAG_TEXT 2

static void append(KeyBytes *key, const void *bytes, size_t size)
{
    pv_require(key->size_bytes + size <= PV_KEY_LIMIT_BYTES, "a key is longer than %d bytes", PV_KEY_LIMIT_BYTES);
    memcpy(key->bytes + key->size_bytes, bytes, size);
    key->size_bytes += (uint32_t)size;
}

static void append_byte(KeyBytes *key, uint8_t byte)
{
    append(key, &byte, 1);
}

void key_start(KeyBytes *key, uint8_t space, uint16_t number)
{
    uint8_t head[3] = {space, (uint8_t)(number >> 8), (uint8_t)number};
    key->size_bytes = 0;
    append(key, head, sizeof head);
}

void key_add_bytes(KeyBytes *key, const void *bytes, size_t size)
{
    append(key, bytes, size);
}

static void append_uint64(KeyBytes *key, uint64_t value)
{
    uint64_t turned = __builtin_bswap64(value);
    append(key, &turned, sizeof turned);
}

void key_add_int64(KeyBytes *key, int64_t value)
{
    append_byte(key, TAG_NUMBER);
    append_uint64(key, (uint64_t)value ^ (1ULL << 63));
}

static void append_text(KeyBytes *key, const char *text, size_t size)
{
    append_byte(key, TAG_TEXT);
    if (size > TEXT_HEAD_BYTES + 16) {
        XXH128_canonical_t digest;
        XXH128_canonicalFromHash(&digest, XXH3_128bits(text, size));
        append(key, text, TEXT_HEAD_BYTES);
        append_byte(key, 0);
        append(key, &digest, sizeof digest);
        return;
    }
    append(key, text, size);
    append_byte(key, 0);
}

void key_add_text(KeyBytes *key, const char *text)
{
    uint8_t id[16];
    if (!text || !*text) {
        append_byte(key, TAG_UNSET);
    } else if (strlen(text) == 36 && id_parse(text, id)) {
        append_byte(key, TAG_ID);
        append(key, id, sizeof id);
    } else {
        append_text(key, text, strlen(text));
    }
}

/* --- plans ---------------------------------------------------------------------------------------------------- */

static void read_path(KeyPlan *plan, KeyField *field, const ProtobufCMessageDescriptor *record, const char *table,
                      char *path)
{
    char *rest = path;
    for (char *word; (word = strsep(&rest, "."));) {
        const ProtobufCFieldDescriptor *found = protobuf_c_message_descriptor_get_field_by_name(record, word);
        pv_require(found, "service.def: %s has no field %s in %s", table, word, record->name);
        pv_require(field->path_count < KEY_PATH_LIMIT, "service.def: path too long in %s", table);
        field->path[field->path_count++] = found;
        plan->repeated |= found->label == PROTOBUF_C_LABEL_REPEATED;
        if (found->type == PROTOBUF_C_TYPE_MESSAGE)
            record = found->descriptor;
        else
            pv_require(!rest, "service.def: %s goes on after a plain field in %s", word, table);
    }
}

void key_plan_read(KeyPlan *plan, const ProtobufCMessageDescriptor *record, const char *table, const char *fields)
{
    char copy[512];
    pv_require(strlen(fields) < sizeof copy);
    strcpy(copy, fields);
    memset(plan, 0, sizeof *plan);
    char *rest = copy;
    for (char *word; (word = strsep(&rest, " "));) {
        if (!*word)
            continue;
        pv_require(plan->field_count < KEY_FIELD_LIMIT, "service.def: too many key fields in %s", table);
        KeyField *field = &plan->fields[plan->field_count++];
        field->descending = *word == '-';
        read_path(plan, field, record, table, word + field->descending);
    }
    pv_require(plan->field_count > 0, "service.def: %s has no key", table);
    const KeyField *first = &plan->fields[0];
    plan->by_customer = !first->descending && first->path_count == 1 &&
                        first->path[0]->type == PROTOBUF_C_TYPE_STRING &&
                        first->path[0]->label != PROTOBUF_C_LABEL_REPEATED &&
                        strcmp(first->path[0]->name, "customer_id") == 0;
}

/* --- values --------------------------------------------------------------------------------------------------- */

static const void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (const uint8_t *)message + field->offset;
}

static bool is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return *(const protobuf_c_boolean *)((const uint8_t *)message + field->quantifier_offset);
}

static size_t count_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return *(const size_t *)((const uint8_t *)message + field->quantifier_offset);
}

static int64_t number_at(const void *place, ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL:
        return *(const int32_t *)place;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return *(const uint32_t *)place;
    default:
        return *(const int64_t *)place;
    }
}

static bool append_value(KeyBytes *key, const void *place, ProtobufCType type)
{
    if (type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(char *const *)place;
        key_add_text(key, text);
        return text && *text;
    }
    pv_require(type != PROTOBUF_C_TYPE_BYTES && type != PROTOBUF_C_TYPE_DOUBLE && type != PROTOBUF_C_TYPE_FLOAT &&
                   type != PROTOBUF_C_TYPE_MESSAGE,
               "service.def: a key field is neither text nor a whole number");
    key_add_int64(key, number_at(place, type));
    return true;
}

static size_t value_bytes(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return 8;
    default:
        return 4;
    }
}

static bool append_field(KeyBytes *key, const KeyField *field, const ProtobufCMessage *message, size_t element)
{
    for (unsigned i = 0; message && i < field->path_count; i++) {
        const ProtobufCFieldDescriptor *step = field->path[i];
        bool repeated = step->label == PROTOBUF_C_LABEL_REPEATED;
        if (repeated && element >= count_of(message, step))
            break;
        if (step->type == PROTOBUF_C_TYPE_MESSAGE) {
            message = repeated ? (*(ProtobufCMessage **const *)member(message, step))[element]
                               : *(ProtobufCMessage *const *)member(message, step);
            continue;
        }
        if (repeated)
            return append_value(key, *(const uint8_t *const *)member(message, step) + element * value_bytes(step->type),
                                step->type);
        if (step->type != PROTOBUF_C_TYPE_STRING && !is_set(message, step))
            break;
        return append_value(key, member(message, step), step->type);
    }
    append_byte(key, TAG_UNSET);
    return false;
}

void key_add_customer(KeyBytes *key, const char *customer_id)
{
    uint8_t field[KEY_CUSTOMER_BYTES] = {TAG_UNSET};
    XXH128_canonical_t digest;
    if (customer_id && id_parse(customer_id, field + 1)) {
        field[0] = TAG_ID;
    } else if (customer_id && *customer_id) {
        XXH128_canonicalFromHash(&digest, XXH3_128bits(customer_id, strlen(customer_id)));
        field[0] = TAG_TEXT;
        memcpy(field + 1, &digest, sizeof digest);
    }
    append(key, field, sizeof field);
}

void key_place(KeyBytes *key, const KeyPlan *plan, uint8_t space, uint16_t number, const KeyBytes *fields)
{
    if (!plan->by_customer) {
        key_start(key, space, number);
        append(key, fields->bytes, fields->size_bytes);
        return;
    }
    uint8_t head[3] = {space, (uint8_t)(number >> 8), (uint8_t)number};
    key->size_bytes = 0;
    append_byte(key, KEY_CUSTOMER);
    if (fields->size_bytes == 0)
        return;
    append(key, fields->bytes, KEY_CUSTOMER_BYTES);
    append(key, head, sizeof head);
    append(key, fields->bytes + KEY_CUSTOMER_BYTES, fields->size_bytes - KEY_CUSTOMER_BYTES);
}

void key_owner(const uint8_t *key, uint8_t *space, uint16_t *number)
{
    if (key[0] == KEY_CUSTOMER)
        key += 1 + KEY_CUSTOMER_BYTES;
    *space = key[0];
    *number = (uint16_t)(key[1] << 8 | key[2]);
}

bool key_append(KeyBytes *key, const KeyPlan *plan, const ProtobufCMessage *message, unsigned count, size_t element)
{
    bool whole = true;
    for (unsigned i = 0; i < count && i < plan->field_count; i++) {
        if (i == 0 && plan->by_customer) {
            const char *id = *(const char *const *)member(message, plan->fields[0].path[0]);
            key_add_customer(key, id);
            whole &= id && *id;
            continue;
        }
        uint32_t start = key->size_bytes;
        whole &= append_field(key, &plan->fields[i], message, element);
        if (plan->fields[i].descending)
            for (uint32_t at = start; at < key->size_bytes; at++)
                key->bytes[at] = (uint8_t)~key->bytes[at];
    }
    return whole;
}

size_t key_elements(const KeyPlan *plan, const ProtobufCMessage *message)
{
    if (!plan->repeated)
        return 1;
    for (unsigned i = 0; i < plan->field_count; i++) {
        const ProtobufCMessage *at = message;
        for (unsigned step = 0; at && step < plan->fields[i].path_count; step++) {
            const ProtobufCFieldDescriptor *field = plan->fields[i].path[step];
            if (field->label == PROTOBUF_C_LABEL_REPEATED) {
                size_t count = count_of(at, field);
                pv_require(count <= KEY_ENTRY_LIMIT, "a row has over %d index entries", KEY_ENTRY_LIMIT);
                return count;
            }
            if (field->type == PROTOBUF_C_TYPE_MESSAGE)
                at = *(ProtobufCMessage *const *)member(at, field);
        }
    }
    return 0;
}
