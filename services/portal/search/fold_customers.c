/* Customers as documents: made anew from the card's row whenever an event may have changed what they are found by.
 * Numbers are given at the first event about an id, whatever it says, so that a log cleared by an erasure gives the same
 * numbers again. */
#include "portal/search/fold.h"
#include <string.h>

#define OPEN_DEAL 1u
#define OPEN_CASE 2u

static void add_name(const PvState *state, PvList *words, const pv_fact *fact)
{
    if (!fact)
        return;
    words_add(state, words, fact->text);
    if (!fact->person_name)
        return;
    words_add(state, words, fact->person_name->full);
    words_add(state, words, fact->person_name->given);
    words_add(state, words, fact->person_name->family);
}

static bool same_list(size_t count, const char **texts, const PvList *list)
{
    if (count != list->count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], list->items[i]) != 0)
            return false;
    return true;
}

static void refresh(PvState *state, const char *customer_id)
{
    const pv_customer *row = is_given(customer_id) ? card_get(state, customer_id) : NULL;
    if (!row || row->erased || card_is_erased(state, customer_id))
        return;
    PvList words = {0}, codes = {0};
    words_add(state, &words, row->display_name);
    for (size_t i = 0; i < row->n_facts; i++)
        if (row->facts[i]->fact && is_given(row->facts[i]->fact->name) && strcmp(row->facts[i]->fact->name, "name") == 0)
            add_name(state, &words, row->facts[i]->fact);
    for (size_t i = 0; i < row->n_identifiers; i++)
        if (!row->identifiers[i]->removed && is_given(row->identifiers[i]->value))
            codes_add_identifier(state, &codes, row->identifiers[i]);
    const portal_search_document *before = document_of_customer(state, customer_id);
    if (before && same_list(before->n_words, before->words, &words) &&
        same_list(before->n_codes, before->codes, &codes) &&
        strcmp(before->title ? before->title : "", row->display_name ? row->display_name : "") == 0)
        return;
    portal_search_document *after = before ? arena_copy_bytes(pv_arena(state), before, sizeof *before)
                                           : document_new(state, PORTAL__HIT_KIND__HIT_CUSTOMER, customer_id, NULL);
    after->title = row->display_name;
    document_set_words(after, &words);
    document_set_codes(after, &codes);
    document_put(state, before, after);
}

/* Facts whose stamp lies ahead change the row later, when own time reaches them. */
static void watch_waiting(PvState *state, const char *customer_id)
{
    PvScan scan;
    pv_waiting_fact probe = PV__WAITING_FACT__INIT;
    portal_search_waiting row = PORTAL__SEARCH_WAITING__INIT;
    if (!is_given(customer_id))
        return;
    probe.customer_id = row.customer_id = customer_id;
    card_waiting_by_customer(&scan, state, &probe, 1);
    bool waits = card_waiting_next(&scan);
    pv_scan_end(&scan);
    if (waits)
        search_waiting_put(state, &row);
    else
        search_waiting_delete(state, &row);
}

static void fold_introduced(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    const pv_customer_introduced *event = (const pv_customer_introduced *)message;
    refresh(state, event->customer_id);
    watch_waiting(state, event->customer_id);
}

static void fold_fact_changed(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    const pv_fact_changed *event = (const pv_fact_changed *)message;
    refresh(state, event->customer_id);
    watch_waiting(state, event->customer_id);
}

static void fold_time_reached(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    PvScan scan;
    PvList waiting = {0};
    search_waiting_scan(&scan, state, NULL, 0);
    for (portal_search_waiting *row; (row = search_waiting_next(&scan));)
        pv_list_add(state, &waiting, (char *)row->customer_id);
    for (size_t i = 0; i < waiting.count; i++) {
        refresh(state, waiting.items[i]);
        watch_waiting(state, waiting.items[i]);
    }
}

static void fold_identifier_added(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    refresh(state, ((const pv_identifier_added *)message)->customer_id);
}

static void fold_identifier_removed(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    refresh(state, ((const pv_identifier_removed *)message)->customer_id);
}

/* --- importance ---------------------------------------------------------------------------------------------------- */

