/* The rules of analytics as tables and formulas. */
#include "analytics/rules.h"
#include "analytics/limits.h"
#include <string.h>

int64_t rules_day(int64_t ms)
{
    return ms / RULES_DAY_MS - (ms % RULES_DAY_MS < 0);
}

uint32_t rules_period(int64_t ms)
{
    return ms > 0 ? (uint32_t)(ms / (ANALYTICS_PERIOD_DAYS * RULES_DAY_MS)) : 0;
}

/* --- scores --------------------------------------------------------------------------------------------- */

void rules_cut(int64_t value, uint64_t worse, uint64_t n, int64_t *cuts, size_t *count)
{
    while (*count < RULES_CUTS && 5 * worse / n > *count)
        cuts[(*count)++] = value;
}

void rules_tier_cut(int64_t value, uint64_t worse, uint64_t n, int64_t *cuts, size_t *count)
{
    static const uint64_t percents[RULES_CUTS] = {20, 50, 80, 95};
    while (*count < RULES_CUTS && 100 * worse >= percents[*count] * n)
        cuts[(*count)++] = value;
}

uint32_t rules_score(int64_t value, const int64_t *cuts, size_t count)
{
    uint32_t score = 1;
    for (size_t i = 0; i < count; i++)
        score += value >= cuts[i];
    return score;
}

uint32_t rules_recency_score(int64_t days, const int64_t *cuts, size_t count)
{
    uint32_t score = 1;
    for (size_t i = 0; i < count; i++)
        score += days <= cuts[i];
    return score;
}

/* Rows: recency 1 to 5. Columns: mean of frequency and monetary 1 to 5. */
static const char *const segments[5][5] = {
    {"lost", "lost", "hibernating", "at_risk", "cannot_lose"},
    {"hibernating", "about_to_sleep", "at_risk", "at_risk", "cannot_lose"},
    {"about_to_sleep", "need_attention", "need_attention", "loyal", "loyal"},
    {"promising", "potential_loyalist", "loyal", "loyal", "champions"},
    {"new", "potential_loyalist", "potential_loyalist", "champions", "champions"},
};

const char *rules_segment(uint32_t recency, uint32_t frequency, uint32_t monetary)
{
    uint32_t worth = (frequency + monetary + 1) / 2;
    if (recency < 1 || recency > 5 || worth < 1 || worth > 5)
        return "";
    return segments[recency - 1][worth - 1];
}

/* --- stage of life -------------------------------------------------------------------------------------- */

#define GROWING_PERCENT 125
#define GAPS_UNTIL_GONE 3                    /* own mean gaps without a purchase */
#define SHORTEST_WAIT_MS (30 * RULES_DAY_MS) /* before a regular customer counts as gone */
#define SINGLE_PURCHASE_WAIT_MS (365 * RULES_DAY_MS)

uint32_t rules_growth_percent(const analytics_period_purchases *const *periods, size_t count)
{
    if (count == 0)
        return 0;
    uint32_t last = periods[count - 1]->period;
    uint64_t recent = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t age = last - periods[i]->period;
        if (age < 4)
            recent += periods[i]->purchases;
        else if (age < 8)
            before += periods[i]->purchases;
    }
    return before ? (uint32_t)(recent * 100 / before) : 0;
}

const char *rules_lifecycle(const Analytics__CustomerValue *value, int64_t now_ms, int64_t *review_ms,
                            const char **reason)
{
    *review_ms = 0;
    if (value->purchases == 0) {
        *reason = "no purchase";
        return "awareness";
    }
    int64_t wait_ms = SINGLE_PURCHASE_WAIT_MS;
    if (value->purchases > 1) {
        wait_ms = GAPS_UNTIL_GONE * value->mean_gap_ms;
        if (wait_ms < SHORTEST_WAIT_MS)
            wait_ms = SHORTEST_WAIT_MS;
    }
    if (now_ms > value->last_purchase_ms + wait_ms) {
        *reason = value->purchases > 1 ? "no purchase for three times the mean gap"
                                       : "one purchase, over a year ago";
        return "attrition";
    }
    *review_ms = value->last_purchase_ms + wait_ms + 1;
    if (value->purchases == 1) {
        *reason = "first purchase";
        return "acquisition";
    }
    if (value->growth_percent >= GROWING_PERCENT) {
        *reason = "buys more often than the year before";
        return "development";
    }
    *reason = "buys again";
    return "retention";
}

/* --- value tier ----------------------------------------------------------------------------------------- */

#define REGULAR_PURCHASES 3

/* First row that fits: share of customers (percent) who spent less, and what else must hold. */
static const struct {
    const char *tier;
    unsigned limit; /* 0: 20 percent, 1: 50, 2: 80, 3: 95; 4: no limit */
    bool active;    /* has not left */
    bool growing;
    bool regular;
    const char *reason;
} tiers[] = {
    {"platinum", 3, false, false, false, "among the 5 percent who spent most"},
    {"gold", 2, true, false, false, "among the 20 percent who spent most, and active"},
    {"gold", 1, true, true, true, "above the middle and growing"},
    {"silver", 4, true, false, true, "buys regularly"},
    {"silver", 2, false, false, false, "among the 20 percent who spent most"},
    {"bronze", 0, false, false, false, "average"},
    {"tin", 4, false, false, false, "among the 20 percent who spent least"},
};

const char *rules_value_tier(const Analytics__CustomerValue *value, const int64_t *limits, size_t count,
                             const char **reason)
{
    bool active = value->lifecycle && strcmp(value->lifecycle, "attrition") != 0;
    *reason = "";
    if (value->purchases == 0 || !value->has_monetary_score)
        return "";
    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++) {
        bool reaches =
            tiers[i].limit == 4 || (tiers[i].limit < count && value->spent_minor >= limits[tiers[i].limit]);
        if (!reaches || (tiers[i].active && !active) ||
            (tiers[i].growing && value->growth_percent < GROWING_PERCENT) ||
            (tiers[i].regular && value->purchases < REGULAR_PURCHASES))
            continue;
        *reason = tiers[i].reason;
        return tiers[i].tier;
    }
    return "tin";
}

int64_t rules_next_night_ms(int64_t now_ms)
{
    int64_t due_ms = rules_day(now_ms) * RULES_DAY_MS + ANALYTICS_NIGHTLY_HOUR * 3600LL * 1000;
    return due_ms > now_ms ? due_ms : due_ms + RULES_DAY_MS;
}
