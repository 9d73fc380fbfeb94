/* The folder that takes a copy of a log: frames are gathered until they are whole, checked, and written behind each
 * other. Segments are as long as their frames; the log that opens such a folder goes on in a new one. */
#include "runtime/log/copy.h"
#include "runtime/log/inside.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

struct LogCopy {
    const PvPlatform *platform;
    char *folder;
    LogCopySeen *seen;
    void *context;
    PvFile *lock_file; /* NULL in one that takes a segment again */
    LogSegment *segments; /* number 1 first; the last one is being written */
    uint32_t segment_count;
    PvFile *file;
    char path[LOG_PATH_BYTES];
    LogIndex index;
    uint8_t *held; /* the beginning of a frame */
    size_t held_bytes, held_room;
    LogRecord *records;
    size_t record_room;
    uint64_t limit; /* last event to be taken; 0: no end */
    bool again;
    LogPlace pass; /* of one that takes a segment again: it must come by here */
    bool passed;
    char error[LOG_ERROR_BYTES];
};

static LogResult fail(LogCopy *copy, LogResult result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static LogResult fail(LogCopy *copy, LogResult result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(copy->error, sizeof copy->error, format, arguments);
    va_end(arguments);
    return result;
}

static LogResult system_fault(LogCopy *copy, const char *what, const char *path)
{
    LogResult result = log_is_out_of_room() ? LOG_FULL : LOG_FAILED;
    return fail(copy, result, "%s %s: %s", what, path, strerror(errno));
}

static LogSegment *now(LogCopy *copy)
{
    return &copy->segments[copy->segment_count - 1];
}

bool log_segment_marks(const char *folder, uint32_t number, LogMarks *marks)
{
    char path[LOG_PATH_BYTES];
    struct stat seen;
    segment_path(folder, number, LOG_SEGMENT_SUFFIX, path);
    if (stat(path, &seen) != 0)
        return false;
    uint64_t words[] = {seen.st_dev, seen.st_ino, (uint64_t)seen.st_size, (uint64_t)seen.st_mtim.tv_sec,
                        (uint64_t)seen.st_mtim.tv_nsec};
    marks->file = XXH64(words, 3 * sizeof words[0], 0);
    marks->content = XXH64(words, sizeof words, 0);
    return true;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static LogResult take_lock(LogCopy *copy)
{
    char path[LOG_PATH_BYTES];
    const PvPlatform *platform = copy->platform;
    if (platform->folder_make(platform->context, copy->folder) != 0)
        return system_fault(copy, "making the folder", copy->folder);
    int length = snprintf(path, sizeof path, "%s/lock", copy->folder);
    pv_require(length > 0 && length < (int)sizeof path - 64, "the path of the copy is too long");
    copy->lock_file = platform->file_open(platform->context, path, true, true);
    if (!copy->lock_file)
        return system_fault(copy, "opening", path);
    if (platform->file_lock(platform->context, copy->lock_file) == 0)
        return LOG_OK;
    if (errno == EAGAIN || errno == EACCES)
        return fail(copy, LOG_IN_USE, "another process holds %s", copy->folder);
    return system_fault(copy, "locking", path);
}

static LogResult open_segment(LogCopy *copy, const char *suffix)
{
    const PvPlatform *platform = copy->platform;
    segment_path(copy->folder, now(copy)->start.segment, suffix, copy->path);
    copy->file = platform->file_open(platform->context, copy->path, true, true);
    if (!copy->file || platform->folder_flush(platform->context, copy->folder) != 0)
        return system_fault(copy, "making", copy->path);
    return LOG_OK;
}

static void add_segment(LogCopy *copy, const LogSegment *segment)
{
    copy->segments = realloc(copy->segments, (copy->segment_count + 1) * sizeof *segment);
    pv_require(copy->segments, "out of memory");
    copy->segments[copy->segment_count++] = *segment;
}

static void see_highest(void *seen, const char *name)
{
    uint32_t *highest = seen, number = segment_number(name, LOG_SEGMENT_SUFFIX);
    *highest = number > *highest ? number : *highest;
}

/* What lies behind the last whole frame was never taken: segments without a frame, a torn frame. */
static LogResult drop_rest(LogCopy *copy, uint32_t highest)
{
    const PvPlatform *platform = copy->platform;
    for (uint32_t number = highest; number > copy->segment_count; number--) {
        segment_path(copy->folder, number, LOG_SEGMENT_SUFFIX, copy->path);
        if (platform->file_remove(platform->context, copy->path) != 0)
            return system_fault(copy, "removing", copy->path);
    }
    segment_path(copy->folder, copy->segment_count, LOG_SEGMENT_SUFFIX, copy->path);
    if (truncate(copy->path, (off_t)now(copy)->end.offset) != 0)
        return system_fault(copy, "cutting", copy->path);
    return LOG_OK;
}

static LogResult look_at_folder(LogCopy *copy)
{
    uint32_t highest = 0;
    const PvPlatform *platform = copy->platform;
    if (platform->folder_list(platform->context, copy->folder, see_highest, &highest) != 0)
        return system_fault(copy, "listing", copy->folder);
    if (highest == 0) {
        LogPlace start = {.segment = 1, .next_sequence = 1};
        add_segment(copy, &(LogSegment){.start = start, .end = start});
        return LOG_OK;
    }
    LogOptions options = {.platform = platform, .folder = copy->folder, .read_only = true, .copied = true};
    PvLog *log;
    LogResult result = log_open(&log, &options, copy->error);
    if (result)
        return result;
    for (uint32_t i = 0; i < log->segment_count; i++)
        add_segment(copy, &log->segments[i]);
    copy->index = log->index;
    log->index = (LogIndex){0};
    log_close(&log);
    return drop_rest(copy, highest);
}

LogResult log_copy_open(LogCopy **out, const LogCopyOptions *options, char *error)
{
    LogCopy *copy = calloc(1, sizeof *copy);
    pv_require(copy, "out of memory");
    copy->platform = platform_real();
    copy->folder = strdup(options->folder);
    pv_require(copy->folder, "out of memory");
    copy->seen = options->seen;
    copy->context = options->context;
    LogResult result = take_lock(copy);
    if (!result)
        result = look_at_folder(copy);
    if (!result)
        result = open_segment(copy, LOG_SEGMENT_SUFFIX);
    if (result) {
        snprintf(error, LOG_ERROR_BYTES, "%s", copy->error);
        log_copy_close(&copy);
    }
    *out = copy;
    return result;
}

void log_copy_close(LogCopy **out)
{
    LogCopy *copy = *out;
    if (!copy)
        return;
    const PvPlatform *platform = copy->platform;
    if (copy->file)
        platform->file_close(platform->context, copy->file);
    if (copy->file && copy->again) /* still under its temporary name: it was not settled */
        platform->file_remove(platform->context, copy->path);
    if (copy->lock_file)
        platform->file_close(platform->context, copy->lock_file);
    index_clear(&copy->index);
    free(copy->segments);
    free(copy->held);
    free(copy->records);
    free(copy->folder);
    free(copy);
    *out = NULL;
}

LogPlace log_copy_end(const LogCopy *copy)
{
    return copy->segments[copy->segment_count - 1].end;
}

size_t log_copy_held(const LogCopy *copy)
{
    return copy->held_bytes;
}

uint64_t log_copy_epoch(const LogCopy *copy)
{
    return copy->segments[copy->segment_count - 1].epoch;
}

uint64_t log_copy_bytes(const LogCopy *copy)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < copy->segment_count; i++)
        bytes += copy->segments[i].end.offset;
    return bytes;
}

