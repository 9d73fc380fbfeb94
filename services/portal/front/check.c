/* What can be said against a request from its line and headers alone. Two readings of one request (by a proxy and by us)
 * must not be possible, so whatever is ambiguous is refused and its connection closed. */
#include "portal/front/inside.h"
#include <string.h>
#include <strings.h>

static bool refuse(Exchange *exchange, unsigned status, const char *type, const char *title)
{
    exchange->close = true;
    answer_refused(exchange, status, type, title, NULL);
    return false;
}

bool check_request_line(Exchange *exchange, const char *method, const char *version)
{
    static const struct {
        const char *name;
        Method method;
    } methods[] = {{"GET", METHOD_GET},   {"HEAD", METHOD_HEAD},     {"POST", METHOD_POST},
                   {"PUT", METHOD_PUT},   {"DELETE", METHOD_DELETE}, {"OPTIONS", METHOD_OPTIONS}};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i].name, method) == 0)
            exchange->method = methods[i].method;
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return refuse(exchange, 505, "version-not-supported", "Only HTTP/1.1 is spoken here");
    if (!exchange->method)
        return refuse(exchange, 501, "method-not-implemented", "The method is not known here");
    return true;
}

/* --- headers ------------------------------------------------------------------------------------------------------ */

typedef struct Seen {
    size_t bytes;
    unsigned count, single;
    const char *wrong;
} Seen;

static const char *const singles[] = {"Host",   "Content-Length", "Transfer-Encoding", "Content-Type",
                                      "Cookie", "Authorization",  "Origin",            "X-CSRF-Token",
                                      "If-Match", "Idempotency-Key", "Content-Encoding"};

static bool is_name(const char *name, size_t size)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < size; i++) {
        char letter = name[i];
        bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                     (letter >= '0' && letter <= '9') || (letter && strchr(others, letter));
        if (!plain)
            return false;
    }
    return size > 0;
}

static bool is_value(const char *value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

static enum MHD_Result look(void *context, enum MHD_ValueKind kind, const char *name, size_t name_bytes,
                            const char *value, size_t value_bytes)
{
    Seen *seen = context;
    seen->count++;
    seen->bytes += name_bytes + value_bytes + 4;
    if (!is_name(name, name_bytes) || (value && !is_value(value, value_bytes))) {
        seen->wrong = "A header has a character that is not allowed";
        return MHD_NO;
    }
    for (unsigned i = 0; i < sizeof singles / sizeof singles[0]; i++) {
        if (strcasecmp(name, singles[i]) != 0)
            continue;
        if (seen->single >> i & 1)
            seen->wrong = "A header that may come once came twice";
        seen->single |= 1u << i;
    }
    return seen->wrong ? MHD_NO : MHD_YES;
}

static const char *what_is_wrong_with_length(const Exchange *exchange)
{
    const char *length = exchange_header(exchange, "Content-Length");
    const char *transfer = exchange_header(exchange, "Transfer-Encoding");
    if (length && transfer)
        return "The body's length is given in two ways";
    if (length && (!*length || strlen(length) > 15 || strspn(length, "0123456789") != strlen(length)))
        return "The body's length is no number";
    if (transfer && strcasecmp(transfer, "chunked") != 0)
        return "The body's transfer encoding is not known here";
    return NULL;
}

bool check_headers(Exchange *exchange)
{
    Seen seen = {0};
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, look, &seen);
    if (!seen.wrong)
        seen.wrong = what_is_wrong_with_length(exchange);
    if (seen.wrong)
        return refuse(exchange, 400, "malformed-request", seen.wrong);
    if (seen.count > FRONT_HEADER_COUNT_LIMIT || seen.bytes > FRONT_HEADERS_LIMIT_BYTES)
        return refuse(exchange, 431, "headers-too-large", "The headers are too many or too long");
    if (strlen(exchange->uri) > FRONT_URI_LIMIT_BYTES)
        return refuse(exchange, 414, "address-too-long", "The address is too long");
    if (exchange_header(exchange, "Content-Encoding"))
        return refuse(exchange, 415, "unsupported-media-type", "Bodies are taken uncompressed");
    return true;
}

