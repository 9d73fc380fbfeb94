/* Write-down: the overlay's generation, frozen, goes to LMDB in key order in one synced transaction, with the
 * meta. Also what tells the writer when to hold back. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_ASKED_EVERY_MS 100
#define ROOM_FLOOR_BYTES (UINT64_C(64) << 20)
#define ROOM_FLOOR_SMALL_BYTES (UINT64_C(8) << 20)
#define READERS_CHECKED_EVERY_MS 60000
#define LEARN_ENTRIES 5000 /* smaller generations say little about large ones */
#define PROBE_BYTES (256 * 1024)

static uint64_t size_of(const Generation *generation)
{
    return generation ? atomic_load_explicit(&generation->size_bytes, memory_order_relaxed) : 0;
}

/* Pages that the generation's write-down will dirty, about. */
static uint64_t pages_of(const PvStore *store, const Generation *generation)
{
    uint64_t entries = atomic_load_explicit(&generation->entries, memory_order_relaxed);
    return entries * atomic_load_explicit(&store->pages_permille, memory_order_relaxed) / 1000 +
           atomic_load_explicit(&generation->large_values, memory_order_relaxed);
}

static bool freeze_is_due(const PvStore *store, const Generation *active)
{
    return size_of(active) >= store->generation_bytes || pages_of(store, active) >= GENERATION_PAGE_LIMIT ||
           (active->first_write_ms && store_clock_ms(store) - active->first_write_ms >= store->generation_life_ms);
}

bool store_freeze(PvStore *store, bool force, StoreBytes meta)
{
    pv_require(!store->undo_count, "freeze comes after publish");
    pv_require(meta.size_bytes <= STORE_META_BYTES, "a meta of %zu bytes", meta.size_bytes);
    store_settle(store);
    Generation *active = store->writer.active;
    if (store->writer.frozen || !(force || freeze_is_due(store, active)))
        return false;
    if (!active->first_write_ms) { /* nothing written: a forced freeze still moves the meta */
        StoreBytes last = store_meta(store);
        if (last.size_bytes == meta.size_bytes && memcmp(last.bytes, meta.bytes, meta.size_bytes) == 0)
            return false;
    }

    store->frozen_meta.size_bytes = meta.size_bytes;
    if (meta.size_bytes)
        memcpy(store->frozen_meta.bytes, meta.bytes, meta.size_bytes);
    Generation *fresh = generation_open(&store->pool, store->generation_bytes);
    pthread_mutex_lock(&store->lock);
    store->frozen = active;
    store->active = fresh;
    pthread_mutex_unlock(&store->lock);
    store->writer.frozen = active;
    store->writer.active = fresh;
    return true;
}

static int write_node(MDB_cursor *cursor, const Node *node)
{
    const Version *version = node_version(node, UINT64_MAX);
    if (!version)
        return 0;
    MDB_val key = {node->key_bytes, (void *)node->key}, value = {version->size_bytes, (void *)version->bytes};
    if (version->size_bytes != TOMBSTONE)
        return mdb_cursor_put(cursor, &key, &value, 0);
    int code = mdb_cursor_get(cursor, &key, &value, MDB_SET);
    if (code == MDB_NOTFOUND)
        return 0;
    return code ? code : mdb_cursor_del(cursor, 0);
}

static uint64_t tree_pages(const PvStore *store, MDB_txn *txn)
{
    MDB_stat stat = {0};
    mdb_stat(txn, store->rows, &stat);
    return stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages;
}

/* How many pages the transaction dirtied: each one replaced a page that its record in the free list names, or
 * is growth. Neighbouring keys share pages, so this says how large generations may be. */
