/* Records of the departments: found by title, subject and number, shown as they stand now. */
#include "portal/search/search_test.h"

static const portal_search_hit *one_hit(Department *portal, const char *typed)
{
    const portal_search_page *page = found(portal, typed);
    if (page->n_hits != 1)
        fail_msg("\"%s\" has %zu hits", typed, page->n_hits);
    return page->hits[0];
}

TEST(a_lead_until_it_is_a_deal)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Sara Nouri", 0, NULL);
    when_heard(portal, sales, lead_captured, .lead_id = id_of(1), .number = "L-000007", .customer_id = sara,
               .subject = "درخواست قیمت عمده", .captured_at_ms = department_now_ms(portal));
    const portal_search_hit *hit = one_hit(portal, "قیمت");
    assert_int_equal(hit->kind, PORTAL__HIT_KIND__HIT_LEAD);
    assert_string_equal(hit->state, "LEAD_NEW");
    assert_string_equal(hit->subtitle, "Sara Nouri");
    assert_true(hit->open);
    when_heard(portal, sales, lead_assigned, .lead_id = id_of(1), .customer_id = sara, .owner = "omid");
    hit = one_hit(portal, "L-000007");
    assert_string_equal(hit->state, "LEAD_ASSIGNED");
    assert_string_equal(hit->owner, "omid");
    when_heard(portal, sales, lead_worked, .lead_id = id_of(1), .customer_id = sara);
    assert_string_equal(one_hit(portal, "عمده")->state, "LEAD_WORKING");
    when_heard(portal, sales, lead_qualified, .lead_id = id_of(1), .customer_id = sara);
    when_heard(portal, sales, lead_worked, .lead_id = id_of(1), .customer_id = sara);
    assert_string_equal(one_hit(portal, "عمده")->state, "LEAD_QUALIFIED");
    when_heard(portal, sales, lead_converted, .lead_id = id_of(1), .customer_id = sara, .deal_id = id_of(2));
    hit = one_hit(portal, "درخواست");
    assert_string_equal(hit->state, "LEAD_CONVERTED");
    assert_false(hit->open);
    when_heard(portal, sales, lead_recycled, .lead_id = id_of(1), .customer_id = sara);
    assert_string_equal(one_hit(portal, "درخواست")->state, "LEAD_RECYCLED");
    when_heard(portal, sales, lead_disqualified, .lead_id = id_of(1), .customer_id = sara);
    assert_string_equal(one_hit(portal, "درخواست")->state, "LEAD_DISQUALIFIED");
    then_rebuild_is_equal(portal);
}

TEST(a_deal_with_its_new_title)
{
    Department *portal = given_portal();
    const char *firm = introduced(portal, "هتل پارس", 0, NULL);
    pv_money value = PV__MONEY__INIT;
    value.has_amount_minor = 1;
    value.amount_minor = 1200;
    value.currency = "EUR";
    when_heard(portal, sales, deal_opened, .deal_id = id_of(1), .number = "D-000031", .customer_id = firm,
               .title = "Espresso machines", .value = &value, .owner = "neda");
    assert_int_equal(one_hit(portal, "espresso")->amount->amount_minor, 1200);
    when_heard(portal, sales, deal_changed, .deal_id = id_of(1), .customer_id = firm, .title = "Samovars", .owner = "john");
    then_found(portal, "espresso", "");
    assert_string_equal(one_hit(portal, "samovars")->owner, "john");
    when_heard(portal, sales, deal_won, .deal_id = id_of(1), .customer_id = firm);
    assert_string_equal(one_hit(portal, "samov")->state, "DEAL_WON");
    when_heard(portal, sales, deal_reopened, .deal_id = id_of(1), .customer_id = firm);
    assert_true(one_hit(portal, "samov")->open);
    when_heard(portal, sales, deal_lost, .deal_id = id_of(1), .customer_id = firm);
    assert_string_equal(one_hit(portal, "31")->state, "DEAL_LOST");
    renamed(portal, firm, "هتل البرز");
    assert_string_equal(one_hit(portal, "31")->subtitle, "هتل البرز");
    then_rebuild_is_equal(portal);
}

