/* Where the frames of a copy come from: a department over the bus, on this host or another, or a folder with a log that
 * nobody writes. */
#pragma once

#include "cli/cli.h"
#include "runtime/log/copy.h"

#define SOURCE_ERROR_BYTES 400

typedef struct FrameSource FrameSource;

typedef enum SourceResult {
    SOURCE_OK,
    SOURCE_AWAY,    /* nobody answers */
    SOURCE_DAMAGED, /* the log cannot be read there */
    SOURCE_REFUSED, /* the key has not the right, or it is no such department */
} SourceResult;

/* One answer; the bytes live until the next call. */
typedef struct SourcePiece {
    LogPiece piece;
    const uint8_t *bytes;
    uint64_t file; /* mark of the file that the bytes are in */
    uint64_t epoch, head;
} SourcePiece;

/* NULL after saying why not. Nothing is known yet of whether the department answers. */
FrameSource *source_of_department(Cli *cli, const char *department);
/* A folder with segments that nobody writes: a department's own, or a copy of one. NULL after saying why not. */
FrameSource *source_of_folder(const char *folder, bool copied);
void source_close(FrameSource **source);

/* Does no process hold the log of this department of this host? Cheap, and takes no lock. */
bool source_is_down(const Cli *cli, const char *department);

/* What follows a place, see log_read_piece. Anything but SOURCE_OK leaves a text in source_error. */
SourceResult source_read(FrameSource *source, LogPlace place, uint64_t skip_bytes, SourcePiece *piece);
/* Marks of the sealed segments from `from` on, as many as are told at once; they live until marks are asked for again. */
SourceResult source_marks(FrameSource *source, uint32_t from, const LogMarks **marks, uint32_t *count);
const char *source_error(const FrameSource *source);

/* What lies behind the last whole frame of a folder. */
typedef struct SourceRest {
    uint64_t bytes;
    uint64_t first, last; /* events of the next frame, if its header is whole; else 0 */
} SourceRest;
SourceRest source_rest(FrameSource *source);
