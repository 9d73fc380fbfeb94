/* Where a customer stands: what counted in the tier's period over all joined ids, the tier, and when it could fall. */
#include "loyalty/rules.h"
#include "loyalty/limits.h"
#include "runtime/time/civil.h"
#include <string.h>

#define ROLLING_DAYS 365

const loyalty_tier *rules_tier(const loyalty_programme *programme, const char *tier)
{
    for (size_t i = 0; tier && i < programme->n_tiers; i++)
        if (strcmp(programme->tiers[i]->tier, tier) == 0)
            return programme->tiers[i];
    return NULL;
}

const loyalty_tier *rules_base_tier(const loyalty_programme *programme)
{
    return programme->tiers[programme->n_tiers - 1];
}

static const loyalty_tier *tier_for(const loyalty_programme *programme, int64_t qualifying)
{
    for (size_t i = 0; i + 1 < programme->n_tiers; i++)
        if (qualifying >= programme->tiers[i]->minimum)
            return programme->tiers[i];
    return rules_base_tier(programme);
}

/* The days from first_day on, of one id after another; the days of one id are in order. */
static PvList days_from(const PvState *state, const char *customer_id, int64_t first_day)
{
    PvList ids = card_component(state, customer_id), days = {0};
    for (size_t i = 0; i < ids.count; i++) {
        loyalty_qualification probe = LOYALTY__QUALIFICATION__INIT;
        probe.customer_id = ids.items[i];
        probe.has_day = 1;
        probe.day = first_day;
        PvScan scan;
        pv_scan_begin_from(&scan, state, TABLE_qualifications, -1, &probe.base, 1, 2);
        for (loyalty_qualification *day; (day = qualifications_next(&scan));)
            pv_list_add(state, &days, day);
    }
    return days;
}

/* Sum over the days of a span, both ends in it. */
static int64_t sum_of(const PvList *days, int64_t from, int64_t to)
{
    int64_t sum = 0;
    for (size_t i = 0; i < days->count; i++) {
        const loyalty_qualification *day = days->items[i];
        if (day->day >= from && day->day <= to)
            sum += day->amount;
    }
    return sum;
}

/* The first day at whose leaving the sum falls below the tier's minimum. Ids are few, so one more pass over the days for
 * each of them that leaves is cheap. */
static int64_t first_fall(const PvList *days, int64_t qualifying, int64_t minimum)
{
    int64_t left = qualifying, last = INT64_MIN;
    for (;;) {
        int64_t next = INT64_MAX;
        for (size_t i = 0; i < days->count; i++) {
            const loyalty_qualification *day = days->items[i];
            if (day->day > last && day->day < next)
                next = day->day;
        }
        if (next == INT64_MAX)
            return 0;
        left -= sum_of(days, next, next);
        if (left < minimum)
            return next;
        last = next;
    }
}

static Standing rolling(const PvState *state, const loyalty_programme *programme, const char *customer_id,
                        int64_t today)
{
    PvList days = days_from(state, customer_id, today - ROLLING_DAYS + 1);
    Standing standing = {.qualifying = sum_of(&days, INT64_MIN, INT64_MAX)};
    standing.tier = tier_for(programme, standing.qualifying);
    if (standing.tier != rules_base_tier(programme))
        standing.review_at_ms =
            (first_fall(&days, standing.qualifying, standing.tier->minimum) + ROLLING_DAYS) * CIVIL_DAY_MS;
    return standing;
}

/* A tier reached in one year holds to the end of the next. */
static Standing by_year(const PvState *state, const loyalty_programme *programme, const char *customer_id,
                        int64_t today)
{
    int64_t year = civil_of_days(today).year;
    int64_t before = civil_to_days((Civil){.year = year - 1, .month = 1, .day = 1});
    int64_t begin = civil_to_days((Civil){.year = year, .month = 1, .day = 1});
    int64_t end = civil_to_days((Civil){.year = year + 1, .month = 1, .day = 1});
    PvList days = days_from(state, customer_id, before);
    int64_t last_year = sum_of(&days, before, begin - 1), this_year = sum_of(&days, begin, INT64_MAX);
    Standing standing = {.qualifying = last_year > this_year ? last_year : this_year};
    standing.tier = tier_for(programme, standing.qualifying);
    if (standing.tier != rules_base_tier(programme))
        standing.review_at_ms = end * CIVIL_DAY_MS;
    return standing;
}

Standing rules_standing(const PvState *state, const loyalty_programme *programme, const char *customer_id,
                        int64_t now_ms)
{
    int64_t today = civil_days_of_ms(now_ms);
    if (programme->tier_period == LOYALTY__TIER_PERIOD__CALENDAR_YEAR)
        return by_year(state, programme, customer_id, today);
    return rolling(state, programme, customer_id, today);
}
