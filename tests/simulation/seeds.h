/* Seeds, each in a process of its own. */
#pragma once

#include "options.h"
#include "simulation.h"

/* What one seed came to, or several together. */
typedef struct SeedResult {
    uint64_t seconds, steps, checks, trace, commands, events, faults[FAULT_KINDS];
} SeedResult;

/* Runs one seed in this process; a check that does not hold ends the process. */
typedef void SeedRun(const Options *options, uint64_t seed, SeedResult *result);

/* Runs all seeds that are asked for and sums up. Returns the exit code: 0, 1 where one failed or could not be run, 128 and
 * the number of the signal that ended it. No child and no folder stays behind. */
int seeds_run(const Options *options, SeedRun *run);
/* Runs the first seed twice: each step must be the same. The exit code as above. */
int seeds_run_twice(const Options *options, SeedRun *run);
