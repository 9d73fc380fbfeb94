/* Commands of workers: taking partitions, telling what changed, reporting for a run. */
#include "analytics/rules.h"
#include "analytics/scoring.h"
#include "analytics/value.h"
#include "runtime/text/currency.h"
#include <inttypes.h>
#include <string.h>

typedef analytics_source_position Position;

/* --- taking --------------------------------------------------------------------------------------------- */

static bool worker_is_fit(const char *worker, PvOutcome *outcome)
{
    size_t length = worker ? strlen(worker) : 0;
    if (length > 0 && length <= ANALYTICS_NAME_LIMIT_BYTES)
        return true;
    refuse_field(outcome, INVALID_INPUT, "worker", "A name of 1 to %d bytes is needed.",
                 ANALYTICS_NAME_LIMIT_BYTES);
    return false;
}

PvVerdict take_partitions(const PvState *state, const analytics_take_partitions *command, PvOutcome *outcome)
{
    uint64_t seen = 0;
    if (!worker_is_fit(command->worker, outcome))
        return PV_REFUSED;
    if (command->n_partitions == 0)
        return refuse_field(outcome, INVALID_INPUT, "partitions", "No partition is named.");
    for (size_t i = 0; i < command->n_partitions; i++) {
        uint32_t partition = command->partitions[i];
        if (partition >= PV_PARTITIONS || (seen >> partition & 1))
            return refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "partitions[%zu]", i),
                                "%u is not a partition or named twice.", partition);
        seen |= 1ULL << partition;
    }
    analytics_partitions_taken taken = ANALYTICS__PARTITIONS_TAKEN__INIT;
    taken.worker = command->worker;
    taken.has_worker_epoch = 1;
    taken.worker_epoch = settings_row(state)->worker_epoch + 1;
    taken.n_partitions = command->n_partitions;
    taken.partitions = command->partitions;
    return emit_partitions_taken(outcome, &taken);
}

/* --- deltas --------------------------------------------------------------------------------------------- */

static analytics_partition_state *partition_row(const PvState *state, uint32_t partition)
{
    analytics_partition_state probe = ANALYTICS__PARTITION_STATE__INIT;
    probe.has_partition = 1;
    probe.partition = partition;
    return partitions_find(state, &probe);
}

/* The row of a partition that this worker holds; NULL after a refusal. */
static analytics_partition_state *held_partition(const PvState *state, uint32_t partition, const char *worker,
                                                 uint64_t worker_epoch, PvOutcome *outcome)
{
    if (partition >= PV_PARTITIONS) {
        refuse_field(outcome, INVALID_INPUT, "partition", "Partitions are 0 to %d.", PV_PARTITIONS - 1);
        return NULL;
    }
    analytics_partition_state *row = partition_row(state, partition);
    if (row && row->worker_epoch == worker_epoch && worker && strcmp(row->worker, worker) == 0)
        return row;
    refuse(outcome, STALE_WORKER, "Partition %u is held by %s in epoch %" PRIu64 ".", partition,
           row ? row->worker : "nobody", row ? row->worker_epoch : 0);
    return NULL;
}

static const Position *position_in(Position *const *positions, size_t count, const char *source)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(positions[i]->source, source) == 0)
            return positions[i];
    return NULL;
}

/* Is each position of a also in b? A source at the very start need not be named. */
static bool positions_agree(Position *const *a, size_t a_count, Position *const *b, size_t b_count)
{
    for (size_t i = 0; i < a_count; i++) {
        const Position *other = position_in(b, b_count, a[i]->source);
        if ((other ? other->sequence : 0) != a[i]->sequence || (other ? other->epoch : 0) != a[i]->epoch)
            return false;
    }
    return true;
}

static const char *print_positions(const PvState *state, Position *const *positions, size_t count)
{
    const char *text = count == 0 ? "the very start" : "";
    for (size_t i = 0; i < count; i++)
        text = arena_format(pv_arena(state), "%s%s%s.%" PRIu64 ".%" PRIu64, text, i ? " " : "",
                            positions[i]->source, positions[i]->epoch, positions[i]->sequence);
    return text;
}

