/* Keeps the dictionary: read at the first questions, a part at each, so that none of them waits for all of it; told by
 * apply of words that may be new or gone.
 * Words that are new wait in a small sorted list until it is worth merging them. */
#include "portal/search/dictionary.h"
#include "portal/search/dictionary_inside.h"
#include "portal/search/limits.h"
#include "portal/search/postings.h"
#include "portal/search/words.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define RECENT_LIMIT 2048
#define GONE_LIMIT 64
#define GONE_WATCH_MS 2000
#define READ_WORDS 5000 /* at one question */

typedef struct Note {
    struct Note *next;
    bool gone;
    char word[];
} Note;

typedef struct Gone {
    char word[SEARCH_WORD_LIMIT_LETTERS * 4 + 1];
    int64_t until_ms; /* 0: not looked at yet */
} Gone;

typedef struct Dictionary {
    PvArena *own; /* holds this */
    pthread_mutex_t notes_lock;
    PvArena *notes_arena;
    Note *notes;
    bool notes_lost;
    pthread_rwlock_t lock; /* of all below */
    bool read;
    WordArray reading; /* until all is read */
    char reached[SEARCH_WORD_LIMIT_LETTERS * 4 + 1];
    WordArray main, recent;
    Gone gone[GONE_LIMIT];
    unsigned gone_count;
} Dictionary;

static void *dictionary_make(void)
{
    PvArena *own = arena_open(sizeof(Dictionary) + 4096);
    Dictionary *dictionary = arena_take(own, sizeof *dictionary);
    dictionary->own = own;
    dictionary->notes_arena = arena_open(2 * SEARCH_NOTE_LIMIT_BYTES);
    pthread_mutex_init(&dictionary->notes_lock, NULL);
    pthread_rwlock_init(&dictionary->lock, NULL);
    return dictionary;
}

static void dictionary_forget(void *memory)
{
    Dictionary *dictionary = memory;
    pthread_mutex_destroy(&dictionary->notes_lock);
    pthread_rwlock_destroy(&dictionary->lock);
    arena_close(&dictionary->notes_arena);
    word_array_close(&dictionary->main);
    word_array_close(&dictionary->recent);
    word_array_close(&dictionary->reading);
    PvArena *own = dictionary->own;
    arena_close(&own);
}

static Dictionary *dictionary_of(const PvState *state)
{
    return pv_beside(state, dictionary_make, dictionary_forget);
}

static bool belongs(const char *word)
{
    return !has_digit(word) && letters_of(word) >= DICTIONARY_LEAST_LETTERS;
}

void dictionary_note(const PvState *state, const char *word, bool gone)
{
    if (!belongs(word))
        return;
    Dictionary *dictionary = dictionary_of(state);
    size_t size = strlen(word) + 1;
    pthread_mutex_lock(&dictionary->notes_lock);
    if (arena_used(dictionary->notes_arena) > SEARCH_NOTE_LIMIT_BYTES) {
        arena_reset(dictionary->notes_arena);
        dictionary->notes = NULL;
        dictionary->notes_lost = true;
    }
    if (!dictionary->notes_lost) {
        Note *note = arena_take(dictionary->notes_arena, sizeof *note + size);
        note->gone = gone;
        note->next = dictionary->notes;
        memcpy(note->word, word, size);
        dictionary->notes = note;
    }
    pthread_mutex_unlock(&dictionary->notes_lock);
}

/* --- under the write lock ------------------------------------------------------------------------------------------ */

static void start_reading(Dictionary *dictionary)
{
    dictionary->read = false;
    dictionary->reached[0] = 0;
    word_array_close(&dictionary->reading);
}

/* The next words; at the end they replace what was known but for words told of since. */
static void read_some(Dictionary *dictionary, const PvState *state)
{
    for (unsigned count = 0; count < READ_WORDS; count++) {
        PvArenaMark mark = arena_mark(pv_arena(state));
        const char *word = word_next(state, dictionary->reached, *dictionary->reached != 0);
        bool ended = !word;
        if (word && belongs(word))
            word_array_add(&dictionary->reading, word);
        if (word)
            snprintf(dictionary->reached, sizeof dictionary->reached, "%s", word);
        arena_rewind(pv_arena(state), mark);
        if (!ended)
            continue;
        word_array_sort(&dictionary->reading);
        word_array_close(&dictionary->main);
        word_array_merge(&dictionary->main, &dictionary->reading, NULL);
        word_array_merge(&dictionary->main, &dictionary->recent, NULL);
        dictionary->read = true;
        return;
    }
}

