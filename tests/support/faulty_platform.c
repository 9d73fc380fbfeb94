/* Faults in front of the real platform. One thread at a time changes files; readers may be on others. */
#include "support/faulty_platform.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR_BYTES 512

struct PvFile {
    void *under; /* the real platform's file */
    char *path;  /* follows renames; "" once another file took its name */
    struct PvFile *before;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list of open files */
static PvFile *open_files;

struct FaultyUndo {
    FaultyUndo *before;
    char *path;
    uint64_t offset;
    size_t size_bytes;
    bool lost; /* its flush failed: later flushes do not bring it to the disk */
    uint8_t bytes[];
};

static const PvPlatform *real(void)
{
    return platform_real();
}

/* Is the process at its end? Counts calls that change something. */
static bool is_stopped(FaultyPlatform *faulty)
{
    if (!faulty->stopped && faulty->stops_at > 0 && --faulty->stops_at == 0)
        faulty->stopped = true;
    if (faulty->stopped)
        errno = faulty->error;
    return faulty->stopped;
}

static bool counts_down(FaultyPlatform *faulty, uint64_t *count)
{
    if (*count == 0 || --*count > 0)
        return false;
    errno = faulty->error;
    return true;
}

static int64_t faulty_clock_ms(void *context)
{
    return real()->clock_ms(NULL);
}

static uint64_t faulty_monotonic_us(void *context)
{
    return real()->monotonic_us(NULL);
}

static void faulty_random_bytes(void *context, void *out, size_t size_bytes)
{
    real()->random_bytes(NULL, out, size_bytes);
}

static PvFile *faulty_file_open(void *context, const char *path, bool create, bool writable)
{
    FaultyPlatform *faulty = context;
    if (create && is_stopped(faulty))
        return NULL;
    void *under = real()->file_open(NULL, path, create, writable);
    if (!under)
        return NULL;
    PvFile *file = malloc(sizeof *file);
    file->under = under;
    file->path = strdup(path);
    pthread_mutex_lock(&lock);
    file->before = open_files;
    open_files = file;
    pthread_mutex_unlock(&lock);
    return file;
}

static int faulty_file_read(void *context, PvFile *file, uint64_t offset, void *out, size_t size_bytes)
{
    return real()->file_read(NULL, file->under, offset, out, size_bytes);
}

static void remember(FaultyPlatform *faulty, PvFile *file, uint64_t offset, size_t size_bytes,
                     uint64_t file_bytes)
{
    FaultyUndo *undo = calloc(1, sizeof *undo + size_bytes);
    undo->before = faulty->undo;
    undo->path = strdup(file->path);
    undo->offset = offset;
    undo->size_bytes = size_bytes;
    if (offset < file_bytes) {
        uint64_t old = file_bytes - offset;
        real()->file_read(NULL, file->under, offset, undo->bytes, old < size_bytes ? old : size_bytes);
    }
    faulty->undo = undo;
}

/* What is written again over lost bytes will be flushed with the rest. */
static void supersede(FaultyPlatform *faulty, PvFile *file, uint64_t offset, const uint8_t *bytes,
                      size_t size_bytes)
{
    for (FaultyUndo *undo = faulty->undo; undo; undo = undo->before) {
        if (!undo->lost || strcmp(undo->path, file->path) != 0)
            continue;
        for (size_t i = 0; i < undo->size_bytes; i++)
            if (undo->offset + i >= offset && undo->offset + i - offset < size_bytes)
                undo->bytes[i] = bytes[undo->offset + i - offset];
    }
}

static int faulty_file_write(void *context, PvFile *file, uint64_t offset, const void *bytes,
                             size_t size_bytes)
{
    FaultyPlatform *faulty = context;
    uint64_t file_bytes;
    if (is_stopped(faulty) || real()->file_size(NULL, file->under, &file_bytes) != 0)
        return -1;
    if (counts_down(faulty, &faulty->write_fails_at)) {
        int reason = errno;
        size_t torn = faulty->torn_bytes < size_bytes ? faulty->torn_bytes : size_bytes;
        real()->file_write(NULL, file->under, offset, bytes, torn);
        errno = reason;
        return -1;
    }
    uint64_t end = offset + size_bytes;
    int64_t growth = end > file_bytes ? (int64_t)(end - file_bytes) : 0;
    if (faulty->room_bytes >= 0 && growth > faulty->room_bytes) {
        errno = ENOSPC;
        return -1;
    }
    if (faulty->room_bytes >= 0)
        faulty->room_bytes -= growth;
    if (faulty->remember) {
        supersede(faulty, file, offset, bytes, size_bytes);
        remember(faulty, file, offset, size_bytes, file_bytes);
    }
    faulty->writes++;
    return real()->file_write(NULL, file->under, offset, bytes, size_bytes);
}

static void undo_free(FaultyUndo *undo)
{
    free(undo->path);
    free(undo);
}

/* The file's writes are on the disk (all: the file is gone), or path is NULL and the end has come. */
static void forget(FaultyPlatform *faulty, const char *path, bool all)
{
    FaultyUndo **at = &faulty->undo;
    while (*at) {
        FaultyUndo *undo = *at;
        if (!path || (strcmp(undo->path, path) == 0 && (all || !undo->lost))) {
            *at = undo->before;
            undo_free(undo);
        } else {
            at = &undo->before;
        }
    }
}

static int faulty_file_flush(void *context, PvFile *file)
{
    FaultyPlatform *faulty = context;
    if (is_stopped(faulty))
        return -1;
    if (counts_down(faulty, &faulty->flush_fails_at)) {
        for (FaultyUndo *undo = faulty->undo; undo; undo = undo->before)
            undo->lost |= strcmp(undo->path, file->path) == 0;
        return -1;
    }
    faulty->flushes++;
    forget(faulty, file->path, false);
    return real()->file_flush(NULL, file->under);
}

static int faulty_file_size(void *context, PvFile *file, uint64_t *size_bytes)
{
    return real()->file_size(NULL, file->under, size_bytes);
}

static int faulty_file_lock(void *context, PvFile *file)
{
    return real()->file_lock(NULL, file->under);
}

static void faulty_file_close(void *context, PvFile *file)
{
    if (!file)
        return;
    pthread_mutex_lock(&lock);
    PvFile **at = &open_files;
    while (*at != file)
        at = &(*at)->before;
    *at = file->before;
    pthread_mutex_unlock(&lock);
    real()->file_close(NULL, file->under);
    free(file->path);
    free(file);
}

static void change_path(char **path, const char *from, const char *to)
{
    if (strcmp(*path, from) != 0)
        return;
    free(*path);
    *path = strdup(to);
}

static int faulty_file_rename(void *context, const char *from, const char *to)
{
    FaultyPlatform *faulty = context;
    if (is_stopped(faulty))
        return -1;
    forget(faulty, to, true);
    for (FaultyUndo *undo = faulty->undo; undo; undo = undo->before)
        change_path(&undo->path, from, to);
    pthread_mutex_lock(&lock);
    for (PvFile *file = open_files; file; file = file->before) {
        change_path(&file->path, to, "");
        change_path(&file->path, from, to);
    }
    pthread_mutex_unlock(&lock);
    return real()->file_rename(NULL, from, to);
}

static int faulty_file_remove(void *context, const char *path)
{
    FaultyPlatform *faulty = context;
    if (is_stopped(faulty))
        return -1;
    forget(faulty, path, true);
    return real()->file_remove(NULL, path);
}

static int faulty_folder_make(void *context, const char *path)
{
    return is_stopped(context) ? -1 : real()->folder_make(NULL, path);
}

static int faulty_folder_flush(void *context, const char *path)
{
    return is_stopped(context) ? -1 : real()->folder_flush(NULL, path);
}

static int faulty_folder_list(void *context, const char *path, void (*visit)(void *seen, const char *name),
                              void *seen)
{
    return real()->folder_list(NULL, path, visit, seen);
}

void faulty_init(FaultyPlatform *faulty)
{
    *faulty = (FaultyPlatform){
        .platform =
            {
                .context = faulty,
                .clock_ms = faulty_clock_ms,
                .monotonic_us = faulty_monotonic_us,
                .random_bytes = faulty_random_bytes,
                .file_open = faulty_file_open,
                .file_read = faulty_file_read,
                .file_write = faulty_file_write,
                .file_flush = faulty_file_flush,
                .file_size = faulty_file_size,
                .file_lock = faulty_file_lock,
                .file_close = faulty_file_close,
                .file_rename = faulty_file_rename,
                .file_remove = faulty_file_remove,
                .folder_make = faulty_folder_make,
                .folder_flush = faulty_folder_flush,
                .folder_list = faulty_folder_list,
            },
        .error = EIO,
        .room_bytes = -1,
    };
}

void faulty_end(FaultyPlatform *faulty)
{
    forget(faulty, NULL, true);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t value = *state += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

void faulty_power_cut(FaultyPlatform *faulty, uint64_t seed)
{
    for (FaultyUndo *undo = faulty->undo; undo; undo = undo->before) {
        void *file = real()->file_open(NULL, undo->path, false, true);
        if (!file)
            continue;
        for (size_t at = 0; at < undo->size_bytes;) {
            size_t size = SECTOR_BYTES - (undo->offset + at) % SECTOR_BYTES;
            size = size < undo->size_bytes - at ? size : undo->size_bytes - at;
            if (next_random(&seed) & 1)
                real()->file_write(NULL, file, undo->offset + at, undo->bytes + at, size);
            at += size;
        }
        real()->file_close(NULL, file);
    }
    forget(faulty, NULL, true);
    faulty->stopped = false;
    faulty->stops_at = 0;
}
