/* The store as its writer sees it: open and close, puts into the overlay, marks, publishing. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t store_clock_ms(const PvStore *store)
{
    struct timespec now;
    if (store->platform)
        return store->platform->monotonic_us(store->platform->context) / 1000;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

StoreResult store_open(PvStore **opened, const StoreOptions *options, char *error)
{
    *opened = NULL;
    PvStore *store = calloc(1, sizeof *store);
    pv_require(store, "out of memory");
    if (strlen(options->folder) >= sizeof store->folder) {
        free(store);
        snprintf(error, STORE_ERROR_BYTES, "The name of the store's folder is too long");
        return STORE_FAILED;
    }
    strcpy(store->folder, options->folder);
    store->map_bytes = options->map_bytes ? options->map_bytes : STORE_MAP_BYTES;
    store->generation_bytes =
        options->generation_bytes ? options->generation_bytes : PV_GENERATION_LIMIT_BYTES;
    store->generation_life_ms = options->generation_life_ms ? options->generation_life_ms : PV_GENERATION_LIFE_MS;
    store->batch = 1;
    atomic_init(&store->pages_permille, 1000);
    store->writer = (StoreView){.store = store, .batch = UINT64_MAX, .open = true};
    pthread_mutex_init(&store->lock, NULL);
    store->platform = options->platform;
    block_pool_open(&store->pool, STORE_SPARE_BYTES);

    StoreResult result = base_open(store, error);
    if (result != STORE_OK) {
        block_pool_close(&store->pool);
        pthread_mutex_destroy(&store->lock);
        free(store);
        return result;
    }
    store->active = store->writer.active = generation_open(&store->pool, store->generation_bytes);
    *opened = store;
    return STORE_OK;
}

void store_close(PvStore **opened)
{
    PvStore *store = *opened;
    if (!store)
        return;
    base_close(store);
    generation_release(store->active);
    generation_release(store->frozen);
    block_pool_close(&store->pool);
    pthread_mutex_destroy(&store->lock);
    free(store->undo);
    free(store);
    *opened = NULL;
}

StoreView *store_writer(PvStore *store)
{
    return &store->writer;
}

static void undo_note(PvStore *store, Node *node, const Version *before)
{
    if (store->undo_count == store->undo_room) {
        store->undo_room = store->undo_room ? store->undo_room * 2 : 1024;
        store->undo = realloc(store->undo, store->undo_room * sizeof *store->undo);
        pv_require(store->undo, "out of memory");
    }
    store->undo[store->undo_count++] = (Undo){node, before};
}

static void write_key(PvStore *store, StoreBytes key, const StoreBytes *value)
{
    pv_require(key.size_bytes > 0 && key.size_bytes <= PV_KEY_LIMIT_BYTES, "a key of %zu bytes",
               key.size_bytes);
    Generation *active = store->writer.active;
    if (!active->first_write_ms)
        active->first_write_ms = store_clock_ms(store);
    Node *node = generation_node(active, overlay_hash(key), key);
    undo_note(store, node, generation_write(active, node, store->batch, value));
}

void store_put(PvStore *store, StoreBytes key, StoreBytes value)
{
    pv_require(value.size_bytes <= PV_VALUE_LIMIT_BYTES, "a value of %zu bytes", value.size_bytes);
    write_key(store, key, &value);
}

void store_delete(PvStore *store, StoreBytes key)
{
    write_key(store, key, NULL);
}

size_t store_mark(const PvStore *store)
{
    return store->undo_count;
}

void store_rewind(PvStore *store, size_t mark)
{
    pv_require(mark <= store->undo_count, "a mark of an earlier batch");
    while (store->undo_count > mark) {
        Undo *undo = &store->undo[--store->undo_count];
        atomic_store_explicit(&undo->node->newest, undo->before, memory_order_release);
    }
}

void store_publish(PvStore *store)
{
    atomic_store_explicit(&store->published, store->batch, memory_order_release);
    store->batch++;
    store->undo_count = 0;
}
