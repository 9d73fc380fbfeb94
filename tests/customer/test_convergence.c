/* Departments that hear the same events in different orders end with the same card. */
#include "customer/card_test.h"
#include <stdio.h>

#define TELLERS 3
#define LISTENERS 2
#define EVENTS 500
#define IDS 14
#define CLAIMS 9

/* splitmix64: a seed repeats a run. */
static uint64_t seed;

static uint64_t chance(uint64_t below)
{
    uint64_t z = (seed += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31)) % below;
}

static char ids[IDS][40], claims[CLAIMS][40], entries[EVENTS][40];
static bool introduced[IDS];
static unsigned entry_count;

static void make_names(void)
{
    for (unsigned i = 0; i < IDS; i++) {
        snprintf(ids[i], sizeof ids[i], "01890000-%04x-7000-8000-%012x", (unsigned)chance(65536), i);
        introduced[i] = false;
    }
    for (unsigned i = 0; i < CLAIMS; i++)
        snprintf(claims[i], sizeof claims[i], "%032x", i + 1);
    entry_count = 0;
}

static const char *any_id(void)
{
    return ids[chance(IDS)];
}

/* A new entry id, or, if not new, one used before. */
static const char *entry_id(bool fresh)
{
    if (!fresh && entry_count)
        return entries[chance(entry_count)];
    snprintf(entries[entry_count], 40, "01891111-0000-7000-8000-%012x", entry_count);
    return entries[entry_count++];
}

static pv_identifier any_identifier(void)
{
    static char value[32];
    unsigned number = (unsigned)chance(CLAIMS);
    pv_identifier identifier = PV__IDENTIFIER__INIT;
    identifier.kind = number % 3 == 0 ? PV__IDENTIFIER_KIND__NATIONAL_ID : PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    snprintf(value, sizeof value, "value %u", number);
    identifier.value = value;
    identifier.claim = claims[number];
    identifier.turn = (uint32_t)chance(4);
    return identifier;
}

static pv_fact any_fact(void)
{
    static const char *const names[] = {"name", "language", "custom.a"};
    static const char *const texts[] = {"Sara Ahmadi", "Reza Karimi", "سارا", "fa", "en", ""};
    pv_fact fact = PV__FACT__INIT;
    fact.name = names[chance(3)];
    fact.text = texts[chance(6)];
    return fact;
}

/* --- one random event
 * ------------------------------------------------------------------------------------------------ */

static void tell_customer(Department *teller, unsigned number)
{
    pv_identifier identifier = any_identifier();
    pv_identifier *identifiers[] = {&identifier};
    pv_fact fact = any_fact();
    pv_fact *facts[] = {&fact};
    unsigned at = (unsigned)chance(IDS);
    if (at % TELLERS == number && !introduced[at]) {
        introduced[at] = true;
        given(teller, customer_introduced, .customer_id = ids[at], .kind = PV__CUSTOMER_KIND__PERSON,
              .n_identifiers = 1, .identifiers = identifiers, .n_facts = 1, .facts = facts);
    } else if (chance(2)) {
        given(teller, identifier_added, .customer_id = any_id(), .identifier = &identifier);
    } else {
        given(teller, identifier_removed, .customer_id = any_id(), .identifier = &identifier);
    }
}

static void tell_link(Department *teller)
{
    pv_link_pair pair = PV__LINK_PAIR__INIT, more = PV__LINK_PAIR__INIT;
    pv_link_pair *pairs[] = {&pair, &more};
    pair.customer_id = any_id();
    pair.other_id = any_id();
    more.customer_id = any_id();
    more.other_id = any_id();
    pair.turn = (uint32_t)chance(3);
    more.turn = (uint32_t)chance(3);
    if (chance(2))
        given(teller, customers_parted, .n_pairs = 1 + chance(2), .pairs = pairs);
    else
        given(teller, customers_linked, .n_pairs = 1 + chance(2), .pairs = pairs,
              .automatic = chance(2) != 0);
}

static void tell_consent(Department *teller)
{
    const char *overrides[] = {entry_id(false)};
    const char *suppressed[] = {claims[chance(CLAIMS)]};
    if (chance(2))
        given(teller, consent_granted, .customer_id = any_id(), .consent_id = entry_id(true),
              .n_overrides = chance(2), .overrides = overrides, .purpose = PV__PURPOSE__MARKETING);
    else
        given(teller, consent_withdrawn, .customer_id = any_id(), .consent_id = entry_id(true),
              .n_suppressed_claims = chance(2), .suppressed_claims = suppressed);
}

