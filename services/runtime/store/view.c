/* Views and single reads: active generation, frozen generation, LMDB, in this order. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <stdlib.h>

static StoreView *view_take(PvStore *store)
{
    StoreView *view = store->free_views;
    if (view) {
        store->free_views = view->next_free;
        return view;
    }
    view = calloc(1, sizeof *view);
    pv_require(view, "out of memory");
    view->store = store;
    view->next = store->views;
    store->views = view;
    return view;
}

StoreView *store_view_open(PvStore *store)
{
    pthread_mutex_lock(&store->lock);
    StoreView *view = view_take(store);
    /* Under the lock: a write-down that ends between the choice of generations and the read transaction would
     * show the view rows that are newer than its batch. */
    base_read(store, view);
    view->active = store->active;
    view->frozen = atomic_load_explicit(&store->written, memory_order_relaxed) ? NULL : store->frozen;
    view->batch = atomic_load_explicit(&store->published, memory_order_acquire);
    view->opened_ms = store_clock_ms(store);
    view->open = true;
    generation_hold(view->active);
    if (view->frozen)
        generation_hold(view->frozen);
    pthread_mutex_unlock(&store->lock);
    return view;
}

void store_view_close(StoreView **opened)
{
    StoreView *view = *opened;
    if (!view)
        return;
    PvStore *store = view->store;
    pv_require(view->open && view != &store->writer && !view->open_scans, "a scan of the view is still open");
    mdb_txn_reset(view->txn);
    Generation *active = view->active, *frozen = view->frozen;
    pthread_mutex_lock(&store->lock);
    view->open = false;
    view->active = view->frozen = NULL;
    view->next_free = store->free_views;
    store->free_views = view;
    pthread_mutex_unlock(&store->lock);
    generation_release(active);
    generation_release(frozen);
    *opened = NULL;
}

void view_free_scans(StoreView *view)
{
    while (view->spare_scans) {
        StoreScan *scan = view->spare_scans;
        view->spare_scans = scan->next_spare;
        mdb_cursor_close(scan->cursor);
        free(scan);
    }
}

void view_pool_close(PvStore *store)
{
    while (store->views) {
        StoreView *view = store->views;
        pv_require(!view->open, "a view is still open");
        store->views = view->next;
        view_free_scans(view);
        mdb_txn_abort(view->txn);
        free(view);
    }
    store->free_views = NULL;
}

static bool overlay_get(const Generation *generation, const StoreView *view, uint64_t hash, StoreBytes key,
                        const Version **version)
{
    const Node *node = generation_find(generation, hash, key);
    *version = node ? node_version(node, view->batch) : NULL;
    return *version;
}

bool store_get_newest(StoreView *view, StoreBytes key, StoreBytes *value)
{
    const Version *version;
    if (!overlay_get(view->active, view, overlay_hash(key), key, &version) || version->size_bytes == TOMBSTONE)
        return false;
    *value = (StoreBytes){version->bytes, version->size_bytes};
    return true;
}

bool store_get(StoreView *view, StoreBytes key, StoreBytes *value)
{
    const Version *version;
    uint64_t hash = overlay_hash(key);
    if (overlay_get(view->active, view, hash, key, &version) ||
        (view->frozen && overlay_get(view->frozen, view, hash, key, &version))) {
        *value = (StoreBytes){version->bytes, version->size_bytes};
        return version->size_bytes != TOMBSTONE;
    }

    if (!key.size_bytes || key.size_bytes > PV_KEY_LIMIT_BYTES)
        return false;
    MDB_val wanted = {key.size_bytes, (void *)key.bytes}, found;
    int code = mdb_get(view->txn, view->store->rows, &wanted, &found);
    if (code == MDB_NOTFOUND)
        return false;
    pv_require(code == 0, "LMDB cannot read %s: %s", view->store->folder, mdb_strerror(code));
    *value = (StoreBytes){found.mv_data, found.mv_size};
    return true;
}
