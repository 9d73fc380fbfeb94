/* The load generator: one thread, two sockets, no locks. */
#include "payvand_load.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define PROBE_EVERY_NS 1000000 /* how often the consumer is asked, at most */
#define PROBES 64              /* questions to it under way */
#define SILENCE_LIMIT_NS 20000000000
#define BUSY_PAUSE_NS 2000000
#define REPEAT_NS 3000000000 /* an answer may be lost: the same request is sent again */

typedef struct Slot {
    uint64_t number;
    int64_t sent_ns;
    int64_t again_ns; /* was BUSY: send again then; 0 otherwise */
    int64_t repeat_ns;
    bool under_way;
    char id[36];
    size_t size_bytes;
    uint8_t bytes[REQUEST_BYTES];
} Slot;

typedef struct Probe {
    bool under_way;
    int64_t sale_sent_ns, asked_ns;
    char token[TOKEN_BYTES];
} Probe;

typedef struct Running {
    const Load *load;
    Phase *phase;
    Slot slots[IN_FLIGHT_LIMIT];
    unsigned under_way, again;
    uint64_t sent;
    int64_t from_ns, to_ns, heard_ns;
    bool began, stopping;
    Probe probes[PROBES];
    unsigned probes_under_way;
    int64_t asked_ns;
} Running;

static void send_bytes(void *socket, const uint8_t *bytes, size_t size)
{
    if (zmq_send(socket, bytes, size, 0) < 0)
        bench_fail("send: %s", zmq_strerror(errno));
}

static void send_slot(Running *running, unsigned place)
{
    ReplyHead head;
    Slot *slot = &running->slots[place];
    slot->size_bytes = running->load->make(running->load->plan, place, slot->number, slot->bytes);
    if (!reply_head_read(slot->bytes, slot->size_bytes, &head))
        bench_fail("a request without an id");
    memcpy(slot->id, head.id.bytes, sizeof slot->id);
    slot->under_way = true;
    slot->again_ns = 0;
    slot->sent_ns = bench_now_ns();
    slot->repeat_ns = slot->sent_ns + REPEAT_NS;
    send_bytes(running->load->source, slot->bytes, slot->size_bytes);
}

static void send_next(Running *running, unsigned place)
{
    if (running->stopping || running->sent == running->load->limit) {
        running->slots[place].under_way = false;
        running->under_way--;
        return;
    }
    running->sent++;
    running->slots[place].number = running->load->next(running->load->context);
    send_slot(running, place);
}

/* --- probes ---------------------------------------------------------------------------------------- */

static void ask_consumer(Running *running, unsigned place)
{
    uint8_t bytes[REQUEST_BYTES];
    size_t size = request_probe(place, running->probes[place].token, bytes);
    send_bytes(running->load->consumer, bytes, size);
}

static void begin_probe(Running *running, BusBytes token, int64_t sale_sent_ns, int64_t now)
{
    if (!running->load->consumer || running->probes_under_way == PROBES ||
        now - running->asked_ns < PROBE_EVERY_NS || token.size_bytes >= TOKEN_BYTES)
        return;
    unsigned place = 0;
    while (running->probes[place].under_way)
        place++;
    Probe *probe = &running->probes[place];
    memcpy(probe->token, token.bytes, token.size_bytes);
    probe->token[token.size_bytes] = 0;
    probe->under_way = true;
    probe->sale_sent_ns = sale_sent_ns;
    probe->asked_ns = running->asked_ns = now;
    running->probes_under_way++;
    ask_consumer(running, place);
}

static void take_probe(Running *running, const uint8_t *bytes, size_t size)
{
    ReplyHead head;
    char text[256];
    if (!reply_head_read(bytes, size, &head) || head.slot >= PROBES)
        return;
    if (head.refused) {
        Pv__ProblemKind kind = problem_read(head.problem, text);
        if (kind == PV__PROBLEM_KIND__NOT_YET || kind == PV__PROBLEM_KIND__BUSY) {
            ask_consumer(running, head.slot);
            return;
        }
    }
    Probe *probe = &running->probes[head.slot];
    probe->under_way = false;
    running->probes_under_way--;
    if (probe->asked_ns >= running->from_ns)
        samples_add(&running->phase->effect, bench_now_ns() - probe->sale_sent_ns);
}

/* --- answers --------------------------------------------------------------------------------------- */

