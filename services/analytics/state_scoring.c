/* The only place where scoring runs and their rows change; scores of customers are written in state.c. */
#include "analytics/value.h"
#include <string.h>

static analytics_scoring_run *run_row(const PvState *state, const char *run_id)
{
    analytics_scoring_run *run = runs_get(state, run_id);
    pv_require(run, "no run has the id %s", run_id);
    return run;
}

void apply_rfm_scoring_started(PvState *state, const analytics_rfm_scoring_started *event,
                               const PvEventMeta *meta)
{
    analytics_scoring_run run = ANALYTICS__SCORING_RUN__INIT;
    run.run_id = event->run_id;
    run.has_state = run.has_cause = run.has_as_of_ms = run.has_past = run.has_started_at_ms =
        run.has_customers = 1;
    run.state = event->past ? ANALYTICS__SCORING_STATE__REPORTING : ANALYTICS__SCORING_STATE__COLLECTING;
    run.cause = event->cause;
    run.as_of_ms = event->as_of_ms;
    run.past = event->past;
    run.started_at_ms = meta->recorded_at_ms;
    run.currency = event->currency;
    runs_put(state, &run);
    if (event->has_continue_at_ms)
        pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
    if (event->has_deadline_ms)
        pv_timer_set(state, TIMER_scoring_deadline, event->run_id, event->deadline_ms);
    pv_timer_set(state, TIMER_nightly_scoring, "nightly", event->nightly_at_ms);

    analytics_analytics_settings *settings = settings_row(state);
    PvList kept = {0};
    for (size_t i = 0; i < settings->n_kept_run_ids; i++)
        pv_list_add(state, &kept, (void *)settings->kept_run_ids[i]);
    pv_list_add(state, &kept, (void *)event->run_id);
    settings->kept_run_ids = (const char **)kept.items;
    settings->n_kept_run_ids = kept.count;
    settings->run_id = event->run_id;
    settings_put(state, settings);
}

void apply_rfm_as_of_reported(PvState *state, const analytics_rfm_as_of_reported *event,
                              const PvEventMeta *meta)
{
    analytics_run_summary row = ANALYTICS__RUN_SUMMARY__INIT;
    row.run_id = event->run_id;
    for (size_t i = 0; i < event->n_customers; i++) {
        row.customer_id = event->customers[i]->customer_id;
        row.summary = event->customers[i];
        run_summaries_put(state, &row);
    }
    if (!event->done)
        return;
    analytics_scoring_run *run = run_row(state, event->run_id);
    uint32_t *reported = arena_take(pv_arena(state), (run->n_reported + 1) * sizeof *reported);
    if (run->n_reported > 0)
        memcpy(reported, run->reported, run->n_reported * sizeof *reported);
    reported[run->n_reported++] = event->partition;
    run->reported = reported;
    if (event->has_continue_at_ms) {
        run->state = ANALYTICS__SCORING_STATE__COLLECTING;
        pv_timer_clear(state, TIMER_scoring_deadline, event->run_id);
        pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
    }
    runs_put(state, run);
}

void apply_rfm_values_collected(PvState *state, const analytics_rfm_values_collected *event,
                                const PvEventMeta *meta)
{
    for (size_t i = 0; i < event->n_values; i++) {
        analytics_run_value value = *event->values[i];
        value.run_id = event->run_id;
        run_values_put(state, &value);
    }
    analytics_scoring_run *run = run_row(state, event->run_id);
    run->customers += event->n_values;
    run->cursor = event->done ? NULL : event->cursor;
    if (event->done) {
        run->state = ANALYTICS__SCORING_STATE__CUTTING;
        run->has_dimension = run->has_counted = 1;
        run->dimension = 1;
        run->counted = 0;
    }
    runs_put(state, run);
    pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
}

