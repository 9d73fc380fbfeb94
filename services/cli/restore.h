/* A restore under way, and what it must know of the other departments: how far they had heard the one that is
 * restored. */
#pragma once

#include "cli/backup_folder.h"
#include "cli/follow_copy.h"
#include "cli/progress.h"
#include "cli/restore_kept.h"

#define RESTORE_EPOCH_LIMIT 256

/* Epochs around a restore: those the restored log has, and those that others know of its lost part. */
typedef struct RestoreEpochs {
    uint64_t known[RESTORE_EPOCH_LIMIT]; /* of the restored log, the newest ones */
    unsigned count;
} RestoreEpochs;

typedef struct RestoreHeard {
    const char *name;
    bool known;   /* it answered, or its log could be read */
    bool running; /* it answered */
    uint64_t epoch, sequence; /* 0 if it never heard the department */
} RestoreHeard;

typedef struct Restore {
    Cli *cli;
    const char *name;
    char backup[COPY_PATH_BYTES];  /* the one that is restored */
    char log[COPY_PATH_BYTES];     /* of the department in it */
    char home[COPY_PATH_BYTES];    /* where the department lives */
    char making[COPY_PATH_BYTES];  /* folder of the one that is being made */
    char follower[COPY_PATH_BYTES]; /* the copy that gave the tail; "" without */
    char aside[COPY_PATH_BYTES];   /* where what was there is kept; "" without */
    Manifest manifest;
    ManifestDepartment *told;
    bool key_is_missing; /* the organisation's, here */
    int own_lock;        /* against other restores of the department; -1 without, as the next one */
    int supervisor_lock; /* so that none starts */
    PvFile *lock;        /* of the log that is there; NULL if the department has no folder */
    FrameSource *source;
    FrameCopy copy;
    char teller[32]; /* of the log's first event */
    RestoreEpochs epochs;
    Progress progress;
    uint64_t epoch, last;                /* where the restored log ends */
    uint64_t from_backup, from_follower; /* last event of the backup, events that the follower gave */
    SourceRest rest; /* of the follower's copy: what was passed over at its end */
    RestoreKept kept;
    RestoreHeard heard[CONFIG_DEPARTMENTS];
    unsigned heard_count;
} Restore;

/* Asks the others where they run, reads their logs where they are down on this host. Fills at most
 * CONFIG_DEPARTMENTS rows; returns how many. */
unsigned restore_ask_others(Cli *cli, const char *department, RestoreHeard heard[CONFIG_DEPARTMENTS]);
/* The department is down and has nobody who starts it, and stays so; no other restore of it is under way. CLI_OK, or the
 * exit code after saying who is in the way. Unlocking is right in any state. */
int restore_lock(Restore *restore);
void restore_unlock(Restore *restore);
/* The same of the department alone, anew. */
int restore_lock_home(Restore *restore);
/* What was there is kept under another name; the new one comes into its place whole. CLI_OK, or all is as it was. */
int restore_put_in_place(Restore *restore);
/* Copies on to the end of copy.source. */
CopyResult restore_copy_all(Restore *restore);
/* Says why what did not copy; returns the exit code. */
int restore_copy_failed(const Restore *restore, const char *what);
/* What follows the backup in the copies of the follower named on the command line. CLI_OK, or the exit code after saying
 * what is wrong. */
int restore_take_tail(Restore *restore);
/* Sees the records of the restored log as they go by. */
void restore_see_epoch(RestoreEpochs *epochs, const LogRecord *record);
/* Where others know an epoch that the restored log does not have (it began after the backup), the log is told that it
 * forks off there, so that they are not left with a log that seems to be another. CLI_OK, or the exit code after saying
 * what is wrong. */
int restore_continue_epochs(const Restore *restore);
/* What was restored and what is lost or only put aside: for people, or as JSON. */
void restore_report(const Restore *restore);
