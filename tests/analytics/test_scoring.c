/* Scoring runs: asked for, by growth, at night, into the past; and what they tell. */
#include "shop.h"

#define START_MS 1767225600000LL

static analytics_scoring_run *last_run(Shop *shop)
{
    return ask(shop->analytics, get_scoring_run, scoring_run, .run_id = "last");
}

/* n customers; the n-th bought n times for 100 n, n days ago counted from the last. */
static void given_customers(Shop *shop, int n)
{
    for (int i = 1; i <= n; i++)
        tell(shop, customer(i), START_MS - 100 * DAY_MS, START_MS - (n - i) * DAY_MS, (uint64_t)i, 100 * i);
}

TEST(the_first_run_starts_by_itself_and_then_when_customers_doubled)
{
    Shop shop = given_shop();
    when_refused(shop.analytics, NO_CUSTOMERS, score_rfm);
    given_customers(&shop, 4);
    ask_refused(shop.analytics, RUN_NOT_FOUND, get_scoring_run);
    ask_refused(shop.analytics, RUN_NOT_FOUND, get_scoring_run, .run_id = "last");
    given_customers(&shop, 5);
    then_told(shop.analytics, rfm_scoring_started, .cause = ANALYTICS__SCORING_CAUSE__GROWTH);
    department_run_jobs(shop.analytics);
    assert_int_equal(last_run(&shop)->state, ANALYTICS__SCORING_STATE__DONE);
    for (int i = 1; i <= 5; i++) {
        char cell[4];
        snprintf(cell, sizeof cell, "%d%d%d", i, i, i);
        assert_string_equal(value(&shop, customer(i))->rfm_cell, cell);
    }
    assert_string_equal(value(&shop, customer(5))->segment, "champions");
    assert_string_equal(value(&shop, customer(5))->value_tier, "gold");
    given_customers(&shop, 9);
    assert_int_equal(last_run(&shop)->customers, 5);
    given_customers(&shop, 10);
    department_run_jobs(shop.analytics);
    assert_int_equal(last_run(&shop)->customers, 10);
    analytics_rfm_cuts *cuts = ask(shop.analytics, get_rfm_cuts, rfm_cuts);
    assert_int_equal(cuts->customers, 10);
    assert_int_equal(cuts->n_frequency, 4);
    assert_int_equal(cuts->frequency[0], 3);
    assert_int_equal(cuts->frequency[3], 9);
    assert_int_equal(ask(shop.analytics, list_rfm_segment, customer_value_page, .rfm_cell = "555")->n_rows,
                     2);
    assert_int_equal(
        ask(shop.analytics, list_rfm_segment, customer_value_page, .segment = "champions")->n_rows, 2);
    assert_string_equal(ask(shop.analytics, list_rfm_segment, customer_value_page, .segment = "champions")
                            ->rows[0]
                            ->customer_id,
                        customer(10));
    assert_true(
        ask(shop.analytics, list_customers_by_value_tier, customer_value_page, .value_tier = "gold")->n_rows >
        0);
    ask_refused(shop.analytics, INVALID_INPUT, list_rfm_segment);
    then_rebuild_is_equal(shop.analytics);
}

TEST(scores_between_runs_follow_each_purchase)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_run_jobs(shop.analytics);
    tell(&shop, customer(1), START_MS - 100 * DAY_MS, START_MS, 5, 500);
    then_told(shop.analytics, rfm_changed, .customer_id = customer(1), .rfm_cell = "555", .from_cell = "111",
              .segment = "champions", .from_segment = "lost");
    then_told(shop.analytics, value_tier_changed, .customer_id = customer(1), .from = "tin");
    then_told_card(shop.analytics, facts_announced, .customer_id = customer(1),
                   .analytics = &(pv_analytics_facts){PV_BASE(analytics_facts), .rfm_cell = "555"});
}

TEST(a_run_tells_only_changes)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_run_jobs(shop.analytics);
    when(shop.analytics, score_rfm);
    uint64_t head = department_head(shop.analytics);
    when_refused(shop.analytics, SCORING_UNDER_WAY, score_rfm);
    department_run_jobs(shop.analytics);
    assert_int_equal(last_run(&shop)->changed, 0);
    assert_true(department_head(shop.analytics) > head);
    analytics_run_value_page *page = ask(shop.analytics, list_run_values, run_value_page);
    assert_int_equal(page->n_rows, 5);
    assert_int_equal(page->rows[4]->monetary_score, 5);
    when_refused(shop.analytics, INVALID_INPUT, score_rfm, .as_of_ms = START_MS + 100 * DAY_MS);
    then_rebuild_is_equal(shop.analytics);
}

