/* Dates, amounts and numbers from text. */
#include "cli/import/value.h"
#include "support/test.h"
#include <stdio.h>
#include <string.h>

TEST(dates_are_read)
{
    static const struct {
        const char *text;
        const char *format;
        int64_t at_ms; /* -1: refused */
    } cases[] = {
        {"19700101", NULL, 0},
        {"19970101", NULL, 852076800000},
        {"1997-01-01", NULL, 852076800000},
        {"1997/01/01", NULL, 852076800000},
        {" 1997-01-01 ", NULL, 852076800000},
        {"2017-01-28 14:06:53", NULL, 1485612413000},
        {"2017-01-28T14:06:53Z", NULL, 1485612413000},
        {"2017-01-28T14:06:53.250Z", NULL, 1485612413250},
        {"2017-01-28T14:06", NULL, 1485612360000},
        {"2017-01-28T17:36:53+03:30", NULL, 1485612413000},
        {"2017-01-28T11:06:53-0300", NULL, 1485612413000},
        {"\u06f1\u06f9\u06f9\u06f7\u06f0\u06f1\u06f0\u06f1", NULL, 852076800000},
        {"20000229", NULL, 951782400000},
        {"31.01.1997", "%d.%m.%Y", 854668800000},
        {"01/31/1997 10:00", "%m/%d/%Y %H:%M", 854704800000},
        {"19970229", NULL, -1},
        {"19971301", NULL, -1},
        {"1997-1-1", NULL, -1},
        {"1997-01/01", NULL, -1},
        {"1997-01-01 25:00", NULL, -1},
        {"1997-01-01 10:00:00 ", NULL, 852112800000},
        {"1997-01-01x", NULL, -1},
        {"yesterday", NULL, -1},
        {"", NULL, -1},
        {"31.02.1997", "%d.%m.%Y", -1},
        {"31.01.1997 x", "%d.%m.%Y", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t at_ms = 0;
        char why[VALUE_WHY_BYTES] = "";
        bool read = value_time(cases[i].text, cases[i].format, &at_ms, why);
        if (read != (cases[i].at_ms >= 0) || (read && at_ms != cases[i].at_ms))
            fail_msg("case %zu: %d %lld %s", i, read, (long long)at_ms, why);
        assert_true(read || why[0]);
    }
}

TEST(amounts_are_read_in_minor_units)
{
    static const struct {
        const char *text;
        const char *currency;
        int64_t minor;
        const char *refused;
    } cases[] = {
        {"11.77", "USD", 1177, NULL},       {"12", "USD", 1200, NULL},         {"0.5", "USD", 50, NULL},
        {".5", "USD", 50, NULL},            {"1.", "EUR", 100, NULL},          {"-3.10", "USD", -310, NULL},
        {"+3.10", "USD", 310, NULL},        {"1,234.50", "USD", 123450, NULL}, {"1,234,567", "USD", 123456700, NULL},
        {"12.500", "USD", 1250, NULL},      {"12.501", "USD", 0, "more exact"}, {"250000", "IRR", 250000, NULL},
        {"250000.00", "IRR", 250000, NULL}, {"250000.5", "IRR", 0, "more exact"}, {"1.234", "KWD", 1234, NULL},
        {"\u06f1\u06f2\u066b\u06f5", "USD", 1250, NULL},
        {"12,5", "USD", 0, "no amount"},    {"1,23", "USD", 0, "no amount"},   {"1234,567", "USD", 0, "no amount"},
        {"", "USD", 0, "empty"},            {"abc", "USD", 0, "no amount"},    {"1.2.3", "USD", 0, "no amount"},
        {"4.440892e-16", "USD", 0, "no amount"}, {"$5", "USD", 0, "no amount"}, {"-", "USD", 0, "no amount"},
        {"99999999999999999999", "USD", 0, "too large"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t minor = 0;
        char why[VALUE_WHY_BYTES] = "";
        bool read = value_amount(cases[i].text, cases[i].currency, &minor, why);
        if (read != !cases[i].refused || (read && minor != cases[i].minor) ||
            (!read && !strstr(why, cases[i].refused)))
            fail_msg("case %zu: %d %lld %s", i, read, (long long)minor, why);
    }
}

TEST(numbers_are_whole)
{
    int64_t count;
    char why[VALUE_WHY_BYTES];
    assert_true(value_count(" 12 ", &count, why));
    assert_int_equal(count, 12);
    assert_true(value_count("3.0", &count, why));
    assert_int_equal(count, 3);
    assert_false(value_count("3.5", &count, why));
    assert_false(value_count("", &count, why));
    assert_false(value_count("99999999999999", &count, why));
}

TEST(amounts_and_days_print)
{
    char out[32];
    value_amount_print(-1205, "USD", out);
    assert_string_equal(out, "-12.05");
    value_amount_print(1205, "IRR", out);
    assert_string_equal(out, "1205");
    value_day_print(852076800000, out);
    assert_string_equal(out, "1997-01-01");
    value_day_print(-86400000, out);
    assert_string_equal(out, "1969-12-31");
}