static void watch_gone(Dictionary *dictionary, const char *word)
{
    for (unsigned i = 0; i < dictionary->gone_count; i++)
        if (strcmp(dictionary->gone[i].word, word) == 0) {
            dictionary->gone[i].until_ms = 0;
            return;
        }
    if (dictionary->gone_count == GONE_LIMIT) {
        start_reading(dictionary); /* so many at once: all words are read anew */
        dictionary->gone_count = 0;
        return;
    }
    Gone *gone = &dictionary->gone[dictionary->gone_count++];
    snprintf(gone->word, sizeof gone->word, "%s", word);
    gone->until_ms = 0;
}

static bool is_in_use(const PvState *state, const char *word)
{
    const char *found = word_next(state, word, false);
    return found && strcmp(found, word) == 0;
}

/* A word that apply took away is there until that is committed, and for good if it was undone. */
static void look_at_gone(Dictionary *dictionary, const PvState *state)
{
    unsigned kept = 0, left = 0;
    WordArray without = {0};
    for (unsigned i = 0; i < dictionary->gone_count; i++) {
        Gone *gone = &dictionary->gone[i];
        if (!is_in_use(state, gone->word)) {
            if (!without.arena)
                without = word_array_open();
            word_array_add(&without, gone->word);
            left++;
            continue;
        }
        if (!gone->until_ms)
            gone->until_ms = pv_now_ms(state) + GONE_WATCH_MS;
        if (pv_now_ms(state) < gone->until_ms)
            dictionary->gone[kept++] = *gone;
    }
    dictionary->gone_count = kept;
    if (!left)
        return;
    word_array_sort(&without);
    word_array_merge(&dictionary->main, &dictionary->recent, &without);
    word_array_close(&without);
}

static void take_notes(Dictionary *dictionary)
{
    pthread_mutex_lock(&dictionary->notes_lock);
    Note *notes = dictionary->notes;
    PvArena *arena = dictionary->notes_arena;
    bool lost = dictionary->notes_lost;
    dictionary->notes = NULL;
    dictionary->notes_lost = false;
    if (notes || lost)
        dictionary->notes_arena = arena_open(2 * SEARCH_NOTE_LIMIT_BYTES);
    pthread_mutex_unlock(&dictionary->notes_lock);
    if (!notes && !lost)
        return;
    if (lost)
        start_reading(dictionary);
    for (Note *note = notes; note; note = note->next) {
        if (note->gone)
            watch_gone(dictionary, note->word);
        else if (!word_array_has(&dictionary->main, note->word))
            word_array_add(&dictionary->recent, note->word);
    }
    arena_close(&arena);
    word_array_sort(&dictionary->recent);
    if (dictionary->recent.count > RECENT_LIMIT)
        word_array_merge(&dictionary->main, &dictionary->recent, NULL);
}

static bool is_fresh(Dictionary *dictionary)
{
    pthread_mutex_lock(&dictionary->notes_lock);
    bool fresh = !dictionary->notes && !dictionary->notes_lost;
    pthread_mutex_unlock(&dictionary->notes_lock);
    return fresh && dictionary->read && dictionary->gone_count == 0;
}

/* Ends under the read lock. */
static Dictionary *dictionary_read(const PvState *state)
{
    Dictionary *dictionary = dictionary_of(state);
    pthread_rwlock_rdlock(&dictionary->lock);
    if (is_fresh(dictionary))
        return dictionary;
    pthread_rwlock_unlock(&dictionary->lock);
    pthread_rwlock_wrlock(&dictionary->lock);
    take_notes(dictionary);
    if (!dictionary->read)
        read_some(dictionary, state);
    look_at_gone(dictionary, state);
    pthread_rwlock_unlock(&dictionary->lock);
    pthread_rwlock_rdlock(&dictionary->lock);
    return dictionary;
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

unsigned dictionary_distance(size_t letters)
{
    return letters < 4 ? 0 : letters < 8 ? 1 : 2;
}

size_t dictionary_similar(const PvState *state, const char *word, bool prefix, Similar *found, size_t limit)
{
    unsigned distance = dictionary_distance(letters_of(word));
    if (!distance || has_digit(word))
        return 0;
    const Dictionary *dictionary = dictionary_read(state);
    SimilarSearch search = similar_begin(state, word, distance, prefix);
    similar_walk(&search, &dictionary->main);
    similar_walk(&search, &dictionary->recent);
    pthread_rwlock_unlock((pthread_rwlock_t *)&dictionary->lock);
    return similar_end(&search, found, limit);
}

DictionaryFigures dictionary_figures(const PvState *state)
{
    const Dictionary *dictionary = dictionary_read(state);
    DictionaryFigures figures = {dictionary->main.count + dictionary->recent.count,
                                 word_array_bytes(&dictionary->main) + word_array_bytes(&dictionary->recent)};
    pthread_rwlock_unlock((pthread_rwlock_t *)&dictionary->lock);
    return figures;
}
