/* The only place where queues and cases change. */
#include "support/service.h"
#include <string.h>

static bool is_open(Support__CaseState state)
{
    return state != SUPPORT__CASE_STATE__RESOLVED && state != SUPPORT__CASE_STATE__CLOSED &&
           state != SUPPORT__CASE_STATE__MERGED && state != SUPPORT__CASE_STATE__REJECTED;
}

static support_case *case_row(const PvState *state, const char *case_id)
{
    support_case *record = cases_get(state, case_id);
    pv_require(record, "no case has the id %s", case_id);
    return record;
}

static void count_in_queue(PvState *state, const char *queue_id, int change)
{
    support_queue *queue = queues_get(state, queue_id);
    pv_require(queue, "no queue has the id %s", queue_id);
    queue->has_open_cases = 1;
    queue->open_cases = (uint32_t)((int)queue->open_cases + change);
    queues_put(state, queue);
}

void apply_queue_defined(PvState *state, const support_queue_defined *event, const PvEventMeta *meta)
{
    support_queue *before = queues_get(state, event->queue_id);
    support_queue queue = SUPPORT__QUEUE__INIT;
    queue.queue_id = event->queue_id;
    queue.name = event->name;
    queue.description = event->description;
    queue.has_open_cases = queue.has_defined_at_ms = 1;
    queue.open_cases = before ? before->open_cases : 0;
    queue.defined_at_ms = before ? before->defined_at_ms : meta->at_ms;
    queues_put(state, &queue);
}

void apply_case_opened(PvState *state, const support_case_opened *event, const PvEventMeta *meta)
{
    support_case record = SUPPORT__CASE__INIT;
    record.case_id = event->case_id;
    record.number = event->number;
    record.customer_id = event->customer_id;
    record.business_key = event->business_key;
    record.has_kind = record.has_state = record.has_priority = record.has_base_priority =
        record.has_severity = 1;
    record.kind = event->kind;
    record.has_channel = event->has_channel;
    record.channel = event->channel;
    record.state = SUPPORT__CASE_STATE__NEW;
    record.priority = event->priority;
    record.base_priority = event->base_priority;
    record.severity = event->severity;
    record.queue_id = event->queue_id;
    record.owner = event->owner;
    record.n_watchers = event->n_watchers;
    record.watchers = event->watchers;
    record.requester = event->requester;
    record.product_id = event->product_id;
    record.order_id = event->order_id;
    record.subject = event->subject;
    record.has_is_open = record.has_messages = record.has_opened_at_ms = record.has_state_since_ms = 1;
    record.is_open = 1;
    record.opened_at_ms = event->opened_at_ms;
    record.state_since_ms = meta->at_ms;
    cases_put(state, &record);
    count_in_queue(state, event->queue_id, 1);
    pv_number_take(state, "C", event->number);
}

void apply_case_message_added(PvState *state, const support_case_message_added *event,
                              const PvEventMeta *meta)
{
    support_case_message message = SUPPORT__CASE_MESSAGE__INIT;
    message.case_id = event->case_id;
    message.customer_id = event->customer_id;
    message.has_message_number = message.has_direction = message.has_written_at_ms = 1;
    message.message_number = event->message_number;
    message.message_id = event->message_id;
    message.business_key = event->business_key;
    message.direction = event->direction;
    message.has_channel = event->has_channel;
    message.channel = event->channel;
    message.author = event->author;
    message.body = event->body;
    message.written_at_ms = event->written_at_ms;
    case_messages_put(state, &message);

    support_case *record = case_row(state, event->case_id);
    record->messages = event->message_number;
    record->has_last_message_at_ms = 1;
    record->last_message_at_ms = event->written_at_ms;
    if (event->direction == SUPPORT__MESSAGE_DIRECTION__OUTBOUND && !record->has_first_answer_at_ms) {
        record->has_first_answer_at_ms = 1;
        record->first_answer_at_ms = event->written_at_ms;
    }
    cases_put(state, record);
}

/* Moves the case and keeps the count of its queue. The caller writes the row. */
static void move(PvState *state, support_case *record, Support__CaseState to, const PvEventMeta *meta)
{
    bool open_before = record->is_open;
    record->state = to;
    record->is_open = is_open(to);
    record->state_since_ms = meta->at_ms;
    record->has_snoozed_until_ms = 0;
    record->has_state_before_snooze = 0;
    pv_timer_clear(state, TIMER_case_woke, record->case_id);
    if (open_before != (bool)record->is_open)
        count_in_queue(state, record->queue_id, record->is_open ? 1 : -1);
    if (to == SUPPORT__CASE_STATE__RESOLVED) {
        record->has_resolved_at_ms = 1;
        record->resolved_at_ms = meta->at_ms;
    }
}

void apply_case_state_changed(PvState *state, const support_case_state_changed *event,
                              const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    Support__CaseState awake = record->has_state_before_snooze ? record->state_before_snooze : record->state;
    move(state, record, event->to, meta);
    record->state_reason = event->reason;
    if (event->to == SUPPORT__CASE_STATE__SNOOZED) {
        record->has_snoozed_until_ms = record->has_state_before_snooze = 1;
        record->snoozed_until_ms = event->snoozed_until_ms;
        record->state_before_snooze = awake;
        pv_timer_set(state, TIMER_case_woke, record->case_id, event->snoozed_until_ms);
    }
    cases_put(state, record);
}

void apply_case_merged(PvState *state, const support_case_merged *event, const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    move(state, record, SUPPORT__CASE_STATE__MERGED, meta);
    record->merged_into = event->into_case_id;
    cases_put(state, record);

    support_case *into = case_row(state, event->into_case_id);
    PvList merged = {0};
    for (size_t i = 0; i < into->n_merged_cases; i++)
        pv_list_add(state, &merged, (void *)into->merged_cases[i]);
    pv_list_add(state, &merged, (void *)event->case_id);
    into->merged_cases = (void *)merged.items;
    into->n_merged_cases = merged.count;
    cases_put(state, into);
}

void apply_case_priority_changed(PvState *state, const support_case_priority_changed *event,
                                 const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    record->priority = event->to;
    record->base_priority = event->base_priority;
    cases_put(state, record);
}

void apply_case_rated(PvState *state, const support_case_rated *event, const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    record->has_satisfaction = record->has_rated_at_ms = 1;
    record->satisfaction = event->satisfaction;
    record->satisfaction_comment = event->comment;
    record->rated_at_ms = meta->at_ms;
    cases_put(state, record);
}

void apply_case_assigned(PvState *state, const support_case_assigned *event, const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    record->owner = event->to;
    cases_put(state, record);
}

void apply_case_queue_changed(PvState *state, const support_case_queue_changed *event,
                              const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    if (record->is_open) {
        count_in_queue(state, record->queue_id, -1);
        count_in_queue(state, event->to, 1);
    }
    record->queue_id = event->to;
    cases_put(state, record);
}

void apply_case_changed(PvState *state, const support_case_changed *event, const PvEventMeta *meta)
{
    support_case *record = case_row(state, event->case_id);
    record->subject = event->subject;
    record->kind = event->kind;
    record->severity = event->severity;
    record->product_id = event->product_id;
    record->order_id = event->order_id;
    record->requester = event->requester;
    record->n_watchers = event->n_watchers;
    record->watchers = event->watchers;
    cases_put(state, record);
}
