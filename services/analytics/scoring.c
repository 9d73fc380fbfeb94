/* Scoring runs: started by people, at night, by growth or by a new currency; then gathered, cut, scored and
 * cleared in slices that yield to commands. Everything a slice finds is in its event. */
#include "analytics/scoring.h"
#include "analytics/rules.h"
#include "analytics/value.h"
#include <string.h>

typedef analytics_scoring_run Run;

Run *scoring_under_way(const PvState *state)
{
    const analytics_analytics_settings *settings = settings_row(state);
    return settings->run_id && *settings->run_id ? runs_get(state, settings->run_id) : NULL;
}

PvVerdict scoring_start(const PvState *state, Analytics__ScoringCause cause, int64_t as_of_ms,
                        PvOutcome *outcome)
{
    const analytics_analytics_settings *settings = settings_row(state);
    analytics_rfm_scoring_started started = ANALYTICS__RFM_SCORING_STARTED__INIT;
    int64_t now_ms = pv_now_ms(state);
    started.run_id = pv_new_id(outcome);
    started.has_as_of_ms = started.has_cause = started.has_past = started.has_nightly_at_ms = 1;
    started.as_of_ms = as_of_ms;
    started.cause = cause;
    started.past = rules_day(settings->last_purchase_ms) > rules_day(as_of_ms);
    started.nightly_at_ms = rules_next_night_ms(now_ms);
    started.has_deadline_ms = started.past;
    started.deadline_ms = now_ms + ANALYTICS_REPORT_WAIT_MS;
    started.has_continue_at_ms = !started.past;
    started.continue_at_ms = now_ms;
    started.currency = settings->currency;
    return emit_rfm_scoring_started(outcome, &started);
}

PvVerdict scoring_end(const Run *run, Analytics__ScoringState how, const char *reason, PvOutcome *outcome)
{
    analytics_rfm_scoring_ended ended = ANALYTICS__RFM_SCORING_ENDED__INIT;
    ended.run_id = run->run_id;
    ended.has_state = ended.has_customers = 1;
    ended.state = how;
    ended.reason = reason;
    ended.customers = run->customers;
    return emit_rfm_scoring_ended(outcome, &ended);
}

/* --- gathering values ----------------------------------------------------------------------------------- */

static void gather(const PvState *state, PvList *found, const analytics_customer_value *value)
{
    if (value->purchases == 0)
        return;
    analytics_run_value *row = arena_take(pv_arena(state), sizeof *row);
    analytics__run_value__init(row);
    row->customer_id = value->customer_id;
    row->has_last_day = row->has_purchases = row->has_spent_minor = 1;
    row->last_day = rules_day(value->last_purchase_ms);
    row->purchases = (int64_t)value->purchases;
    row->spent_minor = value->spent_minor;
    pv_list_add(state, found, row);
}

/* Live values, from the cursor on. */
static size_t gather_live(const PvState *state, const Run *run, PvList *found, const char **cursor)
{
    analytics_customer_value probe = ANALYTICS__CUSTOMER_VALUE__INIT;
    PvScan scan;
    size_t read = 0;
    probe.customer_id = run->cursor ? run->cursor : "";
    pv_scan_begin_from(&scan, state, TABLE_values, -1, &probe.base, 0, 1);
    for (analytics_customer_value *value; read < ANALYTICS_SLICE_ROWS && (value = values_next(&scan));) {
        if (strcmp(value->customer_id, probe.customer_id) == 0)
            continue;
        read++;
        *cursor = value->customer_id;
        bool anew = run->cause == ANALYTICS__SCORING_CAUSE__CURRENCY;
        gather(state, found, anew ? value_of(state, value->customer_id, NULL) : value);
    }
    pv_scan_end(&scan);
    return read;
}

static analytics_run_summary *report_of(const PvState *state, const char *run_id, const char *customer_id)
{
    analytics_run_summary probe = ANALYTICS__RUN_SUMMARY__INIT;
    probe.run_id = run_id;
    probe.customer_id = customer_id;
    return run_summaries_find(state, &probe);
}

/* The joined customer is gathered when its first reported id is met. */
static void gather_joined(const PvState *state, const Run *run, const char *customer_id, PvList *found)
{
    PvList ids = card_component(state, customer_id), summaries = {0};
    for (size_t i = 0; i < ids.count; i++) {
        analytics_run_summary *report = report_of(state, run->run_id, ids.items[i]);
        if (!report)
            continue;
        if (summaries.count == 0 && strcmp(ids.items[i], customer_id) != 0)
            return;
        pv_list_add(state, &summaries, report->summary);
    }
    gather(state, found,
           value_merge(state, card_resolve(state, customer_id), &summaries, settings_row(state)));
}

