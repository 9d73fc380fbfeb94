/* JSON Schema of messages and enums, as ProtoJSON writes them. */
#include "portal/openapi/describe.h"
#include "runtime/memory/require.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *schema_name(const char *full_name)
{
    return strncmp(full_name, "payvand.", 8) == 0 ? full_name + 8 : full_name;
}

json_t *describe_reference(const char *kind, const char *name)
{
    char reference[256];
    snprintf(reference, sizeof reference, "#/components/%s/%s", kind, name);
    return json_pack("{s:s}", "$ref", reference);
}

/* One schema an enum: the names, and what each means as text and as data. */
static json_t *enum_schema(const PvEnumInfo *info)
{
    json_t *names = json_array(), *meanings = json_object();
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    pv_require(out, "no memory");
    fprintf(out, "%s\n", info->comment ? info->comment : "");
    for (unsigned i = 0; i < info->value_count; i++) {
        const PvEnumValueInfo *value = &info->values[i];
        json_array_append_new(names, json_string(value->name));
        json_object_set_new(meanings, value->name, json_string(value->comment ? value->comment : ""));
        fprintf(out, "\n- `%s`: %s", value->name, value->comment ? value->comment : "");
    }
    fclose(out);
    json_t *schema = json_pack("{s:s, s:s, s:o, s:o}", "type", "string", "description", text, "enum", names,
                               "x-enumDescriptions", meanings);
    free(text);
    return schema;
}

static json_t *reference_to_enum(Schemas *schemas, const PvEnumInfo *info)
{
    const char *name = schema_name(info->full_name);
    if (!json_object_get(schemas->by_name, name))
        json_object_set_new(schemas->by_name, name, enum_schema(info));
    return describe_reference("schemas", name);
}

static json_t *whole_text(const char *format, const char *pattern)
{
    return json_pack("{s:s, s:s, s:s}", "type", "string", "format", format, "pattern", pattern);
}

json_t *schema_of_value(Schemas *schemas, const PvFieldInfo *field, const ProtobufCFieldDescriptor *about)
{
    switch (about->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return json_pack("{s:s, s:s}", "type", "integer", "format", "int32");
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return json_pack("{s:s, s:i, s:I}", "type", "integer", "minimum", 0, "maximum", (json_int_t)UINT32_MAX);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return whole_text("int64", "^-?[0-9]+$");
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return whole_text("uint64", "^[0-9]+$");
    case PROTOBUF_C_TYPE_FLOAT:
        return json_pack("{s:s, s:s}", "type", "number", "format", "float");
    case PROTOBUF_C_TYPE_DOUBLE:
        return json_pack("{s:s, s:s}", "type", "number", "format", "double");
    case PROTOBUF_C_TYPE_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case PROTOBUF_C_TYPE_ENUM:
        return reference_to_enum(schemas, field->enumeration);
    case PROTOBUF_C_TYPE_STRING:
        return json_pack("{s:s}", "type", "string");
    case PROTOBUF_C_TYPE_BYTES:
        return json_pack("{s:s, s:s}", "type", "string", "contentEncoding", "base64");
    case PROTOBUF_C_TYPE_MESSAGE:
        return schema_of_message(schemas, field->message);
    }
    pv_require(false, "field %s has no known type", field->name);
    return NULL;
}

bool schema_is_for_callers(const PvFieldInfo *field)
{
    return !field->comment || strncmp(field->comment, "Filled in by the portal", 23) != 0;
}

static json_t *field_schema(Schemas *schemas, const PvFieldInfo *field, const ProtobufCFieldDescriptor *about)
{
    json_t *schema = schema_of_value(schemas, field, about);
    if (about->label == PROTOBUF_C_LABEL_REPEATED)
        schema = json_pack("{s:s, s:o}", "type", "array", "items", schema);
    if (field->comment && field->comment[0])
        json_object_set_new(schema, "description", json_string(field->comment));
    if (field->personal)
        json_object_set_new(schema, "x-personal", json_true());
    if (!schema_is_for_callers(field))
        json_object_set_new(schema, "readOnly", json_true());
    return schema;
}

json_t *schema_of_message(Schemas *schemas, const PvMessageInfo *message)
{
    const char *name = schema_name(message->full_name);
    if (!json_object_get(schemas->by_name, name)) {
        json_t *properties = json_object();
        json_t *schema = json_pack("{s:s, s:s, s:o}", "type", "object", "description",
                                   message->comment ? message->comment : "", "properties", properties);
        if (message->holds_personal)
            json_object_set_new(schema, "x-holds-personal", json_true());
        json_object_set_new(schemas->by_name, name, schema);
        for (unsigned i = 0; i < message->field_count; i++)
            json_object_set_new(properties, message->fields[i].json_name,
                                field_schema(schemas, &message->fields[i], &message->descriptor->fields[i]));
    }
    return describe_reference("schemas", name);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

json_t *schemas_sorted(Schemas *schemas)
{
    size_t count = json_object_size(schemas->by_name), at = 0;
    const char **names = calloc(count + 1, sizeof *names), *name;
    pv_require(names, "no memory");
    json_t *value, *sorted = json_object();
    json_object_foreach(schemas->by_name, name, value)
        names[at++] = name;
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 0; i < count; i++)
        json_object_set(sorted, names[i], json_object_get(schemas->by_name, names[i]));
    free(names);
    json_decref(schemas->by_name);
    schemas->by_name = NULL;
    return sorted;
}
