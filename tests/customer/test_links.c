/* The same customer met by several departments: links, suggestions, merge and unmerge. */
#include "customer/card_test.h"
#include <stdio.h>

#define EMAIL PV__IDENTIFIER_KIND__EMAIL_ADDRESS
#define MOBILE PV__IDENTIFIER_KIND__PHONE_NUMBER
#define EXTERNAL PV__IDENTIFIER_KIND__EXTERNAL_ID

static void merge(Department *department, const char *one, const char *other)
{
    const char *others[] = {other};
    when(department, merge_customers, .customer_id = one, .n_other_ids = 1, .other_ids = others);
}

static void part(Department *department, const char *from, const char *id)
{
    const char *ids[] = {id};
    when(department, unmerge_customers, .customer_id = from, .n_part_ids = 1, .part_ids = ids);
}

TEST(one_identifier_met_by_two_departments_that_are_cut_off_ends_as_one_customer)
{
    Trio three = given_three();
    const char *one = introduced_with(three.all[0], "Sara Ahmadi", EXTERNAL, "C-1");
    const char *other = introduced_with(three.all[1], "Ahmadi", EXTERNAL, "C-1");
    const char *alone = introduced_with(three.all[2], "Ahmadi", EXTERNAL, "C-2");
    settle(&three);
    then_joined(&three, one, other, true);
    then_joined(&three, one, alone, false);
    then_all_agree(&three);
    for (int i = 0; i < 3; i++) {
        const pv_card *seen = card_view(department_state(three.all[i]), other);
        assert_int_equal(seen->n_ids, 2);
        assert_string_equal(seen->customer_id, strcmp(one, other) < 0 ? one : other);
    }
    for (int i = 0; i < 3; i++)
        then_rebuild_is_equal(three.all[i]);
}

TEST(an_email_joins_unless_names_or_birthdays_speak_against_it)
{
    static const struct {
        const char *name, *other;
        bool joined;
    } lines[] = {
        {"Sara Ahmadi", "سارا احمدی", false}, /* another script cannot be compared */
        {"Sara Ahmadi", "S. Ahmadi", true},    {"Sara Ahmadi", "Ahmadi", true},
        {"Sara Ahmadi", "Sara Ahmadii", true}, {"Sara Ahmadi", "Reza Ahmadi", false},
        {"علی کریمی", "علي كريمي", true},      {"Sara Ahmadi", NULL, true},
    };
    Trio three = given_three();
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char value[64];
        snprintf(value, sizeof value, "person%zu@example.com", i);
        const char *one = introduced_with(three.all[0], lines[i].name, EMAIL, value);
        const char *other = introduced_with(three.all[1], lines[i].other, EMAIL, value);
        settle(&three);
        then_joined(&three, one, other, lines[i].joined);
    }
    then_all_agree(&three);
    pv_suggestion_page *page = ask(three.all[2], list_suggestions, suggestion_page, .limit = 50);
    assert_int_equal(page->n_rows, 2);
    assert_true(page->rows[0]->score >= page->rows[1]->score);
    assert_non_null(strstr(page->rows[0]->reason, "e-mail"));
}

TEST(a_rejected_duplicate_is_not_suggested_again)
{
    Trio three = given_three();
    const char *sara = introduced_with(three.all[0], "Sara Ahmadi", MOBILE, "09121234567");
    const char *reza = introduced_with(three.all[0], "Reza Ahmadi", MOBILE, "09121234567");
    then_told(three.all[0], duplicate_suggested, .customer_id = reza, .other_id = sara);
    settle(&three);
    when(three.all[2], reject_duplicate, .customer_id = sara, .other_id = reza);
    then_told(three.all[2], customers_parted);
    settle(&three);
    for (int i = 0; i < 3; i++)
        assert_int_equal(((pv_suggestion_page *)ask(three.all[i], list_suggestions, suggestion_page))->n_rows,
                         0);
    then_all_agree(&three);
    change_text(three.all[1], reza, "name", "Sara Ahmadi");
    settle(&three);
    then_joined(&three, sara, reza, false);
}

