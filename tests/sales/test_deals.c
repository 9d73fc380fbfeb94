/* Deals: opening, changing, stages, closing, parts of people, what is announced of them. */
#include "sales/sales_test.h"

TEST(winning_a_deal_twice_is_refused)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when_refused(sales, INVALID_INPUT, win_deal, .deal_id = deal);
    when(sales, win_deal, .deal_id = deal, .reason = "best offer");
    then_told(sales, deal_won, .deal_id = deal, .value = money(100000, "EUR"), .owner = "sara");
    when_refused(sales, DEAL_CLOSED, win_deal, .deal_id = deal, .reason = "again");
    when_refused(sales, DEAL_NOT_FOUND, win_deal, .deal_id = NOBODY, .reason = "none");
    when_refused(sales, DEAL_CLOSED, lose_deal, .deal_id = deal, .reason = "no");
    then_rebuild_is_equal(sales);
}

TEST(a_deal_opens_with_lines_at_the_first_stage)
{
    Department *sales = given_sales();
    pv_money currency = PV__MONEY__INIT;
    currency.currency = "EUR";
    sales_deal *deal = (sales_deal *)when(sales, open_deal, .customer = person("ali@example.com"), .title = "Chairs",
                                          .value = &currency, LINES(line("Chair", 4, 5000)));
    assert_int_equal(deal->value->amount_minor, 20000);
    assert_string_equal(deal->stage_id, "need");
    assert_string_equal(deal->owner, "sara");
    when_refused(sales, INVALID_INPUT, open_deal, .customer = person("ali@example.com"));
    when_refused(sales, INVALID_INPUT, open_deal, .customer = person("ali@example.com"), .title = "Chairs",
                 LINES(line("Chair", 4, 5000)));
    when_refused(sales, PIPELINE_NOT_FOUND, open_deal, .customer = person("ali@example.com"), .title = "Chairs",
                 .pipeline_id = "none");
    when_refused(sales, STAGE_NOT_FOUND, open_deal, .customer = person("ali@example.com"), .title = "Chairs",
                 .stage_id = "none");
}

TEST(stages_keep_their_history)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when_time_passes(sales, 2 * DAY);
    when(sales, move_deal, .deal_id = deal, .stage_id = "proposal");
    const sales_deal_stage_changed *moved = (void *)department_told(sales, &sales__deal_stage_changed__descriptor);
    assert_true(moved->stayed_ms >= 2 * DAY && moved->stayed_ms < 2 * DAY + 1000);
    when_refused(sales, INVALID_INPUT, move_deal, .deal_id = deal, .stage_id = "proposal");
    when_refused(sales, STAGE_NOT_FOUND, move_deal, .deal_id = deal, .stage_id = "none");
    when(sales, lose_deal, .deal_id = deal, .reason = "price", .competitor = "Wood & Sons");
    then_told(sales, deal_lost, .deal_id = deal, .competitor = "Wood & Sons");
    when_refused(sales, DEAL_CLOSED, move_deal, .deal_id = deal, .stage_id = "need");
    sales_deal_step_page *steps = ask(sales, list_deal_steps, deal_step_page, .deal_id = deal);
    assert_int_equal(steps->n_rows, 2);
    assert_string_equal(steps->rows[0]->stage_id, "need");
    assert_true(steps->rows[0]->stayed_ms >= 2 * DAY);
    assert_true(steps->rows[1]->has_left_at_ms);
    ask_refused(sales, DEAL_NOT_FOUND, list_deal_steps, .deal_id = NOBODY);
}

TEST(a_reopened_deal_is_open_again_and_leaves_no_trace_in_the_record)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when_refused(sales, DEAL_OPEN, reopen_deal, .deal_id = deal);
    when(sales, win_deal, .deal_id = deal, .reason = "best offer");
    assert_int_equal(ask(sales, get_pipeline, pipeline_view)->records[0]->won, 1);
    when(sales, reopen_deal, .deal_id = deal);
    then_told(sales, deal_reopened, .deal_id = deal, .stage_id = "need");
    assert_int_equal(ask(sales, get_pipeline, pipeline_view)->records[0]->won, 0);
    sales_deal *row = ask(sales, get_deal, deal, .deal_id = deal);
    assert_int_equal(row->state, SALES__DEAL_STATE__DEAL_OPEN);
    assert_int_equal(row->steps, 2);
    when_refused(sales, DEAL_NOT_FOUND, reopen_deal, .deal_id = NOBODY);
    ask_refused(sales, DEAL_NOT_FOUND, get_deal, .deal_id = NOBODY);
    then_rebuild_is_equal(sales);
}

