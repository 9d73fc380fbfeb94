/* Talking to departments: who asks, under which name a type goes, and what a refusal means for the exit code. */
#pragma once

#include "cli/cli.h"
#include "payvand/messages.h"
#include "runtime/bus/client.h"
#include "runtime/message/tables.h"

#define REMOTE_TIMEOUT_MS 10000 /* of a call unless --timeout says otherwise */
#define REMOTE_ID_BYTES 37
#define REMOTE_NAME_BYTES 160

/* A request with everything but its payload; its texts live in the struct. */
typedef struct RemoteRequest {
    pv_request request;
    pv_actor actor;
    char id[REMOTE_ID_BYTES];
    char user[64];
    const char *roles[1];
} RemoteRequest;

/* Fills in a new id, the time and the actor. type is borrowed. */
void remote_begin(RemoteRequest *request, Pv__RequestKind kind, const char *type);
/* A new id. */
void remote_id(char out[REMOTE_ID_BYTES]);

/* A client of the department, of this host or a peer; close it with client_close. NULL after saying why not. Nothing is
 * known yet of whether it answers. */
PvClient *remote_open(Cli *cli, const char *department);

/* Splits sales.OpenDeal: department, and the message payvand.sales.OpenDeal or payvand.OpenDeal. NULL after saying
 * what is wrong, with *result the exit code. */
const PvMessageInfo *remote_type(const Cli *cli, const char *word, char department[32], int *result);

/* Sends and waits; the reply is in cli->arena. CLI_OK, or the exit code after telling the problem on stderr. */
int remote_call(Cli *cli, PvClient *client, const char *department, const pv_request *request, int timeout_ms,
                Pv__Reply **reply);
/* A query of the command line's own: answer in cli->arena, NULL with *result after telling why. */
ProtobufCMessage *remote_ask(Cli *cli, PvClient *client, const char *department, const ProtobufCMessage *query,
                             int timeout_ms, int *result);
/* STATUS in cli->arena; NULL if nobody answers in time. Says nothing. */
pv_status_report *remote_status(Cli *cli, PvClient *client, int timeout_ms);

/* The payload of a reply in the arena; NULL if it is of no known type. */
ProtobufCMessage *remote_payload(const Pv__Reply *reply, PvArena *arena);
/* Tells a problem as JSON on stderr; returns the exit code it means. */
int remote_problem(Cli *cli, const Pv__Problem *problem);
