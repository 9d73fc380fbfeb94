/* What lies on a person's desk: open items, alerts, and what nobody answers for. */
#include "portal/view/inside.h"

#define NOBODY "*"

/* The person asked for, if the actor may see that desk; NULL after a refusal. */
static const char *person_of(const char *asked, PvOutcome *outcome)
{
    const char *actor = pv_actor_id(outcome);
    if (!is_given(asked) || strcmp(asked, actor) == 0)
        return actor;
    if (pv_actor_has(outcome, ROLE_MANAGER))
        return asked;
    refuse_field(outcome, NOT_ALLOWED, "person", "Only managers see what lies on others' desks.");
    return NULL;
}

/* --- items ------------------------------------------------------------------------------------------------------------ */

static void begin_desk(PvScan *scan, const PvState *state, const char *person, Portal__ItemKind kind, portal_item *probe)
{
    *probe = (portal_item)PORTAL__ITEM__INIT;
    probe->n_desk = 1;
    probe->desk = arena_take(pv_arena(state), sizeof *probe->desk);
    probe->desk[0] = person;
    probe->has_kind = 1;
    probe->kind = kind;
    items_by_desk(scan, state, probe, 2);
}

static void read_items(const PvState *state, const char *person, Portal__ItemKind kind, uint32_t limit, size_t *count,
                       portal_item ***rows)
{
    PvScan scan;
    portal_item probe;
    PvList items = {0};
    begin_desk(&scan, state, person, kind, &probe);
    for (portal_item *item; items.count < limit && (item = items_next(&scan));) {
        item_show(state, item);
        pv_list_add(state, &items, item);
    }
    pv_scan_end(&scan);
    *count = items.count;
    *rows = (portal_item **)items.items;
}

static uint32_t count_due(const PvState *state, const char *person, int64_t before_ms)
{
    PvScan scan;
    portal_item probe;
    uint32_t count = 0;
    begin_desk(&scan, state, person, PORTAL__ITEM_KIND__ITEM_ACTIVITY, &probe);
    while (count < VIEW_COUNT_LIMIT) {
        PvArenaMark mark = arena_mark(pv_arena(state));
        const portal_item *item = items_next(&scan);
        bool is_due = item && item->rank < before_ms;
        arena_rewind(pv_arena(state), mark);
        if (!is_due)
            break;
        count++;
    }
    pv_scan_end(&scan);
    return count;
}

static uint32_t count_desk(const PvState *state, const char *person, const char *kind)
{
    return (uint32_t)counter_get(state, "desk", arena_format(pv_arena(state), "%s/%s", person, kind));
}

static portal_inbox_counts *count_all(const PvState *state, const char *person, int64_t due_before_ms,
                                      PvOutcome *outcome)
{
    portal_inbox_counts *counts = arena_take(pv_arena(state), sizeof *counts);
    portal__inbox_counts__init(counts);
    const portal_desk *desk = desks_get(state, person);
    counts->has_activities = counts->has_activities_due = counts->has_leads = counts->has_deals = counts->has_cases =
        counts->has_alerts_unseen = 1;
    counts->activities = count_desk(state, person, "ITEM_ACTIVITY");
    counts->activities_due = count_due(state, person, due_before_ms);
    counts->leads = count_desk(state, person, "ITEM_LEAD");
    counts->deals = count_desk(state, person, "ITEM_DEAL");
    counts->cases = count_desk(state, person, "ITEM_CASE");
    counts->alerts_unseen = desk ? desk->unseen : 0;
    if ((counts->has_leads_unassigned = pv_actor_has(outcome, ROLE_SELLER)))
        counts->leads_unassigned = count_desk(state, NOBODY, "ITEM_LEAD");
    if ((counts->has_cases_unassigned = pv_actor_has(outcome, ROLE_AGENT)))
        counts->cases_unassigned = count_desk(state, NOBODY, "ITEM_CASE");
    return counts;
}

/* --- alerts ----------------------------------------------------------------------------------------------------------- */

static bool alert_fits(const PvState *state, const portal_list_alerts *query, const portal_alert *alert)
{
    return (!query->unseen || !alert->seen) &&
           (query->snoozed || !alert->has_snoozed_until_ms || alert->snoozed_until_ms <= pv_now_ms(state));
}

/* Sets *next when there may be more; false: the token is not one of this list. */
static bool read_alerts(const PvState *state, const portal_list_alerts *query, const char *person, uint32_t limit,
                        PvList *alerts, const char **next)
{
    PvScan scan;
    portal_alert probe = PORTAL__ALERT__INIT;
    probe.person = person;
    *next = NULL;
    if (!pv_scan_begin_after(&scan, state, TABLE_alerts, -1, &probe.base, 1, query->after))
        return false;
    for (portal_alert *alert; (alert = alerts_next(&scan));) {
        if (!alert_fits(state, query, alert))
            continue;
        if (is_given(alert->customer_id))
            alert->customer_name = card_display_name(state, alert->customer_id);
        pv_list_add(state, alerts, alert);
        if (alerts->count == limit) {
            *next = pv_scan_token(&scan);
            break;
        }
    }
    pv_scan_end(&scan);
    return true;
}

PvVerdict list_alerts(const PvState *state, const portal_list_alerts *query, portal_alert_page *answer,
                      PvOutcome *outcome)
{
    PvList alerts = {0};
    const char *person = person_of(query->person, outcome);
    if (!person)
        return PV_REFUSED;
    uint32_t limit = limit_within(query->limit, PV_PAGE_ROW_DEFAULT, VIEW_INBOX_MOST);
    if (!read_alerts(state, query, person, limit, &alerts, &answer->next))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    answer->n_rows = alerts.count;
    answer->rows = (portal_alert **)alerts.items;
    return accept(outcome);
}

PvVerdict get_inbox(const PvState *state, const portal_get_inbox *query, portal_inbox *answer, PvOutcome *outcome)
{
    PvList alerts = {0};
    const char *next, *person = person_of(query->person, outcome);
    if (!person)
        return PV_REFUSED;
    uint32_t limit = limit_within(query->limit, VIEW_INBOX_LIMIT, VIEW_INBOX_MOST);
    portal_list_alerts newest = PORTAL__LIST_ALERTS__INIT;
    read_alerts(state, &newest, person, limit, &alerts, &next);
    answer->person = person;
    answer->counts =
        count_all(state, person, query->has_due_before_ms ? query->due_before_ms : pv_now_ms(state), outcome);
    answer->n_alerts = alerts.count;
    answer->alerts = (portal_alert **)alerts.items;
    read_items(state, person, PORTAL__ITEM_KIND__ITEM_ACTIVITY, limit, &answer->n_activities, &answer->activities);
    read_items(state, person, PORTAL__ITEM_KIND__ITEM_LEAD, limit, &answer->n_leads, &answer->leads);
    read_items(state, person, PORTAL__ITEM_KIND__ITEM_DEAL, limit, &answer->n_deals, &answer->deals);
    read_items(state, person, PORTAL__ITEM_KIND__ITEM_CASE, limit, &answer->n_cases, &answer->cases);
    if (pv_actor_has(outcome, ROLE_SELLER))
        read_items(state, NOBODY, PORTAL__ITEM_KIND__ITEM_LEAD, limit, &answer->n_leads_unassigned,
                   &answer->leads_unassigned);
    if (pv_actor_has(outcome, ROLE_AGENT))
        read_items(state, NOBODY, PORTAL__ITEM_KIND__ITEM_CASE, limit, &answer->n_cases_unassigned,
                   &answer->cases_unassigned);
    return accept(outcome);
}
