/* Questions about leads, accounts, deals and activities. */
#include "sales/checks.h"
#include "sales/pages.h"
#include "sales/rules.h"

PvVerdict get_lead(const PvState *state, const sales_get_lead *query, sales_lead *answer, PvOutcome *outcome)
{
    const sales_lead *lead = leads_get(state, query->lead_id);
    if (!lead)
        return refuse_field(outcome, LEAD_NOT_FOUND, "lead_id", "No lead has this id.");
    *answer = *lead;
    answer->customer_name = page_name(state, answer->customer_id);
    return PV_ACCEPTED;
}

PvVerdict list_leads(const PvState *state, const sales_list_leads *query, sales_lead_page *answer, PvOutcome *outcome)
{
    sales_lead probe = SALES__LEAD__INIT;
    PageOf of = {TABLE_leads, -1, &probe.base, 0, query->limit, query->after};
    Page page;
    probe.has_state = query->has_state;
    probe.state = query->state;
    if (!is_empty(query->customer_id)) {
        of.index = INDEX_leads_by_customer;
        of.fields = 1;
        if (!page_read_joined(state, &of, query->customer_id, &probe.customer_id, outcome, &page))
            return PV_REFUSED;
    } else {
        probe.owner = query->owner;
        of.index = is_empty(query->owner) ? INDEX_leads_by_state : INDEX_leads_by_owner;
        of.fields = !is_empty(query->owner) + query->has_state;
        if (!page_read(state, &of, outcome, &page))
            return PV_REFUSED;
    }
    PAGE_NAMES(state, &page, sales_lead);
    answer->rows = (sales_lead **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* --- accounts ---------------------------------------------------------------------------------------------------- */

static void add_account(sales_account *sum, const sales_account *part)
{
    if (is_empty(sum->owner))
        sum->owner = part->owner;
    if (!sum->open_value || sum->open_value->amount_minor == 0)
        sum->open_value = part->open_value;
    sum->open_deals += part->open_deals;
    sum->won_deals += part->won_deals;
    sum->lost_deals += part->lost_deals;
}

PvVerdict get_account(const PvState *state, const sales_get_account *query, sales_account *answer, PvOutcome *outcome)
{
    if (!check_id(outcome, "customer_id", query->customer_id, true))
        return PV_REFUSED;
    if (!card_get(state, query->customer_id))
        return refuse_field(outcome, CUSTOMER_NOT_FOUND, "customer_id", "No customer has this id.");
    PvList ids = card_component(state, query->customer_id);
    answer->customer_id = query->customer_id;
    answer->customer_name = page_name(state, answer->customer_id);
    answer->has_open_deals = answer->has_won_deals = answer->has_lost_deals = 1;
    for (size_t i = 0; i < ids.count; i++) {
        const sales_account *part = accounts_get(state, ids.items[i]);
        if (part)
            add_account(answer, part);
    }
    return PV_ACCEPTED;
}

PvVerdict list_accounts(const PvState *state, const sales_list_accounts *query, sales_account_page *answer,
                        PvOutcome *outcome)
{
    sales_account probe = SALES__ACCOUNT__INIT;
    probe.owner = query->owner;
    PageOf of = {TABLE_accounts, INDEX_accounts_by_owner, &probe.base, !is_empty(query->owner), query->limit,
                 query->after};
    Page page;
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_account);
    answer->rows = (sales_account **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* --- deals ------------------------------------------------------------------------------------------------------- */

PvVerdict get_deal(const PvState *state, const sales_get_deal *query, sales_deal *answer, PvOutcome *outcome)
{
    const sales_deal *deal = deals_get(state, query->deal_id);
    if (!deal)
        return refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    *answer = *deal;
    answer->customer_name = page_name(state, answer->customer_id);
    return PV_ACCEPTED;
}

/* Chooses the index that the fields of the query ask for. */
static bool choose_deals(const sales_list_deals *query, sales_deal *probe, PageOf *of, PvOutcome *outcome)
{
    probe->owner = query->owner;
    probe->has_state = query->has_state;
    probe->state = query->state;
    probe->pipeline_id = query->pipeline_id;
    probe->stage_id = query->stage_id;
    if (!is_empty(query->customer_id)) {
        of->index = INDEX_deals_by_customer;
        of->fields = 1 + (query->has_state != 0);
    } else if (!is_empty(query->owner)) {
        of->index = INDEX_deals_by_owner;
        of->fields = 1 + (query->has_state != 0);
    } else if (is_empty(query->pipeline_id) && is_empty(query->stage_id)) {
        of->index = INDEX_deals_by_state;
        of->fields = query->has_state != 0;
    } else if (is_empty(query->pipeline_id) || (query->has_state && is_empty(query->stage_id))) {
        refuse_field(outcome, INVALID_INPUT, is_empty(query->pipeline_id) ? "pipeline_id" : "stage_id",
                     "A stage asks for its pipeline, a state in a pipeline for a stage.");
        return false;
    } else {
        of->index = INDEX_deals_by_stage;
        of->fields = 1 + !is_empty(query->stage_id) + (query->has_state != 0);
    }
    return true;
}

PvVerdict list_deals(const PvState *state, const sales_list_deals *query, sales_deal_page *answer, PvOutcome *outcome)
{
    sales_deal probe = SALES__DEAL__INIT;
    PageOf of = {TABLE_deals, -1, &probe.base, 0, query->limit, query->after};
    Page page;
    if (!choose_deals(query, &probe, &of, outcome))
        return PV_REFUSED;
    bool is_read = is_empty(query->customer_id)
                       ? page_read(state, &of, outcome, &page)
                       : page_read_joined(state, &of, query->customer_id, &probe.customer_id, outcome, &page);
    if (!is_read)
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_deal);
    answer->rows = (sales_deal **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

PvVerdict list_deal_steps(const PvState *state, const sales_list_deal_steps *query, sales_deal_step_page *answer,
                          PvOutcome *outcome)
{
    sales_deal_step probe = SALES__DEAL_STEP__INIT;
    probe.deal_id = query->deal_id;
    PageOf of = {TABLE_deal_steps, -1, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!deals_get(state, query->deal_id))
        return refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    answer->rows = (sales_deal_step **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

PvVerdict list_deal_roles(const PvState *state, const sales_list_deal_roles *query, sales_deal_role_page *answer,
                          PvOutcome *outcome)
{
    sales_deal_role probe = SALES__DEAL_ROLE__INIT;
    probe.deal_id = query->deal_id;
    PageOf of = {TABLE_deal_roles, -1, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!deals_get(state, query->deal_id))
        return refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_deal_role);
    answer->rows = (sales_deal_role **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* --- activities -------------------------------------------------------------------------------------------------- */

PvVerdict get_activity(const PvState *state, const sales_get_activity *query, sales_activity *answer,
                       PvOutcome *outcome)
{
    const sales_activity *activity = activities_get(state, query->activity_id);
    if (!activity)
        return refuse_field(outcome, ACTIVITY_NOT_FOUND, "activity_id", "No activity has this id.");
    *answer = *activity;
    answer->customer_name = page_name(state, answer->customer_id);
    return PV_ACCEPTED;
}

PvVerdict list_activities(const PvState *state, const sales_list_activities *query, sales_activity_page *answer,
                          PvOutcome *outcome)
{
    sales_activity probe = SALES__ACTIVITY__INIT;
    PageOf of = {TABLE_activities, INDEX_activities_by_owner, &probe.base, 2, query->limit, query->after};
    Page page;
    bool is_read;
    probe.owner = query->owner;
    probe.deal_id = query->deal_id;
    probe.has_state = 1;
    probe.state = query->has_state ? query->state : SALES__ACTIVITY_STATE__ACTIVITY_PLANNED;
    if (!is_empty(query->customer_id)) {
        of.index = INDEX_activities_by_customer;
        of.fields = 1;
        is_read = page_read_joined(state, &of, query->customer_id, &probe.customer_id, outcome, &page);
    } else {
        if (is_empty(query->owner)) {
            of.index = is_empty(query->deal_id) ? INDEX_activities_by_state : INDEX_activities_by_deal;
            of.fields = 1;
        }
        is_read = page_read(state, &of, outcome, &page);
    }
    if (!is_read)
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_activity);
    answer->rows = (sales_activity **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* Planned activities come in order of their due time: those without one first, then up to the present. */
PvVerdict list_overdue_activities(const PvState *state, const sales_list_overdue_activities *query,
                                  sales_activity_page *answer, PvOutcome *outcome)
{
    sales_activity probe = SALES__ACTIVITY__INIT;
    bool by_owner = !is_empty(query->owner);
    int64_t at_ms = query->has_at_ms ? query->at_ms : pv_now_ms(state);
    uint32_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT;
    int index = by_owner ? INDEX_activities_by_owner : INDEX_activities_by_state;
    unsigned fields = 1 + by_owner;
    PvScan scan;
    PvList rows = {0};
    probe.owner = query->owner;
    probe.has_state = probe.has_due_at_ms = 1;
    probe.state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED;
    if (is_empty(query->after))
        pv_scan_begin_from(&scan, state, TABLE_activities, index, &probe.base, fields, fields + 1);
    else if (!pv_scan_begin_after(&scan, state, TABLE_activities, index, &probe.base, fields, query->after))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    for (sales_activity *row; (row = activities_next(&scan)) && row->due_at_ms < at_ms;) {
        pv_list_add(state, &rows, row);
        if (rows.count == (limit < PV_PAGE_ROW_LIMIT ? limit : PV_PAGE_ROW_LIMIT)) {
            answer->next = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    page_names(state, rows, offsetof(sales_activity, customer_id), offsetof(sales_activity, customer_name));
    answer->rows = (sales_activity **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}
