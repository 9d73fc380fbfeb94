/* What sales tells, folded into items: leads, deals, activities. Items that were never heard of are passed over. */
#include "portal/view/inside.h"

#define STATE(type, value) enum_name(&sales__##type##__descriptor, SALES__##value)

/* --- leads --------------------------------------------------------------------------------------------------------- */

void apply_lead_captured(PvState *state, const sales_lead_captured *event, const PvEventMeta *meta)
{
    portal_item *lead = item_take(state, event->lead_id, PORTAL__ITEM_KIND__ITEM_LEAD, event->customer_id, meta);
    lead->number = event->number;
    item_say(lead, event->subject, meta);
    lead->variety = enum_name(&sales__lead_source__descriptor, event->source);
    lead->campaign_id = event->campaign_id;
    lead->opened_at_ms = event->captured_at_ms;
    lead->has_due_at_ms = event->response_due_at_ms > 0;
    lead->due_at_ms = event->response_due_at_ms;
    item_in(lead, STATE(lead_state, LEAD_STATE__LEAD_NEW), false, meta);
    item_save(state, lead, meta);
}

void apply_lead_assigned(PvState *state, const sales_lead_assigned *event, const PvEventMeta *meta)
{
    portal_item *lead = items_get(state, event->lead_id);
    if (!lead)
        return;
    bool starts = lead->closed || (lead->state && strcmp(lead->state, "LEAD_NEW") == 0);
    lead->owner = event->owner;
    if (starts)
        item_in(lead, STATE(lead_state, LEAD_STATE__LEAD_ASSIGNED), false, meta);
    item_save(state, lead, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->owner, lead, meta);
}

/* The seller was in contact, or the lead came to its end: no response is due any more. */
static void lead_went(PvState *state, const char *lead_id, const char *state_name, const char *deal_id, bool closed,
                      const PvEventMeta *meta)
{
    portal_item *lead = items_get(state, lead_id);
    if (!lead)
        return;
    lead->has_due_at_ms = lead->has_alarm = 0;
    lead->due_at_ms = lead->alarm = 0;
    if (is_given(deal_id))
        lead->deal_id = deal_id;
    item_in(lead, state_name, closed, meta);
    item_save(state, lead, meta);
}

void apply_lead_worked(PvState *state, const sales_lead_worked *event, const PvEventMeta *meta)
{
    const portal_item *lead = items_get(state, event->lead_id);
    bool qualified = lead && lead->state && strcmp(lead->state, "LEAD_QUALIFIED") == 0;
    lead_went(state, event->lead_id, qualified ? lead->state : STATE(lead_state, LEAD_STATE__LEAD_WORKING), NULL, false,
              meta);
}

void apply_lead_qualified(PvState *state, const sales_lead_qualified *event, const PvEventMeta *meta)
{
    lead_went(state, event->lead_id, STATE(lead_state, LEAD_STATE__LEAD_QUALIFIED), NULL, false, meta);
}

void apply_lead_converted(PvState *state, const sales_lead_converted *event, const PvEventMeta *meta)
{
    lead_went(state, event->lead_id, STATE(lead_state, LEAD_STATE__LEAD_CONVERTED), event->deal_id, true, meta);
}

void apply_lead_recycled(PvState *state, const sales_lead_recycled *event, const PvEventMeta *meta)
{
    lead_went(state, event->lead_id, STATE(lead_state, LEAD_STATE__LEAD_RECYCLED), NULL, true, meta);
}

void apply_lead_disqualified(PvState *state, const sales_lead_disqualified *event, const PvEventMeta *meta)
{
    lead_went(state, event->lead_id, STATE(lead_state, LEAD_STATE__LEAD_DISQUALIFIED), NULL, true, meta);
}

void apply_lead_went_overdue(PvState *state, const sales_lead_went_overdue *event, const PvEventMeta *meta)
{
    portal_item *lead = items_get(state, event->lead_id);
    if (!lead)
        return;
    lead->has_alarm = lead->alarm = 1;
    item_save(state, lead, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_LEAD_OVERDUE, event->owner, lead, meta);
}

/* --- deals --------------------------------------------------------------------------------------------------------- */

void apply_deal_opened(PvState *state, const sales_deal_opened *event, const PvEventMeta *meta)
{
    portal_item *deal = item_take(state, event->deal_id, PORTAL__ITEM_KIND__ITEM_DEAL, event->customer_id, meta);
    deal->number = event->number;
    item_say(deal, event->title, meta);
    deal->amount = event->value;
    deal->owner = event->owner;
    deal->pipeline_id = event->pipeline_id;
    deal->stage_id = event->stage_id;
    deal->has_probability_percent = event->has_probability_percent;
    deal->probability_percent = event->probability_percent;
    deal->has_due_at_ms = event->has_expected_close_at_ms;
    deal->due_at_ms = event->expected_close_at_ms;
    deal->lead_id = event->lead_id;
    deal->campaign_id = event->campaign_id;
    deal->opened_at_ms = event->opened_at_ms;
    item_in(deal, STATE(deal_state, DEAL_STATE__DEAL_OPEN), false, meta);
    item_save(state, deal, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->owner, deal, meta);
}

/* The deal, which does not stand still any more; NULL if it was never heard of. */
static portal_item *moving_deal(PvState *state, const char *deal_id)
{
    portal_item *deal = items_get(state, deal_id);
    if (deal)
        deal->has_alarm = deal->alarm = 0;
    return deal;
}

