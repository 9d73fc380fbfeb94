/* One request from its first line to its answer: reads it within limits, finds whom it is for, lets it wait, answers. */
#include "portal/front/inside.h"
#include <stdlib.h>
#include <string.h>

PvArena *front_arena(Front *front)
{
    return front->spare_count ? front->spare[--front->spare_count] : arena_open(FRONT_REQUEST_BUDGET_BYTES);
}

void front_arena_back(Front *front, PvArena *arena)
{
    if (!arena)
        return;
    if (front->spare_count == FRONT_SPARE_ARENAS) {
        arena_close(&arena);
        return;
    }
    arena_reset(arena);
    front->spare[front->spare_count++] = arena;
}

/* --- its life ----------------------------------------------------------------------------------------------------- */

/* Called for the request's line, before any header. */
void *exchange_begin(void *front, const char *uri, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Exchange *exchange = calloc(1, sizeof *exchange);
    pv_require(exchange, "out of memory");
    exchange->front = front;
    exchange->connection = connection;
    exchange->line = info ? info->socket_context : NULL;
    exchange->began_us = front_now_us();
    exchange->uri = strdup(uri);
    pv_require(exchange->uri, "out of memory");
    if (exchange->line && exchange->line->exchange)
        exchange_free(exchange->line->exchange);
    if (exchange->line)
        exchange->line->exchange = exchange;
    return exchange;
}

static void allow_time(Exchange *exchange, int64_t time_us)
{
    if (exchange->line)
        exchange->line->deadline_us = time_us == INT64_MAX ? INT64_MAX : front_now_us() + time_us;
}

void exchange_end(void *context, struct MHD_Connection *connection, void **kept, enum MHD_RequestTerminationCode how)
{
    Exchange *exchange = *kept;
    if (!exchange)
        return;
    *kept = NULL;
    if (exchange->status)
        count_answer(exchange->status, front_now_us() - exchange->began_us, exchange->answer_bytes);
    allow_time(exchange, FRONT_HEADERS_US);
    exchange_free(exchange);
}

void exchange_free(Exchange *exchange)
{
    Front *front = exchange->front;
    if (exchange->line)
        exchange->line->exchange = NULL;
    if (exchange->counted)
        exchange->person->load->under_way--;
    person_release(front, exchange->person);
    front->body_bytes -= exchange->body_room;
    free(exchange->body);
    front_arena_back(front, exchange->arena);
    free(exchange->uri);
    free(exchange);
}

void exchange_wait(Exchange *exchange)
{
    exchange->state = WAITING;
    exchange->suspended = true;
    allow_time(exchange, INT64_MAX);
    MHD_suspend_connection(exchange->connection);
}

void exchange_resume(Exchange *exchange)
{
    pv_require(exchange->state == ANSWERED, "an exchange goes on without an answer");
    if (!exchange->suspended)
        return;
    exchange->suspended = false;
    MHD_resume_connection(exchange->connection);
}

/* --- what it says of itself --------------------------------------------------------------------------------------- */

