/* Tiers by points or spend, over a rolling or a calendar year, for joined customers together. */
#include "loyalty/loyalty_test.h"

TEST(purchases_raise_the_tier_and_its_multiplier)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 150000);
    then_told(loyalty, tier_changed, .customer_id = ALI, .from = "member", .to = "silver", .reason = "purchases");
    pv_loyalty_facts facts = PV__LOYALTY_FACTS__INIT;
    facts.tier = "silver";
    facts.points = 1500;
    then_told_card(loyalty, facts_announced, .customer_id = ALI, .loyalty = &facts);
    when_paid(loyalty, ALI, 2, 10000);
    then_told(loyalty, points_earned, .points = 125, .qualifying = 100);
    assert_int_equal(ask(loyalty, list_members, member_page, .tier = "silver")->n_rows, 1);
    assert_int_equal(ask(loyalty, list_members, member_page, .tier = "gold")->n_rows, 0);
    then_ledger_is_sound(loyalty);
}

TEST(a_refund_lowers_the_tier)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 150000);
    when_refunded(loyalty, 1, 1, "1", 100200);
    then_told(loyalty, tier_changed, .customer_id = ALI, .from = "silver", .to = "member", .reason = "refund");
    then_ledger_is_sound(loyalty);
}

TEST(a_tier_falls_when_purchases_are_a_year_old)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 100000);
    when_time_passes(loyalty, 100 * DAY);
    when_paid(loyalty, ALI, 2, 50000);
    then_told(loyalty, tier_changed, .to = "silver");
    when_time_passes(loyalty, 100 * DAY);
    when_paid(loyalty, ALI, 3, 30000);
    when_time_passes(loyalty, 164 * DAY);
    then_not_told(loyalty, tier_changed);
    when_time_passes(loyalty, 2 * DAY);
    then_told(loyalty, tier_changed, .customer_id = ALI, .from = "silver", .to = "bronze", .reason = "time");
    when_time_passes(loyalty, 366 * DAY);
    then_told(loyalty, tier_changed, .customer_id = ALI, .to = "member");
    assert_int_equal(member_of(loyalty, ALI)->tier_review_at_ms, 0);
    then_ledger_is_sound(loyalty);
}

TEST(a_review_that_comes_too_early_is_set_again)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 60000);
    when_time_passes(loyalty, 300 * DAY);
    when_paid(loyalty, ALI, 2, 60000);
    when_time_passes(loyalty, 70 * DAY);
    then_told(loyalty, tier_reviewed, .customer_id = ALI);
    then_not_told(loyalty, tier_changed);
    assert_string_equal(member_of(loyalty, ALI)->tier, "bronze");
    when_time_passes(loyalty, 300 * DAY);
    then_told(loyalty, tier_changed, .to = "member");
}

TEST(a_tier_of_a_calendar_year_holds_to_the_end_of_the_next)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .tier_period = LOYALTY__TIER_PERIOD__CALENDAR_YEAR);
    when_paid(loyalty, ALI, 1, 150000);
    then_told(loyalty, tier_changed, .to = "silver");
    when_time_passes(loyalty, 700 * DAY);
    assert_string_equal(member_of(loyalty, ALI)->tier, "silver");
    when_time_passes(loyalty, 40 * DAY);
    then_told(loyalty, tier_changed, .from = "silver", .to = "member", .reason = "time");
}

TEST(tiers_by_spend_count_one_currency)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .tier_basis = LOYALTY__TIER_BASIS__TIER_BY_SPEND, .tier_currency = "EUR",
         TIERS(tier("gold", 50000, 200), tier("plain", 0, 100)));
    when_paid(loyalty, ALI, 1, 50000);
    then_told(loyalty, points_earned, .points = 500, .qualifying = 50000);
    then_told(loyalty, tier_changed, .from = "plain", .to = "gold");
    sales_line line = SALES__LINE__INIT, *lines[] = {&line};
    line.line_id = "1";
    line.amount_minor = 90000;
    when_heard(loyalty, sales, invoice_paid, .invoice_id = invoice_number(2), .customer_id = MINA, .n_lines = 1,
               .lines = lines, .total = money(90000, "USD"));
    then_told(loyalty, points_earned, .points = 900, .qualifying = 0);
    then_not_told(loyalty, tier_changed);
    when_refused(loyalty, INVALID_INPUT, set_programme, .tier_basis = LOYALTY__TIER_BASIS__TIER_BY_SPEND);
}

