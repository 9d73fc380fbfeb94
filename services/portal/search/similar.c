/* Similar words: a sorted array is walked as the tree of its beginnings. Each letter adds a row of the edit distance
 * (insertion, deletion, change, swap of neighbours); where a whole row is over the limit, all words that begin so are
 * passed at once. */
#include "portal/search/dictionary_inside.h"
#include "portal/search/limits.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

typedef struct Walk {
    SimilarSearch *search;
    const WordArray *array;
    uint8_t rows[SIMILAR_LETTERS + 1][SIMILAR_LETTERS + 1];
    uint8_t nearest[SIMILAR_LETTERS + 1]; /* of the beginnings up to this depth, to the whole typed word */
} Walk;

SimilarSearch similar_begin(const PvState *state, const char *word, unsigned distance, bool prefix)
{
    SimilarSearch search = {.state = state, .distance = distance, .prefix = prefix};
    int32_t count = 0, size = (int32_t)strlen(word);
    for (int32_t at = 0; at < size && count < SIMILAR_LETTERS - 2;) {
        UChar32 letter;
        U8_NEXT(word, at, size, letter);
        if (letter > 0)
            U16_APPEND_UNSAFE(search.word, count, letter);
    }
    search.length = (unsigned)count;
    search.found = arena_take(pv_arena(state), SIMILAR_GATHERED * sizeof *search.found);
    return search;
}

static uint8_t least(uint8_t one, uint8_t other)
{
    return one < other ? one : other;
}

/* The row at a depth, from the two above it; its smallest value. */
static uint8_t fill_row(Walk *walk, const uint16_t *letters, unsigned depth)
{
    const SimilarSearch *search = walk->search;
    uint8_t *row = walk->rows[depth];
    const uint8_t *above = walk->rows[depth - 1];
    uint8_t smallest = row[0] = (uint8_t)depth;
    for (unsigned j = 1; j <= search->length; j++) {
        bool same = letters[depth - 1] == search->word[j - 1];
        uint8_t value = least((uint8_t)(above[j - 1] + !same), (uint8_t)(least(above[j], row[j - 1]) + 1));
        if (depth > 1 && j > 1 && letters[depth - 1] == search->word[j - 2] && letters[depth - 2] == search->word[j - 1])
            value = least(value, (uint8_t)(walk->rows[depth - 2][j - 2] + 1));
        row[j] = value;
        smallest = least(smallest, value);
    }
    walk->nearest[depth] = least(walk->nearest[depth - 1], row[search->length]);
    return smallest;
}

static void gather(Walk *walk, size_t place, unsigned distance, bool whole)
{
    SimilarSearch *search = walk->search;
    unsigned length = word_length(walk->array, place);
    const uint16_t *letters = word_letters(walk->array, place);
    if (search->count == SIMILAR_GATHERED ||
        (length == search->length && memcmp(letters, search->word, length * sizeof *letters) == 0))
        return;
    char *text = arena_take(pv_arena(search->state), (size_t)length * 3 + 1);
    int32_t used = 0;
    for (int32_t at = 0; at < (int32_t)length;) {
        UChar32 letter;
        U16_NEXT(letters, at, (int32_t)length, letter);
        U8_APPEND_UNSAFE(text, used, letter);
    }
    search->found[search->count++] = (Similar){text, distance, whole};
}

static unsigned shared(const uint16_t *one, unsigned one_length, const uint16_t *other, unsigned other_length)
{
    unsigned count = 0;
    while (count < one_length && count < other_length && one[count] == other[count])
        count++;
    return count;
}

static bool begins_like(const WordArray *array, size_t place, const uint16_t *letters, unsigned depth)
{
    return word_length(array, place) >= depth && memcmp(word_letters(array, place), letters, depth * sizeof *letters) == 0;
}

/* The first word behind `place` that does not begin with its first `depth` letters. */
static size_t behind(const WordArray *array, size_t place, unsigned depth)
{
    const uint16_t *letters = word_letters(array, place);
    size_t step = 1, low = place, high;
    while (low + step < array->count && begins_like(array, low + step, letters, depth)) {
        low += step;
        step *= 2;
    }
    high = low + step < array->count ? low + step : array->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (begins_like(array, middle, letters, depth))
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Goes down one word from a depth that is filled. The depth at which it became hopeless, 0 if it did not. */
static unsigned descend(Walk *walk, size_t place, unsigned *filled)
{
    unsigned length = word_length(walk->array, place);
    const uint16_t *letters = word_letters(walk->array, place);
    while (*filled < length) {
        uint8_t smallest = fill_row(walk, letters, ++*filled);
        if (smallest > walk->search->distance)
            return *filled;
    }
    return 0;
}

void similar_walk(SimilarSearch *search, const WordArray *array)
{
    Walk *walk = arena_take(pv_arena(search->state), sizeof *walk);
    walk->search = search;
    walk->array = array;
    for (unsigned j = 0; j <= search->length; j++)
        walk->rows[0][j] = (uint8_t)j;
    walk->nearest[0] = (uint8_t)search->length;
    unsigned filled = 0;
    for (size_t place = 0; place < array->count;) {
        unsigned hopeless = descend(walk, place, &filled);
        if (hopeless) {
            size_t end = behind(array, place, hopeless);
            for (; search->prefix && walk->nearest[hopeless] <= search->distance && place < end; place++)
                gather(walk, place, walk->nearest[hopeless], false);
            place = end;
            filled = hopeless - 1;
        } else {
            unsigned whole = walk->rows[filled][search->length];
            unsigned near = search->prefix ? walk->nearest[filled] : whole;
            if (near <= search->distance)
                gather(walk, place, near, whole == near);
            place++;
        }
        if (place < array->count && place > 0) {
            unsigned same = shared(word_letters(array, place - 1), word_length(array, place - 1), word_letters(array, place),
                                   word_length(array, place));
            filled = filled < same ? filled : same;
        }
    }
}

static int nearer(const void *one, const void *other)
{
    const Similar *a = one, *b = other;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->whole != b->whole)
        return a->whole ? -1 : 1;
    size_t a_bytes = strlen(a->word), b_bytes = strlen(b->word);
    if (a_bytes != b_bytes)
        return a_bytes < b_bytes ? -1 : 1;
    return strcmp(a->word, b->word);
}

size_t similar_end(SimilarSearch *search, Similar *found, size_t limit)
{
    qsort(search->found, search->count, sizeof *search->found, nearer);
    size_t count = search->count < limit ? search->count : limit;
    memcpy(found, search->found, count * sizeof *found);
    return count;
}
