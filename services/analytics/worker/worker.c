/* payvand-worker: follows the log of sales for some partitions, folds purchases into a store for each, and
 * tells analytics what changed. One thread works, one sends, one writes down. */
#include "analytics/worker/worker.h"
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

void worker_stores_lock(void)
{
    pthread_mutex_lock(&write_down.stores);
}

void worker_stores_unlock(void)
{
    pthread_mutex_unlock(&write_down.stores);
}

/* --- turns ---------------------------------------------------------------------------------------------- */

static void freeze_all(Worker *worker)
{
    for (int i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partition_freeze(&worker->desks[i].partition, true);
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

static void answers_came(void *context)
{
    worker_turn(context);
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
        worker_turn(worker);
        int64_t now_ms = worker_now_ms(worker);
        if (now_ms >= freeze_ms) {
            freeze_ms = now_ms + FREEZE_EVERY_MS;
            if (worker_freeze_next(worker))
                sem_post(&write_down.work);
        }
        if (atomic_load(&write_down.failed))
            worker_fault(worker, "a partition's store cannot be written");
    }
}

/* --- running -------------------------------------------------------------------------------------------- */

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
    bus_watch(worker->bus, sender_fd(worker->sender), answers_came, worker);
    pv_require(pthread_create(&write_down.thread, NULL, write_down_run, &write_down) == 0);
    observe_info("ready", "worker_epoch=%" PRIu64, worker->epoch);
    work(worker);
    atomic_store(&write_down.stopping, true);
    sem_post(&write_down.work);
    pthread_join(write_down.thread, NULL);
    sender_close(&worker->sender);
    freeze_all(worker);
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
    bool good = config_prepare(config, error) && worker_load_keys(config, &keys, &have_keys, error) &&
                worker_open_partitions(worker, config, set, error) &&
                (client = worker_open_client(config, have_keys ? &keys : NULL, error));
    bool taken = good && worker_take_partitions(worker, client, signals) &&
                 worker_learn_places(worker, client, signals);
    if (taken && (good = worker_open_bus(worker, config, have_keys ? &keys : NULL, error))) {
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
    if (optind < count || !name || !*name || strlen(name) >= BUS_NAME_BYTES || !partitions ||
        (!data && !config_path))
        return usage();
    if (!config_partitions_read(partitions, &set, error) || !config_load(config_path, data, &config, error)) {
        fprintf(stderr, "payvand-worker: %s\n", error);
        return EXIT_USAGE;
    }
    snprintf(worker.name, sizeof worker.name, "%s", name);
    return serve(&worker, config, set);
}
