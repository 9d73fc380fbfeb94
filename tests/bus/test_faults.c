/* The fast lane loses, repeats and stops; replies are late, doubled, missing or wrong; the consumer is slow.
 * Whatever happens, every event arrives once and in order. */
#include "fake.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <stdlib.h>

static Node *sales, *loyalty;
static Relay *wire;

typedef struct Weather {
    uint64_t drop_every;  /* drops each n-th event */
    uint64_t twice_every; /* doubles each n-th */
    bool drop_events;     /* all of them */
    bool drop_all;        /* beacons too */
    bool drop_next;       /* one event */
    unsigned random_drop; /* percent */
    uint64_t dropped;
} Weather;

static Weather weather;

static unsigned copies(void *context, uint64_t number, bool beacon)
{
    Weather *now = context;
    if (now->drop_all)
        return 0;
    if (beacon)
        return 1;
    bool drop = now->drop_events || now->drop_next || (now->drop_every && number % now->drop_every == 0) ||
                (now->random_drop && (unsigned)rand() % 100 < now->random_drop);
    now->drop_next = false;
    now->dropped += drop;
    return drop ? 0 : now->twice_every && number % now->twice_every == 0 ? 2 : 1;
}

/* Loyalty hears sales through a wire that the weather acts on. */
static void given_a_wire(void)
{
    static char from[BUS_ENDPOINT_BYTES], router[BUS_ENDPOINT_BYTES], to[BUS_ENDPOINT_BYTES];
    char error[BUS_ERROR_BYTES];
    const char *folder = test_folder();
    weather = (Weather){0};
    srand(7);
    sales = fake_node("sales", folder);
    loyalty = fake_node("loyalty", folder);
    assert_true(bus_ipc_endpoints(folder, "sales", router, from, error));
    snprintf(to, sizeof to, "ipc://%s/wire", folder);
    BusPeer *peer = fake_hears(loyalty, sales);
    peer->router = router;
    peer->pub = to;
    fake_open(sales);
    wire = relay_open(from, to, copies, &weather);
    fake_with_relay(wire);
    fake_open(loyalty);
    fake_tell(sales, 0, true);
    fake_until_complete(loyalty, sales, 5000);
    fake_run_ms(2 * PV_BEACON_INTERVAL_MS);
}

static void tell_many(int count)
{
    for (int i = 0; i < count; i++) {
        fake_tell(sales, (uint32_t)i % 64, i % 11 != 0);
        if (i % 5 == 0)
            fake_run_ms(1);
    }
}

static void end(void)
{
    relay_close(&wire);
    fake_free(loyalty);
    fake_free(sales);
}

TEST(a_lost_event_is_pulled)
{
    given_a_wire();
    weather.drop_every = 40;
    tell_many(600);
    fake_until_complete(loyalty, sales, 5000);
    BusPeerFigures figures = fake_figures(loyalty, sales);
    assert_true(weather.dropped > 5);
    assert_true(figures.gaps > 0 && figures.gaps <= weather.dropped + 1);
    assert_true(figures.events_live > 100);
    end();
}

TEST(a_third_of_all_events_may_be_lost)
{
    given_a_wire();
    weather.random_drop = 30;
    tell_many(1500);
    weather.random_drop = 0;
    fake_until_complete(loyalty, sales, 5000);
    /* After the storm the fast lane carries again. */
    fake_run_ms(2 * PV_BEACON_INTERVAL_MS);
    uint64_t live = fake_figures(loyalty, sales).events_live;
    tell_many(110);
    fake_until_complete(loyalty, sales, 5000);
    assert_int_equal(fake_figures(loyalty, sales).events_live, live + 100);
    end();
}

TEST(every_event_of_the_fast_lane_may_be_lost)
{
    given_a_wire();
    weather.drop_events = true;
    tell_many(300);
    fake_until_complete(loyalty, sales, 5000);
    assert_int_equal(fake_figures(loyalty, sales).events_live, 0);
    end();
}

