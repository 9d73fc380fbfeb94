/* The overlay's generation: memory in large blocks, a skip list whose links are published with release
 * stores, and a hash over the same nodes, because most reads are of single keys. Nothing is freed before the
 * whole generation. */
#define XXH_INLINE_ALL
#include "runtime/store/overlay.h"
#include "runtime/memory/require.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#define BLOCK_BYTES ((size_t)2 << 20) /* a huge page */
#define VALUE_IN_PAGE_BYTES 1900      /* LMDB puts larger values on pages of their own */

struct Block {
    Block *before;
    uint64_t unused; /* keeps what follows 16-byte aligned */
    uint8_t bytes[];
};

static _Atomic(Node *) *link_at(const Node *node, unsigned level)
{
    return (_Atomic(Node *) *)(uintptr_t)node - 1 - level;
}

void block_pool_open(BlockPool *pool, size_t spare_bytes)
{
    *pool = (BlockPool){.spare_limit = spare_bytes / BLOCK_BYTES};
    pthread_mutex_init(&pool->lock, NULL);
}

void block_pool_close(BlockPool *pool)
{
    while (pool->spare) {
        Block *block = pool->spare;
        pool->spare = block->before;
        free(block);
    }
    pthread_mutex_destroy(&pool->lock);
}

static Block *block_take(BlockPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    Block *block = pool->spare;
    if (block) {
        pool->spare = block->before;
        pool->spare_count--;
    }
    pthread_mutex_unlock(&pool->lock);
    if (block)
        return block;

    block = aligned_alloc(BLOCK_BYTES, BLOCK_BYTES);
    pv_require(block, "out of memory");
    madvise(block, BLOCK_BYTES, MADV_HUGEPAGE); /* only speed is lost where the kernel declines */
    return block;
}

static void blocks_give(BlockPool *pool, Block *blocks)
{
    pthread_mutex_lock(&pool->lock);
    while (blocks && pool->spare_count < pool->spare_limit) {
        Block *block = blocks;
        blocks = block->before;
        block->before = pool->spare;
        pool->spare = block;
        pool->spare_count++;
    }
    pthread_mutex_unlock(&pool->lock);
    while (blocks) {
        Block *block = blocks;
        blocks = block->before;
        free(block);
    }
}

static void *take(Generation *generation, size_t size_bytes)
{
    size_t rounded = (size_bytes + 7) & ~(size_t)7;
    if (rounded > (size_t)(generation->room_end - generation->room)) {
        Block *block = block_take(generation->pool);
        block->before = generation->blocks;
        generation->blocks = block;
        generation->room = block->bytes;
        generation->room_end = (uint8_t *)block + BLOCK_BYTES;
    }
    void *taken = generation->room;
    generation->room += rounded;
    uint64_t size = atomic_load_explicit(&generation->size_bytes, memory_order_relaxed);
    atomic_store_explicit(&generation->size_bytes, size + rounded, memory_order_relaxed);
    return taken;
}

static Node *node_make(Generation *generation, unsigned height, StoreBytes key)
{
    size_t tower = height * sizeof(_Atomic(Node *));
    uint8_t *place = take(generation, tower + offsetof(Node, key) + key.size_bytes);
    Node *node = (Node *)(place + tower);
    for (unsigned level = 0; level < height; level++)
        atomic_init(link_at(node, level), NULL);
    atomic_init(&node->newest, NULL);
    atomic_init(&node->chain, NULL);
    node->lead = 0;
    node->hash = 0;
    node->key_bytes = (uint16_t)key.size_bytes;
    node->height = (uint16_t)height;
    if (key.size_bytes)
        memcpy(node->key, key.bytes, key.size_bytes);
    return node;
}

static uint64_t buckets_for(uint64_t generation_bytes)
{
    uint64_t buckets = 1024;
    while (buckets < GENERATION_BUCKETS && buckets * GENERATION_BUCKET_BYTES < generation_bytes)
        buckets *= 2;
    return buckets;
}

Generation *generation_open(BlockPool *pool, uint64_t generation_bytes)
{
    Generation *generation = calloc(1, sizeof *generation);
    pv_require(generation, "out of memory");
    generation->pool = pool;
    atomic_init(&generation->holders, 1);
    atomic_init(&generation->height, 1);
    generation->random = 0x9E3779B97F4A7C15u;
    generation->bucket_mask = buckets_for(generation_bytes) - 1;
    generation->buckets = calloc(generation->bucket_mask + 1, sizeof *generation->buckets);
    pv_require(generation->buckets, "out of memory");
    generation->first = node_make(generation, NODE_HEIGHT_LIMIT, (StoreBytes){NULL, 0});
    atomic_store_explicit(&generation->size_bytes, 0, memory_order_relaxed);
    return generation;
}

void generation_hold(Generation *generation)
{
    atomic_fetch_add_explicit(&generation->holders, 1, memory_order_relaxed);
}

void generation_release(Generation *generation)
{
    if (!generation || atomic_fetch_sub_explicit(&generation->holders, 1, memory_order_acq_rel) > 1)
        return;
    blocks_give(generation->pool, generation->blocks);
    free(generation->buckets);
    free(generation);
}

uint64_t overlay_hash(StoreBytes key)
{
    return XXH3_64bits(key.bytes, key.size_bytes);
}

