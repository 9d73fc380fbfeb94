/* Commands of loyalty on members and points; settings are in commands_programme.c. */
#include "loyalty/checks.h"
#include "loyalty/ledger.h"
#include "loyalty/limits.h"
#include "loyalty/members.h"
#include "loyalty/rules.h"
#include <inttypes.h>
#include <string.h>

/* --- members ----------------------------------------------------------------------------------------------------- */

PvVerdict members_enrol(const PvState *state, const NewMember *new_member, PvOutcome *outcome)
{
    loyalty_member_enrolled enrolled = LOYALTY__MEMBER_ENROLLED__INIT;
    enrolled.customer_id = new_member->customer_id;
    enrolled.number = pv_number_next(state, "M");
    enrolled.card_number = rules_card_number(state, enrolled.number);
    enrolled.tier = rules_base_tier(new_member->programme)->tier;
    enrolled.invoice_id = new_member->invoice_id;
    enrolled.consent_wording = is_empty(new_member->consent_wording) ? NULL : new_member->consent_wording;
    return emit_member_enrolled(outcome, &enrolled);
}

PvVerdict enrol_member(const PvState *state, const loyalty_enrol_member *command, PvOutcome *outcome)
{
    NewMember new_member = {.programme = rules_programme(state), .consent_wording = command->consent_wording};
    if (!check_text(outcome, "consent_wording", command->consent_wording, LOYALTY_CODE_LIMIT_BYTES, false) ||
        card_reference(state, command->customer, outcome, &new_member.customer_id) == PV_REFUSED)
        return PV_REFUSED;
    if (members_get(state, new_member.customer_id))
        return refuse(outcome, ALREADY_MEMBER, "The customer is a member already.");
    return members_enrol(state, &new_member, outcome);
}

static const loyalty_member *find_member(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    const loyalty_member *member = members_get(state, customer_id);
    if (!member)
        refuse_field(outcome, MEMBER_NOT_FOUND, "customer_id", "No member has this customer id.");
    return member;
}

static PvVerdict tell_expired(const PvState *state, const Draft *draft, const char *customer_id, int64_t points,
                              PvOutcome *outcome)
{
    loyalty_points_expired expired = LOYALTY__POINTS_EXPIRED__INIT;
    expired.customer_id = expired.account_id = customer_id;
    expired.posting_id = pv_new_id(outcome);
    expired.has_points = 1;
    expired.points = points;
    expired.entries = (loyalty_entry **)draft->entries.items;
    expired.n_entries = draft->entries.count;
    expired.lots = (loyalty_lot_move **)draft->moves.items;
    expired.n_lots = draft->moves.count;
    return emit_points_expired(outcome, &expired);
}

PvVerdict members_lapse(const PvState *state, const char *customer_id, const PvList *lots, PvOutcome *outcome)
{
    int64_t left = 0;
    for (size_t i = 0; i < lots->count; i++)
        left += ((const loyalty_lot *)lots->items[i])->points;
    while (left > 0) {
        Draft draft = {.state = state};
        int64_t taken = left - draft_take(&draft, lots, left);
        draft_entry(&draft, LOYALTY__LEDGER_ACCOUNT__EXPIRED, NULL, taken);
        left -= taken;
        if (tell_expired(state, &draft, customer_id, taken, outcome) == PV_REFUSED)
            return PV_REFUSED;
    }
    return PV_ACCEPTED;
}

/* A member who leaves forfeits all points, pending ones too. */
static PvVerdict forfeit(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    PvList lots = ledger_lots(state, customer_id, false), pending = ledger_lots(state, customer_id, true);
    for (size_t i = 0; i < pending.count; i++)
        pv_list_add(state, &lots, pending.items[i]);
    return members_lapse(state, customer_id, &lots, outcome);
}

