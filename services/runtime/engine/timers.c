/* Timers, document numbers and the small reads of PvState. */
#include "runtime/engine/state_internal.h"
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMER_KEY_LIMIT_BYTES 128

PvArena *pv_arena(const PvState *state)
{
    return state->arena;
}

const char *pv_department(const PvState *state)
{
    return state->plan->service->name;
}

int64_t pv_now_ms(const PvState *state)
{
    pv_require(!state->applying, "apply may not look at the clock");
    return state->now_ms;
}

bool pv_id_is_valid(const char *id)
{
    return id_parse(id, NULL);
}

uint32_t pv_partition_of(const char *customer_id)
{
    return id_partition(customer_id);
}

void pv_keyed_hash(const PvState *state, const void *bytes, size_t size, uint8_t out[16])
{
    crypto_generichash(out, 16, bytes, size, state->plan->organisation_key, sizeof state->plan->organisation_key);
}

/* --- timers ---------------------------------------------------------------------------------------------------- */

static void timer_key(KeyBytes *key, unsigned timer, const char *text)
{
    pv_require(strlen(text) <= TIMER_KEY_LIMIT_BYTES, "a timer's key is longer than %d bytes", TIMER_KEY_LIMIT_BYTES);
    key_start(key, KEY_TIMER, (uint16_t)timer);
    key_add_bytes(key, text, strlen(text));
}

static void due_key(KeyBytes *key, unsigned timer, const char *text, int64_t due_ms)
{
    uint8_t number[2] = {(uint8_t)(timer >> 8), (uint8_t)timer};
    key_start(key, KEY_TIMER_DUE, 0);
    key_add_int64(key, due_ms);
    key_add_bytes(key, number, sizeof number);
    key_add_bytes(key, text, strlen(text));
}

int64_t pv_timer_due(const PvState *state, unsigned timer, const char *text)
{
    KeyBytes key;
    StoreBytes value;
    int64_t due_ms = 0;
    timer_key(&key, timer, text);
    if (store_get(state->view, key_view(&key), &value))
        memcpy(&due_ms, value.bytes, sizeof due_ms);
    return due_ms;
}

void pv_timer_clear(PvState *state, unsigned timer, const char *text)
{
    pv_require(state->store && state->applying, "only apply may clear a timer");
    int64_t due_ms = pv_timer_due(state, timer, text);
    if (due_ms)
        state_timer_remove(state, timer, text, due_ms);
}

void pv_timer_set(PvState *state, unsigned timer, const char *text, int64_t due_ms)
{
    KeyBytes key;
    if (due_ms < 1)
        due_ms = 1;
    pv_timer_clear(state, timer, text);
    timer_key(&key, timer, text);
    store_put(state->store, key_view(&key), (StoreBytes){(const uint8_t *)&due_ms, sizeof due_ms});
    due_key(&key, timer, text, due_ms);
    store_put(state->store, key_view(&key), (StoreBytes){NULL, 0});
}

bool state_timer_remove(PvState *state, unsigned timer, const char *text, int64_t due_ms)
{
    KeyBytes key;
    if (pv_timer_due(state, timer, text) != due_ms)
        return false;
    timer_key(&key, timer, text);
    store_delete(state->store, key_view(&key));
    due_key(&key, timer, text, due_ms);
    store_delete(state->store, key_view(&key));
    return true;
}

static bool first_due(const PvState *state, StoreBytes *key)
{
    static _Thread_local uint8_t kept[PV_KEY_LIMIT_BYTES];
    KeyBytes prefix;
    StoreBytes value;
    key_start(&prefix, KEY_TIMER_DUE, 0);
    StoreScan *scan = store_scan_open(state->view, key_view(&prefix), NULL, false);
    bool found = store_scan_next(scan, key, &value);
    if (found) {
        memcpy(kept, key->bytes, key->size_bytes);
        key->bytes = kept;
    }
    store_scan_close(&scan);
    return found;
}

/* A due key: space 1, number 2, tag 1, time 8, timer 2, text. */
#define DUE_TIME_AT 4
#define DUE_TIMER_AT 12
#define DUE_TEXT_AT 14

static int64_t due_time(StoreBytes key)
{
    uint64_t turned;
    memcpy(&turned, key.bytes + DUE_TIME_AT, sizeof turned);
    return (int64_t)(__builtin_bswap64(turned) ^ (1ULL << 63));
}

int64_t state_timer_next_ms(const PvState *state)
{
    StoreBytes key;
    return first_due(state, &key) ? due_time(key) : INT64_MAX;
}

bool state_timer_first(const PvState *state, int64_t now_ms, unsigned *timer, char **text, int64_t *due_ms)
{
    StoreBytes key;
    if (!first_due(state, &key) || due_time(key) > now_ms)
        return false;
    *due_ms = due_time(key);
    *timer = (unsigned)key.bytes[DUE_TIMER_AT] << 8 | key.bytes[DUE_TIMER_AT + 1];
    size_t length = key.size_bytes - DUE_TEXT_AT;
    *text = arena_take(state->arena, length + 1);
    memcpy(*text, key.bytes + DUE_TEXT_AT, length);
    return true;
}

/* --- document numbers ------------------------------------------------------------------------------------------ */

static uint64_t number_taken(const PvState *state, const char *series)
{
    KeyBytes key;
    StoreBytes value;
    uint64_t taken = 0;
    key_start(&key, KEY_NUMBER, 0);
    key_add_text(&key, series);
    if (store_get(state->view, key_view(&key), &value))
        memcpy(&taken, value.bytes, sizeof taken);
    return taken;
}

const char *pv_number_next(const PvState *state, const char *series)
{
    KeyBytes key;
    StoreBytes value;
    uint64_t fork = 0;
    key_start(&key, KEY_HEAD, 1);
    if (store_get(state->view, key_view(&key), &value))
        memcpy(&fork, value.bytes, sizeof fork);
    uint64_t next = number_taken(state, series) + 1;
    return fork > 1 ? arena_format(state->arena, "%s%" PRIu64 "-%06" PRIu64, series, fork, next)
                    : arena_format(state->arena, "%s-%06" PRIu64, series, next);
}

void pv_number_take(PvState *state, const char *series, const char *number)
{
    pv_require(state->store && state->applying, "only apply may take a number");
    const char *digits = strrchr(number, '-');
    pv_require(digits, "%s is not a number of a series", number);
    uint64_t taken = strtoull(digits + 1, NULL, 10);
    if (taken <= number_taken(state, series))
        return;
    KeyBytes key;
    key_start(&key, KEY_NUMBER, 0);
    key_add_text(&key, series);
    store_put(state->store, key_view(&key), (StoreBytes){(const uint8_t *)&taken, sizeof taken});
}