TEST(open_deals_and_their_value_are_announced)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    const char *ali = id_of(sales, "ali@example.com");
    pv_sales_facts one = PV__SALES_FACTS__INIT;
    one.owner = "sara";
    one.has_open_deals = 1;
    one.open_deals = 1;
    one.open_value = money(250000, "EUR");
    when(sales, change_deal, .deal_id = deal, .value = money(250000, "EUR"), .next_step = "Measure the room");
    then_told(sales, deal_changed, .deal_id = deal, .value = money(250000, "EUR"), .title = "New kitchen");
    then_told_card(sales, facts_announced, .customer_id = ali, .sales = &one);
    given_deal(sales, "ali@example.com");
    when(sales, win_deal, .deal_id = deal, .reason = "price");
    one.open_value = money(100000, "EUR");
    then_told_card(sales, facts_announced, .customer_id = ali, .sales = &one);
    sales_account *account = ask(sales, get_account, account, .customer_id = ali);
    assert_int_equal(account->won_deals, 1);
    assert_int_equal(account->open_deals, 1);
    assert_int_equal(ask(sales, list_accounts, account_page, .owner = "sara")->n_rows, 1);
}

TEST(a_seller_is_named_for_a_customer)
{
    Department *sales = given_sales();
    given_sale(sales, "ali@example.com", "first");
    const char *ali = id_of(sales, "ali@example.com");
    when(sales, assign_account, .customer_id = ali, .owner = "omid");
    then_told(sales, account_assigned, .customer_id = ali, .owner = "omid");
    pv_card *card = ask_card(sales, get_customer, card, .customer_id = ali);
    assert_string_equal(card->sales->owner, "omid");
    assert_true(card->sales->last_purchase_ms > 0);
    when_refused(sales, CUSTOMER_NOT_FOUND, assign_account, .customer_id = NOBODY, .owner = "omid");
    ask_refused(sales, CUSTOMER_NOT_FOUND, get_account, .customer_id = NOBODY);
}

TEST(deals_are_listed_by_customer_owner_and_stage)
{
    Department *sales = given_sales();
    const char *first = given_deal(sales, "ali@example.com");
    given_deal(sales, "ali@example.com");
    when(sales, change_deal, .deal_id = first, .value = money(900000, "EUR"), .owner = "omid");
    const char *ali = id_of(sales, "ali@example.com");
    assert_int_equal(ask(sales, list_deals, deal_page, .customer_id = ali)->n_rows, 2);
    assert_int_equal(ask(sales, list_deals, deal_page, .owner = "omid")->n_rows, 1);
    assert_int_equal(
        ask(sales, list_deals, deal_page, .owner = "omid", .state = SALES__DEAL_STATE__DEAL_WON)->n_rows, 0);
    sales_deal_page *page = ask(sales, list_deals, deal_page, .pipeline_id = "standard", .stage_id = "need");
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->deal_id, first);
    ask_refused(sales, INVALID_INPUT, list_deals, .stage_id = "need");
    ask_refused(sales, INVALID_INPUT, list_deals, .pipeline_id = "standard",
                .state = SALES__DEAL_STATE__DEAL_OPEN);
}

TEST(deals_of_a_state_and_those_open_in_a_stage_are_listed)
{
    Department *sales = given_sales();
    const char *first = given_deal(sales, "ali@example.com");
    const char *second = given_deal(sales, "sara@example.com");
    when(sales, win_deal, .deal_id = first, .reason = "price");
    sales_deal_page *page = ask(sales, list_deals, deal_page, .state = SALES__DEAL_STATE__DEAL_WON);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->deal_id, first);
    page = ask(sales, list_deals, deal_page);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->customer_name, "sara@example.com");
    assert_string_equal(ask(sales, get_deal, deal, .deal_id = first)->customer_name, "ali@example.com");
    page = ask(sales, list_deals, deal_page, .pipeline_id = "standard", .stage_id = "need",
               .state = SALES__DEAL_STATE__DEAL_OPEN);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->deal_id, second);
}

static void then_stage_has(Department *sales, const char *owner, const char *stage_id, unsigned deals, int64_t value)
{
    sales_pipeline_view *view = ask(sales, get_pipeline, pipeline_view, .owner = owner);
    unsigned found = 0;
    int64_t worth = 0;
    for (size_t i = 0; i < view->n_totals; i++)
        if (strcmp(view->totals[i]->stage_id, stage_id) == 0) {
            found += view->totals[i]->deals;
            worth += view->totals[i]->value_minor;
        }
    assert_int_equal(found, deals);
    assert_int_equal(worth, value);
}

