/* Consent, relations, references and announcements. */
#include "customer/card_test.h"

#define EMAIL PV__IDENTIFIER_KIND__EMAIL_ADDRESS
#define MAIL PV__CHANNEL__EMAIL
#define MARKETING PV__PURPOSE__MARKETING

static bool may(Department *department, const char *id, Pv__Channel channel, Pv__Purpose purpose)
{
    return card_may_contact(department_state(department), id, channel, purpose);
}

/* Withdraws; the id of the withdrawal, kept. */
static const char *withdraw(Department *department, const char *id, Pv__Channel channel, Pv__Purpose purpose)
{
    when(department, withdraw_consent, .customer_id = id, .channel = channel, .purpose = purpose);
    return remembered(
        ((const pv_consent_withdrawn *)department_told(department, &pv__consent_withdrawn__descriptor))
            ->consent_id);
}

TEST(marketing_needs_a_grant_and_service_does_not)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    assert_false(may(card, sara, MAIL, MARKETING));
    assert_true(may(card, sara, MAIL, PV__PURPOSE__SERVICE));
    when(card, grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING,
         .wording = "2026-1");
    then_told(card, consent_granted, .customer_id = sara, .basis = "consent");
    assert_true(may(card, sara, MAIL, MARKETING));
    assert_false(may(card, sara, PV__CHANNEL__SMS, MARKETING));
    when(card, grant_consent, .customer_id = sara, .purpose = PV__PURPOSE__RESEARCH,
         .ends_at_ms = department_now_ms(card) + 10000);
    assert_true(may(card, sara, PV__CHANNEL__PHONE, PV__PURPOSE__RESEARCH));
    when_time_passes(card, 20000);
    assert_false(may(card, sara, PV__CHANNEL__PHONE, PV__PURPOSE__RESEARCH));
    assert_false(may(card, "01890000-0000-7000-8000-000000000001", MAIL, PV__PURPOSE__SERVICE));
}

TEST(a_withdrawal_holds_until_a_grant_names_it)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    when(card, grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING);
    const char *first = withdraw(card, sara, MAIL, MARKETING);
    const char *second = withdraw(card, sara, PV__CHANNEL__CHANNEL_UNSPECIFIED, MARKETING);
    assert_false(may(card, sara, MAIL, MARKETING));
    const char *one[] = {first}, *both[] = {first, second},
               *none[] = {"01890000-0000-7000-8000-000000000001"};
    when_refused(card, CONSENT_WITHDRAWN, grant_consent, .customer_id = sara, .channel = MAIL,
                 .purpose = MARKETING);
    when_refused(card, CONSENT_WITHDRAWN, grant_consent, .customer_id = sara, .channel = MAIL,
                 .purpose = MARKETING, .n_overrides = 1, .overrides = one);
    when_refused(card, INVALID_INPUT, grant_consent, .customer_id = sara, .channel = MAIL,
                 .purpose = PV__PURPOSE__SERVICE, .n_overrides = 1, .overrides = none);
    pv_consent_state *asked =
        ask(card, get_consent, consent_state, .customer_id = sara, .channel = MAIL, .purpose = MARKETING);
    assert_int_equal(asked->n_holding_withdrawals, 2);
    assert_false(asked->allowed);
    when(card, grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING, .n_overrides = 2,
         .overrides = both);
    assert_true(may(card, sara, MAIL, MARKETING));
    assert_false(may(card, sara, PV__CHANNEL__SMS, MARKETING)); /* the second still holds there */
}

/* F36 */
TEST(a_withdrawal_beats_a_concurrent_grant_with_a_later_clock)
{
    Trio three = given_three();
    const char *sara = introduced_with(three.all[2], "Sara Ahmadi", EMAIL, "sara@example.com");
    settle(&three);
    when(three.all[2], grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING);
    settle(&three);
    const char *withdrawal = withdraw(three.all[0], sara, MAIL, MARKETING);
    when_time_passes(three.all[1], 30000);
    when(three.all[1], grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING);
    assert_true(may(three.all[1], sara, MAIL, MARKETING));
    settle(&three);
    for (int i = 0; i < 3; i++)
        assert_false(may(three.all[i], sara, MAIL, MARKETING));
    then_all_agree(&three);
    const char *named[] = {withdrawal};
    when(three.all[2], grant_consent, .customer_id = sara, .channel = MAIL, .purpose = MARKETING,
         .n_overrides = 1, .overrides = named);
    settle(&three);
    for (int i = 0; i < 3; i++)
        assert_true(may(three.all[i], sara, MAIL, MARKETING));
    then_all_agree(&three);
}

