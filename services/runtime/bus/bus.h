/* The bus of one department: its sockets, its consumers of other departments' logs, its keys. All of it
 * happens on the one thread that calls it (the network thread), which never waits for a disk; the callbacks
 * are called from bus_step and put what they get into a ring. PUB is the fast lane and may lose anything;
 * pull over ROUTER is the truth: an event reaches on_event only if it follows the position reached. */
#pragma once

#include "payvand/messages.h"
#include "runtime/bus/keys.h"
#include "runtime/platform/platform.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUS_NAME_BYTES 40      /* name of a department or key, with its NUL */
#define BUS_ENDPOINT_BYTES 256 /* an endpoint, with its NUL */
#define BUS_IDENTITY_BYTES 32  /* longest connection identity that is served */
#define BUS_ERROR_BYTES 256    /* room that every error argument must have */
#define BUS_PEER_LIMIT 32
#define BUS_WATCH_LIMIT 32
#define BUS_ALL_PARTITIONS (-1)

typedef struct PvBus PvBus;

/* What a key may do. */
typedef enum BusKeyClass {
    BUS_CLASS_UNSPECIFIED = 0, /* nothing */
    BUS_CLASS_PORTAL,          /* everything but private events; vouches for any signed-in actor */
    BUS_CLASS_OPERATOR,        /* everything; also whoever comes over ipc */
    BUS_CLASS_DEPARTMENT,      /* everything but private events */
    BUS_CLASS_PARTNER,         /* pull only */
    BUS_CLASS_FOLLOWER,        /* pull, private events too, and status */
} BusKeyClass;

/* A key that may connect over tcp. */
typedef struct BusKey {
    const char *name;
    const char *public_key; /* Z85 */
    BusKeyClass key_class;
    const char *const *grants; /* departments whose SHARED events it may read; "*" for all */
    size_t grant_count;
} BusKey;

/* A department that this one hears. */
typedef struct BusPeer {
    const char *name;
    const char *router;     /* endpoint; NULL: on this host, in the ipc folder */
    const char *pub;        /* endpoint; NULL: as router. "": it has no fast lane for us */
    const char *server_key; /* its public key, Z85; NULL for ipc */
    /* Hear only these, with a position for each; none: the whole feed, with one position. */
    const uint32_t *partitions;
    size_t partition_count;
    bool include_private; /* PRIVATE events too (a follower); not together with partitions */
} BusPeer;

/* Who sent a request, and where the reply goes. A value to be copied along with the request. */
typedef struct BusCaller {
    uint8_t identity[BUS_IDENTITY_BYTES];
    uint8_t identity_bytes;
    bool remote;        /* came over tcp */
    bool delimited;     /* a REQ socket: its reply begins with an empty frame */
    bool reads_shared;  /* may read SHARED events of this department */
    bool reads_private; /* and PRIVATE ones */
    BusKeyClass key_class;
    char key_name[BUS_NAME_BYTES]; /* "local" over ipc */
} BusCaller;

/* A place in a peer's log. partition is BUS_ALL_PARTITIONS unless the peer is heard by partitions. */
typedef struct BusPosition {
    uint64_t epoch;
    uint64_t sequence;
    int partition;
    uint64_t digest; /* of the event there (runtime/message/event_digest.h); 0: not known */
} BusPosition;

/* Bytes are borrowed for the call. Where a callback returns bool, false says that its queue is full: nothing
 * was taken, and the bus will come again. */
typedef struct BusCallbacks {
    void *context;
    /* A well-framed request of a key whose class may send its kind. false: the bus answers BUSY. */
    bool (*on_request)(void *context, const BusCaller *caller, const uint8_t *bytes, size_t size_bytes);
    /* The next event of a peer; with it the position is *reached. In a feed by partitions other partitions
     * stay. */
    bool (*on_event)(void *context, const char *peer, const uint8_t *bytes, size_t size_bytes,
                     const BusPosition *reached);
    /* Nothing for us up to *reached: every position of this peer that is lower moves there. Need not be made
     * durable by itself: it may go with the next frame. */
    bool (*on_range)(void *context, const char *peer, const BusPosition *reached);
    /* The peer's log goes on in a new epoch: every position of it with now->epoch's predecessor takes
     * now->epoch and the lower of its own and now->sequence, with no digest if that is lower than its own. was is the
     * highest position before. */
    bool (*on_fork)(void *context, const char *peer, const BusPosition *was, const BusPosition *now);
    /* The peer was not heard for PV_SILENCE_MS, or is heard again. */
    void (*on_silence)(void *context, const char *peer, bool silent);
} BusCallbacks;

typedef struct BusOptions {
    const char *department;
    const PvPlatform *platform;
    const char *folder;     /* of the ipc sockets; made with mode 0700, must be ours alone */
    const char *tcp_router; /* endpoint such as tcp://0.0.0.0:5601; NULL without */
    const char *tcp_pub;    /* NULL without */
    const CurveKeys *keys;  /* our own; needed with tcp and for peers that have a server key */
    const BusKey *allowed;  /* keys that may connect over tcp */
    size_t allowed_count;
    unsigned connection_limit; /* tcp connections at a time; 0 for 1024 */
    const BusPeer *peers;
    size_t peer_count;
    bool fast_lane; /* false: no PUB and no SUB, consumers ask by pull */
    BusCallbacks callbacks;
} BusOptions;

