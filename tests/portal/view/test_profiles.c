/* Profiles: customers in one row, found by filters, counted by tags. */
#include "view_test.h"

static void hear_facts(Department *portal, const char *customer_id, const char *segment, const char *cell,
                       int64_t spent_minor)
{
    pv_analytics_facts facts = {BASE(pv, analytics_facts), .segment = segment, .rfm_cell = cell, .value_tier = "gold",
                                .lifecycle = "retention", .purchases = 3, .spent = MONEY(spent_minor, "EUR"),
                                .last_purchase_ms = department_now_ms(portal)};
    when_heard_card(portal, "analytics", facts_announced, .customer_id = customer_id, .analytics = &facts);
}

static void hear_tier(Department *portal, const char *customer_id, const char *tier)
{
    pv_loyalty_facts facts = {BASE(pv, loyalty_facts), .tier = tier, .points = 12};
    when_heard_card(portal, "loyalty", facts_announced, .customer_id = customer_id, .loyalty = &facts);
}

TEST(customers_are_found_by_what_departments_say)
{
    Department *portal = given_portal();
    hear_facts(portal, SARA, "champions", "545", 90000);
    hear_facts(portal, OMID, "champions", "554", 10000);
    hear_tier(portal, SARA, "platinum");
    pv_sales_facts owned = {BASE(pv, sales_facts), .owner = "sahar", .open_deals = 2};
    when_heard_card(portal, "sales", facts_announced, .customer_id = SARA, .sales = &owned);
    pv_support_facts asked = {BASE(pv, support_facts), .open_cases = 1};
    when_heard_card(portal, "support", facts_announced, .customer_id = SARA, .support = &asked);
    portal_profile_page *page = ask(portal, list_profiles, profile_page, .segment = "champions");
    assert_int_equal(page->n_rows, 2);
    assert_int_equal(page->total, 2);
    page = ask(portal, list_profiles, profile_page, .segment = "champions", .tier = "platinum");
    assert_int_equal(page->n_rows, 1);
    const portal_profile *sara = page->rows[0];
    assert_string_equal(sara->name, "Sara Karimi");
    assert_string_equal(sara->kind, "PERSON");
    assert_string_equal(sara->owner, "sahar");
    assert_int_equal(sara->points, 12);
    assert_int_equal(sara->open_deals, 2);
    assert_int_equal(sara->open_cases, 1);
    assert_int_equal(sara->n_tags, 0);
    assert_int_equal(ask(portal, list_profiles, profile_page, .rf = "54")->n_rows, 1);
    assert_int_equal(ask(portal, list_profiles, profile_page, .rfm_cell = "554")->n_rows, 1);
    assert_int_equal(ask(portal, list_profiles, profile_page, .owner = "sahar")->n_rows, 1);
    assert_int_equal(ask(portal, list_profiles, profile_page, .value_tier = "gold", .lifecycle = "retention",
                         .kind = "PERSON")->n_rows, 2);
    assert_int_equal(ask(portal, list_profiles, profile_page, .kind = "COMPANY")->n_rows, 0);
    assert_int_equal(ask(portal, list_profiles, profile_page, .word = "KARI")->n_rows, 1);
    assert_int_equal(ask(portal, list_profiles, profile_page, .word = "rim")->n_rows, 0);
    page = ask(portal, list_profiles, profile_page, .order = PORTAL__PROFILE_ORDER__BY_NAME);
    assert_string_equal(page->rows[0]->name, "Omid Rahimi");
    page = ask(portal, list_profiles, profile_page, .order = PORTAL__PROFILE_ORDER__BY_SPENT);
    assert_string_equal(page->rows[0]->name, "Sara Karimi");
    ask_refused(portal, INVALID_INPUT, list_profiles, .order = PORTAL__PROFILE_ORDER__BY_NAME, .tier = "gold");
    ask_refused(portal, INVALID_INPUT, list_profiles, .after = "zz");
    assert_int_equal(counted(portal, "segment", "champions"), 2);
    assert_int_equal(counted(portal, "tier", "platinum"), 1);
    hear_facts(portal, SARA, "at_risk", "245", 95000);
    assert_int_equal(counted(portal, "segment", "champions"), 1);
    const char *groups[] = {"segment"};
    portal_counter_page *segments = ask(portal, list_counters, counter_page, .n_groups = 1, .groups = groups);
    assert_int_equal(segments->n_rows, 2);
    assert_int_equal(segments->rows[0]->amounts[0]->amount_minor, 95000);
    then_rebuild_is_equal(portal);
}

