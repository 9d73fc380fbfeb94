/* What analytics does when partitions advance, customers are joined or parted, and time passes for one of
 * them. */
#include "analytics/scoring.h"
#include "analytics/value.h"
#include <string.h>

PvVerdict on_partition_advanced(const PvState *state, const analytics_partition_advanced *event,
                                const PvEventMeta *meta, PvOutcome *outcome)
{
    const analytics_analytics_settings *settings = settings_row(state);
    if (settings->customers < ANALYTICS_FIRST_RUN_CUSTOMERS ||
        settings->customers < 2 * settings->last_run_customers || scoring_under_way(state))
        return accept(outcome);
    return scoring_start(state, ANALYTICS__SCORING_CAUSE__GROWTH, pv_now_ms(state), outcome);
}

PvVerdict on_reporting_currency_set(const PvState *state, const analytics_reporting_currency_set *event,
                                    const PvEventMeta *meta, PvOutcome *outcome)
{
    const analytics_scoring_run *run = scoring_under_way(state);
    if (settings_row(state)->customers == 0)
        return accept(outcome);
    if (run && scoring_end(run, ANALYTICS__SCORING_STATE__STOPPED, "The reporting currency changed.",
                           outcome) != PV_ACCEPTED)
        return PV_REFUSED;
    return scoring_start(state, ANALYTICS__SCORING_CAUSE__CURRENCY, pv_now_ms(state), outcome);
}

/* --- joined and parted customers ------------------------------------------------------------------------ */

static bool add_once(const PvState *state, PvList *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return false;
    pv_list_add(state, ids, (void *)id);
    return true;
}

/* Is anything known of purchases of the joined customer? */
static bool has_purchases(const PvState *state, const char *canonical_id)
{
    PvList ids = card_component(state, canonical_id);
    for (size_t i = 0; i < ids.count; i++)
        if (summaries_get(state, ids.items[i]))
            return true;
    return false;
}

static PvVerdict revalue(const PvState *state, pv_link_pair *const *pairs, size_t count, PvOutcome *outcome)
{
    PvList canonical = {0}, gone = {0}, values = {0}, before = {0};
    for (size_t i = 0; i < count; i++) {
        const char *sides[] = {pairs[i]->customer_id, pairs[i]->other_id};
        for (int side = 0; side < 2; side++) {
            const char *id = card_resolve(state, sides[side]);
            if (!add_once(state, &canonical, id))
                continue;
            PvList ids = card_component(state, id);
            for (size_t n = 0; n < ids.count; n++)
                if (strcmp(ids.items[n], id) != 0 && values_get(state, ids.items[n]))
                    add_once(state, &gone, ids.items[n]);
            const analytics_customer_value *old = values_get(state, id);
            if (!old && !has_purchases(state, id))
                continue;
            analytics_customer_value *now = value_of(state, id, NULL);
            pv_list_add(state, &values, now);
            pv_list_add(state, &before, (void *)old);
        }
    }
    if (values.count == 0 && gone.count == 0)
        return accept(outcome);
    analytics_customers_revalued revalued = ANALYTICS__CUSTOMERS_REVALUED__INIT;
    revalued.n_values = values.count;
    revalued.values = (analytics_customer_value **)values.items;
    revalued.n_removed_ids = gone.count;
    revalued.removed_ids = (const char **)gone.items;
    if (emit_customers_revalued(outcome, &revalued) != PV_ACCEPTED)
        return PV_REFUSED;
    /* The joined view shows the last announcement of any id, so it is told even if the row is the same. */
    for (size_t i = 0; i < values.count; i++) {
        const analytics_customer_value *old = before.items[i];
        if (old && !value_differs(old, values.items[i])) {
            analytics_customer_value unsaid = *old;
            unsaid.spent_minor = unsaid.spent_minor + 1;
            if (value_tell(state, &unsaid, values.items[i], outcome) != PV_ACCEPTED)
                return PV_REFUSED;
        } else if (value_tell(state, old, values.items[i], outcome) != PV_ACCEPTED) {
            return PV_REFUSED;
        }
    }
    return accept(outcome);
}

PvVerdict on_customers_linked(const PvState *state, const pv_customers_linked *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return revalue(state, event->pairs, event->n_pairs, outcome);
}

PvVerdict on_customers_parted(const PvState *state, const pv_customers_parted *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return revalue(state, event->pairs, event->n_pairs, outcome);
}

/* --- time ----------------------------------------------------------------------------------------------- */

PvVerdict when_value_review(const PvState *state, const char *key, PvOutcome *outcome)
{
    const analytics_customer_value *before = values_get(state, key);
    if (!before)
        return accept(outcome);
    analytics_customer_value now = *before, *const list[] = {&now};
    value_judge(state, &now);
    if (!value_differs(before, &now))
        return accept(outcome);
    analytics_customers_revalued revalued = ANALYTICS__CUSTOMERS_REVALUED__INIT;
    revalued.n_values = 1;
    revalued.values = (analytics_customer_value **)list;
    if (emit_customers_revalued(outcome, &revalued) != PV_ACCEPTED)
        return PV_REFUSED;
    return value_tell(state, before, &now, outcome);
}
