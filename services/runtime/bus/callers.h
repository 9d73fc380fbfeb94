/* One caller of many departments, for a loop that watches descriptors of its own as well (the portal's front): requests go
 * out and replies come in without ever waiting for one of them. One thread. */
#pragma once

#include "runtime/bus/keys.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALLERS_LIMIT 16       /* departments */
#define CALLERS_WATCH_LIMIT 16 /* descriptors */

typedef struct PvCallers PvCallers;

typedef struct CallersTo {
    const char *endpoint;   /* of its ROUTER */
    const char *server_key; /* its public key, Z85; NULL over ipc */
} CallersTo;

/* Connects to all; nothing is known yet of whether anybody answers. keys are the caller's own, needed where there is a
 * server key. On failure NULL with error (BUS_ERROR_BYTES). */
PvCallers *callers_open(const CallersTo *to, size_t count, const CurveKeys *keys, char *error);
void callers_close(PvCallers **callers);

/* Sends a packed Request to the department with this place in `to`. false: it has no connection at present. */
bool callers_send(PvCallers *callers, unsigned place, const uint8_t *bytes, size_t size_bytes);
/* Waits at most timeout_ms until there is a reply or one of the descriptors can be read; sets readable[i] for each. */
void callers_wait(PvCallers *callers, const int *descriptors, bool *readable, unsigned count, int timeout_ms);
/* Takes one reply if there is one; the bytes are borrowed until the next call. */
bool callers_receive(PvCallers *callers, unsigned *place, const uint8_t **bytes, size_t *size_bytes);
/* Makes the connection to a department anew: it went away without a word. */
void callers_reconnect(PvCallers *callers, unsigned place);
