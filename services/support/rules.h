/* The rules of customer service: which state follows which, and how urgent a case is. Pure functions. */
#pragma once

#include "payvand/support/messages.h"
#include <stdbool.h>

/* Is work on a case in this state still to be done? */
bool rules_case_is_open(Support__CaseState state);

/* May a case go from one state to the other? */
bool rules_case_may_go(Support__CaseState from, Support__CaseState to);

/* State of a case after a message was added in it; the same state if the message changes nothing. */
Support__CaseState rules_state_after_message(Support__CaseState state, Support__MessageDirection direction);

/* Priority a case gets from its severity where nobody gave one. */
Support__CasePriority rules_priority_of_severity(Support__CaseSeverity severity);

/* Priority of a case: its base, raised by the better of the customer's loyalty tier and value tier (names
 * such as "gold"; NULL or unknown names raise nothing). *raised_by becomes "loyalty tier", "value tier" or
 * NULL. */
Support__CasePriority rules_priority(Support__CasePriority base, const char *loyalty_tier,
                                     const char *value_tier, const char **raised_by);

/* A state, priority or severity as people write it: "waiting for customer" is waiting_for_customer here. */
const char *rules_state_name(Support__CaseState state);
const char *rules_priority_name(Support__CasePriority priority);
const char *rules_severity_name(Support__CaseSeverity severity);
