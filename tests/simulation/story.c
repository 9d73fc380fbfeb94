/* A department goes back to an older backup; see story.h. */
#include "story.h"
#include "load.h"
#include "told.h"
#include "worker_node.h"
#include <stdio.h>
#include <string.h>

#define LOAD_US (20 * SIM_SECOND_US)
#define ALONE_LIMIT 20 /* times of load without others */
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
    return strcmp(node->table->name, "sales") != 0 || workers_distrust_sales();
}

/* --- gone back without knowing it */

static void set_alone(const SimNode *node, bool alone)
{
    for (unsigned i = 0; i < sim_actor_count(); i++)
        if (!sim_actor(i)->steady && !sim_actor(i)->calls) {
            sim_link(i, node->actor.index)->cut = alone;
            sim_link(node->actor.index, i)->cut = alone;
        }
}

/* Nobody hears it until its log has passed the end that others know. */
static void go_on_unheard(SimNode *node, uint64_t head)
{
    set_alone(node, true);
    for (unsigned i = 0; i < ALONE_LIMIT && (!node_is_ready(node) || node->service->durable.head.head_shared <= head); i++)
        go_on();
    sim_run_until(sim.now_us + sim_below(LOAD_US), NULL, NULL);
    set_alone(node, false);
}

static size_t heard_of(const SimNode *node, const SimNode *source)
{
    Heard heard = {0};
    size_t count = 0;
    heard_read(&heard, node->service->log);
    for (size_t i = 0; i < heard.count; i++)
        count += strcmp(heard.events[i].source, source->table->name) == 0;
    heard_free(&heard);
    return count;
}

static void rolled_back(SimNode *node, uint64_t head)
{
    bool lost = node->service->durable.head.head_shared > head, unheard = sim_chance(600);
    uint64_t known = node->service->durable.head.head_shared;
    size_t heard[NODE_COUNT];
    for (unsigned i = 0; i < NODE_COUNT; i++)
        heard[i] = heard_of(&nodes[i], node);
    sim.rolled_back = sim.unknowing = true;
    sim_fault(unheard ? FAULT_ROLLED_BACK_UNHEARD : FAULT_ROLLED_BACK);
    node_put_back(node, false);
    if (unheard)
        go_on_unheard(node, known);
    go_on();
    sim_check(!lost || is_distrusted(node), "%s was rolled back%s, and others follow its log", node->table->name,
              unheard ? " and gone on unheard" : "");
    for (unsigned i = 0; lost && i < NODE_COUNT; i++)
        sim_check(&nodes[i] == node || heard_of(&nodes[i], node) == heard[i], "%s took events of %s, which was rolled back",
                  nodes[i].table->name, node->table->name);
}

void story_tell(void)
{
    SimNode *node = &nodes[sim_below(NODE_COUNT)];
    if (sim.seed % 3 == 2)
        return;
    node_keep(node);
    uint64_t head = node->service->durable.head.head_shared, epoch = node->service->durable.head.epoch;
    go_on();
    rest("more load");
    uint64_t known = node->service->durable.head.head_shared;
    if (sim.seed % 3) {
        rolled_back(node, head);
        return;
    }
    sim.rolled_back = true;
    sim_fault(FAULT_RESTORED);
    node_put_back(node, true);
    uint64_t since_us = sim.now_us;
    if (sim_chance(500)) /* the new epoch is past the old end before anybody hears of it */
        go_on_unheard(node, known);
    go_on();
    restored(node, epoch, since_us);
}
