/* Workers as nodes; see worker_node.h. */
#include "worker_node.h"
#include "analytics/worker/worker.h"
#include "node.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define LETTERS_LIMIT 96
#define REPEAT_US 400000
#define TURN_LEAST_US 200
#define TURN_MOST_US 2000
#define IDLE_TURN_US 40000

/* A letter under way. */
typedef struct Sent {
    Letter *letter;
    uint64_t at_us;
    uint8_t *bytes;
    size_t size_bytes;
} Sent;

/* The line to analytics, in place of the product's thread. */
struct Sender {
    void *socket;
    Sent sent[LETTERS_LIMIT];
    unsigned count;
    Letter *back[LETTERS_LIMIT];
    unsigned back_first, back_count;
};

typedef enum Stage { DOWN, TAKING, ASKING, WORKING } Stage;

typedef struct SimWorker {
    SimActor actor;
    char name[16];
    uint64_t set; /* partitions */
    SimDisk disk; /* its clock; its tables are real files */
    PvConfig *config;
    Worker *worker;
    Sender *sender;
    void *context;
    Stage stage;
    bool stopped, turn_is_due;
    uint64_t turn_at_us;
    Letter *letter; /* of a start under way */
} SimWorker;

static SimWorker workers[WORKER_COUNT];

void worker_stores_lock(void)
{
}

void worker_stores_unlock(void)
{
}

/* --- the line to analytics */

static void send(Sender *sender, Sent *sent)
{
    sent->at_us = sim.now_us;
    zmq_send(sender->socket, sent->bytes, sent->size_bytes, ZMQ_DONTWAIT);
}

bool sender_send(Sender *sender, Letter *letter)
{
    if (sender->count == LETTERS_LIMIT || sender->back_count + sender->count >= LETTERS_LIMIT)
        return false;
    Sent *sent = &sender->sent[sender->count++];
    sent->letter = letter;
    sent->size_bytes = pv__request__get_packed_size(&letter->request);
    sent->bytes = malloc(sent->size_bytes);
    pv__request__pack(&letter->request, sent->bytes);
    send(sender, sent);
    return true;
}

static void take_reply(Sender *sender, const Pv__Reply *reply)
{
    unsigned at = 0;
    while (at < sender->count &&
           strcmp(sender->sent[at].letter->request.request_id, reply->request_id ? reply->request_id : "") != 0)
        at++;
    const Pv__Problem *problem = reply->problem;
    if (at == sender->count || (problem && (problem->kind == PV__PROBLEM_KIND__BUSY ||
                                            problem->kind == PV__PROBLEM_KIND__UNAVAILABLE)))
        return;
    Letter *letter = sender->sent[at].letter;
    free(sender->sent[at].bytes);
    sender->sent[at] = sender->sent[--sender->count];
    if (problem) {
        letter->problem = arena_copy_text(letter->arena, problem->type);
        letter->problem_text = arena_copy_text(letter->arena, problem->detail ? problem->detail : "");
    }
    letter->payload_bytes = reply->payload.len;
    letter->payload = arena_copy_bytes(letter->arena, reply->payload.data, reply->payload.len);
    sender->back[(sender->back_first + sender->back_count++) % LETTERS_LIMIT] = letter;
}

static void receive(Sender *sender)
{
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (zmq_msg_recv(&message, sender->socket, ZMQ_DONTWAIT) >= 0) {
        Pv__Reply *reply = pv__reply__unpack(NULL, zmq_msg_size(&message), zmq_msg_data(&message));
        sim_check(reply, "analytics sent a worker what cannot be read");
        take_reply(sender, reply);
        pv__reply__free_unpacked(reply, NULL);
        zmq_msg_close(&message);
    }
    for (unsigned i = 0; i < sender->count; i++)
        if (sim.now_us - sender->sent[i].at_us > REPEAT_US)
            send(sender, &sender->sent[i]);
}

Letter *sender_receive(Sender *sender)
{
    if (sender->back_count == 0)
        return NULL;
    Letter *letter = sender->back[sender->back_first];
    sender->back_first = (sender->back_first + 1) % LETTERS_LIMIT;
    sender->back_count--;
    return letter;
}

static void sender_end(Sender *sender)
{
    for (unsigned i = 0; i < sender->count; i++) {
        letter_close(&sender->sent[i].letter);
        free(sender->sent[i].bytes);
    }
    for (Letter *letter; (letter = sender_receive(sender));)
        letter_close(&letter);
    free(sender);
}

/* --- living and dying */

static void turn(void *context);

