/* Drafts of postings, and the lots they draw on. */
#include "loyalty/ledger.h"
#include "loyalty/limits.h"
#include "loyalty/rules.h"
#include <stdlib.h>
#include <string.h>

void draft_entry(Draft *draft, Loyalty__LedgerAccount account, const char *customer_id, int64_t points)
{
    if (points == 0)
        return;
    for (size_t i = 0; i < draft->entries.count; i++) {
        loyalty_entry *entry = draft->entries.items[i];
        if (entry->account == account && (!customer_id || strcmp(entry->customer_id, customer_id) == 0)) {
            entry->points += points;
            return;
        }
    }
    loyalty_entry *entry = arena_take(pv_arena(draft->state), sizeof *entry);
    loyalty__entry__init(entry);
    entry->has_account = entry->has_points = 1;
    entry->account = account;
    entry->customer_id = customer_id;
    entry->points = points;
    pv_list_add(draft->state, &draft->entries, entry);
}

static void move_lot(Draft *draft, const char *customer_id, const char *lot_id, int64_t expires_at_ms, int64_t points,
                     bool pending)
{
    loyalty_lot_move *move = arena_take(pv_arena(draft->state), sizeof *move);
    loyalty__lot_move__init(move);
    move->customer_id = customer_id;
    move->lot_id = lot_id;
    move->has_expires_at_ms = move->has_points = 1;
    move->expires_at_ms = expires_at_ms;
    move->points = points;
    move->has_pending = move->pending = pending;
    pv_list_add(draft->state, &draft->moves, move);
}

/* Debt that earlier entries of the draft leave unpaid. */
static int64_t debt_left(const Draft *draft, const loyalty_member *member)
{
    int64_t debt = member->debt_points;
    for (size_t i = 0; i < draft->entries.count; i++) {
        const loyalty_entry *entry = draft->entries.items[i];
        if (entry->account == LOYALTY__LEDGER_ACCOUNT__DEBT && strcmp(entry->customer_id, member->customer_id) == 0)
            debt -= entry->points;
    }
    return debt;
}

void draft_give(Draft *draft, const loyalty_member *member, int64_t points, int64_t expires_at_ms)
{
    int64_t debt = debt_left(draft, member);
    int64_t repaid = debt < points ? debt : points;
    draft_entry(draft, LOYALTY__LEDGER_ACCOUNT__DEBT, member->customer_id, repaid);
    draft_entry(draft, LOYALTY__LEDGER_ACCOUNT__MEMBER, member->customer_id, points - repaid);
    if (points > repaid)
        move_lot(draft, member->customer_id, rules_lot_of(draft->state, expires_at_ms), expires_at_ms, points - repaid,
                 false);
}

void draft_give_pending(Draft *draft, const char *customer_id, const char *posting_id, int64_t points,
                        int64_t expires_at_ms)
{
    draft_entry(draft, LOYALTY__LEDGER_ACCOUNT__PENDING, customer_id, points);
    if (points > 0)
        move_lot(draft, customer_id, posting_id, expires_at_ms, points, true);
}

int64_t draft_take(Draft *draft, const PvList *lots, int64_t points)
{
    for (size_t i = 0; i < lots->count && points > 0 && draft->moves.count < LOYALTY_LOT_LIMIT; i++) {
        loyalty_lot *lot = lots->items[i];
        int64_t taken = lot->points < points ? lot->points : points;
        if (taken <= 0)
            continue;
        move_lot(draft, lot->customer_id, lot->lot_id, lot->expires_at_ms, -taken, lot->pending);
        draft_entry(draft, lot->pending ? LOYALTY__LEDGER_ACCOUNT__PENDING : LOYALTY__LEDGER_ACCOUNT__MEMBER,
                    lot->customer_id, -taken);
        lot->points -= taken;
        points -= taken;
    }
    return points;
}

PvList ledger_lots(const PvState *state, const char *customer_id, bool pending)
{
    PvList lots = {0};
    PvScan scan;
    loyalty_lot probe = LOYALTY__LOT__INIT;
    probe.customer_id = customer_id;
    lots_scan(&scan, state, &probe, 1);
    for (loyalty_lot *lot; (lot = lots_next(&scan));)
        if ((lot->pending != 0) == pending)
            pv_list_add(state, &lots, lot);
    return lots;
}

static int soonest_first(const void *a, const void *b)
{
    const loyalty_lot *left = *(loyalty_lot *const *)a, *right = *(loyalty_lot *const *)b;
    if (left->expires_at_ms != right->expires_at_ms)
        return left->expires_at_ms < right->expires_at_ms ? -1 : 1;
    return strcmp(left->customer_id, right->customer_id);
}

PvList ledger_lots_of_all(const PvState *state, const PvList *members)
{
    PvList all = {0};
    for (size_t i = 0; i < members->count; i++) {
        const loyalty_member *member = members->items[i];
        PvList lots = ledger_lots(state, member->customer_id, false);
        for (size_t j = 0; j < lots.count; j++)
            pv_list_add(state, &all, lots.items[j]);
    }
    if (members->count > 1 && all.count > 1)
        qsort(all.items, all.count, sizeof *all.items, soonest_first);
    return all;
}

loyalty_lot *ledger_lot(const PvState *state, const char *customer_id, int64_t expires_at_ms, const char *lot_id)
{
    loyalty_lot probe = LOYALTY__LOT__INIT;
    probe.customer_id = customer_id;
    probe.has_expires_at_ms = 1;
    probe.expires_at_ms = expires_at_ms;
    probe.lot_id = lot_id;
    return lots_find(state, &probe);
}

bool ledger_is_recorded(const PvState *state, Loyalty__PostingKind kind, const char *business_key)
{
    loyalty_posting probe = LOYALTY__POSTING__INIT;
    probe.has_kind = 1;
    probe.kind = kind;
    probe.business_key = business_key;
    return !is_empty(business_key) && postings_by_business_key_one(state, &probe);
}
