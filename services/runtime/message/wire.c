/* The pre-scan, one pass over the bytes, and packing and unpacking through the arena. On the good path
 * nothing is kept but the place; the path of a bad field is put together while the recursion unwinds. */
#include "runtime/message/wire.h"
#include "runtime/memory/require.h"
#include "runtime/text/normalise.h"
#include <stdio.h>
#include <string.h>

#define SEEN_WORDS 4 /* fields whose repetition is watched: the first 256 of a message */

enum { VARINT = 0, FIXED64 = 1, DELIMITED = 2, FIXED32 = 5 };

typedef struct Check {
    size_t fields_left;
    const char *reason;
    char path[160];
} Check;

/* One field as it lies: its number, its form and its value. */
typedef struct Item {
    uint32_t field;
    uint32_t form;
    uint64_t number;
    const uint8_t *bytes;
    size_t size_bytes;
} Item;

/* --- reading -------------------------------------------------------------------------------------------- */

static const uint8_t *read_varint(const uint8_t *at, const uint8_t *end, uint64_t *value)
{
    if (at < end && *at < 0x80) {
        *value = *at;
        return at + 1;
    }
    uint64_t number = 0;
    for (unsigned shift = 0; at < end && shift < 70; shift += 7) {
        uint8_t byte = *at++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = number;
            return shift == 63 && byte > 1 ? NULL : at;
        }
    }
    return NULL;
}

/* The field at this place; NULL with a reason if it is cut off or of no known form. item->field is 0 if
 * not even the tag could be read. */
static const uint8_t *read_item(const uint8_t *at, const uint8_t *end, Item *item, const char **reason)
{
    uint64_t tag;
    item->field = 0;
    const uint8_t *next = read_varint(at, end, &tag);
    *reason = "holds a field without a valid number";
    if (!next || next - at > 5 || tag > UINT32_MAX || tag < 8)
        return NULL;
    item->field = (uint32_t)tag >> 3;
    item->form = (uint32_t)tag & 7;
    *reason = "is cut off";
    switch (item->form) {
    case VARINT:
        *reason = "is no valid number";
        return read_varint(next, end, &item->number);
    case FIXED64:
        if (end - next < 8)
            return NULL;
        memcpy(&item->number, next, 8);
        return next + 8;
    case FIXED32:
        if (end - next < 4)
            return NULL;
        item->number =
            (uint64_t)next[0] | (uint64_t)next[1] << 8 | (uint64_t)next[2] << 16 | (uint64_t)next[3] << 24;
        return next + 4;
    case DELIMITED: {
        uint64_t size;
        next = read_varint(next, end, &size);
        if (!next || size > (uint64_t)(end - next))
            return NULL;
        item->bytes = next;
        item->size_bytes = (size_t)size;
        return next + size;
    }
    default:
        *reason = item->form < FIXED32 ? "is a group, which is not allowed" : "has an unknown wire type";
        return NULL;
    }
}

/* --- judging -------------------------------------------------------------------------------------------- */

static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *descriptor,
                                                  uint32_t number)
{
    if (number - 1 < descriptor->n_fields && descriptor->fields[number - 1].id == number)
        return &descriptor->fields[number - 1]; /* most messages number their fields 1, 2, 3 */
    unsigned low = 0, high = descriptor->n_fields;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (descriptor->fields[middle].id < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < descriptor->n_fields && descriptor->fields[low].id == number;
    return found ? &descriptor->fields[low] : NULL;
}

static uint32_t form_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return FIXED32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return FIXED64;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return DELIMITED;
    default:
        return VARINT;
    }
}

static const char *check_packed(const Item *item, uint32_t form)
{
    if (form != VARINT)
        return item->size_bytes % (form == FIXED64 ? 8 : 4) ? "has a cut off number" : NULL;
    const uint8_t *at = item->bytes, *end = at + item->size_bytes;
    uint64_t number;
    while (at < end) {
        at = read_varint(at, end, &number);
        if (!at)
            return "has a number that is not valid";
    }
    return NULL;
}

static bool check_message(Check *check, const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                          size_t size, unsigned depth);

/* False with check->reason set; true for what is fine. */
static bool check_value(Check *check, const ProtobufCFieldDescriptor *field, const Item *item, unsigned depth)
{
    uint32_t form = form_of(field->type);
    if (item->form != form) {
        bool packed = field->label == PROTOBUF_C_LABEL_REPEATED && item->form == DELIMITED;
        check->reason = packed ? check_packed(item, form) : "has the wrong wire type";
        return !check->reason;
    }
    if (field->type == PROTOBUF_C_TYPE_STRING &&
        !text_is_valid((const char *)item->bytes, item->size_bytes)) {
        bool nul = memchr(item->bytes, 0, item->size_bytes);
        check->reason = nul ? "holds a NUL character" : "is not valid UTF-8";
        return false;
    }
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return check_message(check, field->descriptor, item->bytes, item->size_bytes, depth + 1);
    return true;
}