static void turn_at(SimWorker *worker, uint64_t at_us)
{
    if (worker->turn_is_due && worker->turn_at_us <= at_us)
        return;
    worker->turn_is_due = true;
    worker->turn_at_us = at_us;
    sim_at(at_us, turn, worker);
}

static void wake(void *context)
{
    SimWorker *worker = context;
    if (worker->worker && !worker->stopped)
        turn_at(worker, sim.now_us + sim_between(TURN_LEAST_US, TURN_MOST_US));
}

static void end(SimWorker *worker)
{
    if (!worker->worker)
        return;
    sim.actor = &worker->actor;
    bus_close(&worker->worker->bus);
    sender_end(worker->sender);
    for (int i = 0; i < PV_PARTITIONS; i++)
        if (worker->worker->desks[i].held)
            partition_close(&worker->worker->desks[i].partition);
    arena_close(&worker->worker->arena);
    free(worker->worker);
    worker->worker = NULL;
    worker->stage = DOWN;
    worker->stopped = false;
    sim_sockets_drop(&worker->actor);
}

static void post(SimWorker *worker, Letter *letter)
{
    worker_address(worker->worker, letter, false);
    if (!sender_send(worker->sender, letter))
        sim_fail("a worker's first letter cannot be sent");
}

static void take_partitions(SimWorker *worker)
{
    analytics_take_partitions command = ANALYTICS__TAKE_PARTITIONS__INIT;
    uint32_t partitions[PV_PARTITIONS];
    command.worker = worker->name;
    command.partitions = partitions;
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        if (worker->set >> i & 1)
            partitions[command.n_partitions++] = i;
    post(worker, letter_open(LETTER_DELTA, PV__REQUEST_KIND__COMMAND, "payvand.analytics.TakePartitions", &command.base));
    worker->stage = TAKING;
}

static void start(void *context)
{
    SimWorker *worker = context;
    char error[CONFIG_ERROR_BYTES] = "", endpoint[300];
    if (worker->worker || !worker->set)
        return;
    sim.actor = &worker->actor;
    worker->worker = calloc(1, sizeof *worker->worker);
    Worker *own = worker->worker;
    own->platform = &worker->disk.platform;
    own->arena = arena_open(256u << 20);
    ids_open(&own->ids, own->platform);
    snprintf(own->name, sizeof own->name, "%s", worker->name);
    if (!worker_open_partitions(own, worker->config, worker->set, error))
        sim_fail("%s", error);
    worker->sender = own->sender = calloc(1, sizeof *worker->sender);
    worker->sender->socket = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/run/analytics.router.ipc", sim.folder);
    zmq_connect(worker->sender->socket, endpoint);
    take_partitions(worker);
    worker->turn_is_due = false;
    turn_at(worker, sim.now_us + 1000);
}

/* What analytics said to the first letters. */
static void go_on_starting(SimWorker *worker)
{
    char error[CONFIG_ERROR_BYTES] = "";
    Letter *letter = sender_receive(worker->sender);
    Worker *own = worker->worker;
    if (!letter)
        return;
    sim_check(!letter->problem, "analytics refuses a worker's start as %s", letter->problem);
    if (worker->stage == TAKING) {
        analytics_worker_grant *grant =
            analytics__worker_grant__unpack(arena_allocator(letter->arena), letter->payload_bytes, letter->payload);
        own->epoch = grant->worker_epoch;
        analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
        post(worker, letter_open(LETTER_POSITION, PV__REQUEST_KIND__QUERY, "payvand.analytics.GetPositions", &query.base));
        worker->stage = ASKING;
    } else {
        analytics_positions_report *report =
            analytics__positions_report__unpack(arena_allocator(letter->arena), letter->payload_bytes, letter->payload);
        for (size_t i = 0; i < report->n_partitions; i++)
            if (worker->set >> report->partitions[i]->partition & 1)
                desk_told(own, &own->desks[report->partitions[i]->partition], report->partitions[i]);
        if (!worker_open_bus(own, worker->config, NULL, error))
            sim_fail("%s", error);
        worker->stage = WORKING;
    }
    letter_close(&letter);
}

static void write_down(Worker *own)
{
    for (int i = 0; i < PV_PARTITIONS; i++)
        if (own->desks[i].held && sim_chance(4) && partition_freeze(&own->desks[i].partition, true))
            partition_write_down(&own->desks[i].partition);
}

