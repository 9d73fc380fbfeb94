/* One generation of the overlay: an ordered table in memory of the newest writes, one node a key, each with a
 * chain of versions, newest first. One thread writes; any number read without locks. Skip list for order,
 * hash for single keys. */
#pragma once

#include "runtime/store/store.h"
#include <pthread.h>
#include <stdatomic.h>

#define TOMBSTONE UINT32_MAX       /* size of a version that says: deleted */
#define NODE_HEIGHT_LIMIT 12       /* levels of the skip list, each a quarter of the one below */
#define GENERATION_BUCKETS 262144u /* of the hash at most: about the entries of a generation under load */
#define GENERATION_BUCKET_BYTES 256 /* of a generation for each bucket, in stores with smaller generations */

/* One write of one key. Never changed once it can be reached. */
typedef struct Version {
    const struct Version *older;
    uint64_t batch; /* readers skip what is newer than their view */
    uint32_t size_bytes;
    uint8_t bytes[];
} Version;

/* One key. The pointers to the next nodes lie in front of it, level 0 nearest, so that a step of a search
 * touches one cache line. */
typedef struct Node {
    uint64_t lead; /* first 8 bytes of the key as a big-endian number: most comparisons end here */
    _Atomic(const Version *) newest; /* NULL after a rewind */
    _Atomic(struct Node *) chain;    /* next in the same bucket */
    uint32_t hash;
    uint16_t key_bytes;
    uint16_t height;
    uint8_t key[];
} Node;

typedef struct Block Block;

/* Memory that freed generations leave to later ones; shared by threads. */
typedef struct BlockPool {
    pthread_mutex_t lock;
    Block *spare;
    size_t spare_count;
    size_t spare_limit;
} BlockPool;

typedef struct Generation {
    atomic_int holders; /* the writer and each view; the last one frees it */
    BlockPool *pool;
    Block *blocks;
    uint8_t *room, *room_end;
    Node *first; /* a node without a key, before all others */
    _Atomic(Node *) *buckets;
    uint64_t bucket_mask;
    _Atomic unsigned height;
    uint64_t random;
    _Atomic uint64_t size_bytes;
    _Atomic uint64_t entries;
    _Atomic uint64_t large_values; /* that LMDB puts on pages of their own */
    uint64_t first_write_ms;       /* 0: none yet */
} Generation;

void block_pool_open(BlockPool *pool, size_t spare_bytes);
void block_pool_close(BlockPool *pool);

/* A new generation with one holder, which is to grow to about generation_bytes. Out of memory ends the process. */
Generation *generation_open(BlockPool *pool, uint64_t generation_bytes);
void generation_hold(Generation *generation);
/* Lets go; frees it after the last holder. */
void generation_release(Generation *generation);

uint64_t overlay_hash(StoreBytes key);
/* The key's node, or NULL. */
Node *generation_find(const Generation *generation, uint64_t hash, StoreBytes key);
/* Writer only: the key's node, made if it is missing. */
Node *generation_node(Generation *generation, uint64_t hash, StoreBytes key);
/* Writer only: puts a version on top; value NULL is a tombstone. Returns what was newest before. */
const Version *generation_write(Generation *generation, Node *node, uint64_t batch, const StoreBytes *value);

/* First node whose key is >= key (> key if after); NULL at the end. */
const Node *generation_seek(const Generation *generation, StoreBytes key, bool after);
const Node *generation_first(const Generation *generation);
const Node *node_next(const Node *node);

/* The newest version up to batch, or NULL. */
static inline const Version *node_version(const Node *node, uint64_t batch)
{
    const Version *version = atomic_load_explicit(&node->newest, memory_order_acquire);
    while (version && version->batch > batch)
        version = version->older;
    return version;
}

/* Order of two keys: bytes, then length. */
int key_compare(StoreBytes left, StoreBytes right);
