/* Commands on leads and on who answers for a customer. */
#include "sales/checks.h"
#include "sales/deals.h"
#include "sales/leads.h"
#include "sales/limits.h"
#include "sales/rules.h"
#include <string.h>

/* --- capture ----------------------------------------------------------------------------------------------------- */

static bool capture_may_pass(const PvState *state, const sales_capture_lead *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "subject", command->subject, SALES_NAME_LIMIT_BYTES, true) ||
        !check_text(outcome, "request", command->request, SALES_REQUEST_LIMIT_BYTES, false) ||
        !check_text(outcome, "campaign_id", command->campaign_id, SALES_CODE_LIMIT_BYTES, false) ||
        !check_text(outcome, "business_key", command->business_key, SALES_KEY_LIMIT_BYTES, false) ||
        !check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, false) ||
        !check_time(state, outcome, "captured_at_ms", command->captured_at_ms))
        return false;
    if (command->score < 0 || command->score > 100)
        refuse_field(outcome, INVALID_INPUT, "score", "The score is from 0 to 100.");
    else if (command->source < 0 || command->source > SALES__LEAD_SOURCE__OTHER)
        refuse_field(outcome, INVALID_INPUT, "source", "There is no such source.");
    else if (leads_is_recorded(state, command->business_key))
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "A lead has this business key.");
    else
        return true;
    return false;
}

bool leads_is_recorded(const PvState *state, const char *business_key)
{
    sales_lead probe = SALES__LEAD__INIT;
    probe.business_key = business_key;
    return !is_empty(business_key) && leads_by_business_key_one(state, &probe);
}

void leads_name_duplicates(const PvState *state, sales_lead_captured *captured)
{
    PvList ids = card_component(state, captured->customer_id);
    captured->duplicate_lead_ids =
        arena_take(pv_arena(state), SALES_DUPLICATE_LIMIT * sizeof *captured->duplicate_lead_ids);
    for (size_t i = 0; i < ids.count; i++) {
        sales_lead probe = SALES__LEAD__INIT;
        probe.customer_id = ids.items[i];
        PvScan scan;
        leads_by_customer(&scan, state, &probe, 1);
        for (sales_lead *lead; captured->n_duplicate_lead_ids < SALES_DUPLICATE_LIMIT && (lead = leads_next(&scan));)
            if (rules_lead_is_open(lead))
                captured->duplicate_lead_ids[captured->n_duplicate_lead_ids++] = lead->lead_id;
        pv_scan_end(&scan);
    }
}

static PvVerdict assign(const char *lead_id, const char *customer_id, const char *owner, PvOutcome *outcome)
{
    sales_lead_assigned assigned = SALES__LEAD_ASSIGNED__INIT;
    assigned.lead_id = lead_id;
    assigned.customer_id = customer_id;
    assigned.owner = owner;
    return emit_lead_assigned(outcome, &assigned);
}

