/* One department's log being copied from a source into a folder: DIR/<department>/log, and beside it which segment files
 * of the source the copied ones came from, so that a rewritten one is taken again. */
#pragma once

#include "cli/follow_source.h"

#define COPY_PATH_BYTES 700

typedef enum CopyResult {
    COPY_MORE,  /* something was taken, there may be more */
    COPY_LEVEL, /* nothing more at the source at present */
    COPY_FORKED, /* the source's log is another one, or went back behind what the copy has */
    COPY_OTHER,  /* the same, and nothing of the copy is in the source's log */
    COPY_AWAY,
    COPY_FULL,    /* no room here; copy_open again goes on */
    COPY_DAMAGED, /* a frame is bad at the source */
    COPY_FAILED,
} CopyResult;

typedef struct FrameCopy {
    const char *department;
    char folder[COPY_PATH_BYTES]; /* of the department's copy */
    FrameSource *source;          /* borrowed */
    LogCopySeen *seen;            /* of each record taken; may be NULL */
    void *context;
    LogCopy *log;
    LogMarks *marks; /* by segment, number 1 first; 0: not known */
    uint32_t mark_count;
    /* As the source said last. */
    uint64_t epoch, head;
    LogPlace source_end;
    uint64_t taken_bytes;
    unsigned again_count; /* segments taken again */
    char error[SOURCE_ERROR_BYTES];
} FrameCopy;

/* Goes on with what DIR/<department> holds or begins it. department, folder's parent and source must be set by
 * copy_begin. COPY_MORE, or why not. */
CopyResult copy_begin(FrameCopy *copy, const char *department, const char *parent, FrameSource *source);
CopyResult copy_open(FrameCopy *copy);
void copy_close(FrameCopy *copy);
/* Takes one piece. Nothing is flushed. */
CopyResult copy_step(FrameCopy *copy);
/* Takes again what the source has rewritten since; then the marks are kept. */
CopyResult copy_refresh(FrameCopy *copy);
/* Takes a sealed segment again, whatever is in it. */
CopyResult copy_take_again(FrameCopy *copy, uint32_t number);
/* Makes what was taken durable. */
CopyResult copy_flush(FrameCopy *copy);
/* Puts the copy aside under a name of its own, told in aside, and begins anew. */
CopyResult copy_set_aside(FrameCopy *copy, char aside[COPY_PATH_BYTES]);
/* Last event in the copy. */
uint64_t copy_head(const FrameCopy *copy);
