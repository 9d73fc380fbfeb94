/* payvand-worker: follows the log of sales for some partitions, folds purchases into a store for each, and tells
 * analytics what changed. One thread works, one sends, one writes down. */
#include "analytics/worker/worker.h"
#include "payvand/analytics/messages.h"
#include "runtime/config/config.h"
#include "runtime/memory/require.h"
#include "runtime/observe/log.h"
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define EXIT_USAGE 64
#define STEP_MS 20
#define FREEZE_EVERY_MS 100
#define LETTERS_UNDER_WAY 64
#define EVENT_ARENA_BYTES (256u << 20)
#define CALL_MS 1000

/* The write-down thread and the lock under which stores are opened anew. */
typedef struct WriteDown {
    Worker *worker;
    pthread_t thread;
    pthread_mutex_t stores;
    sem_t work;
    atomic_bool stopping;
    atomic_bool failed;
} WriteDown;

static WriteDown write_down;

void worker_fault(Worker *worker, const char *format, ...)
{
    va_list arguments;
    if (worker->fault[0])
        return;
    va_start(arguments, format);
    vsnprintf(worker->fault, sizeof worker->fault, format, arguments);
    va_end(arguments);
    worker->stopping = true;
}

int64_t worker_now_ms(const Worker *worker)
{
    return (int64_t)(worker->platform->monotonic_us(worker->platform->context) / 1000);
}

void worker_address(Worker *worker, Letter *letter, bool historical)
{
    static const char *roles[] = {"worker"};
    char *id = arena_take(letter->arena, PV_ID_TEXT_BYTES);
    Pv__Actor *actor = arena_take(letter->arena, sizeof *actor);
    id_new(&worker->ids, id);
    pv__actor__init(actor);
    actor->id = worker->name;
    actor->n_roles = 1;
    actor->roles = roles;
    letter->request.request_id = id;
    letter->request.actor = actor;
    letter->request.has_issued_at_ms = 1;
    letter->request.issued_at_ms = worker->platform->clock_ms(worker->platform->context);
    letter->request.has_historical = historical;
    letter->request.historical = historical;
}

bool worker_post(Worker *worker, Desk *desk, Letter *letter)
{
    letter->partition = desk->partition.number;
    if (!sender_send(worker->sender, letter)) {
        letter_close(&letter);
        return false;
    }
    desk->waiting = true;
    return true;
}

/* --- what the bus brings ----------------------------------------------------------------------------------------- */

static Desk *desk_of(Worker *worker, int partition)
{
    if (partition < 0 || partition >= PV_PARTITIONS || !worker->desks[partition].held)
        return NULL;
    return &worker->desks[partition];
}

static bool on_request(void *context, const BusCaller *caller, const uint8_t *bytes, size_t size)
{
    return false; /* a worker answers nobody */
}

static bool on_event(void *context, const char *peer, const uint8_t *bytes, size_t size, const BusPosition *reached)
{
    Worker *worker = context;
    Desk *desk = desk_of(worker, reached->partition);
    if (!desk || desk->from_start)
        return true;
    arena_reset(worker->arena);
    Pv__Envelope *event = pv__envelope__unpack(arena_allocator(worker->arena), size, bytes);
    if (event)
        partition_fold(&desk->partition, event, worker->arena);
    partition_move(&desk->partition, reached->epoch, reached->sequence);
    desk->met_event = true;
    return true;
}

static bool on_range(void *context, const char *peer, const BusPosition *reached)
{
    Worker *worker = context;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = desk_of(worker, i);
        bool concerned = reached->partition == BUS_ALL_PARTITIONS || reached->partition == i;
        if (!desk || desk->from_start || !concerned || desk->partition.at.sequence >= reached->sequence)
            continue;
        partition_move(&desk->partition, reached->epoch, reached->sequence);
    }
    return true;
}

