/* What departments ask of the card: find and resolve customers, and introduce those that a reference names
 * first. */
#include "customer/internal.h"

const char *card_resolve(const PvState *state, const char *customer_id)
{
    const pv_customer *row = card_customers_get(state, customer_id);
    return row && is_given(row->canonical_id) ? row->canonical_id : or_empty(customer_id);
}

pv_customer *card_get(const PvState *state, const char *customer_id)
{
    return card_customers_get(state, customer_id);
}

bool card_is_erased(const PvState *state, const char *customer_id)
{
    return card_erasures_get(state, customer_id) != NULL;
}

PvList card_component(const PvState *state, const char *customer_id)
{
    IdSet ids = id_set_open(state);
    if (!is_given(customer_id))
        return ids.ids;
    const pv_customer *row = card_customers_get(state, customer_id);
    if (!row || row->links == 0) {
        id_set_add(&ids, customer_id);
        return ids.ids;
    }
    component_walk(&ids, customer_id);
    for (size_t i = 1; i < ids.ids.count; i++) /* the smallest to the front */
        if (strcmp(ids.ids.items[i], ids.ids.items[0]) < 0) {
            void *smaller = ids.ids.items[i];
            ids.ids.items[i] = ids.ids.items[0];
            ids.ids.items[0] = smaller;
        }
    return ids.ids;
}

static const char *holder_of(const PvState *state, const char *claim)
{
    PvList holders = claim_holders(state, claim, 1);
    return holders.count ? card_resolve(state, holders.items[0]) : NULL;
}

const char *card_find(const PvState *state, Pv__IdentifierKind kind, const char *namespace, const char *value)
{
    char why[PV_WHY_BYTES];
    pv_identifier given = PV__IDENTIFIER__INIT;
    given.has_kind = 1;
    given.kind = kind;
    given.namespace_ = namespace;
    given.value = value;
    const pv_identifier *known = identify(state, &given, NULL, why);
    return known ? holder_of(state, known->claim) : NULL;
}

static PvVerdict reference_by_id(const PvState *state, const char *customer_id, PvOutcome *outcome,
                                 const char **found)
{
    const pv_customer *row = customer_named(state, customer_id, "customer.customer_id", outcome);
    if (!row)
        return PV_REFUSED;
    *found = row->canonical_id;
    return PV_ACCEPTED;
}

static PvVerdict introduce_reference(const PvState *state, NewCustomer *customer, PvOutcome *outcome,
                                     const char **found)
{
    if (!new_customer_check(state, customer, outcome))
        return PV_REFUSED;
    for (size_t i = 0; i < customer->identifier_count; i++) {
        const pv_identifier *known = customer->identifiers[i];
        if ((*found = holder_of(state, known->claim)))
            return PV_ACCEPTED;
        if (claim_suppressions(state, known->claim).count)
            return refuse_field(outcome, SUPPRESSED, customer->path,
                                "The person with this %s asked not to be kept.",
                                identifier_kind_text(known->kind));
    }
    *found = pv_new_id(outcome);
    new_customer_tell(state, customer, *found, outcome);
    return PV_ACCEPTED;
}

PvVerdict card_reference(const PvState *state, const pv_customer_reference *reference, PvOutcome *outcome,
                         const char **customer_id)
{
    *customer_id = NULL;
    if (reference && is_given(reference->customer_id))
        return reference_by_id(state, reference->customer_id, outcome, customer_id);
    if (!reference || !reference->identifier)
        return refuse_field(outcome, INVALID_INPUT, "customer",
                            "Neither an id nor an identifier names the customer.");
    size_t count = reference->n_more_identifiers + 1;
    pv_identifier **given = arena_take(pv_arena(state), count * sizeof *given);
    given[0] = reference->identifier;
    for (size_t i = 1; i < count; i++)
        given[i] = reference->more_identifiers[i - 1];
    char why[PV_WHY_BYTES];
    const pv_identifier *first = identify(state, given[0], reference->phone_region, why);
    if (first && (*customer_id = holder_of(state, first->claim)))
        return PV_ACCEPTED;
    NewCustomer customer = {
        .kind = reference->kind,
        .name = reference->name,
        .identifier_count = count,
        .identifiers = given,
        .fact_count = reference->n_facts,
        .facts = reference->facts,
        .phone_region = reference->phone_region,
        .path = "customer.identifier",
    };
    return introduce_reference(state, &customer, outcome, customer_id);
}
