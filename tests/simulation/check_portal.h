/* What the portal shows, against what the departments told. */
#pragma once

#include "node.h"
#include "told.h"

/* Every record that a department told of is one item of its kind in the portal, counted once, and every event about a customer
 * one row of the timeline. Resets the arena, which is check.c's. */
void check_portal(const Told told[NODE_COUNT], PvArena *arena);
