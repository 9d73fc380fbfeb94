/* A sale in one step, orders, invoices, payments and refunds. */
#include "sales/sales_test.h"
#include "sales/rules.h"

#define K1 "till 7, receipt 1"

TEST(a_sale_is_order_invoice_and_payment_in_one_step)
{
    Department *sales = given_sales();
    when(sales, record_sale, .customer = person("ali@example.com"), .currency = "EUR", .business_key = K1,
         .sold_at_ms = 1700000000000, .channel = "shop", .payment_method = "card",
         LINES(line("Tea", 2, 1000), line("Cup", 1, 500)));
    then_told(sales, order_placed, .business_key = K1, .total = money(2500, "EUR"), .channel = "shop");
    then_told(sales, invoice_issued, .total = money(2500, "EUR"), .due_at_ms = 1700000000000);
    then_told(sales, invoice_paid, .method = "card", .total = money(2500, "EUR"));
    then_not_told(sales, payment_received);
    then_not_told_card(sales, facts_announced);
    sales_order *order = ask(sales, get_order, order, .business_key = K1);
    assert_int_equal(order->placed_at_ms, 1700000000000);
    assert_int_equal(order->n_lines, 2);
    assert_int_equal(order->lines[0]->amount_minor, 2000);
    assert_string_equal(order->lines[1]->line_id, "2");
    sales_invoice *invoice = ask(sales, get_invoice, invoice, .invoice_id = kept(order->invoice_id));
    assert_int_equal(invoice->state, SALES__INVOICE_STATE__INVOICE_PAID);
    assert_int_equal(invoice->paid_minor, 2500);
    then_rebuild_is_equal(sales);
}

TEST(a_sale_is_recorded_once)
{
    Department *sales = given_sales();
    given_sale(sales, "ali@example.com", K1);
    when_refused(sales, ALREADY_RECORDED, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                 .business_key = K1, LINES(line("Tea", 2, 1000)));
}

TEST(a_sale_with_amounts_alone_is_taken_as_it_is)
{
    Department *sales = given_sales();
    sales_line_input amount = SALES__LINE_INPUT__INIT, nothing = SALES__LINE_INPUT__INIT;
    amount.sku = "not ours";
    amount.has_amount_minor = nothing.has_amount_minor = 1;
    amount.amount_minor = 1177;
    nothing.has_quantity = 1;
    when(sales, record_sale, .customer = person("ali@example.com"), .currency = "USD", LINES(&amount, &nothing));
    then_told(sales, invoice_paid, .total = money(1177, "USD"), .method = "cash");
    const sales_order_placed *placed = (void *)department_told(sales, &sales__order_placed__descriptor);
    assert_string_equal(placed->lines[0]->sku, "not ours");
    assert_int_equal(placed->lines[0]->quantity, 1);
    assert_int_equal(placed->lines[1]->quantity, 0);
}

TEST(wrong_input_is_refused_with_its_field)
{
    Department *sales = given_sales();
    static const struct {
        const char *what;
        int64_t quantity, unit_price, discount, amount;
    } cases[] = {{"quantity below 0", -1, 100, 0, 0},
                 {"quantity too large", SALES_QUANTITY_LIMIT + 1, 1, 0, 0},
                 {"price below 0", 1, -1, 0, 0},
                 {"discount larger than the price", 1, 100, 101, 0},
                 {"amount too large", SALES_QUANTITY_LIMIT, SALES_AMOUNT_LIMIT_MINOR, 0, 0},
                 {"amount that does not follow", 2, 100, 0, 150}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sales_line_input *input = line(cases[i].what, cases[i].quantity, cases[i].unit_price);
        input->has_discount_minor = 1;
        input->discount_minor = cases[i].discount;
        input->has_amount_minor = cases[i].amount != 0;
        input->amount_minor = cases[i].amount;
        when_refused(sales, INVALID_INPUT, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                     LINES(input));
        assert_non_null(strstr(department_refusal(sales), "must be") ?: strstr(department_refusal(sales), "amount"));
    }
    when_refused(sales, INVALID_INPUT, record_sale, .customer = person("a@example.com"), .currency = "EUX",
                 LINES(line("Tea", 1, 1)));
    when_refused(sales, INVALID_INPUT, record_sale, .customer = person("a@example.com"), .currency = "EUR");
    when_refused(sales, INVALID_INPUT, record_sale, .customer = person("a@example.com"), .currency = "EUR",
                 .sold_at_ms = department_now_ms(sales) + 2 * DAY, LINES(line("Tea", 1, 1)));
    when_refused(sales, CUSTOMER_NOT_FOUND, record_sale, .customer = customer(NOBODY), .currency = "EUR",
                 LINES(line("Tea", 1, 1)));
}

