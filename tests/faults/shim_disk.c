/* The disk of a power cut: remembers what unflushed writes replaced, sector by sector, and brings some of it back. */
#include "shim_inside.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECTOR_BYTES 512

typedef struct Kept {
    struct Kept *before; /* newest first */
    dev_t device;
    ino_t inode;
    int file; /* a descriptor of our own */
    off_t offset;
    size_t size, was_bytes; /* bytes past was_bytes were not there */
    unsigned char old[];
} Kept;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Kept *newest;

/* A write through a descriptor that was opened to be flushed at once is on the disk when it returns. */
static bool is_kept(int file, struct stat *seen)
{
    int flags = fcntl(file, F_GETFL);
    return shim_now()->remember && fstat(file, seen) == 0 && S_ISREG(seen->st_mode) && !(flags & O_DSYNC);
}

bool shim_remember(int file, size_t size, off_t offset)
{
    struct stat seen;
    if (!is_kept(file, &seen))
        return false;
    pthread_mutex_lock(&lock);
    Kept *kept = malloc(sizeof *kept + size);
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    *kept = (Kept){.before = newest, .device = seen.st_dev, .inode = seen.st_ino, .offset = offset, .size = size};
    kept->file = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC);
    ssize_t got = kept->file < 0 ? 0 : pread(kept->file, kept->old, size, offset);
    kept->was_bytes = got > 0 ? (size_t)got : 0;
    newest = kept;
    return true;
}

void shim_remembered(bool remembered)
{
    if (remembered)
        pthread_mutex_unlock(&lock);
}

static void release(Kept *kept)
{
    if (kept->file >= 0)
        close(kept->file);
    free(kept);
}

int shim_flushing(int file, int (*flush)(int))
{
    struct stat seen;
    if (!is_kept(file, &seen))
        return flush(file);
    pthread_mutex_lock(&lock);
    int result = flush(file);
    for (Kept **at = &newest; result == 0 && *at;) {
        Kept *kept = *at;
        if (kept->device != seen.st_dev || kept->inode != seen.st_ino) {
            at = &kept->before;
            continue;
        }
        *at = kept->before;
        release(kept);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static bool is_lost(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 63;
}

static void bring_back(const Kept *kept, size_t from, size_t size)
{
    unsigned char old[SECTOR_BYTES] = {0};
    if (from < kept->was_bytes)
        memcpy(old, kept->old + from, kept->was_bytes - from < size ? kept->was_bytes - from : size);
    if (syscall(SYS_pwrite64, kept->file, old, size, kept->offset + (off_t)from) < 0)
        abort();
}

void shim_forget_unflushed(void)
{
    uint64_t seed = shim_now()->seed;
    pthread_mutex_lock(&lock); /* for ever: nobody writes any more */
    for (const Kept *kept = newest; kept; kept = kept->before) {
        for (size_t at = 0; at < kept->size;) {
            size_t in_sector = (size_t)(kept->offset + (off_t)at) % SECTOR_BYTES, size = SECTOR_BYTES - in_sector;
            size = size < kept->size - at ? size : kept->size - at;
            if (kept->file >= 0 && is_lost(&seed))
                bring_back(kept, at, size);
            at += size;
        }
    }
}