Node *generation_find(const Generation *generation, uint64_t hash, StoreBytes key)
{
    Node *node = atomic_load_explicit(&generation->buckets[hash & generation->bucket_mask], memory_order_acquire);
    while (node) {
        if (node->hash == (uint32_t)(hash >> 32) && node->key_bytes == key.size_bytes &&
            memcmp(node->key, key.bytes, key.size_bytes) == 0)
            return node;
        node = atomic_load_explicit(&node->chain, memory_order_acquire);
    }
    return NULL;
}

int key_compare(StoreBytes left, StoreBytes right)
{
    size_t shared = left.size_bytes < right.size_bytes ? left.size_bytes : right.size_bytes;
    int order = shared ? memcmp(left.bytes, right.bytes, shared) : 0;
    return order ? order : (left.size_bytes > right.size_bytes) - (left.size_bytes < right.size_bytes);
}

static uint64_t key_lead(StoreBytes key)
{
    uint64_t lead = 0;
    memcpy(&lead, key.bytes, key.size_bytes < sizeof lead ? key.size_bytes : sizeof lead);
    return be64toh(lead);
}

/* Does the node's key come before the given one? */
static inline bool node_before(const Node *node, uint64_t lead, StoreBytes key)
{
    if (node->lead != lead)
        return node->lead < lead;
    return key_compare((StoreBytes){node->key, node->key_bytes}, key) < 0;
}

/* The last node before key on each level; returns the one on level 0. */
static Node *search(const Generation *generation, uint64_t lead, StoreBytes key, Node **before)
{
    Node *node = generation->first;
    Node *known_after = NULL; /* already compared on the level above */
    for (unsigned level = atomic_load_explicit(&generation->height, memory_order_relaxed); level-- > 0;) {
        Node *next = atomic_load_explicit(link_at(node, level), memory_order_acquire);
        while (next && next != known_after) {
            __builtin_prefetch(atomic_load_explicit(link_at(next, level), memory_order_relaxed));
            if (!node_before(next, lead, key))
                break;
            node = next;
            next = atomic_load_explicit(link_at(node, level), memory_order_acquire);
        }
        known_after = next;
        if (before)
            before[level] = node;
    }
    return node;
}

static unsigned height_draw(Generation *generation)
{
    generation->random ^= generation->random << 13;
    generation->random ^= generation->random >> 7;
    generation->random ^= generation->random << 17;
    uint64_t stop = UINT64_C(1) << (2 * (NODE_HEIGHT_LIMIT - 1));
    return 1 + (unsigned)__builtin_ctzll((generation->random >> 20) | stop) / 2;
}

Node *generation_node(Generation *generation, uint64_t hash, StoreBytes key)
{
    Node *found = generation_find(generation, hash, key);
    if (found)
        return found;

    Node *before[NODE_HEIGHT_LIMIT];
    uint64_t lead = key_lead(key);
    search(generation, lead, key, before);
    unsigned height = height_draw(generation);
    unsigned present = atomic_load_explicit(&generation->height, memory_order_relaxed);
    for (unsigned level = present; level < height; level++)
        before[level] = generation->first;

    Node *node = node_make(generation, height, key);
    node->lead = lead;
    node->hash = (uint32_t)(hash >> 32);
    for (unsigned level = 0; level < height; level++) {
        Node *next = atomic_load_explicit(link_at(before[level], level), memory_order_relaxed);
        atomic_store_explicit(link_at(node, level), next, memory_order_relaxed);
    }
    for (unsigned level = 0; level < height; level++)
        atomic_store_explicit(link_at(before[level], level), node, memory_order_release);
    if (height > present)
        atomic_store_explicit(&generation->height, height, memory_order_relaxed);

    _Atomic(Node *) *bucket = &generation->buckets[hash & generation->bucket_mask];
    atomic_store_explicit(&node->chain, atomic_load_explicit(bucket, memory_order_relaxed),
                          memory_order_relaxed);
    atomic_store_explicit(bucket, node, memory_order_release);
    uint64_t entries = atomic_load_explicit(&generation->entries, memory_order_relaxed);
    atomic_store_explicit(&generation->entries, entries + 1, memory_order_relaxed);
    return node;
}

const Version *generation_write(Generation *generation, Node *node, uint64_t batch, const StoreBytes *value)
{
    size_t size = value ? value->size_bytes : 0;
    Version *version = take(generation, offsetof(Version, bytes) + size);
    const Version *before = atomic_load_explicit(&node->newest, memory_order_relaxed);
    version->older = before;
    version->batch = batch;
    version->size_bytes = value ? (uint32_t)size : TOMBSTONE;
    if (size)
        memcpy(version->bytes, value->bytes, size);
    if (size > VALUE_IN_PAGE_BYTES) {
        uint64_t large = atomic_load_explicit(&generation->large_values, memory_order_relaxed);
        atomic_store_explicit(&generation->large_values, large + 1, memory_order_relaxed);
    }
    atomic_store_explicit(&node->newest, version, memory_order_release);
    return before;
}

const Node *node_next(const Node *node)
{
    return atomic_load_explicit(link_at(node, 0), memory_order_acquire);
}

const Node *generation_first(const Generation *generation)
{
    return node_next(generation->first);
}

const Node *generation_seek(const Generation *generation, StoreBytes key, bool after)
{
    if (!key.size_bytes)
        return generation_first(generation);
    const Node *node = node_next(search(generation, key_lead(key), key, NULL));
    if (after && node && key_compare((StoreBytes){node->key, node->key_bytes}, key) == 0)
        node = node_next(node);
    return node;
}
