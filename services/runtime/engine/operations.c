/* What every department answers about itself: parked events and the digests of its tables. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

/* --- releasing ---------------------------------------------------------------------------------------------------- */

static void write_release(PvEngine *engine, uint64_t number, bool dropped)
{
    Pv__ReleasedRecord released = PV__RELEASED_RECORD__INIT;
    released.has_number = released.has_dropped = 1;
    released.number = number;
    released.dropped = dropped;
    size_t size = pv__released_record__get_packed_size(&released);
    pv__released_record__pack(&released, log_reserve(engine->log, LOG_RELEASED, size));
    system_delete_parked(engine, number);
}

static void let_go(PvEngine *engine, const Pv__ParkedRecord *parked, bool drop)
{
    write_release(engine, parked->number, drop);
    if (drop)
        return;
    Pv__Envelope *envelope =
        pv__envelope__unpack(arena_allocator(engine->arena), parked->event.len, parked->event.data);
    pv_require(envelope, "a parked envelope cannot be read");
    heard_handle(engine, envelope, parked->event.data, parked->event.len, true);
}

void operations_let_go_next(PvEngine *engine)
{
    Pv__ParkedRecord *parked;
    while ((parked = system_next_parked(&engine->state, engine->letting_go))) {
        engine->letting_go = parked->number;
        if (parked->reason != PV__PARK_REASON__BEHIND_ANOTHER || parked_covers(engine, parked->subject, parked->number))
            continue;
        engine->item_start = log_mark(engine->log);
        let_go(engine, parked, false);
        return;
    }
    engine->letting_go = LETTING_NONE;
}

bool operations_command(PvEngine *engine, const Pv__Request *request, PvOutcome *outcome, const ItemCause *cause)
{
    char why[PV_WIRE_WHY_BYTES];
    (void)cause;
    Pv__ReleaseParked *command =
        (Pv__ReleaseParked *)wire_unpack(&pv__release_parked__descriptor, request->payload.data, request->payload.len,
                                         PV_MESSAGE_LIMIT_BYTES, engine->arena, why);
    if (!command)
        return pv_refuse(outcome, PV_PROBLEM_INVALID_INPUT, NULL, "%s", why);
    Pv__ParkedRecord *parked = system_get_parked(&engine->state, command->number);
    if (!parked)
        return pv_refuse(outcome, PV_PROBLEM_NOT_FOUND, "number", "No event is parked under the number %" PRIu64 ".",
                         command->number);
    let_go(engine, parked, command->drop);
    /* Those that were parked only because they stood behind go too, in order, while nothing before them stays; what does
     * not fit this frame goes with the next ones (engine_timer). */
    engine->letting_go = command->number;
    while (engine->letting_go != LETTING_NONE && log_mark(engine->log) < engine->batch_target)
        operations_let_go_next(engine);
    return true;
}

/* --- queries ------------------------------------------------------------------------------------------------------ */

static ProtobufCMessage *list_parked(const PvState *state, const Pv__ListParked *query)
{
    uint32_t limit = query->limit ? query->limit : PV_PAGE_ROW_DEFAULT;
    Pv__ParkedPage *page = arena_take(state->arena, sizeof *page);
    pv__parked_page__init(page);
    PvList rows = {0};
    uint64_t after = query->after_number;
    size_t bytes = 0;
    for (Pv__ParkedRecord *parked; (parked = system_next_parked(state, after)); after = parked->number) {
        bytes += parked->event.len + 512;
        if (rows.count == limit || rows.count == PV_PAGE_ROW_LIMIT || bytes > PV_ANSWER_LIMIT_BYTES / 2) {
            page->has_next = 1;
            page->next = after;
            break;
        }
        pv_list_add(state, &rows, parked);
    }
    page->rows = (Pv__ParkedRecord **)rows.items;
    page->n_rows = rows.count;
    return &page->base;
}

static const char *space_name(const PvState *state, uint8_t space, uint16_t number)
{
    static const char *const names[] = {[KEY_HEAD] = "(head)",           [KEY_POSITION] = "(positions)",
                                        [KEY_ANSWER] = "(answers)",      [KEY_ANSWER_TIME] = "(answers by time)",
                                        [KEY_TIMER_DUE] = "(timers due)", [KEY_TIMER] = "(timers)",
                                        [KEY_NUMBER] = "(numbers)",      [KEY_PARKED] = "(parked)",
                                        [KEY_EPOCH] = "(epochs)"};
    const PvService *service = state->plan->service;
    if (space == KEY_HEAD && number == 1)
        return "(epoch)";
    if (space == KEY_ROW && number < service->table_count)
        return service->tables[number].name;
    if (space == KEY_TIMER && number < service->timer_count)
        return arena_format(state->arena, "(timers) %s", service->timers[number].name);
    if (space == KEY_INDEX && number < service->index_count)
        return arena_format(state->arena, "%s %s", service->tables[service->indexes[number].table].name,
                            service->indexes[number].name);
    return space < sizeof names / sizeof names[0] && names[space] ? names[space] : "(unknown)";
}

/* The head row names the place, being in the same view as all others. */
static Pv__TableDigests *digests_make(const PvState *state)
{
    Pv__TableDigests *digests = arena_take(state->arena, sizeof *digests);
    const Pv__HeadRecord *head = system_get_head(state);
    pv__table_digests__init(digests);
    digests->has_frames = digests->has_head = digests->has_epoch = digests->has_erasures = head != NULL;
    if (head) {
        digests->frames = head->frames;
        digests->head = head->head;
        digests->epoch = head->epoch;
        digests->erasures = head->erasures;
    }
    return digests;
}

