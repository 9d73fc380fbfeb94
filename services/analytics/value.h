/* What a customer is worth over all ids joined with it, and telling others when it changed. Reads only. */
#pragma once

#include "analytics/service.h"

/* The settings row; one that says nothing if there is none yet. */
analytics_analytics_settings *settings_row(const PvState *state);

/* The value of the joined customer with this canonical id: its ids' summaries merged, valued in the reporting
 * currency and scored by the cuts that hold. Of an id in `newer` (analytics_customer_summary *) the summary
 * there counts instead of the stored one. In the arena. */
analytics_customer_value *value_of(const PvState *state, const char *canonical_id, const PvList *newer);

/* The same value with scores, stage and tier found anew, from its own figures. */
void value_judge(const PvState *state, analytics_customer_value *value);

/* Merges summaries (analytics_customer_summary *) into a value without scores, in a currency with rates. */
analytics_customer_value *value_merge(const PvState *state, const char *canonical_id, const PvList *summaries,
                                      const analytics_analytics_settings *settings);

/* Do the two differ in anything that is stored? before may be NULL. */
bool value_differs(const analytics_customer_value *before, const analytics_customer_value *now);

/* Tells what changed for others: scores, tier, stage, and the facts of the card. before may be NULL. */
PvVerdict value_tell(const PvState *state, const analytics_customer_value *before,
                     const analytics_customer_value *now, PvOutcome *outcome);
