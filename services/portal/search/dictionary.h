/* The distinct words in memory, for typing mistakes: a sorted array, walked as a tree with one row of the edit distance a
 * letter. It may know words that no committed document has; whoever asks finds no postings for those then. */
#pragma once

#include "runtime/engine/state.h"

/* For apply: a word may be new, or gone. Looked into by a later query. */
void dictionary_note(const PvState *state, const char *word, bool gone);

typedef struct Similar {
    const char *word; /* in the arena of the state */
    unsigned distance;
    bool whole; /* the whole word is that near, not its beginning alone */
} Similar;

/* Mistakes allowed in a word of so many letters: 0 to 2. */
unsigned dictionary_distance(size_t letters);
/* Words within `distance` insertions, deletions, changes or swaps of neighbours of `word`; with `prefix` those that begin
 * so, too. Not the word itself. Nearest first, at most `limit`. The first calls read
 * the words, 5,000 each, and know only those until then. */
size_t dictionary_similar(const PvState *state, const char *word, bool prefix, Similar *found, size_t limit);

typedef struct DictionaryFigures {
    size_t words, bytes;
} DictionaryFigures;
DictionaryFigures dictionary_figures(const PvState *state);
