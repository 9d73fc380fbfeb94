/* The supervisor's loop: one poll over signals, children's output and the next thing that is due. */
#include "cli/supervise.h"
#include "cli/child.h"
#include "cli/workers.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_LIMIT 64
#define STOP_MS 10000        /* between asking a child to end and ending it */
#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 10000
#define WELL_MS 30000        /* a child that lived this long starts afresh */
#define DEATHS_BEFORE_READY 5
#define STATUS_EVERY_MS 50
#define STATUS_WAIT_MS 40

struct Supervisor {
    Cli *cli;
    Child children[CHILD_LIMIT];
    unsigned count;
    int signals;
    bool to_files, ready, stopping, killed;
    int result;
    int64_t stop_at_ms, ask_at_ms;
};

int supervise_lock(const PvConfig *config, pid_t *holder)
{
    char path[700], text[32] = "";
    snprintf(path, sizeof path, "%s/run/supervisor.lock", config->data);
    *holder = 0;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return -1;
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    if (pread(file, text, sizeof text - 1, 0) > 0)
        *holder = (pid_t)strtol(text, NULL, 10);
    close(file);
    return -1;
}

/* The first place that nobody needs; NULL after saying that there is none. */
static Child *free_place(Supervisor *supervisor)
{
    for (unsigned i = 0; i < supervisor->count; i++)
        if (supervisor->children[i].leaving && supervisor->children[i].pid <= 0)
            return &supervisor->children[i];
    if (supervisor->count < CHILD_LIMIT)
        return &supervisor->children[supervisor->count];
    cli_fail("more than %d processes", CHILD_LIMIT);
    return NULL;
}

static bool add_child(Supervisor *supervisor, const char *name, const char *program, const char *partitions)
{
    Child *child = free_place(supervisor);
    if (!child || !child_plan(child, supervisor->cli, name, program, partitions))
        return false;
    child->to_file = supervisor->to_files;
    if (child == &supervisor->children[supervisor->count])
        supervisor->count++;
    return true;
}

Supervisor *supervise_open(Cli *cli, bool to_files)
{
    char program[64];
    Supervisor *supervisor = calloc(1, sizeof *supervisor);
    pv_require(supervisor, "out of memory");
    *supervisor = (Supervisor){.cli = cli, .to_files = to_files, .signals = -1};
    bool planned = true;
    for (unsigned i = 0; planned && i < cli->config->departments_count; i++) {
        snprintf(program, sizeof program, "payvand-%.40s", cli->config->departments[i].name);
        planned = add_child(supervisor, cli->config->departments[i].name, program, NULL);
    }
    for (unsigned i = 0; planned && i < cli->config->workers_count; i++)
        planned = add_child(supervisor, cli->config->workers[i].name, "payvand-worker", cli->config->workers[i].partitions);
    if (!planned)
        supervise_close(&supervisor);
    return supervisor;
}

void supervise_close(Supervisor **supervisor)
{
    if (!*supervisor)
        return;
    for (unsigned i = 0; i < (*supervisor)->count; i++)
        child_close(&(*supervisor)->children[i]);
    if ((*supervisor)->signals >= 0)
        close((*supervisor)->signals);
    free(*supervisor);
    *supervisor = NULL;
}

static bool take_signals(Supervisor *supervisor)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD), sigaddset(&set, SIGTERM), sigaddset(&set, SIGINT), sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    supervisor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return supervisor->signals >= 0;
}

/* Workers hear the departments, so they end first; all departments at once after them. */
static bool end_some(Supervisor *supervisor, bool workers, int signal_number)
{
    bool any = false;
    for (unsigned i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        if (child->pid <= 0 || child->is_worker != workers)
            continue;
        any = true;
        if (child->told != signal_number)
            kill(child->pid, signal_number);
        child->told = signal_number;
    }
    return any;
}

static void begin_stop(Supervisor *supervisor, int result)
{
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    supervisor->result = result;
    supervisor->stop_at_ms = cli_clock_ms() + STOP_MS;
}

