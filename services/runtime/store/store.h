/* Ordered byte keys and values of one department: an overlay of the newest writes over LMDB. One writer (the
 * commit thread); readers on other threads take views. Typed tables stand above, in engine/. Only this folder
 * knows LMDB. */
#pragma once

#include "runtime/platform/platform.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct StoreBytes {
    const uint8_t *bytes;
    size_t size_bytes;
} StoreBytes;

typedef struct PvStore PvStore;
typedef struct StoreView StoreView; /* what a reader sees; the writer has one of its own that sees all */
typedef struct StoreScan StoreScan;

typedef enum StoreResult {
    STORE_OK = 0,
    STORE_FULL,   /* the disk or the map's quota is full; may pass later */
    STORE_FAILED, /* LMDB failed; the process must end */
} StoreResult;

typedef struct StoreOptions {
    const char *folder;
    const PvPlatform *platform; /* whose clock tells the age of generations and views; NULL: the real one */
    uint64_t map_bytes;        /* virtual; 0 for 1 TiB (64 GiB under a sanitizer) */
    uint64_t generation_bytes; /* 0 for PV_GENERATION_LIMIT_BYTES */
    uint64_t generation_life_ms; /* 0 for PV_GENERATION_LIFE_MS */
} StoreOptions;

/* Opens or makes it (the folder above must exist). error holds at least 256 bytes and says what is wrong and
 * where when the result is not STORE_OK; *store is NULL then. Network file systems are refused. */
StoreResult store_open(PvStore **store, const StoreOptions *options, char *error);
/* Closes it; all views must be closed. What was not written down is dropped: the log has it. NULL is fine. */
void store_close(PvStore **store);

/* --- writer, commit thread only ------------------------------------------------------------------------- */

/* The writer's own view: sees every write at once. Lives as long as the store. */
StoreView *store_writer(PvStore *store);
/* Keys of at most PV_KEY_LIMIT_BYTES, values of at most PV_VALUE_LIMIT_BYTES; both are copied. */
void store_put(PvStore *store, StoreBytes key, StoreBytes value);
void store_delete(PvStore *store, StoreBytes key);
/* A mark in the writes of the batch under way, and the way back to it. Marks are valid until publish. */
size_t store_mark(const PvStore *store);
void store_rewind(PvStore *store, size_t mark);
/* Lets readers see everything written so far; called after the log's flush. */
void store_publish(PvStore *store);

/* Write-down. After a publish: freeze hands the overlay to the write-down thread if it is large or old enough
 * (or force) and no earlier one is under way; meta (≤ 256 bytes: the log place) is written in the same
 * transaction. Returns true if a generation was frozen. */
bool store_freeze(PvStore *store, bool force, StoreBytes meta);
/* Does the frozen generation's write-down, on the write-down thread (or any one thread). STORE_OK when done
 * or nothing to do; STORE_FULL leaves it to be tried again. */
StoreResult store_write_down(PvStore *store);
/* Lets the writer read through the new LMDB state and drop the written generation; commit thread, between
 * batches. */
void store_settle(PvStore *store);
bool store_write_down_pending(const PvStore *store);

/* May a batch begin? False while the file system or the map is nearly full, or the last write-down found it
 * full: commands are then refused with STORE_FULL. Cheap: the file system is asked ten times a second at
 * most. Commit thread only. */
bool store_has_room(PvStore *store);
/* False while writes outrun the write-down so far that memory would grow: answer BUSY, or, in a replay,
 * settle and call store_write_down before going on. Commit thread only. */
bool store_keeps_up(const PvStore *store);

/* meta of the last write-down; size 0 for a new store. Valid until the next write-down. */
StoreBytes store_meta(const PvStore *store);

/* --- readers -------------------------------------------------------------------------------------------- */

/* A view of everything published, on any thread. It may live PV_VIEW_LIFE_LIMIT_MS: an older one pins freed
 * pages and generations. At most 500 at a time; one more is a bug. Close it on the thread that opened it. */
StoreView *store_view_open(PvStore *store);
void store_view_close(StoreView **view);

/* Finds a key. The value is borrowed: valid while the view lives and, for the writer, until the next put,
 * delete or settle. False if there is none. */
bool store_get(StoreView *view, StoreBytes key, StoreBytes *value);
/* The same for a key that cannot be older than the batch under way: only the newest writes are looked at. */
bool store_get_newest(StoreView *view, StoreBytes key, StoreBytes *value);

/* Scans keys that begin with prefix, in order, from the first key >= from (or > from, if after) when from is
 * given. Borrowed bytes are valid until the next call with the scan. The writer may not write during a scan.
 * A scan must be closed. */
StoreScan *store_scan_open(StoreView *view, StoreBytes prefix, const StoreBytes *from, bool after);
bool store_scan_next(StoreScan *scan, StoreBytes *key, StoreBytes *value); /* false at the end */
void store_scan_close(StoreScan **scan);

typedef struct StoreFigures {
    uint64_t overlay_bytes;
    uint64_t overlay_entries;
    uint64_t generations_written;
    uint64_t file_bytes;     /* used pages of LMDB */
    uint64_t free_bytes;     /* left on the file system */
    uint64_t oldest_view_ms; /* age of the oldest open view */
} StoreFigures;
StoreFigures store_figures(PvStore *store);

/* Removes all tables and the meta (a rebuild starts). Only right after open. */
StoreResult store_clear(PvStore *store);
/* Rewrites the LMDB file without freed pages (after erasure). Only with no overlay pending and no views. */
StoreResult store_compact(PvStore *store, char *error);
