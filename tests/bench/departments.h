/* Reaching departments of a data folder over ipc. */
#pragma once

#include "payvand/messages.h"
#include <sys/types.h>

/* A DEALER or SUB towards a department. */
void *department_connect(void *context, const char *data, const char *department);
void *department_subscribe(void *context, const char *data, const char *department);
/* Asks for its status; NULL when timeout_ms are over. Free it with pv__status_report__free_unpacked. */
Pv__StatusReport *department_status(void *socket, int timeout_ms);
/* Waits until it answers commands; ends the program when the process ends before. */
void department_wait_ready(void *socket, const char *name, pid_t pid, const char *output);
/* Position it holds in the log of a peer. */
uint64_t department_position(const Pv__StatusReport *report, const char *peer);
/* Waits until the department holds all that the source told. Returns the seconds it took. */
double department_wait_for(void *socket, const char *name, void *source, const char *source_name);
