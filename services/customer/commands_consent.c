/* Commands on consent, relations and erasure. */
#include "customer/internal.h"

/* --- consent
 * ----------------------------------------------------------------------------------------------------- */

static bool words_fit(const char *const words[], const char *const fields[], size_t count, PvOutcome *outcome)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(or_empty(words[i])) > CARD_CODE_LIMIT_BYTES)
            return refuse_field(outcome, INVALID_INPUT, fields[i], "The text is longer than %d bytes.",
                                CARD_CODE_LIMIT_BYTES);
    return true;
}

static bool scope_is_valid(Pv__Channel channel, Pv__Purpose purpose, PvOutcome *outcome)
{
    if (!protobuf_c_enum_descriptor_get_value(&pv__channel__descriptor, channel))
        return refuse_field(outcome, INVALID_INPUT, "channel", "There is no such channel.");
    if (!protobuf_c_enum_descriptor_get_value(&pv__purpose__descriptor, purpose))
        return refuse_field(outcome, INVALID_INPUT, "purpose", "There is no such purpose.");
    return true;
}

static bool has_room(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    unsigned count = 0;
    PvScan scan;
    pv_consent_entry probe = PV__CONSENT_ENTRY__INIT;
    probe.customer_id = customer_id;
    card_consents_scan(&scan, state, &probe, 1);
    while (card_consents_next(&scan))
        count++;
    if (count >= CARD_CONSENT_LIMIT)
        return refuse(outcome, CARD_FULL,
                      "Consent of this customer was recorded %u times, which is the limit.", count);
    return true;
}

static bool names(const pv_grant_consent *command, const char *consent_id)
{
    for (size_t i = 0; i < command->n_overrides; i++)
        if (is_given(command->overrides[i]) && strcmp(command->overrides[i], consent_id) == 0)
            return true;
    return false;
}

/* Every withdrawal that holds must be named, and nothing else may be. */
static bool overrides_fit(const PvState *state, const pv_grant_consent *command, PvOutcome *outcome)
{
    ConsentAnswer answer = consent_of(state, command->customer_id, command->channel, command->purpose);
    for (size_t i = 0; i < answer.holding.count; i++) {
        const pv_consent_entry *withdrawal = answer.holding.items[i];
        if (!names(command, withdrawal->consent_id))
            return refuse_field(outcome, CONSENT_WITHDRAWN, "overrides",
                                "The withdrawal %s holds; name it if the customer takes it back.",
                                withdrawal->consent_id);
    }
    for (size_t i = 0; i < command->n_overrides; i++) {
        bool known = false;
        for (size_t at = 0; at < answer.entries.count && !known; at++) {
            const pv_consent_entry *entry = answer.entries.items[at];
            known = !entry->granted && strcmp(entry->consent_id, or_empty(command->overrides[i])) == 0;
        }
        if (!known)
            return refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "overrides[%zu]", i),
                                "The customer has no such withdrawal for this channel and purpose.");
    }
    return true;
}

PvVerdict grant_consent(const PvState *state, const pv_grant_consent *command, PvOutcome *outcome)
{
    const char *const words[] = {command->basis, command->origin, command->wording};
    static const char *const fields[] = {"basis", "origin", "wording"};
    const pv_customer *row = customer_named(state, command->customer_id, "customer_id", outcome);
    if (!row || !scope_is_valid(command->channel, command->purpose, outcome) ||
        !words_fit(words, fields, 3, outcome) || !has_room(state, command->customer_id, outcome) ||
        !overrides_fit(state, command, outcome))
        return PV_REFUSED;
    int64_t given_at_ms = command->has_given_at_ms ? command->given_at_ms : pv_now_ms(state);
    if (command->has_ends_at_ms && command->ends_at_ms <= given_at_ms)
        return refuse_field(outcome, INVALID_INPUT, "ends_at_ms",
                            "The consent would end before it was given.");
    pv_consent_granted granted = PV__CONSENT_GRANTED__INIT;
    granted.customer_id = row->customer_id;
    granted.consent_id = pv_new_id(outcome);
    granted.has_channel = command->has_channel;
    granted.channel = command->channel;
    granted.has_purpose = command->has_purpose;
    granted.purpose = command->purpose;
    granted.n_overrides = command->n_overrides;
    granted.overrides = command->overrides;
    granted.basis = is_given(command->basis) ? command->basis : "consent";
    granted.origin = command->origin;
    granted.wording = command->wording;
    granted.has_given_at_ms = 1;
    granted.given_at_ms = given_at_ms;
    granted.has_ends_at_ms = command->has_ends_at_ms;
    granted.ends_at_ms = command->ends_at_ms;
    return emit_consent_granted(outcome, &granted);
}

static PvList claims_of(const PvState *state, const char *customer_id)
{
    PvList claims = {0};
    PvList ids = card_component(state, customer_id);
    for (size_t i = 0; i < ids.count; i++) {
        const pv_customer *row = card_customers_get(state, ids.items[i]);
        for (size_t at = 0; row && at < row->n_claims && claims.count < CARD_JOINED_LIMIT; at++)
            pv_list_add(state, &claims, (void *)row->claims[at]);
    }
    return claims;
}