static void take_refusal(Running *running, const ReplyHead *head, int64_t now)
{
    char text[256];
    Pv__ProblemKind kind = problem_read(head->problem, text);
    if (kind != PV__PROBLEM_KIND__BUSY && kind != PV__PROBLEM_KIND__UNAVAILABLE)
        bench_fail("refused: %s", text);
    running->phase->busy++;
    running->again++;
    running->slots[head->slot].again_ns = now + BUSY_PAUSE_NS;
}

static void take_answer(Running *running, const uint8_t *bytes, size_t size)
{
    ReplyHead head;
    if (!reply_head_read(bytes, size, &head) || head.slot >= running->load->in_flight)
        return;
    Slot *slot = &running->slots[head.slot];
    if (!slot->under_way || slot->again_ns || memcmp(slot->id, head.id.bytes, sizeof slot->id) != 0)
        return; /* the second answer to a request that was sent twice */
    int64_t now = running->heard_ns = bench_now_ns();
    if (head.refused) {
        take_refusal(running, &head, now);
        return;
    }
    if (!running->began && now >= running->from_ns) {
        running->began = true;
        running->phase->all_done = 0;
        if (running->phase->began)
            running->phase->began(running->phase);
    }
    running->phase->all_done++;
    if (now >= running->from_ns && now < running->to_ns) {
        running->phase->done++;
        samples_add(&running->phase->answer, now - slot->sent_ns);
    }
    if (now < running->to_ns)
        begin_probe(running, head.token, slot->sent_ns, now);
    if (now >= running->to_ns)
        running->stopping = true;
    send_next(running, head.slot);
    if (running->load->progress && running->phase->all_done % 1000 == 0)
        running->load->progress(running->phase->all_done);
}

static void send_again(Running *running)
{
    int64_t now = bench_now_ns();
    for (unsigned place = 0; place < running->load->in_flight; place++) {
        if (running->slots[place].again_ns && running->slots[place].again_ns <= now) {
            running->again--;
            send_slot(running, place);
        }
    }
}

static void repeat_unanswered(Running *running)
{
    int64_t now = bench_now_ns();
    for (unsigned place = 0; place < running->load->in_flight; place++) {
        Slot *slot = &running->slots[place];
        if (!slot->under_way || slot->again_ns || slot->repeat_ns > now)
            continue;
        slot->repeat_ns = now + REPEAT_NS;
        running->phase->repeated++;
        send_bytes(running->load->source, slot->bytes, slot->size_bytes);
    }
}

static bool receive(Running *running, void *socket, void (*take)(Running *, const uint8_t *, size_t))
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    bool received = zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0;
    if (received)
        take(running, zmq_msg_data(&frame), zmq_msg_size(&frame));
    zmq_msg_close(&frame);
    return received;
}

static void wait_for_answers(Running *running)
{
    const Load *load = running->load;
    zmq_pollitem_t items[] = {{.socket = load->source, .events = ZMQ_POLLIN},
                              {.socket = load->consumer, .events = ZMQ_POLLIN}};
    zmq_poll(items, load->consumer ? 2 : 1, running->again ? 1 : 100);
    repeat_unanswered(running);
    if (bench_now_ns() - running->heard_ns > SILENCE_LIMIT_NS)
        bench_fail("no answer for %d seconds", (int)(SILENCE_LIMIT_NS / 1000000000));
}

void load_run(const Load *load, Phase *phase)
{
    static Running running;
    memset(&running, 0, sizeof running);
    running.load = load;
    running.phase = phase;
    running.under_way = load->in_flight;
    running.heard_ns = bench_now_ns();
    running.from_ns = running.heard_ns + (int64_t)(load->warm_up_s * 1e9);
    running.to_ns = load->limit == UINT64_MAX ? running.from_ns + (int64_t)(load->seconds * 1e9) : INT64_MAX;
    phase->seconds = load->seconds;
    for (unsigned place = 0; place < load->in_flight; place++)
        send_next(&running, place);
    while (running.under_way || running.probes_under_way) {
        bool busy = false;
        for (unsigned i = 0; i < 256 && receive(&running, load->source, take_answer); i++)
            busy = true;
        while (load->consumer && receive(&running, load->consumer, take_probe))
            busy = true;
        if (running.again)
            send_again(&running);
        if (!busy)
            wait_for_answers(&running);
    }
    if (phase->repeated)
        bench_note("  %llu requests had no answer for %d s and were sent again",
                   (unsigned long long)phase->repeated, (int)(REPEAT_NS / 1000000000));
}
