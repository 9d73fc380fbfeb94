/* Commands on deals and the parts people play in them. */
#include "sales/checks.h"
#include "sales/deals.h"
#include "sales/limits.h"
#include "sales/rules.h"
#include <string.h>

static const sales_deal *open_deal_of(const PvState *state, const char *deal_id, PvOutcome *outcome)
{
    const sales_deal *deal = deals_get(state, deal_id);
    if (!deal)
        refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    else if (!rules_deal_is_open(deal))
        refuse(outcome, DEAL_CLOSED, "Deal %s is closed.", deal->number);
    else
        return deal;
    return NULL;
}

/* The stage a deal is in; NULL if the pipeline was changed since and lost it. */
static const sales_stage *stage_of(const PvState *state, const sales_deal *deal)
{
    const sales_pipeline *pipeline = rules_pipeline(state, deal->pipeline_id);
    return pipeline ? rules_stage(pipeline, deal->stage_id) : NULL;
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

static bool deal_may_open(const PvState *state, const NewDeal *deal, PvOutcome *outcome)
{
    return check_text(outcome, "title", deal->title, SALES_NAME_LIMIT_BYTES, true) &&
           check_text(outcome, "owner", deal->owner, SALES_CODE_LIMIT_BYTES, false) &&
           check_text(outcome, "next_step", deal->next_step, SALES_TEXT_LIMIT_BYTES, false) &&
           check_text(outcome, "campaign_id", deal->campaign_id, SALES_CODE_LIMIT_BYTES, false) &&
           check_money(outcome, "value", deal->value) &&
           check_due(outcome, "expected_close_at_ms", deal->expected_close_at_ms) &&
           check_time(state, outcome, "opened_at_ms", deal->opened_at_ms);
}

static const sales_stage *first_stage(const PvState *state, const NewDeal *deal, PvOutcome *outcome,
                                      const sales_pipeline **pipeline)
{
    *pipeline = rules_pipeline(state, deal->pipeline_id);
    if (!*pipeline) {
        refuse_field(outcome, PIPELINE_NOT_FOUND, "pipeline_id", "There is no pipeline %s.", deal->pipeline_id);
        return NULL;
    }
    const sales_stage *stage =
        is_empty(deal->stage_id) ? (*pipeline)->stages[0] : rules_stage(*pipeline, deal->stage_id);
    if (!stage)
        refuse_field(outcome, STAGE_NOT_FOUND, "stage_id", "The pipeline has no stage %s.", deal->stage_id);
    return stage;
}

static bool stage_takes(const PvState *state, const sales_deal *deal, const sales_stage *stage, PvOutcome *outcome)
{
    const char *missing = rules_missing_field(state, deal, stage);
    if (missing)
        refuse_field(outcome, STAGE_FIELD_MISSING, missing, "Stage %s requires %s.", stage->name, missing);
    return !missing;
}

static bool new_deal_fits(const PvState *state, const sales_deal_opened *opened, const sales_stage *stage,
                          PvOutcome *outcome)
{
    sales_deal deal = SALES__DEAL__INIT;
    deal.deal_id = opened->deal_id;
    deal.value = opened->value;
    deal.owner = opened->owner;
    deal.expected_close_at_ms = opened->expected_close_at_ms;
    deal.next_step = opened->next_step;
    deal.n_lines = opened->n_lines;
    return stage_takes(state, &deal, stage, outcome);
}

PvVerdict deals_open(const PvState *state, const NewDeal *deal, PvOutcome *outcome)
{
    const sales_pipeline *pipeline;
    if (!deal_may_open(state, deal, outcome))
        return PV_REFUSED;
    const sales_stage *stage = first_stage(state, deal, outcome, &pipeline);
    if (!stage)
        return PV_REFUSED;
    int64_t now_ms = pv_now_ms(state);
    sales_deal_opened opened = SALES__DEAL_OPENED__INIT;
    opened.deal_id = deal->deal_id;
    opened.number = pv_number_next(state, "D");
    opened.customer_id = deal->customer_id;
    opened.title = deal->title;
    opened.pipeline_id = pipeline->pipeline_id;
    opened.stage_id = stage->stage_id;
    opened.has_probability_percent = opened.has_idle_due_at_ms = opened.has_opened_at_ms = 1;
    opened.probability_percent = stage->probability_percent;
    opened.value = (pv_money *)deal->value;
    opened.owner = is_empty(deal->owner) ? NULL : deal->owner;
    opened.has_expected_close_at_ms = deal->expected_close_at_ms != 0;
    opened.expected_close_at_ms = deal->expected_close_at_ms;
    opened.lead_id = deal->lead_id;
    opened.campaign_id = deal->campaign_id;
    opened.next_step = deal->next_step;
    opened.lines = deal->lines.items;
    opened.n_lines = deal->lines.count;
    opened.idle_due_at_ms = pv_is_historical(outcome) ? 0 : rules_idle_due(stage, now_ms);
    opened.opened_at_ms = deal->opened_at_ms ? deal->opened_at_ms : now_ms;
    if (!new_deal_fits(state, &opened, stage, outcome))
        return PV_REFUSED;
    return emit_deal_opened(outcome, &opened);
}

PvVerdict open_deal(const PvState *state, const sales_open_deal *command, PvOutcome *outcome)
{
    NewDeal deal = {.title = command->title,
                    .pipeline_id = command->pipeline_id,
                    .stage_id = command->stage_id,
                    .value = command->value,
                    .owner = is_empty(command->owner) ? pv_actor_id(outcome) : command->owner,
                    .expected_close_at_ms = command->expected_close_at_ms,
                    .next_step = command->next_step,
                    .campaign_id = command->campaign_id,
                    .opened_at_ms = command->opened_at_ms};
    if (card_reference(state, command->customer, outcome, &deal.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    if (command->n_lines > 0) {
        if (!command->value)
            return refuse_field(outcome, INVALID_INPUT, "value", "Lines need a value, whose currency is theirs.");
        LineTerms terms = {.currency = command->value->currency, .customer_id = deal.customer_id};
        if (!check_money(outcome, "value", command->value) ||
            !lines_read(state, &terms, command->lines, command->n_lines, outcome, &deal.lines))
            return PV_REFUSED;
        if (!command->value->has_amount_minor)
            deal.value = money_of(state, deal.lines.total_minor, command->value->currency);
    }
    deal.deal_id = pv_new_id(outcome);
    return deals_open(state, &deal, outcome);
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

/* The event of a deal as it is now; the caller puts the change in. */
static sales_deal_changed changed_of(const PvState *state, const sales_deal *deal)
{
    sales_deal_changed changed = SALES__DEAL_CHANGED__INIT;
    changed.deal_id = deal->deal_id;
    changed.customer_id = deal->customer_id;
    changed.title = deal->title;
    changed.value = deal->value;
    changed.owner = deal->owner;
    changed.has_expected_close_at_ms = deal->has_expected_close_at_ms;
    changed.expected_close_at_ms = deal->expected_close_at_ms;
    changed.next_step = deal->next_step;
    changed.competitors = deal->competitors;
    changed.n_competitors = deal->n_competitors;
    changed.lines = deal->lines;
    changed.n_lines = deal->n_lines;
    changed.has_idle_due_at_ms = 1;
    changed.idle_due_at_ms = rules_idle_due(stage_of(state, deal), pv_now_ms(state));
    return changed;
}

static bool competitors_may_pass(const sales_change_deal *command, PvOutcome *outcome)
{
    if (command->n_competitors > SALES_COMPETITOR_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "competitors", "There are more than %d.", SALES_COMPETITOR_LIMIT);
        return false;
    }
    for (size_t i = 0; i < command->n_competitors; i++)
        if (!check_text(outcome, "competitors", command->competitors[i], SALES_NAME_LIMIT_BYTES, true))
            return false;
    return true;
}

PvVerdict change_deal(const PvState *state, const sales_change_deal *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_text(outcome, "title", command->title, SALES_NAME_LIMIT_BYTES, false) ||
        !check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, false) ||
        !check_text(outcome, "next_step", command->next_step, SALES_TEXT_LIMIT_BYTES, false) ||
        !check_money(outcome, "value", command->value) ||
        !check_due(outcome, "expected_close_at_ms", command->expected_close_at_ms) ||
        !competitors_may_pass(command, outcome))
        return PV_REFUSED;
    sales_deal_changed changed = changed_of(state, deal);
    if (!is_empty(command->title))
        changed.title = command->title;
    if (command->value)
        changed.value = command->value;
    if (!is_empty(command->owner))
        changed.owner = command->owner;
    if (command->has_expected_close_at_ms) {
        changed.has_expected_close_at_ms = 1;
        changed.expected_close_at_ms = command->expected_close_at_ms;
    }
    if (command->next_step)
        changed.next_step = command->next_step;
    if (command->n_competitors > 0) {
        changed.competitors = command->competitors;
        changed.n_competitors = command->n_competitors;
    }
    return emit_deal_changed(outcome, &changed);
}

PvVerdict set_deal_lines(const PvState *state, const sales_set_deal_lines *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_currency(outcome, "currency", command->currency))
        return PV_REFUSED;
    Lines lines;
    LineTerms terms = {.currency = command->currency, .customer_id = deal->customer_id};
    if (!lines_read(state, &terms, command->lines, command->n_lines, outcome, &lines))
        return PV_REFUSED;
    sales_deal_changed changed = changed_of(state, deal);
    changed.lines = lines.items;
    changed.n_lines = lines.count;
    changed.value = money_of(state, lines.total_minor, command->currency);
    return emit_deal_changed(outcome, &changed);
}

