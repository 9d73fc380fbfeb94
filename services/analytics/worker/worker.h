/* The worker as its files share it: the partitions it holds, and what is under way for each. */
#pragma once

#include "analytics/worker/partition.h"
#include "analytics/worker/sender.h"
#include "runtime/bus/bus.h"
#include "runtime/config/config.h"
#include "runtime/limits.h"
#include "runtime/text/id.h"

#define SOURCE "sales" /* the department it follows */
#define AGGREGATOR "analytics"
#define DELTA_BYTES (24 * 1024) /* of summaries in one delta; the event it becomes is twice that */
#define TELL_PLACE_MS 200       /* a place without changes is told this late */
#define ASK_RUN_MS 1000         /* how often a scoring run is asked for */

/* One partition on the worker's desk. */
typedef struct Desk {
    Partition partition;
    bool held;
    bool waiting;          /* a letter is under way */
    bool lost;             /* analytics stands elsewhere than thought: ask */
    bool from_start;       /* the bus has to go back to the very start */
    bool met_event;        /* since the place was last told */
    int64_t tell_place_ms; /* 0: nothing to tell */
    bool reporting;
    bool report_begun;
    uint8_t report_after[16];
} Desk;

typedef struct Worker {
    const PvPlatform *platform;
    char name[ANALYTICS_NAME_LIMIT_BYTES + 1];
    uint64_t epoch; /* given by analytics */
    Desk desks[PV_PARTITIONS];
    unsigned freeze_next; /* partition that is looked at next for its write-down */
    PvBus *bus;
    Sender *sender;
    PvIds ids;
    PvArena *arena;  /* of the event under way */
    char run_id[40]; /* scoring run that waits for reports; "" if none */
    int64_t run_as_of_ms;
    int64_t ask_run_ms;
    bool stopping;
    char fault[512]; /* why it has to stop; "" if it need not */
} Worker;

/* Why the worker has to stop; the first reason stays. */
void worker_fault(Worker *worker, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t worker_now_ms(const Worker *worker); /* monotonic */
/* Fills in id, time and actor. */
void worker_address(Worker *worker, Letter *letter, bool historical);
/* Sends a letter about a desk; false if there is no room now. Closes it then. */
bool worker_post(Worker *worker, Desk *desk, Letter *letter);

/* What there is to do: answers that came, what analytics has to hear. */
void worker_turn(Worker *worker);
/* Makes the next partition's store ready to be written down if it is time; true: there is work for the write-down. */
bool worker_freeze_next(Worker *worker);

/* Stores are opened anew only under this lock, which the write-down thread holds while it works. */
void worker_stores_lock(void);
void worker_stores_unlock(void);

/* --- starting.c: each false or NULL with an error or a fault -------------------------------------------- */

bool worker_open_partitions(Worker *worker, const PvConfig *config, uint64_t set, char *error);
/* Keys for departments on other hosts: those of analytics on this host, else the operator's. */
bool worker_load_keys(const PvConfig *config, CurveKeys *keys, bool *have, char *error);
PvClient *worker_open_client(const PvConfig *config, const CurveKeys *keys, char *error);
/* Both wait for analytics until a signal comes. */
bool worker_take_partitions(Worker *worker, PvClient *client, int signals);
bool worker_learn_places(Worker *worker, PvClient *client, int signals);
bool worker_open_bus(Worker *worker, const PvConfig *config, const CurveKeys *keys, char *error);

/* --- hearing.c ------------------------------------------------------------------------------------------ */

BusCallbacks hearing_callbacks(Worker *worker);

/* --- deltas.c ------------------------------------------------------------------------------------------- */

/* Sends what analytics has to hear of a partition, if there is something and it may be sent now. */
void delta_pump(Worker *worker, Desk *desk);
void delta_answered(Worker *worker, Desk *desk, const Letter *letter);
/* Analytics stands at these positions in the partition. */
void desk_told(Worker *worker, Desk *desk, const analytics_partition_state *state);
void position_answered(Worker *worker, Desk *desk, const Letter *letter);

/* --- reports.c ------------------------------------------------------------------------------------------ */

/* Asks for a run from time to time, and reports the next customers of a partition for one that waits. */
void run_pump(Worker *worker);
void report_pump(Worker *worker, Desk *desk);
void run_answered(Worker *worker, const Letter *letter);
void report_answered(Worker *worker, Desk *desk, const Letter *letter);