TEST(joined_customers_are_one_row)
{
    Department *portal = given_portal();
    hear_facts(portal, SARA, "champions", "545", 90000);
    hear_tier(portal, OMID, "gold");
    when_heard(portal, marketing, list_member_added, .list_id = LIST, .list_name = "Friends", .customer_id = OMID);
    pv_link_pair pair = {BASE(pv, link_pair), .customer_id = SARA, .other_id = OMID, .turn = 1};
    pv_link_pair *pairs[] = {&pair};
    when_heard_card(portal, "support", customers_linked, .n_pairs = 1, .pairs = pairs);
    portal_profile_page *page = ask(portal, list_profiles, profile_page, .list_id = LIST);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->customer_id, SARA);
    assert_string_equal(page->rows[0]->tier, "gold");
    assert_string_equal(page->rows[0]->segment, "champions");
    assert_int_equal(page->rows[0]->joined, 2);
    assert_int_equal(counted(portal, "all", ""), 1);
    hear_tier(portal, OMID, "silver");
    assert_int_equal(ask(portal, list_profiles, profile_page, .tier = "silver")->n_rows, 1);
    pair.turn = 2;
    when_heard_card(portal, "support", customers_parted, .n_pairs = 1, .pairs = pairs);
    assert_int_equal(counted(portal, "all", ""), 2);
    page = ask(portal, list_profiles, profile_page, .tier = "silver");
    assert_string_equal(page->rows[0]->customer_id, OMID);
    assert_int_equal(page->rows[0]->joined, 1);
    when_heard(portal, marketing, list_member_removed, .list_id = LIST, .list_name = "Friends", .customer_id = OMID);
    assert_int_equal(ask(portal, list_profiles, profile_page, .list_id = LIST)->n_rows, 0);
    then_rebuild_is_equal(portal);
}

TEST(changes_of_the_card_by_people_of_the_portal_show_at_once)
{
    Department *portal = given_portal();
    const char *tags[] = {"VIP"};
    pv_postal_address address = {BASE(pv, postal_address), .city = "تهران"};
    pv_fact city = {BASE(pv, fact), .name = "address", .address = &address};
    pv_fact label = {BASE(pv, fact), .name = "tags", .n_tags = 1, .tags = tags};
    pv_fact *facts[] = {&city, &label};
    pv_identifier mail = {BASE(pv, identifier), .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS, .value = "sara@example.com"};
    when_card(portal, change_facts, .customer_id = SARA, .n_facts = 2, .facts = facts);
    when_card(portal, add_identifier, .customer_id = SARA, .identifier = &mail);
    portal_profile_page *page = ask(portal, list_profiles, profile_page, .city = "تهران", .label = "vip");
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->email, "sara@example.com");
    assert_string_equal(page->rows[0]->labels[0], "VIP");
    when_card(portal, remove_identifier, .customer_id = SARA, .identifier = &mail);
    assert_null(ask(portal, list_profiles, profile_page, .city = "تهران")->rows[0]->email);
    then_rebuild_is_equal(portal);
}

TEST(long_lists_go_on_page_by_page)
{
    Department *portal = given_portal();
    for (int i = 0; i < 300; i++) {
        char id[40], name[40];
        snprintf(id, sizeof id, "01900000-0000-7000-8000-000000001%03d", i);
        snprintf(name, sizeof name, "Guest %03d", i);
        when_heard_card(portal, "sales", customer_introduced, .customer_id = id, .kind = PV__CUSTOMER_KIND__COMPANY,
                        NAME(name));
    }
    static const char *const words[] = {"", "gue", "guest 29"};
    static const size_t expected[] = {302, 300, 10};
    for (int i = 0; i < 3; i++) {
        char next[1000] = "";
        size_t count = 0;
        do {
            portal_profile_page *page = ask(portal, list_profiles, profile_page, .word = words[i], .limit = 40,
                                            .after = next);
            count += page->n_rows;
            snprintf(next, sizeof next, "%s", page->next ? page->next : "");
        } while (next[0]);
        assert_int_equal(count, expected[i]);
    }
    assert_int_equal(ask(portal, list_profiles, profile_page)->total, 302);
}
