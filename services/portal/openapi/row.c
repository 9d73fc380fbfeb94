/* One row of a department's table as an OpenAPI operation. */
#include "portal/access/access.h"
#include "portal/openapi/describe.h"
#include "runtime/memory/require.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 160
#define NESTING_LIMIT 3 /* of fields that are given as a.b in a query */

static json_t *parameter(const char *name, const char *place, const char *text, json_t *schema)
{
    json_t *shown = json_pack("{s:s, s:s}", "name", name, "in", place);
    if (strcmp(place, "path") == 0)
        json_object_set_new(shown, "required", json_true());
    if (text && text[0])
        json_object_set_new(shown, "description", json_string(text));
    json_object_set_new(shown, "schema", schema);
    return shown;
}

static const PvFieldInfo *field_named(const PvMessageInfo *message, const char *name, unsigned *number)
{
    for (unsigned i = 0; i < message->field_count; i++)
        if (strcmp(message->fields[i].name, name) == 0)
            return *number = i, &message->fields[i];
    return NULL;
}

/* /deals/{deal_id}/win to /api/v1/sales/deals/{dealId}/win, with a parameter for each part in braces. */
static void read_path(Schemas *schemas, const char *department, const char *route, const PvMessageInfo *message,
                      DescribedRow *shown, json_t *parameters, bool in_path[])
{
    size_t used = (size_t)snprintf(shown->path, sizeof shown->path, "/api/v1/%s", department);
    while (*route) {
        const char *open = strchr(route, '{'), *close = open ? strchr(open, '}') : NULL;
        size_t plain = open ? (size_t)(open - route) : strlen(route);
        used += (size_t)snprintf(shown->path + used, sizeof shown->path - used, "%.*s", (int)plain, route);
        if (!open)
            break;
        char name[NAME_BYTES];
        unsigned number = 0;
        pv_require(close, "route %s has an open brace", route);
        snprintf(name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
        const PvFieldInfo *field = field_named(message, name, &number);
        pv_require(field, "%s has no field %s for its route", message->full_name, name);
        in_path[number] = true;
        json_array_append_new(parameters, parameter(field->json_name, "path", field->comment,
                                                    schema_of_value(schemas, field, &message->descriptor->fields[number])));
        used += (size_t)snprintf(shown->path + used, sizeof shown->path - used, "{%s}", field->json_name);
        route = close + 1;
    }
    pv_require(used < sizeof shown->path, "route of %s is too long", message->full_name);
}

/* Fields of a query that stand in the address after '?'. Lists of messages cannot. */
static void add_query_fields(Schemas *schemas, const PvMessageInfo *message, const char *prefix, unsigned depth,
                             const bool in_path[], json_t *parameters)
{
    for (unsigned i = 0; i < message->field_count; i++) {
        const PvFieldInfo *field = &message->fields[i];
        const ProtobufCFieldDescriptor *about = &message->descriptor->fields[i];
        bool repeated = about->label == PROTOBUF_C_LABEL_REPEATED;
        char name[NAME_BYTES];
        if ((in_path && in_path[i]) || !schema_is_for_callers(field))
            continue;
        snprintf(name, sizeof name, "%s%s%s", prefix, prefix[0] ? "." : "", field->json_name);
        if (field->message) {
            if (!repeated && depth < NESTING_LIMIT)
                add_query_fields(schemas, field->message, name, depth + 1, NULL, parameters);
            continue;
        }
        json_t *schema = schema_of_value(schemas, field, about);
        if (repeated)
            schema = json_pack("{s:s, s:o}", "type", "array", "items", schema);
        json_array_append_new(parameters, parameter(name, "query", field->comment, schema));
    }
}

static bool is_page(const PvMessageInfo *answer)
{
    unsigned number;
    return field_named(answer, "next", &number) != NULL;
}

/* Records that commands answer have a version; pages and views put together for a query have none. */
static bool has_version(const PvCatalogue *department, const PvCatalogueRow *row)
{
    for (unsigned i = 0; i < department->command_count; i++)
        if (department->commands[i].answer == row->answer)
            return true;
    return false;
}

static json_t *success(Schemas *schemas, const PvMessageInfo *answer, bool is_command, bool versioned)
{
    json_t *headers = json_object();
    if (is_page(answer))
        json_object_set_new(headers, "Link", describe_reference("headers", "Link"));
    else if (versioned)
        json_object_set_new(headers, "ETag", describe_reference("headers", "ETag"));
    json_object_set_new(headers, "Payvand-Token", describe_reference("headers", "Payvand-Token"));
    return json_pack("{s:s, s:o, s:{s:{s:o}}}", "description",
                     is_command ? "Done and durable; the record as it is now" : answer->comment ? answer->comment : "",
                     "headers", headers, "content", "application/json", "schema", schema_of_message(schemas, answer));
}

static json_t *responses(Schemas *schemas, const PvMessageInfo *answer, bool is_command, bool versioned,
                         bool has_body)
{
    const struct {
        const char *status;
        bool possible;
    } problems[] = {{"304", versioned && !is_command && !has_body},
                    {"400", true},       {"401", true},     {"403", true},     {"404", true}, {"409", is_command},
                    {"412", is_command}, {"413", has_body}, {"415", has_body}, {"429", true}, {"503", true}};
    json_t *all = answer ? json_pack("{s:o}", "200", success(schemas, answer, is_command, versioned))
                         : json_pack("{s:{s:s}}", "204", "description", "Done and durable");
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (problems[i].possible)
            json_object_set_new(all, problems[i].status, describe_reference("responses", problems[i].status));
    return all;
}

static void add_headers(json_t *parameters, bool is_command, bool versioned)
{
    const struct {
        const char *name;
        bool heeded;
    } headers[] = {{"Idempotency-Key", is_command},
                   {"If-Match", is_command},
                   {"Payvand-Historical", is_command},
                   {"Payvand-After", !is_command},
                   {"If-None-Match", !is_command && versioned}};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (headers[i].heeded)
            json_array_append_new(parameters, describe_reference("parameters", headers[i].name));
}

static json_t *description(const PvCatalogueRow *row, const PvMessageInfo *message)
{
    const char *comment = message->comment ? message->comment : "";
    return json_sprintf("%s\n\n%s%s`%s`.", comment, row->role == ROLE_ANYONE ? "For whoever is signed in: " : "Needs the role ",
                        row->role == ROLE_ANYONE ? "role " : "", pv_role_name(row->role));
}

DescribedRow describe_row(Schemas *schemas, const PvCatalogue *catalogue, const PvCatalogueRow *row,
                          bool is_command)
{
    const char *department = catalogue->name;
    DescribedRow shown = {0};
    bool in_path[256] = {false};
    char id[NAME_BYTES];
    const PvMessageInfo *message = message_info_of(row->type);
    const PvMessageInfo *answer = row->answer ? message_info_of(row->answer) : NULL;
    pv_require(message && (answer || !row->answer) && message->field_count < 256, "row %s of %s has no messages", row->name,
               department);
    const char *space = strchr(row->route, ' ');
    pv_require(space && space - row->route < (ptrdiff_t)sizeof shown.method, "row %s has the route %s", row->name,
               row->route);
    for (const char *at = row->route; at < space; at++)
        shown.method[at - row->route] = (char)tolower((unsigned char)*at);

    json_t *parameters = json_array();
    bool has_body = strcmp(shown.method, "get") != 0 && strcmp(shown.method, "delete") != 0;
    read_path(schemas, department, space + 1, message, &shown, parameters, in_path);
    if (!has_body)
        add_query_fields(schemas, message, "", 0, in_path, parameters);
    int has_more = 0; /* than what stands in the path */
    for (unsigned i = 0; i < message->field_count; i++)
        has_more |= !in_path[i] && schema_is_for_callers(&message->fields[i]);
    bool versioned = has_version(catalogue, row);
    add_headers(parameters, is_command, versioned);
    snprintf(id, sizeof id, "%s_%s", department, row->name);
    shown.operation = json_pack("{s:s, s:[s], s:s, s:o, s:s, s:s, s:s, s:o}", "operationId", id, "tags", department,
                                "summary", row->text, "description", description(row, message), "x-role",
                                pv_role_name(row->role), "x-row", row->name, "x-kind", is_command ? "command" : "query",
                                "parameters", parameters);
    if (has_body)
        json_object_set_new(shown.operation, "requestBody",
                            json_pack("{s:b, s:{s:{s:o}}}", "required", has_more, "content", "application/json", "schema",
                                      schema_of_message(schemas, message)));
    json_object_set_new(shown.operation, "responses", responses(schemas, answer, is_command, versioned, has_body));
    json_t *security = json_array();
    json_array_append_new(security, has_body ? json_pack("{s:[], s:[]}", "cookie", "csrf") : json_pack("{s:[]}", "cookie"));
    if (!access_needs_cookie(row->type))
        json_array_append_new(security, json_pack("{s:[]}", "bearer"));
    json_object_set_new(shown.operation, "security", security);
    return shown;
}
