/* Runs seeds, each in a process of its own, and sums up: seeds, virtual time, faults by kind, checks, failures. */
#include "seeds.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_EVERY 20 /* seeds, where no terminal shows it */

typedef struct Child {
    pid_t pid;
    int from;
    uint64_t seed;
} Child;

/* A round of seeds. */
typedef struct Round {
    Child children[AT_ONCE_LIMIT];
    unsigned running;
    uint64_t started, passed, failed, trace;
    uint64_t *failed_seeds; /* malloc */
    bool found;             /* a check failed: not only did a process end */
    bool stuck;             /* a process could not be made */
    int signal_number;      /* that ended it */
    SeedResult sum;
    double began_s;
} Round;

/* --- signals */

static sigset_t awaited, mask_before;

/* They are waited for together with the ends of children. What is ignored, as under nohup, stays so: a blocked signal would
 * be seen all the same. */
static void take_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction now;
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&awaited, numbers[i]);
    }
    sigprocmask(SIG_BLOCK, &awaited, &mask_before);
}

/* --- children */

static char own_folders[2][64]; /* of this process, as a child */

static void name_folders(pid_t pid, char folders[2][64])
{
    snprintf(folders[0], 64, "/dev/shm/payvand-simulation-%d", (int)pid);
    snprintf(folders[1], 64, "/tmp/payvand-simulation-%d", (int)pid);
}

/* The parent is gone, so nobody else would remove them. Of all that a handler may do, exec is the one that can. */
static void end_orphan(int number)
{
    (void)number;
    execl("/bin/rm", "rm", "-rf", own_folders[0], own_folders[1], (char *)NULL);
    _exit(1);
}

/* In the new process. Only the parent says when to end: Ctrl-C reaches all of them at once. */
static _Noreturn void be_child(const Options *options, SeedRun *run, uint64_t seed, pid_t parent, int to)
{
    SeedResult result;
    name_folders(getpid(), own_folders);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, end_orphan);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    if (getppid() != parent)
        _exit(1);
    if (options->json)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); /* huge pages would be cleared for tables that hold a few rows */
    run(options, seed, &result);
    ssize_t written = write(to, &result, sizeof result);
    fflush(NULL);
    _exit(written == (ssize_t)sizeof result ? 0 : 1);
}

/* False after saying why there is no process for the seed. */
static bool start_child(const Options *options, SeedRun *run, Round *round, uint64_t seed)
{
    int ends[2] = {-1, -1};
    fflush(NULL);
    pid_t parent = getpid(), pid = pipe(ends) == 0 ? fork() : -1;
    if (pid == 0) {
        close(ends[0]);
        be_child(options, run, seed, parent, ends[1]);
    }
    int why = errno;
    if (ends[1] >= 0)
        close(ends[1]);
    if (pid < 0) {
        fprintf(stderr, "seed %llu is not run, and none after it: no %s: %s\n", (unsigned long long)seed,
                ends[0] < 0 ? "pipe" : "process", strerror(why));
        if (ends[0] >= 0)
            close(ends[0]);
        round->stuck = true;
        return false;
    }
    round->children[round->running++] = (Child){pid, ends[0], seed};
    round->started++;
    return true;
}

static void clean_up(pid_t pid)
{
    char command[200], folders[2][64];
    name_folders(pid, folders);
    snprintf(command, sizeof command, "rm -rf %s %s", folders[0], folders[1]);
    if (system(command) != 0)
        fprintf(stderr, "the folder of process %d could not be removed\n", (int)pid);
}

/* True if the seed passed; adds its figures. */
static bool end_child(const Child *child, int status, Round *round)
{
    SeedResult result;
    bool passed = WIFEXITED(status) && WEXITSTATUS(status) == 0 && read(child->from, &result, sizeof result) == sizeof result;
    close(child->from);
    if (!passed) {
        if (WIFSIGNALED(status))
            fprintf(stderr, "seed %llu: the process ended with signal %d\n", (unsigned long long)child->seed,
                    WTERMSIG(status));
        clean_up(child->pid);
        return false;
    }
    round->sum.seconds += result.seconds;
    round->sum.steps += result.steps;
    round->sum.checks += result.checks;
    round->sum.commands += result.commands;
    round->sum.events += result.events;
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        round->sum.faults[i] += result.faults[i];
    round->trace = result.trace;
    return true;
}

static void note_failed(Round *round, uint64_t seed)
{
    round->failed_seeds = realloc(round->failed_seeds, (round->failed + 1) * sizeof *round->failed_seeds);
    pv_require(round->failed_seeds, "out of memory");
    round->failed_seeds[round->failed++] = seed;
}

/* What runs is given up: it counts neither as passed nor as failed. */
static void end_all(Round *round, int signal_number)
{
    round->signal_number = signal_number;
    for (unsigned i = 0; i < round->running; i++)
        kill(round->children[i].pid, SIGKILL);
    for (unsigned i = 0; i < round->running; i++) {
        waitpid(round->children[i].pid, NULL, 0);
        close(round->children[i].from);
        clean_up(round->children[i].pid);
    }
    fprintf(stderr, "ended by signal %d; %u seeds under way are given up\n", signal_number, round->running);
    round->running = 0;
}

