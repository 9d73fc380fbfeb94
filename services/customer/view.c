/* The joined card, and whether a customer may be reached: what the rows of all joined ids say together. */
#include "customer/internal.h"

#define VIEW_LIST_LIMIT 500 /* identifiers, consents and relations shown */
#define VIEW_HISTORY_LIMIT_BYTES (64 * 1024)

/* Rows of all joined ids, the smallest id first. */
static PvList rows_of(const PvState *state, const char *customer_id)
{
    PvList rows = {0};
    PvList ids = card_component(state, customer_id);
    for (size_t i = 0; i < ids.count; i++) {
        pv_customer *row = card_customers_get(state, ids.items[i]);
        if (row)
            pv_list_add(state, &rows, row);
    }
    return rows;
}

static pv_fact_register *newest(const PvList *rows, const char *name)
{
    pv_fact_register *best = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        pv_fact_register *value = register_find(rows->items[i], name);
        if (value && (!best || register_order(value, best) > 0))
            best = value;
    }
    return best;
}

const pv_fact *card_fact_among(const PvList *rows, const char *name)
{
    const pv_fact_register *best = newest(rows, name);
    return best && !fact_is_cleared(best->fact) ? best->fact : NULL;
}

const pv_fact *card_fact(const PvState *state, const char *customer_id, const char *name)
{
    PvList rows = rows_of(state, customer_id);
    return card_fact_among(&rows, name);
}

const char *card_name_among(const PvList *rows)
{
    return or_empty(fact_name_text(card_fact_among(rows, "name")));
}

const char *card_display_name(const PvState *state, const char *customer_id)
{
    const pv_customer *row = card_customers_get(state, customer_id);
    if (!row)
        return "";
    if (row->links == 0)
        return or_empty(row->display_name);
    return or_empty(fact_name_text(card_fact(state, customer_id, "name")));
}

void card_name_rows(const PvState *state, void **rows, size_t count, size_t customer_id_at, size_t customer_name_at)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count && bytes < CARD_NAMES_LIMIT_BYTES; i++) {
        const char *customer_id = *(const char **)((char *)rows[i] + customer_id_at);
        const char *name = customer_id ? card_display_name(state, customer_id) : "";
        if (!*name)
            continue;
        *(const char **)((char *)rows[i] + customer_name_at) = name;
        bytes += strlen(name) + 4;
    }
}

/* --- consent
 * ----------------------------------------------------------------------------------------------------- */

static bool concerns(const pv_consent_entry *entry, Pv__Channel channel, Pv__Purpose purpose)
{
    bool same_channel = !entry->channel || !channel || entry->channel == channel;
    return same_channel && (!entry->purpose || !purpose || entry->purpose == purpose);
}

static void add_consents(const PvState *state, const char *customer_id, PvList *entries)
{
    PvScan scan;
    pv_consent_entry probe = PV__CONSENT_ENTRY__INIT;
    probe.customer_id = customer_id;
    card_consents_scan(&scan, state, &probe, 1);
    for (pv_consent_entry *entry; (entry = card_consents_next(&scan));)
        pv_list_add(state, entries, entry);
}

static bool is_overridden(const PvList *entries, const char *consent_id, int64_t now_ms)
{
    for (size_t i = 0; i < entries->count; i++) {
        const pv_consent_entry *grant = entries->items[i];
        if (!grant->granted || (grant->has_ends_at_ms && grant->ends_at_ms <= now_ms))
            continue;
        for (size_t at = 0; at < grant->n_overrides; at++)
            if (strcmp(grant->overrides[at], consent_id) == 0)
                return true;
    }
    return false;
}

