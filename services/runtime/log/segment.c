/* Reading segment files: a buffer that reads ahead, the walk over all frames, the look at what lies behind.
 */
#include "runtime/log/segment.h"
#include "runtime/memory/require.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD_FIRST_BYTES (64u << 10)
#define AHEAD_LIMIT_BYTES (1u << 20)

void segment_path(const char *folder, uint32_t number, const char *suffix, char path[LOG_PATH_BYTES])
{
    int length = snprintf(path, LOG_PATH_BYTES, "%s/log-%08u.%s", folder, number, suffix);
    pv_require(length > 0 && length < LOG_PATH_BYTES, "the path of the log is too long");
}

uint32_t segment_number(const char *name, const char *suffix)
{
    unsigned number;
    int end = 0;
    if (sscanf(name, "log-%8u.%n", &number, &end) != 1 || end != (int)strlen("log-00000001."))
        return 0;
    return strcmp(name + end, suffix) == 0 ? number : 0;
}

bool reader_open(SegmentReader *reader, const PvPlatform *platform, const char *path)
{
    reader_leave(reader);
    reader->platform = platform;
    reader->file = platform->file_open(platform->context, path, false, false);
    return reader->file != NULL;
}

void reader_leave(SegmentReader *reader)
{
    if (reader->file)
        reader->platform->file_close(reader->platform->context, reader->file);
    reader->file = NULL;
    reader->filled = 0;
    reader->ahead = AHEAD_FIRST_BYTES;
}

void reader_close(SegmentReader *reader)
{
    reader_leave(reader);
    free(reader->bytes);
    *reader = (SegmentReader){0};
}

const uint8_t *reader_view(SegmentReader *reader, uint64_t offset, uint64_t size, uint64_t limit)
{
    pv_require(offset <= limit && size <= limit - offset, "reading behind the end");
    if (offset >= reader->start && offset + size <= reader->start + reader->filled)
        return reader->bytes + (offset - reader->start);

    uint64_t wanted = size > reader->ahead ? size : reader->ahead;
    if (wanted > limit - offset)
        wanted = limit - offset;
    if (wanted > reader->room) {
        free(reader->bytes);
        reader->bytes = malloc(wanted);
        pv_require(reader->bytes, "out of memory");
        reader->room = wanted;
    }
    reader->filled = 0;
    const PvPlatform *platform = reader->platform;
    if (platform->file_read(platform->context, reader->file, offset, reader->bytes, wanted) != 0)
        return NULL;
    reader->start = offset;
    reader->filled = wanted;
    if (reader->ahead < AHEAD_LIMIT_BYTES)
        reader->ahead *= 2;
    return reader->bytes;
}

FrameFault reader_header(SegmentReader *reader, const LogPlace *place, uint64_t limit, FrameHeader *header)
{
    if (place->offset > limit || limit - place->offset < FRAME_HEADER_BYTES)
        return FRAME_EMPTY;
    const uint8_t *bytes = reader_view(reader, place->offset, FRAME_HEADER_BYTES, limit);
    return bytes ? frame_check_header(bytes, place, limit, header) : FRAME_UNREADABLE;
}

FrameFault reader_frame(SegmentReader *reader, const LogPlace *place, uint64_t limit, FrameHeader *header,
                        const uint8_t **body)
{
    FrameFault fault = reader_header(reader, place, limit, header);
    if (fault)
        return fault;
    const uint8_t *bytes = reader_view(reader, place->offset, frame_bytes(header), limit);
    if (!bytes)
        return FRAME_UNREADABLE;
    *body = bytes + FRAME_HEADER_BYTES;
    return frame_check_body(header, *body);
}

FrameFault segment_walk(SegmentReader *reader, LogSegment *segment, LogIndex *index, LogPlace *last)
{
    LogPlace place = segment->start;
    segment->frames = 0;
    index_clear(index);
    *last = place;
    FrameHeader header;
    const uint8_t *body;
    FrameFault fault;
    while (!(fault = reader_frame(reader, &place, segment->size_bytes, &header, &body))) {
        index_note(index, &place);
        *last = place;
        frame_pass(&header, &place);
        segment->epoch = header.epoch;
        segment->frames++;
    }
    segment->end = place;
    return fault;
}

/* Looks through one view for whole headers and for the end of what is not zero. Headers stand at multiples
 * of 8. */
static void look_through(const uint8_t *bytes, size_t size, uint64_t offset, const LogPlace *place, bool last,
                         SegmentTail *tail)
{
    for (size_t i = 0; i + 8 <= size; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        if (word == 0)
            continue;
        tail->dirty_end = offset + i + 8;
        FrameHeader header;
        if (tail->later_frame || offset + i == place->offset || size - i < FRAME_HEADER_BYTES)
            continue;
        if (frame_get_header(bytes + i, place->segment, offset + i, &header) &&
            header.first_sequence >= place->next_sequence)
            tail->later_frame = offset + i;
    }
    for (size_t i = size & ~(size_t)7; last && i < size; i++)
        if (bytes[i])
            tail->dirty_end = offset + size;
}

SegmentTail segment_tail(SegmentReader *reader, const LogPlace *place, uint64_t size_bytes)
{
    SegmentTail tail = {0};
    uint64_t offset = place->offset;
    while (offset < size_bytes) {
        uint64_t size = size_bytes - offset < AHEAD_LIMIT_BYTES ? size_bytes - offset : AHEAD_LIMIT_BYTES;
        const uint8_t *bytes = reader_view(reader, offset, size, size_bytes);
        if (!bytes) {
            tail.unreadable = true;
            break;
        }
        bool last = offset + size == size_bytes;
        look_through(bytes, size, offset, place, last, &tail);
        /* Views overlap, so that a header over the edge of one is whole in the next. */
        offset += last ? size : size - FRAME_HEADER_BYTES;
    }
    return tail;
}
