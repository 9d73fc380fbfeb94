/* What the tests of sales share: people, money, lines and deals made in one line. */
#pragma once

#include "sales/service.h"
#include "sales/limits.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_sales;

#define DAY SALES_DAY_MS
#define NOBODY "01890000-0000-7000-8000-000000000001"

Department *given_sales(void);
/* A copy of a text that lives as long as the program; answers are gone with the next item. */
const char *kept(const char *text);
/* A person by e-mail, who is introduced where unknown; named by that address. */
pv_customer_reference *person(const char *email);
pv_customer_reference *customer(const char *customer_id);
pv_money *money(int64_t amount_minor, const char *currency);

/* A line of `quantity` units at a price. */
sales_line_input *line(const char *name, int64_t quantity, int64_t unit_price_minor);
/* A line of a command, by stock keeping unit, priced by the list. */
sales_line_input *line_of(const char *sku, int64_t quantity);
sales_refund_line *back(const char *line_id, int64_t quantity, int64_t amount_minor);
#define LINES(...)                                                                                           \
    .n_lines = sizeof((sales_line_input *[]){__VA_ARGS__}) / sizeof(sales_line_input *),                      \
    .lines = (sales_line_input *[]){__VA_ARGS__}
#define BACK(...)                                                                                            \
    .n_lines = sizeof((sales_refund_line *[]){__VA_ARGS__}) / sizeof(sales_refund_line *),                    \
    .lines = (sales_refund_line *[]){__VA_ARGS__}

/* A sale of lines of 10.00 × 2 and 5.00 × 1 EUR; the id of its invoice. */
const char *given_sale(Department *sales, const char *email, const char *business_key);
/* Its order. */
const char *order_of(Department *sales, const char *business_key);
/* A deal worth 1,000.00 EUR; its id. */
const char *given_deal(Department *sales, const char *email);
/* A lead owned by sara; its id. */
const char *given_lead(Department *sales, const char *email);
/* The id under which a person is known. */
const char *id_of(Department *sales, const char *email);
