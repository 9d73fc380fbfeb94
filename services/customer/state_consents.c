/* The fold of consents, relations and erasure: sets that only grow, and what erasure takes away for good. */
#include "customer/internal.h"

/* --- consent and suppression
 * ------------------------------------------------------------------------------------- */

void apply_consent_granted(PvState *state, const pv_consent_granted *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id) || !is_given(event->consent_id))
        return;
    pv_consent_entry row = PV__CONSENT_ENTRY__INIT;
    row.customer_id = event->customer_id;
    row.consent_id = event->consent_id;
    row.has_granted = row.granted = 1;
    row.has_channel = event->has_channel;
    row.channel = event->channel;
    row.has_purpose = event->has_purpose;
    row.purpose = event->purpose;
    row.n_overrides = event->n_overrides;
    row.overrides = event->overrides;
    row.basis = event->basis;
    row.origin = event->origin;
    row.wording = event->wording;
    row.has_given_at_ms = event->has_given_at_ms;
    row.given_at_ms = event->given_at_ms;
    row.has_ends_at_ms = event->has_ends_at_ms;
    row.ends_at_ms = event->ends_at_ms;
    row.source = meta->source;
    card_consents_put(state, &row);
}

static pv_suppression suppression_row(const PvState *state, const char *claim, const char *suppression_id)
{
    pv_suppression row = PV__SUPPRESSION__INIT;
    row.claim = claim;
    row.suppression_id = suppression_id;
    const pv_suppression *known = card_suppressions_find(state, &row);
    return known ? *known : row;
}

static void suppress(PvState *state, size_t count, const char **claims, const char *suppression_id,
                     int64_t at_ms, bool by_erasure)
{
    for (size_t i = 0; i < count; i++) {
        pv_suppression row = suppression_row(state, claims[i], suppression_id);
        row.since_ms = row.has_since_ms && row.since_ms < at_ms ? row.since_ms : at_ms;
        row.has_since_ms = row.has_by_erasure = 1;
        row.by_erasure = by_erasure;
        card_suppressions_put(state, &row);
    }
}

void apply_consent_withdrawn(PvState *state, const pv_consent_withdrawn *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id) || !is_given(event->consent_id))
        return;
    pv_consent_entry row = PV__CONSENT_ENTRY__INIT;
    row.customer_id = event->customer_id;
    row.consent_id = event->consent_id;
    row.has_granted = 1;
    row.has_channel = event->has_channel;
    row.channel = event->channel;
    row.has_purpose = event->has_purpose;
    row.purpose = event->purpose;
    row.origin = event->origin;
    row.has_given_at_ms = event->has_given_at_ms;
    row.given_at_ms = event->given_at_ms;
    row.source = meta->source;
    card_consents_put(state, &row);
    suppress(state, event->n_suppressed_claims, event->suppressed_claims, event->consent_id, meta->at_ms,
             false);
}

void apply_suppression_lifted(PvState *state, const pv_suppression_lifted *event, const PvEventMeta *meta)
{
    for (size_t i = 0; i < event->n_suppressions; i++) {
        const pv_suppression *lifted = event->suppressions[i];
        if (!is_given(lifted->claim) || !is_given(lifted->suppression_id))
            continue;
        pv_suppression row = suppression_row(state, lifted->claim, lifted->suppression_id);
        row.has_lifted = row.lifted = 1;
        card_suppressions_put(state, &row);
    }
}

/* --- relations
 * --------------------------------------------------------------------------------------------------- */

static pv_relation *relation_row(const PvState *state, const char *relation_id)
{
    pv_relation *row = card_relations_get(state, relation_id);
    if (row)
        return row;
    row = arena_take(pv_arena(state), sizeof *row);
    pv__relation__init(row);
    row->relation_id = relation_id;
    return row;
}

void apply_relation_added(PvState *state, const pv_relation_added *event, const PvEventMeta *meta)
{
    if (!is_given(event->relation_id) || !is_given(event->customer_id) || !is_given(event->other_customer_id))
        return;
    pv_relation *row = relation_row(state, event->relation_id);
    row->customer_id = event->customer_id;
    row->other_customer_id = event->other_customer_id;
    row->kind = event->kind;
    row->has_from_ms = event->has_from_ms;
    row->from_ms = event->from_ms;
    row->role = event->role;
    if (card_is_erased(state, event->customer_id) || card_is_erased(state, event->other_customer_id))
        row->role = NULL;
    card_relations_put(state, row);
}

/* Ended twice, the earlier end counts; ended before it was heard of, the row waits for its beginning. */
void apply_relation_ended(PvState *state, const pv_relation_ended *event, const PvEventMeta *meta)
{
    if (!is_given(event->relation_id))
        return;
    pv_relation *row = relation_row(state, event->relation_id);
    if (row->has_until_ms && row->until_ms <= event->until_ms)
        return;
    row->has_until_ms = 1;
    row->until_ms = event->until_ms;
    card_relations_put(state, row);
}

/* --- erasure
 * ----------------------------------------------------------------------------------------------------- */

static void scrub_relations(PvState *state, const char *customer_id)
{
    PvList relations = {0};
    PvScan scan;
    pv_relation probe = PV__RELATION__INIT;
    probe.customer_id = probe.other_customer_id = customer_id;
    card_relations_by_customer(&scan, state, &probe, 1);
    for (pv_relation *row; (row = card_relations_next(&scan));)
        pv_list_add(state, &relations, row);
    card_relations_by_other(&scan, state, &probe, 1);
    for (pv_relation *row; (row = card_relations_next(&scan));)
        pv_list_add(state, &relations, row);
    for (size_t i = 0; i < relations.count; i++) {
        pv_relation *row = relations.items[i];
        row->role = NULL;
        card_relations_put(state, row);
    }
}

static void scrub_history(PvState *state, const char *customer_id)
{
    PvList histories = {0};
    PvScan scan;
    pv_fact_history probe = PV__FACT_HISTORY__INIT;
    probe.customer_id = customer_id;
    card_history_scan(&scan, state, &probe, 1);
    for (pv_fact_history *row; (row = card_history_next(&scan));)
        pv_list_add(state, &histories, row);
    for (size_t i = 0; i < histories.count; i++)
        card_history_delete(state, histories.items[i]);
}

static void scrub_customer(PvState *state, const char *customer_id)
{
    pv_erasure erasure = PV__ERASURE__INIT;
    erasure.customer_id = customer_id;
    card_erasures_put(state, &erasure);
    pv_customer *row = customer_row(state, customer_id);
    row->has_erased = row->erased = 1;
    row->n_facts = 0;
    for (size_t i = 0; i < row->n_identifiers; i++)
        row->identifiers[i]->value = NULL;
    customer_put(state, row);
    scrub_history(state, customer_id);
    forget_waiting(state, customer_id);
    scrub_relations(state, customer_id);
}

void apply_customer_erased(PvState *state, const pv_customer_erased *event, const PvEventMeta *meta)
{
    for (size_t i = 0; i < event->n_customer_ids; i++)
        if (is_given(event->customer_ids[i]))
            scrub_customer(state, event->customer_ids[i]);
    if (is_given(event->erasure_id))
        suppress(state, event->n_claims, event->claims, event->erasure_id, meta->at_ms, true);
}
