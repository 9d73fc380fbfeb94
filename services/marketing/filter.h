/* The filter language of dynamic lists: text to tree, and a tree tried on a customer card. It knows nothing
 * of lists, tables or the clock; trees and texts are in the arena.
 *
 *   filter    = and { "or" and }            and = not { "and" not }          not = [ "not" ] ( "(" filter ")"
 * | condition ) condition = fact ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value | fact [ "not" ] "in" "("
 * value { "," value } ")" | fact "contains" text                        a tag, or a part of a text | fact (
 * "before" | "after" ) when            when = 2024-12-31 | now | 90 days ago | in 2 weeks | fact ( "older" |
 * "newer" ) "than" duration  as before and after "… ago" | fact "is" [ "not" ] "known" | "consent" channel
 * purpose                   such as: consent email marketing | flag such as: do_not_disturb value     =
 * number | word | "text" | date                duration = number ( hours | days | weeks | months | years )
 *
 * Words are compared without regard to case and to Persian or Arabic forms of letters and digits. A month is
 * 30 days, a year 365. Amounts are in minor units and may name their currency (spent >= 25000 EUR). An
 * unknown fact fits no condition but "!=", "not in" and "is not known". The facts are listed in
 * filter_facts.c. */
#pragma once

#include "payvand/messages.h"
#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct Filter Filter;

typedef struct FilterError {
    size_t position; /* of the first byte that is wrong, from 0 */
    char text[240];  /* what is wrong there, as a sentence */
} FilterError;

/* NULL if the text is not a filter; error says where and why. */
const Filter *filter_parse(PvArena *arena, const char *text, FilterError *error);

/* The same filter as text with every bracket shown. */
const char *filter_print(PvArena *arena, const Filter *filter);

/* Names of the facts it mentions, each once, in order of name; "consent" among them. */
const char *const *filter_facts(const Filter *filter, size_t *count);

/* Who is tried. may_contact answers for consent. */
typedef struct FilterSubject {
    const Pv__Card *card;
    int64_t now_ms;
    bool (*may_contact)(const void *context, Pv__Channel channel, Pv__Purpose purpose);
    const void *context;
} FilterSubject;

typedef struct FilterAnswer {
    bool member;
    int64_t next_ms; /* first time after now at which time alone may change the answer; 0 if it cannot */
} FilterAnswer;

FilterAnswer filter_evaluate(const Filter *filter, const FilterSubject *subject, PvArena *arena);

/* One condition of a filter tried on a customer. */
typedef struct TriedCondition {
    const char *text;  /* the condition, in the filter language */
    const char *fact;  /* "consent" for consent */
    const char *value; /* what the card says, in the filter language; NULL where nothing is known */
    bool holds;
    bool negated; /* the filter asks that it does not hold */
} TriedCondition;

/* Every condition of the filter in order; in the arena. */
const TriedCondition *filter_explain(const Filter *filter, const FilterSubject *subject, PvArena *arena,
                                     size_t *count);
