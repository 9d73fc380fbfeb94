/* What sales does on hearing of something: announce deals, capture leads, warn sellers; and what its timers do. */
#include "sales/checks.h"
#include "sales/leads.h"
#include "sales/limits.h"
#include "sales/rules.h"
#include <string.h>

/* --- announcing -------------------------------------------------------------------------------------------------- */

static PvVerdict announce(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    const sales_account *account = accounts_get(state, customer_id);
    if (!account)
        return PV_REFUSED;
    pv_sales_facts facts = PV__SALES_FACTS__INIT;
    facts.owner = account->owner;
    facts.has_open_deals = 1;
    facts.open_deals = account->open_deals;
    facts.open_value = account->open_value;
    facts.last_purchase_ms = rules_last_purchase_ms(state, customer_id);
    facts.has_last_purchase_ms = facts.last_purchase_ms != 0;
    pv_facts_announced announced = PV__FACTS_ANNOUNCED__INIT;
    announced.customer_id = customer_id;
    announced.sales = &facts;
    return emit_facts_announced(outcome, &announced);
}

PvVerdict on_deal_opened(const PvState *state, const sales_deal_opened *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_deal_changed(const PvState *state, const sales_deal_changed *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_deal_won(const PvState *state, const sales_deal_won *event, const PvEventMeta *meta, PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_deal_lost(const PvState *state, const sales_deal_lost *event, const PvEventMeta *meta,
                       PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_deal_reopened(const PvState *state, const sales_deal_reopened *event, const PvEventMeta *meta,
                           PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_account_assigned(const PvState *state, const sales_account_assigned *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

/* --- leads from campaigns ---------------------------------------------------------------------------------------- */

PvVerdict on_response_recorded(const PvState *state, const marketing_response_recorded *event,
                               const PvEventMeta *meta, PvOutcome *outcome)
{
    if (meta->historical || event->kind == MARKETING__RESPONSE_KIND__DECLINED || is_empty(event->customer_id))
        return PV_REFUSED;
    sales_lead_captured captured = SALES__LEAD_CAPTURED__INIT;
    captured.business_key = arena_format(pv_arena(state), "response %s", event->response_id);
    if (leads_is_recorded(state, captured.business_key))
        return PV_REFUSED;
    captured.lead_id = pv_new_id(outcome);
    captured.number = pv_number_next(state, "L");
    captured.customer_id = event->customer_id;
    captured.has_source = captured.has_captured_at_ms = captured.has_response_due_at_ms = 1;
    captured.source = SALES__LEAD_SOURCE__CAMPAIGN;
    captured.subject = arena_format(pv_arena(state), "Response to campaign %.80s",
                                    is_empty(event->campaign_name) ? event->campaign_id : event->campaign_name);
    captured.request = event->note;
    captured.campaign_id = event->campaign_id;
    captured.response_id = event->response_id;
    captured.captured_at_ms = event->responded_at_ms ? event->responded_at_ms : meta->at_ms;
    captured.response_due_at_ms = pv_now_ms(state) + SALES_LEAD_RESPONSE_MS;
    leads_name_duplicates(state, &captured);
    return emit_lead_captured(outcome, &captured);
}

/* --- alerts ------------------------------------------------------------------------------------------------------ */

static PvVerdict alert(const PvState *state, const sales_deal *deal, const char *subject, const char *case_id,
                       PvOutcome *outcome)
{
    sales_activity activity = SALES__ACTIVITY__INIT;
    activity.activity_id = pv_new_id(outcome);
    activity.has_kind = activity.has_state = activity.has_due_at_ms = 1;
    activity.kind = SALES__ACTIVITY_KIND__ALERT;
    activity.state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED;
    activity.subject = subject;
    activity.owner = deal->owner;
    activity.customer_id = deal->customer_id;
    activity.deal_id = deal->deal_id;
    activity.case_id = case_id;
    activity.due_at_ms = pv_now_ms(state);
    sales_activity_planned planned = SALES__ACTIVITY_PLANNED__INIT;
    planned.activity = &activity;
    planned.customer_id = activity.customer_id;
    planned.activity_id = activity.activity_id;
    return emit_activity_planned(outcome, &planned);
}

PvVerdict on_deal_stalled(const PvState *state, const sales_deal_stalled *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    const sales_deal *deal = deals_get(state, event->deal_id);
    if (!deal || is_empty(deal->owner))
        return PV_REFUSED;
    return alert(state, deal, arena_format(pv_arena(state), "Deal %s stands still", deal->number), NULL, outcome);
}

static bool is_warned(const PvState *state, const char *case_id, const char *owner)
{
    sales_activity probe = SALES__ACTIVITY__INIT;
    probe.case_id = case_id;
    probe.owner = owner;
    PvScan scan;
    activities_by_case(&scan, state, &probe, 2);
    bool warned = activities_next(&scan) != NULL;
    pv_scan_end(&scan);
    return warned;
}

static bool is_among(const PvList *owners, const char *owner)
{
    for (size_t i = 0; i < owners->count; i++)
        if (strcmp(owners->items[i], owner) == 0)
            return true;
    return false;
}

/* Each owner of an open deal of the customer, under any joined id, hears of an urgent case once. */
static PvVerdict warn_owners(const PvState *state, const char *customer_id, const char *case_id, const char *subject,
                             PvOutcome *outcome)
{
    PvList ids = card_component(state, customer_id), warned = {0};
    for (size_t i = 0; i < ids.count; i++) {
        sales_deal probe = SALES__DEAL__INIT;
        probe.customer_id = ids.items[i];
        probe.has_state = 1;
        probe.state = SALES__DEAL_STATE__DEAL_OPEN;
        PvScan scan;
        deals_by_customer(&scan, state, &probe, 2);
        for (sales_deal *deal; warned.count < SALES_WARNED_OWNER_LIMIT && (deal = deals_next(&scan));) {
            if (is_empty(deal->owner) || is_among(&warned, deal->owner) || is_warned(state, case_id, deal->owner))
                continue;
            pv_list_add(state, &warned, (char *)deal->owner);
            if (alert(state, deal, subject, case_id, outcome) == PV_REFUSED) {
                pv_scan_end(&scan);
                return PV_REFUSED;
            }
        }
        pv_scan_end(&scan);
    }
    return PV_ACCEPTED;
}

PvVerdict on_case_opened(const PvState *state, const support_case_opened *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    if (event->priority != SUPPORT__CASE_PRIORITY__URGENT || is_empty(event->customer_id))
        return PV_REFUSED;
    const char *subject = arena_format(pv_arena(state), "Urgent case %s of the customer",
                                       is_empty(event->number) ? event->case_id : event->number);
    return warn_owners(state, event->customer_id, event->case_id, subject, outcome);
}

PvVerdict on_case_priority_changed(const PvState *state, const support_case_priority_changed *event,
                                   const PvEventMeta *meta, PvOutcome *outcome)
{
    if (event->to != SUPPORT__CASE_PRIORITY__URGENT || is_empty(event->customer_id))
        return PV_REFUSED;
    return warn_owners(state, event->customer_id, event->case_id, "A case of the customer became urgent", outcome);
}

/* --- timers ------------------------------------------------------------------------------------------------------ */

PvVerdict when_lead_response_due(const PvState *state, const char *key, PvOutcome *outcome)
{
    const sales_lead *lead = leads_get(state, key);
    if (!lead || lead->responded_at_ms)
        return PV_REFUSED;
    sales_lead_went_overdue overdue = SALES__LEAD_WENT_OVERDUE__INIT;
    overdue.lead_id = lead->lead_id;
    overdue.customer_id = lead->customer_id;
    overdue.owner = lead->owner;
    return emit_lead_went_overdue(outcome, &overdue);
}

PvVerdict when_deal_idle(const PvState *state, const char *key, PvOutcome *outcome)
{
    const sales_deal *deal = deals_get(state, key);
    if (!deal || !rules_deal_is_open(deal))
        return PV_REFUSED;
    sales_deal_stalled stalled = SALES__DEAL_STALLED__INIT;
    stalled.deal_id = deal->deal_id;
    stalled.customer_id = deal->customer_id;
    stalled.stage_id = deal->stage_id;
    stalled.owner = deal->owner;
    return emit_deal_stalled(outcome, &stalled);
}

PvVerdict when_activity_reminder(const PvState *state, const char *key, PvOutcome *outcome)
{
    const sales_activity *activity = activities_get(state, key);
    if (!activity || activity->state != SALES__ACTIVITY_STATE__ACTIVITY_PLANNED)
        return PV_REFUSED;
    sales_activity_reminded reminded = SALES__ACTIVITY_REMINDED__INIT;
    reminded.activity_id = activity->activity_id;
    reminded.customer_id = activity->customer_id;
    reminded.owner = activity->owner;
    return emit_activity_reminded(outcome, &reminded);
}
