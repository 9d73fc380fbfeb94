/* Turns service.def into data: included once a department, by its service.c, after its service.h. Defines
 * const PvService pv_service_<package>. Each handler gets a cover that casts its message, so that the engine calls all
 * through one type. */
#include "runtime/engine/rows.h"

#define PV_DESCRIPTOR_(package, name) (&package##__##name##__descriptor)
#define PV_DESCRIPTOR__(package, name) PV_DESCRIPTOR_(package, name)
#define PV_DESCRIPTOR(name) PV_DESCRIPTOR__(PV_PACKAGE, name)
#define PV_TEXT_(x) #x
#define PV_TEXT(x) PV_TEXT_(x)
#define PV_SHARED true
#define PV_PRIVATE false

/* Covers. */
#include "runtime/engine/rows_clear.h"
#undef COMMAND
#undef QUERY
#undef EVENT
#undef CARD_EVENT
#undef HEARD
#undef REACTION
#undef REACTION_BY
#define COMMAND(name, record, route, role, text)                                                             \
    static PvVerdict decide_##name(const PvState *state, const ProtobufCMessage *command, PvOutcome *outcome) \
    {                                                                                                        \
        return name(state, (const PV_TYPE(name) *)command, outcome);                                         \
    }
#define QUERY(name, reply, route, role, text)                                                                \
    static PvVerdict ask_##name(const PvState *state, const ProtobufCMessage *query, ProtobufCMessage *answer, \
                                PvOutcome *outcome)                                                          \
    {                                                                                                        \
        return name(state, (const PV_TYPE(name) *)query, (PV_TYPE(reply) *)answer, outcome);                 \
    }
#define EVENT(name, sharing, text)                                                                           \
    static void cover_##name(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)         \
    {                                                                                                        \
        apply_##name(state, (const PV_TYPE(name) *)event, meta);                                             \
    }
#define CARD_EVENT(name, text) EVENT(name, SHARED, text)
#define HEARD(name, source, text)                                                                            \
    static void cover_##name##_of_##source(PvState *state, const ProtobufCMessage *event,                    \
                                           const PvEventMeta *meta)                                          \
    {                                                                                                        \
        apply_##name(state, (const PV_TYPE_(source, name) *)event, meta);                                    \
    }
#define REACTION(name, source, since, text) REACTION_BY(name, name, source, since, text)
#define REACTION_BY(handler, name, source, since, text)                                                      \
    static PvVerdict react_##handler##_of_##source(const PvState *state, const ProtobufCMessage *event,      \
                                                   const PvEventMeta *meta, PvOutcome *outcome)              \
    {                                                                                                        \
        return on_##handler(state, (const PV_TYPE_(source, name) *)event, meta, outcome);                    \
    }
#include PV_DEFINITION

/* Tables of rows; each ends with an empty row, so that none is of size zero. */
#include "runtime/engine/rows_clear.h"
#undef COMMAND
#define COMMAND(name, record, route, role, text)                                                             \
    {#name, PV_DESCRIPTOR(name), PV_DESCRIPTOR(record), route, role, text, decide_##name},
static const PvCommandRow command_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef QUERY
#define QUERY(name, reply, route, role, text)                                                                \
    {#name, PV_DESCRIPTOR(name), PV_DESCRIPTOR(reply), route, role, text, ask_##name},
static const PvQueryRow query_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef EVENT
#undef CARD_EVENT
#define EVENT(name, sharing, text) {#name, PV_DESCRIPTOR(name), PV_##sharing, false, text, cover_##name},
#define CARD_EVENT(name, text) {#name, PV_DESCRIPTOR(name), true, true, text, cover_##name},
static const PvEventRow event_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef HEARD
#define HEARD(name, source, text)                                                                            \
    {#name, #source, PV_DESCRIPTOR_(source, name), text, cover_##name##_of_##source},
static const PvHeardRow heard_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef FOLLOW
#define FOLLOW(name, text) {#name, text, apply_##name},
static const PvFollowRow follow_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef REACTION
#undef REACTION_BY
#define PV_SINCE_FROM_START PV_FROM_START
#define PV_SINCE_FROM_NOW PV_FROM_NOW
#define PV_SINCE_LIVE PV_LIVE
#define REACTION(name, source, since, text) REACTION_BY(name, name, source, since, text)
#define REACTION_BY(handler, name, source, since, text)                                                      \
    {#handler, #source, PV_SINCE_##since, PV_DESCRIPTOR_(source, name), text, react_##handler##_of_##source},
static const PvReactionRow reaction_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef TIMER
#define TIMER(name, text) {#name, text, when_##name},
static const PvTimerRow timer_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef TABLE
#define TABLE(name, record, key) {#name, PV_DESCRIPTOR(record), key},
static const PvTableRow table_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef INDEX
#undef UNIQUE
#define INDEX(table, name, fields) {#name, TABLE_##table, fields, false},
#define UNIQUE(table, name, fields) {#name, TABLE_##table, fields, true},
static const PvIndexRow index_rows[] = {
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef PROBLEM
#define PROBLEM(name, kind, type, title) {#name, PV__PROBLEM_KIND__##kind, type, title},
static const PvProblemRow problem_rows[] = {
#include "runtime/problem/problems.def"
#include PV_DEFINITION
    {0}};

#include "runtime/engine/rows_clear.h"
#undef STATE_VERSION
#define STATE_VERSION(version) +version
enum { PV_STATE_VERSION = 0
#include PV_DEFINITION
};
#include "runtime/engine/rows_clear.h"

#define PV_ROW_COUNT(rows) (sizeof rows / sizeof rows[0] - 1)
#ifndef PV_CANONICAL
#define PV_CANONICAL NULL
#endif
#ifndef PV_IS_ERASED
#define PV_IS_ERASED NULL
#endif
#define PV_SERVICE_NAME PV_PASTE(pv_service_, PV_PACKAGE)

extern const PvService PV_SERVICE_NAME;
const PvService PV_SERVICE_NAME = {
    .name = PV_TEXT(PV_PACKAGE),
    .state_version = PV_STATE_VERSION,
    .commands = command_rows,
    .queries = query_rows,
    .events = event_rows,
    .heard = heard_rows,
    .follows = follow_rows,
    .reactions = reaction_rows,
    .timers = timer_rows,
    .tables = table_rows,
    .indexes = index_rows,
    .problems = problem_rows,
    .command_count = PV_ROW_COUNT(command_rows),
    .query_count = PV_ROW_COUNT(query_rows),
    .event_count = PV_ROW_COUNT(event_rows),
    .heard_count = PV_ROW_COUNT(heard_rows),
    .reaction_count = PV_ROW_COUNT(reaction_rows),
    .follow_count = PV_ROW_COUNT(follow_rows),
    .timer_count = PV_ROW_COUNT(timer_rows),
    .table_count = PV_ROW_COUNT(table_rows),
    .index_count = PV_ROW_COUNT(index_rows),
    .problem_count = PV_ROW_COUNT(problem_rows),
    .canonical = PV_CANONICAL,
    .is_erased = PV_IS_ERASED,
};
