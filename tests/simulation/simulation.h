/* A whole installation in one process and one thread: the real services (log, tables, engine, bus, customer card, all
 * departments, workers) over a clock, random numbers, a network and log files that belong to the simulation. A seed
 * decides everything, so a failure is repeated by its seed. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_ACTOR_LIMIT 16
#define SIM_CLOCK_MOVES_MS 1200000 /* clocks are wrong by at most this much */
#define SIM_SECOND_US UINT64_C(1000000)
#define SIM_START_MS 1767225600000LL /* 2026-01-01 00:00 UTC */

/* What can go wrong, as counted in the summary. */
#define SIM_FAULTS(FAULT)                                                                                         \
    FAULT(FRAME_LOST, "frames lost")                                                                             \
    FAULT(FRAME_DOUBLED, "frames doubled")                                                                       \
    FAULT(FRAME_LATE, "frames late, past later ones")                                                            \
    FAULT(CUT, "links cut both ways")                                                                            \
    FAULT(CUT_ONE_WAY, "links cut one way")                                                                      \
    FAULT(KILLED, "processes killed")                                                                            \
    FAULT(KILLED_AT_FILE, "processes killed at a file operation")                                                \
    FAULT(POWER_CUT, "power cuts")                                                                               \
    FAULT(SECTOR_OLD, "sectors that a power cut gave back old")                                                  \
    FAULT(CHECKPOINT_KILLED, "processes killed at a checkpoint")                                                 \
    FAULT(CHECKPOINT_LOST, "checkpoints lost by it")                                                             \
    FAULT(FLUSH_FAILED, "flushes failed")                                                                        \
    FAULT(DISK_FULL, "disks filled")                                                                             \
    FAULT(CLOCK_JUMP, "clocks moved")                                                                            \
    FAULT(STOPPED, "processes stopped for a while")                                                              \
    FAULT(PARTITIONS_MOVED, "times that partitions were moved between workers")                                  \
    FAULT(RESTORED, "departments restored from an older backup")                                                 \
    FAULT(ROLLED_BACK, "departments rolled back without knowing it")                                             \
    FAULT(ROLLED_BACK_UNHEARD, "departments rolled back that went on unheard beyond their old end")

typedef enum SimFault {
#define SIM_FAULT_ENUM(name, text) FAULT_##name,
    SIM_FAULTS(SIM_FAULT_ENUM)
#undef SIM_FAULT_ENUM
    FAULT_KINDS
} SimFault;

/* Somebody with sockets: a department, a worker, a client. */
typedef struct SimActor {
    const char *name;
    unsigned index;
    void (*wake)(void *context); /* a message came */
    void *context;
    bool steady;      /* its links are never disturbed */
    bool calls;       /* a client */
    unsigned waiting; /* messages that came and were not taken */
} SimActor;

typedef struct Simulation {
    uint64_t seed;
    uint64_t random;
    uint64_t now_us;
    uint64_t idle_us; /* how often who has nothing to do looks around */
    uint64_t steps;   /* turns taken */
    uint64_t trace; /* a hash of everything that happened, to see that a seed repeats */
    SimActor *actor; /* who runs now, and owns what sockets are made */
    uint64_t faults[FAULT_KINDS];
    uint64_t checks;
    bool verbose;
    int64_t ahead_ms; /* most that a clock ever ran ahead */
    bool rolled_back; /* a department is back at an older backup: answers that it gave since are not its own any more */
    bool unknowing;   /* and does not know it: its tokens mean nothing */
    bool healed; /* no more faults: everything must come to rest */
    char folder[256];
} Simulation;

extern Simulation sim;

/* --- world.c */

uint64_t sim_random(void);
/* A number below limit; 0 if limit is 0. */
uint64_t sim_below(uint64_t limit);
bool sim_chance(unsigned permille);
/* Between the two, both included. */
uint64_t sim_between(uint64_t least, uint64_t most);
/* Calls act(context) at the time, in the order of times and, for equal ones, of asking. */
void sim_at(uint64_t at_us, void (*act)(void *context), void *context);
void sim_after(uint64_t delay_us, void (*act)(void *context), void *context);
/* Runs what is due until the time, or until done(context), if given, is true. */
void sim_run_until(uint64_t until_us, bool (*done)(void *context), void *context);
/* Mixes something that happened into the trace. */
void sim_note(const void *bytes, size_t size_bytes);
void sim_fault(SimFault fault);
const char *sim_fault_text(SimFault fault);
/* Something does not hold: says seed, time and step and ends the process with code 1. */
_Noreturn void sim_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A line for --verbose. */
void sim_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Counts a check and fails with the text unless it holds. */
#define sim_check(holds, ...)                                                                                     \
    do {                                                                                                          \
        sim.checks++;                                                                                             \
        if (!(holds))                                                                                             \
            sim_fail(__VA_ARGS__);                                                                                \
    } while (0)

/* --- sockets.c: libzmq's functions over the simulated network */

typedef struct SimLink {
    bool cut;
    unsigned lost, doubled, late; /* of a thousand frames */
    uint64_t delay_us;            /* most of the way; the least is 50 µs */
} SimLink;

void sim_actor_add(SimActor *actor);
SimActor *sim_actor(unsigned index);
unsigned sim_actor_count(void);
/* One way from one actor to another. */
SimLink *sim_link(unsigned from, unsigned to);
/* All sockets of an actor are gone, as when its process dies. */
void sim_sockets_drop(const SimActor *actor);
/* When the message that was taken last, by whomever, was sent. */
uint64_t sim_received_sent_us(void);
/* Has the actor a message that it has not taken? */
bool sim_sockets_waiting(const SimActor *actor);
