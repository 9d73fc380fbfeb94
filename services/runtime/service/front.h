/* A department with a front: something of its own that serves people on a thread of its own, beside the department's bus
 * (the portal's HTTP server). It reads the department's tables at once and hears what has become durable; whatever it
 * changes it asks for by commands over the bus, like anybody else. */
#pragma once

#include "runtime/bus/bus.h"
#include "runtime/config/config.h"
#include "runtime/engine/engine.h"

typedef struct Service Service;

/* An event as it was told or heard; borrowed for the call. */
typedef struct FrontEvent {
    const uint8_t *bytes; /* of its envelope */
    size_t size_bytes;
} FrontEvent;

typedef struct ServiceFront {
    void *context;
    /* Once the log, the tables and the bus are open, before the department's threads run. false with error (of
     * CONFIG_ERROR_BYTES): the department does not start. */
    bool (*start)(void *context, Service *service, char *error);
    /* A batch is durable and can be read: its SHARED events, own and heard. Commit thread, before any answer of the batch
     * leaves; it must not wait. */
    void (*committed)(void *context, const FrontEvent *events, size_t count);
    /* Ends the front's threads. First called while the department still works, so that the front can finish what is under
     * way, in a few seconds; then again, and also if start was never called. */
    void (*stop)(void *context);
    /* Frees what it holds; no thread of the department runs any more. */
    void (*close)(void *context);
} ServiceFront;

/* As service_main, with a front. Ends with the front stopped. */
int service_main_with_front(const PvService *service, const ServiceFront *front, int count, char **words);

/* --- for the front, on any thread between start and stop ---------------------------------------------------------- */

const PvConfig *service_config(const Service *service);
/* The folder of this department's log and tables. */
const char *service_folder(const Service *service);
/* Does it answer commands and queries? */
bool service_is_ready(Service *service);
/* The department is to stop: a front that fails says so. */
void service_front_failed(Service *service, const char *why);

/* Answers a QUERY Request from the tables into the arena as Reply bytes, as engine_query does. NULL: the tables cannot be
 * read at present (starting, or being copied after an erasure). */
const uint8_t *service_ask(Service *service, const EngineCaller *caller, const uint8_t *request, size_t request_bytes,
                           PvArena *arena, size_t *size_bytes);

/* Has the department got to the position (department.epoch.sequence)? False for what is no position. */
bool service_has_reached(Service *service, const char *token);

/* What is heard of one other department. */
typedef struct ServicePeer {
    char name[BUS_NAME_BYTES];
    uint64_t epoch, sequence; /* durable here */
    uint64_t head;            /* of its log, as last heard */
    uint64_t lag;             /* events still to hear */
    int64_t heard_ms_ago;     /* anything of it; -1 if never */
    bool silent;
    bool stopped; /* its log contradicts what was heard */
} ServicePeer;
/* All of them; returns how many. */
size_t service_peers(Service *service, ServicePeer peers[BUS_PEER_LIMIT]);
/* Head of this department's own log, durable: it moves with every batch that tells events. */
uint64_t service_head(Service *service);
