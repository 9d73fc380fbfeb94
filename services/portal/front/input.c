/* The message of a row: from its JSON body, the fields in its path, the parameters of its query string. */
#include "portal/front/inside.h"
#include "runtime/message/base64.h"
#include "runtime/message/json.h"
#include "runtime/message/member.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OWN_FIELDS_FROM 100 /* fields of the portal's own commands that only the front fills in */

static ProtobufCMessage *refuse(Exchange *exchange, const char *field, const char *reason)
{
    PvArena *arena = exchange->arena;
    const Trouble trouble = {.status = 400,
                             .type = "invalid-input",
                             .title = "The input is not valid",
                             .detail = *field ? arena_format(arena, "%s %s", field, reason) : reason,
                             .pointer = problem_pointer(arena, exchange->endpoint->message, field),
                             .reason = reason};
    answer_trouble(exchange, &trouble);
    return NULL;
}

/* --- one value from a text ---------------------------------------------------------------------------------------- */

static const char *read_whole(ProtobufCType type, const char *text, void *out)
{
    char *end;
    errno = 0;
    bool wide = type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64;
    bool is_unsigned = wide || type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_FIXED32;
    if (!(*text >= '0' && *text <= '9') && !(*text == '-' && !is_unsigned))
        return "must be a whole number";
    if (wide) {
        uint64_t number = strtoull(text, &end, 10);
        memcpy(out, &number, sizeof number);
        return *end ? "must be a whole number" : errno ? "is out of range" : NULL;
    }
    int64_t number = strtoll(text, &end, 10);
    if (*end || errno)
        return errno ? "is out of range" : "must be a whole number";
    if (type == PROTOBUF_C_TYPE_INT64 || type == PROTOBUF_C_TYPE_SINT64 || type == PROTOBUF_C_TYPE_SFIXED64) {
        memcpy(out, &number, sizeof number);
        return NULL;
    }
    if (is_unsigned ? number > UINT32_MAX : number > INT32_MAX || number < INT32_MIN)
        return "is out of range";
    uint32_t bits = (uint32_t)number;
    memcpy(out, &bits, sizeof bits);
    return NULL;
}

static const char *read_real(ProtobufCType type, const char *text, void *out)
{
    char *end;
    double number = strtod(text, &end);
    if (!*text || *end || !isfinite(number) || strpbrk(text, "xX "))
        return "must be a number";
    float single = (float)number;
    if (type == PROTOBUF_C_TYPE_FLOAT)
        memcpy(out, &single, sizeof single);
    else
        memcpy(out, &number, sizeof number);
    return NULL;
}

static const char *read_enum(const ProtobufCEnumDescriptor *descriptor, const char *text, void *out)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(descriptor, text);
    char *end;
    long number = strtol(text, &end, 10);
    if (!value && *text && !*end && number >= 0 && number <= INT32_MAX)
        value = protobuf_c_enum_descriptor_get_value(descriptor, (int)number);
    if (value)
        memcpy(out, &value->value, sizeof value->value);
    return value ? NULL : "is not one of the values of this field";
}

static const char *read_bytes(PvArena *arena, const char *text, void *out)
{
    ProtobufCBinaryData data = {.data = arena_take(arena, strlen(text) + 1)};
    if (!base64_read(text, strlen(text), data.data, &data.len))
        return "is not base64";
    memcpy(out, &data, sizeof data);
    return NULL;
}

/* NULL, or what is wrong with the value. */
static const char *read_value(PvArena *arena, const ProtobufCFieldDescriptor *field, const char *text, void *out)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        memcpy(out, &text, sizeof text);
        return NULL;
    case PROTOBUF_C_TYPE_BOOL: {
        protobuf_c_boolean set = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
        memcpy(out, &set, sizeof set);
        return set || strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ? NULL : "must be true or false";
    }
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(field->descriptor, text, out);
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_real(field->type, text, out);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(arena, text, out);
    case PROTOBUF_C_TYPE_MESSAGE:
        return "is not a single value";
    default:
        return read_whole(field->type, text, out);
    }
}

/* --- where it goes ------------------------------------------------------------------------------------------------ */

static int find_field(const PvMessageInfo *info, const char *name, size_t size)
{
    for (unsigned i = 0; i < info->field_count; i++)
        if ((strlen(info->fields[i].json_name) == size && memcmp(info->fields[i].json_name, name, size) == 0) ||
            (strlen(info->fields[i].name) == size && memcmp(info->fields[i].name, name, size) == 0))
            return (int)i;
    return -1;
}

