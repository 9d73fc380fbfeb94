/* Introducing customers: normal forms, warnings of duplicates, references, lists. */
#include "customer/card_test.h"
#include <stdio.h>

#define EMAIL PV__IDENTIFIER_KIND__EMAIL_ADDRESS
#define MOBILE PV__IDENTIFIER_KIND__PHONE_NUMBER

TEST(identifiers_come_to_one_form)
{
    static const struct {
        Pv__IdentifierKind kind;
        const char *namespace, *given, *normal; /* normal NULL: refused */
    } lines[] = {
        {EMAIL, NULL, " Sara.Ahmadi@Example.COM ", "sara.ahmadi@example.com"},
        {EMAIL, NULL, "not an address", NULL},
        {MOBILE, NULL, "0912 123 4567", "+989121234567"},
        {MOBILE, NULL, "۰۹۱۲۱۲۳۴۵۶۷", "+989121234567"},
        {MOBILE, NULL, "+98 (912) 123-4567", "+989121234567"},
        {MOBILE, NULL, "12", NULL},
        {PV__IDENTIFIER_KIND__NATIONAL_ID, NULL, "۰۰۱۲۳۴۵۶۷۹", "0012345679"},
        {PV__IDENTIFIER_KIND__NATIONAL_ID, NULL, "0012345678", NULL},
        {PV__IDENTIFIER_KIND__NATIONAL_ID, "DE", "l01x-00t47", "L01X00T47"},
        {PV__IDENTIFIER_KIND__COMPANY_ID, NULL, "10380284790", "10380284790"},
        {PV__IDENTIFIER_KIND__COMPANY_ID, NULL, "10380284791", NULL},
        {PV__IDENTIFIER_KIND__CARD_NUMBER, NULL, "gold-12 34", "GOLD1234"},
        {PV__IDENTIFIER_KIND__SOCIAL_HANDLE, "Telegram", "@SaraA", "saraa"},
        {PV__IDENTIFIER_KIND__SOCIAL_HANDLE, NULL, "@SaraA", NULL},
        {PV__IDENTIFIER_KIND__EXTERNAL_ID, "Shop", " 00017 ", "00017"},
        {PV__IDENTIFIER_KIND__EXTERNAL_ID, NULL, "17", NULL},
        {PV__IDENTIFIER_KIND__IDENTIFIER_KIND_UNSPECIFIED, NULL, "17", NULL},
    };
    Department *card = given_card();
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char why[PV_WHY_BYTES];
        pv_identifier given = PV__IDENTIFIER__INIT;
        given.kind = lines[i].kind;
        given.namespace_ = lines[i].namespace;
        given.value = lines[i].given;
        const pv_identifier *known = identify(department_state(card), &given, NULL, why);
        if (!lines[i].normal && known)
            fail_msg("%s was taken as %s", lines[i].given, known->value);
        if (lines[i].normal && !known)
            fail_msg("%s was refused: %s", lines[i].given, why);
        if (known && strcmp(known->value, lines[i].normal) != 0)
            fail_msg("%s became %s", lines[i].given, known->value);
        if (known)
            assert_int_equal(strlen(known->claim), 32);
    }
}

TEST(a_new_customer_is_found_by_any_form_of_its_identifiers)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "سارا احمدی", MOBILE, "0912 123 4567");
    then_told(card, customer_introduced, .customer_id = sara, .kind = PV__CUSTOMER_KIND__PERSON);
    assert_string_equal(card_find(department_state(card), MOBILE, NULL, "+989121234567"), sara);
    assert_null(card_find(department_state(card), MOBILE, NULL, "+989121234568"));
    pv_identifier wanted = PV__IDENTIFIER__INIT;
    wanted.kind = MOBILE;
    wanted.value = "۰۹۱۲۱۲۳۴۵۶۷";
    pv_card *found = ask(card, find_customer, card, .identifier = &wanted);
    assert_string_equal(found->display_name, "سارا احمدی");
    wanted.value = "09121234568";
    ask_refused(card, CUSTOMER_NOT_FOUND, find_customer, .identifier = &wanted);
    assert_string_equal(card_display_name(department_state(card), sara), "سارا احمدی");
}

TEST(a_likely_duplicate_is_refused_unless_it_is_wanted)
{
    Department *card = given_card();
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    pv_identifier *identifiers[] = {&identifier};
    identifier.kind = EMAIL;
    identifier.value = "sara@example.com";
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    when_refused(card, LIKELY_DUPLICATE, introduce_customer, .name = "S. Ahmadi", .n_identifiers = 1,
                 .identifiers = identifiers);
    assert_non_null(strstr(department_refusal(card), sara));

    pv_fact birthday = PV__FACT__INIT;
    pv_fact *facts[] = {&birthday};
    birthday.name = "birthday";
    birthday.date = "1985-03-21";
    when(card, introduce_customer, .name = "Reza Karimi", .n_facts = 1, .facts = facts);
    when_refused(card, LIKELY_DUPLICATE, introduce_customer, .name = "reza  KARIMI", .n_facts = 1,
                 .facts = facts);
    when(card, introduce_customer, .name = "Reza Karimi", .n_facts = 1, .facts = facts,
         .allow_duplicate = true);
}

