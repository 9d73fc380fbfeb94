/* What the simulator is asked to do. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define AT_ONCE_LIMIT 64

typedef struct Options {
    uint64_t first, count, seconds; /* first seed, how many, virtual seconds with faults of each */
    double wall_s;                  /* no new seeds after it; 0 without */
    unsigned at_once;
    bool verbose, json, quiet, until_found, twice;
} Options;

/* Reads the words of the command line. -1: run; else the exit code, after the help or after saying what is wrong. */
int options_read(int count, char **words, Options *options);
