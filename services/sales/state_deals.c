/* The only place where deals change, with their history, their parts, and what accounts and stages know of them. */
#include "sales/service.h"
#include <string.h>

/* --- accounts: open deals and their value ------------------------------------------------------------------------ */

static sales_account *account_of(PvState *state, const char *customer_id)
{
    sales_account *account = accounts_get(state, customer_id);
    if (account)
        return account;
    account = arena_take(pv_arena(state), sizeof *account);
    sales__account__init(account);
    account->customer_id = customer_id;
    return account;
}

/* Values are added up in one currency: that of the first of the deals open now. */
static void add_value(PvState *state, sales_account *account, const pv_money *value, int sign)
{
    if (!value || !value->currency)
        return;
    if (!account->open_value) {
        account->open_value = arena_take(pv_arena(state), sizeof *account->open_value);
        pv__money__init(account->open_value);
        account->open_value->currency = value->currency;
    }
    account->open_value->has_amount_minor = 1;
    if (strcmp(account->open_value->currency, value->currency) == 0)
        account->open_value->amount_minor += sign * value->amount_minor;
}

static void count_open(PvState *state, const char *customer_id, const char *owner, const pv_money *value)
{
    sales_account *account = account_of(state, customer_id);
    account->has_open_deals = 1;
    if (account->open_deals++ == 0)
        account->open_value = NULL;
    add_value(state, account, value, 1);
    if (!account->owner || !*account->owner)
        account->owner = owner;
    accounts_put(state, account);
}

static void count_closed(PvState *state, const sales_deal *deal, bool won, int by)
{
    sales_account *account = account_of(state, deal->customer_id);
    account->has_won_deals = account->has_lost_deals = 1;
    *(won ? &account->won_deals : &account->lost_deals) += (uint32_t)by;
    accounts_put(state, account);
}

static void uncount_open(PvState *state, const sales_deal *deal)
{
    sales_account *account = account_of(state, deal->customer_id);
    pv_require(account->open_deals > 0);
    account->open_deals--;
    add_value(state, account, deal->value, -1);
    accounts_put(state, account);
}

/* --- stages: open deals of each seller ------------------------------------------------------------------------------ */

static void count_in_stage(PvState *state, const sales_deal *deal, int by)
{
    sales_stage_total fresh = SALES__STAGE_TOTAL__INIT;
    fresh.pipeline_id = deal->pipeline_id;
    fresh.stage_id = deal->stage_id;
    fresh.owner = deal->owner;
    fresh.currency = deal->value ? deal->value->currency : NULL;
    sales_stage_total *total = stage_totals_find(state, &fresh);
    if (!total)
        total = &fresh;
    total->has_deals = total->has_value_minor = 1;
    pv_require(by > 0 || total->deals > 0);
    total->deals += (uint32_t)by;
    total->value_minor += deal->value ? by * deal->value->amount_minor : 0;
    if (total->deals > 0)
        stage_totals_put(state, total);
    else
        stage_totals_delete(state, total);
}

/* --- history ----------------------------------------------------------------------------------------------------- */

static void enter_stage(PvState *state, sales_deal *deal, const char *stage_id, int64_t at_ms)
{
    deal->stage_id = stage_id;
    deal->has_stage_entered_at_ms = deal->has_steps = 1;
    deal->stage_entered_at_ms = at_ms;
    deal->steps++;
    sales_deal_step step = SALES__DEAL_STEP__INIT;
    step.deal_id = deal->deal_id;
    step.has_step = step.has_entered_at_ms = 1;
    step.step = deal->steps;
    step.stage_id = stage_id;
    step.entered_at_ms = at_ms;
    deal_steps_put(state, &step);
}

static void leave_stage(PvState *state, const sales_deal *deal, int64_t at_ms)
{
    sales_deal_step probe = SALES__DEAL_STEP__INIT;
    probe.deal_id = deal->deal_id;
    probe.has_step = 1;
    probe.step = deal->steps;
    sales_deal_step *step = deal_steps_find(state, &probe);
    pv_require(step, "deal %s has no step %u", deal->number, deal->steps);
    step->has_left_at_ms = step->has_stayed_ms = 1;
    step->left_at_ms = at_ms;
    step->stayed_ms = at_ms - step->entered_at_ms;
    deal_steps_put(state, step);
}

