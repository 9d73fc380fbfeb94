/* Commands that open a case, change it, and lead it from state to state. */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

/* --- opening -------------------------------------------------------------------------------------------- */

static bool opening_is_fit(const support_open_case *command, PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "subject", command->subject, SUPPORT_SUBJECT_LIMIT_BYTES, true) ||
        !text_is_fit(outcome, "body", command->body, SUPPORT_BODY_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "business_key", command->business_key, SUPPORT_KEY_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "owner", command->owner, SUPPORT_NAME_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "requester", command->requester, SUPPORT_NAME_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "product_id", command->product_id, SUPPORT_REFERENCE_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "order_id", command->order_id, SUPPORT_REFERENCE_LIMIT_BYTES, false))
        return false;
    if (command->n_watchers > SUPPORT_WATCHER_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "watchers", "A case has at most %d watchers.",
                     SUPPORT_WATCHER_LIMIT);
        return false;
    }
    for (size_t i = 0; i < command->n_watchers; i++)
        if (!text_is_fit(outcome, "watchers", command->watchers[i], SUPPORT_NAME_LIMIT_BYTES, true))
            return false;
    if (command->has_opened_at_ms && command->opened_at_ms <= 0) {
        refuse_field(outcome, INVALID_INPUT, "opened_at_ms", "The time must be later than 1970.");
        return false;
    }
    return true;
}

/* The queue for a new case: the one named, or General, which is made when it is first needed. NULL after a
 * refusal. */
static const char *queue_for(const PvState *state, const char *queue_id, PvOutcome *outcome)
{
    if (queue_id && *queue_id) {
        if (queues_get(state, queue_id))
            return queue_id;
        refuse_field(outcome, QUEUE_NOT_FOUND, "queue_id", "No queue has the id %s.", queue_id);
        return NULL;
    }
    support_queue probe = SUPPORT__QUEUE__INIT;
    probe.name = SUPPORT_GENERAL_QUEUE;
    const support_queue *general = queues_by_name_one(state, &probe);
    if (general)
        return general->queue_id;
    support_queue_defined defined = SUPPORT__QUEUE_DEFINED__INIT;
    defined.queue_id = pv_new_id(outcome);
    defined.name = SUPPORT_GENERAL_QUEUE;
    defined.description = "Cases that name no queue.";
    return emit_queue_defined(outcome, &defined) == PV_ACCEPTED ? defined.queue_id : NULL;
}

static PvVerdict tell_first_message(const support_case_opened *opened, const char *body, PvOutcome *outcome)
{
    if (!body || !*body)
        return accept(outcome);
    support_case_message_added added = SUPPORT__CASE_MESSAGE_ADDED__INIT;
    added.case_id = opened->case_id;
    added.customer_id = opened->customer_id;
    added.message_id = pv_new_id(outcome);
    added.has_message_number = added.has_direction = added.has_written_at_ms = 1;
    added.message_number = 1;
    added.direction = SUPPORT__MESSAGE_DIRECTION__INBOUND;
    added.has_channel = opened->has_channel;
    added.channel = opened->channel;
    added.author = opened->requester;
    added.body = body;
    added.written_at_ms = opened->opened_at_ms;
    return emit_case_message_added(outcome, &added);
}

static PvVerdict tell_opened(const PvState *state, const support_open_case *command, const char *customer_id,
                             const char *queue_id, PvOutcome *outcome)
{
    support_case_opened opened = SUPPORT__CASE_OPENED__INIT;
    const char *reason;
    opened.case_id = pv_new_id(outcome);
    opened.number = pv_number_next(state, "C");
    opened.customer_id = customer_id;
    opened.business_key = command->business_key;
    opened.has_kind = opened.has_priority = opened.has_base_priority = opened.has_severity = 1;
    opened.kind = command->kind ? command->kind : SUPPORT__CASE_KIND__QUESTION;
    opened.has_channel = command->has_channel;
    opened.channel = command->channel;
    opened.severity = command->severity ? command->severity : SUPPORT__CASE_SEVERITY__MINOR;
    opened.base_priority =
        command->priority ? command->priority : rules_priority_of_severity(opened.severity);
    opened.priority = priority_for(state, card_view(state, customer_id), opened.base_priority, &reason);
    opened.queue_id = queue_id;
    opened.owner = command->owner;
    opened.n_watchers = command->n_watchers;
    opened.watchers = command->watchers;
    opened.requester = command->requester;
    opened.product_id = command->product_id;
    opened.order_id = command->order_id;
    opened.subject = command->subject;
    opened.has_opened_at_ms = 1;
    opened.opened_at_ms = command->has_opened_at_ms ? command->opened_at_ms : pv_now_ms(state);
    pv_happened_at(outcome, opened.opened_at_ms);
    if (emit_case_opened(outcome, &opened) != PV_ACCEPTED)
        return PV_REFUSED;
    return tell_first_message(&opened, command->body, outcome);
}

PvVerdict open_case(const PvState *state, const support_open_case *command, PvOutcome *outcome)
{
    if (!opening_is_fit(command, outcome))
        return PV_REFUSED;
    if (command->business_key && *command->business_key) {
        support_case probe = SUPPORT__CASE__INIT;
        probe.business_key = command->business_key;
        const support_case *before = cases_by_business_key_one(state, &probe);
        if (before)
            return refuse_field(outcome, ALREADY_RECORDED, "business_key",
                                "Case %s was opened with the key %s.", before->number, command->business_key);
    }
    if (!command->customer)
        return refuse_field(outcome, INVALID_INPUT, "customer", "customer is missing.");
    const char *customer_id;
    if (card_reference(state, command->customer, outcome, &customer_id) != PV_ACCEPTED)
        return PV_REFUSED;
    const char *queue_id = queue_for(state, command->queue_id, outcome);
    if (!queue_id)
        return PV_REFUSED;
    return tell_opened(state, command, customer_id, queue_id, outcome);
}

