/* Everything a page about one customer shows, in one answer. */
#include "portal/view/inside.h"

/* --- items ------------------------------------------------------------------------------------------------------------ */

#define KIND_LIMIT 16

static int by_rank(const portal_item *one, const portal_item *other)
{
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return one->rank < other->rank ? -1 : one->rank > other->rank;
}

/* Puts an item at its place among those kept of its kind; the last one may fall out. */
static void keep_open(const PvState *state, PvList *kept, portal_item *item, unsigned counts[KIND_LIMIT])
{
    size_t place = 0;
    while (place < kept->count && by_rank(kept->items[place], item) <= 0)
        place++;
    pv_list_add(state, kept, NULL);
    memmove(&kept->items[place + 1], &kept->items[place], (kept->count - 1 - place) * sizeof *kept->items);
    kept->items[place] = item;
    if (counts[item->kind] <= VIEW_OPEN_LIMIT)
        return;
    size_t last = place;
    while (last + 1 < kept->count && ((portal_item *)kept->items[last + 1])->kind == item->kind)
        last++;
    memmove(&kept->items[last], &kept->items[last + 1], (kept->count - 1 - last) * sizeof *kept->items);
    kept->count--;
}

static void read_open(const PvState *state, const PvList *ids, portal_overview *answer)
{
    PvList kept = {0};
    unsigned counts[KIND_LIMIT] = {0};
    for (size_t i = 0; i < ids->count; i++) {
        PvScan scan;
        portal_item probe = PORTAL__ITEM__INIT;
        unsigned looked_at = 0;
        probe.customer_id = ids->items[i];
        probe.has_closed = 1;
        items_by_customer(&scan, state, &probe, 2);
        for (portal_item *item; looked_at++ < VIEW_COUNT_LIMIT && (item = items_next(&scan));)
            if (item->kind > 0 && item->kind < KIND_LIMIT && counts[item->kind]++ < VIEW_COUNT_LIMIT)
                keep_open(state, &kept, item, counts);
        pv_scan_end(&scan);
    }
    for (size_t i = 0; i < kept.count; i++)
        ((portal_item *)kept.items[i])->n_desk = ((portal_item *)kept.items[i])->has_rank = 0;
    answer->n_open_items = kept.count;
    answer->open_items = (portal_item **)kept.items;
    answer->counts = arena_take(pv_arena(state), KIND_LIMIT * sizeof *answer->counts);
    for (int kind = 1; kind < KIND_LIMIT; kind++) {
        if (!counts[kind])
            continue;
        portal_item_count *count = arena_take(pv_arena(state), sizeof *count);
        portal__item_count__init(count);
        count->has_kind = count->has_open = 1;
        count->kind = (Portal__ItemKind)kind;
        count->open = counts[kind] < VIEW_COUNT_LIMIT ? counts[kind] : VIEW_COUNT_LIMIT;
        answer->counts[answer->n_counts++] = count;
    }
}

/* Of each kind the items that changed last. When a kind has enough, the scan begins anew at the next kind. */
static void read_closed_of(const PvState *state, const char *customer_id, unsigned counts[KIND_LIMIT], PvList *kept)
{
    portal_item probe = PORTAL__ITEM__INIT;
    probe.customer_id = customer_id;
    probe.has_closed = probe.has_kind = 1;
    probe.closed = 1;
    for (bool more = true; more;) {
        PvScan scan;
        more = false;
        pv_scan_begin_from(&scan, state, TABLE_items, INDEX_items_by_customer, &probe.base, 2, 3);
        for (portal_item *item; !more && (item = items_next(&scan)) && item->kind > 0 && item->kind < KIND_LIMIT;) {
            if (counts[item->kind]++ < VIEW_CLOSED_LIMIT) {
                item->has_rank = 0;
                pv_list_add(state, kept, item);
                continue;
            }
            probe.kind = (Portal__ItemKind)(item->kind + 1);
            more = true;
        }
        pv_scan_end(&scan);
    }
}

