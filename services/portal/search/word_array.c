/* Sorted arrays of words in memory of their own. */
#include "portal/search/dictionary_inside.h"
#include "portal/search/limits.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

WordArray word_array_open(void)
{
    return (WordArray){.arena = arena_open(SEARCH_DICTIONARY_LIMIT_BYTES)};
}

void word_array_close(WordArray *array)
{
    arena_close(&array->arena);
    *array = (WordArray){0};
}

static void *grown(PvArena *arena, const void *from, size_t used_bytes, size_t room_bytes)
{
    void *to = arena_take(arena, room_bytes);
    if (used_bytes)
        memcpy(to, from, used_bytes);
    return to;
}

static void add_letters(WordArray *array, const uint16_t *letters, unsigned length)
{
    if (array->used + length + 1 > array->room) {
        array->room = array->room ? 2 * array->room : 1024;
        array->letters = grown(array->arena, array->letters, array->used * sizeof *letters, array->room * sizeof *letters);
    }
    if (array->count == array->at_room) {
        array->at_room = array->at_room ? 2 * array->at_room : 128;
        array->at = grown(array->arena, array->at, array->count * sizeof *array->at, array->at_room * sizeof *array->at);
    }
    array->at[array->count++] = (uint32_t)array->used;
    array->letters[array->used] = (uint16_t)length;
    memcpy(array->letters + array->used + 1, letters, length * sizeof *letters);
    array->used += length + 1;
}

static unsigned letters_from(uint16_t *letters, const char *word)
{
    int32_t count = 0, size = (int32_t)strlen(word);
    for (int32_t at = 0; at < size && count < SIMILAR_LETTERS - 2;) {
        UChar32 letter;
        U8_NEXT(word, at, size, letter);
        if (letter > 0)
            U16_APPEND_UNSAFE(letters, count, letter);
    }
    return (unsigned)count;
}

void word_array_add(WordArray *array, const char *word)
{
    uint16_t letters[SIMILAR_LETTERS];
    if (!array->arena)
        *array = word_array_open();
    add_letters(array, letters, letters_from(letters, word));
}

static int compare(const uint16_t *one, unsigned one_length, const uint16_t *other, unsigned other_length)
{
    for (unsigned i = 0; i < one_length && i < other_length; i++)
        if (one[i] != other[i])
            return one[i] < other[i] ? -1 : 1;
    return (int)one_length - (int)other_length;
}

static int compare_at(const void *one, const void *other, void *context)
{
    const WordArray *array = context;
    const uint16_t *a = array->letters + *(const uint32_t *)one, *b = array->letters + *(const uint32_t *)other;
    return compare(a + 1, *a, b + 1, *b);
}

void word_array_sort(WordArray *array)
{
    if (array->count < 2)
        return;
    qsort_r(array->at, array->count, sizeof *array->at, compare_at, array);
    size_t kept = 1;
    for (size_t i = 1; i < array->count; i++)
        if (compare_at(&array->at[kept - 1], &array->at[i], array) != 0)
            array->at[kept++] = array->at[i];
    array->count = kept;
}

static bool has_letters(const WordArray *array, const uint16_t *letters, unsigned length)
{
    size_t low = 0, high = array->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(word_letters(array, middle), word_length(array, middle), letters, length);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool word_array_has(const WordArray *array, const char *word)
{
    uint16_t letters[SIMILAR_LETTERS];
    return has_letters(array, letters, letters_from(letters, word));
}

static void keep(WordArray *to, const WordArray *from, size_t place, const WordArray *without)
{
    if (!without || !has_letters(without, word_letters(from, place), word_length(from, place)))
        add_letters(to, word_letters(from, place), word_length(from, place));
}

void word_array_merge(WordArray *main, WordArray *recent, const WordArray *without)
{
    WordArray merged = word_array_open();
    merged.room = main->used + recent->used + 1;
    merged.letters = arena_take(merged.arena, merged.room * sizeof *merged.letters);
    merged.at_room = main->count + recent->count + 1;
    merged.at = arena_take(merged.arena, merged.at_room * sizeof *merged.at);
    size_t i = 0, j = 0;
    while (i < main->count || j < recent->count) {
        int order = i == main->count     ? 1
                    : j == recent->count ? -1
                                         : compare(word_letters(main, i), word_length(main, i), word_letters(recent, j),
                                                   word_length(recent, j));
        if (order == 0)
            j++; /* it is in both */
        else if (order < 0)
            keep(&merged, main, i++, without);
        else
            keep(&merged, recent, j++, without);
    }
    word_array_close(main);
    word_array_close(recent);
    *main = merged;
}

size_t word_array_bytes(const WordArray *array)
{
    return array->room * sizeof *array->letters + array->at_room * sizeof *array->at;
}
