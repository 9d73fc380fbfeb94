/* What a customer is worth over all ids joined with it, and telling others when it changed. */
#include "analytics/value.h"
#include "analytics/limits.h"
#include "analytics/rules.h"
#include <string.h>

analytics_analytics_settings *settings_row(const PvState *state)
{
    analytics_analytics_settings *settings = settings_get(state, SETTINGS_ID);
    if (settings)
        return settings;
    settings = arena_take(pv_arena(state), sizeof *settings);
    analytics__analytics_settings__init(settings);
    settings->settings_id = SETTINGS_ID;
    return settings;
}

/* --- merging -------------------------------------------------------------------------------------------- */

static int64_t within_limit(__int128 minor)
{
    if (minor > ANALYTICS_AMOUNT_LIMIT_MINOR)
        return ANALYTICS_AMOUNT_LIMIT_MINOR;
    return minor < -ANALYTICS_AMOUNT_LIMIT_MINOR ? -ANALYTICS_AMOUNT_LIMIT_MINOR : (int64_t)minor;
}

/* Minor units of the reporting currency; false if there is no rate. */
static bool convert(const analytics_analytics_settings *settings, const pv_money *money, int64_t *minor)
{
    const char *currency = money->currency ? money->currency : "";
    if (settings->currency && strcmp(settings->currency, currency) == 0) {
        *minor = within_limit(money->amount_minor);
        return true;
    }
    for (size_t i = 0; i < settings->n_rates; i++) {
        if (strcmp(settings->rates[i]->currency, currency) != 0)
            continue;
        __int128 product = (__int128)money->amount_minor * settings->rates[i]->rate_micro;
        *minor = within_limit((product + (product < 0 ? -500000 : 500000)) / 1000000);
        return true;
    }
    return false;
}

static void merge_periods(const PvState *state, PvList *into, analytics_period_purchases *const *periods,
                          size_t count)
{
    PvList merged = {0};
    size_t left = 0, right = 0;
    while (left < into->count || right < count) {
        analytics_period_purchases *a = left < into->count ? into->items[left] : NULL;
        analytics_period_purchases *b = right < count ? periods[right] : NULL;
        analytics_period_purchases *one = arena_take(pv_arena(state), sizeof *one);
        *one = !a || (b && b->period < a->period) ? *b : *a;
        if (a && b && a->period == b->period)
            one->purchases += b->purchases;
        left += a && a->period == one->period;
        right += b && b->period == one->period;
        pv_list_add(state, &merged, one);
    }
    *into = merged;
}

static void merge_one(const PvState *state, analytics_customer_value *value,
                      const analytics_customer_summary *summary, const analytics_analytics_settings *settings)
{
    if (summary->purchases > 0) {
        if (value->purchases == 0 || summary->first_purchase_ms < value->first_purchase_ms)
            value->first_purchase_ms = summary->first_purchase_ms;
        if (value->purchases == 0 || summary->last_purchase_ms > value->last_purchase_ms)
            value->last_purchase_ms = summary->last_purchase_ms;
        value->has_first_purchase_ms = value->has_last_purchase_ms = 1;
        value->purchases += summary->purchases;
    }
    for (size_t i = 0; i < summary->n_spent; i++) {
        int64_t minor = 0;
        if (convert(settings, summary->spent[i], &minor))
            value->spent_minor = within_limit((__int128)value->spent_minor + minor);
        else
            value->has_incomplete = value->incomplete = 1;
    }
}

analytics_customer_value *value_merge(const PvState *state, const char *canonical_id, const PvList *summaries,
                                      const analytics_analytics_settings *settings)
{
    analytics_customer_value *value = arena_take(pv_arena(state), sizeof *value);
    PvList periods = {0};
    analytics__customer_value__init(value);
    value->customer_id = canonical_id;
    value->currency = settings->currency;
    value->has_purchases = value->has_spent_minor = 1;
    for (size_t i = 0; i < summaries->count; i++) {
        const analytics_customer_summary *summary = summaries->items[i];
        merge_one(state, value, summary, settings);
        merge_periods(state, &periods, summary->periods, summary->n_periods);
    }
    if (value->purchases > 1) {
        value->has_mean_gap_ms = 1;
        value->mean_gap_ms =
            (value->last_purchase_ms - value->first_purchase_ms) / (int64_t)(value->purchases - 1);
    }
    uint32_t growth =
        rules_growth_percent((const analytics_period_purchases *const *)periods.items, periods.count);
    value->has_growth_percent = growth > 0;
    value->growth_percent = growth;
    return value;
}

