/* What customer service answers. */
#include "support/parts.h"
#include <string.h>

PvVerdict get_case(const PvState *state, const support_get_case *query, support_case *answer,
                   PvOutcome *outcome)
{
    const support_case *record = NULL;
    if (query->case_id && *query->case_id) {
        record = cases_get(state, query->case_id);
    } else if (query->number && *query->number) {
        support_case probe = SUPPORT__CASE__INIT;
        probe.number = query->number;
        record = cases_by_number_one(state, &probe);
    } else {
        return refuse_field(outcome, INVALID_INPUT, "case_id", "case_id or number is missing.");
    }
    if (!record)
        return refuse(outcome, CASE_NOT_FOUND, "No case has the %s %s.", query->case_id ? "id" : "number",
                      query->case_id ? query->case_id : query->number);
    *answer = *record;
    CARD_NAME_ROWS(state, &(support_case *){answer}, 1, support_case);
    return accept(outcome);
}

static PvVerdict case_page(const PvState *state, PvScan *scan, uint32_t limit, support_case_page *answer,
                           PvOutcome *outcome)
{
    const char *next;
    PvList rows = pv_page_read(scan, limit, &next);
    CARD_NAME_ROWS(state, rows.items, rows.count, support_case);
    answer->rows = (support_case **)rows.items;
    answer->n_rows = rows.count;
    answer->next = (char *)next;
    return accept(outcome);
}

static PvVerdict bad_token(PvOutcome *outcome)
{
    return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
}

static bool is_asked_for(const support_list_cases *query, const support_case *record)
{
    const char *owner = record->owner ? record->owner : "";
    if (query->unassigned && *owner)
        return false;
    if (query->owner && *query->owner && strcmp(owner, query->owner) != 0)
        return false;
    return (!query->state || record->state == query->state) && (!query->kind || record->kind == query->kind);
}

/* Reads until the page is full, or until as many rows were looked at as one query may. */
static PvVerdict chosen_page(PvScan *scan, const support_list_cases *query, const PvState *state,
                             support_case_page *answer)
{
    uint32_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT, looked_at = 0;
    PvList rows = {0};
    support_case *record = NULL;
    while (rows.count < limit && rows.count < PV_PAGE_ROW_LIMIT && looked_at++ < SUPPORT_LOOK_LIMIT &&
           (record = cases_next(scan)))
        if (is_asked_for(query, record))
            pv_list_add(state, &rows, record);
    CARD_NAME_ROWS(state, rows.items, rows.count, support_case);
    answer->next = record ? (char *)pv_scan_token(scan) : NULL;
    pv_scan_end(scan);
    answer->rows = (support_case **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}

PvVerdict list_cases(const PvState *state, const support_list_cases *query, support_case_page *answer,
                     PvOutcome *outcome)
{
    support_case probe = SUPPORT__CASE__INIT;
    PvScan scan;
    probe.has_is_open = probe.has_priority = 1;
    probe.is_open = !query->closed;
    probe.priority = query->priority;
    probe.queue_id = query->queue_id;
    probe.owner = query->owner;
    unsigned fields = query->priority ? 2 : 1;
    int index = INDEX_cases_by_open;
    if (query->queue_id && *query->queue_id)
        index = INDEX_cases_by_queue, fields++;
    else if (query->owner && *query->owner)
        index = INDEX_cases_by_owner, fields++;
    if (!pv_scan_begin_after(&scan, state, TABLE_cases, index, &probe.base, fields, query->after))
        return bad_token(outcome);
    if (query->unassigned || query->state || query->kind || index == INDEX_cases_by_queue)
        return chosen_page(&scan, query, state, answer);
    return case_page(state, &scan, query->limit, answer, outcome);
}

/* Pages go through the joined ids one after the other; a token names the id and the place within it. */
PvVerdict list_cases_of_customer(const PvState *state, const support_list_cases_of_customer *query,
                                 support_case_page *answer, PvOutcome *outcome)
{
    if (!query->customer_id || !*query->customer_id)
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "customer_id is missing.");
    PvList ids = card_component(state, query->customer_id);
    const char *token = NULL;
    size_t at = 0;
    if (query->after && *query->after) {
        const char *colon = strchr(query->after, ':');
        while (colon && at < ids.count &&
               strncmp(ids.items[at], query->after, (size_t)(colon - query->after)) != 0)
            at++;
        if (!colon || at == ids.count)
            return bad_token(outcome);
        token = colon + 1;
    }
    for (; at < ids.count; at++, token = NULL) {
        support_case probe = SUPPORT__CASE__INIT;
        PvScan scan;
        probe.customer_id = ids.items[at];
        if (!pv_scan_begin_after(&scan, state, TABLE_cases, INDEX_cases_by_customer, &probe.base, 1, token))
            return bad_token(outcome);
        case_page(state, &scan, query->limit, answer, outcome);
        if (answer->next)
            answer->next = arena_format(pv_arena(state), "%s:%s", (char *)ids.items[at], answer->next);
        else if (at + 1 < ids.count)
            answer->next = arena_format(pv_arena(state), "%s:", (char *)ids.items[at + 1]);
        if (answer->n_rows > 0)
            break;
    }
    return accept(outcome);
}

PvVerdict list_case_messages(const PvState *state, const support_list_case_messages *query,
                             support_case_message_page *answer, PvOutcome *outcome)
{
    if (!case_of_command(state, query->case_id, outcome))
        return PV_REFUSED;
    support_case_message probe = SUPPORT__CASE_MESSAGE__INIT;
    PvScan scan;
    const char *next;
    probe.case_id = query->case_id;
    if (!pv_scan_begin_after(&scan, state, TABLE_case_messages, -1, &probe.base, 1, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    answer->rows = (support_case_message **)rows.items;
    answer->n_rows = rows.count;
    answer->next = (char *)next;
    return accept(outcome);
}

PvVerdict list_queues(const PvState *state, const support_list_queues *query, support_queue_page *answer,
                      PvOutcome *outcome)
{
    PvScan scan;
    const char *next;
    if (!pv_scan_begin_after(&scan, state, TABLE_queues, INDEX_queues_by_name, NULL, 0, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    answer->rows = (support_queue **)rows.items;
    answer->n_rows = rows.count;
    answer->next = (char *)next;
    return accept(outcome);
}
