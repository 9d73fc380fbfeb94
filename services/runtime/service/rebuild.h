/* Parts of rebuild --check; for rebuild.c and rebuild_live.c. */
#pragma once

#include "runtime/service/internal.h"

/* What is compared, and where. Errors hold CONFIG_ERROR_BYTES. */
typedef struct RebuildCheck {
    const PvService *table;
    const PvConfig *config;
    char log_folder[512], live_folder[512], fresh_folder[512];
    uint8_t key[CONFIG_ORGANISATION_KEY_BYTES];
    char error[CONFIG_ERROR_BYTES];
} RebuildCheck;

/* Opens an engine on the store and folds into it what it lacks of the log, up to a number of frames (0: all). Progress
 * goes to standard error. False: check->error says why. */
bool rebuild_fold(RebuildCheck *check, PvLog *log, PvStore *store, uint64_t frames, PvEngine **engine);
bool rebuild_open_fresh(RebuildCheck *check, PvStore **fresh);
/* Prints a line of the comparison. */
void rebuild_print(void *unused, const char *line);
/* Compares with the tables of the department that is running. */
bool rebuild_live(RebuildCheck *check, bool *equal);
