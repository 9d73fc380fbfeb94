/* Steps that several handlers of customer service share. */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

bool text_is_fit(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required)
{
    size_t length = text ? strlen(text) : 0;
    if (required && length == 0) {
        refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
        return false;
    }
    if (length > limit_bytes) {
        refuse_field(outcome, INVALID_INPUT, field, "%s has %zu bytes; the limit is %zu.", field, length,
                     limit_bytes);
        return false;
    }
    return true;
}

support_case *case_of_command(const PvState *state, const char *case_id, PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "case_id", case_id, 36, true))
        return NULL;
    support_case *record = cases_get(state, case_id);
    if (!record)
        refuse_field(outcome, CASE_NOT_FOUND, "case_id", "No case has the id %s.", case_id);
    return record;
}

Support__CasePriority priority_for(const PvState *state, const pv_card *card, Support__CasePriority base,
                                   const char **reason)
{
    const char *loyalty_tier = card && card->loyalty ? card->loyalty->tier : NULL;
    const char *value_tier = card && card->analytics ? card->analytics->value_tier : NULL;
    const char *raised_by;
    Support__CasePriority priority = rules_priority(base, loyalty_tier, value_tier, &raised_by);
    *reason = arena_copy_text(pv_arena(state), rules_priority_name(base));
    if (raised_by)
        *reason = arena_format(pv_arena(state), "%s, %s %s", rules_priority_name(base), raised_by,
                               strcmp(raised_by, "value tier") == 0 ? value_tier : loyalty_tier);
    return priority;
}

PvVerdict tell_state(PvOutcome *outcome, const support_case *record, Support__CaseState to,
                     const char *reason)
{
    if (record->state == to)
        return accept(outcome);
    support_case_state_changed changed = SUPPORT__CASE_STATE_CHANGED__INIT;
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.has_from = changed.has_to = 1;
    changed.from = record->state;
    changed.to = to;
    changed.reason = reason;
    return emit_case_state_changed(outcome, &changed);
}