static void tell_rest(Department *teller)
{
    pv_suppression lifted = PV__SUPPRESSION__INIT;
    pv_suppression *suppressions[] = {&lifted};
    pv_loyalty_facts loyalty = PV__LOYALTY_FACTS__INIT;
    const char *erased[] = {any_id()}, *erased_claims[] = {claims[chance(CLAIMS)]};
    switch (chance(6)) {
    case 0:
        given(teller, duplicate_suggested, .customer_id = any_id(), .other_id = any_id(),
              .score = 1 + (uint32_t)chance(99), .reason = chance(2) ? "a" : "b");
        break;
    case 1:
        given(teller, relation_added, .customer_id = any_id(), .other_customer_id = any_id(),
              .relation_id = entry_id(true), .kind = "works_at", .role = "buyer");
        break;
    case 2:
        given(teller, relation_ended, .customer_id = any_id(), .relation_id = entry_id(false),
              .until_ms = 1 + (int64_t)chance(1000));
        break;
    case 3:
        loyalty.points = 1 + (int64_t)chance(1000);
        given(teller, facts_announced, .customer_id = any_id(), .loyalty = &loyalty);
        break;
    case 4:
        lifted.claim = claims[chance(CLAIMS)];
        lifted.suppression_id = entry_id(false);
        given(teller, suppression_lifted, .customer_id = any_id(), .n_suppressions = 1,
              .suppressions = suppressions);
        break;
    default:
        if (chance(6) == 0)
            given(teller, customer_erased, .customer_id = erased[0], .n_customer_ids = 1,
                  .customer_ids = erased, .n_claims = 1, .claims = erased_claims,
                  .erasure_id = entry_id(true));
    }
}

static void tell_something(Department *teller, unsigned number)
{
    pv_fact fact = any_fact();
    pv_fact *facts[] = {&fact};
    switch (chance(5)) {
    case 0:
        tell_customer(teller, number);
        break;
    case 1:
        given(teller, fact_changed, .customer_id = any_id(), .n_facts = 1, .facts = facts);
        break;
    case 2:
        tell_link(teller);
        break;
    case 3:
        tell_consent(teller);
        break;
    default:
        tell_rest(teller);
    }
}

/* --- the property
 * ----------------------------------------------------------------------------------------------------- */

static void then_digests_are_equal(Department **all, unsigned count, const char *when_text)
{
    uint8_t first[16], other[16];
    card_digest(department_state(all[0]), first);
    for (unsigned i = 1; i < count; i++) {
        card_digest(department_state(all[i]), other);
        if (memcmp(first, other, sizeof first) != 0)
            fail_msg("seed %llu: department %u differs %s", (unsigned long long)seed, i, when_text);
    }
}

static void run_with(uint64_t start)
{
    static const char *const names[] = {"sales", "support", "loyalty", "marketing", "analytics"};
    Department *all[TELLERS + LISTENERS];
    seed = start;
    make_names();
    for (unsigned i = 0; i < TELLERS + LISTENERS; i++)
        all[i] = given_card_named(names[i]);
    for (unsigned i = 0; i < EVENTS; i++) {
        unsigned teller = (unsigned)chance(TELLERS);
        tell_something(all[teller], teller);
        while (chance(3) == 0)
            department_deliver_some(all[chance(TELLERS)], all[TELLERS > 1 ? chance(TELLERS) : 0], chance(20));
    }
    departments_settle(all, TELLERS);
    for (unsigned i = 0; i < TELLERS;
         i++) { /* one listener hears one teller after the other, one the other way round */
        department_deliver(all[i], all[TELLERS]);
        department_deliver(all[TELLERS - 1 - i], all[TELLERS + 1]);
    }
    departments_settle(all, TELLERS + LISTENERS);
    then_digests_are_equal(all, TELLERS + LISTENERS, "after all was heard");
    for (unsigned from = 0; from < TELLERS; from++)
        hear_again(all[from], all[TELLERS]);
    departments_settle(all, TELLERS + LISTENERS);
    then_digests_are_equal(all, TELLERS + LISTENERS, "after hearing all twice");
    for (unsigned i = 0; i < TELLERS + LISTENERS; i++)
        then_rebuild_is_equal(all[i]);
}

TEST(any_order_of_delivery_gives_the_same_card)
{
    for (uint64_t start = 1; start <= 4; start++)
        run_with(start * 7919);
}

TEST(pages_of_the_digest_add_up_to_the_whole)
{
    Department *card = given_card();
    char name[32];
    for (int i = 0; i < 60; i++) {
        snprintf(name, sizeof name, "Person %d", i);
        change_text(card, introduced_with(card, name, PV__IDENTIFIER_KIND__EXTERNAL_ID, name), "language",
                    "fa");
    }
    uint8_t whole[16];
    char text[33], token[1024] = "";
    unsigned __int128 sum = 0;
    unsigned pages = 0;
    do {
        unsigned long long high, low;
        pv_card_digest *page = ask(card, get_card_digest, card_digest, .limit = 7, .after = token);
        assert_int_equal(sscanf(page->digest, "%16llx%16llx", &high, &low), 2);
        sum += (unsigned __int128)high << 64 | low;
        snprintf(token, sizeof token, "%s", or_empty(page->next));
        pages++;
    } while (token[0]);
    card_digest(department_state(card), whole);
    for (int i = 0; i < 16; i++)
        snprintf(text + 2 * i, 3, "%02x", whole[i]);
    char paged[33];
    snprintf(paged, sizeof paged, "%016llx%016llx", (unsigned long long)(sum >> 64), (unsigned long long)sum);
    assert_string_equal(paged, text);
    assert_true(pages > 8);
    ask_refused(card, INVALID_INPUT, get_card_digest, .after = "99:00");
}

