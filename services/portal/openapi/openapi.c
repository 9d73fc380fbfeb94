/* The OpenAPI document: every row of every department that people may reach, and what is no row. */
#include "portal/openapi/openapi.h"
#include "portal/openapi/describe.h"
#include "runtime/memory/require.h"
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Every command and query of every department, as their own tables declare them.\n\n"
    "- Bodies are ProtoJSON: names in lowerCamelCase, 64-bit integers as texts, enums by name, bytes in base64, what is not "
    "set left out. Times end in `Ms`: UTC milliseconds. Money is a whole number of minor units with its currency.\n"
    "- Refusals are `application/problem+json`; `type` is stable, `errors` point to fields.\n"
    "- `Idempotency-Key` makes a command safe to repeat; `If-Match` with the `ETag` of a record keeps the changes of others; "
    "`Payvand-Token` of an answer, given as `Payvand-After`, shows one's own change everywhere.\n"
    "- Pages: `limit`, `after`, and `next` in the answer.\n"
    "- The rows of the customer card (paths with /customers) are the same in every department: ask any of them.";

json_t *describe_parse(const char *bytes, size_t size_bytes)
{
    json_error_t error;
    json_t *value = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, &error);
    pv_require(value, "an embedded document: line %d: %s", error.line, error.text);
    return value;
}

char *describe_write(json_t *document)
{
    pv_require(document, "a document cannot be put together");
    char *text = json_dumps(document, JSON_COMPACT);
    pv_require(text, "a document cannot be written");
    json_decref(document);
    return text;
}

void describe_join(json_t *object, const char *key, json_t *more)
{
    json_t *present = json_object_get(object, key);
    if (present)
        json_object_update(present, more);
    else
        json_object_set(object, key, more);
}

void describe_title(const char *name, char out[64])
{
    snprintf(out, 64, "%s", name);
    out[0] = (char)toupper((unsigned char)out[0]);
}

/* Rows that no person may have a role for are for programs on the bus alone. */
static bool is_for_people(const PvCatalogueRow *row)
{
    static const char *const others[] = {"worker", "operator", "portal"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(pv_role_name(row->role), others[i]) == 0)
            return false;
    return true;
}

static void add_row(json_t *paths, Schemas *schemas, const PvCatalogue *department, const PvCatalogueRow *row, bool is_command)
{
    if (!is_for_people(row))
        return;
    DescribedRow shown = describe_row(schemas, department, row, is_command);
    json_t *path = json_object_get(paths, shown.path);
    if (!path)
        json_object_set_new(paths, shown.path, path = json_object());
    pv_require(!json_object_get(path, shown.method), "two rows of %s have the route %s", department->name, row->route);
    json_object_set_new(path, shown.method, shown.operation);
}

/* What the department can refuse with, as a table. */
static json_t *tag(const PvCatalogue *department)
{
    char title[64], *text = NULL;
    size_t size = 0;
    describe_title(department->name, title);
    FILE *out = open_memstream(&text, &size);
    pv_require(out, "no memory");
    fprintf(out, "Commands and queries of the department %s. Its problems:\n", department->name);
    for (unsigned i = 0; i < department->problem_count; i++)
        fprintf(out, "\n- `%s`: %s", department->problems[i].type, department->problems[i].title);
    fclose(out);
    json_t *made = json_pack("{s:s, s:s, s:s}", "name", department->name, "x-displayName", title, "description", text);
    free(text);
    return made;
}

static char *make(void)
{
    json_t *fixed = describe_parse(embedded_fixed_json, embedded_fixed_json_bytes);
    Schemas schemas = {json_deep_copy(json_object_get(json_object_get(fixed, "components"), "schemas"))};
    json_t *tags = json_array(), *paths = json_object();
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        const PvCatalogue *department = pv_catalogues[i];
        json_array_append_new(tags, tag(department));
        for (unsigned at = 0; at < department->command_count; at++)
            add_row(paths, &schemas, department, &department->commands[at], true);
        for (unsigned at = 0; at < department->query_count; at++)
            add_row(paths, &schemas, department, &department->queries[at], false);
    }
    json_array_extend(tags, json_object_get(fixed, "tags"));
    json_object_update(paths, json_object_get(fixed, "paths"));
    json_t *components = json_deep_copy(json_object_get(fixed, "components"));
    json_object_set_new(components, "schemas", schemas_sorted(&schemas));
    json_t *document = json_pack(
        "{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s, s:s}], s:[{s:[]}, {s:[]}], s:o, s:o, s:o}", "openapi", "3.1.0",
        "info", "title", "Payvand", "version", PAYVAND_VERSION, "description", about, "license", "name", "Apache 2.0",
        "identifier", "Apache-2.0", "servers", "url", "/", "description", "This portal", "security", "cookie", "bearer",
        "tags", tags, "paths", paths, "components", components);
    json_decref(fixed);
    return describe_write(document);
}

static char *kept;
static void make_once(void)
{
    kept = make();
}

const char *openapi_text(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_once);
    return kept;
}
