/* The state of a department as its handlers see it: typed rows in tables, kept in order by their keys, and timers.
 * decide, react, queries and timer handlers read; only apply writes. Rows and texts live in the arena of the item. */
#pragma once

#include "runtime/limits.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/require.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct PvState PvState;

/* What apply and react know of an event beside its payload. */
typedef struct PvEventMeta {
    const char *source; /* department that told it */
    uint64_t epoch;
    uint64_t sequence;
    uint64_t hlc;          /* hybrid logical time: milliseconds in the high 48 bits */
    int64_t at_ms;         /* when it happened in the business */
    int64_t recorded_at_ms;
    const char *type;      /* full message name */
    const char *subject;   /* customer id, or "" */
    const char *actor;     /* or "" */
    uint32_t partition;
    uint32_t hops;
    bool own;        /* told by this department */
    bool historical; /* part of an import: people are not to be reached because of it */
    uint64_t payload_digest;
} PvEventMeta;

/* Memory of the item under way, for rows and texts that handlers make. */
PvArena *pv_arena(const PvState *state);
/* Name of this department. */
const char *pv_department(const PvState *state);
/* Time of the item, UTC milliseconds. Not for apply (it has meta->at_ms and meta->recorded_at_ms). */
int64_t pv_now_ms(const PvState *state);

/* Memory that a module keeps beside the tables, where they alone would be too slow to read, such as a dictionary: the same
 * for apply and for readers on all threads (it locks itself), made at the first call, forgotten with the engine. It is no
 * state: all that is in it can be found in tables, and apply may not decide by it. `make` names it. */
void *pv_beside(const PvState *state, void *(*make)(void), void (*forget)(void *));

/* --- tables. The typed accessors of declare.h are thin covers of these. --------------------------------------- */

/* A row by its key fields, which are read from probe; NULL if there is none. The row is a copy in the arena. */
ProtobufCMessage *pv_row_find(const PvState *state, unsigned table, const ProtobufCMessage *probe);
/* The same for a table whose key is one text field. */
ProtobufCMessage *pv_row_get(const PvState *state, unsigned table, const char *id);
/* Sequence of the event that last changed the row; 0 if there is none. */
uint64_t pv_row_version(const PvState *state, unsigned table, const ProtobufCMessage *probe);
/* apply only: writes the row and its index entries. */
void pv_row_put(PvState *state, unsigned table, const ProtobufCMessage *row);
/* The same without noting which event changed the row (its version is 0): for rows that events about many people change,
 * so that they are equal in a replay of a log from which an erased person's words are gone. */
void pv_row_put_plain(PvState *state, unsigned table, const ProtobufCMessage *row);
/* apply only: removes the row with probe's key, if there. */
void pv_row_delete(PvState *state, unsigned table, const ProtobufCMessage *probe);

/* A scan in key order of the table, or in the order of an index (index >= 0), over the rows whose first `fields` key
 * fields equal probe's. It ends with NULL. Inside apply, no writes while a scan is open (collect first). A scan that is
 * not read to its end must be ended with pv_scan_end. */
typedef struct PvScan {
    struct StoreScan *scan;
    const PvState *state;
    unsigned table;
    int index;
    const char *page; /* position of the row last returned, for pv_scan_token */
    uint8_t prefix[PV_KEY_LIMIT_BYTES];
    uint32_t prefix_bytes;
    uint8_t at[PV_KEY_LIMIT_BYTES];
    uint32_t at_bytes;
    bool ended;
} PvScan;

void pv_scan_begin(PvScan *scan, const PvState *state, unsigned table, int index, const ProtobufCMessage *probe,
                   unsigned fields);
/* The same from a token of an earlier page on; false if the token is not one of this scan. NULL or "" starts at the
 * beginning. */
bool pv_scan_begin_after(PvScan *scan, const PvState *state, unsigned table, int index,
                         const ProtobufCMessage *probe, unsigned fields, const char *token);
/* Starts at the first row whose key (or index) fields 1 … from_fields are >= those of probe, within the prefix. */
void pv_scan_begin_from(PvScan *scan, const PvState *state, unsigned table, int index,
                        const ProtobufCMessage *probe, unsigned fields, unsigned from_fields);
ProtobufCMessage *pv_scan_next(PvScan *scan);
/* Token of the row last returned, for the next page; in the arena. */
const char *pv_scan_token(const PvScan *scan);
void pv_scan_end(PvScan *scan);

/* A growing list of pointers in the arena, for repeated fields: */
typedef struct PvList {
    void **items;
    size_t count;
    size_t room;
} PvList;
void pv_list_add(const PvState *state, PvList *list, void *item);

/* Reads a page of a scan into a list: at most `limit` rows (0: PV_PAGE_ROW_DEFAULT, at most PV_PAGE_ROW_LIMIT) and
 * PV_ANSWER_LIMIT_BYTES. Ends the scan. *next is the token of the next page, NULL on the last one. */
PvList pv_page_read(PvScan *scan, uint32_t limit, const char **next);

/* --- timers. Set and cleared by apply only; the handler of a due timer may tell events. ------------------------- */

/* One timer of a kind per key (a text of at most 128 bytes); setting it again moves it. A time before 1970 is due at
 * once. */
void pv_timer_set(PvState *state, unsigned timer, const char *key, int64_t due_ms);
void pv_timer_clear(PvState *state, unsigned timer, const char *key);
/* Due time of the timer, 0 if it is not set. */
int64_t pv_timer_due(const PvState *state, unsigned timer, const char *key);

/* --- document numbers: a text such as S-000124, counted per series. --------------------------------------------- */

/* decide: the number that is next in the series; the event carries it. In the arena. */
const char *pv_number_next(const PvState *state, const char *series);
/* apply: the number was taken. */
void pv_number_take(PvState *state, const char *series, const char *number);

/* --- keys ------------------------------------------------------------------------------------------------------- */

/* Is this a UUID in canonical lower-case text? */
bool pv_id_is_valid(const char *id);
/* Partition of a customer: XXH64, seed 0, of the 16 id bytes, modulo 64; "" counts as 16 zero bytes. */
uint32_t pv_partition_of(const char *customer_id);
