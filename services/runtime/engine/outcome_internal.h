/* What a handler said, as the engine reads it; for engine/ alone. */
#pragma once

#include "runtime/engine/state_internal.h"

typedef struct ToldEvent {
    unsigned event;
    const uint8_t *payload;
    uint32_t size_bytes;
    const char *subject;
    int64_t happened_at_ms;
    unsigned depth;
    const ProtobufCMessage *message; /* once it was told and applied, with meta */
    PvEventMeta meta;
} ToldEvent;

typedef struct EventList {
    ToldEvent *items;
    size_t count;
    size_t room;
    size_t bytes; /* of all payloads */
} EventList;

typedef struct FollowUp {
    const ProtobufCMessageDescriptor *type;
    const uint8_t *payload;
    uint32_t size_bytes;
} FollowUp;

#define FOLLOW_UP_LIMIT 1000

struct PvOutcome {
    const PvState *state;
    PvIds *ids;
    const PvPlatform *platform;
    EventList *events; /* of the whole item */
    unsigned depth;
    int64_t happened_at_ms;
    const char *actor;
    uint64_t roles; /* bit per PvRole */
    bool historical;
    FollowUp *follow_ups; /* FOLLOW_UP_LIMIT, made on first use */
    size_t follow_up_count;
    size_t item_limit; /* bytes that the payloads of the item may have */
    bool refused;
    bool too_much; /* a limit of the item was met: it must be refused as a whole, by a reaction as well */
    Pv__Problem problem;
};

/* Fills outcome->problem; for refusals of the runtime itself. */
void outcome_refuse(PvOutcome *outcome, unsigned problem, const char *field, const char *detail);
/* A problem of the service's table in the arena. */
Pv__Problem *problem_make(const StatePlan *plan, PvArena *arena, unsigned problem, const char *field,
                          const char *detail);
void event_list_add(PvArena *arena, EventList *list, ToldEvent event);