TEST(the_last_event_before_silence_is_not_lost)
{
    given_a_wire();
    for (int round = 0; round < 5; round++) {
        weather.drop_next = true;
        int64_t began = test_now_ms();
        fake_tell(sales, 8, true);
        fake_until_complete(loyalty, sales, 5000);
        assert_true(test_now_ms() - began < 2 * PV_BEACON_INTERVAL_MS);
    }
    end();
}

TEST(repeated_live_events_are_taken_once)
{
    given_a_wire();
    weather.twice_every = 3;
    tell_many(300);
    for (uint64_t sequence = 10; sequence < 20; sequence++)
        if (sales->events[sequence - 1].shared)
            fake_publish(sales, sequence);
    fake_until_complete(loyalty, sales, 5000);
    assert_true(fake_figures(loyalty, sales).duplicates > 50);
    end();
}

TEST(a_fast_lane_that_dies_is_made_anew)
{
    given_a_wire();
    weather.drop_all = true;
    tell_many(100);
    fake_until_complete(loyalty, sales, 5000);
    fake_run_ms(1500);
    assert_true(fake_figures(loyalty, sales).rebuilt_sockets >= 1);
    assert_false(fake_heard(loyalty, sales)->silent);
    tell_many(20);
    fake_until_complete(loyalty, sales, 5000);
    weather.drop_all = false;
    fake_run_ms(3000);
    uint64_t live = fake_figures(loyalty, sales).events_live;
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);
    assert_int_equal(fake_figures(loyalty, sales).events_live, live + 1);
    end();
}

/* --- pull
 * ------------------------------------------------------------------------------------------------------- */

static void given_pull_only(size_t events)
{
    const char *folder = test_folder();
    sales = fake_node("sales", folder);
    loyalty = fake_node("loyalty", folder);
    loyalty->options.fast_lane = false;
    fake_hears(loyalty, sales);
    for (size_t i = 0; i < events; i++)
        fake_append(sales, 3, true);
    fake_open(sales);
}

static void end_pull_only(void)
{
    fake_free(loyalty);
    fake_free(sales);
}

TEST(a_pull_without_an_answer_is_sent_again)
{
    given_pull_only(10);
    sales->ignore_pulls = 2;
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 8000);
    assert_int_equal(fake_figures(loyalty, sales).pull_timeouts, 2);
    end_pull_only();
}

TEST(three_pulls_without_an_answer_rebuild_the_socket)
{
    given_pull_only(10);
    sales->ignore_pulls = 3;
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 12000);
    assert_true(fake_figures(loyalty, sales).rebuilt_sockets >= 1);
    end_pull_only();
}

static bool one_timed_out(void *unused)
{
    (void)unused;
    return fake_figures(loyalty, sales).pull_timeouts >= 1;
}

TEST(a_late_reply_to_an_earlier_pull_is_ignored)
{
    given_pull_only(10);
    sales->hold_replies = 1;
    fake_open(loyalty);
    fake_until(one_timed_out, NULL, 5000, "the first pull times out");
    fake_release(sales);
    fake_until_complete(loyalty, sales, 5000);
    fake_run_ms(50);
    assert_int_equal(fake_figures(loyalty, sales).stale_replies, 1);
    end_pull_only();
}

TEST(doubled_replies_are_taken_once)
{
    given_pull_only(3000);
    sales->repeat_replies = true;
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 5000);
    fake_run_ms(50);
    assert_true(fake_figures(loyalty, sales).stale_replies >= 3);
    end_pull_only();
}

TEST(a_reply_with_a_hole_is_refused)
{
    given_pull_only(10);
    sales->leave_holes = true;
    fake_open(loyalty);
    fake_run_ms(700);
    assert_int_equal(fake_heard(loyalty, sales)->count, 0);
    assert_true(fake_figures(loyalty, sales).bad_replies >= 2);
    assert_string_not_equal(fake_figures(loyalty, sales).trouble, "");
    sales->leave_holes = false;
    fake_until_complete(loyalty, sales, 3000);
    assert_string_equal(fake_figures(loyalty, sales).trouble, "");
    end_pull_only();
}

