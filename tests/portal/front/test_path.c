/* Addresses: decoded once, and refused where they could be read in two ways. */
#include "front_test.h"
#include <string.h>

static const struct {
    const char *uri, *path, *query; /* path NULL: refused */
} cases[] = {
    {"/", "", ""},
    {"/a", "a", ""},
    {"/a/b/c", "a|b|c", ""},
    {"/a/b/", "a|b", ""},
    {"/a%20b/%D8%B9", "a b|\xd8\xb9", ""},
    {"/a+b", "a+b", ""},
    {"/a?b=c", "a", "b=c|"},
    {"/a?b=c&b=d&e", "a", "b=c|b=d|e=|"},
    {"/a?b=c+d%2Be&&f=%26", "a", "b=c d+e|f=&|"},
    {"/a?b=%D8%B9", "a", "b=\xd8\xb9|"},
    {"/a?b=/../c", "a", "b=/../c|"},
    {"", NULL, NULL},
    {"a", NULL, NULL},
    {"*", NULL, NULL},
    {"http://x/a", NULL, NULL},
    {"//a", NULL, NULL},
    {"/a//b", NULL, NULL},
    {"/..", NULL, NULL},
    {"/a/../b", NULL, NULL},
    {"/a/./b", NULL, NULL},
    {"/a/%2e%2e/b", NULL, NULL},
    {"/a/.%2e", NULL, NULL},
    {"/a%2fb", NULL, NULL},
    {"/a%5cb", NULL, NULL},
    {"/a\\b", NULL, NULL},
    {"/a%00", NULL, NULL},
    {"/a%0d%0ab", NULL, NULL},
    {"/a%7f", NULL, NULL},
    {"/a%", NULL, NULL},
    {"/a%4", NULL, NULL},
    {"/a%zz", NULL, NULL},
    {"/a%ff", NULL, NULL},
    {"/%c0%ae%c0%ae", NULL, NULL},
    {"/%ed%a0%80", NULL, NULL},
    {"/a#b", NULL, NULL},
    {"/a?b=%00", NULL, NULL},
    {"/a?b=%ff", NULL, NULL},
    {"/a?%zz=b", NULL, NULL},
    {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", NULL, NULL},
};

static void check(Exchange *exchange, const char *path, const char *query)
{
    char seen[512] = "";
    for (unsigned i = 0; i < exchange->segment_count; i++) {
        strcat(seen, i ? "|" : "");
        strcat(seen, exchange->segments[i]);
    }
    assert_string_equal(seen, path);
    seen[0] = 0;
    for (unsigned i = 0; i < exchange->parameter_count; i++)
        sprintf(seen + strlen(seen), "%s=%s|", exchange->parameters[i].name, exchange->parameters[i].value);
    assert_string_equal(seen, query);
}

TEST(addresses_are_read_in_one_way_or_refused)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Exchange *exchange = given_request(METHOD_GET, cases[i].uri);
        bool read = path_read(exchange);
        if (read != (cases[i].path != NULL))
            fail_msg("%s is %s", cases[i].uri, read ? "read" : "refused");
        if (read)
            check(exchange, cases[i].path, cases[i].query);
        else
            assert_int_equal(exchange->status, 400);
    }
}

TEST(parameters_have_a_limit)
{
    char uri[4096] = "/a?";
    for (unsigned i = 0; i < FRONT_PARAMETERS_LIMIT; i++)
        strcat(uri, "b=c&");
    assert_true(path_read(given_request(METHOD_GET, uri)));
    strcat(uri, "d");
    assert_false(path_read(given_request(METHOD_GET, uri)));
}
