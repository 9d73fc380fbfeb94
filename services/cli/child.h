/* One process under the supervisor. */
#pragma once

#include "cli/remote.h"
#include <sys/types.h>

#define CHILD_WORD_LIMIT 12
#define CHILD_LINE_BYTES 4096
#define CHILD_PARTITIONS_BYTES 400

typedef struct Child {
    char name[64];
    char program[512];
    char pid_path[700], log_path[700], config_path[512];
    const char *words[CHILD_WORD_LIMIT];
    char partitions[CHILD_PARTITIONS_BYTES]; /* of a worker */
    bool is_worker, to_file;
    bool leaving; /* no more in the configuration: not started again */
    pid_t pid; /* 0: not running */
    int output; /* read end of its stderr; -1 with to_file */
    int told;   /* last signal sent to it */
    int64_t started_ms, restart_at_ms;
    int backoff_ms;
    unsigned deaths;
    bool ready;
    PvClient *client; /* while it is not ready */
    char line[CHILD_LINE_BYTES];
    size_t line_bytes;
} Child;

/* Fills in what is needed to start it; partitions makes it a worker. False after saying what is missing. */
bool child_plan(Child *child, Cli *cli, const char *name, const char *program, const char *partitions);
/* False after saying why not. */
bool child_start(Child *child);
/* Passes its lines on, each with the name before it. */
void child_read(Child *child);
/* Takes note that the process ended. */
void child_gone(Child *child);
/* Does it run and answer as ready? A worker is ready while it runs. Waits at most wait_ms. */
bool child_is_ready(Child *child, Cli *cli, int wait_ms);
void child_close(Child *child);
