/* Parts of the preloaded library. */
#pragma once

#include "shim.h"
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SHOWN __attribute__((visibility("default")))
/* The function that would have been called without us. */
#define NEXT(next, name)                                                                                                 \
    do {                                                                                                                 \
        if (!(next))                                                                                                     \
            *(void **)&(next) = dlsym(RTLD_NEXT, name);                                                                  \
    } while (0)

typedef enum ShimFate { FATE_GO_ON, FATE_FAIL, FATE_DIE_AFTER } ShimFate;

/* Never NULL. */
ShimControl *shim_now(void);
/* Counts a call and says what becomes of it; FATE_FAIL has set errno. May not return. */
ShimFate shim_call(uint32_t kind);
void shim_after(ShimFate fate);

/* Around a write: keeps what it replaces, and nobody else's write comes between. Give the result to shim_remembered. */
bool shim_remember(int file, size_t size, off_t offset);
void shim_remembered(bool remembered);
/* Flushes; what was kept for the file is forgotten when that succeeds. */
int shim_flushing(int file, int (*flush)(int));
/* Brings back the old content of some sectors that were written and not flushed, as the seed wills. Nothing is written
 * after it. */
void shim_forget_unflushed(void);
