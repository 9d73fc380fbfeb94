/* One request at a time, in one arena. */
#include "front_test.h"
#include <string.h>

static Exchange exchange;
static PvArena *arena;
static Routes *routes;

static void clean(void)
{
    routes_close(&routes);
    arena_close(&arena);
}

__attribute__((constructor)) static void register_cleaning(void)
{
    test_register_cleaning(clean);
}

Routes *given_routes(void)
{
    if (!routes)
        routes = routes_open();
    return routes;
}

Exchange *given_request(Method method, const char *uri)
{
    if (!arena)
        arena = arena_open(16 << 20);
    arena_reset(arena);
    memset(&exchange, 0, sizeof exchange);
    exchange.arena = arena;
    exchange.method = method;
    exchange.uri = arena_copy_text(arena, uri);
    exchange.state = READING_BODY;
    return &exchange;
}

Exchange *given_row(Method method, const char *uri, const char *body)
{
    unsigned allowed;
    given_request(method, uri);
    assert_true(path_read(&exchange));
    exchange.endpoint = routes_find(given_routes(), &exchange, &allowed);
    assert_non_null(exchange.endpoint);
    exchange.body = (uint8_t *)arena_copy_text(arena, body);
    exchange.body_bytes = body ? strlen(body) : 0;
    return &exchange;
}
