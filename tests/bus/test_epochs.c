/* A log that goes on in a new epoch is followed over the fork; one that contradicts itself is not heard any
 * more. */
#include "fake.h"
#include "runtime/limits.h"
#include <string.h>

static Node *sales, *loyalty;

static void given_two(bool fast_lane, size_t events)
{
    const char *folder = test_folder();
    sales = fake_node("sales", folder);
    loyalty = fake_node("loyalty", folder);
    loyalty->options.fast_lane = fast_lane;
    fake_hears(loyalty, sales);
    for (size_t i = 0; i < events; i++)
        fake_append(sales, (uint32_t)i % 4, true);
    fake_open(sales);
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 5000);
}

static void end(void)
{
    fake_free(loyalty);
    fake_free(sales);
}

static bool is_in_new_epoch(void *unused)
{
    (void)unused;
    BusPeerFigures figures = fake_figures(loyalty, sales);
    return figures.epoch == sales->epoch && figures.sequence == sales->event_count;
}

static bool is_stopped(void *unused)
{
    (void)unused;
    return fake_figures(loyalty, sales).stopped;
}

TEST(a_position_before_the_fork_goes_on_unchanged)
{
    given_two(true, 20);
    fake_close(loyalty);
    for (int i = 0; i < 10; i++)
        fake_tell(sales, 1, true);
    uint64_t old = sales->epoch;
    fake_fork(sales, 30);
    for (int i = 0; i < 10; i++)
        fake_tell(sales, 1, true);
    fake_open(loyalty);
    fake_until(is_in_new_epoch, NULL, 5000, "the new epoch is reached");
    Heard *heard = fake_heard(loyalty, sales);
    assert_int_equal(heard->forks, 1);
    assert_int_equal(heard->fork_was.epoch, old);
    assert_int_equal(heard->fork_was.sequence, 20);
    assert_int_equal(heard->fork_now.epoch, sales->epoch);
    assert_int_equal(heard->fork_now.sequence, 20);
    assert_true(fake_is_complete(loyalty, sales));
    end();
}

static void go_back_over_the_fork(bool fast_lane)
{
    given_two(fast_lane, 50);
    fake_fork(sales, 30);
    for (int i = 0; i < 5; i++)
        fake_tell(sales, 1, true);
    fake_until(is_in_new_epoch, NULL, 5000, "the new epoch is reached");
    Heard *heard = fake_heard(loyalty, sales);
    assert_int_equal(heard->fork_was.sequence, 50);
    assert_int_equal(heard->fork_now.sequence, 30);
    assert_int_equal(heard->count, 50 + 5);
    assert_int_equal(heard->sequences[50], 31);
    assert_int_equal(fake_figures(loyalty, sales).forks, 1);
    /* And it is live again. */
    fake_tell(sales, 1, true);
    fake_until(is_in_new_epoch, NULL, 5000, "the next event");
    end();
}

TEST(a_position_after_the_fork_falls_back_to_it)
{
    go_back_over_the_fork(true);
}

TEST(a_fork_is_followed_without_the_fast_lane)
{
    go_back_over_the_fork(false);
}

TEST(an_epoch_that_does_not_continue_ours_stops_the_feed)
{
    given_two(true, 20);
    fake_fork(sales, 20);
    sales->fork_epoch = 12345;
    fake_set_head(sales);
    fake_until(is_stopped, NULL, 5000, "the feed stops");
    fake_tell(sales, 1, true);
    fake_run_ms(700);
    assert_int_equal(fake_heard(loyalty, sales)->count, 20);
    /* Told how the epochs hang together, it goes on. */
    sales->fork_epoch = fake_heard(loyalty, sales)->position.epoch;
    fake_until_complete(loyalty, sales, 5000);
    assert_false(is_stopped(NULL));
    end();
}