const char *exchange_header(const Exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

/* A proxy on this host names whom it speaks for; the last name is the proxy's own. */
const char *exchange_address(const Exchange *exchange)
{
    char *text = arena_take(exchange->arena, ADDRESS_TEXT_BYTES);
    const char *forwarded = exchange->line && exchange->line->local ? exchange_header(exchange, "X-Forwarded-For") : NULL;
    if (!exchange->line)
        return text;
    line_address(exchange->line, text);
    if (!forwarded)
        return text;
    const char *last = strrchr(forwarded, ',');
    last = last ? last + 1 : forwarded;
    last += strspn(last, " \t");
    size_t size = strspn(last, "0123456789abcdefABCDEF.:");
    if (size == 0 || size >= ADDRESS_TEXT_BYTES || last[size])
        return text;
    memcpy(text, last, size);
    text[size] = 0;
    return text;
}

bool exchange_is_local(const Exchange *exchange)
{
    return exchange->line && exchange->line->local && !exchange_header(exchange, "X-Forwarded-For") &&
           !exchange_header(exchange, "Forwarded") && !exchange_header(exchange, "X-Real-IP");
}

static bool has_body(const Exchange *exchange)
{
    const char *length = exchange_header(exchange, "Content-Length");
    return exchange_header(exchange, "Transfer-Encoding") || (length && strspn(length, "0") != strlen(length));
}

/* --- reading it --------------------------------------------------------------------------------------------------- */

static bool find_endpoint(Exchange *exchange)
{
    unsigned allowed;
    exchange->endpoint = routes_find(exchange->front->routes, exchange, &allowed);
    if (exchange->endpoint)
        return true;
    bool api = exchange->segment_count && strcmp(exchange->segments[0], "api") == 0;
    if (!allowed && !api)
        allowed = METHOD_GET | METHOD_HEAD; /* files */
    if (allowed && exchange->method == METHOD_OPTIONS) {
        answer_header(exchange, "Allow", routes_allow(exchange, allowed));
        check_preflight(exchange, routes_allow(exchange, allowed));
        answer_nothing(exchange, 204);
    } else if (allowed && !(exchange->method & allowed)) {
        answer_header(exchange, "Allow", routes_allow(exchange, allowed));
        answer_refused(exchange, 405, "method-not-allowed", "The path does not have this method", NULL);
    } else if (api) {
        answer_refused(exchange, 404, "no-such-path", "There is nothing at this path", NULL);
    } else {
        return true;
    }
    return false;
}

static bool judge(Exchange *exchange, const char *method, const char *version)
{
    if (!check_request_line(exchange, method, version) || !check_headers(exchange) || !path_read(exchange) ||
        !find_endpoint(exchange))
        return false;
    exchange->body_limit = 0;
    if (!exchange->endpoint)
        return true;
    if (!person_find(exchange, !exchange->endpoint->open) || !check_origin(exchange))
        return false;
    if (exchange->method == METHOD_POST || exchange->method == METHOD_PUT)
        exchange->body_limit = exchange->person ? FRONT_BODY_LIMIT_BYTES : FRONT_SIGN_IN_BODY_LIMIT_BYTES;
    return !has_body(exchange) || check_content_type(exchange);
}

static void refuse_large_body(Exchange *exchange)
{
    answer_refused(exchange, 413, "body-too-large", "The body is larger than is taken",
                   arena_format(exchange->arena, "At most %zu bytes are taken.", exchange->body_limit));
}

static size_t announced_bytes(const Exchange *exchange)
{
    const char *length = exchange_header(exchange, "Content-Length");
    return length ? strtoull(length, NULL, 10) : 0;
}

static bool body_fits(Exchange *exchange)
{
    size_t announced = announced_bytes(exchange);
    if (announced > exchange->body_limit) {
        refuse_large_body(exchange);
        return false;
    }
    if (exchange->front->body_bytes + announced <= FRONT_BODIES_LIMIT_BYTES)
        return true;
    answer_refused(exchange, 503, "busy", "There is too much work at present", NULL);
    return false;
}

/* Whoever is refused before the body has come gets the answer after it, or reads it not at all: a connection that is closed
 * on unread bytes takes the answer with it. Too large a body, or one that waits to be asked for, ends the connection. */
static enum MHD_Result take_headers(Exchange *exchange, const char *method, const char *version)
{
    exchange->arena = front_arena(exchange->front);
    exchange->state = READING_BODY;
    bool with_body = has_body(exchange);
    if (exchange->line)
        allow_time(exchange, FRONT_BODY_US);
    if (judge(exchange, method, version) && (!with_body || body_fits(exchange)))
        return MHD_YES;
    pv_require(exchange->state == ANSWERED);
    if (!exchange->close && !exchange_header(exchange, "Expect") && announced_bytes(exchange) <= FRONT_DISCARD_LIMIT_BYTES)
        return MHD_YES;
    exchange->close = true;
    return answer_queue(exchange);
}

static bool make_room(Exchange *exchange, size_t size)
{
    Front *front = exchange->front;
    if (exchange->body_bytes + size <= exchange->body_room)
        return true;
    size_t room = (exchange->body_bytes + size) * 2;
    if (front->body_bytes + room > FRONT_BODIES_LIMIT_BYTES)
        return false;
    front->body_bytes += room - exchange->body_room;
    exchange->body = realloc(exchange->body, room);
    pv_require(exchange->body, "out of memory");
    exchange->body_room = room;
    return true;
}

static enum MHD_Result take_body(Exchange *exchange, const char *data, size_t size)
{
    if (exchange->state == READING_BODY && exchange->body_bytes + size > exchange->body_limit)
        refuse_large_body(exchange);
    if (exchange->state != READING_BODY) {
        exchange->discarded += size;
        return exchange->discarded > FRONT_DISCARD_LIMIT_BYTES ? MHD_NO : MHD_YES;
    }
    if (!make_room(exchange, size))
        return MHD_NO;
    memcpy(exchange->body + exchange->body_bytes, data, size);
    exchange->body_bytes += size;
    return MHD_YES;
}

/* --- answering it ------------------------------------------------------------------------------------------------- */

static void run(Exchange *exchange)
{
    Person *person = exchange->person;
    count_body(exchange->body_bytes);
    if (!exchange->endpoint) {
        files_serve(exchange);
        return;
    }
    if (person && person->load->under_way >= FRONT_IN_FLIGHT_PER_PERSON) {
        count_one(COUNT_THROTTLED, 1);
        const Trouble trouble = {.status = 429, .type = "too-many-requests", .title = "You have too many requests under way",
                                 .retry_after_s = FRONT_RETRY_AFTER_S};
        answer_trouble(exchange, &trouble);
        return;
    }
    if (person) {
        exchange->counted = true;
        person->load->under_way++;
    }
    if (exchange->endpoint->row)
        dispatch_row(exchange);
    else
        exchange->endpoint->handle(exchange);
}

/* A stream keeps nothing of its request but the line it came on. */
static void become_endless(Exchange *exchange)
{
    allow_time(exchange, INT64_MAX);
    if (exchange->counted)
        exchange->person->load->under_way--;
    exchange->counted = false;
    front_arena_back(exchange->front, exchange->arena);
    exchange->arena = NULL;
}

static enum MHD_Result take_request(Exchange *exchange)
{
    if (exchange->state == READING_BODY)
        run(exchange);
    pv_require(exchange->state == WAITING || exchange->state == ANSWERED, "a request was left without an answer");
    if (exchange->state == WAITING)
        return MHD_YES;
    enum MHD_Result queued = answer_queue(exchange);
    if (exchange->endless)
        become_endless(exchange);
    return queued;
}

enum MHD_Result exchange_handle(void *front, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *data, size_t *size, void **kept)
{
    Exchange *exchange = *kept;
    if (!exchange)
        return MHD_NO;
    if (exchange->state == READING_HEADERS)
        return take_headers(exchange, method, version);
    if (*size) {
        size_t came = *size;
        *size = 0;
        return take_body(exchange, data, came);
    }
    return take_request(exchange);
}