/* What workers reported, from the cursor on. */
static size_t gather_past(const PvState *state, const Run *run, PvList *found, const char **cursor)
{
    analytics_run_summary probe = ANALYTICS__RUN_SUMMARY__INIT;
    PvScan scan;
    size_t read = 0;
    probe.run_id = run->run_id;
    probe.customer_id = run->cursor ? run->cursor : "";
    pv_scan_begin_from(&scan, state, TABLE_run_summaries, -1, &probe.base, 1, 2);
    for (analytics_run_summary *row; read < ANALYTICS_SLICE_ROWS && (row = run_summaries_next(&scan));) {
        if (strcmp(row->customer_id, probe.customer_id) == 0)
            continue;
        read++;
        *cursor = row->customer_id;
        gather_joined(state, run, row->customer_id, found);
    }
    pv_scan_end(&scan);
    return read;
}

static PvVerdict collect(const PvState *state, const Run *run, PvOutcome *outcome)
{
    analytics_rfm_values_collected collected = ANALYTICS__RFM_VALUES_COLLECTED__INIT;
    PvList found = {0};
    collected.cursor = run->cursor;
    size_t read = (run->past ? gather_past : gather_live)(state, run, &found, &collected.cursor);
    collected.run_id = run->run_id;
    collected.n_values = found.count;
    collected.values = (analytics_run_value **)found.items;
    collected.has_done = collected.has_continue_at_ms = 1;
    collected.done = read < ANALYTICS_SLICE_ROWS;
    collected.continue_at_ms = pv_now_ms(state);
    if (emit_rfm_values_collected(outcome, &collected) != PV_ACCEPTED)
        return PV_REFUSED;
    if (collected.done && run->customers + found.count == 0)
        return scoring_end(run, ANALYTICS__SCORING_STATE__FAILED, "No customer had a purchase by then.",
                           outcome);
    return accept(outcome);
}

/* --- cuts ----------------------------------------------------------------------------------------------- */

typedef struct Cutting {
    int64_t cuts[RULES_CUTS], tier_cuts[RULES_CUTS];
    size_t count, tier_count;
    uint64_t counted, worse; /* rows read; those worse than the present value */
    int64_t last_value;
} Cutting;

static int64_t dimension_value(const analytics_run_value *row, uint32_t dimension)
{
    return dimension == 1 ? row->last_day : dimension == 2 ? row->purchases : row->spent_minor;
}

static void copy_cuts(int64_t *to, size_t *count, const int64_t *from, size_t from_count)
{
    for (size_t i = 0; i < from_count && i < RULES_CUTS; i++)
        to[i] = from[i];
    *count = from_count;
}

static Cutting cutting_resume(const Run *run)
{
    Cutting cutting = {.counted = run->counted, .last_value = run->last_value};
    if (run->dimension == 1)
        copy_cuts(cutting.cuts, &cutting.count, run->recency_cuts, run->n_recency_cuts);
    else if (run->dimension == 2)
        copy_cuts(cutting.cuts, &cutting.count, run->frequency_cuts, run->n_frequency_cuts);
    else
        copy_cuts(cutting.cuts, &cutting.count, run->monetary_cuts, run->n_monetary_cuts);
    copy_cuts(cutting.tier_cuts, &cutting.tier_count, run->tier_cuts, run->n_tier_cuts);
    return cutting;
}

/* Rows come worst first, so the rows before the first of equal values are those worse than it. */
static void count_row(Cutting *cutting, const Run *run, int64_t value)
{
    if (cutting->counted == 0 || value != cutting->last_value) {
        rules_cut(value, cutting->counted, run->customers, cutting->cuts, &cutting->count);
        if (run->dimension == 3)
            rules_tier_cut(value, cutting->counted, run->customers, cutting->tier_cuts, &cutting->tier_count);
    }
    cutting->last_value = value;
    cutting->counted++;
}

static PvVerdict tell_cuts(const PvState *state, const Run *run, const Cutting *monetary, PvOutcome *outcome)
{
    analytics_rfm_cuts_set set = ANALYTICS__RFM_CUTS_SET__INIT;
    int64_t days[RULES_CUTS];
    for (size_t i = 0; i < run->n_recency_cuts && i < RULES_CUTS; i++)
        days[i] = rules_day(run->as_of_ms) - run->recency_cuts[i];
    set.run_id = run->run_id;
    set.has_as_of_ms = set.has_customers = 1;
    set.as_of_ms = run->as_of_ms;
    set.customers = run->customers;
    set.n_recency_days = run->n_recency_cuts;
    set.recency_days = days;
    set.n_frequency = run->n_frequency_cuts;
    set.frequency = run->frequency_cuts;
    set.n_monetary_minor = monetary->count;
    set.monetary_minor = (int64_t *)monetary->cuts;
    set.n_tier_minor = monetary->tier_count;
    set.tier_minor = (int64_t *)monetary->tier_cuts;
    set.currency = run->currency;
    return emit_rfm_cuts_set(outcome, &set);
}

