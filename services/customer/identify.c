/* Identifiers in their normal form and their claims: the keyed hashes that every department of the
 * organisation computes alike. */
#include "customer/internal.h"
#include <stdio.h>

#define DEFAULT_REGION "IR"

bool identifier_is_strong(Pv__IdentifierKind kind)
{
    switch (kind) {
    case PV__IDENTIFIER_KIND__NATIONAL_ID:
    case PV__IDENTIFIER_KIND__COMPANY_ID:
    case PV__IDENTIFIER_KIND__CARD_NUMBER:
    case PV__IDENTIFIER_KIND__EXTERNAL_ID:
        return true;
    default:
        return false;
    }
}

const char *identifier_kind_text(Pv__IdentifierKind kind)
{
    switch (kind) {
    case PV__IDENTIFIER_KIND__EMAIL_ADDRESS:
        return "e-mail address";
    case PV__IDENTIFIER_KIND__PHONE_NUMBER:
        return "phone number";
    case PV__IDENTIFIER_KIND__NATIONAL_ID:
        return "national id";
    case PV__IDENTIFIER_KIND__COMPANY_ID:
        return "company id";
    case PV__IDENTIFIER_KIND__CARD_NUMBER:
        return "card number";
    case PV__IDENTIFIER_KIND__SOCIAL_HANDLE:
        return "social handle";
    case PV__IDENTIFIER_KIND__EXTERNAL_ID:
        return "external id";
    default:
        return "identifier";
    }
}

static const char *not_empty(const char *value, char *why)
{
    if (is_given(value))
        return value;
    snprintf(why, PV_WHY_BYTES, "nothing is left of the value");
    return NULL;
}

static const char *social_handle(PvArena *arena, const char *value, char *why)
{
    const char *handle = text_fold(arena, value);
    while (*handle == '@')
        handle++;
    return not_empty(handle, why);
}

/* Ids of states: Iran's are checked, those of a namespace that names another register only cleaned. */
static const char *state_id(PvArena *arena, const pv_identifier *given, const char *namespace, char *why)
{
    if (*namespace && strcmp(namespace, "ir") != 0)
        return not_empty(text_identifier(arena, given->value), why);
    return given->kind == PV__IDENTIFIER_KIND__NATIONAL_ID ? text_iran_person_id(arena, given->value, why)
                                                           : text_iran_company_id(arena, given->value, why);
}

static const char *normal_value(PvArena *arena, const pv_identifier *given, const char *namespace,
                                const char *phone_region, char *why)
{
    switch (given->kind) {
    case PV__IDENTIFIER_KIND__EMAIL_ADDRESS:
        return text_email(arena, given->value, why);
    case PV__IDENTIFIER_KIND__PHONE_NUMBER:
        return text_phone(arena, given->value, is_given(phone_region) ? phone_region : DEFAULT_REGION, why);
    case PV__IDENTIFIER_KIND__NATIONAL_ID:
    case PV__IDENTIFIER_KIND__COMPANY_ID:
        return state_id(arena, given, namespace, why);
    case PV__IDENTIFIER_KIND__CARD_NUMBER:
        return not_empty(text_identifier(arena, given->value), why);
    case PV__IDENTIFIER_KIND__SOCIAL_HANDLE:
        return social_handle(arena, given->value, why);
    case PV__IDENTIFIER_KIND__EXTERNAL_ID: {
        const char *clean = text_clean(arena, given->value, why);
        return clean ? not_empty(clean, why) : NULL;
    }
    default:
        snprintf(why, PV_WHY_BYTES, "the kind of the identifier is not known");
        return NULL;
    }
}

static const char *claim_of(const PvState *state, Pv__IdentifierKind kind, const char *namespace,
                            const char *value)
{
    uint8_t hash[16];
    const char *text = arena_format(pv_arena(state), "%d|%s|%s", (int)kind, namespace, value);
    pv_keyed_hash(state, text, strlen(text), hash);
    static const char digits[] = "0123456789abcdef";
    char *claim = arena_take(pv_arena(state), 33);
    for (int i = 0; i < 16; i++) {
        claim[2 * i] = digits[hash[i] >> 4];
        claim[2 * i + 1] = digits[hash[i] & 15];
    }
    return claim;
}

/* A namespace counts only where the kind has one. */
static const char *normal_namespace(const PvState *state, const pv_identifier *given, char *why)
{
    const char *namespace = is_given(given->namespace_) ? text_fold(pv_arena(state), given->namespace_) : "";
    switch (given->kind) {
    case PV__IDENTIFIER_KIND__SOCIAL_HANDLE:
    case PV__IDENTIFIER_KIND__EXTERNAL_ID:
        if (*namespace)
            return namespace;
        snprintf(why, PV_WHY_BYTES, "the namespace is missing: the network or system the value belongs to");
        return NULL;
    case PV__IDENTIFIER_KIND__NATIONAL_ID:
    case PV__IDENTIFIER_KIND__COMPANY_ID:
        return *namespace ? namespace : "ir";
    case PV__IDENTIFIER_KIND__CARD_NUMBER:
        return namespace;
    default:
        return "";
    }
}

pv_identifier *identify(const PvState *state, const pv_identifier *given, const char *phone_region, char *why)
{
    *why = 0;
    if (!given || !is_given(given->value)) {
        snprintf(why, PV_WHY_BYTES, "the value is missing");
        return NULL;
    }
    if (strlen(given->value) > CARD_CODE_LIMIT_BYTES ||
        strlen(or_empty(given->namespace_)) > CARD_TAG_LIMIT_BYTES) {
        snprintf(why, PV_WHY_BYTES, "the value is longer than %d bytes or the namespace longer than %d",
                 CARD_CODE_LIMIT_BYTES, CARD_TAG_LIMIT_BYTES);
        return NULL;
    }
    const char *namespace = normal_namespace(state, given, why);
    const char *value = namespace ? normal_value(pv_arena(state), given, namespace, phone_region, why) : NULL;
    if (!value)
        return NULL;
    pv_identifier *known = arena_take(pv_arena(state), sizeof *known);
    pv__identifier__init(known);
    known->has_kind = 1;
    known->kind = given->kind;
    known->namespace_ = *namespace ? namespace : NULL;
    known->value = value;
    known->claim = claim_of(state, given->kind, namespace, value);
    return known;
}

PvList claim_suppressions(const PvState *state, const char *claim)
{
    PvList holding = {0};
    PvScan scan;
    pv_suppression probe = PV__SUPPRESSION__INIT;
    probe.claim = claim;
    card_suppressions_scan(&scan, state, &probe, 1);
    for (pv_suppression *row; (row = card_suppressions_next(&scan));)
        if (row->has_since_ms && !row->lifted)
            pv_list_add(state, &holding, row);
    return holding;
}

PvList claim_holders(const PvState *state, const char *claim, size_t limit)
{
    PvList holders = {0};
    PvScan scan;
    pv_customer probe = PV__CUSTOMER__INIT;
    probe.n_claims = 1;
    probe.claims = &claim;
    card_customers_by_claim(&scan, state, &probe, 1);
    for (pv_customer *row; holders.count < limit && (row = card_customers_next(&scan));)
        pv_list_add(state, &holders, (void *)row->customer_id);
    pv_scan_end(&scan);
    return holders;
}
