/* Rules of sales: pipelines, line amounts, refunds, recurrence, prices. */
#include "sales/rules.h"
#include "sales/checks.h"
#include "sales/limits.h"
#include "runtime/time/civil.h"
#include <string.h>

const char rules_standard_pipeline[] = "standard";
const char rules_every_tier[] = "all";

bool rules_lead_is_open(const sales_lead *lead)
{
    return lead->state >= SALES__LEAD_STATE__LEAD_NEW && lead->state <= SALES__LEAD_STATE__LEAD_QUALIFIED;
}

bool rules_deal_is_open(const sales_deal *deal)
{
    return deal->state == SALES__DEAL_STATE__DEAL_OPEN;
}

/* --- pipelines --------------------------------------------------------------------------------------------------- */

static const sales_pipeline *built_in_pipeline(const PvState *state)
{
    static const struct {
        const char *stage_id, *name;
        uint32_t probability_percent, idle_limit_days;
    } rows[] = {{"need", "Need", 10, 30},
                {"evaluation", "Evaluation", 30, 30},
                {"proposal", "Proposal", 60, 21},
                {"negotiation", "Negotiation", 80, 14}};
    enum { COUNT = sizeof rows / sizeof rows[0] };
    PvArena *arena = pv_arena(state);
    sales_pipeline *pipeline = arena_take(arena, sizeof *pipeline);
    sales__pipeline__init(pipeline);
    pipeline->pipeline_id = rules_standard_pipeline;
    pipeline->name = "Standard";
    pipeline->n_stages = COUNT;
    pipeline->stages = arena_take(arena, COUNT * sizeof *pipeline->stages);
    for (size_t i = 0; i < COUNT; i++) {
        sales_stage *stage = pipeline->stages[i] = arena_take(arena, sizeof *stage);
        sales__stage__init(stage);
        stage->stage_id = rows[i].stage_id;
        stage->name = rows[i].name;
        stage->has_probability_percent = stage->has_idle_limit_days = 1;
        stage->probability_percent = rows[i].probability_percent;
        stage->idle_limit_days = rows[i].idle_limit_days;
    }
    return pipeline;
}

const sales_pipeline *rules_pipeline(const PvState *state, const char *pipeline_id)
{
    if (is_empty(pipeline_id))
        pipeline_id = rules_standard_pipeline;
    const sales_pipeline *pipeline = pipelines_get(state, pipeline_id);
    if (!pipeline && strcmp(pipeline_id, rules_standard_pipeline) == 0)
        pipeline = built_in_pipeline(state);
    return pipeline;
}

const sales_stage *rules_stage(const sales_pipeline *pipeline, const char *stage_id)
{
    for (size_t i = 0; stage_id && i < pipeline->n_stages; i++)
        if (strcmp(pipeline->stages[i]->stage_id, stage_id) == 0)
            return pipeline->stages[i];
    return NULL;
}

static bool has_decision_maker(const PvState *state, const sales_deal *deal)
{
    sales_deal_role probe = SALES__DEAL_ROLE__INIT;
    probe.deal_id = deal->deal_id;
    PvScan scan;
    bool found = false;
    deal_roles_scan(&scan, state, &probe, 1);
    for (sales_deal_role *role; !found && (role = deal_roles_next(&scan));)
        found = role->part == SALES__PART_IN_DEAL__DECISION_MAKER;
    pv_scan_end(&scan);
    return found;
}

static bool has_value(const PvState *state, const sales_deal *deal)
{
    (void)state;
    return deal->value && deal->value->amount_minor > 0;
}

static bool has_owner(const PvState *state, const sales_deal *deal)
{
    (void)state;
    return !is_empty(deal->owner);
}

static bool has_expected_close(const PvState *state, const sales_deal *deal)
{
    (void)state;
    return deal->expected_close_at_ms > 0;
}

static bool has_next_step(const PvState *state, const sales_deal *deal)
{
    (void)state;
    return !is_empty(deal->next_step);
}

static bool has_lines(const PvState *state, const sales_deal *deal)
{
    (void)state;
    return deal->n_lines > 0;
}

static const struct {
    const char *name;
    bool (*is_there)(const PvState *, const sales_deal *);
} stage_fields[] = {{"value", has_value},
                    {"owner", has_owner},
                    {"expected_close_at_ms", has_expected_close},
                    {"next_step", has_next_step},
                    {"lines", has_lines},
                    {"decision_maker", has_decision_maker}};
enum { STAGE_FIELD_COUNT = sizeof stage_fields / sizeof stage_fields[0] };

