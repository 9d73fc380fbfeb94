/* Spending, expiry, cancelled redemptions, corrections, members who pause or leave. */
#include "loyalty/loyalty_test.h"
#include "loyalty/rules.h"

TEST(points_expiring_soonest_are_spent_first)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .expiry_days = 100);
    when_paid(loyalty, ALI, 1, 10000);
    when_time_passes(loyalty, 10 * DAY);
    when_paid(loyalty, ALI, 2, 10000);
    when(loyalty, redeem_points, .customer_id = ALI, .points = 130, .reward = "Teapot", .business_key = "k1");
    then_told(loyalty, points_redeemed, .customer_id = ALI, .points = 130, .reward = "Teapot", .business_key = "k1");
    const loyalty_points_redeemed *redeemed = (void *)department_told(loyalty, &loyalty__points_redeemed__descriptor);
    assert_int_equal(redeemed->n_lots, 2);
    assert_int_equal(redeemed->lots[0]->points, -100);
    assert_int_equal(redeemed->lots[1]->points, -30);
    assert_true(redeemed->lots[0]->expires_at_ms < redeemed->lots[1]->expires_at_ms);
    loyalty_lot_page *lots = ask(loyalty, list_lots, lot_page, .customer_id = ALI);
    assert_int_equal(lots->n_rows, 1);
    assert_int_equal(lots->rows[0]->points, 70);
    assert_string_equal(lots->rows[0]->lot_id, "2026-04-21");
    assert_int_equal(ask(loyalty, list_postings, posting_page, .customer_id = ALI)->n_rows, 3);
    then_ledger_is_sound(loyalty);
}

TEST(points_expire_after_their_days)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .expiry_days = 30);
    when_paid(loyalty, ALI, 1, 10000);
    when_paid(loyalty, ALI, 2, 5000);
    when_time_passes(loyalty, 10 * DAY);
    when_paid(loyalty, ALI, 3, 700);
    when_time_passes(loyalty, 20 * DAY);
    then_not_told(loyalty, points_expired);
    when_time_passes(loyalty, 2 * DAY);
    then_told(loyalty, points_expired, .customer_id = ALI, .points = 150);
    assert_int_equal(department_told_count(loyalty, &loyalty__points_expired__descriptor), 1);
    assert_int_equal(member_of(loyalty, ALI)->points, 7);
    then_ledger_is_sound(loyalty);
}

TEST(restored_points_keep_their_old_expiry)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .expiry_days = 30);
    when_paid(loyalty, ALI, 1, 10000);
    loyalty_posting *posting = (loyalty_posting *)when(loyalty, redeem_points, .customer_id = ALI, .points = 60,
                                                       .reward = "Cup", .business_key = "k1");
    const char *redemption = kept(posting->posting_id);
    when(loyalty, cancel_redemption, .posting_id = redemption, .reason = "out of stock");
    then_told(loyalty, points_restored, .redemption_id = redemption, .points = 60);
    assert_int_equal(ask(loyalty, list_lots, lot_page, .customer_id = ALI)->n_rows, 1);
    when_refused(loyalty, REDEMPTION_CANCELLED, cancel_redemption, .posting_id = redemption);
    when_refused(loyalty, NOT_A_REDEMPTION, cancel_redemption, .posting_id = invoice_number(1));
    when_refused(loyalty, POSTING_NOT_FOUND, cancel_redemption, .posting_id = NOBODY);
    posting = (loyalty_posting *)when(loyalty, redeem_points, .customer_id = ALI, .points = 100, .reward = "Pot",
                                      .business_key = "k2");
    redemption = kept(posting->posting_id);
    when_time_passes(loyalty, 40 * DAY);
    when(loyalty, cancel_redemption, .posting_id = redemption);
    assert_int_equal(member_of(loyalty, ALI)->points, 100);
    department_run_jobs(loyalty);
    then_told(loyalty, points_expired, .points = 100);
    then_ledger_is_sound(loyalty);
}

