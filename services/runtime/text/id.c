/* Ids by hand rather than libuuid: it makes no version 7, and its uuid_parse takes upper case and goes
 * through sscanf, while every key of the store is parsed here. */
#include "runtime/text/id.h"
#include "runtime/limits.h"
#include <string.h>
#include <xxhash.h>

#define COUNTER_LIMIT 4096u /* 12 bits */

void ids_open(PvIds *ids, const PvPlatform *platform)
{
    ids->platform = platform;
    ids->last_ms = 0;
    ids->counter = 0;
    ids->random_used = sizeof ids->random;
}

static const uint8_t *random_take(PvIds *ids, size_t size)
{
    if (ids->random_used + size > sizeof ids->random) {
        ids->platform->random_bytes(ids->platform->context, ids->random, sizeof ids->random);
        ids->random_used = 0;
    }
    const uint8_t *taken = ids->random + ids->random_used;
    ids->random_used += (uint32_t)size;
    return taken;
}

void id_new_at(PvIds *ids, int64_t now_ms, char out[PV_ID_TEXT_BYTES])
{
    const uint8_t *random = random_take(ids, 10);

    if (now_ms > ids->last_ms) {
        /* Half of the counter's room is left for ids of the same millisecond. */
        ids->last_ms = now_ms;
        ids->counter = ((unsigned)random[8] << 8 | random[9]) & (COUNTER_LIMIT / 2 - 1);
    } else if (++ids->counter == COUNTER_LIMIT) {
        ids->last_ms++;
        ids->counter = 0;
    }

    uint8_t bytes[16];
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)((uint64_t)ids->last_ms >> (40 - 8 * i));
    bytes[6] = (uint8_t)(0x70 | ids->counter >> 8);
    bytes[7] = (uint8_t)ids->counter;
    memcpy(bytes + 8, random, 8);
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
    id_print(bytes, out);
}

void id_new(PvIds *ids, char out[PV_ID_TEXT_BYTES])
{
    id_new_at(ids, ids->platform->clock_ms(ids->platform->context), out);
}

/* Value of a lower-case hexadecimal digit plus 1; 0 for all else. */
static const uint8_t digit_values[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

bool id_parse(const char *text, uint8_t out[16])
{
    if (!text || strnlen(text, 37) != 36)
        return false;
    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return false;

    static const uint8_t places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
    uint8_t bytes[16];
    const uint8_t *letters = (const uint8_t *)text;
    bool good = true;
    for (int i = 0; i < 16; i++) {
        unsigned high = digit_values[letters[places[i]]], low = digit_values[letters[places[i] + 1]];
        good &= high && low;
        bytes[i] = (uint8_t)((high - 1) << 4 | (low - 1));
    }
    if (!good)
        return false;
    if (out)
        memcpy(out, bytes, 16);
    return true;
}

void id_print(const uint8_t bytes[16], char out[PV_ID_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at = 0;
}

uint32_t id_partition(const char *text)
{
    uint8_t bytes[16] = {0};
    id_parse(text, bytes);
    return (uint32_t)(XXH64(bytes, sizeof bytes, 0) % PV_PARTITIONS);
}