static void learn_pages(PvStore *store, size_t transaction, uint64_t pages_before, uint64_t entries)
{
    MDB_txn *txn;
    MDB_cursor *cursor;
    MDB_val key = {sizeof transaction, &transaction}, freed;
    if (entries < LEARN_ENTRIES || mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn) != 0)
        return;
    uint64_t pages_after = tree_pages(store, txn),
             dirtied = pages_after > pages_before ? pages_after - pages_before : 0;
    if (mdb_cursor_open(txn, 0, &cursor) ==
        0) { /* table 0 is the free list; a record starts with its length */
        size_t count = 0;
        if (mdb_cursor_get(cursor, &key, &freed, MDB_SET) == 0 && freed.mv_size >= sizeof count)
            memcpy(&count, freed.mv_data, sizeof count);
        dirtied += count;
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);
    uint64_t seen = dirtied * 1100 / entries + 20;
    uint64_t before = atomic_load_explicit(&store->pages_permille, memory_order_relaxed);
    uint64_t now = seen > before ? seen : (3 * before + seen) / 4; /* quick to grow, slow to shrink */
    atomic_store_explicit(&store->pages_permille, (unsigned)(now < 2000 ? now : 2000), memory_order_relaxed);
}

static int write_generation(PvStore *store, const Generation *generation)
{
    MDB_txn *txn;
    MDB_cursor *cursor = NULL;
    int code = mdb_txn_begin(store->env, NULL, 0, &txn);
    if (code)
        return code;
    size_t transaction = mdb_txn_id(txn);
    uint64_t pages = tree_pages(store, txn);
    code = mdb_cursor_open(txn, store->rows, &cursor);
    for (const Node *node = generation_first(generation); node && !code; node = node_next(node))
        code = write_node(cursor, node);
    if (cursor)
        mdb_cursor_close(cursor);
    MDB_val key = {5, "place"}, value = {store->frozen_meta.size_bytes, store->frozen_meta.bytes};
    if (!code)
        code = mdb_put(txn, store->place, &key, &value, 0);
    if (code) {
        mdb_txn_abort(txn);
        return code;
    }
    code = mdb_txn_commit(txn);
    if (!code)
        learn_pages(store, transaction, pages,
                    atomic_load_explicit(&generation->entries, memory_order_relaxed));
    return code;
}

/* LMDB says EIO when the disk took only part of a write. Can nothing more be written, then it was full. */
static int explain_short_write(PvStore *store)
{
    static const uint8_t zeros[PROBE_BYTES];
    MDB_txn *txn;
    int code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    if (code)
        return code; /* the meta page itself failed: LMDB refuses all until it is opened anew */
    mdb_txn_abort(txn);

    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/room.probe", store->folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return base_result(errno) == STORE_FULL ? ENOSPC : EIO;
    ssize_t written = 1;
    size_t done = 0;
    while (done < PROBE_BYTES && (written = pwrite(file, zeros, PROBE_BYTES - done, (off_t)done)) > 0)
        done += (size_t)written;
    code = written < 0 && base_result(errno) == STORE_FULL ? ENOSPC : EIO;
    close(file);
    unlink(path);
    return code;
}

static void check_readers(PvStore *store)
{
    uint64_t now = store_clock_ms(store);
    if (now - store->readers_checked_ms < READERS_CHECKED_EVERY_MS)
        return;
    int dead;
    store->readers_checked_ms = now;
    mdb_reader_check(store->env, &dead);
}

StoreResult store_write_down(PvStore *store)
{
    check_readers(store);
    pthread_mutex_lock(&store->lock);
    const Generation *generation =
        atomic_load_explicit(&store->written, memory_order_relaxed) ? NULL : store->frozen;
    pthread_mutex_unlock(&store->lock);
    if (!generation)
        return STORE_OK;

    int code = write_generation(store, generation);
    if (code == EIO)
        code = explain_short_write(store);
    StoreResult result = base_result(code);
    atomic_store_explicit(&store->was_full, result == STORE_FULL, memory_order_relaxed);
    if (result != STORE_OK)
        return result;

    pthread_mutex_lock(&store->lock);
    store->meta_at ^= 1;
    store->metas[store->meta_at] = store->frozen_meta;
    atomic_store_explicit(&store->written, true, memory_order_release);
    pthread_mutex_unlock(&store->lock);
    atomic_fetch_add_explicit(&store->generations_written, 1, memory_order_relaxed);
    return STORE_OK;
}

