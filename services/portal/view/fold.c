/* Every event's way into the views. */
#include "portal/view/view.h"

static void note_department(PvState *state, const PvEventMeta *meta)
{
    portal_department_heard heard = PORTAL__DEPARTMENT_HEARD__INIT;
    heard.source = meta->source;
    heard.has_epoch = heard.has_sequence = heard.has_recorded_at_ms = heard.has_happened_at_ms = 1;
    heard.epoch = meta->epoch;
    heard.sequence = meta->sequence;
    heard.recorded_at_ms = meta->recorded_at_ms;
    heard.happened_at_ms = meta->at_ms;
    departments_put(state, &heard);
}

void view_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    note_department(state, meta);
}
