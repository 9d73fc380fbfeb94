/* Parts of the documents, shared by OpenAPI and AsyncAPI. */
#pragma once

#include "runtime/engine/catalogue.h"
#include "runtime/message/tables.h"
#include <jansson.h>

/* Schemas of messages and enums under the names that documents give them: payvand.sales.Deal is sales.Deal. */
typedef struct Schemas {
    json_t *by_name;
} Schemas;

/* {"$ref": …} to the message's schema, which is added with all that it needs. */
json_t *schema_of_message(Schemas *schemas, const PvMessageInfo *message);
/* The schema of one value of a field, without its comment: of a list, of one element. */
json_t *schema_of_value(Schemas *schemas, const PvFieldInfo *field, const ProtobufCFieldDescriptor *about);
/* False for fields of commands that the front itself fills in, whatever was sent. */
bool schema_is_for_callers(const PvFieldInfo *field);
/* payvand.sales.Deal to sales.Deal. */
const char *schema_name(const char *full_name);
/* The object of all schemas in order of name; takes the collection. */
json_t *schemas_sorted(Schemas *schemas);

/* Adds the parts of another object to an object's. */
void describe_join(json_t *object, const char *key, json_t *more);
/* An embedded document, parsed; a mistake in it is a bug. */
json_t *describe_parse(const char *bytes, size_t size_bytes);
/* The document as text, which the caller frees; takes the document, which must not be NULL. */
char *describe_write(json_t *document);
/* "#/components/<kind>/<name>" as a reference. */
json_t *describe_reference(const char *kind, const char *name);
/* Sales for sales. */
void describe_title(const char *name, char out[64]);

/* The operation of a row, and where it stands: method in lower case and path under /api/v1. */
typedef struct DescribedRow {
    char method[8];
    char path[256];
    json_t *operation;
} DescribedRow;
DescribedRow describe_row(Schemas *schemas, const PvCatalogue *department, const PvCatalogueRow *row, bool is_command);

/* Documents and pages put into the program by the build. */
extern const char embedded_fixed_json[], embedded_events_json[];
extern const size_t embedded_fixed_json_bytes, embedded_events_json_bytes;
