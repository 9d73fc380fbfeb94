/* Trying customers on dynamic lists. Filters are read from their text each time: that takes some
 * microseconds, less than putting together one card, and leaves nothing to keep in step with the table. */
#include "marketing/lists.h"
#include <string.h>

bool text_is_fit(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required)
{
    size_t length = text ? strlen(text) : 0;
    if (required && length == 0) {
        refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
        return false;
    }
    if (length > limit_bytes) {
        refuse_field(outcome, INVALID_INPUT, field, "%s has %zu bytes; the limit is %zu.", field, length,
                     limit_bytes);
        return false;
    }
    return true;
}

Prospect prospect_of(const PvState *state, const char *customer_id)
{
    Prospect prospect = {.customer_id = customer_id};
    if (strcmp(card_resolve(state, customer_id), customer_id) != 0)
        return prospect;
    const pv_card *card = card_view(state, customer_id);
    if (card && !card->erased)
        prospect.card = card;
    return prospect;
}

typedef struct Consent {
    const PvState *state;
    const char *customer_id;
} Consent;

static bool may_contact(const void *context, Pv__Channel channel, Pv__Purpose purpose)
{
    const Consent *consent = context;
    return card_may_contact(consent->state, consent->customer_id, channel, purpose);
}

FilterAnswer prospect_fits(const PvState *state, const Prospect *prospect, const Filter *filter)
{
    if (!prospect->card)
        return (FilterAnswer){0};
    Consent consent = {state, prospect->customer_id};
    FilterSubject subject = {
        .card = prospect->card, .now_ms = pv_now_ms(state), .may_contact = may_contact, .context = &consent};
    return filter_evaluate(filter, &subject, pv_arena(state));
}

const TriedCondition *prospect_explain(const PvState *state, const Prospect *prospect, const Filter *filter,
                                       size_t *count)
{
    Consent consent = {state, prospect->customer_id};
    FilterSubject subject = {
        .card = prospect->card, .now_ms = pv_now_ms(state), .may_contact = may_contact, .context = &consent};
    return filter_explain(filter, &subject, pv_arena(state), count);
}

bool list_has(const PvState *state, const char *list_id, const char *customer_id)
{
    marketing_list_member probe = MARKETING__LIST_MEMBER__INIT;
    probe.list_id = list_id;
    probe.customer_id = customer_id;
    return members_find(state, &probe) != NULL;
}

const char *list_check_key(const PvState *state, const char *list_id, const char *customer_id)
{
    return arena_format(pv_arena(state), "%s:%s", list_id, customer_id);
}

PvVerdict tell_member(PvOutcome *outcome, const marketing_marketing_list *list, const char *customer_id,
                      bool added, int64_t next_ms)
{
    if (added) {
        marketing_list_member_added event = MARKETING__LIST_MEMBER_ADDED__INIT;
        event.list_id = list->list_id;
        event.list_name = list->name;
        event.customer_id = customer_id;
        event.has_next_check_ms = next_ms != 0;
        event.next_check_ms = next_ms;
        return emit_list_member_added(outcome, &event);
    }
    marketing_list_member_removed event = MARKETING__LIST_MEMBER_REMOVED__INIT;
    event.list_id = list->list_id;
    event.list_name = list->name;
    event.customer_id = customer_id;
    event.has_next_check_ms = next_ms != 0;
    event.next_check_ms = next_ms;
    return emit_list_member_removed(outcome, &event);
}

/* A check that comes too early does no harm: it looks and plans anew. So only an earlier one is worth an
 * event. */
static PvVerdict plan_check(const PvState *state, const char *list_id, const char *customer_id,
                            int64_t next_ms, PvOutcome *outcome)
{
    int64_t due_ms = pv_timer_due(state, TIMER_list_check, list_check_key(state, list_id, customer_id));
    if (next_ms == 0 || (due_ms != 0 && due_ms <= next_ms))
        return accept(outcome);
    marketing_list_check_planned planned = MARKETING__LIST_CHECK_PLANNED__INIT;
    planned.list_id = list_id;
    planned.customer_id = customer_id;
    planned.has_next_check_ms = 1;
    planned.next_check_ms = next_ms;
    return emit_list_check_planned(outcome, &planned);
}

PvVerdict list_try(const PvState *state, const marketing_marketing_list *list, const Prospect *prospect,
                   PvOutcome *outcome)
{
    FilterError error;
    const Filter *filter = filter_parse(pv_arena(state), list->filter, &error);
    if (!filter)
        return accept(outcome); /* a fact that this version no longer knows: the list stands still */
    FilterAnswer answer = prospect_fits(state, prospect, filter);
    bool is_member = list_has(state, list->list_id, prospect->customer_id);
    if (answer.member != is_member)
        return tell_member(outcome, list, prospect->customer_id, answer.member, answer.next_ms);
    return plan_check(state, list->list_id, prospect->customer_id, answer.next_ms, outcome);
}

static bool is_among(const PvList *lists, const marketing_marketing_list *list)
{
    for (size_t i = 0; i < lists->count; i++)
        if (strcmp(((const marketing_marketing_list *)lists->items[i])->list_id, list->list_id) == 0)
            return true;
    return false;
}

PvList lists_that_care(const PvState *state, const char *const *facts, size_t fact_count)
{
    PvList found = {0};
    PvScan scan;
    marketing_marketing_list probe = MARKETING__MARKETING_LIST__INIT;
    if (fact_count == 0) {
        probe.has_kind = 1;
        probe.kind = MARKETING__LIST_KIND__DYNAMIC;
        lists_by_kind(&scan, state, &probe, 1);
        for (marketing_marketing_list *list; (list = lists_next(&scan));)
            pv_list_add(state, &found, list);
        return found;
    }
    for (size_t i = 0; i < fact_count; i++) {
        const char *fact = facts[i];
        probe.facts = &fact;
        probe.n_facts = 1;
        lists_by_fact(&scan, state, &probe, 1);
        for (marketing_marketing_list *list; (list = lists_next(&scan));)
            if (!is_among(&found, list))
                pv_list_add(state, &found, list);
    }
    return found;
}
