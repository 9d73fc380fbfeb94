/* A department without threads: its parts are opened by hand and its threads' turns taken one by one, in whatever order.
 * service.c runs each of them on a thread of its own; a simulation takes them all in one, over a platform of its own. */
#pragma once

#include "runtime/config/config.h"
#include "runtime/engine/rows.h"
#include "runtime/memory/arena.h"
#include "runtime/platform/platform.h"

typedef struct Service Service;

/* Opens log, tables and bus of a zeroed service; takes the configuration. On failure false with error
 * (CONFIG_ERROR_BYTES). Either way service_release gives all of it back. */
bool service_prepare(Service *service, const PvService *table, const PvPlatform *platform, PvConfig *config, char *error);
void service_release(Service *service);
/* Folds what the tables lack of the log; then it is ready. False: it failed, or was told to stop. */
bool service_begin(Service *service);

/* One turn of each thread. They wait for something to do unless the service is stepped. */
void commit_step(Service *service);
void network_step(Service *service);
bool query_step(Service *service, PvArena *arena); /* false: nothing was asked */
bool write_down_step(Service *service);            /* false: the tables could not be written */
