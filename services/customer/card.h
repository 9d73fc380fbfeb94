/* The customer card for the files of a department: finding, resolving and introducing customers, the joined
 * card, and whether a customer may be reached. All read the state; only card_reference may tell events. Texts
 * and messages are in the arena of the item. */
#pragma once

#include <stddef.h>

#include "payvand/messages.h"
#include "runtime/engine/outcome.h"
#include "runtime/engine/state.h"

/* What table.h puts into every department's service. */
#define PV_CANONICAL card_resolve
#define PV_IS_ERASED card_is_erased

/* The smallest id joined with this one; the same id if it is unknown, "" if none is given. */
const char *card_resolve(const PvState *state, const char *customer_id);

/* The row of this very id, not joined; NULL if it was never heard of. */
pv_customer *card_get(const PvState *state, const char *customer_id);

/* All ids joined with it (char *), smallest first; itself if it is joined with none; none if none is given. */
PvList card_component(const PvState *state, const char *customer_id);

/* The resolved id of the customer with an identifier, in any form people write it; NULL if there is none or
 * the value is not valid. Phone numbers without a country code are read as Iranian. */
const char *card_find(const PvState *state, Pv__IdentifierKind kind, const char *namespace,
                      const char *value);

/* Resolves the reference of a command. An id must be known; an unknown identifier introduces the customer and
 * tells CustomerIntroduced. *customer_id is the resolved id (after an introduction, the new one). Refused
 * with a reason otherwise: return that verdict. */
PvVerdict card_reference(const PvState *state, const pv_customer_reference *reference, PvOutcome *outcome,
                         const char **customer_id);

/* The joined card: facts of all joined ids merged, last announcements of every department, consents,
 * relations. NULL if the id was never heard of. */
pv_card *card_view(const PvState *state, const char *customer_id);

/* The newest value of one fact over the joined ids, such as "birthday"; NULL if there is none or it was
 * cleared. */
const pv_fact *card_fact(const PvState *state, const char *customer_id, const char *name);
/* The same, and the name to show, from the rows (pv_customer) of one joined customer, for who has read them. */
const pv_fact *card_fact_among(const PvList *rows, const char *name);
const char *card_name_among(const PvList *rows);

/* May the customer be reached? SERVICE: unless withdrawn. Every other purpose: only with a grant, and no
 * withdrawal that the grants do not name. Never an erased or suppressed person. Reads the time: not for
 * apply. */
bool card_may_contact(const PvState *state, const char *customer_id, Pv__Channel channel,
                      Pv__Purpose purpose);

/* Name to show: the newest over the joined ids; "" if there is none. */
const char *card_display_name(const PvState *state, const char *customer_id);

/* Puts names into the rows of an answer: members customer_id and customer_name of message `type`. Names beyond what a
 * page leaves free of an answer are left out. For queries only: the rows must not be written back. */
#define CARD_NAME_ROWS(state, rows, count, type) \
    card_name_rows(state, (void **)(rows), count, offsetof(type, customer_id), offsetof(type, customer_name))
void card_name_rows(const PvState *state, void **rows, size_t count, size_t customer_id_at, size_t customer_name_at);

/* Was this person erased? For apply too. */
bool card_is_erased(const PvState *state, const char *customer_id);

/* Digest of the whole card, equal in departments that heard the same events. Reads every row: for tests and
 * tools. */
void card_digest(const PvState *state, uint8_t out[16]);
