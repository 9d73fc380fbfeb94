/* Questions about the programme, members and the ledger. */
#include "loyalty/ledger.h"
#include "loyalty/members.h"
#include "loyalty/rules.h"
#include <inttypes.h>

PvVerdict get_programme(const PvState *state, const loyalty_get_programme *query, loyalty_programme *answer,
                        PvOutcome *outcome)
{
    *answer = *rules_programme(state);
    return PV_ACCEPTED;
}

static PvVerdict refuse_token(PvOutcome *outcome)
{
    return refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
}

PvVerdict list_exclusions(const PvState *state, const loyalty_list_exclusions *query, loyalty_exclusion_page *answer,
                          PvOutcome *outcome)
{
    PvScan scan;
    loyalty_exclusion probe = LOYALTY__EXCLUSION__INIT;
    probe.has_excluded = probe.excluded = 1;
    if (!pv_scan_begin_after(&scan, state, TABLE_exclusions, INDEX_exclusions_by_excluded, &probe.base, 1,
                             query->after))
        return refuse_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    answer->rows = (loyalty_exclusion **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}

/* --- members ----------------------------------------------------------------------------------------------------- */

static loyalty_member *find(const PvState *state, const char *customer_id, const char *card_number)
{
    if (!is_empty(customer_id))
        return members_get(state, customer_id);
    loyalty_member probe = LOYALTY__MEMBER__INIT;
    probe.card_number = card_number;
    return is_empty(card_number) ? NULL : members_by_card_number_one(state, &probe);
}

PvVerdict get_member(const PvState *state, const loyalty_get_member *query, loyalty_member_view *answer,
                     PvOutcome *outcome)
{
    loyalty_member *member = find(state, query->customer_id, query->card_number);
    if (!member && !is_empty(query->customer_id)) { /* a joined id that is no member shows the member it is joined with */
        PvList joined = members_joined(state, query->customer_id);
        member = joined.count ? joined.items[0] : NULL;
    }
    if (!member)
        return refuse_field(outcome, MEMBER_NOT_FOUND, "customer_id", "There is no such member.");
    PvList accounts = members_joined(state, member->customer_id);
    answer->member = member;
    CARD_NAME_ROWS(state, accounts.items, accounts.count, loyalty_member);
    CARD_NAME_ROWS(state, &member, 1, loyalty_member);
    answer->accounts = (loyalty_member **)accounts.items;
    answer->n_accounts = accounts.count;
    answer->has_joined_points = answer->has_joined_pending_points = answer->has_joined_debt_points = 1;
    for (size_t i = 0; i < accounts.count; i++) {
        const loyalty_member *account = accounts.items[i];
        answer->joined_points += account->points;
        answer->joined_pending_points += account->pending_points;
        answer->joined_debt_points += account->debt_points;
    }
    answer->has_qualifying = 1;
    answer->qualifying =
        rules_standing(state, rules_programme(state), member->customer_id, pv_now_ms(state)).qualifying;
    return PV_ACCEPTED;
}

PvVerdict list_members(const PvState *state, const loyalty_list_members *query, loyalty_member_page *answer,
                       PvOutcome *outcome)
{
    PvScan scan;
    loyalty_member probe = LOYALTY__MEMBER__INIT;
    bool by_tier = !is_empty(query->tier);
    probe.tier = query->tier;
    if (!pv_scan_begin_after(&scan, state, TABLE_members, by_tier ? INDEX_members_by_tier : -1, &probe.base, by_tier,
                             query->after))
        return refuse_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    CARD_NAME_ROWS(state, rows.items, rows.count, loyalty_member);
    answer->rows = (loyalty_member **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}

/* --- ledger ------------------------------------------------------------------------------------------------------ */

PvVerdict get_posting(const PvState *state, const loyalty_get_posting *query, loyalty_posting *answer,
                      PvOutcome *outcome)
{
    const loyalty_posting *posting = postings_get(state, query->posting_id);
    if (!posting)
        return refuse_field(outcome, POSTING_NOT_FOUND, "posting_id", "No posting has this id.");
    *answer = *posting;
    return PV_ACCEPTED;
}

PvVerdict list_postings(const PvState *state, const loyalty_list_postings *query, loyalty_posting_page *answer,
                        PvOutcome *outcome)
{
    PvScan scan;
    loyalty_posting probe = LOYALTY__POSTING__INIT;
    probe.customer_id = query->customer_id;
    if (!members_get(state, query->customer_id))
        return refuse_field(outcome, MEMBER_NOT_FOUND, "customer_id", "There is no such member.");
    if (!pv_scan_begin_after(&scan, state, TABLE_postings, INDEX_postings_by_customer, &probe.base, 1, query->after))
        return refuse_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    answer->rows = (loyalty_posting **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}

PvVerdict list_lots(const PvState *state, const loyalty_list_lots *query, loyalty_lot_page *answer,
                    PvOutcome *outcome)
{
    PvScan scan;
    loyalty_lot probe = LOYALTY__LOT__INIT;
    probe.customer_id = query->customer_id;
    if (!members_get(state, query->customer_id))
        return refuse_field(outcome, MEMBER_NOT_FOUND, "customer_id", "There is no such member.");
    if (!pv_scan_begin_after(&scan, state, TABLE_lots, -1, &probe.base, 1, query->after))
        return refuse_token(outcome);
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    answer->rows = (loyalty_lot **)rows.items;
    answer->n_rows = rows.count;
    return PV_ACCEPTED;
}

static int64_t points_in(const PvList *lots)
{
    int64_t points = 0;
    for (size_t i = 0; i < lots->count; i++)
        points += ((const loyalty_lot *)lots->items[i])->points;
    return points;
}

/* Balances must be what the lots hold. */
static void check_member(const PvState *state, const loyalty_member *member, loyalty_ledger_check *answer,
                         PvList *faults)
{
    PvList open = ledger_lots(state, member->customer_id, false);
    PvList pending = ledger_lots(state, member->customer_id, true);
    int64_t open_points = points_in(&open), pending_points = points_in(&pending);
    answer->member_points += member->points;
    answer->pending_points += member->pending_points;
    answer->debt_points += member->debt_points;
    answer->lot_points += open_points + pending_points;
    if (open_points != member->points || pending_points != member->pending_points)
        pv_list_add(state, faults,
                    arena_format(pv_arena(state),
                                 "%s: balance %" PRId64 " and pending %" PRId64 ", lots hold %" PRId64
                                 " and %" PRId64,
                                 member->customer_id, member->points, member->pending_points, open_points,
                                 pending_points));
    if (member->points < 0 || member->pending_points < 0 || member->debt_points < 0)
        pv_list_add(state, faults,
                    arena_format(pv_arena(state), "%s: a balance is below zero", member->customer_id));
}

static int64_t sum_of(const loyalty_ledger_totals *totals)
{
    return totals->member_points + totals->pending_points + totals->debt_points + totals->issued_points +
           totals->redeemed_points + totals->expired_points + totals->adjusted_points;
}

PvVerdict get_ledger_check(const PvState *state, const loyalty_get_ledger_check *query, loyalty_ledger_check *answer,
                           PvOutcome *outcome)
{
    PvScan scan;
    PvList faults = {0};
    if (!pv_scan_begin_after(&scan, state, TABLE_members, -1, NULL, 0, query->after))
        return refuse_token(outcome);
    PvList members = pv_page_read(&scan, query->limit, &answer->next);
    answer->has_members = answer->has_member_points = answer->has_pending_points = answer->has_debt_points = 1;
    answer->has_lot_points = answer->has_sum = 1;
    answer->members = (uint32_t)members.count;
    for (size_t i = 0; i < members.count; i++)
        check_member(state, members.items[i], answer, &faults);
    answer->totals = ledgers_get(state, LEDGER_MAIN);
    answer->sum = answer->totals ? sum_of(answer->totals) : 0;
    if (answer->sum != 0)
        pv_list_add(state, &faults, arena_format(pv_arena(state), "the accounts sum to %" PRId64, answer->sum));
    answer->faults = (const char **)faults.items;
    answer->n_faults = faults.count;
    return PV_ACCEPTED;
}
