/* A department as the bus sees it: a log in memory that answers pulls, and a book of what it heard of others.
 */
#pragma once

#include "runtime/bus/bus.h"
#include "support/test.h"

#define FAKE_LIMIT 4 /* nodes in one test */

typedef struct FakeEvent {
    uint64_t epoch;
    uint32_t partition;
    bool shared;
    uint8_t *bytes;
    size_t size_bytes;
} FakeEvent;

/* What a node heard of one peer, in order. */
typedef struct Heard {
    uint64_t *sequences;
    uint32_t *partitions;
    size_t count;
    BusPosition position; /* as last reported */
    uint64_t ranged_to;   /* by on_range */
    unsigned forks;
    BusPosition fork_was, fork_now;
    unsigned silences;
    bool silent;
} Heard;

typedef struct Node {
    PvBus *bus;
    BusOptions options;
    char name[16];
    BusPeer peers[FAKE_LIMIT];
    Heard heard[FAKE_LIMIT]; /* in the order of peers */

    FakeEvent *events; /* the log: event n is at n - 1 */
    size_t event_count;
    uint64_t epoch, fork_epoch, fork_sequence, digest;

    /* What goes wrong. */
    unsigned refuse_events; /* so many on_event answer false */
    bool refuse_requests;   /* on_request answers false */
    unsigned ignore_pulls;  /* so many pulls get no answer */
    bool leave_holes;       /* pull replies miss every fifth event */
    bool told_late;         /* pull replies know the head of a moment ago */
    bool repeat_replies;    /* every reply is sent twice */
    unsigned hold_replies;  /* so many replies wait until fake_release */
    struct HeldReply *kept;

    uint64_t pulls_answered;
    size_t largest_reply;
    uint64_t requests;
    Pv__Request *last; /* the last request that was no pull */
    BusCaller last_caller;
} Node;

/* A node with this name, not yet opened; its peers are added by fake_hears. All nodes of a test share a
 * folder. */
Node *fake_node(const char *name, const char *folder);
BusPeer *fake_hears(Node *node, const Node *peer);
void fake_open(Node *node);
/* Ends it as a crash would, keeping its log and its book. Opened again it starts at the positions of the
 * book. */
void fake_close(Node *node);
void fake_free(Node *node);

/* Appends an event; tells it on the fast lane if it is shared, and moves the beacon's head. */
void fake_tell(Node *node, uint32_t partition, bool shared);
/* Appends without telling: only the log knows. */
void fake_append(Node *node, uint32_t partition, bool shared);
/* Publishes event number sequence (again). */
void fake_publish(Node *node, uint64_t sequence);
void fake_set_head(Node *node);
/* Goes back to `keep` events and on in a new epoch, as after a restore. */
void fake_fork(Node *node, uint64_t keep);
/* Goes back to `keep` events and knows nothing of it, as with an older copy of its disk. */
void fake_roll_back(Node *node, uint64_t keep);
void fake_release(Node *node);

Heard *fake_heard(Node *node, const Node *peer);
BusPeerFigures fake_figures(Node *node, const Node *peer);
/* Has node heard every shared event of peer up to its head, each once and in order? */
bool fake_is_complete(Node *node, Node *peer);

/* Steps all open nodes until the condition holds, or fails. */
typedef bool FakeCondition(void *context);
void fake_until(FakeCondition *condition, void *context, int64_t deadline_ms, const char *what);
/* Steps until node is complete and its position has reached peer's head. */
void fake_until_complete(Node *node, Node *peer, int64_t deadline_ms);
/* Steps for a while, for what must not happen. */
void fake_run_ms(int64_t duration_ms);

/* A wire between a peer's PUB and its SUB that can be told to lose, repeat and cut. */
typedef struct Relay Relay;
typedef unsigned RelayCopies(void *context, uint64_t number, bool beacon); /* 0: lost, 2: twice */
Relay *relay_open(const char *from, const char *to, RelayCopies *copies, void *context);
void relay_step(Relay *relay);
void relay_close(Relay **relay);
/* Relays in use are stepped with the nodes. */
void fake_with_relay(Relay *relay);