/* --- states --------------------------------------------------------------------------------------------- */

PvVerdict change_case_state(const PvState *state, const support_change_case_state *command,
                            PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record)
        return PV_REFUSED;
    bool rejects = command->state == SUPPORT__CASE_STATE__REJECTED;
    if (!text_is_fit(outcome, "reason", command->reason, SUPPORT_REASON_LIMIT_BYTES, rejects))
        return PV_REFUSED;
    if (!command->has_state || !command->state)
        return refuse_field(outcome, INVALID_INPUT, "state", "state is missing.");
    if (command->state == SUPPORT__CASE_STATE__SNOOZED || command->state == SUPPORT__CASE_STATE__MERGED)
        return refuse_field(outcome, INVALID_INPUT, "state", "%s has a command of its own.",
                            rules_state_name(command->state));
    if (record->state == SUPPORT__CASE_STATE__MERGED)
        return refuse(outcome, CASE_MERGED, "Case %s went on in %s.", record->number, record->merged_into);
    if (!rules_case_may_go(record->state, command->state))
        return refuse_field(outcome, STATE_NOT_REACHABLE, "state", "Case %s is %s and cannot become %s.",
                            record->number, rules_state_name(record->state),
                            rules_state_name(command->state));
    return tell_state(outcome, record, command->state, command->reason);
}

PvVerdict snooze_case(const PvState *state, const support_snooze_case *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "reason", command->reason, SUPPORT_REASON_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (command->until_ms <= pv_now_ms(state))
        return refuse_field(outcome, INVALID_INPUT, "until_ms", "The time must be later than now.");
    bool again = record->state == SUPPORT__CASE_STATE__SNOOZED;
    if (!again && !rules_case_may_go(record->state, SUPPORT__CASE_STATE__SNOOZED))
        return refuse(outcome, CASE_NOT_OPEN, "Case %s is %s.", record->number,
                      rules_state_name(record->state));

    support_case_state_changed changed = SUPPORT__CASE_STATE_CHANGED__INIT;
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.has_from = changed.has_to = changed.has_snoozed_until_ms = 1;
    changed.from = record->state;
    changed.to = SUPPORT__CASE_STATE__SNOOZED;
    changed.reason = command->reason;
    changed.snoozed_until_ms = command->until_ms;
    return emit_case_state_changed(outcome, &changed);
}

PvVerdict rate_case(const PvState *state, const support_rate_case *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "comment", command->comment, SUPPORT_REASON_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (command->satisfaction < 1 || command->satisfaction > SUPPORT_SATISFACTION_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "satisfaction", "Satisfaction goes from 1 to %d.",
                            SUPPORT_SATISFACTION_LIMIT);
    if (record->is_open)
        return refuse(outcome, CASE_STILL_OPEN, "Case %s is %s.", record->number,
                      rules_state_name(record->state));
    if (record->state == SUPPORT__CASE_STATE__MERGED)
        return refuse(outcome, CASE_MERGED, "Case %s went on in %s.", record->number, record->merged_into);

    support_case_rated rated = SUPPORT__CASE_RATED__INIT;
    rated.case_id = record->case_id;
    rated.customer_id = record->customer_id;
    rated.has_satisfaction = 1;
    rated.satisfaction = command->satisfaction;
    rated.comment = command->comment;
    return emit_case_rated(outcome, &rated);
}

PvVerdict merge_case(const PvState *state, const support_merge_case *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "into_case_id", command->into_case_id, 36, true))
        return PV_REFUSED;
    const support_case *into = cases_get(state, command->into_case_id);
    if (!into)
        return refuse_field(outcome, CASE_NOT_FOUND, "into_case_id", "No case has the id %s.",
                            command->into_case_id);
    if (strcmp(record->case_id, into->case_id) == 0 || into->n_merged_cases >= SUPPORT_MERGED_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "into_case_id", "Case %s cannot take it up.",
                            into->number);
    if (!record->is_open || !into->is_open)
        return refuse(outcome, CASE_NOT_OPEN, "Case %s is %s.",
                      record->is_open ? into->number : record->number,
                      rules_state_name(record->is_open ? into->state : record->state));
    if (strcmp(card_resolve(state, record->customer_id), card_resolve(state, into->customer_id)) != 0)
        return refuse(outcome, OTHER_CUSTOMER, "Cases %s and %s are of different customers.", record->number,
                      into->number);

    support_case_merged merged = SUPPORT__CASE_MERGED__INIT;
    merged.case_id = record->case_id;
    merged.customer_id = record->customer_id;
    merged.has_from = 1;
    merged.from = record->state;
    merged.into_case_id = into->case_id;
    return emit_case_merged(outcome, &merged);
}

PvVerdict when_case_woke(const PvState *state, const char *key, PvOutcome *outcome)
{
    const support_case *record = cases_get(state, key);
    if (!record || record->state != SUPPORT__CASE_STATE__SNOOZED)
        return accept(outcome);
    return tell_state(outcome, record, record->state_before_snooze, "Its time has come.");
}
