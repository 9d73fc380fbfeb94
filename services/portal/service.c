/* The portal as data for the engine, and its share of every event. */
#include "portal/service.h"
#include "portal/view/view.h"
#if __has_include("portal/search/search.h")
#include "portal/search/search.h"
#define HAS_SEARCH 1
#endif
#include "runtime/engine/table.h"

void apply_feed(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    view_fold(state, event, meta);
#ifdef HAS_SEARCH
    search_fold(state, event, meta);
#endif
}
