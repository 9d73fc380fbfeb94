/* What loyalty does on hearing of purchases and refunds. Announcing and timers are in reactions_tiers.c. */
#include "loyalty/ledger.h"
#include "loyalty/limits.h"
#include "loyalty/members.h"
#include "loyalty/rules.h"
#include "runtime/time/civil.h"
#include <string.h>

/* --- earning ----------------------------------------------------------------------------------------------------- */

/* What a paid invoice earns, under which rules. */
typedef struct Earned {
    const loyalty_programme *programme;
    int64_t paid_at_ms;
    Earning earning;
} Earned;

/* The member who earns; enrols a new one where the programme does so. NULL: nobody earns. */
static const loyalty_member *earner(const PvState *state, const loyalty_programme *programme,
                                    const sales_invoice_paid *invoice, PvOutcome *outcome)
{
    const loyalty_member *member = members_get(state, invoice->customer_id);
    if (member)
        return member->state == LOYALTY__MEMBER_STATE__MEMBER_ACTIVE ? member : NULL;
    NewMember new_member = {
        .programme = programme, .customer_id = invoice->customer_id, .invoice_id = invoice->invoice_id};
    if (!programme->enrol_on_purchase || members_enrol(state, &new_member, outcome) == PV_REFUSED)
        return NULL;
    loyalty_member *fresh = arena_take(pv_arena(state), sizeof *fresh);
    loyalty__member__init(fresh);
    fresh->customer_id = invoice->customer_id;
    return fresh;
}

/* Both sides of what an invoice earns: given at once, or pending until the return window closes. *available_at_ms is 0 for
 * at once. */
static Draft draft_earning(const PvState *state, const loyalty_member *member, const sales_invoice_paid *invoice,
                           const Earned *what, int64_t *available_at_ms)
{
    const loyalty_programme *programme = what->programme;
    int64_t closes_at_ms = what->paid_at_ms + programme->return_window_days * CIVIL_DAY_MS;
    int64_t expires_at_ms = rules_expiry(programme, what->paid_at_ms);
    bool pending = programme->return_window_days > 0 && closes_at_ms > pv_now_ms(state);
    *available_at_ms = pending ? closes_at_ms : 0;
    Draft draft = {.state = state};
    draft_entry(&draft, LOYALTY__LEDGER_ACCOUNT__ISSUED, NULL, -what->earning.points);
    if (pending)
        draft_give_pending(&draft, member->customer_id, invoice->invoice_id, what->earning.points, expires_at_ms);
    else
        draft_give(&draft, member, what->earning.points, expires_at_ms);
    return draft;
}

static PvVerdict tell_earned(const PvState *state, const sales_invoice_paid *invoice, const Earned *what,
                             PvOutcome *outcome)
{
    const loyalty_member *member = earner(state, what->programme, invoice, outcome);
    if (!member)
        return PV_REFUSED;
    loyalty_points_earned earned = LOYALTY__POINTS_EARNED__INIT;
    Draft draft = draft_earning(state, member, invoice, what, &earned.available_at_ms);
    earned.has_available_at_ms = earned.available_at_ms != 0;
    earned.customer_id = earned.account_id = member->customer_id;
    earned.posting_id = earned.invoice_id = invoice->invoice_id;
    earned.has_points = earned.has_qualifying = 1;
    earned.points = what->earning.points;
    earned.qualifying = what->earning.qualifying;
    earned.entries = (loyalty_entry **)draft.entries.items;
    earned.n_entries = draft.entries.count;
    earned.lots = (loyalty_lot_move **)draft.moves.items;
    earned.n_lots = draft.moves.count;
    earned.lines = what->earning.lines;
    earned.n_lines = what->earning.line_count;
    return emit_points_earned(outcome, &earned);
}

PvVerdict on_invoice_paid(const PvState *state, const sales_invoice_paid *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    if (is_empty(event->customer_id) || is_empty(event->invoice_id) || postings_get(state, event->invoice_id) ||
        card_is_erased(state, event->customer_id))
        return PV_REFUSED;
    const loyalty_member *known = members_get(state, event->customer_id);
    Earned what = {.programme = rules_programme(state), .paid_at_ms = meta->at_ms};
    what.earning = rules_earning(state, what.programme, known ? known->tier : NULL, event);
    if (what.earning.points == 0 && what.earning.qualifying == 0)
        return PV_REFUSED;
    return tell_earned(state, event, &what, outcome);
}

/* --- reversal ---------------------------------------------------------------------------------------------------- */

/* What a refund takes back, worked out line by line on what is refunded of the line in all, so that a line refunded in
 * parts gives back exactly what it earned. The lines of `earned` are changed to what holds after it. */
typedef struct Reversal {
    int64_t points;
    int64_t qualifying;
} Reversal;

