/* Appending: a batch is gathered in memory, sealed into one frame, flushed, and only then shown to readers.
 */
#include "runtime/log/crc32c.h"
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096
#define BATCH_FIRST_BYTES (256u << 10)
#define PREPARE_LEAST_BYTES (64u << 10)
#define PREPARE_MOST_BYTES (1u << 20)
#define PREPARE_PACE 4 /* zeros made ahead for each byte of a batch */

static uint64_t room_left(PvLog *log)
{
    const LogSegment *last = log_last_segment(log);
    return last->size_bytes > log->place.offset ? last->size_bytes - log->place.offset : 0;
}

/* Keeps the next segment coming. It must be whole when the present one could not take the largest frame;
 * before that a full disk is no reason to refuse. */
static LogResult prepare_ahead(PvLog *log)
{
    if (log->next)
        return LOG_OK;
    uint64_t room = room_left(log);
    if (room < log->frame_limit + FRAME_ALIGNMENT)
        return log_prepare(log, UINT64_MAX);
    if (log->prepared_elsewhere || room > log_last_segment(log)->size_bytes / 2)
        return LOG_OK;
    uint64_t slice = log->batch_bytes * PREPARE_PACE & ~(uint64_t)(PAGE_BYTES - 1); /* of the batch before */
    slice = slice < PREPARE_LEAST_BYTES ? PREPARE_LEAST_BYTES : slice;
    slice = slice > PREPARE_MOST_BYTES ? PREPARE_MOST_BYTES : slice;
    LogResult result = log_prepare(log, slice);
    return result == LOG_FULL ? LOG_OK : result;
}

LogResult log_begin(PvLog *log)
{
    pv_require(!log->sealed || log->failed, "a sealed frame was not flushed");
    pv_require(!log->read_only, "a log that was opened for reading");
    if (log->failed)
        return LOG_FAILED;
    log->batch_open = false;
    LogResult result = prepare_ahead(log);
    if (result)
        return result;
    log->batch_bytes = FRAME_HEADER_BYTES;
    log->record_count = 0;
    log->told_count = 0;
    log->batch_open = true;
    return LOG_OK;
}

/* Room for more bytes and for the zeros up to the next page. */
static void make_room(PvLog *log, size_t more)
{
    size_t needed = log->batch_bytes + more + FRAME_ALIGNMENT + PAGE_BYTES;
    if (needed <= log->batch_room)
        return;
    size_t room = log->batch_room ? log->batch_room : BATCH_FIRST_BYTES;
    while (room < needed)
        room *= 2;
    log->batch = realloc(log->batch, room);
    pv_require(log->batch, "out of memory");
    log->batch_room = room;
}

uint8_t *log_reserve(PvLog *log, LogRecordKind kind, size_t size_bytes)
{
    pv_require(log->batch_open, "a record outside a batch");
    pv_require(size_bytes <= FRAME_RECORD_LIMIT_BYTES, "a record of %zu bytes", size_bytes);
    make_room(log, FRAME_RECORD_HEAD_BYTES + size_bytes);
    uint8_t *at = log->batch + log->batch_bytes;
    frame_put_record_head(at, kind, (uint32_t)size_bytes);
    log->batch_bytes += FRAME_RECORD_HEAD_BYTES + size_bytes;
    log->record_count++;
    log->told_count += kind == LOG_TOLD;
    return at + FRAME_RECORD_HEAD_BYTES;
}

void log_add(PvLog *log, LogRecordKind kind, const void *bytes, size_t size_bytes)
{
    uint8_t *at = log_reserve(log, kind, size_bytes);
    if (size_bytes > 0)
        memcpy(at, bytes, size_bytes);
}

size_t log_mark(const PvLog *log)
{
    pv_require(log->batch_open, "a mark outside a batch");
    return log->batch_bytes - FRAME_HEADER_BYTES;
}

