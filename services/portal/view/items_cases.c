/* What customer service tells, folded into items. */
#include "portal/view/inside.h"

static const char *state_name(Support__CaseState value)
{
    return enum_name(&support__case_state__descriptor, value);
}

void apply_case_opened(PvState *state, const support_case_opened *event, const PvEventMeta *meta)
{
    portal_item *item = item_take(state, event->case_id, PORTAL__ITEM_KIND__ITEM_CASE, event->customer_id, meta);
    item->number = event->number;
    item_say(item, event->subject, meta);
    item->variety = enum_name(&support__case_kind__descriptor, event->kind);
    item->owner = event->owner;
    item->queue_id = event->queue_id;
    item->has_priority = item->has_severity = 1;
    item->priority = event->priority;
    item->severity = event->severity;
    item->channel = event->channel ? enum_name(&pv__channel__descriptor, event->channel) : NULL;
    item->order_id = event->order_id;
    item->opened_at_ms = event->opened_at_ms;
    item->n_watchers = event->n_watchers;
    item->watchers = event->watchers;
    item->has_alarm = item->alarm = event->priority == SUPPORT__CASE_PRIORITY__URGENT;
    item_in(item, state_name(SUPPORT__CASE_STATE__NEW), false, meta);
    item_save(state, item, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->owner, item, meta);
}

void apply_case_message_added(PvState *state, const support_case_message_added *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    item->has_last_message_at_ms = 1;
    item->last_message_at_ms = event->written_at_ms;
    item->last_direction = enum_name(&support__message_direction__descriptor, event->direction);
    item_save(state, item, meta);
    if (event->direction == SUPPORT__MESSAGE_DIRECTION__INBOUND)
        alert_about(state, PORTAL__ALERT_KIND__ALERT_CUSTOMER_WROTE, item->owner, item, meta);
}

static bool is_closed(Support__CaseState value)
{
    return value == SUPPORT__CASE_STATE__RESOLVED || value == SUPPORT__CASE_STATE__CLOSED ||
           value == SUPPORT__CASE_STATE__MERGED || value == SUPPORT__CASE_STATE__REJECTED;
}

static void alert_watchers(PvState *state, const portal_item *item, const PvEventMeta *meta)
{
    for (size_t i = 0; i < item->n_watchers; i++)
        if (!item->owner || strcmp(item->owner, item->watchers[i]) != 0)
            alert_about(state, PORTAL__ALERT_KIND__ALERT_WATCHED, item->watchers[i], item, meta);
}

void apply_case_state_changed(PvState *state, const support_case_state_changed *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    bool snoozed = event->to == SUPPORT__CASE_STATE__SNOOZED;
    item->has_snoozed_until_ms = snoozed;
    item->snoozed_until_ms = snoozed ? event->snoozed_until_ms : 0;
    item_in(item, state_name(event->to), is_closed(event->to), meta);
    item_save(state, item, meta);
    if (event->to == SUPPORT__CASE_STATE__REOPENED)
        alert_about(state, PORTAL__ALERT_KIND__ALERT_CASE_REOPENED, item->owner, item, meta);
    alert_watchers(state, item, meta);
}

void apply_case_merged(PvState *state, const support_case_merged *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    item->has_snoozed_until_ms = 0;
    item->snoozed_until_ms = 0;
    item->case_id = event->into_case_id;
    item_in(item, state_name(SUPPORT__CASE_STATE__MERGED), true, meta);
    item_save(state, item, meta);
}

void apply_case_priority_changed(PvState *state, const support_case_priority_changed *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    bool urgent = event->to == SUPPORT__CASE_PRIORITY__URGENT;
    item->has_priority = item->has_alarm = 1;
    item->priority = event->to;
    item->alarm = urgent;
    item_save(state, item, meta);
    if (!urgent || item->closed)
        return;
    alert_about(state, PORTAL__ALERT_KIND__ALERT_CASE_URGENT, item->owner, item, meta);
    alert_watchers(state, item, meta);
}

void apply_case_assigned(PvState *state, const support_case_assigned *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    item->owner = event->to;
    item_save(state, item, meta);
    alert_about(state, PORTAL__ALERT_KIND__ALERT_HANDED_OVER, event->to, item, meta);
}

void apply_case_queue_changed(PvState *state, const support_case_queue_changed *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    item->queue_id = event->to;
    item_save(state, item, meta);
}

void apply_case_changed(PvState *state, const support_case_changed *event, const PvEventMeta *meta)
{
    portal_item *item = items_get(state, event->case_id);
    if (!item)
        return;
    item_say(item, event->subject, meta);
    item->variety = enum_name(&support__case_kind__descriptor, event->kind);
    item->has_severity = 1;
    item->severity = event->severity;
    item->order_id = event->order_id;
    item->n_watchers = event->n_watchers;
    item->watchers = event->watchers;
    item_save(state, item, meta);
}