/* --- where it comes from ------------------------------------------------------------------------------------------ */

static bool is_listed(const Front *front, const char *origin)
{
    for (unsigned i = 0; i < front->settings.origins_count; i++)
        if (strcmp(front->settings.origins[i], origin) == 0)
            return true;
    return false;
}

bool check_origin_is_ours(const Exchange *exchange, const char *origin)
{
    const char *host = exchange_header(exchange, "Host");
    const char *place = strncmp(origin, "http://", 7) == 0    ? origin + 7
                        : strncmp(origin, "https://", 8) == 0 ? origin + 8
                                                              : NULL;
    return place && host && strcasecmp(place, host) == 0;
}

/* Answers to pages of other origins: closed but to those the configuration names. */
static void allow_origin(Exchange *exchange, const char *origin)
{
    answer_header(exchange, "Access-Control-Allow-Origin", arena_copy_text(exchange->arena, origin));
    answer_header(exchange, "Vary", "Origin");
    answer_header(exchange, "Access-Control-Expose-Headers",
                  "ETag, Link, Payvand-Token, Retry-After");
}

static bool refuse_origin(Exchange *exchange, const char *type, const char *title)
{
    answer_refused(exchange, 403, type, title, NULL);
    return false;
}

/* Changes that a browser asks for must come from our own pages; programs with a token have no cookie to be misused. */
bool check_origin(Exchange *exchange)
{
    const char *origin = exchange_header(exchange, "Origin"), *site = exchange_header(exchange, "Sec-Fetch-Site");
    bool unsafe = !(exchange->method & (METHOD_GET | METHOD_HEAD | METHOD_OPTIONS));
    bool ours = !origin || check_origin_is_ours(exchange, origin);
    if (origin && !ours && is_listed(exchange->front, origin)) {
        allow_origin(exchange, origin);
        ours = true;
        site = NULL;
    }
    if (!unsafe || (exchange->person && exchange->person->by_token))
        return true;
    if (!ours || (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0))
        return refuse_origin(exchange, "foreign-origin", "The request comes from a page of another site");
    if (!exchange->person || exchange->endpoint->any_origin)
        return true;
    const char *csrf = exchange_header(exchange, "X-CSRF-Token");
    if (!access_texts_equal(csrf, exchange->person->csrf))
        return refuse_origin(exchange, "csrf", "The header X-CSRF-Token is missing or wrong");
    return true;
}

void check_preflight(Exchange *exchange, const char *methods)
{
    const char *origin = exchange_header(exchange, "Origin");
    if (!origin || !is_listed(exchange->front, origin))
        return;
    allow_origin(exchange, origin);
    answer_header(exchange, "Access-Control-Allow-Methods", methods);
    answer_header(exchange, "Access-Control-Allow-Headers",
                  "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Payvand-After, Payvand-Historical");
    answer_header(exchange, "Access-Control-Max-Age", "600");
}

bool check_content_type(Exchange *exchange)
{
    const char *type = exchange_header(exchange, "Content-Type");
    size_t size = type ? strcspn(type, "; \t") : 0;
    bool json = (size == 16 && strncasecmp(type, "application/json", 16) == 0) ||
                (size > 17 && strncasecmp(type, "application/", 12) == 0 && strncasecmp(type + size - 5, "+json", 5) == 0);
    const char *charset = type ? strcasestr(type + size, "charset=") : NULL;
    if (json && (!charset || strncasecmp(charset + 8 + (charset[8] == '"'), "utf-8", 5) == 0))
        return true;
    answer_refused(exchange, 415, "unsupported-media-type", "Bodies are JSON in UTF-8 (application/json)", NULL);
    return false;
}
