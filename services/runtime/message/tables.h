/* What the build knows of every message beyond protobuf-c: comments, JSON names, the personal mark. Made
 * from protoc's descriptor set by message_tables.py. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct PvMessageInfo PvMessageInfo;

typedef struct PvEnumValueInfo {
    const char *name; /* as in the .proto, such as PROPOSAL */
    const char *comment;
    int32_t number;
} PvEnumValueInfo;

typedef struct PvEnumInfo {
    const char *full_name; /* payvand.sales.Stage */
    const char *comment;
    const PvEnumValueInfo *values; /* in the order of the .proto */
    unsigned value_count;
} PvEnumInfo;

typedef struct PvFieldInfo {
    const char *name;      /* customer_id */
    const char *json_name; /* customerId */
    const char *comment;
    const PvMessageInfo *message;  /* of a field that holds messages, else NULL */
    const PvEnumInfo *enumeration; /* of a field that holds an enum, else NULL */
    bool personal;                 /* erasure of the person clears it */
} PvFieldInfo;

struct PvMessageInfo {
    const char *full_name; /* payvand.sales.DealWon */
    const char *comment;
    const ProtobufCMessageDescriptor *descriptor;
    const PvFieldInfo *fields; /* by number: fields[i] belongs to descriptor->fields[i] */
    unsigned field_count;
    bool holds_personal; /* it or a message inside has a personal field */
};

/* All messages of one build of the tables, with an open hash over their full names. */
typedef struct PvMessageTables {
    const PvMessageInfo *messages; /* by full name */
    unsigned message_count;
    const uint16_t *slots; /* message number + 1; 0 is empty */
    unsigned slot_mask;
} PvMessageTables;
extern const PvMessageTables pv_message_tables; /* every message under proto/ */

/* By full name; NULL if there is no such message. */
const PvMessageInfo *message_info(const char *full_name);
/* By descriptor; NULL if the message is not in the tables. */
const PvMessageInfo *message_info_of(const ProtobufCMessageDescriptor *descriptor);

/* Adds tables made from another folder of .proto files (tests have one). At start, before threads. */
void message_tables_add(const PvMessageTables *tables);

/* Clears the personal fields of a message and of the messages in it, in place: texts, bytes and messages
 * become unset, numbers too, lists empty. Fields unknown to this build stay. True if anything was set. */
bool message_clear_personal(const PvMessageInfo *info, ProtobufCMessage *message);