PvVerdict capture_lead(const PvState *state, const sales_capture_lead *command, PvOutcome *outcome)
{
    sales_lead_captured captured = SALES__LEAD_CAPTURED__INIT;
    if (!capture_may_pass(state, command, outcome) ||
        card_reference(state, command->customer, outcome, &captured.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    captured.lead_id = pv_new_id(outcome);
    captured.number = pv_number_next(state, "L");
    captured.has_source = captured.has_captured_at_ms = 1;
    captured.source = command->source ? command->source : SALES__LEAD_SOURCE__OTHER;
    captured.subject = command->subject;
    captured.request = command->request;
    captured.has_score = command->has_score;
    captured.score = command->score;
    captured.campaign_id = command->campaign_id;
    captured.business_key = is_empty(command->business_key) ? NULL : command->business_key;
    captured.captured_at_ms = command->captured_at_ms ? command->captured_at_ms : pv_now_ms(state);
    captured.has_response_due_at_ms = !pv_is_historical(outcome);
    if (captured.has_response_due_at_ms)
        captured.response_due_at_ms = pv_now_ms(state) + SALES_LEAD_RESPONSE_MS;
    leads_name_duplicates(state, &captured);
    pv_happened_at(outcome, captured.captured_at_ms);
    if (emit_lead_captured(outcome, &captured) == PV_REFUSED)
        return PV_REFUSED;
    if (is_empty(command->owner))
        return PV_ACCEPTED;
    return assign(captured.lead_id, captured.customer_id, command->owner, outcome);
}

/* --- work -------------------------------------------------------------------------------------------------------- */

static const sales_lead *open_lead(const PvState *state, const char *lead_id, PvOutcome *outcome)
{
    const sales_lead *lead = leads_get(state, lead_id);
    if (!lead)
        refuse_field(outcome, LEAD_NOT_FOUND, "lead_id", "No lead has this id.");
    else if (!rules_lead_is_open(lead))
        refuse(outcome, LEAD_CLOSED, "Lead %s is closed.", lead->number);
    else
        return lead;
    return NULL;
}

PvVerdict assign_lead(const PvState *state, const sales_assign_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = leads_get(state, command->lead_id);
    if (!lead)
        return refuse_field(outcome, LEAD_NOT_FOUND, "lead_id", "No lead has this id.");
    if (!rules_lead_is_open(lead) && lead->state != SALES__LEAD_STATE__LEAD_RECYCLED)
        return refuse(outcome, LEAD_CLOSED, "Lead %s is closed.", lead->number);
    if (!check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, true))
        return PV_REFUSED;
    return assign(lead->lead_id, lead->customer_id, command->owner, outcome);
}

PvVerdict work_lead(const PvState *state, const sales_work_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = open_lead(state, command->lead_id, outcome);
    if (!lead || !check_text(outcome, "note", command->note, SALES_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (is_empty(lead->owner))
        return refuse(outcome, LEAD_NOT_ASSIGNED, "Nobody answers for lead %s yet.", lead->number);
    sales_lead_worked worked = SALES__LEAD_WORKED__INIT;
    worked.lead_id = lead->lead_id;
    worked.customer_id = lead->customer_id;
    worked.note = command->note;
    return emit_lead_worked(outcome, &worked);
}

PvVerdict qualify_lead(const PvState *state, const sales_qualify_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = open_lead(state, command->lead_id, outcome);
    if (!lead)
        return PV_REFUSED;
    if (is_empty(lead->owner))
        return refuse(outcome, LEAD_NOT_ASSIGNED, "Nobody answers for lead %s yet.", lead->number);
    sales_lead_qualified qualified = SALES__LEAD_QUALIFIED__INIT;
    qualified.lead_id = lead->lead_id;
    qualified.customer_id = lead->customer_id;
    return emit_lead_qualified(outcome, &qualified);
}

PvVerdict recycle_lead(const PvState *state, const sales_recycle_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = open_lead(state, command->lead_id, outcome);
    if (!lead || !check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, true))
        return PV_REFUSED;
    sales_lead_recycled recycled = SALES__LEAD_RECYCLED__INIT;
    recycled.lead_id = lead->lead_id;
    recycled.customer_id = lead->customer_id;
    recycled.reason = command->reason;
    return emit_lead_recycled(outcome, &recycled);
}

PvVerdict disqualify_lead(const PvState *state, const sales_disqualify_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = open_lead(state, command->lead_id, outcome);
    if (!lead || !check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, true))
        return PV_REFUSED;
    sales_lead_disqualified disqualified = SALES__LEAD_DISQUALIFIED__INIT;
    disqualified.lead_id = lead->lead_id;
    disqualified.customer_id = lead->customer_id;
    disqualified.reason = command->reason;
    return emit_lead_disqualified(outcome, &disqualified);
}

/* --- conversion -------------------------------------------------------------------------------------------------- */

static bool works_there_already(const PvState *state, const char *person_id, const char *company_id)
{
    pv_relation probe = PV__RELATION__INIT;
    probe.customer_id = person_id;
    PvScan scan;
    bool found = false;
    card_relations_by_customer(&scan, state, &probe, 1);
    for (pv_relation *relation; !found && (relation = card_relations_next(&scan));)
        found = !relation->until_ms && relation->kind && strcmp(relation->kind, "works_at") == 0 &&
                strcmp(card_resolve(state, relation->other_customer_id), card_resolve(state, company_id)) == 0;
    pv_scan_end(&scan);
    return found;
}

static PvVerdict relate(const PvState *state, const sales_lead *lead, const char *company_id, const char *role,
                        PvOutcome *outcome)
{
    if (works_there_already(state, lead->customer_id, company_id))
        return PV_ACCEPTED;
    pv_relate_customers relate_them = PV__RELATE_CUSTOMERS__INIT;
    relate_them.customer_id = lead->customer_id;
    relate_them.other_customer_id = company_id;
    relate_them.kind = "works_at";
    relate_them.role = role;
    return pv_then(outcome, &relate_them.base);
}

/* The company of the command; "" for a private customer. A new one is introduced as a company. */
static PvVerdict name_company(const PvState *state, const sales_convert_lead *command, PvOutcome *outcome,
                              const char **company_id)
{
    *company_id = "";
    if (!command->company)
        return PV_ACCEPTED;
    pv_customer_reference company = *command->company;
    if (!company.kind) {
        company.has_kind = 1;
        company.kind = PV__CUSTOMER_KIND__COMPANY;
    }
    return card_reference(state, &company, outcome, company_id);
}

static PvVerdict open_deal_of_lead(const PvState *state, const sales_lead *lead, const sales_convert_lead *command,
                                   const char *customer_id, const char *deal_id, PvOutcome *outcome)
{
    NewDeal deal = {.deal_id = deal_id,
                    .customer_id = customer_id,
                    .title = is_empty(command->title) ? lead->subject : command->title,
                    .pipeline_id = command->pipeline_id,
                    .value = command->value,
                    .owner = is_empty(lead->owner) ? pv_actor_id(outcome) : lead->owner,
                    .expected_close_at_ms = command->expected_close_at_ms,
                    .lead_id = lead->lead_id,
                    .campaign_id = lead->campaign_id};
    if (deals_open(state, &deal, outcome) == PV_REFUSED)
        return PV_REFUSED;
    sales_deal_role_set part = SALES__DEAL_ROLE_SET__INIT;
    part.deal_id = deal_id;
    part.customer_id = lead->customer_id;
    part.has_part = 1;
    part.part = command->part ? command->part : SALES__PART_IN_DEAL__DECISION_MAKER;
    return emit_deal_role_set(outcome, &part);
}

PvVerdict convert_lead(const PvState *state, const sales_convert_lead *command, PvOutcome *outcome)
{
    const sales_lead *lead = open_lead(state, command->lead_id, outcome);
    const char *company_id;
    if (!lead || !check_text(outcome, "title", command->title, SALES_NAME_LIMIT_BYTES, false) ||
        !check_text(outcome, "role", command->role, SALES_NAME_LIMIT_BYTES, false) ||
        name_company(state, command, outcome, &company_id) == PV_REFUSED)
        return PV_REFUSED;
    sales_lead_converted converted = SALES__LEAD_CONVERTED__INIT;
    converted.lead_id = lead->lead_id;
    converted.customer_id = lead->customer_id;
    converted.company_id = is_empty(company_id) ? NULL : company_id;
    converted.deal_id = pv_new_id(outcome);
    converted.campaign_id = lead->campaign_id;
    if (emit_lead_converted(outcome, &converted) == PV_REFUSED ||
        open_deal_of_lead(state, lead, command, is_empty(company_id) ? lead->customer_id : company_id,
                          converted.deal_id, outcome) == PV_REFUSED)
        return PV_REFUSED;
    return is_empty(company_id) ? PV_ACCEPTED : relate(state, lead, company_id, command->role, outcome);
}

/* --- accounts ---------------------------------------------------------------------------------------------------- */

PvVerdict assign_account(const PvState *state, const sales_assign_account *command, PvOutcome *outcome)
{
    if (!check_id(outcome, "customer_id", command->customer_id, true) ||
        !check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, true))
        return PV_REFUSED;
    if (!card_get(state, command->customer_id))
        return refuse_field(outcome, CUSTOMER_NOT_FOUND, "customer_id", "No customer has this id.");
    sales_account_assigned assigned = SALES__ACCOUNT_ASSIGNED__INIT;
    assigned.customer_id = command->customer_id;
    assigned.owner = command->owner;
    return emit_account_assigned(outcome, &assigned);
}
