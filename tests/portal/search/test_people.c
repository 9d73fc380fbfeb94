/* Customers who change: names, identifiers, joining, parting, erasure. */
#include "portal/search/search_test.h"

TEST(changed_names_and_removed_identifiers_are_found_no_more)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Sara Nouri", EMAIL, "sara@example.com");
    renamed(portal, sara, "Sara Karimi");
    then_found(portal, "nouri", "");
    then_found(portal, "karimi", "Sara Karimi");
    pv_identifier email = PV__IDENTIFIER__INIT, phone = PV__IDENTIFIER__INIT;
    email.has_kind = phone.has_kind = 1;
    email.kind = EMAIL;
    email.value = "sara@example.com";
    phone.kind = PHONE;
    phone.value = "09121112233";
    when_card(portal, add_identifier, .customer_id = sara, .identifier = &phone);
    then_found(portal, "0912111", "Sara Karimi");
    assert_string_equal(found(portal, "0912111")->hits[0]->subtitle, "+989121112233");
    when_card(portal, remove_identifier, .customer_id = sara, .identifier = &email);
    then_found(portal, "sara@example.com", "");
    then_rebuild_is_equal(portal);
}

TEST(joined_customers_show_once_under_the_id_they_share)
{
    Department *portal = given_portal();
    const char *one = introduced(portal, "Sara Ahmadi", EXTERNAL, "A1");
    const char *two = introduced(portal, "Sarah Ahmady", EXTERNAL, "A2");
    assert_int_equal(found(portal, "ahmad")->n_hits, 2);
    when_card(portal, merge_customers, .customer_id = one, .n_other_ids = 1, .other_ids = (const char *[]){two});
    portal_search_page *page = found(portal, "ahmad");
    assert_int_equal(page->n_hits, 1);
    assert_string_equal(page->hits[0]->id, one);
    assert_true(page->hits[0]->joined);
    assert_true(finds(portal, "A2", one));
    when_heard(portal, sales, deal_opened, .deal_id = id_of(1), .number = "D-000001", .customer_id = two, .title = "Ovens");
    assert_string_equal(found(portal, "ovens")->hits[0]->customer_id, one);
    when_card(portal, unmerge_customers, .customer_id = one, .n_part_ids = 1, .part_ids = (const char *[]){two});
    assert_int_equal(found(portal, "ahmad")->n_hits, 2);
    assert_true(finds(portal, "A2", two));
    then_rebuild_is_equal(portal);
}

TEST(an_erased_person_leaves_no_word)
{
    Department *portal = given_portal();
    const char *other = introduced(portal, "Mehrdad Zarrinkub", EMAIL, "other@example.com");
    const char *id = introduced(portal, "Mehrdad Pishdadian", PHONE, "+989121112233");
    when_heard(portal, sales, lead_captured, .lead_id = id_of(1), .number = "L-000001", .customer_id = id,
               .subject = "Quotation for Pishdadian");
    when_heard(portal, support, case_opened, .case_id = id_of(2), .number = "C-000001", .customer_id = id,
               .subject = "Invoice of Pishdadian", .requester = "Pishdadian");
    when_heard(portal, sales, order_placed, .order_id = id_of(3), .number = "O-000001", .customer_id = id);
    then_found(portal, "pishdadain", "Quotation for Pishdadian|Invoice of Pishdadian|Mehrdad Pishdadian");
    bought(portal, id, 4, department_now_ms(portal));
    when_card(portal, erase_customer, .customer_id = id);
    then_found(portal, "pishdadian", "");
    then_found(portal, "pishdadain", "");
    then_found(portal, "pish", "");
    then_found(portal, "09121112233", "");
    then_found(portal, "quotation", "");
    then_found(portal, "mehrdad", "Mehrdad Zarrinkub");
    then_found(portal, "L-000001", "L-000001");
    then_found(portal, "O-000001", "O-000001");
    when_heard(portal, sales, lead_disqualified, .lead_id = id_of(1), .customer_id = id);
    then_rebuild_is_equal(portal);
    department_erase_log(portal);
    then_rebuild_is_equal(portal);
    assert_false(department_holds_text(portal, "pishdadian"));
    assert_false(department_holds_text(portal, "pishd"));
    renamed(portal, other, "Mehrdad Tavakoli");
    then_rebuild_is_equal(portal);
}

TEST(a_late_event_about_an_erased_person_is_not_found)
{
    Department *portal = given_portal();
    const char *id = introduced(portal, "Sara Ahmadi", EMAIL, "sara@example.com");
    when_card(portal, erase_customer, .customer_id = id);
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    fact.name = "name";
    fact.text = "Sara Ahmadi";
    when_heard_card(portal, "sales", fact_changed, .customer_id = id, .n_facts = 1, .facts = facts);
    bought(portal, id, 1, 1);
    when_heard(portal, sales, lead_captured, .lead_id = id_of(1), .number = "L-000001", .customer_id = id,
               .subject = "For Ahmadi");
    then_found(portal, "ahmadi", "");
    then_found(portal, "L-000001", "L-000001");
    department_erase_log(portal);
    then_rebuild_is_equal(portal);
}

/* A fact stamped ahead of own time waits on the card; the search waits with it. */
TEST(a_name_from_ahead_of_its_time_is_found_when_it_holds)
{
    Department *portal = given_portal();
    const char *id = introduced(portal, "Sara", 0, NULL);
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    fact.name = "name";
    fact.text = "Zibandeh";
    when_heard_card(portal, "sales", fact_changed, .customer_id = id, .n_facts = 1, .facts = facts);
    for (unsigned day = 0; day < 3; day++)
        when_time_passes(portal, 86400000);
    department_run_jobs(portal);
    then_found(portal, "zibandeh", "Zibandeh");
    then_rebuild_is_equal(portal);
}
