/* Commands on orders, invoices, payments and refunds, and the sale that does all in one step. */
#include "sales/checks.h"
#include "sales/limits.h"
#include "sales/lines.h"
#include "sales/rules.h"
#include <inttypes.h>
#include <string.h>

/* --- a sale ------------------------------------------------------------------------------------------------------ */

/* What RecordSale and PlaceOrder have in common. */
typedef struct NewOrder {
    const char *order_id, *customer_id, *business_key, *channel, *deal_id, *invoice_id;
    pv_money *total;
    Lines lines;
} NewOrder;

static PvVerdict place(const PvState *state, const NewOrder *order, PvOutcome *outcome)
{
    sales_order_placed placed = SALES__ORDER_PLACED__INIT;
    placed.order_id = order->order_id;
    placed.number = pv_number_next(state, "O");
    placed.customer_id = order->customer_id;
    placed.business_key = order->business_key;
    placed.lines = order->lines.items;
    placed.n_lines = order->lines.count;
    placed.total = order->total;
    placed.channel = order->channel;
    placed.deal_id = order->deal_id;
    placed.invoice_id = order->invoice_id;
    return emit_order_placed(outcome, &placed);
}

/* Tells the invoice and, where nothing is left to pay, that it is paid. */
static PvVerdict issue(const PvState *state, const NewOrder *order, int64_t due_at_ms, const char *method,
                       PvOutcome *outcome)
{
    sales_invoice_issued issued = SALES__INVOICE_ISSUED__INIT;
    issued.invoice_id = order->invoice_id;
    issued.number = pv_number_next(state, "I");
    issued.order_id = order->order_id;
    issued.customer_id = order->customer_id;
    issued.total = order->total;
    issued.has_due_at_ms = 1;
    issued.due_at_ms = due_at_ms;
    issued.has_at_once = issued.at_once = method != NULL;
    if (emit_invoice_issued(outcome, &issued) == PV_REFUSED)
        return PV_REFUSED;
    if (!method && order->total->amount_minor > 0)
        return PV_ACCEPTED;
    sales_invoice_paid paid = SALES__INVOICE_PAID__INIT;
    paid.invoice_id = order->invoice_id;
    paid.number = issued.number;
    paid.order_id = order->order_id;
    paid.customer_id = order->customer_id;
    paid.lines = order->lines.items;
    paid.n_lines = order->lines.count;
    paid.total = order->total;
    paid.payment_id = method ? pv_new_id(outcome) : NULL;
    paid.method = method;
    paid.has_at_once = paid.at_once = method != NULL;
    return emit_invoice_paid(outcome, &paid);
}

static bool is_recorded(const PvState *state, const char *business_key, PvOutcome *outcome)
{
    sales_order probe = SALES__ORDER__INIT;
    probe.business_key = business_key;
    if (is_empty(business_key))
        return false;
    const sales_order *known = orders_by_business_key_one(state, &probe);
    if (known)
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "Order %s has this business key.", known->number);
    return known != NULL;
}

static const char *text_or_null(const char *text)
{
    return is_empty(text) ? NULL : text;
}

static bool sale_may_pass(const PvState *state, const sales_record_sale *command, PvOutcome *outcome)
{
    if (command->n_lines == 0) {
        refuse_field(outcome, INVALID_INPUT, "lines", "A sale needs at least one line.");
        return false;
    }
    return check_text(outcome, "business_key", command->business_key, SALES_KEY_LIMIT_BYTES, false) &&
           check_text(outcome, "channel", command->channel, SALES_CODE_LIMIT_BYTES, false) &&
           check_text(outcome, "payment_method", command->payment_method, SALES_CODE_LIMIT_BYTES, false) &&
           check_time(state, outcome, "sold_at_ms", command->sold_at_ms) &&
           check_currency(outcome, "currency", command->currency) &&
           !is_recorded(state, command->business_key, outcome);
}

