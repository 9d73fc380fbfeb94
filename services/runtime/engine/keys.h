/* Keys of the store: fields of a message in an order-preserving form. A field is a tag byte and then: an integer, its
 * 8 bytes big-endian with the sign turned; a UUID, its 16 bytes; other text, its bytes to a zero (long text: its first
 * 96 bytes and a hash). An unset field is a single 0. A descending field has all its bytes turned. */
#pragma once

#include "runtime/limits.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#define KEY_FIELD_LIMIT 8
#define KEY_PATH_LIMIT 3
#define KEY_ENTRY_LIMIT 256 /* index entries of one row (elements of a repeated field) */

typedef struct KeyField {
    const ProtobufCFieldDescriptor *path[KEY_PATH_LIMIT];
    unsigned path_count;
    bool descending;
} KeyField;

typedef struct KeyPlan {
    KeyField fields[KEY_FIELD_LIMIT];
    unsigned field_count;
    bool repeated; /* a field of it passes through a repeated one */
    bool by_customer; /* its first field is customer_id: it stands with the customer's other rows and entries */
} KeyPlan;

typedef struct KeyBytes {
    uint32_t size_bytes;
    uint8_t bytes[PV_KEY_LIMIT_BYTES];
} KeyBytes;

/* Reads "a b.c -d" against the record's descriptor; a wrong name aborts, naming it. */
void key_plan_read(KeyPlan *plan, const ProtobufCMessageDescriptor *record, const char *table, const char *fields);
/* Appends the first `count` fields of message to key. Repeated fields use element `element`. False if a field of it is
 * unset (the key is whole all the same). */
bool key_append(KeyBytes *key, const KeyPlan *plan, const ProtobufCMessage *message, unsigned count, size_t element);
/* How many entries a row has under the plan: 1, or the elements of its repeated field. */
size_t key_elements(const KeyPlan *plan, const ProtobufCMessage *message);

/* Key of the store for fields that key_append made: space, number, fields. Under a plan by customer it is KEY_CUSTOMER,
 * the customer's field (KEY_CUSTOMER_BYTES), space, number, the other fields: what a customer has in all tables lies on
 * neighbouring pages, so an event about one customer touches one page rather than one in each table. With no fields it
 * is the shortest prefix that all such keys share. */
void key_place(KeyBytes *key, const KeyPlan *plan, uint8_t space, uint16_t number, const KeyBytes *fields);
/* Space and number of a key, wherever they stand in it. */
void key_owner(const uint8_t *key, uint8_t *space, uint16_t *number);

#define KEY_CUSTOMER_BYTES 17

/* Pieces, for keys that the engine makes itself. */
void key_start(KeyBytes *key, uint8_t space, uint16_t number);
void key_add_text(KeyBytes *key, const char *text);
/* The first field of a key by customer. */
void key_add_customer(KeyBytes *key, const char *customer_id);
void key_add_int64(KeyBytes *key, int64_t value);
void key_add_bytes(KeyBytes *key, const void *bytes, size_t size_bytes);

/* Spaces of the store, the first byte of a key. */
enum KeySpace {
    KEY_HEAD = 1,
    KEY_POSITION = 2,
    KEY_ANSWER = 3,
    KEY_ANSWER_TIME = 4,
    KEY_TIMER_DUE = 5,
    KEY_TIMER = 6,
    KEY_NUMBER = 7,
    KEY_PARKED = 8,
    KEY_EPOCH = 9,
    KEY_ROW = 16,
    KEY_INDEX = 32,
    KEY_CUSTOMER = 64,
};