PvVerdict move_deal(const PvState *state, const sales_move_deal *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal)
        return PV_REFUSED;
    const sales_pipeline *pipeline = rules_pipeline(state, deal->pipeline_id);
    const sales_stage *stage = pipeline ? rules_stage(pipeline, command->stage_id) : NULL;
    if (!stage)
        return refuse_field(outcome, STAGE_NOT_FOUND, "stage_id", "The deal's pipeline has no such stage.");
    if (strcmp(stage->stage_id, deal->stage_id) == 0)
        return refuse_field(outcome, INVALID_INPUT, "stage_id", "The deal is in this stage.");
    if (!stage_takes(state, deal, stage, outcome))
        return PV_REFUSED;
    sales_deal_stage_changed moved = SALES__DEAL_STAGE_CHANGED__INIT;
    moved.deal_id = deal->deal_id;
    moved.customer_id = deal->customer_id;
    moved.from_stage_id = deal->stage_id;
    moved.to_stage_id = stage->stage_id;
    moved.has_probability_percent = moved.has_stayed_ms = moved.has_idle_due_at_ms = 1;
    moved.probability_percent = stage->probability_percent;
    moved.stayed_ms = pv_now_ms(state) - deal->stage_entered_at_ms;
    moved.idle_due_at_ms = rules_idle_due(stage, pv_now_ms(state));
    return emit_deal_stage_changed(outcome, &moved);
}

