/* Who may reach which records in customer service: actors held to owners, roles that nobody can give away, connections
 * that are not believed. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department_core.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_support;

static const char *const ANN[] = {"ann"}, *const ANN_AND_BOB[] = {"ann", "bob"};

/* A case of an owner ("" for nobody); its id, borrowed for the test. */
static const char *given_case(Department *desk, const char *owner)
{
    static char ids[8][40];
    static unsigned count;
    pv_customer_reference by_mail = PV__CUSTOMER_REFERENCE__INIT;
    pv_identifier mail = PV__IDENTIFIER__INIT;
    mail.has_kind = 1;
    mail.kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS;
    mail.value = "sara@example.org";
    by_mail.identifier = &mail;
    support_case *made = (support_case *)when(desk, open_case, .customer = &by_mail, .subject = "Help", .owner = owner);
    return strcpy(ids[count++ % 8], made->case_id);
}

static void as_agent(Department *desk, const char *const *owners, size_t count)
{
    department_act_as(desk, "ann", "agent");
    department_hold_to(desk, owners, count);
}

TEST(a_record_of_another_is_not_read)
{
    Department *desk = given_department(&pv_service_support);
    const char *ours = given_case(desk, "ann"), *theirs = given_case(desk, "bob"), *nobodys = given_case(desk, NULL);
    as_agent(desk, ANN, 1);
    assert_string_equal(ask(desk, get_case, case, .case_id = ours)->case_id, ours);
    assert_string_equal(ask(desk, get_case, case, .case_id = nobodys)->case_id, nobodys);
    ask_refused(desk, RECORD_OF_ANOTHER, get_case, .case_id = theirs);
    ask_refused(desk, RECORD_OF_ANOTHER, get_case, .number = "C-000002");
    ask_refused(desk, RECORD_OF_ANOTHER, list_case_messages, .case_id = theirs);
    as_agent(desk, ANN_AND_BOB, 2);
    assert_string_equal(ask(desk, get_case, case, .case_id = theirs)->case_id, theirs);
    as_agent(desk, NULL, 0);
    assert_string_equal(ask(desk, get_case, case, .case_id = theirs)->case_id, theirs);
}

TEST(rows_of_another_are_left_out_of_pages)
{
    Department *desk = given_department(&pv_service_support);
    const char *ours = given_case(desk, "ann");
    given_case(desk, "bob");
    given_case(desk, "bob");
    const char *customer = arena_copy_text(desk->ask_arena, ask(desk, get_case, case, .case_id = ours)->customer_id);
    char kept[40];
    strcpy(kept, customer);
    as_agent(desk, ANN, 1);
    support_case_page *page = ask(desk, list_cases_of_customer, case_page, .customer_id = kept);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->case_id, ours);
    assert_int_equal(ask(desk, list_cases, case_page, .owner = "bob")->n_rows, 0);
    page = ask(desk, list_cases_of_customer, case_page, .customer_id = kept, .limit = 1);
    assert_int_equal(page->n_rows, 0); /* the newest is bob's; the page goes on all the same */
    assert_non_null(page->next);
    char next[512];
    strcpy(next, page->next);
    page = ask(desk, list_cases_of_customer, case_page, .customer_id = kept, .limit = 2, .after = next);
    assert_int_equal(page->n_rows, 1);
    as_agent(desk, NULL, 0);
    assert_int_equal(ask(desk, list_cases_of_customer, case_page, .customer_id = kept)->n_rows, 3);
}

TEST(a_record_of_another_is_not_changed)
{
    Department *desk = given_department(&pv_service_support);
    const char *ours = given_case(desk, "ann"), *theirs = given_case(desk, "bob"), *nobodys = given_case(desk, NULL);
    as_agent(desk, ANN, 1);
    when_refused(desk, RECORD_OF_ANOTHER, change_case_state, .case_id = theirs, .state = SUPPORT__CASE_STATE__OPEN);
    when_refused(desk, RECORD_OF_ANOTHER, assign_case, .case_id = theirs, .owner = "ann");
    when_refused(desk, RECORD_OF_ANOTHER, merge_case, .case_id = ours, .into_case_id = theirs);
    when_refused(desk, RECORD_OF_ANOTHER, add_case_message, .case_id = theirs, .body = "x",
                 .direction = SUPPORT__MESSAGE_DIRECTION__INTERNAL);
    assert_string_equal(department_refusal(desk), "record-of-another at case_id: The record belongs to someone else.");
    when(desk, assign_case, .case_id = nobodys, .owner = "ann");
    when(desk, assign_case, .case_id = ours, .owner = "bob"); /* given away, and then out of reach */
    when_refused(desk, RECORD_OF_ANOTHER, assign_case, .case_id = ours, .owner = "ann");
    then_rebuild_is_equal(desk);
}

/* --- connections -------------------------------------------------------------------------------------------------- */

