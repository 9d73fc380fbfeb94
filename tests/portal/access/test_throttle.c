/* Guessing is slow, and the right user is not shut out for long. */
#include "access_test.h"
#include <stdio.h>

#define NOW 1767225600000LL

TEST(waiting_doubles_up_to_a_limit)
{
    static const int64_t seconds[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60};
    for (unsigned i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        assert_int_equal(access_wait_ms(i, 60000), seconds[i] * 1000);
    assert_int_equal(access_wait_ms(4000000000u, 60000), 60000);
}

/* Attempts that a guesser gets through in so long, from one address as one user. */
static unsigned guesses(AccessThrottle *throttle, const char *address, const char *user_id, int64_t ms)
{
    unsigned count = 0;
    for (int64_t at = 0; at < ms; at += 100) {
        if (access_throttle_wait(throttle, address, user_id, NOW + at))
            continue;
        access_throttle_failed(throttle, address, user_id, NOW + at);
        count++;
    }
    return count;
}

TEST(a_guesser_gets_few_attempts)
{
    AccessThrottle *throttle = access_throttle_open();
    assert_in_range(guesses(throttle, "192.0.2.1", "sara", ACCESS_HOUR_MS), 5, 20);
    access_throttle_close(&throttle);
}

TEST(other_addresses_wait_a_minute_at_most_for_the_same_user)
{
    AccessThrottle *throttle = access_throttle_open();
    guesses(throttle, "192.0.2.1", "sara", ACCESS_HOUR_MS);
    int64_t wait = access_throttle_wait(throttle, "198.51.100.9", "sara", NOW + ACCESS_HOUR_MS);
    assert_in_range(wait, 0, ACCESS_USER_WAIT_LIMIT_MS);
    assert_int_equal(access_throttle_wait(throttle, "198.51.100.9", "omid", NOW + ACCESS_HOUR_MS), 0);
    access_throttle_close(&throttle);
}

TEST(many_addresses_guessing_one_user_are_slowed_together)
{
    AccessThrottle *throttle = access_throttle_open();
    unsigned count = 0;
    for (int64_t at = 0; at < ACCESS_HOUR_MS; at += 100) {
        char address[32];
        snprintf(address, sizeof address, "198.51.%u.%u", (unsigned)(at / 100 / 256 % 256), (unsigned)(at / 100 % 256));
        if (access_throttle_wait(throttle, address, "sara", NOW + at))
            continue;
        access_throttle_failed(throttle, address, "sara", NOW + at);
        count++;
    }
    assert_in_range(count, 5, 80);
    access_throttle_close(&throttle);
}

TEST(one_address_guessing_many_users_is_slowed)
{
    AccessThrottle *throttle = access_throttle_open();
    unsigned count = 0;
    for (unsigned i = 0; i < 36000; i++) {
        char user[32];
        snprintf(user, sizeof user, "user%u", i);
        if (access_throttle_wait(throttle, "192.0.2.1", user, NOW + i * 100LL))
            continue;
        access_throttle_failed(throttle, "192.0.2.1", user, NOW + i * 100LL);
        count++;
    }
    assert_in_range(count, 5, 20);
    access_throttle_close(&throttle);
}

TEST(the_right_password_ends_the_waiting_of_its_user)
{
    AccessThrottle *throttle = access_throttle_open();
    for (int i = 0; i < 8; i++)
        access_throttle_failed(throttle, "192.0.2.1", "sara", NOW);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW), 8000);
    access_throttle_passed(throttle, "192.0.2.1", "sara", NOW);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW), 0);
    for (int i = 0; i < 8; i++) /* an own account is no help in guessing others */
        access_throttle_failed(throttle, "192.0.2.1", "omid", NOW);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW), 128000);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW + ACCESS_THROTTLE_FORGETS_MS + 1), 0);
    access_throttle_close(&throttle);
}

TEST(what_the_store_knows_holds_after_a_restart)
{
    AccessThrottle *throttle = access_throttle_open();
    access_throttle_learn(throttle, "sara", 7, NOW);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW + 1000), 3000);
    access_throttle_learn(throttle, "sara", 2, NOW + 1);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW + 1000), 3000);
    access_throttle_learn(throttle, "omid", 0, 0);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "omid", NOW), 0);
    access_throttle_close(&throttle);
}

TEST(attempts_at_the_same_time_wait_for_each_other)
{
    AccessThrottle *throttle = access_throttle_open();
    for (int i = 0; i < 8; i++)
        access_throttle_failed(throttle, "192.0.2.1", "sara", NOW);
    assert_int_equal(access_throttle_begin(throttle, "192.0.2.1", "sara", NOW), 8000);
    int64_t later = NOW + 8000;
    assert_int_equal(access_throttle_begin(throttle, "192.0.2.1", "sara", later), 0);
    assert_int_equal(access_throttle_begin(throttle, "192.0.2.1", "sara", later + 1), 7999);
    assert_int_equal(access_throttle_begin(throttle, "198.51.100.9", "sara", later + 1), 7999);
    access_throttle_failed(throttle, "192.0.2.1", "sara", later + 100);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", later + 100), 16000);
    assert_int_equal(access_throttle_begin(throttle, "198.51.100.9", "omid", later), 0);
    access_throttle_close(&throttle);
}

TEST(strangers_do_not_keep_a_user_out_of_a_known_place)
{
    AccessThrottle *throttle = access_throttle_open();
    access_throttle_passed(throttle, "192.0.2.1", "sara", NOW);
    int64_t now = NOW + 1000;
    for (int i = 0; i < 20; i++)
        access_throttle_failed(throttle, "198.51.100.9", "sara", now);
    assert_true(access_throttle_wait(throttle, "203.0.113.5", "sara", now) > 0);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", now), 0);
    for (int i = 0; i < 7; i++)
        access_throttle_failed(throttle, "192.0.2.1", "sara", now);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", now), 4000);
    access_throttle_close(&throttle);
}

/* Forgotten failures start over: a begin long after them keeps nobody waiting. */
TEST(an_attempt_after_an_hour_is_a_first_one)
{
    AccessThrottle *throttle = access_throttle_open();
    for (int i = 0; i < 8; i++)
        access_throttle_failed(throttle, "192.0.2.1", "sara", NOW);
    int64_t later = NOW + ACCESS_THROTTLE_FORGETS_MS + 1;
    assert_int_equal(access_throttle_begin(throttle, "192.0.2.1", "sara", later), 0);
    assert_int_equal(access_throttle_begin(throttle, "192.0.2.1", "sara", later + 1), 0);
    access_throttle_close(&throttle);
}

TEST(a_flood_of_names_does_not_grow_the_table)
{
    AccessThrottle *throttle = access_throttle_open();
    for (unsigned i = 0; i < 10 * ACCESS_THROTTLE_PLACES; i++) {
        char user[32];
        snprintf(user, sizeof user, "user%u", i);
        access_throttle_failed(throttle, user, user, NOW + i);
    }
    for (int i = 0; i < 6; i++)
        access_throttle_failed(throttle, "192.0.2.1", "sara", NOW + 100000);
    assert_int_equal(access_throttle_wait(throttle, "192.0.2.1", "sara", NOW + 100000), 2000);
    access_throttle_close(&throttle);
}
