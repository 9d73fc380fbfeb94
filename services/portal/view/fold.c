/* Every event's way into the views: how far its department was heard, profile, timeline, figures. Items, memberships and
 * alerts have HEARD rows of their own. */
#include "portal/view/inside.h"

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

/* An erased person is on no list, and alerts about the person say nothing any more. */
static void forget_memberships(PvState *state, const ProtobufCMessage *event)
{
    const pv_customer_erased *erased = (const pv_customer_erased *)event;
    for (size_t i = 0; i < erased->n_customer_ids; i++) {
        PvScan scan;
        PvList rows = {0};
        portal_membership probe = PORTAL__MEMBERSHIP__INIT;
        probe.customer_id = erased->customer_ids[i];
        memberships_scan(&scan, state, &probe, 1);
        for (portal_membership *row; (row = memberships_next(&scan));)
            pv_list_add(state, &rows, row);
        for (size_t at = 0; at < rows.count; at++)
            memberships_delete(state, rows.items[at]);
    }
}

/* The card finds a suggestion by one of its sides; here it is found by both. */
static void note_duplicate(PvState *state, const pv_duplicate_suggested *event)
{
    portal_duplicate_of row = PORTAL__DUPLICATE_OF__INIT;
    if (!is_given(event->customer_id) || !is_given(event->other_id))
        return;
    row.customer_id = event->customer_id;
    row.other_id = event->other_id;
    duplicates_put(state, &row);
    row.customer_id = event->other_id;
    row.other_id = event->customer_id;
    duplicates_put(state, &row);
}

void view_fold(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    portal_timeline_entry entry;
    note_department(state, meta);
    if (event->descriptor == &pv__customer_erased__descriptor)
        forget_memberships(state, event);
    if (event->descriptor == &pv__duplicate_suggested__descriptor)
        note_duplicate(state, (const pv_duplicate_suggested *)event);
    profile_fold(state, event, meta);
    if (!timeline_read(state, event, meta, &entry))
        return;
    timeline_put_entry(state, event, &entry);
    figure_fold(state, event, &entry);
}
