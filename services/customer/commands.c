/* Commands that introduce customers and change what is known of them. */
#include "customer/internal.h"

pv_customer *customer_named(const PvState *state, const char *customer_id, const char *field,
                            PvOutcome *outcome)
{
    if (!pv_id_is_valid(customer_id)) {
        refuse_field(outcome, INVALID_INPUT, field, "The id of the customer is not a UUID.");
        return NULL;
    }
    pv_customer *row = card_customers_get(state, customer_id);
    if (!row)
        refuse_field(outcome, CUSTOMER_NOT_FOUND, field, "No customer has the id %s.", customer_id);
    else if (row->erased)
        refuse_field(outcome, CUSTOMER_ERASED, field, "The person with the id %s was erased.", customer_id);
    return row && !row->erased ? row : NULL;
}

/* --- new customers
 * ----------------------------------------------------------------------------------------------- */

static bool check_identifiers(const PvState *state, NewCustomer *customer, PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    if (customer->identifier_count > CARD_IDENTIFIER_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, customer->path, "There are more than %d identifiers.",
                            CARD_IDENTIFIER_LIMIT);
    pv_identifier **known = arena_take(pv_arena(state), (customer->identifier_count + 1) * sizeof *known);
    size_t count = 0;
    for (size_t i = 0; i < customer->identifier_count; i++) {
        known[count] = identify(state, customer->identifiers[i], customer->phone_region, why);
        if (!known[count])
            return refuse_field(
                outcome, INVALID_INPUT, arena_format(pv_arena(state), "%s[%zu].value", customer->path, i),
                "The %s is not valid: %s.", identifier_kind_text(customer->identifiers[i]->kind), why);
        size_t same = 0;
        while (same < count && strcmp(known[same]->claim, known[count]->claim) != 0)
            same++;
        count += same == count;
    }
    customer->identifiers = known;
    customer->identifier_count = count;
    return true;
}

/* The name is a fact like others; given both ways, the fact counts. */
static bool add_name(const PvState *state, NewCustomer *customer, PvOutcome *outcome)
{
    if (!is_given(customer->name))
        return true;
    for (size_t i = 0; i < customer->fact_count; i++)
        if (strcmp(customer->facts[i]->name, "name") == 0)
            return true;
    char why[PV_WHY_BYTES];
    pv_fact given = PV__FACT__INIT;
    given.name = "name";
    given.text = customer->name;
    pv_fact *fact = strlen(customer->name) <= CARD_NAME_LIMIT_BYTES ? fact_check(state, &given, why) : NULL;
    if (!fact)
        return refuse_field(outcome, INVALID_INPUT, "name", "The name is not valid or longer than %d bytes.",
                            CARD_NAME_LIMIT_BYTES);
    if (!fact_is_cleared(fact))
        insert_at(state, customer->facts, customer->fact_count, customer->fact_count, fact);
    return true;
}

static bool check_facts(const PvState *state, size_t count, pv_fact ***facts, PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    if (count > CARD_FACT_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "facts", "There are more than %d facts.",
                            CARD_FACT_LIMIT);
    pv_fact **checked = arena_take(pv_arena(state), (count + 1) * sizeof *checked);
    for (size_t i = 0; i < count; i++) {
        checked[i] = fact_check(state, (*facts)[i], why);
        const char *field = arena_format(pv_arena(state), "facts[%zu]", i);
        if (!checked[i])
            return refuse_field(outcome, INVALID_INPUT, field, "The fact is not valid: %s.", why);
        for (size_t before = 0; before < i; before++)
            if (strcmp(checked[before]->name, checked[i]->name) == 0)
                return refuse_field(outcome, INVALID_INPUT, field, "The fact %s is given twice.",
                                    checked[i]->name);
    }
    *facts = checked;
    return true;
}

static pv_customer_introduced introduction(const NewCustomer *customer)
{
    pv_customer_introduced event = PV__CUSTOMER_INTRODUCED__INIT;
    event.has_kind = 1;
    event.kind = customer->kind ? customer->kind : PV__CUSTOMER_KIND__PERSON;
    event.n_identifiers = customer->identifier_count;
    event.identifiers = customer->identifiers;
    event.n_facts = customer->fact_count;
    event.facts = customer->facts;
    return event;
}

bool new_customer_check(const PvState *state, NewCustomer *customer, PvOutcome *outcome)
{
    if (customer->kind > PV__CUSTOMER_KIND__INTERNAL)
        return refuse_field(outcome, INVALID_INPUT, "kind", "There is no such kind of customer.");
    if (!check_identifiers(state, customer, outcome) ||
        !check_facts(state, customer->fact_count, &customer->facts, outcome) ||
        !add_name(state, customer, outcome))
        return false;
    pv_customer_introduced event = introduction(customer);
    if (pv__customer_introduced__get_packed_size(&event) > CARD_ROW_LIMIT_BYTES)
        return refuse(outcome, CARD_FULL, "The customer would take more than %d bytes.",
                      CARD_ROW_LIMIT_BYTES);
    return true;
}

