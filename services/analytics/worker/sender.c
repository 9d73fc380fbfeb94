/* The worker's line to analytics. */
#include "analytics/worker/sender.h"
#include "runtime/memory/require.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RING_SLOTS 256
#define IDLE_MS 100
#define TURN_MS 1 /* how long answers are waited for before new letters are looked at */

struct Sender {
    PvClient *client;
    size_t limit;
    PvRing *out, *back;
    pthread_t thread;
    atomic_bool stopping;
    Letter *sent[RING_SLOTS]; /* under way */
    size_t sent_count;
};

static void drop(void *item)
{
    Letter *letter = item;
    letter_close(&letter);
}

static void answered(void *context, const Pv__Reply *reply, void *tag)
{
    Sender *sender = context;
    Letter *letter = tag;
    size_t place = 0;
    while (sender->sent[place] != letter)
        place++;
    sender->sent[place] = sender->sent[--sender->sent_count];
    if (reply->problem) {
        const char *type = reply->problem->type, *text = reply->problem->detail;
        letter->problem = arena_copy_text(letter->arena, type && *type ? type : "unknown");
        letter->problem_text = arena_copy_text(letter->arena, text ? text : "");
    }
    letter->payload_bytes = reply->payload.len;
    letter->payload = arena_copy_bytes(letter->arena, reply->payload.data, reply->payload.len);
    pv_require(ring_push(sender->back, letter), "more answers than letters");
}

static void *run(void *context)
{
    Sender *sender = context;
    void *items[RING_SLOTS];
    ClientWindow *window = window_open(sender->client, sender->limit, answered, sender);
    while (!atomic_load(&sender->stopping)) {
        size_t room = sender->limit - window_in_flight(window);
        size_t count = 0;
        if (window_in_flight(window) == 0)
            count = ring_wait_many(sender->out, items, room, IDLE_MS);
        else if (room > 0)
            count = ring_take_many(sender->out, items, room);
        for (size_t i = 0; i < count; i++) {
            sender->sent[sender->sent_count++] = items[i];
            pv_require(window_send(window, &((Letter *)items[i])->request, items[i], IDLE_MS));
        }
        if (window_in_flight(window) > 0)
            window_finish(window, TURN_MS);
    }
    window_close(&window);
    for (size_t i = 0; i < sender->sent_count; i++)
        letter_close(&sender->sent[i]);
    return NULL;
}

Sender *sender_open(PvClient *client, size_t limit)
{
    Sender *sender = calloc(1, sizeof *sender);
    pv_require(sender && limit <= RING_SLOTS / 2);
    sender->client = client;
    sender->limit = limit;
    sender->out = ring_open(RING_SLOTS);
    sender->back = ring_open(RING_SLOTS * 2);
    pv_require(pthread_create(&sender->thread, NULL, run, sender) == 0);
    return sender;
}

void sender_close(Sender **closed)
{
    Sender *sender = *closed;
    if (!sender)
        return;
    atomic_store(&sender->stopping, true);
    pthread_join(sender->thread, NULL);
    ring_close(&sender->out, drop);
    ring_close(&sender->back, drop);
    client_close(&sender->client);
    free(sender);
    *closed = NULL;
}

bool sender_send(Sender *sender, Letter *letter)
{
    return ring_push(sender->out, letter);
}

Letter *sender_receive(Sender *sender)
{
    void *item;
    return ring_take_many(sender->back, &item, 1) == 1 ? item : NULL;
}

int sender_fd(const Sender *sender)
{
    return ring_fd(sender->back);
}