ConsentAnswer consent_of(const PvState *state, const char *customer_id, Pv__Channel channel,
                         Pv__Purpose purpose)
{
    ConsentAnswer answer = {0};
    PvList all = {0}, ids = card_component(state, customer_id);
    int64_t now_ms = pv_now_ms(state);
    for (size_t i = 0; i < ids.count; i++)
        add_consents(state, ids.items[i], &all);
    for (size_t i = 0; i < all.count; i++)
        if (concerns(all.items[i], channel, purpose))
            pv_list_add(state, &answer.entries, all.items[i]);
    for (size_t i = 0; i < answer.entries.count; i++) {
        pv_consent_entry *entry = answer.entries.items[i];
        if (entry->granted)
            answer.granted |= !entry->has_ends_at_ms || entry->ends_at_ms > now_ms;
        else if (!is_overridden(&answer.entries, entry->consent_id, now_ms))
            pv_list_add(state, &answer.holding, entry);
    }
    return answer;
}

static bool holds_erased_claim(const PvState *state, const PvList *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        for (size_t at = 0; at < row->n_claims; at++) {
            PvList suppressions = claim_suppressions(state, row->claims[at]);
            for (size_t s = 0; s < suppressions.count; s++)
                if (((const pv_suppression *)suppressions.items[s])->by_erasure)
                    return true;
        }
    }
    return false;
}

bool card_may_contact(const PvState *state, const char *customer_id, Pv__Channel channel, Pv__Purpose purpose)
{
    PvList rows = rows_of(state, customer_id);
    for (size_t i = 0; i < rows.count; i++)
        if (((const pv_customer *)rows.items[i])->erased)
            return false;
    if (rows.count == 0 || holds_erased_claim(state, &rows))
        return false;
    ConsentAnswer answer = consent_of(state, customer_id, channel, purpose);
    return answer.holding.count == 0 && (answer.granted || purpose == PV__PURPOSE__SERVICE);
}

/* --- the joined card
 * --------------------------------------------------------------------------------------------- */

static void view_identifiers(const PvState *state, const PvList *rows, pv_card *card)
{
    PvList shown = {0};
    IdSet claims = id_set_open(state);
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        for (size_t at = 0; at < row->n_identifiers && shown.count < VIEW_LIST_LIMIT; at++)
            if (!row->identifiers[at]->removed && id_set_add(&claims, row->identifiers[at]->claim))
                pv_list_add(state, &shown, row->identifiers[at]);
    }
    card->n_identifiers = shown.count;
    card->identifiers = (pv_identifier **)shown.items;
}

static void add_history(const PvState *state, const pv_customer *row, PvList *lost, size_t *bytes)
{
    PvScan scan;
    pv_fact_history probe = PV__FACT_HISTORY__INIT;
    probe.customer_id = row->customer_id;
    card_history_scan(&scan, state, &probe, 1);
    for (pv_fact_history *history; (history = card_history_next(&scan));)
        for (size_t i = 0; i < history->n_registers; i++) {
            *bytes += protobuf_c_message_get_packed_size(&history->registers[i]->base);
            if (*bytes < VIEW_HISTORY_LIMIT_BYTES)
                pv_list_add(state, lost, history->registers[i]);
        }
}

static void view_facts(const PvState *state, const PvList *rows, pv_card *card)
{
    PvList shown = {0}, lost = {0};
    IdSet names = id_set_open(state);
    size_t bytes = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        for (size_t at = 0; at < row->n_facts; at++) {
            const char *name = row->facts[at]->fact->name;
            pv_fact_register *best = newest(rows, name);
            if (id_set_add(&names, name) && !fact_is_cleared(best->fact))
                pv_list_add(state, &shown, best);
            if (row->facts[at] != best)
                pv_list_add(state, &lost, row->facts[at]);
        }
        add_history(state, row, &lost, &bytes);
    }
    card->n_facts = shown.count;
    card->facts = (pv_fact_register **)shown.items;
    card->n_history = lost.count;
    card->history = (pv_fact_register **)lost.items;
}

