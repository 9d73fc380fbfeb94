/* Ids: UUIDs of version 7 as canonical lower-case text. Neighbours in time are neighbours in order. */
#pragma once

#include "runtime/platform/platform.h"
#include <stdbool.h>
#include <stdint.h>

#define PV_ID_TEXT_BYTES 37 /* with the closing NUL */

/* A maker of ids, for one thread. Each id is greater than the one before, also when the clock goes back. */
typedef struct PvIds {
    const PvPlatform *platform;
    int64_t last_ms;
    uint32_t counter; /* the 12 bits after the time */
    uint32_t random_used;
    uint8_t random[512]; /* fetched ahead, to spare system calls */
} PvIds;

/* The platform is borrowed for the life of the maker. */
void ids_open(PvIds *ids, const PvPlatform *platform);
/* A new id for the platform's time. */
void id_new(PvIds *ids, char out[PV_ID_TEXT_BYTES]);
/* The same for a time given in UTC milliseconds (the time of the item under way). */
void id_new_at(PvIds *ids, int64_t now_ms, char out[PV_ID_TEXT_BYTES]);

/* Reads canonical text: 36 bytes, lower-case hexadecimal, dashes in place; any version. out may be NULL to
 * check only. NULL text is no id. False: out is untouched. */
bool id_parse(const char *text, uint8_t out[16]);
void id_print(const uint8_t bytes[16], char out[PV_ID_TEXT_BYTES]);

/* XXH64, seed 0, of the 16 bytes, modulo 64. "", NULL and what is no id count as 16 zero bytes. */
uint32_t id_partition(const char *text);
