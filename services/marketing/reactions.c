/* Keeps dynamic lists in step with what is heard of customers, and with time. */
#include "marketing/lists.h"
#include <string.h>

#define COUNT(array) (sizeof array / sizeof array[0])

/* Tries a customer on the lists that mention one of the facts; on every dynamic list if fact_count is 0. */
static PvVerdict try_customer(const PvState *state, const char *customer_id, const char *const *facts,
                              size_t fact_count, PvOutcome *outcome)
{
    PvList lists = lists_that_care(state, facts, fact_count);
    if (lists.count == 0)
        return accept(outcome);
    Prospect prospect = prospect_of(state, card_resolve(state, customer_id));
    for (size_t i = 0; i < lists.count; i++)
        if (list_try(state, lists.items[i], &prospect, outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    return accept(outcome);
}

/* --- facts ---------------------------------------------------------------------------------------------- */

PvVerdict on_facts_announced(const PvState *state, const pv_facts_announced *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    static const char *const sales[] = {"last_purchase", "open_deals", "open_value", "owner"};
    static const char *const support[] = {"last_satisfaction", "open_cases", "worst_severity"};
    static const char *const loyalty[] = {"member_since", "points", "tier"};
    static const char *const analytics[] = {
        "churn_risk",     "frequency_score", "last_purchase", "lifecycle",     "lifetime_value",
        "monetary_score", "next_best_offer", "purchases",     "recency_score", "rfm_cell",
        "segment",        "spent",           "value_tier"};
    static const char *const marketing[] = {"do_not_disturb"};
    if (event->sales)
        return try_customer(state, event->customer_id, sales, COUNT(sales), outcome);
    if (event->support)
        return try_customer(state, event->customer_id, support, COUNT(support), outcome);
    if (event->loyalty)
        return try_customer(state, event->customer_id, loyalty, COUNT(loyalty), outcome);
    if (event->analytics)
        return try_customer(state, event->customer_id, analytics, COUNT(analytics), outcome);
    return try_customer(state, event->customer_id, marketing, COUNT(marketing), outcome);
}

PvVerdict on_fact_changed(const PvState *state, const pv_fact_changed *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    PvList facts = {0};
    for (size_t i = 0; i < event->n_facts; i++) {
        const char *name = event->facts[i]->name ? event->facts[i]->name : "";
        pv_list_add(state, &facts, (void *)name);
        if (strcmp(name, "birthday") == 0)
            pv_list_add(state, &facts, "birthday_month");
        if (strcmp(name, "address") != 0)
            continue;
        pv_list_add(state, &facts, "city");
        pv_list_add(state, &facts, "country");
        pv_list_add(state, &facts, "region");
    }
    if (facts.count == 0)
        return accept(outcome);
    return try_customer(state, event->customer_id, (const char *const *)facts.items, facts.count, outcome);
}

static PvVerdict consent_changed(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    static const char *const consent[] = {"consent"};
    return try_customer(state, customer_id, consent, 1, outcome);
}

PvVerdict on_consent_granted(const PvState *state, const pv_consent_granted *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return consent_changed(state, event->customer_id, outcome);
}

PvVerdict on_consent_withdrawn(const PvState *state, const pv_consent_withdrawn *event,
                               const PvEventMeta *meta, PvOutcome *outcome)
{
    return consent_changed(state, event->customer_id, outcome);
}

static PvVerdict reach_changed(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    static const char *const reach[] = {"consent", "has_email", "has_phone"};
    return try_customer(state, customer_id, reach, COUNT(reach), outcome);
}

PvVerdict on_added_identifier_tried(const PvState *state, const pv_identifier_added *event,
                                    const PvEventMeta *meta, PvOutcome *outcome)
{
    return reach_changed(state, event->customer_id, outcome);
}

PvVerdict on_identifier_removed(const PvState *state, const pv_identifier_removed *event,
                                const PvEventMeta *meta, PvOutcome *outcome)
{
    return reach_changed(state, event->customer_id, outcome);
}

PvVerdict on_introduced_customer_tried(const PvState *state, const pv_customer_introduced *event,
                                       const PvEventMeta *meta, PvOutcome *outcome)
{
    return try_customer(state, event->customer_id, NULL, 0, outcome);
}

/* --- customers joined, parted, erased ------------------------------------------------------------------- */

static bool has_id(const PvList *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return true;
    return false;
}

/* An id that no longer stands for a customer leaves; the one that does is tried on every list. */
static PvVerdict try_ids(const PvState *state, pv_link_pair *const *pairs, size_t count, PvOutcome *outcome)
{
    PvList lists = lists_that_care(state, NULL, 0), ids = {0};
    for (size_t i = 0; i < count && lists.count > 0; i++) {
        const char *sides[] = {pairs[i]->customer_id, pairs[i]->other_id};
        for (int side = 0; side < 2; side++) {
            if (!sides[side] || has_id(&ids, sides[side]))
                continue; /* its whole component is in already */
            PvList joined = card_component(state, sides[side]);
            for (size_t n = 0; n < joined.count; n++)
                pv_list_add(state, &ids, joined.items[n]);
        }
    }
    for (size_t i = 0; i < ids.count; i++) {
        Prospect prospect = prospect_of(state, ids.items[i]);
        for (size_t n = 0; n < lists.count; n++)
            if (list_try(state, lists.items[n], &prospect, outcome) != PV_ACCEPTED)
                return PV_REFUSED;
    }
    return accept(outcome);
}

PvVerdict on_customers_linked(const PvState *state, const pv_customers_linked *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return try_ids(state, event->pairs, event->n_pairs, outcome);
}

PvVerdict on_customers_parted(const PvState *state, const pv_customers_parted *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return try_ids(state, event->pairs, event->n_pairs, outcome);
}

static PvVerdict leave_lists(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    marketing_list_member probe = MARKETING__LIST_MEMBER__INIT;
    PvScan scan;
    probe.customer_id = customer_id;
    members_by_customer(&scan, state, &probe, 1);
    for (marketing_list_member *member; (member = members_next(&scan));) {
        const marketing_marketing_list *list = lists_get(state, member->list_id);
        if (list && tell_member(outcome, list, member->customer_id, false, 0) != PV_ACCEPTED) {
            pv_scan_end(&scan);
            return PV_REFUSED;
        }
    }
    return accept(outcome);
}

PvVerdict on_erased_customer_leaves(const PvState *state, const pv_customer_erased *event,
                                    const PvEventMeta *meta, PvOutcome *outcome)
{
    for (size_t i = 0; i < event->n_customer_ids; i++)
        if (leave_lists(state, event->customer_ids[i], outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    return accept(outcome);
}

/* --- time ----------------------------------------------------------------------------------------------- */

PvVerdict when_list_check(const PvState *state, const char *key, PvOutcome *outcome)
{
    const char *colon = strchr(key, ':');
    pv_require(colon, "a check without a customer: %s", key);
    const marketing_marketing_list *list =
        lists_get(state, arena_format(pv_arena(state), "%.*s", (int)(colon - key), key));
    if (!list || list->kind != MARKETING__LIST_KIND__DYNAMIC)
        return accept(outcome);
    Prospect prospect = prospect_of(state, arena_copy_text(pv_arena(state), colon + 1));
    return list_try(state, list, &prospect, outcome);
}

PvVerdict when_list_evaluation(const PvState *state, const char *key, PvOutcome *outcome)
{
    const marketing_marketing_list *list = lists_get(state, key);
    if (!list || !list->evaluating)
        return accept(outcome);
    pv_customer probe = PV__CUSTOMER__INIT;
    PvScan scan;
    PvList ids = {0};
    probe.customer_id = list->cursor ? list->cursor : "";
    pv_scan_begin_from(&scan, state, TABLE_card_customers, -1, &probe.base, 0, 1);
    for (pv_customer *row; ids.count < MARKETING_SLICE_CUSTOMERS && (row = card_customers_next(&scan));)
        if (strcmp(row->customer_id, probe.customer_id) != 0)
            pv_list_add(state, &ids, (void *)row->customer_id);
    pv_scan_end(&scan);

    for (size_t i = 0; i < ids.count; i++) {
        Prospect prospect = prospect_of(state, ids.items[i]);
        if (list_try(state, list, &prospect, outcome) != PV_ACCEPTED)
            return PV_REFUSED;
    }
    marketing_list_evaluation_advanced advanced = MARKETING__LIST_EVALUATION_ADVANCED__INIT;
    advanced.list_id = list->list_id;
    advanced.cursor = ids.count > 0 ? ids.items[ids.count - 1] : list->cursor;
    advanced.has_customers = advanced.has_done = advanced.has_continue_at_ms = 1;
    advanced.customers = ids.count;
    advanced.done = ids.count < MARKETING_SLICE_CUSTOMERS;
    advanced.continue_at_ms = pv_now_ms(state);
    return emit_list_evaluation_advanced(outcome, &advanced);
}