/* --- judging -------------------------------------------------------------------------------------------- */

static void judge_scores(analytics_customer_value *value, const analytics_rfm_cuts *cuts, PvArena *arena)
{
    bool scored = cuts && value->purchases > 0;
    value->has_recency_score = value->has_frequency_score = value->has_monetary_score = scored;
    value->rfm_cell = value->segment = NULL;
    if (!scored)
        return;
    int64_t days = rules_day(cuts->as_of_ms) - rules_day(value->last_purchase_ms);
    value->recency_score = rules_recency_score(days, cuts->recency_days, cuts->n_recency_days);
    value->frequency_score = rules_score((int64_t)value->purchases, cuts->frequency, cuts->n_frequency);
    value->monetary_score = rules_score(value->spent_minor, cuts->monetary_minor, cuts->n_monetary_minor);
    value->rfm_cell =
        arena_format(arena, "%u%u%u", value->recency_score, value->frequency_score, value->monetary_score);
    value->segment = rules_segment(value->recency_score, value->frequency_score, value->monetary_score);
}

void value_judge(const PvState *state, analytics_customer_value *value)
{
    const analytics_rfm_cuts *cuts = cuts_get(state, CUTS_ID);
    const char *reason;
    judge_scores(value, cuts, pv_arena(state));
    value->lifecycle = rules_lifecycle(value, pv_now_ms(state), &value->review_at_ms, &reason);
    value->has_review_at_ms = value->review_at_ms != 0;
    value->value_tier = cuts ? rules_value_tier(value, cuts->tier_minor, cuts->n_tier_minor, &reason) : NULL;
}

static const analytics_customer_summary *newer_summary(const PvList *newer, const char *customer_id)
{
    for (size_t i = 0; newer && i < newer->count; i++) {
        const analytics_customer_summary *summary = newer->items[i];
        if (strcmp(summary->customer_id, customer_id) == 0)
            return summary;
    }
    return NULL;
}

analytics_customer_value *value_of(const PvState *state, const char *canonical_id, const PvList *newer)
{
    PvList ids = card_component(state, canonical_id), found = {0};
    for (size_t i = 0; i < ids.count; i++) {
        const analytics_customer_summary *summary = newer_summary(newer, ids.items[i]);
        if (!summary)
            summary = summaries_get(state, ids.items[i]);
        if (summary)
            pv_list_add(state, &found, (void *)summary);
    }
    analytics_customer_value *value = value_merge(state, canonical_id, &found, settings_row(state));
    value_judge(state, value);
    return value;
}

/* --- telling -------------------------------------------------------------------------------------------- */

