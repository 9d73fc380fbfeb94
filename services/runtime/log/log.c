/* Opening and closing the log, and what it says of itself. Recovery, appending, reading and rewriting are
 * beside. */
#include "runtime/limits.h"
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENT_LEAST_BYTES 1024

static PvLog *log_make(const LogOptions *options)
{
    PvLog *log = calloc(1, sizeof *log);
    pv_require(log, "out of memory");
    log->platform = options->platform;
    log->folder = strdup(options->folder);
    pv_require(log->folder, "out of memory");
    log->segment_bytes = options->segment_bytes ? options->segment_bytes : PV_SEGMENT_BYTES;
    pv_require(log->segment_bytes >= SEGMENT_LEAST_BYTES && log->segment_bytes % FRAME_ALIGNMENT == 0,
               "a segment size of %llu bytes", (unsigned long long)log->segment_bytes);
    uint64_t half = log->segment_bytes / 2 & ~(uint64_t)(FRAME_ALIGNMENT - 1);
    log->frame_limit = half < LOG_FRAME_LIMIT_BYTES ? half : LOG_FRAME_LIMIT_BYTES;
    log->epoch = options->epoch;
    log->read_only = options->read_only;
    log->copied = options->copied;
    log->at_rest = options->at_rest || !options->read_only;
    log->prepared_elsewhere = options->prepared_elsewhere;
    pthread_mutex_init(&log->lock, NULL);
    pthread_mutex_init(&log->making, NULL);
    return log;
}

static LogResult take_folder(PvLog *log)
{
    const PvPlatform *platform = log->platform;
    if (platform->folder_make(platform->context, log->folder) != 0)
        return log_break(log, "making the folder", log->folder);
    char path[LOG_PATH_BYTES];
    int length = snprintf(path, sizeof path, "%s/lock", log->folder);
    pv_require(length > 0 && length < (int)sizeof path - 64, "the path of the log is too long");
    log->lock_file = platform->file_open(platform->context, path, true, true);
    if (!log->lock_file)
        return log_break(log, "opening", path);
    if (platform->file_lock(platform->context, log->lock_file) == 0)
        return LOG_OK;
    if (errno == EAGAIN || errno == EACCES)
        return log_fail(log, LOG_IN_USE, "another process holds the log in %s", log->folder);
    return log_break(log, "locking", path);
}

LogResult log_open(PvLog **out, const LogOptions *options, char *error)
{
    *out = NULL;
    PvLog *log = log_make(options);
    LogResult result = log->read_only ? LOG_OK : take_folder(log);
    if (!result)
        result = log_recover(log);
    if (result) {
        log_error(log, error);
        log_close(&log);
        return result;
    }
    *out = log;
    return LOG_OK;
}

void log_close(PvLog **out)
{
    PvLog *log = *out;
    if (!log)
        return;
    pv_require(atomic_load(&log->cursors_open) == 0, "the log is closed while a cursor reads it");
    PvFile *files[] = {log->file, log->next, log->preparing, log->lock_file};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            log->platform->file_close(log->platform->context, files[i]);
    pthread_mutex_destroy(&log->lock);
    pthread_mutex_destroy(&log->making);
    index_clear(&log->index);
    free(log->segments);
    free(log->batch);
    free(log->folder);
    free(log);
    *out = NULL;
}

void log_hold(const PvLog *log)
{
    pthread_mutex_lock((pthread_mutex_t *)&log->lock);
}

void log_release(const PvLog *log)
{
    pthread_mutex_unlock((pthread_mutex_t *)&log->lock);
}

LogResult log_fail(PvLog *log, LogResult result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_hold(log);
    vsnprintf(log->error, sizeof log->error, format, arguments);
    log_release(log);
    va_end(arguments);
    return result;
}

LogResult log_break(PvLog *log, const char *what, const char *path)
{
    log->failed = true;
    return log_fail(log, LOG_FAILED, "%s %s: %s", what, path, strerror(errno));
}

bool log_is_out_of_room(void)
{
    return errno == ENOSPC || errno == EDQUOT;
}

void log_error(const PvLog *log, char error[256])
{
    log_hold(log);
    memcpy(error, log->error, sizeof log->error);
    log_release(log);
}

LogSegment *log_last_segment(PvLog *log)
{
    return &log->segments[log->segment_count - 1];
}

void log_add_segment(PvLog *log, const LogSegment *segment)
{
    if (log->segment_count == log->segment_room) {
        log->segment_room = log->segment_room ? log->segment_room * 2 : 16;
        log->segments = realloc(log->segments, log->segment_room * sizeof *log->segments);
        pv_require(log->segments, "out of memory");
    }
    log->segments[log->segment_count++] = *segment;
    pv_require(segment->start.segment == log->segment_count, "segments are added in order");
}

uint64_t log_epoch(const PvLog *log)
{
    return log->epoch;
}

void log_set_epoch(PvLog *log, uint64_t epoch)
{
    pv_require(!log->sealed, "the epoch changes between batches");
    log->epoch = epoch;
}

uint64_t log_head(const PvLog *log)
{
    return atomic_load(&log->head);
}

LogPlace log_end(const PvLog *log)
{
    log_hold(log);
    LogPlace end = log->end;
    log_release(log);
    return end;
}

LogPlace log_start(const PvLog *log)
{
    log_hold(log);
    LogPlace start = log->segments[0].start;
    log_release(log);
    return start;
}

LogFigures log_figures(const PvLog *log)
{
    LogFigures figures = {
        .frames_appended = atomic_load(&log->frames_appended),
        .flushes = atomic_load(&log->flushes),
        .dropped_bytes = log->dropped_bytes,
    };
    log_hold(log);
    figures.segments = log->segment_count;
    figures.size_bytes = log->spare_bytes;
    for (uint32_t i = 0; i < log->segment_count; i++)
        figures.size_bytes += log->segments[i].size_bytes;
    log_release(log);
    return figures;
}
