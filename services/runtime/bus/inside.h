/* The insides of the bus, shared by its files alone. Times are monotonic milliseconds of the platform. */
#pragma once

#include "runtime/bus/bus.h"
#include "runtime/bus/fields.h"
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include <zmq.h>

#define BUS_PART_LIMIT 8           /* frames of a message that are looked at */
#define BUS_TURN_LIMIT 512         /* messages of one socket in one turn */
#define BUS_BUSY_RETRY_MS 25       /* what a caller is told when the queue is full */
#define BUS_DIGESTS_KEPT 16        /* heads of a peer whose digest is remembered */
#define BUS_QUIET_BEACON_MS 20     /* a head that moved is told after this much quiet */
#define BUS_IDLE_PULL_MS 20        /* asking without the fast lane, at first … */
#define BUS_IDLE_PULL_LIMIT_MS 100 /* … and at last */
#define BUS_PULL_TIMEOUT_MS 1000   /* first time; doubled up to … */
#define BUS_PULL_TIMEOUT_LIMIT_MS 8000
#define BUS_PULL_MISSES 3          /* timeouts before the socket is made anew */
#define BUS_UNSENDABLE_MS 2000     /* no connection for this long: the socket is made anew */
#define BUS_REBUILD_LIMIT_MS 15000 /* rebuilding backs off to this */
#define BUS_LANE_PAUSE_MS 200      /* the fast lane waits this long for a pull to close a gap */
#define BUS_RETRY_MS 2             /* a full queue is tried again after this, doubled up to … */
#define BUS_RETRY_LIMIT_MS 50
#define BUS_REFUSED_MS 200      /* a pull that was refused or answered badly is sent again */
#define BUS_STOPPED_PULL_MS 500 /* a peer that was stopped is asked this often whether its epoch changed */
#define BUS_LANE_DEAD_MS (3 * PV_BEACON_INTERVAL_MS)
#define BUS_ROUTER_DOMAIN "payvand.router"
#define BUS_PUB_DOMAIN "payvand.pub"

/* One position; a peer heard as a whole has one, else one for each partition. */
typedef struct Track {
    uint64_t epoch; /* 0: the very start */
    uint64_t sequence;
    uint64_t digest; /* of the event there; 0: not known */
} Track;

typedef struct SeenHead {
    uint64_t epoch;
    uint64_t head;
    uint64_t digest;
} SeenHead;

typedef struct Peer {
    PvBus *bus;
    char name[BUS_NAME_BYTES];
    char router[BUS_ENDPOINT_BYTES];
    char pub[BUS_ENDPOINT_BYTES]; /* "" without a fast lane */
    char server_key[CURVE_KEY_TEXT_BYTES];
    bool by_partition;
    bool include_private;
    uint64_t partitions; /* bit for each that is heard */
    Track tracks[PV_PARTITIONS];

    /* What the peer said of its log, in known_epoch. */
    uint64_t known_epoch;
    uint64_t head;
    uint64_t head_shared;
    uint64_t head_in[PV_PARTITIONS];
    SeenHead seen[BUS_DIGESTS_KEPT];
    unsigned seen_next;
    bool stopped;
    uint64_t stopped_epoch; /* what the peer said it was in then */

    void *sub;
    void *dealer;
    int64_t opened_ms;
    int64_t heard_ms;      /* anything; opened_ms before the first */
    int64_t lane_heard_ms; /* the fast lane; 0 if never */
    int64_t reply_ms;      /* a reply; 0 if never */
    bool heard_ever;
    bool silent;
    bool in_gap;            /* something is missing, so the fast lane cannot fit */
    bool unconfirmed;       /* it was away: not taken at its word before a pull found its log to be the one we know */
    int64_t lane_pause_ms;  /* till then it is not read: what waits in it may fit after the pull */
    int64_t sub_rebuild_ms; /* not before this */
    int64_t sub_rebuild_delay_ms;

    bool outstanding; /* a pull is under way */
    char request_id[40];
    uint64_t asked_epoch;
    uint64_t asked_after;
    int64_t sent_ms;
    int64_t timeout_ms;
    unsigned misses;
    int64_t pull_due_ms;
    int64_t idle_delay_ms;
    bool hurry;
    int64_t unsendable_ms; /* since when; 0: it was possible */
    int64_t unsendable_limit_ms;

    bool held; /* a checked reply waits until all of its items are taken */
    zmq_msg_t reply;
    Fields items;
    uint64_t reply_epoch;
    uint64_t reply_head;
    uint64_t reply_end; /* last sequence its items cover */
    uint64_t reply_digest; /* of the event there; 0: not known */
    bool reply_moved;   /* it took us further */
    bool more;          /* the last reply ended before the log did */
    int64_t held_due_ms;
    int64_t held_delay_ms;

    BusPeerFigures figures;
} Peer;

typedef struct Key {
    char name[BUS_NAME_BYTES];
    char public_key[CURVE_KEY_TEXT_BYTES];
    BusKeyClass key_class;
    bool granted; /* this department's feed */
} Key;

typedef struct Watch {
    int fd;
    void (*woken)(void *context);
    void *context;
} Watch;

/* A bound socket. */
typedef struct Listener {
    void *socket;
    void *monitor; /* tcp only */
    bool remote;
    bool pub;
    char endpoint[BUS_ENDPOINT_BYTES]; /* as bound */
} Listener;

enum { LISTEN_LOCAL_ROUTER, LISTEN_LOCAL_PUB, LISTEN_TCP_ROUTER, LISTEN_TCP_PUB, LISTENERS };

