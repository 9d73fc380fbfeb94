/* What the tests of sales share. */
#include "sales/sales_test.h"
#include <stdio.h>

#define POOL 256

Department *given_sales(void)
{
    Department *sales = given_department(&pv_service_sales);
    department_act_as(sales, "sara", "");
    return sales;
}

const char *kept(const char *text)
{
    static char pool[POOL][160];
    static size_t used;
    char *copy = pool[used++ % POOL];
    snprintf(copy, sizeof pool[0], "%s", text ? text : "");
    return copy;
}

pv_customer_reference *person(const char *email)
{
    static pv_customer_reference pool[POOL];
    static pv_identifier identifiers[POOL];
    static size_t used;
    size_t at = used++ % POOL;
    pv__identifier__init(&identifiers[at]);
    identifiers[at].has_kind = 1;
    identifiers[at].kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    identifiers[at].value = email;
    pv__customer_reference__init(&pool[at]);
    pool[at].identifier = &identifiers[at];
    pool[at].name = email;
    return &pool[at];
}

pv_customer_reference *customer(const char *customer_id)
{
    static pv_customer_reference pool[POOL];
    static size_t used;
    pv_customer_reference *reference = &pool[used++ % POOL];
    pv__customer_reference__init(reference);
    reference->customer_id = customer_id;
    return reference;
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

static sales_line_input *new_line(void)
{
    static sales_line_input pool[POOL];
    static size_t used;
    sales_line_input *fresh = &pool[used++ % POOL];
    sales__line_input__init(fresh);
    return fresh;
}

sales_line_input *line(const char *name, int64_t quantity, int64_t unit_price_minor)
{
    sales_line_input *fresh = new_line();
    fresh->product_name = name;
    fresh->has_quantity = fresh->has_unit_price_minor = 1;
    fresh->quantity = quantity;
    fresh->unit_price_minor = unit_price_minor;
    return fresh;
}

sales_line_input *line_of(const char *sku, int64_t quantity)
{
    sales_line_input *fresh = new_line();
    fresh->sku = sku;
    fresh->has_quantity = 1;
    fresh->quantity = quantity;
    return fresh;
}

sales_refund_line *back(const char *line_id, int64_t quantity, int64_t amount_minor)
{
    static sales_refund_line pool[POOL];
    static size_t used;
    sales_refund_line *fresh = &pool[used++ % POOL];
    sales__refund_line__init(fresh);
    fresh->line_id = line_id;
    fresh->has_quantity = quantity != 0;
    fresh->quantity = quantity;
    fresh->has_amount_minor = amount_minor != 0;
    fresh->amount_minor = amount_minor;
    return fresh;
}

const char *given_sale(Department *sales, const char *email, const char *business_key)
{
    sales_order *order = (sales_order *)when(sales, record_sale, .customer = person(email), .currency = "EUR",
                                             .business_key = business_key,
                                             LINES(line("Tea", 2, 1000), line("Cup", 1, 500)));
    return kept(order->invoice_id);
}

const char *order_of(Department *sales, const char *business_key)
{
    return kept(ask(sales, get_order, order, .business_key = business_key)->order_id);
}

const char *given_deal(Department *sales, const char *email)
{
    sales_deal *deal = (sales_deal *)when(sales, open_deal, .customer = person(email), .title = "New kitchen",
                                          .value = money(100000, "EUR"));
    return kept(deal->deal_id);
}

const char *given_lead(Department *sales, const char *email)
{
    sales_lead *lead = (sales_lead *)when(sales, capture_lead, .customer = person(email), .subject = "Wants a kitchen",
                                          .source = SALES__LEAD_SOURCE__CALL, .owner = "sara");
    return kept(lead->lead_id);
}

const char *id_of(Department *sales, const char *email)
{
    pv_identifier *identifier = person(email)->identifier;
    pv_card *card = ask_card(sales, find_customer, card, .identifier = identifier);
    return kept(card->customer_id);
}
