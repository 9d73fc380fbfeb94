/* Rules of loyalty: the built-in programme, points for money, expiry, card numbers. Tiers are in standing.c. */
#include "loyalty/rules.h"
#include "loyalty/limits.h"
#include "runtime/time/civil.h"
#include <inttypes.h>
#include <string.h>

const char rules_main[] = "main";

bool is_empty(const char *text)
{
    return !text || !*text;
}

/* --- the programme ----------------------------------------------------------------------------------------------- */

static void add_built_in_tiers(const PvState *state, loyalty_programme *programme)
{
    static const struct {
        const char *tier, *name;
        int64_t minimum;
        uint32_t multiplier_percent;
    } rows[] = {{"platinum", "Platinum", 10000, 200},
                {"gold", "Gold", 4000, 150},
                {"silver", "Silver", 1500, 125},
                {"bronze", "Bronze", 500, 110},
                {"member", "Member", 0, 100}};
    enum { COUNT = sizeof rows / sizeof rows[0] };
    loyalty_tier *tiers = arena_take(pv_arena(state), COUNT * sizeof *tiers);
    programme->n_tiers = COUNT;
    programme->tiers = arena_take(pv_arena(state), COUNT * sizeof *programme->tiers);
    for (size_t i = 0; i < COUNT; i++) {
        loyalty__tier__init(&tiers[i]);
        tiers[i].tier = rows[i].tier;
        tiers[i].name = rows[i].name;
        tiers[i].has_minimum = tiers[i].has_multiplier_percent = 1;
        tiers[i].minimum = rows[i].minimum;
        tiers[i].multiplier_percent = rows[i].multiplier_percent;
        programme->tiers[i] = &tiers[i];
    }
}

loyalty_programme *rules_built_in_programme(const PvState *state)
{
    loyalty_programme *programme = arena_take(pv_arena(state), sizeof *programme);
    loyalty__programme__init(programme);
    programme->programme_id = rules_main;
    programme->name = "Payvand";
    programme->has_enrol_on_purchase = programme->enrol_on_purchase = 1;
    programme->has_return_window_days = programme->has_expiry_days = 1;
    programme->has_tier_basis = programme->has_tier_period = 1;
    programme->tier_basis = LOYALTY__TIER_BASIS__TIER_BY_POINTS;
    programme->tier_period = LOYALTY__TIER_PERIOD__ROLLING_YEAR;
    add_built_in_tiers(state, programme);
    return programme;
}

const loyalty_programme *rules_programme(const PvState *state)
{
    const loyalty_programme *programme = programmes_get(state, rules_main);
    return programme ? programme : rules_built_in_programme(state);
}

/* --- points for money -------------------------------------------------------------------------------------------- */

/* One point for about one dollar, where a currency's minor unit is not a hundredth or its major unit is small. */
static int64_t built_in_per_minor(const char *currency)
{
    static const struct {
        char currency[4];
        int64_t per_minor;
    } rows[] = {{"IRR", 1000000}, {"JPY", 100},  {"KRW", 1000}, {"VND", 25000}, {"IDR", 1500000}, {"IQD", 1000000},
                {"BHD", 1000},    {"KWD", 1000}, {"OMR", 1000}, {"JOD", 1000},  {"TND", 3000},    {"CLP", 1000}};
    for (size_t i = 0; currency && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].currency, currency) == 0)
            return rows[i].per_minor;
    return 100;
}

loyalty_earning_rate rules_rate(const loyalty_programme *programme, const char *currency)
{
    for (size_t i = 0; currency && i < programme->n_rates; i++)
        if (strcmp(programme->rates[i]->currency, currency) == 0)
            return *programme->rates[i];
    loyalty_earning_rate rate = LOYALTY__EARNING_RATE__INIT;
    rate.currency = currency;
    rate.points = 1;
    rate.per_minor = built_in_per_minor(currency);
    return rate;
}

int64_t rules_points(int64_t amount_minor, const loyalty_earning_rate *rate, uint32_t multiplier_percent)
{
    if (amount_minor <= 0 || rate->per_minor <= 0)
        return 0;
    __int128 points = (__int128)amount_minor * rate->points * multiplier_percent / ((__int128)rate->per_minor * 100);
    return points > LOYALTY_POINTS_LIMIT ? LOYALTY_POINTS_LIMIT : (int64_t)points;
}

