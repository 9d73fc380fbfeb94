/* The wire format of protobuf, as far as walking over it goes. */
#include "runtime/bus/fields.h"
#include "payvand/messages.h"
#include "runtime/limits.h"
#include "runtime/message/event_digest.h"
#include <string.h>

Fields fields_of(BusBytes message)
{
    return (Fields){.at = message.bytes, .end = message.bytes + message.size_bytes};
}

bool fields_take_varint(BusBytes *packed, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 70 && packed->size_bytes; shift += 7) {
        uint8_t byte = *packed->bytes++;
        packed->size_bytes--;
        if (shift < 64)
            *value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

static bool take_fixed(Fields *fields, unsigned size)
{
    if ((size_t)(fields->end - fields->at) < size)
        return false;
    fields->value = 0;
    for (unsigned i = size; i-- > 0;)
        fields->value = fields->value << 8 | fields->at[i];
    fields->at += size;
    return true;
}

static bool take_value(Fields *fields)
{
    BusBytes rest = {fields->at, (size_t)(fields->end - fields->at)};
    switch (fields->wire_type) {
    case 0:
        if (!fields_take_varint(&rest, &fields->value))
            return false;
        fields->at = rest.bytes;
        return true;
    case 1:
        return take_fixed(fields, 8);
    case 2:
        if (!fields_take_varint(&rest, &fields->value) || fields->value > rest.size_bytes)
            return false;
        fields->bytes = (BusBytes){rest.bytes, (size_t)fields->value};
        fields->at = rest.bytes + fields->value;
        return true;
    case 5:
        return take_fixed(fields, 4);
    default:
        return false;
    }
}

bool fields_next(Fields *fields)
{
    if (fields->broken || fields->at == fields->end)
        return false;
    BusBytes rest = {fields->at, (size_t)(fields->end - fields->at)};
    uint64_t tag;
    if (!fields_take_varint(&rest, &tag) || tag >> 3 == 0 || tag >> 3 > 0x1fffffff) {
        fields->broken = true;
        return false;
    }
    fields->number = (uint32_t)(tag >> 3);
    fields->wire_type = (uint32_t)(tag & 7);
    fields->at = rest.bytes;
    fields->broken = !take_value(fields);
    return !fields->broken;
}

bool bytes_are(BusBytes bytes, const char *text)
{
    return bytes.size_bytes == strlen(text) && memcmp(bytes.bytes, text, bytes.size_bytes) == 0;
}

bool event_head_read(BusBytes envelope, EventHead *head)
{
    memset(head, 0, sizeof *head);
    Fields fields = fields_of(envelope);
    while (fields_next(&fields)) {
        uint32_t tag = fields.number << 3 | fields.wire_type;
        switch (tag) {
        case 1 << 3 | 2:
            head->source = fields.bytes;
            break;
        case 2 << 3:
            head->epoch = fields.value;
            break;
        case 3 << 3:
            head->sequence = fields.value;
            break;
        case 4 << 3:
            head->partition = (uint32_t)fields.value;
            break;
        case 5 << 3:
            head->previous_in_partition = fields.value;
            break;
        case 6 << 3:
            head->previous_shared = fields.value;
            break;
        case 7 << 3:
            head->hlc = fields.value;
            break;
        case 20 << 3 | 1:
            head->payload_digest = fields.value;
            break;
        case 18 << 3:
            head->flags = (uint32_t)fields.value;
            break;
        default:
            break;
        }
    }
    return !fields.broken && head->source.size_bytes && head->epoch && head->sequence &&
           head->partition < PV_PARTITIONS;
}

uint64_t event_head_digest(const EventHead *head)
{
    return event_digest(head->epoch, head->sequence, head->hlc, head->payload_digest);
}

static bool wants_private(BusBytes pull_request)
{
    bool wanted = false;
    Fields fields = fields_of(pull_request);
    while (fields_next(&fields))
        if (fields.number == 5 && fields.wire_type == 0)
            wanted = fields.value != 0;
    return wanted;
}

/* An id goes back in the reply, so it must be text there too. */
static bool is_plain(BusBytes text)
{
    for (size_t i = 0; i < text.size_bytes; i++)
        if (text.bytes[i] <= ' ' || text.bytes[i] > '~')
            return false;
    return true;
}

bool request_head_read(BusBytes request, RequestHead *head)
{
    memset(head, 0, sizeof *head);
    BusBytes payload = {0};
    Fields fields = fields_of(request);
    while (fields_next(&fields)) {
        if (fields.number == 1 && fields.wire_type == 2)
            head->request_id = fields.bytes;
        else if (fields.number == 2 && fields.wire_type == 0)
            head->kind = fields.value;
        else if (fields.number == 4 && fields.wire_type == 2)
            payload = fields.bytes;
    }
    if (!is_plain(head->request_id))
        head->request_id = (BusBytes){0};
    if (fields.broken)
        return false;
    if (head->kind == PV__REQUEST_KIND__PULL)
        head->include_private = wants_private(payload);
    return head->kind != 0;
}
