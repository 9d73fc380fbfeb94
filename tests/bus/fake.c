/* The fake department: packs real envelopes, answers real pulls. */
#include "fake.h"
#include "runtime/bus/fields.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct HeldReply {
    struct HeldReply *next;
    BusCaller caller;
    uint8_t *bytes;
    size_t size;
} HeldReply;

static Node *nodes[FAKE_LIMIT * 2];
static Relay *relay;

void fake_with_relay(Relay *used)
{
    relay = used;
}

/* --- callbacks */

static Heard *heard_named(Node *node, const char *name)
{
    for (size_t i = 0; i < node->options.peer_count; i++)
        if (strcmp(node->peers[i].name, name) == 0)
            return &node->heard[i];
    fail_msg("%s does not hear %s", node->name, name);
    return NULL;
}

static bool on_event(void *context, const char *peer, const uint8_t *bytes, size_t size,
                     const BusPosition *reached)
{
    Node *node = context;
    if (node->refuse_events) {
        node->refuse_events--;
        return false;
    }
    Pv__Envelope *envelope = pv__envelope__unpack(NULL, size, bytes);
    assert_non_null(envelope);
    assert_string_equal(envelope->source, peer);
    assert_int_equal(envelope->sequence, reached->sequence);
    Heard *heard = heard_named(node, peer);
    if (heard->count % 1024 == 0) {
        heard->sequences = realloc(heard->sequences, (heard->count + 1024) * sizeof *heard->sequences);
        heard->partitions = realloc(heard->partitions, (heard->count + 1024) * sizeof *heard->partitions);
    }
    heard->sequences[heard->count] = envelope->sequence;
    heard->partitions[heard->count++] = envelope->partition;
    heard->position = *reached;
    pv__envelope__free_unpacked(envelope, NULL);
    return true;
}

static bool on_range(void *context, const char *peer, const BusPosition *reached)
{
    Heard *heard = heard_named(context, peer);
    assert_true(reached->sequence > heard->ranged_to || heard->forks);
    heard->ranged_to = reached->sequence;
    if (reached->sequence > heard->position.sequence)
        heard->position = *reached;
    return true;
}

static bool on_fork(void *context, const char *peer, const BusPosition *was, const BusPosition *now)
{
    Heard *heard = heard_named(context, peer);
    heard->forks++;
    heard->fork_was = *was;
    heard->fork_now = *now;
    heard->position = *now;
    return true;
}

static void on_silence(void *context, const char *peer, bool silent)
{
    Heard *heard = heard_named(context, peer);
    assert_true(heard->silent != silent);
    heard->silent = silent;
    heard->silences += silent;
}

static void send_reply(Node *node, const BusCaller *caller, const Pv__Reply *reply)
{
    HeldReply *held = calloc(1, sizeof *held);
    held->caller = *caller;
    held->size = pv__reply__get_packed_size(reply);
    held->bytes = malloc(held->size);
    pv__reply__pack(reply, held->bytes);
    if (held->size > node->largest_reply)
        node->largest_reply = held->size;
    held->next = node->kept;
    node->kept = held;
    if (node->hold_replies)
        node->hold_replies--;
    else
        fake_release(node);
}

void fake_release(Node *node)
{
    while (node->kept) {
        HeldReply *held = node->kept;
        node->kept = held->next;
        for (int i = 0; node->bus && i < (node->repeat_replies ? 2 : 1); i++)
            bus_reply(node->bus, &held->caller, held->bytes, held->size);
        free(held->bytes);
        free(held);
    }
}

static bool is_wanted(const FakeEvent *event, const Pv__PullRequest *pull)
{
    bool wanted = pull->n_partitions == 0;
    for (size_t i = 0; i < pull->n_partitions; i++)
        wanted = wanted || pull->partitions[i] == event->partition;
    return wanted && (event->shared || pull->include_private);
}

static uint64_t digest_at(const Node *node, uint64_t sequence)
{
    EventHead head;
    const FakeEvent *event = &node->events[sequence - 1];
    return event_head_read((BusBytes){event->bytes, event->size_bytes}, &head) ? event_head_digest(&head) : 0;
}

