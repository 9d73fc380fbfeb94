/* The documents against the catalogue they are made of: every row that people may reach is there, and nothing else. */
#include "support/test.h"
#include "portal/openapi/openapi.h"
#include "runtime/engine/catalogue.h"
#include "runtime/message/tables.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static json_t *document(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(value);
    return value;
}

static bool is_for_people(const PvCatalogueRow *row)
{
    const char *role = pv_role_name(row->role);
    return strcmp(role, "worker") != 0 && strcmp(role, "operator") != 0 && strcmp(role, "portal") != 0;
}

/* The operation with this id; NULL if there is none. */
static json_t *operation_of(json_t *paths, const char *department, const char *row, const char **path)
{
    char id[160];
    const char *method;
    json_t *methods, *operation;
    snprintf(id, sizeof id, "%s_%s", department, row);
    json_object_foreach(paths, *path, methods)
    {
        json_object_foreach(methods, method, operation)
        {
            if (strcmp(json_string_value(json_object_get(operation, "operationId")), id) == 0)
                return operation;
        }
    }
    return NULL;
}

static unsigned count_rows(json_t *paths, const PvCatalogue *department, const PvCatalogueRow *rows, unsigned count)
{
    unsigned shown = 0;
    for (unsigned i = 0; i < count; i++) {
        const char *path = NULL;
        json_t *operation = operation_of(paths, department->name, rows[i].name, &path);
        assert_int_equal(operation != NULL, is_for_people(&rows[i]));
        if (!operation)
            continue;
        shown++;
        assert_string_equal(json_string_value(json_object_get(operation, "x-role")), pv_role_name(rows[i].role));
        assert_string_equal(json_string_value(json_object_get(operation, "summary")), rows[i].text);
        assert_int_equal(strncmp(path, "/api/v1/", 8), 0);
        assert_int_equal(strncmp(path + 8, department->name, strlen(department->name)), 0);
    }
    return shown;
}

TEST(every_row_that_people_may_reach_is_described)
{
    json_t *api = document(openapi_text()), *paths = json_object_get(api, "paths"), *methods;
    unsigned shown = 0, there = 0;
    const char *path;
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        const PvCatalogue *department = pv_catalogues[i];
        shown += count_rows(paths, department, department->commands, department->command_count);
        shown += count_rows(paths, department, department->queries, department->query_count);
    }
    json_object_foreach(paths, path, methods)
    {
        const char *method;
        json_t *operation;
        json_object_foreach(methods, method, operation)
        {
            there += json_object_get(operation, "x-row") != NULL;
        }
    }
    assert_true(shown > 200);
    assert_int_equal(shown, there);
    json_decref(api);
}

static const char *reference_of(json_t *object)
{
    const char *reference = json_string_value(json_object_get(object, "$ref"));
    return reference ? reference : "";
}

TEST(fields_are_shown_as_json_carries_them)
{
    json_t *api = document(openapi_text());
    json_t *schemas = json_object_get(json_object_get(api, "components"), "schemas");
    json_t *deal = json_object_get(json_object_get(schemas, "sales.Deal"), "properties");
    json_t *opened = json_object_get(deal, "openedAtMs"), *value = json_object_get(deal, "value");
    assert_string_equal(json_string_value(json_object_get(opened, "type")), "string");
    assert_string_equal(json_string_value(json_object_get(opened, "format")), "int64");
    assert_string_equal(reference_of(value), "#/components/schemas/Money");
    json_t *channel = json_object_get(schemas, "Channel");
    assert_string_equal(json_string_value(json_array_get(json_object_get(channel, "enum"), 1)), "EMAIL");
    assert_string_equal(json_string_value(json_object_get(json_object_get(channel, "x-enumDescriptions"), "EMAIL")), "E-mail.");
    json_t *identifier = json_object_get(json_object_get(json_object_get(schemas, "Identifier"), "properties"), "value");
    assert_true(json_is_true(json_object_get(identifier, "x-personal")));
    json_decref(api);
}

/* The parameter of an operation by its name; NULL if there is none. */
static json_t *parameter(json_t *operation, const char *name)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(operation, "parameters"), i, one)
    {
        const char *own = json_string_value(json_object_get(one, "name"));
        if (own && strcmp(own, name) == 0)
            return one;
    }
    return NULL;
}

TEST(path_fields_are_parameters_and_queries_take_the_rest_after_a_question_mark)
{
    json_t *api = document(openapi_text()), *paths = json_object_get(api, "paths");
    json_t *deals = json_object_get(json_object_get(paths, "/api/v1/sales/deals"), "get");
    json_t *deal = json_object_get(json_object_get(paths, "/api/v1/sales/deals/{dealId}"), "get");
    assert_non_null(parameter(deals, "limit"));
    assert_string_equal(json_string_value(json_object_get(parameter(deals, "after"), "in")), "query");
    assert_string_equal(json_string_value(json_object_get(parameter(deal, "dealId"), "in")), "path");
    assert_true(json_is_true(json_object_get(parameter(deal, "dealId"), "required")));
    assert_null(json_object_get(deal, "requestBody"));
    json_t *headers = json_object_get(json_object_get(json_object_get(deal, "responses"), "200"), "headers");
    assert_non_null(json_object_get(headers, "ETag"));
    json_t *of_page = json_object_get(json_object_get(json_object_get(deals, "responses"), "200"), "headers");
    assert_non_null(json_object_get(of_page, "Link"));
    assert_null(json_object_get(of_page, "ETag"));
    json_decref(api);
}

TEST(every_shared_event_is_told_in_its_departments_channel)
{
    json_t *events = document(asyncapi_text()), *channels = json_object_get(events, "channels");
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        const PvCatalogue *department = pv_catalogues[i];
        json_t *messages = json_object_get(json_object_get(channels, department->name), "messages");
        unsigned shared = 0;
        for (unsigned at = 0; at < department->event_count; at++) {
            const char *dot = strrchr(department->events[at].type->name, '.');
            assert_int_equal(json_object_get(messages, dot + 1) != NULL, department->events[at].shared);
            shared += department->events[at].shared;
        }
        assert_int_equal(json_object_size(messages), shared);
    }
    json_decref(events);
}

TEST(the_documents_are_made_once)
{
    assert_ptr_equal(openapi_text(), openapi_text());
    assert_ptr_equal(asyncapi_text(), asyncapi_text());
}

TEST(the_pages_are_in_the_program)
{
    size_t count;
    const OpenapiFile *files = openapi_files(&count);
    bool page = false;
    assert_true(count >= 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(strlen(files[i].bytes), files[i].size_bytes);
        assert_true(files[i].size_bytes > 0);
        page |= strcmp(files[i].path, "/api/docs") == 0;
        if (strstr(files[i].content_type, "text/html")) {
            assert_null(strstr(files[i].bytes, "style=\""));
            assert_null(strstr(files[i].bytes, "<script>"));
        }
    }
    assert_true(page);
}