PvVerdict set_member_state(const PvState *state, const loyalty_set_member_state *command, PvOutcome *outcome)
{
    const loyalty_member *member = find_member(state, command->customer_id, outcome);
    if (!member || !check_text(outcome, "reason", command->reason, LOYALTY_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (command->state < LOYALTY__MEMBER_STATE__MEMBER_ACTIVE || command->state > LOYALTY__MEMBER_STATE__MEMBER_CLOSED)
        return refuse_field(outcome, INVALID_INPUT, "state", "Name the state the member shall have.");
    if (command->state == member->state)
        return refuse_field(outcome, INVALID_INPUT, "state", "The member is in this state.");
    loyalty_member_state_changed changed = LOYALTY__MEMBER_STATE_CHANGED__INIT;
    changed.customer_id = member->customer_id;
    changed.has_state = 1;
    changed.state = command->state;
    changed.reason = command->reason;
    if (emit_member_state_changed(outcome, &changed) == PV_REFUSED)
        return PV_REFUSED;
    return command->state == LOYALTY__MEMBER_STATE__MEMBER_CLOSED ? forfeit(state, member->customer_id, outcome)
                                                                  : PV_ACCEPTED;
}

/* --- redemption -------------------------------------------------------------------------------------------------- */

static bool redemption_may_pass(const PvState *state, const loyalty_redeem_points *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "reward", command->reward, LOYALTY_NAME_LIMIT_BYTES, true) ||
        !check_text(outcome, "business_key", command->business_key, LOYALTY_KEY_LIMIT_BYTES, true))
        return false;
    if (command->points <= 0 || command->points > LOYALTY_POINTS_LIMIT)
        refuse_field(outcome, INVALID_INPUT, "points", "Points to spend are from 1 to %lld.", LOYALTY_POINTS_LIMIT);
    else if (ledger_is_recorded(state, LOYALTY__POSTING_KIND__SPENT, command->business_key))
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "A redemption has this business key.");
    else
        return true;
    return false;
}

PvList members_joined(const PvState *state, const char *customer_id)
{
    PvList ids = card_component(state, customer_id), members = {0};
    for (size_t i = 0; i < ids.count; i++) {
        loyalty_member *member = members_get(state, ids.items[i]);
        if (member)
            pv_list_add(state, &members, member);
    }
    return members;
}

int64_t members_joined_points(const PvList *members)
{
    int64_t points = 0;
    for (size_t i = 0; i < members->count; i++)
        points += ((const loyalty_member *)members->items[i])->points;
    return points;
}

/* What the joined accounts may spend: what one of them owes, all of them owe. */
static int64_t spendable(const PvList *members)
{
    int64_t points = members_joined_points(members);
    for (size_t i = 0; i < members->count; i++)
        points -= ((const loyalty_member *)members->items[i])->debt_points;
    return points;
}

static PvVerdict tell_redeemed(const loyalty_redeem_points *command, const Draft *draft, PvOutcome *outcome)
{
    loyalty_points_redeemed redeemed = LOYALTY__POINTS_REDEEMED__INIT;
    redeemed.customer_id = redeemed.account_id = command->customer_id;
    redeemed.posting_id = pv_new_id(outcome);
    redeemed.has_points = 1;
    redeemed.points = command->points;
    redeemed.reward = command->reward;
    redeemed.business_key = command->business_key;
    redeemed.entries = (loyalty_entry **)draft->entries.items;
    redeemed.n_entries = draft->entries.count;
    redeemed.lots = (loyalty_lot_move **)draft->moves.items;
    redeemed.n_lots = draft->moves.count;
    return emit_points_redeemed(outcome, &redeemed);
}

PvVerdict redeem_points(const PvState *state, const loyalty_redeem_points *command, PvOutcome *outcome)
{
    const loyalty_member *member = find_member(state, command->customer_id, outcome);
    if (!member || !redemption_may_pass(state, command, outcome))
        return PV_REFUSED;
    if (member->state != LOYALTY__MEMBER_STATE__MEMBER_ACTIVE)
        return refuse(outcome, MEMBER_NOT_ACTIVE, "The member is paused or closed.");
    PvList members = members_joined(state, command->customer_id);
    int64_t available = spendable(&members);
    if (available < command->points)
        return refuse_field(outcome, NOT_ENOUGH_POINTS, "points", "Only %" PRId64 " points can be spent.", available);
    PvList lots = ledger_lots_of_all(state, &members);
    Draft draft = {.state = state};
    if (draft_take(&draft, &lots, command->points) > 0)
        return refuse_field(outcome, TOO_MANY_LOTS, "points", "Redeem in parts: these points lie in over %d lots.",
                            LOYALTY_LOT_LIMIT);
    draft_entry(&draft, LOYALTY__LEDGER_ACCOUNT__REDEEMED, NULL, command->points);
    return tell_redeemed(command, &draft, outcome);
}

/* --- cancelling -------------------------------------------------------------------------------------------------- */

static bool is_given_back(const PvState *state, const loyalty_posting *redemption, Draft *draft)
{
    for (size_t i = 0; i < redemption->n_lots; i++) {
        const loyalty_lot_move *move = redemption->lots[i];
        const loyalty_member *member = members_get(state, move->customer_id);
        if (!member || member->state == LOYALTY__MEMBER_STATE__MEMBER_CLOSED)
            return false;
        draft_give(draft, member, -move->points, move->expires_at_ms);
    }
    draft_entry(draft, LOYALTY__LEDGER_ACCOUNT__REDEEMED, NULL, redemption->points);
    return true;
}