TEST(merge_and_unmerge_lose_no_row_and_old_ids_resolve)
{
    Trio three = given_three();
    const char *a = introduced_with(three.all[0], "Sara Ahmadi", EMAIL, "a@example.com");
    const char *b = introduced_with(three.all[1], "Sara Karimi", EMAIL, "b@example.com");
    const char *c = introduced_with(three.all[2], "S. Karimi", EMAIL, "c@example.com");
    settle(&three);
    merge(three.all[0], a, b);
    then_told(three.all[0], customers_linked);
    settle(&three);
    merge(three.all[2], c, b);
    settle(&three);
    then_joined(&three, a, c, true);
    change_text(three.all[1], c, "language", "fa");
    settle(&three);
    assert_string_equal(text_of(three.all[0], a, "language"), "fa");

    part(three.all[1], a, b); /* b was the bridge between a and c, who stay together */
    settle(&three);
    then_joined(&three, a, b, false);
    then_joined(&three, a, c, true);
    assert_string_equal(text_of(three.all[0], b, "language"), "");
    then_all_agree(&three);

    merge(three.all[2], b, c);
    settle(&three);
    then_joined(&three, a, b, true);
    then_all_agree(&three);
    const char *all[] = {a, b, c};
    when_refused(three.all[0], INVALID_INPUT, unmerge_customers, .customer_id = a, .n_part_ids = 3,
                 .part_ids = all);
    for (int i = 0; i < 3; i++)
        then_rebuild_is_equal(three.all[i]);
}

TEST(what_people_parted_no_identifier_joins_again)
{
    Trio three = given_three();
    const char *a = introduced_with(three.all[0], "Sara Ahmadi", EXTERNAL, "C-1");
    const char *b = introduced_with(three.all[1], "Sara Ahmadi", EXTERNAL, "C-1");
    settle(&three);
    then_joined(&three, a, b, true);
    part(three.all[2], a, b);
    settle(&three);
    then_joined(&three, a, b, false);
    const char *c = introduced_with(three.all[2], "Sara Ahmadi", EXTERNAL, "C-1");
    settle(&three);
    then_joined(&three, a, b, false); /* c goes to one of them, the other is suggested */
    bool with_a = strcmp(resolved(three.all[0], a), resolved(three.all[0], c)) == 0;
    bool with_b = strcmp(resolved(three.all[0], b), resolved(three.all[0], c)) == 0;
    assert_true(with_a != with_b);
    then_all_agree(&three);
    when_refused(three.all[0], NOT_JOINED, unmerge_customers, .customer_id = c, .n_part_ids = 1,
                 .part_ids = (const char *[]){with_a ? b : a, NULL});
    merge(three.all[1], a, b);
    settle(&three);
    then_joined(&three, a, b, true);
    then_joined(&three, a, c, true);
}

/* F40: merges and unmerges in different orders on three departments, some of them concurrent. */
TEST(merge_unmerge_merge_in_any_order_ends_alike)
{
    for (unsigned round = 0; round < 12; round++) {
        Trio three = given_three();
        const char *a = introduced_with(three.all[0], "A", EMAIL, NULL);
        const char *b = introduced_with(three.all[1], "B", EMAIL, NULL);
        settle(&three);
        merge(three.all[round % 3], a, b);
        if (round & 1)
            settle(&three);
        else
            department_deliver(three.all[round % 3], three.all[(round + 1) % 3]);
        part(three.all[(round + (round & 1)) % 3], a, b);
        if (round & 2)
            settle(&three);
        if (round & 4)
            merge(three.all[(round + 2) % 3], a, b);
        then_joined(&three, a, a, true);
        settle(&three);
        merge(three.all[(round + 1) % 3], b, a);
        settle(&three);
        then_joined(&three, a, b, true);
        part(three.all[round % 3], a, b);
        settle(&three);
        then_joined(&three, a, b, false);
        then_all_agree(&three);
        for (int i = 0; i < 3; i++)
            then_rebuild_is_equal(three.all[i]);
    }
}

