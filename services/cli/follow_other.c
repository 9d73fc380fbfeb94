/* A log that shares no event with the copy is no reason to give the copy up: the department may have lost its disk. */
#include "cli/follow_other.h"
#include "payvand/messages.h"
#include "runtime/log/frame.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_LIMIT 4096

static PvLog *open_copy(FrameCopy *copy)
{
    char folder[COPY_PATH_BYTES + 16], why[256];
    PvLog *log;
    snprintf(folder, sizeof folder, "%s/log", copy->folder);
    LogOptions options = {.platform = platform_real(), .folder = folder, .read_only = true, .copied = true};
    if (log_open(&log, &options, why) != LOG_OK)
        snprintf(copy->error, sizeof copy->error, "%s: %s", folder, why);
    return log;
}

/* The first frame with an event of its own; cursor holds its records. */
static bool first_told(PvLog *log, LogCursor **cursor, LogFrame *frame)
{
    LogResult result = log_read_from(log, log_start(log), cursor);
    while (result == LOG_OK && (result = log_next(*cursor, frame)) == LOG_OK)
        if (frame->told_count > 0)
            return true;
    return false;
}

/* Only the start of the log is looked at: one that shares no event and goes on from the copy forks before its first. */
static bool tells_fork(const SourcePiece *start, uint64_t epoch, uint64_t first_epoch)
{
    static LogRecord records[RECORD_LIMIT];
    LogPlace place = {.segment = 1, .next_sequence = 1};
    bool told = false;
    while (!told && start->piece.size_bytes - place.offset >= FRAME_HEADER_BYTES) {
        FrameHeader header;
        const uint8_t *bytes = start->bytes + place.offset;
        if (frame_check_header(bytes, &place, start->piece.size_bytes, &header) != FRAME_OK ||
            header.record_count > RECORD_LIMIT || frame_check_body(&header, bytes + FRAME_HEADER_BYTES) != FRAME_OK ||
            frame_get_records(&header, bytes + FRAME_HEADER_BYTES, records) != FRAME_OK)
            break;
        for (uint32_t i = 0; i < header.record_count; i++) {
            Pv__EpochRecord *record = records[i].kind == LOG_EPOCH
                                          ? pv__epoch_record__unpack(NULL, records[i].size_bytes, records[i].bytes) : NULL;
            told |= record && record->fork_epoch && (record->fork_epoch == epoch || record->fork_epoch == first_epoch);
            if (record)
                pv__epoch_record__free_unpacked(record, NULL);
        }
        frame_pass(&header, &place);
    }
    return told;
}

static CopyResult read_source(FrameCopy *copy, LogPlace place, SourcePiece *piece)
{
    SourceResult result = source_read(copy->source, place, 0, piece);
    if (result == SOURCE_OK)
        return COPY_FORKED;
    snprintf(copy->error, sizeof copy->error, "%s", source_error(copy->source));
    return result == SOURCE_AWAY ? COPY_AWAY : result == SOURCE_DAMAGED ? COPY_DAMAGED : COPY_FAILED;
}

CopyResult follow_compare(FrameCopy *copy)
{
    LogCursor *cursor = NULL;
    LogFrame first;
    SourcePiece piece;
    PvLog *log = open_copy(copy);
    if (!log)
        return COPY_FAILED;
    bool holds_event = first_told(log, &cursor, &first);
    log_cursor_close(&cursor);
    log_close(&log);
    if (!holds_event)
        return COPY_FORKED;
    CopyResult result = read_source(copy, first.after, &piece);
    if (result != COPY_FORKED || piece.piece.known)
        return result;
    result = read_source(copy, (LogPlace){.segment = 1, .next_sequence = 1}, &piece);
    if (result != COPY_FORKED || tells_fork(&piece, log_copy_epoch(copy->log), first.epoch))
        return result;
    snprintf(copy->error, sizeof copy->error,
             "the log of %s shares no event with its copy in %.200s, as if its disk was lost: the copy stays as it is. "
             "Restore %s from it; or copy anew with --put-aside", copy->department, copy->folder, copy->department);
    return COPY_OTHER;
}

bool record_teller(const LogRecord *record, char name[32])
{
    Pv__Envelope *event = record->kind == LOG_TOLD ? pv__envelope__unpack(NULL, record->size_bytes, record->bytes) : NULL;
    bool known = event && event->source;
    if (known)
        snprintf(name, 32, "%s", event->source);
    if (event)
        pv__envelope__free_unpacked(event, NULL);
    return known;
}

bool follow_is_own(FrameCopy *copy)
{
    LogCursor *cursor = NULL;
    LogFrame first;
    bool own = true;
    char teller[32];
    PvLog *log = open_copy(copy);
    if (log && first_told(log, &cursor, &first))
        for (uint32_t i = 0; own && i < first.record_count; i++)
            own = !record_teller(&first.records[i], teller) || strcmp(teller, copy->department) == 0;
    if (!own)
        snprintf(copy->error, sizeof copy->error, "what is in %.200s is the log of %s, not of %s", copy->folder, teller,
                 copy->department);
    log_cursor_close(&cursor);
    log_close(&log);
    return own;
}
