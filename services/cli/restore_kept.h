/* What a log that is put aside holds and the one that takes its place does not. */
#pragma once

#include "runtime/log/log.h"

#define KEPT_RUN_LIMIT 16
#define KEPT_ERROR_BYTES 300

/* Events of one epoch, without a hole. */
typedef struct KeptRun {
    uint64_t epoch, first, last;
} KeptRun;

typedef struct RestoreKept {
    KeptRun runs[KEPT_RUN_LIMIT]; /* in order; the last one takes in what follows if there are more epochs */
    unsigned count;
    char damage[KEPT_ERROR_BYTES]; /* why not all of the log could be read; "" if all was */
} RestoreKept;

/* Compares two folders with logs that nobody writes. A folder without a log holds nothing. */
void restore_compare(const char *old_folder, const char *new_folder, RestoreKept *kept);
/* How many events are in the old one alone. */
uint64_t restore_kept_events(const RestoreKept *kept);