TEST(a_log_that_grows_under_a_pull_is_no_fault)
{
    given_pull_only(10);
    sales->told_late = true;
    loyalty->options.fast_lane = true;
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 3000);
    assert_int_equal(fake_figures(loyalty, sales).bad_replies, 0);
    end_pull_only();
}

TEST(a_position_set_late_forgets_what_was_pulled_before)
{
    given_pull_only(100);
    loyalty->refuse_events = UINT32_MAX;
    fake_open(loyalty);
    fake_run_ms(200);
    fake_fork(sales, 60);
    bus_set_position(loyalty->bus, "sales", &(BusPosition){sales->fork_epoch, 80, BUS_ALL_PARTITIONS});
    loyalty->refuse_events = 0;
    fake_tell(sales, 3, true);
    fake_run_ms(300);
    const Heard *heard = fake_heard(loyalty, sales);
    assert_int_equal(heard->forks, 1);
    assert_int_equal(heard->count, 1);
    assert_int_equal(heard->sequences[0], 61);
    end_pull_only();
}

TEST(a_peer_that_dies_under_a_pull_is_asked_again_at_once)
{
    given_pull_only(10);
    sales->ignore_pulls = 1;
    fake_open(loyalty);
    fake_run_ms(200);
    fake_close(sales);
    fake_open(sales);
    int64_t began = test_now_ms();
    fake_until_complete(loyalty, sales, 5000);
    assert_true(test_now_ms() - began < 700);
    end_pull_only();
}

TEST(a_peer_that_is_busy_is_asked_later)
{
    given_pull_only(10);
    sales->refuse_requests = true;
    fake_open(loyalty);
    fake_run_ms(300);
    BusPeerFigures figures = fake_figures(loyalty, sales);
    assert_string_equal(figures.trouble, "it refuses the pull: busy");
    assert_true(figures.pulls >= 3 && figures.pulls < 20);
    assert_false(figures.silent);
    sales->refuse_requests = false;
    fake_until_complete(loyalty, sales, 3000);
    end_pull_only();
}

/* --- a slow consumer
 * -------------------------------------------------------------------------------------------- */

TEST(a_consumer_without_room_gets_everything_later)
{
    given_a_wire();
    loyalty->refuse_events = 60;
    tell_many(800);
    fake_until_complete(loyalty, sales, 10000);
    assert_true(fake_figures(loyalty, sales).queue_full >= 60);
    end();
}

TEST(a_kept_reply_is_not_pulled_again)
{
    given_pull_only(500);
    loyalty->refuse_events = 10;
    fake_open(loyalty);
    fake_until_complete(loyalty, sales, 5000);
    BusPeerFigures figures = fake_figures(loyalty, sales);
    assert_int_equal(figures.queue_full, 10);
    assert_int_equal(figures.stale_replies, 0);
    assert_true(figures.pull_bytes < 500 * 300);
    end_pull_only();
}

TEST(a_consumer_stuck_for_long_does_not_hurt_others)
{
    given_a_wire();
    Node *support = fake_node("support", loyalty->options.folder);
    fake_hears(support, sales);
    fake_open(support);
    loyalty->refuse_events = UINT32_MAX;
    for (int i = 0; i < 30; i++) {
        tell_many(100);
        fake_until_complete(support, sales, 2000);
    }
    loyalty->refuse_events = 0;
    fake_until_complete(loyalty, sales, 5000);
    fake_free(support);
    end();
}

TEST(a_flapping_fast_lane_costs_little)
{
    given_a_wire();
    for (int i = 0; i < 20; i++) {
        weather.drop_all = i % 2;
        tell_many(60);
        fake_run_ms(100);
    }
    weather.drop_all = false;
    fake_until_complete(loyalty, sales, 5000);
    size_t payload = 0;
    for (size_t i = 0; i < sales->event_count; i++)
        payload += sales->events[i].size_bytes;
    assert_true(fake_figures(loyalty, sales).pull_bytes < 3 * payload);
    end();
}
