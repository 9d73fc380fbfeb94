/* What goes back: bytes with their headers, problems after RFC 9457, compressed where it pays. */
#include "portal/front/inside.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const Header always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};
static const Header for_data[] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
};

void answer_header(Exchange *exchange, const char *name, const char *value)
{
    pv_require(exchange->header_count < EXCHANGE_HEADERS_LIMIT);
    exchange->headers[exchange->header_count++] = (Header){name, value};
}

void answer_bytes(Exchange *exchange, unsigned status, const char *type, const void *bytes, size_t size)
{
    exchange->status = status;
    exchange->content_type = type;
    exchange->answer = bytes;
    exchange->answer_bytes = size;
    exchange->state = ANSWERED;
}

static void answer_data(Exchange *exchange, unsigned status, const char *type, const char *text, size_t size)
{
    for (size_t i = 0; i < sizeof for_data / sizeof for_data[0]; i++)
        answer_header(exchange, for_data[i].name, for_data[i].value);
    answer_bytes(exchange, status, type, text, size);
}

void answer_json(Exchange *exchange, unsigned status, const char *text, size_t size)
{
    exchange->may_compress = true;
    answer_data(exchange, status, "application/json", text, size);
}

void answer_nothing(Exchange *exchange, unsigned status)
{
    answer_data(exchange, status, NULL, "", 0);
}

/* --- problems ----------------------------------------------------------------------------------------------------- */

static const char *path_alone(const Exchange *exchange)
{
    size_t size = strcspn(exchange->uri, "?");
    char *path = arena_copy_bytes(exchange->arena, exchange->uri, size + 1);
    path[size] = 0;
    return path;
}

void answer_trouble(Exchange *exchange, const Trouble *trouble)
{
    Text text = {.arena = exchange->arena};
    text_add(&text, "{");
    text_member(&text, "type", trouble->type);
    text_member(&text, "title", trouble->title);
    text_name(&text, "status");
    text_number(&text, trouble->status);
    text_member(&text, "detail", trouble->detail);
    text_member(&text, "instance", path_alone(exchange));
    if (trouble->pointer) {
        text_add(&text, ",\"errors\":[{");
        text_name(&text, "pointer");
        text_json(&text, trouble->pointer);
        text_member(&text, "detail", trouble->reason ? trouble->reason : trouble->detail);
        text_add(&text, "}]");
    }
    text_add(&text, "}");
    unsigned retry = trouble->retry_after_s ? trouble->retry_after_s
                     : trouble->status == 429 || trouble->status == 503 ? FRONT_RETRY_AFTER_S
                                                                         : 0;
    if (retry)
        answer_header(exchange, "Retry-After", arena_format(exchange->arena, "%u", retry));
    if (trouble->status == 401)
        answer_header(exchange, "WWW-Authenticate", "Bearer realm=\"payvand\"");
    answer_data(exchange, trouble->status, "application/problem+json", text_end(&text), text.size);
}

void answer_refused(Exchange *exchange, unsigned status, const char *type, const char *title, const char *detail)
{
    const Trouble trouble = {.status = status, .type = type, .title = title, .detail = detail};
    answer_trouble(exchange, &trouble);
}

void answer_problem(Exchange *exchange, const Pv__Problem *problem)
{
    const char *if_match = exchange_header(exchange, "If-Match");
    const Endpoint *endpoint = exchange->endpoint;
    const Trouble trouble = {
        .status = problem_status(problem, if_match != NULL),
        .type = problem->type,
        .title = problem->title,
        .detail = problem->detail,
        .pointer = problem_pointer(exchange->arena, endpoint ? endpoint->message : NULL, problem->field),
        .retry_after_s = (problem->retry_after_ms + 999) / 1000,
    };
    answer_trouble(exchange, &trouble);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

/* Is gzip among what the caller takes? A weight of 0 forbids it. */
static bool takes_gzip(const Exchange *exchange)
{
    const char *takes = exchange_header(exchange, "Accept-Encoding");
    const char *gzip = takes ? strcasestr(takes, "gzip") : NULL;
    if (!gzip)
        return false;
    const char *weight = gzip + 4 + strspn(gzip + 4, " ");
    if (*weight != ';')
        return true;
    weight += 1 + strspn(weight + 1, " ");
    return strncasecmp(weight, "q=0", 3) != 0 || weight[3] == '.';
}

/* One stream for all answers, made anew for each: its memory is what costs. */
static void pack(Exchange *exchange)
{
    static z_stream stream;
    static bool opened;
    if (!opened) {
        pv_require(deflateInit2(&stream, FRONT_COMPRESS_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        opened = true;
    }
    deflateReset(&stream);
    size_t room = deflateBound(&stream, exchange->answer_bytes);
    uint8_t *packed = arena_try_take(exchange->arena, room);
    if (!packed)
        return;
    stream.next_in = (Bytef *)exchange->answer;
    stream.avail_in = (uInt)exchange->answer_bytes;
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        return;
    exchange->answer = packed;
    exchange->answer_bytes = room - stream.avail_out;
    exchange->compressed = true;
}

static void add_headers(const Exchange *exchange, struct MHD_Response *response)
{
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    for (unsigned i = 0; i < exchange->header_count; i++)
        MHD_add_response_header(response, exchange->headers[i].name, exchange->headers[i].value);
    if (exchange->content_type)
        MHD_add_response_header(response, "Content-Type", exchange->content_type);
    if (exchange->compressed)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (exchange->may_compress)
        MHD_add_response_header(response, "Vary", "Accept-Encoding");
    if (exchange->close)
        MHD_add_response_header(response, "Connection", "close");
}

enum MHD_Result answer_queue(Exchange *exchange)
{
    struct MHD_Response *response = exchange->response;
    if (!response) {
        if (exchange->may_compress && exchange->answer_bytes >= FRONT_COMPRESS_FROM_BYTES && takes_gzip(exchange))
            pack(exchange);
        response = MHD_create_response_from_buffer(exchange->answer_bytes, (void *)exchange->answer, MHD_RESPMEM_PERSISTENT);
    }
    exchange->response = NULL;
    if (!response)
        return MHD_NO;
    add_headers(exchange, response);
    enum MHD_Result queued = MHD_queue_response(exchange->connection, exchange->status, response);
    MHD_destroy_response(response);
    if (exchange->line)
        exchange->line->deadline_us = front_now_us() + FRONT_ANSWER_US;
    return queued;
}
