/* Points for paid invoices and what refunds take back. */
#include "loyalty/loyalty_test.h"
#include "loyalty/rules.h"

TEST(the_first_paid_invoice_enrols_and_earns)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 12345);
    then_told(loyalty, member_enrolled, .customer_id = ALI, .tier = "member", .invoice_id = invoice_number(1));
    then_told(loyalty, points_earned, .customer_id = ALI, .account_id = ALI, .points = 123,
              .posting_id = invoice_number(1), .qualifying = 123);
    pv_loyalty_facts facts = PV__LOYALTY_FACTS__INIT;
    facts.tier = "member";
    facts.points = 123;
    then_told_card(loyalty, facts_announced, .customer_id = ALI, .loyalty = &facts);
    assert_int_equal(department_told_count(loyalty, &pv__facts_announced__descriptor), 1);
    assert_int_equal(member_of(loyalty, ALI)->points, 123);
    then_ledger_is_sound(loyalty);
}

TEST(an_invoice_earns_once_and_a_refund_reverses_once)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when_paid(loyalty, ALI, 1, 10000);
    then_not_told(loyalty, points_earned);
    when_refunded(loyalty, 1, 1, "1", 5000);
    then_told(loyalty, points_reversed, .customer_id = ALI, .points = 50, .posting_id = refund_number(1));
    when_refunded(loyalty, 1, 1, "1", 5000);
    then_not_told(loyalty, points_reversed);
    assert_int_equal(member_of(loyalty, ALI)->points, 50);
    when_refunded(loyalty, 2, 99, "1", 5000);
    then_not_told(loyalty, points_reversed);
    then_ledger_is_sound(loyalty);
}

TEST(a_sale_that_earns_nothing_enrols_nobody)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 0);
    then_not_told(loyalty, member_enrolled);
    when_paid(loyalty, ALI, 2, 99);
    then_not_told(loyalty, member_enrolled);
    when(loyalty, set_programme, .has_enrol_on_purchase = 1);
    when_paid(loyalty, ALI, 3, 10000);
    then_not_told(loyalty, member_enrolled);
    ask_refused(loyalty, MEMBER_NOT_FOUND, get_member, .customer_id = ALI);
}

TEST(points_are_whole_numbers_rounded_down)
{
    static const struct {
        int64_t amount, points, per_minor;
        uint32_t multiplier;
        int64_t expected;
    } cases[] = {
        {0, 1, 100, 100, 0},
        {99, 1, 100, 100, 0},
        {100, 1, 100, 100, 1},
        {199, 1, 100, 150, 2},
        {12345, 1, 100, 200, 246},
        {12345, 3, 1000, 110, 40},
        {1000000, 1, 1000000, 100, 1},
        {-500, 1, 100, 100, 0},
        {1000000000000000, 1, 100, 200, LOYALTY_POINTS_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        loyalty_earning_rate rate = LOYALTY__EARNING_RATE__INIT;
        rate.points = cases[i].points;
        rate.per_minor = cases[i].per_minor;
        assert_int_equal(rules_points(cases[i].amount, &rate, cases[i].multiplier), cases[i].expected);
    }
}

TEST(lines_add_up_to_the_points_of_their_sum)
{
    Department *loyalty = given_loyalty();
    when_paid_two(loyalty, ALI, 1, 150, 150);
    then_told(loyalty, points_earned, .points = 3);
    loyalty_posting *posting = ask(loyalty, get_posting, posting, .posting_id = invoice_number(1));
    assert_int_equal(posting->lines[0]->points, 1);
    assert_int_equal(posting->lines[1]->points, 2);
    ask_refused(loyalty, POSTING_NOT_FOUND, get_posting, .posting_id = NOBODY);
}

TEST(excluded_products_earn_nothing)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_product_exclusion, .product_id = TEA, .excluded = 1);
    then_told(loyalty, product_exclusion_set, .product_id = TEA, .excluded = 1);
    assert_int_equal(ask(loyalty, list_exclusions, exclusion_page)->n_rows, 1);
    when_paid_two(loyalty, ALI, 1, 5000, 3000);
    then_told(loyalty, points_earned, .points = 30);
    when_refunded(loyalty, 1, 1, "1", 5000);
    then_told(loyalty, points_reversed, .points = 0);
    when(loyalty, set_product_exclusion, .product_id = TEA, .has_excluded = 1);
    assert_int_equal(ask(loyalty, list_exclusions, exclusion_page)->n_rows, 0);
    when_refused(loyalty, INVALID_INPUT, set_product_exclusion, .product_id = "tea");
    then_ledger_is_sound(loyalty);
}

TEST(refunds_in_parts_give_back_exactly_what_was_earned)
{
    static const int64_t parts[][5] = {{1999}, {1000, 999}, {1, 1, 1, 1, 1995}, {667, 666, 666}, {333, 1666}};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        Department *loyalty = given_loyalty();
        when_paid(loyalty, ALI, 1, 1999);
        for (unsigned part = 0; part < 5 && parts[i][part]; part++)
            when_refunded(loyalty, part, 1, "1", parts[i][part]);
        loyalty_member *member = member_of(loyalty, ALI);
        assert_int_equal(member->points, 0);
        assert_int_equal(member->debt_points, 0);
        assert_int_equal(ask(loyalty, get_member, member_view, .customer_id = ALI)->qualifying, 0);
        then_ledger_is_sound(loyalty);
    }
}

