/* Recovery: finds the segments on disk, trusts the index files of sealed ones, walks the last one whole, and
 * drops a torn last frame so that it can never come back. Nothing is changed before everything was looked at.
 */
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UNFINISHED_LIMIT 16

typedef struct Found {
    uint32_t highest;
    uint32_t count;
    char unfinished[UNFINISHED_LIMIT][64]; /* files that were never given their name */
    size_t unfinished_count;
} Found;

typedef struct Recovery {
    PvLog *log;
    SegmentReader reader;
    uint32_t file_count; /* segment files */
    uint32_t last;       /* the one that holds the last frame */
    bool trust_indexes;
    LogPlace last_frame; /* place before the last frame of the last segment */
    SegmentTail tail;    /* of the last segment */
    SegmentTail next_tail;
} Recovery;

static void see_name(void *seen, const char *name)
{
    Found *found = seen;
    uint32_t number = segment_number(name, LOG_SEGMENT_SUFFIX);
    if (number > 0) {
        found->count++;
        found->highest = number > found->highest ? number : found->highest;
    }
    bool unfinished = segment_number(name, LOG_PREPARING_SUFFIX) ||
                      segment_number(name, LOG_REWRITING_SUFFIX) || segment_number(name, LOG_WRITING_SUFFIX);
    if (unfinished && found->unfinished_count < UNFINISHED_LIMIT &&
        strlen(name) < sizeof found->unfinished[0])
        strcpy(found->unfinished[found->unfinished_count++], name);
}

static LogResult look_into_folder(PvLog *log, Found *found)
{
    const PvPlatform *platform = log->platform;
    if (platform->folder_list(platform->context, log->folder, see_name, found) != 0)
        return log_break(log, "listing", log->folder);
    if (found->count != found->highest)
        return log_fail(log, LOG_DAMAGED,
                        "%s holds %u segments, yet the last one is number %u: some are missing", log->folder,
                        found->count, found->highest);
    for (size_t i = 0; !log->read_only && i < found->unfinished_count; i++) {
        char path[LOG_PATH_BYTES + 64];
        strcpy(path, log->folder);
        strcat(strcat(path, "/"), found->unfinished[i]);
        if (platform->file_remove(platform->context, path) != 0)
            return log_break(log, "removing", path);
    }
    return LOG_OK;
}

static LogResult damaged(PvLog *log, const LogPlace *place, const char *what)
{
    return log_fail(log, LOG_DAMAGED, "log-%08u.segment at byte %llu: %s", place->segment,
                    (unsigned long long)place->offset, what);
}

static LogResult open_segment(Recovery *recovery, uint32_t number, uint64_t *size_bytes)
{
    PvLog *log = recovery->log;
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, number, LOG_SEGMENT_SUFFIX, path);
    if (!reader_open(&recovery->reader, log->platform, path))
        return log_break(log, "opening", path);
    if (log->platform->file_size(log->platform->context, recovery->reader.file, size_bytes) != 0)
        return log_break(log, "measuring", path);
    return LOG_OK;
}

/* Finds the last segment that begins with a frame; those behind it must hold none at all. */
static LogResult find_last(Recovery *recovery)
{
    PvLog *log = recovery->log;
    for (recovery->last = recovery->file_count; recovery->last > 1; recovery->last--) {
        uint64_t size_bytes;
        LogResult result = open_segment(recovery, recovery->last, &size_bytes);
        if (result)
            return result;
        LogPlace start = {.segment = recovery->last};
        FrameHeader header;
        FrameFault fault = reader_header(&recovery->reader, &start, size_bytes, &header);
        if (fault == FRAME_UNREADABLE)
            return damaged(log, &start, frame_fault_text(fault));
        if (fault != FRAME_EMPTY && fault != FRAME_BAD_HEADER)
            break;
        if (!log->at_rest)
            continue;
        SegmentTail tail = segment_tail(&recovery->reader, &start, size_bytes);
        if (tail.unreadable || tail.later_frame)
            return damaged(log, &start, frame_fault_text(tail.unreadable ? FRAME_UNREADABLE : fault));
        recovery->next_tail = tail;
    }
    return LOG_OK;
}

