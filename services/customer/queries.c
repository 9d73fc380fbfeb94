/* Queries on the card. */
#include "customer/internal.h"

#define LOOK_LIMIT 5000 /* rows that one page passes over at most */

PvVerdict get_customer(const PvState *state, const pv_get_customer *query, pv_card *answer,
                       PvOutcome *outcome)
{
    if (!pv_id_is_valid(query->customer_id))
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "The id of the customer is not a UUID.");
    const pv_card *card = card_view(state, query->customer_id);
    if (!card)
        return refuse(outcome, CUSTOMER_NOT_FOUND, "No customer has the id %s.", query->customer_id);
    *answer = *card;
    return accept(outcome);
}

PvVerdict find_customer(const PvState *state, const pv_find_customer *query, pv_card *answer,
                        PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    const pv_identifier *known = identify(state, query->identifier, query->phone_region, why);
    if (!known)
        return refuse_field(outcome, INVALID_INPUT, "identifier.value", "The identifier is not valid: %s.",
                            why);
    PvList holders = claim_holders(state, known->claim, 1);
    if (holders.count == 0)
        return refuse(outcome, CUSTOMER_NOT_FOUND, "No customer has this %s.",
                      identifier_kind_text(known->kind));
    *answer = *card_view(state, holders.items[0]);
    return accept(outcome);
}

/* --- lists
 * ------------------------------------------------------------------------------------------------------- */

static bool has_word(const pv_customer *row, const char *prefix, size_t length)
{
    for (size_t i = 0; i < row->n_words; i++)
        if (strncmp(row->words[i], prefix, length) == 0)
            return true;
    return false;
}

static bool begin_list(PvScan *scan, const PvState *state, const char *prefix, const char *after)
{
    if (!*prefix)
        return pv_scan_begin_after(scan, state, TABLE_card_customers, -1, NULL, 0, after);
    if (is_given(after))
        return pv_scan_begin_after(scan, state, TABLE_card_customers, INDEX_card_customers_by_word, NULL, 0,
                                   after);
    pv_customer probe = PV__CUSTOMER__INIT;
    probe.n_words = 1;
    probe.words = &prefix;
    pv_scan_begin_from(scan, state, TABLE_card_customers, INDEX_card_customers_by_word, &probe.base, 0, 1);
    return true;
}

PvVerdict list_customers(const PvState *state, const pv_list_customers *query, pv_customer_page *answer,
                         PvOutcome *outcome)
{
    PvScan scan;
    PvList rows = {0};
    IdSet seen = id_set_open(state);
    size_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT;
    limit = limit < PV_PAGE_ROW_LIMIT ? limit : PV_PAGE_ROW_LIMIT;
    const char *prefix = is_given(query->name_prefix) ? text_fold(pv_arena(state), query->name_prefix) : "";
    if (!begin_list(&scan, state, prefix, query->after))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    unsigned looked_at = 0;
    size_t bytes = 0;
    for (pv_customer *row; (row = card_customers_next(&scan));) {
        if (*prefix && !has_word(row, prefix, strlen(prefix)))
            break;
        if (row->has_introduced_at_ms && !row->erased && id_set_add(&seen, row->customer_id)) {
            pv_list_add(state, &rows, row);
            bytes += protobuf_c_message_get_packed_size(&row->base);
        }
        if (rows.count == limit || bytes > PV_ANSWER_LIMIT_BYTES / 2 || ++looked_at == LOOK_LIMIT) {
            answer->next = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    answer->n_rows = rows.count;
    answer->rows = (pv_customer **)rows.items;
    return accept(outcome);
}

static bool is_still_open(const PvState *state, const pv_duplicate_suggestion *row)
{
    const pv_customer *low = card_customers_get(state, row->low_id);
    const pv_customer *high = card_customers_get(state, row->high_id);
    return low && high && !low->erased && !high->erased && strcmp(low->canonical_id, high->canonical_id) != 0;
}

PvVerdict list_suggestions(const PvState *state, const pv_list_suggestions *query, pv_suggestion_page *answer,
                           PvOutcome *outcome)
{
    PvScan scan;
    PvList rows = {0};
    pv_duplicate_suggestion probe = PV__DUPLICATE_SUGGESTION__INIT;
    probe.has_open = probe.open = 1;
    size_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT;
    limit = limit < PV_PAGE_ROW_LIMIT ? limit : PV_PAGE_ROW_LIMIT;
    if (!pv_scan_begin_after(&scan, state, TABLE_card_suggestions, INDEX_card_suggestions_by_score,
                             &probe.base, 1, query->after))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    unsigned looked_at = 0;
    for (pv_duplicate_suggestion *row; (row = card_suggestions_next(&scan));) {
        if (is_still_open(state, row))
            pv_list_add(state, &rows, row);
        if (rows.count == limit || ++looked_at == LOOK_LIMIT) {
            answer->next = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    answer->n_rows = rows.count;
    answer->rows = (pv_duplicate_suggestion **)rows.items;
    return accept(outcome);
}

/* --- consent
 * ----------------------------------------------------------------------------------------------------- */

PvVerdict get_consent(const PvState *state, const pv_get_consent *query, pv_consent_state *answer,
                      PvOutcome *outcome)
{
    if (!pv_id_is_valid(query->customer_id))
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "The id of the customer is not a UUID.");
    if (!card_get(state, query->customer_id))
        return refuse(outcome, CUSTOMER_NOT_FOUND, "No customer has the id %s.", query->customer_id);
    ConsentAnswer found = consent_of(state, query->customer_id, query->channel, query->purpose);
    answer->has_allowed = 1;
    answer->allowed = card_may_contact(state, query->customer_id, query->channel, query->purpose);
    answer->holding_withdrawals = arena_take(pv_arena(state), (found.holding.count + 1) * sizeof(char *));
    for (size_t i = 0; i < found.holding.count; i++)
        answer->holding_withdrawals[answer->n_holding_withdrawals++] =
            ((const pv_consent_entry *)found.holding.items[i])->consent_id;
    answer->n_entries = found.entries.count;
    answer->entries = (pv_consent_entry **)found.entries.items;
    return accept(outcome);
}
