/* Trying customers on dynamic lists: shared by reactions, timers and queries of marketing. */
#pragma once

#include "marketing/filter.h"
#include "marketing/service.h"

/* Checks a text of a command: present if required, and not too long. False after a refusal. */
bool text_is_fit(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required);

/* A customer to be tried. card is NULL for an id that no longer stands for a customer: it is on no dynamic
 * list. */
typedef struct Prospect {
    const char *customer_id;
    const pv_card *card;
} Prospect;

/* The id as a prospect; with its card if it is the one the joined customer is known under. */
Prospect prospect_of(const PvState *state, const char *customer_id);

/* Does a filter choose the prospect, and until when is that sure? */
FilterAnswer prospect_fits(const PvState *state, const Prospect *prospect, const Filter *filter);

/* Each condition of the filter tried on the prospect, which has a card. */
const TriedCondition *prospect_explain(const PvState *state, const Prospect *prospect, const Filter *filter,
                                       size_t *count);

/* Tries a prospect on a dynamic list and tells what changed: member or not, or when to look again. */
PvVerdict list_try(const PvState *state, const marketing_marketing_list *list, const Prospect *prospect,
                   PvOutcome *outcome);

/* Is this very id on the list? */
bool list_has(const PvState *state, const char *list_id, const char *customer_id);

/* Every dynamic list, or those that mention one of the facts (fact_count > 0). */
PvList lists_that_care(const PvState *state, const char *const *facts, size_t fact_count);

/* Tells that a customer came onto or left a list; next_ms as in FilterAnswer. */
PvVerdict tell_member(PvOutcome *outcome, const marketing_marketing_list *list, const char *customer_id,
                      bool added, int64_t next_ms);

/* Key of the timer of a list and a customer. */
const char *list_check_key(const PvState *state, const char *list_id, const char *customer_id);