TEST(another_digest_at_the_same_place_stops_the_feed)
{
    given_two(true, 20);
    fake_run_ms(2 * PV_BEACON_INTERVAL_MS);
    sales->digest ^= 1;
    fake_set_head(sales);
    fake_until(is_stopped, NULL, 5000, "the feed stops");
    assert_int_equal(fake_figures(loyalty, sales).clashes, 1);
    fake_tell(sales, 1, true);
    fake_run_ms(600);
    assert_int_equal(fake_heard(loyalty, sales)->count, 20);
    assert_true(strstr(fake_figures(loyalty, sales).trouble, "digest") != NULL);
    assert_false(fake_heard(loyalty, sales)->silent);
    /* A new epoch, which a restore makes, ends it. */
    fake_fork(sales, 20);
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);
    assert_false(is_stopped(NULL));
    end();
}

TEST(a_log_shorter_than_what_was_heard_stops_the_feed)
{
    given_two(false, 20);
    sales->event_count = 15;
    fake_until(is_stopped, NULL, 5000, "the feed stops");
    assert_int_equal(fake_figures(loyalty, sales).clashes, 1);
    assert_int_equal(fake_figures(loyalty, sales).sequence, 20);
    sales->event_count = 20;
    end();
}

/* Gone back to keep events while nobody heard it, and then on to as many as there are now. */
static void goes_on_unheard(uint64_t keep, size_t events)
{
    fake_close(sales);
    fake_run_ms(4 * PV_BEACON_INTERVAL_MS);
    fake_roll_back(sales, keep);
    while (sales->event_count < events)
        fake_append(sales, 1, true);
    fake_open(sales);
}

static void stops_at_a_second_history(bool fast_lane, size_t events, bool restarted)
{
    given_two(fast_lane, 20);
    goes_on_unheard(15, events);
    if (restarted) {
        fake_close(loyalty);
        fake_open(loyalty);
    }
    fake_until(is_stopped, NULL, 5000, "the feed stops");
    fake_tell(sales, 1, true);
    fake_run_ms(700);
    assert_int_equal(fake_heard(loyalty, sales)->count, 20);
    assert_int_equal(fake_figures(loyalty, sales).clashes, 1);
    end();
}

TEST(a_log_that_went_on_differently_while_unheard_stops_the_feed)
{
    stops_at_a_second_history(true, 30, false);
}

TEST(a_log_that_went_on_differently_to_the_same_length_stops_the_feed)
{
    stops_at_a_second_history(true, 20, false);
}

TEST(a_log_that_went_on_differently_stops_the_feed_without_the_fast_lane)
{
    stops_at_a_second_history(false, 30, false);
}

TEST(a_log_that_went_on_differently_stops_the_feed_of_who_was_restarted)
{
    stops_at_a_second_history(true, 30, true);
}

TEST(a_log_that_lost_nothing_of_what_was_heard_is_followed)
{
    given_two(true, 20);
    goes_on_unheard(20, 30);
    fake_until_complete(loyalty, sales, 5000);
    assert_false(is_stopped(NULL));
    assert_int_equal(fake_heard(loyalty, sales)->count, 30);
    end();
}

TEST(partitions_cross_a_fork_each_from_its_own_position)
{
    const char *folder = test_folder();
    static const uint32_t partitions[] = {1, 2};
    sales = fake_node("sales", folder);
    loyalty = fake_node("loyalty", folder);
    BusPeer *peer = fake_hears(loyalty, sales);
    peer->partitions = partitions;
    peer->partition_count = 2;
    for (int i = 0; i < 40; i++)
        fake_append(sales, 1 + (uint32_t)i % 2, true);
    fake_open(sales);
    fake_open(loyalty);
    bus_set_position(loyalty->bus, "sales", &(BusPosition){sales->epoch, 38, 1});
    bus_set_position(loyalty->bus, "sales", &(BusPosition){sales->epoch, 10, 2});
    fake_fork(sales, 30);
    for (int i = 0; i < 10; i++)
        fake_tell(sales, 1 + (uint32_t)i % 2, true);
    fake_until(is_in_new_epoch, NULL, 5000, "the new epoch is reached");
    const Heard *heard = fake_heard(loyalty, sales);
    assert_int_equal(heard->fork_was.sequence, 38);
    assert_int_equal(heard->fork_now.sequence, 30);
    for (size_t i = 0; i < heard->count; i++)
        assert_true(heard->sequences[i] > (heard->partitions[i] == 1 ? 30u : 10u));
    assert_int_equal(heard->count, 5 + 15);
    end();
}