/* A sealed segment is whole frames and then zeros. */
static LogResult walk_sealed(Recovery *recovery, LogSegment *segment)
{
    PvLog *log = recovery->log;
    LogIndex index = {0};
    LogPlace last;
    FrameFault fault = segment_walk(&recovery->reader, segment, &index, &last);
    SegmentTail tail = {0};
    if (fault == FRAME_EMPTY || fault == FRAME_BAD_HEADER)
        tail = segment_tail(&recovery->reader, &segment->end, segment->size_bytes);
    LogResult result = LOG_OK;
    if ((fault != FRAME_EMPTY && fault != FRAME_BAD_HEADER) || tail.dirty_end || tail.unreadable)
        result = damaged(log, &segment->end, frame_fault_text(tail.unreadable ? FRAME_UNREADABLE : fault));
    else if (segment->frames == 0)
        result = damaged(log, &segment->end, "the segment holds no frame, yet a later one does");
    else if (!log->read_only)
        index_write(log->platform, log->folder, segment, &index);
    index_clear(&index);
    return result;
}

static LogResult add_sealed(Recovery *recovery, uint32_t number)
{
    PvLog *log = recovery->log;
    const LogSegment *before = number > 1 ? log_last_segment(log) : NULL;
    LogSegment segment = {0};
    LogPlace start = {.segment = number, .next_sequence = 1};
    if (before) {
        start.chain = before->end.chain;
        start.next_sequence = before->end.next_sequence;
    }
    uint64_t size_bytes;
    LogResult result = open_segment(recovery, number, &size_bytes);
    if (result)
        return result;
    bool known = recovery->trust_indexes && index_read(log->platform, log->folder, number, &segment, NULL) &&
                 segment.start.chain == start.chain && segment.start.next_sequence == start.next_sequence;
    segment.size_bytes = size_bytes;
    if (known && segment.end.offset > size_bytes)
        return damaged(log, &segment.end, "the file is shorter than it was");
    if (!known) {
        segment.start = start;
        segment.epoch = before ? before->epoch : log->epoch;
        result = walk_sealed(recovery, &segment);
    }
    if (!result)
        log_add_segment(log, &segment);
    return result;
}

static LogResult add_last(Recovery *recovery)
{
    PvLog *log = recovery->log;
    LogSegment segment = {.start = {.segment = recovery->last, .next_sequence = 1}, .epoch = log->epoch};
    if (recovery->last > 1) {
        const LogSegment *before = log_last_segment(log);
        segment.start.chain = before->end.chain;
        segment.start.next_sequence = before->end.next_sequence;
        segment.epoch = before->epoch;
    }
    LogResult result = open_segment(recovery, recovery->last, &segment.size_bytes);
    if (result)
        return result;
    FrameFault fault = segment_walk(&recovery->reader, &segment, &log->index, &recovery->last_frame);
    if (fault == FRAME_BAD_CHAIN || (fault == FRAME_BAD_SIZE && !log->copied)) /* whole headers: no torn write leaves them */
        return damaged(log, &segment.end, frame_fault_text(fault));
    if (fault != FRAME_UNREADABLE && log->at_rest) /* else its writer may be writing the next frame now */
        recovery->tail = segment_tail(&recovery->reader, &segment.end, segment.size_bytes);
    if (fault == FRAME_UNREADABLE || recovery->tail.unreadable)
        return damaged(log, &segment.end, frame_fault_text(FRAME_UNREADABLE));
    if (recovery->tail.later_frame)
        return log_fail(log, LOG_DAMAGED,
                        "log-%08u.segment at byte %llu: %s, and a whole frame follows at byte %llu",
                        recovery->last, (unsigned long long)segment.end.offset, frame_fault_text(fault),
                        (unsigned long long)recovery->tail.later_frame);
    log_add_segment(log, &segment);
    return LOG_OK;
}

static LogResult add_all(Recovery *recovery, bool trust_indexes)
{
    PvLog *log = recovery->log;
    recovery->trust_indexes = trust_indexes;
    log->segment_count = 0;
    LogResult result = LOG_OK;
    for (uint32_t number = 1; !result && number < recovery->last; number++)
        result = add_sealed(recovery, number);
    return result ? result : add_last(recovery);
}

static LogResult write_zeros(PvLog *log, PvFile *file, uint64_t offset, uint64_t end, const char *path)
{
    static const uint8_t zeros[4096];
    while (offset < end) {
        size_t size = end - offset < sizeof zeros ? (size_t)(end - offset) : sizeof zeros;
        if (log->platform->file_write(log->platform->context, file, offset, zeros, size) != 0)
            return log_break(log, "writing", path);
        offset += size;
    }
    return LOG_OK;
}

/* The process before may have died between write and flush, or because of a flush that failed, after which
 * the kernel may take the pages for clean: the last frame is written again, so that what is served is
 * durable. */
