/* The rules of analytics, one line a case. */
#include "shop.h"

TEST(equal_values_share_a_score)
{
    static const struct {
        int64_t values[10]; /* worst first */
        uint64_t n;
        uint32_t scores[10];
    } cases[] = {
        {{1, 2, 3, 4, 5}, 5, {1, 2, 3, 4, 5}},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
        {{7, 7, 7, 7}, 4, {1, 1, 1, 1}},
        {{1, 1, 1, 1, 1, 1, 1, 1, 1, 2}, 10, {1, 1, 1, 1, 1, 1, 1, 1, 1, 5}},
        {{1, 1, 1, 2, 2, 3}, 6, {1, 1, 1, 3, 3, 5}},
        {{42}, 1, {1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t cuts[RULES_CUTS], last = 0;
        size_t count = 0;
        for (uint64_t n = 0; n < cases[i].n; n++) {
            if (n == 0 || cases[i].values[n] != last)
                rules_cut(cases[i].values[n], n, cases[i].n, cuts, &count);
            last = cases[i].values[n];
        }
        for (uint64_t n = 0; n < cases[i].n; n++)
            assert_int_equal(rules_score(cases[i].values[n], cuts, count), cases[i].scores[n]);
    }
}

TEST(segments_are_as_written)
{
    static const struct {
        uint32_t r, f, m;
        const char *segment;
    } cases[] = {
        {5, 5, 5, "champions"},
        {5, 4, 3, "champions"},
        {4, 5, 5, "champions"},
        {4, 4, 4, "loyal"},
        {3, 5, 4, "loyal"},
        {5, 1, 1, "new"},
        {4, 1, 1, "promising"},
        {5, 2, 2, "potential_loyalist"},
        {4, 2, 2, "potential_loyalist"},
        {3, 2, 3, "need_attention"},
        {3, 1, 1, "about_to_sleep"},
        {2, 2, 2, "about_to_sleep"},
        {2, 3, 4, "at_risk"},
        {1, 4, 4, "at_risk"},
        {1, 5, 5, "cannot_lose"},
        {2, 5, 5, "cannot_lose"},
        {2, 1, 1, "hibernating"},
        {1, 3, 3, "hibernating"},
        {1, 1, 1, "lost"},
        {1, 1, 3, "lost"},
        {0, 1, 1, ""},
        {6, 1, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(rules_segment(cases[i].r, cases[i].f, cases[i].m), cases[i].segment);
}

TEST(stages_of_life_follow_purchases_and_time)
{
    static const struct {
        uint64_t purchases;
        int64_t gap_days;
        uint32_t growth;
        int64_t idle_days;
        const char *stage;
        int64_t review_day; /* after the last purchase; 0: none */
    } cases[] = {
        {0, 0, 0, 0, "awareness", 0},       {1, 0, 0, 10, "acquisition", 365},
        {1, 0, 0, 365, "acquisition", 365}, {1, 0, 0, 366, "attrition", 0},
        {5, 20, 100, 10, "retention", 60},  {5, 20, 130, 10, "development", 60},
        {5, 20, 130, 61, "attrition", 0},   {9, 2, 0, 29, "retention", 30},
        {9, 2, 0, 31, "attrition", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Analytics__CustomerValue one = ANALYTICS__CUSTOMER_VALUE__INIT;
        int64_t review_ms;
        const char *reason;
        one.purchases = cases[i].purchases;
        one.mean_gap_ms = cases[i].gap_days * DAY_MS;
        one.growth_percent = cases[i].growth;
        one.last_purchase_ms = 1000 * DAY_MS;
        assert_string_equal(rules_lifecycle(&one, (1000 + cases[i].idle_days) * DAY_MS, &review_ms, &reason),
                            cases[i].stage);
        assert_int_equal(review_ms, cases[i].review_day ? (1000 + cases[i].review_day) * DAY_MS + 1 : 0);
    }
}

TEST(value_tiers_are_as_written)
{
    static const int64_t limits[] = {20, 50, 80, 95};
    static const struct {
        int64_t spent;
        uint64_t purchases;
        uint32_t growth;
        const char *stage, *tier;
    } cases[] = {
        {95, 1, 0, "acquisition", "platinum"}, {99, 9, 0, "attrition", "platinum"},
        {80, 2, 0, "retention", "gold"},       {80, 2, 0, "attrition", "silver"},
        {50, 3, 125, "development", "gold"},   {50, 3, 110, "retention", "silver"},
        {10, 3, 0, "retention", "silver"},     {10, 3, 0, "attrition", "tin"},
        {20, 1, 0, "acquisition", "bronze"},   {60, 2, 200, "development", "bronze"},
        {19, 1, 0, "acquisition", "tin"},      {5, 0, 0, "awareness", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Analytics__CustomerValue one = ANALYTICS__CUSTOMER_VALUE__INIT;
        const char *reason;
        one.has_monetary_score = 1;
        one.spent_minor = cases[i].spent;
        one.purchases = cases[i].purchases;
        one.growth_percent = cases[i].growth;
        one.lifecycle = cases[i].stage;
        assert_string_equal(rules_value_tier(&one, limits, 4, &reason), cases[i].tier);
    }
}

TEST(growth_compares_a_year_with_the_year_before)
{
    static const struct {
        uint32_t periods[8], purchases[8];
        size_t count;
        uint32_t percent;
    } cases[] = {
        {{0}, {0}, 0, 0},
        {{100}, {5}, 1, 0},
        {{96, 100}, {2, 5}, 2, 250},
        {{92, 96, 97, 100}, {9, 4, 1, 1}, 4, 50},
        {{80, 100}, {9, 1}, 2, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        analytics_period_purchases rows[8];
        const analytics_period_purchases *list[8];
        for (size_t n = 0; n < cases[i].count; n++) {
            rows[n] = (analytics_period_purchases){BASE(period_purchases), .period = cases[i].periods[n],
                                                   .purchases = cases[i].purchases[n]};
            list[n] = &rows[n];
        }
        assert_int_equal(rules_growth_percent(list, cases[i].count), cases[i].percent);
    }
    assert_int_equal(rules_day(-1), -1);
    assert_int_equal(rules_next_night_ms(10 * DAY_MS + 3600000), 10 * DAY_MS + 2 * 3600000);
    assert_int_equal(rules_next_night_ms(10 * DAY_MS + 2 * 3600000), 11 * DAY_MS + 2 * 3600000);
}