static bool positions_are_fit(const PvState *state, Position *const *positions, size_t count,
                              const char *field, PvOutcome *outcome)
{
    bool fit = count <= ANALYTICS_SOURCE_LIMIT;
    for (size_t i = 0; i < count && fit; i++)
        fit = positions[i]->source && *positions[i]->source &&
              strlen(positions[i]->source) <= ANALYTICS_NAME_LIMIT_BYTES &&
              position_in(positions, i, positions[i]->source) == NULL;
    if (!fit)
        refuse_field(outcome, INVALID_INPUT, field,
                     "At most %d positions, each of another department, are needed.", ANALYTICS_SOURCE_LIMIT);
    return fit;
}

static const char *money_fault(pv_money *const *amounts, size_t count)
{
    if (count > ANALYTICS_CURRENCY_LIMIT)
        return "It has too many currencies.";
    for (size_t i = 0; i < count; i++)
        if (!text_is_currency(amounts[i]->currency))
            return "An amount has no currency.";
    return NULL;
}

static bool is_time(int64_t at_ms)
{
    return at_ms >= PV_TIME_FIRST_MS && at_ms <= PV_TIME_LAST_MS;
}

static const char *summary_fault(const analytics_customer_summary *summary, uint32_t partition)
{
    if (!pv_id_is_valid(summary->customer_id))
        return "The customer id is not an id.";
    if (pv_partition_of(summary->customer_id) != partition)
        return "The customer is of another partition.";
    if (!is_time(summary->first_purchase_ms) || !is_time(summary->last_purchase_ms))
        return "A time is out of range.";
    if (summary->purchases > 0 && summary->first_purchase_ms > summary->last_purchase_ms)
        return "The first purchase lies after the last.";
    if (summary->n_periods > ANALYTICS_PERIOD_LIMIT)
        return "It has too many periods.";
    for (size_t i = 1; i < summary->n_periods; i++)
        if (summary->periods[i]->period <= summary->periods[i - 1]->period)
            return "The periods are not in order.";
    const char *fault = money_fault(summary->spent, summary->n_spent);
    return fault ? fault : money_fault(summary->refunded, summary->n_refunded);
}

static bool summaries_are_fit(const PvState *state, analytics_customer_summary *const *customers,
                              size_t count, uint32_t partition, PvOutcome *outcome)
{
    if (count > ANALYTICS_DELTA_CUSTOMERS) {
        refuse_field(outcome, INVALID_INPUT, "customers", "At most %d customers.", ANALYTICS_DELTA_CUSTOMERS);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *fault = summary_fault(customers[i], partition);
        for (size_t before = 0; before < i && !fault; before++)
            if (strcmp(customers[before]->customer_id, customers[i]->customer_id) == 0)
                fault = "The customer is named twice.";
        if (!fault)
            continue;
        refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "customers[%zu]", i), "%s", fault);
        return false;
    }
    return true;
}

/* Values of the customers behind a delta, each once, and in `before` the rows they replace (or NULL). */
static PvList values_after(const PvState *state, const PvList *summaries, PvList *before)
{
    PvList values = {0};
    for (size_t i = 0; i < summaries->count; i++) {
        const char *customer_id =
            card_resolve(state, ((analytics_customer_summary *)summaries->items[i])->customer_id);
        bool done = false;
        for (size_t n = 0; n < values.count && !done; n++)
            done = strcmp(((analytics_customer_value *)values.items[n])->customer_id, customer_id) == 0;
        if (done)
            continue;
        pv_list_add(state, &values, value_of(state, customer_id, summaries));
        pv_list_add(state, before, values_get(state, customer_id));
    }
    return values;
}

/* The first purchase ever sets the reporting currency, unless people did. */
static const char *first_currency(const PvState *state, const analytics_apply_delta *command)
{
    const analytics_analytics_settings *settings = settings_row(state);
    if (settings->currency && *settings->currency)
        return NULL;
    for (size_t i = 0; i < command->n_customers; i++)
        if (command->customers[i]->n_spent > 0)
            return command->customers[i]->spent[0]->currency;
    return NULL;
}

