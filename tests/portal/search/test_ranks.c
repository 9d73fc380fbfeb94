/* The order of hits: codes, whole words, beginnings, mistakes; whole names; what is open, recent, often bought. */
#include "portal/search/search_test.h"

#define YEAR_MS 31556952000LL

TEST(whole_words_come_before_beginnings_and_mistakes)
{
    Department *portal = given_portal();
    introduced(portal, "Kerima Nouri", 0, NULL);
    introduced(portal, "Karimizadeh Reza", 0, NULL);
    introduced(portal, "Reza Karimi", 0, NULL);
    then_found(portal, "karimi", "Reza Karimi|Karimizadeh Reza");
    then_found(portal, "karima", "Kerima Nouri|Reza Karimi|Karimizadeh Reza");
}

TEST(a_whole_name_comes_before_a_part)
{
    Department *portal = given_portal();
    introduced(portal, "Parsa Trading", 0, NULL);
    introduced(portal, "Parsa", 0, NULL);
    then_found(portal, "parsa", "Parsa|Parsa Trading");
    introduced(portal, "علی گل‌محمدی رضا", 0, NULL);
    introduced(portal, "علی گل‌محمدی", 0, NULL);
    then_found(portal, "علی گل‌محمدی", "علی گل‌محمدی|علی گل‌محمدی رضا");
}

TEST(numbers_come_first)
{
    Department *portal = given_portal();
    introduced(portal, "Hall 124", 0, NULL);
    when_heard(portal, sales, deal_opened, .deal_id = id_of(1), .number = "D-000124", .title = "Ovens",
               .customer_id = introduced(portal, "Sara", 0, NULL));
    then_found(portal, "124", "Ovens|Hall 124");
    then_found(portal, "D-000124", "Ovens");
    then_found(portal, "d124", "");
}

TEST(open_then_recent_then_frequent)
{
    Department *portal = given_portal();
    int64_t now_ms = department_now_ms(portal);
    const char *one = introduced(portal, "Sara One", 0, NULL);
    const char *two = introduced(portal, "Sara Two", 0, NULL);
    const char *three = introduced(portal, "Sara Three", 0, NULL);
    const char *four = introduced(portal, "Sara Four", 0, NULL);
    bought(portal, one, 3, now_ms - 5 * YEAR_MS);
    bought(portal, two, 3, now_ms);
    bought(portal, three, 30, now_ms);
    open_deals(portal, four, 1);
    then_found(portal, "sara", "Sara Four|Sara Three|Sara Two|Sara One");
    open_deals(portal, four, 0);
    then_found(portal, "sara", "Sara Three|Sara Two|Sara One|Sara Four");
    then_rebuild_is_equal(portal);
}

TEST(of_a_frequent_word_the_important_ones_are_shown)
{
    Department *portal = given_portal();
    const char *old = introduced(portal, "Ali Old", 0, NULL);
    for (unsigned i = 0; i < 700; i++)
        introduced(portal, "Ali Crowd", 0, NULL);
    bought(portal, old, 4, department_now_ms(portal));
    portal_search_page *page = found(portal, "ali");
    assert_int_equal(page->n_hits, 20);
    assert_string_equal(page->hits[0]->title, "Ali Old");
    page = found(portal, "al");
    assert_string_equal(page->hits[0]->title, "Ali Old");
    page = found(portal, "a");
    assert_string_equal(page->hits[0]->title, "Ali Old");
}

TEST(limit_and_kinds)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Coffee House", 0, NULL);
    when_heard(portal, sales, deal_opened, .deal_id = id_of(1), .number = "D-000001", .title = "Coffee machines",
               .customer_id = sara, .owner = "neda");
    when_heard(portal, support, case_opened, .case_id = id_of(2), .number = "C-000001", .subject = "Coffee is cold",
               .customer_id = sara);
    assert_int_equal(found(portal, "coffee")->n_hits, 3);
    assert_int_equal((ask(portal, search, search_page, .q = "coffee", .limit = 2))->n_hits, 2);
    assert_int_equal((ask(portal, search, search_page, .q = "coffee", .limit = 5000))->n_hits, 3);
    Portal__HitKind deals[] = {PORTAL__HIT_KIND__HIT_DEAL}, others[] = {PORTAL__HIT_KIND__HIT_CASE,
                                                                         PORTAL__HIT_KIND__HIT_CUSTOMER};
    portal_search_page *page = ask(portal, search, search_page, .q = "coffee", .n_kinds = 1, .kinds = deals);
    assert_int_equal(page->n_hits, 1);
    assert_string_equal(page->hits[0]->title, "Coffee machines");
    assert_string_equal(page->hits[0]->owner, "neda");
    assert_string_equal(page->hits[0]->subtitle, "Coffee House");
    assert_string_equal(page->hits[0]->number, "D-000001");
    assert_int_equal((ask(portal, search, search_page, .q = "coffee", .n_kinds = 2, .kinds = others))->n_hits, 2);
}
