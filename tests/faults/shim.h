/* What a test sets for one running process, in a file that both map: PAYVAND_FAULTS/<program>.control. Also read by
 * faulty.py, field by field. */
#pragma once

#include <stdint.h>

#define SHIM_PATH_BYTES 184

enum {
    CALL_WRITE = 1,   /* write, pwrite, pwritev of files */
    CALL_FLUSH = 2,   /* fdatasync, fsync */
    CALL_NAME = 4,    /* open, rename, unlink, ftruncate, fallocate */
    CALL_SOCKET = 8,  /* send, recv and their kin */
    CALL_WAKE = 16,   /* write and read of what is no file: eventfd, pipes */
    CALL_ALLOCATE = 32, /* malloc, calloc, realloc; only in the library payvand_faults_memory */
    CALL_SYNCED = 64,   /* pwrite through a descriptor that flushes at once, as LMDB's of its meta page */
};

enum {
    DO_NOTHING,
    DO_KILL_BEFORE, /* SIGKILL in place of the call */
    DO_KILL_AFTER,  /* SIGKILL when the call has been made */
    DO_FAIL,        /* the call fails with `error`; of a write the half is done when `error` is ENOSPC */
    DO_HOLD,        /* the call waits while this is set */
    DO_POWER_CUT,   /* what was written and not flushed is lost in part, then SIGKILL */
};

typedef struct ShimControl {
    uint32_t kinds;    /* calls that count */
    uint32_t action;
    int32_t error;
    int32_t times;     /* how many calls fail, from the n-th on; 0: all */
    uint64_t at;       /* the n-th call from now on; 0: never */
    uint64_t counted;  /* calls that came since the test set this to 0 */
    uint64_t done;     /* faults that happened */
    int64_t clock_ms;  /* added to the time of day */
    int64_t steady_ms; /* added to the clock that never goes back; may only grow */
    uint64_t map_bytes; /* size of LMDB's map; 0: as asked for */
    uint64_t seed;     /* of the power cut */
    uint32_t remember; /* keep what unflushed writes replaced; set before the start */
    uint32_t unused;
    char path[SHIM_PATH_BYTES]; /* only files with this in their path; "" for all */
} ShimControl;
