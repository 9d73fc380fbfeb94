/* What decide, react and timer handlers say: events to tell, commands to run after, or a refusal. Nothing is written
 * until the handler has returned; one refusal undoes all that the item told. */
#pragma once

#include "runtime/engine/state.h"

typedef struct PvOutcome PvOutcome;

typedef enum PvVerdict { PV_REFUSED = 0, PV_ACCEPTED = 1 } PvVerdict;

/* Accepted, though no event need be told. */
#define accept(outcome) pv_accept(outcome)
PvVerdict pv_accept(PvOutcome *outcome);

/* Refused for a reason that has a PROBLEM row; the text says what is wrong in this case. In a reaction or a timer a
 * refusal is a decision: no events. */
#define refuse(outcome, problem, ...) pv_refuse(outcome, PROBLEM_##problem, NULL, __VA_ARGS__)
/* The same, naming the field that is wrong, such as "lines[2].quantity". */
#define refuse_field(outcome, problem, field, ...) pv_refuse(outcome, PROBLEM_##problem, field, __VA_ARGS__)
PvVerdict pv_refuse(PvOutcome *outcome, unsigned problem, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Records an event; emit_… of declare.h cover it. Its subject is its customer_id field. */
PvVerdict pv_emit(PvOutcome *outcome, unsigned event, const ProtobufCMessage *payload);
/* The same with another subject (a link is told once for each side's partition). */
PvVerdict pv_emit_about(PvOutcome *outcome, unsigned event, const ProtobufCMessage *payload, const char *subject);
/* Queues a command of this department to run after this one, in the same item; it sees the state that this one left. */
PvVerdict pv_then(PvOutcome *outcome, const ProtobufCMessage *command);

/* When the events that follow happened in the business; without it, now (in a reaction: when the cause happened). */
void pv_happened_at(PvOutcome *outcome, int64_t at_ms);
/* A new UUID of version 7, in the arena. */
const char *pv_new_id(PvOutcome *outcome);
/* A random number, for the rare rule that needs one. */
uint64_t pv_random(PvOutcome *outcome);
/* Who asks, "" in a timer. */
const char *pv_actor_id(const PvOutcome *outcome);
/* Does the actor hold the role? An operator holds all. */
bool pv_actor_has(const PvOutcome *outcome, unsigned role);
/* Was the command marked as history? */
bool pv_is_historical(const PvOutcome *outcome);
/* Business keys and claims of the organisation are hashed with its key: 16 bytes to out. */
void pv_keyed_hash(const PvState *state, const void *bytes, size_t size_bytes, uint8_t out[16]);
