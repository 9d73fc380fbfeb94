/* Time, chance and the order of things. */
#include "simulation.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

Simulation sim;

typedef struct Due {
    uint64_t at_us, order;
    void (*act)(void *context);
    void *context;
} Due;

static Due *heap;
static size_t heap_count, heap_room;
static uint64_t next_order;

/* splitmix64 */
uint64_t sim_random(void)
{
    uint64_t z = (sim.random += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

uint64_t sim_below(uint64_t limit)
{
    return limit ? sim_random() % limit : 0;
}

bool sim_chance(unsigned permille)
{
    return permille && sim_below(1000) < permille;
}

uint64_t sim_between(uint64_t least, uint64_t most)
{
    return least + sim_below(most - least + 1);
}

static bool before(const Due *a, const Due *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void swap(size_t a, size_t b)
{
    Due kept = heap[a];
    heap[a] = heap[b];
    heap[b] = kept;
}

void sim_at(uint64_t at_us, void (*act)(void *context), void *context)
{
    if (heap_count == heap_room) {
        heap_room = heap_room ? heap_room * 2 : 1024;
        heap = realloc(heap, heap_room * sizeof *heap);
        if (!heap)
            sim_fail("out of memory");
    }
    size_t at = heap_count++;
    heap[at] = (Due){at_us > sim.now_us ? at_us : sim.now_us, next_order++, act, context};
    for (; at > 0 && before(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap(at, (at - 1) / 2);
}

void sim_after(uint64_t delay_us, void (*act)(void *context), void *context)
{
    sim_at(sim.now_us + delay_us, act, context);
}

static Due take_first(void)
{
    Due first = heap[0];
    heap[0] = heap[--heap_count];
    for (size_t at = 0;;) {
        size_t least = at, child = 2 * at + 1;
        for (size_t i = child; i < child + 2 && i < heap_count; i++)
            if (before(&heap[i], &heap[least]))
                least = i;
        if (least == at)
            return first;
        swap(at, least);
        at = least;
    }
}

void sim_run_until(uint64_t until_us, bool (*done)(void *context), void *context)
{
    while (heap_count > 0 && heap[0].at_us <= until_us) {
        Due due = take_first();
        sim.now_us = due.at_us;
        due.act(due.context);
        if (done && done(context))
            return;
    }
    if (sim.now_us < until_us)
        sim.now_us = until_us;
}

void sim_note(const void *bytes, size_t size)
{
    sim.trace = XXH64(bytes, size, sim.trace ^ sim.now_us);
}

void sim_fault(SimFault fault)
{
    sim.faults[fault]++;
}

const char *sim_fault_text(SimFault fault)
{
    static const char *const texts[] = {
#define SIM_FAULT_TEXT(name, text) text,
        SIM_FAULTS(SIM_FAULT_TEXT)
#undef SIM_FAULT_TEXT
    };
    return texts[fault];
}

void sim_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "seed %llu, step %llu, %.6f s: ", (unsigned long long)sim.seed, (unsigned long long)sim.steps,
            (double)sim.now_us / 1e6);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(1);
}

void sim_say(const char *format, ...)
{
    if (!sim.verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    printf("%12.6f ", (double)sim.now_us / 1e6);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}