TEST(the_largest_sale_fits_into_one_event)
{
    Department *sales = given_sales();
    char name[SALES_NAME_LIMIT_BYTES + 1], sku[SALES_CODE_LIMIT_BYTES + 1];
    memset(name, 'n', sizeof name - 1);
    memset(sku, 's', sizeof sku - 1);
    name[sizeof name - 1] = sku[sizeof sku - 1] = 0;
    sales_line_input *lines[SALES_LINE_LIMIT + 1];
    for (size_t i = 0; i <= SALES_LINE_LIMIT; i++) {
        lines[i] = line(name, SALES_QUANTITY_LIMIT, 1000);
        lines[i]->sku = sku;
    }
    when(sales, record_sale, .customer = person("ali@example.com"), .currency = "EUR", .n_lines = SALES_LINE_LIMIT,
         .lines = lines);
    when_refused(sales, INVALID_INPUT, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                 .n_lines = SALES_LINE_LIMIT + 1, .lines = lines);
}

TEST(an_order_is_invoiced_and_paid_in_parts)
{
    Department *sales = given_sales();
    when(sales, place_order, .customer = person("ali@example.com"), .currency = "EUR", .business_key = "web 1",
         LINES(line("Table", 1, 30000)));
    const char *order = order_of(sales, "web 1");
    sales_invoice *invoice = (sales_invoice *)when(sales, issue_invoice, .order_id = order);
    then_told(sales, invoice_issued, .order_id = order, .total = money(30000, "EUR"));
    then_not_told(sales, invoice_paid);
    const char *id = kept(invoice->invoice_id);
    when_refused(sales, INVOICE_NOT_PAID, refund_invoice, .invoice_id = id);
    when(sales, receive_payment, .invoice_id = id, .amount = money(10000, "EUR"), .business_key = "bank 1");
    then_not_told(sales, invoice_paid);
    when_refused(sales, ALREADY_RECORDED, receive_payment, .invoice_id = id, .amount = money(10000, "EUR"),
                 .business_key = "bank 1");
    when_refused(sales, PAYMENT_TOO_LARGE, receive_payment, .invoice_id = id, .amount = money(20001, "EUR"));
    when_refused(sales, INVALID_INPUT, receive_payment, .invoice_id = id, .amount = money(20000, "USD"));
    when_refused(sales, INVALID_INPUT, receive_payment, .invoice_id = id);
    when(sales, receive_payment, .invoice_id = id, .amount = money(20000, "EUR"), .method = "transfer");
    then_told(sales, payment_received, .invoice_id = id, .method = "transfer");
    then_told(sales, invoice_paid, .invoice_id = id, .order_id = order, .total = money(30000, "EUR"));
    when_refused(sales, INVOICE_ALREADY_PAID, receive_payment, .invoice_id = id, .amount = money(1, "EUR"));
    assert_int_equal(ask(sales, list_payments, payment_page, .invoice_id = id)->n_rows, 2);
    assert_int_equal(ask(sales, get_invoice, invoice, .invoice_id = id)->paid_minor, 30000);
    then_rebuild_is_equal(sales);
}

TEST(an_order_is_locked_once_invoiced_or_cancelled)
{
    Department *sales = given_sales();
    when(sales, place_order, .customer = person("ali@example.com"), .currency = "EUR", .business_key = "web 1",
         LINES(line("Table", 1, 30000)));
    const char *order = order_of(sales, "web 1");
    when_refused(sales, INVALID_INPUT, cancel_order, .order_id = order);
    when(sales, cancel_order, .order_id = order, .reason = "changed mind");
    then_told(sales, order_cancelled, .order_id = order, .reason = "changed mind");
    when_refused(sales, ORDER_LOCKED, issue_invoice, .order_id = order);
    when_refused(sales, ORDER_LOCKED, cancel_order, .order_id = order, .reason = "again");
    when_refused(sales, ORDER_NOT_FOUND, issue_invoice, .order_id = NOBODY);
    when_refused(sales, ALREADY_RECORDED, place_order, .customer = person("ali@example.com"), .currency = "EUR",
                 .business_key = "web 1", LINES(line("Table", 1, 30000)));
}

TEST(an_order_takes_the_lines_of_its_deal)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when_refused(sales, INVALID_INPUT, place_order, .deal_id = deal);
    when(sales, set_deal_lines, .deal_id = deal, .currency = "EUR", LINES(line("Kitchen", 1, 800000)));
    when(sales, place_order, .deal_id = deal);
    then_told(sales, order_placed, .deal_id = deal, .total = money(800000, "EUR"));
    when_refused(sales, DEAL_NOT_FOUND, place_order, .deal_id = NOBODY);
}

