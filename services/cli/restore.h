/* What a restore must know of the other departments: how far they had heard the one that is restored. */
#pragma once

#include "cli/cli.h"

typedef struct RestoreHeard {
    const char *name;
    bool known;   /* it answered, or its log could be read */
    bool running; /* it answered */
    uint64_t epoch, sequence; /* 0 if it never heard the department */
} RestoreHeard;

/* Asks the others where they run, reads their logs where they are down on this host. Fills at most
 * CONFIG_DEPARTMENTS rows; returns how many. */
unsigned restore_ask_others(Cli *cli, const char *department, RestoreHeard heard[CONFIG_DEPARTMENTS]);
