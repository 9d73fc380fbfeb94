/* Writes a message as JSON straight into a growing buffer of the arena. */
#include "runtime/message/base64.h"
#include "runtime/message/json.h"
#include "runtime/message/member.h"
#include "runtime/message/tables.h"
#include "runtime/memory/require.h"
#include "runtime/text/normalise.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 4096

typedef struct Writer {
    PvArena *arena;
    char *text;
    size_t size;
    size_t room;
    bool pretty;
    unsigned depth;
} Writer;

static void write_message(Writer *writer, const PvMessageInfo *info, const ProtobufCMessage *message);

/* --- the buffer ----------------------------------------------------------------------------------------- */

static char *reserve(Writer *writer, size_t size)
{
    if (writer->size + size > writer->room) {
        size_t room = writer->room * 2 > writer->size + size ? writer->room * 2 : (writer->size + size) * 2;
        char *text = arena_try_take(writer->arena, room);
        pv_require(text, "no room for %zu bytes of JSON", room);
        if (writer->size)
            memcpy(text, writer->text, writer->size);
        writer->text = text;
        writer->room = room;
    }
    return writer->text + writer->size;
}

static void put(Writer *writer, const char *text, size_t size)
{
    memcpy(reserve(writer, size), text, size);
    writer->size += size;
}

static void put_letter(Writer *writer, char letter)
{
    *reserve(writer, 1) = letter;
    writer->size++;
}

static void new_line(Writer *writer)
{
    if (!writer->pretty)
        return;
    size_t size = 1 + 2 * writer->depth;
    char *at = reserve(writer, size);
    memset(at, ' ', size);
    *at = '\n';
    writer->size += size;
}

/* --- scalars -------------------------------------------------------------------------------------------- */

static void put_unsigned(Writer *writer, uint64_t number)
{
    char digits[20];
    size_t count = 0;
    do
        digits[sizeof digits - ++count] = (char)('0' + number % 10);
    while (number /= 10);
    put(writer, digits + sizeof digits - count, count);
}

static void put_signed(Writer *writer, int64_t number)
{
    if (number < 0)
        put_letter(writer, '-');
    put_unsigned(writer, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* The shortest form that reads back as the same number; a float's never lies beyond the largest float,
 * since readers that compare before they round refuse that. */
static void put_real(Writer *writer, double number, bool single)
{
    char text[40];
    if (isnan(number)) {
        put(writer, "\"NaN\"", 5);
    } else if (isinf(number)) {
        put(writer, number < 0 ? "\"-Infinity\"" : "\"Infinity\"", number < 0 ? 11 : 10);
    } else if (number == 0) {
        const char *zero = signbit(number) ? "-0.0" : "0"; /* the whole number -0 has no sign */
        put(writer, zero, strlen(zero));
    } else {
        for (int precision = single ? 6 : 15; precision <= 17; precision++) {
            snprintf(text, sizeof text, "%.*g", precision, number);
            double back = strtod(text, NULL);
            if (single && fabs(back) <= (double)FLT_MAX)
                back = (double)(float)back;
            if (back == number)
                break;
        }
        put(writer, text, strlen(text));
    }
}

static void put_escaped(Writer *writer, unsigned char letter)
{
    static const char digits[] = "0123456789abcdef", letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *at = letters; *at; at += 2) {
        if (*at == (char)letter) {
            put_letter(writer, '\\');
            put_letter(writer, at[1]);
            return;
        }
    }
    char code[6] = {'\\', 'u', '0', '0', digits[letter >> 4], digits[letter & 15]};
    put(writer, code, sizeof code);
}

/* Bytes at the front that need no escape, eight at a time: none below a space, no quote, backslash or DEL; *high tells
 * whether any was above ASCII. */
static size_t plain_bytes(const char *text, size_t size, bool *high)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    size_t at = 0;
    uint64_t seen = 0;
    for (; at + 8 <= size; at += 8) {
        uint64_t word, low;
        memcpy(&word, text + at, 8);
        low = word & ~tops; /* the sums below then carry into no neighbour */
        uint64_t control = ~(low + ones * 0x60) & ~word, quote = ~((low ^ ones * '"') + ones * 0x7f) & ~word;
        uint64_t slash = ~((low ^ ones * '\\') + ones * 0x7f) & ~word, del = (low + ones) & ~word;
        if ((control | quote | slash | del) & tops)
            break;
        seen |= word & tops;
    }
    for (; at < size; at++) {
        unsigned char letter = (unsigned char)text[at];
        if (letter < 0x20 || letter == '"' || letter == '\\' || letter == 0x7f)
            break;
        seen |= letter & 0x80;
    }
    *high = seen != 0;
    return at;
}

