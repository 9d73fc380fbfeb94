/* A department as a real process in a test's folder, and requests to it. */
#pragma once

#include "payvand/messages.h"
#include "payvand/support/messages.h"
#include "runtime/bus/client.h"
#include "support/test.h"
#include <sys/types.h>

typedef struct Running {
    char data[512];
    char lines[600]; /* file with what it wrote to standard error */
    pid_t pid;
    PvClient *client;
    PvArena *arena;
} Running;

/* Starts payvand-support on the data folder and waits until it is ready; stopped by the harness at the latest. */
Running *given_running(const char *data);
/* Gives it an arena and a client to running->data; both are the caller's to close. */
void running_connect(Running *running);
/* Ends it in order and waits for it; its client is closed. */
void running_stop(Running *running);
/* Runs the program with the words until it ends: its exit code. What it prints goes to the file out. */
int run_program(const char *const *words, const char *out);

/* Answers live until the next request. */
const Pv__StatusReport *ask_status(Running *running);
double counter_of(const Pv__StatusReport *report, const char *name);
/* Defines a queue; the test fails if it is refused. */
void when_queue_defined(Running *running, unsigned number);
/* The same without failing, on any thread with its own client. */
bool try_queue_defined(Running *running, unsigned number);
const Pv__PullReply *ask_pull(Running *running, uint64_t epoch, uint64_t after);
/* Does the file hold the text? */
bool file_holds(const char *path, const char *text);