TEST(a_redemption_is_made_once_and_never_beyond_the_balance)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, redeem_points, .customer_id = ALI, .points = 40, .reward = "Cup", .business_key = "k1");
    when_refused(loyalty, ALREADY_RECORDED, redeem_points, .customer_id = ALI, .points = 40, .reward = "Cup",
                 .business_key = "k1");
    when_refused(loyalty, NOT_ENOUGH_POINTS, redeem_points, .customer_id = ALI, .points = 61, .reward = "Cup",
                 .business_key = "k2");
    when_refused(loyalty, INVALID_INPUT, redeem_points, .customer_id = ALI, .points = 0, .reward = "Cup",
                 .business_key = "k2");
    when_refused(loyalty, INVALID_INPUT, redeem_points, .customer_id = ALI, .points = 1, .reward = "Cup");
    when_refused(loyalty, MEMBER_NOT_FOUND, redeem_points, .customer_id = MINA, .points = 1, .reward = "Cup",
                 .business_key = "k2");
    then_ledger_is_sound(loyalty);
}

TEST(points_are_set_right_by_hand)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, adjust_points, .customer_id = ALI, .points = 25, .reason = "goodwill", .business_key = "case 7");
    then_told(loyalty, points_adjusted, .customer_id = ALI, .points = 25, .reason = "goodwill");
    when_refused(loyalty, ALREADY_RECORDED, adjust_points, .customer_id = ALI, .points = 25, .reason = "goodwill",
                 .business_key = "case 7");
    when(loyalty, adjust_points, .customer_id = ALI, .points = -125, .reason = "abuse");
    assert_int_equal(member_of(loyalty, ALI)->points, 0);
    when_refused(loyalty, NOT_ENOUGH_POINTS, adjust_points, .customer_id = ALI, .points = -1, .reason = "abuse");
    when_refused(loyalty, INVALID_INPUT, adjust_points, .customer_id = ALI, .reason = "nothing");
    when_refused(loyalty, INVALID_INPUT, adjust_points, .customer_id = ALI, .points = 5);
    then_ledger_is_sound(loyalty);
}

TEST(points_in_too_many_lots_are_redeemed_in_parts)
{
    Department *loyalty = given_loyalty();
    when(loyalty, set_programme, .expiry_days = 3000);
    int64_t now = department_now_ms(loyalty);
    for (unsigned i = 0; i < LOYALTY_LOT_LIMIT + 10; i++) {
        department_heard_at(loyalty, now - i * DAY);
        when_paid(loyalty, ALI, i, 100);
    }
    when_refused(loyalty, TOO_MANY_LOTS, redeem_points, .customer_id = ALI, .points = LOYALTY_LOT_LIMIT + 10,
                 .reward = "House", .business_key = "k1");
    when(loyalty, redeem_points, .customer_id = ALI, .points = LOYALTY_LOT_LIMIT, .reward = "House",
         .business_key = "k1");
    when(loyalty, set_member_state, .customer_id = ALI, .state = LOYALTY__MEMBER_STATE__MEMBER_CLOSED);
    then_ledger_is_sound(loyalty);
}

TEST(a_member_is_enrolled_once_with_a_card)
{
    Department *loyalty = given_loyalty();
    pv_identifier mail = PV__IDENTIFIER__INIT;
    mail.kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    mail.value = "ali@example.com";
    pv_customer_reference reference = PV__CUSTOMER_REFERENCE__INIT;
    reference.identifier = &mail;
    loyalty_member *member =
        (loyalty_member *)when(loyalty, enrol_member, .customer = &reference, .consent_wording = "2026-1");
    const char *card = kept(member->card_number), *id = kept(member->customer_id);
    then_told(loyalty, member_enrolled, .customer_id = id, .consent_wording = "2026-1");
    then_told_card(loyalty, facts_announced, .customer_id = id);
    assert_string_equal(ask(loyalty, get_member, member_view, .card_number = card)->member->customer_id, id);
    when_refused(loyalty, ALREADY_MEMBER, enrol_member, .customer = &reference);
    assert_int_equal(ask(loyalty, list_members, member_page)->n_rows, 1);
    ask_refused(loyalty, INVALID_INPUT, list_members, .after = "x");
    ask_refused(loyalty, MEMBER_NOT_FOUND, list_lots, .customer_id = NOBODY);
    ask_refused(loyalty, MEMBER_NOT_FOUND, list_postings, .customer_id = NOBODY);
}

