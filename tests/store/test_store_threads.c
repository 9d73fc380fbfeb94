/* One writer, one write-down thread and several readers at once. Each batch writes the same number to every
 * key, so a view that mixes two batches, or shows one unpublished, is found at once. Also meant for
 * ThreadSanitizer. */
#include "store_fixture.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

#define KEYS 64
#define BATCHES 4000
#define READERS 3

typedef struct Play {
    PvStore *store;
    _Atomic uint64_t published; /* set after store_publish */
    atomic_bool over;
    atomic_int faults;
    atomic_long looks;
} Play;

static void key_name(char *name, size_t room, uint64_t number)
{
    snprintf(name, room, "row/%02llu", (unsigned long long)number);
}

static uint64_t number_in(StoreBytes value)
{
    uint64_t number = UINT64_MAX;
    if (value.size_bytes == sizeof number)
        memcpy(&number, value.bytes, sizeof number);
    return number;
}

/* Odd batches leave out the upper half of the keys, even ones have all; batch 0 has none. */
static uint64_t rows_of(uint64_t batch)
{
    return batch == 0 ? 0 : batch % 2 ? KEYS / 2 : KEYS;
}

static bool scan_is_whole(StoreView *view, uint64_t batch)
{
    StoreBytes key, value;
    StoreScan *scan = store_scan_open(view, text("row/"), NULL, false);
    uint64_t rows = 0;
    bool whole = true;
    for (; store_scan_next(scan, &key, &value); rows++) {
        char name[16];
        key_name(name, sizeof name, rows);
        whole = whole && bytes_equal(key, text(name)) && number_in(value) == batch;
    }
    store_scan_close(&scan);
    return whole && rows == rows_of(batch);
}

static bool gets_are_whole(StoreView *view, uint64_t batch, uint64_t *seed)
{
    for (int i = 0; i < 16; i++) {
        char name[16];
        StoreBytes value;
        uint64_t number = draw(seed, KEYS);
        key_name(name, sizeof name, number);
        bool there = store_get(view, text(name), &value);
        if (there != (number < rows_of(batch)) || (there && number_in(value) != batch))
            return false;
    }
    return true;
}

static void *reader(void *context)
{
    Play *play = context;
    uint64_t last = 0, seed = (uintptr_t)&last;
    while (!atomic_load(&play->over)) {
        uint64_t floor = atomic_load(&play->published);
        StoreView *view = store_view_open(play->store);
        StoreBytes value;
        uint64_t batch = store_get(view, text("batch"), &value) ? number_in(value) : 0;
        bool fine = batch >= last && batch >= floor;
        for (int pass = 0; pass < 3 && fine; pass++)
            fine = scan_is_whole(view, batch) && gets_are_whole(view, batch, &seed);
        store_view_close(&view);
        last = batch;
        atomic_fetch_add(&play->looks, 1);
        if (!fine)
            atomic_fetch_add(&play->faults, 1);
    }
    return NULL;
}

static void *write_downs(void *context)
{
    Play *play = context;
    while (!atomic_load(&play->over)) {
        if (store_write_down(play->store) != STORE_OK)
            atomic_fetch_add(&play->faults, 1);
        sched_yield();
    }
    return NULL;
}

static void write_batch(PvStore *store, uint64_t batch, uint64_t *seed)
{
    char name[16];
    uint64_t start = draw(seed, KEYS), wrong = UINT64_MAX - 1;
    for (uint64_t i = 0; i < KEYS; i++) {
        uint64_t number = (start + i) % KEYS;
        key_name(name, sizeof name, number);
        size_t mark = store_mark(store);
        if (draw(seed, 4) == 0) { /* an item that is refused and taken back */
            store_put(store, text(name), (StoreBytes){(uint8_t *)&wrong, sizeof wrong});
            store_put(store, text("row/none"), (StoreBytes){(uint8_t *)&wrong, sizeof wrong});
            store_rewind(store, mark);
        }
        if (number < rows_of(batch))
            store_put(store, text(name), (StoreBytes){(uint8_t *)&batch, sizeof batch});
        else
            store_delete(store, text(name));
    }
    store_put(store, text("batch"), (StoreBytes){(uint8_t *)&batch, sizeof batch});
}

TEST(readers_see_whole_batches_while_all_goes_on)
{
    Play play = {.store = given_store(test_folder(), 0)};
    pthread_t threads[READERS + 1];
    uint64_t seed = 42;
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, reader, &play), 0);
    assert_int_equal(pthread_create(&threads[READERS], NULL, write_downs, &play), 0);
    for (uint64_t batch = 1; batch <= BATCHES || atomic_load(&play.looks) < 100; batch++) {
        write_batch(play.store, batch, &seed);
        store_publish(play.store);
        atomic_store(&play.published, batch);
        store_settle(play.store);
        if (batch % 7 == 0)
            store_freeze(play.store, true, (StoreBytes){(uint8_t *)&batch, sizeof batch});
        assert_true(scan_is_whole(store_writer(play.store), batch));
    }
    atomic_store(&play.over, true);
    for (int i = 0; i <= READERS; i++)
        pthread_join(threads[i], NULL);
    printf("looks %ld, write-downs %llu\n", atomic_load(&play.looks),
           (unsigned long long)store_figures(play.store).generations_written);
    assert_int_equal(atomic_load(&play.faults), 0);
    store_close(&play.store);
}