static PvList holders_known(const PvState *state, pv_identifier **identifiers, size_t count)
{
    IdSet known = id_set_open(state);
    for (size_t i = 0; i < count; i++) {
        PvList holders = claim_holders(state, identifiers[i]->claim, CARD_SHARED_CLAIM_LIMIT + 2);
        for (size_t at = 0; at < holders.count; at++)
            id_set_add(&known, holders.items[at]);
    }
    return known.ids;
}

void new_customer_tell(const PvState *state, const NewCustomer *customer, const char *customer_id,
                       PvOutcome *outcome)
{
    pv_customer_introduced event = introduction(customer);
    event.customer_id = customer_id;
    if (customer->may_be_known) {
        PvList known = holders_known(state, customer->identifiers, customer->identifier_count);
        event.n_known_holders = known.count;
        event.known_holders = (const char **)known.items;
    }
    emit_customer_introduced(outcome, &event);
}

/* Ids of customers who hold one of the identifiers, or have the same name and birthday. */
static PvList likely_duplicates(const PvState *state, const NewCustomer *customer)
{
    IdSet found = id_set_open(state);
    const char *name = NULL, *birthday = NULL;
    for (size_t i = 0; i < customer->identifier_count; i++) {
        PvList holders = claim_holders(state, customer->identifiers[i]->claim, 5);
        for (size_t at = 0; at < holders.count; at++)
            id_set_add(&found, card_resolve(state, holders.items[at]));
    }
    for (size_t i = 0; i < customer->fact_count; i++) {
        if (strcmp(customer->facts[i]->name, "name") == 0)
            name = fact_name_text(customer->facts[i]);
        else if (strcmp(customer->facts[i]->name, "birthday") == 0)
            birthday = customer->facts[i]->date;
    }
    if (!name || !is_given(birthday))
        return found.ids;
    const char *folded = text_fold(pv_arena(state), name);
    PvScan scan;
    pv_customer probe = PV__CUSTOMER__INIT;
    probe.n_words = 1;
    probe.words = &folded;
    card_customers_by_word(&scan, state, &probe, 1);
    unsigned looked_at = 0;
    for (pv_customer *row; looked_at++ < CARD_NAMESAKE_LIMIT && (row = card_customers_next(&scan));) {
        const pv_fact_register *known = register_find(row, "birthday");
        if (known && strcmp(or_empty(known->fact->date), birthday) == 0)
            id_set_add(&found, row->canonical_id);
    }
    pv_scan_end(&scan);
    return found.ids;
}

/* Refuses a suppressed person, or lifts the suppression for one who comes back. */
static bool pass_suppression(const PvState *state, const NewCustomer *customer, bool comes_back,
                             PvOutcome *outcome, PvList *lifted)
{
    for (size_t i = 0; i < customer->identifier_count; i++) {
        PvList holding = claim_suppressions(state, customer->identifiers[i]->claim);
        if (holding.count && !comes_back)
            return refuse_field(outcome, SUPPRESSED, arena_format(pv_arena(state), "identifiers[%zu]", i),
                                "The person with this %s asked not to be kept.",
                                identifier_kind_text(customer->identifiers[i]->kind));
        for (size_t at = 0; at < holding.count; at++)
            pv_list_add(state, lifted, holding.items[at]);
    }
    return true;
}

PvVerdict introduce_customer(const PvState *state, const pv_introduce_customer *command, PvOutcome *outcome)
{
    NewCustomer customer = {
        .kind = command->kind,
        .name = command->name,
        .identifier_count = command->n_identifiers,
        .identifiers = command->identifiers,
        .fact_count = command->n_facts,
        .facts = command->facts,
        .phone_region = command->phone_region,
        .path = "identifiers",
        .may_be_known = command->allow_duplicate,
    };
    PvList lifted = {0};
    if (!new_customer_check(state, &customer, outcome) ||
        !pass_suppression(state, &customer, command->comes_back, outcome, &lifted))
        return PV_REFUSED;
    if (customer.identifier_count == 0 && customer.fact_count == 0)
        return refuse(outcome, INVALID_INPUT, "Neither a name nor an identifier is given.");
    PvList known = command->allow_duplicate ? (PvList){0} : likely_duplicates(state, &customer);
    if (known.count) {
        const char *ids = known.items[0];
        for (size_t i = 1; i < known.count && i < 5; i++)
            ids = arena_format(pv_arena(state), "%s, %s", ids, (const char *)known.items[i]);
        return refuse(outcome, LIKELY_DUPLICATE, "Likely known already: %s.", ids);
    }
    const char *customer_id = pv_new_id(outcome);
    if (lifted.count) {
        pv_suppression_lifted event = PV__SUPPRESSION_LIFTED__INIT;
        event.customer_id = customer_id;
        event.n_suppressions = lifted.count;
        event.suppressions = (pv_suppression **)lifted.items;
        emit_suppression_lifted(outcome, &event);
    }
    new_customer_tell(state, &customer, customer_id, outcome);
    return accept(outcome);
}

