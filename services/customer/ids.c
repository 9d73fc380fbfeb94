/* Sets of customer ids, links between ids, and the components that links make. */
#include "customer/internal.h"
#include <stdio.h>
#include <xxhash.h>

IdSet id_set_open(const PvState *state)
{
    return (IdSet){.state = state};
}

static size_t slot_of(const IdSet *set, const char *id)
{
    size_t slot = XXH3_64bits(id, strlen(id)) & (set->slot_count - 1);
    while (set->slots[slot] && strcmp(set->slots[slot], id) != 0)
        slot = (slot + 1) & (set->slot_count - 1);
    return slot;
}

static void grow(IdSet *set)
{
    set->slot_count = set->slot_count ? set->slot_count * 4 : 32;
    set->slots = arena_take(pv_arena(set->state), set->slot_count * sizeof *set->slots);
    for (size_t i = 0; i < set->ids.count; i++)
        set->slots[slot_of(set, set->ids.items[i])] = set->ids.items[i];
}

bool id_set_add(IdSet *set, const char *id)
{
    if (set->ids.count * 2 >= set->slot_count)
        grow(set);
    size_t slot = slot_of(set, id);
    if (set->slots[slot])
        return false;
    set->slots[slot] = id;
    pv_list_add(set->state, &set->ids, (void *)id);
    return true;
}

bool id_set_has(const IdSet *set, const char *id)
{
    return set->slot_count > 0 && set->slots[slot_of(set, id)] != NULL;
}

bool link_holds(const pv_customer_link *link)
{
    if (!link || link->decision == PV__LINK_DECISION__APART)
        return false;
    return link->automatic || link->decision == PV__LINK_DECISION__MERGE;
}

pv_customer_link *link_find(const PvState *state, const char *one_id, const char *other_id)
{
    pv_customer_link probe = PV__CUSTOMER_LINK__INIT;
    bool ordered = strcmp(one_id, other_id) < 0;
    probe.low_id = ordered ? one_id : other_id;
    probe.high_id = ordered ? other_id : one_id;
    return card_links_find(state, &probe);
}

PvList links_of(const PvState *state, const char *customer_id)
{
    PvList links = {0};
    PvScan scan;
    pv_customer_link probe = PV__CUSTOMER_LINK__INIT;
    probe.low_id = probe.high_id = customer_id;
    card_links_scan(&scan, state, &probe, 1);
    for (pv_customer_link *link; (link = card_links_next(&scan));)
        pv_list_add(state, &links, link);
    card_links_by_high(&scan, state, &probe, 1);
    for (pv_customer_link *link; (link = card_links_next(&scan));)
        pv_list_add(state, &links, link);
    return links;
}

/* Adds the other ids of the links that a scan gives. A customer may have very many links, so each is read into memory that
 * is given back at once. */
static void walk_links(IdSet *into, PvScan *scan, bool low)
{
    PvArena *arena = pv_arena(into->state);
    char other[CARD_ID_LIMIT_BYTES + 1];
    for (;;) {
        PvArenaMark mark = arena_mark(arena);
        const pv_customer_link *link = card_links_next(scan);
        bool ended = !link, holds = link_holds(link);
        if (holds)
            snprintf(other, sizeof other, "%s", low ? link->high_id : link->low_id);
        arena_rewind(arena, mark);
        if (ended)
            return;
        if (holds && !id_set_has(into, other))
            id_set_add(into, arena_copy_text(arena, other));
    }
}

void component_walk(IdSet *into, const char *customer_id)
{
    size_t at = into->ids.count;
    if (!id_set_add(into, customer_id))
        return;
    for (; at < into->ids.count; at++) {
        PvScan scan;
        pv_customer_link probe = PV__CUSTOMER_LINK__INIT;
        probe.low_id = probe.high_id = into->ids.items[at];
        card_links_scan(&scan, into->state, &probe, 1);
        walk_links(into, &scan, true);
        card_links_by_high(&scan, into->state, &probe, 1);
        walk_links(into, &scan, false);
    }
}

const char *smallest_id(const PvList *ids)
{
    const char *smallest = NULL;
    for (size_t i = 0; i < ids->count; i++)
        if (!smallest || strcmp(ids->items[i], smallest) < 0)
            smallest = ids->items[i];
    return smallest;
}
