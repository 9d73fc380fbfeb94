/* payvand run: a script of commands, one a line; answers can be named and used in later lines. */
#include "cli/progress.h"
#include "cli/remote.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT_BYTES (256u << 10)

typedef struct Script {
    Cli *cli;
    json_t *answers; /* by name */
    PvClient *clients[CONFIG_DEPARTMENTS];
    unsigned line;
    uint64_t done, refused;
} Script;

static PvClient *client_of(Script *script, const char *department)
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++) {
        if (strcmp(department, config_departments[i]) != 0)
            continue;
        if (!script->clients[i])
            script->clients[i] = remote_open(script->cli, department);
        return script->clients[i];
    }
    return NULL;
}

/* The text that ${name.field.field} stands for; NULL if there is none. */
static const char *value_of(const Script *script, const char *path, size_t length)
{
    char copy[200], *rest = copy;
    snprintf(copy, sizeof copy, "%.*s", (int)length, path);
    const json_t *at = script->answers;
    for (char *part; at && (part = strsep(&rest, "."));)
        at = json_object_get(at, part);
    return json_string_value(at);
}

/* The line with its ${…} replaced, in the arena; NULL after saying what is unknown. */
static const char *filled_in(const Script *script, const char *text)
{
    char *out = arena_take(script->cli->arena, LINE_LIMIT_BYTES);
    size_t used = 0;
    while (*text && used < LINE_LIMIT_BYTES - 1) {
        const char *end = text[0] == '$' && text[1] == '{' ? strchr(text, '}') : NULL;
        if (!end) {
            out[used++] = *text++;
            continue;
        }
        const char *value = value_of(script, text + 2, (size_t)(end - text) - 2);
        if (!value || used + strlen(value) >= LINE_LIMIT_BYTES) {
            cli_fail("line %u: %.*s is not known here", script->line, (int)(end - text) + 1, text);
            return NULL;
        }
        used += (size_t)sprintf(out + used, "%s", value);
        text = end + 1;
    }
    out[used] = '\0';
    return out;
}

static int send_line(Script *script, const char *type, const char *text, const char *name)
{
    char department[32], path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
    int result = CLI_OK;
    Cli *cli = script->cli;
    const PvMessageInfo *info = remote_type(cli, type, department, &result);
    if (!info)
        return result;
    ProtobufCMessage *message = json_read(info->descriptor, text, strlen(text), cli->arena, 0, path, why);
    if (!message) {
        cli_fail("line %u: %s%s%s", script->line, path, path[0] ? ": " : "", why);
        return CLI_REFUSED;
    }
    RemoteRequest request;
    Pv__Reply *reply;
    PvClient *client = client_of(script, department);
    if (!client)
        return CLI_UNREACHABLE;
    remote_begin(&request, PV__REQUEST_KIND__COMMAND, info->full_name);
    request.request.has_historical = request.request.historical = cli_has(cli, "historical");
    request.request.has_payload = 1;
    request.request.payload.data = wire_pack(message, cli->arena, &request.request.payload.len);
    result = remote_call(cli, client, department, &request.request, REMOTE_TIMEOUT_MS, &reply);
    if (result == CLI_REFUSED)
        fprintf(stderr, "payvand: line %u was refused\n", script->line);
    ProtobufCMessage *answer = result == CLI_OK && name[0] ? remote_payload(reply, cli->arena) : NULL;
    if (answer)
        json_object_set_new(script->answers, name, json_loads(json_write(answer, cli->arena, 0), 0, NULL));
    return result;
}

/* [name =] department.Command {json} */
static int run_line(Script *script, char *line)
{
    char name[64] = "";
    line[strcspn(line, "\r\n")] = '\0';
    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return CLI_OK;
    char *brace = strchr(line, '{');
    char *equals = strchr(line, '=');
    if (equals && (!brace || equals < brace)) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " \t="), line);
        line = equals + 1 + strspn(equals + 1, " \t");
    }
    char type[REMOTE_NAME_BYTES];
    size_t length = strcspn(line, " \t{");
    snprintf(type, sizeof type, "%.*s", (int)length, line);
    const char *text = filled_in(script, line[length] ? line + length : "{}");
    return text ? send_line(script, type, text, name) : CLI_FAILED;
}

static int run_file(Script *script, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    int result = CLI_OK;
    Progress progress;
    progress_begin(&progress, "commands", 0, script->cli->json);
    for (ssize_t length; result == CLI_OK && (length = getline(&line, &room, file)) >= 0;) {
        script->line++;
        arena_reset(script->cli->arena);
        result = length < (ssize_t)LINE_LIMIT_BYTES ? run_line(script, line)
                                                    : cli_fail("line %u is longer than 256 KiB", script->line);
        if (result == CLI_OK) {
            script->done++;
        } else if (result == CLI_REFUSED && cli_has(script->cli, "go-on")) {
            script->refused++;
            result = CLI_OK;
        }
        progress_show(&progress, script->done);
    }
    progress_end(&progress, script->done);
    free(line);
    if (script->cli->json)
        printf("{\"lines\":%u,\"refused\":%llu}\n", script->line, (unsigned long long)script->refused);
    return result;
}

static int run(Cli *cli)
{
    Script script = {.cli = cli, .answers = json_object()};
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    FILE *file = strcmp(cli->words[0], "-") == 0 ? stdin : fopen(cli->words[0], "re");
    if (!file)
        return cli_fail("%s: %s", cli->words[0], strerror(errno));
    result = run_file(&script, file);
    if (file != stdin)
        fclose(file);
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++)
        if (script.clients[i])
            client_close(&script.clients[i]);
    json_decref(script.answers);
    return result;
}

static const CliOption options[] = {
    {"historical", NULL, "they tell of the past: nobody is reached because of them"},
    {"go-on", NULL, "go on after a refused command"},
    {NULL, NULL, NULL},
};
const CliCommand cli_run = {
    .name = "run",
    .words = "FILE | -",
    .least = 1,
    .most = 1,
    .text = "runs a script: lines of [name =] DEPARTMENT.COMMAND {JSON}, where ${name.field} is of an earlier answer",
    .options = options,
    .run = run,
};
