/* The filter language: what it reads, what it refuses and where, whom it chooses, and until when that is
 * sure. */
#include "shop.h"

#define NOW_MS 1767225600000LL /* 2026-01-01 00:00 UTC */

static bool contact_by_email(const void *context, Pv__Channel channel, Pv__Purpose purpose)
{
    return channel == PV__CHANNEL__EMAIL && purpose == PV__PURPOSE__MARKETING;
}

static pv_fact_register *registered(PvArena *arena, pv_fact fact)
{
    pv_fact_register *one = arena_take(arena, sizeof *one);
    pv__fact_register__init(one);
    one->fact = arena_take(arena, sizeof fact);
    *one->fact = fact;
    one->fact->base.descriptor = &pv__fact__descriptor;
    return one;
}

/* A customer with a value for nearly every fact. */
static pv_card *sara(PvArena *arena)
{
    pv_card *card = arena_take(arena, sizeof *card);
    pv_money *spent = arena_take(arena, sizeof *spent);
    pv__card__init(card);
    pv__money__init(spent);
    spent->amount_minor = 250000;
    spent->currency = "EUR";
    card->display_name = "سارا احمدي";
    card->kind = PV__CUSTOMER_KIND__PERSON;
    card->facts = arena_take(arena, 8 * sizeof *card->facts);
    static const char *tags[] = {"VIP", "newsletter"};
    card->facts[card->n_facts++] = registered(arena, (pv_fact){.name = "language", .text = "fa"});
    card->facts[card->n_facts++] = registered(arena, (pv_fact){.name = "birthday", .date = "1990-06-15"});
    card->facts[card->n_facts++] = registered(arena, (pv_fact){.name = "tags", .tags = tags, .n_tags = 2});
    card->facts[card->n_facts++] =
        registered(arena, (pv_fact){.name = "custom.shoe_size", .has_number = 1, .number = 38});
    card->facts[card->n_facts++] =
        registered(arena, (pv_fact){.name = "custom.vegan", .has_flag = 1, .flag = 1});
    card->analytics = arena_take(arena, sizeof(pv_analytics_facts));
    *(pv_analytics_facts *)card->analytics = (pv_analytics_facts){BASE(analytics_facts),
                                                                  .has_recency_score = 1,
                                                                  .recency_score = 5,
                                                                  .rfm_cell = "545",
                                                                  .segment = "champions",
                                                                  .value_tier = "gold",
                                                                  .has_last_purchase_ms = 1,
                                                                  .last_purchase_ms = NOW_MS - 100 * DAY_MS,
                                                                  .has_purchases = 1,
                                                                  .purchases = 7,
                                                                  .spent = spent};
    card->loyalty = arena_take(arena, sizeof(pv_loyalty_facts));
    *(pv_loyalty_facts *)card->loyalty =
        (pv_loyalty_facts){BASE(loyalty_facts), .tier = "Silver", .has_points = 1, .points = 1200};
    return card;
}

static FilterAnswer answer_of(PvArena *arena, const char *text)
{
    FilterError error;
    const Filter *filter = filter_parse(arena, text, &error);
    if (!filter)
        fail_msg("%s: column %zu: %s", text, error.position + 1, error.text);
    const char *again = filter_print(arena, filter);
    const Filter *reread = filter_parse(arena, again, &error);
    if (!reread || strcmp(filter_print(arena, reread), again) != 0)
        fail_msg("%s is printed as %s, which reads differently: %s", text, again, error.text);
    FilterSubject subject = {.card = sara(arena), .now_ms = NOW_MS, .may_contact = contact_by_email};
    FilterAnswer answer = filter_evaluate(filter, &subject, arena),
                 second = filter_evaluate(reread, &subject, arena);
    assert_true(answer.member == second.member && answer.next_ms == second.next_ms);
    return answer;
}

static const struct {
    const char *text;
    bool member;
} choices[] = {
    {"segment = champions", true},
    {"segment = \"Champions\"", true},
    {"segment != champions", false},
    {"segment in (loyal, champions)", true},
    {"segment not in (loyal, champions)", false},
    {"rfm_cell = 545", true},
    {"recency_score >= 5", true},
    {"recency_score < 5", false},
    {"frequency_score > 0", false},
    {"frequency_score != 3", true},
    {"frequency_score is known", false},
    {"frequency_score is not known", true},
    {"tier = silver and value_tier = gold", true},
    {"tier = gold or value_tier = gold and points > 2000", false},
    {"(tier = gold or value_tier = gold) and points > 1000", true},
    {"not tier = gold", true},
    {"not (tier = silver and points >= 1200)", false},
    {"points >= ۱۲۰۰", true},
    {"spent > 200000", true},
    {"spent > 200000 EUR", true},
    {"spent > 200000 USD", false},
    {"purchases in (6, 7, 8)", true},
    {"tags contains vip", true},
    {"tags contains \"VI\"", false},
    {"name contains \"احمدی\"", true},
    {"language = fa", true},
    {"region = tehran", false},
    {"region != tehran", true},
    {"kind = person", true},
    {"lifecycle = awareness", true},
    {"open_cases = 0", true},
    {"do_not_disturb", false},
    {"not do_not_disturb", true},
    {"do_not_disturb = no", true},
    {"birthday_month = 6", true},
    {"birthday = 1990-06-15", true},
    {"birthday < 1991-01-01", true},
    {"birthday > 1990-06-15", false},
    {"birthday >= 1990-06-15", true},
    {"birthday <= 1990-06-15", true},
    {"last_purchase before 90 days ago", true},
    {"last_purchase older than 90 days", true},
    {"last_purchase older than 101 days", false},
    {"last_purchase newer than 4 months", true},
    {"last_purchase after 2025-01-01", true},
    {"last_purchase before 2025-01-01", false},
    {"last_purchase before now", true},
    {"member_since older than 1 year", false},
    {"consent email marketing", true},
    {"consent sms marketing", false},
    {"custom.shoe_size = 38", true},
    {"custom.shoe_size > 40", false},
    {"custom.vegan", true},
    {"custom.unheard_of", false},
    {"custom.unheard_of is not known", true},
    {"has_email", false},
};

