/* Rules of loyalty: the programme, points for money, tiers. Questions with answers, no writes. */
#pragma once

#include "loyalty/service.h"

/* Name of the one programme. */
extern const char rules_main[];

bool is_empty(const char *text);

/* The programme as it was set, else the built-in one. */
const loyalty_programme *rules_programme(const PvState *state);
/* The built-in programme, with every field set. */
loyalty_programme *rules_built_in_programme(const PvState *state);

/* The rate of a currency: the programme's, else the built-in one. */
loyalty_earning_rate rules_rate(const loyalty_programme *programme, const char *currency);
/* floor(amount × points ÷ per_minor × multiplier ÷ 100), in whole numbers of 128 bits. */
int64_t rules_points(int64_t amount_minor, const loyalty_earning_rate *rate, uint32_t multiplier_percent);
/* floor(whole × part ÷ of): what of `whole` goes with `part` out of `of`; all of it when part reaches of. */
int64_t rules_share(int64_t whole, int64_t part, int64_t of);

/* What each line of a paid invoice earns. Points are worked out on the running sum of the lines and each line gets the
 * difference, so the lines add up to floor(sum × rate). Lines of excluded products earn none. */
typedef struct Earning {
    loyalty_earned_line **lines; /* in the arena */
    size_t line_count;
    int64_t points;
    int64_t qualifying;
} Earning;
Earning rules_earning(const PvState *state, const loyalty_programme *programme, const char *tier,
                      const sales_invoice_paid *invoice);

/* When points earned at a time expire: the end of a UTC day, or LOYALTY_NEVER_MS. */
int64_t rules_expiry(const loyalty_programme *programme, int64_t earned_at_ms);
/* Name of the lot with this expiry: its last day, as 2027-11-30, or "open". In the arena. */
const char *rules_lot_of(const PvState *state, int64_t expires_at_ms);

/* The tier with this name; NULL if there is none. */
const loyalty_tier *rules_tier(const loyalty_programme *programme, const char *tier);
/* The lowest tier. */
const loyalty_tier *rules_base_tier(const loyalty_programme *programme);

/* Where a customer, with all joined ids, stands at a time: what counts in the period, the tier that gives, and when that
 * tier could fall at the soonest if nothing more is bought (0: never). */
typedef struct Standing {
    int64_t qualifying;
    const loyalty_tier *tier;
    int64_t review_at_ms;
} Standing;
Standing rules_standing(const PvState *state, const loyalty_programme *programme, const char *customer_id,
                        int64_t now_ms);

/* A card number: the number with a check digit after Luhn (ISO/IEC 7812-1) at its end. In the arena. */
const char *rules_card_number(const PvState *state, const char *number);
