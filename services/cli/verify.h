/* Parts of payvand verify: the walk through a department's log, and the sums that must agree. */
#pragma once

#include "cli/remote.h"

#define VERIFY_FAULT_LIMIT 100

/* What was found wrong so far; texts in cli->arena. */
typedef struct VerifyFaults {
    const char *texts[VERIFY_FAULT_LIMIT];
    size_t count; /* may pass the limit */
} VerifyFaults;
void verify_fault(Cli *cli, VerifyFaults *faults, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* One department as verify sees it. */
typedef struct VerifyLog {
    const char *department;
    PvClient *client;
    uint64_t epoch;    /* of the log at present */
    uint64_t sequence; /* last event walked over */
    uint64_t last_shared;
    uint64_t last_in_partition[64];
    uint64_t shared_count, private_count, erased_count;
} VerifyLog;

/* Walks on to the head of the log: each sequence once and in order, the pointers to the events before right, payloads
 * as their digests say. CLI_OK, or the exit code where the department does not answer. */
int verify_log_walk(Cli *cli, VerifyLog *log, VerifyFaults *faults);

/* Digest of a department's whole card as 32 hexadecimal digits. */
int verify_card(Cli *cli, const VerifyLog *log, char digest[33], uint64_t *rows, uint64_t *waiting);
/* The ledger's sums; writes one line on what was added up. */
int verify_ledger(Cli *cli, const VerifyLog *loyalty, VerifyFaults *faults, char said[160]);
/* Has analytics worked in every partition of the logs but those that no worker holds? If not, the first thing that lags is
 * in why. */
int verify_analytics(Cli *cli, const VerifyLog *logs, size_t count, uint64_t unheld, bool *reached, char why[200]);
