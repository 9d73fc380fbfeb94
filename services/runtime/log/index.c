/* The sparse index of a segment, in memory while it grows and in a file of its own once it is sealed. A lost
 * or bad file is made again from the segment, so an error here is no reason to stop.
 *
 * File, little-endian: 0 magic  4 checksum of the rest of the head  8 segment  12 frames  16 end offset
 * 24 first sequence  32 next sequence  40 epoch  48 chain at the start  52 chain at the end  56 places
 * 60 checksum of the places; then for each place: offset, next sequence, chain and 4 zero bytes. */
#include "runtime/log/crc32c.h"
#include "runtime/log/segment.h"
#include "runtime/memory/require.h"
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_MAGIC 0x58495650u /* "PVIX" */
#define INDEX_STEP_BYTES (64u << 10)
#define HEAD_BYTES 64
#define PLACE_BYTES 24

void index_note(LogIndex *index, const LogPlace *place)
{
    if (index->count > 0 && place->offset < index->places[index->count - 1].offset + INDEX_STEP_BYTES)
        return;
    if (index->count == index->room) {
        index->room = index->room ? index->room * 2 : 64;
        index->places = realloc(index->places, index->room * sizeof *index->places);
        pv_require(index->places, "out of memory");
    }
    index->places[index->count++] = *place;
}

bool index_find(const LogIndex *index, uint64_t sequence, LogPlace *place)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->places[middle].next_sequence <= sequence)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    *place = index->places[low - 1];
    return true;
}

void index_clear(LogIndex *index)
{
    free(index->places);
    *index = (LogIndex){0};
}

static uint8_t *put(uint8_t *at, uint64_t value, size_t size)
{
    value = htole64(value);
    memcpy(at, &value, size);
    return at + size;
}

static uint64_t get(const uint8_t **at, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, *at, size);
    *at += size;
    return le64toh(value);
}

static uint8_t *encode(const LogSegment *segment, const LogIndex *index, size_t *size_bytes)
{
    *size_bytes = HEAD_BYTES + index->count * PLACE_BYTES;
    uint8_t *bytes = malloc(*size_bytes);
    pv_require(bytes, "out of memory");
    uint8_t *at = bytes + HEAD_BYTES;
    for (size_t i = 0; i < index->count; i++) {
        at = put(at, index->places[i].offset, 8);
        at = put(at, index->places[i].next_sequence, 8);
        at = put(at, index->places[i].chain, 8);
    }
    at = put(bytes, INDEX_MAGIC, 4) + 4;
    at = put(at, segment->start.segment, 4);
    at = put(at, segment->frames, 4);
    at = put(at, segment->end.offset, 8);
    at = put(at, segment->start.next_sequence, 8);
    at = put(at, segment->end.next_sequence, 8);
    at = put(at, segment->epoch, 8);
    at = put(at, segment->start.chain, 4);
    at = put(at, segment->end.chain, 4);
    at = put(at, index->count, 4);
    put(at, crc32c(0, bytes + HEAD_BYTES, *size_bytes - HEAD_BYTES), 4);
    put(bytes + 4, crc32c(0, bytes + 8, HEAD_BYTES - 8), 4);
    return bytes;
}

void index_write(const PvPlatform *platform, const char *folder, const LogSegment *segment,
                 const LogIndex *index)
{
    char temporary[LOG_PATH_BYTES];
    char path[LOG_PATH_BYTES];
    segment_path(folder, segment->start.segment, LOG_WRITING_SUFFIX, temporary);
    segment_path(folder, segment->start.segment, LOG_INDEX_SUFFIX, path);
    PvFile *file = platform->file_open(platform->context, temporary, true, true);
    if (!file)
        return;
    size_t size_bytes;
    uint8_t *bytes = encode(segment, index, &size_bytes);
    bool written = platform->file_write(platform->context, file, 0, bytes, size_bytes) == 0 &&
                   platform->file_flush(platform->context, file) == 0;
    platform->file_close(platform->context, file);
    free(bytes);
    if (!written || platform->file_rename(platform->context, temporary, path) != 0)
        platform->file_remove(platform->context, temporary);
}

static bool decode_head(const uint8_t *bytes, uint32_t number, LogSegment *segment, uint32_t *count,
                        uint32_t *places_crc)
{
    const uint8_t *at = bytes;
    if (get(&at, 4) != INDEX_MAGIC || get(&at, 4) != crc32c(0, bytes + 8, HEAD_BYTES - 8) ||
        get(&at, 4) != number)
        return false;
    segment->start = (LogPlace){.segment = number};
    segment->end = (LogPlace){.segment = number};
    segment->frames = (uint32_t)get(&at, 4);
    segment->end.offset = get(&at, 8);
    segment->start.next_sequence = get(&at, 8);
    segment->end.next_sequence = get(&at, 8);
    segment->epoch = get(&at, 8);
    segment->start.chain = (uint32_t)get(&at, 4);
    segment->end.chain = (uint32_t)get(&at, 4);
    *count = (uint32_t)get(&at, 4);
    *places_crc = (uint32_t)get(&at, 4);
    return true;
}

static bool read_places(const PvPlatform *platform, PvFile *file, uint32_t number, uint32_t count,
                        uint32_t crc, LogIndex *index)
{
    size_t size_bytes = (size_t)count * PLACE_BYTES;
    uint8_t *bytes = malloc(size_bytes ? size_bytes : 1);
    pv_require(bytes, "out of memory");
    bool good = platform->file_read(platform->context, file, HEAD_BYTES, bytes, size_bytes) == 0 &&
                crc32c(0, bytes, size_bytes) == crc;
    if (good && count > 0) {
        index->places = calloc(count, sizeof *index->places);
        pv_require(index->places, "out of memory");
        index->count = index->room = count;
        const uint8_t *at = bytes;
        for (uint32_t i = 0; i < count; i++) {
            index->places[i].segment = number;
            index->places[i].offset = get(&at, 8);
            index->places[i].next_sequence = get(&at, 8);
            index->places[i].chain = (uint32_t)get(&at, 8);
        }
    }
    free(bytes);
    return good;
}

bool index_read(const PvPlatform *platform, const char *folder, uint32_t number, LogSegment *segment,
                LogIndex *index)
{
    char path[LOG_PATH_BYTES];
    segment_path(folder, number, LOG_INDEX_SUFFIX, path);
    PvFile *file = platform->file_open(platform->context, path, false, false);
    if (!file)
        return false;
    uint8_t head[HEAD_BYTES];
    uint64_t size_bytes;
    uint32_t count;
    uint32_t crc;
    bool good = platform->file_size(platform->context, file, &size_bytes) == 0 && size_bytes >= HEAD_BYTES &&
                platform->file_read(platform->context, file, 0, head, sizeof head) == 0 &&
                decode_head(head, number, segment, &count, &crc) &&
                size_bytes == HEAD_BYTES + (uint64_t)count * PLACE_BYTES &&
                (!index || read_places(platform, file, number, count, crc, index));
    platform->file_close(platform->context, file);
    return good;
}

int index_remove(const PvPlatform *platform, const char *folder, uint32_t number)
{
    char path[LOG_PATH_BYTES];
    segment_path(folder, number, LOG_INDEX_SUFFIX, path);
    if (platform->file_remove(platform->context, path) != 0 && errno != ENOENT)
        return -1;
    return 0;
}
