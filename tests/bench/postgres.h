/* Parts of PostgreSQL's side: the cluster, the 64 connections that sell, the consumer that reads the outbox.
 */
#pragma once

#include "commands.h"
#include <libpq-fe.h>

#define POSTGRES_CONNECTIONS 64

/* A connection to a database of the cluster; ends the program when there is none. */
PGconn *postgres_connect(const char *database);
/* Runs statements; ends the program with PostgreSQL's words when they fail. */
void postgres_run(PGconn *connection, const char *statements);
uint64_t postgres_number(PGconn *connection, const char *query);

/* Keeps phase->in_flight sales under way over at most POSTGRES_CONNECTIONS connections. */
void postgres_load(const Plan *plan, Phase *phase);

/* The consumer's thread. */
void consumer_start(void);
void consumer_stop(void);
/* Backends of its two connections. */
unsigned consumer_backends(pid_t *pids);
/* A sale of this transaction was sent then; its effect is timed into samples. */
void consumer_watch(uint64_t xid, int64_t sent_ns, Samples *samples);
/* Waits until nothing is watched and the outbox is read to its end. Returns the seconds it took. */
double consumer_wait(void);
