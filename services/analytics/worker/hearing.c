/* What the bus brings: events of sales, ranges without any, a log that goes on elsewhere. */
#include "analytics/worker/worker.h"
#include "runtime/observe/log.h"

static Desk *desk_of(Worker *worker, int partition)
{
    if (partition < 0 || partition >= PV_PARTITIONS || !worker->desks[partition].held)
        return NULL;
    return &worker->desks[partition];
}

static bool on_request(void *context, const BusCaller *caller, const uint8_t *bytes, size_t size)
{
    return false; /* a worker answers nobody */
}

static bool on_event(void *context, const char *peer, const uint8_t *bytes, size_t size,
                     const BusPosition *reached)
{
    Worker *worker = context;
    Desk *desk = desk_of(worker, reached->partition);
    if (!desk || desk->from_start)
        return true;
    arena_reset(worker->arena);
    Pv__Envelope *event = pv__envelope__unpack(arena_allocator(worker->arena), size, bytes);
    if (event)
        partition_fold(&desk->partition, event, worker->arena);
    partition_move(&desk->partition, reached->epoch, reached->sequence, reached->digest);
    desk->met_event = true;
    return true;
}

static bool on_range(void *context, const char *peer, const BusPosition *reached)
{
    Worker *worker = context;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = desk_of(worker, i);
        bool concerned = reached->partition == BUS_ALL_PARTITIONS || reached->partition == i;
        if (!desk || desk->from_start || !concerned || desk->partition.at.sequence >= reached->sequence)
            continue;
        partition_move(&desk->partition, reached->epoch, reached->sequence, reached->digest);
    }
    return true;
}

/* Events after the fork never were: a partition that worked them in begins again. */
static bool on_fork(void *context, const char *peer, const BusPosition *was, const BusPosition *now)
{
    Worker *worker = context;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = desk_of(worker, i);
        if (!desk || desk->partition.at.epoch == 0 || desk->partition.at.epoch == now->epoch)
            continue;
        if (desk->partition.at.sequence <= now->sequence) {
            partition_move(&desk->partition, now->epoch, desk->partition.at.sequence, desk->partition.at_digest);
            continue;
        }
        char error[PARTITION_ERROR_BYTES];
        Place told = desk->partition.told;
        worker_stores_lock();
        if (!partition_start_over(&desk->partition, error))
            worker_fault(worker, "%s", error);
        worker_stores_unlock();
        desk->partition.told = told;
        desk->from_start = true;
    }
    return true;
}

static void on_silence(void *context, const char *peer, bool silent)
{
    if (silent)
        observe_warning("department is silent", "peer=%s", peer);
    else
        observe_info("department is heard again", "peer=%s", peer);
}

BusCallbacks hearing_callbacks(Worker *worker)
{
    return (BusCallbacks){worker, on_request, on_event, on_range, on_fork, on_silence};
}
