/* Drafts of postings: which accounts and lots they move, before they are told as an event. Double entry: the entries of a
 * finished draft sum to zero. A MEMBER or PENDING entry goes with moves of lots of the same sum. */
#pragma once

#include "loyalty/service.h"

/* Name of the one ledger. */
#define LEDGER_MAIN "main"

typedef struct Draft {
    const PvState *state;
    PvList entries; /* loyalty_entry * */
    PvList moves;   /* loyalty_lot_move * */
} Draft;

/* Adds to an account. customer_id names the member's account; NULL for those of the programme. */
void draft_entry(Draft *draft, Loyalty__LedgerAccount account, const char *customer_id, int64_t points);
/* Gives points to a member: what is owed is paid first, the rest goes to the lot with this expiry. */
void draft_give(Draft *draft, const loyalty_member *member, int64_t points, int64_t expires_at_ms);
/* Puts points with an open return window into a lot of their own, named by the posting. */
void draft_give_pending(Draft *draft, const char *customer_id, const char *posting_id, int64_t points,
                        int64_t expires_at_ms);
/* Takes up to `points` from the lots in their order, at most LOYALTY_LOT_LIMIT of them; what was taken is subtracted from
 * the lots' copies. Returns what could not be taken. */
int64_t draft_take(Draft *draft, const PvList *lots, int64_t points);

/* Lots of a member with points, soonest expiring first; pending ones or the others. Copies in the arena. */
PvList ledger_lots(const PvState *state, const char *customer_id, bool pending);
/* Lots that are not pending over several members, soonest expiring first. */
PvList ledger_lots_of_all(const PvState *state, const PvList *members);
/* One lot; NULL if it is empty. */
loyalty_lot *ledger_lot(const PvState *state, const char *customer_id, int64_t expires_at_ms, const char *lot_id);

/* Is there a posting of this kind with this key? */
bool ledger_is_recorded(const PvState *state, Loyalty__PostingKind kind, const char *business_key);

/* apply: writes a posting and moves accounts, lots and totals as it says. */
void ledger_post(PvState *state, const loyalty_posting *posting);
