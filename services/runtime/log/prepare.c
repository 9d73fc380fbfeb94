/* Making segment files: the next one is written full of zeros, a little with each batch, under a name that
 * recovery does not look at, and renamed when it is whole. So a full disk is met before anything is decided.
 */
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <string.h>

#define ZEROS_BYTES (256u << 10)
#define PREPARE_PIECE_BYTES (1u << 20)

static uint8_t zeros[ZEROS_BYTES];

static void note_spare(PvLog *log)
{
    log_hold(log);
    log->spare_bytes = log->next_bytes + log->prepared_bytes;
    log_release(log);
}

/* Gives up what was made so far: after a failed flush nobody knows which of its blocks exist. */
static void start_over(PvLog *log, const char *path)
{
    log->platform->file_close(log->platform->context, log->preparing);
    log->platform->file_remove(log->platform->context, path);
    log->preparing = NULL;
    log->prepared_bytes = 0;
}

static LogResult no_room(PvLog *log, const char *path)
{
    return log_fail(log, LOG_FULL, "no room for the next segment of the log, %s: %s", path, strerror(errno));
}

static LogResult fill(PvLog *log, const char *path, uint64_t budget_bytes)
{
    const PvPlatform *platform = log->platform;
    while (budget_bytes > 0 && log->prepared_bytes < log->segment_bytes) {
        uint64_t size = log->segment_bytes - log->prepared_bytes;
        size = size < ZEROS_BYTES ? size : ZEROS_BYTES;
        size = size < budget_bytes ? size : budget_bytes;
        if (platform->file_write(platform->context, log->preparing, log->prepared_bytes, zeros, size) != 0)
            return log_is_out_of_room() ? no_room(log, path) : log_break(log, "writing", path);
        log->prepared_bytes += size;
        budget_bytes -= size;
    }
    if (platform->file_flush(platform->context, log->preparing) == 0)
        return LOG_OK;
    if (!log_is_out_of_room())
        return log_break(log, "flushing", path);
    LogResult result = no_room(log, path);
    start_over(log, path);
    return result;
}

static LogResult make_some(PvLog *log, uint64_t budget_bytes)
{
    const PvPlatform *platform = log->platform;
    uint32_t number = log->segment_count + 1;
    char temporary[LOG_PATH_BYTES];
    char path[LOG_PATH_BYTES];
    segment_path(log->folder, number, LOG_PREPARING_SUFFIX, temporary);
    segment_path(log->folder, number, LOG_SEGMENT_SUFFIX, path);

    if (!log->preparing)
        log->preparing = platform->file_open(platform->context, temporary, true, true);
    if (!log->preparing)
        return log_is_out_of_room() ? no_room(log, temporary) : log_break(log, "opening", temporary);
    LogResult result = fill(log, temporary, budget_bytes);
    if (!result && log->prepared_bytes == log->segment_bytes) {
        if (platform->file_rename(platform->context, temporary, path) != 0)
            return log_is_out_of_room() ? no_room(log, path) : log_break(log, "renaming", temporary);
        PvFile *made = log->preparing;
        log->next_bytes = log->prepared_bytes;
        log->preparing = NULL;
        log->prepared_bytes = 0;
        log->next = made;
    }
    note_spare(log);
    return result;
}

LogResult log_prepare(PvLog *log, uint64_t budget_bytes)
{
    pthread_mutex_lock(&log->making);
    LogResult result = log->next ? LOG_OK : make_some(log, budget_bytes);
    pthread_mutex_unlock(&log->making);
    return result;
}

static bool is_half_full(PvLog *log)
{
    log_hold(log);
    const LogSegment *last = log_last_segment(log);
    bool half = log->end.offset > last->size_bytes / 2;
    log_release(log);
    return half;
}

LogResult log_prepare_ahead(PvLog *log)
{
    if (log->failed)
        return LOG_FAILED;
    if (log->next || !is_half_full(log))
        return LOG_OK;
    LogResult result = log_prepare(log, PREPARE_PIECE_BYTES);
    return result || log->next ? result : LOG_END;
}

LogResult log_roll(PvLog *log)
{
    pv_require(log->next && !log->sealed, "the next segment is not ready");
    pthread_mutex_lock(&log->making);
    const LogSegment *last = log_last_segment(log);
    index_write(log->platform, log->folder, last, &log->index);
    log->platform->file_close(log->platform->context, log->file);
    log->file = log->next;
    log->next = NULL;
    log->place.segment++;
    log->place.offset = 0;
    LogSegment made = {
        .size_bytes = log->next_bytes,
        .start = log->place,
        .end = log->place,
        .epoch = last->epoch,
    };
    log->next_bytes = 0;
    log_hold(log);
    log_add_segment(log, &made);
    index_clear(&log->index);
    log_release(log);
    note_spare(log);
    pthread_mutex_unlock(&log->making);
    return LOG_OK;
}