TEST(wrong_input_names_its_field)
{
    Department *card = given_card();
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    pv_identifier *identifiers[] = {&identifier};
    identifier.kind = EMAIL;
    identifier.value = "nobody";
    when_refused(card, INVALID_INPUT, introduce_customer, .n_identifiers = 1, .identifiers = identifiers);
    assert_non_null(strstr(department_refusal(card), "identifiers[0].value"));
    when_refused(card, INVALID_INPUT, introduce_customer, .kind = PV__CUSTOMER_KIND__PERSON);
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact, &fact};
    static const char *const wrong_dates[] = {"1985-02-30", "85-02-03", "1985/02/03", "2001-13-01",
                                              "1985-02-03x"};
    fact.name = "birthday";
    for (size_t i = 0; i < sizeof wrong_dates / sizeof wrong_dates[0]; i++) {
        fact.date = wrong_dates[i];
        when_refused(card, INVALID_INPUT, introduce_customer, .name = "A", .n_facts = 1, .facts = facts);
    }
    fact = (pv_fact)PV__FACT__INIT;
    fact.name = "shoe_size";
    fact.text = "41";
    when_refused(card, INVALID_INPUT, introduce_customer, .name = "A", .n_facts = 1, .facts = facts);
    fact.name = "custom.shoe_size";
    when_refused(card, INVALID_INPUT, introduce_customer, .name = "A", .n_facts = 2, .facts = facts);
    when(card, introduce_customer, .name = "A", .n_facts = 1, .facts = facts);
    when_refused(card, INVALID_INPUT, change_facts, .customer_id = "x", .n_facts = 1, .facts = facts);
    when_refused(card, CUSTOMER_NOT_FOUND, change_facts,
                 .customer_id = "01890000-0000-7000-8000-000000000001", .n_facts = 1, .facts = facts);
}

TEST(lists_go_by_any_word_of_the_name_in_pages)
{
    Department *card = given_card();
    char name[64];
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "Kian%02d Moradi", i);
        introduced_with(card, name, EMAIL, NULL);
    }
    introduced_with(card, "علي كريمي", EMAIL, NULL);
    unsigned found = 0;
    char token[1024] = "";
    do {
        pv_customer_page *page =
            ask(card, list_customers, customer_page, .name_prefix = "mora", .limit = 7, .after = token);
        found += (unsigned)page->n_rows;
        snprintf(token, sizeof token, "%s", or_empty(page->next));
    } while (token[0] && found < 100);
    assert_int_equal(found, 30);
    pv_customer_page *page = ask(card, list_customers, customer_page, .name_prefix = "Kian07");
    assert_int_equal(page->n_rows, 1);
    page = ask(card, list_customers, customer_page, .name_prefix = "کریمی"); /* stored with Arabic letters */
    assert_int_equal(page->n_rows, 1);
    page = ask(card, list_customers, customer_page, .limit = 500);
    assert_int_equal(page->n_rows, 31);
    ask_refused(card, INVALID_INPUT, list_customers, .after = "nonsense");
}

TEST(identifiers_are_added_and_removed)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    pv_identifier mobile = PV__IDENTIFIER__INIT;
    mobile.kind = MOBILE;
    mobile.value = "09121234567";
    when(card, add_identifier, .customer_id = sara, .identifier = &mobile);
    then_told(card, identifier_added, .customer_id = sara);
    when(card, add_identifier, .customer_id = sara, .identifier = &mobile);
    then_not_told(card, identifier_added);
    assert_string_equal(card_find(department_state(card), MOBILE, NULL, "09121234567"), sara);
    when(card, remove_identifier, .customer_id = sara, .identifier = &mobile);
    then_told(card, identifier_removed, .customer_id = sara);
    assert_null(card_find(department_state(card), MOBILE, NULL, "09121234567"));
    when_refused(card, NOT_FOUND, remove_identifier, .customer_id = sara, .identifier = &mobile);
    when(card, add_identifier, .customer_id = sara, .identifier = &mobile);
    assert_string_equal(card_find(department_state(card), MOBILE, NULL, "09121234567"), sara);
    pv_card *seen = ask(card, get_customer, card, .customer_id = sara);
    assert_int_equal(seen->n_identifiers, 2);
    then_rebuild_is_equal(card);
}

TEST(facts_keep_what_they_replaced)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, NULL);
    change_text(card, sara, "language", "fa");
    change_text(card, sara, "language", "en");
    then_told(card, fact_changed, .customer_id = sara);
    change_text(card, sara, "language", "en");
    then_not_told(card, fact_changed);
    pv_card *seen = ask(card, get_customer, card, .customer_id = sara);
    assert_int_equal(seen->n_history, 1);
    assert_string_equal(seen->history[0]->fact->text, "fa");
    for (int i = 0; i < 20; i++) {
        char text[16];
        snprintf(text, sizeof text, "l%d", i);
        change_text(card, sara, "language", text);
    }
    seen = ask(card, get_customer, card, .customer_id = sara);
    assert_int_equal(seen->n_history, CARD_HISTORY_LIMIT);
    assert_string_equal(seen->history[0]->fact->text, "l18");
    pv_person_name name = PV__PERSON_NAME__INIT;
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    name.given = "سارا";
    name.family = "احمدي";
    fact.name = "name";
    fact.person_name = &name;
    when(card, change_facts, .customer_id = sara, .n_facts = 1, .facts = facts);
    assert_string_equal(card_display_name(department_state(card), sara), "سارا احمدی");
    char *large = test_malloc(CARD_TEXT_LIMIT_BYTES);
    memset(large, 'x', CARD_TEXT_LIMIT_BYTES);
    large[CARD_TEXT_LIMIT_BYTES - 1] = 0;
    for (int i = 0; i < 5; i++) {
        char custom[32];
        snprintf(custom, sizeof custom, "custom.note_%d", i);
        change_text(card, sara, custom, large);
    }
    fact = (pv_fact)PV__FACT__INIT;
    fact.name = "custom.note_9";
    fact.text = large;
    when_refused(card, CARD_FULL, change_facts, .customer_id = sara, .n_facts = 1, .facts = facts);
    test_free(large);
}
