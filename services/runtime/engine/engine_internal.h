/* The engine's own parts; for engine/ alone. */
#pragma once

#include "payvand/messages.h"
#include "runtime/engine/engine.h"
#include "runtime/engine/outcome_internal.h"

#define SOURCE_LIMIT 64   /* departments heard */
#define ENTRY_LIMIT 8     /* reactions, or folds, of one type */
#define OWNED_LIMIT 32    /* tables whose records have an owner */
#define LETTING_NONE UINT64_MAX

/* All that a message type means to this department. */
typedef struct TypeEntry {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    const PvCommandRow *command;
    const PvQueryRow *query;
    int event; /* our own event row, or -1 */
    const PvHeardRow *heard[ENTRY_LIMIT];
    unsigned heard_count;
    const PvReactionRow *reactions[ENTRY_LIMIT];
    unsigned reaction_count;
    bool erases; /* payvand.CustomerErased */
} TypeEntry;

typedef struct Dispatch {
    TypeEntry *entries;
    unsigned count, room; /* room is a power of two; open addressing by name */
} Dispatch;

void dispatch_open(Dispatch *dispatch, const PvService *service);
void dispatch_close(Dispatch *dispatch);
const TypeEntry *dispatch_find(const Dispatch *dispatch, const char *type);
/* Does an event of this type from this source fold into our state or cause a reaction? A follower wants all it knows. */
bool dispatch_cares(const PvService *service, const TypeEntry *entry, const char *source);
bool source_fits(const char *wanted, const char *source);

/* Tables whose records belong to someone: those that have a field `owner`, under a key of one text field. */
typedef struct OwnedTables {
    struct {
        unsigned number;
        const ProtobufCMessageDescriptor *record;
        const char *key;
        bool of_customer; /* its key is customer_id, which most messages name without meaning this record */
    } items[OWNED_LIMIT];
    unsigned count;
} OwnedTables;

void owned_tables_read(OwnedTables *owned, const PvService *service);
/* Who is held to which records, in a row that needs this role. */
typedef struct OwnersCheck {
    const OwnedTables *owned;
    const Pv__Actor *actor; /* may be NULL */
    PvRole role;
} OwnersCheck;

/* Does the message name, by key, a record of someone the actor may not reach? Then the outcome is refused. `record` is the
 * type that the row is about. */
bool owners_refuse_named(const OwnersCheck *check, const PvState *state, const ProtobufCMessageDescriptor *record,
                         const ProtobufCMessage *message, PvOutcome *outcome);
/* Is the answer of a query, or a record that it holds by itself, someone else's? Then the outcome is refused; otherwise such
 * rows are taken out of its lists. */
bool owners_refuse_answer(const OwnersCheck *check, ProtobufCMessage *answer, PvOutcome *outcome);

typedef struct Source {
    char name[64];
    uint64_t epoch, sequence;
    uint64_t digest; /* of the event there; 0: not known */
    int64_t first_heard_at_ms;
    bool changed; /* in this batch */
} Source;

/* What an item may change in the engine and a refusal must give back. */
typedef struct Counters {
    uint64_t head, head_shared, head_in_partition[PV_PARTITIONS], hlc, last_parked, digest, head_digest, erasures;
} Counters;

typedef struct Outputs {
    uint8_t *block;
    size_t used, room;
    EngineOutput *items;
    size_t count, item_room;
} Outputs;

struct PvEngine {
    const PvService *service;
    const PvPlatform *platform;
    PvLog *log;
    PvStore *store;
    StatePlan *plan;
    Dispatch dispatch;
    OwnedTables owned;
    PvArena *arena; /* of the item under way */
    PvState state;
    PvIds ids;
    uint64_t epoch, fork_epoch, fork_sequence;
    Counters at;
    uint64_t hlc_heard;
    int64_t answers_since_ms; /* no kept answer is older; 0: not known */
    uint64_t frames;       /* of the log, folded */
    uint64_t replay_until; /* frames; 0: all */
    Source sources[SOURCE_LIMIT];
    unsigned source_count;
    Outputs outputs;
    uint64_t batch_started_us;
    unsigned batch_items;
    bool batch_awaited; /* it holds an answer, an event of ours or a timer */
    size_t batch_target, item_limit; /* bytes; see share_frame */
    size_t item_start;               /* mark of the log where the item under way began */
    bool batch_open;
    bool epoch_raised;
    LogCursor *replaying;
    LogPlace replay_place; /* up to which the tables stand during a replay */
    uint64_t letting_go; /* parked events after this number are looked at for what nothing holds back; LETTING_NONE */
    EngineFigures figures;
    struct {
        char source[64];
        uint64_t epoch, sequence;
    } crashed[8];
    unsigned crashed_count;
    void (*ran)(void *context, const void *row);
    void *ran_context;
    EngineNote *note;
    void *note_context;
};

/* Somebody waits for the batch from now on: its time runs. */
void batch_is_awaited(PvEngine *engine);

