/* Reading logs whole; see told.h. */
#include "told.h"
#include "runtime/message/tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grown(void *items, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 1024;
    items = realloc(items, *room * each);
    if (!items)
        sim_fail("out of memory");
    return items;
}

static bool same_cause(const Pv__EventPosition *a, const Pv__EventPosition *b)
{
    return a && b && a->sequence == b->sequence && a->epoch == b->epoch && strcmp(a->source, b->source) == 0;
}

static void add_told(Told *told, const LogRecord *record)
{
    told->events = grown(told->events, told->count, &told->room, sizeof *told->events);
    LoggedEvent *event = &told->events[told->count];
    *event = (LoggedEvent){.same_cause_before = SIZE_MAX};
    event->envelope = pv__envelope__unpack(NULL, record->size_bytes, record->bytes);
    const PvMessageInfo *info = event->envelope ? message_info(event->envelope->type) : NULL;
    sim_check(info, "an event cannot be read");
    event->type = info->descriptor;
    event->payload = protobuf_c_message_unpack(event->type, NULL, event->envelope->payload.len, event->envelope->payload.data);
    sim_check(event->payload, "the payload of a %s cannot be read", event->envelope->type);
    /* Effects of one cause stand close together. */
    for (size_t back = 1; event->envelope->cause && back <= told->count && back < 200; back++)
        if (same_cause(told->events[told->count - back].envelope->cause, event->envelope->cause)) {
            event->same_cause_before = told->count - back;
            break;
        }
    told->count++;
}

/* Calls take for each record of the kind. */
static void read_kind(PvLog *log, LogRecordKind kind, void (*take)(void *context, const LogRecord *record), void *context)
{
    LogCursor *cursor;
    LogFrame frame;
    LogResult result;
    if (log_read_from(log, log_start(log), &cursor) != LOG_OK)
        sim_fail("the log cannot be read");
    while ((result = log_next(cursor, &frame)) == LOG_OK)
        for (uint32_t i = 0; i < frame.record_count; i++)
            if (frame.records[i].kind == kind)
                take(context, &frame.records[i]);
    sim_check(result == LOG_END, "the log is damaged");
    log_cursor_close(&cursor);
}

static void take_told(void *context, const LogRecord *record)
{
    add_told(context, record);
}

void told_read(Told *told, PvLog *log)
{
    *told = (Told){0};
    read_kind(log, LOG_TOLD, take_told, told);
}

const void *told_as(const Told *told, size_t at, const ProtobufCMessageDescriptor *type)
{
    return told->events[at].type == type ? told->events[at].payload : NULL;
}

unsigned told_count_with(const Told *told, const char *type, const char *field, const char *value)
{
    unsigned count = 0;
    for (size_t i = 0; i < told->count; i++) {
        const LoggedEvent *event = &told->events[i];
        if (strcmp(event->envelope->type, type) != 0)
            continue;
        const ProtobufCFieldDescriptor *found = protobuf_c_message_descriptor_get_field_by_name(event->type, field);
        if (!found)
            sim_fail("%s has no field %s", type, field);
        const char *text = *(const char *const *)((const uint8_t *)event->payload + found->offset);
        count += text && strcmp(text, value) == 0;
    }
    return count;
}

typedef struct Introduction {
    const char *customer_id;
    HeardEvent *place;
    bool found;
} Introduction;

static void take_introduction(void *context, const LogRecord *record)
{
    Introduction *introduction = context;
    Pv__Envelope *envelope = pv__envelope__unpack(NULL, record->size_bytes, record->bytes);
    sim_check(envelope, "an event cannot be read");
    if (!introduction->found && strcmp(envelope->type, pv__customer_introduced__descriptor.name) == 0 &&
        strcmp(envelope->subject, introduction->customer_id) == 0) {
        introduction->found = true;
        *introduction->place = (HeardEvent){.epoch = envelope->epoch, .sequence = envelope->sequence};
        snprintf(introduction->place->source, sizeof introduction->place->source, "%s", envelope->source);
    }
    pv__envelope__free_unpacked(envelope, NULL);
}

bool told_introduction(PvLog *log, const char *customer_id, HeardEvent *place)
{
    Introduction introduction = {.customer_id = customer_id, .place = place};
    read_kind(log, LOG_TOLD, take_introduction, &introduction);
    read_kind(log, LOG_HEARD, take_introduction, &introduction);
    return introduction.found;
}

static bool is_from(const char *source, const Pv__Envelope *event)
{
    return strcmp(source, "pv") == 0 || strcmp(source, event->source) == 0;
}

bool told_is_wanted(const PvService *service, const Pv__Envelope *event)
{
    if (service->follow_count > 0)
        return true;
    for (unsigned i = 0; i < service->event_count; i++)
        if (service->events[i].card && strcmp(service->events[i].type->name, event->type) == 0)
            return true;
    for (unsigned i = 0; i < service->heard_count; i++)
        if (strcmp(service->heard[i].type->name, event->type) == 0 && is_from(service->heard[i].source, event))
            return true;
    for (unsigned i = 0; i < service->reaction_count; i++)
        if (strcmp(service->reactions[i].type->name, event->type) == 0 && is_from(service->reactions[i].source, event))
            return true;
    return false;
}

static void take_heard(void *context, const LogRecord *record)
{
    Heard *heard = context;
    Pv__Envelope *envelope = pv__envelope__unpack(NULL, record->size_bytes, record->bytes);
    sim_check(envelope, "a heard event cannot be read");
    heard->events = grown(heard->events, heard->count, &heard->room, sizeof *heard->events);
    HeardEvent *event = &heard->events[heard->count++];
    snprintf(event->source, sizeof event->source, "%s", envelope->source);
    event->epoch = envelope->epoch;
    event->sequence = envelope->sequence;
    pv__envelope__free_unpacked(envelope, NULL);
}

void heard_read(Heard *heard, PvLog *log)
{
    *heard = (Heard){0};
    read_kind(log, LOG_HEARD, take_heard, heard);
}

void heard_free(Heard *heard)
{
    free(heard->events);
    *heard = (Heard){0};
}
