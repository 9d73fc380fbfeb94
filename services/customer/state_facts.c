/* The fold of facts: registers with a history of what lost, facts from ahead of their time, announcements. */
#include "customer/internal.h"

#define CLOCK_NAME "card"
#define TIMER_KEY "card"

/* --- registers
 * --------------------------------------------------------------------------------------------------- */

static void remember_lost(PvState *state, const char *customer_id, pv_fact_register *lost)
{
    pv_fact_history probe = PV__FACT_HISTORY__INIT;
    probe.customer_id = customer_id;
    probe.name = lost->fact->name;
    pv_fact_history *history = card_history_find(state, &probe);
    if (!history)
        history = &probe;
    size_t place = 0;
    while (place < history->n_registers && register_order(history->registers[place], lost) > 0)
        place++;
    if (place < history->n_registers && register_order(history->registers[place], lost) == 0)
        return;
    insert_at(state, history->registers, history->n_registers, place, lost);
    if (history->n_registers > CARD_HISTORY_LIMIT)
        history->n_registers = CARD_HISTORY_LIMIT;
    card_history_put(state, history);
}

void fold_register(PvState *state, pv_customer *row, pv_fact_register *value)
{
    size_t place = 0;
    while (place < row->n_facts && strcmp(row->facts[place]->fact->name, value->fact->name) < 0)
        place++;
    if (place == row->n_facts || strcmp(row->facts[place]->fact->name, value->fact->name) != 0) {
        insert_at(state, row->facts, row->n_facts, place, value);
        return;
    }
    int order = register_order(value, row->facts[place]);
    if (order == 0)
        return;
    remember_lost(state, row->customer_id, order > 0 ? row->facts[place] : value);
    if (order > 0)
        row->facts[place] = value;
}

/* --- facts from ahead of their time
 * ------------------------------------------------------------------------------ */

/* Remembers that own time reached this event; coarsely, to spare writes. */
static void note_own_time(PvState *state, const pv_card_clock *clock, int64_t reached_ms)
{
    if (clock && reached_ms < clock->reached_ms + CARD_CLOCK_STEP_MS)
        return;
    pv_card_clock row = PV__CARD_CLOCK__INIT;
    row.name = CLOCK_NAME;
    row.has_reached_ms = 1;
    row.reached_ms = reached_ms;
    card_clocks_put(state, &row);
}

static void look_at_clock(PvState *state)
{
    pv_timer_set(state, TIMER_card_time, TIMER_KEY, 1);
}

/* A stamp may lie ahead if it is over a minute later than own time is known to be. A timer that is due at
 * once then tells how late it is; what only looked ahead because this department was quiet counts from there
 * on, the rest waits for its stamp. Before any own time is known, the clock of the teller has to do. */
static bool lies_ahead(PvState *state, const PvEventMeta *meta)
{
    const pv_card_clock *clock = card_clocks_get(state, CLOCK_NAME);
    if (meta->own) {
        note_own_time(state, clock, meta->recorded_at_ms);
        return false;
    }
    int64_t known_ms = clock ? clock->reached_ms : meta->recorded_at_ms;
    bool ahead = (int64_t)(meta->hlc >> 16) > known_ms + PV_CLOCK_AHEAD_LIMIT_MS;
    if (ahead || !clock)
        look_at_clock(state);
    return ahead;
}

static void let_wait(PvState *state, const char *customer_id, pv_fact_register *value)
{
    pv_waiting_fact row = PV__WAITING_FACT__INIT;
    row.has_ahead = row.has_hlc = row.has_digest = 1;
    row.hlc = value->hlc;
    row.digest = value->digest;
    row.customer_id = customer_id;
    row.name = value->fact->name;
    row.source = value->source;
    row.register_ = value;
    card_waiting_put(state, &row);
}

void fold_facts(PvState *state, pv_customer *row, size_t count, pv_fact **facts, const PvEventMeta *meta)
{
    if (count == 0 || row->erased)
        return;
    bool ahead = lies_ahead(state, meta);
    for (size_t i = 0; i < count; i++) {
        if (!is_given(facts[i]->name))
            continue;
        pv_fact_register *value = arena_take(pv_arena(state), sizeof *value);
        pv__fact_register__init(value);
        value->fact = facts[i];
        value->has_hlc = value->has_digest = value->has_changed_at_ms = 1;
        value->hlc = meta->hlc;
        value->source = meta->source;
        value->digest = message_digest(state, &facts[i]->base);
        value->changed_at_ms = meta->at_ms;
        if (ahead)
            let_wait(state, row->customer_id, value);
        else
            fold_register(state, row, value);
    }
}