/* Events after the fork never were: a partition that worked them in begins again. */
static bool on_fork(void *context, const char *peer, const BusPosition *was, const BusPosition *now)
{
    Worker *worker = context;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = desk_of(worker, i);
        if (!desk || desk->partition.at.epoch == 0 || desk->partition.at.epoch == now->epoch)
            continue;
        if (desk->partition.at.sequence <= now->sequence) {
            partition_move(&desk->partition, now->epoch, desk->partition.at.sequence);
            continue;
        }
        char error[PARTITION_ERROR_BYTES];
        Place told = desk->partition.told;
        pthread_mutex_lock(&write_down.stores);
        if (!partition_start_over(&desk->partition, error))
            worker_fault(worker, "%s", error);
        pthread_mutex_unlock(&write_down.stores);
        desk->partition.told = told;
        desk->from_start = true;
    }
    return true;
}

static void on_silence(void *context, const char *peer, bool silent)
{
    if (silent)
        observe_warning("department is silent", "peer=%s", peer);
    else
        observe_info("department is heard again", "peer=%s", peer);
}

/* --- turns -------------------------------------------------------------------------------------------------------- */

static void take_answer(Worker *worker, Letter *letter)
{
    Desk *desk = &worker->desks[letter->partition];
    if (letter->kind == LETTER_RUN) {
        run_answered(worker, letter);
        return;
    }
    desk->waiting = false;
    if (letter->kind == LETTER_DELTA) {
        delta_answered(worker, desk, letter);
    } else if (letter->kind == LETTER_REPORT) {
        report_answered(worker, desk, letter);
    } else {
        pthread_mutex_lock(&write_down.stores);
        position_answered(worker, desk, letter);
        pthread_mutex_unlock(&write_down.stores);
    }
}

static void pump(void *context)
{
    Worker *worker = context;
    for (Letter *letter; (letter = sender_receive(worker->sender));) {
        take_answer(worker, letter);
        letter_close(&letter);
    }
    for (int i = 0; i < PV_PARTITIONS && !worker->stopping; i++) {
        Desk *desk = &worker->desks[i];
        if (!desk->held)
            continue;
        if (desk->from_start) {
            desk->from_start = false;
            bus_set_position(worker->bus, SOURCE, i, 0, 0);
        }
        if (!desk->waiting)
            delta_pump(worker, desk);
        if (!desk->waiting)
            report_pump(worker, desk);
    }
    run_pump(worker);
}

static void freeze_all(Worker *worker, bool force)
{
    bool any = false;
    for (int i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            any |= partition_freeze(&worker->desks[i].partition, force);
    if (any)
        sem_post(&write_down.work);
}

static bool write_all(WriteDown *down)
{
    bool good = true;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        if (!down->worker->desks[i].held)
            continue;
        pthread_mutex_lock(&down->stores);
        good &= partition_write_down(&down->worker->desks[i].partition);
        pthread_mutex_unlock(&down->stores);
    }
    return good;
}

static void *write_down_run(void *context)
{
    WriteDown *down = context;
    while (!atomic_load(&down->stopping)) {
        while (sem_wait(&down->work) != 0 && errno == EINTR)
            ;
        if (!write_all(down))
            atomic_store(&down->failed, true);
    }
    return NULL;
}

static void signalled(void *context)
{
    ((Worker *)context)->stopping = true;
}

static void work(Worker *worker)
{
    int64_t freeze_ms = 0;
    while (!worker->stopping) {
        bus_step(worker->bus, STEP_MS);
        pump(worker);
        int64_t now_ms = worker_now_ms(worker);
        if (now_ms >= freeze_ms) {
            freeze_ms = now_ms + FREEZE_EVERY_MS;
            freeze_all(worker, false);
        }
        if (atomic_load(&write_down.failed))
            worker_fault(worker, "a partition's store cannot be written");
    }
}

/* --- starting ----------------------------------------------------------------------------------------------------- */

static bool is_signalled(int signals)
{
    struct signalfd_siginfo seen;
    return read(signals, &seen, sizeof seen) == (ssize_t)sizeof seen;
}

/* One request to analytics, repeated until it is answered or the worker is told to stop. The reply is in the letter's
 * arena; NULL with a fault or when told to stop. */
