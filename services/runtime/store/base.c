/* The LMDB environment under the overlay: default, synced flags, one table of rows and one for the meta. */
#include "runtime/store/parts.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LOCK_FILE_BYTES 40960 /* reader slots and LMDB's own header */

StoreResult base_result(int code)
{
    switch (code) {
    case 0:
        return STORE_OK;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return STORE_FULL;
    default:
        return STORE_FAILED;
    }
}

StoreResult base_failed(char *error, int code, const char *what, const char *where)
{
    snprintf(error, STORE_ERROR_BYTES, "%s %.120s: %.80s", what, where, mdb_strerror(code));
    return base_result(code);
}

int base_flush_folder(const PvStore *store)
{
    int folder = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return errno;
    int code = fsync(folder) == 0 ? 0 : errno;
    close(folder);
    return code;
}

static bool is_network_file_system(const char *folder)
{
    struct statfs seen;
    if (statfs(folder, &seen) != 0)
        return false;
    uint32_t kind = (uint32_t)seen.f_type;
    /* NFS, SMB, CIFS, SMB2 */
    return kind == 0x6969u || kind == 0x517Bu || kind == 0xFF534D42u || kind == 0xFE534D42u;
}

/* LMDB maps its lock file writable; on a full disk a hole in it would be a SIGBUS: its blocks come first. */
static int lock_file_prepare(const PvStore *store)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lock.mdb", store->folder);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return errno;
    struct stat seen;
    int code = fstat(file, &seen) == 0 ? 0 : errno;
    if (!code && seen.st_size < LOCK_FILE_BYTES)
        code = posix_fallocate(file, 0, LOCK_FILE_BYTES);
    close(file);
    return code == EOPNOTSUPP ? 0 : code;
}

static int tables_open(PvStore *store)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(store->env, NULL, 0, &txn);
    if (code)
        return code;
    if (!(code = mdb_dbi_open(txn, "rows", MDB_CREATE, &store->rows)))
        code = mdb_dbi_open(txn, "place", MDB_CREATE, &store->place);
    MDB_val key = {5, "place"}, value;
    Meta *meta = &store->metas[store->meta_at];
    meta->size_bytes = 0;
    if (!code)
        code = mdb_get(txn, store->place, &key, &value);
    if (code == 0 && value.mv_size <= STORE_META_BYTES) {
        memcpy(meta->bytes, value.mv_data, value.mv_size);
        meta->size_bytes = value.mv_size;
    } else if (code && code != MDB_NOTFOUND) {
        mdb_txn_abort(txn);
        return code;
    }
    return mdb_txn_commit(txn);
}

static int environment_open(PvStore *store)
{
    int code = mdb_env_create(&store->env);
    if (code)
        return code;
    if ((code = mdb_env_set_maxdbs(store->env, 2)) == 0 &&
        (code = mdb_env_set_maxreaders(store->env, STORE_READER_SLOTS)) == 0 &&
        (code = mdb_env_set_mapsize(store->env, store->map_bytes)) == 0)
        code = mdb_env_open(store->env, store->folder, MDB_NOTLS, 0600);
    return code;
}

StoreResult base_open(PvStore *store, char *error)
{
    char copy[PATH_MAX];
    if (mkdir(store->folder, 0700) != 0 && errno != EEXIST)
        return base_failed(error, errno, "The folder of the store cannot be made:", store->folder);
    if (is_network_file_system(store->folder)) {
        snprintf(error, STORE_ERROR_BYTES, "The store cannot lie on a network file system: %.160s",
                 store->folder);
        return STORE_FAILED;
    }
    snprintf(copy, sizeof copy, "%s/compact.mdb", store->folder); /* of a compaction that was cut short */
    unlink(copy);
    int code = lock_file_prepare(store);
    if (code)
        return base_failed(error, code, "The lock file of the store cannot be made in", store->folder);

    if ((code = environment_open(store)) == 0) {
        int dead;
        mdb_reader_check(store->env, &dead);
        if ((code = tables_open(store)) == 0) {
            base_read(store, &store->writer);
            return STORE_OK;
        }
    }
    mdb_env_close(store->env);
    store->env = NULL;
    return base_failed(error, code, "LMDB cannot open the store in", store->folder);
}

void base_close(PvStore *store)
{
    if (!store->env)
        return;
    view_free_scans(&store->writer);
    mdb_txn_abort(store->writer.txn);
    store->writer.txn = NULL;
    view_pool_close(store);
    mdb_env_close(store->env);
    store->env = NULL;
}

void base_read(PvStore *store, StoreView *view)
{
    int code;
    if (view->txn) {
        code = mdb_txn_renew(view->txn);
    } else {
        code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &view->txn);
        if (code == MDB_READERS_FULL) {
            int dead;
            mdb_reader_check(store->env, &dead);
            code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &view->txn);
        }
    }
    pv_require(code == 0, "LMDB cannot read %s: %s", store->folder, mdb_strerror(code));
    view->round++;
}
