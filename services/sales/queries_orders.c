/* Questions about settings, products, orders, invoices, payments and refunds. */
#include "sales/checks.h"
#include "sales/pages.h"
#include "sales/rules.h"
#include <string.h>

/* Adds a seller's deals to the sum of the same currency; sums begin at `first`. */
static void add_total(sales_pipeline_view *answer, size_t first, const PvState *state, const sales_stage_total *part)
{
    sales_stage_total *sum = NULL;
    for (size_t i = first; i < answer->n_totals && !sum; i++)
        if (strcmp(answer->totals[i]->currency ? answer->totals[i]->currency : "",
                   part->currency ? part->currency : "") == 0)
            sum = answer->totals[i];
    if (!sum) {
        PvList grown = {(void **)answer->totals, answer->n_totals, answer->n_totals};
        sum = arena_take(pv_arena(state), sizeof *sum);
        sales__stage_total__init(sum);
        sum->pipeline_id = part->pipeline_id;
        sum->stage_id = part->stage_id;
        sum->currency = part->currency;
        sum->has_deals = sum->has_value_minor = 1;
        pv_list_add(state, &grown, sum);
        answer->totals = (sales_stage_total **)grown.items;
        answer->n_totals = grown.count;
    }
    sum->deals += part->deals;
    sum->value_minor += part->value_minor;
}

static void add_totals(const PvState *state, const sales_pipeline *pipeline, const char *owner,
                       sales_pipeline_view *answer)
{
    for (size_t i = 0; i < pipeline->n_stages; i++) {
        sales_stage_total probe = SALES__STAGE_TOTAL__INIT;
        size_t first = answer->n_totals;
        PvScan scan;
        probe.pipeline_id = pipeline->pipeline_id;
        probe.stage_id = pipeline->stages[i]->stage_id;
        probe.owner = owner;
        stage_totals_scan(&scan, state, &probe, 2 + !is_empty(owner));
        for (sales_stage_total *part; (part = stage_totals_next(&scan));)
            add_total(answer, first, state, part);
    }
}

PvVerdict get_pipeline(const PvState *state, const sales_get_pipeline *query, sales_pipeline_view *answer,
                       PvOutcome *outcome)
{
    const sales_pipeline *pipeline = rules_pipeline(state, query->pipeline_id);
    if (!pipeline)
        return refuse_field(outcome, PIPELINE_NOT_FOUND, "pipeline_id", "There is no such pipeline.");
    answer->pipeline = (sales_pipeline *)pipeline;
    answer->records = arena_take(pv_arena(state), pipeline->n_stages * sizeof *answer->records + 1);
    for (size_t i = 0; i < pipeline->n_stages; i++) {
        sales_stage_record probe = SALES__STAGE_RECORD__INIT;
        probe.pipeline_id = pipeline->pipeline_id;
        probe.stage_id = pipeline->stages[i]->stage_id;
        sales_stage_record *record = stage_records_find(state, &probe);
        if (record)
            answer->records[answer->n_records++] = record;
    }
    add_totals(state, pipeline, query->owner, answer);
    return PV_ACCEPTED;
}

