/* A department's service.def as data: what the engine, the command line and the portal read. */
#pragma once

#include "runtime/engine/outcome.h"
#include "runtime/engine/roles.h"
#include "payvand/problem.pb-c.h"

typedef struct PvCommandRow {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCMessageDescriptor *record; /* answer */
    const char *route;
    PvRole role;
    const char *text;
    PvVerdict (*decide)(const PvState *, const ProtobufCMessage *, PvOutcome *);
} PvCommandRow;

typedef struct PvQueryRow {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCMessageDescriptor *answer;
    const char *route;
    PvRole role;
    const char *text;
    PvVerdict (*ask)(const PvState *, const ProtobufCMessage *, ProtobufCMessage *, PvOutcome *);
} PvQueryRow;

typedef struct PvEventRow {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    bool shared;
    bool card; /* folded from every department alike */
    const char *text;
    void (*apply)(PvState *, const ProtobufCMessage *, const PvEventMeta *);
} PvEventRow;

typedef struct PvHeardRow {
    const char *name;
    const char *source; /* NULL: from every department */
    const ProtobufCMessageDescriptor *type;
    const char *text;
    void (*apply)(PvState *, const ProtobufCMessage *, const PvEventMeta *);
} PvHeardRow;

/* Sees every event that is known to this build: each SHARED one heard, and all of its own. */
typedef struct PvFollowRow {
    const char *name;
    const char *text;
    void (*apply)(PvState *, const ProtobufCMessage *, const PvEventMeta *);
} PvFollowRow;

typedef enum PvSince { PV_FROM_START, PV_FROM_NOW, PV_LIVE } PvSince;

typedef struct PvReactionRow {
    const char *name;
    const char *source; /* NULL: from every department, own included */
    PvSince since;
    const ProtobufCMessageDescriptor *type;
    const char *text;
    PvVerdict (*react)(const PvState *, const ProtobufCMessage *, const PvEventMeta *, PvOutcome *);
} PvReactionRow;

typedef struct PvTimerRow {
    const char *name;
    const char *text;
    PvVerdict (*fire)(const PvState *, const char *key, PvOutcome *);
} PvTimerRow;

typedef struct PvTableRow {
    const char *name;
    const ProtobufCMessageDescriptor *record;
    const char *key;
} PvTableRow;

typedef struct PvIndexRow {
    const char *name;
    unsigned table;
    const char *fields;
    bool unique;
} PvIndexRow;

typedef struct PvProblemRow {
    const char *name;
    Pv__ProblemKind kind;
    const char *type;
    const char *title;
} PvProblemRow;

typedef struct PvService {
    const char *name;
    unsigned state_version;
    const PvCommandRow *commands;
    const PvQueryRow *queries;
    const PvEventRow *events;
    const PvHeardRow *heard;
    const PvFollowRow *follows;
    const PvReactionRow *reactions;
    const PvTimerRow *timers;
    const PvTableRow *tables;
    const PvIndexRow *indexes;
    const PvProblemRow *problems;
    unsigned command_count, query_count, event_count, heard_count, reaction_count;
    unsigned follow_count, timer_count, table_count, index_count, problem_count;
    /* The id that stands for a customer and all joined with it; parking covers them together. */
    const char *(*canonical)(const PvState *, const char *customer_id);
    /* Has the person been erased? Then its personal fields are cleared before an event is folded. */
    bool (*is_erased)(const PvState *, const char *customer_id);
} PvService;

/* Problems of problems.def come first in every department, so the runtime can name them. */
enum PvRuntimeProblem {
#undef PROBLEM
#define PROBLEM(name, kind, type, title) PV_PROBLEM_##name,
#include "runtime/problem/problems.def"
#undef PROBLEM
    PV_RUNTIME_PROBLEM_COUNT
};
