/* Reads JSON, parsed by jansson, into a message of the arena. The place of an error is a chain on the
 * stack, put into words only when there is one. */
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include "runtime/message/base64.h"
#include "runtime/message/json.h"
#include "runtime/message/json_number.h"
#include "runtime/message/member.h"
#include "runtime/message/tables.h"
#include "runtime/text/normalise.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define FIELDS_LIMIT 256 /* of one message */

typedef struct Step {
    const struct Step *before;
    const char *name; /* NULL for an element of the list before it */
    size_t index;
} Step;

typedef struct Reader {
    PvArena *arena;
    unsigned flags;
    char *path;
    char *why;
} Reader;

typedef enum Found { FAILED, READ, SKIPPED } Found;

static ProtobufCMessage *read_message(const Reader *reader, const PvMessageInfo *info, json_t *object,
                                      const Step *step, unsigned depth);

/* --- errors --------------------------------------------------------------------------------------------- */

/* A text cut by its buffer, or taken from the input, must still be UTF-8 and fit on a line. */
static void make_printable(char *text)
{
    for (int i = 0; i < 3 && *text && !text_is_valid(text, strlen(text)); i++)
        text[strlen(text) - 1] = 0;
    bool valid = text_is_valid(text, strlen(text));
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        if (*at < 0x20 || *at == 0x7f || (*at >= 0x80 && !valid))
            *at = '?';
    }
}

static size_t print_path(const Step *step, char *path)
{
    if (!step)
        return 0;
    size_t at = print_path(step->before, path);
    int more = step->name ? snprintf(path + at, PV_JSON_PATH_BYTES - at, "%s%s", at ? "." : "", step->name)
                          : snprintf(path + at, PV_JSON_PATH_BYTES - at, "[%zu]", step->index);
    return at + (size_t)more < PV_JSON_PATH_BYTES ? at + (size_t)more : PV_JSON_PATH_BYTES - 1;
}

static Found fail(const Reader *reader, const Step *step, const char *reason)
{
    reader->path[0] = 0;
    print_path(step, reader->path);
    make_printable(reader->path);
    snprintf(reader->why, PV_JSON_WHY_BYTES, "%s", reason);
    make_printable(reader->why);
    return FAILED;
}

static Found fail_for_room(const Reader *reader, const Step *step)
{
    return fail(reader, step, "makes the message too large");
}

/* --- values --------------------------------------------------------------------------------------------- */

/* Tells the values there are, but for zero: it says that nothing is said. */
static Found fail_for_value(const Reader *reader, const Step *step, const ProtobufCEnumDescriptor *descriptor,
                            const char *given)
{
    char why[PV_JSON_WHY_BYTES];
    const char *before = " (";
    size_t used = (size_t)snprintf(why, sizeof why, "is no value of %.100s", descriptor->name);
    for (unsigned i = 0; i < descriptor->n_values && used < sizeof why; i++) {
        if (descriptor->values[i].value == 0)
            continue;
        used += (size_t)snprintf(why + used, sizeof why - used, "%s%s", before, descriptor->values[i].name);
        before = ", ";
    }
    if (used < sizeof why)
        snprintf(why + used, sizeof why - used, "): %.60s", given);
    return fail(reader, step, why);
}

static Found read_enum(const Reader *reader, const ProtobufCFieldDescriptor *field, json_t *value, int *out,
                       const Step *step)
{
    const ProtobufCEnumDescriptor *descriptor = field->descriptor;
    if (json_is_string(value)) {
        const ProtobufCEnumValue *named =
            protobuf_c_enum_descriptor_get_value_by_name(descriptor, json_string_value(value));
        if (named) {
            *out = named->value;
            return READ;
        }
        if (reader->flags & PV_JSON_IGNORE_UNKNOWN)
            return SKIPPED;
        return fail_for_value(reader, step, descriptor, json_string_value(value));
    }
    int32_t number;
    if (!json_is_number(value) || json_number_read(value, PROTOBUF_C_TYPE_INT32, &number))
        return fail(reader, step, "must be the name of an enum value");
    if (!protobuf_c_enum_descriptor_get_value(descriptor, number)) {
        if (reader->flags & PV_JSON_IGNORE_UNKNOWN)
            return SKIPPED;
        char given[16];
        snprintf(given, sizeof given, "%d", number);
        return fail_for_value(reader, step, descriptor, given);
    }
    *out = number;
    return READ;
}

static Found read_text(const Reader *reader, json_t *value, const char **out, const Step *step)
{
    if (!json_is_string(value))
        return fail(reader, step, "must be a text");
    size_t size = json_string_length(value);
    char *text = arena_try_take(reader->arena, size + 1);
    if (!text)
        return fail_for_room(reader, step);
    memcpy(text, json_string_value(value), size + 1);
    *out = text;
    return READ;
}

static Found read_bytes(const Reader *reader, json_t *value, ProtobufCBinaryData *out, const Step *step)
{
    if (!json_is_string(value))
        return fail(reader, step, "must be a text in base64");
    size_t size = json_string_length(value);
    out->data = arena_try_take(reader->arena, size * 3 / 4 + 1);
    if (!out->data)
        return fail_for_room(reader, step);
    if (!base64_read(json_string_value(value), size, out->data, &out->len))
        return fail(reader, step, "is not base64");
    return READ;
}

