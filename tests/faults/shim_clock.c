/* The clocks of one process, moved as its control file says; and the size of LMDB's map. */
#include "shim_inside.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
#include <time.h>

static void move(struct timespec *time, int64_t ms)
{
    int64_t nanoseconds = time->tv_nsec + ms % 1000 * 1000000;
    time->tv_sec += ms / 1000 + (nanoseconds < 0 ? -1 : nanoseconds / 1000000000);
    time->tv_nsec = nanoseconds < 0 ? nanoseconds + 1000000000 : nanoseconds % 1000000000;
}

static bool is_of_day(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

static bool is_steady(clockid_t clock)
{
    return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

SHOWN int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*next)(clockid_t, struct timespec *);
    NEXT(next, "clock_gettime");
    int result = next(clock, time);
    if (result == 0 && is_of_day(clock))
        move(time, shim_now()->clock_ms);
    if (result == 0 && is_steady(clock))
        move(time, shim_now()->steady_ms);
    return result;
}

SHOWN int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

SHOWN time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

/* The kernel knows nothing of our clock: times that it waits for are moved back. */
SHOWN int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    static int (*next)(sem_t *, const struct timespec *);
    NEXT(next, "sem_timedwait");
    struct timespec real = *until;
    move(&real, -shim_now()->clock_ms);
    return next(semaphore, &real);
}

/* Larger maps are cut to the size that the test wants. */
SHOWN int mdb_env_set_mapsize(void *environment, size_t size)
{
    static int (*next)(void *, size_t);
    NEXT(next, "mdb_env_set_mapsize");
    return next(environment, shim_now()->map_bytes ? shim_now()->map_bytes : size);
}
