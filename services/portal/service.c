/* The portal as data for the engine, and its share of every event. */
#include "portal/service.h"
#include "portal/search/search.h"
#include "portal/view/view.h"
#include "runtime/engine/table.h"

void apply_feed(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    view_fold(state, event, meta);
    search_fold(state, event, meta);
}
