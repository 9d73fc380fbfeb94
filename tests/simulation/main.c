/* The simulator: what one seed is, from the first start to the last check. */
#include "check.h"
#include "faults.h"
#include "load.h"
#include "seeds.h"
#include "story.h"
#include "runtime/observe/log.h"
#include "worker_node.h"
#include <fcntl.h>
#include <malloc.h>
#include <string.h>

#define MAPPED_FROM_BYTES (128 * 1024)
#define REST_LIMIT_US (900 * SIM_SECOND_US)
#define IDLE_US 25000
#define LONG_IDLE_US 200000
#define REMINDERS_MS 90000 /* all reminders are due by then */

bool story_is_quiet(void)
{
    return clients_waiting() == 0 && nodes_at_rest() && workers_at_rest();
}

/* Nobody has anything to do any more, and goes on having nothing to do for a while. */
static void come_to_rest(void)
{
    uint64_t limit_us = sim.now_us + REST_LIMIT_US;
    load.stopped = true;
    for (unsigned quiet = 0; quiet < 8;) {
        sim_run_until(sim.now_us + SIM_SECOND_US / 2, NULL, NULL);
        quiet = story_is_quiet() ? quiet + 1 : 0;
        if (sim.now_us > limit_us)
            sim_fail("no rest %d s after the last fault: %u requests wait", (int)(REST_LIMIT_US / SIM_SECOND_US),
                     clients_waiting());
    }
    /* Stamps of clocks that ran ahead wait until the time is theirs; reminders come due. */
    sim.idle_us = LONG_IDLE_US;
    sim_run_until(sim.now_us + ((uint64_t)sim.ahead_ms + REMINDERS_MS) * UINT64_C(1000), NULL, NULL);
    sim.idle_us = IDLE_US;
    for (unsigned i = 0; !story_is_quiet() && i < 200; i++)
        sim_run_until(sim.now_us + SIM_SECOND_US / 2, NULL, NULL);
    sim_check(story_is_quiet(), "the departments do not come to rest");
}

static void run_seed(const Options *options, uint64_t seed, SeedResult *result)
{
    sim.seed = seed;
    sim.random = seed * 0x9e3779b97f4a7c15ULL + 0x1234567;
    sim.idle_us = IDLE_US;
    sim.verbose = options->verbose;
    observe_start("simulation", OBSERVE_ERROR);
    if (!options->verbose)
        observe_to(open("/dev/null", O_WRONLY | O_CLOEXEC));
    nodes_open();
    clients_open();
    workers_open();
    load.pace_us = sim_between(300000, 1500000);
    load_begin();
    faults_begin();
    sim_run_until(options->seconds * SIM_SECOND_US, NULL, NULL);
    faults_end();
    come_to_rest();
    check_all();
    story_tell();
    *result = (SeedResult){.seconds = sim.now_us / SIM_SECOND_US,
                           .steps = sim.steps,
                           .checks = sim.checks,
                           .trace = sim.trace};
    memcpy(result->faults, sim.faults, sizeof result->faults);
    for (const Ask *ask = asks; ask; ask = ask->next)
        result->commands += !ask->query;
    for (unsigned i = 0; i < NODE_COUNT; i++)
        result->events += nodes[i].service->durable.head.head;
    workers_close();
    nodes_close();
}

int main(int count, char **words)
{
    Options options;
    int code = options_read(count, words, &options);
    if (code >= 0)
        return code;
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES); /* stores opened again and again take zeroed pages, not cleared ones */
    return options.twice ? seeds_run_twice(&options, run_seed) : seeds_run(&options, run_seed);
}
