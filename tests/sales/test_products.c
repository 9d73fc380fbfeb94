/* Products, prices by currency and tier, pipelines. */
#include "sales/sales_test.h"

TEST(a_product_is_defined_and_changed_by_its_stock_keeping_unit)
{
    Department *sales = given_sales();
    sales_product *product = (sales_product *)when(sales, define_product, .sku = "T-1", .name = "Tea", .category = "food");
    const char *id = kept(product->product_id);
    then_told(sales, product_defined, .product_id = id);
    when(sales, define_product, .sku = "T-1", .name = "Green tea", .category = "food");
    then_told(sales, product_defined, .product_id = id);
    assert_string_equal(ask(sales, get_product, product, .sku = "T-1")->name, "Green tea");
    assert_int_equal(ask(sales, list_products, product_page, .category = "food")->n_rows, 1);
    assert_int_equal(ask(sales, list_products, product_page, .category = "toys")->n_rows, 0);
    when_refused(sales, INVALID_INPUT, define_product, .sku = "T-2");
    ask_refused(sales, PRODUCT_NOT_FOUND, get_product, .sku = "T-2");
}

TEST(a_tier_opens_its_price_list)
{
    Department *sales = given_sales();
    const char *id = kept(((sales_product *)when(sales, define_product, .sku = "T-1", .name = "Tea"))->product_id);
    when_refused(sales, PRICE_NOT_FOUND, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                 LINES(line_of("T-1", 2)));
    when(sales, set_price, .product_id = id, .currency = "EUR", .unit_price_minor = 1000);
    then_told(sales, price_set, .product_id = id, .tier = "all", .unit_price_minor = 1000);
    when(sales, set_price, .product_id = id, .currency = "EUR", .tier = "gold", .unit_price_minor = 900);
    given_sale(sales, "ali@example.com", "first");
    const char *ali = id_of(sales, "ali@example.com");
    assert_int_equal(
        ask(sales, get_price, price, .product_id = id, .currency = "EUR", .customer_id = ali)->unit_price_minor, 1000);
    pv_loyalty_facts gold = PV__LOYALTY_FACTS__INIT;
    gold.tier = "gold";
    when_heard_card(sales, "loyalty", facts_announced, .customer_id = ali, .loyalty = &gold);
    assert_int_equal(
        ask(sales, get_price, price, .product_id = id, .currency = "EUR", .customer_id = ali)->unit_price_minor, 900);
    assert_int_equal(ask(sales, list_prices, price_page, .product_id = id)->n_rows, 2);
    when(sales, record_sale, .customer = customer(ali), .currency = "EUR", LINES(line_of("T-1", 2)));
    then_told(sales, invoice_paid, .total = money(1800, "EUR"));
    const sales_product_page *page = (const sales_product_page *)ask(sales, list_products, product_page);
    assert_int_equal(page->n_prices, 1); /* not those of a tier */
    assert_int_equal(page->prices[0]->unit_price_minor, 1000);
    ask_refused(sales, PRICE_NOT_FOUND, get_price, .product_id = id, .currency = "USD");
    when_refused(sales, PRODUCT_NOT_FOUND, set_price, .product_id = NOBODY, .currency = "EUR", .unit_price_minor = 1);
    when_refused(sales, INVALID_INPUT, set_price, .product_id = id, .currency = "EUR", .unit_price_minor = -1);
    then_rebuild_is_equal(sales);
}

TEST(a_retired_product_is_not_sold)
{
    Department *sales = given_sales();
    when(sales, define_product, .sku = "T-1", .name = "Tea", .retired = 1);
    when_refused(sales, PRODUCT_RETIRED, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                 LINES(line_of("T-1", 2)));
    sales_line_input *input = line("Tea", 1, 100);
    input->product_id = NOBODY;
    when_refused(sales, PRODUCT_NOT_FOUND, record_sale, .customer = person("ali@example.com"), .currency = "EUR",
                 LINES(input));
}

static sales_stage *stage(const char *stage_id, uint32_t probability_percent, const char *required)
{
    static sales_stage pool[32];
    static const char *fields[32];
    static size_t used;
    size_t at = used++ % 32;
    sales__stage__init(&pool[at]);
    pool[at].stage_id = pool[at].name = stage_id;
    pool[at].has_probability_percent = pool[at].has_idle_limit_days = 1;
    pool[at].probability_percent = probability_percent;
    pool[at].idle_limit_days = 10;
    fields[at] = required;
    pool[at].n_required_fields = required != NULL;
    pool[at].required_fields = &fields[at];
    return &pool[at];
}

#define STAGES(...)                                                                                          \
    .n_stages = sizeof((sales_stage *[]){__VA_ARGS__}) / sizeof(sales_stage *),                               \
    .stages = (sales_stage *[]){__VA_ARGS__}

TEST(a_pipeline_has_stages_with_what_they_require)
{
    Department *sales = given_sales();
    assert_int_equal(ask(sales, get_pipeline, pipeline_view)->pipeline->n_stages, 4);
    when(sales, set_pipeline, .pipeline_id = "renewal", .name = "Renewal",
         STAGES(stage("asked", 50, NULL), stage("agreed", 90, "expected_close_at_ms")));
    then_told(sales, pipeline_set, .pipeline = NULL);
    assert_int_equal(ask(sales, list_pipelines, pipeline_page)->n_rows, 2);
    sales_deal *deal = (sales_deal *)when(sales, open_deal, .customer = person("ali@example.com"), .title = "Next year",
                                          .pipeline_id = "renewal", .value = money(500, "EUR"));
    assert_int_equal(deal->probability_percent, 50);
    const char *id = kept(deal->deal_id);
    when_refused(sales, STAGE_FIELD_MISSING, move_deal, .deal_id = id, .stage_id = "agreed");
    when(sales, change_deal, .deal_id = id, .expected_close_at_ms = department_now_ms(sales) + DAY);
    when(sales, move_deal, .deal_id = id, .stage_id = "agreed");
    then_told(sales, deal_stage_changed, .deal_id = id, .from_stage_id = "asked", .to_stage_id = "agreed",
              .probability_percent = 90);
    ask_refused(sales, PIPELINE_NOT_FOUND, get_pipeline, .pipeline_id = "none");
}

TEST(a_pipeline_that_makes_no_sense_is_refused)
{
    Department *sales = given_sales();
    when_refused(sales, INVALID_INPUT, set_pipeline, .pipeline_id = "p", .name = "P");
    when_refused(sales, INVALID_INPUT, set_pipeline, .pipeline_id = "p", .name = "P",
                 STAGES(stage("a", 1, NULL), stage("a", 2, NULL)));
    when_refused(sales, INVALID_INPUT, set_pipeline, .pipeline_id = "p", .name = "P", STAGES(stage("a", 101, NULL)));
    when_refused(sales, INVALID_INPUT, set_pipeline, .pipeline_id = "p", .name = "P", STAGES(stage("a", 1, "mood")));
}
