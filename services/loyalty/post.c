/* Writing a posting: the only place where balances, lots and totals of the ledger change. */
#include "loyalty/ledger.h"
#include "loyalty/limits.h"
#include <inttypes.h>
#include <string.h>

/* The accounts of one member take what the posting adds to them. None but the debt may fall below zero. */
static void move_member(PvState *state, const loyalty_posting *posting, const char *customer_id)
{
    loyalty_member *member = members_get(state, customer_id);
    pv_require(member, "a posting names %s, who is no member", customer_id);
    member->has_points = member->has_pending_points = member->has_debt_points = 1;
    for (size_t i = 0; i < posting->n_entries; i++) {
        const loyalty_entry *entry = posting->entries[i];
        if (!entry->customer_id || strcmp(entry->customer_id, customer_id) != 0)
            continue;
        if (entry->account == LOYALTY__LEDGER_ACCOUNT__MEMBER)
            member->points += entry->points;
        else if (entry->account == LOYALTY__LEDGER_ACCOUNT__PENDING)
            member->pending_points += entry->points;
        else
            member->debt_points -= entry->points;
    }
    pv_require(member->points >= 0 && member->pending_points >= 0 && member->debt_points >= 0,
               "posting %s takes more than %s has", posting->posting_id, customer_id);
    if (posting->kind == LOYALTY__POSTING_KIND__EARNED) {
        member->has_earned_points = 1;
        member->earned_points += posting->points;
    }
    members_put(state, member);
}

static bool is_named_before(const loyalty_posting *posting, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (posting->entries[i]->customer_id &&
            strcmp(posting->entries[i]->customer_id, posting->entries[at]->customer_id) == 0)
            return true;
    return false;
}

static int64_t *total_of(loyalty_ledger_totals *totals, Loyalty__LedgerAccount account)
{
    switch (account) {
    case LOYALTY__LEDGER_ACCOUNT__MEMBER:
        return &totals->member_points;
    case LOYALTY__LEDGER_ACCOUNT__PENDING:
        return &totals->pending_points;
    case LOYALTY__LEDGER_ACCOUNT__DEBT:
        return &totals->debt_points;
    case LOYALTY__LEDGER_ACCOUNT__ISSUED:
        return &totals->issued_points;
    case LOYALTY__LEDGER_ACCOUNT__REDEEMED:
        return &totals->redeemed_points;
    case LOYALTY__LEDGER_ACCOUNT__EXPIRED:
        return &totals->expired_points;
    case LOYALTY__LEDGER_ACCOUNT__ADJUSTED:
        return &totals->adjusted_points;
    default:
        return NULL;
    }
}

static void move_totals(PvState *state, const loyalty_posting *posting)
{
    loyalty_ledger_totals fresh = LOYALTY__LEDGER_TOTALS__INIT;
    loyalty_ledger_totals *totals = ledgers_get(state, LEDGER_MAIN);
    if (!totals)
        totals = &fresh;
    totals->ledger_id = LEDGER_MAIN;
    totals->has_member_points = totals->has_pending_points = totals->has_debt_points = totals->has_issued_points = 1;
    totals->has_redeemed_points = totals->has_expired_points = totals->has_adjusted_points = totals->has_postings = 1;
    totals->postings++;
    int64_t sum = 0;
    for (size_t i = 0; i < posting->n_entries; i++) {
        int64_t *total = total_of(totals, posting->entries[i]->account);
        pv_require(total, "posting %s names no account", posting->posting_id);
        *total += posting->entries[i]->points;
        sum += posting->entries[i]->points;
    }
    pv_require(sum == 0, "the entries of posting %s sum to %" PRId64, posting->posting_id, sum);
    ledgers_put(state, totals);
}

/* Points of one member that expire at one moment share a timer. */
static void watch_expiry(PvState *state, const loyalty_lot *lot)
{
    if (lot->expires_at_ms == LOYALTY_NEVER_MS || lot->pending)
        return;
    const char *key = arena_format(pv_arena(state), "%s/%" PRId64, lot->customer_id, lot->expires_at_ms);
    pv_timer_set(state, TIMER_points_expire, key, lot->expires_at_ms);
}

static void move_lot(PvState *state, const loyalty_lot_move *move)
{
    loyalty_lot fresh = LOYALTY__LOT__INIT;
    loyalty_lot *lot = ledger_lot(state, move->customer_id, move->expires_at_ms, move->lot_id);
    if (!lot) {
        lot = &fresh;
        lot->customer_id = move->customer_id;
        lot->has_expires_at_ms = lot->has_points = 1;
        lot->expires_at_ms = move->expires_at_ms;
        lot->lot_id = move->lot_id;
        lot->has_pending = lot->pending = move->pending;
    }
    lot->points += move->points;
    pv_require(lot->points >= 0, "lot %s of %s falls below zero", move->lot_id, move->customer_id);
    if (lot->points == 0) {
        lots_delete(state, lot);
        return;
    }
    lots_put(state, lot);
    if (move->points > 0)
        watch_expiry(state, lot);
}

void ledger_post(PvState *state, const loyalty_posting *posting)
{
    for (size_t i = 0; i < posting->n_entries; i++)
        if (posting->entries[i]->customer_id && !is_named_before(posting, i))
            move_member(state, posting, posting->entries[i]->customer_id);
    for (size_t i = 0; i < posting->n_lots; i++)
        move_lot(state, posting->lots[i]);
    move_totals(state, posting);
    postings_put(state, posting);
}
