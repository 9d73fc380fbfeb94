/* The log as its own files see it. The writer's thread alone changes it; what readers look at changes under
 * the lock. */
#pragma once

#include "runtime/log/segment.h"
#include <pthread.h>
#include <stdatomic.h>

struct PvLog {
    const PvPlatform *platform;
    char *folder;
    uint64_t segment_bytes;
    size_t frame_limit;
    bool read_only;
    bool copied;
    bool at_rest;
    PvFile *lock_file;

    /* Read by cursors: under the lock. */
    pthread_mutex_t lock;
    LogSegment *segments; /* number 1 first; the last one is being written */
    uint32_t segment_count;
    uint32_t segment_room;
    LogIndex index;       /* of the last segment */
    LogPlace end;         /* after the last flushed frame */
    uint64_t spare_bytes; /* of files made ahead */
    char error[LOG_ERROR_BYTES];

    _Atomic uint64_t head;
    _Atomic uint64_t frames_appended;
    _Atomic uint64_t flushes;
    _Atomic uint32_t cursors_open;
    uint64_t dropped_bytes;

    atomic_bool failed;

    /* The segment made ahead: whoever makes it holds `making`; once next is set it is the writer's. */
    pthread_mutex_t making;
    _Atomic(PvFile *) next; /* NULL while there is none */
    uint64_t next_bytes;
    PvFile *preparing;
    uint64_t prepared_bytes;
    bool prepared_elsewhere;

    /* The writer's own. */
    PvFile *file; /* of the last segment */
    LogPlace place; /* where the next frame goes */
    uint64_t epoch;
    uint8_t *batch; /* room for the header, then the records */
    size_t batch_bytes;
    size_t batch_room;
    uint32_t record_count;
    uint32_t told_count;
    bool batch_open;
    bool sealed; /* a frame is written and not flushed */
    LogPlace sealed_end;
};

/* Notes the failure for log_error and returns result. */
LogResult log_fail(PvLog *log, LogResult result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A system call failed, errno says how: the same, and no more writing for ever. */
LogResult log_break(PvLog *log, const char *what, const char *path);
/* Does errno say that there is no room? */
bool log_is_out_of_room(void);
void log_hold(const PvLog *log);
void log_release(const PvLog *log);

/* The last segment of the table; add takes over segment. Both under the lock, or before readers exist. */
LogSegment *log_last_segment(PvLog *log);
void log_add_segment(PvLog *log, const LogSegment *segment);

/* Makes the next segment file ahead of need: fills at most budget_bytes with zeros. LOG_OK does not mean that
 * it is ready (see log->next); LOG_FULL harms nothing. */
LogResult log_prepare(PvLog *log, uint64_t budget_bytes);
/* Seals the last segment and goes on in the one made ahead, which must be ready. */
LogResult log_roll(PvLog *log);
/* Finds what is on disk, or makes the first segment. */
LogResult log_recover(PvLog *log);
