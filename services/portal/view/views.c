/* Views of lists that people keep under a name, for themselves or for everybody. */
#include "portal/view/inside.h"
#include <stdio.h>

/* --- checks ------------------------------------------------------------------------------------------------------------ */

static bool text_fits(const char *text, size_t limit_bytes, const char *field, PvOutcome *outcome)
{
    if (!text || strlen(text) <= limit_bytes)
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "This has more than %zu bytes.", limit_bytes);
    return false;
}

static bool is_sound(const portal_saved_view *view, PvOutcome *outcome)
{
    if (!is_given(view->page))
        return refuse_field(outcome, INVALID_INPUT, "page", "Name the page the view belongs to."), false;
    if (!is_given(view->name))
        return refuse_field(outcome, INVALID_INPUT, "name", "Give the view a name."), false;
    if (view->n_columns > VIEW_COLUMN_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "columns", "A view has at most %d columns.", VIEW_COLUMN_LIMIT), false;
    for (size_t i = 0; i < view->n_columns; i++)
        if (!text_fits(view->columns[i], VIEW_NAME_LIMIT_BYTES, "columns", outcome))
            return false;
    return text_fits(view->page, VIEW_NAME_LIMIT_BYTES, "page", outcome) &&
           text_fits(view->name, VIEW_NAME_LIMIT_BYTES, "name", outcome) &&
           text_fits(view->order, VIEW_NAME_LIMIT_BYTES, "order", outcome) &&
           text_fits(view->filter, VIEW_FILTER_LIMIT_BYTES, "filter", outcome);
}

static bool has_room(const PvState *state, const char *person)
{
    PvScan scan;
    unsigned count = 0;
    portal_saved_view probe = PORTAL__SAVED_VIEW__INIT;
    probe.person = person;
    views_by_person(&scan, state, &probe, 1);
    while (count < VIEW_VIEW_LIMIT && views_next(&scan))
        count++;
    pv_scan_end(&scan);
    return count < VIEW_VIEW_LIMIT;
}

static PvVerdict tell_kept(const PvState *state, portal_saved_view *view, PvOutcome *outcome)
{
    portal_view_kept kept = PORTAL__VIEW_KEPT__INIT;
    if (!is_sound(view, outcome))
        return PV_REFUSED;
    view->has_changed_at_ms = view->has_shared = 1;
    view->changed_at_ms = pv_now_ms(state);
    kept.view_id = view->view_id;
    kept.view = view;
    return emit_view_kept(outcome, &kept);
}

/* The view, if the actor keeps it or manages; NULL after a refusal. */
static portal_saved_view *own_view(const PvState *state, const char *view_id, PvOutcome *outcome)
{
    portal_saved_view *view = is_given(view_id) ? views_get(state, view_id) : NULL;
    bool is_own = view && view->person && strcmp(view->person, pv_actor_id(outcome)) == 0;
    if (!view || (!is_own && !view->shared)) {
        refuse(outcome, VIEW_NOT_FOUND, "No view has the id %s.", view_id ? view_id : "");
        return NULL;
    }
    if (is_own || pv_actor_has(outcome, ROLE_MANAGER))
        return view;
    refuse(outcome, NOT_YOUR_VIEW, "%s keeps the view.", view->person ? view->person : "Somebody else");
    return NULL;
}

/* --- commands ---------------------------------------------------------------------------------------------------------- */

PvVerdict create_view(const PvState *state, const portal_create_view *command, PvOutcome *outcome)
{
    portal_saved_view view = PORTAL__SAVED_VIEW__INIT;
    view.view_id = is_given(command->view_id) ? command->view_id : pv_new_id(outcome);
    if (!pv_id_is_valid(view.view_id) || views_get(state, view.view_id))
        return refuse_field(outcome, INVALID_INPUT, "view_id", "The id is not a new UUID.");
    view.person = pv_actor_id(outcome);
    if (!has_room(state, view.person))
        return refuse(outcome, TOO_MANY_VIEWS, "A person keeps at most %d views.", VIEW_VIEW_LIMIT);
    view.page = command->page;
    view.name = command->name;
    view.filter = command->filter;
    view.n_columns = command->n_columns;
    view.columns = command->columns;
    view.order = command->order;
    view.shared = command->shared;
    return tell_kept(state, &view, outcome);
}

PvVerdict change_view(const PvState *state, const portal_change_view *command, PvOutcome *outcome)
{
    portal_saved_view *view = own_view(state, command->view_id, outcome);
    if (!view)
        return PV_REFUSED;
    if (command->name)
        view->name = command->name;
    if (command->filter || command->n_columns > 0) {
        view->n_columns = command->n_columns;
        view->columns = command->columns;
    }
    if (command->filter)
        view->filter = command->filter;
    if (command->order)
        view->order = command->order;
    if (command->has_shared)
        view->shared = command->shared;
    return tell_kept(state, view, outcome);
}

PvVerdict delete_view(const PvState *state, const portal_delete_view *command, PvOutcome *outcome)
{
    portal_view_deleted deleted = PORTAL__VIEW_DELETED__INIT;
    if (!own_view(state, command->view_id, outcome))
        return PV_REFUSED;
    deleted.view_id = command->view_id;
    return emit_view_deleted(outcome, &deleted);
}

void apply_view_kept(PvState *state, const portal_view_kept *event, const PvEventMeta *meta)
{
    views_put(state, event->view);
}

void apply_view_deleted(PvState *state, const portal_view_deleted *event, const PvEventMeta *meta)
{
    portal_saved_view probe = PORTAL__SAVED_VIEW__INIT;
    probe.view_id = event->view_id;
    views_delete(state, &probe);
}

/* --- the list ---------------------------------------------------------------------------------------------------------- */

PvVerdict list_views(const PvState *state, const portal_list_views *query, portal_view_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    PvList rows = {0};
    portal_saved_view probe = PORTAL__SAVED_VIEW__INIT;
    unsigned fields = is_given(query->page) ? 2 : 1;
    size_t bytes = 0;
    probe.person = pv_actor_id(outcome);
    probe.page = query->page;
    probe.has_shared = probe.shared = 1;
    views_by_person(&scan, state, &probe, fields);
    for (portal_saved_view *view; bytes < PV_ANSWER_LIMIT_BYTES / 2 && (view = views_next(&scan));) {
        bytes += protobuf_c_message_get_packed_size(&view->base);
        pv_list_add(state, &rows, view);
    }
    pv_scan_end(&scan);
    views_by_shared(&scan, state, &probe, fields);
    unsigned looked_at = 0;
    for (portal_saved_view *view; looked_at++ < VIEW_SHARED_LIMIT && bytes < PV_ANSWER_LIMIT_BYTES * 3 / 4 &&
                                  (view = views_next(&scan));) {
        if (view->person && strcmp(view->person, probe.person) == 0)
            continue;
        bytes += protobuf_c_message_get_packed_size(&view->base);
        pv_list_add(state, &rows, view);
    }
    pv_scan_end(&scan);
    answer->n_rows = rows.count;
    answer->rows = (portal_saved_view **)rows.items;
    return accept(outcome);
}
