/* The CDNOW sample (Fader and Hardie): values and scores at 1998-06-30 equal those of a reference that sorts.
 */
#include "shop.h"
#include <stdlib.h>
#include <time.h>

#define LIMIT 4096
#define AS_OF_MS 899164800000LL /* 1998-06-30 00:00 UTC */

typedef struct Buyer {
    int number;
    int64_t first_ms, last_ms, spent_minor;
    uint64_t purchases;
} Buyer;

static Buyer buyers[LIMIT];
static size_t buyer_count;

static int64_t day_ms(int date)
{
    struct tm day = {.tm_year = date / 10000 - 1900, .tm_mon = date / 100 % 100 - 1, .tm_mday = date % 100};
    return (int64_t)timegm(&day) * 1000;
}

static void read_sample(const char *path)
{
    int master, number, date, pieces, units, cents;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fscanf(file, "%d %d %d %d %d.%d", &master, &number, &date, &pieces, &units, &cents) == 6) {
        Buyer *buyer = NULL;
        for (size_t i = buyer_count; i > 0 && !buyer; i--)
            if (buyers[i - 1].number == number)
                buyer = &buyers[i - 1];
        if (!buyer) {
            assert_true(buyer_count < LIMIT);
            buyer = &buyers[buyer_count++];
            *buyer = (Buyer){.number = number, .first_ms = day_ms(date)};
        }
        buyer->last_ms = day_ms(date);
        buyer->purchases++;
        buyer->spent_minor += units * 100 + cents;
    }
    fclose(file);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* 1 + floor(5 × those with a worse value / n), by sorting. */
static uint32_t reference_score(const int64_t *sorted, int64_t value)
{
    size_t worse = 0;
    while (worse < buyer_count && sorted[worse] < value)
        worse++;
    return (uint32_t)(1 + 5 * worse / buyer_count);
}

TEST(scores_of_the_cdnow_sample_equal_a_reference)
{
    const char *path = test_data("cdnow/CDNOW_sample.txt");
    if (!path)
        test_skip("shared/data is missing");
    read_sample(path);
    assert_int_equal(buyer_count, 2357);
    static int64_t last[LIMIT], often[LIMIT], spent[LIMIT];
    Shop shop = given_shop();
    for (size_t i = 0; i < buyer_count; i++) {
        tell(&shop, customer(buyers[i].number), buyers[i].first_ms, buyers[i].last_ms, buyers[i].purchases,
             buyers[i].spent_minor);
        last[i] = buyers[i].last_ms;
        often[i] = (int64_t)buyers[i].purchases;
        spent[i] = buyers[i].spent_minor;
    }
    qsort(last, buyer_count, sizeof last[0], by_number);
    qsort(often, buyer_count, sizeof often[0], by_number);
    qsort(spent, buyer_count, sizeof spent[0], by_number);
    when(shop.analytics, score_rfm, .as_of_ms = AS_OF_MS);
    department_run_jobs(shop.analytics);
    for (size_t i = 0; i < buyer_count; i++) {
        analytics_customer_value *found = value(&shop, customer(buyers[i].number));
        assert_int_equal(found->purchases, buyers[i].purchases);
        assert_int_equal(found->spent_minor, buyers[i].spent_minor);
        assert_int_equal(found->last_purchase_ms, buyers[i].last_ms);
        assert_int_equal(found->recency_score, reference_score(last, buyers[i].last_ms));
        assert_int_equal(found->frequency_score, reference_score(often, (int64_t)buyers[i].purchases));
        assert_int_equal(found->monetary_score, reference_score(spent, buyers[i].spent_minor));
    }
    analytics_scoring_run *run = ask(shop.analytics, get_scoring_run, scoring_run);
    assert_int_equal(run->customers, buyer_count);
    assert_false(run->past);
    then_rebuild_is_equal(shop.analytics);
}