TEST(a_free_order_is_paid_when_it_is_invoiced)
{
    Department *sales = given_sales();
    when(sales, place_order, .customer = person("ali@example.com"), .currency = "EUR", .business_key = "gift",
         LINES(line("Gift", 1, 0)));
    when(sales, issue_invoice, .order_id = order_of(sales, "gift"));
    then_told(sales, invoice_paid, .total = money(0, "EUR"));
    when_refused(sales, INVOICE_NOT_FOUND, receive_payment, .invoice_id = NOBODY, .amount = money(1, "EUR"));
}

TEST(lines_are_refunded_by_units_and_amounts_never_more_than_was_paid)
{
    Department *sales = given_sales();
    const char *invoice = given_sale(sales, "ali@example.com", K1);
    when(sales, refund_invoice, .invoice_id = invoice, .business_key = "back 1", .reason = "broken",
         BACK(back("1", 1, 0)));
    then_told(sales, refund_given, .invoice_id = invoice, .total = money(1000, "EUR"), .reason = "broken");
    when_refused(sales, ALREADY_RECORDED, refund_invoice, .invoice_id = invoice, .business_key = "back 1");
    when_refused(sales, REFUND_TOO_LARGE, refund_invoice, .invoice_id = invoice, BACK(back("1", 2, 0)));
    when_refused(sales, REFUND_TOO_LARGE, refund_invoice, .invoice_id = invoice, BACK(back("2", 0, 501)));
    when_refused(sales, INVALID_INPUT, refund_invoice, .invoice_id = invoice, BACK(back("3", 1, 0)));
    when_refused(sales, INVALID_INPUT, refund_invoice, .invoice_id = invoice, BACK(back("1", 1, 0), back("1", 1, 0)));
    when(sales, refund_invoice, .invoice_id = invoice, BACK(back("2", 0, 200)));
    then_told(sales, refund_given, .total = money(200, "EUR"));
    when(sales, refund_invoice, .invoice_id = invoice);
    then_told(sales, refund_given, .total = money(1300, "EUR"));
    when_refused(sales, NOTHING_TO_REFUND, refund_invoice, .invoice_id = invoice);
    sales_invoice *paid = ask(sales, get_invoice, invoice, .invoice_id = invoice);
    assert_int_equal(paid->refunded_minor, paid->paid_minor);
    assert_int_equal(ask(sales, list_refunds, refund_page, .invoice_id = invoice)->n_rows, 3);
    when_refused(sales, INVOICE_NOT_FOUND, refund_invoice, .invoice_id = NOBODY);
    then_rebuild_is_equal(sales);
}

TEST(refunds_of_parts_add_up_to_the_whole)
{
    sales_line row = SALES__LINE__INIT;
    row.quantity = 3;
    row.amount_minor = 1000;
    int64_t parts[3];
    for (int i = 0; i < 3; i++) {
        parts[i] = rules_refund_amount(&row, 1);
        row.refunded_quantity += 1;
        row.refunded_minor += parts[i];
    }
    assert_int_equal(parts[0], 333);
    assert_int_equal(parts[1], 333);
    assert_int_equal(parts[2], 334);
}

TEST(orders_and_invoices_of_joined_customers_are_listed_together)
{
    Department *sales = given_sales();
    for (int i = 0; i < 3; i++)
        given_sale(sales, "ali@example.com", kept((char[]){'a', (char)('0' + i), 0}));
    for (int i = 0; i < 2; i++)
        given_sale(sales, "ali@work.example.com", kept((char[]){'b', (char)('0' + i), 0}));
    const char *home = id_of(sales, "ali@example.com"), *work = id_of(sales, "ali@work.example.com");
    assert_int_equal(ask(sales, list_orders, order_page, .customer_id = work)->n_rows, 2);
    when_card(sales, merge_customers, .customer_id = home, .n_other_ids = 1, .other_ids = &work);
    assert_int_equal(ask(sales, list_orders, order_page, .customer_id = work)->n_rows, 5);
    size_t rows = 0, pages = 0;
    const char *after = NULL;
    do {
        sales_invoice_page *page =
            ask(sales, list_invoices, invoice_page, .customer_id = home, .limit = 2, .after = after);
        rows += page->n_rows;
        after = page->next ? kept(page->next) : NULL;
    } while (after && ++pages < 10);
    assert_int_equal(rows, 5);
    ask_refused(sales, INVALID_INPUT, list_orders, .customer_id = home, .after = "abc");
    ask_refused(sales, INVALID_INPUT, list_orders);
    ask_refused(sales, INVALID_INPUT, list_invoices);
    ask_refused(sales, ORDER_NOT_FOUND, get_order, .order_id = NOBODY);
    ask_refused(sales, INVOICE_NOT_FOUND, get_invoice, .invoice_id = NOBODY);
}
