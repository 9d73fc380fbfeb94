/* Copying a log frame by frame: pieces of a log as they lie in its segments, and the folder that takes them. Every
 * frame is checked before it is written, so that a copy never holds what its source should not have given. */
#pragma once

#include "runtime/log/log.h"

/* --- giving ------------------------------------------------------------------------------------------------------- */

typedef struct LogPiece {
    bool known;        /* false: the log never had the place asked for, and nothing else here counts */
    LogPlace place;    /* before the frame that the bytes belong to: as asked, at another offset if the segment was
                          rewritten, or at the start of the next segment */
    LogPlace end;      /* of the log, as far as it is flushed */
    size_t size_bytes; /* 0 at the end */
} LogPiece;

/* Bytes of the frames behind a place, skipping the first skip_bytes of them; they may end inside a frame. LOG_OK with
 * bytes or with an unknown place, LOG_END, or what is wrong with the log there. On any thread. */
LogResult log_read_piece(PvLog *log, LogPlace place, uint64_t skip_bytes, uint8_t *bytes, size_t room,
                         LogPiece *piece);

/* What tells the file of a segment from another that takes its place in a rewrite. */
typedef struct LogMarks {
    uint64_t file;    /* also of a segment that is being written */
    uint64_t content; /* of one that is not written any more */
} LogMarks;

/* Marks of a segment file; false with errno if it cannot be looked at. */
bool log_segment_marks(const char *folder, uint32_t number, LogMarks *marks);

/* --- taking ------------------------------------------------------------------------------------------------------- */

typedef struct LogCopy LogCopy;
/* Sees each record of each frame that is taken. */
typedef void LogCopySeen(void *context, const LogRecord *record);

typedef struct LogCopyOptions {
    const char *folder;
    LogCopySeen *seen; /* may be NULL */
    void *context;
} LogCopyOptions;

/* Opens the folder's copy to go on with it, or begins one; locks the folder like a log, drops a torn last frame. On
 * failure *copy is NULL and error (256 bytes) says why. */
LogResult log_copy_open(LogCopy **copy, const LogCopyOptions *options, char *error);
void log_copy_close(LogCopy **copy);
/* Behind the last whole frame taken, and bytes held of the next one. */
LogPlace log_copy_end(const LogCopy *copy);
size_t log_copy_held(const LogCopy *copy);
uint64_t log_copy_epoch(const LogCopy *copy); /* of the last frame; 0 before the first */
uint64_t log_copy_bytes(const LogCopy *copy); /* of all segments */
const char *log_copy_error(const LogCopy *copy);

/* Bytes that follow those taken before: whole frames are checked and written, the rest is held. LOG_DAMAGED if a frame
 * is bad, LOG_FULL without room, LOG_FAILED; then the copy must be opened anew. */
LogResult log_copy_add(LogCopy *copy, const uint8_t *bytes, size_t size_bytes);
/* From now on takes no frame after the one that holds this event; what is added behind it is passed over. 0: no end. */
void log_copy_limit(LogCopy *copy, uint64_t last_sequence);
/* The source's segment ends here: the next frame begins the next one. */
LogResult log_copy_seal(LogCopy *copy);
LogResult log_copy_flush(LogCopy *copy);

/* Takes a segment again that was rewritten: *again takes the frames of that segment alone, from its start. Settling
 * puts it in the place of the old one and closes it; LOG_DAMAGED if it does not reach the place where the old one
 * ended. Closing *again without settling leaves the old one. */
LogResult log_copy_again(LogCopy *copy, uint32_t number, LogCopy **again);
LogResult log_copy_settle(LogCopy *copy, LogCopy **again);
