/* The crash guard's file: one page, mapped shared, so that it outlives the process without a system call per event. */
#include "runtime/service/guard.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct Identity {
    char source[64];
    uint64_t epoch, sequence;
} Identity;

typedef struct GuardPage {
    volatile uint32_t handling; /* 1 while `current` is being handled */
    uint32_t times;             /* how often `suspect` ended the process in a row */
    Identity current, suspect;
} GuardPage;

struct CrashGuard {
    GuardPage *page;
};

static void judge_last_run(GuardPage *page)
{
    if (page->handling != 1)
        return;
    bool again = memcmp(&page->current, &page->suspect, sizeof page->current) == 0;
    page->times = again ? page->times + 1 : 1;
    page->suspect = page->current;
    page->handling = 0;
}

bool guard_open(CrashGuard **guard, const char *path, char *error)
{
    *guard = calloc(1, sizeof **guard);
    pv_require(*guard);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof(GuardPage)) != 0) {
        snprintf(error, 256, "%s: %s", path, strerror(errno));
        if (file >= 0)
            close(file);
        free(*guard);
        *guard = NULL;
        return false;
    }
    (*guard)->page = mmap(NULL, sizeof(GuardPage), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    pv_require((*guard)->page != MAP_FAILED, "mmap of %s: %s", path, strerror(errno));
    judge_last_run((*guard)->page);
    return true;
}

void guard_close(CrashGuard **guard)
{
    if (!*guard)
        return;
    munmap((*guard)->page, sizeof(GuardPage));
    free(*guard);
    *guard = NULL;
}

bool guard_crashed(const CrashGuard *guard, const char **source, uint64_t *epoch, uint64_t *sequence, unsigned *times)
{
    const GuardPage *page = guard->page;
    if (page->times == 0)
        return false;
    *source = page->suspect.source;
    *epoch = page->suspect.epoch;
    *sequence = page->suspect.sequence;
    *times = page->times;
    return true;
}

void guard_note(CrashGuard *guard, const char *source, uint64_t epoch, uint64_t sequence)
{
    GuardPage *page = guard->page;
    if (!source) {
        page->handling = 0;
        return;
    }
    memset(&page->current, 0, sizeof page->current);
    strncpy(page->current.source, source, sizeof page->current.source - 1);
    page->current.epoch = epoch;
    page->current.sequence = sequence;
    page->handling = 1;
}
