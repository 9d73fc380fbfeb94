/* Lines of deals, orders and sales, from what commands ask for to what events tell. */
#pragma once

#include "sales/service.h"

/* In which terms lines are priced. */
typedef struct LineTerms {
    const char *currency;
    const char *customer_id; /* its loyalty tier chooses the price list; may be NULL */
} LineTerms;

typedef struct Lines {
    sales_line **items; /* in the arena; numbered 1, 2, 3 … */
    size_t count;
    int64_t total_minor;
} Lines;

/* Reads and prices lines. False: refused, with the path of the field. */
bool lines_read(const PvState *state, const LineTerms *terms, sales_line_input *const *inputs, size_t count,
                PvOutcome *outcome, Lines *lines);

/* An amount in the arena. */
pv_money *money_of(const PvState *state, int64_t amount_minor, const char *currency);