TEST(filters_choose_whom_they_describe)
{
    PvArena *arena = arena_open(4 << 20);
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++, arena_reset(arena))
        if (answer_of(arena, choices[i].text).member != choices[i].member)
            fail_msg("%s", choices[i].text);
    arena_close(&arena);
}

TEST(filters_say_when_time_may_change_the_answer)
{
    static const struct {
        const char *text;
        int64_t next_ms; /* after NOW_MS; 0: never */
    } cases[] = {
        {"segment = champions", 0},
        {"last_purchase older than 90 days", 0},
        {"last_purchase older than 101 days", DAY_MS + 1},
        {"last_purchase newer than 101 days", DAY_MS},
        {"last_purchase older than 101 days or last_purchase newer than 100.5 days", DAY_MS / 2},
        {"not last_purchase older than 130 days", 30 * DAY_MS + 1},
        {"last_purchase before 2030-01-01", 0},
        {"member_since older than 1 year", 0},
    };
    PvArena *arena = arena_open(4 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t next_ms = answer_of(arena, cases[i].text).next_ms;
        if (next_ms != (cases[i].next_ms ? NOW_MS + cases[i].next_ms : 0))
            fail_msg("%s: %lld", cases[i].text, (long long)(next_ms - NOW_MS));
    }
    arena_close(&arena);
}

TEST(what_is_wrong_is_said_with_its_place)
{
    static const struct {
        const char *text;
        size_t column;
        const char *part;
    } cases[] = {
        {"", 1, "ends where a fact is expected"},
        {"segmnt = x", 1, "no fact \"segmnt\""},
        {"segment champions", 9, "comparison"},
        {"segment = ", 11, "value is expected"},
        {"segment = (", 11, "value is expected"},
        {"points > many", 10, "number"},
        {"segment > a", 9, "no order"},
        {"tags = vip", 6, "contains"},
        {"last_purchase before yesterday", 22, "number of days"},
        {"last_purchase before 3 days", 28, "ago"},
        {"last_purchase older 3 days", 21, "than"},
        {"points older than 3 days", 14, "not a time"},
        {"last_purchase older than 3 moons", 28, "hours, days"},
        {"last_purchase = 2024-02-30", 17, "date"},
        {"consent pigeon marketing", 9, "channel"},
        {"consent email fun", 15, "purpose"},
        {"(tier = gold", 13, "expected"},
        {"tier = gold) ", 12, "end or go on"},
        {"tier = gold tier = silver", 13, "end or go on"},
        {"tier = \"gold", 8, "no end"},
        {"tier in gold", 9, "( is expected"},
        {"points contains 3", 8, "not a text"},
        {"do_not_disturb = maybe", 18, "yes or no"},
        {"tier = gold and", 16, "ends where a fact"},
        {"((((((((((((((((((((tier = gold))))))))))))))))))))", 17, "too deep"},
        {"tier = \xff", 1, "UTF-8"},
    };
    PvArena *arena = arena_open(4 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FilterError error;
        if (filter_parse(arena, cases[i].text, &error))
            fail_msg("%s was read", cases[i].text);
        if (error.position + 1 != cases[i].column || !strstr(error.text, cases[i].part))
            fail_msg("%s: column %zu: %s", cases[i].text, error.position + 1, error.text);
    }
    arena_close(&arena);
}

TEST(long_filters_are_refused)
{
    PvArena *arena = arena_open(4 << 20);
    char text[FILTER_LIMIT_BYTES + 64] = "tier = gold";
    FilterError error;
    while (strlen(text) < FILTER_LIMIT_BYTES)
        strcat(text, " or a");
    assert_null(filter_parse(arena, text, &error));
    assert_non_null(strstr(error.text, "too long"));
    strcpy(text, "points = 1");
    for (int i = 0; i < 100; i++)
        strcat(text, " or points=1");
    assert_null(filter_parse(arena, text, &error));
    assert_non_null(strstr(error.text, "too many conditions"));
    size_t count;
    const Filter *filter =
        filter_parse(arena, "tier = a or points > 1 or tier = b or consent sms research", &error);
    const char *const *facts = filter_facts(filter, &count);
    assert_int_equal(count, 3);
    assert_string_equal(facts[0], "consent");
    assert_string_equal(facts[1], "points");
    assert_string_equal(facts[2], "tier");
    arena_close(&arena);
}
