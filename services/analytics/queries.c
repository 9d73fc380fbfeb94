/* What analytics answers. */
#include "analytics/rules.h"
#include "analytics/value.h"
#include <string.h>

static PvVerdict bad_token(PvOutcome *outcome)
{
    return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
}

PvVerdict get_rfm(const PvState *state, const analytics_get_rfm *query, analytics_customer_value *answer,
                  PvOutcome *outcome)
{
    if (!query->customer_id || !*query->customer_id)
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "customer_id is missing.");
    const analytics_customer_value *value = values_get(state, card_resolve(state, query->customer_id));
    if (!value)
        return refuse(outcome, NO_VALUE_YET, "Nothing is known of purchases of %s.", query->customer_id);
    *answer = *value;
    return accept(outcome);
}

static PvVerdict value_page(const PvState *state, int index, const analytics_customer_value *probe,
                            uint32_t limit, const char *after, analytics_customer_value_page *answer,
                            PvOutcome *outcome)
{
    PvScan scan;
    const char *next;
    if (!pv_scan_begin_after(&scan, state, TABLE_values, index, &probe->base, 1, after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, limit, &next);
    answer->rows = (analytics_customer_value **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}

PvVerdict list_rfm_segment(const PvState *state, const analytics_list_rfm_segment *query,
                           analytics_customer_value_page *answer, PvOutcome *outcome)
{
    analytics_customer_value probe = ANALYTICS__CUSTOMER_VALUE__INIT;
    bool by_cell = query->rfm_cell && *query->rfm_cell;
    if (!by_cell && !(query->segment && *query->segment))
        return refuse_field(outcome, INVALID_INPUT, "segment", "segment or rfm_cell is missing.");
    probe.rfm_cell = query->rfm_cell;
    probe.segment = query->segment;
    return value_page(state, by_cell ? INDEX_values_by_cell : INDEX_values_by_segment, &probe, query->limit,
                      query->after, answer, outcome);
}

PvVerdict list_customers_by_value_tier(const PvState *state,
                                       const analytics_list_customers_by_value_tier *query,
                                       analytics_customer_value_page *answer, PvOutcome *outcome)
{
    analytics_customer_value probe = ANALYTICS__CUSTOMER_VALUE__INIT;
    if (!query->value_tier || !*query->value_tier)
        return refuse_field(outcome, INVALID_INPUT, "value_tier", "value_tier is missing.");
    probe.value_tier = query->value_tier;
    return value_page(state, INDEX_values_by_value_tier, &probe, query->limit, query->after, answer, outcome);
}

PvVerdict get_rfm_cuts(const PvState *state, const analytics_get_rfm_cuts *query, analytics_rfm_cuts *answer,
                       PvOutcome *outcome)
{
    const analytics_rfm_cuts *cuts = cuts_get(state, CUTS_ID);
    if (!cuts)
        return refuse(outcome, NO_CUTS_YET, "There was no scoring run yet.");
    *answer = *cuts;
    return accept(outcome);
}

/* --- runs ----------------------------------------------------------------------------------------------- */

static analytics_scoring_run *run_named(const PvState *state, const char *run_id, PvOutcome *outcome)
{
    analytics_scoring_run *run;
    if (run_id && *run_id && strcmp(run_id, "last") != 0) {
        run = runs_get(state, run_id);
    } else {
        PvScan scan;
        runs_by_time(&scan, state, NULL, 0);
        run = runs_next(&scan);
        pv_scan_end(&scan);
    }
    if (!run)
        refuse_field(outcome, RUN_NOT_FOUND, "run_id", "No run has the id %s.", run_id ? run_id : "");
    return run;
}

PvVerdict get_scoring_run(const PvState *state, const analytics_get_scoring_run *query,
                          analytics_scoring_run *answer, PvOutcome *outcome)
{
    const analytics_scoring_run *run = run_named(state, query->run_id, outcome);
    if (!run)
        return PV_REFUSED;
    *answer = *run;
    return accept(outcome);
}

PvVerdict list_run_values(const PvState *state, const analytics_list_run_values *query,
                          analytics_run_value_page *answer, PvOutcome *outcome)
{
    const analytics_scoring_run *run = run_named(state, query->run_id, outcome);
    if (!run)
        return PV_REFUSED;
    analytics_run_value probe = ANALYTICS__RUN_VALUE__INIT;
    PvScan scan;
    const char *next;
    probe.run_id = run->run_id;
    if (!pv_scan_begin_after(&scan, state, TABLE_run_values, -1, &probe.base, 1, query->after))
        return bad_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &next);
    bool scored =
        run->state >= ANALYTICS__SCORING_STATE__SCORING && run->state <= ANALYTICS__SCORING_STATE__DONE;
    for (size_t i = 0; i < rows.count && scored; i++) {
        analytics_run_value *row = rows.items[i];
        row->has_recency_score = row->has_frequency_score = row->has_monetary_score = 1;
        row->recency_score = rules_score(row->last_day, run->recency_cuts, run->n_recency_cuts);
        row->frequency_score = rules_score(row->purchases, run->frequency_cuts, run->n_frequency_cuts);
        row->monetary_score = rules_score(row->spent_minor, run->monetary_cuts, run->n_monetary_cuts);
    }
    answer->rows = (analytics_run_value **)rows.items;
    answer->n_rows = rows.count;
    answer->next = next;
    return accept(outcome);
}

/* --- positions and settings ----------------------------------------------------------------------------- */

static bool is_asked_for(const analytics_get_positions *query, uint32_t partition)
{
    for (size_t i = 0; i < query->n_partitions; i++)
        if (query->partitions[i] == partition)
            return true;
    return query->n_partitions == 0;
}

PvVerdict get_positions(const PvState *state, const analytics_get_positions *query,
                        analytics_positions_report *answer, PvOutcome *outcome)
{
    PvList partitions = {0}, workers = {0};
    PvScan scan;
    partitions_scan(&scan, state, NULL, 0);
    for (analytics_partition_state *row; (row = partitions_next(&scan));)
        if (is_asked_for(query, row->partition))
            pv_list_add(state, &partitions, row);
    workers_scan(&scan, state, NULL, 0);
    for (analytics_worker_grant *row; workers.count < PV_PAGE_ROW_LIMIT && (row = workers_next(&scan));)
        pv_list_add(state, &workers, row);
    pv_scan_end(&scan);
    answer->partitions = (analytics_partition_state **)partitions.items;
    answer->n_partitions = partitions.count;
    answer->workers = (analytics_worker_grant **)workers.items;
    answer->n_workers = workers.count;
    return accept(outcome);
}

PvVerdict get_analytics_settings(const PvState *state, const analytics_get_analytics_settings *query,
                                 analytics_analytics_settings *answer, PvOutcome *outcome)
{
    *answer = *settings_row(state);
    return accept(outcome);
}
