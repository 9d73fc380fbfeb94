/* Analytics workers in the simulation: the real partitions, deltas and bus; their line to analytics over simulated sockets.
 * The third one stands by and takes partitions of the others over. */
#pragma once

#include "simulation.h"

#define WORKER_COUNT 3

void workers_open(void);
/* One of them dies, stops for a while, or has its partitions taken by the one that stands by. */
void workers_trouble(void);
/* All that were stopped go on; partitions are with their first owners. */
void workers_heal(void);
/* Everything sales told is worked in and told to analytics. */
bool workers_at_rest(void);
/* Do all that work hear no more of sales, which contradicts what they have of it? */
bool workers_distrust_sales(void);
void workers_close(void);
