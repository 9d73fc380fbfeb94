/* The log files of one actor, in memory, with its clock: what was written and not flushed may be lost, sector by sector,
 * when the power goes; any operation may be the process's last. */
#pragma once

#include "runtime/platform/platform.h"

typedef struct SimFile SimFile;

typedef struct SimDisk {
    PvPlatform platform; /* give &disk->platform to the service */
    SimFile *files;
    int64_t skew_ms;        /* of the clock */
    uint64_t size_bytes;    /* of all files */
    uint64_t room_bytes;    /* they may be this large */
    uint64_t dies_at;       /* the n-th operation from now that changes something is not done, nor any after it; 0: none */
    bool dies_by_power;     /* and what was not flushed then is lost */
    bool dead;              /* it came to that */
    bool next_flush_fails;  /* once */
    bool flush_failed;      /* it came to that */
    uint64_t operations;    /* that changed something */
} SimDisk;

void disk_open(SimDisk *disk);
/* The process is dead: what it wrote stays. Files closed, operations work again. */
void disk_process_died(SimDisk *disk);
/* The power is gone: each sector written since the last flush of its file is new or old, and files never flushed may be
 * gone. Files closed, operations work again. */
void disk_power_died(SimDisk *disk);
/* Is the text in one of the files? Says in which (600 bytes). */
bool disk_holds(const SimDisk *disk, const char *text, char *path);
/* A copy of all files as they are, and putting it in the place of what is there; the copy is used up. */
SimFile *disk_keep(const SimDisk *disk);
void disk_put_back(SimDisk *disk, SimFile *kept);
