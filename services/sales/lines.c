/* Lines of deals, orders and sales: product and price looked up, amount worked out, limits kept. */
#include "sales/lines.h"
#include "sales/checks.h"
#include "sales/limits.h"
#include "sales/rules.h"

pv_money *money_of(const PvState *state, int64_t amount_minor, const char *currency)
{
    pv_money *money = arena_take(pv_arena(state), sizeof *money);
    pv__money__init(money);
    money->has_amount_minor = 1;
    money->amount_minor = amount_minor;
    money->currency = currency;
    return money;
}

/* A field of the line, as a path. */
static const char *path(const PvState *state, size_t at, const char *field)
{
    return arena_format(pv_arena(state), "lines[%zu].%s", at, field);
}

static bool read_product(const PvState *state, const sales_line_input *input, size_t at, PvOutcome *outcome,
                         sales_line *line)
{
    const sales_product *product = NULL;
    if (!is_empty(input->product_id)) {
        product = products_get(state, input->product_id);
        if (!product) {
            refuse_field(outcome, PRODUCT_NOT_FOUND, path(state, at, "product_id"), "No product has this id.");
            return false;
        }
    } else if (!is_empty(input->sku)) {
        sales_product probe = SALES__PRODUCT__INIT;
        probe.sku = input->sku;
        product = products_by_sku_one(state, &probe);
        if (!product)
            line->sku = input->sku;
    }
    if (product && product->retired) {
        refuse_field(outcome, PRODUCT_RETIRED, path(state, at, "product_id"), "%s is no longer sold.", product->name);
        return false;
    }
    line->product_id = product ? product->product_id : NULL;
    line->product_name = !is_empty(input->product_name) ? input->product_name : product ? product->name : NULL;
    return true;
}

static bool read_price(const PvState *state, const LineTerms *terms, const sales_line_input *input, size_t at,
                       PvOutcome *outcome, sales_line *line)
{
    line->unit_price_minor = input->unit_price_minor;
    line->has_unit_price_minor = input->has_unit_price_minor;
    if (input->has_unit_price_minor || input->has_amount_minor)
        return true;
    const sales_price *price = NULL;
    if (line->product_id)
        price = rules_price(state, line->product_id, terms->currency, rules_tier_of(state, terms->customer_id));
    if (!price) {
        refuse_field(outcome, PRICE_NOT_FOUND, path(state, at, "unit_price_minor"),
                     "There is no price in %s on the price list; name one.", terms->currency);
        return false;
    }
    line->has_unit_price_minor = 1;
    line->unit_price_minor = price->unit_price_minor;
    return true;
}

static bool read_amount(const PvState *state, const sales_line_input *input, size_t at, PvOutcome *outcome,
                        sales_line *line)
{
    line->has_discount_minor = input->discount_minor != 0;
    line->discount_minor = input->discount_minor;
    line->has_amount_minor = 1;
    line->amount_minor = input->amount_minor;
    bool fits = line->amount_minor >= 0 && line->amount_minor <= SALES_AMOUNT_LIMIT_MINOR;
    if (line->has_unit_price_minor) {
        fits = rules_amount(line->quantity, line->unit_price_minor, line->discount_minor, &line->amount_minor);
        if (fits && input->has_amount_minor && input->amount_minor != line->amount_minor) {
            refuse_field(outcome, INVALID_INPUT, path(state, at, "amount_minor"),
                         "Quantity, unit price and discount make another amount.");
            return false;
        }
    }
    if (!fits)
        refuse_field(outcome, INVALID_INPUT, path(state, at, "amount_minor"), "The amount must be from 0 to %lld.",
                     SALES_AMOUNT_LIMIT_MINOR);
    return fits;
}

static bool in_range(const PvState *state, int64_t value, int64_t limit, size_t at, const char *field,
                     PvOutcome *outcome)
{
    if (value >= 0 && value <= limit)
        return true;
    refuse_field(outcome, INVALID_INPUT, path(state, at, field), "%s must be from 0 to %lld.", field,
                 (long long)limit);
    return false;
}

static bool check_line(const PvState *state, const sales_line_input *input, size_t at, PvOutcome *outcome)
{
    if (input->product_name && !check_text(outcome, path(state, at, "product_name"), input->product_name,
                                           SALES_NAME_LIMIT_BYTES, false))
        return false;
    if (input->sku && !check_text(outcome, path(state, at, "sku"), input->sku, SALES_CODE_LIMIT_BYTES, false))
        return false;
    return in_range(state, input->quantity, SALES_QUANTITY_LIMIT, at, "quantity", outcome) &&
           in_range(state, input->unit_price_minor, SALES_AMOUNT_LIMIT_MINOR, at, "unit_price_minor", outcome) &&
           in_range(state, input->discount_minor, SALES_AMOUNT_LIMIT_MINOR, at, "discount_minor", outcome);
}

/* Numbers of lines as texts, made once for the usual few. */
static const char *line_name(const PvState *state, size_t at)
{
    static const char *const few[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    return at < sizeof few / sizeof few[0] ? few[at] : arena_format(pv_arena(state), "%zu", at + 1);
}

static bool read_line(const PvState *state, const LineTerms *terms, const sales_line_input *input, size_t at,
                      PvOutcome *outcome, sales_line *line)
{
    sales__line__init(line);
    line->line_id = line_name(state, at);
    line->has_quantity = 1;
    line->quantity = input->has_quantity ? input->quantity : 1;
    return check_line(state, input, at, outcome) && read_product(state, input, at, outcome, line) &&
           read_price(state, terms, input, at, outcome, line) && read_amount(state, input, at, outcome, line);
}

bool lines_read(const PvState *state, const LineTerms *terms, sales_line_input *const *inputs, size_t count,
                PvOutcome *outcome, Lines *lines)
{
    if (count > SALES_LINE_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "lines", "There are more than %d lines.", SALES_LINE_LIMIT);
        return false;
    }
    sales_line *rows = arena_take(pv_arena(state), count * sizeof *rows + 1);
    *lines = (Lines){.items = arena_take(pv_arena(state), count * sizeof *lines->items + 1), .count = count};
    for (size_t i = 0; i < count; i++) {
        lines->items[i] = &rows[i];
        if (!read_line(state, terms, inputs[i], i, outcome, &rows[i]))
            return false;
        lines->total_minor += rows[i].amount_minor;
    }
    if (lines->total_minor <= SALES_AMOUNT_LIMIT_MINOR)
        return true;
    refuse_field(outcome, INVALID_INPUT, "lines", "The lines add up to more than %lld.", SALES_AMOUNT_LIMIT_MINOR);
    return false;
}
