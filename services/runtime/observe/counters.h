/* Figures of the running program: counters that rise and gauges that move, changed from any thread without
 * a lock.
 *   PV_COUNTER(frames, "payvand_log_frames_total", "Frames appended to the log");
 * expands to a static PvCounter frames that is in the list before main starts; counter_add(&frames, 1)
 * counts. */
#pragma once

#include "runtime/memory/arena.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct PvCounter {
    _Atomic int64_t value;
    const char *name;   /* as Prometheus wants it: payvand_…, a counter's ends in _total */
    const char *help;   /* one sentence without a full stop */
    const char *labels; /* such as peer="sales", or "" */
    bool rises;         /* a counter; else a gauge */
    struct PvCounter *next;
} PvCounter;

#define PV_COUNTER(symbol, name_text, help_text) PV_COUNTER_DECLARE(symbol, name_text, help_text, "", true)
#define PV_GAUGE(symbol, name_text, help_text) PV_COUNTER_DECLARE(symbol, name_text, help_text, "", false)
/* The same with labels, for a family of figures under one name. */
#define PV_COUNTER_LABELLED(symbol, name_text, labels_text, help_text)                                       \
    PV_COUNTER_DECLARE(symbol, name_text, help_text, labels_text, true)
#define PV_GAUGE_LABELLED(symbol, name_text, labels_text, help_text)                                         \
    PV_COUNTER_DECLARE(symbol, name_text, help_text, labels_text, false)
#define PV_COUNTER_DECLARE(symbol, name_text, help_text, labels_text, does_rise)                             \
    static PvCounter symbol = {                                                                              \
        .name = name_text, .help = help_text, .labels = labels_text, .rises = does_rise};                    \
    __attribute__((constructor)) static void register_##symbol(void)                                         \
    {                                                                                                        \
        counter_register(&symbol);                                                                           \
    }

static inline void counter_add(PvCounter *counter, int64_t amount)
{
    atomic_fetch_add_explicit(&counter->value, amount, memory_order_relaxed);
}

static inline void gauge_set(PvCounter *gauge, int64_t value)
{
    atomic_store_explicit(&gauge->value, value, memory_order_relaxed);
}

static inline int64_t counter_value(const PvCounter *counter)
{
    return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

/* Puts a figure in the list, for those made at run time (one for each peer, say); it stays there for ever.
 * Any thread. */
void counter_register(PvCounter *counter);
/* Takes one out again, before its memory goes. Not while another thread prints. */
void counter_forget(PvCounter *counter);

/* Calls visit for every figure, ordered by name and labels. */
void counters_visit(void (*visit)(void *context, const PvCounter *counter, int64_t value), void *context);
/* All figures in Prometheus' text format (version 0.0.4), ended by NUL, in the arena. labels are added to
 * each, such as department="sales"; NULL or "" for none. */
char *counters_print(PvArena *arena, const char *labels);
