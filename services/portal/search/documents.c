/* Documents of the search with their postings, kept equal at every change. */
#include "portal/search/documents.h"
#include "portal/search/dictionary.h"
#include "portal/search/limits.h"
#include "portal/search/postings.h"
#include <string.h>

#define YEAR_MS 31556952000LL

static const size_t prefix_letters[] = {1, 3, 5};
#define PREFIX_LENGTHS (sizeof prefix_letters / sizeof prefix_letters[0])

portal_search_document *document_get(const PvState *state, int64_t number)
{
    portal_search_document probe = PORTAL__SEARCH_DOCUMENT__INIT;
    probe.has_number = 1;
    probe.number = number;
    return search_documents_find(state, &probe);
}

portal_search_document *document_of_customer(const PvState *state, const char *customer_id)
{
    PvScan scan;
    portal_search_document probe = PORTAL__SEARCH_DOCUMENT__INIT;
    if (!customer_id || !*customer_id)
        return NULL;
    probe.customer_id = customer_id;
    search_documents_by_customer(&scan, state, &probe, 1);
    portal_search_document *first = search_documents_next(&scan); /* customers have the lowest numbers */
    pv_scan_end(&scan);
    return first && first->kind == PORTAL__HIT_KIND__HIT_CUSTOMER ? first : NULL;
}

portal_search_document *document_of_item(const PvState *state, Portal__HitKind kind, const char *item_id)
{
    portal_search_document probe = PORTAL__SEARCH_DOCUMENT__INIT;
    if (!item_id || !*item_id)
        return NULL;
    probe.item_id = item_id;
    probe.has_kind = 1;
    probe.kind = kind;
    return search_documents_by_item_one(state, &probe);
}

portal_search_document *document_new(PvState *state, Portal__HitKind kind, const char *customer_id, const char *item_id)
{
    portal_search_counter fresh = PORTAL__SEARCH_COUNTER__INIT;
    fresh.has_kind = fresh.has_last = 1;
    fresh.kind = kind;
    portal_search_counter *counter = search_counters_find(state, &fresh);
    if (!counter)
        counter = &fresh;
    counter->last++;
    search_counters_put(state, counter);
    portal_search_document *document = arena_take(pv_arena(state), sizeof *document);
    portal__search_document__init(document);
    document->has_number = document->has_kind = 1;
    document->number = (int64_t)kind << KIND_SHIFT | counter->last;
    document->kind = kind;
    document->customer_id = customer_id;
    document->item_id = item_id;
    return document;
}

void document_set_words(portal_search_document *document, const PvList *words)
{
    document->n_words = words->count;
    document->words = (const char **)words->items;
}

void document_set_codes(portal_search_document *document, const PvList *codes)
{
    document->n_codes = codes->count;
    document->codes = (const char **)codes->items;
}

uint32_t bucket_of_year(int64_t at_ms)
{
    int64_t year = at_ms / YEAR_MS;
    return year < 1 ? 1 : year > 254 ? 254 : (uint32_t)year;
}

/* --- postings ------------------------------------------------------------------------------------------------------ */

static PvList words_of(const portal_search_document *document)
{
    return (PvList){.items = document ? (void **)document->words : NULL, .count = document ? document->n_words : 0};
}

static PvList prefixes_of(const PvState *state, const PvList *words)
{
    PvList prefixes = {0};
    for (size_t i = 0; i < words->count; i++)
        for (size_t at = 0; at < PREFIX_LENGTHS; at++) {
            const char *prefix = beginning_of(state, words->items[i], prefix_letters[at]);
            if (!texts_have(&prefixes, prefix))
                pv_list_add(state, &prefixes, (char *)prefix);
        }
    return prefixes;
}

typedef struct Under {
    unsigned table;
    int64_t number;
} Under;

/* Removes what `from` has and `kept` has not. */
static void remove_all(PvState *state, Under under, const PvList *from, const PvList *kept, uint32_t bucket)
{
    for (size_t i = 0; i < from->count; i++)
        if ((!kept || !texts_have(kept, from->items[i])) &&
            !posting_remove(state, under.table, from->items[i], under.number, bucket) &&
            under.table == TABLE_search_postings)
            dictionary_note(state, from->items[i], true);
}

static void add_all(PvState *state, Under under, const PvList *to, const PvList *kept, uint32_t bucket)
{
    for (size_t i = 0; i < to->count; i++)
        if ((!kept || !texts_have(kept, to->items[i])) &&
            !posting_add(state, under.table, to->items[i], under.number, bucket) &&
            under.table == TABLE_search_postings)
            dictionary_note(state, to->items[i], false);
}

static void change_postings(PvState *state, const portal_search_document *before, const portal_search_document *after)
{
    int64_t number = before ? before->number : after->number;
    PvList old_words = words_of(before), new_words = words_of(after);
    PvList old_prefixes = prefixes_of(state, &old_words), new_prefixes = prefixes_of(state, &new_words);
    uint32_t old_bucket = before ? before->bucket : 0, new_bucket = after ? after->bucket : 0;
    bool stays = before && after && old_bucket == new_bucket;
    Under words = {TABLE_search_postings, number}, prefixes = {TABLE_search_prefixes, number};
    remove_all(state, words, &old_words, stays ? &new_words : NULL, old_bucket);
    remove_all(state, prefixes, &old_prefixes, stays ? &new_prefixes : NULL, old_bucket);
    add_all(state, words, &new_words, stays ? &old_words : NULL, new_bucket);
    add_all(state, prefixes, &new_prefixes, stays ? &old_prefixes : NULL, new_bucket);
}

static bool same_words(const portal_search_document *one, const portal_search_document *other)
{
    if (one->n_words != other->n_words)
        return false;
    for (size_t i = 0; i < one->n_words; i++)
        if (strcmp(one->words[i], other->words[i]) != 0)
            return false;
    return true;
}

void document_put(PvState *state, const portal_search_document *before, portal_search_document *after)
{
    int64_t recent_ms = after->kind == PORTAL__HIT_KIND__HIT_CUSTOMER ? after->last_purchase_ms : after->at_ms;
    after->has_bucket = 1;
    after->bucket = after->open ? SEARCH_BUCKET_OPEN : recent_ms > 0 ? bucket_of_year(recent_ms) : 0;
    if (!before || before->bucket != after->bucket || !same_words(before, after))
        change_postings(state, before, after);
    search_documents_put(state, after);
}

void document_delete(PvState *state, portal_search_document *document)
{
    change_postings(state, document, NULL);
    search_documents_delete(state, document);
}