static uint32_t power_of(uint32_t count)
{
    uint32_t power = 0;
    for (; count; count /= 2)
        power++;
    return power;
}

/* Most announcements change nothing that the order of hits depends on: they are not written. */
static void fold_announced(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    const pv_facts_announced *event = (const pv_facts_announced *)message;
    if (!event->sales && !event->support && !event->analytics)
        return;
    const portal_search_document *before = document_of_customer(state, event->customer_id);
    if (!before)
        return;
    portal_search_document after = *before;
    if (event->sales) {
        after.open = event->sales->open_deals ? after.open | OPEN_DEAL : after.open & ~OPEN_DEAL;
        after.owner = event->sales->owner;
    }
    if (event->support)
        after.open = event->support->open_cases ? after.open | OPEN_CASE : after.open & ~OPEN_CASE;
    if (event->analytics)
        after.weight = power_of(event->analytics->purchases);
    int64_t last_ms = event->analytics ? event->analytics->last_purchase_ms : 0;
    if (event->sales && event->sales->last_purchase_ms > last_ms)
        last_ms = event->sales->last_purchase_ms;
    if (last_ms > 0 && bucket_of_year(last_ms) > (before->last_purchase_ms ? bucket_of_year(before->last_purchase_ms) : 0))
        after.last_purchase_ms = last_ms;
    if (after.open == before->open && after.weight == before->weight &&
        after.last_purchase_ms == before->last_purchase_ms &&
        strcmp(after.owner ? after.owner : "", before->owner ? before->owner : "") == 0)
        return;
    after.has_open = after.has_weight = after.has_last_purchase_ms = 1;
    document_put(state, before, &after);
}

/* --- erasure ------------------------------------------------------------------------------------------------------- */

static bool says_of_person(const portal_search_document *document)
{
    return document->kind == PORTAL__HIT_KIND__HIT_CUSTOMER || document->kind == PORTAL__HIT_KIND__HIT_LEAD ||
           document->kind == PORTAL__HIT_KIND__HIT_DEAL || document->kind == PORTAL__HIT_KIND__HIT_CASE;
}

/* The person's own document goes; records about the person stay, without what they say of the person. A replay of the
 * cleared log finds nothing to clear there, but writes them too. */
static void erase(PvState *state, const char *customer_id)
{
    PvScan scan;
    PvList documents = {0};
    portal_search_document probe = PORTAL__SEARCH_DOCUMENT__INIT;
    portal_search_waiting waiting = PORTAL__SEARCH_WAITING__INIT;
    if (!is_given(customer_id))
        return;
    probe.customer_id = waiting.customer_id = customer_id;
    search_waiting_delete(state, &waiting);
    search_documents_by_customer(&scan, state, &probe, 1);
    for (portal_search_document *row; (row = search_documents_next(&scan));)
        if (says_of_person(row))
            pv_list_add(state, &documents, row);
    for (size_t i = 0; i < documents.count; i++) {
        portal_search_document *before = documents.items[i], after = *before;
        if (before->kind == PORTAL__HIT_KIND__HIT_CUSTOMER) {
            document_delete(state, before);
            continue;
        }
        after.title = NULL;
        after.n_words = 0;
        document_put(state, before, &after);
    }
}

static void fold_erased(PvState *state, const ProtobufCMessage *message, const PvEventMeta *meta)
{
    const pv_customer_erased *event = (const pv_customer_erased *)message;
    erase(state, event->customer_id);
    for (size_t i = 0; i < event->n_customer_ids; i++)
        erase(state, event->customer_ids[i]);
}

const SearchFoldRow search_customer_folds[] = {
    {&pv__facts_announced__descriptor, fold_announced},
    {&pv__customer_introduced__descriptor, fold_introduced},
    {&pv__identifier_added__descriptor, fold_identifier_added},
    {&pv__identifier_removed__descriptor, fold_identifier_removed},
    {&pv__fact_changed__descriptor, fold_fact_changed},
    {&pv__card_time_reached__descriptor, fold_time_reached},
    {&pv__customer_erased__descriptor, fold_erased},
    {NULL, NULL},
};