static Pv__Reply *call(Worker *worker, PvClient *client, Letter *letter, int signals)
{
    worker_address(worker, letter, false);
    Pv__Reply *reply = NULL;
    while (!worker->stopping) {
        reply = client_call(client, letter->arena, &letter->request, CALL_MS);
        bool again = !reply || (reply->problem && (reply->problem->kind == PV__PROBLEM_KIND__BUSY ||
                                                   reply->problem->kind == PV__PROBLEM_KIND__UNAVAILABLE));
        if (!again)
            break;
        reply = NULL;
        worker->stopping = is_signalled(signals);
    }
    if (reply && reply->problem) {
        worker_fault(worker, "analytics refused: %s", reply->problem->detail ? reply->problem->detail : "");
        reply = NULL;
    }
    return reply;
}

static bool take_partitions(Worker *worker, PvClient *client, int signals)
{
    analytics_take_partitions command = ANALYTICS__TAKE_PARTITIONS__INIT;
    uint32_t partitions[PV_PARTITIONS];
    command.worker = worker->name;
    command.partitions = partitions;
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partitions[command.n_partitions++] = i;
    Letter *letter = letter_open(LETTER_DELTA, PV__REQUEST_KIND__COMMAND, "payvand.analytics.TakePartitions",
                                 &command.base);
    Pv__Reply *reply = call(worker, client, letter, signals);
    analytics_worker_grant *grant =
        reply ? analytics__worker_grant__unpack(arena_allocator(letter->arena), reply->payload.len, reply->payload.data)
              : NULL;
    if (grant)
        worker->epoch = grant->worker_epoch;
    letter_close(&letter);
    return grant != NULL;
}

static bool learn_places(Worker *worker, PvClient *client, int signals)
{
    analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
    Letter *letter =
        letter_open(LETTER_POSITION, PV__REQUEST_KIND__QUERY, "payvand.analytics.GetPositions", &query.base);
    Pv__Reply *reply = call(worker, client, letter, signals);
    analytics_positions_report *report =
        reply ? analytics__positions_report__unpack(arena_allocator(letter->arena), reply->payload.len,
                                                    reply->payload.data)
              : NULL;
    for (size_t i = 0; report && i < report->n_partitions; i++) {
        uint32_t partition = report->partitions[i]->partition;
        if (partition < PV_PARTITIONS && worker->desks[partition].held)
            desk_told(worker, &worker->desks[partition], report->partitions[i]);
    }
    letter_close(&letter);
    return report != NULL;
}

/* Keys for departments on other hosts: those of analytics on this host, else the operator's. */
static bool load_keys(const PvConfig *config, CurveKeys *keys, bool *have, char *error)
{
    const ConfigDepartment *own = config_department(config, AGGREGATOR);
    const char *path = own && own->keys ? own->keys : config->operator_keys;
    *have = path != NULL;
    return !path || keys_load(path, keys, error);
}

static PvClient *open_client(const PvConfig *config, const CurveKeys *keys, char *error)
{
    const ConfigPeer *peer = config_peer(config, AGGREGATOR);
    char endpoint[128];
    if (!config_department(config, AGGREGATOR) && peer)
        return client_open(peer->router, keys, peer->server_key, error);
    config_ipc_endpoint(config, AGGREGATOR, "router", endpoint);
    return client_open(endpoint, NULL, NULL, error);
}

static bool open_bus(Worker *worker, const PvConfig *config, const CurveKeys *keys, char *error)
{
    char folder[512];
    uint32_t partitions[PV_PARTITIONS];
    BusPeer sales = {.name = SOURCE, .partitions = partitions};
    const ConfigPeer *peer = config_peer(config, SOURCE);
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partitions[sales.partition_count++] = i;
    if (!config_department(config, SOURCE) && peer) {
        sales.router = peer->router;
        sales.pub = peer->pub;
        sales.server_key = peer->server_key;
    }
    snprintf(folder, sizeof folder, "%s/run", config->data);
    BusOptions options = {.department = worker->name,
                          .platform = worker->platform,
                          .folder = folder,
                          .keys = keys,
                          .peers = &sales,
                          .peer_count = 1,
                          .fast_lane = config->fast_lane,
                          .callbacks = {worker, on_request, on_event, on_range, on_fork, on_silence}};
    if (!bus_open(&worker->bus, &options, error))
        return false;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = &worker->desks[i];
        desk->from_start = false;
        if (desk->held && desk->partition.at.epoch)
            bus_set_position(worker->bus, SOURCE, i, desk->partition.at.epoch, desk->partition.at.sequence);
    }
    return true;
}

