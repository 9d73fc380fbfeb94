/* Single values: plausible by the name of their field, or hostile. */
#include "monkey/monkey.h"
#include <stdio.h>
#include <string.h>

#define DAY_MS (24LL * 3600 * 1000)
#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define ONE_OF(monkey, list) ((list)[monkey_below(monkey, (unsigned)COUNT(list))])

/* --- texts
 * -------------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), wanted = strlen(end);
    return length >= wanted && strcmp(name + length - wanted, end) == 0;
}

static const char *fresh_id(Monkey *monkey)
{
    return arena_format(monkey->arena, "0192%04x-0000-7000-8000-%012x", monkey_below(monkey, 1 << 16),
                        monkey_below(monkey, 1 << 30));
}

/* One of a few ids that nobody introduced, so that the same stranger comes back. */
static const char *stranger(Monkey *monkey)
{
    return arena_format(monkey->arena, "01890000-0000-7000-8000-00000000f0%02x", monkey_below(monkey, 24));
}

const char *value_id_in(Monkey *monkey, unsigned partition)
{
    for (unsigned tries = 0; tries < 40; tries++) {
        const char *seen = pool_text(&monkey->pool, monkey, "customer_id");
        if (seen && id_partition(seen) == partition)
            return seen;
    }
    for (;;) {
        const char *id = fresh_id(monkey);
        if (id_partition(id) == partition)
            return id;
    }
}

static const char *filter(Monkey *monkey, unsigned depth)
{
    static const char *const conditions[] = {"tier = \"gold\"",
                                             "points >= 100",
                                             "spent > 1000 IRR",
                                             "city = \"Tehran\"",
                                             "lists has \"a\"",
                                             "last_purchase < 30 days",
                                             "open_cases > 0",
                                             "tags has \"vip\"",
                                             "rfm in (\"555\", \"1\")",
                                             "name ~ \"ali\"",
                                             "points >= 9223372036854775808",
                                             "consent(email, marketing)",
                                             "kind = company",
                                             "segment = \"Champions\"",
                                             "age > 99999999999999999999",
                                             "birthday in 7 days",
                                             "lifecycle = \"new\"",
                                             "unknown_fact = 1",
                                             "points = -1"};
    unsigned choice = monkey_below(monkey, depth > 6 ? 1 : 5);
    if (choice == 1)
        return arena_format(monkey->arena, "(%s) and (%s)", filter(monkey, depth + 1),
                            filter(monkey, depth + 1));
    if (choice == 2)
        return arena_format(monkey->arena, "not (%s)", filter(monkey, depth + 1));
    if (choice == 3)
        return arena_format(monkey->arena, "%s or %s", filter(monkey, depth + 1), filter(monkey, depth + 1));
    return ONE_OF(monkey, conditions);
}

/* A text of some length at or next to a limit that somebody may have set. */
static const char *long_text(Monkey *monkey)
{
    static const unsigned lengths[] = {64,   65,   120,  128,  129,  200,   201,   300,   500,   501,  1000,
                                       1001, 2000, 2001, 8192, 8193, 16000, 16001, 32768, 32769, 60000};
    static const char *const letters[] = {"a", "۴", "ی", "\xf0\x9f\x98\x80", " ", "x y "};
    size_t length = ONE_OF(monkey, lengths);
    const char *letter = ONE_OF(monkey, letters);
    size_t limit = monkey->honest && monkey->room_bytes > 300 ? 300 : monkey->room_bytes;
    if (length > limit)
        length = limit;
    char *text = arena_take(monkey->arena, length + 8);
    size_t step = strlen(letter);
    for (size_t at = 0; at + step <= length; at += step)
        memcpy(text + at, letter, step);
    return text;
}

