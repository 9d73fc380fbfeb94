/* One department that is heard: its fast lane, what its beacons tell, and the watch over both. */
#include "runtime/bus/inside.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANE_RECEIVE_LIMIT 8192 /* live events waiting for us; what is more is lost and pulled */
#define LANE_FIRST_MS 1500      /* a new fast lane is given this long */
#define LANE_REBUILD_MS 1000

/* --- opening
 * ---------------------------------------------------------------------------------------------------- */

static bool lane_open(Peer *peer)
{
    char error[BUS_ERROR_BYTES], prefix[BUS_NAME_BYTES + 8];
    socket_close(&peer->sub);
    peer->sub = socket_open(peer->bus, ZMQ_SUB, error);
    if (!peer->sub)
        return false;
    /* Without a send limit: a SUB sends its subscriptions through it, and would drop some when a publisher
     * returns. */
    bool good = socket_set(peer->sub, ZMQ_SNDHWM, 0) && socket_set(peer->sub, ZMQ_RCVHWM, LANE_RECEIVE_LIMIT);
    snprintf(prefix, sizeof prefix, "%s.%s", peer->name, peer->by_partition ? "beacon" : "");
    good = good && zmq_setsockopt(peer->sub, ZMQ_SUBSCRIBE, prefix, strlen(prefix)) == 0;
    for (unsigned i = 0; peer->by_partition && i < PV_PARTITIONS; i++) {
        snprintf(prefix, sizeof prefix, "%s.%02x.", peer->name, i);
        if (peer->partitions >> i & 1)
            good = good && zmq_setsockopt(peer->sub, ZMQ_SUBSCRIBE, prefix, strlen(prefix)) == 0;
    }
    if (!good || !socket_connect(peer->bus, peer->sub, peer->server_key, peer->pub))
        socket_close(&peer->sub);
    return peer->sub != NULL;
}

static bool take_settings(Peer *peer, const BusPeer *settings, const char *folder, char *error)
{
    if (!settings->name || !*settings->name || strlen(settings->name) >= sizeof peer->name) {
        snprintf(error, BUS_ERROR_BYTES, "A peer's name has 1 to %d bytes.", BUS_NAME_BYTES - 1);
        return false;
    }
    strcpy(peer->name, settings->name);
    if (!settings->router && !bus_ipc_endpoints(folder, peer->name, peer->router, peer->pub, error))
        return false;
    if (settings->router)
        snprintf(peer->router, sizeof peer->router, "%s", settings->router);
    if (settings->router || settings->pub)
        snprintf(peer->pub, sizeof peer->pub, "%s", settings->pub ? settings->pub : "");
    if (!peer->bus->fast_lane)
        *peer->pub = '\0';
    if (settings->server_key) {
        if (!peer->bus->has_keys || !keys_is_valid(settings->server_key)) {
            snprintf(error, BUS_ERROR_BYTES, "The peer %s needs %s.", peer->name,
                     peer->bus->has_keys ? "a server key of 40 characters of Z85" : "a key pair of our own");
            return false;
        }
        strcpy(peer->server_key, settings->server_key);
    }
    peer->include_private = settings->include_private;
    peer->by_partition = settings->partition_count > 0;
    for (size_t i = 0; i < settings->partition_count; i++) {
        if (settings->partitions[i] >= PV_PARTITIONS) {
            snprintf(error, BUS_ERROR_BYTES, "The peer %s has no partition %u.", peer->name,
                     settings->partitions[i]);
            return false;
        }
        peer->partitions |= UINT64_C(1) << settings->partitions[i];
    }
    if (peer->by_partition && peer->include_private)
        snprintf(error, BUS_ERROR_BYTES, "The peer %s: private events are heard only with the whole feed.",
                 peer->name);
    return !(peer->by_partition && peer->include_private);
}

bool peer_open(PvBus *bus, const BusPeer *settings, const char *folder, char *error)
{
    Peer *peer = calloc(1, sizeof *peer);
    pv_require(peer, "out of memory");
    bus->peers[bus->peer_count++] = peer;
    peer->bus = bus;
    if (!take_settings(peer, settings, folder, error))
        return false;
    peer->opened_ms = peer->heard_ms = bus_now_ms(bus);
    peer->sub_rebuild_ms = peer->opened_ms + LANE_FIRST_MS;
    peer->sub_rebuild_delay_ms = LANE_REBUILD_MS;
    peer->in_gap = true; /* nothing is known yet: ask */
    if (!pull_open(peer) || (*peer->pub && !lane_open(peer))) {
        snprintf(error, BUS_ERROR_BYTES, "The peer %s at %.120s: %s.", peer->name, peer->router,
                 zmq_strerror(errno));
        return false;
    }
    return true;
}

