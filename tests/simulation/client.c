/* Clients of the simulation; see client.h. */
#include "client.h"
#include "runtime/message/json.h"
#include "runtime/message/tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define REPEAT_US 400000
#define GIVE_UP_US (30 * SIM_SECOND_US) /* while faults go on; afterwards nothing is given up */
#define ANSWER_WITHIN_US (5 * SIM_SECOND_US) /* of a healthy department, whatever the others do */
#define JSON_BYTES 4096

typedef struct Client {
    SimActor actor;
    void *context;
    void *sockets[NODE_COUNT];
} Client;

static Client clients[CLIENT_COUNT];
static char names[CLIENT_COUNT][16];
static uint64_t numbers;
static PvArena *arena;
Ask *asks;
static unsigned waiting;

unsigned clients_waiting(void)
{
    return waiting;
}

bool ask_may_come_again(const Ask *ask)
{
    return ask->sent > 1 || !clients[ask->client].actor.steady; /* the network doubles what others send */
}

static void finish(Ask *ask, AskState state)
{
    ask->state = state;
    ask->answered_us = sim.now_us;
    waiting--;
    if (ask->done)
        ask->done(ask);
}

static void send(Ask *ask)
{
    char endpoint[128];
    Client *client = &clients[ask->client];
    unsigned to = (unsigned)(ask->to - nodes);
    sim.actor = &client->actor;
    if (!client->sockets[to]) {
        snprintf(endpoint, sizeof endpoint, "ipc://%s/run/%s.router.ipc", sim.folder, ask->to->table->name);
        client->sockets[to] = zmq_socket(client->context, ZMQ_DEALER);
        zmq_connect(client->sockets[to], endpoint);
    }
    ask->sent++;
    ask->last_us = sim.now_us;
    zmq_send(client->sockets[to], ask->bytes, ask->size_bytes, ZMQ_DONTWAIT);
}

static void look_again(void *context)
{
    Ask *ask = context;
    if (ask->state != ASK_UNDER_WAY)
        return;
    sim_check(!clients[ask->client].actor.steady || ask->waits || sim.now_us - ask->first_us < ANSWER_WITHIN_US ||
                  node_healthy_us(ask->to) < ANSWER_WITHIN_US,
              "%s, which is well, does not answer %s", ask->to->table->name, ask->type);
    if (!sim.healed && sim.now_us - ask->first_us > GIVE_UP_US && sim_chance(300)) {
        finish(ask, ASK_UNKNOWN);
        return;
    }
    send(ask);
    sim_after(REPEAT_US + sim_below(REPEAT_US), look_again, ask);
}

static Ask *with_id(const char *request_id)
{
    for (Ask *ask = asks; ask; ask = ask->next)
        if (strcmp(ask->request_id, request_id) == 0)
            return ask;
    return NULL;
}

static void keep_answer(Ask *ask, const Pv__Reply *reply)
{
    ask->payload_bytes = reply->payload.len;
    ask->payload = malloc(reply->payload.len + 1);
    if (reply->payload.len)
        memcpy(ask->payload, reply->payload.data, reply->payload.len);
    snprintf(ask->token, sizeof ask->token, "%s", reply->token ? reply->token : "");
    ask->accepted_us = sim_received_sent_us();
}

static bool is_for_later(const Pv__Problem *problem)
{
    return problem && (problem->kind == PV__PROBLEM_KIND__BUSY || problem->kind == PV__PROBLEM_KIND__UNAVAILABLE ||
                       problem->kind == PV__PROBLEM_KIND__NOT_YET);
}

/* A repeated command gets the answer that it got first, or is told to come again. */
static void compare_answer(const Ask *ask, const Pv__Reply *reply)
{
    if (ask->query || sim.rolled_back || ask->state != ASK_ACCEPTED || is_for_later(reply->problem))
        return;
    if (reply->problem && sim_received_sent_us() < ask->accepted_us)
        return; /* late: an earlier copy came before the department had heard enough, and a refusal is judged anew */
    sim_check(!reply->problem, "%s %s was accepted and then refused as %s", ask->type, ask->request_id,
              reply->problem->type);
    sim_check(ask->forgettable || (reply->payload.len == ask->payload_bytes &&
                                   memcmp(reply->payload.data, ask->payload, ask->payload_bytes) == 0),
              "%s %s got two different answers", ask->type, ask->request_id);
    sim_check(strcmp(reply->token ? reply->token : "", ask->token) == 0, "%s %s got two places: %s and %s", ask->type,
              ask->request_id, ask->token, reply->token);
}

