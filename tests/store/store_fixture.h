/* Short words for tests of the store: text keys and values, an open store, seeded numbers. */
#pragma once

#include "runtime/store/store.h"
#include "support/test.h"
#include <string.h>

/* The bytes of a text, without its end. */
static inline StoreBytes text(const char *words)
{
    return (StoreBytes){(const uint8_t *)words, strlen(words)};
}

/* Opens the store in the folder; the test fails if it cannot. map_bytes 0 for the default. */
PvStore *given_store(const char *folder, uint64_t map_bytes);
void put(PvStore *store, const char *key, const char *value);
/* Freezes all that is published, with this meta, writes it down and settles. */
void write_down(PvStore *store, const char *meta);

/* The value of key as text, "(none)" if there is none. Valid until the next call. */
const char *value_of(StoreView *view, const char *key);
/* All keys and values of a scan as "key=value key=value". Valid until the next call. */
const char *listed(StoreView *view, const char *prefix, const char *from, bool after);
bool bytes_equal(StoreBytes left, StoreBytes right);

/* A number below limit; the same ones for the same start of *seed. */
uint32_t draw(uint64_t *seed, uint32_t limit);
