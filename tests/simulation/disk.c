/* Simulated log files and clock; see disk.h. */
#include "disk.h"
#include "simulation.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECTOR_BYTES 512

/* A sector as it was at the last flush. */
typedef struct OldSector {
    uint64_t number;
    bool beyond; /* it was behind the end of the file */
    uint8_t bytes[SECTOR_BYTES];
} OldSector;

struct SimFile {
    SimFile *next;
    char path[600];
    uint8_t *bytes;
    uint8_t *is_old; /* a bit for each sector that is among the old ones */
    uint64_t size_bytes, room_bytes;
    uint64_t flushed_bytes; /* size at the last flush */
    bool flushed;           /* ever */
    bool locked;
    bool gone;      /* removed while open: freed when the last who has it open closes it */
    unsigned opens;
    OldSector *old;
    size_t old_count, old_room;
};

static SimFile *find(SimDisk *disk, const char *path)
{
    for (SimFile *file = disk->files; file; file = file->next)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}

static void free_file(SimFile *file)
{
    free(file->bytes);
    free(file->is_old);
    free(file->old);
    free(file);
}

static void remove_file(SimDisk *disk, SimFile *gone)
{
    for (SimFile **at = &disk->files; *at; at = &(*at)->next)
        if (*at == gone) {
            *at = gone->next;
            disk->size_bytes -= gone->size_bytes;
            gone->gone = true;
            if (gone->opens == 0)
                free_file(gone);
            return;
        }
}

/* Before each operation that changes something. */
static bool may_change(SimDisk *disk)
{
    disk->operations++;
    if (disk->dies_at && --disk->dies_at == 0)
        disk->dead = true;
    if (disk->dead)
        errno = EIO;
    return !disk->dead;
}

static int64_t clock_ms(void *context)
{
    return SIM_START_MS + (int64_t)(sim.now_us / 1000) + ((SimDisk *)context)->skew_ms;
}

static uint64_t monotonic_us(void *context)
{
    (void)context;
    return sim.now_us;
}

static void random_bytes(void *context, void *out, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = (uint8_t)sim_random();
}

static PvFile *file_open(void *context, const char *path, bool create, bool writable)
{
    SimDisk *disk = context;
    SimFile *file = find(disk, path);
    if (!file && !create) {
        errno = ENOENT;
        return NULL;
    }
    if (!file) {
        if (!may_change(disk))
            return NULL;
        file = calloc(1, sizeof *file);
        snprintf(file->path, sizeof file->path, "%s", path);
        file->next = disk->files;
        disk->files = file;
    }
    file->opens++;
    return (PvFile *)file;
}

static int file_read(void *context, PvFile *read, uint64_t offset, void *out, size_t size)
{
    SimFile *file = (SimFile *)read;
    if (offset + size > file->size_bytes) {
        errno = EIO;
        return -1;
    }
    if (size)
        memcpy(out, file->bytes + offset, size);
    return 0;
}

static void make_room(SimFile *file, uint64_t size)
{
    if (size <= file->room_bytes)
        return;
    uint64_t room = file->room_bytes ? file->room_bytes : 65536;
    while (room < size)
        room *= 2;
    file->bytes = realloc(file->bytes, room);
    file->is_old = realloc(file->is_old, room / SECTOR_BYTES / 8);
    if (!file->bytes || !file->is_old)
        sim_fail("out of memory");
    memset(file->bytes + file->room_bytes, 0, room - file->room_bytes);
    memset(file->is_old + file->room_bytes / SECTOR_BYTES / 8, 0, (room - file->room_bytes) / SECTOR_BYTES / 8);
    file->room_bytes = room;
}

/* Keeps what a sector held at the last flush, once. */
static void keep_old(SimFile *file, uint64_t number)
{
    if (file->is_old[number / 8] >> (number % 8) & 1)
        return;
    file->is_old[number / 8] |= (uint8_t)(1u << (number % 8));
    if (file->old_count == file->old_room) {
        file->old_room = file->old_room ? file->old_room * 2 : 64;
        file->old = realloc(file->old, file->old_room * sizeof *file->old);
        if (!file->old)
            sim_fail("out of memory");
    }
    OldSector *old = &file->old[file->old_count++];
    old->number = number;
    old->beyond = number * SECTOR_BYTES >= file->flushed_bytes;
    memcpy(old->bytes, file->bytes + number * SECTOR_BYTES, SECTOR_BYTES);
}

