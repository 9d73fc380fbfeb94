/* Pages of a timeline: merged over all ids that are joined with the customer, newest first. A token names the row at
 * which the page before ended, as time, department, epoch and number, so that it holds whatever is joined meanwhile. */
#include "portal/view/inside.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The order of the table's key within one id. */
static int order_of(const portal_timeline_entry *one, const portal_timeline_entry *other)
{
    if (one->at_ms != other->at_ms)
        return one->at_ms > other->at_ms ? -1 : 1;
    int sources = strcmp(one->source, other->source);
    if (sources)
        return sources;
    if (one->epoch != other->epoch)
        return one->epoch < other->epoch ? -1 : 1;
    return one->sequence < other->sequence ? -1 : one->sequence > other->sequence;
}

static const char *token_of(const PvState *state, const portal_timeline_entry *entry)
{
    return arena_format(pv_arena(state), "%" PRId64 ".%s.%" PRIx64 ".%" PRIu64, entry->at_ms, entry->source,
                        entry->epoch, entry->sequence);
}

static bool token_read(const PvState *state, const char *token, portal_timeline_entry *entry)
{
    char source[64];
    int end = 0;
    if (strlen(token) > 200 ||
        sscanf(token, "%" SCNd64 ".%63[a-z0-9_-].%" SCNx64 ".%" SCNu64 "%n", &entry->at_ms, source, &entry->epoch,
               &entry->sequence, &end) != 4 ||
        token[end])
        return false;
    entry->source = arena_copy_text(pv_arena(state), source);
    entry->has_at_ms = entry->has_epoch = entry->has_sequence = 1;
    return true;
}

static bool is_named(const char *text, size_t count, const char *const *texts)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return count == 0;
}

static bool fits(const portal_list_timeline *query, const portal_timeline_entry *entry)
{
    bool kind_fits = query->n_kinds == 0;
    for (size_t i = 0; i < query->n_kinds; i++)
        kind_fits |= query->kinds[i] == entry->kind;
    return kind_fits && is_named(entry->source, query->n_sources, (const char *const *)query->sources) &&
           (!is_given(query->item_id) || (entry->item_id && strcmp(entry->item_id, query->item_id) == 0));
}

/* What is read of all ids: the first `limit` rows in order, and whether there is more. */
typedef struct Merge {
    portal_timeline_entry **rows; /* limit + 1 */
    size_t count, limit;
    const portal_timeline_entry *stopped_at; /* looked at enough: what comes after this row is not known */
} Merge;

/* Puts the row at its place; false if it comes after limit + 1 others. */
static bool merge_in(Merge *merge, portal_timeline_entry *entry)
{
    if (merge->stopped_at && order_of(entry, merge->stopped_at) > 0)
        return false;
    size_t place = merge->count;
    while (place > 0 && order_of(entry, merge->rows[place - 1]) < 0)
        place--;
    if (place > merge->limit)
        return false;
    size_t last = merge->count <= merge->limit ? merge->count++ : merge->limit;
    memmove(&merge->rows[place + 1], &merge->rows[place], (last - place) * sizeof *merge->rows);
    merge->rows[place] = entry;
    return true;
}

static void read_one(const PvState *state, const portal_list_timeline *query, const char *customer_id,
                     const portal_timeline_entry *after, Merge *merge)
{
    PvScan scan;
    portal_timeline_entry probe = after ? *after : (portal_timeline_entry)PORTAL__TIMELINE_ENTRY__INIT;
    probe.customer_id = customer_id;
    if (after) {
        pv_scan_begin_from(&scan, state, TABLE_timeline, -1, &probe.base, 1, 5);
    } else if (query->has_to_ms) {
        probe.has_at_ms = 1;
        probe.at_ms = query->to_ms > PV_TIME_FIRST_MS ? query->to_ms - 1 : PV_TIME_FIRST_MS - 1;
        pv_scan_begin_from(&scan, state, TABLE_timeline, -1, &probe.base, 1, 2);
    } else {
        timeline_scan(&scan, state, &probe, 1);
    }
    for (unsigned looked_at = 0;;) {
        PvArenaMark mark = arena_mark(pv_arena(state));
        portal_timeline_entry *entry = timeline_next(&scan);
        if (!entry || (query->has_from_ms && entry->at_ms < query->from_ms))
            break;
        if (after && order_of(entry, after) <= 0)
            continue;
        bool wanted = fits(query, entry);
        if (wanted && !merge_in(merge, entry))
            break;
        if (++looked_at == VIEW_LOOK_LIMIT) {
            if (!merge->stopped_at || order_of(entry, merge->stopped_at) < 0)
                merge->stopped_at = entry;
            break;
        }
        if (!wanted)
            arena_rewind(pv_arena(state), mark);
    }
    pv_scan_end(&scan);
}

