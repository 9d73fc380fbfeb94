/* Frames to bytes and back; every check that a frame must pass. */
#include "runtime/log/frame.h"
#include "runtime/log/crc32c.h"
#include "runtime/memory/require.h"
#include <endian.h>
#include <string.h>

#define MAGIC 0x52465650u /* "PVFR" */

static void put32(uint8_t *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof value);
}

static void put64(uint8_t *at, uint64_t value)
{
    value = htole64(value);
    memcpy(at, &value, sizeof value);
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

const char *frame_fault_text(FrameFault fault)
{
    switch (fault) {
    case FRAME_OK:
        return "the frame is whole";
    case FRAME_EMPTY:
        return "a frame is missing";
    case FRAME_BAD_HEADER:
        return "the header of a frame is damaged";
    case FRAME_BAD_SIZE:
        return "a frame reaches over the end";
    case FRAME_BAD_CHAIN:
        return "a frame does not follow the one before it";
    case FRAME_BAD_BODY:
        return "the body of a frame is damaged";
    case FRAME_BAD_RECORDS:
        return "the records of a frame do not fill its body";
    case FRAME_UNREADABLE:
        return "the file cannot be read";
    }
    return "the frame is damaged";
}

uint32_t frame_chain(const FrameHeader *header)
{
    uint8_t bytes[36];
    put32(bytes, header->previous);
    put64(bytes + 4, header->epoch);
    put64(bytes + 12, header->first_sequence);
    put32(bytes + 20, header->told_count);
    put32(bytes + 24, header->record_count);
    put32(bytes + 28, header->body_bytes);
    put32(bytes + 32, header->body_crc);
    return crc32c(0, bytes, sizeof bytes);
}

void frame_put_header(const FrameHeader *header, uint8_t bytes[FRAME_HEADER_BYTES])
{
    put32(bytes, MAGIC);
    put32(bytes + 8, header->flags);
    put32(bytes + 12, header->body_bytes);
    put32(bytes + 16, header->record_count);
    put32(bytes + 20, header->told_count);
    put64(bytes + 24, header->epoch);
    put64(bytes + 32, header->first_sequence);
    put64(bytes + 40, header->offset);
    put32(bytes + 48, header->segment);
    put32(bytes + 52, header->body_crc);
    put32(bytes + 56, header->previous);
    put32(bytes + 60, header->chain);
    put32(bytes + 4, crc32c(0, bytes + 8, FRAME_HEADER_BYTES - 8));
}

void frame_put_record_head(uint8_t bytes[FRAME_RECORD_HEAD_BYTES], LogRecordKind kind, uint32_t size)
{
    pv_require(size <= FRAME_RECORD_LIMIT_BYTES, "a record of %u bytes", size);
    pv_require(kind > 0 && kind < 256, "record kind %d", (int)kind);
    put32(bytes, (uint32_t)kind << 24 | size);
}

void frame_get_record_head(const uint8_t bytes[FRAME_RECORD_HEAD_BYTES], LogRecord *record)
{
    uint32_t word = get32(bytes);
    record->kind = (LogRecordKind)(word >> 24);
    record->size_bytes = word & FRAME_RECORD_LIMIT_BYTES;
    record->bytes = bytes + FRAME_RECORD_HEAD_BYTES;
}

bool frame_get_header(const uint8_t bytes[FRAME_HEADER_BYTES], uint32_t segment, uint64_t offset,
                      FrameHeader *header)
{
    if (get32(bytes) != MAGIC || get32(bytes + 4) != crc32c(0, bytes + 8, FRAME_HEADER_BYTES - 8))
        return false;
    header->flags = get32(bytes + 8);
    header->body_bytes = get32(bytes + 12);
    header->record_count = get32(bytes + 16);
    header->told_count = get32(bytes + 20);
    header->epoch = get64(bytes + 24);
    header->first_sequence = get64(bytes + 32);
    header->offset = get64(bytes + 40);
    header->segment = get32(bytes + 48);
    header->body_crc = get32(bytes + 52);
    header->previous = get32(bytes + 56);
    header->chain = get32(bytes + 60);
    return header->segment == segment && header->offset == offset && header->record_count > 0 &&
           header->told_count <= header->record_count && header->body_bytes % FRAME_ALIGNMENT == 0 &&
           header->record_count <= header->body_bytes / FRAME_RECORD_HEAD_BYTES &&
           header->first_sequence <= UINT64_MAX - header->told_count &&
           (header->flags & FRAME_REWRITTEN || header->chain == frame_chain(header));
}

FrameFault frame_check_header(const uint8_t bytes[FRAME_HEADER_BYTES], const LogPlace *place, uint64_t limit,
                              FrameHeader *header)
{
    if (!frame_get_header(bytes, place->segment, place->offset, header)) {
        static const uint8_t zeros[FRAME_HEADER_BYTES];
        return memcmp(bytes, zeros, sizeof zeros) == 0 ? FRAME_EMPTY : FRAME_BAD_HEADER;
    }
    if (header->previous != place->chain || header->first_sequence != place->next_sequence)
        return FRAME_BAD_CHAIN;
    if (place->offset > limit || frame_bytes(header) > limit - place->offset)
        return FRAME_BAD_SIZE;
    return FRAME_OK;
}

FrameFault frame_check_body(const FrameHeader *header, const uint8_t *body)
{
    return crc32c(0, body, header->body_bytes) == header->body_crc ? FRAME_OK : FRAME_BAD_BODY;
}

FrameFault frame_get_records(const FrameHeader *header, const uint8_t *body, LogRecord *records)
{
    size_t left = header->body_bytes;
    uint32_t told = 0;
    for (uint32_t i = 0; i < header->record_count; i++) {
        if (left < FRAME_RECORD_HEAD_BYTES)
            return FRAME_BAD_RECORDS;
        frame_get_record_head(body, &records[i]);
        left -= FRAME_RECORD_HEAD_BYTES;
        if (records[i].kind == 0 || records[i].size_bytes > left)
            return FRAME_BAD_RECORDS;
        left -= records[i].size_bytes;
        body = records[i].bytes + records[i].size_bytes;
        told += records[i].kind == LOG_TOLD;
    }
    return left < FRAME_ALIGNMENT && told == header->told_count ? FRAME_OK : FRAME_BAD_RECORDS;
}

void frame_pass(const FrameHeader *header, LogPlace *place)
{
    place->offset += frame_bytes(header);
    place->chain = header->chain;
    place->next_sequence += header->told_count;
}
