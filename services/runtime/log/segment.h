/* Segment files: their names, reading them with a buffer, walking their frames, and the index beside a sealed
 * one. */
#pragma once

#include "runtime/log/frame.h"

#define LOG_PATH_BYTES 1024
#define LOG_ERROR_BYTES 256
#define LOG_SEGMENT_SUFFIX "segment"
#define LOG_INDEX_SUFFIX "index"
#define LOG_PREPARING_SUFFIX "segment.preparing" /* a segment being filled with zeros */
#define LOG_REWRITING_SUFFIX "segment.rewriting" /* a segment's successor in a rewrite */
#define LOG_WRITING_SUFFIX "index.writing"

/* folder/log-00000001.suffix */
void segment_path(const char *folder, uint32_t number, const char *suffix, char path[LOG_PATH_BYTES]);
/* Number in the name of a file with this suffix; 0 if it is another name. */
uint32_t segment_number(const char *name, const char *suffix);

/* --- reading with a buffer
 * -------------------------------------------------------------------------------------- */

typedef struct SegmentReader {
    const PvPlatform *platform;
    PvFile *file; /* owned */
    uint8_t *bytes;
    size_t room;
    size_t filled;
    size_t ahead;   /* bytes to read at once; grows while reading goes on */
    uint64_t start; /* offset of bytes[0] */
} SegmentReader;

/* False with errno if the file cannot be opened. Closing is right in any state. */
bool reader_open(SegmentReader *reader, const PvPlatform *platform, const char *path);
void reader_close(SegmentReader *reader);
/* Closes the file, keeps the buffer's memory. */
void reader_leave(SegmentReader *reader);
/* size bytes at offset, which must lie below limit; NULL if they cannot be read. Valid until the next call.
 */
const uint8_t *reader_view(SegmentReader *reader, uint64_t offset, uint64_t size_bytes, uint64_t limit);
/* Header of the frame at place. */
FrameFault reader_header(SegmentReader *reader, const LogPlace *place, uint64_t limit, FrameHeader *header);
/* Header and checked body of the frame at place. */
FrameFault reader_frame(SegmentReader *reader, const LogPlace *place, uint64_t limit, FrameHeader *header,
                        const uint8_t **body);

/* --- what is known of a segment
 * ------------------------------------------------------------------------------- */

typedef struct LogSegment {
    uint64_t size_bytes; /* of the file */
    LogPlace start;
    LogPlace end;   /* after its last flushed frame */
    uint64_t epoch; /* of its last frame; of the one before the segment if it has none */
    uint32_t frames;
    uint32_t rewrites; /* since the log was opened */
} LogSegment;

/* Every n-th place between frames, to find a sequence with a short walk. */
typedef struct LogIndex {
    LogPlace *places;
    size_t count;
    size_t room;
} LogIndex;

/* Notes the place before a frame if it is far enough from the last one noted. */
void index_note(LogIndex *index, const LogPlace *place);
/* Last place noted at or before the sequence; false if there is none. */
bool index_find(const LogIndex *index, uint64_t sequence, LogPlace *place);
void index_clear(LogIndex *index);

/* Walks all frames of the segment from segment->start, at most up to segment->size_bytes; fills end, epoch,
 * frames and the index, and *last with the place before the last frame. Says why it went no further. */
FrameFault segment_walk(SegmentReader *reader, LogSegment *segment, LogIndex *index, LogPlace *last);

/* What lies behind the last good frame. */
typedef struct SegmentTail {
    uint64_t later_frame; /* offset of a whole header behind the place, 0 if there is none */
    uint64_t dirty_end;   /* end of the last bytes that are not zero, 0 if there are none */
    bool unreadable;
} SegmentTail;

/* Looks at everything from place.offset on; a header at place.offset itself does not count as a later frame.
 */
SegmentTail segment_tail(SegmentReader *reader, const LogPlace *place, uint64_t size_bytes);

/* --- the index file of a sealed segment; only a cache: failing to write it harms nothing
 * ---------------------------- */

/* Written beside the segment under another name, renamed when whole. */
void index_write(const PvPlatform *platform, const char *folder, const LogSegment *segment,
                 const LogIndex *index);
/* False if it is missing or bad. Of the segment it fills start, end, epoch and frames; index may be NULL. */
bool index_read(const PvPlatform *platform, const char *folder, uint32_t number, LogSegment *segment,
                LogIndex *index);
/* Removes it so that it cannot come back: 0, or -1 with errno; being missing is fine. */
int index_remove(const PvPlatform *platform, const char *folder, uint32_t number);
