/* payvand follow: a copy of a department's log that keeps up with it, frame by frame. */
#include "cli/follow_other.h"
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 50           /* at a level source this often */
#define WAIT_MS 1000         /* before a source that is away, or a full disk, is tried again */
#define REFRESH_MS 5000      /* between looks for rewritten segments */
#define FLUSH_BYTES (4 << 20) /* taken before they are made durable, if more follows at once */
#define FLUSH_MS 200
#define TERMINAL_MS 200
#define FILE_MS 5000

typedef struct Follow {
    Cli *cli;
    FrameCopy copy;
    bool once, put_aside, on_terminal, stated;
    uint64_t unflushed; /* taken_bytes at the last flush */
    int64_t flushed_ms, refresh_due_ms, show_due_ms;
    FollowCheck check;
    CopyResult trouble; /* told already */
    LogPlace goal;      /* where the source ended at first; only with once */
} Follow;

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

static void show(Follow *follow, bool last)
{
    const FrameCopy *copy = &follow->copy;
    char at[32], head[32], behind[32], size[32];
    int64_t now = cli_clock_ms();
    if (!last && now < follow->show_due_ms)
        return;
    follow->show_due_ms = now + (follow->on_terminal ? TERMINAL_MS : FILE_MS);
    uint64_t have = copy_head(copy), left = copy->head > have ? copy->head - have : 0;
    uint64_t bytes = log_copy_bytes(copy->log);
    if (follow->cli->json) {
        printf("{\"department\":\"%s\",\"epoch\":\"%" PRIx64 "\",\"sequence\":\"%" PRIu64 "\",\"head\":\"%" PRIu64
               "\",\"behind\":\"%" PRIu64 "\",\"bytes\":\"%" PRIu64 "\",\"segments\":%u,\"takenAgain\":%u}\n",
               copy->department, log_copy_epoch(copy->log), have, copy->head, left, bytes,
               log_copy_end(copy->log).segment, copy->again_count);
        fflush(stdout);
        return;
    }
    cli_number_text(have, at);
    cli_number_text(copy->head, head);
    cli_number_text(left, behind);
    cli_size_text(bytes, size);
    fprintf(stderr, "%s%s: event %s of %s, %s behind, %s in %u segments%s", follow->on_terminal ? "\r" : "",
            copy->department, at, head, behind, size, log_copy_end(copy->log).segment,
            follow->on_terminal && !last ? "    " : "\n");
}

/* Tells a trouble that passes by itself, once. */
static void tell(Follow *follow, CopyResult trouble)
{
    if (follow->trouble == trouble)
        return;
    follow->trouble = trouble;
    if (trouble != COPY_MORE)
        fprintf(stderr, "%spayvand: %s; waiting\n", follow->on_terminal ? "\n" : "", follow->copy.error);
    else
        fprintf(stderr, "%spayvand: %s is followed again\n", follow->on_terminal ? "\n" : "", follow->copy.department);
}

/* A copy that nothing of the source's log is in may be all that is left of the department: it is given up when its
 * operator says so. */
static CopyResult set_aside(Follow *follow)
{
    char aside[COPY_PATH_BYTES];
    FrameCopy *copy = &follow->copy;
    CopyResult compared = follow->put_aside ? COPY_FORKED : follow_compare(copy);
    if (compared != COPY_FORKED)
        return compared;
    uint64_t head = copy_head(copy), epoch = log_copy_epoch(copy->log);
    CopyResult result = copy_set_aside(copy, aside);
    if (result == COPY_MORE)
        fprintf(stderr, "%spayvand: %s went on in another history than the one copied up to event %" PRIu64
                " of epoch %" PRIx64 "; that copy is kept in %s, a new one begins\n",
                follow->on_terminal ? "\n" : "", copy->department, head, epoch, aside);
    follow->unflushed = copy->taken_bytes;
    follow->refresh_due_ms = 0;
    follow->check = (FollowCheck){0};
    return result;
}

/* Durable: at a pause at once, under load in pieces. */
static CopyResult flush(Follow *follow, bool level)
{
    int64_t now = cli_clock_ms();
    uint64_t more = follow->copy.taken_bytes - follow->unflushed;
    if (more == 0 || (!level && more < FLUSH_BYTES && now < follow->flushed_ms + FLUSH_MS))
        return COPY_MORE;
    follow->unflushed = follow->copy.taken_bytes;
    follow->flushed_ms = now;
    return copy_flush(&follow->copy);
}