TEST(a_joined_customer_has_withdrawn_if_any_of_its_ids_has)
{
    Trio three = given_three();
    const char *a = introduced_with(three.all[0], "Sara Ahmadi", EMAIL, "a@example.com");
    const char *b = introduced_with(three.all[1], "Sara Karimi", EMAIL, "b@example.com");
    settle(&three);
    when(three.all[0], grant_consent, .customer_id = a, .channel = MAIL, .purpose = MARKETING);
    withdraw(three.all[1], b, MAIL, PV__PURPOSE__PURPOSE_UNSPECIFIED);
    assert_true(may(three.all[0], a, MAIL, MARKETING));
    const char *others[] = {b};
    settle(&three);
    when(three.all[2], merge_customers, .customer_id = a, .n_other_ids = 1, .other_ids = others);
    settle(&three);
    for (int i = 0; i < 3; i++) {
        assert_false(may(three.all[i], a, MAIL, MARKETING));
        assert_false(may(three.all[i], a, MAIL, PV__PURPOSE__SERVICE));
    }
}

TEST(relations_begin_and_end)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    const char *firm = introduced_with(card, "Parsian", EMAIL, "info@parsian.example");
    when(card, relate_customers, .customer_id = sara, .other_customer_id = firm, .kind = "works_at",
         .role = "buyer");
    const char *relation = remembered(
        ((const pv_relation_added *)department_told(card, &pv__relation_added__descriptor))->relation_id);
    when_refused(card, CARD_FULL, relate_customers, .customer_id = sara, .other_customer_id = firm,
                 .kind = "works_at", .role = "buyer");
    when_refused(card, INVALID_INPUT, relate_customers, .customer_id = sara, .other_customer_id = sara,
                 .kind = "partner");
    pv_card *seen = ask(card, get_customer, card, .customer_id = firm);
    assert_int_equal(seen->n_relations, 1);
    assert_string_equal(seen->relations[0]->role, "buyer");
    when_refused(card, RELATION_NOT_FOUND, end_relation, .customer_id = sara, .relation_id = firm);
    when(card, end_relation, .customer_id = sara, .relation_id = relation);
    then_told(card, relation_ended, .relation_id = relation);
    seen = ask(card, get_customer, card, .customer_id = sara);
    assert_true(seen->relations[0]->until_ms > 0);
    then_rebuild_is_equal(card);
}

TEST(a_reference_finds_or_introduces)
{
    Department *card = given_card();
    pv_identifier email = PV__IDENTIFIER__INIT;
    email.kind = EMAIL;
    email.value = "Sara@Example.com";
    when(card, customer_reference, .identifier = &email, .name = "Sara Ahmadi");
    then_told(card, customer_introduced, .kind = PV__CUSTOMER_KIND__PERSON);
    const char *sara = referred();
    email.value = "sara@example.com ";
    when(card, customer_reference, .identifier = &email, .name = "Somebody");
    then_not_told(card, customer_introduced);
    assert_string_equal(referred(), sara);
    when(card, customer_reference, .customer_id = sara);
    assert_string_equal(referred(), sara);
    email.value = "nonsense";
    when_refused(card, INVALID_INPUT, customer_reference, .identifier = &email);
    when_refused(card, INVALID_INPUT, customer_reference, .name = "Nobody");
    when_refused(card, CUSTOMER_NOT_FOUND, customer_reference,
                 .customer_id = "01890000-0000-7000-8000-000000000001");
}

TEST(announcements_of_each_department_stand_side_by_side)
{
    Department *card = given_card();
    const char *sara = introduced_with(card, "Sara Ahmadi", EMAIL, "sara@example.com");
    pv_loyalty_facts gold = PV__LOYALTY_FACTS__INIT, silver = PV__LOYALTY_FACTS__INIT;
    pv_sales_facts sales = PV__SALES_FACTS__INIT;
    gold.tier = "gold";
    silver.tier = "silver";
    sales.owner = "mina";
    when_heard_card(card, "loyalty", facts_announced, .customer_id = sara, .loyalty = &gold);
    when_heard_card(card, "sales", facts_announced, .customer_id = sara, .sales = &sales);
    when_heard_card(card, "loyalty", facts_announced, .customer_id = sara, .loyalty = &silver);
    pv_card *seen = ask(card, get_customer, card, .customer_id = sara);
    assert_string_equal(seen->loyalty->tier, "silver");
    assert_string_equal(seen->sales->owner, "mina");
    assert_null(seen->analytics);
    then_rebuild_is_equal(card);
}
