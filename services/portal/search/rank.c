/* Ranking: what fits best comes first (codes, whole words, beginnings, mistakes), then whole names, then what is open,
 * recent and often bought. */
#include "portal/search/query.h"
#include <stdlib.h>
#include <string.h>

#define SEEN_ROOM 8192 /* a power of two, over twice SEARCH_READ_LIMIT */
#define WHOLE_NAME 400

bool seeking_is_new(Seeking *seeking, int64_t number)
{
    if (!seeking->seen)
        seeking->seen = arena_take(pv_arena(seeking->state), SEEN_ROOM * sizeof *seeking->seen);
    size_t at = (uint64_t)number * 0x9E3779B97F4A7C15ULL >> 51;
    while (seeking->seen[at] && seeking->seen[at] != number)
        at = (at + 1) & (SEEN_ROOM - 1);
    if (seeking->seen[at] || seeking->seen_count >= SEARCH_READ_LIMIT)
        return false;
    seeking->seen[at] = number;
    seeking->seen_count++;
    return true;
}

static unsigned code_level(const Group *group, const char *code)
{
    unsigned best = LEVEL_NONE;
    for (unsigned i = 0; i < group->code_count; i++) {
        if (strcmp(group->codes[i], code) == 0)
            return LEVEL_CODE;
        if (begins_with(code, group->codes[i]))
            best = group->is_code ? LEVEL_CODE_BEGINNING : LEVEL_NEAR;
    }
    return best;
}

static unsigned word_level(const Group *group, const char *word)
{
    if (strcmp(group->word, word) == 0)
        return LEVEL_WORD;
    unsigned best = LEVEL_NONE;
    if (group->last && begins_with(word, group->word))
        best = LEVEL_BEGINNING;
    for (size_t i = 0; i < group->choices.count; i++) {
        const Choice *choice = choice_at(group, i);
        if (choice->level > best && choice->table == TABLE_search_postings && strcmp(choice->word, word) == 0)
            best = choice->level;
    }
    return best;
}

/* How well a group fits the document; which word or code it is by. */
static unsigned group_level(const Group *group, const portal_search_document *document, const char **by)
{
    unsigned best = LEVEL_NONE;
    for (size_t i = 0; i < document->n_words; i++) {
        unsigned level = word_level(group, document->words[i]);
        if (level > best) {
            best = level;
            *by = document->words[i];
        }
    }
    for (size_t i = 0; i < document->n_codes; i++) {
        unsigned level = code_level(group, document->codes[i]);
        if (level > best) {
            best = level;
            *by = document->codes[i];
        }
    }
    return best;
}

/* 0 to 299. */
static unsigned importance(const Seeking *seeking, const portal_search_document *document)
{
    unsigned this_year = bucket_of_year(pv_now_ms(seeking->state));
    int64_t recent_ms = document->kind == PORTAL__HIT_KIND__HIT_CUSTOMER ? document->last_purchase_ms : document->at_ms;
    unsigned year = recent_ms > 0 ? bucket_of_year(recent_ms) : 0;
    unsigned age = this_year > year ? this_year - year : 0;
    unsigned recency = year && age < 10 ? 80 - 8 * age : 0;
    unsigned weight = document->weight < 10 ? 5 * document->weight : 50;
    unsigned kind = document->kind < 19 ? 19 - (unsigned)document->kind : 0;
    return (document->open ? 150 : 0) + recency + weight + kind;
}

void seeking_look(Seeking *seeking, portal_search_document *document)
{
    unsigned sum = 0, whole_words = 0;
    Hit hit = {.document = document};
    if (!document)
        return;
    for (unsigned i = 0; i < seeking->group_count; i++) {
        const char *by = NULL;
        unsigned level = group_level(&seeking->groups[i], document, &by);
        if (level == LEVEL_NONE)
            return;
        sum += level;
        whole_words += level == LEVEL_WORD;
        pv_list_add(seeking->state, &hit.matched, (char *)by);
    }
    bool whole_name = whole_words == seeking->group_count && document->title &&
                      typed_words(seeking->state, document->title, true).count == whole_words;
    hit.score = 10 * sum / seeking->group_count + (whole_name ? WHOLE_NAME : 0) + importance(seeking, document);
    pv_list_add(seeking->state, &seeking->hits, arena_copy_bytes(pv_arena(seeking->state), &hit, sizeof hit));
}

static int better(const void *one, const void *other)
{
    const Hit *a = *(Hit *const *)one, *b = *(Hit *const *)other;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->document->number < b->document->number ? -1 : a->document->number > b->document->number;
}

void hits_sort(Seeking *seeking)
{
    if (seeking->hits.count > 1)
        qsort(seeking->hits.items, seeking->hits.count, sizeof *seeking->hits.items, better);
}
