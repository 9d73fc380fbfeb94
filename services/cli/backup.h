/* One department in a backup under way. */
#pragma once

#include "cli/backup_folder.h"
#include "cli/follow_copy.h"

typedef struct BackupOne {
    FrameCopy copy;
    FrameSource *source;
    PvFile *lock; /* of the log of a department that is down; NULL of a running one */
    ManifestDepartment *told;
    uint32_t linked; /* segments that are those of the backup before */
} BackupOne;

/* Puts the sealed segments that did not change since the backup before into the new one as further names of the same
 * files, after reading them whole. What cannot be had that way is copied. */
void backup_link(BackupOne *one, const BackupFolder *folder);