TEST(a_programme_that_makes_no_sense_is_refused)
{
    Department *loyalty = given_loyalty();
    when_refused(loyalty, INVALID_INPUT, set_programme, TIERS(tier("gold", 10, 100)));
    when_refused(loyalty, INVALID_INPUT, set_programme, TIERS(tier("a", 10, 100), tier("b", 10, 100), tier("c", 0, 100)));
    when_refused(loyalty, INVALID_INPUT, set_programme, TIERS(tier("a", 10, 100), tier("a", 0, 100)));
    when_refused(loyalty, INVALID_INPUT, set_programme, TIERS(tier("a", 0, LOYALTY_MULTIPLIER_LIMIT + 1)));
    when_refused(loyalty, INVALID_INPUT, set_programme, .return_window_days = 30, .expiry_days = 20);
    when_refused(loyalty, INVALID_INPUT, set_programme, .expiry_days = LOYALTY_DAYS_LIMIT + 1);
    assert_int_equal(ask(loyalty, get_programme, programme)->n_tiers, 5);
}

TEST(a_new_programme_reviews_every_member)
{
    Department *loyalty = given_loyalty();
    for (unsigned i = 0; i < 2 * LOYALTY_REVIEW_SLICE + 3; i++)
        when_paid(loyalty, customer_number(i), i, 10000);
    when(loyalty, set_programme, TIERS(tier("gold", 100, 200), tier("plain", 0, 100)));
    department_run_jobs(loyalty);
    then_told(loyalty, members_reviewed, .reviewed = LOYALTY_REVIEW_SLICE);
    then_told(loyalty, tier_changed, .from = "member", .to = "gold", .reason = "programme");
    size_t gold = 0;
    const char *after = NULL;
    do {
        loyalty_member_page *page = ask(loyalty, list_members, member_page, .tier = "gold", .after = after);
        gold += page->n_rows;
        after = page->next ? kept(page->next) : NULL;
    } while (after);
    assert_int_equal(gold, 2 * LOYALTY_REVIEW_SLICE + 3);
    then_ledger_is_sound(loyalty);
}

TEST(joined_customers_share_tier_and_points)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .expiry_days = 300);
    when_paid(loyalty, MINA, 1, 30000);
    when_time_passes(loyalty, DAY);
    when_paid(loyalty, ALI, 2, 30000);
    when_joined(loyalty, ALI, MINA);
    then_told(loyalty, tier_changed, .customer_id = ALI, .to = "bronze", .reason = "joined");
    then_told(loyalty, tier_changed, .customer_id = MINA, .to = "bronze");
    loyalty_member_view *view = ask(loyalty, get_member, member_view, .customer_id = MINA);
    assert_int_equal(view->joined_points, 600);
    assert_int_equal(view->n_accounts, 2);
    when(loyalty, redeem_points, .customer_id = ALI, .points = 400, .reward = "Sofa", .business_key = "k1");
    assert_int_equal(member_of(loyalty, MINA)->points, 0);
    assert_int_equal(member_of(loyalty, ALI)->points, 200);
    pv_card *card = ask_card(loyalty, get_customer, card, .customer_id = MINA);
    assert_int_equal(card->loyalty->points, 200);
    const char *part = MINA;
    when_card(loyalty, unmerge_customers, .customer_id = ALI, .n_part_ids = 1, .part_ids = &part);
    then_told(loyalty, tier_changed, .customer_id = ALI, .to = "member", .reason = "parted");
    then_told(loyalty, tier_changed, .customer_id = MINA, .to = "member", .reason = "parted");
    then_ledger_is_sound(loyalty);
}
