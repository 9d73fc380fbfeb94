/* What sales tells of purchases, folded into items: orders, invoices, refunds. */
#include "portal/view/inside.h"

#define STATE(type, value) enum_name(&sales__##type##__descriptor, SALES__##value)

void apply_order_placed(PvState *state, const sales_order_placed *event, const PvEventMeta *meta)
{
    bool invoiced = is_given(event->invoice_id);
    portal_item *order = item_take(state, event->order_id, PORTAL__ITEM_KIND__ITEM_ORDER, event->customer_id, meta);
    order->number = event->number;
    order->title = event->n_lines > 0 ? event->lines[0]->product_name : NULL;
    order->has_lines = 1;
    order->lines = (uint32_t)event->n_lines;
    order->amount = event->total;
    order->channel = event->channel;
    order->deal_id = event->deal_id;
    order->invoice_id = event->invoice_id;
    item_in(order, invoiced ? STATE(order_state, ORDER_STATE__ORDER_INVOICED) : STATE(order_state, ORDER_STATE__ORDER_PLACED),
            invoiced, meta);
    item_save(state, order, meta);
}

static void order_ended(PvState *state, const char *order_id, const char *invoice_id, const char *state_name,
                        const PvEventMeta *meta)
{
    portal_item *order = is_given(order_id) ? items_get(state, order_id) : NULL;
    if (!order || order->closed)
        return;
    order->invoice_id = invoice_id;
    item_in(order, state_name, true, meta);
    item_save(state, order, meta);
}

void apply_order_cancelled(PvState *state, const sales_order_cancelled *event, const PvEventMeta *meta)
{
    order_ended(state, event->order_id, NULL, STATE(order_state, ORDER_STATE__ORDER_CANCELLED), meta);
}

/* A sale paid at once is told by InvoicePaid, which says the rest. */
void apply_invoice_issued(PvState *state, const sales_invoice_issued *event, const PvEventMeta *meta)
{
    order_ended(state, event->order_id, event->invoice_id, STATE(order_state, ORDER_STATE__ORDER_INVOICED), meta);
    if (event->at_once)
        return;
    portal_item *invoice =
        item_take(state, event->invoice_id, PORTAL__ITEM_KIND__ITEM_INVOICE, event->customer_id, meta);
    invoice->number = event->number;
    invoice->amount = event->total;
    invoice->order_id = event->order_id;
    invoice->has_due_at_ms = event->due_at_ms > 0;
    invoice->due_at_ms = event->due_at_ms;
    item_in(invoice, STATE(invoice_state, INVOICE_STATE__INVOICE_OPEN), false, meta);
    item_save(state, invoice, meta);
}

void apply_payment_received(PvState *state, const sales_payment_received *event, const PvEventMeta *meta)
{
    portal_item *invoice = items_get(state, event->invoice_id);
    if (!invoice || !event->amount)
        return;
    invoice->has_paid_minor = 1;
    invoice->paid_minor = (int64_t)((uint64_t)invoice->paid_minor + (uint64_t)event->amount->amount_minor);
    item_save(state, invoice, meta);
}

void apply_invoice_paid(PvState *state, const sales_invoice_paid *event, const PvEventMeta *meta)
{
    portal_item *invoice =
        item_take(state, event->invoice_id, PORTAL__ITEM_KIND__ITEM_INVOICE, event->customer_id, meta);
    invoice->number = event->number;
    invoice->amount = event->total;
    invoice->order_id = event->order_id;
    invoice->has_paid_minor = event->total != NULL;
    invoice->paid_minor = event->total ? event->total->amount_minor : 0;
    item_in(invoice, STATE(invoice_state, INVOICE_STATE__INVOICE_PAID), true, meta);
    item_save(state, invoice, meta);
}

void apply_refund_given(PvState *state, const sales_refund_given *event, const PvEventMeta *meta)
{
    portal_item *refund = item_take(state, event->refund_id, PORTAL__ITEM_KIND__ITEM_REFUND, event->customer_id, meta);
    item_say(refund, event->reason, meta);
    refund->amount = event->total;
    refund->order_id = event->order_id;
    refund->invoice_id = event->invoice_id;
    item_in(refund, "REFUND_GIVEN", true, meta);
    item_save(state, refund, meta);
}
