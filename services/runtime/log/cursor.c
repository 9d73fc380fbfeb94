/* Reading: a cursor has a file and a buffer of its own and asks the log only where the flushed end is. When
 * the segment under it was rewritten, it finds its place again by chain and sequence, which a rewrite keeps.
 */
#include "runtime/log/copy.h"
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct LogCursor {
    PvLog *log;
    LogPlace place;
    uint64_t limit;    /* of the file that is open, flushed */
    uint32_t rewrites; /* of the segment when its file was opened */
    bool lost;         /* the log never had the place it was opened at */
    SegmentReader reader;
    LogRecord *records;
    size_t record_room;
};

static LogResult cursor_fault(LogCursor *cursor, FrameFault fault)
{
    return log_fail(cursor->log, fault == FRAME_UNREADABLE ? LOG_FAILED : LOG_DAMAGED,
                    "log-%08u.segment at byte %llu: %s", cursor->place.segment,
                    (unsigned long long)cursor->place.offset, frame_fault_text(fault));
}

/* Opens the file of the place's segment; what is known of the segment is copied in the same moment, as a
 * rewrite exchanges both under the lock. */
static LogResult open_file(LogCursor *cursor, LogSegment *segment)
{
    PvLog *log = cursor->log;
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, cursor->place.segment, LOG_SEGMENT_SUFFIX, path);
    log_hold(log);
    *segment = log->segments[cursor->place.segment - 1];
    bool opened = reader_open(&cursor->reader, log->platform, path);
    log_release(log);
    if (!opened)
        return log_fail(log, errno == ENOENT ? LOG_DAMAGED : LOG_FAILED, "opening %s: %s", path,
                        strerror(errno));
    cursor->limit = segment->end.offset;
    cursor->rewrites = segment->rewrites;
    return LOG_OK;
}

static bool same_place(const LogPlace *left, const LogPlace *right)
{
    return left->chain == right->chain && left->next_sequence == right->next_sequence;
}

/* Opens the segment's file and finds the cursor's place in it, whatever its offset was before. */
static LogResult find_place(LogCursor *cursor)
{
    LogSegment segment;
    LogResult result = open_file(cursor, &segment);
    if (result)
        return result;
    LogPlace wanted = cursor->place;
    LogPlace *place = &cursor->place;
    FrameHeader header;
    if (wanted.offset == segment.end.offset && same_place(&wanted, &segment.end))
        return LOG_OK;
    if (wanted.offset % FRAME_ALIGNMENT == 0 && wanted.offset < cursor->limit &&
        reader_header(&cursor->reader, &wanted, cursor->limit, &header) == FRAME_OK)
        return LOG_OK;

    *place = segment.start;
    while (!same_place(place, &wanted) && place->offset < cursor->limit &&
           place->next_sequence <= wanted.next_sequence) {
        FrameFault fault = reader_header(&cursor->reader, place, cursor->limit, &header);
        if (fault)
            return cursor_fault(cursor, fault);
        frame_pass(&header, place);
    }
    cursor->lost = !same_place(place, &wanted);
    if (cursor->lost)
        return log_fail(cursor->log, LOG_DAMAGED,
                        "log-%08u.segment has no place with sequence %llu and chain %08x", wanted.segment,
                        (unsigned long long)wanted.next_sequence, wanted.chain);
    return LOG_OK;
}

/* The bytes known of are read: are there more in this segment, a rewritten one, a next one? */
static LogResult look_further(LogCursor *cursor)
{
    PvLog *log = cursor->log;
    log_hold(log);
    LogSegment segment = log->segments[cursor->place.segment - 1];
    uint32_t end_segment = log->end.segment;
    log_release(log);
    if (segment.rewrites != cursor->rewrites)
        return find_place(cursor);
    if (cursor->place.offset < segment.end.offset) {
        cursor->limit = segment.end.offset;
        return LOG_OK;
    }
    if (cursor->place.segment >= end_segment)
        return LOG_END;
    LogPlace start = cursor->place;
    cursor->place.segment++;
    cursor->place.offset = 0;
    LogResult result = open_file(cursor, &segment);
    if (result)
        cursor->place = start;
    return result;
}

/* Until there is a frame at the cursor's place. */
static LogResult find_frame(LogCursor *cursor)
{
    while (!cursor->reader.file || cursor->place.offset >= cursor->limit) {
        LogResult result = cursor->reader.file ? look_further(cursor) : find_place(cursor);
        if (result)
            return result;
    }
    return LOG_OK;
}

static LogCursor *cursor_make(PvLog *log, const LogPlace *place)
{
    LogCursor *cursor = calloc(1, sizeof *cursor);
    pv_require(cursor, "out of memory");
    cursor->log = log;
    cursor->place = *place;
    atomic_fetch_add(&log->cursors_open, 1);
    return cursor;
}

void log_cursor_close(LogCursor **out)
{
    LogCursor *cursor = *out;
    if (!cursor)
        return;
    reader_close(&cursor->reader);
    atomic_fetch_sub(&cursor->log->cursors_open, 1);
    free(cursor->records);
    free(cursor);
    *out = NULL;
}