void log_rewind(PvLog *log, size_t mark)
{
    mark += FRAME_HEADER_BYTES;
    pv_require(log->batch_open && mark <= log->batch_bytes, "not a mark");
    for (size_t at = mark; at < log->batch_bytes;) {
        LogRecord record;
        frame_get_record_head(log->batch + at, &record);
        at += FRAME_RECORD_HEAD_BYTES + record.size_bytes;
        pv_require(at <= log->batch_bytes, "not a mark");
        log->record_count--;
        log->told_count -= record.kind == LOG_TOLD;
    }
    log->batch_bytes = mark;
}

size_t log_batch_bytes(const PvLog *log)
{
    return log->batch_open ? log->batch_bytes : 0;
}

size_t log_batch_limit(const PvLog *log)
{
    return log->frame_limit;
}

/* Makes the gathered bytes a frame for log->place and moves the place behind it. */
static void finish_frame(PvLog *log)
{
    make_room(log, 0);
    while (log->batch_bytes % FRAME_ALIGNMENT)
        log->batch[log->batch_bytes++] = 0;
    FrameHeader header = {
        .body_bytes = (uint32_t)(log->batch_bytes - FRAME_HEADER_BYTES),
        .record_count = log->record_count,
        .told_count = log->told_count,
        .epoch = log->epoch,
        .first_sequence = log->place.next_sequence,
        .offset = log->place.offset,
        .segment = log->place.segment,
        .previous = log->place.chain,
    };
    header.body_crc = crc32c(0, log->batch + FRAME_HEADER_BYTES, header.body_bytes);
    header.chain = frame_chain(&header);
    frame_put_header(&header, log->batch);
    log->sealed_end = log->place;
    frame_pass(&header, &log->sealed_end);
}

LogResult log_seal(PvLog *log)
{
    if (log->failed)
        return LOG_FAILED;
    pv_require(log->batch_open, "sealing without a batch");
    log->batch_open = false;
    if (log->record_count == 0)
        return LOG_OK;
    pv_require(log->batch_bytes <= log->frame_limit, "a frame of %zu bytes, over the limit of %zu",
               log->batch_bytes, log->frame_limit);
    if (room_left(log) < log->batch_bytes + FRAME_ALIGNMENT) {
        LogResult result = log_roll(log);
        if (result)
            return result;
    }
    finish_frame(log);
    /* Behind the frame there are zeros already: writing them again up to the page's end saves the kernel from
     * reading the page first. */
    uint64_t written_end = (log->sealed_end.offset + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    uint64_t size_bytes = log_last_segment(log)->size_bytes;
    written_end = written_end > size_bytes ? size_bytes : written_end;
    size_t write_bytes = (size_t)(written_end - log->place.offset);
    memset(log->batch + log->batch_bytes, 0, write_bytes - log->batch_bytes);
    const PvPlatform *platform = log->platform;
    if (platform->file_write(platform->context, log->file, log->place.offset, log->batch, write_bytes) != 0) {
        char path[LOG_PATH_BYTES];
        segment_path(log->folder, log->place.segment, LOG_SEGMENT_SUFFIX, path);
        return log_break(log, "writing", path);
    }
    log->sealed = true;
    return LOG_OK;
}

LogResult log_flush(PvLog *log)
{
    if (log->failed)
        return LOG_FAILED;
    if (!log->sealed)
        return LOG_OK;
    const PvPlatform *platform = log->platform;
    if (platform->file_flush(platform->context, log->file) != 0) {
        char path[LOG_PATH_BYTES];
        segment_path(log->folder, log->place.segment, LOG_SEGMENT_SUFFIX, path);
        return log_break(log, "flushing", path);
    }
    log_hold(log);
    LogSegment *last = log_last_segment(log);
    index_note(&log->index, &log->place);
    last->end = log->sealed_end;
    last->epoch = log->epoch;
    last->frames++;
    log->end = log->sealed_end;
    atomic_store(&log->head, log->end.next_sequence - 1); /* before a reader can meet the frame */
    log_release(log);
    log->place = log->sealed_end;
    log->sealed = false;
    atomic_fetch_add(&log->frames_appended, 1);
    atomic_fetch_add(&log->flushes, 1);
    return LOG_OK;
}