/* The last announcement of one department over all joined ids. */
static const pv_announced_facts *announced_by(const PvState *state, const PvList *rows, const char *source)
{
    const pv_announced_facts *last = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        pv_announced_facts probe = PV__ANNOUNCED_FACTS__INIT;
        probe.customer_id = ((const pv_customer *)rows->items[i])->customer_id;
        probe.source = source;
        const pv_announced_facts *found = card_announced_find(state, &probe);
        if (found && (!last || found->hlc > last->hlc))
            last = found;
    }
    return last;
}

static void view_announced(const PvState *state, const PvList *rows, pv_card *card)
{
    const pv_announced_facts *last;
    if ((last = announced_by(state, rows, "sales")))
        card->sales = last->sales;
    if ((last = announced_by(state, rows, "support")))
        card->support = last->support;
    if ((last = announced_by(state, rows, "loyalty")))
        card->loyalty = last->loyalty;
    if ((last = announced_by(state, rows, "analytics")))
        card->analytics = last->analytics;
    if ((last = announced_by(state, rows, "marketing")))
        card->marketing = last->marketing;
}

static void add_relations(const PvState *state, const char *customer_id, IdSet *seen, PvList *relations)
{
    PvScan scan;
    pv_relation probe = PV__RELATION__INIT;
    probe.customer_id = probe.other_customer_id = customer_id;
    card_relations_by_customer(&scan, state, &probe, 1);
    for (pv_relation *row; relations->count < VIEW_LIST_LIMIT && (row = card_relations_next(&scan));)
        if (id_set_add(seen, row->relation_id))
            pv_list_add(state, relations, row);
    pv_scan_end(&scan);
    card_relations_by_other(&scan, state, &probe, 1);
    for (pv_relation *row; relations->count < VIEW_LIST_LIMIT && (row = card_relations_next(&scan));)
        if (id_set_add(seen, row->relation_id))
            pv_list_add(state, relations, row);
    pv_scan_end(&scan);
}

static void view_sets(const PvState *state, const PvList *rows, pv_card *card)
{
    PvList consents = {0}, relations = {0};
    IdSet seen = id_set_open(state);
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        add_consents(state, row->customer_id, &consents);
        add_relations(state, row->customer_id, &seen, &relations);
    }
    card->n_consents = consents.count < VIEW_LIST_LIMIT ? consents.count : VIEW_LIST_LIMIT;
    card->consents = (pv_consent_entry **)consents.items;
    card->n_relations = relations.count;
    card->relations = (pv_relation **)relations.items;
}

static void view_origin(const PvState *state, const PvList *rows, pv_card *card)
{
    card->ids = arena_take(pv_arena(state), rows->count * sizeof *card->ids);
    card->has_erased = 1;
    for (size_t i = 0; i < rows->count; i++) {
        const pv_customer *row = rows->items[i];
        card->ids[card->n_ids++] = row->customer_id;
        card->erased |= row->erased;
        if (row->kind && !card->has_kind) {
            card->has_kind = 1;
            card->kind = row->kind;
        }
        if (row->has_introduced_at_ms &&
            (!card->has_introduced_at_ms || row->introduced_at_ms < card->introduced_at_ms)) {
            card->has_introduced_at_ms = 1;
            card->introduced_at_ms = row->introduced_at_ms;
        }
    }
}

pv_card *card_view(const PvState *state, const char *customer_id)
{
    PvList rows = rows_of(state, customer_id);
    if (rows.count == 0)
        return NULL;
    pv_card *card = arena_take(pv_arena(state), sizeof *card);
    pv__card__init(card);
    card->customer_id = ((const pv_customer *)rows.items[0])->canonical_id;
    view_origin(state, &rows, card);
    const pv_fact_register *name = newest(&rows, "name");
    card->display_name = name ? fact_name_text(name->fact) : NULL;
    view_identifiers(state, &rows, card);
    view_facts(state, &rows, card);
    view_sets(state, &rows, card);
    view_announced(state, &rows, card);
    return card;
}