const char *log_copy_error(const LogCopy *copy)
{
    return copy->error;
}

/* --- frames ------------------------------------------------------------------------------------------------------- */

static void hold(LogCopy *copy, const uint8_t *bytes, size_t size)
{
    if (copy->held_bytes + size > copy->held_room) {
        copy->held_room = (copy->held_bytes + size) * 2;
        copy->held = realloc(copy->held, copy->held_room);
        pv_require(copy->held, "out of memory");
    }
    memcpy(copy->held + copy->held_bytes, bytes, size);
    copy->held_bytes += size;
}

static LogResult bad_frame(LogCopy *copy, const LogPlace *place, FrameFault fault)
{
    return fail(copy, LOG_DAMAGED, "log-%08u.segment at byte %llu: %s", place->segment,
                (unsigned long long)place->offset, frame_fault_text(fault));
}

static FrameFault check_body(LogCopy *copy, const FrameHeader *header, const uint8_t *body)
{
    FrameFault fault = frame_check_body(header, body);
    if (!fault && header->record_count > copy->record_room) {
        free(copy->records);
        copy->record_room = header->record_count;
        copy->records = malloc(copy->record_room * sizeof *copy->records);
        pv_require(copy->records, "out of memory");
    }
    return fault ? fault : frame_get_records(header, body, copy->records);
}

static bool same_place(const LogPlace *left, const LogPlace *right)
{
    return left->chain == right->chain && left->next_sequence == right->next_sequence;
}

static bool at_limit(const LogCopy *copy, const LogPlace *place)
{
    return copy->limit && place->next_sequence > copy->limit;
}

void log_copy_limit(LogCopy *copy, uint64_t last_sequence)
{
    copy->limit = last_sequence;
    copy->held_bytes = 0; /* it is asked for again if it is wanted */
}

/* Checks the frames that are whole in what is held, from the place on; *size is what they take. */
static LogResult check_frames(LogCopy *copy, LogPlace *place, size_t *size)
{
    LogSegment *segment = now(copy);
    for (*size = 0; copy->held_bytes - *size >= FRAME_HEADER_BYTES && !at_limit(copy, place);) {
        FrameHeader header;
        const uint8_t *bytes = copy->held + *size;
        FrameFault fault = frame_check_header(bytes, place, UINT64_MAX, &header);
        if (!fault && frame_bytes(&header) > LOG_FRAME_LIMIT_BYTES + FRAME_HEADER_BYTES)
            fault = FRAME_BAD_SIZE;
        if (!fault && frame_bytes(&header) > copy->held_bytes - *size)
            return LOG_OK;
        if (!fault)
            fault = check_body(copy, &header, bytes + FRAME_HEADER_BYTES);
        if (fault)
            return bad_frame(copy, place, fault);
        for (uint32_t i = 0; copy->seen && i < header.record_count; i++)
            copy->seen(copy->context, &copy->records[i]);
        index_note(&copy->index, place);
        frame_pass(&header, place);
        segment->epoch = header.epoch;
        segment->frames++;
        copy->passed |= copy->again && same_place(place, &copy->pass);
        *size += frame_bytes(&header);
    }
    return LOG_OK;
}

