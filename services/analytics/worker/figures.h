/* What a worker computes of one customer id: a summary of its purchases that merges with those of other ids.
 */
#pragma once

#include "payvand/analytics/messages.h"
#include "runtime/memory/arena.h"
#include <stdint.h>

#define FIGURES_EVER INT64_MAX /* as a day: nothing is left out */

/* An empty summary of a customer id, in the arena. */
analytics_customer_summary *figures_open(PvArena *arena, const char *customer_id, uint32_t partition);

/* Adds a purchase as it was known on a day since 1970-01-01 UTC: later purchases and later refunds do not
 * count. A purchase that was given back in full is no purchase. Purchases may come in any order. */
void figures_add(PvArena *arena, analytics_customer_summary *summary,
                 const analytics_stored_purchase *purchase, int64_t day);
