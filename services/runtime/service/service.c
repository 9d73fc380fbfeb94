/* A department's main program: options, opening, threads, stopping. */
#include "runtime/observe/log.h"
#include "runtime/service/identity.h"
#include "runtime/service/internal.h"
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define EXIT_USAGE 64
#define CAREFUL_ITEMS 1000

void service_fail(Service *service, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    observe_error("stopping", "why=%s", text);
    atomic_store(&service->failed, true);
    atomic_store(&service->stopping, true);
    sem_post(&service->write_down);
}

/* Who comes over ipc is the operator of this host: its folder is for its owner alone. */
EngineCaller service_caller(const BusCaller *caller, void *token)
{
    bool is_operator = caller->key_class == BUS_CLASS_OPERATOR;
    uint64_t roles = is_operator ? 1ULL << ROLE_OPERATOR : caller->key_class == BUS_CLASS_DEPARTMENT ? 1ULL << ROLE_WORKER : 0;
    return (EngineCaller){.name = caller->remote ? caller->key_name : "",
                          .vouches = is_operator || caller->key_class == BUS_CLASS_PORTAL,
                          .roles = roles,
                          .token = token};
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static bool open_guard(Service *service, const char *folder, char *error)
{
    char path[512];
    const char *source;
    uint64_t epoch, sequence;
    unsigned times;
    snprintf(path, sizeof path, "%s/guard", folder);
    if (!guard_open(&service->guard, path, error))
        return false;
    if (guard_crashed(service->guard, &source, &epoch, &sequence, &times)) {
        service->careful = CAREFUL_ITEMS;
        if (times >= PV_PARK_AFTER_CRASHES)
            engine_park_identity(service->engine, source, epoch, sequence);
    }
    return true;
}

static void note(void *guard, const char *source, uint64_t epoch, uint64_t sequence)
{
    guard_note(guard, source, epoch, sequence);
}

static bool log_is_new(PvLog *log)
{
    LogPlace start = log_start(log), end = log_end(log);
    return start.segment == end.segment && start.offset == end.offset;
}

/* The epoch of a new log is in its first frame: others hear it before the first event, and it must be the same after a
 * restart, or they would take it for another log. */
static bool keep_first_epoch(const PvPlatform *platform, PvLog *log, char *error)
{
    Pv__EpochRecord record = PV__EPOCH_RECORD__INIT;
    record.has_epoch = record.has_at_ms = 1;
    record.epoch = log_epoch(log);
    record.at_ms = platform->clock_ms(platform->context);
    LogResult result = log_begin(log);
    if (result == LOG_OK) {
        pv__epoch_record__pack(&record, log_reserve(log, LOG_EPOCH, pv__epoch_record__get_packed_size(&record)));
        result = log_seal(log);
    }
    if (result == LOG_OK)
        result = log_flush(log);
    if (result != LOG_OK)
        log_error(log, error);
    return result == LOG_OK;
}

static bool begin_log(Service *service, char *error)
{
    const char *name = service->table->name, *folder = service->folder;
    if (identity_was_begun(folder)) {
        snprintf(error, 256, "%s has lost its log in %.80s: put it back (payvand restore %s); to begin again with nothing, "
                 "remove %s" IDENTITY_BEGUN_SUFFIX " beside it", name, folder, name, name);
        return false;
    }
    return keep_first_epoch(service->platform, service->log, error) && identity_write(folder, error) &&
           identity_begin(folder, error);
}

/* A log that is new belongs here; one that is not must have been written here. */
static bool open_log(Service *service, const LogOptions *options, char *error)
{
    if (log_open(&service->log, options, error) != LOG_OK)
        return false;
    if (log_is_new(service->log))
        return begin_log(service, error);
    if (!identity_was_begun(service->folder) && !identity_begin(service->folder, error))
        observe_warning("it cannot be noted that this department was begun", "why=%s", error); /* a full disk; next time */
    service->moved = identity_look(service->folder) != IDENTITY_SAME;
    return true;
}

static bool open_state(Service *service, char *error)
{
    char *folder = service->folder, path[640];
    const PvPlatform *platform = service->platform;
    EngineOptions engine = {.service = service->table, .platform = platform};
    uint32_t half;
    snprintf(folder, sizeof service->folder, "%s/%s", service->config->data, service->table->name);
    snprintf(path, sizeof path, "%s/log", folder);
    if (platform->folder_make(platform->context, folder) != 0) {
        snprintf(error, 256, "%s: %s", folder, strerror(errno));
        return false;
    }
    platform->random_bytes(platform->context, &half, sizeof half);
    LogOptions log = {.platform = platform,
                      .folder = path,
                      .epoch = 1ULL << 32 | half,
                      .segment_bytes = (uint64_t)service->config->segment_mb << 20,
                      .prepared_elsewhere = true};
    if (!open_log(service, &log, error))
        return false;
    snprintf(path, sizeof path, "%s/store", folder);
    StoreOptions store = {.folder = path, .platform = service->platform};
    if (store_open(&service->store, &store, error) != STORE_OK)
        return false;
    if (!config_organisation_key_read(service->config, engine.organisation_key, error))
        return false;
    engine.log = service->log;
    engine.store = service->store;
    if (engine_open(&service->engine, &engine, error) != ENGINE_OK || !open_guard(service, folder, error))
        return false;
    engine_set_note(service->engine, note, service->guard);
    return true;
}

/* What came from other threads after the network thread's last look; callers repeat by request id. */
static void free_report(void *item)
{
    ServiceReport *report = item;
    for (size_t i = 0; report->batch && i < report->outputs.count; i++)
        if (report->outputs.items[i].kind != ENGINE_EVENT)
            free(report->outputs.items[i].token);
    if (report->batch)
        engine_outputs_free(&report->outputs);
    free(report->reply);
    free(report);
}

void service_release(Service *service)
{
    commit_end(service);
    bus_close(&service->bus);
    engine_close(&service->engine);
    store_close(&service->store);
    log_close(&service->log);
    guard_close(&service->guard);
    ring_close(&service->to_commit, free);
    ring_close(&service->to_queries, free);
    ring_close(&service->to_network, free_report);
    config_free(&service->config);
}

/* --- threads ------------------------------------------------------------------------------------------------------ */

static bool replay(Service *service)
{
    char error[256] = "";
    uint64_t done, total;
    EngineResult result;
    bool whole = store_meta(service->store).size_bytes == 0;
    if (whole && log_head(service->log) > 0)
        atomic_store(&service->state, PV__SERVICE_STATE__SERVICE_REBUILDING);
    while ((result = engine_replay(service->engine, &done, &total, error)) == ENGINE_MORE &&
           !atomic_load(&service->stopping)) {
        atomic_store(&service->rebuilt, done);
        atomic_store(&service->rebuild_total, total);
    }
    if (result == ENGINE_FAILED)
        service_fail(service, "%s", error);
    return result == ENGINE_OK;
}

/* The store may live on elsewhere: what is told here from now on must not be taken for what is told there. Without room
 * for the frame the epoch rises with the first batch that finds some, before any event; and again at the next start. */
static bool begin_new_epoch(Service *service)
{
    char error[256] = "";
    engine_raise_epoch(service->engine);
    EngineResult result = engine_begin(service->engine);
    if (result == ENGINE_OK)
        result = engine_commit(service->engine);
    if (result == ENGINE_FAILED)
        service_fail(service, "the log cannot be appended to");
    if (result != ENGINE_OK)
        return result != ENGINE_FAILED;
    EngineHead head;
    engine_head(service->engine, &head);
    observe_warning("the store was copied, moved or restored: a new epoch begins", "epoch=%llx after=%llu",
                    (unsigned long long)head.epoch, (unsigned long long)head.head);
    if (!identity_write(service->folder, error))
        observe_warning("the identity file cannot be written; the next start begins a new epoch again", "why=%s", error);
    return true;
}

bool service_begin(Service *service)
{
    if (!replay(service) || (service->moved && !begin_new_epoch(service)))
        return false;
    service->durable.position_count = service->seen.position_count;
    engine_head(service->engine, &service->durable.head);
    service->durable.figures = engine_figures(service->engine);
    for (unsigned i = 0; i < service->seen.position_count; i++) {
        ServicePosition *position = &service->durable.positions[i];
        *position = service->seen.positions[i];
        engine_position(service->engine, position->name, &position->epoch, &position->sequence);
        position->digest = engine_position_digest(service->engine, position->name);
    }
    atomic_store(&service->state, PV__SERVICE_STATE__SERVICE_READY);
    observe_info("ready", "epoch=%llx head=%llu", (unsigned long long)service->durable.head.epoch,
                 (unsigned long long)service->durable.head.head);
    return true;
}

static void *replay_and_commit(void *context)
{
    return service_begin(context) ? commit_run(context) : NULL;
}

static void *signal_run(void *context)
{
    Service *service = context;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    struct timespec every = {.tv_nsec = 200000000};
    while (!atomic_load(&service->stopping)) {
        if (sigtimedwait(&set, NULL, &every) <= 0)
            continue;
        if (service->front)
            service->front->stop(service->front->context);
        atomic_store(&service->stopping, true);
    }
    sem_post(&service->write_down);
    return NULL;
}

bool service_prepare(Service *service, const PvService *table, const PvPlatform *platform, PvConfig *config, char *error)
{
    service->table = table;
    service->platform = platform;
    service->config = config;
    service->started_ms = (int64_t)(service_now_us(service) / 1000);
    service->to_commit = ring_open(PV_RING_SLOTS);
    service->to_queries = ring_open(PV_RING_SLOTS);
    service->to_network = ring_open(PV_RING_SLOTS);
    sem_init(&service->write_down, 0, 0);
    pthread_mutex_init(&service->shown, NULL);
    pthread_mutex_init(&service->writing_down, NULL);
    pthread_rwlock_init(&service->reading, NULL);
    atomic_store(&service->state, PV__SERVICE_STATE__SERVICE_STARTING);
    return config_prepare(config, error) && open_state(service, error) && network_open(service, error);
}

/* The front begins before the threads and ends before what they use is closed. */
static bool start_front(Service *service, char *error)
{
    return !service->front || service->front->start(service->front->context, service, error);
}

static int run(Service *service)
{
    pthread_t commit, write_down, signals, queries[SERVICE_QUERY_THREADS];
    pv_require(pthread_create(&signals, NULL, signal_run, service) == 0);
    pv_require(pthread_create(&commit, NULL, replay_and_commit, service) == 0);
    pv_require(pthread_create(&write_down, NULL, write_down_run, service) == 0);
    for (unsigned i = 0; i < SERVICE_QUERY_THREADS; i++)
        pv_require(pthread_create(&queries[i], NULL, query_run, service) == 0);
    network_run(service);
    pthread_join(commit, NULL);
    pthread_join(write_down, NULL);
    pthread_join(signals, NULL);
    for (unsigned i = 0; i < SERVICE_QUERY_THREADS; i++)
        pthread_join(queries[i], NULL);
    observe_info("stopped");
    return atomic_load(&service->failed) ? 1 : 0;
}

static int serve(const PvService *table, const ServiceFront *front, PvConfig *config)
{
    char error[CONFIG_ERROR_BYTES];
    static Service service;
    sigset_t set;
    observe_start(table->name, OBSERVE_INFO);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    service.front = front;
    int code = 1;
    if (!service_prepare(&service, table, platform_real(), config, error) || !bus_self_test(service.bus, error) ||
        !start_front(&service, error))
        observe_error("not started", "why=%s", error);
    else
        code = run(&service);
    if (front) {
        front->stop(front->context);
        front->close(front->context);
    }
    service_release(&service);
    return code;
}

/* --- options ------------------------------------------------------------------------------------------------------ */

static int usage(const PvService *table)
{
    fprintf(stderr, "usage: payvand-%s --data DIR [--config FILE] [--describe | --rebuild-check]\n", table->name);
    return EXIT_USAGE;
}

int service_main(const PvService *table, int count, char **words)
{
    return service_main_with_front(table, NULL, count, words);
}

int service_main_with_front(const PvService *table, const ServiceFront *front, int count, char **words)
{
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"describe", no_argument, NULL, 'e'},
                                            {"rebuild-check", no_argument, NULL, 'r'},
                                            {0}};
    const char *data = getenv("PAYVAND_DATA"), *config_path = NULL;
    bool check = false;
    for (int option; (option = getopt_long(count, words, "", options, NULL)) != -1;) {
        if (option == 'd')
            data = optarg;
        else if (option == 'c')
            config_path = optarg;
        else if (option == 'e')
            return describe_run(table);
        else if (option == 'r')
            check = true;
        else
            return usage(table);
    }
    if (optind < count || (!data && !config_path))
        return usage(table);
    char error[CONFIG_ERROR_BYTES];
    PvConfig *config;
    if (!config_load(config_path, data, &config, error)) {
        fprintf(stderr, "payvand-%s: %s\n", table->name, error);
        return EXIT_USAGE;
    }
    if (!check)
        return serve(table, front, config);
    int code = rebuild_check_run(table, config);
    config_free(&config);
    return code;
}
