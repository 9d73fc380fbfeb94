/* What customer service does when it hears of a customer's tier, of joined customers, and of its own cases.
 */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

/* --- priority ------------------------------------------------------------------------------------------- */

/* Open cases of one customer id, worst first. */
static PvList open_cases_of(const PvState *state, const char *customer_id)
{
    support_case probe = SUPPORT__CASE__INIT;
    PvScan scan;
    PvList found = {0};
    probe.customer_id = (char *)customer_id;
    probe.has_is_open = 1;
    probe.is_open = 1;
    cases_by_open_customer(&scan, state, &probe, 2);
    for (support_case *record; found.count < SUPPORT_COUNT_LIMIT && (record = cases_next(&scan));)
        pv_list_add(state, &found, record);
    pv_scan_end(&scan);
    return found;
}

static PvVerdict weigh(const PvState *state, const pv_card *card, const support_case *record, PvOutcome *outcome)
{
    support_case_priority_changed changed = SUPPORT__CASE_PRIORITY_CHANGED__INIT;
    const char *reason;
    changed.to = priority_for(state, card, record->base_priority, &reason);
    if (changed.to == record->priority)
        return accept(outcome);
    changed.case_id = record->case_id;
    changed.customer_id = record->customer_id;
    changed.has_from = changed.has_to = changed.has_base_priority = 1;
    changed.from = record->priority;
    changed.base_priority = record->base_priority;
    changed.reason = reason;
    return emit_case_priority_changed(outcome, &changed);
}

static PvVerdict weigh_customer(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    PvList ids = card_component(state, customer_id);
    const pv_card *card = NULL; /* the same for all ids of the component */
    for (size_t i = 0; i < ids.count; i++) {
        PvList open = open_cases_of(state, ids.items[i]);
        if (open.count > 0 && !card)
            card = card_view(state, customer_id);
        for (size_t n = 0; n < open.count; n++)
            if (weigh(state, card, open.items[n], outcome) != PV_ACCEPTED)
                return PV_REFUSED;
    }
    return accept(outcome);
}

PvVerdict on_facts_announced(const PvState *state, const pv_facts_announced *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    if (!event->loyalty && !event->analytics)
        return accept(outcome);
    return weigh_customer(state, event->customer_id, outcome);
}

/* --- announcements -------------------------------------------------------------------------------------- */

/* What the joined customer's open cases come to, announced under the canonical id if others were told
 * otherwise. rated is the satisfaction just heard of, 0 if there is none. */
static PvVerdict announce(const PvState *state, const char *customer_id, int32_t rated,
                          PvOutcome *outcome)
{
    PvList ids = card_component(state, customer_id);
    uint32_t count = 0;
    Support__CaseSeverity worst = SUPPORT__CASE_SEVERITY__CASE_SEVERITY_UNSPECIFIED;
    for (size_t i = 0; i < ids.count; i++) {
        PvList open = open_cases_of(state, ids.items[i]);
        count += (uint32_t)open.count;
        const support_case *first = open.count > 0 ? open.items[0] : NULL;
        if (first && first->severity > worst)
            worst = first->severity;
    }
    const char *worst_name = count > 0 ? rules_severity_name(worst) : "";
    const pv_card *card = card_view(state, customer_id);
    const pv_support_facts *before = card ? card->support : NULL;
    uint32_t count_before = before ? before->open_cases : 0;
    const char *worst_before = before && before->worst_severity ? before->worst_severity : "";
    int32_t rated_before = before ? before->last_satisfaction : 0;
    if (rated == 0)
        rated = rated_before;
    if (count == count_before && strcmp(worst_name, worst_before) == 0 && rated == rated_before)
        return accept(outcome);

    pv_support_facts facts = PV__SUPPORT_FACTS__INIT;
    facts.has_open_cases = 1;
    facts.open_cases = count;
    facts.worst_severity = worst_name;
    facts.has_last_satisfaction = rated > 0;
    facts.last_satisfaction = rated;
    pv_facts_announced event = PV__FACTS_ANNOUNCED__INIT;
    event.customer_id = card_resolve(state, customer_id);
    event.support = &facts;
    return emit_facts_announced(outcome, &event);
}

PvVerdict on_case_opened(const PvState *state, const support_case_opened *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    return announce(state, event->customer_id, 0, outcome);
}

PvVerdict on_case_state_changed(const PvState *state, const support_case_state_changed *event,
                                const PvEventMeta *meta, PvOutcome *outcome)
{
    return announce(state, event->customer_id, 0, outcome);
}

PvVerdict on_case_merged(const PvState *state, const support_case_merged *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    return announce(state, event->customer_id, 0, outcome);
}

PvVerdict on_case_changed(const PvState *state, const support_case_changed *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    return announce(state, event->customer_id, 0, outcome);
}

PvVerdict on_case_rated(const PvState *state, const support_case_rated *event, const PvEventMeta *meta,
                        PvOutcome *outcome)
{
    return announce(state, event->customer_id, (int32_t)event->satisfaction, outcome);
}

static bool has_id(const PvList *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return true;
    return false;
}

/* Each joined customer among the pairs is looked at once. */
static PvVerdict look_anew(const PvState *state, pv_link_pair *const *pairs, size_t count, PvOutcome *outcome)
{
    PvList seen = {0};
    for (size_t i = 0; i < count; i++) {
        const char *sides[] = {pairs[i]->customer_id, pairs[i]->other_id};
        for (int side = 0; side < 2; side++) {
            const char *id = card_resolve(state, sides[side]);
            if (!*id || has_id(&seen, id))
                continue;
            pv_list_add(state, &seen, (void *)id);
            if (announce(state, id, 0, outcome) != PV_ACCEPTED ||
                weigh_customer(state, id, outcome) != PV_ACCEPTED)
                return PV_REFUSED;
        }
    }
    return accept(outcome);
}

PvVerdict on_joined_cases_counted(const PvState *state, const pv_customers_linked *event,
                                  const PvEventMeta *meta, PvOutcome *outcome)
{
    return look_anew(state, event->pairs, event->n_pairs, outcome);
}

PvVerdict on_parted_cases_counted(const PvState *state, const pv_customers_parted *event,
                                  const PvEventMeta *meta, PvOutcome *outcome)
{
    return look_anew(state, event->pairs, event->n_pairs, outcome);
}