/* True when all have ended. */
static bool go_on_stopping(Supervisor *supervisor)
{
    if (cli_clock_ms() >= supervisor->stop_at_ms) {
        bool any = end_some(supervisor, true, SIGKILL);
        return !(end_some(supervisor, false, SIGKILL) || any);
    }
    return !end_some(supervisor, true, SIGTERM) && !end_some(supervisor, false, SIGTERM);
}

static void child_ended(Supervisor *supervisor, Child *child, int status)
{
    int64_t now = cli_clock_ms();
    child_gone(child);
    if (supervisor->stopping || child->told)
        return; /* it was asked to */
    if (now - child->started_ms >= WELL_MS)
        child->backoff_ms = 0;
    child->deaths++;
    child->backoff_ms = !child->backoff_ms ? BACKOFF_FIRST_MS
                        : child->backoff_ms * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : child->backoff_ms * 2;
    child->restart_at_ms = now + child->backoff_ms;
    char how[60];
    if (WIFSIGNALED(status))
        snprintf(how, sizeof how, "ended by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(how, sizeof how, "ended with code %d", WEXITSTATUS(status));
    fprintf(stderr, "[payvand] %s %s; starts again in %d ms\n", child->name, how, child->backoff_ms);
}

static void reap(Supervisor *supervisor)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (unsigned i = 0; i < supervisor->count; i++)
            if (supervisor->children[i].pid == pid)
                child_ended(supervisor, &supervisor->children[i], status);
}

/* --- workers of a configuration that was changed ------------------------------------------------------------------- */

static Child *worker_named(Supervisor *supervisor, const char *name)
{
    for (unsigned i = 0; i < supervisor->count; i++)
        if (supervisor->children[i].is_worker && strcmp(supervisor->children[i].name, name) == 0)
            return &supervisor->children[i];
    return NULL;
}

static void end_for_change(Child *child)
{
    child->backoff_ms = 0;
    child->restart_at_ms = 0;
    if (child->pid <= 0)
        return;
    kill(child->pid, SIGTERM);
    child->told = SIGTERM;
}

/* Whoever takes a partition fences off who had it, so nobody waits for another to end. */
static void plan_worker(Supervisor *supervisor, const ConfigWorker *planned)
{
    Child *child = worker_named(supervisor, planned->name);
    if (child && !child->leaving && strcmp(child->partitions, planned->partitions) == 0)
        return;
    fprintf(stderr, "[payvand] %s holds the partitions %s from now on\n", planned->name, planned->partitions);
    if (!child) {
        add_child(supervisor, planned->name, "payvand-worker", planned->partitions);
        return;
    }
    snprintf(child->partitions, sizeof child->partitions, "%s", planned->partitions);
    child->leaving = false;
    end_for_change(child);
}

static void drop_workers(Supervisor *supervisor, const PvConfig *config)
{
    for (unsigned i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        bool planned = !child->is_worker || child->leaving;
        for (unsigned at = 0; at < config->workers_count; at++)
            planned |= strcmp(config->workers[at].name, child->name) == 0;
        if (planned)
            continue;
        fprintf(stderr, "[payvand] %s is no worker any more\n", child->name);
        child->leaving = true;
        end_for_change(child);
    }
}

static void warn_of_unheld(const PvConfig *config)
{
    char text[CONFIG_ERROR_BYTES];
    workers_warning(config, text);
    if (text[0])
        fprintf(stderr, "[payvand] warning: %s\n", text);
}

static void read_workers_again(Supervisor *supervisor)
{
    const PvConfig *own = supervisor->cli->config;
    PvConfig *config;
    char error[CONFIG_ERROR_BYTES] = "";
    if (!own->file || !config_load(own->file, own->data, &config, error)) {
        fprintf(stderr, "[payvand] all stays as it is: %s\n", own->file ? error : "there is no configuration file");
        return;
    }
    if (!config_keep(config, error)) {
        fprintf(stderr, "[payvand] all stays as it is: %s\n", error);
        config_free(&config);
        return;
    }
    drop_workers(supervisor, config);
    for (unsigned i = 0; i < config->workers_count; i++)
        plan_worker(supervisor, &config->workers[i]);
    warn_of_unheld(config);
    config_free(&config);
}

