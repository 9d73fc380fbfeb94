/* Giving money back for lines of a paid invoice: by units, by amount, or all that is left. */
#include "sales/checks.h"
#include "sales/limits.h"
#include "sales/lines.h"
#include "sales/rules.h"
#include <inttypes.h>
#include <string.h>

typedef struct RefundLines {
    sales_refund_line **items;
    size_t count;
    int64_t total_minor;
} RefundLines;

static const char *path(const PvState *state, size_t at, const char *field)
{
    return arena_format(pv_arena(state), "lines[%zu].%s", at, field);
}

static const sales_line *line_named(const sales_order *order, const char *line_id)
{
    for (size_t i = 0; line_id && i < order->n_lines; i++)
        if (strcmp(order->lines[i]->line_id, line_id) == 0)
            return order->lines[i];
    return NULL;
}

static void add_line(const PvState *state, RefundLines *refund, const sales_line *line, int64_t quantity,
                     int64_t amount_minor)
{
    sales_refund_line *row = arena_take(pv_arena(state), sizeof *row);
    sales__refund_line__init(row);
    row->line_id = line->line_id;
    row->has_quantity = row->has_amount_minor = 1;
    row->quantity = quantity;
    row->amount_minor = amount_minor;
    refund->items[refund->count++] = row;
    refund->total_minor += amount_minor;
}

static void add_all_that_is_left(const PvState *state, const sales_order *order, RefundLines *refund)
{
    for (size_t i = 0; i < order->n_lines; i++) {
        const sales_line *line = order->lines[i];
        int64_t units = line->quantity - line->refunded_quantity;
        int64_t amount_minor = line->amount_minor - line->refunded_minor;
        if (units > 0 || amount_minor > 0)
            add_line(state, refund, line, units, amount_minor);
    }
}

static bool is_named_before(const sales_refund_invoice *command, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(command->lines[i]->line_id, command->lines[at]->line_id) == 0)
            return true;
    return false;
}

/* One line of the command: its units and amount, within what is left. */
static bool read_line(const PvState *state, const sales_refund_invoice *command, const sales_order *order, size_t at,
                      PvOutcome *outcome, RefundLines *refund)
{
    const sales_refund_line *asked = command->lines[at];
    const sales_line *line = line_named(order, asked->line_id);
    if (!line || is_named_before(command, at)) {
        refuse_field(outcome, INVALID_INPUT, path(state, at, "line_id"), "%s",
                     line ? "The line is named twice." : "The order has no such line.");
        return false;
    }
    int64_t units_left = line->quantity - line->refunded_quantity;
    int64_t left_minor = line->amount_minor - line->refunded_minor;
    int64_t units = asked->has_quantity || asked->has_amount_minor ? asked->quantity : units_left;
    if (units < 0 || units > units_left) {
        refuse_field(outcome, REFUND_TOO_LARGE, path(state, at, "quantity"), "%" PRId64 " units are left to refund.",
                     units_left);
        return false;
    }
    int64_t amount_minor = asked->has_amount_minor ? asked->amount_minor : rules_refund_amount(line, units);
    if (amount_minor < 0 || amount_minor > left_minor) {
        refuse_field(outcome, REFUND_TOO_LARGE, path(state, at, "amount_minor"), "%" PRId64 " is left to refund.",
                     left_minor);
        return false;
    }
    add_line(state, refund, line, units, amount_minor);
    return true;
}

static bool read_lines(const PvState *state, const sales_refund_invoice *command, const sales_order *order,
                       PvOutcome *outcome, RefundLines *refund)
{
    if (command->n_lines > order->n_lines) {
        refuse_field(outcome, INVALID_INPUT, "lines", "The order has only %zu lines.", order->n_lines);
        return false;
    }
    refund->items = arena_take(pv_arena(state), order->n_lines * sizeof *refund->items + 1);
    if (command->n_lines == 0)
        add_all_that_is_left(state, order, refund);
    for (size_t i = 0; i < command->n_lines; i++)
        if (!read_line(state, command, order, i, outcome, refund))
            return false;
    if (refund->count > 0 && (refund->total_minor > 0 || refund->items[0]->quantity > 0))
        return true;
    refuse(outcome, NOTHING_TO_REFUND, "Nothing is left of what is asked for.");
    return false;
}

static bool refund_may_pass(const PvState *state, const sales_refund_invoice *command, const sales_invoice *invoice,
                            PvOutcome *outcome)
{
    sales_refund probe = SALES__REFUND__INIT;
    probe.business_key = command->business_key;
    if (!check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, false) ||
        !check_text(outcome, "business_key", command->business_key, SALES_KEY_LIMIT_BYTES, false) ||
        !check_time(state, outcome, "given_at_ms", command->given_at_ms))
        return false;
    if (!is_empty(command->business_key) && refunds_by_business_key_one(state, &probe))
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "A refund has this business key.");
    else if (invoice->state != SALES__INVOICE_STATE__INVOICE_PAID)
        refuse(outcome, INVOICE_NOT_PAID, "Invoice %s is not paid in full.", invoice->number);
    else
        return true;
    return false;
}

PvVerdict refund_invoice(const PvState *state, const sales_refund_invoice *command, PvOutcome *outcome)
{
    const sales_invoice *invoice = invoices_get(state, command->invoice_id);
    if (!invoice)
        return refuse_field(outcome, INVOICE_NOT_FOUND, "invoice_id", "No invoice has this id.");
    if (!refund_may_pass(state, command, invoice, outcome))
        return PV_REFUSED;
    const sales_order *order = orders_get(state, invoice->order_id);
    pv_require(order, "invoice %s has no order", invoice->number);
    RefundLines refund = {0};
    if (!read_lines(state, command, order, outcome, &refund))
        return PV_REFUSED;
    sales_refund_given given = SALES__REFUND_GIVEN__INIT;
    given.refund_id = pv_new_id(outcome);
    given.invoice_id = invoice->invoice_id;
    given.order_id = invoice->order_id;
    given.customer_id = invoice->customer_id;
    given.lines = refund.items;
    given.n_lines = refund.count;
    given.total = money_of(state, refund.total_minor, invoice->total->currency);
    given.reason = is_empty(command->reason) ? NULL : command->reason;
    given.business_key = is_empty(command->business_key) ? NULL : command->business_key;
    if (command->given_at_ms)
        pv_happened_at(outcome, command->given_at_ms);
    return emit_refund_given(outcome, &given);
}
