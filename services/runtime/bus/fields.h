/* Walks the top-level fields of a protobuf message in place, so that the network thread can read a position,
 * a kind or an item without unpacking. What the fields mean is judged elsewhere. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct BusBytes {
    const uint8_t *bytes;
    size_t size_bytes;
} BusBytes;

typedef struct Fields {
    const uint8_t *at;
    const uint8_t *end;
    bool broken; /* the bytes are no message */
    uint32_t number;
    uint32_t wire_type; /* 0 varint, 1 fixed 64, 2 bytes, 5 fixed 32 */
    uint64_t value;     /* of wire types 0, 1 and 5 */
    BusBytes bytes;     /* of wire type 2; borrowed */
} Fields;

Fields fields_of(BusBytes message);
/* Steps to the next field; false at the end or where the message is broken. */
bool fields_next(Fields *fields);
/* Takes one varint from the front of packed bytes; false if there is none. */
bool fields_take_varint(BusBytes *packed, uint64_t *value);
/* Is it this text? */
bool bytes_are(BusBytes bytes, const char *text);

/* What the bus needs of an envelope. */
typedef struct EventHead {
    BusBytes source;
    uint64_t epoch;
    uint64_t sequence;
    uint64_t previous_in_partition;
    uint64_t previous_shared;
    uint64_t hlc;
    uint64_t payload_digest;
    uint32_t partition;
    uint32_t flags;
} EventHead;
/* false: not an envelope with source, epoch, sequence and a partition. */
bool event_head_read(BusBytes envelope, EventHead *head);
/* What the event is known by (runtime/message/event_digest.h). */
uint64_t event_head_digest(const EventHead *head);

/* What the bus needs of a request. request_id is empty if there is none, or one that is not plain ASCII. */
typedef struct RequestHead {
    BusBytes request_id;
    uint64_t kind;
    bool include_private; /* of a PullRequest */
} RequestHead;
/* false: not a message, or without a kind; request_id is set if it was met. */
bool request_head_read(BusBytes request, RequestHead *head);
