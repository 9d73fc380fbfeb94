/* The one door to the outside: clock, random and log files, as a table of functions, so that a simulation can own
 * them. Sockets stand behind bus/ in the same way. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PvFile PvFile; /* an open file of the table's own kind */

typedef struct PvPlatform {
    void *context;
    /* UTC milliseconds; may jump. */
    int64_t (*clock_ms)(void *context);
    /* Microseconds since some start; never goes back. */
    uint64_t (*monotonic_us)(void *context);
    void (*random_bytes)(void *context, void *out, size_t size_bytes);

    /* Files: 0 on success, else -1 with errno set. Reads and writes are whole or fail (a read past the end: EIO). */
    PvFile *(*file_open)(void *context, const char *path, bool create, bool writable); /* NULL with errno on failure */
    int (*file_read)(void *context, PvFile *file, uint64_t offset, void *out, size_t size_bytes);
    int (*file_write)(void *context, PvFile *file, uint64_t offset, const void *bytes, size_t size_bytes);
    int (*file_flush)(void *context, PvFile *file); /* fdatasync */
    int (*file_size)(void *context, PvFile *file, uint64_t *size_bytes);
    int (*file_lock)(void *context, PvFile *file); /* exclusive, not waiting */
    void (*file_close)(void *context, PvFile *file);
    int (*file_rename)(void *context, const char *from, const char *to); /* durable: the folder is flushed too */
    int (*file_remove)(void *context, const char *path);                 /* durable */
    int (*folder_make)(void *context, const char *path);                 /* with parents, mode 0700; present is fine */
    int (*folder_flush)(void *context, const char *path);
    /* Calls visit for each name in the folder, in byte order. */
    int (*folder_list)(void *context, const char *path, void (*visit)(void *seen, const char *name), void *seen);
} PvPlatform;

/* The real one: system calls. */
const PvPlatform *platform_real(void);
