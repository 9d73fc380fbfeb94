/* Items: what people work with, of whatever department, in one form, with its place in lists and its counters. */
#include "portal/view/inside.h"

#define NOBODY "*"
#define RANK_OF_PRIORITY (1LL << 50) /* more than any time in milliseconds that cases have */

static bool is_on_desks(const portal_item *item)
{
    return item->kind == PORTAL__ITEM_KIND__ITEM_LEAD || item->kind == PORTAL__ITEM_KIND__ITEM_DEAL ||
           item->kind == PORTAL__ITEM_KIND__ITEM_ACTIVITY || item->kind == PORTAL__ITEM_KIND__ITEM_CASE;
}

portal_item *item_take(PvState *state, const char *item_id, Portal__ItemKind kind, const char *customer_id,
                        const PvEventMeta *meta)
{
    portal_item *item = items_get(state, item_id);
    if (item)
        return item;
    item = arena_take(pv_arena(state), sizeof *item);
    portal__item__init(item);
    item->item_id = item_id;
    item->has_kind = item->has_opened_at_ms = item->has_closed = 1;
    item->kind = kind;
    item->source = meta->source;
    item->customer_id = customer_id;
    item->opened_at_ms = meta->at_ms;
    return item;
}

void item_in(portal_item *item, const char *state_name, bool closed, const PvEventMeta *meta)
{
    if (is_given(state_name))
        item->state = state_name;
    item->has_closed = 1;
    if (closed && !item->closed)
        item->closed_at_ms = meta->at_ms;
    item->has_closed_at_ms = closed;
    if (!closed)
        item->closed_at_ms = 0;
    item->closed = closed;
}

void item_say(portal_item *item, const char *title, const PvEventMeta *meta)
{
    if (strcmp(item->customer_id ? item->customer_id : "", meta->subject) == 0)
        item->title = title;
}

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t rank_of(const portal_item *item)
{
    if (item->kind == PORTAL__ITEM_KIND__ITEM_CASE)
        return (4 - within(item->priority, 0, 4)) * RANK_OF_PRIORITY +
               within(item->opened_at_ms, PV_TIME_FIRST_MS, PV_TIME_LAST_MS);
    return item->has_due_at_ms ? item->due_at_ms : INT64_MAX;
}

/* --- counters ------------------------------------------------------------------------------------------------------ */

static const char *kind_name(const portal_item *item)
{
    const char *name = enum_name(&portal__item_kind__descriptor, item->kind);
    return name ? name : "";
}

enum { STATE_COUNTER, STAGE_COUNTER, DESK_COUNTER, COUNTERS };
static const char *const groups[COUNTERS] = {"item", "stage", "desk"};

/* What an item counts under in each group; NULL for nothing. */
static void values_of(const PvState *state, const portal_item *item, const char *values[COUNTERS])
{
    memset(values, 0, COUNTERS * sizeof *values);
    if (!item)
        return;
    PvArena *arena = pv_arena(state);
    values[STATE_COUNTER] = arena_format(arena, "%s/%s", kind_name(item), item->state ? item->state : "");
    if (item->kind == PORTAL__ITEM_KIND__ITEM_DEAL && !item->closed)
        values[STAGE_COUNTER] = arena_format(arena, "%s/%s", item->pipeline_id ? item->pipeline_id : "",
                                             item->stage_id ? item->stage_id : "");
    if (item->n_desk > 0)
        values[DESK_COUNTER] = arena_format(arena, "%s/%s", item->desk[0], kind_name(item));
}

static void count(PvState *state, const portal_item *before, const portal_item *after)
{
    const char *from[COUNTERS], *to[COUNTERS];
    values_of(state, before, from);
    values_of(state, after, to);
    for (int i = 0; i < COUNTERS; i++) {
        if (from[i] && to[i] && strcmp(from[i], to[i]) == 0) {
            if (!money_is_equal(before->amount, after->amount))
                counter_change(state, groups[i], to[i], before->amount, after->amount);
            continue;
        }
        if (from[i])
            counter_add(state, groups[i], from[i], -1, before->amount);
        if (to[i])
            counter_add(state, groups[i], to[i], 1, after->amount);
    }
}

void item_save(PvState *state, portal_item *item, const PvEventMeta *meta)
{
    const portal_item *before = items_get(state, item->item_id);
    item->has_changed_at_ms = item->has_rank = 1;
    item->changed_at_ms = meta->at_ms;
    item->rank = rank_of(item);
    item->title = text_cut(state, item->title, VIEW_TITLE_LIMIT_BYTES);
    item->n_desk = 0;
    if (is_on_desks(item) && !item->closed) {
        item->desk = arena_take(pv_arena(state), sizeof *item->desk);
        item->desk[0] = is_given(item->owner) ? item->owner : NOBODY;
        item->n_desk = 1;
    }
    items_put(state, item);
    count(state, before, item);
}

/* --- queries ------------------------------------------------------------------------------------------------------- */

void item_show(const PvState *state, portal_item *item)
{
    item->n_desk = 0;
    item->has_rank = 0;
    item->state_before = NULL;
    if (is_given(item->customer_id))
        item->customer_name = card_display_name(state, item->customer_id);
}

