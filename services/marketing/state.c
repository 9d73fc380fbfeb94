/* The only place where lists, memberships, campaigns and responses change. */
#include "marketing/lists.h"
#include <string.h>

static marketing_marketing_list *list_row(const PvState *state, const char *list_id)
{
    marketing_marketing_list *list = lists_get(state, list_id);
    pv_require(list, "no list has the id %s", list_id);
    return list;
}

static void plan(PvState *state, const char *list_id, const char *customer_id, bool known, int64_t next_ms)
{
    if (known)
        pv_timer_set(state, TIMER_list_check, list_check_key(state, list_id, customer_id), next_ms);
}

void apply_list_created(PvState *state, const marketing_list_created *event, const PvEventMeta *meta)
{
    marketing_marketing_list list = MARKETING__MARKETING_LIST__INIT;
    list.list_id = event->list_id;
    list.name = event->name;
    list.has_kind = list.has_members = list.has_created_at_ms = 1;
    list.kind = event->kind;
    list.created_at_ms = meta->at_ms;
    lists_put(state, &list);
}

void apply_list_filter_set(PvState *state, const marketing_list_filter_set *event, const PvEventMeta *meta)
{
    marketing_marketing_list *list = list_row(state, event->list_id);
    list->filter = event->filter;
    list->n_facts = event->n_facts;
    list->facts = event->facts;
    list->has_evaluating = list->has_evaluated = list->has_filter_set_at_ms = 1;
    list->evaluating = 1;
    list->evaluated = 0;
    list->cursor = NULL;
    list->filter_set_at_ms = meta->at_ms;
    lists_put(state, list);
    pv_timer_set(state, TIMER_list_evaluation, list->list_id, meta->recorded_at_ms);
}

void apply_list_evaluation_advanced(PvState *state, const marketing_list_evaluation_advanced *event,
                                    const PvEventMeta *meta)
{
    marketing_marketing_list *list = list_row(state, event->list_id);
    list->evaluated += event->customers;
    list->evaluating = !event->done;
    list->cursor = event->done ? NULL : event->cursor;
    lists_put(state, list);
    if (!event->done)
        pv_timer_set(state, TIMER_list_evaluation, list->list_id, event->continue_at_ms);
}

void apply_list_member_added(PvState *state, const marketing_list_member_added *event,
                             const PvEventMeta *meta)
{
    marketing_marketing_list *list = list_row(state, event->list_id);
    plan(state, event->list_id, event->customer_id, event->has_next_check_ms, event->next_check_ms);
    if (list_has(state, event->list_id, event->customer_id))
        return;
    marketing_list_member member = MARKETING__LIST_MEMBER__INIT;
    member.list_id = event->list_id;
    member.customer_id = event->customer_id;
    member.has_since_ms = 1;
    member.since_ms = meta->at_ms;
    members_put(state, &member);
    list->members++;
    lists_put(state, list);
}

void apply_list_member_removed(PvState *state, const marketing_list_member_removed *event,
                               const PvEventMeta *meta)
{
    marketing_marketing_list *list = list_row(state, event->list_id);
    plan(state, event->list_id, event->customer_id, event->has_next_check_ms, event->next_check_ms);
    if (!list_has(state, event->list_id, event->customer_id))
        return;
    marketing_list_member member = MARKETING__LIST_MEMBER__INIT;
    member.list_id = event->list_id;
    member.customer_id = event->customer_id;
    members_delete(state, &member);
    list->members--;
    lists_put(state, list);
}

void apply_list_check_planned(PvState *state, const marketing_list_check_planned *event,
                              const PvEventMeta *meta)
{
    plan(state, event->list_id, event->customer_id, true, event->next_check_ms);
}

void apply_campaign_planned(PvState *state, const marketing_campaign_planned *event, const PvEventMeta *meta)
{
    marketing_campaign campaign = MARKETING__CAMPAIGN__INIT;
    campaign.campaign_id = event->campaign_id;
    campaign.number = event->number;
    campaign.name = event->name;
    campaign.objective = event->objective;
    campaign.measure = event->measure;
    campaign.has_channel = event->has_channel;
    campaign.channel = event->channel;
    campaign.n_list_ids = event->n_list_ids;
    campaign.list_ids = event->list_ids;
    campaign.budget = event->budget;
    campaign.has_starts_at_ms = event->has_starts_at_ms;
    campaign.starts_at_ms = event->starts_at_ms;
    campaign.has_ends_at_ms = event->has_ends_at_ms;
    campaign.ends_at_ms = event->ends_at_ms;
    campaign.business_key = event->business_key;
    campaign.has_state = campaign.has_responses = campaign.has_created_at_ms = 1;
    campaign.state = MARKETING__CAMPAIGN_STATE__PLANNED;
    campaign.created_at_ms = meta->at_ms;
    campaigns_put(state, &campaign);
    pv_number_take(state, "M", event->number);
}

static marketing_campaign *campaign_row(const PvState *state, const char *campaign_id)
{
    marketing_campaign *campaign = campaigns_get(state, campaign_id);
    pv_require(campaign, "no campaign has the id %s", campaign_id);
    return campaign;
}

void apply_campaign_state_changed(PvState *state, const marketing_campaign_state_changed *event,
                                  const PvEventMeta *meta)
{
    marketing_campaign *campaign = campaign_row(state, event->campaign_id);
    campaign->state = event->to;
    campaigns_put(state, campaign);
}

void apply_response_recorded(PvState *state, const marketing_response_recorded *event,
                             const PvEventMeta *meta)
{
    marketing_response response = MARKETING__RESPONSE__INIT;
    response.response_id = event->response_id;
    response.campaign_id = event->campaign_id;
    response.customer_id = event->customer_id;
    response.has_kind = response.has_channel = response.has_responded_at_ms = 1;
    response.kind = event->kind;
    response.channel = event->channel;
    response.note = event->note;
    response.business_key = event->business_key;
    response.responded_at_ms = event->responded_at_ms;
    responses_put(state, &response);

    marketing_campaign *campaign = campaign_row(state, event->campaign_id);
    campaign->responses++;
    campaigns_put(state, campaign);
}