/* --- closing ----------------------------------------------------------------------------------------------------- */

PvVerdict win_deal(const PvState *state, const sales_win_deal *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, true))
        return PV_REFUSED;
    sales_deal_won won = SALES__DEAL_WON__INIT;
    won.deal_id = deal->deal_id;
    won.customer_id = deal->customer_id;
    won.value = deal->value;
    won.reason = command->reason;
    won.owner = deal->owner;
    won.campaign_id = deal->campaign_id;
    won.lead_id = deal->lead_id;
    return emit_deal_won(outcome, &won);
}

PvVerdict lose_deal(const PvState *state, const sales_lose_deal *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, true) ||
        !check_text(outcome, "competitor", command->competitor, SALES_NAME_LIMIT_BYTES, false))
        return PV_REFUSED;
    sales_deal_lost lost = SALES__DEAL_LOST__INIT;
    lost.deal_id = deal->deal_id;
    lost.customer_id = deal->customer_id;
    lost.value = deal->value;
    lost.reason = command->reason;
    lost.competitor = command->competitor;
    lost.owner = deal->owner;
    return emit_deal_lost(outcome, &lost);
}

PvVerdict reopen_deal(const PvState *state, const sales_reopen_deal *command, PvOutcome *outcome)
{
    const sales_deal *deal = deals_get(state, command->deal_id);
    if (!deal)
        return refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    if (rules_deal_is_open(deal))
        return refuse(outcome, DEAL_OPEN, "Deal %s is open.", deal->number);
    const sales_stage *stage = stage_of(state, deal);
    sales_deal_reopened reopened = SALES__DEAL_REOPENED__INIT;
    reopened.deal_id = deal->deal_id;
    reopened.customer_id = deal->customer_id;
    reopened.stage_id = deal->stage_id;
    reopened.has_probability_percent = reopened.has_idle_due_at_ms = 1;
    reopened.probability_percent = stage ? stage->probability_percent : deal->probability_percent;
    reopened.idle_due_at_ms = rules_idle_due(stage, pv_now_ms(state));
    return emit_deal_reopened(outcome, &reopened);
}

/* --- parts in a deal --------------------------------------------------------------------------------------------- */

PvVerdict set_deal_role(const PvState *state, const sales_set_deal_role *command, PvOutcome *outcome)
{
    sales_deal_role_set part = SALES__DEAL_ROLE_SET__INIT;
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_text(outcome, "next_step", command->next_step, SALES_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (command->part < SALES__PART_IN_DEAL__DECISION_MAKER || command->part > SALES__PART_IN_DEAL__STAKEHOLDER)
        return refuse_field(outcome, INVALID_INPUT, "part", "Name the part the person plays.");
    if (command->has_influence && (command->influence < 1 || command->influence > 5))
        return refuse_field(outcome, INVALID_INPUT, "influence", "Influence is from 1 to 5.");
    if (command->stance < 0 || command->stance > SALES__STANCE__OPPONENT)
        return refuse_field(outcome, INVALID_INPUT, "stance", "There is no such stance.");
    if (card_reference(state, command->person, outcome, &part.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    part.deal_id = deal->deal_id;
    part.has_part = 1;
    part.part = command->part;
    part.has_influence = command->has_influence;
    part.influence = command->influence;
    part.has_stance = command->has_stance;
    part.stance = command->stance;
    part.next_step = command->next_step;
    return emit_deal_role_set(outcome, &part);
}

PvVerdict remove_deal_role(const PvState *state, const sales_remove_deal_role *command, PvOutcome *outcome)
{
    const sales_deal *deal = open_deal_of(state, command->deal_id, outcome);
    if (!deal || !check_id(outcome, "customer_id", command->customer_id, true))
        return PV_REFUSED;
    sales_deal_role probe = SALES__DEAL_ROLE__INIT;
    probe.deal_id = deal->deal_id;
    probe.customer_id = command->customer_id;
    if (!deal_roles_find(state, &probe))
        return refuse(outcome, DEAL_ROLE_NOT_FOUND, "The person has no part in deal %s.", deal->number);
    sales_deal_role_removed removed = SALES__DEAL_ROLE_REMOVED__INIT;
    removed.deal_id = deal->deal_id;
    removed.customer_id = command->customer_id;
    return emit_deal_role_removed(outcome, &removed);
}
