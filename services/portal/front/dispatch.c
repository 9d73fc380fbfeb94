/* A row of a department asked for over HTTP: its message becomes a Request, its Reply an answer. Queries of the portal
 * itself are answered from its tables at once, unless they take long. */
#include "portal/front/inside.h"
#include "runtime/message/json.h"
#include "runtime/message/member.h"
#include "runtime/message/wire.h"
#include <ctype.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- the Request -------------------------------------------------------------------------------------------------- */

static bool refuse_header(Exchange *exchange, const char *name, const char *reason)
{
    answer_refused(exchange, 400, "invalid-header", "A header is not valid",
                   arena_format(exchange->arena, "%s %s.", name, reason));
    return false;
}

/* A key that is no UUID becomes one: the same for the same person and key. */
static bool read_request_id(Exchange *exchange)
{
    Front *front = exchange->front;
    const char *key = exchange_header(exchange, "Idempotency-Key");
    char *id = arena_take(exchange->arena, PV_ID_TEXT_BYTES);
    exchange->request_id = id;
    if (!exchange->endpoint->is_command) {
        snprintf(id, PV_ID_TEXT_BYTES, "q%" PRIx64, ++front->query_number);
        return true;
    }
    if (!key || exchange->prepared) { /* what was prepared holds a new secret: it is another command each time */
        id_new(&front->ids, id);
        return true;
    }
    if (!*key || strlen(key) > FRONT_KEY_LIMIT_BYTES)
        return refuse_header(exchange, "Idempotency-Key", "has 1 to 128 characters");
    if (id_parse(key, NULL)) {
        memcpy(id, key, PV_ID_TEXT_BYTES);
        return true;
    }
    crypto_generichash_state state;
    uint8_t bytes[16];
    crypto_generichash_init(&state, NULL, 0, sizeof bytes);
    crypto_generichash_update(&state, (const uint8_t *)exchange->person->user, strlen(exchange->person->user) + 1);
    crypto_generichash_update(&state, (const uint8_t *)key, strlen(key));
    crypto_generichash_final(&state, bytes, sizeof bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    id_print(bytes, id);
    return true;
}

static bool read_if_match(Exchange *exchange, Pv__Request *request)
{
    const char *tag = exchange_header(exchange, "If-Match");
    char *end;
    if (!tag || strcmp(tag, "*") == 0 || !exchange->endpoint->is_command)
        return true;
    if (*tag != '"' || !isdigit((unsigned char)tag[1]))
        return refuse_header(exchange, "If-Match", "is one ETag as it was given, such as \"12\"");
    request->expected_version = strtoull(tag + 1, &end, 10);
    request->has_expected_version = 1;
    if (strcmp(end, "\"") == 0 && request->expected_version > 0)
        return true;
    return refuse_header(exchange, "If-Match", "is one ETag as it was given, such as \"12\"");
}

/* Positions that the answer must not be older than; *reached: the portal has heard them all. */
static bool read_tokens(Exchange *exchange, Pv__Request *request, bool *reached)
{
    const char *header = exchange_header(exchange, "Payvand-After");
    *reached = true;
    if (!header || exchange->endpoint->is_command)
        return true;
    const char **tokens = arena_take(exchange->arena, FRONT_TOKENS_LIMIT * sizeof *tokens);
    for (const char *at = header + strspn(header, " ,\t"); *at; at += strspn(at, " ,\t")) {
        size_t size = strcspn(at, " ,\t");
        if (request->n_tokens == FRONT_TOKENS_LIMIT || size > 120)
            return refuse_header(exchange, "Payvand-After", "holds at most 8 positions");
        char *token = arena_copy_bytes(exchange->arena, at, size + 1);
        token[size] = 0;
        tokens[request->n_tokens++] = token;
        *reached = *reached && service_has_reached(exchange->front->service, token);
        at += size;
    }
    request->tokens = (const char **)tokens;
    return true;
}

static const char *read_trace(const Exchange *exchange)
{
    const char *trace = exchange_header(exchange, "traceparent");
    return trace && strlen(trace) == 55 && strspn(trace, "0123456789abcdef-") == 55 ? trace : NULL;
}

static bool make_request(Exchange *exchange, bool *reached)
{
    const Endpoint *endpoint = exchange->endpoint;
    const char *historical = exchange_header(exchange, "Payvand-Historical");
    Pv__Request request = PV__REQUEST__INIT;
    if (!read_request_id(exchange) || !read_if_match(exchange, &request) || !read_tokens(exchange, &request, reached))
        return false;
    request.request_id = exchange->request_id;
    request.has_kind = request.has_payload = request.has_issued_at_ms = 1;
    request.kind = endpoint->is_command ? PV__REQUEST_KIND__COMMAND : PV__REQUEST_KIND__QUERY;
    request.type = endpoint->row->type->name;
    request.payload.data = wire_pack(exchange->message, exchange->arena, &request.payload.len);
    request.issued_at_ms = front_clock_ms();
    request.actor = access_actor(exchange->arena, exchange->person->who, pv_catalogues[endpoint->department]->name,
                                 endpoint->row->role);
    request.trace = read_trace(exchange);
    request.has_historical = request.historical = historical && strcasecmp(historical, "true") == 0;
    if (request.payload.len > PV_MESSAGE_LIMIT_BYTES) {
        answer_refused(exchange, 413, "body-too-large", "The message is larger than a department takes", NULL);
        return false;
    }
    exchange->request = wire_pack(&request.base, exchange->arena, &exchange->request_bytes);
    return true;
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static void put_escaped(Text *text, const char *value)
{
    for (; *value; value++) {
        char code[4];
        if (isalnum((unsigned char)*value) || strchr("-._~", *value))
            text_put(text, value, 1);
        else
            text_put(text, code, (size_t)snprintf(code, sizeof code, "%%%02X", (unsigned char)*value));
    }
}

/* The address of the next page: this one, with its token. */
static void link_next(Exchange *exchange, const ProtobufCMessage *answer)
{
    const ProtobufCFieldDescriptor *next = protobuf_c_message_descriptor_get_field_by_name(answer->descriptor, "next");
    if (!next || next->type != PROTOBUF_C_TYPE_STRING || next->label == PROTOBUF_C_LABEL_REPEATED ||
        !member_is_set(answer, next) || exchange->method != METHOD_GET)
        return;
    Text text = {.arena = exchange->arena};
    text_add(&text, "<");
    text_put(&text, exchange->uri, strcspn(exchange->uri, "?"));
    text_add(&text, "?");
    for (unsigned i = 0; i < exchange->parameter_count; i++) {
        if (strcmp(exchange->parameters[i].name, "after") == 0)
            continue;
        put_escaped(&text, exchange->parameters[i].name);
        text_add(&text, "=");
        put_escaped(&text, exchange->parameters[i].value);
        text_add(&text, "&");
    }
    text_add(&text, "after=");
    put_escaped(&text, *(const char **)member_of(answer, next));
    text_add(&text, ">; rel=\"next\"");
    if (text.size < FRONT_URI_LIMIT_BYTES)
        answer_header(exchange, "Link", text_end(&text));
}

/* True: the caller has this version already. */
static bool tag_answer(Exchange *exchange, const Pv__Reply *reply)
{
    if (reply->token && *reply->token)
        answer_header(exchange, "Payvand-Token", reply->token);
    if (!reply->version)
        return false;
    char *tag = arena_format(exchange->arena, "\"%" PRIu64 "\"", reply->version);
    const char *known = exchange_header(exchange, "If-None-Match");
    answer_header(exchange, "ETag", tag);
    return known && !exchange->endpoint->is_command && strcmp(known, tag) == 0;
}

static ProtobufCMessage *answer_of(Exchange *exchange, const Pv__Reply *reply)
{
    const ProtobufCMessageDescriptor *type = exchange->endpoint->row->answer;
    if (!type || !reply->has_payload || !reply->type || strcmp(reply->type, type->name) != 0)
        return NULL;
    return wire_unpack_trusted(type, reply->payload.data, reply->payload.len, exchange->arena);
}

static void finish(Exchange *exchange, const uint8_t *bytes, size_t size)
{
    ProtobufCMessage *answer = NULL;
    Pv__Reply *reply = (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, exchange->arena);
    if (!reply) {
        answer_refused(exchange, 502, "bad-reply", "The department's answer cannot be read", NULL);
    } else if (reply->problem) {
        answer_problem(exchange, reply->problem);
    } else if (tag_answer(exchange, reply)) {
        answer_nothing(exchange, 304);
    } else if (!(answer = answer_of(exchange, reply))) {
        answer_nothing(exchange, 204);
    } else {
        if (exchange->endpoint->department == FRONT_PORTAL) {
            health_complete(exchange->front, answer);
            access_reveal(exchange->prepared, exchange->arena, answer);
        }
        link_next(exchange, answer);
        const char *text = json_write(answer, exchange->arena, 0);
        answer_json(exchange, 200, text, strlen(text));
    }
    audit_note(exchange, answer);
}

static void answer_unreachable(Exchange *exchange)
{
    const char *department = pv_catalogues[exchange->endpoint->department]->name;
    const Trouble trouble = {.status = 503,
                             .type = "department-unreachable",
                             .title = "The department cannot be reached at present",
                             .detail = arena_format(exchange->arena, "%s does not answer.", department),
                             .retry_after_s = 2};
    answer_trouble(exchange, &trouble);
    audit_note(exchange, NULL);
}

static void replied(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    Exchange *exchange = context;
    if (end == CALL_ANSWERED)
        finish(exchange, bytes, size);
    else
        answer_unreachable(exchange);
    exchange_resume(exchange);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

/* A query that takes long would hold up everybody: it goes to the query threads; now and then it is tried again. */
static bool is_quick(Endpoint *endpoint)
{
    return endpoint->average_us < FRONT_INLINE_US || ++endpoint->asked % FRONT_INLINE_PROBE == 0;
}

/* Of this thread: what else runs on the machine makes no query slow. */
static int64_t worked_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool answer_at_once(Exchange *exchange)
{
    Endpoint *endpoint = exchange->endpoint;
    const EngineCaller caller = {.name = "portal", .vouches = true};
    size_t size;
    int64_t began = worked_us();
    const uint8_t *reply = service_ask(exchange->front->service, &caller, exchange->request, exchange->request_bytes,
                                       exchange->arena, &size);
    if (!reply)
        return false;
    int64_t took = worked_us() - began;
    endpoint->average_us = (uint32_t)(((int64_t)endpoint->average_us * 7 + (took < 1000000 ? took : 1000000)) / 8);
    finish(exchange, reply, size);
    return true;
}

void dispatch_message(Exchange *exchange)
{
    Endpoint *endpoint = exchange->endpoint;
    bool reached;
    if (!make_request(exchange, &reached))
        return;
    if (endpoint->department == FRONT_PORTAL && !endpoint->is_command && reached && is_quick(endpoint) &&
        answer_at_once(exchange))
        return;
    if (!calls_send(exchange->front, endpoint->department, exchange->request_id, exchange->request,
                    exchange->request_bytes, replied, exchange))
        answer_refused(exchange, 503, "busy", "There is too much work at present", NULL);
    else if (exchange->state != ANSWERED && !exchange->suspended)
        exchange_wait(exchange);
}

void dispatch_row(Exchange *exchange)
{
    if (!person_may(exchange)) {
        audit_note(exchange, NULL);
        return;
    }
    exchange->message = input_read(exchange);
    if (!exchange->message)
        return;
    if (exchange->endpoint->department == FRONT_PORTAL && access_needs_prepare(exchange->endpoint->row->type))
        account_prepare(exchange);
    else
        dispatch_message(exchange);
}

/* --- for the front itself ----------------------------------------------------------------------------------------- */

const uint8_t *dispatch_own(PvArena *arena, Pv__RequestKind kind, const ProtobufCMessage *message,
                            const char *request_id, size_t *size)
{
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = request_id;
    request.has_kind = request.has_issued_at_ms = 1;
    request.kind = kind;
    request.issued_at_ms = front_clock_ms();
    if (message) {
        request.type = message->descriptor->name;
        request.has_payload = 1;
        request.payload.data = wire_pack(message, arena, &request.payload.len);
    }
    return wire_pack(&request.base, arena, size);
}

bool dispatch_command(Front *front, const ProtobufCMessage *command, CallDone *done, void *context)
{
    char id[PV_ID_TEXT_BYTES];
    size_t size;
    PvArena *arena = front_arena(front);
    id_new(&front->ids, id);
    const uint8_t *request = dispatch_own(arena, PV__REQUEST_KIND__COMMAND, command, id, &size);
    bool sent = calls_send(front, FRONT_PORTAL, id, request, size, done, context);
    front_arena_back(front, arena);
    return sent;
}

ProtobufCMessage *dispatch_ask(Front *front, const ProtobufCMessage *query, const ProtobufCMessageDescriptor *type,
                               PvArena *arena, bool *refused)
{
    const EngineCaller caller = {.name = "portal", .roles = 1ULL << ROLE_PORTAL};
    size_t size;
    const uint8_t *request = dispatch_own(arena, PV__REQUEST_KIND__QUERY, query, "front", &size);
    const uint8_t *bytes = service_ask(front->service, &caller, request, size, arena, &size);
    Pv__Reply *reply =
        bytes ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, arena) : NULL;
    *refused = reply && reply->problem;
    if (!reply || reply->problem || !reply->has_payload)
        return NULL;
    return wire_unpack_trusted(type, reply->payload.data, reply->payload.len, arena);
}
