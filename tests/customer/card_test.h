/* What the card's tests share: departments that have nothing but the card, and words for stories about
 * customers. */
#pragma once

#include "customer/internal.h"
#include "support/department_core.h"

typedef struct Trio {
    Department *all[3]; /* pv, sales, support */
} Trio;

Department *given_card(void);
Department *given_card_named(const char *name);
Trio given_three(void);
/* Delivers all events among them until nothing is left. */
void settle(Trio *three);
/* All three have the same digest of the card. */
void then_all_agree(Trio *three);
/* Introduces a customer, duplicate or not; its id, kept. value NULL: without an identifier. */
const char *introduced_with(Department *department, const char *name, Pv__IdentifierKind kind,
                            const char *value);
const char *remembered(const char *id);
const char *resolved(Department *department, const char *id);
void then_joined(Trio *three, const char *one, const char *other, bool joined);
void change_text(Department *department, const char *id, const char *fact_name, const char *text);
const char *text_of(Department *department, const char *id, const char *fact_name);
/* The id that the last customer_reference command came to. */
const char *referred(void);
/* What would have been taken for a repeat by its position: hears all that `from` told once more. */
void hear_again(Department *from, Department *to);
