/* Leads from first contact to deal, and leads that campaigns bring. */
#include "sales/sales_test.h"

TEST(a_lead_is_captured_assigned_worked_and_qualified)
{
    Department *sales = given_sales();
    sales_lead *lead = (sales_lead *)when(sales, capture_lead, .customer = person("ali@example.com"),
                                          .subject = "Wants a kitchen", .source = SALES__LEAD_SOURCE__FORM);
    assert_int_equal(lead->state, SALES__LEAD_STATE__LEAD_NEW);
    const char *id = kept(lead->lead_id);
    then_told(sales, lead_captured, .lead_id = id, .source = SALES__LEAD_SOURCE__FORM);
    when_refused(sales, LEAD_NOT_ASSIGNED, work_lead, .lead_id = id);
    when_refused(sales, LEAD_NOT_ASSIGNED, qualify_lead, .lead_id = id);
    when(sales, assign_lead, .lead_id = id, .owner = "omid");
    then_told(sales, lead_assigned, .lead_id = id, .owner = "omid");
    when(sales, work_lead, .lead_id = id, .note = "called");
    then_told(sales, lead_worked, .lead_id = id, .note = "called");
    when(sales, qualify_lead, .lead_id = id);
    then_told(sales, lead_qualified, .lead_id = id);
    assert_int_equal(ask(sales, get_lead, lead, .lead_id = id)->state, SALES__LEAD_STATE__LEAD_QUALIFIED);
    when_refused(sales, LEAD_NOT_FOUND, assign_lead, .lead_id = NOBODY, .owner = "omid");
    ask_refused(sales, LEAD_NOT_FOUND, get_lead, .lead_id = NOBODY);
    then_rebuild_is_equal(sales);
}

TEST(a_second_lead_of_a_customer_is_a_warning_and_a_second_import_is_refused)
{
    Department *sales = given_sales();
    const char *first = given_lead(sales, "ali@example.com");
    sales_lead *second = (sales_lead *)when(sales, capture_lead, .customer = person("ali@example.com"),
                                            .subject = "Wants a bath", .business_key = "fair 2026, row 7");
    assert_int_equal(second->n_duplicate_lead_ids, 1);
    assert_string_equal(second->duplicate_lead_ids[0], first);
    when_refused(sales, ALREADY_RECORDED, capture_lead, .customer = person("ali@example.com"),
                 .subject = "Wants a bath", .business_key = "fair 2026, row 7");
    when_refused(sales, INVALID_INPUT, capture_lead, .customer = person("ali@example.com"));
    when_refused(sales, INVALID_INPUT, capture_lead, .customer = person("ali@example.com"), .subject = "x",
                 .score = 101);
}

TEST(a_lead_becomes_company_contact_and_deal_in_one_step)
{
    Department *sales = given_sales();
    const char *lead = given_lead(sales, "ali@example.com");
    when(sales, convert_lead, .lead_id = lead, .company = person("office@acme.example.com"), .role = "buyer",
         .value = money(700000, "EUR"));
    const char *ali = id_of(sales, "ali@example.com"), *acme = id_of(sales, "office@acme.example.com");
    then_told(sales, deal_opened, .customer_id = acme, .lead_id = lead, .title = "Wants a kitchen",
              .value = money(700000, "EUR"), .owner = "sara");
    then_told(sales, lead_converted, .lead_id = lead, .customer_id = ali, .company_id = acme);
    then_told(sales, deal_role_set, .customer_id = ali, .part = SALES__PART_IN_DEAL__DECISION_MAKER);
    then_told_card(sales, relation_added, .customer_id = ali, .other_customer_id = acme, .kind = "works_at",
                   .role = "buyer");
    then_told_card(sales, customer_introduced, .customer_id = acme, .kind = PV__CUSTOMER_KIND__COMPANY);
    assert_string_equal(ask(sales, get_lead, lead, .lead_id = lead)->company_id, acme);
    when_refused(sales, LEAD_CLOSED, convert_lead, .lead_id = lead);
    const char *second = given_lead(sales, "ali@example.com");
    when(sales, convert_lead, .lead_id = second, .company = customer(acme));
    then_not_told_card(sales, relation_added);
    const char *private_lead = given_lead(sales, "mina@example.com");
    when(sales, convert_lead, .lead_id = private_lead);
    then_told(sales, deal_opened, .customer_id = id_of(sales, "mina@example.com"));
    then_rebuild_is_equal(sales);
}

