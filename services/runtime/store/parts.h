/* What the files of the store share: the store, its views, and the LMDB environment under them. */
#pragma once

#include "runtime/store/overlay.h"
#include "runtime/limits.h"
#include <lmdb.h>
#include <limits.h>

#define STORE_READER_SLOTS 512
#define STORE_META_BYTES 256
#define STORE_ERROR_BYTES 256
/* Pages a write-down should dirty. From 131,071 on LMDB spills, and leaks memory then. */
#define GENERATION_PAGE_LIMIT 50000

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STORE_MAP_BYTES (UINT64_C(64) << 30)
#define STORE_SPARE_BYTES 0 /* so that a use after free shows */
#else
#define STORE_MAP_BYTES (UINT64_C(1) << 40)
#define STORE_SPARE_BYTES PV_GENERATION_LIMIT_BYTES
#endif

typedef struct Meta {
    uint8_t bytes[STORE_META_BYTES];
    size_t size_bytes;
} Meta;

struct StoreScan {
    StoreView *view;
    StoreScan *next_spare;
    MDB_cursor *cursor; /* kept when the scan is closed */
    uint64_t round;     /* of the view's transaction the cursor belongs to */
    const Node *active, *frozen;
    const Version *active_version, *frozen_version;
    MDB_val base_key, base_value;
    bool base_ended;
    uint8_t prefix[PV_KEY_LIMIT_BYTES];
    size_t prefix_bytes;
};

struct StoreView {
    PvStore *store;
    Generation *active;
    Generation *frozen; /* NULL for none */
    MDB_txn *txn;
    uint64_t batch; /* the newest one it shows */
    uint64_t round; /* rises when txn is renewed */
    uint64_t opened_ms;
    bool open;
    unsigned open_scans;
    StoreScan *spare_scans;
    StoreView *next_free;
    StoreView *next; /* of all */
};

/* A change that can be taken back. */
typedef struct Undo {
    Node *node;
    const Version *before;
} Undo;

struct PvStore {
    const PvPlatform *platform; /* NULL: the real clock, as cheap as it can be read */
    char folder[PATH_MAX - 32];
    uint64_t map_bytes, generation_bytes, generation_life_ms;
    MDB_env *env;
    MDB_dbi rows, place; /* place holds the meta under one key, where scans never come */
    BlockPool pool;

    /* The commit thread's own. */
    StoreView writer;
    uint64_t batch; /* of the writes under way */
    Undo *undo;
    size_t undo_count, undo_room;
    Meta frozen_meta;
    uint64_t room_asked_ms, room_free_bytes;

    _Atomic uint64_t published;
    _Atomic bool written;  /* the frozen generation is in LMDB */
    _Atomic bool was_full; /* the last write-down found no room */
    _Atomic uint64_t generations_written;
    _Atomic unsigned pages_permille; /* pages dirtied by a thousand entries, as seen lately */

    /* Guards the swap of generations against the opening of views, and what follows. */
    pthread_mutex_t lock;
    Generation *active, *frozen;
    StoreView *views, *free_views;
    Meta metas[2]; /* the current and the one before, which a caller may still borrow */
    unsigned meta_at;

    uint64_t readers_checked_ms; /* the write-down thread's own */
};

/* Opens and closes the environment and the writer's transaction; error holds STORE_ERROR_BYTES. */
StoreResult base_open(PvStore *store, char *error);
void base_close(PvStore *store);
/* What an LMDB or system error means to the caller. */
StoreResult base_result(int code);
StoreResult base_failed(char *error, int code, const char *what, const char *where);
/* Begins or renews a view's read transaction. A failure of the disk ends the process. */
void base_read(PvStore *store, StoreView *view);
/* Makes names in the folder durable: 0 or an errno. */
int base_flush_folder(const PvStore *store);

void view_pool_close(PvStore *store);
void view_free_scans(StoreView *view);
uint64_t store_clock_ms(const PvStore *store);
