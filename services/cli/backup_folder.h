/* The folder of backups: each is a folder of its own, under a name that begins with a dot until it is whole. */
#pragma once

#include "cli/backup_manifest.h"

#define BACKUP_PATH_BYTES 600

typedef struct BackupFolder {
    char root[BACKUP_PATH_BYTES];
    char partial[BACKUP_PATH_BYTES]; /* being made */
    char whole[BACKUP_PATH_BYTES];   /* its name once it is */
    char before[BACKUP_PATH_BYTES];  /* the newest whole one so far; "" without */
    int lock;
} BackupFolder;

/* Makes the folder if it is missing, takes its lock, removes what backups that were killed left behind, begins a
 * partial one. False after saying why. */
bool backup_folder_open(BackupFolder *folder, const char *root);
/* Gives the partial one its name, durably. False after saying why. */
bool backup_folder_finish(BackupFolder *folder);
/* Removes the partial one if it was not finished, and gives the lock back. */
void backup_folder_close(BackupFolder *folder);
/* The newest whole backup in a folder; false if there is none. */
bool backup_newest(const char *root, char path[BACKUP_PATH_BYTES]);
/* Removes a folder and all in it. */
void backup_remove(const char *path);
