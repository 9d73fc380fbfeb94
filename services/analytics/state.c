/* The only place where partitions, summaries, values and scoring runs change. */
#include "analytics/value.h"
#include <string.h>

/* --- values --------------------------------------------------------------------------------------------- */

/* Writes a value and its timer; returns how much the number of customers with purchases changed. */
static int put_value(PvState *state, const analytics_customer_value *value)
{
    const analytics_customer_value *before = values_get(state, value->customer_id);
    values_put(state, value);
    int64_t due_ms = pv_timer_due(state, TIMER_value_review, value->customer_id);
    if (value->has_review_at_ms && value->review_at_ms != due_ms)
        pv_timer_set(state, TIMER_value_review, value->customer_id, value->review_at_ms);
    else if (!value->has_review_at_ms && due_ms)
        pv_timer_clear(state, TIMER_value_review, value->customer_id);
    return (value->purchases > 0) - (before && before->purchases > 0);
}

static int put_values(PvState *state, analytics_customer_value *const *values, size_t count)
{
    int change = 0;
    for (size_t i = 0; i < count; i++)
        change += put_value(state, values[i]);
    return change;
}

static int remove_value(PvState *state, const char *customer_id)
{
    analytics_customer_value *before = values_get(state, customer_id);
    if (!before)
        return 0;
    values_delete(state, before);
    pv_timer_clear(state, TIMER_value_review, customer_id);
    return -(before->purchases > 0);
}

static void count_customers(analytics_analytics_settings *settings, int change)
{
    settings->has_customers = 1;
    settings->customers = (uint64_t)((int64_t)settings->customers + change);
}

void apply_customers_revalued(PvState *state, const analytics_customers_revalued *event,
                              const PvEventMeta *meta)
{
    int change = put_values(state, event->values, event->n_values);
    for (size_t i = 0; i < event->n_removed_ids; i++)
        change += remove_value(state, event->removed_ids[i]);
    if (change == 0)
        return;
    analytics_analytics_settings *settings = settings_row(state);
    count_customers(settings, change);
    settings_put(state, settings);
}

/* --- partitions ----------------------------------------------------------------------------------------- */

static analytics_partition_state *partition_row(PvState *state, uint32_t partition)
{
    analytics_partition_state probe = ANALYTICS__PARTITION_STATE__INIT;
    probe.has_partition = 1;
    probe.partition = partition;
    analytics_partition_state *row = partitions_find(state, &probe);
    if (row)
        return row;
    row = arena_take(pv_arena(state), sizeof *row);
    *row = probe;
    return row;
}

void apply_partitions_taken(PvState *state, const analytics_partitions_taken *event, const PvEventMeta *meta)
{
    analytics_worker_grant grant = ANALYTICS__WORKER_GRANT__INIT;
    grant.worker = event->worker;
    grant.has_worker_epoch = grant.has_granted_at_ms = 1;
    grant.worker_epoch = event->worker_epoch;
    grant.n_partitions = event->n_partitions;
    grant.partitions = event->partitions;
    grant.granted_at_ms = meta->at_ms;
    workers_put(state, &grant);
    for (size_t i = 0; i < event->n_partitions; i++) {
        analytics_partition_state *row = partition_row(state, event->partitions[i]);
        row->worker = event->worker;
        row->has_worker_epoch = 1;
        row->worker_epoch = event->worker_epoch;
        partitions_put(state, row);
    }
    analytics_analytics_settings *settings = settings_row(state);
    settings->has_worker_epoch = 1;
    settings->worker_epoch = event->worker_epoch;
    settings_put(state, settings);
}

void apply_partition_advanced(PvState *state, const analytics_partition_advanced *event,
                              const PvEventMeta *meta)
{
    analytics_partition_state *row = partition_row(state, event->partition);
    row->n_positions = event->n_to;
    row->positions = event->to;
    row->has_deltas = row->has_advanced_at_ms = 1;
    row->deltas++;
    row->advanced_at_ms = meta->recorded_at_ms;
    partitions_put(state, row);
    for (size_t i = 0; i < event->n_customers; i++)
        summaries_put(state, event->customers[i]);
    int change = put_values(state, event->values, event->n_values);

    analytics_analytics_settings *settings = settings_row(state);
    int64_t last_ms = settings->last_purchase_ms;
    for (size_t i = 0; i < event->n_values; i++)
        if (event->values[i]->last_purchase_ms > last_ms)
            last_ms = event->values[i]->last_purchase_ms;
    if (event->has_nightly_at_ms)
        pv_timer_set(state, TIMER_nightly_scoring, "nightly", event->nightly_at_ms);
    bool first = event->currency && *event->currency;
    if (!first && change == 0 && last_ms == settings->last_purchase_ms)
        return;
    if (first)
        settings->currency = event->currency;
    settings->has_last_purchase_ms = 1;
    settings->last_purchase_ms = last_ms;
    count_customers(settings, change);
    settings_put(state, settings);
}

void apply_reporting_currency_set(PvState *state, const analytics_reporting_currency_set *event,
                                  const PvEventMeta *meta)
{
    analytics_analytics_settings *settings = settings_row(state);
    settings->currency = event->currency;
    settings->n_rates = event->n_rates;
    settings->rates = event->rates;
    settings_put(state, settings);
}

/* --- what events tell others; the values are stored by the events before them --------------------------- */

void apply_rfm_changed(PvState *state, const analytics_rfm_changed *event, const PvEventMeta *meta)
{
    (void)state, (void)event, (void)meta;
}

void apply_value_tier_changed(PvState *state, const analytics_value_tier_changed *event,
                              const PvEventMeta *meta)
{
    (void)state, (void)event, (void)meta;
}

void apply_lifecycle_changed(PvState *state, const analytics_lifecycle_changed *event,
                             const PvEventMeta *meta)
{
    (void)state, (void)event, (void)meta;
}

/* --- scores --------------------------------------------------------------------------------------------- */

void apply_rfm_scores_advanced(PvState *state, const analytics_rfm_scores_advanced *event,
                               const PvEventMeta *meta)
{
    analytics_scoring_run *run = runs_get(state, event->run_id);
    pv_require(run, "no run has the id %s", event->run_id);
    put_values(state, event->values, event->n_values);
    run->has_scored = run->has_changed = 1;
    run->scored += event->customers;
    run->changed += event->n_values;
    run->cursor = event->done ? NULL : event->cursor;
    if (event->done)
        run->state = ANALYTICS__SCORING_STATE__CLEARING;
    runs_put(state, run);
    pv_timer_set(state, TIMER_scoring_step, event->run_id, event->continue_at_ms);
}
