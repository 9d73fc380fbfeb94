/* Keeps a number of commands under way at one department, and asks another when it has what the first one
 * told. */
#pragma once

#include "requests.h"

typedef struct Load {
    const Plan *plan;
    void *source;   /* DEALER towards the department asked */
    void *consumer; /* DEALER towards the one that hears it, or NULL */
    /* Packs the request for a number; the same number again when it was BUSY. */
    size_t (*make)(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out);
    uint64_t (*next)(void *context); /* the next number */
    void *context;
    unsigned in_flight;
    uint64_t limit;            /* commands in all; UINT64_MAX without */
    double warm_up_s, seconds; /* with no limit */
    void (*progress)(uint64_t done);
} Load;

/* Runs to its end with every answer in. Ends the program when a command is refused for good. */
void load_run(const Load *load, Phase *phase);
