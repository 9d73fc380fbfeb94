/* Every row of every department is found at its own path; what is not for people is at none. */
#include "front_test.h"
#include <string.h>

static bool is_for_people(const PvCatalogueRow *row)
{
    return row->role != ROLE_PORTAL && row->role != ROLE_OPERATOR && row->role != ROLE_WORKER;
}

/* The route with a value for each field: /deals/{deal_id}/win becomes /deals/value-deal_id/win. */
static void make_path(const char *department, const char *route, char path[512])
{
    size_t at = (size_t)sprintf(path, "/api/v1/%s", department);
    for (const char *from = strchr(route, ' ') + 1; *from; from++) {
        if (*from == '{')
            at += (size_t)sprintf(path + at, "value-");
        else if (*from != '}')
            path[at++] = *from;
    }
    path[at] = 0;
}

static Method method_of(const char *route)
{
    return route[0] == 'G' ? METHOD_GET : route[1] == 'U' ? METHOD_PUT : route[0] == 'D' ? METHOD_DELETE : METHOD_POST;
}

static void look_for(const PvCatalogue *catalogue, const PvCatalogueRow *row, bool is_command)
{
    char path[512], expected[128];
    unsigned allowed;
    make_path(catalogue->name, row->route, path);
    Exchange *exchange = given_request(method_of(row->route), path);
    assert_true(path_read(exchange));
    Endpoint *found = routes_find(given_routes(), exchange, &allowed);
    if (!is_for_people(row)) {
        assert_true(!found || found->row != row);
        return;
    }
    assert_non_null(found);
    assert_ptr_equal(found->row, row);
    assert_int_equal(found->is_command, is_command);
    assert_string_equal(pv_catalogues[found->department]->name, catalogue->name);
    for (unsigned i = 0; i < found->field_count; i++) {
        snprintf(expected, sizeof expected, "value-%s", found->fields[i]);
        assert_string_equal(exchange->values[i], expected);
    }
}

TEST(every_row_for_people_is_at_its_path_and_no_other_is)
{
    unsigned rows = 0;
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        for (unsigned row = 0; row < pv_catalogues[i]->command_count; row++, rows++)
            look_for(pv_catalogues[i], &pv_catalogues[i]->commands[row], true);
        for (unsigned row = 0; row < pv_catalogues[i]->query_count; row++, rows++)
            look_for(pv_catalogues[i], &pv_catalogues[i]->queries[row], false);
    }
    assert_true(rows > 250);
}

TEST(a_word_of_the_path_goes_before_a_field)
{
    Exchange *exchange = given_row(METHOD_GET, "/api/v1/sales/activities/overdue", NULL);
    assert_string_equal(exchange->endpoint->row->name, "list_overdue_activities");
    exchange = given_row(METHOD_GET, "/api/v1/sales/activities/other", NULL);
    assert_string_equal(exchange->endpoint->row->name, "get_activity");
    exchange = given_row(METHOD_HEAD, "/api/v1/sales/activities/other", NULL);
    assert_string_equal(exchange->endpoint->row->name, "get_activity");
}

TEST(a_path_without_the_method_says_which_it_has)
{
    unsigned allowed;
    Exchange *exchange = given_request(METHOD_DELETE, "/api/v1/sales/deals");
    assert_true(path_read(exchange));
    assert_null(routes_find(given_routes(), exchange, &allowed));
    assert_string_equal(routes_allow(exchange, allowed), "GET, HEAD, POST, OPTIONS");
    exchange = given_request(METHOD_GET, "/api/v1/sales/nothing");
    assert_true(path_read(exchange));
    assert_null(routes_find(given_routes(), exchange, &allowed));
    assert_int_equal(allowed, 0);
}