static void read_closed(const PvState *state, const PvList *ids, portal_overview *answer)
{
    PvList kept = {0};
    unsigned counts[KIND_LIMIT] = {0};
    for (size_t i = 0; i < ids->count; i++)
        read_closed_of(state, ids->items[i], counts, &kept);
    answer->n_closed_items = kept.count;
    answer->closed_items = (portal_item **)kept.items;
}

/* --- people beside the customer ------------------------------------------------------------------------------------------ */

static void read_related(const PvState *state, const PvList *ids, portal_overview *answer)
{
    const pv_card *card = answer->card;
    size_t count = card->n_relations < VIEW_RELATED_LIMIT ? card->n_relations : VIEW_RELATED_LIMIT;
    answer->related = arena_take(pv_arena(state), (count + 1) * sizeof *answer->related);
    for (size_t i = 0; i < count; i++) {
        const char *one = card->relations[i]->customer_id, *other = card->relations[i]->other_customer_id;
        if (!is_given(one) || !is_given(other))
            continue;
        portal_related_customer *related = arena_take(pv_arena(state), sizeof *related);
        portal__related_customer__init(related);
        related->relation = card->relations[i];
        for (size_t at = 0; at < ids->count; at++)
            if (strcmp(ids->items[at], other) == 0) {
                other = one;
                break;
            }
        related->customer_id = card_resolve(state, other);
        related->name = card_display_name(state, related->customer_id);
        answer->related[answer->n_related++] = related;
    }
}

static pv_duplicate_suggestion *suggestion_of(const PvState *state, const portal_duplicate_of *row)
{
    pv_duplicate_suggestion probe = PV__DUPLICATE_SUGGESTION__INIT;
    bool ordered = strcmp(row->customer_id, row->other_id) < 0;
    probe.low_id = ordered ? row->customer_id : row->other_id;
    probe.high_id = ordered ? row->other_id : row->customer_id;
    return card_suggestions_find(state, &probe);
}

static void add_duplicate(const PvState *state, const portal_duplicate_of *row, portal_overview *answer)
{
    const char *other = card_resolve(state, row->other_id);
    const pv_customer *customer = card_get(state, other);
    pv_duplicate_suggestion *suggestion = suggestion_of(state, row);
    if (!customer || customer->erased || strcmp(other, answer->customer_id) == 0 || !suggestion || !suggestion->open)
        return;
    portal_likely_duplicate *duplicate = arena_take(pv_arena(state), sizeof *duplicate);
    portal__likely_duplicate__init(duplicate);
    duplicate->suggestion = suggestion;
    duplicate->customer_id = other;
    duplicate->name = card_display_name(state, other);
    answer->duplicates[answer->n_duplicates++] = duplicate;
}

static void read_duplicates(const PvState *state, const PvList *ids, portal_overview *answer)
{
    answer->duplicates = arena_take(pv_arena(state), VIEW_DUPLICATE_LIMIT * sizeof *answer->duplicates);
    for (size_t i = 0; i < ids->count; i++) {
        PvScan scan;
        portal_duplicate_of probe = PORTAL__DUPLICATE_OF__INIT;
        probe.customer_id = ids->items[i];
        duplicates_scan(&scan, state, &probe, 1);
        for (portal_duplicate_of *row; answer->n_duplicates < VIEW_DUPLICATE_LIMIT && (row = duplicates_next(&scan));)
            add_duplicate(state, row, answer);
        pv_scan_end(&scan);
    }
}

/* --- the rest ------------------------------------------------------------------------------------------------------------ */

static void read_lists(const PvState *state, const PvList *ids, portal_overview *answer)
{
    PvList lists = {0};
    for (size_t i = 0; i < ids->count; i++) {
        PvScan scan;
        portal_membership probe = PORTAL__MEMBERSHIP__INIT;
        probe.customer_id = ids->items[i];
        memberships_scan(&scan, state, &probe, 1);
        for (portal_membership *row; lists.count < VIEW_MEMBERSHIP_LIMIT && (row = memberships_next(&scan));)
            pv_list_add(state, &lists, row);
        pv_scan_end(&scan);
    }
    answer->n_lists = lists.count;
    answer->lists = (portal_membership **)lists.items;
}

