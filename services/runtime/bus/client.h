/* A caller of one department: for the command line, imports, tests and benchmarks. One thread per client. */
#pragma once

#include "payvand/messages.h"
#include "runtime/bus/keys.h"
#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct PvClient PvClient;

/* Opens a client of a ROUTER endpoint. Over tcp keys are its own and server_key the department's; both NULL
 * over ipc. On failure NULL with error (BUS_ERROR_BYTES). Nothing is known yet of whether anybody answers. */
PvClient *client_open(const char *endpoint, const CurveKeys *keys, const char *server_key, char *error);
void client_close(PvClient **client);

/* Sends without waiting for the answer; waits at most timeout_ms for a connection. false: nobody is there. */
bool client_send(PvClient *client, const Pv__Request *request, int timeout_ms);
/* The next reply to anything sent, in the arena; NULL when timeout_ms are over. Replies that are no Reply are
 * skipped. */
Pv__Reply *client_receive(PvClient *client, PvArena *arena, int timeout_ms);

/* Sends and waits for the answer, repeating under the same request id while the department is BUSY, starting
 * or does not answer. The last reply, in the arena, which may still be a BUSY; NULL if there was none in
 * timeout_ms. */
Pv__Reply *client_call(PvClient *client, PvArena *arena, const Pv__Request *request, int timeout_ms);

/* Many requests under way at once. Each is repeated under its request id until it has an answer that is
 * neither BUSY nor STARTING. Request ids must differ. A client has one window at a time and no other calls
 * meanwhile. */
typedef struct ClientWindow ClientWindow;
/* The final reply to one request; tag is the sender's. The reply lives for the call. */
typedef void ClientReplied(void *context, const Pv__Reply *reply, void *tag);

ClientWindow *window_open(PvClient *client, size_t limit, ClientReplied *replied, void *context);
/* Sends, first waiting for a place while `limit` are under way. false: no place came free in timeout_ms;
 * nothing was sent. */
bool window_send(ClientWindow *window, const Pv__Request *request, void *tag, int timeout_ms);
/* Waits until nothing is under way; false when timeout_ms are over. */
bool window_finish(ClientWindow *window, int timeout_ms);
size_t window_in_flight(const ClientWindow *window);
/* Gives up what is under way. */
void window_close(ClientWindow **window);
