/* Search as you type: what the portal's other files call. See README.md beside it. */
#pragma once

#include "runtime/engine/state.h"

/* Folds one event, own or heard, into what can be found. Called after the typed apply of each SHARED or own event, also
 * in a replay. Reads the card's tables, writes only the search's. */
void search_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta);
