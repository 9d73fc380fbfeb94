/* Postings: rows of documents' numbers under words, small ones as arrays, full ones as bitmaps. */
#include "portal/search/postings.h"
#include <string.h>

#define BLOCK_LAST 0x1fffffff
#define BITMAP_BYTES (SEARCH_BLOCK_DOCUMENTS / 8)

/* Order of reading: kind, then importance, then the newest documents first. */
static int64_t place_of(int64_t number, uint32_t bucket)
{
    int64_t within = number & ((1LL << KIND_SHIFT) - 1);
    return (number >> KIND_SHIFT << KIND_SHIFT) | (int64_t)(255 - bucket) << 32 |
           (BLOCK_LAST - within / SEARCH_BLOCK_DOCUMENTS);
}

int64_t posting_document(int64_t place, unsigned bit)
{
    int64_t block = BLOCK_LAST - (place & 0xffffffff);
    return (place >> KIND_SHIFT << KIND_SHIFT) | (block * SEARCH_BLOCK_DOCUMENTS + bit);
}

static portal_search_posting probe_of(const char *word, int64_t place)
{
    portal_search_posting probe = PORTAL__SEARCH_POSTING__INIT;
    probe.word = word;
    probe.has_place = 1;
    probe.place = place;
    return probe;
}

static bool is_bitmap(const portal_search_posting *posting)
{
    return posting->documents.len == BITMAP_BYTES;
}

void posting_bits(const portal_search_posting *posting, BlockBits *bits)
{
    const uint8_t *bytes = posting->documents.data;
    if (is_bitmap(posting)) {
        uint64_t words[BLOCK_WORDS];
        memcpy(words, bytes, sizeof words);
        for (unsigned i = 0; i < BLOCK_WORDS; i++)
            bits->words[i] |= words[i];
        return;
    }
    for (size_t i = 0; i + 1 < posting->documents.len; i += 2) {
        unsigned bit = (unsigned)bytes[i] << 8 | bytes[i + 1];
        bits->words[bit / 64 % BLOCK_WORDS] |= 1ULL << (bit % 64);
    }
}

static unsigned count_bits(const BlockBits *bits)
{
    unsigned count = 0;
    for (unsigned i = 0; i < BLOCK_WORDS; i++)
        count += (unsigned)__builtin_popcountll(bits->words[i]);
    return count;
}

/* The one form that these documents have. */
static void set_bits(const PvState *state, portal_search_posting *posting, const BlockBits *bits, unsigned count)
{
    bool bitmap = count >= SEARCH_ARRAY_LIMIT;
    posting->has_documents = 1;
    posting->documents.len = bitmap ? BITMAP_BYTES : 2 * (size_t)count;
    uint8_t *bytes = posting->documents.data = arena_take(pv_arena(state), BITMAP_BYTES);
    if (bitmap) {
        memcpy(bytes, bits->words, BITMAP_BYTES);
        return;
    }
    for (unsigned i = 0; i < BLOCK_WORDS; i++)
        for (uint64_t left = bits->words[i]; left; left &= left - 1) {
            unsigned bit = i * 64 + (unsigned)__builtin_ctzll(left);
            *bytes++ = (uint8_t)(bit >> 8);
            *bytes++ = (uint8_t)bit;
        }
}

static bool change(PvState *state, unsigned table, const char *word, int64_t number, uint32_t bucket, bool add)
{
    portal_search_posting probe = probe_of(word, place_of(number, bucket));
    portal_search_posting *posting = (portal_search_posting *)pv_row_find(state, table, &probe.base);
    unsigned bit = (unsigned)(number % SEARCH_BLOCK_DOCUMENTS);
    BlockBits bits = {{0}};
    if (posting)
        posting_bits(posting, &bits);
    if (add)
        bits.words[bit / 64] |= 1ULL << (bit % 64);
    else
        bits.words[bit / 64] &= ~(1ULL << (bit % 64));
    unsigned count = count_bits(&bits);
    if (count == 0) {
        if (posting)
            pv_row_delete(state, table, &probe.base);
        return !posting;
    }
    set_bits(state, &probe, &bits, count);
    pv_row_put_plain(state, table, &probe.base);
    return posting != NULL;
}

bool posting_add(PvState *state, unsigned table, const char *word, int64_t number, uint32_t bucket)
{
    return change(state, table, word, number, bucket, true);
}

bool posting_remove(PvState *state, unsigned table, const char *word, int64_t number, uint32_t bucket)
{
    return change(state, table, word, number, bucket, false);
}

static const char *next_in(const PvState *state, unsigned table, const char *from, bool after)
{
    PvScan scan;
    portal_search_posting probe = probe_of(from, INT64_MAX);
    if (from && *from)
        pv_scan_begin_from(&scan, state, table, -1, &probe.base, 0, after ? 2 : 1);
    else
        pv_scan_begin(&scan, state, table, -1, NULL, 0);
    const portal_search_posting *found = (const portal_search_posting *)pv_scan_next(&scan);
    pv_scan_end(&scan);
    return found ? found->word : NULL;
}

const char *word_next(const PvState *state, const char *from, bool after)
{
    return next_in(state, TABLE_search_postings, from, after);
}

const char *prefix_next(const PvState *state, const char *from, bool after)
{
    return next_in(state, TABLE_search_prefixes, from, after);
}
