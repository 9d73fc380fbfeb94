/* Rewriting sealed segments, for erasure: a segment in which something changes is written anew beside the old
 * one and renamed over it, so that it is old or new. Readers that have the old file open go on with it to its
 * end. */
#include "runtime/log/crc32c.h"
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COPY_BYTES (1u << 20)

typedef struct Rewrite {
    PvLog *log;
    LogChange *change;
    void *context;
    LogSegment old;
    LogSegment made;
    LogPlace place; /* in the old segment */
    SegmentReader reader;
    PvFile *file; /* the new one, NULL while nothing has changed */
    char temporary[LOG_PATH_BYTES];
    LogIndex index;
    LogRecord *records;
    size_t record_room;
    uint8_t *frame; /* as it is to be written */
    size_t frame_room;
} Rewrite;

static LogResult write_failed(Rewrite *rewrite)
{
    if (!log_is_out_of_room())
        return log_break(rewrite->log, "writing", rewrite->temporary);
    return log_fail(rewrite->log, LOG_FULL, "no room to rewrite a segment, %s: %s", rewrite->temporary,
                    strerror(errno));
}

static LogResult frame_fault(Rewrite *rewrite, FrameFault fault)
{
    return log_fail(rewrite->log, fault == FRAME_UNREADABLE ? LOG_FAILED : LOG_DAMAGED,
                    "log-%08u.segment at byte %llu: %s", rewrite->place.segment,
                    (unsigned long long)rewrite->place.offset, frame_fault_text(fault));
}

static void make_frame_room(Rewrite *rewrite, size_t needed)
{
    if (needed <= rewrite->frame_room)
        return;
    size_t room = needed * 2;
    rewrite->frame = realloc(rewrite->frame, room);
    pv_require(rewrite->frame, "out of memory");
    rewrite->frame_room = room;
}

static size_t put_record(Rewrite *rewrite, size_t at, LogRecordKind kind, const uint8_t *bytes, uint32_t size)
{
    make_frame_room(rewrite, at + FRAME_RECORD_HEAD_BYTES + size + FRAME_ALIGNMENT);
    frame_put_record_head(rewrite->frame + at, kind, size);
    if (size > 0)
        memcpy(rewrite->frame + at + FRAME_RECORD_HEAD_BYTES, bytes, size);
    return at + FRAME_RECORD_HEAD_BYTES + size;
}

/* Builds the frame as it is to be after the change, except for its header; true if something changed. */
static bool change_frame(Rewrite *rewrite, FrameHeader *header)
{
    bool changed = false;
    size_t at = FRAME_HEADER_BYTES;
    make_frame_room(rewrite, at + FRAME_ALIGNMENT);
    for (uint32_t i = 0; i < header->record_count; i++) {
        const LogRecord *record = &rewrite->records[i];
        const uint8_t *bytes = record->bytes;
        uint32_t size = record->size_bytes;
        if (rewrite->change(rewrite->context, record, &bytes, &size)) {
            changed = true;
            at = put_record(rewrite, at, record->kind, bytes, size);
        } else {
            at = put_record(rewrite, at, record->kind, record->bytes, record->size_bytes);
        }
    }
    while (at % FRAME_ALIGNMENT)
        rewrite->frame[at++] = 0;
    header->body_bytes = (uint32_t)(at - FRAME_HEADER_BYTES);
    if (changed) {
        header->body_crc = crc32c(0, rewrite->frame + FRAME_HEADER_BYTES, header->body_bytes);
        header->flags |= FRAME_REWRITTEN;
    }
    return changed;
}

/* Makes the new file and copies everything before the first change: offsets are the same there. */
static LogResult begin_file(Rewrite *rewrite)
{
    const PvPlatform *platform = rewrite->log->platform;
    rewrite->file = platform->file_open(platform->context, rewrite->temporary, true, true);
    if (!rewrite->file)
        return write_failed(rewrite);
    SegmentReader copy = {0};
    char path[LOG_PATH_BYTES];
    segment_path(rewrite->log->folder, rewrite->place.segment, LOG_SEGMENT_SUFFIX, path);
    if (!reader_open(&copy, platform, path))
        return log_break(rewrite->log, "opening", path);
    LogResult result = LOG_OK;
    for (uint64_t offset = 0; !result && offset < rewrite->place.offset;) {
        uint64_t size = rewrite->place.offset - offset;
        size = size < COPY_BYTES ? size : COPY_BYTES;
        const uint8_t *bytes = reader_view(&copy, offset, size, rewrite->place.offset);
        if (!bytes)
            result = log_break(rewrite->log, "reading", path);
        else if (platform->file_write(platform->context, rewrite->file, offset, bytes, size) != 0)
            result = write_failed(rewrite);
        offset += size;
    }
    reader_close(&copy);
    return result;
}

