/* The fold of links: which ids are joined, and under which id the joined customer is known. */
#include "customer/internal.h"

/* Is the decision newer than the one in the row? */
static bool decides(const pv_customer_link *link, uint32_t turn, const PvEventMeta *meta)
{
    if (link->decision == PV__LINK_DECISION__LINK_DECISION_UNSPECIFIED || link->turn != turn)
        return link->decision == PV__LINK_DECISION__LINK_DECISION_UNSPECIFIED || turn > link->turn;
    if (link->hlc != meta->hlc)
        return meta->hlc > link->hlc;
    return strcmp(meta->source, or_empty(link->source)) > 0;
}

static void decide_link(pv_customer_link *link, Pv__LinkDecision decision, uint32_t turn,
                        const PvEventMeta *meta)
{
    if (!decides(link, turn, meta))
        return;
    link->has_decision = link->has_turn = link->has_hlc = 1;
    link->decision = decision;
    link->turn = turn;
    link->hlc = meta->hlc;
    link->source = meta->source;
}

static pv_customer_link *link_row(const PvState *state, const pv_link_pair *pair)
{
    pv_customer_link *link = link_find(state, pair->customer_id, pair->other_id);
    if (link)
        return link;
    bool ordered = strcmp(pair->customer_id, pair->other_id) < 0;
    link = arena_take(pv_arena(state), sizeof *link);
    pv__customer_link__init(link);
    link->low_id = ordered ? pair->customer_id : pair->other_id;
    link->high_id = ordered ? pair->other_id : pair->customer_id;
    return link;
}

static void suggestion_follows(PvState *state, const pv_customer_link *link)
{
    pv_duplicate_suggestion probe = PV__DUPLICATE_SUGGESTION__INIT;
    probe.low_id = link->low_id;
    probe.high_id = link->high_id;
    pv_duplicate_suggestion *suggestion = card_suggestions_find(state, &probe);
    bool open = !link_holds(link) && link->decision != PV__LINK_DECISION__APART;
    if (!suggestion || suggestion->open == open)
        return;
    suggestion->open = open;
    card_suggestions_put(state, suggestion);
}

static void count_link(PvState *state, const char *customer_id, bool holds)
{
    pv_customer *row = customer_row(state, customer_id);
    row->links += holds ? 1 : -1u;
    row->has_links = row->links > 0; /* the row of an id that was joined and parted is that of one that never was */
    card_customers_put(state, row);
}

/* The link in its new form; ids whose component it may have changed are added. */
static void link_put(PvState *state, pv_customer_link *link, bool held, IdSet *changed)
{
    card_links_put(state, link);
    suggestion_follows(state, link);
    if (link_holds(link) == held)
        return;
    count_link(state, link->low_id, !held);
    count_link(state, link->high_id, !held);
    id_set_add(changed, link->low_id);
    id_set_add(changed, link->high_id);
}

/* Gives every id of the components around the changed ones the smallest id of its component. */
static void name_components(PvState *state, const IdSet *changed)
{
    IdSet named = id_set_open(state);
    for (size_t i = 0; i < changed->ids.count; i++) {
        size_t first = named.ids.count;
        component_walk(&named, changed->ids.items[i]);
        PvList component = {.items = named.ids.items + first, .count = named.ids.count - first};
        const char *canonical = smallest_id(&component);
        for (size_t at = 0; at < component.count; at++) {
            pv_customer *row = customer_row(state, component.items[at]);
            if (strcmp(row->canonical_id, canonical) == 0)
                continue;
            row->canonical_id = canonical;
            card_customers_put(state, row);
        }
    }
}

static bool pair_is_sound(const pv_link_pair *pair)
{
    return is_given(pair->customer_id) && is_given(pair->other_id) &&
           strlen(pair->customer_id) <= CARD_ID_LIMIT_BYTES && strlen(pair->other_id) <= CARD_ID_LIMIT_BYTES &&
           strcmp(pair->customer_id, pair->other_id) != 0;
}

void apply_customers_linked(PvState *state, const pv_customers_linked *event, const PvEventMeta *meta)
{
    IdSet changed = id_set_open(state);
    for (size_t i = 0; i < event->n_pairs; i++) {
        const pv_link_pair *pair = event->pairs[i];
        if (!pair_is_sound(pair))
            continue;
        pv_customer_link *link = link_row(state, pair);
        bool held = link_holds(link);
        if (event->automatic)
            link->has_automatic = link->automatic = 1;
        else
            decide_link(link, PV__LINK_DECISION__MERGE, pair->turn, meta);
        link_put(state, link, held, &changed);
    }
    name_components(state, &changed);
}

void apply_customers_parted(PvState *state, const pv_customers_parted *event, const PvEventMeta *meta)
{
    IdSet changed = id_set_open(state);
    for (size_t i = 0; i < event->n_pairs; i++) {
        const pv_link_pair *pair = event->pairs[i];
        if (!pair_is_sound(pair))
            continue;
        pv_customer_link *link = link_row(state, pair);
        bool held = link_holds(link);
        decide_link(link, PV__LINK_DECISION__APART, pair->turn, meta);
        link_put(state, link, held, &changed);
    }
    name_components(state, &changed);
}

/* The likeliest suggestion of a pair counts; between equals, the reason that comes first. */
static bool is_better(const pv_duplicate_suggestion *known, const pv_duplicate_suggested *event)
{
    if (!known->has_score || known->score != event->score)
        return !known->has_score || event->score > known->score;
    return strcmp(or_empty(event->reason), or_empty(known->reason)) < 0;
}

void apply_duplicate_suggested(PvState *state, const pv_duplicate_suggested *event, const PvEventMeta *meta)
{
    pv_link_pair pair = PV__LINK_PAIR__INIT;
    pair.customer_id = event->customer_id;
    pair.other_id = event->other_id;
    if (!pair_is_sound(&pair))
        return;
    const pv_customer_link *link = link_row(state, &pair);
    pv_duplicate_suggestion row = PV__DUPLICATE_SUGGESTION__INIT;
    row.low_id = link->low_id;
    row.high_id = link->high_id;
    const pv_duplicate_suggestion *known = card_suggestions_find(state, &row);
    if (known)
        row = *known;
    if (is_better(&row, event)) {
        row.has_score = 1;
        row.score = event->score;
        row.reason = event->reason;
    }
    row.has_open = 1;
    row.open = !link_holds(link) && link->decision != PV__LINK_DECISION__APART;
    card_suggestions_put(state, &row);
}
