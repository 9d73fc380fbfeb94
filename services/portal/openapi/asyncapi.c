/* The AsyncAPI document: what departments tell each other and the portal, and the live stream of the portal. */
#include "portal/openapi/openapi.h"
#include "portal/openapi/describe.h"
#include "runtime/memory/require.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char about[] =
    "The SHARED events of every department. On the bus a message is two frames, topic and envelope (payvand.Envelope in "
    "protobuf), whose payload is the event in protobuf; the schemas here show events as ProtoJSON. The fast lane may lose "
    "messages: pull over ROUTER is the truth. proto/README.md tells how to follow a department. Events of the customer card "
    "are told by every department.";

static const char *last_word(const char *full_name)
{
    const char *dot = strrchr(full_name, '.');
    return dot ? dot + 1 : full_name;
}

static void add_event(json_t *channel, json_t *operation, json_t *messages, Schemas *schemas, const char *department,
                      const PvCatalogueEvent *row)
{
    const PvMessageInfo *info = message_info_of(row->type);
    pv_require(info, "event %s has no message", row->name);
    const char *name = schema_name(info->full_name), *word = last_word(info->full_name);
    if (!json_object_get(messages, name))
        json_object_set_new(messages, name,
                            json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "name", info->full_name, "title", row->text, "summary",
                                      info->comment ? info->comment : "", "contentType", "application/x-protobuf", "headers",
                                      describe_reference("schemas", "Envelope"), "payload", schema_of_message(schemas, info)));
    json_object_set_new(json_object_get(channel, "messages"), word, describe_reference("messages", name));
    json_array_append_new(json_object_get(operation, "messages"),
                          json_pack("{s:o}", "$ref", json_sprintf("#/channels/%s/messages/%s", department, word)));
}

static void add_department(json_t *channels, json_t *operations, json_t *messages, Schemas *schemas,
                           const PvCatalogue *department)
{
    char title[64], operation_name[80];
    describe_title(department->name, title);
    json_t *channel = json_pack(
        "{s:o, s:o, s:[{s:s}], s:{s:{s:s}, s:{s:s}}, s:{}}", "address", json_sprintf("%s.{partition}.{type}", department->name),
        "title", json_sprintf("Events of %s", department->name), "servers", "$ref", "#/servers/bus", "parameters", "partition",
        "description", "XXH64 of the customer id's 16 bytes, seed 0, modulo 64, as two hexadecimal digits; 00 without a customer",
        "type", "description", "Last word of the event's name, such as DealWon", "messages");
    json_t *operation = json_pack("{s:s, s:{s:o}, s:o, s:[]}", "action", "send", "channel", "$ref",
                                  json_sprintf("#/channels/%s", department->name), "summary",
                                  json_sprintf("%s tells what happened", title), "messages");
    pv_require(channel && operation, "the channel of %s cannot be put together", department->name);
    for (unsigned i = 0; i < department->event_count; i++)
        if (department->events[i].shared)
            add_event(channel, operation, messages, schemas, department->name, &department->events[i]);
    snprintf(operation_name, sizeof operation_name, "tell%s", title);
    json_object_set_new(channels, department->name, channel);
    json_object_set_new(operations, operation_name, operation);
}

static char *make(void)
{
    json_t *fixed = describe_parse(embedded_events_json, embedded_events_json_bytes);
    json_t *channels = json_object_get(fixed, "channels"), *operations = json_object_get(fixed, "operations");
    json_t *messages = json_object_get(fixed, "messages");
    Schemas schemas = {json_deep_copy(json_object_get(fixed, "schemas"))};
    json_decref(schema_of_message(&schemas, message_info("payvand.Envelope")));
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++)
        add_department(channels, operations, messages, &schemas, pv_catalogues[i]);
    json_t *document = json_pack(
        "{s:s, s:s, s:{s:s, s:s, s:s, s:{s:s}}, s:s, s:{s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}, s:O, s:O, s:{s:O, s:o}}",
        "asyncapi", "3.0.0", "id", "urn:payvand:portal", "info", "title", "Payvand", "version", PAYVAND_VERSION, "description",
        about, "license", "name", "Apache-2.0", "defaultContentType", "application/json", "servers", "portal", "host",
        "127.0.0.1:8080", "protocol", "http", "description", "The portal", "bus", "host", "localhost", "protocol", "zmtp",
        "description", "PUB of each department: ipc on its host, tcp with CURVE between hosts, as configured", "channels",
        channels, "operations", operations, "components", "messages", messages, "schemas", schemas_sorted(&schemas));
    json_decref(fixed);
    return describe_write(document);
}

static char *kept;
static void make_once(void)
{
    kept = make();
}

const char *asyncapi_text(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_once);
    return kept;
}