PvVerdict get_item(const PvState *state, const portal_get_item *query, portal_item *answer, PvOutcome *outcome)
{
    portal_item *item = is_given(query->item_id) ? items_get(state, query->item_id) : NULL;
    if (!item)
        return refuse(outcome, NOT_FOUND, "No item has the id %s.", query->item_id ? query->item_id : "");
    item_show(state, item);
    *answer = *item;
    return accept(outcome);
}

/* The order that answers the question: an index, a probe and how many of its fields are given. */
typedef struct ItemOrder {
    int index;
    unsigned fields;
    portal_item probe;
    const char *desk;
} ItemOrder;

static bool order_of(const portal_list_items *query, ItemOrder *order, PvOutcome *outcome)
{
    order->probe = (portal_item)PORTAL__ITEM__INIT;
    order->probe.has_kind = query->kind != 0;
    order->probe.kind = query->kind;
    if (is_given(query->owner) && !query->closed) {
        order->index = INDEX_items_by_desk;
        order->desk = query->owner;
        order->probe.n_desk = 1;
        order->probe.desk = &order->desk;
        order->fields = query->kind ? 2 : 1;
        return true;
    }
    order->probe.has_closed = 1;
    order->probe.closed = query->closed;
    order->index = INDEX_items_by_kind;
    order->fields = query->has_closed ? 2 : 1;
    if (query->kind)
        return true;
    refuse_field(outcome, INVALID_INPUT, "kind", "Name a customer, an owner of open items, or a kind.");
    return false;
}

static bool fits(const portal_list_items *query, const portal_item *item)
{
    if (is_given(query->owner) && strcmp(query->owner, is_given(item->owner) ? item->owner : NOBODY) != 0)
        return false;
    return (!query->kind || item->kind == query->kind) && (!query->has_closed || item->closed == query->closed) &&
           (!is_given(query->state) || (item->state && strcmp(item->state, query->state) == 0)) &&
           (!query->has_due_before_ms || (item->has_due_at_ms && item->due_at_ms < query->due_before_ms));
}

typedef struct ItemReading {
    uint32_t limit;
    unsigned looked_at;
    size_t bytes;
    PvList rows;
} ItemReading;

/* Reads on until limit rows fit; sets the token when there may be more. False: enough was read. */
static bool read_fitting(const PvState *state, const portal_list_items *query, PvScan *scan, ItemReading *reading,
                         portal_item_page *answer)
{
    for (;;) {
        PvArenaMark mark = arena_mark(pv_arena(state));
        portal_item *item = items_next(scan);
        if (!item)
            return true;
        bool keep = fits(query, item);
        if (keep) {
            item_show(state, item);
            pv_list_add(state, &reading->rows, item);
            reading->bytes += protobuf_c_message_get_packed_size(&item->base);
        } else {
            arena_rewind(pv_arena(state), mark);
        }
        if (reading->rows.count == reading->limit || ++reading->looked_at == VIEW_LOOK_LIMIT ||
            reading->bytes > PV_ANSWER_LIMIT_BYTES / 2) {
            answer->next = pv_scan_token(scan);
            pv_scan_end(scan);
            return false;
        }
    }
}

/* All ids joined with a customer, one after the other; the token tells in which one the page before ended. */
static bool read_of_customer(const PvState *state, const portal_list_items *query, ItemReading *reading,
                             portal_item_page *answer)
{
    PvList ids = card_component(state, query->customer_id);
    portal_item probe = PORTAL__ITEM__INIT;
    PvScan scan;
    size_t at = 0;
    probe.has_closed = query->has_closed;
    probe.closed = query->closed;
    for (; is_given(query->after) && at < ids.count; at++) {
        probe.customer_id = ids.items[at];
        if (pv_scan_begin_after(&scan, state, TABLE_items, INDEX_items_by_customer, &probe.base, 1, query->after))
            break;
    }
    if (is_given(query->after)) {
        if (at == ids.count)
            return false;
        if (!read_fitting(state, query, &scan, reading, answer))
            return true;
        at++;
    }
    for (; at < ids.count; at++) {
        probe.customer_id = ids.items[at];
        items_by_customer(&scan, state, &probe, query->has_closed ? 2 : 1);
        if (!read_fitting(state, query, &scan, reading, answer))
            return true;
    }
    return true;
}

PvVerdict list_items(const PvState *state, const portal_list_items *query, portal_item_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    ItemOrder order;
    ItemReading reading = {.limit = limit_within(query->limit, PV_PAGE_ROW_DEFAULT, PV_PAGE_ROW_LIMIT)};
    if (is_given(query->customer_id)) {
        if (!read_of_customer(state, query, &reading, answer))
            return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    } else {
        if (!order_of(query, &order, outcome))
            return PV_REFUSED;
        if (!pv_scan_begin_after(&scan, state, TABLE_items, order.index, &order.probe.base, order.fields, query->after))
            return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
        read_fitting(state, query, &scan, &reading, answer);
    }
    answer->n_rows = reading.rows.count;
    answer->rows = (portal_item **)reading.rows.items;
    return accept(outcome);
}