static int file_write(void *context, PvFile *written, uint64_t offset, const void *bytes, size_t size)
{
    SimDisk *disk = context;
    SimFile *file = (SimFile *)written;
    if (!may_change(disk))
        return -1;
    uint64_t end = offset + size, grows = end > file->size_bytes ? end - file->size_bytes : 0;
    if (disk->size_bytes + grows > disk->room_bytes) {
        errno = ENOSPC;
        return -1;
    }
    make_room(file, (end + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES);
    for (uint64_t sector = offset / SECTOR_BYTES; size && sector <= (end - 1) / SECTOR_BYTES; sector++)
        keep_old(file, sector);
    if (size)
        memcpy(file->bytes + offset, bytes, size);
    file->size_bytes += grows;
    disk->size_bytes += grows;
    return 0;
}

static void forget_old(SimFile *file)
{
    for (size_t i = 0; i < file->old_count; i++)
        file->is_old[file->old[i].number / 8] &= (uint8_t) ~(1u << (file->old[i].number % 8));
    file->old_count = 0;
}

static int file_flush(void *context, PvFile *flushed)
{
    SimDisk *disk = context;
    SimFile *file = (SimFile *)flushed;
    if (!may_change(disk))
        return -1;
    if (disk->next_flush_fails) {
        disk->next_flush_fails = false;
        disk->flush_failed = true;
        errno = EIO;
        return -1;
    }
    forget_old(file);
    file->flushed = true;
    file->flushed_bytes = file->size_bytes;
    return 0;
}

static int file_size(void *context, PvFile *asked, uint64_t *size)
{
    *size = ((SimFile *)asked)->size_bytes;
    return 0;
}

static int file_lock(void *context, PvFile *asked)
{
    SimFile *file = (SimFile *)asked;
    if (file->locked) {
        errno = EWOULDBLOCK;
        return -1;
    }
    file->locked = true;
    return 0;
}

static void file_close(void *context, PvFile *closed)
{
    SimFile *file = (SimFile *)closed;
    file->locked = false;
    if (--file->opens == 0 && file->gone)
        free_file(file);
}

static int file_rename(void *context, const char *from, const char *to)
{
    SimDisk *disk = context;
    SimFile *file = find(disk, from);
    if (!file) {
        errno = ENOENT;
        return -1;
    }
    if (!may_change(disk))
        return -1;
    SimFile *before = find(disk, to);
    if (before)
        remove_file(disk, before);
    snprintf(file->path, sizeof file->path, "%s", to);
    file->flushed = true; /* its name is durable; its content is what was flushed of it */
    return 0;
}

static int file_remove(void *context, const char *path)
{
    SimDisk *disk = context;
    SimFile *file = find(disk, path);
    if (!file) {
        errno = ENOENT;
        return -1;
    }
    if (!may_change(disk))
        return -1;
    remove_file(disk, file);
    return 0;
}

/* Folders are real ones: the tables lie in them. */
static int folder_make(void *context, const char *path)
{
    char part[600];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(part, 0700);
        *slash = '/';
    }
    return mkdir(part, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

static int folder_flush(void *context, const char *path)
{
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int folder_list(void *context, const char *path, void (*visit)(void *seen, const char *name), void *seen)
{
    SimDisk *disk = context;
    size_t count = 0, length = strlen(path);
    char *names[4096];
    for (SimFile *file = disk->files; file; file = file->next)
        if (strncmp(file->path, path, length) == 0 && file->path[length] == '/' && !strchr(file->path + length + 1, '/') &&
            count < sizeof names / sizeof names[0])
            names[count++] = strdup(file->path + length + 1);
    qsort(names, count, sizeof names[0], by_name);
    for (size_t i = 0; i < count; i++) {
        visit(seen, names[i]);
        free(names[i]);
    }
    return 0;
}

void disk_open(SimDisk *disk)
{
    *disk = (SimDisk){.room_bytes = UINT64_MAX / 2};
    disk->platform = (PvPlatform){disk,       clock_ms,    monotonic_us, random_bytes, file_open,   file_read,    file_write,
                                  file_flush, file_size,   file_lock,    file_close,   file_rename, file_remove,  folder_make,
                                  folder_flush, folder_list};
}

static void come_back(SimDisk *disk)
{
    disk->dead = false;
    disk->dies_at = 0;
    disk->dies_by_power = false;
    disk->next_flush_fails = disk->flush_failed = false;
    for (SimFile *file = disk->files; file; file = file->next)
        file->locked = false;
}

void disk_process_died(SimDisk *disk)
{
    come_back(disk);
}

/* Files grow in whole: a size that was not flushed is the old or the new one. */
static void lose_unflushed(SimDisk *disk, SimFile *file)
{
    unsigned kept = sim_chance(200) ? 0 : sim_chance(200) ? 1000 : (unsigned)sim_below(1000); /* none, all, some */
    bool grown = file->size_bytes == file->flushed_bytes || sim_chance(kept);
    for (size_t i = 0; i < file->old_count; i++) {
        if (sim_chance(kept))
            continue;
        sim_fault(FAULT_SECTOR_OLD);
        memcpy(file->bytes + file->old[i].number * SECTOR_BYTES, file->old[i].bytes, SECTOR_BYTES);
    }
    forget_old(file);
    if (!grown) {
        disk->size_bytes -= file->size_bytes - file->flushed_bytes;
        memset(file->bytes + file->flushed_bytes, 0, file->room_bytes - file->flushed_bytes);
        file->size_bytes = file->flushed_bytes;
    }
    file->flushed_bytes = file->size_bytes;
}

void disk_power_died(SimDisk *disk)
{
    for (SimFile *file = disk->files, *next; file; file = next) {
        next = file->next;
        if (!file->flushed && sim_chance(500))
            remove_file(disk, file);
        else
            lose_unflushed(disk, file);
    }
    come_back(disk);
}

bool disk_holds(const SimDisk *disk, const char *text, char *path)
{
    for (const SimFile *file = disk->files; file; file = file->next) {
        if (!file->size_bytes || !memmem(file->bytes, file->size_bytes, text, strlen(text)))
            continue;
        snprintf(path, 600, "%s", file->path);
        return true;
    }
    return false;
}

SimFile *disk_keep(const SimDisk *disk)
{
    SimFile *kept = NULL;
    for (const SimFile *file = disk->files; file; file = file->next) {
        SimFile *copy = calloc(1, sizeof *copy);
        snprintf(copy->path, sizeof copy->path, "%s", file->path);
        make_room(copy, file->size_bytes + SECTOR_BYTES);
        if (file->size_bytes)
            memcpy(copy->bytes, file->bytes, file->size_bytes);
        copy->size_bytes = copy->flushed_bytes = file->size_bytes;
        copy->flushed = true;
        copy->next = kept;
        kept = copy;
    }
    return kept;
}

void disk_put_back(SimDisk *disk, SimFile *kept)
{
    while (disk->files)
        remove_file(disk, disk->files);
    disk->files = kept;
    for (const SimFile *file = kept; file; file = file->next)
        disk->size_bytes += file->size_bytes;
}