static Found read_value(const Reader *reader, const PvFieldInfo *about, const ProtobufCFieldDescriptor *field,
                        json_t *value, void *out, const Step *step, unsigned depth)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        if (!json_is_boolean(value))
            return fail(reader, step, "must be true or false");
        *(protobuf_c_boolean *)out = json_is_true(value);
        return READ;
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(reader, field, value, out, step);
    case PROTOBUF_C_TYPE_STRING:
        return read_text(reader, value, out, step);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(reader, value, out, step);
    case PROTOBUF_C_TYPE_MESSAGE: {
        ProtobufCMessage *message = read_message(reader, about->message, value, step, depth + 1);
        *(ProtobufCMessage **)out = message;
        return message ? READ : FAILED;
    }
    default: {
        const char *reason = json_number_read(value, field->type, out);
        return reason ? fail(reader, step, reason) : READ;
    }
    }
}

/* --- fields --------------------------------------------------------------------------------------------- */

static bool read_list(const Reader *reader, const PvFieldInfo *about, const ProtobufCFieldDescriptor *field,
                      json_t *list, ProtobufCMessage *message, const Step *step, unsigned depth)
{
    if (!json_is_array(list))
        return fail(reader, step, "must be a list") != FAILED;
    size_t count = json_array_size(list), size = member_size(field->type), kept = 0;
    if (count == 0)
        return true;
    uint8_t *items = arena_try_take(reader->arena, count * size);
    if (!items)
        return fail_for_room(reader, step) != FAILED;
    for (size_t i = 0; i < count; i++) {
        Step element = {step, NULL, i};
        Found found =
            read_value(reader, about, field, json_array_get(list, i), items + kept * size, &element, depth);
        if (found == FAILED)
            return false;
        kept += found == READ;
    }
    *member_count(message, field) = kept;
    *(uint8_t **)member_of(message, field) = kept ? items : NULL;
    return true;
}

static bool read_field(const Reader *reader, const PvFieldInfo *about, const ProtobufCFieldDescriptor *field,
                       json_t *value, ProtobufCMessage *message, const Step *step, unsigned depth)
{
    if (json_is_null(value))
        return true;
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return read_list(reader, about, field, value, message, step, depth);
    Found found = read_value(reader, about, field, value, member_of(message, field), step, depth);
    bool flagged = field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE;
    if (found == READ && flagged && field->label == PROTOBUF_C_LABEL_OPTIONAL)
        *member_flag(message, field) = 1;
    return found != FAILED;
}

/* Place of the field in the tables, looked for from a guess on, since fields mostly come in order; -1 if
 * unknown. */
static int find_field(const PvMessageInfo *info, const char *name, unsigned guess)
{
    for (unsigned tried = 0; tried < info->field_count; tried++, guess++) {
        if (guess >= info->field_count)
            guess = 0;
        if (strcmp(info->fields[guess].json_name, name) == 0 || strcmp(info->fields[guess].name, name) == 0)
            return (int)guess;
    }
    return -1;
}

static ProtobufCMessage *read_message(const Reader *reader, const PvMessageInfo *info, json_t *object,
                                      const Step *step, unsigned depth)
{
    if (!json_is_object(object))
        return fail(reader, step, "must be an object"), NULL;
    if (depth > PV_MESSAGE_DEPTH_LIMIT)
        return fail(reader, step, "is nested too deeply"), NULL;
    ProtobufCMessage *message = arena_try_take(reader->arena, info->descriptor->sizeof_message);
    if (!message)
        return fail_for_room(reader, step), NULL;
    protobuf_c_message_init(info->descriptor, message);
    pv_require(info->field_count <= FIELDS_LIMIT, "%s has too many fields", info->full_name);
    bool seen[FIELDS_LIMIT] = {0};
    int place = -1;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        Step inner = {step, name, 0};
        place = find_field(info, name, (unsigned)place + 1);
        if (place < 0) {
            if (reader->flags & PV_JSON_IGNORE_UNKNOWN)
                continue;
            char why[PV_JSON_WHY_BYTES];
            snprintf(why, sizeof why, "is not a field of %s", info->full_name);
            return fail(reader, &inner, why), NULL;
        }
        if (seen[place])
            return fail(reader, &inner, "is given twice"), NULL;
        seen[place] = true;
        if (!read_field(reader, &info->fields[place], &info->descriptor->fields[place], value, message,
                        &inner, depth))
            return NULL;
    }
    return message;
}

static void say_syntax_error(const Reader *reader, const json_error_t *error)
{
    const char *text = error->text;
    switch (json_error_code(error)) {
    case json_error_numeric_overflow:
        text = "the number is too large; whole numbers of 64 bits may be given as texts";
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        text = "the character NUL is not allowed";
        break;
    default:
        break;
    }
    fail(reader, NULL, "");
    snprintf(reader->why, PV_JSON_WHY_BYTES, "line %d, column %d: %s", error->line, error->column, text);
    make_printable(reader->why);
}

ProtobufCMessage *json_read(const ProtobufCMessageDescriptor *descriptor, const char *text, size_t size,
                            PvArena *arena, unsigned flags, char *path, char *why)
{
    const PvMessageInfo *info = message_info_of(descriptor);
    pv_require(info, "no tables for the message %s", descriptor->name);
    Reader reader = {arena, flags, path, why};
    if (size > PV_JSON_LIMIT_BYTES)
        return fail(&reader, NULL, "the text is larger than a megabyte"), NULL;

    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return say_syntax_error(&reader, &error), NULL;
    ProtobufCMessage *message = read_message(&reader, info, root, NULL, 1);
    json_decref(root);
    return message;
}