static void turn(void *context)
{
    SimWorker *worker = context;
    if (sim.now_us != worker->turn_at_us || !worker->turn_is_due)
        return;
    worker->turn_is_due = false;
    Worker *own = worker->worker;
    if (!own || worker->stopped)
        return;
    sim.actor = &worker->actor;
    sim.steps++;
    receive(worker->sender);
    if (worker->stage == WORKING) {
        bus_step(own->bus, 0);
        worker_turn(own);
        if (sim_chance(100))
            write_down(own);
    } else {
        go_on_starting(worker);
    }
    if (own->stopping) { /* its partitions are another's now */
        sim_say("%s ends: %s", worker->name, own->fault);
        sim_check(strstr(own->fault, "was taken by") || strstr(own->fault, "worker"), "%s ends: %s", worker->name, own->fault);
        end(worker);
        sim_after(sim_between(500000, 5000000), start, worker);
        return;
    }
    bool busy = sim_sockets_waiting(&worker->actor) || worker->sender->back_count > 0;
    turn_at(worker, sim.now_us + (busy ? sim_between(TURN_LEAST_US, TURN_MOST_US)
                                       : sim.idle_us > IDLE_TURN_US ? sim.idle_us : IDLE_TURN_US));
}

static void go_on(void *context)
{
    SimWorker *worker = context;
    worker->stopped = false;
    wake(worker);
}

/* The configuration is changed: partitions go from one to the other, whose processes come back with theirs in any order. */
static void move_partitions(void)
{
    unsigned from = (unsigned)sim_below(2);
    uint64_t moved = workers[from].set & sim_random();
    if (moved == workers[from].set)
        return; /* nobody is left with none */
    sim_fault(FAULT_PARTITIONS_MOVED);
    workers[from].set &= ~moved;
    workers[1 - from].set |= moved;
    for (unsigned i = 0; i < 2; i++) {
        if (i == from && sim_chance(300)) /* it is not told in time: it goes on until it is fenced off */
            continue;
        end(&workers[i]);
        sim_after(sim_between(1000, 3000000), start, &workers[i]);
    }
}

void workers_trouble(void)
{
    SimWorker *worker = &workers[sim_below(2)], *spare = &workers[2];
    switch (sim_below(5)) {
    case 0:
        if (worker->worker) {
            sim_fault(FAULT_KILLED);
            end(worker);
            sim_after(sim_between(100000, 5000000), start, worker);
        }
        break;
    case 1: /* it stops, another takes its partitions, it goes on as if nothing had been */
        if (worker->worker) {
            sim_fault(FAULT_STOPPED);
            worker->stopped = true;
            sim_after(sim_between(1000000, 30000000), go_on, worker);
        }
        /* fall through */
    case 2:
        if (!spare->worker) {
            spare->set = worker->set;
            start(spare);
        }
        break;
    case 3:
        move_partitions();
        break;
    default:
        end(spare);
    }
}

void workers_heal(void)
{
    end(&workers[2]);
    for (unsigned i = 0; i < 2; i++) {
        end(&workers[i]);
        start(&workers[i]);
    }
}

bool workers_at_rest(void)
{
    const EngineHead *sales = &node_named("sales")->service->durable.head;
    for (unsigned i = 0; i < 2; i++) {
        const SimWorker *worker = &workers[i];
        if (worker->stage != WORKING || worker->sender->count > 1 || worker->sender->back_count > 0)
            return false;
        for (int partition = 0; partition < PV_PARTITIONS; partition++) {
            const Desk *desk = &worker->worker->desks[partition];
            if (desk->held && (desk->waiting || desk->lost || desk->from_start || desk->partition.dirty ||
                               desk->partition.at.sequence < sales->head_in_partition[partition]))
                return false;
        }
    }
    return true;
}

bool workers_distrust_sales(void)
{
    for (unsigned i = 0; i < WORKER_COUNT; i++) {
        BusFigures figures;
        if (workers[i].stage != WORKING)
            continue;
        bus_figures(workers[i].worker->bus, &figures);
        if (!figures.peers[0].stopped)
            return false;
    }
    return true;
}

void workers_open(void)
{
    char path[300], error[CONFIG_ERROR_BYTES];
    snprintf(path, sizeof path, "%s/payvand.yaml", sim.folder);
    for (unsigned i = 0; i < WORKER_COUNT; i++) {
        SimWorker *worker = &workers[i];
        snprintf(worker->name, sizeof worker->name, "w%u", i + 1);
        worker->actor = (SimActor){.name = worker->name, .wake = wake, .context = worker};
        sim_actor_add(&worker->actor);
        disk_open(&worker->disk);
        if (!config_load(path, NULL, &worker->config, error))
            sim_fail("%s", error);
        worker->set = i == 0 ? 0x00000000ffffffffULL : i == 1 ? 0xffffffff00000000ULL : 0;
        start(worker);
    }
}

void workers_close(void)
{
    for (unsigned i = 0; i < WORKER_COUNT; i++)
        end(&workers[i]);
}
