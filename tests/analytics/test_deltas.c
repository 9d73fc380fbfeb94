/* Deltas of workers: taken only from the worker that holds a partition, only from where it stands, and added
 * up. */
#include "shop.h"
#include "analytics/limits.h"

#define START_MS 1767225600000LL

static analytics_source_position at(uint64_t sequence)
{
    return (analytics_source_position){BASE(source_position), .source = "sales", .epoch = SALES_EPOCH,
                                       .has_epoch = 1,        .has_sequence = 1, .sequence = sequence};
}

TEST(a_delta_is_worked_in_and_told_at_once)
{
    Shop shop = given_shop();
    tell(&shop, customer(1), START_MS - 10 * DAY_MS, START_MS - DAY_MS, 3, 30000);
    then_told(shop.analytics, partition_advanced, .partition = pv_partition_of(customer(1)));
    then_told(shop.analytics, lifecycle_changed, .customer_id = customer(1), .from = "awareness",
              .to = "retention");
    then_told_card(shop.analytics, facts_announced, .customer_id = customer(1),
                   .analytics = &(pv_analytics_facts){PV_BASE(analytics_facts), .purchases = 3,
                                                      .lifecycle = "retention"});
    analytics_customer_value *sara = value(&shop, customer(1));
    assert_int_equal(sara->spent_minor, 30000);
    assert_string_equal(sara->currency, "EUR");
    assert_false(sara->has_recency_score);
    tell(&shop, customer(1), START_MS - 10 * DAY_MS, START_MS - DAY_MS, 3, 30000);
    then_not_told_card(shop.analytics, facts_announced);
    ask_refused(shop.analytics, NO_VALUE_YET, get_rfm, .customer_id = customer(2));
    ask_refused(shop.analytics, NO_CUTS_YET, get_rfm_cuts);
    ask_refused(shop.analytics, INVALID_INPUT, get_rfm);
    assert_int_equal(ask(shop.analytics, get_analytics_settings, analytics_settings)->customers, 1);
    then_rebuild_is_equal(shop.analytics);
}

TEST(a_delta_must_start_where_the_partition_stands)
{
    Shop shop = given_shop();
    tell(&shop, customer(1), START_MS, START_MS, 1, 100);
    uint32_t partition = pv_partition_of(customer(1));
    analytics_source_position zero = at(0), one = at(1), two = at(2), three = at(3);
    analytics_source_position *none = &zero, *first = &one, *second = &two, *third = &three;
    when_refused(shop.analytics, STALE_DELTA, apply_delta, .worker = "w1", .worker_epoch = shop.epoch,
                 .partition = partition, .has_partition = 1, .n_from = 1, .from = &second, .n_to = 1,
                 .to = &third);
    assert_non_null(strstr(department_refusal(shop.analytics), "sales.9.1"));
    when_refused(shop.analytics, STALE_DELTA, apply_delta, .worker = "w1", .worker_epoch = shop.epoch,
                 .partition = partition, .has_partition = 1, .n_to = 1, .to = &first);
    when_refused(shop.analytics, INVALID_INPUT, apply_delta, .worker = "w1", .worker_epoch = shop.epoch,
                 .partition = partition, .has_partition = 1, .n_from = 1, .from = &first, .n_to = 1,
                 .to = &none);
    when(shop.analytics, apply_delta, .worker = "w1", .worker_epoch = shop.epoch, .partition = partition,
         .has_partition = 1, .n_from = 1, .from = &first, .n_to = 1, .to = &second);
    analytics_positions_report *report = ask(shop.analytics, get_positions, positions_report);
    assert_int_equal(report->n_partitions, 64);
    assert_int_equal(report->n_workers, 1);
    assert_int_equal(report->partitions[partition]->positions[0]->sequence, 2);
    assert_int_equal(
        ask(shop.analytics, get_positions, positions_report, .n_partitions = 1, .partitions = &partition)
            ->n_partitions,
        1);
}