static PvVerdict cut(const PvState *state, const Run *run, PvOutcome *outcome)
{
    static const int indexes[] = {INDEX_run_values_by_recency, INDEX_run_values_by_frequency,
                                  INDEX_run_values_by_monetary};
    analytics_run_value probe = ANALYTICS__RUN_VALUE__INIT;
    Cutting cutting = cutting_resume(run);
    PvScan scan;
    size_t read = 0;
    const char *cursor = run->cursor;
    probe.run_id = run->run_id;
    pv_require(run->dimension >= 1 && run->dimension <= 3);
    pv_require(pv_scan_begin_after(&scan, state, TABLE_run_values, indexes[run->dimension - 1], &probe.base,
                                   1, cursor));
    for (analytics_run_value *row; read < ANALYTICS_SLICE_ROWS && (row = run_values_next(&scan)); read++)
        count_row(&cutting, run, dimension_value(row, run->dimension));
    if (read > 0)
        cursor = pv_scan_token(&scan);
    pv_scan_end(&scan);

    analytics_rfm_cuts_advanced advanced = ANALYTICS__RFM_CUTS_ADVANCED__INIT;
    advanced.run_id = run->run_id;
    advanced.has_dimension = advanced.has_counted = advanced.has_last_value = 1;
    advanced.dimension = run->dimension;
    advanced.counted = cutting.counted;
    advanced.last_value = cutting.last_value;
    advanced.n_cuts = cutting.count;
    advanced.cuts = cutting.cuts;
    advanced.n_tier_cuts = cutting.tier_count;
    advanced.tier_cuts = cutting.tier_cuts;
    advanced.cursor = cursor;
    advanced.has_done = advanced.has_continue_at_ms = 1;
    advanced.done = cutting.counted >= run->customers || read < ANALYTICS_SLICE_ROWS;
    advanced.continue_at_ms = pv_now_ms(state);
    if (emit_rfm_cuts_advanced(outcome, &advanced) != PV_ACCEPTED)
        return PV_REFUSED;
    return advanced.done && run->dimension == 3 ? tell_cuts(state, run, &cutting, outcome) : accept(outcome);
}

/* --- scores --------------------------------------------------------------------------------------------- */

