/* The engine of one department: commands and heard events in, frames of the log and writes of the store out. No
 * sockets, no threads, no clock of its own: step functions that the service (or a simulation) calls.
 *
 * The commit thread's turn:
 *     engine_begin → (engine_command | engine_heard | engine_passed | engine_timer)… → engine_commit → engine_outputs
 * Reader threads call engine_query. */
#pragma once

#include "payvand/operations.pb-c.h"
#include "runtime/engine/rows.h"
#include "runtime/log/log.h"
#include "runtime/platform/platform.h"
#include "runtime/store/store.h"

typedef struct PvEngine PvEngine;

typedef struct EngineOptions {
    const PvService *service;
    const PvPlatform *platform;
    PvLog *log;
    PvStore *store;
    uint8_t organisation_key[32];
    uint64_t replay_until; /* replay only so many frames of the log (a check against tables at that place); 0: all */
    /* Called with each row of service.def whose handler runs, for tests of row coverage; may be NULL. */
    void (*ran)(void *context, const void *row);
    void *ran_context;
} EngineOptions;

typedef enum EngineResult {
    ENGINE_OK = 0,
    ENGINE_MORE,   /* a step of replay is done and there is more */
    ENGINE_FULL,   /* no room: nothing was decided */
    ENGINE_BUSY,   /* writes outrun the write-down: nothing was decided, ask again soon */
    ENGINE_FAILED, /* the log or the store failed: the process must end */
} EngineResult;

/* Reads what the store knows. The engine answers nothing until engine_replay has said ENGINE_OK. */
EngineResult engine_open(PvEngine **engine, const EngineOptions *options, char *error /* 256 bytes */);
void engine_close(PvEngine **engine);
/* Applies a few frames of the log's tail; *done and *total count frames or sequences for progress. */
EngineResult engine_replay(PvEngine *engine, uint64_t *done, uint64_t *total, char *error /* 256 bytes */);

/* Who sent a request, as far as the connection tells. */
typedef struct EngineCaller {
    const char *name;  /* of the key; "" for the local command line */
    bool vouches;      /* the actor in the request is believed */
    uint64_t roles;    /* bit per PvRole that the connection itself holds */
    void *token;       /* given back with the answer */
} EngineCaller;

/* --- a batch ---------------------------------------------------------------------------------------------------- */

EngineResult engine_begin(PvEngine *engine);
/* The same although the tables have no room, for erasures, which are never refused for that. ENGINE_FULL: the log has none. */
EngineResult engine_begin_without_room(PvEngine *engine);
/* Is the batch large enough to be committed now? Ask before each item: while it is false, the largest item that is
 * allowed (engine_item_limit) still fits. */
bool engine_batch_is_full(const PvEngine *engine);
/* Bytes of records that one item may put into the log: what is left of the largest frame (log_batch_limit) beside a batch
 * that is not full and PV_BATCH_RESERVE_BYTES. A larger command is refused with TOO_MANY_EVENTS, a larger heard event is
 * parked. */
size_t engine_item_limit(const PvEngine *engine);
/* Does the batch hold nothing but heard events that caused none of ours? Nobody waits for it, and more may join it as long
 * as it has room. */
bool engine_batch_may_wait(const PvEngine *engine);
/* A COMMAND Request: decides, applies, answers. The answer comes with the outputs. */
void engine_command(PvEngine *engine, const EngineCaller *caller, const uint8_t *request, size_t size_bytes);
/* An event of another department, next after our position there. Ignored if it is not after it. */
void engine_heard(PvEngine *engine, const uint8_t *envelope, size_t size_bytes);
/* The source's log up to here holds nothing for us. */
void engine_passed(PvEngine *engine, const char *source, uint64_t epoch, uint64_t sequence);
/* The source's log goes on in a new epoch; our position in it is `sequence`. */
void engine_forked(PvEngine *engine, const char *source, uint64_t epoch, uint64_t sequence);
/* Our position in the source's log, if it is this one, is at the event with this digest (runtime/message/event_digest.h). */
void engine_position_is(PvEngine *engine, const char *source, uint64_t sequence, uint64_t digest);
/* Fires the first timer that is due, or lets a parked event go that nothing holds back any more; false if none is. */
bool engine_timer(PvEngine *engine);
/* When the next timer is due, UTC milliseconds; INT64_MAX if none is set. Between batches. */
int64_t engine_next_timer_ms(const PvEngine *engine);
/* Seals, flushes, lets readers see. After ENGINE_OK the outputs may go out. */
EngineResult engine_commit(PvEngine *engine);

