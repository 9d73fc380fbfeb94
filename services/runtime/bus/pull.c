/* Pulling a peer's log: one request at a time, within a credit of bytes, and its reply checked for holes
 * before the first of its items is taken. What the queue cannot take is kept until it can. */
#include "runtime/bus/inside.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEALER_SEND_LIMIT 16
#define LOST_CHECK_MS 10 /* how often a pull under way is checked for a connection that broke */

bool pull_open(Peer *peer)
{
    char error[BUS_ERROR_BYTES];
    socket_close(&peer->dealer);
    peer->outstanding = false;
    peer->misses = 0;
    if (!peer->timeout_ms) {
        peer->timeout_ms = BUS_PULL_TIMEOUT_MS;
        peer->idle_delay_ms = BUS_IDLE_PULL_MS;
        peer->unsendable_limit_ms = BUS_UNSENDABLE_MS;
        peer->held_delay_ms = BUS_RETRY_MS;
    }
    peer->dealer = socket_open(peer->bus, ZMQ_DEALER, error);
    if (!peer->dealer)
        return false;
    /* Only to a connection that stands: otherwise old requests would wait for a peer that is away. */
    if (!socket_set(peer->dealer, ZMQ_IMMEDIATE, 1) ||
        !socket_set(peer->dealer, ZMQ_SNDHWM, DEALER_SEND_LIMIT) ||
        !socket_connect(peer->bus, peer->dealer, peer->server_key, peer->router))
        socket_close(&peer->dealer);
    return peer->dealer != NULL;
}

static void release_reply(Peer *peer)
{
    if (peer->held)
        zmq_msg_close(&peer->reply);
    peer->held = false;
}

void pull_forget(Peer *peer)
{
    release_reply(peer);
    peer->outstanding = false;
    peer->in_gap = true;
    peer->pull_due_ms = 0;
}

void pull_close(Peer *peer)
{
    release_reply(peer);
    socket_close(&peer->dealer);
}

/* --- asking
 * ----------------------------------------------------------------------------------------------------- */

static size_t pack_request(Peer *peer, uint8_t *bytes, size_t room)
{
    PvBus *bus = peer->bus;
    Track lowest = track_lowest(peer);
    uint32_t partitions[PV_PARTITIONS];
    Pv__PullRequest pull = PV__PULL_REQUEST__INIT;
    pull.has_epoch = pull.has_after_sequence = pull.has_credit_bytes = pull.has_include_private = 1;
    pull.epoch = peer->asked_epoch = lowest.epoch;
    pull.after_sequence = peer->asked_after = lowest.sequence;
    pull.credit_bytes = PV_PULL_CREDIT_BYTES;
    pull.include_private = peer->include_private;
    Track known = track_known(peer);
    pull.has_known_sequence = pull.has_known_digest = known.digest != 0;
    pull.known_sequence = known.sequence;
    pull.known_digest = known.digest;
    pull.partitions = partitions;
    FOR_EACH_TRACK(peer, place)
    {
        if (peer->by_partition)
            partitions[pull.n_partitions++] = place;
    }
    uint8_t payload[256];
    pv_require(pv__pull_request__get_packed_size(&pull) <= sizeof payload);

    /* A UUID of version 8: a random half and a counter. */
    uint64_t salt = bus->request_salt, count = ++bus->request_count;
    snprintf(peer->request_id, sizeof peer->request_id, "%08x-%04x-8%03x-8%03x-%012" PRIx64,
             (unsigned)(salt >> 32), (unsigned)(salt >> 16 & 0xffff), (unsigned)(salt & 0xfff),
             (unsigned)(salt >> 12 & 0xf), count & UINT64_C(0xffffffffffff));
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = peer->request_id;
    request.has_kind = request.has_payload = request.has_issued_at_ms = 1;
    request.kind = PV__REQUEST_KIND__PULL;
    request.type = "payvand.PullRequest";
    request.payload = (ProtobufCBinaryData){pv__pull_request__pack(&pull, payload), payload};
    request.issued_at_ms = bus->platform->clock_ms(bus->platform->context);
    pv_require(pv__request__get_packed_size(&request) <= room);
    return pv__request__pack(&request, bytes);
}

