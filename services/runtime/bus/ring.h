/* A bounded queue of pointers between threads that sleep on an eventfd. Any number of producers and
 * consumers. Full is told to the producer at once: it never waits. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct PvRing PvRing;

/* Never fails: out of memory or descriptors ends the process. */
PvRing *ring_open(size_t slots);
/* Gives items that are left to release (NULL: they are dropped). */
void ring_close(PvRing **ring, void (*release)(void *item));

/* false: the ring is full and the item still the caller's. */
bool ring_push(PvRing *ring, void *item);
/* Up to limit items, oldest first; 0 if it is empty. Only a take that returned 0 makes ring_fd sleep, so a
 * consumer takes until 0 before it polls. */
size_t ring_take_many(PvRing *ring, void **items, size_t limit);
/* Readable while there may be items. For poll alone: only the ring reads it. */
int ring_fd(const PvRing *ring);
/* Takes as above, waiting for the first item for at most timeout_ms (-1: for ever); 0 when the time is over.
 */
size_t ring_wait_many(PvRing *ring, void **items, size_t limit, int timeout_ms);
/* Items waiting now. */
size_t ring_count(PvRing *ring);