LogResult log_copy_add(LogCopy *copy, const uint8_t *bytes, size_t size_bytes)
{
    hold(copy, bytes, size_bytes);
    const PvPlatform *platform = copy->platform;
    LogPlace *end = &now(copy)->end, place = *end;
    size_t size;
    LogResult result = check_frames(copy, &place, &size);
    /* The good frames before a bad one are kept. */
    if (size > 0 && platform->file_write(platform->context, copy->file, end->offset, copy->held, size) != 0)
        return system_fault(copy, "writing", copy->path);
    *end = place;
    now(copy)->size_bytes = end->offset;
    copy->held_bytes = at_limit(copy, &place) ? 0 : copy->held_bytes - size;
    if (copy->held_bytes)
        memmove(copy->held, copy->held + size, copy->held_bytes);
    return result;
}

LogResult log_copy_flush(LogCopy *copy)
{
    if (copy->platform->file_flush(copy->platform->context, copy->file) != 0)
        return system_fault(copy, "flushing", copy->path);
    return LOG_OK;
}

LogResult log_copy_seal(LogCopy *copy)
{
    const PvPlatform *platform = copy->platform;
    LogSegment *sealed = now(copy);
    if (copy->held_bytes)
        return fail(copy, LOG_DAMAGED, "log-%08u.segment ends inside a frame", sealed->start.segment);
    LogResult result = log_copy_flush(copy);
    if (result)
        return result;
    index_write(platform, copy->folder, sealed, &copy->index);
    index_clear(&copy->index);
    platform->file_close(platform->context, copy->file);
    copy->file = NULL;
    LogSegment next = {.start = sealed->end, .epoch = sealed->epoch};
    next.start.segment++;
    next.start.offset = 0;
    next.end = next.start;
    add_segment(copy, &next);
    return open_segment(copy, LOG_SEGMENT_SUFFIX);
}

/* --- a segment again ---------------------------------------------------------------------------------------------- */

LogResult log_copy_again(LogCopy *copy, uint32_t number, LogCopy **out)
{
    pv_require(number >= 1 && number <= copy->segment_count, "a segment that was not copied");
    const LogSegment *old = &copy->segments[number - 1];
    LogCopy *again = calloc(1, sizeof *again);
    pv_require(again, "out of memory");
    again->platform = copy->platform;
    again->folder = strdup(copy->folder);
    pv_require(again->folder, "out of memory");
    again->seen = copy->seen;
    again->context = copy->context;
    again->again = true;
    again->pass = old->end;
    again->passed = old->frames == 0;
    LogSegment fresh = {.start = old->start, .end = old->start};
    fresh.epoch = number > 1 ? copy->segments[number - 2].epoch : 0;
    add_segment(again, &fresh);
    segment_path(again->folder, number, LOG_REWRITING_SUFFIX, again->path);
    if (unlink(again->path) != 0 && errno != ENOENT)
        return log_copy_close(&again), system_fault(copy, "removing", copy->path);
    LogResult result = open_segment(again, LOG_REWRITING_SUFFIX);
    if (result) {
        memcpy(copy->error, again->error, sizeof copy->error);
        log_copy_close(&again);
    }
    *out = again;
    return result;
}

LogResult log_copy_settle(LogCopy *copy, LogCopy **out)
{
    LogCopy *again = *out;
    const PvPlatform *platform = copy->platform;
    LogSegment *made = now(again);
    uint32_t number = made->start.segment;
    bool last = number == copy->segment_count;
    if (!again->passed || again->held_bytes || (!last && !same_place(&made->end, &again->pass)))
        return fail(copy, LOG_DAMAGED, "log-%08u.segment, taken again, does not end where it did", number);
    char path[LOG_PATH_BYTES];
    segment_path(copy->folder, number, LOG_SEGMENT_SUFFIX, path);
    if (log_copy_flush(again) != LOG_OK || index_remove(platform, copy->folder, number) != 0 ||
        platform->file_rename(platform->context, again->path, path) != 0)
        return system_fault(copy, "renaming", again->path);
    memcpy(again->path, path, sizeof path);
    again->again = false;
    copy->segments[number - 1] = *made;
    if (last) {
        platform->file_close(platform->context, copy->file);
        copy->file = again->file;
        again->file = NULL;
        copy->held_bytes = 0;
        index_clear(&copy->index);
        copy->index = again->index;
        again->index = (LogIndex){0};
    } else {
        index_write(platform, copy->folder, made, &again->index);
    }
    log_copy_close(out);
    return LOG_OK;
}