PvVerdict list_pipelines(const PvState *state, const sales_list_pipelines *query, sales_pipeline_page *answer,
                         PvOutcome *outcome)
{
    PageOf of = {TABLE_pipelines, -1, NULL, 0, query->limit, query->after};
    Page page;
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    if (is_empty(query->after) && !pipelines_get(state, rules_standard_pipeline))
        pv_list_add(state, &page.rows, (void *)rules_pipeline(state, rules_standard_pipeline));
    answer->rows = (sales_pipeline **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* --- products and prices ----------------------------------------------------------------------------------------- */

PvVerdict get_product(const PvState *state, const sales_get_product *query, sales_product *answer,
                      PvOutcome *outcome)
{
    sales_product probe = SALES__PRODUCT__INIT;
    probe.sku = query->sku;
    const sales_product *product = is_empty(query->product_id) ? products_by_sku_one(state, &probe)
                                                               : products_get(state, query->product_id);
    if (!product)
        return refuse_field(outcome, PRODUCT_NOT_FOUND, "product_id", "There is no such product.");
    *answer = *product;
    return PV_ACCEPTED;
}

/* The prices for everybody of the products on a page. */
static void add_prices(const PvState *state, sales_product_page *answer)
{
    PvScan scan;
    PvList prices = {0};
    for (size_t i = 0; i < answer->n_rows; i++) {
        sales_price probe = SALES__PRICE__INIT;
        probe.product_id = answer->rows[i]->product_id;
        pv_scan_begin(&scan, state, TABLE_prices, -1, &probe.base, 1);
        for (sales_price *price; (price = prices_next(&scan));)
            if (strcmp(price->tier, rules_every_tier) == 0)
                pv_list_add(state, &prices, price);
        pv_scan_end(&scan);
    }
    answer->prices = (sales_price **)prices.items;
    answer->n_prices = prices.count;
}

PvVerdict list_products(const PvState *state, const sales_list_products *query, sales_product_page *answer,
                        PvOutcome *outcome)
{
    sales_product probe = SALES__PRODUCT__INIT;
    probe.category = query->category;
    PageOf of = {TABLE_products, INDEX_products_by_category, &probe.base, !is_empty(query->category), query->limit,
                 query->after};
    Page page;
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    answer->rows = (sales_product **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    add_prices(state, answer);
    return PV_ACCEPTED;
}

PvVerdict get_price(const PvState *state, const sales_get_price *query, sales_price *answer, PvOutcome *outcome)
{
    if (!check_currency(outcome, "currency", query->currency))
        return PV_REFUSED;
    if (!products_get(state, query->product_id))
        return refuse_field(outcome, PRODUCT_NOT_FOUND, "product_id", "There is no such product.");
    const sales_price *price =
        rules_price(state, query->product_id, query->currency, rules_tier_of(state, query->customer_id));
    if (!price)
        return refuse_field(outcome, PRICE_NOT_FOUND, "currency", "The product has no price in %s.",
                            query->currency);
    *answer = *price;
    return PV_ACCEPTED;
}

PvVerdict list_prices(const PvState *state, const sales_list_prices *query, sales_price_page *answer,
                      PvOutcome *outcome)
{
    sales_price probe = SALES__PRICE__INIT;
    probe.product_id = query->product_id;
    PageOf of = {TABLE_prices, -1, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!products_get(state, query->product_id))
        return refuse_field(outcome, PRODUCT_NOT_FOUND, "product_id", "There is no such product.");
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    answer->rows = (sales_price **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

/* --- orders and what follows ------------------------------------------------------------------------------------- */

PvVerdict get_order(const PvState *state, const sales_get_order *query, sales_order *answer, PvOutcome *outcome)
{
    sales_order probe = SALES__ORDER__INIT;
    probe.business_key = query->business_key;
    const sales_order *order = is_empty(query->order_id) ? orders_by_business_key_one(state, &probe)
                                                         : orders_get(state, query->order_id);
    if (!order)
        return refuse_field(outcome, ORDER_NOT_FOUND, "order_id", "There is no such order.");
    *answer = *order;
    answer->customer_name = page_name(state, answer->customer_id);
    return PV_ACCEPTED;
}

PvVerdict list_orders(const PvState *state, const sales_list_orders *query, sales_order_page *answer,
                      PvOutcome *outcome)
{
    sales_order probe = SALES__ORDER__INIT;
    PageOf of = {TABLE_orders, INDEX_orders_by_customer, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!check_id(outcome, "customer_id", query->customer_id, true) ||
        !page_read_joined(state, &of, query->customer_id, &probe.customer_id, outcome, &page))
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_order);
    answer->rows = (sales_order **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

PvVerdict get_invoice(const PvState *state, const sales_get_invoice *query, sales_invoice *answer,
                      PvOutcome *outcome)
{
    const sales_invoice *invoice = invoices_get(state, query->invoice_id);
    if (!invoice)
        return refuse_field(outcome, INVOICE_NOT_FOUND, "invoice_id", "No invoice has this id.");
    *answer = *invoice;
    answer->customer_name = page_name(state, answer->customer_id);
    return PV_ACCEPTED;
}

PvVerdict list_invoices(const PvState *state, const sales_list_invoices *query, sales_invoice_page *answer,
                        PvOutcome *outcome)
{
    sales_invoice probe = SALES__INVOICE__INIT;
    PageOf of = {TABLE_invoices, INDEX_invoices_by_customer, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!check_id(outcome, "customer_id", query->customer_id, true) ||
        !page_read_joined(state, &of, query->customer_id, &probe.customer_id, outcome, &page))
        return PV_REFUSED;
    PAGE_NAMES(state, &page, sales_invoice);
    answer->rows = (sales_invoice **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

PvVerdict list_payments(const PvState *state, const sales_list_payments *query, sales_payment_page *answer,
                        PvOutcome *outcome)
{
    sales_payment probe = SALES__PAYMENT__INIT;
    probe.invoice_id = query->invoice_id;
    PageOf of = {TABLE_payments, INDEX_payments_by_invoice, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!invoices_get(state, query->invoice_id))
        return refuse_field(outcome, INVOICE_NOT_FOUND, "invoice_id", "No invoice has this id.");
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    answer->rows = (sales_payment **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}

PvVerdict list_refunds(const PvState *state, const sales_list_refunds *query, sales_refund_page *answer,
                       PvOutcome *outcome)
{
    sales_refund probe = SALES__REFUND__INIT;
    probe.invoice_id = query->invoice_id;
    PageOf of = {TABLE_refunds, INDEX_refunds_by_invoice, &probe.base, 1, query->limit, query->after};
    Page page;
    if (!invoices_get(state, query->invoice_id))
        return refuse_field(outcome, INVOICE_NOT_FOUND, "invoice_id", "No invoice has this id.");
    if (!page_read(state, &of, outcome, &page))
        return PV_REFUSED;
    answer->rows = (sales_refund **)page.rows.items;
    answer->n_rows = page.rows.count;
    answer->next = page.next;
    return PV_ACCEPTED;
}
