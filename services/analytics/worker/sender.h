/* The worker's line to analytics: a thread that sends requests and brings back the answers. Each request is
 * repeated under its id until it is answered. */
#pragma once

#include "payvand/messages.h"
#include "runtime/bus/client.h"
#include "runtime/bus/ring.h"

typedef enum LetterKind { LETTER_DELTA, LETTER_REPORT, LETTER_POSITION, LETTER_RUN } LetterKind;

/* A request and, later, its answer. Everything in it is in its own arena. */
typedef struct Letter {
    LetterKind kind;
    uint32_t partition;
    PvArena *arena;
    Pv__Request request;
    const char *problem;      /* type of the problem, such as stale-delta; NULL: accepted */
    const char *problem_text; /* for people */
    uint8_t *payload;         /* of the answer */
    size_t payload_bytes;
    void *about; /* what the writer wants to remember */
} Letter;

/* A letter with an empty request of this kind; type is a literal. */
Letter *letter_open(LetterKind kind, Pv__RequestKind request_kind, const char *type,
                    const ProtobufCMessage *payload);
void letter_close(Letter **letter);

typedef struct Sender Sender;

/* Starts the thread; the client is used by it alone from now on. limit: letters under way. */
Sender *sender_open(PvClient *client, size_t limit);
/* Stops the thread; letters without an answer are dropped. */
void sender_close(Sender **sender);
/* Takes the letter. False: too many; it stays the caller's. */
bool sender_send(Sender *sender, Letter *letter);
/* An answered letter, the caller's to close; NULL if there is none. */
Letter *sender_receive(Sender *sender);
/* Readable while there may be answers. */
int sender_fd(const Sender *sender);
