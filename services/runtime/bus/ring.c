/* A circle of pointers under one short lock. The eventfd is written only when a consumer found the ring
 * empty, so a busy ring costs no system call. */
#include "runtime/bus/ring.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct PvRing {
    pthread_mutex_t lock;
    int fd;
    bool asleep; /* the descriptor was read empty: the next push must write it */
    size_t slots;
    size_t first;
    size_t count;
    void *items[];
};

PvRing *ring_open(size_t slots)
{
    pv_require(slots > 0);
    PvRing *ring = calloc(1, sizeof *ring + slots * sizeof(void *));
    pv_require(ring, "out of memory");
    ring->slots = slots;
    ring->asleep = true;
    ring->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pv_require(ring->fd >= 0, "no descriptor for a ring");
    pthread_mutex_init(&ring->lock, NULL);
    return ring;
}

void ring_close(PvRing **ring, void (*release)(void *item))
{
    if (!*ring)
        return;
    for (size_t i = 0; release && i < (*ring)->count; i++)
        release((*ring)->items[((*ring)->first + i) % (*ring)->slots]);
    close((*ring)->fd);
    pthread_mutex_destroy(&(*ring)->lock);
    free(*ring);
    *ring = NULL;
}

bool ring_push(PvRing *ring, void *item)
{
    pthread_mutex_lock(&ring->lock);
    bool room = ring->count < ring->slots;
    if (room)
        ring->items[(ring->first + ring->count++) % ring->slots] = item;
    bool wake = room && ring->asleep;
    if (wake)
        ring->asleep = false;
    pthread_mutex_unlock(&ring->lock);
    /* Outside the lock: at worst a consumer that was faster wakes once for nothing. */
    if (wake) {
        uint64_t one = 1;
        ssize_t written = write(ring->fd, &one, sizeof one);
        pv_require(written == sizeof one || errno == EAGAIN);
    }
    return room;
}

size_t ring_take_many(PvRing *ring, void **items, size_t limit)
{
    pthread_mutex_lock(&ring->lock);
    size_t taken = ring->count < limit ? ring->count : limit;
    for (size_t i = 0; i < taken; i++)
        items[i] = ring->items[(ring->first + i) % ring->slots];
    ring->first = (ring->first + taken) % ring->slots;
    ring->count -= taken;
    if (taken == 0) {
        uint64_t seen;
        ssize_t got = read(ring->fd, &seen, sizeof seen);
        (void)got;
        ring->asleep = true;
    }
    pthread_mutex_unlock(&ring->lock);
    return taken;
}

int ring_fd(const PvRing *ring)
{
    return ring->fd;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

size_t ring_wait_many(PvRing *ring, void **items, size_t limit, int timeout_ms)
{
    int64_t until = now_ms() + timeout_ms;
    for (;;) {
        size_t taken = ring_take_many(ring, items, limit);
        if (taken)
            return taken;
        int64_t left = timeout_ms < 0 ? -1 : until - now_ms();
        if (timeout_ms >= 0 && left <= 0)
            return 0;
        struct pollfd wait = {.fd = ring->fd, .events = POLLIN};
        poll(&wait, 1, (int)left);
    }
}

size_t ring_count(PvRing *ring)
{
    pthread_mutex_lock(&ring->lock);
    size_t count = ring->count;
    pthread_mutex_unlock(&ring->lock);
    return count;
}
