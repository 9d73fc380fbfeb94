/* Reads the outbox in order, in batches, and applies each with its position in one transaction of the other
 * database. */
#include "postgres.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WATCH_LIMIT 65536
#define IDLE_PAUSE_US 1000
/* Rows of transactions that are over, in an order that cannot change any more. */
#define READ_BATCH                                                                                           \
    "WITH batch AS MATERIALIZED (SELECT xid, id, type, payload, at_ms FROM outbox WHERE (xid, id) > ($1, "   \
    "$2) "                                                                                                   \
    "AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, id LIMIT 3000) "                        \
    "SELECT (SELECT xid FROM batch ORDER BY xid DESC, id DESC LIMIT 1), "                                    \
    "(SELECT id FROM batch ORDER BY xid DESC, id DESC LIMIT 1), "                                            \
    "(SELECT json_agg(json_build_object('invoice', payload->'invoice_id', 'customer', "                    \
    "payload->'customer_id', "                                                                               \
    "'amount', payload->'total_minor', 'at_ms', at_ms)) FROM batch WHERE type = 'InvoicePaid'), "            \
    "(SELECT count(*) FROM batch) < 3000"

typedef struct Watched {
    uint64_t xid;
    int64_t sent_ns;
    Samples *samples;
} Watched;

static pthread_t thread;
static atomic_bool stopping;
static atomic_ullong batches_empty; /* times the outbox was read to its end */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Watched watched[WATCH_LIMIT];
static size_t watched_count;
static PGconn *source, *target;

void consumer_watch(uint64_t xid, int64_t sent_ns, Samples *samples)
{
    pthread_mutex_lock(&lock);
    if (watched_count < WATCH_LIMIT)
        watched[watched_count++] = (Watched){xid, sent_ns, samples};
    pthread_mutex_unlock(&lock);
}

/* A full batch may end within a transaction; those below its last row's are applied whole. */
static void release_watched(uint64_t below)
{
    int64_t now = bench_now_ns();
    size_t kept = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < watched_count; i++) {
        if (watched[i].xid < below)
            samples_add(watched[i].samples, now - watched[i].sent_ns);
        else
            watched[kept++] = watched[i];
    }
    watched_count = kept;
    pthread_mutex_unlock(&lock);
}

static PGresult *must(PGconn *connection, PGresult *result)
{
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        bench_fail("the consumer: %s", PQerrorMessage(connection));
    return result;
}

static void apply(const char *xid, const char *id, const char *paid)
{
    const char *values[] = {paid, xid, id};
    PQclear(must(target, PQexecPrepared(target, "apply", 3, values, NULL, NULL, 0)));
}

static void *consume(void *unused)
{
    char xid[32], id[32];
    PGresult *position = must(target, PQexec(target, "SELECT xid, id FROM position"));
    snprintf(xid, sizeof xid, "%s", PQgetvalue(position, 0, 0));
    snprintf(id, sizeof id, "%s", PQgetvalue(position, 0, 1));
    PQclear(position);
    while (!atomic_load(&stopping)) {
        const char *values[] = {xid, id};
        PGresult *batch = must(source, PQexecPrepared(source, "read", 2, values, NULL, NULL, 0));
        if (PQgetisnull(batch, 0, 0)) {
            PQclear(batch);
            atomic_fetch_add(&batches_empty, 1);
            bench_pause_us(IDLE_PAUSE_US);
            continue;
        }
        snprintf(xid, sizeof xid, "%s", PQgetvalue(batch, 0, 0));
        snprintf(id, sizeof id, "%s", PQgetvalue(batch, 0, 1));
        apply(xid, id, PQgetisnull(batch, 0, 2) ? NULL : PQgetvalue(batch, 0, 2));
        release_watched(strtoull(xid, NULL, 10) + (*PQgetvalue(batch, 0, 3) == 't'));
        PQclear(batch);
    }
    return NULL;
}

static void prepare(PGconn *connection, const char *name, const char *statement)
{
    PGresult *result = PQprepare(connection, name, statement, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        bench_fail("%s", PQerrorMessage(connection));
    PQclear(result);
}

void consumer_start(void)
{
    source = postgres_connect("sales");
    target = postgres_connect("loyalty");
    prepare(source, "read", READ_BATCH);
    prepare(target, "apply", "SELECT apply_events($1, $2, $3)");
    atomic_store(&stopping, false);
    if (pthread_create(&thread, NULL, consume, NULL) != 0)
        bench_fail("no thread for the consumer");
}

void consumer_stop(void)
{
    atomic_store(&stopping, true);
    pthread_join(thread, NULL);
    PQfinish(source);
    PQfinish(target);
}

unsigned consumer_backends(pid_t *pids)
{
    pids[0] = PQbackendPID(source);
    pids[1] = PQbackendPID(target);
    return 2;
}

double consumer_wait(void)
{
    int64_t start_ns = bench_now_ns();
    unsigned long long empty = atomic_load(&batches_empty);
    while (atomic_load(&batches_empty) < empty + 2) /* one that began after us */
        bench_pause_us(1000);
    return (double)(bench_now_ns() - start_ns) / 1e9;
}