void apply_rfm_cuts_advanced(PvState *state, const analytics_rfm_cuts_advanced *event,
                             const PvEventMeta *meta)
{
    analytics_scoring_run *run = run_row(state, event->run_id);
    if (event->dimension == 1) {
        run->recency_cuts = event->cuts;
        run->n_recency_cuts = event->n_cuts;
    } else if (event->dimension == 2) {
        run->frequency_cuts = event->cuts;
        run->n_frequency_cuts = event->n_cuts;
    } else {
        run->monetary_cuts = event->cuts;
        run->n_monetary_cuts = event->n_cuts;
    }
    run->tier_cuts = event->tier_cuts;
    run->n_tier_cuts = event->n_tier_cuts;
    run->has_counted = run->has_last_value = 1;
    run->counted = event->done ? 0 : event->counted;
    run->last_value = event->last_value;
    run->cursor = event->done ? NULL : event->cursor;
    if (event->done && event->dimension < 3)
        run->dimension++;
    runs_put(state, run);
    pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
}

void apply_rfm_cuts_set(PvState *state, const analytics_rfm_cuts_set *event, const PvEventMeta *meta)
{
    analytics_rfm_cuts cuts = ANALYTICS__RFM_CUTS__INIT;
    cuts.cuts_id = CUTS_ID;
    cuts.run_id = event->run_id;
    cuts.has_as_of_ms = cuts.has_customers = 1;
    cuts.as_of_ms = event->as_of_ms;
    cuts.customers = event->customers;
    cuts.n_recency_days = event->n_recency_days;
    cuts.recency_days = event->recency_days;
    cuts.n_frequency = event->n_frequency;
    cuts.frequency = event->frequency;
    cuts.n_monetary_minor = event->n_monetary_minor;
    cuts.monetary_minor = event->monetary_minor;
    cuts.n_tier_minor = event->n_tier_minor;
    cuts.tier_minor = event->tier_minor;
    cuts.currency = event->currency;
    cuts_put(state, &cuts);
    analytics_scoring_run *run = run_row(state, event->run_id);
    run->state = ANALYTICS__SCORING_STATE__SCORING;
    run->cursor = NULL;
    runs_put(state, run);
}

static void keep_only(analytics_analytics_settings *settings, const char *run_id)
{
    size_t kept = 0;
    for (size_t i = 0; i < settings->n_kept_run_ids; i++)
        if (strcmp(settings->kept_run_ids[i], run_id) == 0)
            settings->kept_run_ids[kept++] = settings->kept_run_ids[i];
    settings->n_kept_run_ids = kept;
}

void apply_rfm_run_cleared(PvState *state, const analytics_rfm_run_cleared *event, const PvEventMeta *meta)
{
    analytics_run_summary summary = ANALYTICS__RUN_SUMMARY__INIT;
    analytics_run_value value = ANALYTICS__RUN_VALUE__INIT;
    summary.run_id = value.run_id = event->cleared_run_id;
    for (size_t i = 0; i < event->n_customer_ids; i++) {
        summary.customer_id = value.customer_id = event->customer_ids[i];
        if (event->reports)
            run_summaries_delete(state, &summary);
        else
            run_values_delete(state, &value);
    }
    if (!event->done) {
        pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
        return;
    }
    analytics_analytics_settings *settings = settings_row(state);
    keep_only(settings, event->run_id);
    settings_put(state, settings);
}

void apply_rfm_scoring_ended(PvState *state, const analytics_rfm_scoring_ended *event,
                             const PvEventMeta *meta)
{
    analytics_scoring_run *run = run_row(state, event->run_id);
    run->state = event->state;
    run->reason = event->reason;
    run->has_ended_at_ms = 1;
    run->ended_at_ms = meta->recorded_at_ms;
    runs_put(state, run);
    pv_timer_clear(state, TIMER_scoring_step, event->run_id);
    pv_timer_clear(state, TIMER_scoring_deadline, event->run_id);

    analytics_analytics_settings *settings = settings_row(state);
    settings->run_id = NULL;
    if (event->state == ANALYTICS__SCORING_STATE__DONE) {
        settings->last_run_id = event->run_id;
        settings->has_last_run_customers = 1;
        settings->last_run_customers = event->customers;
    }
    settings_put(state, settings);
}
