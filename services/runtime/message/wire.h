/* Bytes from outside, judged before they are unpacked, and cheap ways to pack, unpack and pick. Stored
 * messages are never packed anew: their original bytes are what counts. */
#pragma once

#include "runtime/limits.h"
#include "runtime/memory/arena.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PV_WIRE_WHY_BYTES 256

/* True if the bytes may be unpacked as this message: at most limit_bytes (such as PV_MESSAGE_LIMIT_BYTES),
 * nested at most PV_MESSAGE_DEPTH_LIMIT deep, at most PV_MESSAGE_FIELD_LIMIT fields for each 64 KiB of
 * limit_bytes, each field in a form its type allows, texts in UTF-8 without NUL, no message given twice
 * where it may be once, no groups. Unknown fields pass. Otherwise why (PV_WIRE_WHY_BYTES) names the field:
 * "lines[2].product_name is not valid UTF-8". */
bool wire_check(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t size_bytes,
                size_t limit_bytes, char *why);

/* Checks and unpacks into the arena. NULL with why on failure. */
ProtobufCMessage *wire_unpack(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                              size_t size_bytes, size_t limit_bytes, PvArena *arena, char *why);
/* The same for bytes of our own (rows, checked events): not judged again. NULL only if they are damaged or
 * the arena's budget is spent. */
ProtobufCMessage *wire_unpack_trusted(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                                      size_t size_bytes, PvArena *arena);
/* Packed bytes in the arena. */
uint8_t *wire_pack(const ProtobufCMessage *message, PvArena *arena, size_t *size_bytes);

/* Single fields of a message without unpacking it, in one pass: for each pick the last occurrence of its
 * field on the top level, as unpacking would take it. False if the bytes are no message. */
typedef struct WirePick {
    uint32_t field;
    bool found;
    uint64_t number;      /* of a varint or fixed field, as on the wire */
    const uint8_t *bytes; /* of a text, bytes or message field; borrowed from the message, not ended by NUL */
    size_t size_bytes;
} WirePick;
bool wire_pick(const uint8_t *bytes, size_t size_bytes, WirePick *picks, unsigned count);
/* One field alone; false if it is not there or the bytes are no message. */
bool wire_find_bytes(const uint8_t *bytes, size_t size_bytes, uint32_t field, const uint8_t **value,
                     size_t *value_bytes);
bool wire_read_uint64(const uint8_t *bytes, size_t size_bytes, uint32_t field, uint64_t *value);