void peer_close(Peer **peer)
{
    pull_close(*peer);
    socket_close(&(*peer)->sub);
    free(*peer);
    *peer = NULL;
}

/* --- what is known of it
 * ---------------------------------------------------------------------------------------- */

void peer_trouble(Peer *peer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(peer->figures.trouble, sizeof peer->figures.trouble, format, arguments);
    va_end(arguments);
}

void peer_heard(Peer *peer, int64_t now)
{
    peer->heard_ms = now;
    peer->heard_ever = true;
    if (!peer->silent)
        return;
    peer->silent = false;
    peer->bus->callbacks.on_silence(peer->bus->callbacks.context, peer->name, false);
}

void peer_stop(Peer *peer, uint64_t epoch, const char *why)
{
    peer->stopped = true;
    peer->stopped_epoch = epoch;
    peer_trouble(peer, "%s", why);
}

void peer_learn_epoch(Peer *peer, uint64_t epoch)
{
    if (epoch == peer->known_epoch)
        return;
    peer->known_epoch = epoch;
    peer->head = peer->head_shared = 0;
    memset(peer->head_in, 0, sizeof peer->head_in);
}

bool peer_lane_is_alive(const Peer *peer, int64_t now)
{
    return peer->lane_heard_ms && now - peer->lane_heard_ms <= BUS_LANE_DEAD_MS;
}

bool peer_reads_lane(const Peer *peer, int64_t now)
{
    return now >= peer->lane_pause_ms;
}

static void raise_to(uint64_t *head, uint64_t seen)
{
    if (*head < seen)
        *head = seen;
}

/* What came does not follow what we have. */
static void fall_behind(Peer *peer, int64_t now)
{
    if (peer->in_gap)
        return;
    peer->in_gap = true;
    peer->figures.gaps++;
    peer->lane_pause_ms = now + BUS_LANE_PAUSE_MS;
}

bool peer_move_all(Peer *peer, Track to)
{
    BusPosition reached = {to.epoch, to.sequence, BUS_ALL_PARTITIONS, to.digest};
    if (!peer->bus->callbacks.on_range(peer->bus->callbacks.context, peer->name, &reached)) {
        peer->figures.queue_full++;
        return false;
    }
    FOR_EACH_TRACK(peer, place)
    {
        if (peer->tracks[place].sequence < to.sequence)
            peer->tracks[place] = to;
    }
    return true;
}

/* --- the fast lane
 * ---------------------------------------------------------------------------------------------- */

static bool follows(const Peer *peer, const Track *track, const EventHead *event)
{
    uint64_t before = peer->by_partition      ? event->previous_in_partition
                      : peer->include_private ? event->sequence - 1
                                              : event->previous_shared;
    return track->epoch == event->epoch && before <= track->sequence;
}

/* The same event as the one that our position is at, or another? */
static bool is_another(const Track *track, uint64_t epoch, uint64_t sequence, uint64_t digest)
{
    return track->digest && digest && track->epoch == epoch && track->sequence == sequence && track->digest != digest;
}

/* Whoever was away may have come back with an older copy of its log. */
static void look_at_absence(Peer *peer, int64_t now)
{
    if (peer_lane_is_alive(peer, now))
        return;
    peer->unconfirmed = true;
    peer->in_gap = true;
}

