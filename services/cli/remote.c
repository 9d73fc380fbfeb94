/* Requests to departments over the bus. */
#include "cli/remote.h"
#include "runtime/bus/bus.h"
#include "runtime/limits.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include "runtime/platform/platform.h"
#include "runtime/text/id.h"
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void remote_id(char out[REMOTE_ID_BYTES])
{
    static PvIds ids;
    if (!ids.platform)
        ids_open(&ids, platform_real());
    id_new(&ids, out);
}

void remote_begin(RemoteRequest *request, Pv__RequestKind kind, const char *type)
{
    struct passwd *entry = getpwuid(getuid());
    memset(request, 0, sizeof *request);
    pv__request__init(&request->request);
    pv__actor__init(&request->actor);
    remote_id(request->id);
    snprintf(request->user, sizeof request->user, "%s", entry ? entry->pw_name : "operator");
    request->roles[0] = "operator";
    request->actor.id = request->user;
    request->actor.roles = request->roles;
    request->actor.n_roles = 1;
    request->request.request_id = request->id;
    request->request.has_kind = 1;
    request->request.kind = kind;
    request->request.type = type;
    request->request.actor = &request->actor;
    request->request.has_issued_at_ms = 1;
    request->request.issued_at_ms = cli_now_ms();
}

static PvClient *open_peer(Cli *cli, const ConfigPeer *peer, char *error)
{
    CurveKeys keys;
    if (!cli->config->operator_keys) {
        snprintf(error, BUS_ERROR_BYTES, "%s is on another host; the configuration names no operator_keys to reach it",
                 peer->name);
        return NULL;
    }
    if (!keys_load(cli->config->operator_keys, &keys, error))
        return NULL;
    return client_open(peer->router, &keys, peer->server_key, error);
}

PvClient *remote_open(Cli *cli, const char *department)
{
    char error[BUS_ERROR_BYTES] = "", endpoint[128];
    const ConfigPeer *peer = config_peer(cli->config, department);
    PvClient *client = NULL;
    if (peer) {
        client = open_peer(cli, peer, error);
    } else {
        config_ipc_endpoint(cli->config, department, "router", endpoint);
        client = client_open(endpoint, NULL, NULL, error);
    }
    if (!client)
        cli_fail("%s", error);
    return client;
}

/* Tells of a type that there is not. */
static int unknown_type(const char *word)
{
    fputs("{\"kind\":\"INVALID\",\"type\":\"unknown-type\",\"title\":\"There is no such command or query\","
          "\"detail\":\"", stderr);
    for (; *word; word++)
        if (isalnum((unsigned char)*word) || *word == '.' || *word == '_')
            fputc(*word, stderr);
    fputs(" is not known; payvand types lists what is.\"}\n", stderr);
    return CLI_REFUSED;
}

const PvMessageInfo *remote_type(const Cli *cli, const char *word, char department[32], int *result)
{
    char name[REMOTE_NAME_BYTES];
    if (strncmp(word, "payvand.", 8) == 0)
        word += 8;
    const char *dot = strchr(word, '.');
    size_t length = dot ? (size_t)(dot - word) : 0;
    if (!dot || length >= 32 || !dot[1]) {
        *result = cli_usage(cli, "%s is no type of the form department.Type", word);
        return NULL;
    }
    memcpy(department, word, length);
    department[length] = '\0';
    if (!cli_is_department(department)) {
        *result = cli_usage(cli, "there is no department %s", department);
        return NULL;
    }
    snprintf(name, sizeof name, "payvand.%s", word);
    const PvMessageInfo *info = message_info(name);
    if (!info) {
        snprintf(name, sizeof name, "payvand.%s", dot + 1);
        info = message_info(name);
    }
    if (!info)
        *result = unknown_type(word);
    return info;
}

int remote_problem(Cli *cli, const Pv__Problem *problem)
{
    fprintf(stderr, "%s\n", json_write(&problem->base, cli->arena, 0));
    switch (problem->kind) {
    case PV__PROBLEM_KIND__BUSY:
    case PV__PROBLEM_KIND__NOT_YET:
    case PV__PROBLEM_KIND__UNAVAILABLE:
        return CLI_UNREACHABLE;
    default:
        return CLI_REFUSED;
    }
}

int remote_call(Cli *cli, PvClient *client, const char *department, const pv_request *request, int timeout_ms,
                Pv__Reply **reply)
{
    *reply = client_call(client, cli->arena, request, timeout_ms);
    if (!*reply) {
        fprintf(stderr, "payvand: %s does not answer (is it up? payvand status)\n", department);
        return CLI_UNREACHABLE;
    }
    return (*reply)->problem ? remote_problem(cli, (*reply)->problem) : CLI_OK;
}

ProtobufCMessage *remote_payload(const Pv__Reply *reply, PvArena *arena)
{
    const PvMessageInfo *info = reply->type ? message_info(reply->type) : NULL;
    return info ? wire_unpack_trusted(info->descriptor, reply->payload.data, reply->payload.len, arena) : NULL;
}

ProtobufCMessage *remote_ask(Cli *cli, PvClient *client, const char *department, const ProtobufCMessage *query,
                             int timeout_ms, int *result)
{
    RemoteRequest request;
    Pv__Reply *reply;
    remote_begin(&request, PV__REQUEST_KIND__QUERY, query->descriptor->name);
    request.request.payload.data = wire_pack(query, cli->arena, &request.request.payload.len);
    request.request.has_payload = 1;
    *result = remote_call(cli, client, department, &request.request, timeout_ms, &reply);
    ProtobufCMessage *answer = *result == CLI_OK ? remote_payload(reply, cli->arena) : NULL;
    if (*result == CLI_OK && !answer)
        *result = cli_fail("%s answered %s with something else", department, query->descriptor->name);
    return answer;
}

pv_status_report *remote_status(Cli *cli, PvClient *client, int timeout_ms)
{
    RemoteRequest request;
    remote_begin(&request, PV__REQUEST_KIND__STATUS, NULL);
    int64_t until = cli_clock_ms() + timeout_ms;
    if (!client_send(client, &request.request, timeout_ms))
        return NULL;
    for (int64_t left; (left = until - cli_clock_ms()) >= 0;) {
        Pv__Reply *reply = client_receive(client, cli->arena, (int)left);
        if (!reply)
            return NULL;
        if (!reply->request_id || strcmp(reply->request_id, request.id) != 0 || reply->problem)
            continue;
        return (pv_status_report *)wire_unpack_trusted(&pv__status_report__descriptor, reply->payload.data,
                                                       reply->payload.len, cli->arena);
    }
    return NULL;
}