TEST(a_lead_goes_back_to_marketing_or_is_given_up)
{
    Department *sales = given_sales();
    const char *lead = given_lead(sales, "ali@example.com");
    when_refused(sales, INVALID_INPUT, recycle_lead, .lead_id = lead);
    when(sales, recycle_lead, .lead_id = lead, .reason = "too early");
    then_told(sales, lead_recycled, .lead_id = lead, .reason = "too early");
    when_refused(sales, LEAD_CLOSED, work_lead, .lead_id = lead);
    when(sales, assign_lead, .lead_id = lead, .owner = "omid");
    when(sales, disqualify_lead, .lead_id = lead, .reason = "no money");
    then_told(sales, lead_disqualified, .lead_id = lead, .reason = "no money");
    when_refused(sales, LEAD_CLOSED, assign_lead, .lead_id = lead, .owner = "omid");
}

TEST(a_lead_without_a_first_response_is_overdue)
{
    Department *sales = given_sales();
    const char *late = given_lead(sales, "ali@example.com"), *early = given_lead(sales, "mina@example.com");
    when(sales, work_lead, .lead_id = early);
    when_time_passes(sales, SALES_LEAD_RESPONSE_MS + 1000);
    then_told(sales, lead_went_overdue, .lead_id = late, .owner = "sara");
    assert_int_equal(department_told_count(sales, &sales__lead_went_overdue__descriptor), 1);
    assert_true(ask(sales, get_lead, lead, .lead_id = late)->overdue);
}

TEST(imported_leads_have_no_response_time)
{
    Department *sales = given_sales();
    department_historical(sales, true);
    given_lead(sales, "ali@example.com");
    when_time_passes(sales, 30 * DAY);
    then_not_told(sales, lead_went_overdue);
}

TEST(leads_are_listed_by_state_owner_and_customer)
{
    Department *sales = given_sales();
    given_lead(sales, "ali@example.com");
    given_lead(sales, "ali@example.com");
    when(sales, qualify_lead, .lead_id = given_lead(sales, "mina@example.com"));
    assert_int_equal(ask(sales, list_leads, lead_page)->n_rows, 3);
    assert_int_equal(ask(sales, list_leads, lead_page, .state = SALES__LEAD_STATE__LEAD_QUALIFIED)->n_rows, 1);
    assert_int_equal(ask(sales, list_leads, lead_page, .owner = "sara")->n_rows, 3);
    assert_int_equal(
        ask(sales, list_leads, lead_page, .customer_id = id_of(sales, "ali@example.com"), .limit = 1)->n_rows, 1);
    ask_refused(sales, INVALID_INPUT, list_leads, .after = "00");
}

TEST(a_response_to_a_campaign_becomes_a_lead_once)
{
    Department *sales = given_sales();
    given_sale(sales, "ali@example.com", "first");
    const char *ali = id_of(sales, "ali@example.com");
    when_heard(sales, marketing, response_recorded, .response_id = "r1", .campaign_id = "c1", .campaign_name = "Spring",
               .customer_id = ali, .kind = MARKETING__RESPONSE_KIND__INTERESTED);
    then_told(sales, lead_captured, .customer_id = ali, .campaign_id = "c1", .response_id = "r1",
              .source = SALES__LEAD_SOURCE__CAMPAIGN, .subject = "Response to campaign Spring");
    when_heard(sales, marketing, response_recorded, .response_id = "r1", .campaign_id = "c1", .customer_id = ali,
               .kind = MARKETING__RESPONSE_KIND__INTERESTED);
    then_not_told(sales, lead_captured);
    when_heard(sales, marketing, response_recorded, .response_id = "r2", .campaign_id = "c1", .customer_id = ali,
               .kind = MARKETING__RESPONSE_KIND__DECLINED);
    then_not_told(sales, lead_captured);
    then_rebuild_is_equal(sales);
}
