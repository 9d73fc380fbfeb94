/* The ring between threads: order, limits, and that nobody sleeps over an item. */
#include "runtime/bus/ring.h"
#include "support/test.h"
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#define ITEMS 200000

TEST(items_come_out_in_order)
{
    PvRing *ring = ring_open(8);
    void *items[8];
    for (uintptr_t round = 0; round < 5; round++) {
        for (uintptr_t i = 1; i <= 5; i++)
            assert_true(ring_push(ring, (void *)(round * 5 + i)));
        assert_int_equal(ring_count(ring), 5);
        assert_int_equal(ring_take_many(ring, items, 3), 3);
        assert_int_equal(ring_take_many(ring, items + 3, 8), 2);
        for (uintptr_t i = 0; i < 5; i++)
            assert_int_equal((uintptr_t)items[i], round * 5 + i + 1);
    }
    ring_close(&ring, NULL);
    assert_null(ring);
}

TEST(a_full_ring_refuses)
{
    PvRing *ring = ring_open(2);
    void *item;
    assert_true(ring_push(ring, &item));
    assert_true(ring_push(ring, &item));
    assert_false(ring_push(ring, &item));
    assert_int_equal(ring_take_many(ring, &item, 1), 1);
    assert_true(ring_push(ring, &item));
    ring_close(&ring, NULL);
}

TEST(items_left_are_released)
{
    PvRing *ring = ring_open(4);
    assert_true(ring_push(ring, malloc(10)));
    assert_true(ring_push(ring, malloc(10)));
    ring_close(&ring, free);
}

static bool is_readable(PvRing *ring)
{
    struct pollfd wait = {.fd = ring_fd(ring), .events = POLLIN};
    return poll(&wait, 1, 0) == 1;
}

TEST(the_descriptor_tells_of_items)
{
    PvRing *ring = ring_open(4);
    void *item;
    assert_false(is_readable(ring));
    ring_push(ring, ring);
    assert_true(is_readable(ring));
    ring_push(ring, ring);
    ring_take_many(ring, &item, 1);
    assert_true(is_readable(ring));
    ring_take_many(ring, &item, 1);
    assert_int_equal(ring_take_many(ring, &item, 1), 0);
    assert_false(is_readable(ring));
    assert_int_equal(ring_wait_many(ring, &item, 1, 10), 0);
    ring_close(&ring, NULL);
}

typedef struct Crew {
    PvRing *ring;
    uintptr_t first;
    uint64_t sum;
    uint64_t count;
} Crew;

static void *produce(void *context)
{
    Crew *crew = context;
    for (uintptr_t i = 0; i < ITEMS; i++)
        while (!ring_push(crew->ring, (void *)(crew->first + i)))
            sched_yield();
    return NULL;
}

static void *consume(void *context)
{
    Crew *crew = context;
    void *items[64];
    for (;;) {
        size_t count = ring_wait_many(crew->ring, items, 64, -1);
        for (size_t i = 0; i < count; i++) {
            if (items[i] == NULL)
                return NULL;
            crew->sum += (uintptr_t)items[i];
            crew->count++;
        }
    }
}

static void run_crews(unsigned producers, unsigned consumers)
{
    PvRing *ring = ring_open(1024);
    pthread_t threads[8];
    Crew crews[8] = {0};
    for (unsigned i = 0; i < producers + consumers; i++) {
        crews[i] = (Crew){.ring = ring, .first = 1 + (uintptr_t)i * ITEMS};
        pthread_create(&threads[i], NULL, i < producers ? produce : consume, &crews[i]);
    }
    for (unsigned i = 0; i < producers; i++)
        pthread_join(threads[i], NULL);
    /* One end mark for each consumer; a consumer leaves at the first it sees, so they must not come in one
     * batch. */
    uint64_t sum = 0, count = 0;
    for (unsigned i = 0; i < consumers; i++) {
        while (!ring_push(ring, NULL))
            sched_yield();
        for (bool gone = false; !gone;) {
            for (unsigned j = producers; j < producers + consumers && !gone; j++)
                gone = crews[j].ring && pthread_tryjoin_np(threads[j], NULL) == 0 &&
                       (crews[j].ring = NULL) == NULL;
            if (!gone)
                sched_yield();
        }
    }
    for (unsigned i = producers; i < producers + consumers; i++) {
        sum += crews[i].sum;
        count += crews[i].count;
    }
    uint64_t total = (uint64_t)producers * ITEMS;
    assert_int_equal(count, total);
    assert_int_equal(sum, total * (total + 1) / 2);
    assert_int_equal(ring_count(ring), 0);
    ring_close(&ring, NULL);
}

TEST(one_thread_feeds_one)
{
    run_crews(1, 1);
}

TEST(many_threads_feed_one)
{
    run_crews(3, 1);
}

TEST(one_thread_feeds_many)
{
    run_crews(1, 3);
}