void apply_fact_changed(PvState *state, const pv_fact_changed *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id))
        return;
    pv_customer *row = customer_row(state, event->customer_id);
    fold_facts(state, row, event->n_facts, event->facts, meta);
    customer_put(state, row);
}

void forget_waiting(PvState *state, const char *customer_id)
{
    PvList waiting = {0};
    PvScan scan;
    pv_waiting_fact probe = PV__WAITING_FACT__INIT;
    probe.customer_id = customer_id;
    card_waiting_by_customer(&scan, state, &probe, 1);
    for (pv_waiting_fact *row; (row = card_waiting_next(&scan));)
        pv_list_add(state, &waiting, row);
    for (size_t i = 0; i < waiting.count; i++)
        card_waiting_delete(state, waiting.items[i]);
}

static PvList waiting_rows(const PvState *state, bool ahead)
{
    PvList rows = {0};
    PvScan scan;
    pv_waiting_fact probe = PV__WAITING_FACT__INIT;
    probe.has_ahead = 1;
    probe.ahead = ahead;
    card_waiting_scan(&scan, state, &probe, 1);
    for (pv_waiting_fact *row; rows.count <= CARD_RELEASE_LIMIT && (row = card_waiting_next(&scan));)
        pv_list_add(state, &rows, row);
    pv_scan_end(&scan);
    return rows;
}

static void release(PvState *state, pv_waiting_fact *waiting)
{
    pv_customer *row = customer_row(state, waiting->customer_id);
    fold_register(state, row, waiting->register_);
    customer_put(state, row);
    card_waiting_delete(state, waiting);
}

/* Those not looked at yet: within a minute of own time they count, otherwise they wait for their stamp. */
static bool look_at_new(PvState *state, int64_t reached_ms)
{
    PvList rows = waiting_rows(state, false);
    for (size_t i = 0; i < rows.count && i < CARD_RELEASE_LIMIT; i++) {
        pv_waiting_fact *waiting = rows.items[i];
        if ((int64_t)(waiting->hlc >> 16) <= reached_ms + PV_CLOCK_AHEAD_LIMIT_MS) {
            release(state, waiting);
            continue;
        }
        card_waiting_delete(state, waiting);
        waiting->ahead = 1;
        card_waiting_put(state, waiting);
    }
    return rows.count > CARD_RELEASE_LIMIT;
}

/* Those whose stamp has come; when to look again, 0 if none is left. */
static int64_t look_at_ahead(PvState *state, int64_t reached_ms)
{
    PvList rows = waiting_rows(state, true);
    for (size_t i = 0; i < rows.count; i++) {
        pv_waiting_fact *waiting = rows.items[i];
        int64_t stamp_ms = (int64_t)(waiting->hlc >> 16);
        if (stamp_ms >= reached_ms || i == CARD_RELEASE_LIMIT)
            return stamp_ms + 1;
        release(state, waiting);
    }
    return 0;
}

void apply_card_time_reached(PvState *state, const pv_card_time_reached *event, const PvEventMeta *meta)
{
    note_own_time(state, NULL, event->reached_ms);
    bool more = look_at_new(state, event->reached_ms);
    int64_t next_ms = look_at_ahead(state, event->reached_ms);
    pv_timer_clear(state, TIMER_card_time, TIMER_KEY);
    if (more)
        look_at_clock(state);
    else if (next_ms)
        pv_timer_set(state, TIMER_card_time, TIMER_KEY, next_ms);
}

/* --- announcements
 * ----------------------------------------------------------------------------------------------- */

/* Each department is the one writer of its part, and its events come in its order; the stamp tells repeats.
 */
void apply_facts_announced(PvState *state, const pv_facts_announced *event, const PvEventMeta *meta)
{
    if (!is_given(event->customer_id))
        return;
    pv_announced_facts row = PV__ANNOUNCED_FACTS__INIT;
    row.customer_id = event->customer_id;
    row.source = meta->source;
    const pv_announced_facts *known = card_announced_find(state, &row);
    if (known && known->hlc >= meta->hlc)
        return;
    row.has_hlc = 1;
    row.hlc = meta->hlc;
    row.sales = event->sales;
    row.support = event->support;
    row.loyalty = event->loyalty;
    row.analytics = event->analytics;
    row.marketing = event->marketing;
    card_announced_put(state, &row);
}