/* Puts the field's name (and place in its list, counted in the bytes before it) in front of the path. */
static void add_to_path(Check *check, const ProtobufCFieldDescriptor *field, uint32_t number,
                        const uint8_t *bytes, const uint8_t *at)
{
    char step[96], before[sizeof check->path];
    if (!field) {
        snprintf(step, sizeof step, "field %u", number);
    } else if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        snprintf(step, sizeof step, "%.80s", field->name);
    } else {
        unsigned count = 0;
        Item item;
        const char *reason;
        while (bytes && bytes < at) {
            bytes = read_item(bytes, at, &item, &reason);
            count += bytes && item.field == number;
        }
        snprintf(step, sizeof step, "%.80s[%u]", field->name, count);
    }
    memcpy(before, check->path, sizeof before);
    snprintf(check->path, sizeof check->path, "%s%s%.*s", step, *before ? "." : "", (int)sizeof before - 100,
             before);
}

static bool check_message(Check *check, const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                          size_t size, unsigned depth)
{
    if (depth > PV_MESSAGE_DEPTH_LIMIT) {
        check->reason = "is nested too deeply";
        return false;
    }
    uint64_t seen[SEEN_WORDS] = {0};
    const uint8_t *end = bytes + size;
    for (const uint8_t *at = bytes, *next; at < end; at = next) {
        Item item;
        next = read_item(at, end, &item, &check->reason);
        const ProtobufCFieldDescriptor *field = item.field ? find_field(descriptor, item.field) : NULL;
        if (next && check->fields_left-- == 0) {
            check->fields_left = 0;
            check->reason = "is one field too many";
            next = NULL;
        }
        if (next && field) {
            size_t place = (size_t)(field - descriptor->fields);
            bool once = field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED;
            if (once && place < SEEN_WORDS * 64) {
                /* protobuf-c would merge the two, copying lists each time: quadratic work for the sender
                 * to order. */
                if (seen[place / 64] >> place % 64 & 1) {
                    check->reason = "is given more than once";
                    next = NULL;
                }
                seen[place / 64] |= (uint64_t)1 << place % 64;
            }
            if (next && !check_value(check, field, &item, depth))
                next = NULL;
        }
        if (!next) {
            if (item.field)
                add_to_path(check, field, item.field, bytes, at);
            return false;
        }
    }
    return true;
}

bool wire_check(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t size, size_t limit,
                char *why)
{
    if (size > limit) {
        snprintf(why, PV_WIRE_WHY_BYTES, "the message has %zu bytes; the limit is %zu", size, limit);
        return false;
    }
    size_t shares = (limit + PV_MESSAGE_LIMIT_BYTES - 1) / PV_MESSAGE_LIMIT_BYTES;
    Check check = {.fields_left = PV_MESSAGE_FIELD_LIMIT * shares};
    if (check_message(&check, descriptor, bytes, size, 1))
        return true;
    snprintf(why, PV_WIRE_WHY_BYTES, "%s %s", *check.path ? check.path : "the message", check.reason);
    return false;
}

/* --- packing and unpacking ------------------------------------------------------------------------------ */

ProtobufCMessage *wire_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t size,
                              size_t limit, PvArena *arena, char *why)
{
    if (!wire_check(descriptor, bytes, size, limit, why))
        return NULL;
    ProtobufCMessage *message = wire_unpack_trusted(descriptor, bytes, size, arena);
    if (!message)
        snprintf(why, PV_WIRE_WHY_BYTES, "the message is too large to be unpacked");
    return message;
}

ProtobufCMessage *wire_unpack_trusted(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                                      size_t size, PvArena *arena)
{
    return protobuf_c_message_unpack(descriptor, arena_allocator(arena), size, bytes);
}

uint8_t *wire_pack(const ProtobufCMessage *message, PvArena *arena, size_t *size)
{
    size_t room = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_try_take(arena, room ? room : 1);
    pv_require(bytes, "no room to pack %s of %zu bytes", message->descriptor->name, room);
    *size = protobuf_c_message_pack(message, bytes);
    return bytes;
}

/* --- picking -------------------------------------------------------------------------------------------- */

bool wire_pick(const uint8_t *bytes, size_t size, WirePick *picks, unsigned count)
{
    const uint8_t *at = bytes, *end = bytes + size;
    for (unsigned i = 0; i < count; i++)
        picks[i].found = false;
    while (at < end) {
        Item item;
        const char *reason;
        at = read_item(at, end, &item, &reason);
        if (!at)
            return false;
        for (unsigned i = 0; i < count; i++) {
            if (picks[i].field != item.field)
                continue;
            bool delimited = item.form == DELIMITED;
            picks[i].found = true;
            picks[i].number = delimited ? 0 : item.number;
            picks[i].bytes = delimited ? item.bytes : NULL;
            picks[i].size_bytes = delimited ? item.size_bytes : 0;
        }
    }
    return true;
}

bool wire_find_bytes(const uint8_t *bytes, size_t size, uint32_t field, const uint8_t **value,
                     size_t *value_bytes)
{
    WirePick pick = {.field = field};
    if (!wire_pick(bytes, size, &pick, 1) || !pick.found || !pick.bytes)
        return false;
    *value = pick.bytes;
    *value_bytes = pick.size_bytes;
    return true;
}

bool wire_read_uint64(const uint8_t *bytes, size_t size, uint32_t field, uint64_t *value)
{
    WirePick pick = {.field = field};
    if (!wire_pick(bytes, size, &pick, 1) || !pick.found || pick.bytes)
        return false;
    *value = pick.number;
    return true;
}
