/* The log of one department: segment files of frames. A frame is one durable batch; it is whole or it is not there.
 * What the records in a frame mean is the engine's business; the log knows their kind and, of told events, the
 * sequence. One writer; any number of readers on other threads, each with its own cursor, up to the flushed head. */
#pragma once

#include "runtime/platform/platform.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LogRecordKind {
    LOG_TOLD = 1,     /* an envelope of our own */
    LOG_HEARD = 2,    /* an envelope of another department, original bytes */
    LOG_POSITION = 3, /* position reached in another department's log */
    LOG_ANSWER = 4,   /* answer of an accepted command */
    LOG_TIMER = 5,    /* a timer that fired */
    LOG_PARKED = 6,   /* a heard event put aside */
    LOG_RELEASED = 7, /* a parked event let go */
    LOG_EPOCH = 9,    /* a new epoch began here */
} LogRecordKind;

/* One record; bytes are borrowed. */
typedef struct LogRecord {
    LogRecordKind kind;
    const uint8_t *bytes;
    uint32_t size_bytes;
} LogRecord;

/* A place between two frames. chain is the checksum of the frame before it. */
typedef struct LogPlace {
    uint32_t segment;
    uint32_t chain;
    uint64_t offset;
    uint64_t next_sequence; /* sequence that the next told event will have */
} LogPlace;

/* One frame as read; the records live until the next read with the same cursor. */
typedef struct LogFrame {
    uint64_t epoch;
    uint64_t first_sequence; /* of its told events; the next one's if it has none */
    uint32_t told_count;
    uint32_t record_count;
    const LogRecord *records;
    LogPlace after;
} LogFrame;

typedef enum LogResult {
    LOG_OK = 0,
    LOG_END,     /* nothing more that is flushed */
    LOG_FULL,    /* no room for another segment: nothing was written; may pass later */
    LOG_DAMAGED, /* a bad frame with a valid one after it, or a segment that is missing */
    LOG_IN_USE,  /* another process holds the folder */
    LOG_FAILED,  /* a system call failed; after a failed write or flush the process must end */
} LogResult;

typedef struct PvLog PvLog;

typedef struct LogOptions {
    const PvPlatform *platform;
    const char *folder;
    uint64_t epoch;         /* used when the log is new */
    uint64_t segment_bytes; /* 0 for PV_SEGMENT_BYTES */
    bool prepared_elsewhere; /* another thread calls log_prepare_ahead; the writer makes segments only when it must */
    /* Only reads, beside a process that writes it: takes no lock and changes no file. What was whole when it was opened
     * can be read; a torn last frame is the end. No appending, no rewriting. */
    bool read_only;
    /* Its segments are as long as their frames (log/copy.h): a last frame that reaches over the end of its file is torn,
     * where it would be damage in a segment that was made before it was written. */
    bool copied;
    /* With read_only: nobody writes it, so that a bad frame with a good one behind it is damage rather than its end. */
    bool at_rest;
} LogOptions;

/* Opens or makes the log, takes its lock, drops a torn last frame. On failure *log is NULL and error (at least 256
 * bytes) says what and where. */
LogResult log_open(PvLog **log, const LogOptions *options, char *error);
/* All cursors must be closed before. Nothing is flushed. */
void log_close(PvLog **log);
/* What the last failure of this log was and where, on whichever thread; "" if there was none. Safe on any thread. */
void log_error(const PvLog *log, char error[256]);

/* Largest frame, when segments are not too small for it (see log_batch_limit). */
#define LOG_FRAME_LIMIT_BYTES (8u << 20)

/* Appending, by one thread: begin, add…, seal writes the frame, flush makes it durable. Bytes are copied by add.
 * An empty batch writes nothing. LOG_FULL at begin means that room for a next segment could not be made. A sealed
 * frame must be flushed before the next begin; a batch begun and not sealed is forgotten by the next begin. */
LogResult log_begin(PvLog *log);
void log_add(PvLog *log, LogRecordKind kind, const void *bytes, size_t size_bytes);
/* The same in pieces, so that an envelope can be packed in place: reserve returns where to write size_bytes. */
uint8_t *log_reserve(PvLog *log, LogRecordKind kind, size_t size_bytes);
/* Takes back all records added since mark, which is what log_mark returned; the mark of an empty batch is 0. */
size_t log_mark(const PvLog *log);
void log_rewind(PvLog *log, size_t mark);
/* Bytes that the frame has so far, and the most it may have: LOG_FRAME_LIMIT_BYTES, or half a segment if that is less.
 * Seal before the limit; sealing more is a bug. An added record takes its size and 4 bytes. */
size_t log_batch_bytes(const PvLog *log);
size_t log_batch_limit(const PvLog *log);
/* Makes a piece of the next segment if it is time, on any one thread beside the writer's, which then spends none of its
 * batches on it. LOG_OK: nothing to do now; LOG_END: there is more to make at once; LOG_FULL: no room at present. */
LogResult log_prepare_ahead(PvLog *log);
LogResult log_seal(PvLog *log);  /* writes the frame */
LogResult log_flush(PvLog *log); /* fdatasync; then readers see it */

/* Epoch of the frames written from now on (a restore raises it). */
uint64_t log_epoch(const PvLog *log);
void log_set_epoch(PvLog *log, uint64_t epoch);
/* Last told sequence that is flushed. Safe on any thread. */
uint64_t log_head(const PvLog *log);
/* Place after the last flushed frame; its chain is the digest that beacons carry. Safe on any thread. */
LogPlace log_end(const PvLog *log);
LogPlace log_start(const PvLog *log);

/* Reading, on any thread, each cursor by one. A cursor starts at a place that was read before (also if the segment was
 * rewritten since), or before the frame that holds a told sequence: 0 and 1 start at the beginning, the sequence after
 * the head at the end, and one beyond that is LOG_END. LOG_DAMAGED for a place that this log never had. On failure
 * *cursor is NULL. Every frame is checked before it is shown. */
typedef struct LogCursor LogCursor;
LogResult log_read_from(PvLog *log, LogPlace place, LogCursor **cursor);
LogResult log_read_sequence(PvLog *log, uint64_t sequence, LogCursor **cursor); /* frame that holds it */
LogResult log_next(LogCursor *cursor, LogFrame *frame);                         /* LOG_OK, LOG_END or a failure */
void log_cursor_close(LogCursor **cursor);

/* Rewrites sealed segments up to the present end in place of the old ones: change is called for each record and may
 * replace its bytes by others of its own (returns true then). Sequences, order and chain are kept. Crash-safe: a
 * segment is old or new. Used by erasure alone. The commit thread calls it, between batches. change is called once for
 * a record and its bytes must live until the next call. LOG_FULL: some segments may be done; call it again. */
typedef bool LogChange(void *context, const LogRecord *record, const uint8_t **bytes, uint32_t *size_bytes);
LogResult log_rewrite(PvLog *log, LogChange *change, void *context);

/* Bytes on disk, segments, for status. */
typedef struct LogFigures {
    uint64_t size_bytes;
    uint32_t segments;
    uint64_t frames_appended;
    uint64_t flushes;
    uint64_t dropped_bytes; /* of a torn last frame, when the log was opened; passed over by one at_rest */
} LogFigures;
LogFigures log_figures(const PvLog *log);
