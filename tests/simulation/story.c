/* A department goes back to an older backup; see story.h. */
#include "story.h"
#include "load.h"
#include "told.h"
#include <stdio.h>
#include <string.h>

#define LOAD_US (20 * SIM_SECOND_US)
#define REST_US (180 * SIM_SECOND_US)

static bool is_quiet(void *context)
{
    return story_is_quiet();
}

static void rest(const char *when)
{
    load.stopped = true;
    for (unsigned quiet = 0, waited = 0; quiet < 4; waited++) {
        sim_run_until(sim.now_us + SIM_SECOND_US / 2, NULL, NULL);
        quiet = is_quiet(NULL) ? quiet + 1 : 0;
        sim_check(waited * SIM_SECOND_US / 2 < REST_US, "no rest after %s", when);
    }
}

static void go_on(void)
{
    load_resume();
    sim_run_until(sim.now_us + LOAD_US, NULL, NULL);
}

/* All that one told and another wants was heard once, in order; of one epoch, or of all (0). */
static void compare(const SimNode *source, const Told *told, const SimNode *node, uint64_t epoch)
{
    Heard heard = {0};
    size_t at = 0;
    heard_read(&heard, node->service->log);
    for (size_t i = 0; i < told->count; i++) {
        const Pv__Envelope *event = told->events[i].envelope;
        if (!(event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED) || !told_is_wanted(node->table, event) ||
            (epoch && event->epoch != epoch))
            continue;
        while (at < heard.count && (strcmp(heard.events[at].source, source->table->name) != 0 ||
                                    (epoch && heard.events[at].epoch != epoch)))
            at++;
        sim_check(at < heard.count && heard.events[at].sequence == event->sequence,
                  "after a restore %s lacks event %llu of %s", node->table->name, (unsigned long long)event->sequence,
                  source->table->name);
        at++;
    }
    heard_free(&heard);
}

/* What was accepted since is in the new log. */
static void check_asks_since(const SimNode *restored, const Told *told, uint64_t since_us)
{
    for (const Ask *ask = asks; ask; ask = ask->next) {
        unsigned long long epoch, sequence;
        char name[32];
        if (ask->query || ask->to != restored || ask->state != ASK_ACCEPTED || ask->first_us < since_us)
            continue;
        sim_check(sscanf(ask->token, "%31[^.].%llx.%llu", name, &epoch, &sequence) == 3 && sequence <= told->count,
                  "%s was accepted at %s after a restore and is not there", ask->type, ask->token);
    }
}

static void restored(SimNode *node, uint64_t epoch_before, uint64_t since_us)
{
    static Told told[NODE_COUNT];
    rest("a restore");
    uint64_t epoch = node->service->durable.head.epoch;
    sim_check(epoch >> 32 > epoch_before >> 32, "%s was restored and its epoch did not rise", node->table->name);
    for (unsigned i = 0; i < NODE_COUNT; i++)
        told_read(&told[i], nodes[i].service->log);
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        if (&nodes[i] == node)
            continue;
        compare(node, &told[node - nodes], &nodes[i], epoch);
        compare(&nodes[i], &told[i], node, 0);
    }
    check_asks_since(node, &told[node - nodes], since_us);
}

static bool is_distrusted(const SimNode *node)
{
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        BusFigures figures;
        bool stopped = false;
        if (&nodes[i] == node)
            continue;
        bus_figures(nodes[i].service->bus, &figures);
        for (size_t peer = 0; peer < figures.peer_count; peer++)
            stopped |= strcmp(figures.peers[peer].name, node->table->name) == 0 && figures.peers[peer].stopped;
        if (!stopped)
            return false;
    }
    return true;
}

void story_tell(void)
{
    bool knows = sim.seed % 3 == 0;
    SimNode *node = &nodes[sim_below(NODE_COUNT)];
    if (sim.seed % 3 == 2)
        return;
    node_keep(node);
    uint64_t head = node->service->durable.head.head_shared, epoch = node->service->durable.head.epoch;
    go_on();
    rest("more load");
    bool lost = node->service->durable.head.head_shared > head;
    sim.rolled_back = true;
    sim.unknowing = !knows;
    sim_fault(knows ? FAULT_RESTORED : FAULT_ROLLED_BACK);
    node_put_back(node, knows);
    uint64_t since_us = sim.now_us;
    go_on();
    if (knows)
        restored(node, epoch, since_us);
    else
        sim_check(!lost || is_distrusted(node), "%s was rolled back, and others follow its log", node->table->name);
}
