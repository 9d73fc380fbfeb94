/* Settings of loyalty: the programme and the products that earn nothing. */
#include "loyalty/checks.h"
#include "loyalty/limits.h"
#include "loyalty/rules.h"
#include "runtime/text/currency.h"
#include <string.h>

bool check_text(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required)
{
    if (is_empty(text) ? !required : strlen(text) <= limit_bytes)
        return true;
    if (is_empty(text))
        refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
    else
        refuse_field(outcome, INVALID_INPUT, field, "%s is longer than %zu bytes.", field, limit_bytes);
    return false;
}

static bool tier_may_pass(const PvState *state, const loyalty_set_programme *command, size_t at, PvOutcome *outcome)
{
    const loyalty_tier *tier = command->tiers[at];
    const char *path = arena_format(pv_arena(state), "tiers[%zu]", at);
    bool is_last = at + 1 == command->n_tiers;
    if (!check_text(outcome, path, tier->tier, LOYALTY_CODE_LIMIT_BYTES, true) ||
        !check_text(outcome, path, tier->name, LOYALTY_NAME_LIMIT_BYTES, true))
        return false;
    if (is_last ? tier->minimum != 0 : tier->minimum <= command->tiers[at + 1]->minimum)
        refuse_field(outcome, INVALID_INPUT, path, "Tiers go from the highest minimum down to 0.");
    else if (tier->multiplier_percent > LOYALTY_MULTIPLIER_LIMIT)
        refuse_field(outcome, INVALID_INPUT, path, "The multiplier is at most %d per cent.", LOYALTY_MULTIPLIER_LIMIT);
    else
        return true;
    return false;
}

static bool tiers_may_pass(const PvState *state, const loyalty_set_programme *command, PvOutcome *outcome)
{
    if (command->n_tiers > LOYALTY_TIER_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "tiers", "There are at most %d tiers.", LOYALTY_TIER_LIMIT);
        return false;
    }
    for (size_t i = 0; i < command->n_tiers; i++) {
        if (!tier_may_pass(state, command, i, outcome))
            return false;
        for (size_t before = 0; before < i; before++)
            if (strcmp(command->tiers[before]->tier, command->tiers[i]->tier) == 0) {
                refuse_field(outcome, INVALID_INPUT, "tiers", "Tier %s is named twice.", command->tiers[i]->tier);
                return false;
            }
    }
    return true;
}

static bool rates_may_pass(const PvState *state, const loyalty_set_programme *command, PvOutcome *outcome)
{
    if (command->n_rates > LOYALTY_RATE_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "rates", "There are at most %d rates.", LOYALTY_RATE_LIMIT);
        return false;
    }
    for (size_t i = 0; i < command->n_rates; i++) {
        const loyalty_earning_rate *rate = command->rates[i];
        const char *path = arena_format(pv_arena(state), "rates[%zu]", i);
        if (!text_is_currency(rate->currency))
            refuse_field(outcome, INVALID_INPUT, path, "The currency is no code of ISO 4217.");
        else if (rate->points < 0 || rate->points > LOYALTY_POINTS_LIMIT || rate->per_minor <= 0)
            refuse_field(outcome, INVALID_INPUT, path, "A rate is points (0 or more) per minor units (1 or more).");
        else
            continue;
        return false;
    }
    return true;
}

static bool periods_may_pass(const loyalty_set_programme *command, PvOutcome *outcome)
{
    if (command->return_window_days > LOYALTY_DAYS_LIMIT)
        refuse_field(outcome, INVALID_INPUT, "return_window_days", "There are at most %d days.", LOYALTY_DAYS_LIMIT);
    else if (command->expiry_days > LOYALTY_DAYS_LIMIT)
        refuse_field(outcome, INVALID_INPUT, "expiry_days", "There are at most %d days.", LOYALTY_DAYS_LIMIT);
    else if (command->expiry_days && command->expiry_days <= command->return_window_days)
        refuse_field(outcome, INVALID_INPUT, "expiry_days", "Points would expire before they can be spent.");
    else if (command->tier_basis > LOYALTY__TIER_BASIS__TIER_BY_SPEND)
        refuse_field(outcome, INVALID_INPUT, "tier_basis", "There is no such basis.");
    else if (command->tier_period > LOYALTY__TIER_PERIOD__CALENDAR_YEAR)
        refuse_field(outcome, INVALID_INPUT, "tier_period", "There is no such period.");
    else if (command->tier_basis == LOYALTY__TIER_BASIS__TIER_BY_SPEND && !text_is_currency(command->tier_currency))
        refuse_field(outcome, INVALID_INPUT, "tier_currency", "Tiers by spend need a currency of ISO 4217.");
    else
        return true;
    return false;
}

PvVerdict set_programme(const PvState *state, const loyalty_set_programme *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "name", command->name, LOYALTY_NAME_LIMIT_BYTES, false) ||
        !periods_may_pass(command, outcome) || !tiers_may_pass(state, command, outcome) ||
        !rates_may_pass(state, command, outcome))
        return PV_REFUSED;
    loyalty_programme *programme = rules_built_in_programme(state);
    if (!is_empty(command->name))
        programme->name = command->name;
    if (command->has_enrol_on_purchase)
        programme->enrol_on_purchase = command->enrol_on_purchase;
    programme->return_window_days = command->return_window_days;
    programme->expiry_days = command->expiry_days;
    if (command->tier_basis)
        programme->tier_basis = command->tier_basis;
    if (command->tier_period)
        programme->tier_period = command->tier_period;
    if (programme->tier_basis == LOYALTY__TIER_BASIS__TIER_BY_SPEND)
        programme->tier_currency = command->tier_currency;
    if (command->n_tiers > 0) {
        programme->tiers = command->tiers;
        programme->n_tiers = command->n_tiers;
    }
    programme->rates = command->rates;
    programme->n_rates = command->n_rates;
    loyalty_programme_set told = LOYALTY__PROGRAMME_SET__INIT;
    told.programme = programme;
    told.programme_id = rules_main;
    return emit_programme_set(outcome, &told);
}

PvVerdict set_product_exclusion(const PvState *state, const loyalty_set_product_exclusion *command,
                                PvOutcome *outcome)
{
    if (!pv_id_is_valid(command->product_id))
        return refuse_field(outcome, INVALID_INPUT, "product_id", "product_id is not an id.");
    loyalty_product_exclusion_set told = LOYALTY__PRODUCT_EXCLUSION_SET__INIT;
    told.product_id = command->product_id;
    told.has_excluded = 1;
    told.excluded = command->excluded;
    return emit_product_exclusion_set(outcome, &told);
}