/* One turn; COPY_LEVEL at the source's end. */
static CopyResult turn(Follow *follow)
{
    FrameCopy *copy = &follow->copy;
    CopyResult result = copy_step(copy);
    if (result != COPY_MORE && result != COPY_LEVEL)
        return result;
    CopyResult flushed = flush(follow, result == COPY_LEVEL);
    if (flushed != COPY_MORE)
        return flushed;
    int64_t now = cli_clock_ms();
    if (now >= follow->refresh_due_ms) {
        CopyResult refreshed = copy_refresh(copy);
        if (refreshed != COPY_MORE)
            return refreshed;
        follow->refresh_due_ms = now + REFRESH_MS;
    }
    /* What is behind comes first. */
    return result == COPY_LEVEL && !follow->once ? follow_check(&follow->check, copy) : result;
}

/* Level with where the source ended when it was first asked: under load it never stands still. */
static bool reached_goal(Follow *follow)
{
    LogPlace end = log_copy_end(follow->copy.log);
    if (!follow->stated && follow->copy.source_end.segment) {
        follow->goal = follow->copy.source_end;
        follow->stated = true;
    }
    return follow->stated && (end.segment > follow->goal.segment ||
                              (end.segment == follow->goal.segment && end.offset >= follow->goal.offset));
}

static int finish(Follow *follow)
{
    if (follow->trouble == COPY_OTHER)
        return CLI_FAILED; /* it was told, and the copy is as it was */
    CopyResult result = copy_flush(&follow->copy);
    if (result == COPY_MORE)
        result = copy_refresh(&follow->copy);
    while (result == COPY_MORE && follow->once && !stopping)
        result = follow_check(&follow->check, &follow->copy);
    if (result == COPY_LEVEL || (result == COPY_AWAY && stopping))
        result = COPY_MORE;
    if (result == COPY_FORKED)
        return cli_fail("%s was restored meanwhile; follow it again", follow->copy.department);
    show(follow, true);
    return result == COPY_MORE ? CLI_OK : result == COPY_AWAY ? CLI_UNREACHABLE : cli_fail("%s", follow->copy.error);
}

static int run_turns(Follow *follow)
{
    while (!stopping) {
        CopyResult result = turn(follow);
        if (result == COPY_FORKED)
            result = set_aside(follow);
        bool passes = result == COPY_AWAY || result == COPY_FULL || result == COPY_OTHER;
        if (passes && follow->once) {
            fprintf(stderr, "payvand: %s\n", follow->copy.error);
            return result == COPY_AWAY ? CLI_UNREACHABLE : CLI_FAILED;
        }
        if (!passes && result != COPY_MORE && result != COPY_LEVEL)
            return cli_fail("%s", follow->copy.error);
        if (passes || follow->trouble != COPY_MORE)
            tell(follow, passes ? result : COPY_MORE);
        if (passes)
            pause_ms(WAIT_MS);
        /* After a failed write what was held is not known to be whole: the copy is opened anew. */
        if (result == COPY_FULL && copy_open(&follow->copy) != COPY_MORE && !follow->copy.log)
            return cli_fail("%s", follow->copy.error);
        if (passes)
            continue;
        show(follow, false);
        if (follow->once && (result == COPY_LEVEL || reached_goal(follow)))
            break;
        if (result == COPY_LEVEL)
            pause_ms(LOOK_MS);
    }
    return finish(follow);
}

static int run(Cli *cli)
{
    Follow follow = {.cli = cli, .trouble = COPY_MORE};
    follow.once = cli_has(cli, "once");
    follow.put_aside = cli_has(cli, "put-aside");
    const char *name = cli->words[0];
    if (!cli_is_department(name))
        return cli_usage(cli, "there is no department %s", name);
    int code = cli_config(cli);
    if (code != CLI_OK)
        return code;
    FrameSource *source = source_of_department(cli, name);
    if (!source)
        return CLI_FAILED;
    follow.on_terminal = isatty(STDERR_FILENO) && !cli->json;
    follow.show_due_ms = cli_clock_ms() + (follow.on_terminal ? TERMINAL_MS : FILE_MS);
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    CopyResult begun = copy_begin(&follow.copy, name, cli->words[1], source);
    code = begun == COPY_MORE && follow_is_own(&follow.copy) ? run_turns(&follow) : cli_fail("%s", follow.copy.error);
    copy_close(&follow.copy);
    source_close(&source);
    return code;
}

static const CliOption options[] = {
    {"once", NULL, "end when level with the department"},
    {"put-aside", NULL, "give up a copy that shares no event with the department, and begin a new one"},
    {NULL, NULL, NULL},
};
const CliCommand cli_follow = {
    .name = "follow",
    .words = "DEPARTMENT DIR [--once] [--put-aside]",
    .least = 2,
    .most = 2,
    .text = "copies a department's log to DIR as it grows, frame by frame, from this host or another; payvand restore takes\n"
            "the tail of a lost department from there",
    .options = options,
    .run = run,
};