TEST(orders_invoices_and_products)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Sara", 0, NULL);
    when_heard(portal, sales, order_placed, .order_id = id_of(1), .number = "O-000055", .customer_id = sara,
               .business_key = "shop-9918");
    assert_string_equal(one_hit(portal, "shop-9918")->state, "ORDER_PLACED");
    when_heard(portal, sales, invoice_issued, .invoice_id = id_of(2), .number = "S-000081", .order_id = id_of(1),
               .customer_id = sara);
    assert_string_equal(one_hit(portal, "o-000055")->state, "ORDER_INVOICED");
    assert_string_equal(one_hit(portal, "s-81")->number, "S-000081");
    assert_string_equal(one_hit(portal, "81")->state, "INVOICE_OPEN");
    when_heard(portal, sales, invoice_paid, .invoice_id = id_of(2), .number = "S-000081", .order_id = id_of(1),
               .customer_id = sara);
    assert_string_equal(one_hit(portal, "81")->state, "INVOICE_PAID");
    when_heard(portal, sales, order_placed, .order_id = id_of(3), .number = "O-000056", .customer_id = sara);
    when_heard(portal, sales, order_cancelled, .order_id = id_of(3), .customer_id = sara);
    assert_string_equal(one_hit(portal, "56")->state, "ORDER_CANCELLED");
    when_heard(portal, sales, invoice_issued, .invoice_id = id_of(4), .number = "S-000082", .customer_id = sara,
               .at_once = true);
    then_found(portal, "82", "");
    sales_product product = SALES__PRODUCT__INIT;
    product.product_id = id_of(9);
    product.sku = "COF-200";
    product.name = "قهوهٔ ترک";
    product.category = "coffee";
    when_heard(portal, sales, product_defined, .product = &product, .product_id = id_of(9));
    assert_string_equal(one_hit(portal, "قهوه")->number, "COF-200");
    assert_string_equal(one_hit(portal, "cof-2")->title, "قهوهٔ ترک");
    assert_string_equal(one_hit(portal, "coffee")->title, "قهوهٔ ترک");
    then_rebuild_is_equal(portal);
}

TEST(cases_campaigns_and_lists)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Sara", 0, NULL);
    when_heard(portal, support, case_opened, .case_id = id_of(1), .number = "C-000012", .customer_id = sara,
               .subject = "بسته آسیب دیده رسید", .requester = "Bahram", .owner = "ali");
    assert_string_equal(one_hit(portal, "بسته اسیب")->state, "NEW");
    assert_string_equal(one_hit(portal, "bahram")->owner, "ali");
    when_heard(portal, support, case_assigned, .case_id = id_of(1), .customer_id = sara, .from = "ali", .to = "mina");
    assert_string_equal(one_hit(portal, "bahram")->owner, "mina");
    when_heard(portal, support, case_changed, .case_id = id_of(1), .customer_id = sara, .subject = "Parcel is late");
    then_found(portal, "bahram", "");
    when_heard(portal, support, case_state_changed, .case_id = id_of(1), .customer_id = sara,
               .to = SUPPORT__CASE_STATE__RESOLVED);
    assert_string_equal(one_hit(portal, "parcel")->state, "RESOLVED");
    assert_false(one_hit(portal, "parcel")->open);
    when_heard(portal, support, case_merged, .case_id = id_of(1), .customer_id = sara);
    assert_string_equal(one_hit(portal, "parcel")->state, "MERGED");
    when_heard(portal, marketing, campaign_planned, .campaign_id = id_of(2), .number = "M-000003", .name = "شب یلدا");
    assert_string_equal(one_hit(portal, "یلدا")->state, "PLANNED");
    when_heard(portal, marketing, campaign_state_changed, .campaign_id = id_of(2), .to = MARKETING__CAMPAIGN_STATE__COMPLETE);
    assert_string_equal(one_hit(portal, "m-3")->title, "شب یلدا");
    when_heard(portal, marketing, list_created, .list_id = id_of(3), .name = "Regulars of Leeds",
               .kind = MARKETING__LIST_KIND__DYNAMIC);
    assert_string_equal(one_hit(portal, "regulars")->state, "DYNAMIC");
    then_rebuild_is_equal(portal);
}

TEST(events_about_unknown_records_are_passed_over)
{
    Department *portal = given_portal();
    when_heard(portal, sales, deal_won, .deal_id = id_of(1), .customer_id = id_of(2));
    when_heard(portal, sales, lead_assigned, .lead_id = id_of(1), .customer_id = id_of(2), .owner = "x");
    when_heard(portal, support, case_state_changed, .case_id = id_of(1), .customer_id = id_of(2),
               .to = SUPPORT__CASE_STATE__CLOSED);
    when_heard_card(portal, "sales", facts_announced, .customer_id = id_of(2));
    then_found(portal, "x", "");
    then_rebuild_is_equal(portal);
}
