/* What the tests of loyalty share: paid invoices and refunds as sales tells them, members, checks of the ledger. */
#pragma once

#include "loyalty/service.h"
#include "loyalty/limits.h"
#include "runtime/time/civil.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_loyalty;

#define DAY CIVIL_DAY_MS
#define ALI "01890000-0000-7000-8000-00000000a001"
#define MINA "01890000-0000-7000-8000-00000000a002"
#define TEA "01890000-0000-7000-8000-00000000b001"
#define NOBODY "01890000-0000-7000-8000-00000000ffff"

Department *given_loyalty(void);
/* A copy of a text that lives as long as the program. */
const char *kept(const char *text);
pv_money *money(int64_t amount_minor, const char *currency);
/* Id of the n-th invoice, refund or customer of a test. */
const char *invoice_number(unsigned n);
const char *refund_number(unsigned n);
const char *customer_number(unsigned n);
/* Hears that an invoice over one line of EUR is paid. */
void when_paid(Department *loyalty, const char *customer_id, unsigned invoice, int64_t amount_minor);
/* The same with two lines, the first of them tea. */
void when_paid_two(Department *loyalty, const char *customer_id, unsigned invoice, int64_t tea_minor,
                   int64_t other_minor);
/* Hears that so much of a line is refunded. */
void when_refunded(Department *loyalty, unsigned refund, unsigned invoice, const char *line_id, int64_t amount_minor);
/* Makes the customers known and joins or parts them. */
void when_joined(Department *loyalty, const char *one, const char *other);

loyalty_member *member_of(Department *loyalty, const char *customer_id);
loyalty_tier *tier(const char *name, int64_t minimum, uint32_t multiplier_percent);
#define TIERS(...)                                                                                           \
    .n_tiers = sizeof((loyalty_tier *[]){__VA_ARGS__}) / sizeof(loyalty_tier *),                              \
    .tiers = (loyalty_tier *[]){__VA_ARGS__}
/* Sums are zero, balances are what the lots hold, over all pages; then the log folds to the same tables. */
void then_ledger_is_sound(Department *loyalty);
