/* Stamps never go back and never follow a clock that is far ahead. */
#include "support/test.h"
#include "runtime/limits.h"
#include "runtime/time/hlc.h"

#define NOW 1700000000000

TEST(stamps_follow_the_clock)
{
    PvHlc clock = {0};
    assert_true(hlc_tick(&clock, NOW) == (uint64_t)NOW << 16);
    assert_true(hlc_tick(&clock, NOW + 5) == (uint64_t)(NOW + 5) << 16);
    assert_true(hlc_ms(clock.last) == NOW + 5);
}

TEST(stamps_rise_when_the_clock_stands_or_goes_back)
{
    PvHlc clock = {0};
    uint64_t before = 0;
    for (int i = 0; i < 200000; i++) { /* more than the counter holds */
        uint64_t stamp = hlc_tick(&clock, NOW - i % 1000);
        assert_true(stamp > before);
        before = stamp;
    }
    assert_true(hlc_ms(before) <= NOW + 4);
}

TEST(what_is_told_is_later_than_what_was_heard)
{
    PvHlc clock = {0};
    uint64_t heard = hlc_of_ms(NOW + 30000) + 7;
    assert_true(hlc_hear(&clock, heard, NOW));
    assert_true(hlc_tick(&clock, NOW) == heard + 1);
    assert_true(hlc_hear(&clock, 1, NOW)); /* an old stamp changes nothing */
    assert_true(hlc_tick(&clock, NOW) == heard + 2);
}

TEST(a_stamp_over_sixty_seconds_ahead_is_not_followed)
{
    PvHlc clock = {0};
    assert_true(hlc_hear(&clock, hlc_of_ms(NOW + PV_CLOCK_AHEAD_LIMIT_MS) + 65535, NOW));
    uint64_t last = clock.last;
    assert_false(hlc_hear(&clock, hlc_of_ms(NOW + PV_CLOCK_AHEAD_LIMIT_MS + 1), NOW));
    assert_false(hlc_hear(&clock, UINT64_MAX, NOW));
    assert_true(clock.last == last);
}
