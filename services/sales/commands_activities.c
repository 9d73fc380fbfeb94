/* Commands on activities: plan, move, complete (a recurring one is planned again), cancel. */
#include "sales/checks.h"
#include "sales/limits.h"
#include "sales/rules.h"

static bool recurrence_may_pass(const sales_plan_activity *command, PvOutcome *outcome)
{
    if (command->recurrence < 0 || command->recurrence > SALES__RECURRENCE__MONTHLY)
        refuse_field(outcome, INVALID_INPUT, "recurrence", "There is no such recurrence.");
    else if (command->every > SALES_EVERY_LIMIT)
        refuse_field(outcome, INVALID_INPUT, "every", "An activity comes again at least every %d.", SALES_EVERY_LIMIT);
    else if (command->recurrence && !command->due_at_ms)
        refuse_field(outcome, INVALID_INPUT, "due_at_ms", "A recurring activity needs a due time.");
    else if (command->remind_at_ms && command->due_at_ms && command->remind_at_ms > command->due_at_ms)
        refuse_field(outcome, INVALID_INPUT, "remind_at_ms", "The reminder is after the due time.");
    else
        return true;
    return false;
}

static bool activity_may_pass(const sales_plan_activity *command, PvOutcome *outcome)
{
    if (command->kind < SALES__ACTIVITY_KIND__PHONE_CALL || command->kind > SALES__ACTIVITY_KIND__ALERT) {
        refuse_field(outcome, INVALID_INPUT, "kind", "Name the kind of activity.");
        return false;
    }
    return check_text(outcome, "subject", command->subject, SALES_NAME_LIMIT_BYTES, true) &&
           check_text(outcome, "notes", command->notes, SALES_REQUEST_LIMIT_BYTES, false) &&
           check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, false) &&
           check_id(outcome, "customer_id", command->customer_id, false) &&
           check_due(outcome, "due_at_ms", command->due_at_ms) &&
           check_due(outcome, "remind_at_ms", command->remind_at_ms) &&
           check_due(outcome, "until_ms", command->until_ms) && recurrence_may_pass(command, outcome);
}

/* The customer the activity is about: named, or the deal's, or the lead's. False: refused. */
static bool customer_of(const PvState *state, const sales_plan_activity *command, PvOutcome *outcome,
                          const char **customer_id)
{
    const sales_deal *deal = is_empty(command->deal_id) ? NULL : deals_get(state, command->deal_id);
    const sales_lead *lead = is_empty(command->lead_id) ? NULL : leads_get(state, command->lead_id);
    *customer_id = is_empty(command->customer_id) ? NULL : command->customer_id;
    if (!is_empty(command->deal_id) && !deal)
        refuse_field(outcome, DEAL_NOT_FOUND, "deal_id", "No deal has this id.");
    else if (!is_empty(command->lead_id) && !lead)
        refuse_field(outcome, LEAD_NOT_FOUND, "lead_id", "No lead has this id.");
    else if (*customer_id && !card_get(state, *customer_id))
        refuse_field(outcome, CUSTOMER_NOT_FOUND, "customer_id", "No customer has this id.");
    else {
        if (deal || lead)
            *customer_id = deal ? deal->customer_id : lead->customer_id;
        return true;
    }
    return false;
}

static PvVerdict tell_planned(sales_activity *activity, PvOutcome *outcome)
{
    sales_activity_planned planned = SALES__ACTIVITY_PLANNED__INIT;
    activity->activity_id = pv_new_id(outcome);
    activity->has_state = 1;
    activity->state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED;
    planned.activity = activity;
    planned.customer_id = activity->customer_id;
    planned.activity_id = activity->activity_id;
    return emit_activity_planned(outcome, &planned);
}