PvVerdict cancel_redemption(const PvState *state, const loyalty_cancel_redemption *command, PvOutcome *outcome)
{
    const loyalty_posting *redemption = postings_get(state, command->posting_id);
    if (!redemption)
        return refuse_field(outcome, POSTING_NOT_FOUND, "posting_id", "No posting has this id.");
    if (redemption->kind != LOYALTY__POSTING_KIND__SPENT)
        return refuse_field(outcome, NOT_A_REDEMPTION, "posting_id", "The posting is no redemption.");
    if (redemption->cancelled)
        return refuse(outcome, REDEMPTION_CANCELLED, "The redemption was cancelled before.");
    if (!check_text(outcome, "reason", command->reason, LOYALTY_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    Draft draft = {.state = state};
    if (!is_given_back(state, redemption, &draft))
        return refuse(outcome, MEMBER_NOT_ACTIVE, "The member has left: there is no account for the points.");
    loyalty_points_restored restored = LOYALTY__POINTS_RESTORED__INIT;
    restored.customer_id = restored.account_id = redemption->customer_id;
    restored.posting_id = pv_new_id(outcome);
    restored.has_points = 1;
    restored.points = -redemption->points;
    restored.redemption_id = redemption->posting_id;
    restored.reason = command->reason;
    restored.entries = (loyalty_entry **)draft.entries.items;
    restored.n_entries = draft.entries.count;
    restored.lots = (loyalty_lot_move **)draft.moves.items;
    restored.n_lots = draft.moves.count;
    return emit_points_restored(outcome, &restored);
}

/* --- adjustment -------------------------------------------------------------------------------------------------- */

static bool adjustment_may_pass(const PvState *state, const loyalty_adjust_points *command, PvOutcome *outcome)
{
    if (!check_text(outcome, "reason", command->reason, LOYALTY_TEXT_LIMIT_BYTES, true) ||
        !check_text(outcome, "business_key", command->business_key, LOYALTY_KEY_LIMIT_BYTES, false))
        return false;
    if (command->points == 0 || command->points > LOYALTY_POINTS_LIMIT || command->points < -LOYALTY_POINTS_LIMIT)
        refuse_field(outcome, INVALID_INPUT, "points", "Points are from -%lld to %lld and not 0.",
                     LOYALTY_POINTS_LIMIT, LOYALTY_POINTS_LIMIT);
    else if (ledger_is_recorded(state, LOYALTY__POSTING_KIND__CORRECTED, command->business_key))
        refuse_field(outcome, ALREADY_RECORDED, "business_key", "An adjustment has this business key.");
    else
        return true;
    return false;
}

/* Moves the points on the draft; false: refused. */
static bool draft_adjustment(const PvState *state, const loyalty_member *member, int64_t points, PvOutcome *outcome,
                             Draft *draft)
{
    draft_entry(draft, LOYALTY__LEDGER_ACCOUNT__ADJUSTED, NULL, -points);
    if (points > 0) {
        draft_give(draft, member, points, rules_expiry(rules_programme(state), pv_now_ms(state)));
        return true;
    }
    if (member->points < -points) {
        refuse_field(outcome, NOT_ENOUGH_POINTS, "points", "The member has %" PRId64 " points.", member->points);
        return false;
    }
    PvList lots = ledger_lots(state, member->customer_id, false);
    if (draft_take(draft, &lots, -points) == 0)
        return true;
    refuse_field(outcome, TOO_MANY_LOTS, "points", "These points lie in over %d lots.", LOYALTY_LOT_LIMIT);
    return false;
}

PvVerdict adjust_points(const PvState *state, const loyalty_adjust_points *command, PvOutcome *outcome)
{
    const loyalty_member *member = find_member(state, command->customer_id, outcome);
    if (!member || !adjustment_may_pass(state, command, outcome))
        return PV_REFUSED;
    if (member->state == LOYALTY__MEMBER_STATE__MEMBER_CLOSED)
        return refuse(outcome, MEMBER_NOT_ACTIVE, "The member has left.");
    Draft draft = {.state = state};
    if (!draft_adjustment(state, member, command->points, outcome, &draft))
        return PV_REFUSED;
    loyalty_points_adjusted adjusted = LOYALTY__POINTS_ADJUSTED__INIT;
    adjusted.customer_id = adjusted.account_id = member->customer_id;
    adjusted.posting_id = pv_new_id(outcome);
    adjusted.has_points = 1;
    adjusted.points = command->points;
    adjusted.reason = command->reason;
    adjusted.business_key = is_empty(command->business_key) ? NULL : command->business_key;
    adjusted.entries = (loyalty_entry **)draft.entries.items;
    adjusted.n_entries = draft.entries.count;
    adjusted.lots = (loyalty_lot_move **)draft.moves.items;
    adjusted.n_lots = draft.moves.count;
    return emit_points_adjusted(outcome, &adjusted);
}
