/* Starts one process, reads what it says, asks whether it is ready. */
#include "cli/child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

bool child_plan(Child *child, Cli *cli, const char *name, const char *program, const char *partitions)
{
    const char *words[] = {child->program, "--data", cli->config->data};
    size_t count = 3;
    *child = (Child){.output = -1, .is_worker = partitions != NULL};
    snprintf(child->name, sizeof child->name, "%s", name);
    snprintf(child->partitions, sizeof child->partitions, "%s", partitions ? partitions : "");
    snprintf(child->pid_path, sizeof child->pid_path, "%s/run/%s.pid", cli->config->data, name);
    snprintf(child->log_path, sizeof child->log_path, "%s/logs/%s.log", cli->config->data, name);
    memcpy(child->words, words, sizeof words);
    if (cli->config->file) {
        /* Not the file itself: it may be broken when this one has to be started again. */
        config_kept_path(cli->config, child->config_path);
        child->words[count++] = "--config";
        child->words[count++] = child->config_path;
    }
    if (partitions) {
        child->words[count++] = "--name";
        child->words[count++] = child->name;
        child->words[count++] = "--partitions";
        child->words[count++] = child->partitions;
    }
    return cli_sibling(program, child->program);
}

/* In the new process: becomes the program, or ends with 127. */
_Noreturn static void become(Child *child, pid_t parent, int output)
{
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127); /* the supervisor died meanwhile */
    setpgid(0, 0); /* Ctrl-C reaches the supervisor alone; it ends all in order */
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    execv(child->program, (char *const *)child->words);
    dprintf(STDERR_FILENO, "%s: %s\n", child->program, strerror(errno));
    _exit(127);
}

static bool write_pid(const Child *child)
{
    FILE *file = fopen(child->pid_path, "we");
    if (!file)
        return false;
    fprintf(file, "%d\n", (int)child->pid);
    return fclose(file) == 0;
}

bool child_start(Child *child)
{
    int ends[2] = {-1, -1};
    if (child->to_file)
        ends[1] = open(child->log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    else if (pipe2(ends, O_CLOEXEC) == 0)
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
    if (ends[1] < 0) {
        cli_fail("%s: %s", child->to_file ? child->log_path : "pipe", strerror(errno));
        return false;
    }
    fflush(NULL);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(child, parent, ends[1]);
    int why = errno;
    close(ends[1]);
    if (child->output >= 0)
        close(child->output);
    child->output = ends[0];
    child->pid = pid > 0 ? pid : 0;
    child->told = 0;
    child->ready = false;
    child->started_ms = cli_clock_ms();
    if (pid < 0)
        cli_fail("%s cannot be started: %s", child->name, strerror(why));
    else if (!write_pid(child))
        cli_fail("%s: %s", child->pid_path, strerror(errno));
    return pid > 0;
}

static void print_lines(Child *child, bool all)
{
    char *at = child->line, *end = child->line + child->line_bytes;
    for (char *newline; (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1)
        fprintf(stderr, "[%s] %.*s\n", child->name, (int)(newline - at), at);
    if (at < end && (all || end - at == CHILD_LINE_BYTES)) {
        fprintf(stderr, "[%s] %.*s\n", child->name, (int)(end - at), at);
        at = end;
    }
    child->line_bytes = (size_t)(end - at);
    memmove(child->line, at, child->line_bytes);
}

void child_read(Child *child)
{
    ssize_t got = 1;
    while (child->output >= 0 && got > 0) {
        got = read(child->output, child->line + child->line_bytes, CHILD_LINE_BYTES - child->line_bytes);
        if (got > 0) {
            child->line_bytes += (size_t)got;
            print_lines(child, false);
        }
    }
    if (child->output < 0 || (got < 0 && errno == EAGAIN))
        return;
    print_lines(child, true);
    close(child->output);
    child->output = -1;
}

void child_gone(Child *child)
{
    child_read(child);
    child->pid = 0;
    child->ready = false;
    unlink(child->pid_path);
}

bool child_is_ready(Child *child, Cli *cli, int wait_ms)
{
    if (child->pid <= 0)
        return false;
    if (child->ready || child->is_worker)
        return true;
    if (!child->client)
        child->client = remote_open(cli, child->name);
    pv_status_report *report = child->client ? remote_status(cli, child->client, wait_ms) : NULL;
    child->ready = report && report->pid == child->pid && (report->state == PV__SERVICE_STATE__SERVICE_READY ||
                                                            report->state == PV__SERVICE_STATE__SERVICE_FULL);
    if (child->ready)
        client_close(&child->client);
    arena_reset(cli->arena);
    return child->ready;
}

void child_close(Child *child)
{
    if (child->client)
        client_close(&child->client);
    if (child->output >= 0)
        close(child->output);
    if (child->pid > 0)
        unlink(child->pid_path);
}
