/* What the tests of loyalty share. */
#include "loyalty/loyalty_test.h"
#include <stdio.h>

#define POOL 512

Department *given_loyalty(void)
{
    return given_department(&pv_service_loyalty);
}

const char *kept(const char *text)
{
    static char pool[POOL][200];
    static size_t used;
    char *copy = pool[used++ % POOL];
    snprintf(copy, sizeof pool[0], "%s", text ? text : "");
    return copy;
}

pv_money *money(int64_t amount_minor, const char *currency)
{
    static pv_money pool[POOL];
    static size_t used;
    pv_money *amount = &pool[used++ % POOL];
    pv__money__init(amount);
    amount->has_amount_minor = 1;
    amount->amount_minor = amount_minor;
    amount->currency = currency;
    return amount;
}

static const char *numbered(unsigned kind, unsigned n)
{
    char id[64];
    snprintf(id, sizeof id, "01890000-0000-7000-8000-%04x%08x", kind, n);
    return kept(id);
}

const char *invoice_number(unsigned n)
{
    return numbered(0x1111, n);
}

const char *refund_number(unsigned n)
{
    return numbered(0x2222, n);
}

const char *customer_number(unsigned n)
{
    return numbered(0x3333, n);
}

static sales_line *paid_line(const char *line_id, int64_t amount_minor)
{
    static sales_line pool[POOL];
    static size_t used;
    sales_line *line = &pool[used++ % POOL];
    sales__line__init(line);
    line->line_id = line_id;
    line->has_quantity = line->has_amount_minor = 1;
    line->quantity = 1;
    line->amount_minor = amount_minor;
    return line;
}

void when_paid(Department *loyalty, const char *customer_id, unsigned invoice, int64_t amount_minor)
{
    sales_line *lines[] = {paid_line("1", amount_minor)};
    when_heard(loyalty, sales, invoice_paid, .invoice_id = invoice_number(invoice), .customer_id = customer_id,
               .n_lines = 1, .lines = lines, .total = money(amount_minor, "EUR"));
}

void when_paid_two(Department *loyalty, const char *customer_id, unsigned invoice, int64_t tea_minor,
                   int64_t other_minor)
{
    sales_line *lines[] = {paid_line("1", tea_minor), paid_line("2", other_minor)};
    lines[0]->product_id = TEA;
    when_heard(loyalty, sales, invoice_paid, .invoice_id = invoice_number(invoice), .customer_id = customer_id,
               .n_lines = 2, .lines = lines, .total = money(tea_minor + other_minor, "EUR"));
}

void when_refunded(Department *loyalty, unsigned refund, unsigned invoice, const char *line_id, int64_t amount_minor)
{
    sales_refund_line line = SALES__REFUND_LINE__INIT, *lines[] = {&line};
    line.line_id = line_id;
    line.amount_minor = amount_minor;
    when_heard(loyalty, sales, refund_given, .refund_id = refund_number(refund), .invoice_id = invoice_number(invoice),
               .customer_id = ALI, .n_lines = 1, .lines = lines, .total = money(amount_minor, "EUR"));
}

void when_joined(Department *loyalty, const char *one, const char *other)
{
    when_heard_card(loyalty, "sales", customer_introduced, .customer_id = one, .kind = PV__CUSTOMER_KIND__PERSON);
    when_heard_card(loyalty, "sales", customer_introduced, .customer_id = other, .kind = PV__CUSTOMER_KIND__PERSON);
    when_card(loyalty, merge_customers, .customer_id = one, .n_other_ids = 1, .other_ids = &other);
}

loyalty_member *member_of(Department *loyalty, const char *customer_id)
{
    return ask(loyalty, get_member, member_view, .customer_id = customer_id)->member;
}

loyalty_tier *tier(const char *name, int64_t minimum, uint32_t multiplier_percent)
{
    static loyalty_tier pool[POOL];
    static size_t used;
    loyalty_tier *row = &pool[used++ % POOL];
    loyalty__tier__init(row);
    row->tier = row->name = name;
    row->has_minimum = row->has_multiplier_percent = 1;
    row->minimum = minimum;
    row->multiplier_percent = multiplier_percent;
    return row;
}

void then_ledger_is_sound(Department *loyalty)
{
    int64_t points = 0, pending = 0, debt = 0, lots = 0;
    const char *after = NULL;
    loyalty_ledger_check *check;
    do {
        check = ask(loyalty, get_ledger_check, ledger_check, .limit = 7, .after = after);
        for (size_t i = 0; i < check->n_faults; i++)
            print_error("%s\n", check->faults[i]);
        assert_int_equal(check->n_faults, 0);
        points += check->member_points;
        pending += check->pending_points;
        debt += check->debt_points;
        lots += check->lot_points;
        after = check->next ? kept(check->next) : NULL;
    } while (after);
    assert_int_equal(check->sum, 0);
    assert_int_equal(points + pending, lots);
    if (check->totals) {
        assert_int_equal(points, check->totals->member_points);
        assert_int_equal(pending, check->totals->pending_points);
        assert_int_equal(-debt, check->totals->debt_points);
    }
    then_rebuild_is_equal(loyalty);
}
