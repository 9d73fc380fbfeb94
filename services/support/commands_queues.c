/* Commands on queues, and moving cases between people and queues. */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

PvVerdict define_queue(const PvState *state, const support_define_queue *command, PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "name", command->name, SUPPORT_NAME_LIMIT_BYTES, true) ||
        !text_is_fit(outcome, "description", command->description, SUPPORT_REASON_LIMIT_BYTES, false))
        return PV_REFUSED;
    bool changes = command->queue_id && *command->queue_id;
    if (changes && !queues_get(state, command->queue_id))
        return refuse_field(outcome, QUEUE_NOT_FOUND, "queue_id", "No queue has the id %s.",
                            command->queue_id);
    support_queue probe = SUPPORT__QUEUE__INIT;
    probe.name = command->name;
    const support_queue *same_name = queues_by_name_one(state, &probe);
    if (same_name && (!changes || strcmp(same_name->queue_id, command->queue_id) != 0))
        return refuse_field(outcome, QUEUE_NAME_TAKEN, "name", "The queue %s has this name.",
                            same_name->queue_id);

    support_queue_defined defined = SUPPORT__QUEUE_DEFINED__INIT;
    defined.queue_id = changes ? command->queue_id : pv_new_id(outcome);
    defined.name = command->name;
    defined.description = command->description;
    return emit_queue_defined(outcome, &defined);
}

PvVerdict assign_case(const PvState *state, const support_assign_case *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "owner", command->owner, SUPPORT_NAME_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (record->state == SUPPORT__CASE_STATE__MERGED)
        return refuse(outcome, CASE_MERGED, "Case %s went on in %s.", record->number, record->merged_into);
    const char *before = record->owner ? record->owner : "", *now = command->owner ? command->owner : "";
    if (strcmp(before, now) == 0)
        return accept(outcome);

    support_case_assigned assigned = SUPPORT__CASE_ASSIGNED__INIT;
    assigned.case_id = record->case_id;
    assigned.customer_id = record->customer_id;
    assigned.from = before;
    assigned.to = now;
    return emit_case_assigned(outcome, &assigned);
}

PvVerdict set_queue(const PvState *state, const support_set_queue *command, PvOutcome *outcome)
{
    const support_case *record = case_of_command(state, command->case_id, outcome);
    if (!record || !text_is_fit(outcome, "queue_id", command->queue_id, 36, true))
        return PV_REFUSED;
    if (!queues_get(state, command->queue_id))
        return refuse_field(outcome, QUEUE_NOT_FOUND, "queue_id", "No queue has the id %s.",
                            command->queue_id);
    if (strcmp(record->queue_id, command->queue_id) == 0)
        return accept(outcome);

    support_case_queue_changed changed = SUPPORT__CASE_QUEUE_CHANGED__INIT;
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.from = record->queue_id;
    changed.to = command->queue_id;
    return emit_case_queue_changed(outcome, &changed);
}
