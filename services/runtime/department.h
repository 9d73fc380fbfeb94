/* What the files of a department see of the runtime: state, outcome, tables, timers, and, made from its service.def,
 * the prototypes of its handlers. A department's service.h defines PV_PACKAGE and PV_DEFINITION, includes the messages
 * it needs and then this page. See engine/state.h, engine/outcome.h and engine/declare.h for the parts. */
#pragma once

#include "payvand/messages.h"
#include "runtime/engine/outcome.h"
#include "runtime/engine/state.h"
#include "runtime/engine/declare.h"