/* Where an item began, so that it can be undone. */
typedef struct ItemMark {
    size_t log, store, outputs_used, outputs_count;
    Counters at;
} ItemMark;

ItemMark item_begin(PvEngine *engine);
void item_undo(PvEngine *engine, const ItemMark *mark);

/* What caused the events of an item. */
typedef struct ItemCause {
    const char *actor;
    const char *request_id;
    const char *trace;
    const PvEventMeta *heard; /* the event of another department at the root, or NULL */
    bool historical;
    uint32_t hops; /* of the events to be told */
} ItemCause;

/* How far an item is with the events in its outcome. */
typedef struct ItemSteps {
    size_t told;    /* and applied */
    size_t reacted; /* to */
} ItemSteps;

/* Tells, applies and reacts to the events in outcome until none is left; a reaction is run when all that was decided before
 * it is applied. False: refused (outcome->problem) and to be undone by the caller. */
bool item_run(PvEngine *engine, PvOutcome *outcome, const ItemCause *cause, ItemSteps *steps);
/* Runs the reactions to one event; what each of them tells is applied before the next. */
bool item_react(PvEngine *engine, PvOutcome *outcome, const TypeEntry *entry, const ProtobufCMessage *payload,
                const PvEventMeta *meta, const ItemCause *cause, unsigned depth, ItemSteps *steps);
/* A fresh outcome for the item under way. */
PvOutcome outcome_make(PvEngine *engine, EventList *events, const ItemCause *cause, uint64_t roles);

static inline void row_ran(PvEngine *engine, const void *row)
{
    if (engine->ran)
        engine->ran(engine->ran_context, row);
}

/* Moves the counters past an event of our own. */
void counters_pass(Counters *at, const Pv__Envelope *envelope);

/* Rows that the engine itself keeps. */
void system_put_head(PvEngine *engine);
/* In the arena; NULL for an empty store. */
Pv__HeadRecord *system_get_head(const PvState *state);
void system_put_epoch(PvEngine *engine, const Pv__EpochRecord *epoch);
void system_put_position(PvEngine *engine, const Source *source);
void system_put_answer(PvEngine *engine, const Pv__AnswerRecord *answer);
bool system_get_answer(const PvState *state, const char *request_id, const char *actor, StoreBytes *packed);
void system_put_parked(PvEngine *engine, const Pv__ParkedRecord *parked, const uint8_t *bytes, size_t size_bytes);
void system_delete_parked(PvEngine *engine, uint64_t number);
Pv__ParkedRecord *system_get_parked(const PvState *state, uint64_t number);
/* The next parked event after a number; NULL if there is none. */
Pv__ParkedRecord *system_next_parked(const PvState *state, uint64_t after);
Source *source_find(PvEngine *engine, const char *name);
Source *source_take(PvEngine *engine, const char *name);

/* Applies one record of the log to the store; also what replay does. False: it cannot be read. */
bool fold_record(PvEngine *engine, const LogRecord *record, char *error);
/* Applies an event of our own or heard. */
void fold_event(PvEngine *engine, const TypeEntry *entry, const ProtobufCMessage *payload, const PvEventMeta *meta);
PvEventMeta meta_of(const PvEngine *engine, const Pv__Envelope *envelope);

/* Handles a heard event that passed the position check: folds, reacts, or parks it. `own_record` writes it to the log. */
void heard_handle(PvEngine *engine, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size_bytes,
                  bool released);
bool parked_covers(PvEngine *engine, const char *subject, uint64_t before_number);
/* The commands that every department answers about itself. True if the type is one of them. */
bool operations_command(PvEngine *engine, const Pv__Request *request, PvOutcome *outcome, const ItemCause *cause);
/* Lets the next parked event go that stood behind another and stands behind none any more; moves engine->letting_go. */
void operations_let_go_next(PvEngine *engine);
ProtobufCMessage *operations_query(PvEngine *engine, const PvState *state, const Pv__Request *request,
                                   PvOutcome *outcome);

/* Clears what the erasure covers in tables, answers and parked events; part of folding the event. */
void erase_fold(PvEngine *engine, const ProtobufCMessage *event);
/* Clears the personal fields of the envelope's payload; false if there was nothing to clear. */
bool erase_envelope(PvArena *arena, Pv__Envelope *envelope);
/* The same for an event about to be told of someone who was erased. */
bool erase_before_telling(PvEngine *engine, ToldEvent *told, const PvEventRow *row);
/* The same for an answer about to be kept, and an event about to be parked. */
void erase_before_keeping_answer(PvEngine *engine, Pv__AnswerRecord *answer);
void erase_before_parking(PvEngine *engine, Pv__ParkedRecord *parked);

void outputs_add_answer(PvEngine *engine, void *token, const Pv__Reply *reply);
void outputs_add_event(PvEngine *engine, const char *topic, const uint8_t *bytes, size_t size_bytes);
const char *token_text(const PvEngine *engine, PvArena *arena, uint64_t epoch, uint64_t sequence);
