/* What became durable, kept for a while as the lines that live streams send: number after number, from this start of the
 * portal on. The commit thread hands over bytes; all else happens on the front's thread. */
#include "portal/front/changes.h"
#include "runtime/message/member.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENVELOPE_FLAGS 17

typedef struct Change {
    void *bytes; /* malloc: an envelope, or once it was asked for the lines */
    uint32_t size_bytes;
    bool written;
    uint8_t department;
} Change;

typedef struct Handed {
    uint8_t *bytes;
    uint32_t size_bytes;
} Handed;

struct Changes {
    int wake_fd;
    atomic_ullong batch;
    pthread_mutex_t lock; /* guards what was handed: */
    Handed *handed;
    size_t handed_count, handed_room, handed_bytes;
    bool handed_lost, handed_history;

    Change kept[FRONT_CHANGES_KEPT];
    uint64_t first, next; /* numbers; the change n is kept[n % FRONT_CHANGES_KEPT] */
    size_t kept_bytes;
    bool history;
    int64_t history_us;
    char boot[17];
};

Changes *changes_open(Front *front)
{
    Changes *changes = calloc(1, sizeof *changes);
    uint64_t boot;
    pv_require(changes, "out of memory");
    changes->wake_fd = front->wake_fd;
    pthread_mutex_init(&changes->lock, NULL);
    platform_real()->random_bytes(NULL, &boot, sizeof boot);
    snprintf(changes->boot, sizeof changes->boot, "%016" PRIx64, boot);
    changes->first = changes->next = 1;
    atomic_store(&changes->batch, 1);
    return changes;
}

static void forget_oldest(Changes *changes)
{
    Change *oldest = &changes->kept[changes->first++ % FRONT_CHANGES_KEPT];
    changes->kept_bytes -= oldest->size_bytes;
    free(oldest->bytes);
    oldest->bytes = NULL;
}

void changes_close(Changes **open)
{
    Changes *changes = *open;
    if (!changes)
        return;
    while (changes->first < changes->next)
        forget_oldest(changes);
    for (size_t i = 0; i < changes->handed_count; i++)
        free(changes->handed[i].bytes);
    free(changes->handed);
    pthread_mutex_destroy(&changes->lock);
    free(changes);
    *open = NULL;
}

uint64_t changes_batch(const Changes *changes)
{
    return atomic_load(&changes->batch);
}

/* --- the commit thread's ------------------------------------------------------------------------------------------ */

static void hand(Changes *changes, const FrontEvent *event)
{
    if (changes->handed_count >= FRONT_CHANGES_KEPT || changes->handed_bytes >= FRONT_CHANGES_KEPT_BYTES) {
        changes->handed_lost = true;
        return;
    }
    if (changes->handed_count == changes->handed_room) {
        changes->handed_room = changes->handed_room * 2 + 64;
        changes->handed = realloc(changes->handed, changes->handed_room * sizeof *changes->handed);
        pv_require(changes->handed, "out of memory");
    }
    uint8_t *copy = malloc(event->size_bytes + 1);
    pv_require(copy, "out of memory");
    memcpy(copy, event->bytes, event->size_bytes);
    changes->handed[changes->handed_count++] = (Handed){copy, (uint32_t)event->size_bytes};
    changes->handed_bytes += event->size_bytes;
}

void changes_hand_over(Changes *changes, const FrontEvent *events, size_t count)
{
    uint64_t flags, one = 1;
    atomic_fetch_add(&changes->batch, 1);
    if (!count)
        return;
    pthread_mutex_lock(&changes->lock);
    for (size_t i = 0; i < count; i++) {
        if (wire_read_uint64(events[i].bytes, events[i].size_bytes, ENVELOPE_FLAGS + 1, &flags) &&
            flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL)
            changes->handed_history = true;
        else
            hand(changes, &events[i]);
    }
    pthread_mutex_unlock(&changes->lock);
    if (write(changes->wake_fd, &one, sizeof one) != sizeof one)
        return; /* it is awake already */
}

/* --- keeping ------------------------------------------------------------------------------------------------------ */

static void keep(Changes *changes, void *bytes, size_t size, bool written, unsigned department)
{
    if (changes->next - changes->first == FRONT_CHANGES_KEPT || changes->kept_bytes > FRONT_CHANGES_KEPT_BYTES)
        forget_oldest(changes);
    changes->kept[changes->next++ % FRONT_CHANGES_KEPT] = (Change){bytes, (uint32_t)size, written, (uint8_t)department};
    changes->kept_bytes += size;
    count_one(COUNT_CHANGES, 1);
}

void changes_tell(Changes *changes, const char *event, const char *data, unsigned department)
{
    char *text;
    int size = asprintf(&text, "id: %s-%" PRIu64 "\nevent: %s\ndata: %s\n\n", changes->boot, changes->next, event, data);
    pv_require(size > 0, "out of memory");
    keep(changes, text, (size_t)size, true, department);
}