TEST(a_run_comes_every_night)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_run_jobs(shop.analytics);
    when_time_passes(shop.analytics, DAY_MS);
    assert_int_equal(last_run(&shop)->cause, ANALYTICS__SCORING_CAUSE__NIGHTLY);
    when_time_passes(shop.analytics, DAY_MS);
    department_run_jobs(shop.analytics);
    assert_int_equal(last_run(&shop)->state, ANALYTICS__SCORING_STATE__DONE);
    assert_int_equal(last_run(&shop)->customers, 5);
    then_rebuild_is_equal(shop.analytics);
}

TEST(an_as_of_run_asks_workers_what_was)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_run_jobs(shop.analytics);
    analytics_scoring_run *run =
        (analytics_scoring_run *)when(shop.analytics, score_rfm, .as_of_ms = START_MS - 2 * DAY_MS);
    assert_int_equal(run->state, ANALYTICS__SCORING_STATE__REPORTING);
    char id[40];
    snprintf(id, sizeof id, "%s", run->run_id);
    for (uint32_t partition = 0; partition < PV_PARTITIONS; partition++) {
        analytics_customer_summary rows[5], *list[5];
        pv_money money[5], *spent[5];
        size_t count = 0;
        for (int i = 1; i <= 3; i++) {
            if (pv_partition_of(customer(i)) != partition)
                continue;
            money[count] = (pv_money){PV_BASE(money), .has_amount_minor = 1, .amount_minor = 1000 - i,
                                      .currency = "EUR"};
            spent[count] = &money[count];
            rows[count] = summary_of(customer(i), START_MS - 100 * DAY_MS, START_MS - (10 - i) * DAY_MS,
                                     (uint64_t)i, &spent[count]);
            list[count] = &rows[count];
            count++;
        }
        when(shop.analytics, report_as_of, .run_id = id, .worker = "w1", .worker_epoch = shop.epoch,
             .partition = partition, .has_partition = 1, .n_customers = count, .customers = list, .done = 1);
    }
    department_run_jobs(shop.analytics);
    run = last_run(&shop);
    assert_int_equal(run->state, ANALYTICS__SCORING_STATE__DONE);
    assert_int_equal(run->customers, 3);
    analytics_run_value_page *page = ask(shop.analytics, list_run_values, run_value_page, .run_id = id);
    assert_int_equal(page->n_rows, 3);
    assert_int_equal(page->rows[0]->recency_score, 1);
    assert_int_equal(page->rows[0]->monetary_score, 4);
    assert_int_equal(page->rows[2]->frequency_score, 4);
    when_refused(shop.analytics, RUN_NOT_REPORTING, report_as_of, .run_id = id, .worker = "w1",
                 .worker_epoch = shop.epoch);
    when_refused(shop.analytics, RUN_NOT_FOUND, report_as_of, .run_id = customer(1));
    then_rebuild_is_equal(shop.analytics);
}

TEST(a_run_fails_when_workers_do_not_report)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_run_jobs(shop.analytics);
    analytics_scoring_run *run =
        (analytics_scoring_run *)when(shop.analytics, score_rfm, .as_of_ms = START_MS - 2 * DAY_MS);
    when(shop.analytics, report_as_of, .run_id = run->run_id, .worker = "w1", .worker_epoch = shop.epoch,
         .partition = 7, .done = 1);
    when_time_passes(shop.analytics, ANALYTICS_REPORT_WAIT_MS);
    run = last_run(&shop);
    assert_int_equal(run->state, ANALYTICS__SCORING_STATE__FAILED);
    assert_non_null(strstr(run->reason, "5, 6, 8, 9"));
    run = (analytics_scoring_run *)when(shop.analytics, score_rfm, .as_of_ms = START_MS - 3 * DAY_MS);
    when(shop.analytics, stop_scoring, .run_id = run->run_id);
    assert_int_equal(last_run(&shop)->state, ANALYTICS__SCORING_STATE__STOPPED);
    when_refused(shop.analytics, RUN_NOT_FOUND, stop_scoring, .run_id = "x");
    when(shop.analytics, score_rfm);
    department_run_jobs(shop.analytics);
    assert_int_equal(ask(shop.analytics, get_analytics_settings, analytics_settings)->n_kept_run_ids, 1);
    then_rebuild_is_equal(shop.analytics);
}

TEST(a_run_goes_on_after_a_restart)
{
    Shop shop = given_shop();
    given_customers(&shop, 5);
    department_restart(shop.analytics);
    department_run_jobs(shop.analytics);
    assert_int_equal(last_run(&shop)->state, ANALYTICS__SCORING_STATE__DONE);
}
