/* Bytes of a frame: a header of 64 bytes, little-endian, and a body of records, padded with zeros to a
 * multiple of 8.
 *
 *    0 magic   4 checksum of the rest of the header   8 flags   12 body bytes   16 records   20 told events
 *   24 epoch  32 first sequence  40 own offset  48 own segment  52 checksum of the body
 *   56 chain of the frame before  60 own chain
 *
 * The chain is a checksum over what the frame was when first written and over the chain before it. A rewrite
 * changes body, checksums, offset and flags; epoch, sequences, counts and both chains stay. A record is one
 * word, kind in its highest byte and size in the others, and then its bytes. Nothing here touches files. */
#pragma once

#include "runtime/log/log.h"

#define FRAME_HEADER_BYTES 64
#define FRAME_ALIGNMENT 8
#define FRAME_RECORD_HEAD_BYTES 4
#define FRAME_RECORD_LIMIT_BYTES ((1u << 24) - 1)
#define FRAME_REWRITTEN 1u /* flag */

typedef struct FrameHeader {
    uint32_t flags;
    uint32_t body_bytes;
    uint32_t record_count;
    uint32_t told_count;
    uint64_t epoch;
    uint64_t first_sequence;
    uint64_t offset;
    uint32_t segment;
    uint32_t body_crc;
    uint32_t previous;
    uint32_t chain;
} FrameHeader;

typedef enum FrameFault {
    FRAME_OK = 0,
    FRAME_EMPTY,      /* zeros: nothing was written here */
    FRAME_BAD_HEADER, /* no header, or its checksum is wrong */
    FRAME_BAD_SIZE,   /* a whole header, yet it reaches over the end of what may be read */
    FRAME_BAD_CHAIN,  /* a whole header, yet it does not follow the frame before it */
    FRAME_BAD_BODY,   /* the checksum of the body is wrong */
    FRAME_BAD_RECORDS,
    FRAME_UNREADABLE, /* the file could not be read */
} FrameFault;

/* What is wrong, as the end of a sentence. */
const char *frame_fault_text(FrameFault fault);

/* Bytes of a whole frame. */
static inline uint64_t frame_bytes(const FrameHeader *header)
{
    return FRAME_HEADER_BYTES + (uint64_t)header->body_bytes;
}

/* The chain that a frame not rewritten must have. */
uint32_t frame_chain(const FrameHeader *header);
void frame_put_header(const FrameHeader *header, uint8_t bytes[FRAME_HEADER_BYTES]);
/* Word before the bytes of a record. */
void frame_put_record_head(uint8_t bytes[FRAME_RECORD_HEAD_BYTES], LogRecordKind kind, uint32_t size_bytes);
void frame_get_record_head(const uint8_t bytes[FRAME_RECORD_HEAD_BYTES], LogRecord *record);

/* Is there a whole header that belongs at this offset of this segment, whatever came before it? */
bool frame_get_header(const uint8_t bytes[FRAME_HEADER_BYTES], uint32_t segment, uint64_t offset,
                      FrameHeader *header);
/* Reads the header at `place`; it must follow the place's chain and sequence and end at most at limit. */
FrameFault frame_check_header(const uint8_t bytes[FRAME_HEADER_BYTES], const LogPlace *place, uint64_t limit,
                              FrameHeader *header);
FrameFault frame_check_body(const FrameHeader *header, const uint8_t *body);
/* Splits a checked body into header->record_count records, which point into it. */
FrameFault frame_get_records(const FrameHeader *header, const uint8_t *body, LogRecord *records);
/* Moves the place behind the frame. */
void frame_pass(const FrameHeader *header, LogPlace *place);