static unsigned department_of(const Handed *handed)
{
    const uint8_t *source;
    size_t size;
    if (!wire_find_bytes(handed->bytes, handed->size_bytes, 1, &source, &size))
        return CHANGE_OF_ALL;
    int department = front_department((const char *)source, size);
    return department < 0 ? CHANGE_OF_ALL : (unsigned)department;
}

/* History that goes in by the thousand is not told piece by piece: pages ask anew now and then meanwhile. */
static void tell_history(Changes *changes, int64_t now)
{
    if (!changes->history || now - changes->history_us < FRONT_HISTORY_US)
        return;
    changes->history = false;
    changes->history_us = now;
    changes_tell(changes, "reset", "{}", CHANGE_OF_ALL);
}

void changes_take(Front *front)
{
    Changes *changes = front->changes;
    pthread_mutex_lock(&changes->lock);
    Handed *handed = changes->handed;
    size_t count = changes->handed_count;
    bool lost = changes->handed_lost;
    changes->history = changes->history || changes->handed_history;
    changes->handed = NULL;
    changes->handed_count = changes->handed_room = changes->handed_bytes = 0;
    changes->handed_lost = changes->handed_history = false;
    pthread_mutex_unlock(&changes->lock);
    for (size_t i = 0; i < count; i++)
        keep(changes, handed[i].bytes, handed[i].size_bytes, false, department_of(&handed[i]));
    free(handed);
    if (lost)
        changes_tell(changes, "reset", "{}", CHANGE_OF_ALL);
    tell_history(changes, front_now_us());
    streams_tell(front);
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static void put_ids(Text *text, const Pv__Envelope *envelope)
{
    const PvMessageInfo *info = message_info(envelope->type);
    ProtobufCMessage *event =
        info ? wire_unpack_trusted(info->descriptor, envelope->payload.data, envelope->payload.len, text->arena) : NULL;
    text_name(text, "ids");
    text_add(text, "{");
    for (unsigned i = 0; event && i < info->field_count; i++) {
        const ProtobufCFieldDescriptor *field = &info->descriptor->fields[i];
        size_t size = strlen(field->name);
        if (field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED && size > 3 &&
            strcmp(field->name + size - 3, "_id") == 0)
            text_member(text, info->fields[i].json_name, *(const char **)member_of(event, field));
    }
    text_add(text, "}");
}

static void put_change(Text *text, const Changes *changes, uint64_t number, const Pv__Envelope *envelope)
{
    text_add(text, arena_format(text->arena, "id: %s-%" PRIu64 "\nevent: change\ndata: ", changes->boot, number));
    text_add(text, "{");
    text_member(text, "id", arena_format(text->arena, "%s-%" PRIu64, changes->boot, number));
    text_member(text, "source", envelope->source);
    text_member(text, "type", envelope->type);
    text_member(text, "customerId", envelope->subject);
    put_ids(text, envelope);
    text_member(text, "actor", envelope->actor);
    text_member(text, "atMs", arena_format(text->arena, "%" PRId64, envelope->recorded_at_ms));
    text_member(text, "token", arena_format(text->arena, "%s.%" PRIx64 ".%" PRIu64, envelope->source, envelope->epoch,
                                            envelope->sequence));
    text_add(text, "}\n\n");
}

/* An envelope becomes its lines when the first stream asks for it. */
static void write_lines(Front *front, Changes *changes, uint64_t number, Change *change)
{
    PvArena *arena = front_arena(front);
    Text text = {.arena = arena};
    Pv__Envelope *envelope =
        (Pv__Envelope *)wire_unpack_trusted(&pv__envelope__descriptor, change->bytes, change->size_bytes, arena);
    if (envelope && envelope->type && envelope->source)
        put_change(&text, changes, number, envelope);
    char *lines = malloc(text.size + 1);
    pv_require(lines, "out of memory");
    if (text.size)
        memcpy(lines, text.bytes, text.size);
    changes->kept_bytes += text.size - change->size_bytes;
    free(change->bytes);
    *change = (Change){lines, (uint32_t)text.size, true, change->department};
    front_arena_back(front, arena);
}

const char *changes_lines(Front *front, uint64_t number, size_t *size, unsigned *department)
{
    Changes *changes = front->changes;
    if (number < changes->first || number >= changes->next)
        return NULL;
    Change *change = &changes->kept[number % FRONT_CHANGES_KEPT];
    if (!change->written)
        write_lines(front, changes, number, change);
    *size = change->size_bytes;
    *department = change->department;
    return change->bytes;
}

uint64_t changes_next(const Front *front)
{
    return front->changes->next;
}

uint64_t changes_after(const Front *front, const char *last_id)
{
    const Changes *changes = front->changes;
    size_t boot = strlen(changes->boot);
    char *end;
    if (strncmp(last_id, changes->boot, boot) != 0 || last_id[boot] != '-')
        return 0;
    uint64_t number = strtoull(last_id + boot + 1, &end, 10) + 1;
    return *end == 0 && number >= changes->first && number <= changes->next ? number : 0;
}

const char *changes_boot(const Front *front)
{
    return front->changes->boot;
}
