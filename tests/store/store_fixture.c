/* Short words for tests of the store. */
#include "store_fixture.h"
#include <stdio.h>

PvStore *given_store(const char *folder, uint64_t map_bytes)
{
    char error[256] = "";
    PvStore *store;
    StoreOptions options = {.folder = folder, .map_bytes = map_bytes};
    if (store_open(&store, &options, error) != STORE_OK)
        fail_msg("%s", error);
    return store;
}

void put(PvStore *store, const char *key, const char *value)
{
    store_put(store, text(key), text(value));
}

void write_down(PvStore *store, const char *meta)
{
    assert_true(store_freeze(store, true, text(meta)));
    assert_int_equal(store_write_down(store), STORE_OK);
    store_settle(store);
}

const char *value_of(StoreView *view, const char *key)
{
    static char copy[4096];
    StoreBytes value;
    if (!store_get(view, text(key), &value))
        return "(none)";
    snprintf(copy, sizeof copy, "%.*s", (int)value.size_bytes, (const char *)value.bytes);
    return copy;
}

const char *listed(StoreView *view, const char *prefix, const char *from, bool after)
{
    static char list[4096];
    size_t used = 0;
    StoreBytes start = from ? text(from) : (StoreBytes){NULL, 0}, key, value;
    StoreScan *scan = store_scan_open(view, text(prefix), from ? &start : NULL, after);
    list[0] = 0;
    while (store_scan_next(scan, &key, &value))
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.*s=%.*s", used ? " " : "",
                                 (int)key.size_bytes, (const char *)key.bytes, (int)value.size_bytes,
                                 (const char *)value.bytes);
    store_scan_close(&scan);
    return list;
}

bool bytes_equal(StoreBytes left, StoreBytes right)
{
    return left.size_bytes == right.size_bytes &&
           (!left.size_bytes || memcmp(left.bytes, right.bytes, left.size_bytes) == 0);
}

uint32_t draw(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((*seed >> 33) * (uint64_t)limit) >> 31);
}