static bool is_listed(const PvList *stages, const char *stage_id)
{
    for (size_t i = 0; i < stages->count; i++)
        if (strcmp(stages->items[i], stage_id) == 0)
            return true;
    return false;
}

/* Every stage the deal was in learns how it ended. */
static void record_end(PvState *state, const sales_deal *deal, bool won, int by)
{
    PvList stages = {0};
    PvScan scan;
    sales_deal_step probe = SALES__DEAL_STEP__INIT;
    probe.deal_id = deal->deal_id;
    deal_steps_scan(&scan, state, &probe, 1);
    for (sales_deal_step *step; (step = deal_steps_next(&scan));)
        if (!is_listed(&stages, step->stage_id))
            pv_list_add(state, &stages, (char *)step->stage_id);
    for (size_t i = 0; i < stages.count; i++) {
        sales_stage_record fresh = SALES__STAGE_RECORD__INIT;
        fresh.pipeline_id = deal->pipeline_id;
        fresh.stage_id = stages.items[i];
        sales_stage_record *record = stage_records_find(state, &fresh);
        if (!record)
            record = &fresh;
        record->has_won = record->has_lost = 1;
        *(won ? &record->won : &record->lost) += (uint32_t)by;
        stage_records_put(state, record);
    }
}

static void watch_idleness(PvState *state, const char *deal_id, int64_t due_at_ms)
{
    if (due_at_ms > 0)
        pv_timer_set(state, TIMER_deal_idle, deal_id, due_at_ms);
    else
        pv_timer_clear(state, TIMER_deal_idle, deal_id);
}

/* --- deals ------------------------------------------------------------------------------------------------------- */

void apply_deal_opened(PvState *state, const sales_deal_opened *event, const PvEventMeta *meta)
{
    sales_deal deal = SALES__DEAL__INIT;
    deal.deal_id = event->deal_id;
    deal.number = event->number;
    deal.customer_id = event->customer_id;
    deal.title = event->title;
    deal.pipeline_id = event->pipeline_id;
    deal.has_state = deal.has_probability_percent = deal.has_opened_at_ms = 1;
    deal.state = SALES__DEAL_STATE__DEAL_OPEN;
    deal.probability_percent = event->probability_percent;
    deal.value = event->value;
    deal.owner = event->owner;
    deal.has_expected_close_at_ms = event->has_expected_close_at_ms;
    deal.expected_close_at_ms = event->expected_close_at_ms;
    deal.lead_id = event->lead_id;
    deal.campaign_id = event->campaign_id;
    deal.next_step = event->next_step;
    deal.lines = event->lines;
    deal.n_lines = event->n_lines;
    deal.opened_at_ms = event->opened_at_ms;
    enter_stage(state, &deal, event->stage_id, event->opened_at_ms);
    deals_put(state, &deal);
    count_in_stage(state, &deal, 1);
    pv_number_take(state, "D", event->number);
    watch_idleness(state, event->deal_id, event->idle_due_at_ms);
    count_open(state, event->customer_id, event->owner, event->value);
}

static sales_deal *deal_of(PvState *state, const char *deal_id)
{
    sales_deal *deal = deals_get(state, deal_id);
    pv_require(deal);
    deal->has_stalled = deal->stalled = 0;
    return deal;
}

void apply_deal_changed(PvState *state, const sales_deal_changed *event, const PvEventMeta *meta)
{
    sales_deal *deal = deal_of(state, event->deal_id);
    sales_account *account = account_of(state, deal->customer_id);
    add_value(state, account, deal->value, -1);
    add_value(state, account, event->value, 1);
    accounts_put(state, account);
    count_in_stage(state, deal, -1);
    deal->title = event->title;
    deal->value = event->value;
    deal->owner = event->owner;
    deal->has_expected_close_at_ms = event->has_expected_close_at_ms;
    deal->expected_close_at_ms = event->expected_close_at_ms;
    deal->next_step = event->next_step;
    deal->competitors = event->competitors;
    deal->n_competitors = event->n_competitors;
    deal->lines = event->lines;
    deal->n_lines = event->n_lines;
    deals_put(state, deal);
    count_in_stage(state, deal, 1);
    watch_idleness(state, event->deal_id, event->idle_due_at_ms);
}