static const char *hostile_text(Monkey *monkey)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "%s%n%d",
                                        "'; drop table deals; --",
                                        "\x01\x02\x1f",
                                        "\xe2\x80\x8b\xe2\x80\x8f",
                                        "null",
                                        "-1",
                                        "0",
                                        "9223372036854775807",
                                        "کاربر گرامی",
                                        "a\nb\rc\td",
                                        "../../etc/passwd",
                                        "\"\\",
                                        "{}",
                                        "\xef\xbb\xbf",
                                        "00000000-0000-0000-0000-000000000000",
                                        "01890000-0000-7000-8000-00000000F001",
                                        "ffffffff",
                                        "ZZZ",
                                        "ir",
                                        ":",
                                        "a:b:c",
                                        "\xf0\x9f\x98\x80",
                                        "\xc2\xa0",
                                        "1e999",
                                        "NaN",
                                        "a@b",
                                        "@",
                                        "+",
                                        "+989",
                                        "0000-00-00",
                                        "2024-02-30"};
    unsigned choice = monkey_below(monkey, 20);
    if (choice < 6)
        return long_text(monkey);
    if (choice == 6)
        return stranger(monkey);
    if (choice == 7 && monkey_chance(monkey, 20))
        return "\xff\xfe broken";
    return ONE_OF(monkey, texts);
}

static const char *identifier(Monkey *monkey)
{
    unsigned number = monkey_below(monkey, 40);
    switch (monkey_below(monkey, 5)) {
    case 0:
        return arena_format(monkey->arena, "user%u@example.com", number);
    case 1:
        return arena_format(monkey->arena, "+98912%07u", number);
    case 2:
        return arena_format(monkey->arena, "0912%07u", number);
    case 3:
        return arena_format(monkey->arena, "C-%u", number);
    default:
        return arena_format(monkey->arena, "%010u", number);
    }
}

static const char *word(Monkey *monkey)
{
    static const char *const words[] = {"gold",      "silver", "web",      "phone", "sara",    "reza",
                                        "علی رضایی", "مریم",   "Tehran",   "vip",   "nightly", "General",
                                        "piece",     "card",   "birthday", "email"};
    return monkey_chance(monkey, 30) ? arena_format(monkey->arena, "word %u", monkey_below(monkey, 200))
                                     : ONE_OF(monkey, words);
}

static const char *named_text(Monkey *monkey, const ProtobufCFieldDescriptor *field)
{
    static const char *const facts[] = {"name", "birthday", "address",     "language",
                                        "tags", "region",   "custom.size", "gender"};
    const char *name = field->name;
    static const char *const currencies[] = {"IRR", "IRR", "EUR", "USD", "JPY"};
    static const char *const dates[] = {"1990-05-17", "2000-02-29", "2026-01-02", "1900-01-01", "9999-12-31"};
    static const char *const sources[] = {"sales", "loyalty", "support", "marketing", "analytics"};
    if (ends_with(name, "currency"))
        return ONE_OF(monkey, currencies);
    if (ends_with(name, "date"))
        return ONE_OF(monkey, dates);
    if (strcmp(name, "filter") == 0)
        return filter(monkey, 0);
    if (strcmp(name, "source") == 0)
        return ONE_OF(monkey, sources);
    if (strcmp(name, "value") == 0)
        return identifier(monkey);
    if (strcmp(name, "country") == 0 || strcmp(name, "phone_region") == 0)
        return "IR";
    if (strcmp(name, "name") == 0 && field->id == 1)
        return monkey_chance(monkey, 60) ? ONE_OF(monkey, facts) : NULL;
    if (strcmp(name, "worker") == 0)
        return monkey_chance(monkey, 80) ? "w1" : "w2";
    return NULL;
}

