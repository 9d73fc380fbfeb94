/* Which events the search follows. */
#include "portal/search/search.h"
#include "portal/search/fold.h"

static bool fold_by(const SearchFoldRow *rows, PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    for (; rows->type; rows++)
        if (rows->type == event->descriptor) {
            rows->fold(state, event, meta);
            return true;
        }
    return false;
}

void search_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    if (!fold_by(search_customer_folds, state, event, meta))
        fold_by(search_item_folds, state, event, meta);
}
