/* A monkey at the keys of departments: commands, queries and heard events of every kind, made from a seed,
 * half plausible and half hostile. Whatever it does, no department may crash, tell anything with a refusal,
 * keep tables that are not a fold of its log, or say what others could not read. */
#pragma once

#include "support/department_core.h"

#define MONKEY_DEPARTMENT_LIMIT 8
#define POOL_NAME_LIMIT 512    /* field names whose values are kept */
#define POOL_VALUE_LIMIT 32    /* values kept of one field name */
#define POOL_MESSAGE_LIMIT 192 /* messages kept whole */

typedef struct PoolName {
    const char *name; /* of the field, as its descriptor has it */
    char *texts[POOL_VALUE_LIMIT];
    int64_t numbers[POOL_VALUE_LIMIT];
    unsigned text_count, number_count; /* ever seen; the newest are kept */
} PoolName;

typedef struct PoolMessage {
    const ProtobufCMessageDescriptor *type;
    uint8_t *bytes;
    size_t size_bytes;
    bool heard; /* told by a monkey in the name of another department */
} PoolMessage;

/* What answers and events held, to be said again. */
typedef struct Pool {
    PoolName names[POOL_NAME_LIMIT];
    unsigned name_count;
    PoolMessage messages[POOL_MESSAGE_LIMIT];
    unsigned message_count; /* ever seen */
} Pool;

typedef enum Mood {
    PLAUSIBLE, /* what a program with a small fault would send */
    CARELESS,
    HOSTILE,
} Mood;

typedef struct SentCommand {
    char request_id[40];
    const ProtobufCMessageDescriptor *type;
    uint8_t *bytes;
    size_t size_bytes;
    int64_t at_ms;
    unsigned department;
} SentCommand;

typedef struct MonkeyFigures {
    unsigned commands, accepted, queries, answered, heard, timers, repeats;
} MonkeyFigures;

#define SENT_LIMIT 32

typedef struct Monkey {
    Department *departments[MONKEY_DEPARTMENT_LIMIT];
    unsigned department_count;
    uint64_t seed, random;
    unsigned step;
    Pool pool;
    PvArena *arena;    /* of the message being made */
    size_t room_bytes; /* left for the message being made */
    SentCommand sent[SENT_LIMIT];
    unsigned sent_count; /* ever */
    unsigned request_count;
    uint64_t erasures[MONKEY_DEPARTMENT_LIMIT];
    bool spoiled[MONKEY_DEPARTMENT_LIMIT]; /* heard an event that nobody could read; more may be parked behind
                                              it */
    Department *making_for; /* whose rows the message being made is likely about; NULL: nobody's */
    bool making_whole;      /* and not a message inside another */
    bool honest; /* the message being made is told by a department: texts and ids within their limits */
    bool verbose;
    MonkeyFigures figures;
} Monkey;

/* Steps a monkey of this seed through the departments, checking all the way. */
void monkey_run(const PvService *const *services, unsigned service_count, uint64_t seed, unsigned steps);

/* --- chance
 * ------------------------------------------------------------------------------------------------------- */

uint64_t monkey_random(Monkey *monkey);
unsigned monkey_below(Monkey *monkey, unsigned limit);
bool monkey_chance(Monkey *monkey, unsigned per_cent);

/* --- pool.c: what was seen
 * ---------------------------------------------------------------------------------------- */

void pool_learn(Pool *pool, const ProtobufCMessage *message);
/* Keeps it whole, to be said again in the name of other departments; its values are not taken for real. */
void pool_learn_heard(Pool *pool, const ProtobufCMessage *message);
void pool_learn_text(Pool *pool, const char *name, const char *text);
/* A value seen under this field name or, failing that, under its end (invoice_id for original_invoice_id);
 * NULL if none. */
const char *pool_text(Pool *pool, Monkey *monkey, const char *name);
bool pool_number(Pool *pool, Monkey *monkey, const char *name, int64_t *value);
/* A message that shares two fields at least with the type, in the monkey's arena; NULL if none was found. */
ProtobufCMessage *pool_kin(Pool *pool, Monkey *monkey, const ProtobufCMessageDescriptor *type);
/* A row of the department with an id that the type has too; NULL if none was found. */
ProtobufCMessage *pool_row(Monkey *monkey, const ProtobufCMessageDescriptor *type);
void pool_forget(Pool *pool);

/* --- values.c and generate.c: what is said
 * ------------------------------------------------------------------------ */

const char *value_text(Monkey *monkey, const ProtobufCFieldDescriptor *field, Mood mood);
int64_t value_number(Monkey *monkey, const ProtobufCFieldDescriptor *field, Mood mood);
/* An id of a customer in this partition. */
const char *value_id_in(Monkey *monkey, unsigned partition);
ProtobufCMessage *generate(Monkey *monkey, const ProtobufCMessageDescriptor *type, Mood mood);

/* --- checks.c
 * ------------------------------------------------------------------------------------------------------ */

/* All events told after a sequence can be read by others; learns from them. */
void check_told(Monkey *monkey, Department *department, uint64_t after);
/* Nothing is parked but what the monkey made unreadable and what stands behind it. */
void check_parked(Monkey *monkey, unsigned department, uint64_t parked_before, bool on_purpose);
/* The tables are a fold of the log, the ledger sums to zero. */
void check_state(Monkey *monkey, Department *department);
/* The answer of a query is what its reader may take. */
void check_answer(Department *department, const ProtobufCMessage *answer);
