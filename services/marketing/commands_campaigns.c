/* Commands on campaigns and the responses to them. */
#include "marketing/lists.h"
#include "marketing/rules.h"
#include "runtime/text/currency.h"
#include <string.h>

static bool money_is_fit(const pv_money *money, PvOutcome *outcome)
{
    if (!money)
        return true;
    if (money->amount_minor < 0 || !text_is_currency(money->currency)) {
        refuse_field(outcome, INVALID_INPUT, "budget",
                     "An amount that is not negative and a currency are needed.");
        return false;
    }
    return true;
}

static bool targets_exist(const PvState *state, const marketing_create_campaign *command, PvOutcome *outcome)
{
    if (command->n_list_ids > MARKETING_TARGET_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "list_ids", "A campaign has at most %d lists.",
                     MARKETING_TARGET_LIMIT);
        return false;
    }
    for (size_t i = 0; i < command->n_list_ids; i++) {
        if (lists_get(state, command->list_ids[i]))
            continue;
        refuse_field(outcome, LIST_NOT_FOUND, arena_format(pv_arena(state), "list_ids[%zu]", i),
                     "No list has the id %s.", command->list_ids[i]);
        return false;
    }
    return true;
}

PvVerdict create_campaign(const PvState *state, const marketing_create_campaign *command, PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "name", command->name, MARKETING_NAME_LIMIT_BYTES, true) ||
        !text_is_fit(outcome, "objective", command->objective, MARKETING_TEXT_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "measure", command->measure, MARKETING_TEXT_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "business_key", command->business_key, MARKETING_KEY_LIMIT_BYTES, false) ||
        !money_is_fit(command->budget, outcome) || !targets_exist(state, command, outcome))
        return PV_REFUSED;
    if (command->has_ends_at_ms && command->ends_at_ms < command->starts_at_ms)
        return refuse_field(outcome, INVALID_INPUT, "ends_at_ms", "The end lies before the start.");
    marketing_campaign probe = MARKETING__CAMPAIGN__INIT;
    probe.business_key = command->business_key;
    const marketing_campaign *before =
        command->business_key && *command->business_key ? campaigns_by_business_key_one(state, &probe) : NULL;
    if (before)
        return refuse_field(outcome, ALREADY_RECORDED, "business_key", "Campaign %s has the key %s.",
                            before->number, command->business_key);

    marketing_campaign_planned planned = MARKETING__CAMPAIGN_PLANNED__INIT;
    planned.campaign_id = pv_new_id(outcome);
    planned.number = pv_number_next(state, "M");
    planned.name = command->name;
    planned.objective = command->objective;
    planned.measure = command->measure;
    planned.has_channel = command->has_channel;
    planned.channel = command->channel;
    planned.n_list_ids = command->n_list_ids;
    planned.list_ids = command->list_ids;
    planned.budget = command->budget;
    planned.has_starts_at_ms = command->has_starts_at_ms;
    planned.starts_at_ms = command->starts_at_ms;
    planned.has_ends_at_ms = command->has_ends_at_ms;
    planned.ends_at_ms = command->ends_at_ms;
    planned.business_key = command->business_key;
    return emit_campaign_planned(outcome, &planned);
}

static marketing_campaign *campaign_of_command(const PvState *state, const char *campaign_id,
                                               PvOutcome *outcome)
{
    if (!text_is_fit(outcome, "campaign_id", campaign_id, 36, true))
        return NULL;
    marketing_campaign *campaign = campaigns_get(state, campaign_id);
    if (!campaign)
        refuse_field(outcome, CAMPAIGN_NOT_FOUND, "campaign_id", "No campaign has the id %s.", campaign_id);
    return campaign;
}

PvVerdict change_campaign_state(const PvState *state, const marketing_change_campaign_state *command,
                                PvOutcome *outcome)
{
    const marketing_campaign *campaign = campaign_of_command(state, command->campaign_id, outcome);
    if (!campaign)
        return PV_REFUSED;
    if (!command->has_state || !command->state)
        return refuse_field(outcome, INVALID_INPUT, "state", "state is missing.");
    if (!rules_campaign_may_go(campaign->state, command->state))
        return refuse_field(outcome, CAMPAIGN_STATE_NOT_REACHABLE, "state",
                            "Campaign %s is %s and cannot become %s.", campaign->number,
                            rules_campaign_state_name(campaign->state),
                            rules_campaign_state_name(command->state));
    if (command->state == MARKETING__CAMPAIGN_STATE__ACTIVE && !rules_campaign_is_complete(campaign))
        return refuse(outcome, CAMPAIGN_INCOMPLETE,
                      "Campaign %s needs an objective, a measure and a list before it starts.",
                      campaign->number);

    marketing_campaign_state_changed changed = MARKETING__CAMPAIGN_STATE_CHANGED__INIT;
    changed.campaign_id = campaign->campaign_id;
    changed.has_from = changed.has_to = 1;
    changed.from = campaign->state;
    changed.to = command->state;
    return emit_campaign_state_changed(outcome, &changed);
}

static bool response_is_new(const PvState *state, const char *business_key, PvOutcome *outcome)
{
    marketing_response probe = MARKETING__RESPONSE__INIT;
    probe.business_key = business_key;
    const marketing_response *before =
        business_key && *business_key ? responses_by_business_key_one(state, &probe) : NULL;
    if (before)
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "Response %s has the key %s.",
                     before->response_id, business_key);
    return !before;
}

PvVerdict record_response(const PvState *state, const marketing_record_response *command, PvOutcome *outcome)
{
    const marketing_campaign *campaign = campaign_of_command(state, command->campaign_id, outcome);
    if (!campaign || !text_is_fit(outcome, "note", command->note, MARKETING_NOTE_LIMIT_BYTES, false) ||
        !text_is_fit(outcome, "business_key", command->business_key, MARKETING_KEY_LIMIT_BYTES, false) ||
        !response_is_new(state, command->business_key, outcome))
        return PV_REFUSED;
    if (campaign->state == MARKETING__CAMPAIGN_STATE__CANCELLED)
        return refuse(outcome, CAMPAIGN_CALLED_OFF, "Campaign %s was called off.", campaign->number);
    if (command->has_responded_at_ms && command->responded_at_ms <= 0)
        return refuse_field(outcome, INVALID_INPUT, "responded_at_ms", "The time must be later than 1970.");
    if (!command->customer)
        return refuse_field(outcome, INVALID_INPUT, "customer", "customer is missing.");
    const char *customer_id;
    if (card_reference(state, command->customer, outcome, &customer_id) != PV_ACCEPTED)
        return PV_REFUSED;

    marketing_response_recorded recorded = MARKETING__RESPONSE_RECORDED__INIT;
    recorded.response_id = pv_new_id(outcome);
    recorded.campaign_id = campaign->campaign_id;
    recorded.campaign_name = campaign->name;
    recorded.customer_id = customer_id;
    recorded.has_kind = recorded.has_channel = recorded.has_responded_at_ms = 1;
    recorded.kind = command->kind ? command->kind : MARKETING__RESPONSE_KIND__INTERESTED;
    recorded.channel = command->has_channel ? command->channel : campaign->channel;
    recorded.note = command->note;
    recorded.business_key = command->business_key;
    recorded.responded_at_ms = command->has_responded_at_ms ? command->responded_at_ms : pv_now_ms(state);
    pv_happened_at(outcome, recorded.responded_at_ms);
    return emit_response_recorded(outcome, &recorded);
}