static const char *append(PvArena *arena, const ProtobufCFieldDescriptor *field, ProtobufCMessage *message,
                          const char *text)
{
    size_t *count = member_count(message, field), size = member_size(field->type);
    uint8_t **items = member_of(message, field), *grown = arena_take(arena, (*count + 1) * size);
    if (*count)
        memcpy(grown, *items, *count * size);
    const char *wrong = read_value(arena, field, text, grown + *count * size);
    *items = grown;
    ++*count;
    return wrong;
}

/* Sets the field that name leads to, such as customer.customerId. */
static const char *set_field(PvArena *arena, const PvMessageInfo *info, ProtobufCMessage *message, const char *name,
                             const char *text)
{
    for (unsigned depth = 0;; depth++) {
        size_t size = strcspn(name, ".");
        int place = find_field(info, name, size);
        if (place < 0 || depth == PV_MESSAGE_DEPTH_LIMIT)
            return "is not a parameter of this path";
        const ProtobufCFieldDescriptor *field = &info->descriptor->fields[place];
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            return name[size] ? "is not a single value" : append(arena, field, message, text);
        if (!name[size]) {
            if (member_is_set(message, field))
                return "is given twice";
            const char *wrong = read_value(arena, field, text, member_of(message, field));
            if (!wrong && field->type != PROTOBUF_C_TYPE_STRING)
                *member_flag(message, field) = 1;
            return wrong;
        }
        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            return "is not a parameter of this path";
        ProtobufCMessage **inner = member_of(message, field);
        info = info->fields[place].message;
        if (!*inner) {
            *inner = arena_take(arena, info->descriptor->sizeof_message);
            protobuf_c_message_init(info->descriptor, *inner);
        }
        message = *inner;
        name += size + 1;
    }
}

/* The same record must not be named in two ways: what the body says too must be equal. */
static const char *set_from_path(PvArena *arena, const PvMessageInfo *info, ProtobufCMessage *message,
                                 const char *name, const char *text)
{
    int place = find_field(info, name, strlen(name));
    pv_require(place >= 0, "%s has no field %s", info->full_name, name);
    const ProtobufCFieldDescriptor *field = &info->descriptor->fields[place];
    if (member_is_set(message, field)) {
        uint64_t given = 0, held = 0;
        if (field->type == PROTOBUF_C_TYPE_STRING)
            return strcmp(*(const char **)member_of(message, field), text) == 0 ? NULL : "differs from the path";
        const char *wrong = read_value(arena, field, text, &given);
        memcpy(&held, member_of(message, field), member_size(field->type));
        return wrong ? wrong : given == held ? NULL : "differs from the path";
    }
    return set_field(arena, info, message, name, text);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static ProtobufCMessage *read_body(Exchange *exchange)
{
    const Endpoint *endpoint = exchange->endpoint;
    ProtobufCMessage *message;
    if (exchange->body_bytes) {
        char path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
        message = json_read(endpoint->row->type, (const char *)exchange->body, exchange->body_bytes, exchange->arena, 0,
                            path, why);
        return message ? message
                       : refuse(exchange, arena_copy_text(exchange->arena, path), arena_copy_text(exchange->arena, why));
    }
    message = arena_take(exchange->arena, endpoint->row->type->sizeof_message);
    protobuf_c_message_init(endpoint->row->type, message);
    return message;
}

static bool only_the_front_fills_in(const Endpoint *endpoint, const ProtobufCMessage *message, const char **field)
{
    for (unsigned i = 0; endpoint->department == FRONT_PORTAL && i < endpoint->message->field_count; i++) {
        const ProtobufCFieldDescriptor *about = &endpoint->row->type->fields[i];
        *field = about->name;
        if (about->id >= OWN_FIELDS_FROM && member_is_set(message, about))
            return true;
    }
    return false;
}

ProtobufCMessage *input_read(Exchange *exchange)
{
    const Endpoint *endpoint = exchange->endpoint;
    ProtobufCMessage *message = read_body(exchange);
    const char *wrong, *field;
    if (!message)
        return NULL;
    for (unsigned i = 0; i < exchange->parameter_count; i++) {
        const Parameter *parameter = &exchange->parameters[i];
        wrong = endpoint->is_command ? "is not a parameter of this path: commands take their fields from the body"
                                     : set_field(exchange->arena, endpoint->message, message, parameter->name,
                                                 parameter->value);
        if (wrong)
            return refuse(exchange, parameter->name, wrong);
    }
    for (unsigned i = 0; i < endpoint->field_count; i++)
        if ((wrong = set_from_path(exchange->arena, endpoint->message, message, endpoint->fields[i], exchange->values[i])))
            return refuse(exchange, endpoint->fields[i], wrong);
    if (only_the_front_fills_in(endpoint, message, &field))
        return refuse(exchange, field, "is filled in by the portal alone");
    return message;
}
