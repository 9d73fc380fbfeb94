/* Counters: how many customers or items share something, and what they are worth; kept up by the fold. */
#include "portal/view/inside.h"

bool money_is_equal(const pv_money *one, const pv_money *other)
{
    if (!one || !is_given(one->currency) || !other || !is_given(other->currency))
        return (!one || !is_given(one->currency)) && (!other || !is_given(other->currency));
    return one->amount_minor == other->amount_minor && strcmp(one->currency, other->currency) == 0;
}

/* Sums wrap rather than overflow, so that what was added can always be taken away. */
static int64_t wrapped(int64_t sum, int64_t amount, int by)
{
    return (int64_t)((uint64_t)sum + (uint64_t)amount * (uint64_t)(int64_t)by);
}

static pv_money *money_copy(const PvState *state, const pv_money *amount)
{
    pv_money *copy = arena_take(pv_arena(state), sizeof *copy);
    pv__money__init(copy);
    copy->has_amount_minor = 1;
    copy->currency = amount->currency;
    return copy;
}

void money_list_add(const PvState *state, size_t *count, pv_money ***amounts, const pv_money *amount, int by)
{
    size_t at = 0;
    if (!amount || !is_given(amount->currency) || amount->amount_minor == 0 || by == 0)
        return;
    while (at < *count && strcmp((*amounts)[at]->currency, amount->currency) != 0)
        at++;
    if (at == *count) {
        pv_money **longer = arena_take(pv_arena(state), (*count + 1) * sizeof *longer);
        for (size_t i = 0; i < *count; i++)
            longer[i] = (*amounts)[i];
        longer[(*count)++] = money_copy(state, amount);
        *amounts = longer;
    }
    pv_money *sum = (*amounts)[at];
    sum->amount_minor = wrapped(sum->amount_minor, amount->amount_minor, by);
    if (sum->amount_minor == 0)
        (*amounts)[at] = (*amounts)[--*count];
}

static portal_counter *counter_row(const PvState *state, const char *group, const char *value)
{
    portal_counter *probe = arena_take(pv_arena(state), sizeof *probe);
    portal__counter__init(probe);
    probe->group = group;
    probe->value = value;
    portal_counter *row = counters_find(state, probe);
    if (!row)
        row = probe;
    row->has_count = 1;
    return row;
}

void counter_add(PvState *state, const char *group, const char *value, int by, const pv_money *amount)
{
    portal_counter *row = counter_row(state, group, value);
    row->count += by;
    money_list_add(state, &row->n_amounts, &row->amounts, amount, by);
    if (row->count == 0)
        counters_delete(state, row);
    else
        counters_put(state, row);
}

void counter_change(PvState *state, const char *group, const char *value, const pv_money *from, const pv_money *to)
{
    portal_counter *row = counter_row(state, group, value);
    money_list_add(state, &row->n_amounts, &row->amounts, from, -1);
    money_list_add(state, &row->n_amounts, &row->amounts, to, 1);
    counters_put(state, row);
}

int64_t counter_get(const PvState *state, const char *group, const char *value)
{
    portal_counter probe = PORTAL__COUNTER__INIT;
    probe.group = group;
    probe.value = value;
    const portal_counter *row = counters_find(state, &probe);
    return row ? row->count : 0;
}

/* Pages go over one group with a token; several groups are read one after the other up to the limit. */
PvVerdict list_counters(const PvState *state, const portal_list_counters *query, portal_counter_page *answer,
                        PvOutcome *outcome)
{
    PvList rows = {0};
    uint32_t limit = limit_within(query->limit, PV_PAGE_ROW_LIMIT, PV_PAGE_ROW_LIMIT);
    if (query->n_groups == 0)
        return refuse_field(outcome, INVALID_INPUT, "groups", "Name what is to be counted.");
    if (is_given(query->after) && query->n_groups > 1)
        return refuse_field(outcome, INVALID_INPUT, "after", "A page goes on in one group only.");
    for (size_t i = 0; i < query->n_groups && rows.count < limit; i++) {
        PvScan scan;
        portal_counter probe = PORTAL__COUNTER__INIT;
        probe.group = query->groups[i];
        if (!pv_scan_begin_after(&scan, state, TABLE_counters, -1, &probe.base, 1, query->after))
            return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
        PvList part = pv_page_read(&scan, limit - (uint32_t)rows.count, &answer->next);
        for (size_t at = 0; at < part.count; at++)
            pv_list_add(state, &rows, part.items[at]);
    }
    if (query->n_groups > 1)
        answer->next = NULL;
    answer->n_rows = rows.count;
    answer->rows = (portal_counter **)rows.items;
    return accept(outcome);
}
