/* All paths as a tree of their parts, made from the catalogue and from what the front serves itself. */
#include "portal/front/inside.h"
#include <stdlib.h>
#include <string.h>

#define NODE_ENDPOINTS 4

typedef struct Node {
    char *literal; /* NULL: a field of the message */
    struct Node *children, *next;
    Endpoint *endpoints[NODE_ENDPOINTS];
    unsigned endpoint_count;
} Node;

struct Routes {
    Node root;
};

static const struct {
    Method method;
    const char *path;
    void (*handle)(Exchange *);
    bool open, loopback, any_origin;
} own_paths[] = {
    {METHOD_GET, "/api/v1/session", signin_get, .open = true},
    {METHOD_POST, "/api/v1/session", signin_post, .open = true, .any_origin = true},
    {METHOD_DELETE, "/api/v1/session", signin_delete},
    {METHOD_POST, "/api/v1/session/first", signin_first, .open = true, .any_origin = true},
    {METHOD_GET, "/api/v1/events", stream_open},
    {METHOD_GET, "/api/openapi.json", pages_openapi, .open = true},
    {METHOD_GET, "/api/asyncapi.json", pages_asyncapi, .open = true},
    {METHOD_GET, "/api/docs", pages_docs, .open = true},
    {METHOD_GET, "/api/docs/{file}", pages_docs, .open = true},
    {METHOD_GET, "/metrics", pages_metrics, .open = true, .loopback = true},
    {METHOD_GET, "/healthz", pages_health, .open = true},
};

/* --- making ------------------------------------------------------------------------------------------------------- */

static Node *child_of(Node *node, const char *part, size_t size)
{
    bool is_field = size > 2 && part[0] == '{';
    for (Node *child = node->children; child; child = child->next)
        if (is_field ? !child->literal : child->literal && strlen(child->literal) == size && !memcmp(child->literal, part, size))
            return child;
    Node *child = calloc(1, sizeof *child);
    pv_require(child, "out of memory");
    if (!is_field)
        child->literal = strndup(part, size);
    Node **place = &node->children;
    while (*place && ((*place)->literal || !is_field) && (*place)->literal)
        place = &(*place)->next; /* literals first: they go before a field */
    child->next = *place;
    *place = child;
    return child;
}

static void add(Routes *routes, const char *path, Endpoint *endpoint)
{
    Node *node = &routes->root;
    for (const char *at = path; *at == '/';) {
        size_t size = strcspn(++at, "/");
        if (*at == '{') {
            pv_require(endpoint->field_count < 8);
            endpoint->fields[endpoint->field_count++] = strndup(at + 1, size - 2);
        }
        node = child_of(node, at, size);
        at += size;
    }
    pv_require(node->endpoint_count < NODE_ENDPOINTS, "%s has too many methods", path);
    for (unsigned i = 0; i < node->endpoint_count; i++)
        pv_require(node->endpoints[i]->method != endpoint->method, "%s is there twice", path);
    node->endpoints[node->endpoint_count++] = endpoint;
}

static Endpoint *endpoint_make(Method method)
{
    Endpoint *endpoint = calloc(1, sizeof *endpoint);
    pv_require(endpoint, "out of memory");
    endpoint->method = method;
    return endpoint;
}

static Method method_of(const char *name, size_t size)
{
    if (size == 3 && memcmp(name, "GET", 3) == 0)
        return METHOD_GET;
    if (size == 3 && memcmp(name, "PUT", 3) == 0)
        return METHOD_PUT;
    return size == 6 && memcmp(name, "DELETE", 6) == 0 ? METHOD_DELETE : METHOD_POST;
}

/* What the portal, the operator and workers say among themselves is at no path. */
static bool is_for_people(const PvCatalogueRow *row)
{
    return row->role != ROLE_PORTAL && row->role != ROLE_OPERATOR && row->role != ROLE_WORKER;
}

