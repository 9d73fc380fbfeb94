/* The log of a department as a list: what it told, and what it heard. */
#pragma once

#include "payvand/messages.h"
#include "runtime/engine/rows.h"
#include "runtime/log/log.h"
#include "simulation.h"

typedef struct LoggedEvent {
    Pv__Envelope *envelope;
    const ProtobufCMessageDescriptor *type;
    ProtobufCMessage *payload;
    size_t same_cause_before; /* an earlier event with the same cause; SIZE_MAX if there is none */
} LoggedEvent;

typedef struct Told {
    LoggedEvent *events;
    size_t count, room;
} Told;

typedef struct HeardEvent {
    char source[32];
    uint64_t epoch, sequence;
} HeardEvent;

typedef struct Heard {
    HeardEvent *events;
    size_t count, room;
} Heard;

void told_read(Told *told, PvLog *log);
/* The event's message if it is of this type, else NULL. */
const void *told_as(const Told *told, size_t at, const ProtobufCMessageDescriptor *type);
/* Events of a type whose text field has this value. */
unsigned told_count_with(const Told *told, const char *type, const char *field, const char *value);
/* Where a customer was introduced, as this log tells it or heard it; false if it knows of none. */
bool told_introduction(PvLog *log, const char *customer_id, HeardEvent *place);
/* Does the log of a department keep such an event of another: has it a row that folds it or reacts to it? */
bool told_is_wanted(const PvService *service, const Pv__Envelope *event);

void heard_read(Heard *heard, PvLog *log);
void heard_free(Heard *heard);
