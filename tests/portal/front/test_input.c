/* Messages from path, query string and body, and what is said of those that do not fit. */
#include "front_test.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include "runtime/message/json.h"
#include <string.h>

#define ID "018f0000-0000-7000-8000-000000000001"
#define OTHER "018f0000-0000-7000-8000-000000000002"

static void becomes(Method method, const char *uri, const char *body, const char *json)
{
    Exchange *exchange = given_row(method, uri, body);
    ProtobufCMessage *message = input_read(exchange);
    if (!message)
        fail_msg("%s: %.*s", uri, (int)exchange->answer_bytes, (const char *)exchange->answer);
    assert_string_equal(json_write(message, exchange->arena, 0), json);
}

static void is_refused(Method method, const char *uri, const char *body, const char *pointer)
{
    char expected[160];
    Exchange *exchange = given_row(method, uri, body);
    if (input_read(exchange))
        fail_msg("%s %s is taken", uri, body ? body : "");
    assert_int_equal(exchange->status, 400);
    snprintf(expected, sizeof expected, "\"pointer\":\"%s\"", pointer);
    if (pointer && !strstr(exchange->answer, expected))
        fail_msg("%s: no %s in %s", uri, expected, (const char *)exchange->answer);
}

TEST(queries_take_their_fields_from_the_address)
{
    becomes(METHOD_GET, "/api/v1/sales/deals", NULL, "{}");
    becomes(METHOD_GET, "/api/v1/sales/deals/" ID, NULL, "{\"dealId\":\"" ID "\"}");
    becomes(METHOD_GET, "/api/v1/sales/deals?limit=7&owner=sara", NULL, "{\"owner\":\"sara\",\"limit\":7}");
    becomes(METHOD_GET, "/api/v1/sales/deals?pipelineId=a", NULL, "{\"pipelineId\":\"a\"}");
    becomes(METHOD_GET, "/api/v1/sales/deals?pipeline_id=a", NULL, "{\"pipelineId\":\"a\"}");
    becomes(METHOD_GET, "/api/v1/portal/customers/" ID "/timeline?sources=sales&sources=loyalty&fromMs=5", NULL,
            "{\"customerId\":\"" ID "\",\"sources\":[\"sales\",\"loyalty\"],\"fromMs\":\"5\"}");
    becomes(METHOD_GET, "/api/v1/sales/deals?owner=", NULL, "{\"owner\":\"\"}");
}

TEST(commands_take_their_fields_from_path_and_body)
{
    becomes(METHOD_POST, "/api/v1/sales/deals/" ID "/win", NULL, "{\"dealId\":\"" ID "\"}");
    becomes(METHOD_POST, "/api/v1/sales/deals/" ID "/change", "{\"title\":\"x\"}", "{\"dealId\":\"" ID "\",\"title\":\"x\"}");
    becomes(METHOD_POST, "/api/v1/sales/deals/" ID "/change", "{\"dealId\":\"" ID "\",\"title\":\"x\"}",
            "{\"dealId\":\"" ID "\",\"title\":\"x\"}");
    becomes(METHOD_POST, "/api/v1/sales/parked/12/release", "{\"drop\":true}", "{\"number\":\"12\",\"drop\":true}");
    becomes(METHOD_POST, "/api/v1/sales/parked/12/release", "{\"number\":12}", "{\"number\":\"12\"}");
}

TEST(what_does_not_fit_is_named_by_its_place)
{
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=x", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=-1", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=4294967296", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=1.5", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=%201", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?limit=", NULL, "#/limit");
    is_refused(METHOD_GET, "/api/v1/sales/deals?owner=a&owner=b", NULL, "#/owner");
    is_refused(METHOD_GET, "/api/v1/sales/deals?nothing=1", NULL, "#/nothing");
    is_refused(METHOD_GET, "/api/v1/sales/deals?owner.name=1", NULL, "#/owner/name");
    is_refused(METHOD_GET, "/api/v1/portal/customers/" ID "/timeline?kinds=NO_KIND", NULL, "#/kinds");
    is_refused(METHOD_GET, "/api/v1/sales/deals/" ID "?dealId=" OTHER, NULL, "#/dealId");
    is_refused(METHOD_POST, "/api/v1/sales/deals/" ID "/change", "{\"dealId\":\"" OTHER "\"}", "#/dealId");
    is_refused(METHOD_POST, "/api/v1/sales/deals/" ID "/change", "{\"titel\":\"x\"}", "#/titel");
    is_refused(METHOD_POST, "/api/v1/sales/deals/" ID "/change?title=x", "{}", "#/title");
    is_refused(METHOD_POST, "/api/v1/sales/deals/" ID "/change", "{", NULL);
    is_refused(METHOD_POST, "/api/v1/sales/parked/x/release", NULL, "#/number");
}

TEST(only_the_front_fills_in_what_is_its_own)
{
    is_refused(METHOD_POST, "/api/v1/portal/me/password", "{\"passwordHash\":\"x\"}", "#/passwordHash");
    is_refused(METHOD_POST, "/api/v1/portal/me/password", "{\"proof\":\"x\"}", "#/proof");
    is_refused(METHOD_POST, "/api/v1/portal/users", "{\"userId\":\"eve\",\"secretHash\":\"x\"}", "#/secretHash");
}
