/* Figures: how often something happened in each half hour, and what it was worth. */
#include "portal/view/inside.h"

#define HALF_HOUR_MS 1800000LL
#define HOUR_MS 3600000LL
#define MINUTE_MS 60000LL

/* Which event counts under which name. */
static const struct Counted {
    const ProtobufCMessageDescriptor *type;
    const char *name;
} counted[] = {
    {&sales__invoice_paid__descriptor, "invoices_paid"},
    {&sales__order_placed__descriptor, "orders_placed"},
    {&loyalty__points_earned__descriptor, "points_earned"},
    {&pv__customer_introduced__descriptor, "customers_introduced"},
    {&sales__activity_done__descriptor, "activities_done"},
    {&sales__lead_captured__descriptor, "leads_captured"},
    {&sales__lead_converted__descriptor, "leads_converted"},
    {&sales__deal_opened__descriptor, "deals_opened"},
    {&sales__deal_won__descriptor, "deals_won"},
    {&sales__deal_lost__descriptor, "deals_lost"},
    {&sales__refund_given__descriptor, "refunds_given"},
    {&support__case_opened__descriptor, "cases_opened"},
    {&support__case_state_changed__descriptor, "cases_resolved"},
    {&marketing__response_recorded__descriptor, "responses_recorded"},
    {&loyalty__member_enrolled__descriptor, "members_enrolled"},
    {&loyalty__points_redeemed__descriptor, "points_redeemed"},
};
#define COUNTED (sizeof counted / sizeof counted[0])

static int64_t floor_of(int64_t value, int64_t step)
{
    int64_t whole = value / step;
    return value % step < 0 ? whole - 1 : whole;
}

void figure_fold(PvState *state, const ProtobufCMessage *event, const portal_timeline_entry *entry)
{
    size_t at = 0;
    while (at < COUNTED && counted[at].type != event->descriptor)
        at++;
    if (at == COUNTED || (event->descriptor == &support__case_state_changed__descriptor &&
                          ((const support_case_state_changed *)event)->to != SUPPORT__CASE_STATE__RESOLVED))
        return;
    portal_figure probe = PORTAL__FIGURE__INIT;
    probe.name = counted[at].name;
    probe.has_half_hour = 1;
    probe.half_hour = floor_of(entry->at_ms, HALF_HOUR_MS);
    portal_figure *figure = figures_find(state, &probe);
    if (!figure)
        figure = &probe;
    figure->has_count = 1;
    figure->count++;
    money_list_add(state, &figure->n_amounts, &figure->amounts, entry->amount, 1);
    if (entry->has_points) {
        figure->has_points = 1;
        figure->points = (int64_t)((uint64_t)figure->points + (uint64_t)entry->points);
    }
    figures_put(state, figure);
}

/* --- the query -------------------------------------------------------------------------------------------------------- */

typedef struct Adding {
    const PvState *state;
    int64_t bucket_ms, zone_ms;
    unsigned looked_at;
    PvList rows;
} Adding;

static portal_figure_sum *sum_at(Adding *adding, const char *name, int64_t at_ms)
{
    int64_t from_ms = floor_of(at_ms + adding->zone_ms, adding->bucket_ms) * adding->bucket_ms - adding->zone_ms;
    portal_figure_sum *last = adding->rows.count > 0 ? adding->rows.items[adding->rows.count - 1] : NULL;
    if (last && last->from_ms == from_ms && strcmp(last->name, name) == 0)
        return last;
    portal_figure_sum *sum = arena_take(pv_arena(adding->state), sizeof *sum);
    portal__figure_sum__init(sum);
    sum->name = name;
    sum->has_from_ms = sum->has_count = 1;
    sum->from_ms = from_ms;
    pv_list_add(adding->state, &adding->rows, sum);
    return sum;
}

/* False: there is more than one answer holds. */
static bool add_up(Adding *adding, const char *name, int64_t from_ms, int64_t to_ms)
{
    PvScan scan;
    portal_figure probe = PORTAL__FIGURE__INIT;
    probe.name = name;
    probe.has_half_hour = 1;
    probe.half_hour = floor_of(from_ms, HALF_HOUR_MS);
    pv_scan_begin_from(&scan, adding->state, TABLE_figures, -1, &probe.base, 1, 2);
    for (portal_figure *figure; (figure = figures_next(&scan)) && figure->half_hour * HALF_HOUR_MS < to_ms;) {
        portal_figure_sum *sum = sum_at(adding, name, figure->half_hour * HALF_HOUR_MS);
        sum->count += figure->count;
        for (size_t i = 0; i < figure->n_amounts; i++)
            money_list_add(adding->state, &sum->n_amounts, &sum->amounts, figure->amounts[i], 1);
        sum->has_points |= figure->has_points;
        sum->points = (int64_t)((uint64_t)sum->points + (uint64_t)figure->points);
        if (++adding->looked_at > VIEW_FIGURE_ROW_LIMIT || adding->rows.count > VIEW_FIGURE_SUM_LIMIT) {
            pv_scan_end(&scan);
            return false;
        }
    }
    pv_scan_end(&scan);
    return true;
}

static bool is_counted(const char *name)
{
    for (size_t i = 0; i < COUNTED; i++)
        if (strcmp(counted[i].name, name) == 0)
            return true;
    return false;
}

PvVerdict list_figures(const PvState *state, const portal_list_figures *query, portal_figure_table *answer,
                       PvOutcome *outcome)
{
    uint32_t hours = query->hours ? query->hours : 24;
    if (query->n_names == 0 || query->n_names > VIEW_FIGURE_NAME_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "names", "Name 1 to %d figures.", VIEW_FIGURE_NAME_LIMIT);
    if (query->from_ms < PV_TIME_FIRST_MS || query->to_ms > PV_TIME_LAST_MS || query->to_ms <= query->from_ms ||
        query->to_ms - query->from_ms > VIEW_FIGURE_SPAN_MS)
        return refuse_field(outcome, INVALID_INPUT, "to_ms", "The time must end after it begins, at most 400 days later.");
    if (hours > 8784)
        return refuse_field(outcome, INVALID_INPUT, "hours", "A row adds up at most 8784 hours.");
    if (query->zone_minutes < -24 * 60 || query->zone_minutes > 24 * 60)
        return refuse_field(outcome, INVALID_INPUT, "zone_minutes", "A zone is at most a day away.");
    Adding adding = {.state = state, .bucket_ms = hours * HOUR_MS, .zone_ms = query->zone_minutes * MINUTE_MS};
    for (size_t i = 0; i < query->n_names; i++) {
        if (!is_counted(query->names[i]))
            return refuse_field(outcome, INVALID_INPUT, "names", "There is no figure %.60s.", query->names[i]);
        if (!add_up(&adding, query->names[i], query->from_ms, query->to_ms))
            return refuse_field(outcome, INVALID_INPUT, "to_ms", "That is too much for one answer; ask for less time.");
    }
    answer->n_rows = adding.rows.count;
    answer->rows = (portal_figure_sum **)adding.rows.items;
    return accept(outcome);
}
