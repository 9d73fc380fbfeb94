/* What marketing answers. */
#include "marketing/filter_tree.h"
#include "marketing/lists.h"
#include <string.h>

static PvVerdict bad_token(PvOutcome *outcome)
{
    return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
}

/* --- lists ---------------------------------------------------------------------------------------------- */

PvVerdict get_list(const PvState *state, const marketing_get_list *query, marketing_marketing_list *answer,
                   PvOutcome *outcome)
{
    const marketing_marketing_list *list = NULL;
    if (query->list_id && *query->list_id) {
        list = lists_get(state, query->list_id);
    } else if (query->name && *query->name) {
        marketing_marketing_list probe = MARKETING__MARKETING_LIST__INIT;
        probe.name = query->name;
        list = lists_by_name_one(state, &probe);
    } else {
        return refuse_field(outcome, INVALID_INPUT, "list_id", "list_id or name is missing.");
    }
    if (!list)
        return refuse(outcome, LIST_NOT_FOUND, "There is no list %s.",
                      query->list_id ? query->list_id : query->name);
    *answer = *list;
    return accept(outcome);
}

PvVerdict list_lists(const PvState *state, const marketing_list_lists *query,
                     marketing_marketing_list_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    const char *next;
    if (!pv_scan_begin_after(&scan, state, TABLE_lists, INDEX_lists_by_name, NULL, 0, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    answer->rows = (marketing_marketing_list **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}

PvVerdict list_members(const PvState *state, const marketing_list_members *query,
                       marketing_list_member_page *answer, PvOutcome *outcome)
{
    if (!lists_get(state, query->list_id))
        return refuse_field(outcome, LIST_NOT_FOUND, "list_id", "No list has the id %s.",
                            query->list_id ? query->list_id : "");
    marketing_list_member probe = MARKETING__LIST_MEMBER__INIT;
    PvScan scan;
    const char *next;
    probe.list_id = query->list_id;
    if (!pv_scan_begin_after(&scan, state, TABLE_members, -1, &probe.base, 1, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    CARD_NAME_ROWS(state, rows.items, rows.count, marketing_list_member);
    answer->rows = (marketing_list_member **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}

PvVerdict lists_of_customer(const PvState *state, const marketing_lists_of_customer *query,
                            marketing_customer_lists *answer, PvOutcome *outcome)
{
    if (!query->customer_id || !*query->customer_id)
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "customer_id is missing.");
    PvList ids = card_component(state, query->customer_id), found = {0};
    for (size_t i = 0; i < ids.count; i++) {
        marketing_list_member probe = MARKETING__LIST_MEMBER__INIT;
        PvScan scan;
        probe.customer_id = ids.items[i];
        members_by_customer(&scan, state, &probe, 1);
        for (marketing_list_member *member;
             found.count < PV_PAGE_ROW_LIMIT && (member = members_next(&scan));) {
            marketing_marketing_list *list = lists_get(state, member->list_id);
            bool seen = !list;
            for (size_t n = 0; n < found.count && !seen; n++)
                seen = strcmp(((marketing_marketing_list *)found.items[n])->list_id, list->list_id) == 0;
            if (!seen)
                pv_list_add(state, &found, list);
        }
        pv_scan_end(&scan);
    }
    answer->rows = (marketing_marketing_list **)found.items;
    answer->n_rows = found.count;
    return accept(outcome);
}

PvVerdict preview_filter(const PvState *state, const marketing_preview_filter *query,
                         marketing_filter_preview *answer, PvOutcome *outcome)
{
    FilterError error;
    const Filter *filter = filter_parse(pv_arena(state), query->filter, &error);
    if (!filter)
        return refuse_field(outcome, FILTER_INVALID, "filter", "Column %zu: %s", error.position + 1,
                            error.text);
    uint32_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT;
    if (limit > PV_PAGE_ROW_LIMIT)
        limit = PV_PAGE_ROW_LIMIT;
    PvScan scan;
    PvList chosen = {0};
    if (!pv_scan_begin_after(&scan, state, TABLE_card_customers, -1, NULL, 0, query->after))
        return bad_token(outcome);
    const pv_customer *row = NULL;
    while (answer->tried < MARKETING_PREVIEW_CUSTOMERS && (query->count || chosen.count < limit) &&
           (row = card_customers_next(&scan))) {
        Prospect prospect = prospect_of(state, row->customer_id);
        answer->tried++;
        if (!prospect_fits(state, &prospect, filter).member)
            continue;
        if (answer->chosen++ < limit)
            pv_list_add(state, &chosen, (void *)row->customer_id);
    }
    answer->next = row ? pv_scan_token(&scan) : NULL;
    pv_scan_end(&scan);
    answer->has_tried = answer->has_chosen = 1;
    answer->understood = filter_print(pv_arena(state), filter);
    answer->facts = (const char **)filter_facts(filter, &answer->n_facts);
    answer->customer_ids = (const char **)chosen.items;
    answer->n_customer_ids = chosen.count;
    return accept(outcome);
}

/* --- filters explained ---------------------------------------------------------------------------------- */

PvVerdict list_filter_facts(const PvState *state, const marketing_list_filter_facts *query,
                            marketing_filter_fact_page *answer, PvOutcome *outcome)
{
    static const Marketing__FilterFactType types[] = {
        [FACT_TEXT] = MARKETING__FILTER_FACT_TYPE__FACT_IS_TEXT,
        [FACT_NUMBER] = MARKETING__FILTER_FACT_TYPE__FACT_IS_NUMBER,
        [FACT_MONEY] = MARKETING__FILTER_FACT_TYPE__FACT_IS_MONEY,
        [FACT_TIME] = MARKETING__FILTER_FACT_TYPE__FACT_IS_TIME,
        [FACT_FLAG] = MARKETING__FILTER_FACT_TYPE__FACT_IS_FLAG,
        [FACT_TEXTS] = MARKETING__FILTER_FACT_TYPE__FACT_IS_TEXTS,
    };
    size_t count;
    const FactRow *rows = fact_rows(&count);
    PvList facts = {0};
    for (size_t i = 0; i < count; i++) {
        marketing_filter_fact *fact = arena_take(pv_arena(state), sizeof *fact);
        *fact = (marketing_filter_fact)MARKETING__FILTER_FACT__INIT;
        fact->name = rows[i].name;
        fact->has_type = 1;
        fact->type = types[rows[i].type];
        pv_list_add(state, &facts, fact);
    }
    answer->rows = (marketing_filter_fact **)facts.items;
    answer->n_rows = facts.count;
    return accept(outcome);
}

static void explain_conditions(const PvState *state, const marketing_marketing_list *list,
                               marketing_member_explanation *answer)
{
    FilterError error;
    const Filter *filter = filter_parse(pv_arena(state), list->filter, &error);
    Prospect prospect = prospect_of(state, answer->customer_id);
    if (!filter || !prospect.card)
        return;
    answer->next_check_ms = prospect_fits(state, &prospect, filter).next_ms;
    answer->has_next_check_ms = answer->next_check_ms != 0;
    size_t count;
    const TriedCondition *tried = prospect_explain(state, &prospect, filter, &count);
    PvList conditions = {0};
    for (size_t i = 0; i < count; i++) {
        marketing_tried_condition *condition = arena_take(pv_arena(state), sizeof *condition);
        *condition = (marketing_tried_condition)MARKETING__TRIED_CONDITION__INIT;
        condition->text = tried[i].text;
        condition->fact = tried[i].fact;
        condition->value = tried[i].value;
        condition->has_holds = condition->has_negated = 1;
        condition->holds = tried[i].holds;
        condition->negated = tried[i].negated;
        pv_list_add(state, &conditions, condition);
    }
    answer->conditions = (marketing_tried_condition **)conditions.items;
    answer->n_conditions = conditions.count;
}

PvVerdict explain_member(const PvState *state, const marketing_explain_member *query,
                         marketing_member_explanation *answer, PvOutcome *outcome)
{
    const marketing_marketing_list *list = lists_get(state, query->list_id);
    if (!list)
        return refuse_field(outcome, LIST_NOT_FOUND, "list_id", "No list has the id %s.",
                            query->list_id ? query->list_id : "");
    if (!query->customer_id || !*query->customer_id)
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "customer_id is missing.");
    PvList ids = card_component(state, query->customer_id);
    marketing_list_member probe = MARKETING__LIST_MEMBER__INIT, *member = NULL;
    probe.list_id = query->list_id;
    for (size_t i = 0; i < ids.count && !member; i++) {
        probe.customer_id = ids.items[i];
        member = members_find(state, &probe);
    }
    answer->list_id = list->list_id;
    answer->customer_id = member ? member->customer_id : card_resolve(state, query->customer_id);
    answer->has_member = 1;
    answer->member = member != NULL;
    answer->has_since_ms = member != NULL;
    answer->since_ms = member ? member->since_ms : 0;
    if (list->kind == MARKETING__LIST_KIND__DYNAMIC)
        explain_conditions(state, list, answer);
    return accept(outcome);
}

/* --- campaigns ------------------------------------------------------------------------------------------ */

PvVerdict get_campaign(const PvState *state, const marketing_get_campaign *query, marketing_campaign *answer,
                       PvOutcome *outcome)
{
    const marketing_campaign *campaign = NULL;
    if (query->campaign_id && *query->campaign_id) {
        campaign = campaigns_get(state, query->campaign_id);
    } else if (query->number && *query->number) {
        marketing_campaign probe = MARKETING__CAMPAIGN__INIT;
        probe.number = query->number;
        campaign = campaigns_by_number_one(state, &probe);
    } else {
        return refuse_field(outcome, INVALID_INPUT, "campaign_id", "campaign_id or number is missing.");
    }
    if (!campaign)
        return refuse(outcome, CAMPAIGN_NOT_FOUND, "There is no campaign %s.",
                      query->campaign_id ? query->campaign_id : query->number);
    *answer = *campaign;
    return accept(outcome);
}

PvVerdict list_campaigns(const PvState *state, const marketing_list_campaigns *query,
                         marketing_campaign_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    const char *next;
    if (!pv_scan_begin_after(&scan, state, TABLE_campaigns, INDEX_campaigns_by_time, NULL, 0, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    answer->rows = (marketing_campaign **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}

PvVerdict list_responses(const PvState *state, const marketing_list_responses *query,
                         marketing_response_page *answer, PvOutcome *outcome)
{
    if (!campaigns_get(state, query->campaign_id))
        return refuse_field(outcome, CAMPAIGN_NOT_FOUND, "campaign_id", "No campaign has the id %s.",
                            query->campaign_id ? query->campaign_id : "");
    marketing_response probe = MARKETING__RESPONSE__INIT;
    PvScan scan;
    const char *next;
    probe.campaign_id = query->campaign_id;
    if (!pv_scan_begin_after(&scan, state, TABLE_responses, INDEX_responses_by_campaign, &probe.base, 1,
                             query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    CARD_NAME_ROWS(state, rows.items, rows.count, marketing_response);
    answer->rows = (marketing_response **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}