static void take_reply(const Pv__Reply *reply)
{
    Ask *ask = reply->request_id ? with_id(reply->request_id) : NULL;
    if (!ask)
        return;
    if (ask->state != ASK_UNDER_WAY) {
        compare_answer(ask, reply);
        return;
    }
    const Pv__Problem *problem = reply->problem;
    if (!problem) {
        keep_answer(ask, reply);
        finish(ask, ASK_ACCEPTED);
        return;
    }
    if (is_for_later(problem))
        return; /* look_again sends it */
    snprintf(ask->problem, sizeof ask->problem, "%s", problem->type);
    finish(ask, ASK_REFUSED);
}

static void wake(void *context)
{
    Client *client = context;
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        while (client->sockets[i] && zmq_msg_recv(&message, client->sockets[i], ZMQ_DONTWAIT) >= 0) {
            Pv__Reply *reply = pv__reply__unpack(NULL, zmq_msg_size(&message), zmq_msg_data(&message));
            sim_check(reply, "%s sent a reply that cannot be read", nodes[i].table->name);
            take_reply(reply);
            pv__reply__free_unpacked(reply, NULL);
            zmq_msg_close(&message);
        }
    }
}

void clients_open(void)
{
    arena = arena_open(64u << 20);
    for (unsigned i = 0; i < CLIENT_COUNT; i++) {
        Client *client = &clients[i];
        snprintf(names[i], sizeof names[i], "client%u", i + 1);
        client->actor = (SimActor){.name = names[i], .wake = wake, .context = client, .steady = i == 0, .calls = true};
        sim_actor_add(&client->actor);
        sim.actor = &client->actor;
        client->context = zmq_ctx_new();
    }
}

static void pack(Ask *ask, const ProtobufCMessage *payload, const char *token)
{
    Pv__Request request = PV__REQUEST__INIT;
    Pv__Actor actor = PV__ACTOR__INIT;
    const char *tokens[] = {token};
    actor.id = "shop";
    request.request_id = ask->request_id;
    request.has_kind = 1;
    request.kind = ask->query ? PV__REQUEST_KIND__QUERY : PV__REQUEST_KIND__COMMAND;
    request.type = ask->type;
    request.actor = &actor;
    request.has_payload = 1;
    request.payload.len = protobuf_c_message_get_packed_size(payload);
    request.payload.data = arena_take(arena, request.payload.len + 1);
    protobuf_c_message_pack(payload, request.payload.data);
    request.has_issued_at_ms = 1;
    request.issued_at_ms = SIM_START_MS + (int64_t)(sim.now_us / 1000);
    request.n_tokens = token && *token;
    request.tokens = tokens;
    ask->size_bytes = pv__request__get_packed_size(&request);
    ask->bytes = malloc(ask->size_bytes);
    pv__request__pack(&request, ask->bytes);
}

Ask *client_ask(SimNode *to, bool query, const char *type, const char *token, void (*done)(Ask *ask), void *about,
                const char *format, ...)
{
    char json[JSON_BYTES], path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(json, sizeof json, format, arguments);
    va_end(arguments);
    const PvMessageInfo *info = message_info(type);
    if (!info || size >= JSON_BYTES)
        sim_fail("the load sends %s wrongly", type);
    arena_reset(arena);
    ProtobufCMessage *payload = json_read(info->descriptor, json, (size_t)size, arena, 0, path, why);
    if (!payload)
        sim_fail("the load sends a wrong %s: %s: %s in %s", type, path, why, json);
    Ask *ask = calloc(1, sizeof *ask);
    ask->client = (unsigned)sim_below(CLIENT_COUNT);
    ask->to = to;
    ask->query = query;
    ask->type = info->full_name;
    ask->number = ++numbers;
    ask->done = done;
    ask->about = about;
    ask->waits = token && *token;
    ask->first_us = sim.now_us;
    snprintf(ask->request_id, sizeof ask->request_id, "0199%04x-0000-7000-8000-%012llx", (unsigned)(sim.seed & 0xffff),
             (unsigned long long)ask->number);
    pack(ask, payload, token);
    ask->next = asks;
    asks = ask;
    waiting++;
    send(ask);
    sim_after(REPEAT_US, look_again, ask);
    return ask;
}

void client_repeat(Ask *ask)
{
    send(ask);
}

ProtobufCMessage *ask_answer(const Ask *ask, const ProtobufCMessageDescriptor *type, PvArena *in)
{
    return protobuf_c_message_unpack(type, arena_allocator(in), ask->payload_bytes, ask->payload);
}
