/* The only place where orders, invoices, payments and refunds change. */
#include "sales/service.h"
#include <string.h>

void apply_order_placed(PvState *state, const sales_order_placed *event, const PvEventMeta *meta)
{
    sales_order order = SALES__ORDER__INIT;
    order.order_id = event->order_id;
    order.number = event->number;
    order.customer_id = event->customer_id;
    order.business_key = event->business_key;
    order.has_state = order.has_placed_at_ms = 1;
    order.state = event->invoice_id ? SALES__ORDER_STATE__ORDER_INVOICED : SALES__ORDER_STATE__ORDER_PLACED;
    order.lines = event->lines;
    order.n_lines = event->n_lines;
    order.total = event->total;
    order.channel = event->channel;
    order.placed_at_ms = meta->at_ms;
    order.invoice_id = event->invoice_id;
    order.deal_id = event->deal_id;
    orders_put(state, &order);
    pv_number_take(state, "O", event->number);
}

void apply_order_cancelled(PvState *state, const sales_order_cancelled *event, const PvEventMeta *meta)
{
    sales_order *order = orders_get(state, event->order_id);
    pv_require(order);
    order->has_state = 1;
    order->state = SALES__ORDER_STATE__ORDER_CANCELLED;
    orders_put(state, order);
}

/* An order that was not born with its invoice learns of it. */
static void lock_order(PvState *state, const sales_invoice_issued *event)
{
    sales_order *order = orders_get(state, event->order_id);
    pv_require(order);
    order->invoice_id = event->invoice_id;
    order->state = SALES__ORDER_STATE__ORDER_INVOICED;
    orders_put(state, order);
}

/* A sale paid at once writes its invoice when that is paid, and its order knows it from the start. */
void apply_invoice_issued(PvState *state, const sales_invoice_issued *event, const PvEventMeta *meta)
{
    pv_number_take(state, "I", event->number);
    if (event->at_once)
        return;
    sales_invoice invoice = SALES__INVOICE__INIT;
    invoice.invoice_id = event->invoice_id;
    invoice.number = event->number;
    invoice.order_id = event->order_id;
    invoice.customer_id = event->customer_id;
    invoice.has_state = invoice.has_issued_at_ms = 1;
    invoice.state = SALES__INVOICE_STATE__INVOICE_OPEN;
    invoice.total = event->total;
    invoice.issued_at_ms = meta->at_ms;
    invoice.has_due_at_ms = event->has_due_at_ms;
    invoice.due_at_ms = event->due_at_ms;
    lock_order(state, event);
    invoices_put(state, &invoice);
}

void apply_payment_received(PvState *state, const sales_payment_received *event, const PvEventMeta *meta)
{
    sales_invoice *invoice = invoices_get(state, event->invoice_id);
    pv_require(invoice);
    invoice->has_paid_minor = 1;
    invoice->paid_minor += event->amount->amount_minor;
    invoices_put(state, invoice);

    sales_payment payment = SALES__PAYMENT__INIT;
    payment.payment_id = event->payment_id;
    payment.invoice_id = event->invoice_id;
    payment.customer_id = event->customer_id;
    payment.amount = event->amount;
    payment.method = event->method;
    payment.has_received_at_ms = 1;
    payment.received_at_ms = meta->at_ms;
    payment.business_key = event->business_key;
    payments_put(state, &payment);
}

void apply_invoice_paid(PvState *state, const sales_invoice_paid *event, const PvEventMeta *meta)
{
    sales_invoice fresh = SALES__INVOICE__INIT;
    sales_invoice *invoice = event->at_once ? &fresh : invoices_get(state, event->invoice_id);
    pv_require(invoice);
    if (event->at_once) {
        invoice->invoice_id = event->invoice_id;
        invoice->number = event->number;
        invoice->order_id = event->order_id;
        invoice->customer_id = event->customer_id;
        invoice->total = event->total;
        invoice->has_issued_at_ms = invoice->has_due_at_ms = 1;
        invoice->issued_at_ms = invoice->due_at_ms = meta->at_ms;
    }
    invoice->has_state = invoice->has_paid_minor = invoice->has_paid_at_ms = 1;
    invoice->state = SALES__INVOICE_STATE__INVOICE_PAID;
    invoice->paid_minor = event->total->amount_minor;
    invoice->paid_at_ms = meta->at_ms;
    invoice->method = event->method;
    invoices_put(state, invoice);
}

static void refund_line(sales_order *order, const sales_refund_line *refund)
{
    for (size_t i = 0; i < order->n_lines; i++) {
        sales_line *line = order->lines[i];
        if (strcmp(line->line_id, refund->line_id) != 0)
            continue;
        line->has_refunded_quantity = line->has_refunded_minor = 1;
        line->refunded_quantity += refund->quantity;
        line->refunded_minor += refund->amount_minor;
        pv_require(line->refunded_minor <= line->amount_minor && line->refunded_quantity <= line->quantity);
    }
}

void apply_refund_given(PvState *state, const sales_refund_given *event, const PvEventMeta *meta)
{
    sales_order *order = orders_get(state, event->order_id);
    sales_invoice *invoice = invoices_get(state, event->invoice_id);
    pv_require(order && invoice);
    for (size_t i = 0; i < event->n_lines; i++)
        refund_line(order, event->lines[i]);
    orders_put(state, order);
    invoice->has_refunded_minor = 1;
    invoice->refunded_minor += event->total->amount_minor;
    invoices_put(state, invoice);

    sales_refund refund = SALES__REFUND__INIT;
    refund.refund_id = event->refund_id;
    refund.invoice_id = event->invoice_id;
    refund.order_id = event->order_id;
    refund.customer_id = event->customer_id;
    refund.lines = event->lines;
    refund.n_lines = event->n_lines;
    refund.total = event->total;
    refund.reason = event->reason;
    refund.business_key = event->business_key;
    refund.has_given_at_ms = 1;
    refund.given_at_ms = meta->at_ms;
    refunds_put(state, &refund);
}
