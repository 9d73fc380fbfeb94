/* Parts of the dictionary: sorted arrays of words, and the walk through them for similar ones. */
#pragma once

#include "portal/search/dictionary.h"

#define DICTIONARY_LEAST_LETTERS 3 /* shorter words are never what a mistyped one meant */

/* Words of 16-bit letters, each after a letter that holds its length. Sorted after word_array_sort. */
typedef struct WordArray {
    PvArena *arena;
    uint16_t *letters;
    size_t used, room;
    uint32_t *at; /* where each word's length stands in letters */
    size_t count, at_room;
} WordArray;

WordArray word_array_open(void);
void word_array_close(WordArray *array);
void word_array_add(WordArray *array, const char *word);
/* Puts the words in order, each once. */
void word_array_sort(WordArray *array);
bool word_array_has(const WordArray *array, const char *word);
/* Merges `recent` into `main` and empties it; words of `without` (NULL: none) are left out. All are sorted. */
void word_array_merge(WordArray *main, WordArray *recent, const WordArray *without);
size_t word_array_bytes(const WordArray *array);

static inline unsigned word_length(const WordArray *array, size_t place)
{
    return array->letters[array->at[place]];
}
static inline const uint16_t *word_letters(const WordArray *array, size_t place)
{
    return array->letters + array->at[place] + 1;
}

#define SIMILAR_LETTERS 64
#define SIMILAR_GATHERED 4096

typedef struct SimilarSearch {
    const PvState *state;
    uint16_t word[SIMILAR_LETTERS];
    unsigned length, distance;
    bool prefix;
    Similar *found;
    size_t count;
} SimilarSearch;

SimilarSearch similar_begin(const PvState *state, const char *word, unsigned distance, bool prefix);
void similar_walk(SimilarSearch *search, const WordArray *array);
/* Copies the nearest to found. */
size_t similar_end(SimilarSearch *search, Similar *found, size_t limit);
