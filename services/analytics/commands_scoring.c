/* Commands of people: scoring runs and the reporting currency. */
#include "analytics/scoring.h"
#include "analytics/value.h"
#include "runtime/text/currency.h"
#include <string.h>

PvVerdict score_rfm(const PvState *state, const analytics_score_rfm *command, PvOutcome *outcome)
{
    const analytics_scoring_run *run = scoring_under_way(state);
    int64_t now_ms = pv_now_ms(state);
    if (command->has_as_of_ms && command->as_of_ms > now_ms + PV_CLOCK_AHEAD_LIMIT_MS)
        return refuse_field(outcome, INVALID_INPUT, "as_of_ms", "The time lies in the future.");
    if (settings_row(state)->customers == 0)
        return refuse(outcome, NO_CUSTOMERS, "No purchase was heard of yet.");
    if (run && run->cause == ANALYTICS__SCORING_CAUSE__ASKED)
        return refuse(outcome, SCORING_UNDER_WAY, "The run %s has to end first.", run->run_id);
    if (run && scoring_end(run, ANALYTICS__SCORING_STATE__STOPPED, "Another run was asked for.", outcome) !=
                   PV_ACCEPTED)
        return PV_REFUSED;
    return scoring_start(state, ANALYTICS__SCORING_CAUSE__ASKED,
                         command->has_as_of_ms ? command->as_of_ms : now_ms, outcome);
}

PvVerdict stop_scoring(const PvState *state, const analytics_stop_scoring *command, PvOutcome *outcome)
{
    const analytics_scoring_run *run = command->run_id ? runs_get(state, command->run_id) : NULL;
    if (!run)
        return refuse_field(outcome, RUN_NOT_FOUND, "run_id", "No run has the id %s.",
                            command->run_id ? command->run_id : "");
    if (run->has_ended_at_ms)
        return accept(outcome);
    return scoring_end(run, ANALYTICS__SCORING_STATE__STOPPED, "It was called off.", outcome);
}

PvVerdict set_reporting_currency(const PvState *state, const analytics_set_reporting_currency *command,
                                 PvOutcome *outcome)
{
    if (!text_is_currency(command->currency))
        return refuse_field(outcome, INVALID_INPUT, "currency", "A currency code of ISO 4217 is needed.");
    if (command->n_rates > ANALYTICS_RATE_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "rates", "At most %d rates.", ANALYTICS_RATE_LIMIT);
    for (size_t i = 0; i < command->n_rates; i++) {
        const analytics_currency_rate *rate = command->rates[i];
        if (!text_is_currency(rate->currency) || rate->rate_micro <= 0)
            return refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "rates[%zu]", i),
                                "A currency code of ISO 4217 and a rate above zero are needed.");
    }
    analytics_reporting_currency_set set = ANALYTICS__REPORTING_CURRENCY_SET__INIT;
    set.settings_id = SETTINGS_ID;
    set.currency = command->currency;
    set.n_rates = command->n_rates;
    set.rates = command->rates;
    return emit_reporting_currency_set(outcome, &set);
}