const char *value_text(Monkey *monkey, const ProtobufCFieldDescriptor *field, Mood mood)
{
    const char *name = field->name;
    bool is_id = ends_with(name, "_id") || ends_with(name, "ids");
    if (monkey_chance(monkey, mood == PLAUSIBLE ? 1 : mood == CARELESS ? 8 : 35))
        return is_id && monkey->honest ? (monkey_chance(monkey, 60) ? "" : stranger(monkey))
                                       : hostile_text(monkey);
    const char *seen = pool_text(&monkey->pool, monkey, name);
    if (strcmp(name, "after") == 0)
        return mood == PLAUSIBLE ? NULL : pool_text(&monkey->pool, monkey, "next");
    if (is_id)
        return seen && monkey_chance(monkey, 93) ? seen
               : monkey_chance(monkey, 50)       ? stranger(monkey)
                                                 : fresh_id(monkey);
    if (strcmp(name, "business_key") == 0 && monkey_chance(monkey, 85))
        return arena_format(monkey->arena, "key-%u", monkey_below(monkey, 100000));
    const char *named = named_text(monkey, field);
    if (named)
        return named;
    return seen && monkey_chance(monkey, 50) ? seen : word(monkey);
}

/* --- numbers
 * ------------------------------------------------------------------------------------------------------ */

static int64_t hostile_number(Monkey *monkey)
{
    static const int64_t numbers[] = {0,
                                      1,
                                      -1,
                                      2,
                                      INT64_MIN,
                                      INT64_MAX,
                                      INT64_MIN + 1,
                                      INT64_MAX - 1,
                                      INT32_MAX,
                                      INT32_MIN,
                                      UINT32_MAX,
                                      1LL << 32,
                                      1000000000000000LL,
                                      1000000000000001LL,
                                      -1000000000000000LL,
                                      1000000000000LL,
                                      1000000000001LL,
                                      1000000000LL,
                                      1000000001LL,
                                      100,
                                      101,
                                      10000,
                                      10001,
                                      3660,
                                      3661,
                                      365,
                                      255,
                                      256,
                                      63,
                                      64,
                                      4000000000000000000LL,
                                      -4000000000000000000LL,
                                      8640000000000001LL,
                                      123456789};
    return ONE_OF(monkey, numbers);
}

static int64_t near_time(Monkey *monkey, Mood mood)
{
    int64_t now = department_now_ms(monkey->departments[0]);
    static const int64_t steps[] = {
        0,      1,       -1,          1000,         -1000,        3600000,      -3600000,
        DAY_MS, -DAY_MS, 30 * DAY_MS, -30 * DAY_MS, 400 * DAY_MS, -400 * DAY_MS};
    if (mood == PLAUSIBLE || monkey_chance(monkey, 50))
        return now + ONE_OF(monkey, steps);
    static const int64_t far[] = {1,
                                  -1,
                                  0,
                                  253402300799999LL,
                                  253402300800000LL,
                                  -62135596800000LL,
                                  -DAY_MS,
                                  4102444800000LL,
                                  100000000000000LL,
                                  INT64_MAX,
                                  INT64_MIN};
    return ONE_OF(monkey, far);
}

int64_t value_number(Monkey *monkey, const ProtobufCFieldDescriptor *field, Mood mood)
{
    static const int64_t amounts[] = {1000, 250000, 99, 1, 1000000, 12345678, 100};
    const char *name = field->name;
    int64_t seen;
    if (monkey_chance(monkey, mood == PLAUSIBLE ? 1 : mood == CARELESS ? 10 : 40))
        return hostile_number(monkey);
    if (ends_with(name, "_ms"))
        return near_time(monkey, mood);
    if (strcmp(name, "limit") == 0)
        return monkey_below(monkey, 12);
    if (strcmp(name, "quantity") == 0)
        return 1 + monkey_below(monkey, 5);
    if (pool_number(&monkey->pool, monkey, name, &seen) && monkey_chance(monkey, 60))
        return seen;
    if (strcmp(name, "amount_minor") == 0 || ends_with(name, "_minor"))
        return ONE_OF(monkey, amounts);
    if (strcmp(name, "points") == 0)
        return 1 + monkey_below(monkey, 500);
    if (strcmp(name, "partition") == 0 || strcmp(name, "partitions") == 0)
        return monkey_below(monkey, monkey_chance(monkey, 80) ? 4 : 64);
    return monkey_below(monkey, monkey_chance(monkey, 50) ? 6 : 101);
}
