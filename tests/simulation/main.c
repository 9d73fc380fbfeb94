/* Runs seeds, each in a process of its own, and sums up: seeds, virtual time, faults by kind, checks, failures. */
#include "check.h"
#include "faults.h"
#include "load.h"
#include "runtime/observe/log.h"
#include "worker_node.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REST_LIMIT_US (900 * SIM_SECOND_US)
#define AT_ONCE_LIMIT 64
#define IDLE_US 25000
#define LONG_IDLE_US 200000

typedef struct Result {
    uint64_t seed, seconds, steps, checks, trace, commands, events, faults[FAULT_KINDS];
} Result;

typedef struct Options {
    uint64_t first, count, seconds;
    unsigned at_once;
    bool verbose, json, quiet;
} Options;

static bool all_is_quiet(void *context)
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
        quiet = all_is_quiet(NULL) ? quiet + 1 : 0;
        if (sim.now_us > limit_us)
            sim_fail("no rest %d s after the last fault: %u requests wait", (int)(REST_LIMIT_US / SIM_SECOND_US),
                     clients_waiting());
    }
    /* Stamps of clocks that ran ahead wait until the time is theirs; reminders come due. */
    sim.idle_us = LONG_IDLE_US;
    sim_run_until(sim.now_us + (SIM_CLOCK_MOVES_MS + 60000) * UINT64_C(1000), NULL, NULL);
    sim.idle_us = IDLE_US;
    for (unsigned i = 0; !all_is_quiet(NULL) && i < 200; i++)
        sim_run_until(sim.now_us + SIM_SECOND_US / 2, NULL, NULL);
    sim_check(all_is_quiet(NULL), "the departments do not come to rest");
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

static int run_seeds(const Options *options)
{
    Child children[AT_ONCE_LIMIT];
    unsigned running = 0;
    uint64_t next = 0, passed = 0, failed = 0, trace = 0;
    Result sum = {0};
    double began_s = now_s();
    bool shows = isatty(STDERR_FILENO) && !options->quiet;
    while (next < options->count || running > 0) {
        while (running < options->at_once && next < options->count)
            children[running++] = start_child(options, options->first + next++);
        int status;
        pid_t pid = waitpid(-1, &status, 0);
        for (unsigned i = 0; i < running; i++) {
            if (children[i].pid != pid)
                continue;
            bool good = end_child(&children[i], status, &sum, &trace);
            passed += good;
            failed += !good;
            children[i] = children[--running];
            break;
        }
        if (shows)
            fprintf(stderr, "\r%llu of %llu seeds, %llu failed, %.0f s ", (unsigned long long)(passed + failed),
                    (unsigned long long)options->count, (unsigned long long)failed, now_s() - began_s);
    }
    if (shows)
        fputc('\n', stderr);
    print_summary(options, &sum, passed, failed, now_s() - began_s);
    if (options->count == 1 && passed)
        printf("trace %016llx\n", (unsigned long long)trace);
    return failed ? 1 : 0;
}

static int usage(void)
{
    fputs("usage: simulate [--seed N] [--seeds N] [--minutes M] [--at-once N] [--verbose] [--json] [--quiet]\n"
          "  --seed     the first seed (default 1)\n"
          "  --seeds    how many (default 1)\n"
          "  --minutes  virtual minutes with faults (default 10); coming to rest is beside that\n"
          "  --at-once  processes at a time (default 2)\n"
          "  --verbose  says what happens, for one seed\n",
          stderr);
    return 64;
}

int main(int count, char **words)
{
    static const struct option known[] = {{"seed", required_argument, NULL, 's'},    {"seeds", required_argument, NULL, 'n'},
                                          {"minutes", required_argument, NULL, 'm'}, {"at-once", required_argument, NULL, 'a'},
                                          {"verbose", no_argument, NULL, 'v'},       {"json", no_argument, NULL, 'j'},
                                          {"quiet", no_argument, NULL, 'q'},         {0}};
    Options options = {.first = 1, .count = 1, .seconds = 600, .at_once = 2};
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        if (option == 's')
            options.first = strtoull(optarg, NULL, 10);
        else if (option == 'n')
            options.count = strtoull(optarg, NULL, 10);
        else if (option == 'm')
            options.seconds = (uint64_t)(strtod(optarg, NULL) * 60);
        else if (option == 'a')
            options.at_once = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'v')
            options.verbose = true;
        else if (option == 'j')
            options.json = true;
        else if (option == 'q')
            options.quiet = true;
        else
            return usage();
    }
    if (optind < count || !options.count || !options.seconds || !options.at_once || options.at_once > AT_ONCE_LIMIT)
        return usage();
    return run_seeds(&options);
}