int64_t rules_share(int64_t whole, int64_t part, int64_t of)
{
    if (of <= 0 || part >= of)
        return whole;
    return (int64_t)((__int128)whole * part / of);
}

static bool earns(const PvState *state, const sales_line *line)
{
    if (line->amount_minor <= 0)
        return false;
    const loyalty_exclusion *exclusion = is_empty(line->product_id) ? NULL : exclusions_get(state, line->product_id);
    return !exclusion || !exclusion->excluded;
}

static uint32_t multiplier_of(const loyalty_programme *programme, const char *tier)
{
    const loyalty_tier *row = rules_tier(programme, tier);
    return row && row->multiplier_percent ? row->multiplier_percent : 100;
}

Earning rules_earning(const PvState *state, const loyalty_programme *programme, const char *tier,
                      const sales_invoice_paid *invoice)
{
    const char *currency = invoice->total ? invoice->total->currency : NULL;
    loyalty_earning_rate rate = rules_rate(programme, currency);
    uint32_t multiplier_percent = multiplier_of(programme, tier);
    bool by_spend = programme->tier_basis == LOYALTY__TIER_BASIS__TIER_BY_SPEND;
    bool spend_counts = by_spend && currency && programme->tier_currency &&
                        strcmp(programme->tier_currency, currency) == 0;
    loyalty_earned_line *rows = arena_take(pv_arena(state), invoice->n_lines * sizeof *rows + 1);
    Earning earning = {.lines = arena_take(pv_arena(state), invoice->n_lines * sizeof *earning.lines + 1)};
    int64_t eligible = 0;
    for (size_t i = 0; i < invoice->n_lines; i++) {
        const sales_line *line = invoice->lines[i];
        if (!earns(state, line))
            continue;
        bool fits = line->amount_minor <= LOYALTY_AMOUNT_LIMIT_MINOR - eligible;
        eligible = fits ? eligible + line->amount_minor : LOYALTY_AMOUNT_LIMIT_MINOR;
        int64_t points = rules_points(eligible, &rate, multiplier_percent);
        int64_t qualifying = by_spend ? (spend_counts ? eligible : 0) : rules_points(eligible, &rate, 100);
        loyalty_earned_line *row = earning.lines[earning.line_count] = &rows[earning.line_count];
        loyalty__earned_line__init(row);
        row->line_id = line->line_id;
        row->has_amount_minor = row->has_points = row->has_qualifying = 1;
        row->amount_minor = line->amount_minor;
        row->points = points - earning.points;
        row->qualifying = qualifying - earning.qualifying;
        earning.line_count++;
        earning.points = points;
        earning.qualifying = qualifying;
    }
    return earning;
}

/* --- expiry and cards -------------------------------------------------------------------------------------------- */

int64_t rules_expiry(const loyalty_programme *programme, int64_t earned_at_ms)
{
    if (programme->expiry_days == 0)
        return LOYALTY_NEVER_MS;
    int64_t end_ms = (civil_days_of_ms(earned_at_ms) + programme->expiry_days + 1) * CIVIL_DAY_MS;
    return end_ms > 0 ? end_ms : 1;
}

const char *rules_lot_of(const PvState *state, int64_t expires_at_ms)
{
    if (expires_at_ms == LOYALTY_NEVER_MS)
        return "open";
    Civil last = civil_of_days(civil_days_of_ms(expires_at_ms - 1));
    return arena_format(pv_arena(state), "%04" PRId64 "-%02u-%02u", last.year, last.month, last.day);
}

const char *rules_card_number(const PvState *state, const char *number)
{
    unsigned sum = 0, place = 0;
    for (size_t i = strlen(number); i > 0; i--) {
        if (number[i - 1] < '0' || number[i - 1] > '9')
            continue;
        unsigned digit = (unsigned)(number[i - 1] - '0');
        if (place++ % 2 == 0)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return arena_format(pv_arena(state), "%s-%u", number, (10 - sum % 10) % 10);
}
