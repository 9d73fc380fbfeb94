/* The hybrid logical clock: stamps that follow the clock of the host where they can and never go back, so
 * that what was heard is always older than what is told after it (Kulkarni and others, "Logical Physical
 * Clocks", 2014). A stamp is UTC milliseconds in the high 48 bits and a counter in the low 16. Not for
 * threads to share. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct PvHlc {
    uint64_t last; /* newest stamp made or heard; 0 at the start, or what was stored */
} PvHlc;

/* A new stamp, greater than all before. */
uint64_t hlc_tick(PvHlc *clock, int64_t now_ms);
/* Takes note of another's stamp. False, and nothing noted, if it is more than PV_CLOCK_AHEAD_LIMIT_MS
 * ahead of now. */
bool hlc_hear(PvHlc *clock, uint64_t stamp, int64_t now_ms);

/* Milliseconds of a stamp. */
int64_t hlc_ms(uint64_t stamp);
/* The first stamp of a millisecond. */
uint64_t hlc_of_ms(int64_t at_ms);
