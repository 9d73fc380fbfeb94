/* Faults of a run; see faults.h. */
#include "faults.h"
#include "client.h"
#include "node.h"
#include "worker_node.h"

#define DEEDS 9

typedef struct Character {
    unsigned lost, doubled, late; /* of a thousand frames, on restless links */
    unsigned weights[DEEDS];      /* of the deeds below */
    uint64_t pause_us;            /* between them, on the average half of it more or less */
} Character;

static Character character;

static SimNode *any_node(void)
{
    return &nodes[sim_below(NODE_COUNT)];
}

/* --- links */

static void mend(void *context)
{
    SimLink *link = context;
    link->cut = false;
}

static void cut(void)
{
    unsigned from = (unsigned)sim_below(sim_actor_count()), to = (unsigned)sim_below(sim_actor_count());
    uint64_t for_us = sim_chance(200) ? sim_between(5000000, 60000000) : sim_between(20000, 4000000);
    bool one_way = sim_chance(300);
    if (from == to || sim_actor(from)->steady || sim_actor(to)->steady)
        return;
    sim_fault(one_way ? FAULT_CUT_ONE_WAY : FAULT_CUT);
    sim_link(from, to)->cut = true;
    sim_after(for_us, mend, sim_link(from, to));
    if (one_way)
        return;
    sim_link(to, from)->cut = true;
    sim_after(for_us, mend, sim_link(to, from));
}

/* One department is alone for a while. */
static void isolate(void)
{
    SimNode *node = any_node();
    uint64_t for_us = sim_between(200000, 30000000);
    for (unsigned i = 0; i < sim_actor_count(); i++) {
        if (i == node->actor.index || sim_actor(i)->steady)
            continue;
        sim_fault(FAULT_CUT);
        sim_link(i, node->actor.index)->cut = sim_link(node->actor.index, i)->cut = true;
        sim_after(for_us, mend, sim_link(i, node->actor.index));
        sim_after(for_us, mend, sim_link(node->actor.index, i));
    }
}

/* Each link is restless or not for a while. */
static void unsettle(void)
{
    for (unsigned from = 0; from < sim_actor_count(); from++)
        for (unsigned to = 0; to < sim_actor_count(); to++) {
            SimLink *link = sim_link(from, to);
            if (sim_actor(from)->steady || sim_actor(to)->steady)
                continue;
            bool restless = sim_chance(500);
            link->lost = restless ? (unsigned)sim_below(character.lost + 1) : 0;
            link->doubled = restless ? (unsigned)sim_below(character.doubled + 1) : 0;
            link->late = restless ? (unsigned)sim_below(character.late + 1) : 0;
            link->delay_us = sim_chance(200) ? sim_between(1000, 200000) : 400;
        }
}

/* --- processes */

static void kill_one(SimNode *node)
{
    bool power = sim_chance(500);
    if (!node->service)
        return;
    sim_fault(power ? FAULT_POWER_CUT : FAULT_KILLED);
    node_kill(node, power);
}

static void kill_some(void)
{
    unsigned mode = (unsigned)sim_below(10);
    if (mode == 0) { /* all at once */
        for (unsigned i = 0; i < NODE_COUNT; i++)
            kill_one(&nodes[i]);
    } else if (mode < 4) {
        kill_one(any_node());
    } else if (mode < 8) {
        SimDisk *disk = &any_node()->disk;
        disk->dies_at = sim_between(1, 12);
        disk->dies_by_power = sim_chance(500);
    } else {
        any_node()->die_at_checkpoint = true;
    }
}

static void go_on(void *context)
{
    node_continue(context);
}

static void stop_one(void)
{
    SimNode *node = any_node();
    if (!node->service || node->stopped)
        return;
    sim_fault(FAULT_STOPPED);
    node_stop(node);
    sim_after(sim_chance(200) ? sim_between(5000000, 40000000) : sim_between(10000, 3000000), go_on, node);
}

/* --- disks and clocks */

static void make_room(void *context)
{
    SimNode *node = context;
    node->disk.room_bytes = UINT64_MAX / 2;
    node->disturbed_us = sim.now_us;
}

static void fill_disk(void)
{
    SimNode *node = any_node();
    sim_fault(FAULT_DISK_FULL);
    node->disk.room_bytes = node->disk.size_bytes + sim_below(300000);
    sim_after(sim_between(1000000, 20000000), make_room, node);
}

static void fail_flush(void)
{
    SimNode *node = any_node();
    sim_fault(FAULT_FLUSH_FAILED);
    node->disk.next_flush_fails = true;
}

static void set_clock_right(void *context)
{
    ((SimNode *)context)->disk.skew_ms = 0;
}

static void move_clock(void)
{
    SimNode *node = any_node();
    int64_t most = sim_chance(300) ? SIM_CLOCK_MOVES_MS : 20000; /* far, or within what others accept */
    sim_fault(FAULT_CLOCK_JUMP);
    node->disk.skew_ms = (int64_t)sim_between(0, 2 * (uint64_t)most) - most;
    if (node->disk.skew_ms > sim.ahead_ms)
        sim.ahead_ms = node->disk.skew_ms;
    sim_after(sim_between(1000000, 60000000), set_clock_right, node);
}

static void next(void *context)
{
    static void (*const deeds[])(void) = {cut, isolate, unsettle, kill_some, stop_one, fill_disk,
                                          fail_flush, move_clock, workers_trouble};
    if (sim.healed)
        return;
    unsigned total = 0, i = 0;
    for (unsigned at = 0; at < DEEDS; at++)
        total += character.weights[at];
    unsigned pick = (unsigned)sim_below(total);
    while (pick >= character.weights[i])
        pick -= character.weights[i++];
    deeds[i]();
    sim_after(sim_between(1000, 2 * character.pause_us), next, context);
}

void faults_begin(void)
{
    character.lost = (unsigned)sim_between(0, 400);
    character.doubled = (unsigned)sim_between(0, 300);
    character.late = (unsigned)sim_between(0, 300);
    for (unsigned i = 0; i < DEEDS; i++)
        character.weights[i] = sim_chance(250) ? 0 : (unsigned)sim_between(1, 10);
    character.weights[2] += 2;
    character.weights[3] += 2;
    character.pause_us = sim_between(400000, 6000000);
    sim_after(5 * SIM_SECOND_US, next, NULL);
}

void faults_end(void)
{
    sim.healed = true;
    for (unsigned from = 0; from < sim_actor_count(); from++)
        for (unsigned to = 0; to < sim_actor_count(); to++)
            *sim_link(from, to) = (SimLink){.delay_us = 400};
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        SimDisk *disk = &nodes[i].disk;
        disk->room_bytes = UINT64_MAX / 2;
        disk->dies_at = 0;
        disk->next_flush_fails = false;
        disk->skew_ms = 0;
        nodes[i].die_at_checkpoint = false;
        node_continue(&nodes[i]);
    }
    workers_heal();
}
