/* Requests to departments that are under way: found again by their ids, repeated, given up in time. */
#include "portal/front/inside.h"
#include "runtime/message/wire.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define BUCKETS 4096
#define REPLY_REQUEST_ID 1

typedef struct Call {
    struct Call *next; /* in its bucket */
    struct Call *later, *earlier;
    CallDone *done;
    void *context;
    int64_t sent_us, until_us;
    unsigned department;
    bool sent;
    char id[40];
    size_t size_bytes;
    uint8_t bytes[];
} Call;

struct Calls {
    Call *buckets[BUCKETS];
    Call *first, *last;
    unsigned count;
};

static Call **bucket_of(Calls *calls, const char *id, size_t size)
{
    return &calls->buckets[XXH3_64bits(id, size) % BUCKETS];
}

Calls *calls_open(void)
{
    Calls *calls = calloc(1, sizeof *calls);
    pv_require(calls, "out of memory");
    return calls;
}

static void end(Front *front, Call *call, CallEnd how, const uint8_t *bytes, size_t size)
{
    Calls *calls = front->calls;
    Call **at = bucket_of(calls, call->id, strlen(call->id));
    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    *(call->earlier ? &call->earlier->later : &calls->first) = call->later;
    *(call->later ? &call->later->earlier : &calls->last) = call->earlier;
    calls->count--;
    if (how == CALL_UNREACHABLE)
        count_one(COUNT_UNREACHABLE, 1);
    call->done(call->context, how, bytes, size);
    free(call);
}

void calls_close(Front *front)
{
    if (!front->calls)
        return;
    while (front->calls->first)
        end(front, front->calls->first, CALL_STOPPED, NULL, 0);
    free(front->calls);
    front->calls = NULL;
}

unsigned calls_count(const Calls *calls)
{
    return calls->count;
}

static void send_now(Front *front, Call *call, int64_t now)
{
    call->sent = callers_send(front->callers, call->department, call->bytes, call->size_bytes);
    call->sent_us = now;
}

bool calls_send(Front *front, unsigned department, const char *id, const uint8_t *bytes, size_t size, CallDone *done,
                void *context)
{
    Calls *calls = front->calls;
    if (!calls || calls->count == FRONT_CALLS_LIMIT || strlen(id) >= sizeof(((Call *)0)->id))
        return false;
    Call *call = malloc(sizeof *call + size);
    pv_require(call, "out of memory");
    int64_t now = front_now_us();
    *call = (Call){.done = done, .context = context, .department = department, .until_us = now + FRONT_CALL_US};
    strcpy(call->id, id);
    call->size_bytes = size;
    memcpy(call->bytes, bytes, size);
    Call **bucket = bucket_of(calls, id, strlen(id));
    while (*bucket)
        bucket = &(*bucket)->next; /* of equal ids the oldest is answered first */
    *bucket = call;
    call->earlier = calls->last;
    *(calls->last ? &calls->last->later : &calls->first) = call;
    calls->last = call;
    calls->count++;
    if (front->silent[department])
        end(front, call, CALL_UNREACHABLE, NULL, 0);
    else
        send_now(front, call, now);
    return true;
}

static void take_reply(Front *front, unsigned department, const uint8_t *bytes, size_t size)
{
    const uint8_t *id;
    size_t id_bytes;
    if (!wire_find_bytes(bytes, size, REPLY_REQUEST_ID, &id, &id_bytes))
        return;
    Call *call = *bucket_of(front->calls, (const char *)id, id_bytes);
    while (call && !(call->department == department && strlen(call->id) == id_bytes && memcmp(call->id, id, id_bytes) == 0))
        call = call->next;
    if (call)
        end(front, call, CALL_ANSWERED, bytes, size);
}

void calls_receive(Front *front)
{
    unsigned department;
    const uint8_t *bytes;
    size_t size;
    while (callers_receive(front->callers, &department, &bytes, &size))
        take_reply(front, department, bytes, size);
}

/* A department that the bus knows to be silent is given up at once; another when its time is over. */
void calls_tick(Front *front, int64_t now)
{
    for (Call *call = front->calls->first, *later; call; call = later) {
        later = call->later;
        if (now >= call->until_us || (front->silent[call->department] && now - call->sent_us > FRONT_CALL_REPEAT_US / 2))
            end(front, call, CALL_UNREACHABLE, NULL, 0);
        else if (!call->sent || now - call->sent_us >= FRONT_CALL_REPEAT_US)
            send_now(front, call, now);
    }
    count_now(GAUGE_CALLS, front->calls->count);
}