PvVerdict plan_activity(const PvState *state, const sales_plan_activity *command, PvOutcome *outcome)
{
    sales_activity activity = SALES__ACTIVITY__INIT;
    if (!activity_may_pass(command, outcome) || !customer_of(state, command, outcome, &activity.customer_id))
        return PV_REFUSED;
    activity.has_kind = 1;
    activity.kind = command->kind;
    activity.subject = command->subject;
    activity.notes = command->notes;
    activity.owner = is_empty(command->owner) ? pv_actor_id(outcome) : command->owner;
    activity.deal_id = is_empty(command->deal_id) ? NULL : command->deal_id;
    activity.lead_id = is_empty(command->lead_id) ? NULL : command->lead_id;
    activity.has_due_at_ms = command->due_at_ms != 0;
    activity.due_at_ms = command->due_at_ms;
    activity.has_remind_at_ms = command->remind_at_ms != 0;
    activity.remind_at_ms = command->remind_at_ms;
    activity.has_recurrence = activity.has_every = command->recurrence != 0;
    activity.recurrence = command->recurrence;
    activity.every = command->every ? command->every : 1;
    activity.has_until_ms = command->until_ms != 0;
    activity.until_ms = command->until_ms;
    activity.has_anchor_day = command->recurrence == SALES__RECURRENCE__MONTHLY;
    if (activity.has_anchor_day)
        activity.anchor_day = rules_day_of_month(command->due_at_ms);
    return tell_planned(&activity, outcome);
}

static const sales_activity *planned_activity(const PvState *state, const char *activity_id, PvOutcome *outcome)
{
    const sales_activity *activity = activities_get(state, activity_id);
    if (!activity)
        refuse_field(outcome, ACTIVITY_NOT_FOUND, "activity_id", "No activity has this id.");
    else if (activity->state != SALES__ACTIVITY_STATE__ACTIVITY_PLANNED)
        refuse(outcome, ACTIVITY_CLOSED, "The activity is done or given up.");
    else
        return activity;
    return NULL;
}

PvVerdict move_activity(const PvState *state, const sales_move_activity *command, PvOutcome *outcome)
{
    const sales_activity *activity = planned_activity(state, command->activity_id, outcome);
    if (!activity || !check_due(outcome, "due_at_ms", command->due_at_ms) ||
        !check_due(outcome, "remind_at_ms", command->remind_at_ms) ||
        !check_text(outcome, "owner", command->owner, SALES_CODE_LIMIT_BYTES, false))
        return PV_REFUSED;
    sales_activity_moved moved = SALES__ACTIVITY_MOVED__INIT;
    moved.activity_id = activity->activity_id;
    moved.customer_id = activity->customer_id;
    moved.has_due_at_ms = moved.has_remind_at_ms = 1;
    moved.due_at_ms = command->has_due_at_ms ? command->due_at_ms : activity->due_at_ms;
    moved.remind_at_ms = command->has_remind_at_ms ? command->remind_at_ms : activity->remind_at_ms;
    moved.owner = is_empty(command->owner) ? activity->owner : command->owner;
    return emit_activity_moved(outcome, &moved);
}

/* The next of a recurring row, unless that has come to its end. */
static PvVerdict plan_next(const sales_activity *done, PvOutcome *outcome)
{
    int64_t due_at_ms = rules_next_due(done->recurrence, done->every, done->due_at_ms, done->anchor_day);
    if (due_at_ms == 0 || (done->until_ms && due_at_ms > done->until_ms))
        return PV_ACCEPTED;
    sales_activity next = *done;
    next.due_at_ms = due_at_ms;
    next.remind_at_ms = done->remind_at_ms ? due_at_ms - (done->due_at_ms - done->remind_at_ms) : 0;
    next.has_reminded = next.reminded = 0;
    next.previous_activity_id = done->activity_id;
    return tell_planned(&next, outcome);
}

PvVerdict complete_activity(const PvState *state, const sales_complete_activity *command, PvOutcome *outcome)
{
    const sales_activity *activity = planned_activity(state, command->activity_id, outcome);
    if (!activity || !check_text(outcome, "outcome", command->outcome, SALES_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    sales_activity_done done = SALES__ACTIVITY_DONE__INIT;
    done.activity_id = activity->activity_id;
    done.customer_id = activity->customer_id;
    done.outcome = command->outcome;
    if (emit_activity_done(outcome, &done) == PV_REFUSED)
        return PV_REFUSED;
    return plan_next(activity, outcome);
}

PvVerdict cancel_activity(const PvState *state, const sales_cancel_activity *command, PvOutcome *outcome)
{
    const sales_activity *activity = planned_activity(state, command->activity_id, outcome);
    if (!activity || !check_text(outcome, "reason", command->reason, SALES_TEXT_LIMIT_BYTES, false))
        return PV_REFUSED;
    sales_activity_cancelled cancelled = SALES__ACTIVITY_CANCELLED__INIT;
    cancelled.activity_id = activity->activity_id;
    cancelled.customer_id = activity->customer_id;
    cancelled.reason = command->reason;
    return emit_activity_cancelled(outcome, &cancelled);
}
