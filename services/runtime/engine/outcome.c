/* Collects what handlers say. */
#include "runtime/engine/outcome_internal.h"
#include <string.h>

static const char *const role_names[] = {
#define PV_ROLE_TEXT(name, text) text,
    PV_ROLES(PV_ROLE_TEXT)
#undef PV_ROLE_TEXT
};

const char *pv_role_name(PvRole role)
{
    pv_require(role < ROLE_COUNT);
    return role_names[role];
}

PvVerdict pv_accept(PvOutcome *outcome)
{
    (void)outcome;
    return PV_ACCEPTED;
}

Pv__Problem *problem_make(const StatePlan *plan, PvArena *arena, unsigned number, const char *field,
                          const char *detail)
{
    const PvProblemRow *row = &plan->service->problems[number];
    Pv__Problem *problem = arena_take(arena, sizeof *problem);
    pv__problem__init(problem);
    problem->has_kind = 1;
    problem->kind = row->kind;
    problem->type = row->type;
    problem->title = row->title;
    problem->detail = detail && *detail ? arena_copy_text(arena, detail) : NULL;
    problem->field = field && *field ? arena_copy_text(arena, field) : NULL;
    if (row->kind == PV__PROBLEM_KIND__BUSY || row->kind == PV__PROBLEM_KIND__NOT_YET ||
        row->kind == PV__PROBLEM_KIND__UNAVAILABLE) {
        problem->has_retry_after_ms = 1;
        problem->retry_after_ms = 100;
    }
    return problem;
}

void outcome_refuse(PvOutcome *outcome, unsigned number, const char *field, const char *detail)
{
    if (outcome->refused)
        return;
    outcome->refused = true;
    outcome->problem = *problem_make(outcome->state->plan, outcome->state->arena, number, field, detail);
}

PvVerdict pv_refuse(PvOutcome *outcome, unsigned number, const char *field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    outcome_refuse(outcome, number, field, arena_format_list(outcome->state->arena, format, arguments));
    va_end(arguments);
    return PV_REFUSED;
}

void event_list_add(PvArena *arena, EventList *list, ToldEvent event)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        ToldEvent *items = arena_take(arena, room * sizeof *items);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = event;
    list->bytes += event.size_bytes;
}

/* The subject of an event is its customer_id. */
static const char *subject_of(const ProtobufCMessage *payload)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(payload->descriptor, "customer_id");
    if (!field || field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    return *(const char *const *)((const uint8_t *)payload + field->offset);
}

PvVerdict pv_emit(PvOutcome *outcome, unsigned event, const ProtobufCMessage *payload)
{
    return pv_emit_about(outcome, event, payload, subject_of(payload));
}

PvVerdict pv_emit_about(PvOutcome *outcome, unsigned event, const ProtobufCMessage *payload, const char *subject)
{
    const PvEventRow *row = &outcome->state->plan->service->events[event];
    pv_require(payload->descriptor == row->type, "%s told with another message", row->name);
    size_t size = protobuf_c_message_get_packed_size(payload);
    outcome->too_much |= outcome->events->count >= PV_ITEM_EVENT_LIMIT ||
                         outcome->events->bytes + size > outcome->item_limit;
    if (outcome->too_much)
        return pv_refuse(outcome, PV_PROBLEM_TOO_MANY_EVENTS, NULL, "More than %d events, or %zu bytes of them.",
                         PV_ITEM_EVENT_LIMIT, outcome->item_limit);
    if (size + (subject ? strlen(subject) : 0) > PV_MESSAGE_LIMIT_BYTES - 2048)
        return pv_refuse(outcome, PV_PROBLEM_INVALID_INPUT, NULL, "The event %s would be %zu bytes; the limit is %d.",
                         row->name, size, PV_MESSAGE_LIMIT_BYTES - 2048);
    PvArena *arena = outcome->state->arena;
    uint8_t *bytes = arena_take(arena, size + 1);
    protobuf_c_message_pack(payload, bytes);
    event_list_add(arena, outcome->events,
                   (ToldEvent){.event = event,
                               .payload = bytes,
                               .size_bytes = (uint32_t)size,
                               .subject = subject && *subject ? arena_copy_text(arena, subject) : NULL,
                               .happened_at_ms = outcome->happened_at_ms,
                               .depth = outcome->depth});
    return PV_ACCEPTED;
}

PvVerdict pv_then(PvOutcome *outcome, const ProtobufCMessage *command)
{
    PvArena *arena = outcome->state->arena;
    if (outcome->follow_up_count == FOLLOW_UP_LIMIT)
        return pv_refuse(outcome, PV_PROBLEM_TOO_MANY_EVENTS, NULL, "More than %d commands in one.", FOLLOW_UP_LIMIT);
    if (!outcome->follow_ups)
        outcome->follow_ups = arena_take(arena, FOLLOW_UP_LIMIT * sizeof *outcome->follow_ups);
    size_t size = protobuf_c_message_get_packed_size(command);
    uint8_t *bytes = arena_take(arena, size + 1);
    protobuf_c_message_pack(command, bytes);
    outcome->follow_ups[outcome->follow_up_count++] = (FollowUp){command->descriptor, bytes, (uint32_t)size};
    return PV_ACCEPTED;
}

void pv_happened_at(PvOutcome *outcome, int64_t at_ms)
{
    outcome->happened_at_ms = at_ms;
}

const char *pv_new_id(PvOutcome *outcome)
{
    char *id = arena_take(outcome->state->arena, PV_ID_TEXT_BYTES);
    id_new_at(outcome->ids, outcome->state->now_ms, id);
    PvState *state = (PvState *)outcome->state; /* the engine's own, which only it remembers this in */
    if (state->fresh_count < STATE_FRESH_ID_LIMIT)
        id_parse(id, state->fresh_ids[state->fresh_count++]);
    return id;
}

uint64_t pv_random(PvOutcome *outcome)
{
    uint64_t value;
    outcome->platform->random_bytes(outcome->platform->context, &value, sizeof value);
    return value;
}

const char *pv_actor_id(const PvOutcome *outcome)
{
    return outcome->actor ? outcome->actor : "";
}

bool pv_actor_has(const PvOutcome *outcome, unsigned role)
{
    return (outcome->roles >> role & 1) || (outcome->roles >> ROLE_OPERATOR & 1);
}

bool pv_is_historical(const PvOutcome *outcome)
{
    return outcome->historical;
}