void store_settle(PvStore *store)
{
    StoreView *writer = &store->writer;
    if (!writer->frozen || !atomic_load_explicit(&store->written, memory_order_acquire))
        return;
    pv_require(!writer->open_scans, "a scan of the writer is still open");
    mdb_txn_reset(writer->txn);
    base_read(store, writer);
    Generation *done = writer->frozen;
    writer->frozen = NULL;
    pthread_mutex_lock(&store->lock);
    store->frozen = NULL;
    atomic_store_explicit(&store->written, false, memory_order_relaxed);
    pthread_mutex_unlock(&store->lock);
    generation_release(done);
}

bool store_write_down_pending(const PvStore *store)
{
    return store->writer.frozen && !atomic_load_explicit(&store->written, memory_order_acquire);
}

StoreBytes store_meta(const PvStore *store)
{
    PvStore *shared = (PvStore *)store;
    pthread_mutex_lock(&shared->lock);
    const Meta *meta = &store->metas[store->meta_at];
    pthread_mutex_unlock(&shared->lock);
    return (StoreBytes){meta->bytes, meta->size_bytes};
}

static uint64_t free_bytes(const PvStore *store)
{
    struct statvfs seen;
    return statvfs(store->folder, &seen) == 0 ? (uint64_t)seen.f_bavail * seen.f_frsize : 0;
}

static uint64_t file_bytes(const PvStore *store)
{
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(store->env, &info);
    mdb_env_stat(store->env, &stat);
    return ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
}

/* LMDB may have made the map larger than it was asked to. */
static bool map_is_nearly_full(const PvStore *store)
{
    MDB_envinfo info;
    mdb_env_info(store->env, &info);
    return file_bytes(store) > info.me_mapsize / 5 * 4;
}

bool store_has_room(PvStore *store)
{
    if (atomic_load_explicit(&store->was_full, memory_order_relaxed))
        return false;
    uint64_t now = store_clock_ms(store);
    if (!store->room_asked_ms || now - store->room_asked_ms >= ROOM_ASKED_EVERY_MS) {
        store->room_asked_ms = now;
        store->room_free_bytes = free_bytes(store);
        if (map_is_nearly_full(store))
            store->room_free_bytes = 0;
    }
    uint64_t floor =
        2 * (size_of(store->writer.active) + size_of(store->writer.frozen)) + ROOM_FLOOR_SMALL_BYTES;
    return store->room_free_bytes >= (floor < ROOM_FLOOR_BYTES ? floor : ROOM_FLOOR_BYTES);
}

bool store_keeps_up(const PvStore *store)
{
    const Generation *active = store->writer.active;
    return size_of(active) < 4 * store->generation_bytes &&
           pages_of(store, active) < 2 * GENERATION_PAGE_LIMIT;
}

StoreFigures store_figures(PvStore *store)
{
    StoreFigures figures = {.file_bytes = file_bytes(store),
                            .free_bytes = free_bytes(store),
                            .generations_written = atomic_load(&store->generations_written)};
    uint64_t now = store_clock_ms(store);
    pthread_mutex_lock(&store->lock);
    const Generation *parts[2] = {store->active, store->frozen};
    for (int i = 0; i < 2; i++) {
        if (parts[i]) {
            figures.overlay_bytes += size_of(parts[i]);
            figures.overlay_entries += atomic_load_explicit(&parts[i]->entries, memory_order_relaxed);
        }
    }
    for (const StoreView *view = store->views; view; view = view->next)
        if (view->open && now - view->opened_ms > figures.oldest_view_ms)
            figures.oldest_view_ms = now - view->opened_ms;
    pthread_mutex_unlock(&store->lock);
    return figures;
}
