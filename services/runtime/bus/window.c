/* Many requests under way: a table by request id that keeps the bytes of each until it has its answer. */
#include "runtime/bus/client_inside.h"
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include <stdlib.h>
#include <string.h>

#define REPLY_BUDGET_BYTES (4 * 1024 * 1024)

typedef struct Flight {
    struct Flight *next; /* in its bucket, or free */
    uint8_t *bytes;
    size_t size_bytes;
    void *tag;
    int64_t due_ms; /* sent again then */
    bool flying;
    char request_id[40];
} Flight;

struct ClientWindow {
    PvClient *client;
    ClientReplied *replied;
    void *context;
    PvArena *arena;
    size_t limit;
    size_t in_flight;
    int64_t check_ms;
    int64_t heard_ms;
    Flight *flights;
    Flight *free;
    size_t buckets;
    Flight **table;
};

ClientWindow *window_open(PvClient *client, size_t limit, ClientReplied *replied, void *context)
{
    pv_require(limit > 0);
    ClientWindow *window = calloc(1, sizeof *window);
    pv_require(window, "out of memory");
    *window = (ClientWindow){.client = client, .limit = limit, .replied = replied, .context = context};
    window->buckets = limit * 2;
    window->flights = calloc(limit, sizeof *window->flights);
    window->table = calloc(window->buckets, sizeof *window->table);
    pv_require(window->flights && window->table, "out of memory");
    for (size_t i = 0; i < limit; i++) {
        window->flights[i].next = window->free;
        window->free = &window->flights[i];
    }
    window->arena = arena_open(REPLY_BUDGET_BYTES);
    window->check_ms = window->heard_ms = client_now_ms();
    return window;
}

void window_close(ClientWindow **closed)
{
    ClientWindow *window = *closed;
    if (!window)
        return;
    for (size_t i = 0; i < window->limit; i++)
        free(window->flights[i].bytes);
    arena_close(&window->arena);
    free(window->flights);
    free(window->table);
    free(window);
    *closed = NULL;
}

size_t window_in_flight(const ClientWindow *window)
{
    return window->in_flight;
}

static Flight **bucket_of(ClientWindow *window, const char *request_id)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *letter = request_id; *letter; letter++)
        hash = (hash ^ (uint8_t)*letter) * UINT64_C(1099511628211);
    return &window->table[hash % window->buckets];
}

static void finish(ClientWindow *window, Flight **place)
{
    Flight *flight = *place;
    *place = flight->next;
    free(flight->bytes);
    flight->bytes = NULL;
    flight->flying = false;
    flight->next = window->free;
    window->free = flight;
    window->in_flight--;
}

static void take_reply(ClientWindow *window, const Pv__Reply *reply)
{
    window->heard_ms = client_now_ms();
    Flight **place = bucket_of(window, reply->request_id ? reply->request_id : "");
    while (*place && strcmp((*place)->request_id, reply->request_id ? reply->request_id : "") != 0)
        place = &(*place)->next;
    if (!*place)
        return;
    int64_t delay_ms;
    if (client_asks_again(reply, &delay_ms)) {
        (*place)->due_ms = client_now_ms() + delay_ms;
        if ((*place)->due_ms < window->check_ms)
            window->check_ms = (*place)->due_ms;
        return;
    }
    void *tag = (*place)->tag;
    finish(window, place);
    window->replied(window->context, reply, tag);
}

/* Sends again what is due. */
static void repeat(ClientWindow *window)
{
    int64_t now = client_now_ms();
    if (now < window->check_ms || window->in_flight == 0)
        return;
    if (now - window->heard_ms > 2 * CLIENT_REPEAT_MS) {
        client_reconnect(window->client);
        window->heard_ms = now;
    }
    window->check_ms = now + CLIENT_REPEAT_MS;
    for (size_t i = 0; i < window->limit; i++) {
        Flight *flight = &window->flights[i];
        if (flight->flying && flight->due_ms <= now &&
            client_send_bytes(window->client, flight->bytes, flight->size_bytes, 0))
            flight->due_ms = now + CLIENT_REPEAT_MS;
        if (flight->flying && flight->due_ms < window->check_ms)
            window->check_ms = flight->due_ms > now + 20 ? flight->due_ms : now + 20;
    }
}

/* Takes replies for at most timeout_ms, until fewer than `until` are under way. */
static bool take_replies(ClientWindow *window, size_t until, int timeout_ms)
{
    int64_t end = client_now_ms() + timeout_ms;
    while (window->in_flight >= until) {
        int64_t now = client_now_ms();
        if (now >= end)
            return false;
        repeat(window);
        int64_t wake = window->check_ms < end ? window->check_ms : end;
        arena_reset(window->arena);
        Pv__Reply *reply = client_receive(window->client, window->arena, wake > now ? (int)(wake - now) : 0);
        if (reply)
            take_reply(window, reply);
    }
    return true;
}

bool window_send(ClientWindow *window, const Pv__Request *request, void *tag, int timeout_ms)
{
    pv_require(request->request_id && strlen(request->request_id) < sizeof window->flights->request_id);
    if (!take_replies(window, window->limit, timeout_ms))
        return false;
    Flight *flight = window->free;
    window->free = flight->next;
    strcpy(flight->request_id, request->request_id);
    flight->bytes = client_pack(request, &flight->size_bytes);
    flight->tag = tag;
    flight->flying = true;
    if (window->in_flight++ == 0)
        window->heard_ms = client_now_ms();
    Flight **bucket = bucket_of(window, flight->request_id);
    flight->next = *bucket;
    *bucket = flight;
    /* Without a connection it goes out with the repeats. */
    bool sent = client_send_bytes(window->client, flight->bytes, flight->size_bytes, 0);
    flight->due_ms = client_now_ms() + (sent ? CLIENT_REPEAT_MS : 0);
    if (flight->due_ms < window->check_ms)
        window->check_ms = flight->due_ms;
    return true;
}

bool window_finish(ClientWindow *window, int timeout_ms)
{
    return take_replies(window, 1, timeout_ms);
}