static void rebuild(Peer *peer, int64_t now)
{
    pull_open(peer);
    peer->figures.rebuilt_sockets++;
    peer->unsendable_ms = now;
    peer->unsendable_limit_ms *= 2;
    if (peer->unsendable_limit_ms > BUS_REBUILD_LIMIT_MS)
        peer->unsendable_limit_ms = BUS_REBUILD_LIMIT_MS;
}

static void ask(Peer *peer, int64_t now)
{
    uint8_t bytes[512];
    size_t size = pack_request(peer, bytes, sizeof bytes);
    if (peer->dealer && zmq_send(peer->dealer, bytes, size, ZMQ_DONTWAIT) >= 0) {
        peer->outstanding = true;
        peer->hurry = false;
        peer->sent_ms = now;
        peer->unsendable_ms = 0;
        peer->figures.pulls++;
        return;
    }
    peer->pull_due_ms = now + BUS_IDLE_PULL_MS;
    if (!peer->stopped)
        peer_trouble(peer, "there is no connection");
    if (!peer->unsendable_ms)
        peer->unsendable_ms = now;
    else if (now - peer->unsendable_ms >= peer->unsendable_limit_ms)
        rebuild(peer, now); /* a greeting that failed ends a connection for good, so try a new one */
}

static bool wants_pull(const Peer *peer, int64_t now)
{
    return peer->stopped || peer->hurry || peer->in_gap || track_is_behind(peer) ||
           !peer_lane_is_alive(peer, now);
}

/* --- taking
 * ----------------------------------------------------------------------------------------------------- */

static void keep_for_later(Peer *peer, int64_t now)
{
    peer->held_due_ms = now + peer->held_delay_ms;
    peer->held_delay_ms =
        peer->held_delay_ms * 2 < BUS_RETRY_LIMIT_MS ? peer->held_delay_ms * 2 : BUS_RETRY_LIMIT_MS;
}

/* Hands one item on; false if the queue is full. */
static bool take_item(Peer *peer, BusBytes item)
{
    BusBytes range;
    BusBytes bytes = item_event(item, &range);
    EventHead event;
    if (!bytes.bytes || !event_head_read(bytes, &event))
        return true;
    Track *track = track_of(peer, event.partition);
    if (!track || event.sequence <= track->sequence)
        return true;
    const BusCallbacks *callbacks = &peer->bus->callbacks;
    BusPosition reached = {peer->reply_epoch, event.sequence,
                           peer->by_partition ? (int)event.partition : BUS_ALL_PARTITIONS,
                           event_head_digest(&event)};
    if (!callbacks->on_event(callbacks->context, peer->name, bytes.bytes, bytes.size_bytes, &reached)) {
        peer->figures.queue_full++;
        return false;
    }
    *track = (Track){peer->reply_epoch, event.sequence, reached.digest};
    peer->figures.events_pulled++;
    peer->reply_moved = true;
    return true;
}

static void finish_reply(Peer *peer, int64_t now)
{
    release_reply(peer);
    peer->held_delay_ms = BUS_RETRY_MS;
    peer->more = peer->reply_end < peer->reply_head;
    if (!peer->more) {
        peer->in_gap = false;
        peer->lane_pause_ms = 0;
    }
    if (peer->reply_moved)
        peer->idle_delay_ms = BUS_IDLE_PULL_MS;
    else if (peer->idle_delay_ms < BUS_IDLE_PULL_LIMIT_MS)
        peer->idle_delay_ms += peer->idle_delay_ms / 2;
    bool at_once = peer->reply_moved && (peer->more || track_is_behind(peer));
    peer->pull_due_ms = at_once ? now : now + peer->idle_delay_ms;
}

static void take_items(Peer *peer, int64_t now)
{
    for (;;) {
        Fields before = peer->items;
        if (!fields_next(&peer->items))
            break;
        if (peer->items.number != 4 || peer->items.wire_type != 2 || take_item(peer, peer->items.bytes))
            continue;
        peer->items = before;
        keep_for_later(peer, now);
        return;
    }
    if (track_lowest(peer).sequence < peer->reply_end) {
        if (!peer_move_all(peer, (Track){peer->reply_epoch, peer->reply_end, peer->reply_digest})) {
            keep_for_later(peer, now);
            return;
        }
        peer->reply_moved = true;
    }
    finish_reply(peer, now);
}