TEST(open_deals_are_added_up_by_stage_and_seller)
{
    Department *sales = given_sales();
    const char *first = given_deal(sales, "ali@example.com");
    const char *second = given_deal(sales, "sara@example.com");
    then_stage_has(sales, NULL, "need", 2, 200000);
    when(sales, change_deal, .deal_id = first, .value = money(900000, "EUR"), .owner = "omid");
    then_stage_has(sales, "omid", "need", 1, 900000);
    then_stage_has(sales, NULL, "need", 2, 1000000);
    when(sales, change_deal, .deal_id = second, .value = money(70, "USD"));
    assert_int_equal(ask(sales, get_pipeline, pipeline_view)->n_totals, 2);
    when(sales, move_deal, .deal_id = first, .stage_id = "proposal");
    then_stage_has(sales, NULL, "need", 1, 70);
    then_stage_has(sales, "omid", "proposal", 1, 900000);
    when(sales, win_deal, .deal_id = first, .reason = "price");
    then_stage_has(sales, NULL, "proposal", 0, 0);
    when(sales, reopen_deal, .deal_id = first);
    then_stage_has(sales, "omid", "proposal", 1, 900000);
    then_rebuild_is_equal(sales);
}

TEST(a_change_of_what_somebody_else_changed_is_refused)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when(sales, change_deal, .deal_id = deal, .title = "Kitchen and bath");
    uint64_t seen = department_version(sales);
    when(sales, change_deal, .deal_id = deal, .title = "Kitchen");
    department_expect_version(sales, seen);
    when_refused(sales, VERSION_CONFLICT, change_deal, .deal_id = deal, .title = "Bath");
}

TEST(people_have_parts_in_a_deal)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when(sales, set_deal_role, .deal_id = deal, .person = person("mina@example.com"),
         .part = SALES__PART_IN_DEAL__DECISION_MAKER, .influence = 5, .stance = SALES__STANCE__NEUTRAL);
    const char *mina = id_of(sales, "mina@example.com");
    then_told(sales, deal_role_set, .deal_id = deal, .customer_id = mina, .influence = 5);
    assert_int_equal(ask(sales, list_deal_roles, deal_role_page, .deal_id = deal)->n_rows, 1);
    when_refused(sales, INVALID_INPUT, set_deal_role, .deal_id = deal, .person = person("mina@example.com"));
    when_refused(sales, INVALID_INPUT, set_deal_role, .deal_id = deal, .person = person("mina@example.com"),
                 .part = SALES__PART_IN_DEAL__USER, .influence = 6);
    when(sales, remove_deal_role, .deal_id = deal, .customer_id = mina);
    then_told(sales, deal_role_removed, .deal_id = deal, .customer_id = mina);
    when_refused(sales, DEAL_ROLE_NOT_FOUND, remove_deal_role, .deal_id = deal, .customer_id = mina);
    ask_refused(sales, DEAL_NOT_FOUND, list_deal_roles, .deal_id = NOBODY);
}

TEST(a_deal_that_stands_still_reminds_its_owner)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when_time_passes(sales, 20 * DAY);
    then_not_told(sales, deal_stalled);
    when(sales, change_deal, .deal_id = deal, .title = "Kitchen");
    when_time_passes(sales, 20 * DAY);
    then_not_told(sales, deal_stalled);
    when_time_passes(sales, 11 * DAY);
    then_told(sales, deal_stalled, .deal_id = deal, .stage_id = "need", .owner = "sara");
    sales_activity alert = SALES__ACTIVITY__INIT;
    alert.kind = SALES__ACTIVITY_KIND__ALERT;
    alert.owner = "sara";
    alert.deal_id = deal;
    then_told(sales, activity_planned, .activity = &alert);
    assert_true(ask(sales, get_deal, deal, .deal_id = deal)->stalled);
    then_rebuild_is_equal(sales);
}

TEST(a_person_erased_by_the_list_of_ids_alone_leaves_no_next_step)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    when(sales, set_deal_role, .deal_id = deal, .person = person("mina@example.com"),
         .part = SALES__PART_IN_DEAL__USER, .next_step = "Whispersomething");
    const char *mina = id_of(sales, "mina@example.com");
    when_heard_card(sales, "support", customer_erased, .n_customer_ids = 1, .customer_ids = &mina);
    department_erase_log(sales);
    then_rebuild_is_equal(sales);
    assert_false(department_holds_text(sales, "Whispersomething"));
}
