/* Requests to departments, made by hand: ids of version 7 whose last digits carry the place of the one under
 * way. */
#pragma once

#include "commands.h"
#include "payvand/messages.h"
#include "runtime/bus/fields.h"

#define REQUEST_BYTES 4096
#define TOKEN_BYTES 128
#define STATUS_SLOT 0xFFFFu /* of requests for status, so that a late answer is known as such */

/* Each writes a packed Request of at most REQUEST_BYTES and returns its length. */
size_t request_sale(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out);
size_t request_customer(unsigned slot, uint64_t customer, uint8_t *out);
size_t request_product(unsigned slot, uint64_t product, uint8_t *out);
size_t request_status(uint8_t *out);
/* A cheap query that waits until the department has the position of the token. */
size_t request_probe(unsigned slot, const char *token, uint8_t *out);

/* Any request; slot below 65,536. The actor holds every role of the staff. */
size_t request_pack(unsigned slot, Pv__RequestKind kind, const ProtobufCMessage *payload, const char *token,
                    uint8_t *out);
/* The identifier by which customers of the benchmarks are named; value is borrowed. */
void request_identifier(Pv__Identifier *identifier, const char *value);

/* What a reply says, read in place. */
typedef struct ReplyHead {
    unsigned slot;
    BusBytes id;
    bool refused;
    BusBytes problem, token, payload;
} ReplyHead;
/* Also reads the id of a packed Request. false: not a reply to a request of ours. */
bool reply_head_read(const uint8_t *bytes, size_t size_bytes, ReplyHead *head);
/* Kind, type and text of a problem. */
Pv__ProblemKind problem_read(BusBytes problem, char text[256]);