PvVerdict withdraw_consent(const PvState *state, const pv_withdraw_consent *command, PvOutcome *outcome)
{
    const char *const words[] = {command->origin};
    static const char *const fields[] = {"origin"};
    const pv_customer *row = customer_named(state, command->customer_id, "customer_id", outcome);
    if (!row || !scope_is_valid(command->channel, command->purpose, outcome) ||
        !words_fit(words, fields, 1, outcome) || !has_room(state, command->customer_id, outcome))
        return PV_REFUSED;
    pv_consent_withdrawn withdrawn = PV__CONSENT_WITHDRAWN__INIT;
    withdrawn.customer_id = row->customer_id;
    withdrawn.consent_id = pv_new_id(outcome);
    withdrawn.has_channel = command->has_channel;
    withdrawn.channel = command->channel;
    withdrawn.has_purpose = command->has_purpose;
    withdrawn.purpose = command->purpose;
    withdrawn.origin = command->origin;
    withdrawn.has_given_at_ms = 1;
    withdrawn.given_at_ms = command->has_given_at_ms ? command->given_at_ms : pv_now_ms(state);
    if (command->for_ever) {
        PvList claims = claims_of(state, row->customer_id);
        withdrawn.n_suppressed_claims = claims.count;
        withdrawn.suppressed_claims = (const char **)claims.items;
    }
    return emit_consent_withdrawn(outcome, &withdrawn);
}

/* --- relations
 * --------------------------------------------------------------------------------------------------- */

static bool relation_fits(const PvState *state, const pv_relate_customers *command, PvOutcome *outcome)
{
    PvScan scan;
    unsigned count = 0;
    pv_relation probe = PV__RELATION__INIT;
    probe.customer_id = command->customer_id;
    if (strcmp(card_resolve(state, command->customer_id), card_resolve(state, command->other_customer_id)) ==
        0)
        return refuse_field(outcome, INVALID_INPUT, "other_customer_id",
                            "A customer has no relation to itself.");
    card_relations_by_customer(&scan, state, &probe, 1);
    for (pv_relation *row; (row = card_relations_next(&scan)); count++) {
        if (row->has_until_ms || strcmp(row->other_customer_id, command->other_customer_id) != 0 ||
            strcmp(or_empty(row->kind), command->kind) != 0 ||
            strcmp(or_empty(row->role), or_empty(command->role)) != 0)
            continue;
        pv_scan_end(&scan);
        return refuse(outcome, CARD_FULL, "The same relation %s holds already.", row->relation_id);
    }
    if (count >= CARD_RELATION_LIMIT)
        return refuse(outcome, CARD_FULL, "The customer has %u relations, which is the limit.", count);
    return true;
}

PvVerdict relate_customers(const PvState *state, const pv_relate_customers *command, PvOutcome *outcome)
{
    char why[PV_WHY_BYTES];
    const char *const words[] = {command->kind, command->role};
    static const char *const fields[] = {"kind", "role"};
    if (!customer_named(state, command->customer_id, "customer_id", outcome) ||
        !customer_named(state, command->other_customer_id, "other_customer_id", outcome) ||
        !words_fit(words, fields, 2, outcome))
        return PV_REFUSED;
    if (!is_given(command->kind))
        return refuse_field(outcome, INVALID_INPUT, "kind", "The kind of the relation is missing.");
    if (!relation_fits(state, command, outcome))
        return PV_REFUSED;
    pv_relation_added added = PV__RELATION_ADDED__INIT;
    added.customer_id = command->customer_id;
    added.relation_id = pv_new_id(outcome);
    added.other_customer_id = command->other_customer_id;
    added.kind = text_clean(pv_arena(state), command->kind, why);
    if (!added.kind)
        return refuse_field(outcome, INVALID_INPUT, "kind", "The kind is not valid: %s.", why);
    added.role = is_given(command->role) ? text_clean(pv_arena(state), command->role, why) : NULL;
    if (is_given(command->role) && !added.role)
        return refuse_field(outcome, INVALID_INPUT, "role", "The role is not valid: %s.", why);
    added.has_from_ms = command->has_from_ms;
    added.from_ms = command->from_ms;
    return emit_relation_added(outcome, &added);
}

PvVerdict end_relation(const PvState *state, const pv_end_relation *command, PvOutcome *outcome)
{
    const pv_relation *row = card_relations_get(state, command->relation_id);
    if (!pv_id_is_valid(command->customer_id))
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "The id of the customer is not a UUID.");
    bool theirs = row && is_given(row->customer_id) &&
                  (strcmp(row->customer_id, command->customer_id) == 0 ||
                   strcmp(row->other_customer_id, command->customer_id) == 0);
    if (!theirs)
        return refuse_field(outcome, RELATION_NOT_FOUND, "relation_id",
                            "The customer has no relation with the id %s.", or_empty(command->relation_id));
    if (row->has_until_ms)
        return accept(outcome);
    pv_relation_ended ended = PV__RELATION_ENDED__INIT;
    ended.customer_id = row->customer_id;
    ended.relation_id = row->relation_id;
    ended.has_until_ms = 1;
    ended.until_ms = command->has_until_ms ? command->until_ms : pv_now_ms(state);
    if (row->has_from_ms && ended.until_ms < row->from_ms)
        return refuse_field(outcome, INVALID_INPUT, "until_ms", "The relation would end before it began.");
    return emit_relation_ended(outcome, &ended);
}

/* --- erasure
 * ----------------------------------------------------------------------------------------------------- */

PvVerdict erase_customer(const PvState *state, const pv_erase_customer *command, PvOutcome *outcome)
{
    if (card_is_erased(state, command->customer_id))
        return accept(outcome);
    if (!customer_named(state, command->customer_id, "customer_id", outcome))
        return PV_REFUSED;
    tell_erasure(state, outcome, command->customer_id);
    return accept(outcome);
}