/* --- identifiers
 * ------------------------------------------------------------------------------------------------- */

PvVerdict add_identifier(const PvState *state, const pv_add_identifier *command, PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    const pv_customer *row = customer_named(state, command->customer_id, "customer_id", outcome);
    if (!row)
        return PV_REFUSED;
    pv_identifier *known = identify(state, command->identifier, command->phone_region, why);
    if (!known)
        return refuse_field(outcome, INVALID_INPUT, "identifier.value", "The identifier is not valid: %s.",
                            why);
    if (claim_suppressions(state, known->claim).count)
        return refuse_field(outcome, SUPPRESSED, "identifier",
                            "The person with this %s asked not to be kept.",
                            identifier_kind_text(known->kind));
    const pv_identifier *before = identifier_find(row, known->claim);
    if (before && !before->removed)
        return accept(outcome);
    if (row->n_identifiers >= CARD_IDENTIFIER_LIMIT ||
        protobuf_c_message_get_packed_size(&row->base) > CARD_ROW_LIMIT_BYTES)
        return refuse(outcome, CARD_FULL, "The customer cannot take more identifiers.");
    known->has_turn = 1;
    known->turn = before ? before->turn + 1 : 0;
    pv_identifier_added added = PV__IDENTIFIER_ADDED__INIT;
    added.customer_id = row->customer_id;
    added.identifier = known;
    PvList holders = holders_known(state, &known, 1);
    added.n_known_holders = holders.count;
    added.known_holders = (const char **)holders.items;
    return emit_identifier_added(outcome, &added);
}

PvVerdict remove_identifier(const PvState *state, const pv_remove_identifier *command, PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    bool found = false;
    if (!customer_named(state, command->customer_id, "customer_id", outcome))
        return PV_REFUSED;
    pv_identifier *known = identify(state, command->identifier, command->phone_region, why);
    if (!known)
        return refuse_field(outcome, INVALID_INPUT, "identifier.value", "The identifier is not valid: %s.",
                            why);
    PvList ids = card_component(state, command->customer_id);
    for (size_t i = 0; i < ids.count; i++) {
        const pv_customer *row = card_customers_get(state, ids.items[i]);
        const pv_identifier *held = row ? identifier_find(row, known->claim) : NULL;
        if (!held || held->removed)
            continue;
        pv_identifier_removed removed = PV__IDENTIFIER_REMOVED__INIT;
        removed.customer_id = row->customer_id;
        removed.identifier = known;
        known->has_turn = 1;
        known->turn = held->turn + 1;
        emit_identifier_removed(outcome, &removed);
        found = true;
    }
    if (!found)
        return refuse_field(outcome, NOT_FOUND, "identifier", "The customer does not have this %s.",
                            identifier_kind_text(known->kind));
    return accept(outcome);
}

/* --- facts
 * ------------------------------------------------------------------------------------------------------- */

static bool is_same_value(const PvState *state, const pv_customer *row, const pv_fact *fact)
{
    const pv_fact_register *known = register_find(row, fact->name);
    if (!known)
        return row->links == 0 && fact_is_cleared(fact);
    return row->links == 0 && known->digest == message_digest(state, &fact->base);
}

PvVerdict change_facts(const PvState *state, const pv_change_facts *command, PvOutcome *outcome)
{
    pv_customer *row = customer_named(state, command->customer_id, "customer_id", outcome);
    pv_fact **facts = command->facts;
    if (!row || !check_facts(state, command->n_facts, &facts, outcome))
        return PV_REFUSED;
    if (command->n_facts == 0)
        return refuse_field(outcome, INVALID_INPUT, "facts", "No fact is given.");
    pv_fact_changed changed = PV__FACT_CHANGED__INIT;
    changed.customer_id = row->customer_id;
    changed.facts = arena_take(pv_arena(state), command->n_facts * sizeof *changed.facts);
    size_t fresh = 0;
    for (size_t i = 0; i < command->n_facts; i++) {
        if (is_same_value(state, row, facts[i]))
            continue;
        changed.facts[changed.n_facts++] = facts[i];
        fresh += register_find(row, facts[i]->name) == NULL;
    }
    if (changed.n_facts == 0)
        return accept(outcome);
    if (row->n_facts + fresh > CARD_FACT_LIMIT ||
        protobuf_c_message_get_packed_size(&row->base) + protobuf_c_message_get_packed_size(&changed.base) >
            CARD_ROW_LIMIT_BYTES)
        return refuse(outcome, CARD_FULL, "The customer cannot take more facts.");
    return emit_fact_changed(outcome, &changed);
}
