/* The steps of copying a log: take what follows, go to the next segment with the source, take a segment again. */
#include "cli/follow_copy.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AGAIN_TRIES 5

static CopyResult fail(FrameCopy *copy, CopyResult result, const char *text)
{
    snprintf(copy->error, sizeof copy->error, "%s", text);
    return result;
}

static CopyResult from_source(FrameCopy *copy, SourceResult result)
{
    static const CopyResult results[] = {COPY_MORE, COPY_AWAY, COPY_DAMAGED, COPY_FAILED};
    return result == SOURCE_OK ? COPY_MORE : fail(copy, results[result], source_error(copy->source));
}

static CopyResult from_log(FrameCopy *copy, LogResult result)
{
    if (result == LOG_OK)
        return COPY_MORE;
    CopyResult as = result == LOG_FULL ? COPY_FULL : result == LOG_DAMAGED ? COPY_DAMAGED : COPY_FAILED;
    snprintf(copy->error, sizeof copy->error, "%s: %s", as == COPY_DAMAGED ? "what the source gives is bad" : copy->department,
             log_copy_error(copy->log));
    return as;
}

/* --- marks -------------------------------------------------------------------------------------------------------- */

static LogMarks *mark_of(FrameCopy *copy, uint32_t number)
{
    if (number > copy->mark_count) {
        copy->marks = realloc(copy->marks, number * sizeof *copy->marks);
        pv_require(copy->marks, "out of memory");
        memset(copy->marks + copy->mark_count, 0, (number - copy->mark_count) * sizeof *copy->marks);
        copy->mark_count = number;
    }
    return &copy->marks[number - 1];
}

static void marks_path(const FrameCopy *copy, const char *suffix, char path[COPY_PATH_BYTES + 16])
{
    snprintf(path, COPY_PATH_BYTES + 16, "%s/marks%s", copy->folder, suffix);
}

static void read_marks(FrameCopy *copy)
{
    char path[COPY_PATH_BYTES + 16];
    LogMarks marks;
    marks_path(copy, "", path);
    FILE *file = fopen(path, "re");
    for (uint32_t number = 1; file && fscanf(file, "%" SCNx64 " %" SCNx64, &marks.file, &marks.content) == 2; number++)
        *mark_of(copy, number) = marks;
    if (file)
        fclose(file);
}