struct PvBus {
    char department[BUS_NAME_BYTES];
    const PvPlatform *platform;
    BusCallbacks callbacks;
    bool fast_lane;
    bool has_keys;
    CurveKeys keys;
    Key *allowed;
    size_t allowed_count;
    unsigned connection_limit;

    void *context;
    void *zap;
    Listener listeners[LISTENERS];
    Peer *peers[BUS_PEER_LIMIT];
    size_t peer_count;
    Watch watches[BUS_WATCH_LIMIT];
    size_t watch_count;

    uint64_t request_salt;
    uint64_t request_count;
    Pv__Beacon head;
    uint64_t head_in[PV_PARTITIONS];
    char head_source[BUS_NAME_BYTES];
    bool head_known;
    bool head_moved; /* since the last beacon */
    int64_t published_ms;
    int64_t beacon_due_ms;

    BusFigures figures;
};

static inline int64_t bus_now_ms(const PvBus *bus)
{
    /* Never 0, which stands for never. */
    return (int64_t)(bus->platform->monotonic_us(bus->platform->context) / 1000) + 1;
}

/* socket.c: what every socket of ours has in common. All return false with error, closing the socket. */
bool socket_set(void *socket, int option, int value);
void *socket_open(PvBus *bus, int type, char *error);
void socket_close(void **socket);
/* Public key of the server, or "" for a plain connection. */
bool socket_connect(PvBus *bus, void *socket, const char *server_key, const char *endpoint);
/* Receives one whole message without waiting. Returns its number of frames, 0 if there is none; the first
 * `limit` are in parts and to be closed by parts_close, others are thrown away. */
unsigned socket_receive(void *socket, zmq_msg_t *parts, unsigned limit);
void parts_close(zmq_msg_t *parts, unsigned count, unsigned limit);
static inline BusBytes part_bytes(zmq_msg_t *part)
{
    return (BusBytes){zmq_msg_data(part), zmq_msg_size(part)};
}

/* zap.c: who may connect. */
bool zap_open(PvBus *bus, char *error);
void zap_serve(PvBus *bus);
const Key *zap_key_named(const PvBus *bus, const char *name);
bool monitor_open(PvBus *bus, Listener *listener, char *error);
void monitor_serve(PvBus *bus, Listener *listener);

/* server.c: ROUTER and PUB. */
bool server_open(PvBus *bus, const BusOptions *options, char *error);
void server_close(PvBus *bus);
void server_serve(PvBus *bus, Listener *listener);
void server_tick(PvBus *bus, int64_t now_ms);
int64_t server_wake_ms(const PvBus *bus);

/* peer.c: the fast lane of one peer and its timers. */
bool peer_open(PvBus *bus, const BusPeer *settings, const char *folder, char *error);
void peer_close(Peer **peer);
void peer_hear(Peer *peer, int64_t now_ms);
void peer_tick(Peer *peer, int64_t now_ms);
int64_t peer_wake_ms(const Peer *peer, int64_t now_ms);
void peer_heard(Peer *peer, int64_t now_ms);
/* Hears no more of the peer until its epoch is another than the one given. */
void peer_stop(Peer *peer, uint64_t epoch, const char *why);
void peer_trouble(Peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool peer_reads_lane(const Peer *peer, int64_t now_ms);
bool peer_lane_is_alive(const Peer *peer, int64_t now_ms);
void peer_learn_epoch(Peer *peer, uint64_t epoch);
/* Moves every track below the place up to it, if the callback takes it. */
bool peer_move_all(Peer *peer, Track place);
void peer_figures(const Peer *peer, int64_t now_ms, BusPeerFigures *figures);

/* track.c: positions. */
Track *track_of(Peer *peer, uint32_t partition); /* NULL: the partition is not heard */
Track track_lowest(const Peer *peer);            /* lowest epoch that is not 0, lowest sequence */
Track track_highest(const Peer *peer);
Track track_known(const Peer *peer);    /* the furthest whose event is known by its digest; zeros if there is none */
bool track_is_behind(const Peer *peer); /* the peer has events for us */
uint64_t track_lag(const Peer *peer);
#define FOR_EACH_TRACK(peer, place)                                                                          \
    for (unsigned place = 0; place < ((peer)->by_partition ? PV_PARTITIONS : 1u); place++)                   \
        if (!(peer)->by_partition || ((peer)->partitions >> place & 1))

/* pull_reply.c: what a peer answers to a pull. */
typedef struct ReplyHead {
    BusBytes source;
    uint64_t epoch;
    uint64_t head;
    uint64_t fork_sequence;
    uint64_t fork_epoch;
    uint64_t end; /* last sequence its items cover */
    uint64_t end_digest; /* of the event there; 0: not known */
    bool whole;   /* no hole, nothing unreadable */
    bool contradicts; /* the log is not the one that was heard */
} ReplyHead;
/* Reads the payload of a reply to the pull under way, every item of it. */
void reply_read(const Peer *peer, BusBytes payload, ReplyHead *reply);
/* The event in a PullItem; no bytes if it is a range, which then is in *range. */
BusBytes item_event(BusBytes item, BusBytes *range);

/* pull.c: asking for what is missing. */
bool pull_open(Peer *peer);
void pull_close(Peer *peer);
/* Drops the pull under way and what came of it: the position has been set anew. */
void pull_forget(Peer *peer);
void pull_hear(Peer *peer, int64_t now_ms);
void pull_tick(Peer *peer, int64_t now_ms);
int64_t pull_wake_ms(const Peer *peer, int64_t now_ms);
