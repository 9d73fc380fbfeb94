/* The engine, through the support department: repeats, versions, replay, timers, what a caller may do. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_support;

#define R1 "11111111-1111-7111-8111-111111111111"

static pv_customer_reference ali = {.base = {.descriptor = &pv__customer_reference__descriptor}, .name = "Ali"};
static pv_identifier ali_mail = {.base = {.descriptor = &pv__identifier__descriptor},
                                 .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                                 .value = "ali@example.com"};

static support_case *given_case(Department *support)
{
    ali.identifier = &ali_mail;
    return (support_case *)when(support, open_case, .customer = &ali, .subject = "A window is broken");
}

TEST(a_repeated_request_gets_the_first_answer)
{
    Department *support = given_department(&pv_service_support);
    department_request_id(support, R1);
    char first[64], number[64];
    support_case *opened = given_case(support);
    strcpy(first, opened->case_id);
    strcpy(number, opened->number);
    uint64_t head = department_head(support);
    department_request_id(support, R1);
    support_case *again = given_case(support);
    assert_string_equal(again->case_id, first);
    assert_string_equal(again->number, number);
    assert_int_equal(department_head(support), head);
}

TEST(a_repeat_is_known_after_a_restart)
{
    Department *support = given_department(&pv_service_support);
    char first[64];
    department_request_id(support, R1);
    strcpy(first, given_case(support)->case_id);
    department_restart(support);
    department_request_id(support, R1);
    assert_string_equal(given_case(support)->case_id, first);
}

TEST(a_request_id_cannot_serve_two_commands)
{
    Department *support = given_department(&pv_service_support);
    department_request_id(support, R1);
    given_case(support);
    department_request_id(support, R1);
    when_refused(support, REQUEST_ID_REUSED, open_case, .customer = &ali, .subject = "Another");
}

TEST(a_refused_command_is_judged_anew)
{
    Department *support = given_department(&pv_service_support);
    department_request_id(support, R1);
    when_refused(support, CASE_NOT_FOUND, add_case_message, .case_id = R1, .body = "Hello",
                 .direction = SUPPORT__MESSAGE_DIRECTION__INTERNAL);
    assert_int_equal(engine_figures(department_engine(support)).answers_repeated, 0);
    department_request_id(support, R1);
    when_refused(support, CASE_NOT_FOUND, add_case_message, .case_id = R1, .body = "Hello",
                 .direction = SUPPORT__MESSAGE_DIRECTION__INTERNAL);
}

TEST(an_answer_is_forgotten_after_a_day)
{
    Department *support = given_department(&pv_service_support);
    department_request_id(support, R1);
    char first[64];
    strcpy(first, given_case(support)->case_id);
    when_time_passes(support, PV_ANSWER_KEPT_MS + 1000);
    department_request_id(support, R1);
    assert_string_not_equal(given_case(support)->case_id, first);
    given_case(support);
    then_rebuild_is_equal(support);
}

TEST(a_version_that_was_overtaken_is_refused)
{
    Department *support = given_department(&pv_service_support);
    support_case *opened = given_case(support);
    char id[64];
    strcpy(id, opened->case_id);
    uint64_t version = department_version(support);
    department_expect_version(support, version);
    when(support, assign_case, .case_id = id, .owner = "sara");
    department_expect_version(support, version);
    when_refused(support, VERSION_CONFLICT, assign_case, .case_id = id, .owner = "reza");
}

TEST(a_role_that_is_missing_is_refused)
{
    Department *support = given_department(&pv_service_support);
    department_act_as(support, "someone", "seller");
    when_refused(support, NOT_ALLOWED, define_queue, .name = "Repairs");
    department_act_as(support, "boss", "manager");
    when(support, define_queue, .name = "Repairs");
    ask_refused(support, NOT_ALLOWED, list_cases, .owner = "sara");
}

TEST(tables_come_back_from_the_log)
{
    Department *support = given_department(&pv_service_support);
    char id[64];
    strcpy(id, given_case(support)->case_id);
    for (int i = 0; i < 50; i++)
        given_case(support);
    department_restart(support);
    assert_string_equal(ask(support, get_case, case, .case_id = id)->subject, "A window is broken");
    then_rebuild_is_equal(support);
    engine_checkpoint(department_engine(support), true);
    then_rebuild_is_equal(support);
}

TEST(a_timer_fires_once_and_never_in_a_replay)
{
    Department *support = given_department(&pv_service_support);
    char id[64];
    strcpy(id, given_case(support)->case_id);
    when(support, snooze_case, .case_id = id, .until_ms = department_now_ms(support) + 3600000);
    department_restart(support);
    when_time_passes(support, 3601000);
    then_told(support, case_state_changed, .case_id = id);
    uint64_t head = department_head(support);
    department_restart(support);
    when_time_passes(support, 3600000);
    assert_int_equal(department_head(support), head);
    then_rebuild_is_equal(support);
}

TEST(pages_cover_a_list_once)
{
    Department *support = given_department(&pv_service_support);
    for (int i = 0; i < 25; i++) {
        char id[64];
        strcpy(id, given_case(support)->case_id);
        when(support, assign_case, .case_id = id, .owner = "sara");
    }
    char after[1024] = "", last[64] = "";
    size_t seen = 0, pages = 0;
    do {
        support_case_page *page = ask(support, list_cases, case_page, .owner = "sara", .limit = 10, .after = after);
        assert_true(page->n_rows <= 10);
        for (size_t i = 0; i < page->n_rows; i++) {
            assert_string_not_equal(page->rows[i]->case_id, last);
            strcpy(last, page->rows[i]->case_id);
        }
        seen += page->n_rows;
        pages++;
        strcpy(after, page->next ? page->next : "");
    } while (*after);
    assert_int_equal(seen, 25);
    assert_int_equal(pages, 3);
}

TEST(hostile_commands_are_refused)
{
    Department *support = given_department(&pv_service_support);
    PvEngine *engine = department_engine(support);
    EngineCaller caller = {.roles = 1ULL << ROLE_OPERATOR};
    uint8_t noise[4096];
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        size_t size = (size_t)round % sizeof noise;
        for (size_t i = 0; i < size; i++)
            noise[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
        assert_int_equal(engine_begin(engine), ENGINE_OK);
        engine_command(engine, &caller, noise, size);
        engine_heard(engine, noise, size);
        assert_int_equal(engine_commit(engine), ENGINE_OK);
        EngineOutputs outputs = engine_take_outputs(engine);
        assert_int_equal(outputs.count, 1);
        engine_outputs_free(&outputs);
    }
    assert_int_equal(department_head(support), 0);
}
