/* Clock, samples, folders and the disk's own limit. */
#include "bench.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define TMPFS_KIND 0x01021994
#define FLUSH_FILE_BYTES (64u << 20)

void bench_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

void bench_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int64_t bench_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void bench_pause_us(unsigned pause_us)
{
    struct timespec pause = {pause_us / 1000000, (long)(pause_us % 1000000) * 1000};
    nanosleep(&pause, NULL);
}

uint64_t bench_random(uint64_t *seed)
{
    uint64_t number = *seed += UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ (number >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94D049BB133111EB);
    return number ^ (number >> 31);
}

/* --- samples --------------------------------------------------------------------------------------- */

void samples_add(Samples *samples, int64_t duration_ns)
{
    if (samples->count == samples->room) {
        samples->room = samples->room ? samples->room * 2 : 4096;
        samples->items = realloc(samples->items, samples->room * sizeof *samples->items);
        if (!samples->items)
            bench_fail("out of memory");
    }
    samples->items[samples->count++] = duration_ns;
    samples->sorted = false;
}

void samples_clear(Samples *samples)
{
    samples->count = 0;
}

void samples_free(Samples *samples)
{
    free(samples->items);
    *samples = (Samples){0};
}

static int by_length(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

double samples_ms(Samples *samples, double share)
{
    if (samples->count == 0)
        return 0;
    if (!samples->sorted)
        qsort(samples->items, samples->count, sizeof *samples->items, by_length);
    samples->sorted = true;
    size_t at = (size_t)(share * (double)samples->count);
    return (double)samples->items[at < samples->count ? at : samples->count - 1] / 1e6;
}

/* --- disk ------------------------------------------------------------------------------------------ */

FlushCeiling flush_ceiling(const char *folder, size_t step_bytes, double seconds)
{
    char path[600];
    static uint8_t block[1 << 20];
    Samples samples = {0};
    snprintf(path, sizeof path, "%s/flush", folder);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        bench_fail("%s: %s", path, strerror(errno));
    memset(block, 0, sizeof block);
    for (off_t at = 0; at < FLUSH_FILE_BYTES; at += (off_t)sizeof block)
        if (pwrite(file, block, sizeof block, at) != (ssize_t)sizeof block)
            bench_fail("%s: %s", path, strerror(errno));
    fsync(file);
    memset(block, 0x5A, step_bytes);
    int64_t start = bench_now_ns(), end = start + (int64_t)(seconds * 1e9), before = start;
    for (off_t at = 0; before < end; at = (at + (off_t)step_bytes) % (off_t)(FLUSH_FILE_BYTES - step_bytes)) {
        if (pwrite(file, block, step_bytes, at) != (ssize_t)step_bytes || fdatasync(file) != 0)
            bench_fail("%s: %s", path, strerror(errno));
        int64_t now = bench_now_ns();
        samples_add(&samples, now - before);
        before = now;
    }
    close(file);
    unlink(path);
    FlushCeiling ceiling = {samples_ms(&samples, 0.5),
                            (double)samples.count / ((double)(before - start) / 1e9)};
    samples_free(&samples);
    return ceiling;
}

const char *bench_program_folder(void)
{
    static char path[512];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        bench_fail("/proc/self/exe: %s", strerror(errno));
    path[length] = 0;
    *strrchr(path, '/') = 0;
    return path;
}

void bench_folder_make(const char *path)
{
    struct statfs system;
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        bench_fail("%s: %s", path, strerror(errno));
    if (statfs(path, &system) != 0)
        bench_fail("%s: %s", path, strerror(errno));
    if (system.f_type == TMPFS_KIND)
        bench_fail("%s lies in memory (tmpfs); name a folder on a disk with --dir", path);
}

static int remove_entry(const char *path, const struct stat *seen, int kind, struct FTW *place)
{
    return remove(path);
}

void bench_folder_remove(const char *path)
{
    nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS);
}

uint64_t bench_memory_bytes(void)
{
    return (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
}
