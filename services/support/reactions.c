/* What customer service does when it hears of a customer's tier, of joined customers, and of its own cases. */
#include "support/parts.h"
#include "support/rules.h"
#include <string.h>

/* --- priority -------------------------------------------------------------------------------------------------- */

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

static PvVerdict weigh(const PvState *state, const support_case *record, PvOutcome *outcome)
{
    support_case_priority_changed changed = SUPPORT__CASE_PRIORITY_CHANGED__INIT;
    const char *reason;
    changed.to = priority_for(state, record->customer_id, record->base_priority, &reason);
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
    for (size_t i = 0; i < ids.count; i++) {
        PvList open = open_cases_of(state, ids.items[i]);
        for (size_t n = 0; n < open.count; n++)
            if (weigh(state, open.items[n], outcome) != PV_ACCEPTED)
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

/* --- announcements --------------------------------------------------------------------------------------------- */

/* What we last announced about this very id; NULL if nothing. */
static const pv_support_facts *announced(const PvState *state, const char *customer_id)
{
    pv_announced_facts probe = PV__ANNOUNCED_FACTS__INIT;
    probe.customer_id = (char *)customer_id;
    probe.source = (char *)pv_department(state);
    const pv_announced_facts *row = card_announced_find(state, &probe);
    return row ? row->support : NULL;
}

static PvVerdict announce_id(const PvState *state, const char *customer_id, uint32_t open_cases, const char *worst,
                             PvOutcome *outcome)
{
    const pv_support_facts *before = announced(state, customer_id);
    if (!before && open_cases == 0)
        return accept(outcome);
    if (before && before->open_cases == open_cases && strcmp(before->worst_severity ? before->worst_severity : "", worst) == 0)
        return accept(outcome);
    pv_support_facts facts = PV__SUPPORT_FACTS__INIT;
    facts.has_open_cases = 1;
    facts.open_cases = open_cases;
    facts.worst_severity = (char *)worst;
    pv_facts_announced event = PV__FACTS_ANNOUNCED__INIT;
    event.customer_id = (char *)customer_id;
    event.support = &facts;
    return emit_facts_announced(outcome, &event);
}

/* The joined customer's open cases are announced under the canonical id; under every other id there are none. */
static PvVerdict announce(const PvState *state, const char *customer_id, PvOutcome *outcome)
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
    const char *canonical = card_resolve(state, customer_id);
    for (size_t i = 0; i < ids.count; i++)
        if (strcmp(ids.items[i], canonical) != 0 &&
            announce_id(state, ids.items[i], 0, "", outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    return announce_id(state, canonical, count, count > 0 ? rules_severity_name(worst) : "", outcome);
}

PvVerdict on_case_opened(const PvState *state, const support_case_opened *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_case_state_changed(const PvState *state, const support_case_state_changed *event,
                                const PvEventMeta *meta, PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_case_merged(const PvState *state, const support_case_merged *event, const PvEventMeta *meta,
                         PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

PvVerdict on_case_changed(const PvState *state, const support_case_changed *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    return announce(state, event->customer_id, outcome);
}

static PvVerdict look_anew(const PvState *state, pv_link_pair *const *pairs, size_t count, PvOutcome *outcome)
{
    for (size_t i = 0; i < count; i++) {
        const char *sides[] = {pairs[i]->customer_id, pairs[i]->other_id};
        bool joined = strcmp(card_resolve(state, sides[0]), card_resolve(state, sides[1])) == 0;
        for (int side = 0; side < (joined ? 1 : 2); side++)
            if (announce(state, sides[side], outcome) != PV_ACCEPTED ||
                weigh_customer(state, sides[side], outcome) != PV_ACCEPTED)
                return PV_REFUSED;
    }
    return accept(outcome);
}

PvVerdict on_joined_cases_counted(const PvState *state, const pv_customers_linked *event, const PvEventMeta *meta,
                                  PvOutcome *outcome)
{
    return look_anew(state, event->pairs, event->n_pairs, outcome);
}

PvVerdict on_parted_cases_counted(const PvState *state, const pv_customers_parted *event, const PvEventMeta *meta,
                                  PvOutcome *outcome)
{
    return look_anew(state, event->pairs, event->n_pairs, outcome);
}
