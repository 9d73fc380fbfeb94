/* The only place where leads, accounts, settings and activities change. */
#include "sales/service.h"

/* --- leads ------------------------------------------------------------------------------------------------------- */

void apply_lead_captured(PvState *state, const sales_lead_captured *event, const PvEventMeta *meta)
{
    sales_lead lead = SALES__LEAD__INIT;
    lead.lead_id = event->lead_id;
    lead.number = event->number;
    lead.customer_id = event->customer_id;
    lead.has_state = lead.has_captured_at_ms = lead.has_changed_at_ms = 1;
    lead.state = SALES__LEAD_STATE__LEAD_NEW;
    lead.has_source = event->has_source;
    lead.source = event->source;
    lead.subject = event->subject;
    lead.request = event->request;
    lead.has_score = event->has_score;
    lead.score = event->score;
    lead.campaign_id = event->campaign_id;
    lead.response_id = event->response_id;
    lead.business_key = event->business_key;
    lead.captured_at_ms = event->captured_at_ms;
    lead.changed_at_ms = meta->at_ms;
    lead.has_response_due_at_ms = event->has_response_due_at_ms;
    lead.response_due_at_ms = event->response_due_at_ms;
    lead.duplicate_lead_ids = event->duplicate_lead_ids;
    lead.n_duplicate_lead_ids = event->n_duplicate_lead_ids;
    leads_put(state, &lead);
    pv_number_take(state, "L", event->number);
    if (event->response_due_at_ms > 0)
        pv_timer_set(state, TIMER_lead_response_due, event->lead_id, event->response_due_at_ms);
}

static sales_lead *lead_in(PvState *state, const char *lead_id, Sales__LeadState lead_state, const PvEventMeta *meta)
{
    sales_lead *lead = leads_get(state, lead_id);
    pv_require(lead);
    lead->has_state = lead->has_changed_at_ms = 1;
    lead->state = lead_state;
    lead->changed_at_ms = meta->at_ms;
    return lead;
}

void apply_lead_assigned(PvState *state, const sales_lead_assigned *event, const PvEventMeta *meta)
{
    sales_lead *lead = leads_get(state, event->lead_id);
    pv_require(lead);
    bool starts = lead->state == SALES__LEAD_STATE__LEAD_NEW || lead->state == SALES__LEAD_STATE__LEAD_RECYCLED;
    lead = lead_in(state, event->lead_id, starts ? SALES__LEAD_STATE__LEAD_ASSIGNED : lead->state, meta);
    lead->owner = event->owner;
    leads_put(state, lead);
}

/* The seller was in contact, or the lead came to its end: no response is due any more. */
static void respond(PvState *state, sales_lead *lead, const PvEventMeta *meta)
{
    if (!lead->responded_at_ms) {
        lead->has_responded_at_ms = 1;
        lead->responded_at_ms = meta->at_ms;
    }
    pv_timer_clear(state, TIMER_lead_response_due, lead->lead_id);
    leads_put(state, lead);
}

void apply_lead_worked(PvState *state, const sales_lead_worked *event, const PvEventMeta *meta)
{
    sales_lead *lead = leads_get(state, event->lead_id);
    pv_require(lead);
    bool qualified = lead->state == SALES__LEAD_STATE__LEAD_QUALIFIED;
    respond(state, lead_in(state, event->lead_id, qualified ? lead->state : SALES__LEAD_STATE__LEAD_WORKING, meta), meta);
}

void apply_lead_qualified(PvState *state, const sales_lead_qualified *event, const PvEventMeta *meta)
{
    respond(state, lead_in(state, event->lead_id, SALES__LEAD_STATE__LEAD_QUALIFIED, meta), meta);
}

void apply_lead_converted(PvState *state, const sales_lead_converted *event, const PvEventMeta *meta)
{
    sales_lead *lead = lead_in(state, event->lead_id, SALES__LEAD_STATE__LEAD_CONVERTED, meta);
    lead->deal_id = event->deal_id;
    lead->company_id = event->company_id;
    respond(state, lead, meta);
}

void apply_lead_recycled(PvState *state, const sales_lead_recycled *event, const PvEventMeta *meta)
{
    sales_lead *lead = lead_in(state, event->lead_id, SALES__LEAD_STATE__LEAD_RECYCLED, meta);
    lead->reason = event->reason;
    respond(state, lead, meta);
}