/* Events and ranges after a sequence, up to the credit. */
static void fill_items(Node *node, const Pv__PullRequest *pull, Pv__PullReply *reply)
{
    static Pv__PullItem items[20000];
    static Pv__PullItem *pointers[20000];
    static Pv__EventRange ranges[20000];
    uint64_t at = pull->after_sequence;
    if (node->fork_epoch && pull->epoch == node->fork_epoch && at > node->fork_sequence)
        at = node->fork_sequence;
    size_t bytes = 0, count = 0;
    for (; at < node->event_count && count < 20000 && bytes < pull->credit_bytes; at++) {
        FakeEvent *event = &node->events[at];
        if (node->leave_holes && at % 5 == 2)
            continue;
        pv__pull_item__init(&items[count]);
        if (is_wanted(event, pull)) {
            if (bytes + event->size_bytes > pull->credit_bytes && count)
                break;
            items[count].has_event = 1;
            items[count].event = (ProtobufCBinaryData){event->size_bytes, event->bytes};
            bytes += event->size_bytes;
        } else if (count && items[count - 1].range) {
            items[count - 1].range->to = at + 1;
            items[count - 1].range->digest = digest_at(node, at + 1);
            continue;
        } else {
            pv__event_range__init(&ranges[count]);
            ranges[count].has_from = ranges[count].has_to = ranges[count].has_digest = 1;
            ranges[count].digest = digest_at(node, at + 1);
            ranges[count].from = ranges[count].to = at + 1;
            items[count].range = &ranges[count];
        }
        pointers[count] = &items[count];
        count++;
    }
    reply->items = pointers;
    reply->n_items = count;
}

/* Of this epoch, or kept from the one before. */
static bool contradicts(const Node *node, const Pv__PullRequest *pull)
{
    uint64_t end = pull->epoch == node->epoch ? UINT64_MAX : pull->epoch == node->fork_epoch ? node->fork_sequence : 0;
    if (!pull->known_sequence || pull->known_sequence > end)
        return false;
    return pull->known_sequence > node->event_count || digest_at(node, pull->known_sequence) != pull->known_digest;
}

static void answer_pull(Node *node, const BusCaller *caller, const Pv__Request *request)
{
    Pv__PullRequest *pull = pv__pull_request__unpack(NULL, request->payload.len, request->payload.data);
    assert_non_null(pull);
    if (node->ignore_pulls) {
        node->ignore_pulls--;
        pv__pull_request__free_unpacked(pull, NULL);
        return;
    }
    Pv__PullReply answer = PV__PULL_REPLY__INIT;
    answer.source = node->name;
    answer.has_epoch = answer.has_head = answer.has_fork_epoch = answer.has_fork_sequence = 1;
    answer.epoch = node->epoch;
    answer.head = node->event_count;
    if (node->told_late && answer.head > pull->after_sequence)
        answer.head--;
    answer.fork_epoch = node->fork_epoch;
    answer.fork_sequence = node->fork_sequence;
    answer.has_contradicts = answer.contradicts = contradicts(node, pull);
    fill_items(node, pull, &answer);

    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request->request_id;
    reply.type = "payvand.PullReply";
    reply.has_payload = 1;
    reply.payload.len = pv__pull_reply__get_packed_size(&answer);
    reply.payload.data = malloc(reply.payload.len);
    pv__pull_reply__pack(&answer, reply.payload.data);
    send_reply(node, caller, &reply);
    node->pulls_answered++;
    free(reply.payload.data);
    pv__pull_request__free_unpacked(pull, NULL);
}

static bool on_request(void *context, const BusCaller *caller, const uint8_t *bytes, size_t size)
{
    Node *node = context;
    if (node->refuse_requests)
        return false;
    node->requests++;
    Pv__Request *request = pv__request__unpack(NULL, size, bytes);
    assert_non_null(request);
    if (request->kind == PV__REQUEST_KIND__PULL) {
        answer_pull(node, caller, request);
        pv__request__free_unpacked(request, NULL);
        return true;
    }
    pv__request__free_unpacked(node->last, NULL);
    node->last = request;
    node->last_caller = *caller;
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request->request_id;
    reply.type = request->type;
    reply.has_payload = request->has_payload;
    reply.payload = request->payload;
    send_reply(node, caller, &reply);
    return true;
}

/* --- nodes */

