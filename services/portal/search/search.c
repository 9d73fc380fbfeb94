/* The query: passes from exact to mistyped until there are enough hits, then what people see of each. */
#include "portal/search/query.h"
#include <string.h>

static bool has_enough(const Seeking *seeking)
{
    return seeking->hits.count >= seeking->wanted || seeking->seen_count >= SEARCH_READ_LIMIT;
}

/* A document that did not fit in one pass may in the next, with more choices; a hit stays what it is. */
static void look_again(Seeking *seeking)
{
    seeking->seen = NULL;
    seeking->seen_count = 0;
    for (size_t i = 0; i < seeking->hits.count; i++)
        seeking_is_new(seeking, ((Hit *)seeking->hits.items[i])->document->number);
}

static void seek(Seeking *seeking, const char *text, bool joined)
{
    if (!groups_read(seeking, text, joined))
        return;
    for (Pass pass = PASS_WORDS; pass < PASS_COUNT; pass++) {
        if (!choices_make(seeking, pass))
            continue;
        look_again(seeking);
        candidates_by_codes(seeking, false);
        candidates_by_words(seeking);
        if (has_enough(seeking))
            return;
    }
    candidates_by_codes(seeking, true);
}

/* Words with marks inside as one, or, if that finds too little, apart. */
static void seek_both(Seeking *seeking, const char *text)
{
    seek(seeking, text, true);
    if (has_enough(seeking))
        return;
    Seeking apart = {
        .state = seeking->state, .kinds = seeking->kinds, .wanted = seeking->wanted, .steps = seeking->steps};
    PvList together = typed_words(seeking->state, text, true), parts = typed_words(seeking->state, text, false);
    if (parts.count == together.count)
        return;
    seek(&apart, text, false);
    for (size_t i = 0; i < apart.hits.count; i++) {
        Hit *hit = apart.hits.items[i];
        if (seeking_is_new(seeking, hit->document->number))
            pv_list_add(seeking->state, &seeking->hits, hit);
    }
}

/* --- what people see ----------------------------------------------------------------------------------------------- */

/* The identifier that matched, else the first e-mail or phone. */
static const char *identifier_shown(const PvState *state, const pv_customer *row, const Hit *hit)
{
    const char *shown = NULL;
    for (size_t i = 0; i < row->n_identifiers; i++) {
        const pv_identifier *identifier = row->identifiers[i];
        if (identifier->removed || !identifier->value || !*identifier->value)
            continue;
        PvList codes = {0};
        codes_add_identifier(state, &codes, identifier);
        for (size_t at = 0; at < codes.count; at++)
            if (texts_have(&hit->matched, codes.items[at]))
                return identifier->value;
        if (!shown && (identifier->kind == PV__IDENTIFIER_KIND__EMAIL_ADDRESS ||
                       identifier->kind == PV__IDENTIFIER_KIND__PHONE_NUMBER))
            shown = identifier->value;
    }
    return shown;
}

static void show_customer(const PvState *state, const Hit *hit, portal_search_hit *shown)
{
    const pv_customer *row = card_get(state, hit->document->customer_id);
    shown->id = shown->customer_id = card_resolve(state, hit->document->customer_id);
    shown->title = card_display_name(state, shown->customer_id);
    shown->account_owner = hit->document->owner;
    if (!row)
        return;
    shown->subtitle = identifier_shown(state, row, hit);
    shown->has_customer_kind = row->has_kind;
    shown->customer_kind = row->kind;
    shown->has_joined = 1;
    shown->joined = row->links > 0;
}

static void show_item(const PvState *state, const Hit *hit, portal_search_hit *shown)
{
    const portal_search_document *document = hit->document;
    shown->id = document->item_id;
    shown->title = document->title;
    shown->owner = document->owner;
    if (!document->customer_id || !*document->customer_id)
        return;
    shown->customer_id = card_resolve(state, document->customer_id);
    shown->subtitle = card_display_name(state, shown->customer_id);
}

static portal_search_hit *show(const PvState *state, const Hit *hit)
{
    const portal_search_document *document = hit->document;
    portal_search_hit *shown = arena_take(pv_arena(state), sizeof *shown);
    portal__search_hit__init(shown);
    shown->has_kind = shown->has_score = shown->has_open = 1;
    shown->kind = document->kind;
    shown->score = hit->score;
    shown->open = document->open != 0;
    shown->number = document->label;
    shown->state = document->state;
    shown->amount = document->amount;
    shown->has_at_ms = document->has_at_ms;
    shown->at_ms = document->at_ms;
    shown->matched = (const char **)hit->matched.items;
    shown->n_matched = hit->matched.count;
    if (document->kind == PORTAL__HIT_KIND__HIT_CUSTOMER)
        show_customer(state, hit, shown);
    else
        show_item(state, hit, shown);
    return shown;
}

/* Joined ids show once, by the best of them. */
static bool is_shown(const PvList *shown, const portal_search_hit *hit)
{
    for (size_t i = 0; i < shown->count; i++) {
        const portal_search_hit *other = shown->items[i];
        if (other->kind == hit->kind && other->id && hit->id && strcmp(other->id, hit->id) == 0)
            return true;
    }
    return false;
}

static uint32_t kinds_of(const portal_search *query)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < query->n_kinds; i++)
        if (query->kinds[i] > 0 && query->kinds[i] < 31)
            kinds |= 1u << query->kinds[i];
    return query->n_kinds ? kinds : 0x7ffffffe;
}

PvVerdict search(const PvState *state, const portal_search *query, portal_search_page *answer, PvOutcome *outcome)
{
    Seeking *seeking = arena_take(pv_arena(state), sizeof *seeking);
    PvList shown = {0};
    seeking->state = state;
    seeking->kinds = kinds_of(query);
    seeking->wanted = query->limit == 0                  ? SEARCH_HIT_DEFAULT
                      : query->limit > SEARCH_HIT_LIMIT ? SEARCH_HIT_LIMIT
                                                         : query->limit;
    if (query->q && *query->q)
        seek_both(seeking, query->q);
    hits_sort(seeking);
    for (size_t i = 0; i < seeking->hits.count && shown.count < seeking->wanted; i++) {
        portal_search_hit *hit = show(state, seeking->hits.items[i]);
        if (!is_shown(&shown, hit))
            pv_list_add(state, &shown, hit);
    }
    answer->n_hits = shown.count;
    answer->hits = (portal_search_hit **)shown.items;
    return accept(outcome);
}
