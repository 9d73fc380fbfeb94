/* The search for duplicates over all customers: namesakes are compared, slice by slice, and suggested with a
 * score. */
#include "customer/internal.h"

PvVerdict find_duplicates(const PvState *state, const pv_find_duplicates *command, PvOutcome *outcome)
{
    pv_duplicate_search_started started = PV__DUPLICATE_SEARCH_STARTED__INIT;
    started.search_id = is_given(command->search_id) ? command->search_id : pv_new_id(outcome);
    if (!pv_id_is_valid(started.search_id))
        return refuse_field(outcome, INVALID_INPUT, "search_id", "The id of the search is not a UUID.");
    if (card_searches_get(state, started.search_id))
        return accept(outcome);
    return emit_duplicate_search_started(outcome, &started);
}

void apply_duplicate_search_started(PvState *state, const pv_duplicate_search_started *event,
                                    const PvEventMeta *meta)
{
    pv_duplicate_search row = PV__DUPLICATE_SEARCH__INIT;
    row.search_id = event->search_id;
    row.has_done = row.has_looked_at = row.has_suggested = 1;
    card_searches_put(state, &row);
    pv_timer_set(state, TIMER_duplicate_search, event->search_id, meta->recorded_at_ms);
}

void apply_duplicate_search_advanced(PvState *state, const pv_duplicate_search_advanced *event,
                                     const PvEventMeta *meta)
{
    pv_duplicate_search *row = card_searches_get(state, event->search_id);
    pv_require(row);
    row->looked_at += event->looked_at;
    row->suggested += event->suggested;
    row->place = event->place;
    row->done = !is_given(event->place);
    card_searches_put(state, row);
    if (!row->done)
        pv_timer_set(state, TIMER_duplicate_search, event->search_id, meta->recorded_at_ms);
}

static const char *city_of(const pv_customer *row)
{
    const pv_fact_register *address = register_find(row, "address");
    return address && address->fact->address ? address->fact->address->city : NULL;
}

static const char *birthday_of(const pv_customer *row)
{
    const pv_fact_register *birthday = register_find(row, "birthday");
    return birthday ? birthday->fact->date : NULL;
}

/* 0: nothing worth asking a person about. */
static unsigned namesake_score(const pv_customer *one, const pv_customer *other, const char **reason)
{
    const char *birthday = birthday_of(one), *other_birthday = birthday_of(other);
    const char *city = city_of(one), *other_city = city_of(other);
    if (one->kind && other->kind && one->kind != other->kind)
        return 0;
    if (is_given(birthday) && is_given(other_birthday)) {
        *reason = "The same name and the same birthday.";
        return strcmp(birthday, other_birthday) == 0 ? 85 : 0;
    }
    if (is_given(city) && is_given(other_city)) {
        *reason = "The same name and the same town.";
        return strcmp(city, other_city) == 0 ? 55 : 0;
    }
    *reason = "The same name, and nothing speaks against it.";
    return one->kind == PV__CUSTOMER_KIND__COMPANY ? 60 : 35;
}

static bool is_open_question(const PvState *state, const pv_customer *one, const pv_customer *other)
{
    if (other->erased || strcmp(one->canonical_id, other->canonical_id) == 0)
        return false;
    const pv_customer_link *link = link_find(state, one->customer_id, other->customer_id);
    return !link || link->decision != PV__LINK_DECISION__APART;
}

/* Compares one customer with its namesakes of larger id; number of suggestions made. */
static unsigned compare_namesakes(const PvState *state, const pv_customer *row, PvOutcome *outcome)
{
    unsigned looked_at = 0, made = 0;
    PvScan scan;
    pv_customer probe = PV__CUSTOMER__INIT;
    probe.n_words = 1;
    probe.words = row->words;
    card_customers_by_word(&scan, state, &probe, 1);
    for (pv_customer *other; looked_at < CARD_NAMESAKE_LIMIT && (other = card_customers_next(&scan));
         looked_at++) {
        if (strcmp(other->customer_id, row->customer_id) <= 0 ||
            strcmp(other->words[0], row->words[0]) != 0 || !is_open_question(state, row, other))
            continue;
        pv_duplicate_suggested suggestion = PV__DUPLICATE_SUGGESTED__INIT;
        suggestion.customer_id = row->customer_id;
        suggestion.other_id = other->customer_id;
        suggestion.has_score = 1;
        suggestion.score = namesake_score(row, other, &suggestion.reason);
        if (suggestion.score == 0)
            continue;
        tell_suggestion(state, outcome, &suggestion);
        made++;
    }
    pv_scan_end(&scan);
    return made;
}

PvVerdict when_duplicate_search(const PvState *state, const char *key, PvOutcome *outcome)
{
    const pv_duplicate_search *search = card_searches_get(state, key);
    PvScan scan;
    if (!search || search->done ||
        !pv_scan_begin_after(&scan, state, TABLE_card_customers, -1, NULL, 0, search->place))
        return accept(outcome);
    pv_duplicate_search_advanced advanced = PV__DUPLICATE_SEARCH_ADVANCED__INIT;
    advanced.search_id = key;
    advanced.has_looked_at = advanced.has_suggested = 1;
    pv_customer *row;
    while ((row = card_customers_next(&scan))) {
        advanced.looked_at++;
        if (row->n_words > 0 && !row->erased)
            advanced.suggested += compare_namesakes(state, row, outcome);
        if (advanced.looked_at == CARD_SEARCH_SLICE_ROWS || advanced.suggested > 300) {
            advanced.place = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    return emit_duplicate_search_advanced(outcome, &advanced);
}

PvVerdict get_duplicate_search(const PvState *state, const pv_get_duplicate_search *query,
                               pv_duplicate_search *answer, PvOutcome *outcome)
{
    const pv_duplicate_search *row = card_searches_get(state, query->search_id);
    if (!row)
        return refuse(outcome, NOT_FOUND, "There is no search with the id %s.", or_empty(query->search_id));
    *answer = *row;
    return accept(outcome);
}