/* Tables stand mixed where rows are kept by customer, so all digests grow side by side. */
typedef struct Digesting {
    Pv__TableDigest digest;
    XXH64_state_t hash;
} Digesting;

#define NUMBERS_IN_SPACE 1024

static Digesting *digesting_of(const PvState *state, Digesting **all, PvList *tables, const uint8_t *key)
{
    uint8_t space;
    uint16_t number;
    key_owner(key, &space, &number);
    pv_require(space < KEY_CUSTOMER && number < NUMBERS_IN_SPACE);
    Digesting **place = &all[space * NUMBERS_IN_SPACE + number];
    if (*place)
        return *place;
    Digesting *made = *place = arena_take(state->arena, sizeof *made);
    pv__table_digest__init(&made->digest);
    made->digest.table = space_name(state, space, number);
    made->digest.has_rows = made->digest.has_digest = 1;
    XXH64_reset(&made->hash, 0);
    pv_list_add(state, tables, made);
    return made;
}

static Pv__TableDigests *table_digests(const PvState *state)
{
    Pv__TableDigests *digests = digests_make(state);
    Digesting **all = arena_take(state->arena, KEY_CUSTOMER * NUMBERS_IN_SPACE * sizeof *all);
    PvList tables = {0};
    StoreBytes key, value;
    StoreScan *scan = store_scan_open(state->view, (StoreBytes){(const uint8_t *)"", 0}, NULL, false);
    while (store_scan_next(scan, &key, &value)) {
        Digesting *table = digesting_of(state, all, &tables, key.bytes);
        table->digest.rows++;
        XXH64_update(&table->hash, key.bytes, key.size_bytes);
        XXH64_update(&table->hash, value.bytes, value.size_bytes);
    }
    store_scan_close(&scan);
    for (size_t i = 0; i < tables.count; i++) {
        Digesting *table = tables.items[i];
        table->digest.digest = XXH64_digest(&table->hash);
        tables.items[i] = &table->digest;
    }
    digests->tables = (Pv__TableDigest **)tables.items;
    digests->n_tables = tables.count;
    return digests;
}

ProtobufCMessage *operations_query(PvEngine *engine, const PvState *state, const Pv__Request *request,
                                   PvOutcome *outcome)
{
    char why[PV_WIRE_WHY_BYTES];
    bool parked = strcmp(request->type, "payvand.ListParked") == 0;
    if (!parked && strcmp(request->type, "payvand.GetTableDigests") != 0) {
        pv_refuse(outcome, PV_PROBLEM_UNKNOWN_TYPE, "type", "%s has no query %s.", engine->service->name,
                  request->type);
        return NULL;
    }
    PvRole role = parked ? ROLE_ADMINISTRATOR : ROLE_OPERATOR;
    if (!pv_actor_has(outcome, role)) {
        pv_refuse(outcome, PV_PROBLEM_NOT_ALLOWED, NULL, "This needs the role %s.", pv_role_name(role));
        return NULL;
    }
    const ProtobufCMessageDescriptor *type =
        parked ? &pv__list_parked__descriptor : &pv__get_table_digests__descriptor;
    ProtobufCMessage *query = wire_unpack(type, request->payload.data, request->payload.len, PV_MESSAGE_LIMIT_BYTES,
                                          state->arena, why);
    if (!query) {
        pv_refuse(outcome, PV_PROBLEM_INVALID_INPUT, NULL, "%s", why);
        return NULL;
    }
    if (parked)
        return list_parked(state, (Pv__ListParked *)query);
    bool place_only = ((Pv__GetTableDigests *)query)->place_only;
    return place_only ? &digests_make(state)->base : &table_digests(state)->base;
}

/* --- a live store against a fold of the log ----------------------------------------------------------------------- */

static Pv__TableDigests *digests_of(PvEngine *engine, PvArena *arena)
{
    PvState state = engine->state;
    state.arena = arena;
    return table_digests(&state);
}

static const Pv__TableDigest *find_digest(const Pv__TableDigests *digests, const char *name)
{
    for (size_t i = 0; i < digests->n_tables; i++)
        if (strcmp(digests->tables[i]->table, name) == 0)
            return digests->tables[i];
    return NULL;
}

static bool compare_tables(const Pv__TableDigests *live, const Pv__TableDigests *fresh, bool backwards,
                           void (*report)(void *, const char *), void *seen)
{
    bool equal = true;
    char line[256];
    for (size_t i = 0; i < live->n_tables; i++) {
        const Pv__TableDigest *mine = live->tables[i], *other = find_digest(fresh, mine->table);
        bool same = other && other->rows == mine->rows && other->digest == mine->digest;
        if (backwards ? other != NULL : false)
            continue;
        snprintf(line, sizeof line, "%-40s %10" PRIu64 " rows  %016" PRIx64 "  %s", mine->table, mine->rows,
                 mine->digest, same ? "equal" : backwards ? "only in the fold" : other ? "DIFFERENT" : "not in the fold");
        report(seen, line);
        equal &= same;
    }
    return equal;
}

bool engine_compare_digests(const Pv__TableDigests *digests, PvEngine *fresh, void (*report)(void *, const char *),
                            void *seen)
{
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    Pv__TableDigests *folded = digests_of(fresh, arena);
    bool equal = compare_tables(digests, folded, false, report, seen);
    equal &= compare_tables(folded, digests, true, report, seen);
    arena_close(&arena);
    return equal;
}

bool engine_compare(PvEngine *live, PvEngine *fresh, void (*report)(void *seen, const char *line), void *seen)
{
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    bool equal = engine_compare_digests(digests_of(live, arena), fresh, report, seen);
    arena_close(&arena);
    return equal;
}
