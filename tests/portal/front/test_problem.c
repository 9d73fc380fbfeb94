/* Refusals of departments in the words of HTTP. */
#include "front_test.h"
#include "payvand/sales/messages.h"
#include <jansson.h>
#include <string.h>

TEST(fields_become_json_pointers)
{
    static const struct {
        const char *field, *pointer;
    } cases[] = {
        {"title", "#/title"},
        {"pipeline_id", "#/pipelineId"},
        {"lines[2].product_name", "#/lines/2/productName"},
        {"value.amount_minor", "#/value/amountMinor"},
        {"no_such_field", "#/no_such_field"},
        {"a/b~c", "#/a~1b~0c"},
        {"a%\"", "#/a%25%22"},
        {"[0]", "#/0"},
        {"lines[", "#/lines/"},
        {"]", "#/]"},
    };
    PvArena *arena = arena_open(1 << 20);
    const PvMessageInfo *info = message_info("payvand.sales.OpenDeal");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(problem_pointer(arena, info, cases[i].field), cases[i].pointer);
    assert_null(problem_pointer(arena, info, ""));
    assert_null(problem_pointer(arena, NULL, NULL));
    arena_close(&arena);
}

TEST(kinds_become_numbers)
{
    static const struct {
        Pv__ProblemKind kind;
        unsigned status;
    } cases[] = {
        {PV__PROBLEM_KIND__INVALID, 400},  {PV__PROBLEM_KIND__NOT_FOUND, 404}, {PV__PROBLEM_KIND__CONFLICT, 409},
        {PV__PROBLEM_KIND__FORBIDDEN, 403}, {PV__PROBLEM_KIND__BUSY, 503},      {PV__PROBLEM_KIND__NOT_YET, 503},
        {PV__PROBLEM_KIND__UNAVAILABLE, 503}, {99, 500},
    };
    Pv__Problem problem = PV__PROBLEM__INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        problem.kind = cases[i].kind;
        assert_int_equal(problem_status(&problem, false), cases[i].status);
    }
    problem.kind = PV__PROBLEM_KIND__CONFLICT;
    problem.type = "version-conflict";
    assert_int_equal(problem_status(&problem, false), 409);
    assert_int_equal(problem_status(&problem, true), 412);
}

TEST(texts_of_problems_are_json_whatever_they_hold)
{
    for (unsigned letter = 1; letter < 256; letter++) {
        char text[8] = {'a', (char)letter, 'b', '<', '&', '"', 0};
        Exchange *exchange = given_request(METHOD_GET, "/x");
        answer_refused(exchange, 400, "type", text, text);
        json_t *read = json_loadb(exchange->answer, exchange->answer_bytes, 0, NULL);
        assert_non_null(read);
        assert_null(strpbrk(exchange->answer, "<>&"));
        json_decref(read);
    }
}

TEST(a_problem_says_when_to_ask_again)
{
    const Trouble trouble = {.status = 503, .type = "busy", .title = "Busy", .retry_after_s = 7};
    Exchange *exchange = given_request(METHOD_GET, "/x");
    answer_trouble(exchange, &trouble);
    bool said = false;
    for (unsigned i = 0; i < exchange->header_count; i++)
        said = said || (strcmp(exchange->headers[i].name, "Retry-After") == 0 && strcmp(exchange->headers[i].value, "7") == 0);
    assert_true(said);
    assert_string_equal(exchange->content_type, "application/problem+json");
}