void apply_deal_changed(PvState *state, const sales_deal_changed *event, const PvEventMeta *meta)
{
    portal_item *deal = moving_deal(state, event->deal_id);
    if (!deal)
        return;
    bool handed_over = !deal->owner || !event->owner || strcmp(deal->owner, event->owner) != 0;
    item_say(deal, event->title, meta);
    deal->amount = event->value;
    deal->owner = event->owner;
    deal->has_due_at_ms = event->has_expected_close_at_ms;
    deal->due_at_ms = event->expected_close_at_ms;
    item_save(state, deal, meta);
    if (handed_over)
        alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->owner, deal, meta);
}

void apply_deal_stage_changed(PvState *state, const sales_deal_stage_changed *event, const PvEventMeta *meta)
{
    portal_item *deal = moving_deal(state, event->deal_id);
    if (!deal)
        return;
    deal->stage_id = event->to_stage_id;
    deal->has_probability_percent = 1;
    deal->probability_percent = event->probability_percent;
    item_save(state, deal, meta);
}

void apply_deal_stalled(PvState *state, const sales_deal_stalled *event, const PvEventMeta *meta)
{
    portal_item *deal = items_get(state, event->deal_id);
    if (!deal)
        return;
    deal->has_alarm = deal->alarm = 1;
    item_save(state, deal, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_DEAL_STALLED, event->owner, deal, meta);
}

static void deal_ended(PvState *state, const char *deal_id, const char *state_name, uint32_t probability_percent,
                       const PvEventMeta *meta)
{
    portal_item *deal = moving_deal(state, deal_id);
    if (!deal)
        return;
    deal->has_probability_percent = 1;
    deal->probability_percent = probability_percent;
    item_in(deal, state_name, true, meta);
    item_save(state, deal, meta);
}

void apply_deal_won(PvState *state, const sales_deal_won *event, const PvEventMeta *meta)
{
    deal_ended(state, event->deal_id, STATE(deal_state, DEAL_STATE__DEAL_WON), 100, meta);
}

void apply_deal_lost(PvState *state, const sales_deal_lost *event, const PvEventMeta *meta)
{
    deal_ended(state, event->deal_id, STATE(deal_state, DEAL_STATE__DEAL_LOST), 0, meta);
}

void apply_deal_reopened(PvState *state, const sales_deal_reopened *event, const PvEventMeta *meta)
{
    portal_item *deal = moving_deal(state, event->deal_id);
    if (!deal)
        return;
    deal->stage_id = event->stage_id;
    deal->has_probability_percent = 1;
    deal->probability_percent = event->probability_percent;
    item_in(deal, STATE(deal_state, DEAL_STATE__DEAL_OPEN), false, meta);
    item_save(state, deal, meta);
}

/* --- activities ---------------------------------------------------------------------------------------------------- */

void apply_activity_planned(PvState *state, const sales_activity_planned *event, const PvEventMeta *meta)
{
    const sales_activity *planned = event->activity;
    if (!planned)
        return;
    portal_item *activity =
        item_take(state, planned->activity_id, PORTAL__ITEM_KIND__ITEM_ACTIVITY, planned->customer_id, meta);
    item_say(activity, planned->subject, meta);
    activity->variety = enum_name(&sales__activity_kind__descriptor, planned->kind);
    activity->owner = planned->owner;
    activity->has_due_at_ms = planned->has_due_at_ms;
    activity->due_at_ms = planned->due_at_ms;
    activity->deal_id = planned->deal_id;
    activity->lead_id = planned->lead_id;
    activity->case_id = planned->case_id;
    bool closed = planned->state == SALES__ACTIVITY_STATE__ACTIVITY_DONE ||
                  planned->state == SALES__ACTIVITY_STATE__ACTIVITY_CANCELLED;
    item_in(activity, enum_name(&sales__activity_state__descriptor, planned->state), closed, meta);
    item_save(state, activity, meta);
    if (!closed)
        alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, planned->owner, activity, meta);
}

void apply_activity_moved(PvState *state, const sales_activity_moved *event, const PvEventMeta *meta)
{
    portal_item *activity = items_get(state, event->activity_id);
    if (!activity)
        return;
    bool handed_over = !activity->owner || !event->owner || strcmp(activity->owner, event->owner) != 0;
    activity->has_due_at_ms = event->due_at_ms != 0;
    activity->due_at_ms = event->due_at_ms;
    activity->has_alarm = activity->alarm = 0;
    activity->owner = event->owner;
    item_save(state, activity, meta);
    if (handed_over)
        alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->owner, activity, meta);
}

static void activity_ended(PvState *state, const char *activity_id, const char *state_name, const PvEventMeta *meta)
{
    portal_item *activity = items_get(state, activity_id);
    if (!activity)
        return;
    activity->has_alarm = activity->alarm = 0;
    item_in(activity, state_name, true, meta);
    item_save(state, activity, meta);
}

void apply_activity_done(PvState *state, const sales_activity_done *event, const PvEventMeta *meta)
{
    activity_ended(state, event->activity_id, STATE(activity_state, ACTIVITY_STATE__ACTIVITY_DONE), meta);
}

void apply_activity_cancelled(PvState *state, const sales_activity_cancelled *event, const PvEventMeta *meta)
{
    activity_ended(state, event->activity_id, STATE(activity_state, ACTIVITY_STATE__ACTIVITY_CANCELLED), meta);
}

void apply_activity_reminded(PvState *state, const sales_activity_reminded *event, const PvEventMeta *meta)
{
    portal_item *activity = items_get(state, event->activity_id);
    if (!activity)
        return;
    activity->has_alarm = activity->alarm = 1;
    item_save(state, activity, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_REMINDER, event->owner, activity, meta);
}

void apply_account_assigned(PvState *state, const sales_account_assigned *event, const PvEventMeta *meta)
{
    alert_of_customer(state, event->owner, event->customer_id, NULL, event->owner, meta);
}