bool rules_field_is_known(const char *field)
{
    for (size_t i = 0; i < STAGE_FIELD_COUNT; i++)
        if (strcmp(stage_fields[i].name, field) == 0)
            return true;
    return false;
}

const char *rules_missing_field(const PvState *state, const sales_deal *deal, const sales_stage *stage)
{
    for (size_t i = 0; i < stage->n_required_fields; i++)
        for (size_t known = 0; known < STAGE_FIELD_COUNT; known++)
            if (strcmp(stage_fields[known].name, stage->required_fields[i]) == 0 &&
                !stage_fields[known].is_there(state, deal))
                return stage_fields[known].name;
    return NULL;
}

int64_t rules_idle_due(const sales_stage *stage, int64_t now_ms)
{
    return stage && stage->idle_limit_days ? now_ms + stage->idle_limit_days * SALES_DAY_MS : 0;
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

bool rules_amount(int64_t quantity, int64_t unit_price_minor, int64_t discount_minor, int64_t *amount_minor)
{
    int64_t gross;
    if (__builtin_mul_overflow(quantity, unit_price_minor, &gross) ||
        __builtin_sub_overflow(gross, discount_minor, amount_minor))
        return false;
    return *amount_minor >= 0 && *amount_minor <= SALES_AMOUNT_LIMIT_MINOR;
}

int64_t rules_refund_amount(const sales_line *line, int64_t quantity)
{
    int64_t left = line->amount_minor - line->refunded_minor;
    int64_t units = line->refunded_quantity + quantity;
    if (line->quantity <= 0 || units >= line->quantity)
        return left;
    int64_t worth = (int64_t)((__int128)line->amount_minor * units / line->quantity) - line->refunded_minor;
    return worth < 0 ? 0 : worth > left ? left : worth;
}

/* --- recurrence -------------------------------------------------------------------------------------------------- */

uint32_t rules_day_of_month(int64_t at_ms)
{
    return civil_of_days(civil_days_of_ms(at_ms)).day;
}

static int64_t months_later(int64_t due_ms, uint32_t months, uint32_t anchor_day)
{
    Civil civil = civil_of_days(civil_days_of_ms(due_ms));
    int64_t month = civil.year * 12 + civil.month - 1 + months;
    civil.year = month / 12;
    civil.month = (unsigned)(month % 12) + 1;
    unsigned last = civil_days_in_month(civil.year, civil.month);
    civil.day = anchor_day < last ? anchor_day : last;
    return civil_to_days(civil) * SALES_DAY_MS + due_ms % SALES_DAY_MS;
}

int64_t rules_next_due(Sales__Recurrence recurrence, uint32_t every, int64_t due_ms, uint32_t anchor_day)
{
    if (every == 0)
        every = 1;
    switch (recurrence) {
    case SALES__RECURRENCE__DAILY:
        return due_ms + every * SALES_DAY_MS;
    case SALES__RECURRENCE__WEEKLY:
        return due_ms + every * 7 * SALES_DAY_MS;
    case SALES__RECURRENCE__MONTHLY:
        return months_later(due_ms, every, anchor_day ? anchor_day : rules_day_of_month(due_ms));
    default:
        return 0;
    }
}

/* --- prices and purchases ---------------------------------------------------------------------------------------- */

const char *rules_tier_of(const PvState *state, const char *customer_id)
{
    const pv_card *card = is_empty(customer_id) ? NULL : card_view(state, customer_id);
    return card && card->loyalty && card->loyalty->tier ? card->loyalty->tier : "";
}

const sales_price *rules_price(const PvState *state, const char *product_id, const char *currency, const char *tier)
{
    sales_price probe = SALES__PRICE__INIT;
    probe.product_id = product_id;
    probe.currency = currency;
    probe.tier = tier;
    const sales_price *price = is_empty(tier) ? NULL : prices_find(state, &probe);
    if (price)
        return price;
    probe.tier = rules_every_tier;
    return prices_find(state, &probe);
}

int64_t rules_last_purchase_ms(const PvState *state, const char *customer_id)
{
    sales_order probe = SALES__ORDER__INIT;
    probe.customer_id = customer_id;
    PvScan scan;
    int64_t last_ms = 0;
    orders_by_customer(&scan, state, &probe, 1);
    for (sales_order *order; !last_ms && (order = orders_next(&scan));)
        if (order->state == SALES__ORDER_STATE__ORDER_INVOICED)
            last_ms = order->placed_at_ms;
    pv_scan_end(&scan);
    return last_ms;
}
