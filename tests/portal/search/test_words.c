/* What is typed in any form finds what was written in another: scripts, digits, half-spaces, case, identifiers. */
#include "portal/search/search_test.h"
#include <stdio.h>

TEST(persian_and_arabic_forms_are_the_same)
{
    static const struct {
        const char *name, *typed;
    } cases[] = {
        {"علی کریمی", "علي كريمي"},   /* Arabic yeh and kaf */
        {"مُحَمَّد رضایی", "محمد رضایی"},  /* vowel signs */
        {"فاطمة زهرا", "فاطمه"},       /* teh marbuta */
        {"آرش کیان", "ارش"},          /* alef with madda */
        {"رئیسی", "رییسی"},           /* hamza on yeh */
        {"José Ñandú", "jose nandu"}, /* diacritics */
        {"GROSSMANN", "großmann"},    /* case folding */
        {"ｗｉｄｅ", "wide"},              /* compatibility forms */
        {"خانه ۱۲۳", "خانه 123"},      /* digits */
        {"Unit 45", "unit ۴۵"},
        {"سـارا", "سارا"}, /* tatweel */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Department *portal = given_portal();
        const char *id = introduced(portal, cases[i].name, 0, NULL);
        if (!finds(portal, cases[i].typed, id))
            fail_msg("%s does not find %s", cases[i].typed, cases[i].name);
    }
}

TEST(a_half_space_may_be_a_space_or_nothing)
{
    Department *portal = given_portal();
    introduced(portal, "نگار گل‌محمدی", 0, NULL);
    then_found(portal, "گل‌محمدی", "نگار گل‌محمدی");
    then_found(portal, "گلمحمدی", "نگار گل‌محمدی");
    then_found(portal, "گل محمدی", "نگار گل‌محمدی");
    then_found(portal, "محمدی نگار", "نگار گل‌محمدی");
    introduced(portal, "Jean-Paul O'Brien", 0, NULL);
    then_found(portal, "jean paul", "Jean-Paul O'Brien");
    then_found(portal, "jeanpaul", "Jean-Paul O'Brien");
    then_found(portal, "jean-paul obrien", "Jean-Paul O'Brien");
    then_found(portal, "o'brien", "Jean-Paul O'Brien");
}

TEST(a_half_space_typed_finds_a_name_written_with_a_space)
{
    Department *portal = given_portal();
    introduced(portal, "نگار گل محمدی", 0, NULL);
    then_found(portal, "گل‌محمدی", "نگار گل محمدی");
}

TEST(words_match_in_any_order_and_all_must)
{
    Department *portal = given_portal();
    introduced(portal, "Sara Karimi", 0, NULL);
    introduced(portal, "Sara Nouri", 0, NULL);
    then_found(portal, "karimi sara", "Sara Karimi");
    then_found(portal, "sara kar", "Sara Karimi");
    then_found(portal, "kar sara", "");
    then_found(portal, "sara nouri karimi", "");
}

TEST(every_keystroke_finds_the_name)
{
    Department *portal = given_portal();
    const char *id = introduced(portal, "Bartholomew Featherstone", 0, NULL);
    const char *persian = introduced(portal, "داریوش شهریاری", 0, NULL);
    char typed[64];
    for (size_t length = 1; length <= strlen("Bartholomew Featherstone"); length++) {
        snprintf(typed, sizeof typed, "%.*s", (int)length, "Bartholomew Featherstone");
        if (!finds(portal, typed, id))
            fail_msg("%s does not find it", typed);
    }
    const char *name = "داریوش شهریاری";
    for (size_t length = 2; length <= strlen(name); length++) {
        snprintf(typed, sizeof typed, "%.*s", (int)length, name);
        if (((uint8_t)name[length] & 0xc0) != 0x80 && !finds(portal, typed, persian))
            fail_msg("%s does not find it", typed);
    }
}

TEST(identifiers_are_found_by_their_beginnings)
{
    Department *portal = given_portal();
    const char *sara = introduced(portal, "Sara", PHONE, "+989121234567");
    assert_true(finds(portal, "09121234567", sara));
    assert_true(finds(portal, "0912 123", sara));
    assert_true(finds(portal, "+98 912 123 4567", sara));
    assert_true(finds(portal, "00989121234567", sara));
    assert_true(finds(portal, "۰۹۱۲۱۲۳", sara));
    assert_true(finds(portal, "9121234567", sara));
    assert_true(finds(portal, "sara 0912", sara));
    assert_false(finds(portal, "0913", sara));
    const char *london = introduced(portal, "Alice", PHONE, "+442079460958");
    assert_true(finds(portal, "020 7946", london));
    const char *ali = introduced(portal, "Ali", EMAIL, "Ali.Reza@Example.com");
    assert_true(finds(portal, "ali.reza@exa", ali));
    assert_true(finds(portal, "alireza@example.com", ali));
    const char *imported = introduced(portal, "Mina", EXTERNAL, "C-000123");
    assert_true(finds(portal, "c-000123", imported));
    assert_true(finds(portal, "C000123", imported));
    assert_true(finds(portal, "c0001", imported));
    const char *national = introduced(portal, "Reza", NATIONAL, "0013542419");
    assert_true(finds(portal, "0013542419", national));
    assert_true(finds(portal, "001354", national));
}

TEST(nonsense_is_answered_with_nothing)
{
    Department *portal = given_portal();
    introduced(portal, "Sara", 0, NULL);
    then_found(portal, "", "");
    then_found(portal, "  - . ' ", "");
    then_found(portal, "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "");
    then_found(portal, "a b c d e f g h i j k l m n o p q r s t u v w x y z", "");
    then_found(portal, "%_*?[]\\\"';--", "");
    char huge[4096];
    memset(huge, 'a', sizeof huge - 1);
    huge[sizeof huge - 1] = 0;
    then_found(portal, huge, "");
}
