/* Two logs share all that lies before their fork, so the fork is found by halving. */
#include "cli/restore_kept.h"
#include "runtime/log/copy.h"
#include <stdio.h>
#include <string.h>

static LogResult open_log(const char *folder, bool at_rest, PvLog **log, char error[KEPT_ERROR_BYTES])
{
    char why[256];
    LogOptions options = {
        .platform = platform_real(), .folder = folder, .read_only = true, .copied = true, .at_rest = at_rest};
    LogResult result = log_open(log, &options, why);
    if (result != LOG_OK)
        snprintf(error, KEPT_ERROR_BYTES, "%s", why);
    return result;
}

/* A damaged one is read as far as it goes. */
static PvLog *open_old(const char *folder, RestoreKept *kept)
{
    char again[KEPT_ERROR_BYTES];
    PvLog *log = NULL;
    if (open_log(folder, true, &log, kept->damage) == LOG_DAMAGED)
        open_log(folder, false, &log, again);
    return log;
}

static bool holds_segments(const char *folder)
{
    LogMarks marks;
    return log_segment_marks(folder, 1, &marks);
}

static bool has_place(PvLog *log, LogPlace place)
{
    uint8_t byte;
    LogPiece piece;
    log_read_piece(log, place, 0, &byte, sizeof byte, &piece);
    return piece.known;
}

/* The frame that tells the event. */
static bool find_frame(PvLog *log, uint64_t sequence, LogFrame *frame)
{
    LogCursor *cursor;
    LogResult result = log_read_sequence(log, sequence, &cursor);
    while (result == LOG_OK && (result = log_next(cursor, frame)) == LOG_OK)
        if (frame->first_sequence + frame->told_count > sequence)
            break;
    log_cursor_close(&cursor);
    return result == LOG_OK;
}

/* Last event that both have. */
static bool find_fork(PvLog *old, PvLog *made, uint64_t *shared)
{
    uint64_t beyond = log_head(old) + 1;
    for (*shared = 0; *shared + 1 < beyond;) {
        LogFrame frame;
        if (!find_frame(old, *shared + (beyond - *shared) / 2, &frame))
            return false;
        if (has_place(made, frame.after))
            *shared = frame.after.next_sequence - 1;
        else
            beyond = frame.first_sequence;
    }
    return true;
}

static void note(RestoreKept *kept, const LogFrame *frame, uint64_t shared)
{
    uint64_t first = frame->first_sequence, last = first + frame->told_count - 1;
    if (frame->told_count == 0 || last <= shared)
        return;
    KeptRun *run = kept->count ? &kept->runs[kept->count - 1] : NULL;
    if (run && (run->epoch == frame->epoch || kept->count == KEPT_RUN_LIMIT))
        run->last = last;
    else
        kept->runs[kept->count++] = (KeptRun){frame->epoch, first > shared ? first : shared + 1, last};
}

static bool note_all(PvLog *old, uint64_t shared, RestoreKept *kept)
{
    LogCursor *cursor;
    LogFrame frame;
    LogResult result = log_read_sequence(old, shared + 1, &cursor);
    while (result == LOG_OK && (result = log_next(cursor, &frame)) == LOG_OK)
        note(kept, &frame, shared);
    log_cursor_close(&cursor);
    return result == LOG_END;
}

void restore_compare(const char *old_folder, const char *new_folder, RestoreKept *kept)
{
    *kept = (RestoreKept){0};
    PvLog *made = NULL, *old = holds_segments(old_folder) ? open_old(old_folder, kept) : NULL;
    uint64_t shared;
    if (old && open_log(new_folder, true, &made, kept->damage) == LOG_OK &&
        (!find_fork(old, made, &shared) || !note_all(old, shared, kept)))
        log_error(old, kept->damage);
    log_close(&made);
    log_close(&old);
}

uint64_t restore_kept_events(const RestoreKept *kept)
{
    return kept->count ? kept->runs[kept->count - 1].last - kept->runs[0].first + 1 : 0;
}
