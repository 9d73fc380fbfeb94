/* A department as a process: reads its configuration, opens log, store, engine and bus, and runs the network, commit,
 * query and write-down threads around them until it is told to stop. */
#pragma once

#include "runtime/engine/rows.h"

/* The whole main program of a department. Words:
 *     --data DIR       where it keeps its log and store (default: PAYVAND_DATA)
 *     --config FILE    configuration of this host
 *     --describe       prints its commands, queries and events as JSON lines and ends
 *     --rebuild-check  folds the log into a fresh store and compares all tables; beside a running department too
 * Returns the exit code: 0, 64 wrong usage, 1 a fault told on standard error. */
int service_main(const PvService *service, int count, char **words);
