/* Makes guessing slow: after a few failures each further attempt of an address, or as a user, waits twice as long. An
 * address from which the user signed in before is judged by its own failures, so that strangers cannot keep the user out.
 * The table has a fixed size; when a place is wanted the one used longest ago goes. */
#include "portal/access/access.h"
#include "runtime/memory/require.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 8

typedef struct Failures {
    uint64_t who; /* keyed hash, so that nobody can aim at a place; 0: free */
    int64_t last_ms;
    unsigned count;
} Failures;

struct AccessThrottle {
    uint8_t key[crypto_shorthash_KEYBYTES];
    Failures places[ACCESS_THROTTLE_PLACES];
};

int64_t access_wait_ms(unsigned failures, int64_t limit_ms)
{
    if (failures <= ACCESS_THROTTLE_FREE)
        return 0;
    unsigned doublings = failures - ACCESS_THROTTLE_FREE - 1;
    if (doublings >= 20 || (1000LL << doublings) > limit_ms)
        return limit_ms;
    return 1000LL << doublings;
}

AccessThrottle *access_throttle_open(void)
{
    AccessThrottle *throttle = calloc(1, sizeof *throttle);
    pv_require(throttle);
    randombytes_buf(throttle->key, sizeof throttle->key);
    return throttle;
}

void access_throttle_close(AccessThrottle **throttle)
{
    free(*throttle);
    *throttle = NULL;
}

static uint64_t who_is(const AccessThrottle *throttle, char kind, const char *text)
{
    uint8_t bytes[256] = {(uint8_t)kind};
    uint64_t who;
    size_t length = strlen(text) < sizeof bytes - 1 ? strlen(text) : sizeof bytes - 1;
    memcpy(bytes + 1, text, length);
    crypto_shorthash((uint8_t *)&who, bytes, length + 1, throttle->key);
    return who ? who : 1;
}

static const Failures *find(const AccessThrottle *throttle, uint64_t who)
{
    const Failures *set = &throttle->places[who % (ACCESS_THROTTLE_PLACES / WAYS) * WAYS];
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].who == who)
            return &set[i];
    return NULL;
}

static Failures *take(AccessThrottle *throttle, uint64_t who)
{
    Failures *set = &throttle->places[who % (ACCESS_THROTTLE_PLACES / WAYS) * WAYS], *oldest = set;
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].who == who)
            return &set[i];
        if (!set[i].who || set[i].last_ms < oldest->last_ms)
            oldest = &set[i];
    }
    *oldest = (Failures){.who = who};
    return oldest;
}

static int64_t wait_of(const AccessThrottle *throttle, uint64_t who, int64_t limit_ms, int64_t now_ms)
{
    const Failures *failures = find(throttle, who);
    if (!failures || now_ms - failures->last_ms > ACCESS_THROTTLE_FORGETS_MS)
        return 0;
    int64_t until = failures->last_ms + access_wait_ms(failures->count, limit_ms);
    return until > now_ms ? until - now_ms : 0;
}

/* The user, or the user at this address if it is one that the user is known from. */
static uint64_t user_at(const AccessThrottle *throttle, const char *address, const char *user_id)
{
    char pair[256];
    snprintf(pair, sizeof pair, "%.100s %.100s", address, user_id);
    uint64_t known = who_is(throttle, 'k', pair);
    return find(throttle, known) ? known : who_is(throttle, 'u', user_id);
}

int64_t access_throttle_wait(const AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms)
{
    int64_t by_address = wait_of(throttle, who_is(throttle, 'a', address), ACCESS_ADDRESS_WAIT_LIMIT_MS, now_ms);
    int64_t by_user = wait_of(throttle, user_at(throttle, address, user_id), ACCESS_USER_WAIT_LIMIT_MS, now_ms);
    return by_address > by_user ? by_address : by_user;
}

static void begin(AccessThrottle *throttle, uint64_t who, int64_t now_ms)
{
    Failures *failures = (Failures *)find(throttle, who);
    if (failures && failures->count > ACCESS_THROTTLE_FREE && now_ms - failures->last_ms <= ACCESS_THROTTLE_FORGETS_MS)
        failures->last_ms = now_ms;
}

int64_t access_throttle_begin(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms)
{
    int64_t wait_ms = access_throttle_wait(throttle, address, user_id, now_ms);
    if (wait_ms > 0)
        return wait_ms;
    begin(throttle, who_is(throttle, 'a', address), now_ms);
    begin(throttle, user_at(throttle, address, user_id), now_ms);
    return 0;
}

static void count(AccessThrottle *throttle, uint64_t who, int64_t now_ms)
{
    Failures *failures = take(throttle, who);
    if (now_ms - failures->last_ms > ACCESS_THROTTLE_FORGETS_MS)
        failures->count = 0;
    failures->count++;
    failures->last_ms = now_ms;
}

void access_throttle_failed(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms)
{
    count(throttle, who_is(throttle, 'a', address), now_ms);
    count(throttle, user_at(throttle, address, user_id), now_ms);
}

/* Who knows one password must not thereby get to guess others from the same address for nothing: the address is let off
 * half of its failures only. */
void access_throttle_passed(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms)
{
    char pair[256];
    snprintf(pair, sizeof pair, "%.100s %.100s", address, user_id);
    Failures *of_user = (Failures *)find(throttle, who_is(throttle, 'u', user_id));
    Failures *of_address = (Failures *)find(throttle, who_is(throttle, 'a', address));
    if (of_user)
        *of_user = (Failures){0};
    if (of_address)
        of_address->count /= 2;
    Failures *known = take(throttle, who_is(throttle, 'k', pair));
    known->count = 0;
    known->last_ms = now_ms;
}

void access_throttle_learn(AccessThrottle *throttle, const char *user_id, unsigned failures, int64_t last_failure_ms)
{
    if (failures == 0)
        return;
    uint64_t who = who_is(throttle, 'u', user_id);
    const Failures *known = find(throttle, who);
    if (known && (known->count >= failures || known->last_ms >= last_failure_ms))
        return;
    Failures *place = take(throttle, who);
    place->count = failures;
    place->last_ms = last_failure_ms;
}
