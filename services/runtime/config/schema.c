/* The shape of the YAML file. libcyaml reads the values; libyaml's document tells the line of every entry, which
 * libcyaml does not for an unknown key (it names the entry before). */
#include "runtime/config/schema.h"
#include "runtime/memory/require.h"
#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct ConfigPlaces {
    yaml_document_t document;
};

#define TEXT_LIMIT 4096
#define LIST_LIMIT 1024

static const cyaml_schema_field_t department_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, ConfigDepartment, name, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("router", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigDepartment, router, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("pub", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigDepartment, pub, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("keys", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigDepartment, keys, 1, TEXT_LIMIT),
    CYAML_FIELD_END,
};
static const cyaml_schema_field_t peer_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, ConfigPeer, name, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("router", CYAML_FLAG_POINTER, ConfigPeer, router, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("pub", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigPeer, pub, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("server_key", CYAML_FLAG_POINTER, ConfigPeer, server_key, 1, TEXT_LIMIT),
    CYAML_FIELD_END,
};
static const cyaml_strval_t key_classes[] = {
    {"portal", CONFIG_CLASS_PORTAL},   {"operator", CONFIG_CLASS_OPERATOR}, {"department", CONFIG_CLASS_DEPARTMENT},
    {"partner", CONFIG_CLASS_PARTNER}, {"follower", CONFIG_CLASS_FOLLOWER},
};
static const cyaml_schema_value_t feed_value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, TEXT_LIMIT)};
static const cyaml_schema_field_t allowed_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, ConfigAllowed, name, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("public_key", CYAML_FLAG_POINTER, ConfigAllowed, public_key, 1, TEXT_LIMIT),
    CYAML_FIELD_ENUM("class", CYAML_FLAG_STRICT, ConfigAllowed, key_class, key_classes, 5),
    CYAML_FIELD_SEQUENCE("feeds", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigAllowed, feeds, &feed_value, 0,
                         LIST_LIMIT),
    CYAML_FIELD_END,
};
static const cyaml_schema_field_t worker_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, ConfigWorker, name, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("partitions", CYAML_FLAG_POINTER, ConfigWorker, partitions, 1, TEXT_LIMIT),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t origin_value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, TEXT_LIMIT)};
static const cyaml_schema_field_t portal_fields[] = {
    CYAML_FIELD_STRING_PTR("listen", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigPortal, listen, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("web", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigPortal, web, 1, TEXT_LIMIT),
    CYAML_FIELD_BOOL("secure_cookies", CYAML_FLAG_OPTIONAL, ConfigPortal, secure_cookies),
    CYAML_FIELD_SEQUENCE("origins", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, ConfigPortal, origins, &origin_value, 0,
                         LIST_LIMIT),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t department_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ConfigDepartment, department_fields)};
static const cyaml_schema_value_t peer_value = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ConfigPeer, peer_fields)};
static const cyaml_schema_value_t allowed_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ConfigAllowed, allowed_fields)};
static const cyaml_schema_value_t worker_value = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, ConfigWorker, worker_fields)};

#define LIST(key, member, value)                                                                             \
    CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, PvConfig, member, value, 0, LIST_LIMIT)
static const cyaml_schema_field_t top_fields[] = {
    CYAML_FIELD_STRING_PTR("data", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, PvConfig, data, 1, TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("organisation_key", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, PvConfig, organisation_key, 1,
                           TEXT_LIMIT),
    CYAML_FIELD_STRING_PTR("operator_keys", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, PvConfig, operator_keys, 1,
                           TEXT_LIMIT),
    CYAML_FIELD_BOOL("fast_lane", CYAML_FLAG_OPTIONAL, PvConfig, fast_lane),
    CYAML_FIELD_UINT("segment_mb", CYAML_FLAG_OPTIONAL, PvConfig, segment_mb),
    LIST("departments", departments, &department_value),
    LIST("peers", peers, &peer_value),
    LIST("allowed", allowed, &allowed_value),
    LIST("workers", workers, &worker_value),
    CYAML_FIELD_MAPPING_PTR("portal", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, PvConfig, portal, portal_fields),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t top_value = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, PvConfig, top_fields)};