/* Until a child has ended, or a signal ended all. */
static void wait_for_one(Round *round)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) == 0) {
        int number = sigwaitinfo(&awaited, NULL);
        if (number > 0 && number != SIGCHLD) {
            end_all(round, number);
            return;
        }
    }
    pv_require(pid > 0, "the children of the simulator are gone");
    for (unsigned i = 0; i < round->running; i++) {
        Child child = round->children[i];
        if (child.pid != pid)
            continue;
        bool good = end_child(&child, status, round);
        round->children[i] = round->children[--round->running];
        round->passed += good;
        round->found |= !good && WIFEXITED(status);
        if (!good)
            note_failed(round, child.seed);
        return;
    }
}

/* --- the sum */

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_complete(const Round *round)
{
    return !round->stuck && !round->signal_number;
}

static int exit_code(const Round *round)
{
    return round->signal_number ? 128 + round->signal_number : round->failed || round->stuck ? 1 : 0;
}

static void print_json(const Options *options, const Round *round, double wall_s)
{
    const SeedResult *sum = &round->sum;
    printf("{\"firstSeed\": %llu, \"seeds\": %llu, \"failed\": %llu, \"failedSeeds\": [", (unsigned long long)options->first,
           (unsigned long long)(round->passed + round->failed), (unsigned long long)round->failed);
    for (uint64_t i = 0; i < round->failed; i++)
        printf("%s%llu", i ? ", " : "", (unsigned long long)round->failed_seeds[i]);
    printf("], \"complete\": %s, \"virtualSeconds\": %llu, \"wallSeconds\": %.1f, \"commands\": %llu, \"events\": %llu, "
           "\"checks\": %llu, ", is_complete(round) ? "true" : "false", (unsigned long long)sum->seconds, wall_s,
           (unsigned long long)sum->commands, (unsigned long long)sum->events, (unsigned long long)sum->checks);
    if (options->count == 1 && round->passed)
        printf("\"trace\": \"%016llx\", ", (unsigned long long)round->trace);
    printf("\"faults\": {");
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        printf("%s\"%s\": %llu", i ? ", " : "", sim_fault_text(i), (unsigned long long)sum->faults[i]);
    puts("}}");
}

static void print_text(const Options *options, const Round *round, double wall_s)
{
    const SeedResult *sum = &round->sum;
    printf("%llu seeds, %llu failed; %.1f virtual hours in %.1f s; %llu commands, %llu events, %llu checks\n",
           (unsigned long long)(round->passed + round->failed), (unsigned long long)round->failed,
           (double)sum->seconds / 3600, wall_s, (unsigned long long)sum->commands, (unsigned long long)sum->events,
           (unsigned long long)sum->checks);
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        printf("  %12llu  %s\n", (unsigned long long)sum->faults[i], sim_fault_text(i));
    if (options->count == 1 && round->passed)
        printf("trace %016llx\n", (unsigned long long)round->trace);
}

static void show_progress(const Options *options, const Round *round)
{
    uint64_t done = round->passed + round->failed;
    bool lives = isatty(STDERR_FILENO);
    if (options->quiet || round->signal_number || (!lives && done % PROGRESS_EVERY != 0))
        return;
    fprintf(stderr, "%s%llu of %llu seeds, %llu failed, %.0f s%s", lives ? "\r" : "", (unsigned long long)done,
            (unsigned long long)options->count, (unsigned long long)round->failed, now_s() - round->began_s,
            lives && done < options->count ? " " : "\n");
}

static bool goes_on(const Options *options, const Round *round)
{
    return is_complete(round) && round->started < options->count && !(options->until_found && round->found) &&
           (!options->wall_s || now_s() - round->began_s < options->wall_s);
}

int seeds_run(const Options *options, SeedRun *run)
{
    Round round = {.began_s = now_s()};
    take_signals();
    while (goes_on(options, &round) || round.running > 0) {
        while (round.running < options->at_once && goes_on(options, &round))
            start_child(options, run, &round, options->first + round.started);
        if (round.running == 0)
            break;
        wait_for_one(&round);
        show_progress(options, &round);
    }
    (options->json ? print_json : print_text)(options, &round, now_s() - round.began_s);
    free(round.failed_seeds);
    return exit_code(&round);
}

int seeds_run_twice(const Options *options, SeedRun *run)
{
    uint64_t traces[2] = {0};
    int code = 0;
    take_signals();
    for (int i = 0; i < 2 && code == 0; i++) {
        Round round = {0};
        if (start_child(options, run, &round, options->first))
            wait_for_one(&round);
        traces[i] = round.trace;
        code = exit_code(&round);
        free(round.failed_seeds);
    }
    bool ran = code == 0;
    if (ran && traces[0] != traces[1])
        code = 1;
    if (options->json)
        printf("{\"firstSeed\": %llu, \"complete\": %s, \"equal\": %s, \"traces\": [\"%016llx\", \"%016llx\"]}\n",
               (unsigned long long)options->first, ran ? "true" : "false", ran && code == 0 ? "true" : "false",
               (unsigned long long)traces[0], (unsigned long long)traces[1]);
    else if (ran)
        printf("seed %llu: traces %016llx and %016llx\n", (unsigned long long)options->first, (unsigned long long)traces[0],
               (unsigned long long)traces[1]);
    return code;
}