static void put_text(Writer *writer, const char *text)
{
    size_t size = strlen(text);
    bool high;
    put_letter(writer, '"');
    size_t first = plain_bytes(text, size, &high);
    if (first == size && (!high || text_is_valid(text, size))) {
        put(writer, text, size);
        put_letter(writer, '"');
        return;
    }
    bool valid = text_is_valid(text, size);
    const char *plain = text;
    for (const char *at = text, *end = text + size; at < end; at++) {
        unsigned char letter = (unsigned char)*at;
        bool special = letter < 0x20 || letter == '"' || letter == '\\' || letter == 0x7f;
        if (!special && (valid || letter < 0x80))
            continue;
        put(writer, plain, (size_t)(at - plain));
        if (special)
            put_escaped(writer, letter);
        else
            put(writer, "\xef\xbf\xbd", 3);
        plain = at + 1;
    }
    put(writer, plain, (size_t)(text + size - plain));
    put_letter(writer, '"');
}

static void put_bytes(Writer *writer, const ProtobufCBinaryData *data)
{
    put_letter(writer, '"');
    size_t size = base64_size(data->len);
    base64_write(data->data, data->len, reserve(writer, size));
    writer->size += size;
    put_letter(writer, '"');
}

static void put_enum(Writer *writer, const ProtobufCEnumDescriptor *descriptor, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(descriptor, number);
    if (!value) {
        put_signed(writer, number);
        return;
    }
    put_letter(writer, '"');
    put(writer, value->name, strlen(value->name));
    put_letter(writer, '"');
}

static void put_quoted_number(Writer *writer, int64_t number, bool is_signed)
{
    put_letter(writer, '"');
    if (is_signed)
        put_signed(writer, number);
    else
        put_unsigned(writer, (uint64_t)number);
    put_letter(writer, '"');
}

/* --- fields --------------------------------------------------------------------------------------------- */

static void write_value(Writer *writer, const PvFieldInfo *about, const ProtobufCFieldDescriptor *field,
                        const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        put_signed(writer, *(const int32_t *)value);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        put_unsigned(writer, *(const uint32_t *)value);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        put_quoted_number(writer, *(const int64_t *)value, true);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        put_quoted_number(writer, *(const int64_t *)value, false);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        put_real(writer, (double)*(const float *)value, true);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        put_real(writer, *(const double *)value, false);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        put(writer, *(const protobuf_c_boolean *)value ? "true" : "false",
            *(const protobuf_c_boolean *)value ? 4 : 5);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        put_enum(writer, field->descriptor, *(const int *)value);
        break;
    case PROTOBUF_C_TYPE_STRING:
        put_text(writer, *(const char *const *)value);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        put_bytes(writer, value);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        write_message(writer, about->message, *(const ProtobufCMessage *const *)value);
        break;
    }
}

static void write_list(Writer *writer, const PvFieldInfo *about, const ProtobufCFieldDescriptor *field,
                       const ProtobufCMessage *message)
{
    size_t count = *member_count(message, field), size = member_size(field->type);
    const uint8_t *items = *(uint8_t **)member_of(message, field);
    put_letter(writer, '[');
    writer->depth++;
    for (size_t i = 0; i < count; i++) {
        if (i)
            put_letter(writer, ',');
        new_line(writer);
        write_value(writer, about, field, items + i * size);
    }
    writer->depth--;
    new_line(writer);
    put_letter(writer, ']');
}

static void put_name(Writer *writer, const char *name)
{
    size_t size = strlen(name);
    char *at = reserve(writer, size + 4);
    at[0] = '"';
    memcpy(at + 1, name, size);
    memcpy(at + 1 + size, "\": ", 3);
    writer->size += size + (writer->pretty ? 4 : 3);
}

static void write_message(Writer *writer, const PvMessageInfo *info, const ProtobufCMessage *message)
{
    bool any = false;
    put_letter(writer, '{');
    writer->depth++;
    for (unsigned i = 0; i < info->field_count; i++) {
        const ProtobufCFieldDescriptor *field = &info->descriptor->fields[i];
        if (!member_is_set(message, field))
            continue;
        if (any)
            put_letter(writer, ',');
        any = true;
        new_line(writer);
        put_name(writer, info->fields[i].json_name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            write_list(writer, &info->fields[i], field, message);
        else
            write_value(writer, &info->fields[i], field, member_of(message, field));
    }
    writer->depth--;
    if (any)
        new_line(writer);
    put_letter(writer, '}');
}

char *json_write(const ProtobufCMessage *message, PvArena *arena, unsigned flags)
{
    const PvMessageInfo *info = message_info_of(message->descriptor);
    pv_require(info, "no tables for the message %s", message->descriptor->name);
    Writer writer = {.arena = arena, .pretty = flags & PV_JSON_PRETTY};
    reserve(&writer, FIRST_BYTES);
    write_message(&writer, info, message);
    put_letter(&writer, 0);
    return writer.text;
}
