/* The list of what people did and read: noted in bundles by the front, kept AUDIT_KEPT_DAYS, read by administrators. Its
 * rows name customers and records by id alone, so that an erasure leaves who did what and takes nothing. */
#include "customer/card.h"
#include "portal/access/inside.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TRIM "accesses"

/* --- noting ------------------------------------------------------------------------------------------------------- */

static bool entry_fits(const PvState *state, PvOutcome *outcome, const portal_access *entry, size_t place)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"user_id", entry->user_id}, {"via", entry->via},        {"address", entry->address},
                 {"method", entry->method},   {"department", entry->department}, {"row", entry->row},
                 {"customer_id", entry->customer_id}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (given(texts[i].text) && strlen(texts[i].text) > AUDIT_ENTRY_LIMIT_BYTES) {
            refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "entries[%zu].%s", place, texts[i].name),
                         "A text of an entry has at most %d bytes.", AUDIT_ENTRY_LIMIT_BYTES);
            return false;
        }
    bool fits = entry->n_record_ids <= AUDIT_RECORDS_LIMIT && entry->at_ms > 0;
    for (size_t i = 0; fits && i < entry->n_record_ids; i++)
        fits = strlen(entry->record_ids[i]) <= AUDIT_ENTRY_LIMIT_BYTES;
    if (!fits)
        refuse_field(outcome, INVALID_INPUT, arena_format(pv_arena(state), "entries[%zu]", place),
                     "An entry has a time and at most %d ids of records.", AUDIT_RECORDS_LIMIT);
    return fits;
}

static PvVerdict tell_noted(const PvState *state, PvOutcome *outcome, portal_access **entries, size_t count)
{
    portal_accesses_noted noted = PORTAL__ACCESSES_NOTED__INIT;
    noted.note_id = pv_new_id(outcome);
    noted.entries = entries;
    noted.n_entries = count;
    for (size_t i = 0; i < count; i++) {
        entries[i]->note_id = NULL; /* the note's; not written for each */
        entries[i]->has_entry = 0;
        if (entries[i]->at_ms > pv_now_ms(state))
            entries[i]->at_ms = pv_now_ms(state);
    }
    return emit_accesses_noted(outcome, &noted);
}

PvVerdict note_accesses(const PvState *state, const portal_note_accesses *command, PvOutcome *outcome)
{
    if (command->n_entries > AUDIT_ENTRIES_LIMIT)
        return refuse_field(outcome, INVALID_INPUT, "entries", "At most %d entries at once.", AUDIT_ENTRIES_LIMIT);
    size_t first = 0, bytes = 0;
    for (size_t i = 0; i < command->n_entries; i++) {
        if (!entry_fits(state, outcome, command->entries[i], i))
            return PV_REFUSED;
        size_t size = protobuf_c_message_get_packed_size(&command->entries[i]->base) + 8;
        if (i > first && bytes + size > AUDIT_EVENT_BYTES) {
            if (!tell_noted(state, outcome, command->entries + first, i - first))
                return PV_REFUSED;
            first = i;
            bytes = 0;
        }
        bytes += size;
    }
    return first < command->n_entries
               ? tell_noted(state, outcome, command->entries + first, command->n_entries - first)
               : accept(outcome);
}

void apply_accesses_noted(PvState *state, const portal_accesses_noted *event, const PvEventMeta *meta)
{
    for (size_t i = 0; i < event->n_entries; i++) {
        portal_access row = *event->entries[i];
        row.note_id = event->note_id;
        row.has_entry = 1;
        row.entry = (uint32_t)i;
        accesses_put(state, &row);
    }
    if (!pv_timer_due(state, TIMER_access_trim, TRIM))
        pv_timer_set(state, TIMER_access_trim, TRIM, meta->recorded_at_ms + ACCESS_DAY_MS);
}

/* --- trimming ------------------------------------------------------------------------------------------------------- */

PvVerdict when_access_trim(const PvState *state, const char *key, PvOutcome *outcome)
{
    int64_t now = pv_now_ms(state);
    portal_accesses_trimmed trimmed = PORTAL__ACCESSES_TRIMMED__INIT;
    trimmed.has_before_ms = trimmed.has_limit = trimmed.has_next_at_ms = 1;
    trimmed.before_ms = now - AUDIT_KEPT_DAYS * ACCESS_DAY_MS;
    trimmed.limit = AUDIT_TRIM_ROWS;
    trimmed.next_at_ms = now + ACCESS_DAY_MS;
    return emit_accesses_trimmed(outcome, &trimmed);
}

