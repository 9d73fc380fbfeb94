/* payvand types: every command, query and event of every department, as their own programs describe them, with the
 * fields and comments of their messages; by its name also a message or an enum that stands in those. */
#include "cli/remote.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lines that the program prints with --describe, as an array; NULL after saying what went wrong. */
static json_t *describe(const char *department)
{
    char program[64], path[512], *line = NULL;
    size_t room = 0;
    int ends[2], status;
    snprintf(program, sizeof program, "payvand-%.40s", department);
    if (!cli_sibling(program, path))
        return NULL;
    if (pipe(ends) != 0)
        return cli_fail("pipe: %s", strerror(errno)), NULL;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]), close(ends[1]);
        execl(path, path, "--describe", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    json_t *rows = json_array();
    while (from && getline(&line, &room, from) > 0) {
        json_t *row = json_loads(line, 0, NULL);
        if (row)
            json_array_append_new(rows, row);
    }
    free(line);
    if (from)
        fclose(from);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        cli_fail("%s --describe failed", path);
        json_decref(rows);
        return NULL;
    }
    return rows;
}

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text ? text : "";
}

static const char *field_type(const ProtobufCFieldDescriptor *field, const PvFieldInfo *info, char out[200])
{
    static const char *const words[] = {
        [PROTOBUF_C_TYPE_INT32] = "int32",   [PROTOBUF_C_TYPE_SINT32] = "sint32",   [PROTOBUF_C_TYPE_SFIXED32] = "sfixed32",
        [PROTOBUF_C_TYPE_INT64] = "int64",   [PROTOBUF_C_TYPE_SINT64] = "sint64",   [PROTOBUF_C_TYPE_SFIXED64] = "sfixed64",
        [PROTOBUF_C_TYPE_UINT32] = "uint32", [PROTOBUF_C_TYPE_FIXED32] = "fixed32", [PROTOBUF_C_TYPE_UINT64] = "uint64",
        [PROTOBUF_C_TYPE_FIXED64] = "fixed64", [PROTOBUF_C_TYPE_FLOAT] = "float",   [PROTOBUF_C_TYPE_DOUBLE] = "double",
        [PROTOBUF_C_TYPE_BOOL] = "bool",     [PROTOBUF_C_TYPE_STRING] = "string",   [PROTOBUF_C_TYPE_BYTES] = "bytes",
    };
    const char *type = info->message       ? info->message->full_name
                       : info->enumeration ? info->enumeration->full_name
                                           : words[field->type];
    snprintf(out, 200, "%s%s", field->label == PROTOBUF_C_LABEL_REPEATED ? "repeated " : "", type ? type : "?");
    return out;
}

/* The message and those inside it, once each, into an object by full name. */
static void add_message(json_t *messages, const PvMessageInfo *info)
{
    char type[200];
    if (!info || json_object_get(messages, info->full_name))
        return;
    json_t *fields = json_array();
    json_object_set_new(messages, info->full_name,
                        json_pack("{s:s, s:o}", "comment", info->comment ? info->comment : "", "fields", fields));
    for (unsigned i = 0; i < info->field_count; i++) {
        const PvFieldInfo *field = &info->fields[i];
        json_t *shown = json_pack("{s:s, s:s, s:s, s:b}", "name", field->json_name, "type",
                                  field_type(&info->descriptor->fields[i], field, type), "comment",
                                  field->comment ? field->comment : "", "personal", (int)field->personal);
        if (field->enumeration) {
            json_t *values = json_array();
            for (unsigned at = 0; at < field->enumeration->value_count; at++)
                json_array_append_new(values, json_string(field->enumeration->values[at].name));
            json_object_set_new(shown, "values", values);
        }
        json_array_append_new(fields, shown);
    }
    for (unsigned i = 0; i < info->field_count; i++)
        add_message(messages, info->fields[i].message);
}

static void print_fields(const PvMessageInfo *info)
{
    char type[200];
    for (unsigned i = 0; info && i < info->field_count; i++)
        printf("             %-22s %-34s %s\n", info->fields[i].json_name,
               field_type(&info->descriptor->fields[i], &info->fields[i], type),
               info->fields[i].comment ? info->fields[i].comment : "");
}

/* sales.OpenDeal, also for a message of the card: the name to give to call and ask. */
static void print_row(const char *department, const json_t *row)
{
    const char *full = text_of(row, "type"), *dot = strrchr(full, '.');
    printf("%-8s %s.%-28s %s\n", text_of(row, "kind"), department, dot ? dot + 1 : full, text_of(row, "text"));
    print_fields(message_info(full));
}

