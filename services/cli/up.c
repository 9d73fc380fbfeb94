/* payvand up, payvand down: the processes of this host under one supervisor. */
#include "cli/supervise.h"
#include "cli/workers.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DOWN_MS 30000

typedef struct Up {
    Cli *cli;
    int tell; /* pipe to the waiting parent; -1 in the foreground */
    int64_t began_ms;
} Up;

/* Other commands find the configuration here: the copy while this runs, the name of the file also after that. */
static bool note_config(const PvConfig *config, char *error)
{
    char path[700];
    bool good = true;
    snprintf(path, sizeof path, "%s/run/config", config->data);
    if (!config->file) {
        good = unlink(path) == 0 || errno == ENOENT;
    } else {
        FILE *file = fopen(path, "we");
        good = file && fprintf(file, "%s\n", config->file) > 0;
        good = file && fclose(file) == 0 && good;
    }
    if (good)
        return config_keep(config, error);
    snprintf(error, CONFIG_ERROR_BYTES, "%.400s: %s", path, strerror(errno));
    return false;
}

static void forget_copy(const PvConfig *config)
{
    char path[512];
    config_kept_path(config, path);
    if (unlink(path) != 0 && errno != ENOENT)
        cli_fail("%s: %s", path, strerror(errno));
}

static int say_held(const PvConfig *config, pid_t holder)
{
    if (holder)
        return cli_fail("%s is up already, under process %d", config->data, (int)holder);
    return cli_fail("%s/run/supervisor.lock cannot be taken (is a restore under way?): %s", config->data, strerror(errno));
}

static int take_lock(const PvConfig *config)
{
    pid_t holder;
    char pid[32];
    int lock = supervise_lock(config, &holder);
    if (lock < 0) {
        say_held(config, holder);
        return -1;
    }
    int length = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, pid, (size_t)length, 0) != length)
        cli_fail("supervisor.lock: %s", strerror(errno));
    return lock;
}

static void say_ready(void *context, bool all)
{
    Up *up = context;
    if (up->tell >= 0) {
        if (write(up->tell, all ? "y" : "n", 1) != 1)
            cli_fail("nobody waits for the start any more");
        close(up->tell);
        up->tell = -1;
        return;
    }
    if (!all)
        return;
    fprintf(stderr, "[payvand] ready after %.1f s: ", (double)(cli_clock_ms() - up->began_ms) / 1000);
    for (unsigned i = 0; i < up->cli->config->departments_count; i++)
        fprintf(stderr, "%s ", up->cli->config->departments[i].name);
    for (unsigned i = 0; i < up->cli->config->workers_count; i++)
        fprintf(stderr, "%s ", up->cli->config->workers[i].name);
    fprintf(stderr, "(data %s)\n", up->cli->config->data);
}

static int supervise(Up *up)
{
    int lock = take_lock(up->cli->config);
    if (lock < 0)
        return CLI_FAILED;
    int result = CLI_FAILED;
    char error[CONFIG_ERROR_BYTES];
    if (!note_config(up->cli->config, error)) {
        cli_fail("%s", error);
    } else {
        Supervisor *supervisor = supervise_open(up->cli, up->tell >= 0);
        if (supervisor)
            result = supervise_run(supervisor, say_ready, up);
        supervise_close(&supervisor);
        forget_copy(up->cli->config);
    }
    close(lock);
    return result;
}

/* In the new session: no terminal, stderr into a file. */
static void leave_terminal(const PvConfig *config)
{
    char path[700];
    snprintf(path, sizeof path, "%s/logs/supervisor.log", config->data);
    setsid();
    int nothing = open("/dev/null", O_RDWR);
    int log = open(path, O_WRONLY | O_APPEND | O_CREAT, 0640);
    dup2(nothing, STDIN_FILENO);
    dup2(log >= 0 ? log : nothing, STDOUT_FILENO);
    dup2(log >= 0 ? log : nothing, STDERR_FILENO);
    close(nothing);
    if (log > STDERR_FILENO)
        close(log);
}

static int detach(Up *up)
{
    int ends[2];
    char answer = 'n', warning[CONFIG_ERROR_BYTES];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cli_fail("pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        return cli_fail("fork: %s", strerror(errno));
    if (pid == 0) {
        close(ends[0]);
        up->tell = ends[1];
        leave_terminal(up->cli->config);
        return supervise(up);
    }
    close(ends[1]);
    ssize_t got;
    while ((got = read(ends[0], &answer, 1)) < 0 && errno == EINTR)
        ;
    close(ends[0]);
    if (got != 1 || answer != 'y')
        return cli_fail("it did not come up; see %s/logs/supervisor.log", up->cli->config->data);
    workers_warning(up->cli->config, warning);
    if (warning[0])
        fprintf(stderr, "payvand: warning: %s\n", warning);
    if (up->cli->json)
        printf("{\"ready\":true,\"supervisor\":%d}\n", (int)pid);
    else
        printf("ready after %.1f s, under process %d; payvand down stops it\n",
               (double)(cli_clock_ms() - up->began_ms) / 1000, (int)pid);
    return CLI_OK;
}

static int run_up(Cli *cli)
{
    char error[CONFIG_ERROR_BYTES];
    pid_t holder;
    Up up = {.cli = cli, .tell = -1, .began_ms = cli_clock_ms()};
    if (!config_load(cli_option(cli, "config"), cli_option(cli, "data"), &cli->config, error)) {
        fprintf(stderr, "payvand: %s\n", error);
        return CLI_USAGE;
    }
    if (!config_prepare(cli->config, error))
        return cli_fail("%s", error);
    int lock = supervise_lock(cli->config, &holder);
    if (lock < 0)
        return say_held(cli->config, holder);
    close(lock);
    return cli_has(cli, "detach") ? detach(&up) : supervise(&up);
}

static int run_down(Cli *cli)
{
    pid_t holder;
    char path[700], error[CONFIG_ERROR_BYTES];
    /* Not the configuration it was started with: what is up must end even if that file is broken by now. */
    if (!config_load(cli_option(cli, "config"), cli_option(cli, "data"), &cli->config, error)) {
        fprintf(stderr, "payvand: %s\n", error);
        return CLI_USAGE;
    }
    snprintf(path, sizeof path, "%s/run", cli->config->data);
    int lock = access(path, F_OK) == 0 ? supervise_lock(cli->config, &holder) : -2;
    if (lock == -1 && !holder)
        return cli_fail("the process that holds %s cannot be told: is a restore under way?", cli->config->data);
    if (lock != -1) {
        if (lock >= 0)
            close(lock);
        fprintf(stderr, "payvand: nothing is up in %s\n", cli->config->data);
        return CLI_OK;
    }
    if (kill(holder, SIGTERM) != 0)
        return cli_fail("process %d: %s", (int)holder, strerror(errno));
    for (int64_t until = cli_clock_ms() + DOWN_MS; (lock = supervise_lock(cli->config, &holder)) < 0;) {
        if (cli_clock_ms() > until)
            return cli_fail("process %d does not end", (int)holder);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    close(lock);
    return CLI_OK;
}

static const CliOption up_options[] = {
    {"detach", NULL, "return when all is ready; output goes to DATA/logs"},
    {NULL, NULL, NULL},
};
const CliCommand cli_up = {
    .name = "up",
    .words = "[--config FILE] [--data DIR] [--detach]",
    .text = "starts the departments and workers of this host and keeps them alive; Ctrl-C stops all",
    .options = up_options,
    .run = run_up,
};
const CliCommand cli_down = {
    .name = "down",
    .words = "[--data DIR]",
    .text = "stops what up started",
    .run = run_down,
};