/* Opens the sockets; all of options is copied. On failure *bus is NULL and error says what is wrong. Peers
 * start at position 0 and are asked from the first step on; until the positions are set, the callbacks must
 * answer false. */
bool bus_open(PvBus **bus, const BusOptions *options, char *error);
void bus_close(PvBus **bus);

/* Where we are in a peer's log; partition or BUS_ALL_PARTITIONS. Epoch and sequence 0 is the very start. What
 * was pulled for an earlier position is dropped. */
void bus_set_position(PvBus *bus, const char *peer, const BusPosition *position);
/* Asks the peer at once instead of waiting for its next beacon (a query waits for a token). */
void bus_catch_up(PvBus *bus, const char *peer);

/* One turn: waits at most timeout_ms for something to do, then does it, within a budget per socket. */
void bus_step(PvBus *bus, int timeout_ms);
/* Calls woken(context) in bus_step whenever fd is readable; it must read it empty. */
void bus_watch(PvBus *bus, int fd, void (*woken)(void *context), void *context);

/* Sends a packed Reply. One that cannot be delivered is dropped and counted: callers repeat by request id. */
void bus_reply(PvBus *bus, const BusCaller *caller, const uint8_t *bytes, size_t size_bytes);
/* Publishes an envelope of a SHARED event after it is durable. Does nothing without the fast lane. */
void bus_publish(PvBus *bus, const char *topic, const uint8_t *bytes, size_t size_bytes);
/* <source>.<partition as two hex digits>.<last word of type>, such as sales.2a.DealWon. */
void bus_topic(char *topic, size_t room, const char *source, uint32_t partition, const char *type);
/* What the next beacons say; call it after the publishes it includes. sent_at_ms is set by the bus. Equal
 * epoch and head must always come with an equal digest, or consumers will stop hearing this department. */
void bus_set_head(PvBus *bus, const Pv__Beacon *head);

/* Proves with a foreign key and with a plain connection that the tcp endpoints refuse both. Takes turns of
 * bus_step meanwhile. True as well without tcp. On false error says which got in: do not go on. */
bool bus_self_test(PvBus *bus, char *error);
/* The tcp endpoints as bound (a port of * is filled in); "" without. */
const char *bus_tcp_router(const PvBus *bus);
const char *bus_tcp_pub(const PvBus *bus);

/* Path of a department's ipc sockets as endpoints. False with error if the path is too long for a socket. */
bool bus_ipc_endpoints(const char *folder, const char *department, char router[BUS_ENDPOINT_BYTES],
                       char pub[BUS_ENDPOINT_BYTES], char *error);

typedef struct BusPeerFigures {
    char name[BUS_NAME_BYTES];
    uint64_t epoch;
    uint64_t sequence;    /* position; by partitions: the lowest */
    uint64_t head;        /* last event known to exist */
    uint64_t lag;         /* events from the position to the last one for us */
    int64_t heard_ms_ago; /* -1 if never */
    bool silent;
    bool stopped;     /* not heard any more: its log contradicts what we have */
    char trouble[96]; /* why it makes no progress; "" if it does */
    uint64_t events_live;
    uint64_t events_pulled;
    uint64_t duplicates;
    uint64_t gaps; /* holes in the fast lane */
    uint64_t pulls;
    uint64_t pull_bytes;
    uint64_t pull_timeouts;
    uint64_t stale_replies; /* of an earlier pull */
    uint64_t bad_replies;   /* with holes, or not readable */
    uint64_t malformed;     /* live messages */
    uint64_t queue_full;    /* times a callback returned false */
    uint64_t forks;
    uint64_t clashes; /* same identity, other digest */
    uint64_t rebuilt_sockets;
} BusPeerFigures;

typedef struct BusFigures {
    uint64_t requests;
    uint64_t replies;
    uint64_t reply_failures;
    uint64_t busy;              /* requests answered BUSY by the bus */
    uint64_t malformed;         /* requests dropped or refused for their form */
    uint64_t refused_keys;      /* unknown key */
    uint64_t refused_mechanism; /* plain connections to a CURVE endpoint and other failed greetings */
    uint64_t refused_grants;    /* known key, feed not granted: connections to PUB, and pulls */
    uint64_t refused_classes;   /* known key, kind of request not for its class */
    uint64_t refused_crowd;     /* over the connection limit */
    uint64_t connections;       /* over tcp, at present */
    uint64_t published;
    uint64_t publish_failures;
    uint64_t beacons;
    size_t peer_count;
    BusPeerFigures peers[BUS_PEER_LIMIT];
} BusFigures;

/* A copy of the counters, for status. */
void bus_figures(const PvBus *bus, BusFigures *figures);