/* Nothing but service is allowed without a grant, so most customers need no look at their consents. */
static void read_reach(const PvState *state, portal_overview *answer)
{
    static const Pv__Channel channels[] = {PV__CHANNEL__EMAIL, PV__CHANNEL__SMS, PV__CHANNEL__PHONE};
    static const Pv__Purpose purposes[] = {PV__PURPOSE__MARKETING, PV__PURPOSE__SERVICE};
    bool known = card_get(state, answer->customer_id);
    answer->reach = arena_take(pv_arena(state), 6 * sizeof *answer->reach);
    for (int i = 0; i < 6; i++) {
        portal_reach *reach = arena_take(pv_arena(state), sizeof *reach);
        portal__reach__init(reach);
        reach->has_channel = reach->has_purpose = reach->has_allowed = 1;
        reach->channel = channels[i / 2];
        reach->purpose = purposes[i % 2];
        if (answer->card->n_consents > 0)
            reach->allowed = card_may_contact(state, answer->customer_id, reach->channel, reach->purpose);
        else
            reach->allowed = known && reach->purpose == PV__PURPOSE__SERVICE && !answer->card->erased;
        answer->reach[answer->n_reach++] = reach;
    }
}

static void read_departments(const PvState *state, size_t *count, portal_department_heard ***rows)
{
    PvScan scan;
    PvList heard = {0};
    departments_scan(&scan, state, NULL, 0);
    for (portal_department_heard *row; (row = departments_next(&scan));)
        pv_list_add(state, &heard, row);
    *count = heard.count;
    *rows = (portal_department_heard **)heard.items;
}

static void read_timeline(const PvState *state, const portal_get_overview *query, portal_overview *answer)
{
    PvList rows;
    portal_list_timeline newest = PORTAL__LIST_TIMELINE__INIT;
    newest.customer_id = answer->customer_id;
    timeline_read_page(state, &newest, limit_within(query->timeline_limit, VIEW_TIMELINE_LIMIT, VIEW_TIMELINE_MOST),
                       &rows, &answer->timeline_next);
    answer->n_timeline = rows.count;
    answer->timeline = (portal_timeline_entry **)rows.items;
}

/* The card; an empty one of a customer whose sales, cases or points were heard before the introduction; NULL if there is none. */
static pv_card *card_of(const PvState *state, const char *customer_id)
{
    pv_card *card = card_view(state, customer_id);
    if (card || !timeline_names(state, customer_id))
        return card;
    card = arena_take(pv_arena(state), sizeof *card);
    pv__card__init(card);
    card->customer_id = customer_id;
    card->ids = arena_take(pv_arena(state), sizeof *card->ids);
    card->ids[card->n_ids++] = customer_id;
    return card;
}

PvVerdict get_overview(const PvState *state, const portal_get_overview *query, portal_overview *answer,
                       PvOutcome *outcome)
{
    if (!pv_id_is_valid(query->customer_id))
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "The id of the customer is not a UUID.");
    answer->card = card_of(state, query->customer_id);
    if (!answer->card)
        return refuse(outcome, CUSTOMER_NOT_FOUND, "No customer has the id %s.", query->customer_id);
    answer->customer_id = answer->card->customer_id;
    PvList ids = {.items = (void **)answer->card->ids, .count = answer->card->n_ids};
    read_open(state, &ids, answer);
    read_closed(state, &ids, answer);
    read_timeline(state, query, answer);
    read_related(state, &ids, answer);
    read_duplicates(state, &ids, answer);
    read_lists(state, &ids, answer);
    read_reach(state, answer);
    read_departments(state, &answer->n_sources, &answer->sources);
    return accept(outcome);
}

PvVerdict list_departments(const PvState *state, const portal_list_departments *query, portal_department_page *answer,
                           PvOutcome *outcome)
{
    read_departments(state, &answer->n_rows, &answer->rows);
    return accept(outcome);
}