/* What libcyaml logs about a failure: its first sentence and the first line number it names. */
typedef struct Complaint {
    char text[256];
    unsigned line;
} Complaint;

static void take_complaint(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
    Complaint *complaint = context;
    char text[256];
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    const char *said = strncmp(text, "Load: ", 6) == 0 ? text + 6 : text;
    if (level >= CYAML_LOG_ERROR && !complaint->text[0])
        snprintf(complaint->text, sizeof complaint->text, "%s", said);
    const char *place = strstr(text, "line: ");
    if (place && !complaint->line)
        complaint->line = (unsigned)strtoul(place + 6, NULL, 10);
}

static const cyaml_schema_field_t *field_named(const cyaml_schema_field_t *fields, const char *name)
{
    for (; fields->key; fields++)
        if (strcmp(fields->key, name) == 0)
            return fields;
    return NULL;
}

static bool complain(char *error, const char *path, size_t line, const char *text)
{
    snprintf(error, CONFIG_ERROR_BYTES, "%s:%zu: %s", path, line + 1, text);
    return false;
}

static bool unknown_key(const char *path, const yaml_node_t *key, const cyaml_schema_field_t *fields, char *error)
{
    char text[400];
    int used = snprintf(text, sizeof text, "there is no entry %.60s here; there are:", (char *)key->data.scalar.value);
    for (; fields->key && used < (int)sizeof text; fields++)
        used += snprintf(text + used, sizeof text - (size_t)used, " %s", fields->key);
    return complain(error, path, key->start_mark.line, text);
}

static bool node_fits(yaml_document_t *document, const yaml_node_t *node, const cyaml_schema_value_t *schema,
                      const char *path, char *error);

static bool mapping_fits(yaml_document_t *document, const yaml_node_t *node, const cyaml_schema_value_t *schema,
                         const char *path, char *error)
{
    char text[200];
    uint64_t seen = 0;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(document, pair->key);
        if (key->type != YAML_SCALAR_NODE)
            return complain(error, path, key->start_mark.line, "the name of an entry must be a word");
        const char *name = (const char *)key->data.scalar.value;
        const cyaml_schema_field_t *field = field_named(schema->mapping.fields, name);
        if (!field)
            return unknown_key(path, key, schema->mapping.fields, error);
        uint64_t bit = 1ULL << (field - schema->mapping.fields);
        snprintf(text, sizeof text, "the entry %.60s stands here twice", name);
        if (seen & bit)
            return complain(error, path, key->start_mark.line, text);
        seen |= bit;
        if (!node_fits(document, yaml_document_get_node(document, pair->value), &field->value, path, error))
            return false;
    }
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key; field++) {
        snprintf(text, sizeof text, "the entry %s is missing here", field->key);
        if (!(field->value.flags & CYAML_FLAG_OPTIONAL) && !(seen & 1ULL << (field - schema->mapping.fields)))
            return complain(error, path, node->start_mark.line, text);
    }
    return true;
}

/* libcyaml takes every word but a few for true. */
static bool value_fits(const yaml_node_t *node, const cyaml_schema_value_t *schema, const char *path, char *error)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off"};
    char text[100];
    if (node->type != YAML_SCALAR_NODE)
        return complain(error, path, node->start_mark.line, "a single value is expected here");
    if (schema->type != CYAML_BOOL)
        return true;
    const char *value = (const char *)node->data.scalar.value;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    snprintf(text, sizeof text, "%.40s is neither yes nor no", value);
    return complain(error, path, node->start_mark.line, text);
}

