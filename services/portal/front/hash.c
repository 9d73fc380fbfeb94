/* Passwords are judged on threads of their own, two at a time, since each takes some 60 ms and 64 MiB. */
#include "portal/front/inside.h"
#include "runtime/bus/ring.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define WAIT_MS 200

typedef struct Job {
    void (*work)(void *context);
    void (*done)(void *context);
    void *context;
} Job;

struct Hashers {
    pthread_t threads[FRONT_HASHERS];
    PvRing *to_work, *done;
    unsigned waiting; /* front's thread: pushed and not yet taken back */
    atomic_bool stopping;
};

static void *run(void *context)
{
    Hashers *hashers = context;
    while (!atomic_load(&hashers->stopping)) {
        void *jobs[1];
        if (ring_wait_many(hashers->to_work, jobs, 1, WAIT_MS) == 0)
            continue;
        Job *job = jobs[0];
        job->work(job->context);
        pv_require(ring_push(hashers->done, job), "more passwords were judged than may wait");
    }
    return NULL;
}

Hashers *hashers_open(void)
{
    Hashers *hashers = calloc(1, sizeof *hashers);
    pv_require(hashers, "out of memory");
    hashers->to_work = ring_open(2 * FRONT_HASHES_WAITING);
    hashers->done = ring_open(2 * FRONT_HASHES_WAITING);
    for (unsigned i = 0; i < FRONT_HASHERS; i++)
        pv_require(pthread_create(&hashers->threads[i], NULL, run, hashers) == 0);
    return hashers;
}

/* What still waits is answered by its done, which finds its work undone. */
void hashers_close(Hashers **open)
{
    Hashers *hashers = *open;
    if (!hashers)
        return;
    atomic_store(&hashers->stopping, true);
    for (unsigned i = 0; i < FRONT_HASHERS; i++)
        pthread_join(hashers->threads[i], NULL);
    for (void *jobs[1]; ring_take_many(hashers->to_work, jobs, 1);)
        ring_push(hashers->done, jobs[0]);
    hashers_take(hashers);
    ring_close(&hashers->to_work, free);
    ring_close(&hashers->done, free);
    free(hashers);
    *open = NULL;
}

bool hashers_push(Hashers *hashers, void (*work)(void *), void (*done)(void *), void *context)
{
    if (hashers->waiting == FRONT_HASHES_WAITING)
        return false;
    Job *job = malloc(sizeof *job);
    pv_require(job, "out of memory");
    *job = (Job){work, done, context};
    if (!ring_push(hashers->to_work, job)) {
        free(job);
        return false;
    }
    count_now(GAUGE_HASHES, ++hashers->waiting);
    return true;
}

int hashers_fd(const Hashers *hashers)
{
    return ring_fd(hashers->done);
}

void hashers_take(Hashers *hashers)
{
    void *jobs[8];
    size_t count;
    while ((count = ring_take_many(hashers->done, jobs, 8))) {
        for (size_t i = 0; i < count; i++) {
            Job *job = jobs[i];
            hashers->waiting--;
            job->done(job->context);
            free(job);
        }
        count_now(GAUGE_HASHES, hashers->waiting);
    }
}
