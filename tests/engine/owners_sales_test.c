/* Records of sales under actors held to owners: lists, single records, what hangs on them, commands, the customer whom
 * everybody meets. */
#include "sales/service.h"
#include "sales/limits.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_sales;

static const char *const ANN[] = {"ann"};

static const char *copy(const char *text)
{
    static char texts[32][64];
    static unsigned count;
    return strcpy(texts[count++ % 32], text);
}

static pv_customer_reference *person(void)
{
    static pv_customer_reference reference;
    static pv_identifier mail;
    mail = (pv_identifier)PV__IDENTIFIER__INIT;
    mail.has_kind = 1;
    mail.kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    mail.value = "sara@example.org";
    reference = (pv_customer_reference)PV__CUSTOMER_REFERENCE__INIT;
    reference.identifier = &mail;
    return &reference;
}

typedef struct Records {
    Department *sales;
    const char *deal, *lead, *activity, *customer;
} Records;

/* A deal, a lead and an activity of bob about the same customer; ann acts, held to her own. */
static Records given_bobs(void)
{
    Records records = {.sales = given_department(&pv_service_sales)};
    Department *sales = records.sales;
    sales_deal *deal = (sales_deal *)when(sales, open_deal, .customer = person(), .title = "Mill", .owner = "bob");
    records.deal = copy(deal->deal_id);
    records.customer = copy(deal->customer_id);
    records.lead =
        copy(((sales_lead *)when(sales, capture_lead, .customer = person(), .subject = "Mill", .owner = "bob"))->lead_id);
    sales_activity *activity =
        (sales_activity *)when(sales, plan_activity, .customer_id = records.customer, .kind = SALES__ACTIVITY_KIND__TASK,
                               .subject = "Call", .owner = "bob", .due_at_ms = department_now_ms(sales) + SALES_DAY_MS);
    records.activity = copy(activity->activity_id);
    when(sales, assign_account, .customer_id = records.customer, .owner = "bob");
    department_act_as(sales, "ann", "seller");
    department_hold_to(sales, ANN, 1);
    return records;
}

TEST(records_of_another_seller_are_not_read)
{
    Records bobs = given_bobs();
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, get_deal, .deal_id = bobs.deal);
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, get_lead, .lead_id = bobs.lead);
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, get_activity, .activity_id = bobs.activity);
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, get_account, .customer_id = bobs.customer);
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, list_deal_steps, .deal_id = bobs.deal);
    ask_refused(bobs.sales, RECORD_OF_ANOTHER, list_deal_roles, .deal_id = bobs.deal);
    assert_int_equal(ask(bobs.sales, list_deals, deal_page, .owner = "bob")->n_rows, 0);
    assert_int_equal(ask(bobs.sales, list_leads, lead_page, .owner = "bob")->n_rows, 0);
    assert_int_equal(ask(bobs.sales, list_activities, activity_page, .owner = "bob")->n_rows, 0);
    assert_int_equal(ask(bobs.sales, list_accounts, account_page, .owner = "bob")->n_rows, 0);
    department_hold_to(bobs.sales, NULL, 0);
    assert_int_equal(ask(bobs.sales, list_deals, deal_page, .owner = "bob")->n_rows, 1);
    assert_int_equal(ask(bobs.sales, list_leads, lead_page, .owner = "bob")->n_rows, 1);
    assert_int_equal(ask(bobs.sales, list_activities, activity_page, .owner = "bob")->n_rows, 1);
    assert_int_equal(ask(bobs.sales, list_accounts, account_page, .owner = "bob")->n_rows, 1);
}

TEST(records_of_another_seller_are_not_changed)
{
    Records bobs = given_bobs();
    when_refused(bobs.sales, RECORD_OF_ANOTHER, change_deal, .deal_id = bobs.deal, .title = "Mine");
    when_refused(bobs.sales, RECORD_OF_ANOTHER, win_deal, .deal_id = bobs.deal);
    when_refused(bobs.sales, RECORD_OF_ANOTHER, set_deal_role, .deal_id = bobs.deal, .person = person());
    when_refused(bobs.sales, RECORD_OF_ANOTHER, convert_lead, .lead_id = bobs.lead);
    when_refused(bobs.sales, RECORD_OF_ANOTHER, assign_lead, .lead_id = bobs.lead, .owner = "ann");
    when_refused(bobs.sales, RECORD_OF_ANOTHER, complete_activity, .activity_id = bobs.activity);
    when_refused(bobs.sales, RECORD_OF_ANOTHER, assign_account, .customer_id = bobs.customer, .owner = "ann");
    then_rebuild_is_equal(bobs.sales);
}

TEST(the_customer_of_another_is_met_by_everybody)
{
    Records bobs = given_bobs();
    assert_non_null(ask_card(bobs.sales, get_customer, card, .customer_id = bobs.customer)); /* shows who answers for it */
    sales_deal *deal = (sales_deal *)when(bobs.sales, open_deal, .customer = person(), .title = "Pump", .owner = "ann");
    deal = ask(bobs.sales, get_deal, deal, .deal_id = copy(deal->deal_id));
    assert_string_equal(deal->owner, "ann");
    sales_deal_page *page = ask(bobs.sales, list_deals, deal_page, .customer_id = bobs.customer);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->owner, "ann");
    when_card(bobs.sales, add_identifier, .customer_id = bobs.customer,
              .identifier = &(pv_identifier){.base = {.descriptor = &pv__identifier__descriptor},
                                             .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS, .value = "s@example.org"});
}