static void reverse_line(loyalty_earned_line *line, int64_t amount_minor, Reversal *reversal)
{
    int64_t left = line->amount_minor - line->refunded_minor;
    int64_t refunded = line->refunded_minor + (amount_minor < left ? amount_minor : left);
    int64_t points = rules_share(line->points, refunded, line->amount_minor);
    int64_t qualifying = rules_share(line->qualifying, refunded, line->amount_minor);
    reversal->points += points - line->reversed_points;
    reversal->qualifying += qualifying - line->reversed_qualifying;
    line->has_refunded_minor = line->has_reversed_points = line->has_reversed_qualifying = 1;
    line->refunded_minor = refunded;
    line->reversed_points = points;
    line->reversed_qualifying = qualifying;
}

static bool is_same_line(const loyalty_earned_line *earned, const sales_refund_line *refunded)
{
    return !is_empty(earned->line_id) && !is_empty(refunded->line_id) &&
           strcmp(earned->line_id, refunded->line_id) == 0;
}

static Reversal reverse_lines(loyalty_posting *earned, const sales_refund_given *refund)
{
    Reversal reversal = {0};
    for (size_t i = 0; i < refund->n_lines; i++) {
        const sales_refund_line *refunded = refund->lines[i];
        for (size_t line = 0; line < earned->n_lines; line++)
            if (is_same_line(earned->lines[line], refunded) && refunded->amount_minor > 0)
                reverse_line(earned->lines[line], refunded->amount_minor, &reversal);
    }
    return reversal;
}

static bool is_of(const loyalty_lot *lot, const loyalty_posting *earned)
{
    for (size_t i = 0; i < earned->n_lots; i++)
        if (strcmp(lot->lot_id, earned->lots[i]->lot_id) == 0)
            return true;
    return false;
}

/* The member's lots, those of the invoice first: while pending under its own name, later under its expiry. */
static PvList lots_to_reverse(const PvState *state, const loyalty_posting *earned)
{
    PvList lots = {0}, open = ledger_lots(state, earned->customer_id, false);
    int64_t expires_at_ms = earned->n_lots ? earned->lots[0]->expires_at_ms : LOYALTY_NEVER_MS;
    for (size_t i = 0; i < earned->n_lots; i++) {
        const loyalty_lot_move *made = earned->lots[i];
        loyalty_lot *lot =
            made->pending ? ledger_lot(state, earned->customer_id, made->expires_at_ms, made->lot_id) : NULL;
        if (lot)
            pv_list_add(state, &lots, lot);
    }
    for (size_t i = 0; i < open.count; i++)
        if (((loyalty_lot *)open.items[i])->expires_at_ms == expires_at_ms || is_of(open.items[i], earned))
            pv_list_add(state, &lots, open.items[i]);
    for (size_t i = 0; i < open.count; i++)
        if (((loyalty_lot *)open.items[i])->expires_at_ms != expires_at_ms && !is_of(open.items[i], earned))
            pv_list_add(state, &lots, open.items[i]);
    return lots;
}

static PvVerdict tell_reversed(const PvState *state, const loyalty_posting *earned, const sales_refund_given *refund,
                               const Reversal *reversal, PvOutcome *outcome)
{
    Draft draft = {.state = state};
    PvList lots = lots_to_reverse(state, earned);
    int64_t short_by = draft_take(&draft, &lots, reversal->points);
    draft_entry(&draft, LOYALTY__LEDGER_ACCOUNT__DEBT, earned->customer_id, -short_by);
    draft_entry(&draft, LOYALTY__LEDGER_ACCOUNT__ISSUED, NULL, reversal->points);
    loyalty_points_reversed reversed = LOYALTY__POINTS_REVERSED__INIT;
    reversed.customer_id = reversed.account_id = earned->customer_id;
    reversed.posting_id = refund->refund_id;
    reversed.invoice_id = refund->invoice_id;
    reversed.has_points = reversed.has_qualifying = reversed.has_day = 1;
    reversed.points = reversal->points;
    reversed.qualifying = reversal->qualifying;
    reversed.day = civil_days_of_ms(earned->at_ms);
    reversed.entries = (loyalty_entry **)draft.entries.items;
    reversed.n_entries = draft.entries.count;
    reversed.lots = (loyalty_lot_move **)draft.moves.items;
    reversed.n_lots = draft.moves.count;
    reversed.lines = earned->lines;
    reversed.n_lines = earned->n_lines;
    return emit_points_reversed(outcome, &reversed);
}

PvVerdict on_refund_given(const PvState *state, const sales_refund_given *event, const PvEventMeta *meta,
                          PvOutcome *outcome)
{
    if (is_empty(event->refund_id) || is_empty(event->invoice_id) || postings_get(state, event->refund_id))
        return PV_REFUSED;
    loyalty_posting *earned = postings_get(state, event->invoice_id);
    if (!earned || earned->kind != LOYALTY__POSTING_KIND__EARNED)
        return PV_REFUSED;
    Reversal reversal = reverse_lines(earned, event);
    return tell_reversed(state, earned, event, &reversal, outcome);
}