Node *fake_node(const char *name, const char *folder)
{
    Node *node = calloc(1, sizeof *node);
    snprintf(node->name, sizeof node->name, "%s", name);
    node->epoch = UINT64_C(1) << 32 | 77;
    node->options = (BusOptions){
        .department = node->name,
        .platform = platform_real(),
        .folder = folder,
        .fast_lane = true,
        .peers = node->peers,
        .callbacks = {node, on_request, on_event, on_range, on_fork, on_silence},
    };
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        if (!nodes[i]) {
            nodes[i] = node;
            return node;
        }
    fail_msg("too many nodes");
    return NULL;
}

BusPeer *fake_hears(Node *node, const Node *peer)
{
    BusPeer *added = &node->peers[node->options.peer_count++];
    added->name = peer->name;
    return added;
}

void fake_open(Node *node)
{
    char error[BUS_ERROR_BYTES] = "";
    if (!bus_open(&node->bus, &node->options, error))
        fail_msg("%s", error);
    for (size_t i = 0; i < node->options.peer_count; i++)
        if (node->peers[i].partition_count == 0)
            bus_set_position(node->bus, node->peers[i].name,
                             &(BusPosition){.epoch = node->heard[i].position.epoch,
                                            .sequence = node->heard[i].position.sequence,
                                            .partition = BUS_ALL_PARTITIONS,
                                            .digest = node->heard[i].position.digest});
    for (size_t i = 0; i < node->options.peer_count; i++)
        node->heard[i].silent = false;
    fake_set_head(node);
}

void fake_close(Node *node)
{
    bus_close(&node->bus);
    fake_release(node);
}

void fake_free(Node *node)
{
    fake_close(node);
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        if (nodes[i] == node)
            nodes[i] = NULL;
    for (size_t i = 0; i < node->event_count; i++)
        free(node->events[i].bytes);
    for (size_t i = 0; i < FAKE_LIMIT; i++) {
        free(node->heard[i].sequences);
        free(node->heard[i].partitions);
    }
    pv__request__free_unpacked(node->last, NULL);
    free(node->events);
    free(node);
}

static uint64_t last_shared(const Node *node, int partition)
{
    for (size_t i = node->event_count; i > 0; i--)
        if (node->events[i - 1].shared && (partition < 0 || node->events[i - 1].partition == (uint32_t)partition))
            return i;
    return 0;
}

void fake_append(Node *node, uint32_t partition, bool shared)
{
    uint8_t payload[128];
    Pv__Money money = PV__MONEY__INIT;
    money.has_amount_minor = 1;
    money.amount_minor = (int64_t)node->event_count + 1;
    money.currency = "a currency whose code is long, so that events have the size that events have, about a hundred";
    Pv__Envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = node->name;
    envelope.has_epoch = envelope.has_sequence = envelope.has_partition = envelope.has_previous_in_partition = 1;
    envelope.has_previous_shared = envelope.has_flags = envelope.has_payload = envelope.has_payload_digest = 1;
    envelope.payload_digest = node->digest;
    envelope.epoch = node->epoch;
    envelope.sequence = node->event_count + 1;
    envelope.partition = partition;
    envelope.previous_shared = last_shared(node, -1);
    envelope.previous_in_partition = last_shared(node, (int)partition);
    envelope.type = "payvand.Money";
    envelope.flags = shared ? PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED : 0;
    envelope.payload = (ProtobufCBinaryData){pv__money__pack(&money, payload), payload};
    FakeEvent event = {.epoch = node->epoch, .partition = partition, .shared = shared};
    event.size_bytes = pv__envelope__get_packed_size(&envelope);
    event.bytes = malloc(event.size_bytes);
    pv__envelope__pack(&envelope, event.bytes);
    if (node->event_count % 1024 == 0)
        node->events = realloc(node->events, (node->event_count + 1024) * sizeof *node->events);
    node->events[node->event_count++] = event;
    node->digest = node->digest * 31 + node->event_count;
}

void fake_publish(Node *node, uint64_t sequence)
{
    char topic[64];
    const FakeEvent *event = &node->events[sequence - 1];
    bus_topic(topic, sizeof topic, node->name, event->partition, "payvand.Money");
    bus_publish(node->bus, topic, event->bytes, event->size_bytes);
}

void fake_tell(Node *node, uint32_t partition, bool shared)
{
    fake_append(node, partition, shared);
    if (shared && node->bus)
        fake_publish(node, node->event_count);
    fake_set_head(node);
}

