/* Commands and their answers against the logs, when all has come to rest. */
#pragma once

#include "node.h"
#include "told.h"

/* Accepted: its events stand together, the last of them where the answer said. Refused: there are none. Nobody's events stand
 * in two places. */
void check_asks(const Told told[NODE_COUNT]);