/* With a terminal it means that the terminal has gone. */
static bool is_hangup(const Supervisor *supervisor)
{
    return !supervisor->to_files && isatty(STDERR_FILENO);
}

static void read_signals(Supervisor *supervisor)
{
    struct signalfd_siginfo info;
    while (read(supervisor->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            reap(supervisor);
        else if (supervisor->stopping && info.ssi_signo == SIGINT)
            supervisor->stop_at_ms = 0; /* asked twice: at once */
        else if (info.ssi_signo == SIGHUP && !supervisor->stopping && !is_hangup(supervisor))
            read_workers_again(supervisor);
        else
            begin_stop(supervisor, supervisor->ready ? CLI_OK : CLI_FAILED);
    }
}

static void start_due(Supervisor *supervisor)
{
    int64_t now = cli_clock_ms();
    for (unsigned i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        if (child->pid > 0 || child->leaving || child->restart_at_ms > now)
            continue;
        if (!child_start(child))
            child->restart_at_ms = now + BACKOFF_MOST_MS;
    }
}

/* Asks those who are not known to be ready; calls ready when all are, or when one keeps dying. */
static void look_for_ready(Supervisor *supervisor, void (*ready)(void *, bool), void *context)
{
    bool all = true;
    if (supervisor->ready || cli_clock_ms() < supervisor->ask_at_ms)
        return;
    for (unsigned i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        if (child->deaths >= DEATHS_BEFORE_READY) {
            fprintf(stderr, "[payvand] %s keeps ending before it is ready; giving up\n", child->name);
            begin_stop(supervisor, CLI_FAILED);
            ready(context, false);
            supervisor->ready = true;
            return;
        }
        if (!child->leaving && !child_is_ready(child, supervisor->cli, STATUS_WAIT_MS))
            all = false;
    }
    supervisor->ask_at_ms = cli_clock_ms() + STATUS_EVERY_MS;
    if (all) {
        supervisor->ready = true;
        ready(context, true);
    }
}

static int wait_time(const Supervisor *supervisor)
{
    int64_t now = cli_clock_ms(), until = now + 1000;
    if (!supervisor->ready)
        until = supervisor->ask_at_ms;
    if (supervisor->stopping)
        until = now + 50;
    for (unsigned i = 0; !supervisor->stopping && i < supervisor->count; i++)
        if (supervisor->children[i].pid <= 0 && !supervisor->children[i].leaving &&
            supervisor->children[i].restart_at_ms < until)
            until = supervisor->children[i].restart_at_ms;
    return until <= now ? 0 : (int)(until - now);
}

int supervise_run(Supervisor *supervisor, void (*ready)(void *context, bool all), void *context)
{
    if (!take_signals(supervisor))
        return cli_fail("signals: %s", strerror(errno));
    warn_of_unheld(supervisor->cli->config);
    for (;;) {
        struct pollfd polled[CHILD_LIMIT + 1] = {{.fd = supervisor->signals, .events = POLLIN}};
        if (supervisor->stopping) {
            reap(supervisor);
            if (go_on_stopping(supervisor))
                break;
        } else {
            start_due(supervisor);
            look_for_ready(supervisor, ready, context);
        }
        for (unsigned i = 0; i < supervisor->count; i++)
            polled[i + 1] = (struct pollfd){.fd = supervisor->children[i].output, .events = POLLIN};
        if (poll(polled, supervisor->count + 1, wait_time(supervisor)) < 0 && errno != EINTR)
            return cli_fail("poll: %s", strerror(errno));
        for (unsigned i = 0; i < supervisor->count; i++)
            if (polled[i + 1].revents)
                child_read(&supervisor->children[i]);
        read_signals(supervisor);
    }
    for (unsigned i = 0; i < supervisor->count; i++)
        child_read(&supervisor->children[i]);
    return supervisor->result;
}
