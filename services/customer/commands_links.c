/* Commands by which people join customers, part them, and say which likely duplicates are none. */
#include "customer/internal.h"

/* --- merge
 * ------------------------------------------------------------------------------------------------------- */

/* Marks of parting between the two sides are taken back, so that they stop no later link. */
static void clear_marks(const PvState *state, const IdSet *side, const PvList *others, PairList *merged)
{
    for (size_t i = 0; i < others->count; i++) {
        PvList links = links_of(state, others->items[i]);
        for (size_t at = 0; at < links.count; at++) {
            const pv_customer_link *link = links.items[at];
            bool low = strcmp(link->low_id, others->items[i]) == 0;
            if (link->decision == PV__LINK_DECISION__APART &&
                id_set_has(side, low ? link->high_id : link->low_id))
                pair_add(state, merged, link->low_id, link->high_id);
        }
    }
}

PvVerdict merge_customers(const PvState *state, const pv_merge_customers *command, PvOutcome *outcome)
{
    PairList merged = {0};
    IdSet joined = id_set_open(state);
    if (!customer_named(state, command->customer_id, "customer_id", outcome))
        return PV_REFUSED;
    if (command->n_other_ids == 0)
        return refuse_field(outcome, INVALID_INPUT, "other_ids", "No other customer is named.");
    PvList own = card_component(state, command->customer_id);
    for (size_t i = 0; i < own.count; i++)
        id_set_add(&joined, own.items[i]);
    for (size_t i = 0; i < command->n_other_ids; i++) {
        const char *field = arena_format(pv_arena(state), "other_ids[%zu]", i);
        if (!customer_named(state, command->other_ids[i], field, outcome))
            return PV_REFUSED;
        if (id_set_has(&joined, command->other_ids[i]))
            continue;
        PvList others = card_component(state, command->other_ids[i]);
        if (joined.ids.count + others.count > CARD_JOINED_LIMIT)
            return refuse_field(outcome, TOO_MANY_JOINED, field, "A joined customer has at most %d ids.",
                                CARD_JOINED_LIMIT);
        const pv_customer_link *link = link_find(state, command->customer_id, command->other_ids[i]);
        if (!link || link->decision != PV__LINK_DECISION__APART)
            pair_add(state, &merged, command->customer_id, command->other_ids[i]);
        clear_marks(state, &joined, &others, &merged);
        for (size_t at = 0; at < others.count; at++)
            id_set_add(&joined, others.items[at]);
    }
    tell_pairs(state, outcome, &merged);
    return accept(outcome);
}

/* --- unmerge
 * ----------------------------------------------------------------------------------------------------- */

/* Adds what links join with an id without leaving its side. */
static void walk_side(IdSet *reached, const IdSet *side, const char *customer_id)
{
    size_t at = reached->ids.count;
    id_set_add(reached, customer_id);
    for (; at < reached->ids.count; at++) {
        const char *id = reached->ids.items[at];
        PvList links = links_of(side->state, id);
        for (size_t i = 0; i < links.count; i++) {
            const pv_customer_link *link = links.items[i];
            const char *next = strcmp(link->low_id, id) == 0 ? link->high_id : link->low_id;
            if (link_holds(link) && id_set_has(side, next))
                id_set_add(reached, next);
        }
    }
}

/* What was joined only through the other side is joined anew, so that each side stays one customer. */
static void keep_together(const IdSet *side, PairList *merged)
{
    IdSet reached = id_set_open(side->state);
    for (size_t i = 0; i < side->ids.count; i++) {
        if (id_set_has(&reached, side->ids.items[i]))
            continue;
        if (i > 0)
            pair_add(side->state, merged, side->ids.items[0], side->ids.items[i]);
        walk_side(&reached, side, side->ids.items[i]);
    }
}

static bool split(const PvState *state, const pv_unmerge_customers *command, PvOutcome *outcome, IdSet *part,
                  IdSet *rest)
{
    PvList joined = card_component(state, command->customer_id);
    IdSet all = id_set_open(state);
    for (size_t i = 0; i < joined.count; i++)
        id_set_add(&all, joined.items[i]);
    for (size_t i = 0; i < command->n_part_ids; i++) {
        if (!is_given(command->part_ids[i]) || !id_set_has(&all, command->part_ids[i]))
            return refuse_field(outcome, NOT_JOINED, arena_format(pv_arena(state), "part_ids[%zu]", i),
                                "%s is not joined with %s.", or_empty(command->part_ids[i]),
                                command->customer_id);
        id_set_add(part, command->part_ids[i]);
    }
    for (size_t i = 0; i < joined.count; i++)
        if (!id_set_has(part, joined.items[i]))
            id_set_add(rest, joined.items[i]);
    if (part->ids.count == 0 || rest->ids.count == 0)
        return refuse_field(outcome, INVALID_INPUT, "part_ids",
                            "Name some of the %zu joined ids, not none or all.", joined.count);
    if (part->ids.count * rest->ids.count > CARD_CROSSING_LIMIT)
        return refuse_field(outcome, TOO_MANY_JOINED, "part_ids",
                            "This would part more than %d pairs; part fewer ids.", CARD_CROSSING_LIMIT);
    return true;
}

PvVerdict unmerge_customers(const PvState *state, const pv_unmerge_customers *command, PvOutcome *outcome)
{
    PairList parted = {.parted = true}, kept = {0};
    IdSet part = id_set_open(state), rest = id_set_open(state);
    if (!customer_named(state, command->customer_id, "customer_id", outcome) ||
        !split(state, command, outcome, &part, &rest))
        return PV_REFUSED;
    for (size_t i = 0; i < part.ids.count; i++)
        for (size_t at = 0; at < rest.ids.count; at++)
            pair_add(state, &parted, part.ids.items[i], rest.ids.items[at]);
    keep_together(&part, &kept);
    keep_together(&rest, &kept);
    tell_pairs(state, outcome, &parted);
    tell_pairs(state, outcome, &kept);
    return accept(outcome);
}

/* --- duplicates that are none
 * ------------------------------------------------------------------------------------ */

PvVerdict reject_duplicate(const PvState *state, const pv_reject_duplicate *command, PvOutcome *outcome)
{
    PairList parted = {.parted = true};
    const pv_customer *one = customer_named(state, command->customer_id, "customer_id", outcome);
    const pv_customer *other = one ? customer_named(state, command->other_id, "other_id", outcome) : NULL;
    if (!other)
        return PV_REFUSED;
    if (strcmp(one->canonical_id, other->canonical_id) == 0)
        return refuse_field(outcome, INVALID_INPUT, "other_id", "The two are joined; part them instead.");
    pair_add(state, &parted, one->customer_id, other->customer_id);
    tell_pairs(state, outcome, &parted);
    return accept(outcome);
}