static bool text_differs(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

bool value_differs(const analytics_customer_value *before, const analytics_customer_value *now)
{
    return !before || before->purchases != now->purchases || before->spent_minor != now->spent_minor ||
           before->first_purchase_ms != now->first_purchase_ms ||
           before->last_purchase_ms != now->last_purchase_ms || before->review_at_ms != now->review_at_ms ||
           before->mean_gap_ms != now->mean_gap_ms || before->growth_percent != now->growth_percent ||
           before->incomplete != now->incomplete || text_differs(before->currency, now->currency) ||
           text_differs(before->rfm_cell, now->rfm_cell) || text_differs(before->segment, now->segment) ||
           text_differs(before->value_tier, now->value_tier) ||
           text_differs(before->lifecycle, now->lifecycle);
}

static PvVerdict tell_scores(const analytics_customer_value *before, const analytics_customer_value *now,
                             PvOutcome *outcome)
{
    if (!now->has_recency_score || (before && !text_differs(before->rfm_cell, now->rfm_cell)))
        return accept(outcome);
    analytics_rfm_changed changed = ANALYTICS__RFM_CHANGED__INIT;
    changed.customer_id = now->customer_id;
    changed.has_recency_score = changed.has_frequency_score = changed.has_monetary_score = 1;
    changed.recency_score = now->recency_score;
    changed.frequency_score = now->frequency_score;
    changed.monetary_score = now->monetary_score;
    changed.rfm_cell = now->rfm_cell;
    changed.segment = now->segment;
    changed.from_cell = before ? before->rfm_cell : NULL;
    changed.from_segment = before ? before->segment : NULL;
    return emit_rfm_changed(outcome, &changed);
}

static PvVerdict tell_stage_and_tier(const PvState *state, const analytics_customer_value *before,
                                     const analytics_customer_value *now, PvOutcome *outcome)
{
    const char *reason;
    int64_t review_ms;
    const char *stage_before = before && before->lifecycle ? before->lifecycle : "awareness";
    if (text_differs(stage_before, now->lifecycle)) {
        analytics_lifecycle_changed changed = ANALYTICS__LIFECYCLE_CHANGED__INIT;
        rules_lifecycle(now, pv_now_ms(state), &review_ms, &reason);
        changed.customer_id = now->customer_id;
        changed.from = stage_before;
        changed.to = now->lifecycle;
        changed.reason = reason;
        if (emit_lifecycle_changed(outcome, &changed) != PV_ACCEPTED)
            return PV_REFUSED;
    }
    const analytics_rfm_cuts *cuts = cuts_get(state, CUTS_ID);
    if (!cuts || !text_differs(before ? before->value_tier : NULL, now->value_tier))
        return accept(outcome);
    analytics_value_tier_changed changed = ANALYTICS__VALUE_TIER_CHANGED__INIT;
    rules_value_tier(now, cuts->tier_minor, cuts->n_tier_minor, &reason);
    changed.customer_id = now->customer_id;
    changed.from = before ? before->value_tier : NULL;
    changed.to = now->value_tier;
    changed.reason = reason;
    return emit_value_tier_changed(outcome, &changed);
}

static bool facts_differ(const analytics_customer_value *before, const analytics_customer_value *now)
{
    return !before || before->purchases != now->purchases || before->spent_minor != now->spent_minor ||
           before->last_purchase_ms != now->last_purchase_ms ||
           text_differs(before->currency, now->currency) || text_differs(before->rfm_cell, now->rfm_cell) ||
           text_differs(before->segment, now->segment) || text_differs(before->value_tier, now->value_tier) ||
           text_differs(before->lifecycle, now->lifecycle);
}

PvVerdict value_tell(const PvState *state, const analytics_customer_value *before,
                     const analytics_customer_value *now, PvOutcome *outcome)
{
    if (!facts_differ(before, now))
        return accept(outcome);
    if (tell_scores(before, now, outcome) != PV_ACCEPTED ||
        tell_stage_and_tier(state, before, now, outcome) != PV_ACCEPTED)
        return PV_REFUSED;
    pv_money spent = PV__MONEY__INIT;
    spent.has_amount_minor = 1;
    spent.amount_minor = now->spent_minor;
    spent.currency = now->currency;
    pv_analytics_facts facts = PV__ANALYTICS_FACTS__INIT;
    facts.has_recency_score = facts.has_frequency_score = facts.has_monetary_score = now->has_recency_score;
    facts.recency_score = now->recency_score;
    facts.frequency_score = now->frequency_score;
    facts.monetary_score = now->monetary_score;
    facts.rfm_cell = now->rfm_cell;
    facts.segment = now->segment;
    facts.value_tier = now->value_tier;
    facts.lifecycle = now->lifecycle;
    facts.has_last_purchase_ms = now->has_last_purchase_ms;
    facts.last_purchase_ms = now->last_purchase_ms;
    facts.has_purchases = 1;
    facts.purchases = (uint32_t)now->purchases;
    facts.spent = &spent;
    pv_facts_announced announced = PV__FACTS_ANNOUNCED__INIT;
    announced.customer_id = now->customer_id;
    announced.analytics = &facts;
    return emit_facts_announced(outcome, &announced);
}