void apply_lead_disqualified(PvState *state, const sales_lead_disqualified *event, const PvEventMeta *meta)
{
    sales_lead *lead = lead_in(state, event->lead_id, SALES__LEAD_STATE__LEAD_DISQUALIFIED, meta);
    lead->reason = event->reason;
    respond(state, lead, meta);
}

void apply_lead_went_overdue(PvState *state, const sales_lead_went_overdue *event, const PvEventMeta *meta)
{
    sales_lead *lead = leads_get(state, event->lead_id);
    pv_require(lead);
    lead->has_overdue = lead->overdue = 1;
    leads_put(state, lead);
}

/* --- accounts and settings --------------------------------------------------------------------------------------- */

void apply_account_assigned(PvState *state, const sales_account_assigned *event, const PvEventMeta *meta)
{
    sales_account fresh = SALES__ACCOUNT__INIT;
    sales_account *account = accounts_get(state, event->customer_id);
    if (!account)
        account = &fresh;
    account->customer_id = event->customer_id;
    account->owner = event->owner;
    accounts_put(state, account);
}

void apply_pipeline_set(PvState *state, const sales_pipeline_set *event, const PvEventMeta *meta)
{
    pipelines_put(state, event->pipeline);
}

void apply_product_defined(PvState *state, const sales_product_defined *event, const PvEventMeta *meta)
{
    products_put(state, event->product);
}

void apply_price_set(PvState *state, const sales_price_set *event, const PvEventMeta *meta)
{
    sales_price price = SALES__PRICE__INIT;
    price.product_id = event->product_id;
    price.currency = event->currency;
    price.tier = event->tier;
    price.has_unit_price_minor = 1;
    price.unit_price_minor = event->unit_price_minor;
    prices_put(state, &price);
}

/* --- activities -------------------------------------------------------------------------------------------------- */

static void set_reminder(PvState *state, const sales_activity *activity)
{
    if (activity->remind_at_ms > 0)
        pv_timer_set(state, TIMER_activity_reminder, activity->activity_id, activity->remind_at_ms);
    else
        pv_timer_clear(state, TIMER_activity_reminder, activity->activity_id);
}

void apply_activity_planned(PvState *state, const sales_activity_planned *event, const PvEventMeta *meta)
{
    activities_put(state, event->activity);
    set_reminder(state, event->activity);
}

static sales_activity *activity_of(PvState *state, const char *activity_id)
{
    sales_activity *activity = activities_get(state, activity_id);
    pv_require(activity);
    return activity;
}

void apply_activity_moved(PvState *state, const sales_activity_moved *event, const PvEventMeta *meta)
{
    sales_activity *activity = activity_of(state, event->activity_id);
    activity->has_due_at_ms = event->due_at_ms != 0;
    activity->due_at_ms = event->due_at_ms;
    if (activity->remind_at_ms != event->remind_at_ms)
        activity->has_reminded = activity->reminded = 0;
    activity->has_remind_at_ms = event->remind_at_ms != 0;
    activity->remind_at_ms = event->remind_at_ms;
    activity->owner = event->owner;
    activities_put(state, activity);
    if (!activity->reminded)
        set_reminder(state, activity);
}

static void close_activity(PvState *state, const char *activity_id, Sales__ActivityState activity_state,
                           const char *outcome, const PvEventMeta *meta)
{
    sales_activity *activity = activity_of(state, activity_id);
    activity->state = activity_state;
    activity->outcome = outcome;
    activity->has_closed_at_ms = 1;
    activity->closed_at_ms = meta->at_ms;
    activities_put(state, activity);
    pv_timer_clear(state, TIMER_activity_reminder, activity_id);
}

void apply_activity_done(PvState *state, const sales_activity_done *event, const PvEventMeta *meta)
{
    close_activity(state, event->activity_id, SALES__ACTIVITY_STATE__ACTIVITY_DONE, event->outcome, meta);
}

void apply_activity_cancelled(PvState *state, const sales_activity_cancelled *event, const PvEventMeta *meta)
{
    close_activity(state, event->activity_id, SALES__ACTIVITY_STATE__ACTIVITY_CANCELLED, event->reason, meta);
}

void apply_activity_reminded(PvState *state, const sales_activity_reminded *event, const PvEventMeta *meta)
{
    sales_activity *activity = activity_of(state, event->activity_id);
    activity->has_reminded = activity->reminded = 1;
    activities_put(state, activity);
}