LogResult log_read_from(PvLog *log, LogPlace place, LogCursor **out)
{
    *out = NULL;
    LogPlace end = log_end(log);
    if (place.segment < 1 || place.segment > end.segment)
        return log_fail(log, LOG_DAMAGED, "the log has no segment %u, it ends in segment %u", place.segment,
                        end.segment);
    LogCursor *cursor = cursor_make(log, &place);
    LogResult result = find_place(cursor);
    if (result)
        log_cursor_close(&cursor);
    *out = cursor;
    return result;
}

/* Number of the last segment whose first told event is not behind the sequence; under the lock. */
static uint32_t segment_of(const PvLog *log, uint64_t sequence)
{
    uint32_t low = 0;
    uint32_t high = log->end.segment;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (log->segments[middle].start.next_sequence <= sequence)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

/* A place at or before the frame that holds the sequence, not far before it. */
static LogPlace place_before(PvLog *log, uint64_t sequence)
{
    log_hold(log);
    uint32_t number = segment_of(log, sequence);
    LogPlace place = log->segments[number - 1].start;
    bool indexed = number == log->segment_count;
    if (indexed)
        index_find(&log->index, sequence, &place);
    log_release(log);
    if (!indexed) {
        LogSegment segment;
        LogIndex index = {0};
        if (index_read(log->platform, log->folder, number, &segment, &index))
            index_find(&index, sequence, &place);
        index_clear(&index);
    }
    return place;
}

/* Passes over frames, looking at headers alone, until the next one holds the sequence. */
static LogResult skip_to(LogCursor *cursor, uint64_t sequence)
{
    for (;;) {
        LogResult result = find_frame(cursor);
        if (result)
            return result == LOG_END ? LOG_OK : result;
        FrameHeader header;
        FrameFault fault = reader_header(&cursor->reader, &cursor->place, cursor->limit, &header);
        if (fault)
            return cursor_fault(cursor, fault);
        if (header.first_sequence + header.told_count > sequence)
            return LOG_OK;
        frame_pass(&header, &cursor->place);
    }
}

LogResult log_read_sequence(PvLog *log, uint64_t sequence, LogCursor **out)
{
    *out = NULL;
    if (sequence > log_end(log).next_sequence)
        return LOG_END;
    if (sequence <= 1)
        return log_read_from(log, log_start(log), out);
    LogCursor *cursor = cursor_make(log, &(LogPlace){0});
    cursor->place = place_before(log, sequence);
    LogResult result = skip_to(cursor, sequence);
    if (result)
        log_cursor_close(&cursor);
    *out = cursor;
    return result;
}

LogResult log_next(LogCursor *cursor, LogFrame *frame)
{
    LogResult result = find_frame(cursor);
    if (result)
        return result;
    FrameHeader header;
    const uint8_t *body;
    FrameFault fault = reader_frame(&cursor->reader, &cursor->place, cursor->limit, &header, &body);
    if (fault)
        return cursor_fault(cursor, fault);
    if (header.record_count > cursor->record_room) {
        free(cursor->records);
        cursor->record_room = header.record_count;
        cursor->records = malloc(cursor->record_room * sizeof *cursor->records);
        pv_require(cursor->records, "out of memory");
    }
    fault = frame_get_records(&header, body, cursor->records);
    if (fault)
        return cursor_fault(cursor, fault);
    frame_pass(&header, &cursor->place);
    *frame = (LogFrame){
        .epoch = header.epoch,
        .first_sequence = header.first_sequence,
        .told_count = header.told_count,
        .record_count = header.record_count,
        .records = cursor->records,
        .after = cursor->place,
    };
    return LOG_OK;
}

/* The bytes behind the cursor's place and skip bytes more, as they lie in the file that is open. */
static LogResult read_piece(LogCursor *cursor, uint64_t skip, uint8_t *bytes, size_t room, LogPiece *piece)
{
    uint64_t left = cursor->limit - cursor->place.offset;
    if (skip >= left)
        return log_fail(cursor->log, LOG_DAMAGED, "log-%08u.segment has no frame of over %llu bytes at byte %llu",
                        cursor->place.segment, (unsigned long long)skip, (unsigned long long)cursor->place.offset);
    piece->size_bytes = left - skip < room ? (size_t)(left - skip) : room;
    const uint8_t *view = reader_view(&cursor->reader, cursor->place.offset + skip, piece->size_bytes, cursor->limit);
    if (!view)
        return cursor_fault(cursor, FRAME_UNREADABLE);
    memcpy(bytes, view, piece->size_bytes);
    return LOG_OK;
}

LogResult log_read_piece(PvLog *log, LogPlace place, uint64_t skip, uint8_t *bytes, size_t room, LogPiece *piece)
{
    *piece = (LogPiece){.place = place, .end = log_end(log)};
    if (place.segment < 1 || place.segment > piece->end.segment)
        return LOG_OK;
    LogCursor *cursor = cursor_make(log, &place);
    LogResult result = find_place(cursor);
    piece->known = !cursor->lost;
    if (!result)
        result = find_frame(cursor);
    piece->place = cursor->place;
    if (!result)
        result = read_piece(cursor, skip, bytes, room, piece);
    log_cursor_close(&cursor);
    return piece->known ? result : LOG_OK;
}