static PvVerdict score(const PvState *state, const Run *run, PvOutcome *outcome)
{
    analytics_customer_value probe = ANALYTICS__CUSTOMER_VALUE__INIT;
    analytics_rfm_scores_advanced advanced = ANALYTICS__RFM_SCORES_ADVANCED__INIT;
    PvList before = {0}, changed = {0};
    PvScan scan;
    advanced.cursor = run->cursor;
    probe.customer_id = run->cursor ? run->cursor : "";
    pv_scan_begin_from(&scan, state, TABLE_values, -1, &probe.base, 0, 1);
    for (analytics_customer_value *old;
         advanced.customers < ANALYTICS_SCORE_SLICE && (old = values_next(&scan));) {
        if (strcmp(old->customer_id, probe.customer_id) == 0)
            continue;
        advanced.customers++;
        advanced.cursor = old->customer_id;
        analytics_customer_value *now = arena_take(pv_arena(state), sizeof *now);
        *now = *old;
        if (run->cause == ANALYTICS__SCORING_CAUSE__CURRENCY)
            now = value_of(state, old->customer_id, NULL);
        else
            value_judge(state, now);
        if (!value_differs(old, now))
            continue;
        pv_list_add(state, &before, old);
        pv_list_add(state, &changed, now);
    }
    pv_scan_end(&scan);
    advanced.run_id = run->run_id;
    advanced.n_values = changed.count;
    advanced.values = (analytics_customer_value **)changed.items;
    advanced.has_customers = advanced.has_done = advanced.has_continue_at_ms = 1;
    advanced.done = advanced.customers < ANALYTICS_SCORE_SLICE;
    advanced.continue_at_ms = pv_now_ms(state);
    if (emit_rfm_scores_advanced(outcome, &advanced) != PV_ACCEPTED)
        return PV_REFUSED;
    for (size_t i = 0; i < changed.count; i++)
        if (value_tell(state, before.items[i], changed.items[i], outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    return accept(outcome);
}

/* --- clearing ------------------------------------------------------------------------------------------- */

static void read_ids(const PvState *state, const char *run_id, bool reports, PvList *ids)
{
    analytics_run_summary summary = ANALYTICS__RUN_SUMMARY__INIT;
    analytics_run_value value = ANALYTICS__RUN_VALUE__INIT;
    PvScan scan;
    summary.run_id = value.run_id = run_id;
    if (reports) {
        run_summaries_scan(&scan, state, &summary, 1);
        for (analytics_run_summary *row;
             ids->count < ANALYTICS_SLICE_ROWS && (row = run_summaries_next(&scan));)
            pv_list_add(state, ids, (void *)row->customer_id);
    } else {
        run_values_scan(&scan, state, &value, 1);
        for (analytics_run_value *row; ids->count < ANALYTICS_SLICE_ROWS && (row = run_values_next(&scan));)
            pv_list_add(state, ids, (void *)row->customer_id);
    }
    pv_scan_end(&scan);
}

/* Of the run itself only the reports go; of earlier ones everything. */
static PvVerdict clear(const PvState *state, const Run *run, PvOutcome *outcome)
{
    const analytics_analytics_settings *settings = settings_row(state);
    analytics_rfm_run_cleared cleared = ANALYTICS__RFM_RUN_CLEARED__INIT;
    PvList ids = {0};
    cleared.run_id = cleared.cleared_run_id = run->run_id;
    cleared.reports = 1;
    read_ids(state, run->run_id, true, &ids);
    for (size_t i = 0; i < settings->n_kept_run_ids && ids.count == 0; i++) {
        if (strcmp(settings->kept_run_ids[i], run->run_id) == 0)
            continue;
        cleared.cleared_run_id = settings->kept_run_ids[i];
        cleared.reports = 1;
        read_ids(state, cleared.cleared_run_id, true, &ids);
        if (ids.count > 0)
            break;
        cleared.reports = 0;
        read_ids(state, cleared.cleared_run_id, false, &ids);
    }
    cleared.has_reports = cleared.has_done = cleared.has_continue_at_ms = 1;
    cleared.customer_ids = (const char **)ids.items;
    cleared.n_customer_ids = ids.count;
    cleared.done = ids.count == 0;
    cleared.continue_at_ms = pv_now_ms(state);
    if (emit_rfm_run_cleared(outcome, &cleared) != PV_ACCEPTED)
        return PV_REFUSED;
    return cleared.done ? scoring_end(run, ANALYTICS__SCORING_STATE__DONE, NULL, outcome) : accept(outcome);
}

/* --- timers --------------------------------------------------------------------------------------------- */

PvVerdict when_scoring_step(const PvState *state, const char *key, PvOutcome *outcome)
{
    const Run *run = scoring_under_way(state);
    if (!run || strcmp(run->run_id, key) != 0)
        return accept(outcome);
    switch (run->state) {
    case ANALYTICS__SCORING_STATE__COLLECTING:
        return collect(state, run, outcome);
    case ANALYTICS__SCORING_STATE__CUTTING:
        return cut(state, run, outcome);
    case ANALYTICS__SCORING_STATE__SCORING:
        return score(state, run, outcome);
    case ANALYTICS__SCORING_STATE__CLEARING:
        return clear(state, run, outcome);
    default:
        return accept(outcome);
    }
}

PvVerdict when_scoring_deadline(const PvState *state, const char *key, PvOutcome *outcome)
{
    const Run *run = scoring_under_way(state);
    if (!run || strcmp(run->run_id, key) != 0 || run->state != ANALYTICS__SCORING_STATE__REPORTING)
        return accept(outcome);
    uint64_t reported = 0;
    const char *missing = "";
    for (size_t i = 0; i < run->n_reported; i++)
        reported |= 1ULL << run->reported[i];
    for (uint32_t partition = 0; partition < PV_PARTITIONS; partition++)
        if (!(reported >> partition & 1))
            missing = arena_format(pv_arena(state), "%s%s%u", missing, *missing ? ", " : "", partition);
    return scoring_end(run, ANALYTICS__SCORING_STATE__FAILED,
                       arena_format(pv_arena(state), "No worker reported for the partitions %s.", missing),
                       outcome);
}

PvVerdict when_nightly_scoring(const PvState *state, const char *key, PvOutcome *outcome)
{
    const Run *run = scoring_under_way(state);
    if (run &&
        scoring_end(run, ANALYTICS__SCORING_STATE__STOPPED, "The nightly run began.", outcome) != PV_ACCEPTED)
        return PV_REFUSED;
    return scoring_start(state, ANALYTICS__SCORING_CAUSE__NIGHTLY, pv_now_ms(state), outcome);
}