TEST(a_worker_that_was_replaced_changes_nothing)
{
    Shop shop = given_shop();
    uint32_t partition = pv_partition_of(customer(1)), wrong = 64;
    uint64_t newer = take_all(shop.analytics, "w2");
    assert_true(newer > shop.epoch);
    analytics_source_position one = at(1), *first = &one;
    when_refused(shop.analytics, STALE_WORKER, apply_delta, .worker = "w1", .worker_epoch = shop.epoch,
                 .partition = partition, .has_partition = 1, .n_to = 1, .to = &first);
    when_refused(shop.analytics, STALE_WORKER, apply_delta, .worker = "w2", .worker_epoch = shop.epoch,
                 .partition = partition, .has_partition = 1, .n_to = 1, .to = &first);
    when(shop.analytics, apply_delta, .worker = "w2", .worker_epoch = newer, .partition = partition,
         .has_partition = 1, .n_to = 1, .to = &first);
    when_refused(shop.analytics, INVALID_INPUT, take_partitions, .worker = "w2", .n_partitions = 1,
                 .partitions = &wrong);
    when_refused(shop.analytics, INVALID_INPUT, take_partitions, .worker = "", .n_partitions = 1,
                 .partitions = &partition);
}

TEST(joined_customers_are_valued_as_one)
{
    Shop shop = given_shop();
    const char *others[] = {customer(2)};
    when_heard_card(shop.analytics, "sales", customer_introduced, .customer_id = customer(1));
    when_heard_card(shop.analytics, "sales", customer_introduced, .customer_id = customer(2));
    tell(&shop, customer(2), START_MS - 40 * DAY_MS, START_MS - 20 * DAY_MS, 2, 200);
    tell(&shop, customer(1), START_MS - 10 * DAY_MS, START_MS - 10 * DAY_MS, 1, 100);
    when_card(shop.analytics, merge_customers, .customer_id = customer(1), .n_other_ids = 1,
              .other_ids = others);
    then_told(shop.analytics, customers_revalued);
    analytics_customer_value *joined = value(&shop, customer(2));
    assert_string_equal(joined->customer_id, customer(1));
    assert_int_equal(joined->purchases, 3);
    assert_int_equal(joined->spent_minor, 300);
    assert_int_equal(joined->first_purchase_ms, START_MS - 40 * DAY_MS);
    assert_int_equal(joined->mean_gap_ms, 15 * DAY_MS);
    assert_int_equal(ask(shop.analytics, get_analytics_settings, analytics_settings)->customers, 1);
    tell(&shop, customer(2), START_MS - 40 * DAY_MS, START_MS - 5 * DAY_MS, 3, 500);
    assert_int_equal(value(&shop, customer(1))->purchases, 4);
    when_card(shop.analytics, unmerge_customers, .customer_id = customer(1), .n_part_ids = 1,
              .part_ids = others);
    assert_int_equal(value(&shop, customer(1))->purchases, 1);
    assert_int_equal(value(&shop, customer(2))->spent_minor, 500);
    assert_int_equal(card_view(department_state(shop.analytics), customer(1))->analytics->purchases, 1);
    assert_int_equal(ask(shop.analytics, get_analytics_settings, analytics_settings)->customers, 2);
    then_rebuild_is_equal(shop.analytics);
}

TEST(a_customer_who_stays_away_is_told_when_time_comes)
{
    Shop shop = given_shop();
    tell(&shop, customer(1), START_MS - 20 * DAY_MS, START_MS, 3, 100);
    then_told(shop.analytics, lifecycle_changed, .to = "retention");
    when_time_passes(shop.analytics, 29 * DAY_MS);
    assert_string_equal(value(&shop, customer(1))->lifecycle, "retention");
    when_time_passes(shop.analytics, 2 * DAY_MS);
    assert_string_equal(value(&shop, customer(1))->lifecycle, "attrition");
    then_rebuild_is_equal(shop.analytics);
}