static LogResult settle_last(Recovery *recovery)
{
    PvLog *log = recovery->log;
    const PvPlatform *platform = log->platform;
    const LogSegment *last = log_last_segment(log);
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, recovery->last, LOG_SEGMENT_SUFFIX, path);
    if (index_remove(platform, log->folder, recovery->last) != 0)
        return log_break(log, "removing the index of", path);
    log->file = platform->file_open(platform->context, path, false, true);
    if (!log->file)
        return log_break(log, "opening", path);
    LogResult result = write_zeros(log, log->file, last->end.offset, recovery->tail.dirty_end, path);
    if (result)
        return result;
    uint64_t size = last->end.offset - recovery->last_frame.offset;
    if (size > 0) {
        const uint8_t *bytes =
            reader_view(&recovery->reader, recovery->last_frame.offset, size, last->end.offset);
        if (!bytes)
            return log_break(log, "reading", path);
        if (platform->file_write(platform->context, log->file, recovery->last_frame.offset, bytes, size) != 0)
            return log_break(log, "writing", path);
    }
    if (platform->file_flush(platform->context, log->file) != 0)
        return log_break(log, "flushing", path);
    if (recovery->tail.dirty_end)
        log->dropped_bytes += recovery->tail.dirty_end - last->end.offset;
    return LOG_OK;
}

/* The segment made ahead is kept if it is the next one and of the size that is wanted now. */
static LogResult settle_spare(Recovery *recovery)
{
    PvLog *log = recovery->log;
    const PvPlatform *platform = log->platform;
    for (uint32_t number = recovery->file_count; number > recovery->last; number--) {
        char path[LOG_PATH_BYTES];
        segment_path(log->folder, number, LOG_SEGMENT_SUFFIX, path);
        PvFile *file = platform->file_open(platform->context, path, false, true);
        uint64_t size_bytes;
        if (!file || platform->file_size(platform->context, file, &size_bytes) != 0) {
            if (file)
                platform->file_close(platform->context, file);
            return log_break(log, "opening", path);
        }
        if (number == recovery->last + 1 && size_bytes == log->segment_bytes) {
            log->next = file;
            log->next_bytes = log->spare_bytes = size_bytes;
            log->dropped_bytes += recovery->next_tail.dirty_end;
            LogResult result = write_zeros(log, file, 0, recovery->next_tail.dirty_end, path);
            if (!result && platform->file_flush(platform->context, file) != 0)
                result = log_break(log, "flushing", path);
            return result;
        }
        platform->file_close(platform->context, file);
        if (index_remove(platform, log->folder, number) != 0 ||
            platform->file_remove(platform->context, path) != 0)
            return log_break(log, "removing", path);
    }
    return LOG_OK;
}

/* What a writer would drop. */
static void note_rest(Recovery *recovery)
{
    PvLog *log = recovery->log;
    const LogSegment *last = log_last_segment(log);
    log->dropped_bytes = recovery->next_tail.dirty_end;
    if (recovery->tail.dirty_end)
        log->dropped_bytes += recovery->tail.dirty_end - last->end.offset;
}

static LogResult make_first(PvLog *log)
{
    LogResult result = log_prepare(log, UINT64_MAX);
    if (result)
        return result;
    log->file = log->next;
    log->next = NULL;
    LogSegment first = {
        .size_bytes = log->next_bytes,
        .start = {.segment = 1, .next_sequence = 1},
        .end = {.segment = 1, .next_sequence = 1},
        .epoch = log->epoch,
    };
    log->next_bytes = 0;
    log->spare_bytes = 0;
    log_add_segment(log, &first);
    return LOG_OK;
}

LogResult log_recover(PvLog *log)
{
    Found found = {0};
    LogResult result = look_into_folder(log, &found);
    if (result)
        return result;
    if (found.count == 0 && log->read_only) {
        result = log_fail(log, LOG_FAILED, "%s holds no log", log->folder);
    } else if (found.count == 0) {
        result = make_first(log);
    } else {
        Recovery recovery = {.log = log, .file_count = found.count};
        result = find_last(&recovery);
        if (!result) {
            result = add_all(&recovery, true);
            /* An index of another time would make good segments look wrong: look again without. */
            if (result == LOG_DAMAGED && recovery.last > 1)
                result = add_all(&recovery, false);
        }
        if (!result && log->read_only)
            note_rest(&recovery);
        if (!result && !log->read_only)
            result = settle_last(&recovery);
        if (!result && !log->read_only)
            result = settle_spare(&recovery);
        reader_close(&recovery.reader);
    }
    if (result)
        return result;
    const LogSegment *last = log_last_segment(log);
    log->place = log->end = last->end;
    log->epoch = last->epoch;
    log->error[0] = '\0';
    atomic_store(&log->head, log->end.next_sequence - 1);
    return LOG_OK;
}
