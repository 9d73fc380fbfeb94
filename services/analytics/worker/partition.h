/* A worker's own store of one partition: purchases and summaries of its customers, which of them analytics
 * has not heard of, and how far the log of sales is worked in. A folder of its own, so that it can move. It
 * may be behind: what is missing comes again from the log. One thread, but for partition_write_down. */
#pragma once

#include "analytics/limits.h"
#include "analytics/worker/figures.h"
#include "payvand/messages.h"
#include "runtime/platform/platform.h"
#include "runtime/store/store.h"
#include <stdbool.h>

#define PARTITION_ERROR_BYTES 256

typedef struct Place {
    uint64_t epoch; /* of the log of sales; 0 with sequence 0: the very start */
    uint64_t sequence;
} Place;

typedef struct Partition {
    uint32_t number;
    const PvPlatform *platform;
    char folder[512];
    PvStore *store;
    Place at;     /* worked in here */
    uint64_t at_digest; /* of the event there (runtime/message/event_digest.h); 0: not known */
    Place told;   /* worked in by analytics, as far as known */
    bool changed; /* written to since the last publish */
    bool dirty;   /* there may be customers that analytics has to hear of */
} Partition;

typedef struct PartitionOptions {
    const PvPlatform *platform; /* whose clock and folders; NULL: the real one */
    const char *folder;
    uint32_t number;
} PartitionOptions;

/* Opens or makes the store under <folder>/<number>. False with error. */
bool partition_open(Partition *partition, const PartitionOptions *options, char *error);
void partition_close(Partition *partition);

/* Forgets all and starts again from the very start. Customers known before are told as without purchases
 * until the log brings them back. */
bool partition_start_over(Partition *partition, char *error);

/* Works in one event of sales. Only InvoicePaid and RefundGiven change anything. */
void partition_fold(Partition *partition, const Pv__Envelope *event, PvArena *arena);

/* Worked in up to here: after an event, or because the log holds nothing for this partition up to here. */
void partition_move(Partition *partition, uint64_t epoch, uint64_t sequence, uint64_t digest);

/* A customer that analytics has to hear of. */
typedef struct Change {
    uint8_t customer[16];
    uint64_t sequence; /* of the event that changed it last */
    bool live;         /* not part of an import */
} Change;

/* The first customers that analytics has to hear of, with their summaries in the arena, at most
 * ANALYTICS_DELTA_CUSTOMERS and about bytes_limit. *more: there are others. */
size_t partition_changes(Partition *partition, PvArena *arena, size_t bytes_limit, Change *changes,
                         analytics_customer_summary **summaries, bool *more);

/* Analytics has heard of these as they were, and stands at the place. */
void partition_told(Partition *partition, const Change *changes, size_t count, Place at);

/* Summaries as of a day of the customers after `after` (16 bytes; NULL: from the first), at most
 * ANALYTICS_DELTA_CUSTOMERS of them; *done: there are no more. last becomes the last one looked at. */
size_t partition_as_of(Partition *partition, PvArena *arena, int64_t day, const uint8_t *after,
                       uint8_t last[16], analytics_customer_summary **summaries, bool *done);

/* Makes what was worked in ready to be written down, if it is time. True: partition_write_down has work. */
bool partition_freeze(Partition *partition, bool force);
/* On the write-down thread. False: the store failed. */
bool partition_write_down(Partition *partition);
