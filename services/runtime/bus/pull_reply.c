/* Reading a PullReply: its head, its items, and whether they cover the log without holes. */
#include "runtime/bus/inside.h"
#include <string.h>

BusBytes item_event(BusBytes item, BusBytes *range)
{
    BusBytes event = {0};
    *range = (BusBytes){0};
    Fields fields = fields_of(item);
    while (fields_next(&fields)) {
        if (fields.number == 1 && fields.wire_type == 2)
            event = fields.bytes;
        else if (fields.number == 2 && fields.wire_type == 2)
            *range = fields.bytes;
    }
    return event;
}

/* First and last sequence that an item covers, and the digest of the last; false if it cannot be read. */
static bool item_span(const Peer *peer, BusBytes item, uint64_t reply_epoch, uint64_t *from, Track *to)
{
    BusBytes range;
    BusBytes bytes = item_event(item, &range);
    if (bytes.bytes) {
        EventHead event;
        bool good = event_head_read(bytes, &event) && bytes_are(event.source, peer->name) &&
                    event.epoch <= reply_epoch;
        *from = event.sequence;
        *to = (Track){event.epoch, event.sequence, event_head_digest(&event)};
        return good;
    }
    *from = 0;
    *to = (Track){0};
    Fields fields = fields_of(range);
    while (fields_next(&fields)) {
        if (fields.wire_type == 0 && fields.number == 1)
            *from = fields.value;
        else if (fields.wire_type == 0 && fields.number == 2)
            to->sequence = fields.value;
        else if (fields.wire_type == 1 && fields.number == 3)
            to->digest = fields.value;
    }
    return !fields.broken && *from && *from <= to->sequence;
}

void reply_read(const Peer *peer, BusBytes payload, ReplyHead *reply)
{
    memset(reply, 0, sizeof *reply);
    Fields fields = fields_of(payload);
    while (fields_next(&fields)) {
        if (fields.number == 1 && fields.wire_type == 2)
            reply->source = fields.bytes;
        else if (fields.number == 2 && fields.wire_type == 0)
            reply->epoch = fields.value;
        else if (fields.number == 3 && fields.wire_type == 0)
            reply->head = fields.value;
        else if (fields.number == 5 && fields.wire_type == 0)
            reply->fork_sequence = fields.value;
        else if (fields.number == 6 && fields.wire_type == 0)
            reply->fork_epoch = fields.value;
        else if (fields.number == 7 && fields.wire_type == 0)
            reply->contradicts = fields.value != 0;
    }
    reply->whole = !fields.broken && reply->epoch && bytes_are(reply->source, peer->name);
    reply->end = peer->asked_after;
    fields = fields_of(payload);
    while (reply->whole && fields_next(&fields)) {
        uint64_t from;
        Track to;
        if (fields.number != 4 || fields.wire_type != 2)
            continue;
        reply->whole = item_span(peer, fields.bytes, reply->epoch, &from, &to) && from == reply->end + 1;
        reply->end = to.sequence;
        reply->end_digest = to.digest;
    }
    /* The log may have grown while the reply was made. */
    if (reply->head < reply->end && reply->end > peer->asked_after)
        reply->head = reply->end;
}