TEST(points_that_were_spent_are_owed_and_paid_by_the_next_purchase)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, redeem_points, .customer_id = ALI, .points = 80, .reward = "Teapot", .business_key = "k1");
    when_refunded(loyalty, 1, 1, "1", 10000);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    assert_int_equal(member_of(loyalty, ALI)->debt_points, 80);
    when_paid(loyalty, ALI, 2, 3000);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    assert_int_equal(member_of(loyalty, ALI)->debt_points, 50);
    when_paid(loyalty, ALI, 3, 10000);
    assert_int_equal(member_of(loyalty, ALI)->points, 50);
    assert_int_equal(member_of(loyalty, ALI)->debt_points, 0);
    then_ledger_is_sound(loyalty);
}

TEST(points_wait_until_the_return_window_closes)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .return_window_days = 14);
    when_paid(loyalty, ALI, 1, 10000);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    assert_int_equal(member_of(loyalty, ALI)->pending_points, 100);
    when_refused(loyalty, NOT_ENOUGH_POINTS, redeem_points, .customer_id = ALI, .points = 1, .reward = "Cup",
                 .business_key = "k1");
    when_refunded(loyalty, 1, 1, "1", 2500);
    assert_int_equal(member_of(loyalty, ALI)->pending_points, 75);
    when_time_passes(loyalty, 13 * DAY);
    then_not_told(loyalty, points_released);
    when_time_passes(loyalty, 2 * DAY);
    then_told(loyalty, points_released, .customer_id = ALI, .points = 75, .invoice_id = invoice_number(1));
    assert_int_equal(member_of(loyalty, ALI)->points, 75);
    when_refunded(loyalty, 2, 1, "1", 7500);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    then_ledger_is_sound(loyalty);
}

TEST(pending_points_pay_a_debt_when_they_are_released)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, redeem_points, .customer_id = ALI, .points = 100, .reward = "Cup", .business_key = "k1");
    when_refunded(loyalty, 1, 1, "1", 10000);
    when(loyalty, set_programme, .return_window_days = 1);
    when_paid(loyalty, ALI, 2, 12000);
    when_time_passes(loyalty, 2 * DAY);
    assert_int_equal(member_of(loyalty, ALI)->points, 20);
    assert_int_equal(member_of(loyalty, ALI)->debt_points, 0);
    then_ledger_is_sound(loyalty);
}

TEST(purchases_of_long_ago_earn_at_once_and_raise_no_tier)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .return_window_days = 14, .expiry_days = 365);
    department_historical(loyalty, true);
    department_heard_at(loyalty, department_now_ms(loyalty) - 400 * DAY);
    when_paid(loyalty, ALI, 1, 1000000);
    then_told(loyalty, points_earned, .points = 10000);
    then_not_told(loyalty, tier_changed);
    department_run_jobs(loyalty);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    then_ledger_is_sound(loyalty);
}

TEST(currencies_have_rates_of_their_own)
{
    Department *loyalty = given_loyalty();
    loyalty_earning_rate rate = LOYALTY__EARNING_RATE__INIT, *rates[] = {&rate};
    rate.currency = "EUR";
    rate.points = 3;
    rate.per_minor = 200;
    when(loyalty, set_programme, .n_rates = 1, .rates = rates);
    then_told(loyalty, programme_set, .programme_id = "main");
    when_paid(loyalty, ALI, 1, 1000);
    then_told(loyalty, points_earned, .points = 15);
    rate.currency = "XXQ";
    when_refused(loyalty, INVALID_INPUT, set_programme, .n_rates = 1, .rates = rates);
    rate.currency = "EUR";
    rate.per_minor = 0;
    when_refused(loyalty, INVALID_INPUT, set_programme, .n_rates = 1, .rates = rates);
}

TEST(amounts_at_the_edge_of_numbers_break_no_sum)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, INT64_MAX);
    when_refunded(loyalty, 1, 1, "1", 1000);
    when_refunded(loyalty, 2, 1, "1", INT64_MAX);
    when_paid_two(loyalty, MINA, 2, INT64_MAX / 2, INT64_MAX / 2);
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    then_ledger_is_sound(loyalty);
}

TEST(lines_without_an_id_are_never_taken_for_each_other)
{
    Department *loyalty = given_loyalty();
    sales_line line = SALES__LINE__INIT, *lines[] = {&line};
    line.amount_minor = 10000;
    when_heard(loyalty, sales, invoice_paid, .invoice_id = invoice_number(1), .customer_id = ALI, .n_lines = 1,
               .lines = lines, .total = money(10000, "EUR"));
    when_refunded(loyalty, 1, 1, NULL, 5000);
    when_refunded(loyalty, 2, 1, "1", 5000);
    assert_int_equal(member_of(loyalty, ALI)->points, 100);
    then_ledger_is_sound(loyalty);
}

TEST(an_invoice_dated_outside_all_time_is_dated_at_its_end)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .has_enrol_on_purchase = 1, .enrol_on_purchase = 1, .return_window_days = 14,
         .expiry_days = 365);
    department_heard_at(loyalty, INT64_MAX);
    when_paid(loyalty, ALI, 1, 10000);
    department_heard_at(loyalty, INT64_MIN);
    when_paid(loyalty, MINA, 2, 10000);
    department_heard_at(loyalty, 0);
    when_time_passes(loyalty, 1);
    then_ledger_is_sound(loyalty);
}
