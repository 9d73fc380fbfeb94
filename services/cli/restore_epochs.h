/* Epochs around a restore: those the restored log has, and those that others know of its lost part. */
#pragma once

#include "cli/restore.h"
#include "runtime/log/log.h"

#define RESTORE_EPOCH_LIMIT 256

typedef struct RestoreEpochs {
    uint64_t known[RESTORE_EPOCH_LIMIT]; /* of the restored log, the newest ones */
    unsigned count;
} RestoreEpochs;

/* Sees the records of the restored log as they go by; context is the RestoreEpochs. */
void restore_see_epoch(void *context, const LogRecord *record);
/* Where others know an epoch that the restored log does not have (it began after the backup), the log is told that it
 * forks off there, so that they are not left with a log that seems to be another. CLI_OK, or the exit code after saying
 * what is wrong. */
int restore_continue_epochs(Cli *cli, const RestoreEpochs *epochs, const RestoreHeard *heard, unsigned count,
                            const char *folder, const char *department);
