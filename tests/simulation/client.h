/* Callers of the departments: each request is repeated under its id until it is answered or given up, as good clients do. */
#pragma once

#include "node.h"
#include "payvand/messages.h"

#define CLIENT_COUNT 3

typedef enum AskState {
    ASK_UNDER_WAY,
    ASK_ACCEPTED, /* the answer was seen */
    ASK_REFUSED,
    ASK_UNKNOWN, /* given up: it may have happened once, or not */
} AskState;

/* One command or query, kept until the end of the run. */
typedef struct Ask {
    struct Ask *next;
    unsigned client;
    SimNode *to;
    bool query;
    bool forgettable; /* erasure clears the answer that is kept */
    bool waits; /* for what its token names */
    char request_id[40];
    const char *type; /* of the payload */
    uint8_t *bytes;   /* the packed Request */
    size_t size_bytes;
    AskState state;
    unsigned sent;
    uint64_t first_us, last_us, answered_us;
    uint64_t accepted_us;   /* when the department sent the answer */
    char problem[64];       /* type of the refusal */
    uint8_t *payload;       /* of the answer that was seen first */
    size_t payload_bytes;
    char token[128];        /* of the answer */
    void (*done)(struct Ask *ask);
    void *about; /* what the load remembers */
    uint64_t number;
} Ask;

extern Ask *asks; /* all, newest first */

void clients_open(void);
/* Sends a message written as JSON; token may be NULL. done is called once, when the state is final. */
Ask *client_ask(SimNode *to, bool query, const char *type, const char *token, void (*done)(Ask *ask), void *about,
                const char *json, ...) __attribute__((format(printf, 7, 8)));
/* Sends it again although it was answered: the answer must be the same. */
void client_repeat(Ask *ask);
/* A refusal is judged anew when the command comes again: is a copy under way, or was one? */
bool ask_may_come_again(const Ask *ask);
/* Requests under way. */
unsigned clients_waiting(void);
/* The answer as a message of this type, in the arena. */
ProtobufCMessage *ask_answer(const Ask *ask, const ProtobufCMessageDescriptor *type, PvArena *arena);
