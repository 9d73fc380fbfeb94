/* What the files of the customer card share. Departments include card.h instead. */
#pragma once

#define PV_PACKAGE pv
#define PV_DEFINITION "customer/card.def"
#include "customer/card.h"
#include "customer/limits.h"
#include "runtime/department.h"
#include "runtime/text/normalise.h"
#include <string.h>

static inline bool is_given(const char *text)
{
    return text && *text;
}

static inline const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* --- ids.c: sets of ids and the components that links make
 * ------------------------------------------------------- */

typedef struct IdSet {
    const PvState *state;
    const char **slots;
    size_t slot_count;
    PvList ids; /* const char *, in order of adding */
} IdSet;

IdSet id_set_open(const PvState *state);
/* False if it was in already. The text is borrowed. */
bool id_set_add(IdSet *set, const char *id);
bool id_set_has(const IdSet *set, const char *id);

/* Does the link join its two ids? What people decided counts before what identifiers say. */
bool link_holds(const pv_customer_link *link);
/* The link of two ids in any order; NULL if nobody told of one. */
pv_customer_link *link_find(const PvState *state, const char *one_id, const char *other_id);
/* Every link of an id, also those that do not hold. */
PvList links_of(const PvState *state, const char *customer_id);
/* Adds all ids that links join with this one, itself included. */
void component_walk(IdSet *into, const char *customer_id);
const char *smallest_id(const PvList *ids);

/* --- identify.c: normal forms, claims, checks of input
 * ----------------------------------------------------------- */

/* The identifier in its normal form with its claim, in the arena; NULL if it is not valid, and why says the
 * reason. */
pv_identifier *identify(const PvState *state, const pv_identifier *given, const char *phone_region,
                        char *why);
bool identifier_is_strong(Pv__IdentifierKind kind);
const char *identifier_kind_text(Pv__IdentifierKind kind);
/* The fact in its normal form; NULL if it is not valid. */
pv_fact *fact_check(const PvState *state, const pv_fact *given, char *why);
bool fact_is_cleared(const pv_fact *fact);
/* Name to show of a name fact; NULL if there is none. */
const char *fact_name_text(const pv_fact *fact);
/* Suppressions (pv_suppression *) of a claim that hold. */
PvList claim_suppressions(const PvState *state, const char *claim);
/* Ids (const char *) that hold a claim, at most limit. */
PvList claim_holders(const PvState *state, const char *claim, size_t limit);

/* --- stamps.c: registers
 * ----------------------------------------------------------------------------------------- */

/* Order of two registers by time, source and value: < 0, 0, > 0. */
int register_order(const pv_fact_register *one, const pv_fact_register *other);
uint64_t message_digest(const PvState *state, const ProtobufCMessage *message);
/* The register of a fact in a row; NULL if there is none. */
pv_fact_register *register_find(const pv_customer *row, const char *fact_name);
pv_identifier *identifier_find(const pv_customer *row, const char *claim);
/* Puts item at a place of a repeated field made in the arena. */
#define insert_at(state, array, count, place, item)                                                          \
    do {                                                                                                     \
        (array) = insert_pointer((state), (void **)(array), (count), (place), (item));                       \
        (count)++;                                                                                           \
    } while (0)
void *insert_pointer(const PvState *state, void **items, size_t count, size_t place, void *item);

/* --- state_customers.c: the fold of customers
 * -------------------------------------------------------------------- */

/* The row of an id; a new one if the id was not heard of. */
pv_customer *customer_row(const PvState *state, const char *customer_id);
/* Derives name, search words and claims from the rest, and writes the row. */
void customer_put(PvState *state, pv_customer *row);
/* Folds a register into row and history; the row is not written. */
void fold_register(PvState *state, pv_customer *row, pv_fact_register *value);
/* Folds facts of an event: those whose stamp lies too far ahead wait. The row is not written. */
void fold_facts(PvState *state, pv_customer *row, size_t count, pv_fact **facts, const PvEventMeta *meta);
/* Removes every waiting fact of an id. */
void forget_waiting(PvState *state, const char *customer_id);

/* --- match.c: who is the same
 * ------------------------------------------------------------------------------------ */

/* The pair's suggestion, told for both sides; not if the same was told before. */
void tell_suggestion(const PvState *state, PvOutcome *outcome, const pv_duplicate_suggested *suggestion);
/* Tells pairs as linked or parted, once for each side's partition, in as many events as needed. */
typedef struct PairList {
    PvList pairs; /* pv_link_pair * */
    bool parted;
    bool automatic;
    Pv__IdentifierKind kind;
} PairList;
void pair_add(const PvState *state, PairList *list, const char *one_id, const char *other_id);
void tell_pairs(const PvState *state, PvOutcome *outcome, const PairList *list);
/* The newest known value of a fact of one id, waiting ones too. */
const pv_fact *fact_known(const PvState *state, const pv_customer *row, const char *name);

/* --- erase.c
 * ----------------------------------------------------------------------------------------------------- */

/* Tells of the erasure of a person under all joined ids. */
void tell_erasure(const PvState *state, PvOutcome *outcome, const char *customer_id);

/* --- likeness.c
 * -------------------------------------------------------------------------------------------------- */

/* How alike two names are: words of the shorter one found in the other, 0 to 100. */
unsigned name_likeness(const PvState *state, const char *one, const char *other);

/* --- commands.c
 * -------------------------------------------------------------------------------------------------- */

/* The row a command names; NULL if the command was refused. */
pv_customer *customer_named(const PvState *state, const char *customer_id, const char *field,
                            PvOutcome *outcome);
/* A customer to introduce. */
typedef struct NewCustomer {
    Pv__CustomerKind kind;
    const char *name;
    size_t identifier_count;
    pv_identifier **identifiers;
    size_t fact_count;
    pv_fact **facts;
    const char *phone_region;
    const char *path;  /* of the identifiers in the command, for refusals */
    bool may_be_known; /* others may hold its identifiers already */
} NewCustomer;
/* Checks what was given; false if the command was refused. Replaces the lists by checked ones. */
bool new_customer_check(const PvState *state, NewCustomer *customer, PvOutcome *outcome);
void new_customer_tell(const PvState *state, const NewCustomer *customer, const char *customer_id,
                       PvOutcome *outcome);

/* --- view.c
 * ------------------------------------------------------------------------------------------------------ */

typedef struct ConsentAnswer {
    bool granted;
    PvList holding; /* pv_consent_entry *: withdrawals that hold */
    PvList entries; /* pv_consent_entry * that concern channel and purpose */
} ConsentAnswer;
ConsentAnswer consent_of(const PvState *state, const char *customer_id, Pv__Channel channel,
                         Pv__Purpose purpose);