/* The peer's log goes on in another epoch than the one we asked for. */
static void take_fork(Peer *peer, const ReplyHead *reply, int64_t now)
{
    peer->pull_due_ms = now;
    if (reply->fork_epoch != peer->asked_epoch) {
        peer_stop(peer, reply->epoch, "its epoch does not continue the one we know");
        peer->pull_due_ms = now + BUS_STOPPED_PULL_MS;
        return;
    }
    Track highest = track_highest(peer);
    BusPosition was = {peer->asked_epoch, highest.sequence, BUS_ALL_PARTITIONS, highest.digest};
    BusPosition then = {reply->epoch, highest.sequence, BUS_ALL_PARTITIONS, highest.digest};
    if (then.sequence > reply->fork_sequence) {
        then.sequence = reply->fork_sequence;
        then.digest = 0;
    }
    if (!peer->bus->callbacks.on_fork(peer->bus->callbacks.context, peer->name, &was, &then)) {
        peer->figures.queue_full++;
        peer->pull_due_ms = now + BUS_RETRY_MS;
        return;
    }
    FOR_EACH_TRACK(peer, place)
    {
        Track *track = &peer->tracks[place];
        if (track->epoch != peer->asked_epoch)
            continue;
        track->epoch = then.epoch;
        if (track->sequence <= then.sequence)
            continue;
        track->sequence = then.sequence;
        track->digest = 0;
    }
    peer->stopped = peer->unconfirmed = false;
    peer->in_gap = true;
    peer->figures.forks++;
    peer->figures.trouble[0] = '\0';
}

static void take_reply(Peer *peer, zmq_msg_t *message, BusBytes payload, int64_t now)
{
    ReplyHead reply;
    reply_read(peer, payload, &reply);
    peer->figures.pull_bytes += payload.size_bytes;
    peer->pull_due_ms = now + (peer->stopped ? BUS_STOPPED_PULL_MS : BUS_REFUSED_MS);
    bool is_its_own = reply.epoch && bytes_are(reply.source, peer->name);
    if (is_its_own && reply.contradicts) {
        peer->figures.clashes += !peer->stopped;
        peer_stop(peer, reply.epoch, "its log has another event where we have heard one");
        return;
    }
    if (is_its_own && peer->asked_epoch && reply.epoch != peer->asked_epoch) {
        peer_learn_epoch(peer, reply.epoch);
        take_fork(peer, &reply, now);
        return;
    }
    if (is_its_own && reply.head < peer->asked_after && !peer->stopped) {
        peer->figures.clashes++;
        peer_stop(peer, reply.epoch, "its log ends before what we have of it");
    }
    if (peer->stopped)
        return;
    if (!reply.whole) {
        peer->figures.bad_replies++;
        peer_trouble(peer, "it answers a pull with holes or with what is no log");
        return;
    }
    peer->unconfirmed = false;
    peer_learn_epoch(peer, reply.epoch);
    if (peer->head < reply.head)
        peer->head = reply.head;
    FOR_EACH_TRACK(peer, place)
    {
        if (!peer->tracks[place].epoch)
            peer->tracks[place].epoch = reply.epoch;
    }
    peer->figures.trouble[0] = '\0';
    peer->held = true;
    zmq_msg_init(&peer->reply);
    zmq_msg_move(&peer->reply, message);
    /* A small message lives inside its zmq_msg_t, so its bytes have moved too. */
    BusBytes whole = part_bytes(&peer->reply);
    Fields fields = fields_of(whole);
    BusBytes moved = {0};
    while (fields_next(&fields))
        if (fields.number == 4 && fields.wire_type == 2)
            moved = fields.bytes;
    peer->items = fields_of(moved);
    peer->reply_epoch = reply.epoch;
    peer->reply_head = reply.head;
    peer->reply_end = reply.end;
    peer->reply_digest = reply.end_digest;
    peer->reply_moved = false;
    take_items(peer, now);
}

