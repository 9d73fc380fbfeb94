/* Bits that flip in a copy are found while its source still has what they were. */
#include "cli/follow_other.h"
#include "runtime/log/segment.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Segments of a copy are as long as their frames. */
static bool is_whole(LogSegment *segment, const char *path)
{
    SegmentReader reader = {0};
    LogIndex index = {0};
    LogPlace last;
    const PvPlatform *platform = platform_real();
    bool whole = reader_open(&reader, platform, path) &&
                 platform->file_size(NULL, reader.file, &segment->size_bytes) == 0 &&
                 segment_walk(&reader, segment, &index, &last) != FRAME_UNREADABLE &&
                 segment->end.offset == segment->size_bytes;
    index_clear(&index);
    reader_close(&reader);
    return whole;
}

CopyResult follow_check(FollowCheck *check, FrameCopy *copy)
{
    char folder[COPY_PATH_BYTES + 16], path[LOG_PATH_BYTES];
    if (check->next.segment == 0)
        check->next = (LogPlace){.segment = 1, .next_sequence = 1};
    uint32_t number = check->next.segment;
    if (number >= log_copy_end(copy->log).segment)
        return COPY_LEVEL;
    LogSegment segment = {.start = check->next, .end = check->next};
    snprintf(folder, sizeof folder, "%s/log", copy->folder);
    segment_path(folder, number, LOG_SEGMENT_SUFFIX, path);
    if (!is_whole(&segment, path)) {
        CopyResult result = copy_take_again(copy, number);
        if (result != COPY_MORE)
            return result;
        segment = (LogSegment){.start = check->next, .end = check->next};
        if (!is_whole(&segment, path)) {
            snprintf(copy->error, sizeof copy->error, "%.300s is damaged, also when taken again", path);
            return COPY_DAMAGED;
        }
        fprintf(stderr, "payvand: %s was damaged and is taken again\n", path);
    }
    check->next = segment.end;
    check->next.segment = number + 1;
    check->next.offset = 0;
    return COPY_MORE;
}