static void hear_event(Peer *peer, BusBytes bytes, int64_t now)
{
    EventHead event;
    if (!event_head_read(bytes, &event) || !bytes_are(event.source, peer->name) ||
        !(event.flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED)) {
        peer->figures.malformed++;
        return;
    }
    peer_heard(peer, now);
    Track *track = track_of(peer, event.partition);
    if (peer->stopped || !track || event.epoch < peer->known_epoch)
        return;
    uint64_t digest = event_head_digest(&event);
    if (is_another(track, event.epoch, event.sequence, digest)) {
        peer->figures.clashes++;
        peer_stop(peer, event.epoch, "it tells another event than the one heard before");
        return;
    }
    look_at_absence(peer, now);
    peer->lane_heard_ms = now;
    peer_learn_epoch(peer, event.epoch);
    raise_to(&peer->head, event.sequence);
    raise_to(&peer->head_shared, event.sequence);
    raise_to(&peer->head_in[event.partition], event.sequence);

    if (track->epoch == event.epoch && event.sequence <= track->sequence) {
        peer->figures.duplicates++;
        return;
    }
    if (peer->unconfirmed || !follows(peer, track, &event)) {
        fall_behind(peer, now);
        return;
    }
    const BusCallbacks *callbacks = &peer->bus->callbacks;
    BusPosition reached = {event.epoch, event.sequence,
                           peer->by_partition ? (int)event.partition : BUS_ALL_PARTITIONS, digest};
    if (callbacks->on_event(callbacks->context, peer->name, bytes.bytes, bytes.size_bytes, &reached)) {
        track->sequence = event.sequence;
        track->digest = digest;
        peer->figures.events_live++;
    } else {
        peer->figures.queue_full++;
        peer->in_gap = true;
        peer->pull_due_ms = now + BUS_RETRY_MS;
    }
}

typedef struct BeaconHead {
    BusBytes source;
    BusBytes heads;
    uint64_t epoch;
    uint64_t head;
    uint64_t head_shared;
    uint64_t digest;
    uint64_t head_digest; /* of the head alone; 0: not said */
    bool has_digest;
} BeaconHead;

static bool beacon_read(BusBytes bytes, BeaconHead *beacon)
{
    memset(beacon, 0, sizeof *beacon);
    Fields fields = fields_of(bytes);
    while (fields_next(&fields)) {
        if (fields.number == 1 && fields.wire_type == 2)
            beacon->source = fields.bytes;
        else if (fields.number == 2 && fields.wire_type == 0)
            beacon->epoch = fields.value;
        else if (fields.number == 3 && fields.wire_type == 0)
            beacon->head = fields.value;
        else if (fields.number == 4 && fields.wire_type == 0)
            beacon->head_shared = fields.value;
        else if (fields.number == 5 && fields.wire_type == 2)
            beacon->heads = fields.bytes;
        else if (fields.number == 6 && fields.wire_type == 1) {
            beacon->digest = fields.value;
            beacon->has_digest = true;
        } else if (fields.number == 10 && fields.wire_type == 1)
            beacon->head_digest = fields.value;
    }
    return !fields.broken && beacon->epoch;
}

/* The same place of a log can have one digest only. */
static bool contradicts(Peer *peer, const BeaconHead *beacon)
{
    FOR_EACH_TRACK(peer, place)
    {
        if (is_another(&peer->tracks[place], beacon->epoch, beacon->head, beacon->head_digest))
            return true;
    }
    if (!beacon->has_digest || beacon->head == 0)
        return false;
    for (unsigned i = 0; i < BUS_DIGESTS_KEPT; i++) {
        const SeenHead *seen = &peer->seen[i];
        if (seen->epoch == beacon->epoch && seen->head == beacon->head)
            return seen->digest != beacon->digest;
    }
    peer->seen[peer->seen_next++ % BUS_DIGESTS_KEPT] =
        (SeenHead){beacon->epoch, beacon->head, beacon->digest};
    return false;
}

/* Heads and epoch of a beacon that may be trusted; then what follows from them for our positions. */
static void learn_beacon(Peer *peer, const BeaconHead *beacon, int64_t now)
{
    peer_learn_epoch(peer, beacon->epoch);
    raise_to(&peer->head, beacon->head);
    raise_to(&peer->head_shared, beacon->head_shared);
    BusBytes heads = beacon->heads;
    uint64_t head;
    unsigned told = 0;
    for (; told < PV_PARTITIONS && fields_take_varint(&heads, &head); told++)
        raise_to(&peer->head_in[told], head);

    bool says_all = !peer->by_partition || told == PV_PARTITIONS;
    if (track_is_behind(peer))
        fall_behind(peer, now);
    else if (track_lowest(peer).epoch == beacon->epoch && track_lowest(peer).sequence > beacon->head)
        peer->in_gap = true; /* a beacon out of order, or a log that was rolled back: a pull tells */
    else if (says_all && !peer->in_gap && !peer->include_private &&
             track_lowest(peer).sequence < beacon->head)
        peer_move_all(peer, (Track){beacon->epoch, beacon->head, beacon->head_digest});
}