/* Does the tree have the shape of the schema: mappings, lists and values where they belong, entries known and there? */
static bool node_fits(yaml_document_t *document, const yaml_node_t *node, const cyaml_schema_value_t *schema,
                      const char *path, char *error)
{
    switch (schema->type) {
    case CYAML_MAPPING:
        if (node->type != YAML_MAPPING_NODE)
            return complain(error, path, node->start_mark.line, "entries of the form name: value are expected here");
        return mapping_fits(document, node, schema, path, error);
    case CYAML_SEQUENCE:
        if (node->type != YAML_SEQUENCE_NODE)
            return complain(error, path, node->start_mark.line, "a list is expected here");
        for (yaml_node_item_t *item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++)
            if (!node_fits(document, yaml_document_get_node(document, *item), schema->sequence.entry, path, error))
                return false;
        return true;
    default:
        return value_fits(node, schema, path, error);
    }
}

static bool places_open(const char *path, const char *text, size_t size_bytes, ConfigPlaces **places, char *error)
{
    yaml_parser_t parser;
    *places = calloc(1, sizeof **places);
    int began = yaml_parser_initialize(&parser);
    pv_require(*places && began, "out of memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size_bytes);
    bool loaded = yaml_parser_load(&parser, &(*places)->document);
    if (!loaded) {
        complain(error, path, parser.problem_mark.line, parser.problem ? parser.problem : "not YAML");
        free(*places);
        *places = NULL;
    }
    yaml_parser_delete(&parser);
    return loaded;
}

void places_free(ConfigPlaces **places)
{
    if (*places) {
        yaml_document_delete(&(*places)->document);
        free(*places);
        *places = NULL;
    }
}

bool schema_load(const char *path, const char *text, size_t size_bytes, PvConfig **config, ConfigPlaces **places,
                 char *error)
{
    *config = NULL;
    if (!places_open(path, text, size_bytes, places, error))
        return false;
    yaml_node_t *root = yaml_document_get_root_node(&(*places)->document);
    if (!root)
        return true;
    if (!node_fits(&(*places)->document, root, &top_value, path, error))
        return false;
    Complaint complaint = {.line = 0};
    cyaml_config_t reader = {
        .log_fn = take_complaint,
        .log_ctx = &complaint,
        .log_level = CYAML_LOG_INFO,
        .mem_fn = cyaml_mem,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    cyaml_err_t result =
        cyaml_load_data((const uint8_t *)text, size_bytes, &reader, &top_value, (cyaml_data_t **)config, NULL);
    if (result == CYAML_OK)
        return true;
    *config = NULL;
    return complain(error, path, complaint.line ? complaint.line - 1 : 0,
                    complaint.text[0] ? complaint.text : cyaml_strerror(result));
}

static yaml_node_t *value_of(yaml_document_t *document, const yaml_node_t *mapping, const char *name)
{
    if (!mapping || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start; pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(document, pair->key);
        if (key->type == YAML_SCALAR_NODE && strcmp((const char *)key->data.scalar.value, name) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

bool places_have(const ConfigPlaces *places, const char *key)
{
    yaml_document_t *document = (yaml_document_t *)&places->document;
    return value_of(document, yaml_document_get_root_node(document), key) != NULL;
}

unsigned places_line(const ConfigPlaces *places, const char *list, unsigned index, const char *key)
{
    yaml_document_t *document = (yaml_document_t *)&places->document;
    const yaml_node_t *node = yaml_document_get_root_node(document);
    if (!node)
        return 1;
    const yaml_node_t *found = list ? value_of(document, node, list) : NULL;
    if (found && found->type == YAML_MAPPING_NODE)
        node = found;
    if (found && found->type == YAML_SEQUENCE_NODE) {
        yaml_node_item_t *items = found->data.sequence.items.start;
        node = found;
        if (index < (unsigned)(found->data.sequence.items.top - items))
            node = yaml_document_get_node(document, items[index]);
    }
    found = key ? value_of(document, node, key) : NULL;
    return (unsigned)(found ? found : node)->start_mark.line + 1;
}
