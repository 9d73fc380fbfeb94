/* Digest of the card: a sum over the digests of its rows, so that it does not depend on order or pages. Rows
 * hold nothing but what the events say, in an order of their own, so departments that heard the same events
 * have the same sum. */
#include "customer/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

/* Tables that the events alone determine; waiting facts and clocks are a department's own. */
static const unsigned folded_tables[] = {
    TABLE_card_customers,    TABLE_card_history,  TABLE_card_links,
    TABLE_card_suggestions,  TABLE_card_consents, TABLE_card_relations,
    TABLE_card_suppressions, TABLE_card_erasures, TABLE_card_announced,
};
#define FOLDED_TABLE_COUNT (sizeof folded_tables / sizeof folded_tables[0])
#define PACKED_LIMIT_BYTES (PV_MESSAGE_LIMIT_BYTES + 8)

typedef unsigned __int128 Sum;

static Sum row_digest(unsigned table, const ProtobufCMessage *row, uint8_t *room)
{
    size_t size = protobuf_c_message_get_packed_size(row);
    pv_require(size <= PV_MESSAGE_LIMIT_BYTES);
    protobuf_c_message_pack(row, room);
    XXH128_hash_t hash = XXH3_128bits_withSeed(room, size, table + 1);
    return (Sum)hash.high64 << 64 | hash.low64;
}

void card_digest(const PvState *state, uint8_t out[16])
{
    Sum sum = 0;
    uint8_t *room = arena_take(pv_arena(state), PACKED_LIMIT_BYTES);
    for (unsigned i = 0; i < FOLDED_TABLE_COUNT; i++) {
        PvScan scan;
        pv_scan_begin(&scan, state, folded_tables[i], -1, NULL, 0);
        for (ProtobufCMessage *row; (row = pv_scan_next(&scan));)
            sum += row_digest(i, row, room);
    }
    for (int i = 0; i < 16; i++)
        out[i] = (uint8_t)(sum >> (120 - 8 * i));
}

static uint64_t waiting_count(const PvState *state)
{
    uint64_t count = 0;
    PvScan scan;
    card_waiting_scan(&scan, state, NULL, 0);
    while (count < CARD_DIGEST_ROW_LIMIT && card_waiting_next(&scan))
        count++;
    pv_scan_end(&scan);
    return count;
}

/* A token is the number of the table and, after a colon, the place in it. */
static bool read_place(const char *after, unsigned *table, const char **place)
{
    *table = 0;
    *place = NULL;
    if (!is_given(after))
        return true;
    char *end;
    unsigned long number = strtoul(after, &end, 10);
    if (*end != ':' || number >= FOLDED_TABLE_COUNT)
        return false;
    *table = (unsigned)number;
    *place = end + 1;
    return true;
}

PvVerdict get_card_digest(const PvState *state, const pv_get_card_digest *query, pv_card_digest *answer,
                          PvOutcome *outcome)
{
    Sum sum = 0;
    unsigned table;
    const char *place;
    bool sound = read_place(query->after, &table, &place);
    uint64_t limit =
        query->limit && query->limit < CARD_DIGEST_ROW_LIMIT ? query->limit : CARD_DIGEST_ROW_LIMIT;
    uint8_t *room = arena_take(pv_arena(state), PACKED_LIMIT_BYTES);
    answer->has_row_count = answer->has_waiting_count = 1;
    for (; sound && table < FOLDED_TABLE_COUNT && !answer->next; table++, place = NULL) {
        PvScan scan;
        sound = pv_scan_begin_after(&scan, state, folded_tables[table], -1, NULL, 0, place);
        for (ProtobufCMessage *row; sound && (row = pv_scan_next(&scan));) {
            sum += row_digest(table, row, room);
            if (++answer->row_count == limit) {
                answer->next = arena_format(pv_arena(state), "%u:%s", table, pv_scan_token(&scan));
                break;
            }
        }
        if (sound)
            pv_scan_end(&scan);
    }
    if (!sound)
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this query.");
    answer->waiting_count = waiting_count(state);
    answer->digest = arena_format(pv_arena(state), "%016llx%016llx", (unsigned long long)(sum >> 64),
                                  (unsigned long long)sum);
    return accept(outcome);
}