/* --- F35
 * --------------------------------------------------------------------------------------------------------------
 */

typedef struct Model {
    const char *customer_id;
    uint64_t hlc;
    char source[32], text[32];
    unsigned edits;
} Model;

static bool fold_into_model(void *context, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size)
{
    Model *model = context;
    if (strcmp(envelope->type, "payvand.FactChanged") != 0 ||
        strcmp(envelope->subject, model->customer_id) != 0)
        return true;
    model->edits++;
    if (envelope->hlc < model->hlc ||
        (envelope->hlc == model->hlc && strcmp(envelope->source, model->source) <= 0))
        return true;
    pv_fact_changed *event = pv__fact_changed__unpack(NULL, envelope->payload.len, envelope->payload.data);
    model->hlc = envelope->hlc;
    snprintf(model->source, sizeof model->source, "%s", envelope->source);
    snprintf(model->text, sizeof model->text, "%s", event->facts[0]->text);
    pv__fact_changed__free_unpacked(event, NULL);
    return true;
}

TEST(concurrent_edits_of_one_fact_end_alike_in_1000_rounds)
{
    Trio three = given_three();
    seed = 35;
    const char *customer =
        introduced_with(three.all[0], "Sara Ahmadi", PV__IDENTIFIER_KIND__EMAIL_ADDRESS, NULL);
    settle(&three);
    for (unsigned round = 0; round < 1000; round++) {
        for (unsigned at = 0; at < 3; at++) {
            char text[32];
            snprintf(text, sizeof text, "value %u of %u", round, at);
            if (chance(4) > 0)
                change_text(three.all[at], customer, "language", text);
        }
        for (unsigned i = 0; i < 4; i++)
            department_deliver_some(three.all[chance(3)], three.all[chance(3)], 1 + chance(4));
        if (round % 100 == 99) {
            settle(&three);
            then_all_agree(&three);
        }
    }
    Model model = {.customer_id = customer};
    for (unsigned at = 0; at < 3; at++)
        department_read_told(three.all[at], 0, fold_into_model, &model);
    assert_true(model.edits > 2000);
    for (unsigned at = 0; at < 3; at++)
        assert_string_equal(text_of(three.all[at], customer, "language"), model.text);
}

/* --- F33
 * --------------------------------------------------------------------------------------------------------------
 */

TEST(a_clock_that_runs_two_hours_ahead_wins_nothing_for_good)
{
    Trio three = given_three();
    Department *wrong = three.all[0], *right = three.all[1];
    const char *customer = introduced_with(wrong, "Sara Ahmadi", PV__IDENTIFIER_KIND__EMAIL_ADDRESS, NULL);
    settle(&three);
    change_text(right, customer, "language", "fa");
    settle(&three);
    when_time_passes(wrong, 2 * 3600 * 1000);
    change_text(wrong, customer, "language", "de");
    settle(&three);
    assert_string_equal(text_of(wrong, customer, "language"), "de");
    assert_string_equal(text_of(right, customer, "language"), "fa");
    assert_int_equal(((pv_card_digest *)ask(right, get_card_digest, card_digest))->waiting_count, 1);
    change_text(right, customer, "language", "en");
    settle(&three);
    assert_string_equal(text_of(three.all[2], customer, "language"), "en");
    for (unsigned at = 1; at < 3; at++)
        when_time_passes(three.all[at], 2 * 3600 * 1000 + 1000);
    settle(&three);
    then_all_agree(&three);
    assert_int_equal(((pv_card_digest *)ask(right, get_card_digest, card_digest))->waiting_count, 0);
    change_text(right, customer, "language", "fr");
    settle(&three);
    for (unsigned at = 0; at < 3; at++)
        assert_string_equal(text_of(three.all[at], customer, "language"), "fr");
    then_all_agree(&three);
    for (unsigned at = 0; at < 3; at++)
        then_rebuild_is_equal(three.all[at]);
}

TEST(a_quiet_department_takes_late_facts_at_once)
{
    Trio three = given_three();
    const char *customer =
        introduced_with(three.all[0], "Sara Ahmadi", PV__IDENTIFIER_KIND__EMAIL_ADDRESS, NULL);
    settle(&three);
    for (unsigned at = 0; at < 3; at++)
        when_time_passes(three.all[at], 24 * 3600 * 1000);
    change_text(three.all[0], customer, "language", "fa");
    settle(&three);
    assert_string_equal(text_of(three.all[1], customer, "language"), "fa");
    then_all_agree(&three);
}