static bool open_partitions(Worker *worker, const PvConfig *config, uint64_t set, char *error)
{
    char folder[400];
    snprintf(folder, sizeof folder, "%s/%s", config->data, worker->name);
    for (uint32_t i = 0; i < PV_PARTITIONS; i++) {
        if (!(set >> i & 1))
            continue;
        if (!partition_open(&worker->desks[i].partition, folder, i, error))
            return false;
        worker->desks[i].held = true;
    }
    return true;
}

/* --- running ------------------------------------------------------------------------------------------------------ */

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    int signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    pv_require(signals >= 0);
    return signals;
}

static void run_threads(Worker *worker, PvClient *client)
{
    write_down.worker = worker;
    sem_init(&write_down.work, 0, 0);
    worker->sender = sender_open(client, LETTERS_UNDER_WAY);
    bus_watch(worker->bus, sender_fd(worker->sender), pump, worker);
    pv_require(pthread_create(&write_down.thread, NULL, write_down_run, &write_down) == 0);
    observe_info("ready", "worker_epoch=%" PRIu64, worker->epoch);
    work(worker);
    atomic_store(&write_down.stopping, true);
    sem_post(&write_down.work);
    pthread_join(write_down.thread, NULL);
    sender_close(&worker->sender);
    freeze_all(worker, true);
    write_all(&write_down);
}

static int serve(Worker *worker, PvConfig *config, uint64_t set)
{
    char error[CONFIG_ERROR_BYTES] = "";
    CurveKeys keys;
    bool have_keys = false;
    int signals = open_signals();
    PvClient *client = NULL;
    pthread_mutex_init(&write_down.stores, NULL);
    worker->platform = platform_real();
    worker->arena = arena_open(EVENT_ARENA_BYTES);
    ids_open(&worker->ids, worker->platform);
    observe_start(worker->name, OBSERVE_INFO);
    bool good = config_prepare(config, error) && load_keys(config, &keys, &have_keys, error) &&
                open_partitions(worker, config, set, error) &&
                (client = open_client(config, have_keys ? &keys : NULL, error));
    bool taken = good && take_partitions(worker, client, signals) && learn_places(worker, client, signals);
    if (taken && (good = open_bus(worker, config, have_keys ? &keys : NULL, error))) {
        bus_watch(worker->bus, signals, signalled, worker);
        run_threads(worker, client);
        client = NULL;
    }
    if (!good)
        worker_fault(worker, "%s", error);
    if (worker->fault[0])
        observe_error("stopped for a fault", "why=%s", worker->fault);
    else
        observe_info("stopped");
    client_close(&client);
    bus_close(&worker->bus);
    for (int i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partition_close(&worker->desks[i].partition);
    arena_close(&worker->arena);
    config_free(&config);
    close(signals);
    return worker->fault[0] ? 1 : 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: payvand-worker --data DIR --name NAME --partitions 0-31 [--config FILE]\n");
    return EXIT_USAGE;
}

int main(int count, char **words)
{
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"name", required_argument, NULL, 'n'},
                                            {"partitions", required_argument, NULL, 'p'},
                                            {0}};
    static Worker worker;
    const char *data = getenv("PAYVAND_DATA"), *config_path = NULL, *name = NULL, *partitions = NULL;
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) {
        if (option == 'd')
            data = optarg;
        else if (option == 'c')
            config_path = optarg;
        else if (option == 'n')
            name = optarg;
        else if (option == 'p')
            partitions = optarg;
        else
            return usage();
    }
    char error[CONFIG_ERROR_BYTES];
    uint64_t set = 0;
    PvConfig *config;
    if (optind < count || !name || !*name || strlen(name) >= BUS_NAME_BYTES || !partitions || (!data && !config_path))
        return usage();
    if (!config_partitions_read(partitions, &set, error) || !config_load(config_path, data, &config, error)) {
        fprintf(stderr, "payvand-worker: %s\n", error);
        return EXIT_USAGE;
    }
    snprintf(worker.name, sizeof worker.name, "%s", name);
    return serve(&worker, config, set);
}