static LogResult read_frame(Rewrite *rewrite, FrameHeader *header)
{
    const uint8_t *body;
    FrameFault fault =
        reader_frame(&rewrite->reader, &rewrite->place, rewrite->old.end.offset, header, &body);
    if (fault)
        return frame_fault(rewrite, fault);
    if (header->record_count > rewrite->record_room) {
        free(rewrite->records);
        rewrite->record_room = header->record_count;
        rewrite->records = malloc(rewrite->record_room * sizeof *rewrite->records);
        pv_require(rewrite->records, "out of memory");
    }
    fault = frame_get_records(header, body, rewrite->records);
    return fault ? frame_fault(rewrite, fault) : LOG_OK;
}

static LogResult rewrite_frame(Rewrite *rewrite)
{
    const PvPlatform *platform = rewrite->log->platform;
    FrameHeader header;
    LogResult result = read_frame(rewrite, &header);
    if (result)
        return result;
    FrameHeader made = header;
    bool changed = change_frame(rewrite, &made);
    if (changed && !rewrite->file)
        result = begin_file(rewrite);
    if (result)
        return result;
    LogPlace *end = &rewrite->made.end;
    made.offset = end->offset;
    frame_put_header(&made, rewrite->frame);
    if (rewrite->file && platform->file_write(platform->context, rewrite->file, end->offset, rewrite->frame,
                                              frame_bytes(&made)) != 0)
        return write_failed(rewrite);
    index_note(&rewrite->index, end);
    frame_pass(&made, end);
    frame_pass(&header, &rewrite->place);
    return LOG_OK;
}

/* The index goes first: beside the new segment the old one's would lie. */
static LogResult exchange(Rewrite *rewrite)
{
    PvLog *log = rewrite->log;
    const PvPlatform *platform = log->platform;
    uint32_t number = rewrite->made.start.segment;
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, number, LOG_SEGMENT_SUFFIX, path);
    if (platform->file_flush(platform->context, rewrite->file) != 0)
        return write_failed(rewrite);
    if (index_remove(platform, log->folder, number) != 0)
        return log_break(log, "removing the index of", path);
    rewrite->made.size_bytes = rewrite->made.end.offset;
    rewrite->made.rewrites++;
    log_hold(log);
    bool renamed = platform->file_rename(platform->context, rewrite->temporary, path) == 0;
    if (renamed) {
        log->segments[number - 1] = rewrite->made;
        if (log->end.segment == number)
            log->end = rewrite->made.end;
    }
    log_release(log);
    if (!renamed)
        return log_break(log, "renaming", rewrite->temporary);
    index_write(platform, log->folder, &rewrite->made, &rewrite->index);
    return LOG_OK;
}

static LogResult rewrite_segment(PvLog *log, uint32_t number, LogChange *change, void *context)
{
    const PvPlatform *platform = log->platform;
    Rewrite rewrite = {.log = log, .change = change, .context = context, .old = log->segments[number - 1]};
    rewrite.made = rewrite.old;
    rewrite.made.end = rewrite.place = rewrite.old.start;
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, number, LOG_SEGMENT_SUFFIX, path);
    segment_path(log->folder, number, LOG_REWRITING_SUFFIX, rewrite.temporary);

    LogResult result = LOG_OK;
    if (!reader_open(&rewrite.reader, platform, path))
        result = log_break(log, "opening", path);
    while (!result && rewrite.place.offset < rewrite.old.end.offset)
        result = rewrite_frame(&rewrite);
    if (!result && rewrite.file)
        result = exchange(&rewrite);

    if (rewrite.file)
        platform->file_close(platform->context, rewrite.file);
    if (rewrite.file && result)
        platform->file_remove(platform->context, rewrite.temporary);
    reader_close(&rewrite.reader);
    index_clear(&rewrite.index);
    free(rewrite.records);
    free(rewrite.frame);
    return result;
}

LogResult log_rewrite(PvLog *log, LogChange *change, void *context)
{
    pv_require(!log->read_only, "a log that was opened for reading");
    pv_require(!log->sealed && (!log->batch_open || log->record_count == 0), "a rewrite inside a batch");
    log->batch_open = false;
    if (log->failed)
        return LOG_FAILED;
    LogResult result = LOG_OK;
    if (log_last_segment(log)->frames > 0) {
        if (!log->next)
            result = log_prepare(log, UINT64_MAX);
        if (!result)
            result = log_roll(log);
    }
    uint32_t sealed = log->segment_count - 1;
    for (uint32_t number = 1; !result && number <= sealed; number++)
        result = rewrite_segment(log, number, change, context);
    return result;
}
