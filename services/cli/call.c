/* payvand call, payvand ask: one command or query, JSON in and JSON out. */
#include "cli/remote.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include "runtime/text/id.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The JSON word, or standard input for - and for no word. In the arena; NULL after saying what is wrong. */
static const char *input_text(Cli *cli)
{
    if (cli->word_count > 1 && strcmp(cli->words[1], "-") != 0)
        return cli->words[1];
    if (cli->word_count < 2 && isatty(STDIN_FILENO))
        return "{}";
    char *text = arena_take(cli->arena, PV_JSON_LIMIT_BYTES + 2);
    size_t got = fread(text, 1, PV_JSON_LIMIT_BYTES + 1, stdin);
    if (ferror(stdin) || got > PV_JSON_LIMIT_BYTES) {
        cli_fail(ferror(stdin) ? "standard input cannot be read" : "more than 1 MiB on standard input");
        return NULL;
    }
    if (strlen(text) != got) {
        cli_fail("standard input holds a NUL byte, after %zu others", strlen(text));
        return NULL;
    }
    return strspn(text, " \t\r\n") == got ? "{}" : text;
}

static int bad_input(Cli *cli, const char *path, const char *why)
{
    pv_problem problem = PV__PROBLEM__INIT;
    problem.has_kind = 1;
    problem.kind = PV__PROBLEM_KIND__INVALID;
    problem.type = "invalid-input";
    problem.title = "The input is not valid";
    problem.detail = why;
    problem.field = path[0] ? path : NULL;
    return remote_problem(cli, &problem);
}

/* department.epoch.sequence? Anything else given to --after is the token of a page. */
static bool is_position(const char *token)
{
    const char *dot = strchr(token, '.');
    const char *second = dot ? strchr(dot + 1, '.') : NULL;
    return second && second[1] && second[1 + strspn(second + 1, "0123456789")] == '\0' &&
           dot + 1 + strspn(dot + 1, "0123456789abcdefABCDEF") == second;
}

static bool set_page(ProtobufCMessage *query, const char *token)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(query->descriptor, "after");
    if (!field || field->type != PROTOBUF_C_TYPE_STRING)
        return false;
    *(const char **)((char *)query + field->offset) = token;
    return true;
}

/* Positions of --after go into the request, the token of a page into the query. */
static int take_after(Cli *cli, RemoteRequest *request, ProtobufCMessage *message)
{
    const char **tokens = arena_take(cli->arena, (cli->option_count + 1) * sizeof *tokens);
    request->request.tokens = tokens;
    for (unsigned i = 0; i < cli->option_count; i++) {
        if (strcmp(cli->option_names[i], "after") != 0)
            continue;
        if (is_position(cli->option_values[i]))
            tokens[request->request.n_tokens++] = cli->option_values[i];
        else if (!set_page(message, cli->option_values[i]))
            return cli_usage(cli, "%s is no position such as sales.1f.42, and %s has no pages", cli->option_values[i],
                             message->descriptor->name);
    }
    return CLI_OK;
}

static void print_answer(Cli *cli, const Pv__Reply *reply)
{
    ProtobufCMessage *payload = remote_payload(reply, cli->arena);
    unsigned flags = cli->json ? 0 : PV_JSON_PRETTY;
    const char *text = payload ? json_write(payload, cli->arena, flags) : "{}";
    if (!cli_has(cli, "envelope")) {
        puts(text);
        return;
    }
    printf("{\"type\":");
    cli_print_json_text(reply->type ? reply->type : "");
    printf(",\"token\":");
    cli_print_json_text(reply->token ? reply->token : "");
    printf(",\"version\":\"%llu\",\"record\":%s}\n", (unsigned long long)reply->version, text);
}

static int run(Cli *cli, Pv__RequestKind kind)
{
    char department[32], path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
    uint64_t timeout_ms, version;
    const char *id = cli_option(cli, "request-id");
    int result = CLI_OK;
    const PvMessageInfo *info = remote_type(cli, cli->words[0], department, &result);
    if (!info)
        return result;
    if (!cli_number(cli, "timeout", REMOTE_TIMEOUT_MS, &timeout_ms) || !cli_number(cli, "expect", 0, &version))
        return CLI_USAGE;
    if (timeout_ms > INT_MAX)
        return cli_usage(cli, "--timeout %llu is more than %d", (unsigned long long)timeout_ms, INT_MAX);
    if (id && !id_parse(id, NULL))
        return cli_usage(cli, "--request-id %s is no UUID in lower case", id);
    const char *text = input_text(cli);
    if (!text)
        return CLI_FAILED;
    ProtobufCMessage *message = json_read(info->descriptor, text, strlen(text), cli->arena, 0, path, why);
    if (!message)
        return bad_input(cli, path, why);
    RemoteRequest request;
    remote_begin(&request, kind, info->full_name);
    if (id)
        request.request.request_id = id;
    request.request.has_expected_version = version != 0;
    request.request.expected_version = version;
    request.request.has_historical = cli_has(cli, "historical");
    request.request.historical = cli_has(cli, "historical");
    if ((result = take_after(cli, &request, message)) != CLI_OK || (result = cli_config(cli)) != CLI_OK)
        return result;
    request.request.has_payload = 1;
    request.request.payload.data = wire_pack(message, cli->arena, &request.request.payload.len);
    PvClient *client = remote_open(cli, department);
    if (!client)
        return CLI_UNREACHABLE;
    Pv__Reply *reply;
    result = remote_call(cli, client, department, &request.request, (int)timeout_ms, &reply);
    if (result == CLI_OK)
        print_answer(cli, reply);
    client_close(&client);
    return result;
}

static int run_call(Cli *cli)
{
    return run(cli, PV__REQUEST_KIND__COMMAND);
}

static int run_ask(Cli *cli)
{
    return run(cli, PV__REQUEST_KIND__QUERY);
}

static const CliOption call_options[] = {
    {"request-id", "UUID", "a repeat under the same id gets the first answer"},
    {"expect", "N", "refuse unless the record was last changed by event N"},
    {"historical", NULL, "it tells of the past: nobody is reached because of it"},
    {"envelope", NULL, "print type, token and version around the record"},
    {"timeout", "MS", "how long to wait for the answer; 10000 if not given"},
    {NULL, NULL, NULL},
};
const CliCommand cli_call = {
    .name = "call",
    .words = "DEPARTMENT.COMMAND ['{JSON}' | -]",
    .least = 1,
    .most = 2,
    .text = "sends a command to a department: JSON in, the record as JSON out",
    .options = call_options,
    .run = run_call,
};

static const CliOption ask_options[] = {
    {"after", "TOKEN", "token of the page before, or a position the answer must include (may be repeated)"},
    {"envelope", NULL, "print type, token and version around the answer"},
    {"timeout", "MS", "how long to wait for the answer; 10000 if not given"},
    {NULL, NULL, NULL},
};
const CliCommand cli_ask = {
    .name = "ask",
    .words = "DEPARTMENT.QUERY ['{JSON}' | -] [--after TOKEN]",
    .least = 1,
    .most = 2,
    .text = "asks a department: JSON in, JSON out",
    .options = ask_options,
    .run = run_ask,
};
