/* A department that has nothing but the card, and a command that takes a reference as other departments do.
 */
#include "customer/card_test.h"
#include <stdio.h>
#include <string.h>

static char last_reference[40];
PvVerdict customer_reference(const PvState *state, const pv_customer_reference *command, PvOutcome *outcome);

PvVerdict customer_reference(const PvState *state, const pv_customer_reference *command, PvOutcome *outcome)
{
    const char *customer_id;
    PvVerdict verdict = card_reference(state, command, outcome, &customer_id);
    snprintf(last_reference, sizeof last_reference, "%s", or_empty(customer_id));
    return verdict;
}

#undef PV_DEFINITION
#define PV_DEFINITION "customer/shop.def"
#include "runtime/engine/table.h"

const char *referred(void)
{
    return remembered(last_reference);
}

Department *given_card_named(const char *name)
{
    static PvService services[8];
    static unsigned count;
    if (strcmp(name, "pv") == 0)
        return given_department(&pv_service_pv);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(services[i].name, name) == 0)
            return given_department(&services[i]);
    assert_true(count < 8);
    PvService *service = &services[count++];
    memcpy(service, &pv_service_pv, sizeof *service);
    *(const char **)&service->name = name;
    return given_department(service);
}

Trio given_three(void)
{
    Trio three = {{given_card_named("pv"), given_card_named("sales"), given_card_named("support")}};
    return three;
}

Department *given_card(void)
{
    return given_card_named("pv");
}

void settle(Trio *three)
{
    departments_settle(three->all, 3);
}

void then_all_agree(Trio *three)
{
    uint8_t first[16], other[16];
    card_digest(department_state(three->all[0]), first);
    for (int i = 1; i < 3; i++) {
        card_digest(department_state(three->all[i]), other);
        if (memcmp(first, other, sizeof first) != 0)
            fail_msg("%s and %s do not agree on the card", three->all[0]->service->name,
                     three->all[i]->service->name);
    }
}

const char *introduced_with(Department *department, const char *name, Pv__IdentifierKind kind,
                            const char *value)
{
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    pv_identifier *identifiers[] = {&identifier};
    identifier.has_kind = 1;
    identifier.kind = kind;
    identifier.value = value;
    if (kind == PV__IDENTIFIER_KIND__EXTERNAL_ID)
        identifier.namespace_ = "shop";
    const pv_customer *row = (const pv_customer *)when(department, introduce_customer, .name = name,
                                                       .n_identifiers = value != NULL,
                                                       .identifiers = identifiers, .allow_duplicate = true);
    return remembered(row->customer_id);
}

/* Ids outlive the item that told them. */
const char *remembered(const char *id)
{
    static char ids[4096][40];
    static unsigned count;
    char *place = ids[count++ % 4096];
    snprintf(place, 40, "%s", id);
    return place;
}

const char *resolved(Department *department, const char *id)
{
    return remembered(card_resolve(department_state(department), id));
}

void then_joined(Trio *three, const char *one, const char *other, bool joined)
{
    for (int i = 0; i < 3; i++)
        if ((strcmp(resolved(three->all[i], one), resolved(three->all[i], other)) == 0) != joined)
            fail_msg("%s: %s and %s are%s joined", three->all[i]->service->name, one, other,
                     joined ? " not" : "");
}

void change_text(Department *department, const char *id, const char *fact_name, const char *text)
{
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    fact.name = fact_name;
    fact.text = text;
    when(department, change_facts, .customer_id = id, .n_facts = 1, .facts = facts);
}

const char *text_of(Department *department, const char *id, const char *fact_name)
{
    const pv_fact *fact = card_fact(department_state(department), id, fact_name);
    return fact && fact->text ? fact->text : "";
}

typedef struct Again {
    Department *to;
    uint64_t epoch;
} Again;

static bool hear_one_again(void *context, const Pv__Envelope *seen, const uint8_t *bytes, size_t size)
{
    Again *again = context;
    Pv__Envelope envelope = *seen;
    if (!(envelope.flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED))
        return true;
    envelope.epoch = again->epoch;
    size_t packed = pv__envelope__get_packed_size(&envelope);
    uint8_t *copy = test_malloc(packed);
    pv__envelope__pack(&envelope, copy);
    assert_int_equal(engine_begin(again->to->engine), ENGINE_OK);
    engine_heard(again->to->engine, copy, packed);
    assert_int_equal(engine_commit(again->to->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(again->to->engine);
    engine_outputs_free(&outputs);
    test_free(copy);
    return true;
}

void hear_again(Department *from, Department *to)
{
    static uint64_t epoch = 99;
    Again again = {to, ++epoch << 32};
    department_read_told(from, 0, hear_one_again, &again);
}
