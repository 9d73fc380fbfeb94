/* The real platform: system calls of Linux. Reads and writes are whole or fail; a rename or removal is
 * durable when it returns. */
#include "runtime/platform/platform.h"
#include "runtime/memory/require.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct PvFile {
    int descriptor;
};

static int64_t real_clock_ms(void *context)
{
    (void)context;
    struct timespec now;
    pv_require(clock_gettime(CLOCK_REALTIME, &now) == 0, "no clock");
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t real_monotonic_us(void *context)
{
    (void)context;
    struct timespec now;
    pv_require(clock_gettime(CLOCK_MONOTONIC, &now) == 0, "no clock");
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void real_random_bytes(void *context, void *out, size_t size_bytes)
{
    (void)context;
    uint8_t *at = out;
    while (size_bytes > 0) {
        ssize_t got = getrandom(at, size_bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        pv_require(got > 0, "no random bytes: %s", strerror(errno));
        at += got;
        size_bytes -= (size_t)got;
    }
}

static PvFile *real_file_open(void *context, const char *path, bool create, bool writable)
{
    (void)context;
    int flags = O_CLOEXEC | (writable ? O_RDWR : O_RDONLY) | (create ? O_CREAT : 0);
    int descriptor;
    do
        descriptor = open(path, flags, 0600);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return NULL;
    PvFile *file = malloc(sizeof *file);
    pv_require(file, "out of memory");
    file->descriptor = descriptor;
    return file;
}

static int real_file_read(void *context, PvFile *file, uint64_t offset, void *out, size_t size_bytes)
{
    (void)context;
    uint8_t *at = out;
    while (size_bytes > 0) {
        ssize_t got = pread(file->descriptor, at, size_bytes, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO;
        if (got <= 0)
            return -1;
        at += got;
        offset += (uint64_t)got;
        size_bytes -= (size_t)got;
    }
    return 0;
}

static int real_file_write(void *context, PvFile *file, uint64_t offset, const void *bytes, size_t size_bytes)
{
    (void)context;
    const uint8_t *at = bytes;
    while (size_bytes > 0) {
        ssize_t put = pwrite(file->descriptor, at, size_bytes, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put == 0)
            errno = EIO;
        if (put <= 0)
            return -1;
        at += put;
        offset += (uint64_t)put;
        size_bytes -= (size_t)put;
    }
    return 0;
}

/* Not repeated after EINTR: whether the first try reached the disk is not known, and the caller must treat
 * any failure as one. fdatasync of a local file is not interrupted. */
static int real_file_flush(void *context, PvFile *file)
{
    (void)context;
    return fdatasync(file->descriptor);
}

static int real_file_size(void *context, PvFile *file, uint64_t *size_bytes)
{
    (void)context;
    struct stat seen;
    if (fstat(file->descriptor, &seen) != 0)
        return -1;
    *size_bytes = (uint64_t)seen.st_size;
    return 0;
}

/* A lock of the open file, not of the process: a second open in the same process is refused too, and closing
 * another descriptor of the file does not drop it. */
static int real_file_lock(void *context, PvFile *file)
{
    (void)context;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int result;
    do
        result = fcntl(file->descriptor, F_OFD_SETLK, &lock);
    while (result != 0 && errno == EINTR);
    return result;
}

static void real_file_close(void *context, PvFile *file)
{
    (void)context;
    if (!file)
        return;
    close(file->descriptor);
    free(file);
}

static int real_folder_flush(void *context, const char *path)
{
    (void)context;
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    int result = fsync(descriptor);
    int reason = errno;
    close(descriptor);
    errno = reason;
    return result;
}

static int parent_flush(const char *path)
{
    char parent[PATH_MAX];
    if (snprintf(parent, sizeof parent, "%s", path) >= (int)sizeof parent) {
        errno = ENAMETOOLONG;
        return -1;
    }
    char *slash = strrchr(parent, '/');
    if (!slash)
        return real_folder_flush(NULL, ".");
    slash[slash == parent] = '\0';
    return real_folder_flush(NULL, parent);
}

static size_t parent_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

static int real_file_rename(void *context, const char *from, const char *to)
{
    (void)context;
    if (rename(from, to) != 0 || parent_flush(to) != 0)
        return -1;
    size_t length = parent_length(from);
    bool same_folder = length == parent_length(to) && strncmp(from, to, length) == 0;
    return same_folder ? 0 : parent_flush(from);
}

static int real_file_remove(void *context, const char *path)
{
    (void)context;
    if (unlink(path) != 0)
        return -1;
    return parent_flush(path);
}

static int make_one(const char *path)
{
    if (mkdir(path, 0700) == 0)
        return parent_flush(path);
    if (errno != EEXIST)
        return -1;
    struct stat seen;
    if (stat(path, &seen) != 0)
        return -1;
    if (!S_ISDIR(seen.st_mode)) {
        errno = ENOTDIR;
        return -1;
    }
    return 0;
}

static int real_folder_make(void *context, const char *path)
{
    (void)context;
    char partial[PATH_MAX];
    if (snprintf(partial, sizeof partial, "%s", path) >= (int)sizeof partial) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (char *at = partial + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (make_one(partial) != 0)
            return -1;
        *at = '/';
    }
    return make_one(partial);
}

static int by_name(const void *left, const void *right)
{
    return strcmp((*(struct dirent *const *)left)->d_name, (*(struct dirent *const *)right)->d_name);
}

static int real_folder_list(void *context, const char *path, void (*visit)(void *seen, const char *name),
                            void *seen)
{
    (void)context;
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, NULL);
    if (count < 0)
        return -1;
    qsort(entries, (size_t)count, sizeof *entries, by_name);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            visit(seen, name);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

const PvPlatform *platform_real(void)
{
    static const PvPlatform real = {
        .clock_ms = real_clock_ms,
        .monotonic_us = real_monotonic_us,
        .random_bytes = real_random_bytes,
        .file_open = real_file_open,
        .file_read = real_file_read,
        .file_write = real_file_write,
        .file_flush = real_file_flush,
        .file_size = real_file_size,
        .file_lock = real_file_lock,
        .file_close = real_file_close,
        .file_rename = real_file_rename,
        .file_remove = real_file_remove,
        .folder_make = real_folder_make,
        .folder_flush = real_folder_flush,
        .folder_list = real_folder_list,
    };
    return &real;
}