/* What a connection is answered for a command that needs a manager; the problem's type, "" for none. */
static const char *sent(Department *desk, const EngineCaller *caller, Pv__Actor *actor)
{
    static unsigned number;
    static char type[64];
    char id[40], name[40];
    snprintf(id, sizeof id, "55555555-5555-7555-8555-%012x", ++number);
    snprintf(name, sizeof name, "queue %u", number);
    support_define_queue command = SUPPORT__DEFINE_QUEUE__INIT;
    command.name = name;
    uint8_t payload[128], bytes[1024];
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = id;
    request.type = support__define_queue__descriptor.name;
    request.actor = actor;
    request.has_payload = request.has_issued_at_ms = 1;
    request.payload = (ProtobufCBinaryData){support__define_queue__pack(&command, payload), payload};
    request.issued_at_ms = desk->now_ms;
    assert_int_equal(engine_begin(desk->engine), ENGINE_OK);
    engine_command(desk->engine, caller, bytes, pv__request__pack(&request, bytes));
    assert_int_equal(engine_commit(desk->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(desk->engine);
    type[0] = 0;
    for (size_t i = 0; i < outputs.count; i++) {
        if (outputs.items[i].kind != ENGINE_ANSWER)
            continue;
        Pv__Reply *reply = pv__reply__unpack(NULL, outputs.items[i].size_bytes, outputs.block + outputs.items[i].offset);
        if (reply->problem)
            snprintf(type, sizeof type, "%s", reply->problem->type);
        pv__reply__free_unpacked(reply, NULL);
    }
    engine_outputs_free(&outputs);
    return type;
}

static const char *sent_as(Department *desk, const EngineCaller *caller, const char *role)
{
    const char *roles[] = {role};
    Pv__Actor actor = PV__ACTOR__INIT;
    actor.id = "eve";
    actor.roles = roles;
    actor.n_roles = 1;
    return sent(desk, caller, &actor);
}

TEST(only_who_vouches_is_believed_about_an_actor)
{
    Department *desk = given_department(&pv_service_support);
    EngineCaller portal = {.name = "portal", .vouches = true}, partner = {.name = "partner"};
    EngineCaller department = {.name = "sales", .roles = 1ULL << ROLE_WORKER};
    assert_string_equal(sent_as(desk, &portal, "manager"), "");
    assert_string_equal(sent_as(desk, &portal, "agent"), "not-allowed");
    assert_string_equal(sent_as(desk, &partner, "manager"), "not-allowed");
    assert_string_equal(sent_as(desk, &department, "manager"), "not-allowed");
    assert_string_equal(sent_as(desk, &department, "operator"), "not-allowed");
    assert_string_equal(sent(desk, &portal, NULL), "not-allowed");
}

TEST(roles_of_programs_cannot_be_given_away)
{
    Department *desk = given_department(&pv_service_support);
    EngineCaller portal = {.name = "portal", .vouches = true, .roles = 1ULL << ROLE_PORTAL};
    assert_string_equal(sent_as(desk, &portal, "operator"), "not-allowed");
    assert_string_equal(sent_as(desk, &portal, "worker"), "not-allowed");
    assert_string_equal(sent_as(desk, &portal, "portal"), "not-allowed");
    assert_string_equal(sent_as(desk, &portal, "Manager"), "not-allowed");
    assert_string_equal(sent_as(desk, &portal, ""), "not-allowed");
}

TEST(an_actor_with_roles_has_nothing_of_the_operators)
{
    Department *desk = given_department(&pv_service_support);
    EngineCaller local = {.name = "", .vouches = true, .roles = 1ULL << ROLE_OPERATOR};
    assert_string_equal(sent(desk, &local, NULL), "");
    assert_string_equal(sent_as(desk, &local, "operator"), "");
    assert_string_equal(sent_as(desk, &local, "manager"), "");
    assert_string_equal(sent_as(desk, &local, "seller"), "not-allowed");
    assert_string_equal(sent_as(desk, &local, "anyone"), "not-allowed");
    const char *owners[] = {"eve"};
    Pv__Actor actor = PV__ACTOR__INIT;
    actor.id = "eve";
    actor.owners = owners;
    actor.n_owners = 1;
    assert_string_equal(sent(desk, &local, &actor), "not-allowed"); /* held to owners, so a person */
    actor.n_owners = 0;
    assert_string_equal(sent(desk, &local, &actor), "");
}

TEST(administrators_see_and_release_what_is_parked)
{
    Department *desk = given_department(&pv_service_support);
    department_act_as(desk, "ann", "manager");
    department_ask_refused(desk, PV_PROBLEM_NOT_ALLOWED, card_message(list_parked, .limit = 5));
    department_when_refused(desk, PV_PROBLEM_NOT_ALLOWED, card_message(release_parked, .number = 1));
    department_act_as(desk, "ann", "administrator");
    department_when_refused(desk, PV_PROBLEM_NOT_FOUND, card_message(release_parked, .number = 1));
    department_ask_refused(desk, PV_PROBLEM_NOT_ALLOWED, card_message(get_table_digests, .place_only = 1));
}