TEST(who_hears_of_the_parting_before_the_merge_keeps_the_same_card)
{
    Trio three = given_three();
    Department *first = three.all[0], *second = three.all[1], *third = three.all[2];
    const char *sara = introduced_with(first, "Sara Ahmadi", EXTERNAL, "C-1");
    const char *reza = introduced_with(first, "Reza Karimi", EXTERNAL, "C-2");
    settle(&three);
    merge(first, sara, reza);
    department_deliver(first, second);
    part(second, sara, reza);
    department_deliver(second, third);
    department_deliver(first, third);
    settle(&three);
    then_joined(&three, sara, reza, false);
    then_all_agree(&three);
}

TEST(a_weak_identifier_that_many_share_joins_nobody)
{
    Department *card = given_card();
    for (unsigned i = 0; i < CARD_SHARED_CLAIM_LIMIT + 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "Zzyx%u Aa%u", i, i);
        introduced_with(card, name, MOBILE, "02188881111");
    }
    then_not_told(card, duplicate_suggested);
    then_not_told(card, customers_linked);
}

TEST(a_joined_customer_has_a_limit)
{
    Department *card = given_card();
    const char *first = introduced_with(card, "A", EXTERNAL, "C-1");
    for (unsigned i = 1; i < CARD_JOINED_LIMIT; i++) {
        char low[40];
        snprintf(low, sizeof low, "01890000-0000-7000-8000-%012u", i);
        pv_link_pair pair = PV__LINK_PAIR__INIT;
        pv_link_pair *pairs[] = {&pair};
        pair.customer_id = first;
        pair.other_id = low;
        when_heard_card(card, "sales", customers_linked, .n_pairs = 1, .pairs = pairs, .automatic = true);
    }
    assert_int_equal(card_component(department_state(card), first).count, CARD_JOINED_LIMIT);
    const char *other = introduced_with(card, "B", EXTERNAL, "C-2");
    const char *others[] = {other};
    when_refused(card, TOO_MANY_JOINED, merge_customers, .customer_id = first, .n_other_ids = 1,
                 .other_ids = others);
}

TEST(the_search_over_existing_data_suggests_namesakes)
{
    Department *card = given_card();
    pv_fact birthday = PV__FACT__INIT;
    pv_fact *facts[] = {&birthday};
    birthday.name = "birthday";
    birthday.date = "1985-03-21";
    for (int i = 0; i < 2; i++)
        when(card, introduce_customer, .name = "Mina Rad", .n_facts = 1, .facts = facts,
             .allow_duplicate = true);
    for (int i = 0; i < 250; i++) {
        char name[32];
        snprintf(name, sizeof name, "Person Number%03d", i);
        introduced_with(card, name, EMAIL, NULL);
    }
    const char *id = "01890000-0000-7000-8000-0000000000aa";
    when(card, find_duplicates, .search_id = id);
    department_run_jobs(card);
    pv_duplicate_search *search = ask(card, get_duplicate_search, duplicate_search, .search_id = id);
    assert_true(search->done);
    assert_int_equal(search->looked_at, 252);
    assert_int_equal(search->suggested, 1);
    pv_suggestion_page *page = ask(card, list_suggestions, suggestion_page);
    assert_int_equal(page->n_rows, 1);
    assert_int_equal(page->rows[0]->score, 85);
    then_rebuild_is_equal(card);
}

TEST(a_birthday_that_is_no_date_is_compared_without_harm)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", PV__IDENTIFIER_KIND__EMAIL_ADDRESS, "s@example.com");
    pv_fact fact = PV__FACT__INIT, *facts[] = {&fact};
    fact.name = "birthday";
    fact.text = "in spring";
    when_heard_card(card, "sales", fact_changed, .customer_id = sara, .n_facts = 1, .facts = facts);
    const char *other = remembered("01900000-0000-7000-8000-00000000abcd");
    pv_fact date = PV__FACT__INIT, *dates[] = {&date};
    date.name = "birthday";
    date.date = "1985-03-21";
    when_heard_card(card, "sales", customer_introduced, .customer_id = other, .n_facts = 1, .facts = dates);
    when_card(card, add_identifier, .customer_id = other,
              .identifier = &(pv_identifier){.base = {.descriptor = &pv__identifier__descriptor},
                                             .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                                             .value = "s@example.com"});
    then_rebuild_is_equal(card);
}
