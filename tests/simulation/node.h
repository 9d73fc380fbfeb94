/* A department in the simulation: its real service, the turns of its threads taken in an order that the seed decides. */
#pragma once

#include "disk.h"
#include "runtime/service/internal.h"
#include "simulation.h"

#define NODE_COUNT 6 /* the last is the portal, without its front */

typedef struct SimNode {
    SimActor actor;
    const PvService *table;
    SimDisk disk;
    Service *service; /* NULL while it is down */
    PvArena *arena;   /* of queries */
    bool begun;
    bool stopped; /* as by SIGSTOP */
    bool turn_is_due;
    uint64_t turn_at_us;
    uint64_t turns, window_us, window_head; /* taken since then, when it told that much */
    uint64_t downs;           /* times it was ended */
    uint64_t disturbed_us;    /* when something was last wrong with it alone */
    SimFile *backup;          /* of the log */
    bool die_at_checkpoint;   /* the next write-down is its last deed */
    ServicePosition known[BUS_PEER_LIMIT]; /* positions that were durable once */
    unsigned known_count;
    uint64_t known_epoch, known_head, known_hlc;
} SimNode;

extern SimNode nodes[NODE_COUNT];

/* Makes the folder of the installation and the nodes; starts them. */
void nodes_open(void);
SimNode *node_named(const char *name);
/* The process dies; restarted after a while as its supervisor does. power: what was not flushed is lost. */
void node_kill(SimNode *node, bool power);
/* Backs log and tables up, as they are at rest; and brings that back: knowing it, as a restore does, or not. */
void node_keep(SimNode *node);
void node_put_back(SimNode *node, bool knows);
void node_stop(SimNode *node);
void node_continue(SimNode *node);
bool node_is_ready(const SimNode *node);
/* Ready, with room on its disk: how long, in microseconds; 0 if not. */
uint64_t node_healthy_us(const SimNode *node);
/* Everything that was told is heard by all, and nobody has work left. */
bool nodes_at_rest(void);
/* Removes the installation's folder. */
void nodes_close(void);
