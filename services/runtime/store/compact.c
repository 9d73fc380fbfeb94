/* A store begun anew, and a store rewritten without freed pages, where erased data could still be read. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void require_quiet(const PvStore *store)
{
    pv_require(!store->writer.active->first_write_ms && !store->writer.frozen && !store->writer.open_scans,
               "the overlay is not empty");
}

StoreResult store_clear(PvStore *store)
{
    char path[PATH_MAX], error[STORE_ERROR_BYTES];
    require_quiet(store);
    snprintf(path, sizeof path, "%s/data.mdb", store->folder);
    base_close(store);
    if (unlink(path) != 0 && errno != ENOENT)
        return STORE_FAILED;
    if (base_flush_folder(store) != 0)
        return STORE_FAILED;
    return base_open(store, error) == STORE_OK ? STORE_OK : STORE_FAILED;
}

static int copy_compact(PvStore *store, const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return errno;
    int code = mdb_env_copyfd2(store->env, file, MDB_CP_COMPACT);
    if (!code && fsync(file) != 0)
        code = errno;
    close(file);
    return code;
}

/* Reads every row of the copy; their number goes to rows. */
static int walk(const PvStore *store, const char *path, size_t *rows)
{
    MDB_env *env;
    MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    MDB_dbi table;
    MDB_val key, value;
    *rows = 0;
    int code = mdb_env_create(&env);
    if (code)
        return code;
    if ((code = mdb_env_set_maxdbs(env, 2)) == 0 &&
        (code = mdb_env_set_mapsize(env, store->map_bytes)) == 0 &&
        (code = mdb_env_open(env, path, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0600)) == 0 &&
        (code = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn)) == 0 &&
        (code = mdb_dbi_open(txn, "rows", 0, &table)) == 0 &&
        (code = mdb_cursor_open(txn, table, &cursor)) == 0) {
        while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0)
            ++*rows;
        if (code == MDB_NOTFOUND)
            code = 0;
    }
    if (cursor)
        mdb_cursor_close(cursor);
    if (txn)
        mdb_txn_abort(txn);
    mdb_env_close(env);
    return code;
}

StoreResult store_compact(PvStore *store, char *error)
{
    char copy[PATH_MAX], path[PATH_MAX];
    MDB_stat stat;
    size_t rows;
    require_quiet(store);
    snprintf(copy, sizeof copy, "%s/compact.mdb", store->folder);
    snprintf(path, sizeof path, "%s/data.mdb", store->folder);

    int code = copy_compact(store, copy);
    if (!code)
        code = mdb_stat(store->writer.txn, store->rows, &stat);
    if (!code)
        code = walk(store, copy, &rows);
    if (!code && rows != stat.ms_entries)
        code = MDB_CORRUPTED;
    if (code) {
        unlink(copy);
        return base_failed(error, code, "The compact copy failed:", copy);
    }
    base_close(store);
    if (rename(copy, path) != 0 || (errno = base_flush_folder(store)) != 0) {
        base_failed(error, errno, "The compact copy cannot take the store's place:", path);
        return STORE_FAILED;
    }
    return base_open(store, error) == STORE_OK ? STORE_OK : STORE_FAILED;
}