/* --- what stands in fields ---------------------------------------------------------------------------------------- */

static const PvEnumInfo *enum_named(const char *full)
{
    for (unsigned at = 0; at < pv_message_tables.message_count; at++) {
        const PvMessageInfo *info = &pv_message_tables.messages[at];
        for (unsigned i = 0; i < info->field_count; i++)
            if (info->fields[i].enumeration && strcmp(info->fields[i].enumeration->full_name, full) == 0)
                return info->fields[i].enumeration;
    }
    return NULL;
}

static void show_enum(const Cli *cli, json_t *enums, const PvEnumInfo *info)
{
    json_t *values = json_array();
    if (!cli->json)
        printf("%-8s %-30s %s\n", "enum", info->full_name, info->comment ? info->comment : "");
    for (unsigned i = 0; i < info->value_count; i++) {
        const char *comment = info->values[i].comment ? info->values[i].comment : "";
        json_array_append_new(values, json_pack("{s:s, s:s}", "name", info->values[i].name, "comment", comment));
        if (!cli->json)
            printf("             %-22s %s\n", info->values[i].name, comment);
    }
    json_object_set_new(enums, info->full_name,
                        json_pack("{s:s, s:o}", "comment", info->comment ? info->comment : "", "values", values));
}

/* payvand.sales.LineInput, payvand.Stage, or the same without the first word. False if there is no such type. */
static bool show_named(const Cli *cli, json_t *messages, json_t *enums)
{
    char full[200];
    for (int i = 0; i < 2; i++) {
        snprintf(full, sizeof full, "%s%.180s", i ? "payvand." : "", cli->words[0]);
        const PvMessageInfo *message = message_info(full);
        const PvEnumInfo *enumeration = enum_named(full);
        if (message) {
            add_message(messages, message);
            if (!cli->json) {
                printf("%-8s %-30s %s\n", "message", full, message->comment ? message->comment : "");
                print_fields(message);
            }
            return true;
        }
        if (enumeration) {
            show_enum(cli, enums, enumeration);
            return true;
        }
    }
    return false;
}

static bool is_shown(const Cli *cli, const char *department, const json_t *row)
{
    char name[200];
    const char *full = text_of(row, "type"), *dot = strrchr(full, '.'), *kind = text_of(row, "kind");
    if (strcmp(kind, "command") != 0 && strcmp(kind, "query") != 0 && strcmp(kind, "event") != 0)
        return false;
    if (!cli->word_count)
        return true;
    snprintf(name, sizeof name, "%s.%s", department, dot ? dot + 1 : full);
    return strcmp(cli->words[0], department) == 0 || strcmp(cli->words[0], name) == 0;
}

static int run(Cli *cli)
{
    int result = CLI_OK;
    size_t count = 0;
    json_t *departments = json_object(), *messages = json_object(), *enums = json_object();
    for (unsigned i = 0; result == CLI_OK && i < CONFIG_DEPARTMENTS; i++) {
        json_t *rows = describe(config_departments[i]), *row, *shown = json_array();
        size_t number;
        if (!rows)
            result = CLI_FAILED;
        json_array_foreach(rows, number, row)
        {
            if (!is_shown(cli, config_departments[i], row))
                continue;
            json_array_append(shown, row);
            count++;
            add_message(messages, message_info(text_of(row, "type")));
            add_message(messages, message_info(text_of(row, "answer")));
            if (!cli->json)
                print_row(config_departments[i], row);
        }
        json_object_set_new(departments, config_departments[i], shown);
        json_decref(rows);
    }
    if (result == CLI_OK && !count && !(cli->word_count && show_named(cli, messages, enums)))
        result = cli_usage(cli, "there is no department or type %s", cli->word_count ? cli->words[0] : "");
    if (result == CLI_OK && cli->json) {
        json_t *all = json_pack("{s:O, s:O, s:O}", "departments", departments, "messages", messages, "enums", enums);
        json_dumpf(all, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(all);
    }
    json_decref(departments);
    json_decref(messages);
    json_decref(enums);
    return result;
}

const CliCommand cli_types = {
    .name = "types",
    .words = "[DEPARTMENT | DEPARTMENT.TYPE | TYPE] [--json]",
    .most = 1,
    .text = "lists every command, query and event with its fields and comments; TYPE is one that stands in a field, such as\n"
            "payvand.Money",
    .run = run,
};