void apply_deal_stage_changed(PvState *state, const sales_deal_stage_changed *event, const PvEventMeta *meta)
{
    sales_deal *deal = deal_of(state, event->deal_id);
    leave_stage(state, deal, meta->at_ms);
    count_in_stage(state, deal, -1);
    enter_stage(state, deal, event->to_stage_id, meta->at_ms);
    deal->probability_percent = event->probability_percent;
    deals_put(state, deal);
    count_in_stage(state, deal, 1);
    watch_idleness(state, event->deal_id, event->idle_due_at_ms);
}

void apply_deal_stalled(PvState *state, const sales_deal_stalled *event, const PvEventMeta *meta)
{
    sales_deal *deal = deal_of(state, event->deal_id);
    deal->has_stalled = deal->stalled = 1;
    deals_put(state, deal);
}

static void close_deal(PvState *state, const char *deal_id, bool won, const char *reason, int64_t at_ms)
{
    sales_deal *deal = deal_of(state, deal_id);
    leave_stage(state, deal, at_ms);
    record_end(state, deal, won, 1);
    uncount_open(state, deal);
    count_in_stage(state, deal, -1);
    count_closed(state, deal, won, 1);
    deal->state = won ? SALES__DEAL_STATE__DEAL_WON : SALES__DEAL_STATE__DEAL_LOST;
    deal->probability_percent = won ? 100 : 0;
    deal->has_closed_at_ms = 1;
    deal->closed_at_ms = at_ms;
    deal->reason = reason;
    deals_put(state, deal);
    pv_timer_clear(state, TIMER_deal_idle, deal_id);
}

void apply_deal_won(PvState *state, const sales_deal_won *event, const PvEventMeta *meta)
{
    close_deal(state, event->deal_id, true, event->reason, meta->at_ms);
}

void apply_deal_lost(PvState *state, const sales_deal_lost *event, const PvEventMeta *meta)
{
    close_deal(state, event->deal_id, false, event->reason, meta->at_ms);
}

void apply_deal_reopened(PvState *state, const sales_deal_reopened *event, const PvEventMeta *meta)
{
    sales_deal *deal = deal_of(state, event->deal_id);
    bool won = deal->state == SALES__DEAL_STATE__DEAL_WON;
    record_end(state, deal, won, -1);
    count_closed(state, deal, won, -1);
    count_open(state, deal->customer_id, deal->owner, deal->value);
    deal->state = SALES__DEAL_STATE__DEAL_OPEN;
    deal->probability_percent = event->probability_percent;
    deal->has_closed_at_ms = 0;
    deal->closed_at_ms = 0;
    deal->reason = NULL;
    enter_stage(state, deal, event->stage_id, meta->at_ms);
    deals_put(state, deal);
    count_in_stage(state, deal, 1);
    watch_idleness(state, event->deal_id, event->idle_due_at_ms);
}

/* --- parts in a deal --------------------------------------------------------------------------------------------- */

void apply_deal_role_set(PvState *state, const sales_deal_role_set *event, const PvEventMeta *meta)
{
    sales_deal_role role = SALES__DEAL_ROLE__INIT;
    role.deal_id = event->deal_id;
    role.customer_id = event->customer_id;
    role.has_part = event->has_part;
    role.part = event->part;
    role.has_influence = event->has_influence;
    role.influence = event->influence;
    role.has_stance = event->has_stance;
    role.stance = event->stance;
    role.next_step = event->next_step;
    deal_roles_put(state, &role);
}

void apply_deal_role_removed(PvState *state, const sales_deal_role_removed *event, const PvEventMeta *meta)
{
    sales_deal_role probe = SALES__DEAL_ROLE__INIT;
    probe.deal_id = event->deal_id;
    probe.customer_id = event->customer_id;
    deal_roles_delete(state, &probe);
}