static void add_row(Routes *routes, unsigned department, const PvCatalogueRow *row, bool is_command)
{
    char path[256];
    size_t method = strcspn(row->route, " ");
    if (!is_for_people(row))
        return;
    int size = snprintf(path, sizeof path, "/api/v1/%s%s", pv_catalogues[department]->name, row->route + method + 1);
    pv_require(size > 0 && (size_t)size < sizeof path, "the route of %s is too long", row->name);
    Endpoint *endpoint = endpoint_make(method_of(row->route, method));
    endpoint->row = row;
    endpoint->department = department;
    endpoint->is_command = is_command;
    endpoint->message = message_info_of(row->type);
    endpoint->answer = row->answer ? message_info_of(row->answer) : NULL;
    pv_require(endpoint->message, "%s is in no table", row->type->name);
    endpoint->personal = endpoint->answer && endpoint->answer->holds_personal;
    add(routes, path, endpoint);
}

Routes *routes_open(void)
{
    Routes *routes = calloc(1, sizeof *routes);
    pv_require(routes, "out of memory");
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        for (unsigned row = 0; row < pv_catalogues[i]->command_count; row++)
            add_row(routes, i, &pv_catalogues[i]->commands[row], true);
        for (unsigned row = 0; row < pv_catalogues[i]->query_count; row++)
            add_row(routes, i, &pv_catalogues[i]->queries[row], false);
    }
    for (size_t i = 0; i < sizeof own_paths / sizeof own_paths[0]; i++) {
        Endpoint *endpoint = endpoint_make(own_paths[i].method);
        endpoint->handle = own_paths[i].handle;
        endpoint->open = own_paths[i].open;
        endpoint->loopback = own_paths[i].loopback;
        endpoint->any_origin = own_paths[i].any_origin;
        add(routes, own_paths[i].path, endpoint);
    }
    return routes;
}

static void free_nodes(Node *node)
{
    while (node) {
        Node *next = node->next;
        free_nodes(node->children);
        for (unsigned i = 0; i < node->endpoint_count; i++) {
            for (unsigned field = 0; field < node->endpoints[i]->field_count; field++)
                free((char *)node->endpoints[i]->fields[field]);
            free(node->endpoints[i]);
        }
        free(node->literal);
        free(node);
        node = next;
    }
}

void routes_close(Routes **routes)
{
    if (!*routes)
        return;
    free_nodes((*routes)->root.children);
    free(*routes);
    *routes = NULL;
}

/* --- finding ------------------------------------------------------------------------------------------------------ */

/* A literal goes before a field; where it leads nowhere, or has not this method, the field is tried. */
static Endpoint *find(const Node *node, Exchange *exchange, unsigned at, unsigned value, unsigned *allowed)
{
    if (at == exchange->segment_count) {
        Method method = exchange->method == METHOD_HEAD ? METHOD_GET : exchange->method;
        Endpoint *found = NULL;
        for (unsigned i = 0; i < node->endpoint_count; i++) {
            *allowed |= node->endpoints[i]->method;
            if (node->endpoints[i]->method == method)
                found = node->endpoints[i];
        }
        return found;
    }
    for (const Node *child = node->children; child; child = child->next) {
        if (child->literal && strcmp(child->literal, exchange->segments[at]) != 0)
            continue;
        if (!child->literal && value < 8)
            exchange->values[value] = exchange->segments[at];
        Endpoint *found = find(child, exchange, at + 1, value + !child->literal, allowed);
        if (found)
            return found;
    }
    return NULL;
}

Endpoint *routes_find(Routes *routes, Exchange *exchange, unsigned *allowed)
{
    *allowed = 0;
    Endpoint *found = exchange->segment_count ? find(&routes->root, exchange, 0, 0, allowed) : NULL;
    if (*allowed & METHOD_GET)
        *allowed |= METHOD_HEAD;
    return found;
}

const char *routes_allow(Exchange *exchange, unsigned allowed)
{
    static const struct {
        Method method;
        const char *name;
    } methods[] = {{METHOD_GET, "GET"},
                   {METHOD_HEAD, "HEAD"},
                   {METHOD_POST, "POST"},
                   {METHOD_PUT, "PUT"},
                   {METHOD_DELETE, "DELETE"}};
    Text text = {.arena = exchange->arena};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (!(allowed & methods[i].method))
            continue;
        text_add(&text, methods[i].name);
        text_add(&text, ", ");
    }
    text_add(&text, "OPTIONS");
    return text_end(&text);
}
