/* Ordered scans: three sorted sources merged, the newer one winning where keys are equal, tombstones left
 * out. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <stdlib.h>
#include <string.h>

static bool has_prefix(const StoreScan *scan, const void *key, size_t key_bytes)
{
    return key_bytes >= scan->prefix_bytes &&
           (!scan->prefix_bytes || memcmp(key, scan->prefix, scan->prefix_bytes) == 0);
}

/* The first node from here on that the view sees a version of; NULL behind the prefix. */
static const Node *node_settle(const StoreScan *scan, const Node *node, const Version **version)
{
    for (; node; node = node_next(node)) {
        if (!has_prefix(scan, node->key, node->key_bytes))
            return NULL;
        if ((*version = node_version(node, scan->view->batch))) {
            __builtin_prefetch(node_next(node));
            return node;
        }
    }
    return NULL;
}

static void base_move(StoreScan *scan, MDB_cursor_op move)
{
    int code = mdb_cursor_get(scan->cursor, &scan->base_key, &scan->base_value, move);
    pv_require(code == 0 || code == MDB_NOTFOUND, "LMDB cannot read %s: %s", scan->view->store->folder,
               mdb_strerror(code));
    scan->base_ended =
        code == MDB_NOTFOUND || !has_prefix(scan, scan->base_key.mv_data, scan->base_key.mv_size);
}

static void base_seek(StoreScan *scan, StoreBytes start, bool after)
{
    scan->base_key = (MDB_val){start.size_bytes, (void *)start.bytes};
    base_move(scan, start.size_bytes ? MDB_SET_RANGE : MDB_FIRST);
    StoreBytes key = {scan->base_key.mv_data, scan->base_key.mv_size};
    if (after && !scan->base_ended && key_compare(key, start) == 0)
        base_move(scan, MDB_NEXT);
}

static StoreScan *scan_take(StoreView *view)
{
    StoreScan *scan = view->spare_scans;
    int code = 0;
    if (scan) {
        view->spare_scans = scan->next_spare;
        if (scan->round != view->round)
            code = mdb_cursor_renew(view->txn, scan->cursor);
    } else {
        scan = calloc(1, sizeof *scan);
        pv_require(scan, "out of memory");
        scan->view = view;
        code = mdb_cursor_open(view->txn, view->store->rows, &scan->cursor);
    }
    pv_require(code == 0, "LMDB cannot scan %s: %s", view->store->folder, mdb_strerror(code));
    scan->round = view->round;
    view->open_scans++;
    return scan;
}

StoreScan *store_scan_open(StoreView *view, StoreBytes prefix, const StoreBytes *from, bool after)
{
    pv_require(prefix.size_bytes <= PV_KEY_LIMIT_BYTES && (!from || from->size_bytes <= PV_KEY_LIMIT_BYTES),
               "a key over the limit");
    StoreScan *scan = scan_take(view);
    scan->prefix_bytes = prefix.size_bytes;
    if (prefix.size_bytes)
        memcpy(scan->prefix, prefix.bytes, prefix.size_bytes);

    StoreBytes start = {scan->prefix, prefix.size_bytes};
    bool skips_start = false;
    if (from && key_compare(*from, prefix) >= 0) {
        start = *from;
        skips_start = after;
    }
    scan->active =
        node_settle(scan, generation_seek(view->active, start, skips_start), &scan->active_version);
    scan->frozen = NULL;
    if (view->frozen)
        scan->frozen =
            node_settle(scan, generation_seek(view->frozen, start, skips_start), &scan->frozen_version);
    base_seek(scan, start, skips_start);
    return scan;
}

/* Below zero if the overlay's node comes first; a source that has ended comes last. */
static int order(const Node *node, StoreBytes key)
{
    return key_compare((StoreBytes){node->key, node->key_bytes}, key);
}

bool store_scan_next(StoreScan *scan, StoreBytes *key, StoreBytes *value)
{
    for (;;) {
        const Node *first = scan->active;
        const Version *version = scan->active_version;
        StoreBytes frozen_key = {NULL, 0}, base_key = {scan->base_key.mv_data, scan->base_key.mv_size};
        if (scan->frozen)
            frozen_key = (StoreBytes){scan->frozen->key, scan->frozen->key_bytes};
        if (scan->frozen && (!first || order(first, frozen_key) > 0)) {
            first = scan->frozen;
            version = scan->frozen_version;
        }
        if (!scan->base_ended && (!first || order(first, base_key) > 0)) {
            *key = base_key;
            *value = (StoreBytes){scan->base_value.mv_data, scan->base_value.mv_size};
            base_move(scan, MDB_NEXT);
            return true;
        }
        if (!first)
            return false;

        *key = (StoreBytes){first->key, first->key_bytes};
        *value = (StoreBytes){version->bytes, version->size_bytes};
        if (!scan->base_ended && key_compare(base_key, *key) == 0)
            base_move(scan, MDB_NEXT);
        if (scan->frozen && (first == scan->frozen || key_compare(frozen_key, *key) == 0))
            scan->frozen = node_settle(scan, node_next(scan->frozen), &scan->frozen_version);
        if (first == scan->active)
            scan->active = node_settle(scan, node_next(scan->active), &scan->active_version);
        if (version->size_bytes != TOMBSTONE)
            return true;
    }
}

void store_scan_close(StoreScan **opened)
{
    StoreScan *scan = *opened;
    if (!scan)
        return;
    StoreView *view = scan->view;
    scan->next_spare = view->spare_scans;
    view->spare_scans = scan;
    view->open_scans--;
    *opened = NULL;
}
