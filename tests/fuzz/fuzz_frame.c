/* Any bytes as the content of a segment file: the parser must find faults without reading where it may not.
 * An odd first byte asks for checksums to be put right first, so that what lies behind them is reached too.
 */
#include "runtime/log/crc32c.h"
#include "runtime/log/frame.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static void put32(uint8_t *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof value);
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

/* Makes the header at place one that belongs there, as far as checksums and place go; what it claims stays.
 */
static void put_right(uint8_t *bytes, size_t size, const LogPlace *place)
{
    uint8_t *header = bytes + place->offset;
    uint32_t body_bytes = get32(header + 12) % (uint32_t)(size + 1) & ~7u;
    memcpy(header, "PVFR", 4);
    put32(header + 8, get32(header + 8) | FRAME_REWRITTEN);
    put32(header + 12, body_bytes);
    uint64_t word = htole64(place->next_sequence);
    memcpy(header + 32, &word, 8);
    word = htole64(place->offset);
    memcpy(header + 40, &word, 8);
    put32(header + 48, place->segment);
    if (body_bytes <= size - place->offset - FRAME_HEADER_BYTES)
        put32(header + 52, crc32c(0, header + FRAME_HEADER_BYTES, body_bytes));
    put32(header + 56, place->chain);
    put32(header + 4, crc32c(0, header + 8, FRAME_HEADER_BYTES - 8));
}

static FrameFault read_one(const uint8_t *bytes, size_t size, LogPlace *place)
{
    FrameHeader header;
    FrameFault fault = frame_check_header(bytes + place->offset, place, size, &header);
    if (fault)
        return fault;
    const uint8_t *body = bytes + place->offset + FRAME_HEADER_BYTES;
    fault = frame_check_body(&header, body);
    if (fault)
        return fault;
    LogRecord *records = malloc(header.record_count * sizeof *records);
    fault = frame_get_records(&header, body, records);
    volatile uint8_t seen = 0;
    for (uint32_t i = 0; !fault && i < header.record_count; i++)
        for (uint32_t k = 0; k < records[i].size_bytes; k++)
            seen ^= records[i].bytes[k];
    free(records);
    frame_pass(&header, place);
    return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    bool help = data[0] & 1;
    size--;
    uint8_t *bytes = malloc(size ? size : 1); /* of exactly this size, so that reading over the end shows */
    memcpy(bytes, data + 1, size);
    LogPlace place = {.segment = 1, .next_sequence = 1};
    FrameFault fault = FRAME_OK;
    while (!fault && place.offset <= size && size - place.offset >= FRAME_HEADER_BYTES) {
        if (help)
            put_right(bytes, size, &place);
        fault = read_one(bytes, size, &place);
    }
    if (strlen(frame_fault_text(fault)) == 0)
        abort();
    free(bytes);
    return 0;
}
