/* What the portal says of itself: its description, its figures, whether it works. */
#include "portal/front/inside.h"
#include "portal/openapi/openapi.h"
#include "runtime/message/wire.h"
#include "runtime/observe/prometheus.h"
#include <inttypes.h>
#include <string.h>

static void answer_document(Exchange *exchange, const char *text)
{
    answer_json(exchange, 200, text, strlen(text));
}

void pages_openapi(Exchange *exchange)
{
    answer_document(exchange, openapi_text());
}

void pages_asyncapi(Exchange *exchange)
{
    answer_document(exchange, asyncapi_text());
}

void pages_docs(Exchange *exchange)
{
    size_t count;
    const OpenapiFile *files = openapi_files(&count);
    const char *path = exchange->segment_count > 2 ? arena_format(exchange->arena, "/api/docs/%s", exchange->segments[2])
                                                   : "/api/docs";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, path) != 0)
            continue;
        answer_header(exchange, "Content-Security-Policy",
                      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        answer_header(exchange, "Cross-Origin-Opener-Policy", "same-origin");
        answer_header(exchange, "Cache-Control", "no-cache");
        exchange->may_compress = true;
        answer_bytes(exchange, 200, files[i].content_type, files[i].bytes, files[i].size_bytes);
        return;
    }
    answer_refused(exchange, 404, "no-such-path", "There is nothing at this path", NULL);
}

void pages_health(Exchange *exchange)
{
    if (service_is_ready(exchange->front->service)) {
        answer_header(exchange, "Cache-Control", "no-store");
        answer_bytes(exchange, 200, "text/plain; charset=utf-8", "ready\n", 6);
    } else {
        answer_refused(exchange, 503, "starting", "The portal is starting", NULL);
    }
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

typedef struct Figures {
    Exchange *exchange;
    unsigned missing;
    bool asked; /* all */
    PrometheusReport reports[PV_CATALOGUE_COUNT];
} Figures;

typedef struct Asked {
    Figures *figures;
    unsigned department;
} Asked;

static void print_figures(Figures *figures)
{
    Exchange *exchange = figures->exchange;
    const char *departments = prometheus_print(exchange->arena, figures->reports, PV_CATALOGUE_COUNT);
    const char *own = front_counters_print(exchange->arena);
    char *text = arena_format(exchange->arena, "%s%s", departments, own);
    answer_header(exchange, "Cache-Control", "no-store");
    exchange->may_compress = true;
    answer_bytes(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", text, strlen(text));
    exchange_resume(exchange);
}

static void reported(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    Asked *asked = context;
    Figures *figures = asked->figures;
    PvArena *arena = figures->exchange->arena;
    Pv__Reply *reply = end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, arena) : NULL;
    if (reply && reply->has_payload)
        figures->reports[asked->department].report = (Pv__StatusReport *)wire_unpack_trusted(
            &pv__status_report__descriptor, reply->payload.data, reply->payload.len, arena);
    if (--figures->missing == 0 && figures->asked)
        print_figures(figures);
}

static bool may_read_figures(const Exchange *exchange)
{
    const Person *person = exchange->person;
    if (!person)
        return exchange_is_local(exchange);
    return person->by_token ? access_token_allows_metrics(person->who)
                            : access_may(person->who, ROLE_ADMINISTRATOR);
}

void pages_metrics(Exchange *exchange)
{
    Front *front = exchange->front;
    if (!may_read_figures(exchange)) {
        answer_refused(exchange, exchange->person ? 403 : 401, exchange->person ? "not-allowed" : "not-signed-in",
                       "Figures need a token with the scope metrics", NULL);
        return;
    }
    Figures *figures = arena_take(exchange->arena, sizeof *figures);
    figures->exchange = exchange;
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        Asked *asked = arena_take(exchange->arena, sizeof *asked);
        *asked = (Asked){figures, i};
        figures->reports[i].department = pv_catalogues[i]->name;
        size_t size;
        const char *id = arena_format(exchange->arena, "s%" PRIx64, ++front->query_number);
        const uint8_t *request = dispatch_own(exchange->arena, PV__REQUEST_KIND__STATUS, NULL, id, &size);
        figures->missing++;
        if (!calls_send(front, i, id, request, size, reported, asked))
            figures->missing--;
    }
    figures->asked = true;
    if (figures->missing == 0)
        print_figures(figures);
    else
        exchange_wait(exchange);
}
