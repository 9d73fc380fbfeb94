/* Commands on lists. */
#include "marketing/lists.h"
#include <string.h>

/* Reads the filter of a command; NULL after a refusal that says where it is wrong. */
static const Filter *filter_of_command(const PvState *state, const char *text, PvOutcome *outcome)
{
    FilterError error;
    const Filter *filter = filter_parse(pv_arena(state), text, &error);
    if (!filter)
        refuse_field(outcome, FILTER_INVALID, "filter", "Column %zu: %s", error.position + 1, error.text);
    return filter;
}

static PvVerdict tell_filter(const char *list_id, const char *text, const Filter *filter, PvOutcome *outcome)
{
    marketing_list_filter_set set = MARKETING__LIST_FILTER_SET__INIT;
    set.list_id = list_id;
    set.filter = text;
    set.facts = (const char **)filter_facts(filter, &set.n_facts);
    return emit_list_filter_set(outcome, &set);
}

static bool is_crowded(const PvState *state)
{
    PvScan scan;
    size_t count = 0;
    lists_scan(&scan, state, NULL, 0);
    while (count < MARKETING_LIST_LIMIT && lists_next(&scan))
        count++;
    pv_scan_end(&scan);
    return count >= MARKETING_LIST_LIMIT;
}

PvVerdict create_list(const PvState *state, const marketing_create_list *command, PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "name", command->name, MARKETING_NAME_LIMIT_BYTES, true))
        return PV_REFUSED;
    bool dynamic = command->filter && *command->filter;
    const Filter *filter = dynamic ? filter_of_command(state, command->filter, outcome) : NULL;
    if (dynamic && !filter)
        return PV_REFUSED;
    marketing_marketing_list probe = MARKETING__MARKETING_LIST__INIT;
    probe.name = command->name;
    const marketing_marketing_list *same_name = lists_by_name_one(state, &probe);
    if (same_name)
        return refuse_field(outcome, LIST_NAME_TAKEN, "name", "The list %s has this name.",
                            same_name->list_id);
    if (is_crowded(state))
        return refuse(outcome, TOO_MANY_LISTS, "There are %d lists; that is the limit.",
                      MARKETING_LIST_LIMIT);

    marketing_list_created created = MARKETING__LIST_CREATED__INIT;
    created.list_id = pv_new_id(outcome);
    created.name = command->name;
    created.has_kind = 1;
    created.kind = dynamic ? MARKETING__LIST_KIND__DYNAMIC : MARKETING__LIST_KIND__STATIC;
    if (emit_list_created(outcome, &created) != PV_ACCEPTED)
        return PV_REFUSED;
    return dynamic ? tell_filter(created.list_id, command->filter, filter, outcome) : accept(outcome);
}

static marketing_marketing_list *list_of_command(const PvState *state, const char *list_id,
                                                 PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "list_id", list_id, 36, true))
        return NULL;
    marketing_marketing_list *list = lists_get(state, list_id);
    if (!list)
        refuse_field(outcome, LIST_NOT_FOUND, "list_id", "No list has the id %s.", list_id);
    return list;
}

PvVerdict set_list_filter(const PvState *state, const marketing_set_list_filter *command, PvOutcome *outcome)
{
    const marketing_marketing_list *list = list_of_command(state, command->list_id, outcome);
    if (!list || !text_is_fit(outcome, "filter", command->filter, FILTER_LIMIT_BYTES, true))
        return PV_REFUSED;
    if (list->kind != MARKETING__LIST_KIND__DYNAMIC)
        return refuse(outcome, LIST_IS_STATIC, "The list %s is static.", list->name);
    const Filter *filter = filter_of_command(state, command->filter, outcome);
    return filter ? tell_filter(list->list_id, command->filter, filter, outcome) : PV_REFUSED;
}

static marketing_marketing_list *static_list_of_command(const PvState *state, const char *list_id,
                                                        size_t customers, PvOutcome *outcome)
{
    marketing_marketing_list *list = list_of_command(state, list_id, outcome);
    if (!list)
        return NULL;
    if (list->kind != MARKETING__LIST_KIND__STATIC) {
        refuse(outcome, LIST_IS_DYNAMIC, "The list %s is dynamic.", list->name);
        return NULL;
    }
    if (customers == 0 || customers > MARKETING_MEMBERS_A_COMMAND) {
        refuse_field(outcome, INVALID_INPUT, "customer_ids", "Between 1 and %d customers are needed.",
                     MARKETING_MEMBERS_A_COMMAND);
        return NULL;
    }
    return list;
}

static bool add_once(const PvState *state, PvList *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return false;
    pv_list_add(state, ids, (void *)id);
    return true;
}

PvVerdict add_list_members(const PvState *state, const marketing_add_list_members *command,
                           PvOutcome *outcome)
{
    const marketing_marketing_list *list =
        static_list_of_command(state, command->list_id, command->n_customer_ids, outcome);
    PvList added = {0};
    if (!list)
        return PV_REFUSED;
    for (size_t i = 0; i < command->n_customer_ids; i++) {
        const char *field = arena_format(pv_arena(state), "customer_ids[%zu]", i);
        if (!card_get(state, command->customer_ids[i]))
            return refuse_field(outcome, CUSTOMER_NOT_FOUND, field, "No customer has the id %s.",
                                command->customer_ids[i]);
        const char *customer_id = card_resolve(state, command->customer_ids[i]);
        if (list_has(state, list->list_id, customer_id) || !add_once(state, &added, customer_id))
            continue;
        if (tell_member(outcome, list, customer_id, true, 0) != PV_ACCEPTED)
            return PV_REFUSED;
    }
    return accept(outcome);
}

PvVerdict remove_list_members(const PvState *state, const marketing_remove_list_members *command,
                              PvOutcome *outcome)
{
    const marketing_marketing_list *list =
        static_list_of_command(state, command->list_id, command->n_customer_ids, outcome);
    PvList removed = {0};
    if (!list)
        return PV_REFUSED;
    for (size_t i = 0; i < command->n_customer_ids; i++) {
        PvList ids = card_component(state, command->customer_ids[i]);
        for (size_t n = 0; n < ids.count; n++) {
            if (!list_has(state, list->list_id, ids.items[n]) || !add_once(state, &removed, ids.items[n]))
                continue;
            if (tell_member(outcome, list, ids.items[n], false, 0) != PV_ACCEPTED)
                return PV_REFUSED;
        }
    }
    return accept(outcome);
}
