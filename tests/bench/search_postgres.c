/* PostgreSQL's pg_trgm: names and codes of a customer in one text under a GIN index; every word must be similar to a part
 * of it. */
#include "search.h"
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAMS "/usr/lib/postgresql/15/bin"
#define USER (geteuid() == 0 ? "postgres" : NULL)

static char data[600], output[600];
static pid_t server;
static PGconn *connection;

static void run(const char *statement)
{
    PGresult *result = PQexec(connection, statement);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        bench_fail("%s", PQerrorMessage(connection));
    PQclear(result);
}

static void write_settings(void)
{
    char settings[700];
    snprintf(settings, sizeof settings, "%s/postgresql.auto.conf", data);
    FILE *file = fopen(settings, "ae");
    if (!file)
        bench_fail("%s cannot be written", settings);
    fprintf(file, "listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\nshared_buffers = '2GB'\n"
                  "maintenance_work_mem = '1GB'\nwork_mem = '64MB'\nmax_wal_size = '8GB'\njit = off\n", data);
    fclose(file);
}

static void start_server(void)
{
    const char *words[] = {PROGRAMS "/postgres", "-D", data, NULL};
    server = child_start(words, output, USER);
    const char *keys[] = {"host", "dbname", "user", NULL}, *values[] = {data, "postgres", "postgres", NULL};
    for (int waited_ms = 0; waited_ms < 30000; waited_ms += 50) {
        connection = PQconnectdbParams(keys, values, 0);
        if (PQstatus(connection) == CONNECTION_OK)
            return;
        PQfinish(connection);
        bench_pause_us(50000);
    }
    bench_fail("PostgreSQL does not start; see %s", output);
}

static void prepare(void)
{
    run("SET statement_timeout = '10s'");
    PGresult *result = PQprepare(connection, "ask",
                                 "SELECT name FROM people WHERE $1 <% words ORDER BY word_similarity($1, words) DESC LIMIT 20",
                                 1, NULL);
    PQclear(result);
}

static void open_cluster(const char *folder, bool is_new)
{
    char own[600];
    if (access(PROGRAMS "/postgres", X_OK) != 0)
        bench_fail("PostgreSQL 15 is not here; scripts/install --bench installs it");
    snprintf(own, sizeof own, "%s/postgres", folder);
    snprintf(data, sizeof data, "%s/data", own);
    snprintf(output, sizeof output, "%s/server.out", own);
    if (!is_new) {
        start_server();
        prepare();
        return;
    }
    bench_folder_make(own);
    const char *give[] = {"/bin/chown", "postgres", own, NULL};
    if (geteuid() == 0)
        child_run(give, NULL, NULL);
    const char *words[] = {PROGRAMS "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                           "--locale=C.UTF-8", NULL};
    if (child_run(words, output, USER) != 0)
        bench_fail("initdb failed; see %s", output);
    write_settings();
    start_server();
    run("CREATE EXTENSION pg_trgm");
    run("CREATE TABLE people (id bigint, name text, words text)");
    run("COPY people FROM STDIN");
}

static void add(uint64_t number, const char *name, const char *codes)
{
    char line[800];
    int size = snprintf(line, sizeof line, "%llu\t%s\t%s %s\n", (unsigned long long)number, name, name, codes);
    if (PQputCopyData(connection, line, size) != 1)
        bench_fail("%s", PQerrorMessage(connection));
}

static void ready(void)
{
    if (PQputCopyEnd(connection, NULL) != 1)
        bench_fail("%s", PQerrorMessage(connection));
    for (PGresult *result; (result = PQgetResult(connection));)
        PQclear(result);
    run("CREATE INDEX people_words ON people USING gin (words gin_trgm_ops)");
    run("VACUUM ANALYZE people");
    prepare();
}

static unsigned ask(const char *typed, char names[20][160])
{
    const char *values[] = {typed};
    PGresult *result = PQexecPrepared(connection, "ask", 1, values, NULL, NULL, 0);
    unsigned hits = PQresultStatus(result) == PGRES_TUPLES_OK ? (unsigned)PQntuples(result) : 0;
    for (unsigned i = 0; i < hits; i++)
        snprintf(names[i], 160, "%s", PQgetvalue(result, (int)i, 0));
    PQclear(result);
    return hits;
}

static uint64_t bytes(void)
{
    PGresult *result = PQexec(connection, "SELECT pg_total_relation_size('people')");
    uint64_t size = PQresultStatus(result) == PGRES_TUPLES_OK ? strtoull(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return size;
}

static void close_cluster(void)
{
    PQfinish(connection);
    child_stop(&server, SIGINT);
}

const Rival rival_postgres = {
    "PostgreSQL pg_trgm", "words need not all match; a query is ended after 10 s", open_cluster, add, ready, ask, bytes,
    close_cluster};