static PvVerdict tell_advance(const PvState *state, const analytics_apply_delta *command, PvOutcome *outcome)
{
    PvList summaries = {.items = (void **)command->customers, .count = command->n_customers}, before = {0};
    PvList values = values_after(state, &summaries, &before);
    analytics_partition_advanced advanced = ANALYTICS__PARTITION_ADVANCED__INIT;
    advanced.has_partition = advanced.has_worker_epoch = 1;
    advanced.partition = command->partition;
    advanced.worker = command->worker;
    advanced.worker_epoch = command->worker_epoch;
    advanced.n_to = command->n_to;
    advanced.to = command->to;
    advanced.n_customers = command->n_customers;
    advanced.customers = command->customers;
    advanced.n_values = values.count;
    advanced.values = (analytics_customer_value **)values.items;
    advanced.currency = first_currency(state, command);
    if (advanced.currency)
        for (size_t i = 0; i < values.count; i++) {
            analytics_customer_value *value = values.items[i];
            analytics_analytics_settings *settings = settings_row(state);
            PvList found = {0};
            settings->currency = advanced.currency;
            for (size_t n = 0; n < summaries.count; n++)
                if (strcmp(card_resolve(state, command->customers[n]->customer_id), value->customer_id) == 0)
                    pv_list_add(state, &found, command->customers[n]);
            values.items[i] = value_merge(state, value->customer_id, &found, settings);
            value_judge(state, values.items[i]);
        }
    advanced.has_nightly_at_ms =
        pv_timer_due(state, TIMER_nightly_scoring, "nightly") == 0 && values.count > 0;
    advanced.nightly_at_ms = rules_next_night_ms(pv_now_ms(state));
    if (emit_partition_advanced(outcome, &advanced) != PV_ACCEPTED)
        return PV_REFUSED;
    for (size_t i = 0; i < values.count; i++)
        if (value_tell(state, before.items[i], values.items[i], outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    return accept(outcome);
}

PvVerdict apply_delta(const PvState *state, const analytics_apply_delta *command, PvOutcome *outcome)
{
    const analytics_partition_state *row =
        held_partition(state, command->partition, command->worker, command->worker_epoch, outcome);
    if (!row || !positions_are_fit(state, command->from, command->n_from, "from", outcome) ||
        !positions_are_fit(state, command->to, command->n_to, "to", outcome))
        return PV_REFUSED;
    if (!positions_agree(row->positions, row->n_positions, command->from, command->n_from) ||
        !positions_agree(command->from, command->n_from, row->positions, row->n_positions))
        return refuse_field(outcome, STALE_DELTA, "from", "Partition %u stands at %s.", command->partition,
                            print_positions(state, row->positions, row->n_positions));
    for (size_t i = 0; i < command->n_from; i++) {
        const Position *to = position_in(command->to, command->n_to, command->from[i]->source);
        if (!to || (to->epoch == command->from[i]->epoch && to->sequence < command->from[i]->sequence))
            return refuse_field(outcome, INVALID_INPUT, "to", "The position in %s goes back.",
                                command->from[i]->source);
    }
    if (!summaries_are_fit(state, command->customers, command->n_customers, command->partition, outcome))
        return PV_REFUSED;
    return tell_advance(state, command, outcome);
}

/* --- reports -------------------------------------------------------------------------------------------- */

PvVerdict report_as_of(const PvState *state, const analytics_report_as_of *command, PvOutcome *outcome)
{
    const analytics_scoring_run *run = command->run_id ? runs_get(state, command->run_id) : NULL;
    if (!run)
        return refuse_field(outcome, RUN_NOT_FOUND, "run_id", "No run has the id %s.",
                            command->run_id ? command->run_id : "");
    if (run->state != ANALYTICS__SCORING_STATE__REPORTING)
        return refuse(outcome, RUN_NOT_REPORTING, "The run does not wait for reports.");
    if (!held_partition(state, command->partition, command->worker, command->worker_epoch, outcome) ||
        !summaries_are_fit(state, command->customers, command->n_customers, command->partition, outcome))
        return PV_REFUSED;
    for (size_t i = 0; i < run->n_reported; i++)
        if (run->reported[i] == command->partition)
            return accept(outcome);

    analytics_rfm_as_of_reported reported = ANALYTICS__RFM_AS_OF_REPORTED__INIT;
    reported.run_id = run->run_id;
    reported.has_partition = reported.has_done = 1;
    reported.partition = command->partition;
    reported.n_customers = command->n_customers;
    reported.customers = command->customers;
    reported.done = command->done;
    reported.has_continue_at_ms = command->done && run->n_reported + 1 == PV_PARTITIONS;
    reported.continue_at_ms = pv_now_ms(state);
    return emit_rfm_as_of_reported(outcome, &reported);
}
