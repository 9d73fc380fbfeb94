/* Remembers in a small mapped file which heard event is being handled, so that one that crashes the process is known
 * after the restart and, the second time, parked. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct CrashGuard CrashGuard;

/* Opens or makes the file. error holds 256 bytes. */
bool guard_open(CrashGuard **guard, const char *path, char *error);
void guard_close(CrashGuard **guard);
/* The event that ended the process last time and how often in a row; false if none did. */
bool guard_crashed(const CrashGuard *guard, const char **source, uint64_t *epoch, uint64_t *sequence, unsigned *times);
/* An event is about to be handled; NULL: it is done. */
void guard_note(CrashGuard *guard, const char *source, uint64_t epoch, uint64_t sequence);
