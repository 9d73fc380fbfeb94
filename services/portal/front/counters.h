/* Figures of the HTTP front, for /metrics. */
#pragma once

#include "runtime/memory/arena.h"
#include <stddef.h>
#include <stdint.h>

void count_answer(unsigned status, int64_t took_us, size_t bytes_out);
void count_body(size_t bytes_in);
typedef enum FrontGauge {
    GAUGE_CONNECTIONS,
    GAUGE_SESSIONS,  /* kept in memory */
    GAUGE_STREAMS,
    GAUGE_CALLS,     /* requests that wait for a department */
    GAUGE_HASHES,    /* passwords waiting to be judged */
    GAUGE_AUDIT,     /* entries not yet kept */
    FRONT_GAUGES
} FrontGauge;
void count_now(FrontGauge gauge, int64_t value);
typedef enum FrontCount {
    COUNT_SIGN_INS,
    COUNT_SIGN_INS_REFUSED,
    COUNT_THROTTLED,
    COUNT_AUDIT_LOST,
    COUNT_AUDIT_KEPT,
    COUNT_CHANGES,
    COUNT_STREAMS_DROPPED,
    COUNT_UNREACHABLE,
    COUNT_CUT, /* connections that were too slow or too many */
    FRONT_COUNTS
} FrontCount;
void count_one(FrontCount count, int64_t amount);

/* All of them in Prometheus' text format, ended by NUL, in the arena. Any thread. */
char *front_counters_print(PvArena *arena);
