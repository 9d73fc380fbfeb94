/* Random customers come, change, are joined and erased; after each round every query must find exactly what a plain list
 * of names says. PAYVAND_SEED repeats a run. */
#include "portal/search/search_test.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PEOPLE 60
#define ROUNDS 400

static const char *const given_names[] = {"sara", "sarina", "ali", "alireza", "reza", "علی", "علیرضا", "سارا", "bo", "ن"};
static const char *const families[] = {"karimi", "karimian", "nouri", "کریمی", "کریمیان", "نوری", "li", "mohammadzadeh"};

typedef struct Person {
    const char *id;
    const char *given, *family;
    unsigned code;
    bool erased;
} Person;

static uint64_t seed;

static unsigned draw(unsigned limit)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(seed >> 33) % limit;
}

static void name_anew(Person *person)
{
    person->given = given_names[draw(sizeof given_names / sizeof given_names[0])];
    person->family = families[draw(sizeof families / sizeof families[0])];
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* What the ranks before mistakes promise: each word whole, the last may be a beginning. */
static bool fits(const Person *person, const char *first, const char *last)
{
    if (person->erased || !person->id)
        return false;
    bool by_last = starts(person->given, last) || starts(person->family, last);
    bool by_first = !first || strcmp(person->given, first) == 0 || strcmp(person->family, first) == 0;
    return by_last && by_first;
}

static const char *beginning_of_word(const char *word)
{
    static char beginning[64];
    size_t length = 1 + draw((unsigned)strlen(word));
    while (((uint8_t)word[length] & 0xc0) == 0x80)
        length++;
    snprintf(beginning, sizeof beginning, "%.*s", (int)length, word);
    return beginning;
}

static void check_query(Department *portal, const Person *people)
{
    const char *first = draw(2) ? given_names[draw(sizeof given_names / sizeof given_names[0])] : NULL;
    const char *last = beginning_of_word(draw(2) ? families[draw(sizeof families / sizeof families[0])]
                                                 : given_names[draw(sizeof given_names / sizeof given_names[0])]);
    char typed[128];
    snprintf(typed, sizeof typed, "%s%s%s", first ? first : "", first ? " " : "", last);
    if (first && strcmp(first, last) == 0)
        return; /* a word typed twice is one */
    size_t expected = 0;
    portal_search_page *page = ask(portal, search, search_page, .q = typed, .limit = 50);
    for (unsigned i = 0; i < PEOPLE; i++) {
        bool among = false;
        for (size_t at = 0; at < page->n_hits && people[i].id; at++)
            among |= strcmp(page->hits[at]->id, people[i].id) == 0;
        bool expects = fits(&people[i], first, last);
        expected += expects;
        if (expects && !among && page->n_hits < 50)
            fail_msg("\"%s\" does not find %s %s", typed, people[i].given, people[i].family);
        if (people[i].erased && among)
            fail_msg("\"%s\" finds an erased person", typed);
    }
    if (expected > page->n_hits && page->n_hits < 50)
        fail_msg("\"%s\" finds %zu of %zu", typed, page->n_hits, expected);
    for (size_t at = 1; at < page->n_hits; at++)
        assert_true(page->hits[at - 1]->score >= page->hits[at]->score);
}

static void change_one(Department *portal, Person *person, unsigned number)
{
    char name[128], code[16];
    if (!person->id || person->erased) {
        name_anew(person);
        snprintf(name, sizeof name, "%s %s", person->given, person->family);
        snprintf(code, sizeof code, "X%05u", number);
        person->erased = false;
        person->id = introduced(portal, name, EXTERNAL, code);
        person->code = number;
        return;
    }
    switch (draw(6)) {
    case 0:
        when_card(portal, erase_customer, .customer_id = person->id);
        person->erased = true;
        break;
    case 1:
    case 2:
        name_anew(person);
        snprintf(name, sizeof name, "%s %s", person->given, person->family);
        renamed(portal, person->id, name);
        break;
    case 3:
        bought(portal, person->id, draw(40), department_now_ms(portal) - (int64_t)draw(2000) * 86400000);
        break;
    case 4:
        open_deals(portal, person->id, draw(2));
        break;
    default:
        snprintf(code, sizeof code, "x%05u", person->code);
        if (!finds(portal, code, person->id))
            fail_msg("%s is not found", code);
    }
}

TEST(random_changes_against_a_plain_list)
{
    static Person people[PEOPLE];
    Department *portal = given_portal();
    const char *given_seed = getenv("PAYVAND_SEED");
    seed = given_seed ? strtoull(given_seed, NULL, 10) : (uint64_t)time(NULL);
    printf("PAYVAND_SEED=%llu\n", (unsigned long long)seed);
    for (unsigned round = 0; round < ROUNDS; round++) {
        change_one(portal, &people[draw(PEOPLE)], round);
        check_query(portal, people);
        check_query(portal, people);
        if (round % 150 == 149)
            department_restart(portal);
    }
    then_rebuild_is_equal(portal);
    department_erase_log(portal);
    then_rebuild_is_equal(portal);
}
