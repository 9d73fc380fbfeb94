/* Runs seeds, each in a process of its own, and sums up: seeds, virtual time, faults by kind, checks, failures. */
#include "check.h"
#include "faults.h"
#include "load.h"
#include "story.h"
#include "runtime/observe/log.h"
#include "worker_node.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAPPED_FROM_BYTES (128 * 1024)
#define REST_LIMIT_US (900 * SIM_SECOND_US)
#define AT_ONCE_LIMIT 64
#define PROGRESS_EVERY 20 /* seeds, where no terminal shows it */
#define IDLE_US 25000
#define LONG_IDLE_US 200000
#define REMINDERS_MS 90000 /* all reminders are due by then */

typedef struct Result {
    uint64_t seed, seconds, steps, checks, trace, commands, events, faults[FAULT_KINDS];
} Result;

typedef struct Options {
    uint64_t first, count, seconds;
    double wall_s; /* no new seeds after it */
    unsigned at_once;
    bool verbose, json, quiet, until_found;
} Options;

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

static void run_seed(const Options *options, uint64_t seed, Result *result)
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
    *result = (Result){.seed = seed,
                       .seconds = sim.now_us / SIM_SECOND_US,
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

/* --- many */

typedef struct Child {
    pid_t pid;
    int from;
    uint64_t seed;
} Child;

static Child start_child(const Options *options, uint64_t seed)
{
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0) {
        perror("pipe");
        exit(1);
    }
    pid_t pid = fork();
    if (pid == 0) {
        Result result;
        close(ends[0]);
        prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); /* huge pages would be cleared for tables that hold a few rows */
        run_seed(options, seed, &result);
        ssize_t written = write(ends[1], &result, sizeof result);
        fflush(NULL);
        _exit(written == (ssize_t)sizeof result ? 0 : 1);
    }
    close(ends[1]);
    return (Child){pid, ends[0], seed};
}

static void clean_up(pid_t pid)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf /dev/shm/payvand-simulation-%d /tmp/payvand-simulation-%d", (int)pid, (int)pid);
    if (system(command) != 0)
        fprintf(stderr, "the folder of process %d could not be removed\n", (int)pid);
}

/* True if the seed passed; adds its figures. */
static bool end_child(const Child *child, int status, Result *sum, uint64_t *trace)
{
    Result result;
    bool passed = WIFEXITED(status) && WEXITSTATUS(status) == 0 && read(child->from, &result, sizeof result) == sizeof result;
    close(child->from);
    if (!passed) {
        if (WIFSIGNALED(status))
            fprintf(stderr, "seed %llu: the process ended with signal %d\n", (unsigned long long)child->seed,
                    WTERMSIG(status));
        clean_up(child->pid);
        return false;
    }
    sum->seconds += result.seconds;
    sum->steps += result.steps;
    sum->checks += result.checks;
    sum->commands += result.commands;
    sum->events += result.events;
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        sum->faults[i] += result.faults[i];
    *trace = result.trace;
    return true;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void print_summary(const Options *options, const Result *sum, uint64_t passed, uint64_t failed, double wall_s)
{
    if (options->json) {
        printf("{\"seeds\": %llu, \"failed\": %llu, \"virtualSeconds\": %llu, \"wallSeconds\": %.1f, \"commands\": %llu, "
               "\"events\": %llu, \"checks\": %llu, \"faults\": {",
               (unsigned long long)(passed + failed), (unsigned long long)failed, (unsigned long long)sum->seconds, wall_s,
               (unsigned long long)sum->commands, (unsigned long long)sum->events, (unsigned long long)sum->checks);
        for (unsigned i = 0; i < FAULT_KINDS; i++)
            printf("%s\"%s\": %llu", i ? ", " : "", sim_fault_text(i), (unsigned long long)sum->faults[i]);
        puts("}}");
        return;
    }
    printf("%llu seeds, %llu failed; %.1f virtual hours in %.1f s; %llu commands, %llu events, %llu checks\n",
           (unsigned long long)(passed + failed), (unsigned long long)failed, (double)sum->seconds / 3600, wall_s,
           (unsigned long long)sum->commands, (unsigned long long)sum->events, (unsigned long long)sum->checks);
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        printf("  %12llu  %s\n", (unsigned long long)sum->faults[i], sim_fault_text(i));
}

/* A round of many seeds. */
typedef struct Round {
    Child children[AT_ONCE_LIMIT];
    unsigned running;
    uint64_t started, passed, failed, trace;
    bool found; /* a check failed: not only did a process end */
    Result sum;
    double began_s;
} Round;

static bool goes_on(const Options *options, const Round *round)
{
    return round->started < options->count && !(options->until_found && round->found) &&
           (!options->wall_s || now_s() - round->began_s < options->wall_s);
}

static void wait_for_one(Round *round)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    for (unsigned i = 0; i < round->running; i++) {
        if (round->children[i].pid != pid)
            continue;
        bool good = end_child(&round->children[i], status, &round->sum, &round->trace);
        round->passed += good;
        round->failed += !good;
        round->found |= !good && WIFEXITED(status);
        round->children[i] = round->children[--round->running];
        return;
    }
}