PvVerdict record_sale(const PvState *state, const sales_record_sale *command, PvOutcome *outcome)
{
    NewOrder order = {.business_key = text_or_null(command->business_key),
                      .channel = text_or_null(command->channel)};
    if (!sale_may_pass(state, command, outcome) ||
        card_reference(state, command->customer, outcome, &order.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    LineTerms terms = {.currency = command->currency, .customer_id = order.customer_id};
    if (!lines_read(state, &terms, command->lines, command->n_lines, outcome, &order.lines))
        return PV_REFUSED;
    order.order_id = pv_new_id(outcome);
    order.invoice_id = pv_new_id(outcome);
    order.total = money_of(state, order.lines.total_minor, command->currency);
    int64_t sold_at_ms = command->sold_at_ms ? command->sold_at_ms : pv_now_ms(state);
    pv_happened_at(outcome, sold_at_ms);
    if (place(state, &order, outcome) == PV_REFUSED)
        return PV_REFUSED;
    return issue(state, &order, sold_at_ms, is_empty(command->payment_method) ? "cash" : command->payment_method,
                 outcome);
}

/* --- order and invoice ------------------------------------------------------------------------------------------- */

static bool order_may_pass(const PvState *state, const sales_place_order *command, PvOutcome *outcome)
{
    return check_text(outcome, "business_key", command->business_key, SALES_KEY_LIMIT_BYTES, false) &&
           check_text(outcome, "channel", command->channel, SALES_CODE_LIMIT_BYTES, false) &&
           check_time(state, outcome, "placed_at_ms", command->placed_at_ms) &&
           check_id(outcome, "deal_id", command->deal_id, false) &&
           !is_recorded(state, command->business_key, outcome);
}

static bool lines_of_deal(const PvState *state, const sales_deal *deal, PvOutcome *outcome, NewOrder *order)
{
    if (!deal || deal->n_lines == 0) {
        refuse_field(outcome, INVALID_INPUT, "lines", "An order needs at least one line.");
        return false;
    }
    order->lines = (Lines){.items = deal->lines, .count = deal->n_lines};
    for (size_t i = 0; i < deal->n_lines; i++)
        order->lines.total_minor += deal->lines[i]->amount_minor;
    order->total = money_of(state, order->lines.total_minor, deal->value->currency);
    return true;
}

static bool lines_of_order(const PvState *state, const sales_place_order *command, const sales_deal *deal,
                           PvOutcome *outcome, NewOrder *order)
{
    if (command->n_lines == 0)
        return lines_of_deal(state, deal, outcome, order);
    LineTerms terms = {.currency = command->currency, .customer_id = order->customer_id};
    if (!check_currency(outcome, "currency", command->currency) ||
        !lines_read(state, &terms, command->lines, command->n_lines, outcome, &order->lines))
        return false;
    order->total = money_of(state, order->lines.total_minor, command->currency);
    return true;
}

PvVerdict place_order(const PvState *state, const sales_place_order *command, PvOutcome *outcome)
{
    NewOrder order = {.business_key = text_or_null(command->business_key),
                      .channel = text_or_null(command->channel),
                      .deal_id = text_or_null(command->deal_id)};
    if (!order_may_pass(state, command, outcome))
        return PV_REFUSED;
    const sales_deal *deal = order.deal_id ? deals_get(state, order.deal_id) : NULL;
    if (order.deal_id && !deal)
        return refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has the id %s.", order.deal_id);
    if (deal && !command->customer)
        order.customer_id = deal->customer_id;
    else if (card_reference(state, command->customer, outcome, &order.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    if (!lines_of_order(state, command, deal, outcome, &order))
        return PV_REFUSED;
    order.order_id = pv_new_id(outcome);
    if (command->placed_at_ms)
        pv_happened_at(outcome, command->placed_at_ms);
    return place(state, &order, outcome);
}

PvVerdict cancel_order(const PvState *state, const sales_cancel_order *command, PvOutcome *outcome)
{
    const sales_order *order = orders_get(state, command->order_id);
    if (!order)
        return refuse_field(outcome, ORDER_NOT_FOUND, "order_id", "No order has this id.");
    if (order->state != SALES__ORDER_STATE__ORDER_PLACED)
        return refuse(outcome, ORDER_LOCKED, "Order %s is invoiced or cancelled.", order->number);
    if (!check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, true))
        return PV_REFUSED;
    sales_order_cancelled cancelled = SALES__ORDER_CANCELLED__INIT;
    cancelled.order_id = order->order_id;
    cancelled.customer_id = order->customer_id;
    cancelled.reason = command->reason;
    return emit_order_cancelled(outcome, &cancelled);
}

PvVerdict issue_invoice(const PvState *state, const sales_issue_invoice *command, PvOutcome *outcome)
{
    const sales_order *order = orders_get(state, command->order_id);
    if (!order)
        return refuse_field(outcome, ORDER_NOT_FOUND, "order_id", "No order has this id.");
    if (order->state != SALES__ORDER_STATE__ORDER_PLACED)
        return refuse(outcome, ORDER_LOCKED, "Order %s is invoiced or cancelled.", order->number);
    if (!check_due(outcome, "due_at_ms", command->due_at_ms))
        return PV_REFUSED;
    NewOrder billed = {.order_id = order->order_id,
                       .customer_id = order->customer_id,
                       .invoice_id = pv_new_id(outcome),
                       .total = order->total,
                       .lines = {.items = order->lines, .count = order->n_lines}};
    int64_t due_at_ms = command->due_at_ms ? command->due_at_ms : pv_now_ms(state) + SALES_PAYMENT_TERM_MS;
    return issue(state, &billed, due_at_ms, NULL, outcome);
}

/* --- payments ---------------------------------------------------------------------------------------------------- */

static bool payment_is_recorded(const PvState *state, const char *business_key, PvOutcome *outcome)
{
    sales_payment probe = SALES__PAYMENT__INIT;
    probe.business_key = business_key;
    if (is_empty(business_key) || !payments_by_business_key_one(state, &probe))
        return false;
    refuse_field(outcome, ALREADY_RECORDED, "business_key", "A payment has this business key.");
    return true;
}

static bool payment_may_pass(const PvState *state, const sales_receive_payment *command, const sales_invoice *invoice,
                             PvOutcome *outcome)
{
    if (!check_text(outcome, "method", command->method, SALES_CODE_LIMIT_BYTES, false) ||
        !check_text(outcome, "business_key", command->business_key, SALES_KEY_LIMIT_BYTES, false) ||
        !check_money(outcome, "amount", command->amount) ||
        !check_time(state, outcome, "received_at_ms", command->received_at_ms) ||
        payment_is_recorded(state, command->business_key, outcome))
        return false;
    int64_t owed = invoice->total->amount_minor - invoice->paid_minor;
    if (!command->amount || command->amount->amount_minor <= 0)
        refuse_field(outcome, INVALID_INPUT, "amount", "A payment is above 0.");
    else if (strcmp(command->amount->currency, invoice->total->currency) != 0)
        refuse_field(outcome, INVALID_INPUT, "amount.currency", "The invoice is in %s.", invoice->total->currency);
    else if (command->amount->amount_minor > owed)
        refuse_field(outcome, PAYMENT_TOO_LARGE, "amount.amount_minor", "Only %" PRId64 " is owed.", owed);
    else
        return true;
    return false;
}

static PvVerdict tell_paid(const PvState *state, const sales_invoice *invoice, const sales_payment_received *last,
                           PvOutcome *outcome)
{
    const sales_order *order = orders_get(state, invoice->order_id);
    pv_require(order, "invoice %s has no order", invoice->number);
    sales_invoice_paid paid = SALES__INVOICE_PAID__INIT;
    paid.invoice_id = invoice->invoice_id;
    paid.number = invoice->number;
    paid.order_id = invoice->order_id;
    paid.customer_id = invoice->customer_id;
    paid.lines = order->lines;
    paid.n_lines = order->n_lines;
    paid.total = invoice->total;
    paid.payment_id = last->payment_id;
    paid.method = last->method;
    return emit_invoice_paid(outcome, &paid);
}

PvVerdict receive_payment(const PvState *state, const sales_receive_payment *command, PvOutcome *outcome)
{
    const sales_invoice *invoice = invoices_get(state, command->invoice_id);
    if (!invoice)
        return refuse_field(outcome, INVOICE_NOT_FOUND, "invoice_id", "No invoice has this id.");
    if (payment_is_recorded(state, command->business_key, outcome))
        return PV_REFUSED;
    if (invoice->state == SALES__INVOICE_STATE__INVOICE_PAID)
        return refuse(outcome, INVOICE_ALREADY_PAID, "Invoice %s is paid in full.", invoice->number);
    if (!payment_may_pass(state, command, invoice, outcome))
        return PV_REFUSED;
    sales_payment_received received = SALES__PAYMENT_RECEIVED__INIT;
    received.payment_id = pv_new_id(outcome);
    received.invoice_id = invoice->invoice_id;
    received.customer_id = invoice->customer_id;
    received.amount = command->amount;
    received.method = text_or_null(command->method);
    received.business_key = text_or_null(command->business_key);
    if (command->received_at_ms)
        pv_happened_at(outcome, command->received_at_ms);
    if (emit_payment_received(outcome, &received) == PV_REFUSED)
        return PV_REFUSED;
    if (invoice->paid_minor + command->amount->amount_minor < invoice->total->amount_minor)
        return PV_ACCEPTED;
    return tell_paid(state, invoice, &received, outcome);
}
