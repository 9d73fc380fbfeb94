/* Steps that several handlers of customer service share. */
#pragma once

#include "support/service.h"

/* Checks a text of a command: present if required, and not too long. False after a refusal. */
bool text_is_fit(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required);

/* The case a command names; NULL after a refusal. */
support_case *case_of_command(const PvState *state, const char *case_id, PvOutcome *outcome);

/* Priority of a case with this base for this customer, and in words what it follows from. */
Support__CasePriority priority_for(const PvState *state, const pv_card *card, Support__CasePriority base,
                                   const char **reason);

/* Tells that a case moved to another state, unless it is there already. */
PvVerdict tell_state(PvOutcome *outcome, const support_case *record, Support__CaseState to,
                     const char *reason);
