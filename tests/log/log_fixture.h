/* What the tests of the log share: frames whose content follows from their number, and checks against that.
 */
#pragma once

#include "runtime/log/log.h"
#include "support/faulty_platform.h"
#include "support/test.h"

#define EPOCH 0x0000000100000007u
#define SMALL_SEGMENT_BYTES 8192

/* Opens the log in folder with small segments and the real platform; fails the test if it cannot. */
PvLog *given_log(const char *folder);
/* The same through another platform; the result is the caller's to judge, error may be NULL. */
LogResult open_log(PvLog **log, const char *folder, const PvPlatform *platform, uint64_t segment_bytes,
                   char *error);

/* Number `number` (from 0) appends the frame that belongs there: begin, add, seal, flush. */
LogResult append_frame(PvLog *log, uint64_t number);
LogResult seal_frame(PvLog *log, uint64_t number); /* all but the flush */
void given_frames(PvLog *log, uint64_t from, uint64_t to);
/* The first told sequence of frame `number`, and how many it tells. */
uint64_t sequence_of(uint64_t number);
uint32_t told_in(uint64_t number);

/* Is this the frame with that number, byte for byte? Fails the test if not. */
void expect_frame(const LogFrame *frame, uint64_t number);
/* Reads the whole log: the frames from 0 to count must be there and no more. */
void expect_frames(PvLog *log, uint64_t count);
/* Reads from the start until something else than LOG_OK comes; every frame seen is checked. */
LogResult read_until_stopped(PvLog *log, uint64_t *count);

/* Files. */
void path_of(const char *folder, const char *name, char path[512]);
uint8_t *load_file(const char *path, size_t *size_bytes);
void save_file(const char *path, const void *bytes, size_t size_bytes);
bool file_exists(const char *folder, const char *name);
