/* What the threads of a department share; for service/ alone. */
#pragma once

#include "payvand/messages.h"
#include "runtime/bus/bus.h"
#include "runtime/bus/ring.h"
#include "runtime/config/config.h"
#include "runtime/engine/engine.h"
#include "runtime/service/front.h"
#include "runtime/service/guard.h"
#include "runtime/service/service.h"
#include "runtime/service/steps.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define SERVICE_QUERY_THREADS 2
#define SERVICE_WAITING_LIMIT 1024 /* queries that wait for their tokens */

/* What the network thread hands to the commit thread or to a query thread. */
typedef struct ServiceItem {
    enum { ITEM_COMMAND, ITEM_QUERY, ITEM_PULL, ITEM_STATUS, ITEM_FRAMES, ITEM_HEARD, ITEM_PASSED, ITEM_FORKED } kind;
    BusCaller caller;      /* of a request */
    char peer[BUS_NAME_BYTES];
    BusPosition position;  /* of an event, range or fork */
    int64_t waiting_until_us; /* of a query with tokens */
    bool historical;          /* a heard event that tells of the past */
    size_t size_bytes;
    uint8_t bytes[];
} ServiceItem;

typedef struct ServicePosition {
    char name[BUS_NAME_BYTES];
    uint64_t epoch, sequence, digest;
} ServicePosition;

/* What is durable; made by the commit thread after each batch. */
typedef struct ServiceDurable {
    EngineHead head;
    EngineFigures figures;
    ServicePosition positions[BUS_PEER_LIMIT];
    unsigned position_count;
} ServiceDurable;

/* What goes to the network thread: a committed batch, or one reply. */
typedef struct ServiceReport {
    bool batch;
    EngineOutputs outputs;  /* of a batch; tokens are ServiceItem pointers to be freed */
    ServiceDurable durable; /* of a batch */
    BusCaller caller;       /* of a reply */
    uint8_t *reply;         /* malloc */
    size_t reply_bytes;
} ServiceReport;

/* Heard events of the batch under way, kept until it is durable, for the front. */
typedef struct ServiceHeard {
    ServiceItem **items;
    size_t count, room;
} ServiceHeard;

#define SERVICE_TURN_LIMIT (PV_RING_SLOTS + PV_BATCH_ITEM_LIMIT) /* without room for it, all that waits is looked at */

/* What the commit thread has taken and not yet handled. */
typedef struct ServiceTurn {
    ServiceItem *items[SERVICE_TURN_LIMIT];
    size_t count, next;
} ServiceTurn;

struct Service {
    const PvService *table;
    const PvPlatform *platform;
    bool stepped; /* its turns are taken one by one (service/steps.h): nothing waits */
    PvConfig *config;
    PvLog *log;
    PvStore *store;
    PvEngine *engine;
    PvBus *bus;
    CrashGuard *guard;
    PvRing *to_commit, *to_queries, *to_network;
    atomic_int state;      /* Pv__ServiceState */
    atomic_bool stopping;
    atomic_bool failed;
    atomic_ullong rebuilt, rebuild_total;
    atomic_ullong busy;
    sem_t write_down;
    pthread_mutex_t writing_down; /* held around store_write_down */
    pthread_rwlock_t reading;     /* query threads hold it to read; compaction holds it to write */
    int64_t started_ms;
    char folder[512];     /* of this department's log, store and small files */
    bool moved;           /* the store was found copied, moved or restored: its epoch is to be raised */
    unsigned careful; /* heard items still to be committed one by one after a crash */
    pthread_mutex_t shown; /* guards what status reads: */
    BusFigures bus_figures;
    ServiceDurable durable;
    ServiceItem *waiting[SERVICE_WAITING_LIMIT]; /* network thread */
    unsigned waiting_count;
    ServiceDurable seen; /* network thread's copy of durable */
    const ServiceFront *front; /* NULL without */
    ServiceHeard heard;        /* commit thread */
    ServiceTurn turn;          /* commit thread */
    uint64_t erased;           /* erasures that log and tables were cleared for; commit thread */
    bool erased_known;
    uint64_t erase_not_before_us;
    uint64_t shown_us; /* network thread */
    bool positions_set;
};

EngineCaller service_caller(const BusCaller *caller, void *token);

/* How long a turn may wait: no time at all where the caller takes the turns. */
static inline int service_wait_ms(const Service *service, int ms)
{
    return service->stepped ? 0 : ms;
}
static inline uint64_t service_now_us(const Service *service)
{
    return service->platform->monotonic_us(service->platform->context);
}
static inline int64_t service_clock_ms(const Service *service)
{
    return service->platform->clock_ms(service->platform->context);
}

/* Clears erased people from log and tables if an erasure was folded since it was last done. Commit thread. */
void erasure_finish(Service *service);

/* Gives back what the commit thread holds when it ends. */
void commit_end(Service *service);
void *commit_run(void *service);
void *query_run(void *service);
void *write_down_run(void *service);
/* Runs the network thread on the calling thread until the service stops. */
void network_run(Service *service);
bool network_open(Service *service, char *error);
/* Sends a reply from any thread; takes the bytes (malloc). */
void service_reply(Service *service, const BusCaller *caller, uint8_t *bytes, size_t size_bytes);
/* Ends the service because of a fault, told on standard error. */
void service_fail(Service *service, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A packed PullReply inside a Reply, in the arena. */
const uint8_t *pull_answer(Service *service, const BusCaller *caller, const uint8_t *request, size_t request_bytes,
                           PvArena *arena, size_t *size_bytes);
/* A packed FrameReply inside a Reply, in the arena. */
const uint8_t *frames_answer(Service *service, const uint8_t *request, size_t request_bytes, PvArena *arena,
                             size_t *size_bytes);
const uint8_t *status_answer(Service *service, const uint8_t *request, size_t request_bytes, PvArena *arena,
                             size_t *size_bytes);

int describe_run(const PvService *table);
int rebuild_check_run(const PvService *table, const PvConfig *config);
