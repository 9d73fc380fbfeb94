/* Desks: alerts of people, made by the fold, marked by the people themselves. */
#include "portal/view/inside.h"

static portal_desk *desk_of(const PvState *state, const char *person)
{
    portal_desk *desk = desks_get(state, person);
    if (!desk) {
        desk = arena_take(pv_arena(state), sizeof *desk);
        portal__desk__init(desk);
        desk->person = person;
    }
    desk->has_last_number = desk->has_unseen = desk->has_alerts = 1;
    return desk;
}

static portal_alert *alert_of(const PvState *state, const char *person, uint64_t number)
{
    portal_alert probe = PORTAL__ALERT__INIT;
    probe.person = person;
    probe.has_number = 1;
    probe.number = number;
    return alerts_find(state, &probe);
}

static void take_away(PvState *state, portal_desk *desk, const portal_alert *alert)
{
    desk->alerts--;
    desk->unseen -= !alert->seen;
    alerts_delete(state, alert);
}

/* --- the fold -------------------------------------------------------------------------------------------------------- */

static void alert_add(PvState *state, portal_alert *alert, const PvEventMeta *meta)
{
    if (meta->historical || !is_given(alert->person) || strcmp(alert->person, meta->actor) == 0 ||
        strlen(alert->person) > PV_ACTOR_LIMIT_BYTES)
        return;
    portal_desk *desk = desk_of(state, alert->person);
    alert->has_number = alert->has_at_ms = alert->has_seen = 1;
    alert->number = ++desk->last_number;
    alert->at_ms = meta->at_ms;
    alert->actor = is_given(meta->actor) ? meta->actor : NULL;
    alert->type = meta->type;
    alert->source = meta->source;
    desk->alerts++;
    desk->unseen++;
    alerts_put(state, alert);
    if (desk->last_number > VIEW_ALERT_LIMIT) {
        const portal_alert *oldest = alert_of(state, alert->person, desk->last_number - VIEW_ALERT_LIMIT);
        if (oldest)
            take_away(state, desk, oldest);
    }
    desks_put(state, desk);
}

void alert_about(PvState *state, Portal__AlertKind kind, const char *person, const portal_item *item,
                 const PvEventMeta *meta)
{
    portal_alert alert = PORTAL__ALERT__INIT;
    alert.person = person;
    alert.has_kind = alert.has_item_kind = 1;
    alert.kind = kind;
    alert.customer_id = item->customer_id;
    alert.item_kind = item->kind;
    alert.item_id = item->item_id;
    alert.item_number = item->number;
    alert.title = item->title;
    alert.to = item->state;
    alert_add(state, &alert, meta);
}

void alert_of_customer(PvState *state, const char *person, const char *customer_id, const char *from, const char *to,
                       const PvEventMeta *meta)
{
    portal_alert alert = PORTAL__ALERT__INIT;
    alert.person = person;
    alert.has_kind = 1;
    alert.kind = PORTAL__ALERT_KIND__ALERT_CUSTOMER_CHANGED;
    alert.customer_id = customer_id;
    alert.from = from;
    alert.to = to;
    alert_add(state, &alert, meta);
}

/* --- marking --------------------------------------------------------------------------------------------------------- */

static size_t numbers_up_to(const PvState *state, const char *person, uint64_t up_to_number, uint64_t *numbers)
{
    PvScan scan;
    size_t count = 0;
    portal_alert probe = PORTAL__ALERT__INIT;
    probe.person = person;
    probe.has_number = 1;
    probe.number = up_to_number;
    pv_scan_begin_from(&scan, state, TABLE_alerts, -1, &probe.base, 1, 2);
    for (portal_alert *alert; count < VIEW_MARK_LIMIT && (alert = alerts_next(&scan));)
        numbers[count++] = alert->number;
    pv_scan_end(&scan);
    return count;
}

PvVerdict mark_alerts(const PvState *state, const portal_mark_alerts *command, PvOutcome *outcome)
{
    portal_alerts_marked marked = PORTAL__ALERTS_MARKED__INIT;
    if (!command->seen && !command->done && !command->snoozed_until_ms)
        return refuse_field(outcome, INVALID_INPUT, "seen", "Say what is to be noted: seen, done or until when put aside.");
    if (command->all == (command->n_numbers > 0))
        return refuse_field(outcome, INVALID_INPUT, "numbers", "Name alerts by their numbers, or all.");
    if (command->n_numbers > VIEW_MARK_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "numbers", "At most %d alerts are marked at once.", VIEW_MARK_LIMIT);
    marked.person = pv_actor_id(outcome);
    const portal_desk *desk = desk_of(state, marked.person);
    uint64_t *numbers = arena_take(pv_arena(state), VIEW_MARK_LIMIT * sizeof *numbers);
    if (command->all) {
        uint64_t newest = command->has_up_to_number ? command->up_to_number : desk->last_number;
        marked.n_numbers = numbers_up_to(state, marked.person, newest, numbers);
    } else {
        for (size_t i = 0; i < command->n_numbers; i++)
            if (alert_of(state, marked.person, command->numbers[i]))
                numbers[marked.n_numbers++] = command->numbers[i];
    }
    marked.numbers = numbers;
    marked.has_seen = marked.has_done = 1;
    marked.seen = command->seen;
    marked.done = command->done;
    marked.has_snoozed_until_ms = command->has_snoozed_until_ms;
    marked.snoozed_until_ms = command->snoozed_until_ms;
    return emit_alerts_marked(outcome, &marked);
}

void apply_alerts_marked(PvState *state, const portal_alerts_marked *event, const PvEventMeta *meta)
{
    portal_desk *desk = desk_of(state, event->person);
    for (size_t i = 0; i < event->n_numbers; i++) {
        portal_alert *alert = alert_of(state, event->person, event->numbers[i]);
        if (!alert)
            continue; /* named twice, and done */
        if (event->done) {
            take_away(state, desk, alert);
            continue;
        }
        bool seen = event->seen || event->has_snoozed_until_ms;
        desk->unseen -= seen && !alert->seen;
        alert->seen |= seen;
        if (event->has_snoozed_until_ms) {
            alert->has_snoozed_until_ms = 1;
            alert->snoozed_until_ms = event->snoozed_until_ms;
        }
        alerts_put(state, alert);
    }
    desks_put(state, desk);
}
