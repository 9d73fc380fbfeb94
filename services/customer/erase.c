/* Erasure of a person: told once for each partition of the joined ids, and carried on to what was introduced
 * meanwhile elsewhere under the same strong identifier. */
#include "customer/internal.h"

#define IDS_IN_EVENT 100
#define CLAIMS_IN_EVENT 1000

static void tell_part(const PvState *state, PvOutcome *outcome, const PvList *rows, uint32_t partition,
                      const char *erasure_id)
{
    PvList ids = {0}, claims = {0};
    pv_customer_erased erased = PV__CUSTOMER_ERASED__INIT;
    erased.erasure_id = erasure_id;
    for (size_t i = 0; i <= rows->count; i++) {
        const pv_customer *row = i < rows->count ? rows->items[i] : NULL;
        if (row && pv_partition_of(row->customer_id) != partition)
            continue;
        bool full = row && (ids.count == IDS_IN_EVENT || claims.count + row->n_identifiers > CLAIMS_IN_EVENT);
        if (ids.count && (full || !row)) {
            erased.customer_id = ids.items[0];
            erased.n_customer_ids = ids.count;
            erased.customer_ids = (const char **)ids.items;
            erased.n_claims = claims.count;
            erased.claims = (const char **)claims.items;
            emit_customer_erased(outcome, &erased);
            ids = claims = (PvList){0};
        }
        if (!row)
            break;
        pv_list_add(state, &ids, (void *)row->customer_id);
        for (size_t at = 0; at < row->n_identifiers; at++)
            pv_list_add(state, &claims, (void *)row->identifiers[at]->claim);
    }
}

void tell_erasure(const PvState *state, PvOutcome *outcome, const char *customer_id)
{
    PvList rows = {0};
    PvList ids = card_component(state, customer_id);
    uint64_t partitions = 0;
    for (size_t i = 0; i < ids.count; i++) {
        pv_customer *row = card_customers_get(state, ids.items[i]);
        if (!row)
            continue;
        pv_list_add(state, &rows, row);
        partitions |= 1ull << pv_partition_of(row->customer_id);
    }
    const char *erasure_id = pv_new_id(outcome);
    for (uint32_t partition = 0; partition < PV_PARTITIONS; partition++)
        if (partitions >> partition & 1)
            tell_part(state, outcome, &rows, partition, erasure_id);
}

/* A department that was cut off may have introduced the person anew before it heard; it then erases what it
 * met. */
PvVerdict on_customer_erased(const PvState *state, const pv_customer_erased *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    IdSet erased = id_set_open(state);
    for (size_t i = 0; i < event->n_claims; i++) {
        if (claim_suppressions(state, event->claims[i]).count == 0)
            continue; /* lifted: the person came back by own will */
        PvList holders = claim_holders(state, event->claims[i], CARD_JOINED_LIMIT);
        for (size_t at = 0; at < holders.count; at++) {
            const pv_customer *row = card_customers_get(state, holders.items[at]);
            const pv_identifier *held = row ? identifier_find(row, event->claims[i]) : NULL;
            if (!held || row->erased || !identifier_is_strong(held->kind) ||
                strcmp(or_empty(held->source), pv_department(state)) != 0)
                continue;
            if (id_set_add(&erased, row->canonical_id))
                tell_erasure(state, outcome, row->customer_id);
        }
    }
    return accept(outcome);
}
