/* What a worker computes of one customer id. */
#include "analytics/worker/figures.h"
#include "analytics/limits.h"
#include "analytics/rules.h"
#include <string.h>

analytics_customer_summary *figures_open(PvArena *arena, const char *customer_id, uint32_t partition)
{
    analytics_customer_summary *summary = arena_take(arena, sizeof *summary);
    analytics__customer_summary__init(summary);
    summary->customer_id = arena_copy_text(arena, customer_id);
    summary->has_purchases = summary->has_partition = 1;
    summary->partition = partition;
    return summary;
}

/* One more place for a pointer. */
static void **grown(PvArena *arena, void *items, size_t count)
{
    void **more = arena_take(arena, (count + 1) * sizeof *more);
    if (count > 0)
        memcpy(more, items, count * sizeof *more);
    return more;
}

static void add_money(PvArena *arena, pv_money ***amounts, size_t *count, const char *currency, int64_t minor)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*amounts)[i]->currency, currency) != 0)
            continue;
        (*amounts)[i]->amount_minor += minor;
        return;
    }
    if (*count == ANALYTICS_CURRENCY_LIMIT)
        return;
    pv_money *money = arena_take(arena, sizeof *money);
    pv__money__init(money);
    money->has_amount_minor = 1;
    money->amount_minor = minor;
    money->currency = arena_copy_text(arena, currency);
    *amounts = (pv_money **)grown(arena, *amounts, *count);
    (*amounts)[(*count)++] = money;
}

/* Periods stay in order; beyond the limit the earliest goes. */
static void add_period(PvArena *arena, analytics_customer_summary *summary, uint32_t period)
{
    size_t place = summary->n_periods;
    while (place > 0 && summary->periods[place - 1]->period >= period)
        place--;
    if (place < summary->n_periods && summary->periods[place]->period == period) {
        summary->periods[place]->purchases++;
        return;
    }
    bool full = summary->n_periods == ANALYTICS_PERIOD_LIMIT;
    if (full && place == 0)
        return;
    analytics_period_purchases *one = arena_take(arena, sizeof *one);
    analytics__period_purchases__init(one);
    one->has_period = one->has_purchases = 1;
    one->period = period;
    one->purchases = 1;
    void **items = grown(arena, summary->periods, summary->n_periods);
    memmove(items + place + 1, items + place, (summary->n_periods - place) * sizeof *items);
    items[place] = one;
    summary->periods = (analytics_period_purchases **)(full ? items + 1 : items);
    summary->n_periods += !full;
}

void figures_add(PvArena *arena, analytics_customer_summary *summary,
                 const analytics_stored_purchase *purchase, int64_t day)
{
    if (rules_day(purchase->at_ms) > day)
        return;
    const char *currency = purchase->amount && purchase->amount->currency ? purchase->amount->currency : "";
    int64_t paid = purchase->amount ? purchase->amount->amount_minor : 0, given_back = 0;
    for (size_t i = 0; i < purchase->n_refunds; i++)
        if (rules_day(purchase->refunds[i]->at_ms) <= day)
            given_back += purchase->refunds[i]->amount_minor;
    add_money(arena, &summary->spent, &summary->n_spent, currency, paid - given_back);
    if (given_back > 0)
        add_money(arena, &summary->refunded, &summary->n_refunded, currency, given_back);
    if (given_back > 0 && given_back >= paid)
        return;
    if (summary->purchases == 0 || purchase->at_ms < summary->first_purchase_ms)
        summary->first_purchase_ms = purchase->at_ms;
    if (summary->purchases == 0 || purchase->at_ms > summary->last_purchase_ms)
        summary->last_purchase_ms = purchase->at_ms;
    summary->has_first_purchase_ms = summary->has_last_purchase_ms = 1;
    summary->purchases++;
    add_period(arena, summary, rules_period(purchase->at_ms));
}
