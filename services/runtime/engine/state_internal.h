/* What stands behind PvState; for engine/ alone. */
#pragma once

#include "runtime/engine/keys.h"
#include "runtime/engine/rows.h"
#include "runtime/store/store.h"
#include "runtime/text/id.h"
#include <pthread.h>

typedef struct TablePlan {
    const PvTableRow *row;
    KeyPlan key;
    unsigned first_index; /* of `indexes` below */
    unsigned index_count;
} TablePlan;

typedef struct IndexPlan {
    const PvIndexRow *row;
    KeyPlan key;
    unsigned number; /* as in service.def */
} IndexPlan;

#define STATE_BESIDE_LIMIT 4

/* A department's tables with their keys worked out; made once, shared by all threads. */
typedef struct StatePlan {
    const PvService *service;
    TablePlan *tables;
    IndexPlan *indexes;   /* grouped by table */
    unsigned *index_of;   /* from the number in service.def to the place in `indexes` */
    uint8_t organisation_key[32];
    struct {
        void *(*make)(void);
        void (*forget)(void *);
        void *memory;
    } beside[STATE_BESIDE_LIMIT];
    pthread_mutex_t beside_lock;
} StatePlan;

#define STATE_FRESH_ID_LIMIT 16

struct PvState {
    const StatePlan *plan;
    StoreView *view;
    PvStore *store; /* NULL: this state cannot be written */
    PvArena *arena;
    int64_t now_ms;
    uint64_t sequence; /* of the event being applied */
    uint8_t fresh_ids[STATE_FRESH_ID_LIMIT][16]; /* made by the item under way: no older row has them */
    unsigned fresh_count;
    bool applying;
};

StatePlan *state_plan_open(const PvService *service, const uint8_t organisation_key[32]);
void state_plan_close(StatePlan **plan);

static inline StoreBytes key_view(const KeyBytes *key)
{
    return (StoreBytes){key->bytes, key->size_bytes};
}

/* The packed row, with the sequence that changed it, as the store holds it. */
bool state_row_bytes(const PvState *state, unsigned table, const ProtobufCMessage *probe, StoreBytes *packed,
                     uint64_t *version);
/* Removes the timer's rows; false if it was not set for that time. */
bool state_timer_remove(PvState *state, unsigned timer, const char *key, int64_t due_ms);
/* The first timer that is due by now_ms: its number, key and time. */
bool state_timer_first(const PvState *state, int64_t now_ms, unsigned *timer, char **key, int64_t *due_ms);
/* When the first timer is due; INT64_MAX if none is set. */
int64_t state_timer_next_ms(const PvState *state);
