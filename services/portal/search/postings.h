/* Which documents hold a word: blocks of SEARCH_BLOCK_DOCUMENTS documents, in the order of kind, importance and age, so
 * that a scan meets the important and new ones first, and words are intersected block by block. */
#pragma once

#include "portal/search/limits.h"
#include "portal/service.h"

#define BLOCK_WORDS (SEARCH_BLOCK_DOCUMENTS / 64)
#define KIND_SHIFT 40

/* Bits of one block. */
typedef struct BlockBits {
    uint64_t words[BLOCK_WORDS];
} BlockBits;

/* Adds or takes away a document under one word of table search_postings or search_prefixes. False: a posting began or
 * ended by it, so the word may be new or gone. */
bool posting_add(PvState *state, unsigned table, const char *word, int64_t number, uint32_t bucket);
bool posting_remove(PvState *state, unsigned table, const char *word, int64_t number, uint32_t bucket);

/* Sets the bits of the posting's documents. */
void posting_bits(const portal_search_posting *posting, BlockBits *bits);
/* The document of a bit in the block at a place. */
int64_t posting_document(int64_t place, unsigned bit);
static inline int posting_kind(int64_t place_or_number)
{
    return (int)(place_or_number >> KIND_SHIFT);
}
/* Every word of search_postings from `from` on (itself included, or else after it), one after the other; NULL at the
 * end. */
const char *word_next(const PvState *state, const char *from, bool after);
/* The same of search_prefixes. */
const char *prefix_next(const PvState *state, const char *from, bool after);
