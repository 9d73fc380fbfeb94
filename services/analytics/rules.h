/* The rules of analytics: scores, segments, value tiers, stages of life. Pure functions. */
#pragma once

#include "payvand/analytics/messages.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULES_DAY_MS (24LL * 3600 * 1000)

/* Day since 1970-01-01, UTC; before 1970 negative. */
int64_t rules_day(int64_t ms);
/* Number of the period of 91 days. */
uint32_t rules_period(int64_t ms);

/* Adds what a run counts: `worse` of n customers have a worse value than this one. Puts the value after the
 * cuts that it is the first to reach: cut k (from 1) is the smallest value with floor(5 × worse / n) ≥ k. */
void rules_cut(int64_t value, uint64_t worse, uint64_t n, int64_t *cuts, size_t *count);
/* The same for the limits of the value tiers: the smallest values with worse / n of at least 20, 50, 80 and
 * 95 percent. */
void rules_tier_cut(int64_t value, uint64_t worse, uint64_t n, int64_t *cuts, size_t *count);
#define RULES_CUTS 4

/* 1 + the number of cuts the value reaches: 1 + floor(5 × customers with a worse value / n), equal values
 * alike. */
uint32_t rules_score(int64_t value, const int64_t *cuts, size_t count);
/* The same for recency: the fewer days before the as-of day, the better. */
uint32_t rules_recency_score(int64_t days, const int64_t *cuts, size_t count);

/* Named segment of three scores: by recency and the mean of the other two, half rounded up. Static text. */
const char *rules_segment(uint32_t recency, uint32_t frequency, uint32_t monetary);

/* Purchases of the last four periods up to that of the last purchase in percent of the four before; 0 where
 * those had none. Periods are in order. */
uint32_t rules_growth_percent(const analytics_period_purchases *const *periods, size_t count);

/* Stage of life. *review_ms becomes when time alone will change it, 0 if it will not. *reason is static text.
 */
const char *rules_lifecycle(const Analytics__CustomerValue *value, int64_t now_ms, int64_t *review_ms,
                            const char **reason);

/* Value tier from the limits of the last run (20, 50, 80, 95 percent); "" without them. Reads the value's
 * stage. */
const char *rules_value_tier(const Analytics__CustomerValue *value, const int64_t *limits, size_t count,
                             const char **reason);

/* The next time after now at which the nightly run is due. */
int64_t rules_next_night_ms(int64_t now_ms);
