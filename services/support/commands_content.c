/* Commands that add to a case's conversation and change what it says of itself. */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

/* --- conversation --------------------------------------------------------------------------------------- */

static PvVerdict message_is_new(const PvState *state, const support_add_case_message *command,
                                PvOutcome *outcome)
{
    if (!command->business_key || !*command->business_key)
        return accept(outcome);
    support_case_message probe = SUPPORT__CASE_MESSAGE__INIT;
    probe.business_key = command->business_key;
    const support_case_message *before = case_messages_by_business_key_one(state, &probe);
    if (!before)
        return accept(outcome);
    return refuse_field(outcome, ALREADY_RECORDED, "business_key", "Message %s has the key %s.",
                        before->message_id, command->business_key);
}

PvVerdict add_case_message(const PvState *state, const support_add_case_message *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "body", command->body, SUPPORT_BODY_LIMIT_BYTES, true) ||
        !text_is_fit(outcome, "author", command->author, SUPPORT_NAME_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "business_key", command->business_key, SUPPORT_KEY_LIMIT_BYTES, false) ||
        message_is_new(state, command, outcome) != PV_ACCEPTED)
        return PV_REFUSED;
    if (!command->has_direction || !command->direction)
        return refuse_field(outcome, INVALID_INPUT, "direction", "direction is missing.");
    bool inbound = command->direction == SUPPORT__MESSAGE_DIRECTION__INBOUND;
    if (record->state == SUPPORT__CASE_STATE__MERGED &&
        command->direction != SUPPORT__MESSAGE_DIRECTION__INTERNAL)
        return refuse(outcome, CASE_MERGED, "Case %s went on in %s.", record->number, record->merged_into);

    support_case_message_added added = SUPPORT__CASE_MESSAGE_ADDED__INIT;
    added.case_id = record->case_id;
    added.customer_id = record->customer_id;
    added.message_id = pv_new_id(outcome);
    added.has_message_number = added.has_direction = added.has_channel = added.has_written_at_ms = 1;
    added.message_number = record->messages + 1;
    added.business_key = command->business_key;
    added.direction = command->direction;
    added.channel = command->has_channel ? command->channel : record->channel;
    added.author = command->author && *command->author ? command->author
                   : inbound                           ? record->requester
                                                       : pv_actor_id(outcome);
    added.body = command->body;
    added.written_at_ms = command->written_at_ms > 0 ? command->written_at_ms : pv_now_ms(state);
    pv_happened_at(outcome, added.written_at_ms);
    if (emit_case_message_added(outcome, &added) != PV_ACCEPTED)
        return PV_REFUSED;
    return tell_state(outcome, record, rules_state_after_message(record->state, command->direction),
                      inbound ? "The customer wrote." : "It was answered.");
}

/* --- what it says of itself ----------------------------------------------------------------------------- */

static bool is_among(const char *text, char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, texts[i]) == 0)
            return true;
    return false;
}

static bool watchers_after(const PvState *state, const support_case *record,
                           const support_change_case *command, PvList *watchers, PvOutcome *outcome)
{
    char **gone = (char **)command->remove_watchers;
    for (size_t i = 0; i < record->n_watchers; i++)
        if (!is_among(record->watchers[i], gone, command->n_remove_watchers))
            pv_list_add(state, watchers, (void *)record->watchers[i]);
    for (size_t i = 0; i < command->n_add_watchers; i++) {
        if (!text_is_fit(outcome, "add_watchers", command->add_watchers[i], SUPPORT_NAME_LIMIT_BYTES, true))
            return false;
        if (!is_among(command->add_watchers[i], (char **)watchers->items, watchers->count))
            pv_list_add(state, watchers, (void *)command->add_watchers[i]);
    }
    if (watchers->count > SUPPORT_WATCHER_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "add_watchers", "A case has at most %d watchers.",
                     SUPPORT_WATCHER_LIMIT);
        return false;
    }
    return true;
}

static PvVerdict tell_priority(const PvState *state, const support_case *record,
                               const support_change_case *command, PvOutcome *outcome)
{
    if (!command->has_priority || !command->priority || command->priority == record->base_priority)
        return accept(outcome);
    support_case_priority_changed changed = SUPPORT__CASE_PRIORITY_CHANGED__INIT;
    const char *reason;
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.has_from = changed.has_to = changed.has_base_priority = 1;
    changed.from = record->priority;
    changed.base_priority = command->priority;
    changed.to = priority_for(state, card_view(state, record->customer_id), command->priority, &reason);
    changed.reason = reason;
    return emit_case_priority_changed(outcome, &changed);
}

PvVerdict change_case(const PvState *state, const support_change_case *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    PvList watchers = {0};
    if (!record || !text_is_fit(outcome, "subject", command->subject, SUPPORT_SUBJECT_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "requester", command->requester, SUPPORT_NAME_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "product_id", command->product_id, SUPPORT_REFERENCE_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "order_id", command->order_id, SUPPORT_REFERENCE_LIMIT_BYTES, false) ||
        !watchers_after(state, record, command, &watchers, outcome))
        return PV_REFUSED;
    if (record->state == SUPPORT__CASE_STATE__MERGED)
        return refuse(outcome, CASE_MERGED, "Case %s went on in %s.", record->number, record->merged_into);

    support_case_changed changed = SUPPORT__CASE_CHANGED__INIT;
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.subject = command->subject && *command->subject ? command->subject : record->subject;
    changed.has_kind = changed.has_severity = 1;
    changed.kind = command->kind ? command->kind : record->kind;
    changed.severity = command->severity ? command->severity : record->severity;
    changed.product_id = command->product_id ? command->product_id : record->product_id;
    changed.order_id = command->order_id ? command->order_id : record->order_id;
    changed.requester = command->requester ? command->requester : record->requester;
    changed.n_watchers = watchers.count;
    changed.watchers = (void *)watchers.items;
    if (emit_case_changed(outcome, &changed) != PV_ACCEPTED)
        return PV_REFUSED;
    return tell_priority(state, record, command, outcome);
}
