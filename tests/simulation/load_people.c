/* What people may ask for: consent given and withdrawn in several places, and to be forgotten. */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PvArena *arena;
static unsigned persons;

static SimNode *any_node(void)
{
    return &nodes[sim_below(NODE_COUNT)];
}

/* --- consent */

static void grant(const char *customer_id, const char *override, void (*done)(Ask *ask))
{
    char overrides[80] = "";
    if (override)
        snprintf(overrides, sizeof overrides, ", \"overrides\": [\"%s\"]", override);
    client_ask(any_node(), false, "payvand.GrantConsent", NULL, done, strdup(customer_id),
               "{\"customerId\": \"%s\", \"channel\": \"EMAIL\", \"purpose\": \"MARKETING\", \"basis\": \"asked\", "
               "\"wording\": \"May we write?\"%s}",
               customer_id, overrides);
}

/* One withdrawal held it back, and the customer takes that one back. */
static void consent_read(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED || load.stopped)
        return;
    arena_reset(arena);
    const pv_consent_state *state = (pv_consent_state *)ask_answer(ask, &pv__consent_state__descriptor, arena);
    sim_check(state, "the answer of GetConsent cannot be read");
    sim_check(!state->allowed || state->n_holding_withdrawals == 0, "%s allows what a withdrawal holds back",
              ask->to->table->name);
    if (state->n_holding_withdrawals == 1)
        grant(ask->about, state->holding_withdrawals[0], NULL);
}

static void granted(Ask *ask)
{
    if (ask->state == ASK_REFUSED && !load.stopped && sim_chance(500))
        client_ask(ask->to, true, "payvand.GetConsent", NULL, consent_read, ask->about,
                   "{\"customerId\": \"%s\", \"channel\": \"EMAIL\", \"purpose\": \"MARKETING\"}", (const char *)ask->about);
}

static void withdraw(const char *customer_id)
{
    client_ask(any_node(), false, "payvand.WithdrawConsent", NULL, NULL, NULL,
               "{\"customerId\": \"%s\", \"channel\": \"EMAIL\", \"purpose\": \"MARKETING\"}", customer_id);
}

void load_consent(void)
{
    const char *customer_id = load.customer_ids[sim_below(load.customer_count)];
    unsigned pick = (unsigned)sim_below(10);
    if (pick < 7)
        grant(customer_id, NULL, granted);
    if (pick >= 5) /* both at once, in two places, now and then */
        withdraw(customer_id);
}

/* --- being forgotten */

static void forgotten(Ask *ask)
{
    Person *person = ask->about;
    person->erased |= ask->state == ASK_ACCEPTED;
}

static void forget(void *context)
{
    Person *person = context;
    client_ask(any_node(), false, "payvand.EraseCustomer", NULL, forgotten, person, "{\"customerId\": \"%s\"}",
               person->customer_id);
}

static void met(Ask *ask)
{
    Person *person = ask->about;
    if (ask->state != ASK_ACCEPTED)
        return;
    arena_reset(arena);
    const pv_customer *customer = (pv_customer *)ask_answer(ask, &pv__customer__descriptor, arena);
    sim_check(customer, "the answer of IntroduceCustomer cannot be read");
    snprintf(person->customer_id, sizeof person->customer_id, "%s", customer->customer_id);
    client_ask(any_node(), false, "payvand.ChangeFacts", ask->token, NULL, NULL,
               "{\"customerId\": \"%s\", \"facts\": [{\"name\": \"custom.alias\", \"text\": \"%s\"}]}", person->customer_id,
               person->name)->forgettable = true;
    client_ask(node_named("support"), false, "payvand.support.OpenCase", NULL, NULL, NULL,
               "{\"customer\": {\"customerId\": \"%s\"}, \"businessKey\": \"%s\", \"channel\": \"EMAIL\", \"subject\": \"%s\", "
               "\"body\": \"I am %s.\"}",
               person->customer_id, person->key, person->name, person->name)->forgettable = true;
    sim_after(sim_between(1000000, 60000000), forget, person);
}

/* Somebody who asks later to be forgotten; the name stands nowhere else. */
void load_person(void)
{
    Person *person = calloc(1, sizeof *person);
    snprintf(person->name, sizeof person->name, "Zarathustra%u%06x", ++persons, (unsigned)sim_below(1 << 24));
    snprintf(person->key, sizeof person->key, "person-%u", persons);
    person->next = load.persons;
    load.persons = person;
    client_ask(any_node(), false, "payvand.IntroduceCustomer", NULL, met, person,
               "{\"name\": \"%s\", \"allowDuplicate\": true, \"identifiers\": [{\"kind\": \"EXTERNAL_ID\", "
               "\"namespace\": \"person\", \"value\": \"%s\"}]}",
               person->name, person->name)->forgettable = true;
}

void load_people_begin(void)
{
    arena = arena_open(16u << 20);
}