void fake_set_head(Node *node)
{
    if (!node->bus)
        return;
    uint64_t heads[PV_PARTITIONS] = {0};
    Pv__Beacon beacon = PV__BEACON__INIT;
    beacon.epoch = node->epoch;
    beacon.head = node->event_count;
    beacon.head_shared = last_shared(node, -1);
    beacon.n_head_in_partition = PV_PARTITIONS;
    beacon.head_in_partition = heads;
    for (size_t i = 0; i < node->event_count; i++)
        if (node->events[i].shared)
            heads[node->events[i].partition] = i + 1;
    beacon.has_digest = beacon.has_fork_epoch = beacon.has_fork_sequence = 1;
    beacon.digest = node->digest;
    if ((beacon.has_head_digest = node->event_count > 0))
        beacon.head_digest = digest_at(node, node->event_count);
    beacon.fork_epoch = node->fork_epoch;
    beacon.fork_sequence = node->fork_sequence;
    bus_set_head(node->bus, &beacon);
}

static void drop_events(Node *node, uint64_t keep)
{
    for (size_t i = keep; i < node->event_count; i++)
        free(node->events[i].bytes);
    node->event_count = keep;
    /* Arrays grow in steps of 1024 events, which appending relies on. */
    node->events = realloc(node->events, (keep / 1024 + 1) * 1024 * sizeof *node->events);
}

void fake_roll_back(Node *node, uint64_t keep)
{
    drop_events(node, keep);
    node->digest += 19;
}

void fake_fork(Node *node, uint64_t keep)
{
    drop_events(node, keep);
    node->fork_epoch = node->epoch;
    node->fork_sequence = keep;
    node->epoch += UINT64_C(1) << 32;
    node->digest += 17;
    fake_set_head(node);
}

/* --- what was heard */

Heard *fake_heard(Node *node, const Node *peer)
{
    return heard_named(node, peer->name);
}

BusPeerFigures fake_figures(Node *node, const Node *peer)
{
    BusFigures figures;
    bus_figures(node->bus, &figures);
    for (size_t i = 0; i < figures.peer_count; i++)
        if (strcmp(figures.peers[i].name, peer->name) == 0)
            return figures.peers[i];
    fail_msg("no figures of %s", peer->name);
    return figures.peers[0];
}

bool fake_is_complete(Node *node, Node *peer)
{
    Heard *heard = fake_heard(node, peer);
    const BusPeer *settings = &node->peers[heard - node->heard];
    size_t place = 0;
    for (uint64_t sequence = 1; sequence <= peer->event_count; sequence++) {
        const FakeEvent *event = &peer->events[sequence - 1];
        bool wanted = (event->shared || settings->include_private) && settings->partition_count == 0;
        for (size_t i = 0; i < settings->partition_count; i++)
            wanted = wanted || (event->shared && settings->partitions[i] == event->partition);
        if (!wanted)
            continue;
        if (place == heard->count)
            return false;
        /* By partitions only the order within each partition is promised. */
        if (settings->partition_count == 0)
            assert_int_equal(heard->sequences[place], sequence);
        place++;
    }
    assert_int_equal(heard->count, place);
    return true;
}

/* --- time */

static void step_all(void)
{
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        if (nodes[i] && nodes[i]->bus)
            bus_step(nodes[i]->bus, 1);
    if (relay)
        relay_step(relay);
}

void fake_until(FakeCondition *condition, void *context, int64_t deadline_ms, const char *what)
{
    int64_t until = test_now_ms() + deadline_ms;
    while (!condition(context)) {
        if (test_now_ms() > until)
            fail_msg("did not happen within %lld ms: %s", (long long)deadline_ms, what);
        step_all();
    }
}

void fake_run_ms(int64_t duration_ms)
{
    int64_t until = test_now_ms() + duration_ms;
    while (test_now_ms() < until)
        step_all();
}

typedef struct Pair {
    Node *node;
    Node *peer;
} Pair;

static bool is_complete(void *context)
{
    Pair *pair = context;
    return fake_figures(pair->node, pair->peer).sequence >= pair->peer->event_count &&
           fake_is_complete(pair->node, pair->peer);
}

void fake_until_complete(Node *node, Node *peer, int64_t deadline_ms)
{
    Pair pair = {node, peer};
    char what[128];
    BusPeerFigures before = fake_figures(node, peer);
    snprintf(what, sizeof what, "%s has heard all of %s (began at %llu of %zu)", node->name, peer->name,
             (unsigned long long)before.sequence, peer->event_count);
    fake_until(is_complete, &pair, deadline_ms, what);
}