/* Joining and parting are told once for each side, at one time. */
static bool is_told_twice(const portal_timeline_entry *entry, const portal_timeline_entry *before)
{
    return before && before->at_ms == entry->at_ms && strcmp(before->type, entry->type) == 0 &&
           strcmp(before->source, entry->source) == 0 &&
           (strcmp(entry->type, "payvand.CustomersLinked") == 0 || strcmp(entry->type, "payvand.CustomersParted") == 0 ||
            strcmp(entry->type, "payvand.DuplicateSuggested") == 0 ||
            (strcmp(entry->type, "payvand.RelationAdded") == 0 && before->sequence == entry->sequence));
}

bool timeline_names(const PvState *state, const char *customer_id)
{
    PvScan scan;
    portal_timeline_entry probe = PORTAL__TIMELINE_ENTRY__INIT;
    probe.customer_id = customer_id;
    timeline_scan(&scan, state, &probe, 1);
    bool named = timeline_next(&scan);
    pv_scan_end(&scan);
    return named;
}

bool timeline_read_page(const PvState *state, const portal_list_timeline *query, uint32_t limit, PvList *rows,
                        const char **next)
{
    portal_timeline_entry after = PORTAL__TIMELINE_ENTRY__INIT;
    Merge merge = {.limit = limit};
    PvList ids = card_component(state, query->customer_id);
    *rows = (PvList){0};
    *next = NULL;
    if (is_given(query->after) && !token_read(state, query->after, &after))
        return false;
    merge.rows = arena_take(pv_arena(state), (limit + 2) * sizeof *merge.rows);
    for (size_t i = 0; i < ids.count; i++)
        read_one(state, query, ids.items[i], is_given(query->after) ? &after : NULL, &merge);
    while (merge.count > 0 && merge.stopped_at && order_of(merge.rows[merge.count - 1], merge.stopped_at) > 0)
        merge.count--;
    size_t bytes = 0;
    for (size_t i = 0; i < merge.count && i < limit && bytes < PV_ANSWER_LIMIT_BYTES / 2; i++) {
        bytes += protobuf_c_message_get_packed_size(&merge.rows[i]->base);
        if (i + 1 < merge.count)
            *next = token_of(state, merge.rows[i]);
        else
            *next = merge.stopped_at ? token_of(state, merge.stopped_at) : NULL;
        if (!is_told_twice(merge.rows[i], i > 0 ? merge.rows[i - 1] : NULL))
            pv_list_add(state, rows, merge.rows[i]);
    }
    if (merge.count == 0 && merge.stopped_at)
        *next = token_of(state, merge.stopped_at);
    return true;
}

PvVerdict list_timeline(const PvState *state, const portal_list_timeline *query, portal_timeline_page *answer,
                        PvOutcome *outcome)
{
    PvList rows;
    if (!pv_id_is_valid(query->customer_id))
        return refuse_field(outcome, INVALID_INPUT, "customer_id", "The id of the customer is not a UUID.");
    if (!card_get(state, query->customer_id) && !timeline_names(state, query->customer_id))
        return refuse(outcome, CUSTOMER_NOT_FOUND, "No customer has the id %s.", query->customer_id);
    uint32_t limit = limit_within(query->limit, PV_PAGE_ROW_DEFAULT, PV_PAGE_ROW_LIMIT);
    if (!timeline_read_page(state, query, limit, &rows, &answer->next))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    answer->n_rows = rows.count;
    answer->rows = (portal_timeline_entry **)rows.items;
    return accept(outcome);
}