static void take_problem(Peer *peer, BusBytes problem, int64_t now)
{
    BusBytes type = {(const uint8_t *)"unnamed", 7};
    uint64_t retry_ms = BUS_REFUSED_MS;
    Fields fields = fields_of(problem);
    while (fields_next(&fields)) {
        if (fields.number == 2 && fields.wire_type == 2)
            type = fields.bytes;
        else if (fields.number == 6 && fields.wire_type == 0 && fields.value)
            retry_ms = fields.value;
    }
    peer_trouble(peer, "it refuses the pull: %.*s", type.size_bytes < 64 ? (int)type.size_bytes : 64,
                 (const char *)type.bytes);
    retry_ms = retry_ms < BUS_IDLE_PULL_MS ? BUS_IDLE_PULL_MS : retry_ms > 1000 ? 1000 : retry_ms;
    peer->pull_due_ms = now + (int64_t)retry_ms;
}

static void hear_reply(Peer *peer, zmq_msg_t *message, int64_t now)
{
    BusBytes id = {0}, problem = {0}, payload = {0};
    Fields fields = fields_of(part_bytes(message));
    while (fields_next(&fields)) {
        if (fields.wire_type != 2)
            continue;
        if (fields.number == 1)
            id = fields.bytes;
        else if (fields.number == 2)
            problem = fields.bytes;
        else if (fields.number == 4)
            payload = fields.bytes;
    }
    if (!peer->outstanding || !bytes_are(id, peer->request_id)) {
        peer->figures.stale_replies++;
        return;
    }
    peer->outstanding = false;
    peer->misses = 0;
    peer->timeout_ms = BUS_PULL_TIMEOUT_MS;
    peer->unsendable_limit_ms = BUS_UNSENDABLE_MS;
    peer->reply_ms = now;
    peer_heard(peer, now);
    if (problem.bytes)
        take_problem(peer, problem, now);
    else
        take_reply(peer, message, payload, now);
}

void pull_hear(Peer *peer, int64_t now)
{
    zmq_msg_t parts[2];
    /* A reply that is kept leaves the next in the socket: at most one pull is under way. */
    for (unsigned turn = 0; peer->dealer && !peer->held && turn < BUS_TURN_LIMIT; turn++) {
        unsigned count = socket_receive(peer->dealer, parts, 2);
        if (count == 0)
            return;
        if (count == 1 || (count == 2 && zmq_msg_size(&parts[0]) == 0))
            hear_reply(peer, &parts[count - 1], now);
        else
            peer->figures.stale_replies++;
        parts_close(parts, count, 2);
    }
}

/* --- timers
 * ----------------------------------------------------------------------------------------------------- */

/* The connection went away under a pull: its reply will not come. */
static bool connection_is_lost(const Peer *peer)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(peer->dealer, ZMQ_EVENTS, &events, &size) == 0 && !(events & ZMQ_POLLOUT);
}

static void check_outstanding(Peer *peer, int64_t now)
{
    if (connection_is_lost(peer)) {
        peer->outstanding = false;
        peer->pull_due_ms = now;
    } else if (now - peer->sent_ms >= peer->timeout_ms) {
        peer->outstanding = false;
        peer->pull_due_ms = now;
        peer->figures.pull_timeouts++;
        peer->timeout_ms *= 2;
        if (peer->timeout_ms > BUS_PULL_TIMEOUT_LIMIT_MS)
            peer->timeout_ms = BUS_PULL_TIMEOUT_LIMIT_MS;
        peer_trouble(peer, "it does not answer pulls");
        if (++peer->misses >= BUS_PULL_MISSES)
            rebuild(peer, now);
    }
}

void pull_tick(Peer *peer, int64_t now)
{
    if (peer->held) {
        if (now >= peer->held_due_ms)
            take_items(peer, now);
        return;
    }
    if (peer->outstanding)
        check_outstanding(peer, now);
    if (!peer->outstanding && wants_pull(peer, now) &&
        ((peer->hurry && !peer->unsendable_ms) || now >= peer->pull_due_ms))
        ask(peer, now);
}

int64_t pull_wake_ms(const Peer *peer, int64_t now)
{
    if (peer->held)
        return peer->held_due_ms;
    if (peer->outstanding)
        return peer->sent_ms + peer->timeout_ms < now + LOST_CHECK_MS ? peer->sent_ms + peer->timeout_ms
                                                                      : now + LOST_CHECK_MS;
    if (peer->hurry && !peer->unsendable_ms)
        return now;
    return wants_pull(peer, now) ? peer->pull_due_ms : INT64_MAX;
}