static void show_progress(const Options *options, const Round *round)
{
    uint64_t done = round->passed + round->failed;
    bool lives = isatty(STDERR_FILENO);
    if (options->quiet || (!lives && done % PROGRESS_EVERY != 0))
        return;
    fprintf(stderr, "%s%llu of %llu seeds, %llu failed, %.0f s%s", lives ? "\r" : "", (unsigned long long)done,
            (unsigned long long)options->count, (unsigned long long)round->failed, now_s() - round->began_s,
            lives && done < options->count ? " " : "\n");
}

static int run_seeds(const Options *options)
{
    Round round = {.began_s = now_s()};
    while (goes_on(options, &round) || round.running > 0) {
        while (round.running < options->at_once && goes_on(options, &round))
            round.children[round.running++] = start_child(options, options->first + round.started++);
        wait_for_one(&round);
        show_progress(options, &round);
    }
    print_summary(options, &round.sum, round.passed, round.failed, now_s() - round.began_s);
    if (options->count == 1 && round.passed)
        printf("trace %016llx\n", (unsigned long long)round.trace);
    return round.failed ? 1 : 0;
}

/* Runs the first seed twice: each step must be the same. */
static int run_twice(const Options *options)
{
    uint64_t traces[2];
    for (int i = 0; i < 2; i++) {
        Round round = {0};
        round.children[round.running++] = start_child(options, options->first);
        wait_for_one(&round);
        if (round.failed)
            return 1;
        traces[i] = round.trace;
    }
    printf("seed %llu: traces %016llx and %016llx\n", (unsigned long long)options->first, (unsigned long long)traces[0],
           (unsigned long long)traces[1]);
    return traces[0] == traces[1] ? 0 : 1;
}

static uint64_t fresh_seed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = ((uint64_t)now.tv_sec * 1000003 + (uint64_t)now.tv_nsec / 1000) % 1000000000;
    printf("the first seed is %llu\n", (unsigned long long)seed);
    return seed;
}

static int usage(void)
{
    fputs("usage: simulate [--seed N | --fresh] [--seeds N] [--minutes M] [--hours H] [--at-once N] [--twice]\n"
          "                [--until-found] [--verbose] [--json] [--quiet]\n"
          "  --seed         the first seed (default 1); --fresh takes one by the clock and prints it\n"
          "  --seeds        how many (default 1)\n"
          "  --minutes      virtual minutes with faults (default 10); coming to rest is beside that\n"
          "  --hours        of real time: no new seed is begun after it\n"
          "  --at-once      processes at a time (default 2)\n"
          "  --twice        runs the seed twice and compares the traces\n"
          "  --until-found  ends when a check failed\n"
          "  --verbose      says what happens, for one seed\n",
          stderr);
    return 64;
}

enum { FRESH = 256, TWICE, UNTIL_FOUND };

/* False: something else than an option is there. */
static bool read_options(int count, char **words, Options *options, bool *twice)
{
    static const struct option known[] = {
        {"seed", required_argument, NULL, 's'},  {"seeds", required_argument, NULL, 'n'},
        {"hours", required_argument, NULL, 'h'}, {"minutes", required_argument, NULL, 'm'},
        {"verbose", no_argument, NULL, 'v'},     {"at-once", required_argument, NULL, 'a'},
        {"json", no_argument, NULL, 'j'},        {"quiet", no_argument, NULL, 'q'},
        {"fresh", no_argument, NULL, FRESH},     {"until-found", no_argument, NULL, UNTIL_FOUND},
        {"twice", no_argument, NULL, TWICE},     {0}};
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        options->verbose |= option == 'v';
        options->json |= option == 'j';
        options->quiet |= option == 'q';
        options->until_found |= option == UNTIL_FOUND;
        *twice |= option == TWICE;
        if (option == 's')
            options->first = strtoull(optarg, NULL, 10);
        else if (option == FRESH)
            options->first = fresh_seed();
        else if (option == 'n')
            options->count = strtoull(optarg, NULL, 10);
        else if (option == 'm')
            options->seconds = (uint64_t)(strtod(optarg, NULL) * 60);
        else if (option == 'h')
            options->wall_s = strtod(optarg, NULL) * 3600;
        else if (option == 'a')
            options->at_once = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == '?')
            return false;
    }
    return optind == count;
}

int main(int count, char **words)
{
    Options options = {.first = 1, .seconds = 600, .at_once = 2};
    bool twice = false;
    if (!read_options(count, words, &options, &twice) || !options.seconds || !options.at_once ||
        options.at_once > AT_ONCE_LIMIT)
        return usage();
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES); /* stores opened again and again take zeroed pages, not cleared ones */
    if (options.count == 0)
        options.count = options.wall_s ? UINT64_MAX : 1;
    return twice ? run_twice(&options) : run_seeds(&options);
}