TEST(amounts_in_other_currencies_count_once_they_have_a_rate)
{
    Shop shop = given_shop();
    tell(&shop, customer(1), START_MS, START_MS, 1, 100);
    uint32_t partition = pv_partition_of(customer(2));
    pv_money dollars = {PV_BASE(money), .has_amount_minor = 1, .amount_minor = 1000, .currency = "USD"},
             *spent = &dollars;
    analytics_customer_summary summary = summary_of(customer(2), START_MS, START_MS, 1, &spent),
                               *customers = &summary;
    analytics_source_position one = at(1), *first = &one;
    when(shop.analytics, apply_delta, .worker = "w1", .worker_epoch = shop.epoch, .partition = partition,
         .has_partition = 1, .n_to = 1, .to = &first, .n_customers = 1, .customers = &customers);
    assert_true(value(&shop, customer(2))->incomplete);
    assert_int_equal(value(&shop, customer(2))->spent_minor, 0);
    analytics_currency_rate rate = {BASE(currency_rate), .currency = "USD", .rate_micro = 900000},
                            *rates = &rate;
    when(shop.analytics, set_reporting_currency, .currency = "EUR", .n_rates = 1, .rates = &rates);
    department_run_jobs(shop.analytics);
    assert_int_equal(value(&shop, customer(2))->spent_minor, 900);
    assert_false(value(&shop, customer(2))->incomplete);
    when_refused(shop.analytics, INVALID_INPUT, set_reporting_currency, .currency = "euro");
    then_rebuild_is_equal(shop.analytics);
}

TEST(bad_summaries_are_refused_with_their_place)
{
    Shop shop = given_shop();
    uint32_t partition = pv_partition_of(customer(1));
    pv_money money = {PV_BASE(money), .has_amount_minor = 1, .amount_minor = 1, .currency = "EUR"},
             *spent = &money;
    analytics_customer_summary good = summary_of(customer(1), 1, 2, 1, &spent), bad = good,
                               *both[] = {&good, &bad};
    analytics_source_position one = at(1), *first = &one;
    static const char *const parts[] = {"named twice", "not an id", "after the last", "another partition"};
    for (int i = 0; i < 4; i++) {
        bad = good;
        if (i == 1)
            bad.customer_id = "x";
        if (i == 2) {
            both[0] = &bad;
            bad.first_purchase_ms = 3;
        }
        int n = 1;
        while (i == 3 && pv_partition_of(customer(n)) == partition)
            n++;
        if (i == 3)
            bad.customer_id = customer(n);
        when_refused(shop.analytics, INVALID_INPUT, apply_delta, .worker = "w1", .worker_epoch = shop.epoch,
                     .partition = partition, .has_partition = 1, .n_to = 1, .to = &first,
                     .n_customers = i == 2 ? 1 : 2, .customers = both);
        both[0] = &good;
        if (!strstr(department_refusal(shop.analytics), parts[i]))
            fail_msg("%s", department_refusal(shop.analytics));
    }
}

TEST(amounts_and_times_at_the_edge_of_numbers_break_no_sum)
{
    Shop shop = given_shop();
    tell(&shop, customer(1), PV_TIME_FIRST_MS, PV_TIME_LAST_MS, 2, INT64_MAX);
    assert_int_equal(value(&shop, customer(1))->spent_minor, ANALYTICS_AMOUNT_LIMIT_MINOR);
    tell(&shop, customer(2), PV_TIME_FIRST_MS, PV_TIME_FIRST_MS, 1, INT64_MIN);
    assert_int_equal(value(&shop, customer(2))->spent_minor, -ANALYTICS_AMOUNT_LIMIT_MINOR);
    when_time_passes(shop.analytics, DAY_MS);
    when(shop.analytics, score_rfm, .has_as_of_ms = 1, .as_of_ms = INT64_MIN);
    then_rebuild_is_equal(shop.analytics);
}
