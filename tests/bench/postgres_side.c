/* PostgreSQL's side: a cluster of its own on the same disk, set up for this machine, with both databases. */
#include "postgres.h"
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAMS "/usr/lib/postgresql/15/bin"
#define USER "postgres"
#define READY_LIMIT_MS 60000
#define INTRODUCE_STEP 100000

static Plan *plan;
static char folder[500], data[520], output[520];
static pid_t server;
static PGconn *control; /* to the sales database */

static PGconn *try_connect(const char *database)
{
    const char *names[] = {"host", "dbname", "user", NULL};
    const char *values[] = {folder, database, USER, NULL};
    return PQconnectdbParams(names, values, 0);
}

PGconn *postgres_connect(const char *database)
{
    PGconn *connection = try_connect(database);
    if (PQstatus(connection) != CONNECTION_OK)
        bench_fail("%s", PQerrorMessage(connection));
    return connection;
}

void postgres_run(PGconn *connection, const char *statements)
{
    PGresult *result = PQexec(connection, statements);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        bench_fail("%s", PQerrorMessage(connection));
    PQclear(result);
}

uint64_t postgres_number(PGconn *connection, const char *query)
{
    PGresult *result = PQexec(connection, query);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        bench_fail("%s", PQerrorMessage(connection));
    uint64_t number = strtoull(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

/* --- the cluster ----------------------------------------------------------------------------------- */

/* Everything is as durable as PostgreSQL makes it by default; memory and log sizes fit the machine, and no
 * checkpoint falls into a run of this length. */
static void write_settings(void)
{
    char path[600];
    uint64_t memory_mb = bench_memory_bytes() >> 20;
    snprintf(path, sizeof path, "%s/postgresql.conf", data);
    FILE *file = fopen(path, "ae");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    fprintf(file,
            "listen_addresses = ''\nunix_socket_directories = '%s'\nmax_connections = 100\n"
            "shared_buffers = %" PRIu64 "MB\neffective_cache_size = %" PRIu64 "MB\nhuge_pages = try\n"
            "synchronous_commit = on\nfsync = on\nfull_page_writes = on\nwal_compression = lz4\nwal_buffers "
            "= 64MB\n"
            "max_wal_size = 32GB\nmin_wal_size = 4GB\ncheckpoint_timeout = "
            "30min\ncheckpoint_completion_target = 0.9\n"
            "maintenance_work_mem = 1GB\nwork_mem = 64MB\njit = off\nrandom_page_cost = 1.1\n"
            "effective_io_concurrency = 200\nlog_min_messages = warning\nautovacuum = on\n",
            folder, memory_mb / 4, memory_mb * 6 / 10);
    fclose(file);
}

static void make_cluster(void)
{
    const char *words[] = {PROGRAMS "/initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8",
                           "--locale=C.UTF-8", NULL};
    if (child_run(words, output, USER) != 0)
        bench_fail("initdb failed; see %s", output);
    write_settings();
}

static void start_server(void)
{
    const char *words[] = {PROGRAMS "/postgres", "-D", data, NULL};
    server = child_start(words, output, USER);
    for (int waited_ms = 0;; waited_ms += 50) {
        PGconn *connection = try_connect("postgres");
        bool ready = PQstatus(connection) == CONNECTION_OK;
        PQfinish(connection);
        if (ready)
            return;
        if (!child_lives(server) || waited_ms > READY_LIMIT_MS)
            bench_fail("PostgreSQL does not start; see %s", output);
        bench_pause_us(50000);
    }
}

static void run_file(const char *database, const char *name)
{
    static char text[65536];
    char path[600];
    snprintf(path, sizeof path, "%s/%s", BENCH_FOLDER, name);
    FILE *file = fopen(path, "re");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    PGconn *connection = postgres_connect(database);
    postgres_run(connection, text);
    PQfinish(connection);
}

static void make_databases(void)
{
    char statement[256];
    PGconn *connection = postgres_connect("postgres");
    postgres_run(connection, "CREATE DATABASE sales");
    postgres_run(connection, "CREATE DATABASE loyalty");
    PQfinish(connection);
    run_file("sales", "postgres_sales.sql");
    run_file("loyalty", "postgres_loyalty.sql");
    connection = postgres_connect("sales");
    for (unsigned i = 0; i < PRODUCT_COUNT; i++) {
        char sku[16], name[32];
        sale_product(i, sku, name);
        snprintf(statement, sizeof statement, "INSERT INTO products VALUES (gen_random_uuid(), '%s', '%s')",
                 sku, name);
        postgres_run(connection, statement);
    }
    PQfinish(connection);
}

/* --- the side -------------------------------------------------------------------------------------- */

static void open_side(Plan *given)
{
    char version[600];
    plan = given;
    snprintf(folder, sizeof folder, "%s/postgres", plan->folder);
    snprintf(data, sizeof data, "%s/data", folder);
    snprintf(output, sizeof output, "%s/server.out", folder);
    snprintf(version, sizeof version, "%s/PG_VERSION", data);
    if (access(PROGRAMS "/postgres", X_OK) != 0)
        bench_fail("PostgreSQL 15 is not here; scripts/install --bench installs it");
    if (!plan->keep)
        bench_folder_remove(folder);
    bench_folder_make(folder);
    const struct passwd *user = getpwnam(USER);
    if (geteuid() == 0 && (!user || chown(folder, user->pw_uid, user->pw_gid) != 0))
        bench_fail("%s cannot be given to the user %s", folder, USER);
    bool is_new = access(version, R_OK) != 0;
    if (is_new)
        make_cluster();
    start_server();
    if (is_new)
        make_databases();
    control = postgres_connect("sales");
    consumer_start();
}

static void ignore(Phase *unused)
{
}

/* Plans made for empty tables would read them from end to end: some sales are recorded first, then all is
 * analysed, which also makes every kept plan anew. */
static void gather_statistics(void)
{
    Phase phase = {.in_flight = 16, .seconds = 1, .began = ignore};
    postgres_load(plan, &phase);
    consumer_wait();
    samples_free(&phase.answer);
    samples_free(&phase.effect);
    PGconn *loyalty = postgres_connect("loyalty");
    postgres_run(loyalty, "VACUUM ANALYZE");
    PQfinish(loyalty);
    postgres_run(control, "VACUUM ANALYZE");
    postgres_run(control, "CHECKPOINT");
}

static void preload(uint64_t customers)
{
    char statement[128];
    plan->customers = customers;
    uint64_t loaded = postgres_number(control, "SELECT count(*) FROM identifiers");
    if (loaded < customers)
        bench_note("postgres: introducing customers up to %" PRIu64, customers);
    while (loaded < customers) {
        uint64_t to = loaded + INTRODUCE_STEP < customers ? loaded + INTRODUCE_STEP : customers;
        snprintf(statement, sizeof statement, "CALL introduce_customers(%" PRIu64 ", %" PRIu64 ")", loaded,
                 to);
        postgres_run(control, statement);
        loaded = to;
    }
    gather_statistics();
}

static CpuTime backends_of_consumer(void)
{
    pid_t pids[2];
    CpuTime sum = {0};
    unsigned count = consumer_backends(pids);
    for (unsigned i = 0; i < count; i++) {
        CpuTime one = cpu_of_tree(pids[i]);
        sum.user_s += one.user_s;
        sum.system_s += one.system_s;
    }
    return sum;
}

static void note_begin(Phase *phase)
{
    phase->flushes = (double)postgres_number(control, "SELECT wal_sync FROM pg_stat_wal");
    phase->source = cpu_of_tree(server);
    phase->consumer = backends_of_consumer();
    phase->client = cpu_of_self();
}

static void run(Phase *phase)
{
    consumer_wait();
    phase->began = note_begin;
    postgres_load(plan, phase);
    phase->catch_up_s = consumer_wait();
    phase->client = cpu_between(phase->client, cpu_of_self());
    bench_pause_us(200000); /* until the connections' processes have ended and are counted */
    phase->flushes = (double)postgres_number(control, "SELECT wal_sync FROM pg_stat_wal") - phase->flushes;
    CpuTime all = cpu_between(phase->source, cpu_of_tree(server));
    phase->consumer = cpu_between(phase->consumer, backends_of_consumer());
    phase->source = cpu_between(phase->consumer, all);
}

static unsigned source_pids(pid_t *pids, unsigned room)
{
    return pids_of_tree(server, pids, room);
}

static unsigned consumer_pids(pid_t *pids, unsigned room)
{
    return 0;
}

static void close_side(void)
{
    consumer_stop();
    PQfinish(control);
    child_stop(&server, SIGINT); /* ends the sessions and writes a checkpoint */
    if (!plan->keep)
        bench_folder_remove(folder);
}

const Side postgres_side = {.name = "PostgreSQL 15",
                            .source_name = "sales backends",
                            .consumer_name = "consumer backends",
                            .open = open_side,
                            .preload = preload,
                            .run = run,
                            .source_pids = source_pids,
                            .consumer_pids = consumer_pids,
                            .close = close_side};
