/* Mistyped words: one mistake in four to seven letters, two in longer ones; and the walk that finds them against every
 * word measured by itself. */
#include "portal/search/dictionary_inside.h"
#include "portal/search/search_test.h"
#include <stdio.h>
#include <stdlib.h>

TEST(mistakes_are_forgiven_by_the_length_of_the_word)
{
    static const struct {
        const char *name, *typed;
        bool found;
    } cases[] = {
        {"Karimi", "karmi", true},         {"Karimi", "karrimi", true},     {"Karimi", "karimo", true},
        {"Karimi", "kairmi", true},        {"Karimi", "krmi", false},       {"Reza", "rexa", true},
        {"Ali", "alo", false},             {"Hosseini", "hosseyni", true},   {"Hosseini", "hossieni", true},
        {"Golmohammadi", "golmuhamadi", true}, {"Golmohammadi", "golmuhmadi", false},
        {"Golmohammadi", "golmuham", true}, {"کریمی", "کرمیی", true},        {"کریمی", "کریم", true},
        {"حسینی", "حسنیی", true},           {"محمدی", "محدمی", true},         {"سلطانی", "صلطانی", true},
        {"اصفهانی", "اسفهانی", true},       {"سارا", "صارا", true},           {"رضا", "رظا", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Department *portal = given_portal();
        const char *id = introduced(portal, cases[i].name, 0, NULL);
        if (finds(portal, cases[i].typed, id) != cases[i].found)
            fail_msg("%s %s %s", cases[i].typed, cases[i].found ? "does not find" : "finds", cases[i].name);
    }
}

TEST(mistakes_in_every_word_of_a_query)
{
    Department *portal = given_portal();
    introduced(portal, "Mohammad Hosseini", 0, NULL);
    introduced(portal, "Mohsen Hassani", 0, NULL);
    then_found(portal, "mohamad hoseini", "Mohammad Hosseini");
    then_found(portal, "mohamad hosei", "Mohammad Hosseini");
}

TEST(words_come_and_go_with_their_documents)
{
    Department *portal = given_portal();
    const char *id = introduced(portal, "Zanjani", 0, NULL);
    then_found(portal, "zanjnai", "Zanjani"); /* the dictionary is read now */
    renamed(portal, id, "Kermanshahi");
    then_found(portal, "zanjnai", "");
    then_found(portal, "kermanshani", "Kermanshahi");
    introduced(portal, "Lahijani", 0, NULL);
    then_found(portal, "lahijnai", "Lahijani");
    department_restart(portal);
    then_found(portal, "lahijnai", "Lahijani");
    then_found(portal, "zanjnai", "");
}

static uint64_t draw(uint64_t *random, uint64_t limit)
{
    *random = *random * 6364136223846793005ULL + 1442695040888963407ULL;
    return (*random >> 33) % limit;
}

static unsigned distance_of(const char *one, const char *other)
{
    unsigned rows[40][40];
    size_t a = strlen(one), b = strlen(other);
    for (size_t i = 0; i <= a; i++)
        for (size_t j = 0; j <= b; j++) {
            if (!i || !j) {
                rows[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned best = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]);
            if (rows[i - 1][j] + 1 < best)
                best = rows[i - 1][j] + 1;
            if (rows[i][j - 1] + 1 < best)
                best = rows[i][j - 1] + 1;
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] && rows[i - 2][j - 2] + 1 < best)
                best = rows[i - 2][j - 2] + 1;
            rows[i][j] = best;
        }
    return rows[a][b];
}

/* Of the beginning of a word that is nearest. */
static unsigned distance_of_beginning(const char *word, const char *typed)
{
    unsigned best = 99;
    char beginning[40];
    for (size_t length = 0; length <= strlen(word); length++) {
        snprintf(beginning, sizeof beginning, "%.*s", (int)length, word);
        unsigned distance = distance_of(beginning, typed);
        if (distance < best)
            best = distance;
    }
    return best;
}

static void random_word(uint64_t *random, char *word)
{
    size_t length = 3 + draw(random, 9);
    for (size_t i = 0; i < length; i++)
        word[i] = (char)('a' + draw(random, 3));
    word[length] = 0;
}

static void compare_walk(Department *portal, const WordArray *array, char (*words)[40], size_t count, const char *typed,
                         bool prefix)
{
    static Similar similar[SIMILAR_GATHERED];
    unsigned limit = dictionary_distance(strlen(typed));
    SimilarSearch search = similar_begin(department_state(portal), typed, limit, prefix);
    similar_walk(&search, array);
    size_t got = similar_end(&search, similar, SIMILAR_GATHERED), expected = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned distance = prefix ? distance_of_beginning(words[i], typed) : distance_of(words[i], typed);
        if (distance > limit || strcmp(words[i], typed) == 0)
            continue;
        expected++;
        size_t at = 0;
        while (at < got && strcmp(similar[at].word, words[i]) != 0)
            at++;
        if (at == got)
            fail_msg("%s is %u from %s (prefix %d) and was not found", words[i], distance, typed, prefix);
        assert_int_equal(similar[at].distance, distance);
    }
    assert_int_equal(got, expected);
}

TEST(the_walk_finds_what_measuring_every_word_finds)
{
    static char words[900][40];
    Department *portal = given_portal();
    uint64_t random = 20260101;
    WordArray array = word_array_open();
    size_t count = 0;
    while (count < 900) {
        random_word(&random, words[count]);
        bool known = false;
        for (size_t i = 0; i < count && !known; i++)
            known = strcmp(words[i], words[count]) == 0;
        if (!known)
            word_array_add(&array, words[count++]);
    }
    word_array_sort(&array);
    assert_int_equal(array.count, 900);
    for (unsigned round = 0; round < 300; round++) {
        char typed[40];
        do
            random_word(&random, typed);
        while (strlen(typed) < 4);
        PvArenaMark mark = arena_mark(pv_arena(department_state(portal)));
        compare_walk(portal, &array, words, count, typed, false);
        compare_walk(portal, &array, words, count, typed, true);
        arena_rewind(pv_arena(department_state(portal)), mark);
    }
    word_array_close(&array);
}
