/* What a front may ask of the department it belongs to. */
#include "runtime/service/front.h"
#include "runtime/service/internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const PvConfig *service_config(const Service *service)
{
    return service->config;
}

const char *service_folder(const Service *service)
{
    return service->folder;
}

bool service_is_ready(Service *service)
{
    int state = atomic_load(&service->state);
    return state == PV__SERVICE_STATE__SERVICE_READY || state == PV__SERVICE_STATE__SERVICE_FULL;
}

void service_front_failed(Service *service, const char *why)
{
    service_fail(service, "%s", why);
}

const uint8_t *service_ask(Service *service, const EngineCaller *caller, const uint8_t *request, size_t request_bytes,
                           PvArena *arena, size_t *size)
{
    if (!service_is_ready(service) || pthread_rwlock_tryrdlock(&service->reading) != 0)
        return NULL;
    const uint8_t *reply = engine_query(service->engine, caller, request, request_bytes, arena, size);
    pthread_rwlock_unlock(&service->reading);
    return reply;
}

static bool place_of(const Service *service, const char *name, uint64_t *epoch, uint64_t *sequence)
{
    if (strcmp(name, service->table->name) == 0) {
        *epoch = service->durable.head.epoch;
        *sequence = service->durable.head.head;
        return true;
    }
    for (unsigned i = 0; i < service->durable.position_count; i++) {
        const ServicePosition *position = &service->durable.positions[i];
        if (strcmp(position->name, name) == 0) {
            *epoch = position->epoch;
            *sequence = position->sequence;
            return true;
        }
    }
    return false;
}

/* A token of another epoch is reached by a newer one, as on the network thread. */
bool service_has_reached(Service *service, const char *token)
{
    char name[BUS_NAME_BYTES];
    uint64_t epoch, sequence, at_epoch = 0, at = 0;
    if (sscanf(token, "%39[^.].%" SCNx64 ".%" SCNu64, name, &epoch, &sequence) != 3)
        return false;
    pthread_mutex_lock(&service->shown);
    bool known = place_of(service, name, &at_epoch, &at);
    pthread_mutex_unlock(&service->shown);
    return known && (at_epoch == epoch ? at >= sequence : at_epoch >> 32 > epoch >> 32);
}

size_t service_peers(Service *service, ServicePeer peers[BUS_PEER_LIMIT])
{
    pthread_mutex_lock(&service->shown);
    size_t count = service->bus_figures.peer_count;
    for (size_t i = 0; i < count; i++) {
        const BusPeerFigures *from = &service->bus_figures.peers[i];
        ServicePeer *to = &peers[i];
        *to = (ServicePeer){.head = from->head,
                            .lag = from->lag,
                            .heard_ms_ago = from->heard_ms_ago,
                            .silent = from->silent,
                            .stopped = from->stopped};
        memcpy(to->name, from->name, sizeof to->name);
        place_of(service, to->name, &to->epoch, &to->sequence);
    }
    pthread_mutex_unlock(&service->shown);
    return count;
}

uint64_t service_head(Service *service)
{
    pthread_mutex_lock(&service->shown);
    uint64_t head = service->durable.head.head;
    pthread_mutex_unlock(&service->shown);
    return head;
}
