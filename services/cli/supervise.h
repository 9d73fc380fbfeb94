/* Keeps the processes of this host alive: starts them, starts again what dies, stops them together. */
#pragma once

#include "cli/cli.h"
#include <sys/types.h>

#define SUPERVISE_NAME_BYTES 40

typedef struct Supervisor Supervisor;

/* Plans the processes of the configuration: one a department, one a worker. to_files: their output goes to
 * <data>/logs/<name>.log, else to stderr with the name before each line. NULL after saying what is missing. */
Supervisor *supervise_open(Cli *cli, bool to_files);
/* Starts them and stays until a signal ends it; ready is called once, when all answer (true) or when one keeps dying
 * before that (false; then everything is stopped). Returns the exit code. */
int supervise_run(Supervisor *supervisor, void (*ready)(void *context, bool all), void *context);
void supervise_close(Supervisor **supervisor);

/* The lock that only one supervisor of a data folder holds. Returns its descriptor with the lock, or -1 with the pid of
 * the holder (0 if it cannot be told). */
int supervise_lock(const PvConfig *config, pid_t *holder);
