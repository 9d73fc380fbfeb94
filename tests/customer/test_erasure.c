/* Erasure: nothing personal is left, nothing brings the person back, and who comes back by own will is
 * welcome. */
#include "customer/card_test.h"

#define EMAIL PV__IDENTIFIER_KIND__EMAIL_ADDRESS
#define EXTERNAL PV__IDENTIFIER_KIND__EXTERNAL_ID

static void then_nothing_is_left(Department *department, const char *id)
{
    const PvState *state = department_state(department);
    assert_true(card_is_erased(state, id));
    assert_string_equal(card_display_name(state, id), "");
    const pv_card *card = card_view(state, id);
    assert_true(card->erased);
    assert_int_equal(card->n_facts, 0);
    assert_int_equal(card->n_history, 0);
    for (size_t i = 0; i < card->n_identifiers; i++)
        assert_true(!is_given(card->identifiers[i]->value));
    for (size_t i = 0; i < card->n_relations; i++)
        assert_true(!is_given(card->relations[i]->role));
    assert_null(card_find(state, EMAIL, NULL, "sara@example.com"));
    assert_false(card_may_contact(state, id, PV__CHANNEL__EMAIL, PV__PURPOSE__SERVICE));
    assert_int_equal(
        ((pv_customer_page *)ask(department, list_customers, customer_page, .name_prefix = "sara"))->n_rows,
        0);
}

TEST(an_erased_person_is_gone_everywhere_under_all_ids)
{
    Trio three = given_three();
    const char *sara = introduced_with(three.all[0], "Sara Ahmadi", EMAIL, "sara@example.com");
    const char *again = introduced_with(three.all[1], "Sara Ahmadi", EMAIL, "sara@example.com");
    const char *firm = introduced_with(three.all[1], "Parsian", EMAIL, "info@parsian.example");
    settle(&three);
    change_text(three.all[0], sara, "language", "fa");
    change_text(three.all[0], sara, "language", "en");
    when(three.all[1], relate_customers, .customer_id = sara, .other_customer_id = firm, .kind = "works_at",
         .role = "buyer");
    settle(&three);
    then_joined(&three, sara, again, true);
    when(three.all[2], erase_customer, .customer_id = again);
    then_told(three.all[2], customer_erased);
    settle(&three);
    for (int i = 0; i < 3; i++) {
        then_nothing_is_left(three.all[i], sara);
        then_nothing_is_left(three.all[i], again);
        department_erase_log(three.all[i]);
        then_rebuild_is_equal(three.all[i]);
    }
    then_all_agree(&three);
    when_refused(three.all[0], INVALID_INPUT, erase_customer, .customer_id = "x");
}

TEST(a_late_event_about_an_erased_person_brings_nothing_back)
{
    Trio three = given_three();
    const char *sara = introduced_with(three.all[0], "Sara Ahmadi", EMAIL, "sara@example.com");
    settle(&three);
    when(three.all[1], erase_customer, .customer_id = sara);
    change_text(three.all[0], sara, "language", "fa");
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    identifier.kind = EMAIL;
    identifier.value = "sara.a@example.com";
    when(three.all[0], add_identifier, .customer_id = sara, .identifier = &identifier);
    settle(&three);
    for (int i = 0; i < 3; i++) {
        then_nothing_is_left(three.all[i], sara);
        assert_null(card_find(department_state(three.all[i]), EMAIL, NULL, "sara.a@example.com"));
        department_erase_log(three.all[i]);
        then_rebuild_is_equal(three.all[i]);
    }
    then_all_agree(&three);
    pv_fact fact = PV__FACT__INIT;
    pv_fact *facts[] = {&fact};
    fact.name = "language";
    when_refused(three.all[0], CUSTOMER_ERASED, change_facts, .customer_id = sara, .n_facts = 1,
                 .facts = facts);
    when(three.all[0], erase_customer, .customer_id = sara);
    then_not_told(three.all[0], customer_erased);
}

TEST(an_erased_person_is_not_imported_again_but_may_come_back)
{
    Department *card = given_card();
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    pv_identifier *identifiers[] = {&identifier};
    identifier.kind = EMAIL;
    identifier.value = "sara@example.com";
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    when(card, erase_customer, .customer_id = sara);
    when_refused(card, SUPPRESSED, introduce_customer, .name = "Sara Ahmadi", .n_identifiers = 1,
                 .identifiers = identifiers);
    when_refused(card, SUPPRESSED, customer_reference, .identifier = &identifier, .name = "Sara Ahmadi");
    when(card, introduce_customer, .name = "Sara Ahmadi", .n_identifiers = 1, .identifiers = identifiers,
         .comes_back = true);
    then_told(card, suppression_lifted);
    then_told(card, customer_introduced);
    const char *found = card_find(department_state(card), EMAIL, NULL, "sara@example.com");
    assert_non_null(found);
    assert_string_not_equal(found, sara);
    assert_true(card_may_contact(department_state(card), found, PV__CHANNEL__EMAIL, PV__PURPOSE__SERVICE));
    then_rebuild_is_equal(card);
}

TEST(who_withdraws_for_ever_is_not_imported_under_another_id)
{
    Department *card = given_card();
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    identifier.kind = EMAIL;
    identifier.value = "sara@example.com";
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    when(card, withdraw_consent, .customer_id = sara, .purpose = PV__PURPOSE__MARKETING, .for_ever = true);
    when(card, remove_identifier, .customer_id = sara, .identifier = &identifier);
    when_refused(card, SUPPRESSED, customer_reference, .identifier = &identifier);
    when_refused(card, SUPPRESSED, add_identifier, .customer_id = sara, .identifier = &identifier);
}

TEST(who_was_introduced_meanwhile_under_a_strong_identifier_is_erased_too)
{
    Trio three = given_three();
    const char *sara = introduced_with(three.all[0], "Sara Ahmadi", EXTERNAL, "C-1");
    when(three.all[0], erase_customer, .customer_id = sara);
    const char *again = introduced_with(three.all[1], "Sara Ahmadi", EXTERNAL, "C-1");
    settle(&three);
    for (int i = 0; i < 3; i++) {
        then_nothing_is_left(three.all[i], again);
        then_nothing_is_left(three.all[i], sara);
    }
    then_all_agree(&three);
}