/* Written after the segments they are of are durable; without them more is taken again, no more than that. */
static CopyResult write_marks(FrameCopy *copy)
{
    char path[COPY_PATH_BYTES + 16], fresh[COPY_PATH_BYTES + 16];
    marks_path(copy, "", path);
    marks_path(copy, ".new", fresh);
    FILE *file = fopen(fresh, "we");
    for (uint32_t i = 0; file && i < copy->mark_count; i++)
        fprintf(file, "%016" PRIx64 " %016" PRIx64 "\n", copy->marks[i].file, copy->marks[i].content);
    bool written = file && fflush(file) == 0 && fdatasync(fileno(file)) == 0;
    bool full = errno == ENOSPC || errno == EDQUOT;
    if (file)
        written = fclose(file) == 0 && written;
    if (written && platform_real()->file_rename(NULL, fresh, path) == 0)
        return COPY_MORE;
    snprintf(copy->error, sizeof copy->error, "%s: %s", path, strerror(errno));
    return full ? COPY_FULL : COPY_FAILED;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

CopyResult copy_open(FrameCopy *copy)
{
    char log[COPY_PATH_BYTES + 16], why[256];
    if (copy->log)
        log_copy_close(&copy->log);
    free(copy->marks);
    copy->marks = NULL;
    copy->mark_count = 0;
    snprintf(log, sizeof log, "%s/log", copy->folder);
    LogCopyOptions options = {.folder = log, .seen = copy->seen, .context = copy->context};
    LogResult result = log_copy_open(&copy->log, &options, why);
    if (result != LOG_OK)
        return fail(copy, result == LOG_FULL ? COPY_FULL : result == LOG_DAMAGED ? COPY_DAMAGED : COPY_FAILED, why);
    read_marks(copy);
    /* A mark of a segment that is not there would be another's. */
    uint32_t last = log_copy_end(copy->log).segment;
    if (copy->mark_count > last)
        copy->mark_count = last;
    return COPY_MORE;
}

CopyResult copy_begin(FrameCopy *copy, const char *department, const char *parent, FrameSource *source)
{
    copy->department = department;
    copy->source = source;
    int length = snprintf(copy->folder, sizeof copy->folder, "%s/%s", parent, department);
    if (length <= 0 || length >= (int)sizeof copy->folder - 100)
        return fail(copy, COPY_FAILED, "the path of the folder is too long");
    return copy_open(copy);
}

void copy_close(FrameCopy *copy)
{
    log_copy_close(&copy->log);
    free(copy->marks);
    copy->marks = NULL;
    copy->mark_count = 0;
}

uint64_t copy_head(const FrameCopy *copy)
{
    return log_copy_end(copy->log).next_sequence - 1;
}

CopyResult copy_flush(FrameCopy *copy)
{
    return from_log(copy, log_copy_flush(copy->log));
}

CopyResult copy_set_aside(FrameCopy *copy, char aside[COPY_PATH_BYTES])
{
    char log[COPY_PATH_BYTES + 16], marks[COPY_PATH_BYTES + 16];
    snprintf(log, sizeof log, "%s/log", copy->folder);
    int length = snprintf(aside, COPY_PATH_BYTES, "%s/log-%" PRIx64 "-%" PRIu64, copy->folder, log_copy_epoch(copy->log),
                          copy_head(copy));
    pv_require(length > 0 && length < COPY_PATH_BYTES, "the path of the folder is too long");
    copy_close(copy);
    marks_path(copy, "", marks);
    unlink(marks);
    if (platform_real()->file_rename(NULL, log, aside) != 0) {
        snprintf(copy->error, sizeof copy->error, "%.300s cannot be put aside: %s", log, strerror(errno));
        return COPY_FAILED;
    }
    return copy_open(copy);
}

/* --- a segment again ---------------------------------------------------------------------------------------------- */

/* From its start to its end; *changed if it was rewritten meanwhile. */
static CopyResult take_segment(FrameCopy *copy, LogCopy *again, uint32_t number, uint64_t *file, bool *changed)
{
    SourcePiece piece;
    for (*file = 0, *changed = false;;) {
        LogPlace place = log_copy_end(again);
        CopyResult result = from_source(copy, source_read(copy->source, place, log_copy_held(again), &piece));
        if (result != COPY_MORE)
            return result;
        if (!piece.piece.known)
            return COPY_FORKED;
        if (piece.piece.place.segment != number)
            return COPY_MORE;
        *changed = piece.piece.place.offset != place.offset || (*file && piece.file != *file);
        if (piece.piece.size_bytes == 0 || *changed)
            return COPY_MORE;
        *file = piece.file;
        LogResult added = log_copy_add(again, piece.bytes, piece.piece.size_bytes);
        copy->taken_bytes += piece.piece.size_bytes;
        if (added != LOG_OK) {
            snprintf(copy->error, sizeof copy->error, "%s", log_copy_error(again));
            return added == LOG_FULL ? COPY_FULL : added == LOG_DAMAGED ? COPY_DAMAGED : COPY_FAILED;
        }
    }
}

CopyResult copy_take_again(FrameCopy *copy, uint32_t number)
{
    for (int tries = 0; tries < AGAIN_TRIES; tries++) {
        LogCopy *again;
        uint64_t file;
        bool changed;
        CopyResult result = from_log(copy, log_copy_again(copy->log, number, &again));
        if (result != COPY_MORE)
            return result;
        result = take_segment(copy, again, number, &file, &changed);
        if (result == COPY_MORE && !changed) {
            LogResult settled = log_copy_settle(copy->log, &again);
            /* Whole frames that lead elsewhere: the source's log is not the one that was copied. */
            result = settled == LOG_DAMAGED ? COPY_FORKED : from_log(copy, settled);
        }
        log_copy_close(&again);
        if (result != COPY_MORE)
            return result;
        if (!changed) {
            *mark_of(copy, number) = (LogMarks){.file = file};
            copy->again_count++;
            return COPY_MORE;
        }
    }
    return fail(copy, COPY_AWAY, "the source rewrites its segments all the time");
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

static CopyResult next_segment(FrameCopy *copy)
{
    CopyResult result = from_log(copy, log_copy_seal(copy->log));
    return result == COPY_MORE ? write_marks(copy) : result;
}

CopyResult copy_step(FrameCopy *copy)
{
    SourcePiece piece;
    LogPlace place = log_copy_end(copy->log);
    size_t held = log_copy_held(copy->log);
    CopyResult result = from_source(copy, source_read(copy->source, place, held, &piece));
    if (result != COPY_MORE)
        return result;
    copy->epoch = piece.epoch;
    copy->head = piece.head;
    copy->source_end = piece.piece.end;
    if (!piece.piece.known)
        return fail(copy, COPY_FORKED, "the log there does not continue what was copied");
    uint32_t number = piece.piece.place.segment;
    if (number == place.segment + 1 && held == 0)
        result = next_segment(copy);
    else if (number != place.segment)
        return fail(copy, COPY_FAILED, "the source answers for another segment than was asked for");
    else if (piece.piece.place.offset != place.offset ||
             (piece.file && mark_of(copy, number)->file && mark_of(copy, number)->file != piece.file))
        return copy_take_again(copy, number);
    if (result != COPY_MORE || piece.piece.size_bytes == 0)
        return result == COPY_MORE ? COPY_LEVEL : result;
    mark_of(copy, number)->file = piece.file;
    copy->taken_bytes += piece.piece.size_bytes;
    return from_log(copy, log_copy_add(copy->log, piece.bytes, piece.piece.size_bytes));
}

/* The present marks of one segment that both have sealed. */
static CopyResult compare(FrameCopy *copy, uint32_t number, const LogMarks *told)
{
    LogMarks mark = *mark_of(copy, number);
    if (mark.content == told->content && mark.file == told->file)
        return COPY_MORE;
    bool just_sealed = mark.content == 0 && mark.file == told->file;
    CopyResult result = just_sealed ? COPY_MORE : copy_take_again(copy, number);
    /* If it was rewritten between the two, its file is another one, and the next look finds it. */
    if (result == COPY_MORE && mark_of(copy, number)->file == told->file)
        mark_of(copy, number)->content = told->content;
    return result;
}

CopyResult copy_refresh(FrameCopy *copy)
{
    const LogMarks *told;
    uint32_t count, last = log_copy_end(copy->log).segment;
    for (uint32_t number = 1; number < last; number += count) {
        CopyResult result = from_source(copy, source_marks(copy->source, number, &told, &count));
        for (uint32_t i = 0; result == COPY_MORE && i < count && number + i < last; i++)
            result = compare(copy, number + i, &told[i]);
        if (result != COPY_MORE)
            return result;
        if (count == 0)
            break;
    }
    return write_marks(copy);
}