static void hear_beacon(Peer *peer, BusBytes bytes, int64_t now)
{
    BeaconHead beacon;
    if (!beacon_read(bytes, &beacon) || !bytes_are(beacon.source, peer->name)) {
        peer->figures.malformed++;
        return;
    }
    peer_heard(peer, now);
    if (beacon.epoch < peer->known_epoch)
        return;
    if (peer->stopped && beacon.epoch != peer->stopped_epoch)
        peer->stopped = false;
    if (!peer->stopped && contradicts(peer, &beacon)) {
        peer->figures.clashes++;
        peer_stop(peer, beacon.epoch, "its log has another digest than the one heard before");
    }
    look_at_absence(peer, now);
    peer->lane_heard_ms = now;
    peer->sub_rebuild_ms = 0;
    peer->sub_rebuild_delay_ms = LANE_REBUILD_MS;
    if (!peer->stopped)
        learn_beacon(peer, &beacon, now);
}

static bool is_beacon(const Peer *peer, BusBytes topic)
{
    char name[BUS_NAME_BYTES + 8];
    snprintf(name, sizeof name, "%s.beacon", peer->name);
    return bytes_are(topic, name);
}

void peer_hear(Peer *peer, int64_t now)
{
    zmq_msg_t parts[2];
    for (unsigned turn = 0; peer->sub && turn < BUS_TURN_LIMIT && peer_reads_lane(peer, now); turn++) {
        unsigned count = socket_receive(peer->sub, parts, 2);
        if (count == 0)
            return;
        if (count != 2)
            peer->figures.malformed++;
        else if (is_beacon(peer, part_bytes(&parts[0])))
            hear_beacon(peer, part_bytes(&parts[1]), now);
        else
            hear_event(peer, part_bytes(&parts[1]), now);
        parts_close(parts, count, 2);
    }
}

/* --- the watch
 * -------------------------------------------------------------------------------------------------- */

/* Pulls work and the fast lane does not: the connection may be half open, or its greeting went wrong for
 * good. */
static void watch_lane(Peer *peer, int64_t now)
{
    if (!*peer->pub || peer_lane_is_alive(peer, now) || now < peer->sub_rebuild_ms || !peer->reply_ms ||
        now - peer->reply_ms > PV_SILENCE_MS)
        return;
    lane_open(peer);
    peer->figures.rebuilt_sockets++;
    peer->sub_rebuild_ms = now + peer->sub_rebuild_delay_ms;
    peer->sub_rebuild_delay_ms *= 2;
    if (peer->sub_rebuild_delay_ms > BUS_REBUILD_LIMIT_MS)
        peer->sub_rebuild_delay_ms = BUS_REBUILD_LIMIT_MS;
}

void peer_tick(Peer *peer, int64_t now)
{
    if (!peer->silent && now - peer->heard_ms > PV_SILENCE_MS) {
        peer->silent = true;
        peer->bus->callbacks.on_silence(peer->bus->callbacks.context, peer->name, true);
    }
    watch_lane(peer, now);
    pull_tick(peer, now);
}

int64_t peer_wake_ms(const Peer *peer, int64_t now)
{
    int64_t wake = pull_wake_ms(peer, now);
    int64_t others[] = {
        peer->silent ? INT64_MAX : peer->heard_ms + PV_SILENCE_MS + 1,
        peer_lane_is_alive(peer, now) ? peer->lane_heard_ms + BUS_LANE_DEAD_MS + 1 : INT64_MAX,
        now < peer->lane_pause_ms ? peer->lane_pause_ms : INT64_MAX,
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i] < wake)
            wake = others[i];
    return wake;
}

void peer_figures(const Peer *peer, int64_t now, BusPeerFigures *figures)
{
    *figures = peer->figures;
    Track lowest = track_lowest(peer);
    memcpy(figures->name, peer->name, sizeof figures->name);
    figures->epoch = lowest.epoch;
    figures->sequence = lowest.sequence;
    figures->head = peer->head;
    figures->lag = track_lag(peer);
    figures->heard_ms_ago = peer->heard_ever ? now - peer->heard_ms : -1;
    figures->silent = peer->silent;
    figures->stopped = peer->stopped;
}