void apply_accesses_trimmed(PvState *state, const portal_accesses_trimmed *event, const PvEventMeta *meta)
{
    PvScan scan;
    PvList rows = {0};
    portal_access probe = PORTAL__ACCESS__INIT;
    probe.has_at_ms = 1;
    probe.at_ms = event->before_ms - 1;
    pv_scan_begin_from(&scan, state, TABLE_accesses, -1, &probe.base, 0, 1);
    for (void *row; rows.count < event->limit && (row = accesses_next(&scan));)
        pv_list_add(state, &rows, row);
    pv_scan_end(&scan);
    for (size_t i = 0; i < rows.count; i++)
        accesses_delete(state, rows.items[i]);
    bool more = rows.count == event->limit;
    pv_timer_set(state, TIMER_access_trim, TRIM, more ? meta->recorded_at_ms : event->next_at_ms);
    portal_access_trim trim = PORTAL__ACCESS_TRIM__INIT;
    trim.trim_id = TRIM;
    trim.has_before_ms = 1;
    trim.before_ms = event->before_ms;
    access_trims_put(state, &trim);
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

/* One walk over a part of the list, newest first; several side by side for joined customers. */
typedef struct Walk {
    PvScan scan;
    portal_access *at;
} Walk;

/* Order of the list: newest first, then by note and place. < 0: one comes before other. */
static int order(const portal_access *one, const portal_access *other)
{
    if (one->at_ms != other->at_ms)
        return one->at_ms > other->at_ms ? -1 : 1;
    int notes = strcmp(one->note_id, other->note_id);
    return notes ? notes : one->entry < other->entry ? -1 : one->entry > other->entry;
}

/* Where a page goes on: time.note.place of the row looked at last. */
static const char *place_text(const PvState *state, const portal_access *row)
{
    return arena_format(pv_arena(state), "%" PRId64 ".%s.%" PRIu32, row->at_ms, row->note_id, row->entry);
}

static bool place_read(const PvState *state, const char *text, portal_access *place)
{
    char *end;
    place->has_at_ms = place->has_entry = 1;
    place->at_ms = strtoll(text, &end, 10);
    if (*end != '.' || strlen(end) < 39 || end[37] != '.' || place->at_ms <= 0)
        return false;
    char *note = arena_copy_text(pv_arena(state), end + 1);
    note[36] = 0;
    place->note_id = note;
    if (!pv_id_is_valid(note))
        return false;
    unsigned long entry = strtoul(note + 37, &end, 10);
    place->entry = (uint32_t)entry;
    return *end == 0 && entry < AUDIT_ENTRIES_LIMIT;
}

static void walk_next(Walk *walk, const portal_access *after)
{
    do
        walk->at = accesses_next(&walk->scan);
    while (walk->at && given(after->note_id) && order(walk->at, after) <= 0);
}

/* index -1: all entries. probe has the index's first field; the walk begins at after's time. */
static Walk *walk_begin(const PvState *state, int index, portal_access *probe, const portal_access *after)
{
    Walk *walk = arena_take(pv_arena(state), sizeof *walk);
    unsigned fixed = index < 0 ? 0 : 1;
    probe->has_at_ms = after->has_at_ms;
    probe->at_ms = after->at_ms;
    if (after->has_at_ms)
        pv_scan_begin_from(&walk->scan, state, TABLE_accesses, index, &probe->base, fixed, fixed + 1);
    else
        pv_scan_begin(&walk->scan, state, TABLE_accesses, index, &probe->base, fixed);
    walk_next(walk, after);
    return walk;
}

static PvList walks_begin(const PvState *state, const portal_list_audit *query, const portal_access *after)
{
    PvList walks = {0};
    portal_access probe = PORTAL__ACCESS__INIT;
    if (given(query->customer_id)) {
        PvList ids = card_component(state, query->customer_id);
        for (size_t i = 0; i < ids.count; i++) {
            probe.customer_id = ids.items[i];
            pv_list_add(state, &walks, walk_begin(state, INDEX_accesses_by_customer, &probe, after));
        }
    } else if (given(query->user_id)) {
        probe.user_id = query->user_id;
        pv_list_add(state, &walks, walk_begin(state, INDEX_accesses_by_user, &probe, after));
    } else {
        pv_list_add(state, &walks, walk_begin(state, -1, &probe, after));
    }
    return walks;
}

static Walk *walk_first(const PvList *walks)
{
    Walk *first = NULL;
    for (size_t i = 0; i < walks->count; i++) {
        Walk *walk = walks->items[i];
        if (walk->at && (!first || order(walk->at, first->at) < 0))
            first = walk;
    }
    return first;
}

static bool is_wanted(const portal_list_audit *query, const portal_access *row)
{
    if (query->to_ms && row->at_ms >= query->to_ms)
        return false;
    if (query->changes_only && !row->changes)
        return false;
    if (given(query->user_id) && (!row->user_id || strcmp(row->user_id, query->user_id) != 0))
        return false;
    return !given(query->department) || (row->department && strcmp(row->department, query->department) == 0);
}

PvVerdict list_audit(const PvState *state, const portal_list_audit *query, portal_audit_page *answer,
                     PvOutcome *outcome)
{
    portal_access after = PORTAL__ACCESS__INIT;
    if (given(query->after) && !place_read(state, query->after, &after))
        return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    if (!given(query->after) && query->to_ms > 0) {
        after.has_at_ms = 1;
        after.at_ms = query->to_ms - 1;
    }
    uint32_t limit = query->limit == 0 ? PV_PAGE_ROW_DEFAULT : query->limit;
    limit = limit > PV_PAGE_ROW_LIMIT ? PV_PAGE_ROW_LIMIT : limit;
    PvList walks = walks_begin(state, query, &after), rows = {0};
    size_t bytes = 0;
    const portal_access *last = NULL;
    Walk *walk = walk_first(&walks);
    for (unsigned looked = 0; walk && walk->at->at_ms >= query->from_ms; walk = walk_first(&walks)) {
        if (rows.count == limit || looked++ == AUDIT_WALK_ROWS || bytes > PV_ANSWER_LIMIT_BYTES / 2)
            break;
        last = walk->at;
        if (is_wanted(query, last)) {
            bytes += protobuf_c_message_get_packed_size(&last->base) + 8;
            pv_list_add(state, &rows, walk->at);
        }
        walk_next(walk, &after);
    }
    if (walk && walk->at->at_ms >= query->from_ms && last)
        answer->next = place_text(state, last);
    for (size_t i = 0; i < walks.count; i++)
        pv_scan_end(&((Walk *)walks.items[i])->scan);
    answer->rows = (portal_access **)rows.items;
    answer->n_rows = rows.count;
    return accept(outcome);
}
