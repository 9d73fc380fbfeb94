/* One line of progress on stderr: rewritten in place on a terminal, else a line each five seconds. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct Progress {
    const char *what; /* such as rows */
    uint64_t total;   /* 0 if not known */
    int64_t began_ms, due_ms;
    bool on_terminal, quiet, shown;
} Progress;

void progress_begin(Progress *progress, const char *what, uint64_t total, bool quiet);
/* Cheap to call often. */
void progress_show(Progress *progress, uint64_t done);
/* Leaves the last figure standing. */
void progress_end(Progress *progress, uint64_t done);