/* What a committed batch sends out. bytes live in the batch's own block, which the caller owns (free). */
typedef struct EngineOutput {
    enum { ENGINE_ANSWER, ENGINE_EVENT } kind;
    void *token;       /* ENGINE_ANSWER: the caller's */
    uint32_t offset;   /* of the Reply or the Envelope in the block */
    uint32_t size_bytes;
    uint32_t topic_offset; /* ENGINE_EVENT: a text in the block */
} EngineOutput;

typedef struct EngineOutputs {
    uint8_t *block;
    EngineOutput *items;
    size_t count;
} EngineOutputs;

/* Moves the outputs of the last batch to the caller, who frees them with engine_outputs_free. */
EngineOutputs engine_take_outputs(PvEngine *engine);
void engine_outputs_free(EngineOutputs *outputs);

/* Hands the overlay to the write-down thread when it is time (store_freeze), and settles a finished one. */
void engine_checkpoint(PvEngine *engine, bool force);

/* --- reading, on any thread --------------------------------------------------------------------------------------- */

/* Answers a QUERY Request into the arena as Reply bytes, on everything committed. *size_bytes is set. */
const uint8_t *engine_query(PvEngine *engine, const EngineCaller *caller, const uint8_t *request, size_t request_bytes,
                            PvArena *arena, size_t *size_bytes);
/* A refusal by the runtime (BUSY, STARTING …) as Reply bytes in the arena. request_id may be NULL. */
const uint8_t *engine_refusal(PvEngine *engine, unsigned problem, const char *request_id, const char *detail,
                              PvArena *arena, size_t *size_bytes);

/* Head of the log for beacons; between batches, commit thread. */
typedef struct EngineHead {
    uint64_t epoch, head, head_shared, head_in_partition[PV_PARTITIONS];
    uint64_t fork_epoch, fork_sequence;
    uint64_t digest; /* of all events up to head: equal for an equal history */
    uint64_t head_digest; /* of the event at head alone; 0 if there is none */
} EngineHead;
void engine_head(const PvEngine *engine, EngineHead *head);
/* Where the present epoch and all since `epoch` go on from it: the last event of that epoch that this log still holds.
 * False if the log never had that epoch, or it is the present one. On any thread. */
bool engine_fork_since(PvEngine *engine, uint64_t epoch, uint64_t *sequence);
/* Position reached in a source's log; false if it was never heard. */
bool engine_position(const PvEngine *engine, const char *source, uint64_t *epoch, uint64_t *sequence);
uint64_t engine_position_digest(const PvEngine *engine, const char *source); /* 0: not known */

typedef struct EngineFigures {
    uint64_t commands_accepted, commands_refused, answers_repeated, events_told, events_heard, timers_fired;
    uint64_t batches, parked;
    uint64_t batch_items, batch_us, batch_us_last, batch_us_max; /* from engine_begin until it is durable */
} EngineFigures;
EngineFigures engine_figures(const PvEngine *engine);

/* Folds the whole log into the given fresh store and compares every table with the live one; report is called with a
 * line for each table. true if all are equal. The two stores must stand at the same place of the log. */
bool engine_compare(PvEngine *live, PvEngine *fresh, void (*report)(void *seen, const char *line), void *seen);

/* How many erasures were folded so far; when it rises, the log is still to be cleared. */
uint64_t engine_erasures(const PvEngine *engine);
/* Clears the personal fields of all erased people in the log's segments; between batches. May be repeated. ENGINE_FULL:
 * no room now, nothing is half done. */
EngineResult engine_erase_log(PvEngine *engine);

/* The same against digests that a running department gave (payvand.GetTableDigests); fresh must have been replayed until
 * digests->frames. */
bool engine_compare_digests(const Pv__TableDigests *digests, PvEngine *fresh,
                            void (*report)(void *seen, const char *line), void *seen);

/* A heard event that must be parked instead of handled (it crashed the process). */
void engine_park_identity(PvEngine *engine, const char *source, uint64_t epoch, uint64_t sequence);
/* Called before each heard event is handled, with its identity, so that a crash can be laid to it; NULL for none. */
typedef void EngineNote(void *context, const char *source, uint64_t epoch, uint64_t sequence);
void engine_set_note(PvEngine *engine, EngineNote *note, void *context);
/* Raises the epoch (a restore, a moved store): told in a record of the next batch. */
void engine_raise_epoch(PvEngine *engine);