TEST(check_digits_are_those_of_luhn)
{
    Department *loyalty = given_loyalty();
    static const char *const cases[][2] = {{"7992739871", "7992739871-3"}, {"M-000001", "M-000001-8"}, {"0", "0-0"}};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(rules_card_number(department_state(loyalty), cases[i][0]), cases[i][1]);
}

TEST(a_paused_member_neither_earns_nor_spends)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, set_member_state, .customer_id = ALI, .state = LOYALTY__MEMBER_STATE__MEMBER_PAUSED,
         .reason = "moved");
    then_told(loyalty, member_state_changed, .customer_id = ALI, .state = LOYALTY__MEMBER_STATE__MEMBER_PAUSED);
    when_paid(loyalty, ALI, 2, 10000);
    then_not_told(loyalty, points_earned);
    when_refused(loyalty, MEMBER_NOT_ACTIVE, redeem_points, .customer_id = ALI, .points = 1, .reward = "Cup",
                 .business_key = "k1");
    when_refused(loyalty, INVALID_INPUT, set_member_state, .customer_id = ALI,
                 .state = LOYALTY__MEMBER_STATE__MEMBER_PAUSED);
    when(loyalty, set_member_state, .customer_id = ALI, .state = LOYALTY__MEMBER_STATE__MEMBER_ACTIVE);
    when_paid(loyalty, ALI, 3, 10000);
    then_told(loyalty, points_earned, .points = 100);
    when_refused(loyalty, MEMBER_NOT_FOUND, set_member_state, .customer_id = NOBODY,
                 .state = LOYALTY__MEMBER_STATE__MEMBER_ACTIVE);
}

TEST(a_member_who_leaves_forfeits_points_also_pending_ones)
{
    Department *loyalty = given_loyalty();
    when_paid(loyalty, ALI, 1, 10000);
    when(loyalty, set_programme, .return_window_days = 5);
    when_paid(loyalty, ALI, 2, 3000);
    when(loyalty, set_member_state, .customer_id = ALI, .state = LOYALTY__MEMBER_STATE__MEMBER_CLOSED);
    then_told(loyalty, points_expired, .customer_id = ALI, .points = 130);
    when_time_passes(loyalty, 9 * DAY);
    then_not_told(loyalty, points_released);
    when_refused(loyalty, MEMBER_NOT_ACTIVE, adjust_points, .customer_id = ALI, .points = 1, .reason = "x");
    then_ledger_is_sound(loyalty);
}

/* A small generator of its own, so that a seed says which run failed. */
static uint32_t roll(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(*seed >> 33) % below;
}

static void act(Department *loyalty, uint64_t *seed, unsigned step)
{
    const char *customer = customer_number(roll(seed, 5));
    unsigned invoice = roll(seed, step + 1);
    switch (roll(seed, 6)) {
    case 0:
    case 1:
        when_paid(loyalty, customer, step, 100 + roll(seed, 100000));
        break;
    case 2:
        when_refunded(loyalty, step, invoice, "1", 1 + roll(seed, 60000));
        break;
    case 3:
        when_time_passes(loyalty, roll(seed, 12) * DAY);
        break;
    case 4: /* may be refused: the member may not exist or have too little */
        department_try(loyalty, message(redeem_points, .customer_id = customer, .points = 1 + roll(seed, 400),
                                        .reward = "Cup", .business_key = invoice_number(step)));
        break;
    default:
        department_try(loyalty, message(adjust_points, .customer_id = customer, .reason = "test",
                                        .points = (int64_t)roll(seed, 400) - 200));
    }
}

TEST(whatever_happens_the_ledger_is_sound)
{
    for (uint64_t first = 1; first <= 6; first++) {
        uint64_t seed = first;
        Department *loyalty = given_loyalty();
        print_message("seed %llu\n", (unsigned long long)first);
        when(loyalty, set_programme, .return_window_days = (uint32_t)(first % 3 * 7),
             .expiry_days = (uint32_t)(first % 2 * 60));
        for (unsigned step = 0; step < 150; step++)
            act(loyalty, &seed, step);
        then_ledger_is_sound(loyalty);
    }
}
