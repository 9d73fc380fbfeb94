/* Scoring runs: starting one, and its steps, which timers drive. */
#pragma once

#include "analytics/service.h"

/* Tells that a run starts. as_of_ms: its last day counts whole. */
PvVerdict scoring_start(const PvState *state, Analytics__ScoringCause cause, int64_t as_of_ms,
                        PvOutcome *outcome);

/* Tells that a run ended in this way. reason may be NULL. */
PvVerdict scoring_end(const analytics_scoring_run *run, Analytics__ScoringState how, const char *reason,
                      PvOutcome *outcome);

/* The run under way; NULL if there is none. */
analytics_scoring_run *scoring_under_way(const PvState *state);
