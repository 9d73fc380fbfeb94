/* Tiers follow what was earned; members' points and tiers are announced; time passes. */
#include "loyalty/ledger.h"
#include "loyalty/limits.h"
#include "loyalty/members.h"
#include "loyalty/rules.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- announcing -------------------------------------------------------------------------------------------------- */

/* Points are those of all joined accounts, so that whichever announcement is the newest says what can be spent. */
static PvVerdict announce(const loyalty_member *member, const char *tier, int64_t joined_points, PvOutcome *outcome)
{
    pv_loyalty_facts facts = PV__LOYALTY_FACTS__INIT;
    facts.tier = tier;
    facts.has_points = facts.has_member_since_ms = 1;
    facts.points = joined_points;
    facts.member_since_ms = member->since_ms;
    pv_facts_announced announced = PV__FACTS_ANNOUNCED__INIT;
    announced.customer_id = member->customer_id;
    announced.loyalty = &facts;
    return emit_facts_announced(outcome, &announced);
}

static PvVerdict announce_points(const PvState *state, const char *customer_id, PvOutcome *outcome)
{
    const loyalty_member *member = members_get(state, customer_id);
    if (!member)
        return PV_REFUSED;
    PvList members = members_joined(state, customer_id);
    return announce(member, member->tier, members_joined_points(&members), outcome);
}

static PvVerdict change_tier(const loyalty_member *member, const Standing *standing, const char *reason,
                             PvOutcome *outcome)
{
    loyalty_tier_changed changed = LOYALTY__TIER_CHANGED__INIT;
    changed.customer_id = member->customer_id;
    changed.from = member->tier;
    changed.to = standing->tier->tier;
    changed.reason = reason;
    changed.has_review_at_ms = standing->review_at_ms != 0;
    changed.review_at_ms = standing->review_at_ms;
    return emit_tier_changed(outcome, &changed);
}

/* The tier stays; it must be looked at again no later than it could fall. */
static PvVerdict keep_tier(const loyalty_member *member, const Standing *standing, PvOutcome *outcome)
{
    bool in_time = member->tier_review_at_ms && member->tier_review_at_ms <= standing->review_at_ms;
    if (standing->review_at_ms == 0 || in_time)
        return PV_ACCEPTED;
    loyalty_tier_reviewed reviewed = LOYALTY__TIER_REVIEWED__INIT;
    reviewed.customer_id = member->customer_id;
    reviewed.has_review_at_ms = 1;
    reviewed.review_at_ms = standing->review_at_ms;
    return emit_tier_reviewed(outcome, &reviewed);
}

/* Judges the tier of all joined accounts together. Those whose tier changes are announced, and `always`, if not NULL, in
 * any case. */
static PvVerdict settle(const PvState *state, const char *customer_id, const char *reason, const char *always,
                        PvOutcome *outcome)
{
    const loyalty_programme *programme = rules_programme(state);
    PvList members = members_joined(state, customer_id);
    if (members.count == 0)
        return PV_ACCEPTED;
    Standing standing = rules_standing(state, programme, customer_id, pv_now_ms(state));
    int64_t points = members_joined_points(&members);
    for (size_t i = 0; i < members.count; i++) {
        const loyalty_member *member = members.items[i];
        bool changes = strcmp(member->tier, standing.tier->tier) != 0;
        PvVerdict verdict =
            changes ? change_tier(member, &standing, reason, outcome) : keep_tier(member, &standing, outcome);
        bool is_told = changes || (always && strcmp(member->customer_id, always) == 0);
        if (verdict == PV_REFUSED || (is_told && announce(member, standing.tier->tier, points, outcome) == PV_REFUSED))
            return PV_REFUSED;
    }
    return PV_ACCEPTED;
}

/* --- reactions to own events ------------------------------------------------------------------------------------- */

PvVerdict on_member_enrolled(const PvState *state, const loyalty_member_enrolled *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    if (event->invoice_id) /* its points follow and announce the member */
        return PV_REFUSED;
    return settle(state, event->customer_id, "joined", event->customer_id, outcome);
}

PvVerdict on_points_earned(const PvState *state, const loyalty_points_earned *event, const PvEventMeta *meta,
                           PvOutcome *outcome)
{
    return settle(state, event->customer_id, "purchases", event->customer_id, outcome);
}

PvVerdict on_points_released(const PvState *state, const loyalty_points_released *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return announce_points(state, event->customer_id, outcome);
}

PvVerdict on_points_reversed(const PvState *state, const loyalty_points_reversed *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return settle(state, event->customer_id, "refund", event->customer_id, outcome);
}

PvVerdict on_points_redeemed(const PvState *state, const loyalty_points_redeemed *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return announce_points(state, event->customer_id, outcome);
}

PvVerdict on_points_restored(const PvState *state, const loyalty_points_restored *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return announce_points(state, event->customer_id, outcome);
}

PvVerdict on_points_expired(const PvState *state, const loyalty_points_expired *event, const PvEventMeta *meta,
                            PvOutcome *outcome)
{
    return announce_points(state, event->customer_id, outcome);
}

PvVerdict on_points_adjusted(const PvState *state, const loyalty_points_adjusted *event, const PvEventMeta *meta,
                             PvOutcome *outcome)
{
    return announce_points(state, event->customer_id, outcome);
}

/* --- joined and parted customers --------------------------------------------------------------------------------- */

static bool is_listed(const PvList *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return true;
    return false;
}

/* Each component once, with its first member announced: the joined sum changed. */
static PvVerdict settle_pairs(const PvState *state, Pv__LinkPair *const *pairs, size_t count, const char *reason,
                              PvOutcome *outcome)
{
    PvList seen = {0};
    for (size_t i = 0; i < 2 * count; i++) {
        const char *id = i % 2 ? pairs[i / 2]->other_id : pairs[i / 2]->customer_id;
        const char *canonical = is_empty(id) ? NULL : card_resolve(state, id);
        if (!canonical || is_listed(&seen, canonical))
            continue;
        pv_list_add(state, &seen, (char *)canonical);
        PvList members = members_joined(state, canonical);
        const loyalty_member *first = members.count ? members.items[0] : NULL;
        if (first && settle(state, canonical, reason, first->customer_id, outcome) == PV_REFUSED)
            return PV_REFUSED;
    }
    return PV_ACCEPTED;
}

PvVerdict on_customers_linked(const PvState *state, const pv_customers_linked *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return settle_pairs(state, event->pairs, event->n_pairs, "joined", outcome);
}

PvVerdict on_customers_parted(const PvState *state, const pv_customers_parted *event, const PvEventMeta *meta,
                              PvOutcome *outcome)
{
    return settle_pairs(state, event->pairs, event->n_pairs, "parted", outcome);
}

/* --- timers ------------------------------------------------------------------------------------------------------ */

PvVerdict when_points_available(const PvState *state, const char *key, PvOutcome *outcome)
{
    const loyalty_posting *earned = postings_get(state, key);
    const loyalty_lot_move *made = earned && earned->n_lots ? earned->lots[0] : NULL;
    loyalty_lot *lot = made ? ledger_lot(state, made->customer_id, made->expires_at_ms, made->lot_id) : NULL;
    const loyalty_member *member = lot ? members_get(state, lot->customer_id) : NULL;
    if (!lot || !lot->pending || !member)
        return PV_REFUSED;
    int64_t points = lot->points;
    Draft draft = {.state = state};
    PvList lots = {0};
    pv_list_add(state, &lots, lot);
    draft_take(&draft, &lots, points);
    draft_give(&draft, member, points, made->expires_at_ms);
    loyalty_points_released released = LOYALTY__POINTS_RELEASED__INIT;
    released.customer_id = released.account_id = member->customer_id;
    released.posting_id = pv_new_id(outcome);
    released.has_points = 1;
    released.points = points;
    released.invoice_id = earned->invoice_id;
    released.entries = (loyalty_entry **)draft.entries.items;
    released.n_entries = draft.entries.count;
    released.lots = (loyalty_lot_move **)draft.moves.items;
    released.n_lots = draft.moves.count;
    return emit_points_released(outcome, &released);
}

/* The key is customer/expiry. */
PvVerdict when_points_expire(const PvState *state, const char *key, PvOutcome *outcome)
{
    const char *slash = strchr(key, '/');
    if (!slash)
        return PV_REFUSED;
    const char *customer_id = arena_format(pv_arena(state), "%.*s", (int)(slash - key), key);
    int64_t expires_at_ms = strtoll(slash + 1, NULL, 10);
    PvList lots = ledger_lots(state, customer_id, false), expired = {0};
    for (size_t i = 0; i < lots.count; i++)
        if (((const loyalty_lot *)lots.items[i])->expires_at_ms <= expires_at_ms)
            pv_list_add(state, &expired, lots.items[i]);
    return members_lapse(state, customer_id, &expired, outcome);
}

PvVerdict when_tier_review(const PvState *state, const char *key, PvOutcome *outcome)
{
    const loyalty_member *member = members_get(state, key);
    if (!member)
        return PV_REFUSED;
    const loyalty_programme *programme = rules_programme(state);
    Standing standing = rules_standing(state, programme, key, pv_now_ms(state));
    if (strcmp(standing.tier->tier, member->tier) != 0)
        return settle(state, key, "time", key, outcome);
    loyalty_tier_reviewed reviewed = LOYALTY__TIER_REVIEWED__INIT;
    reviewed.customer_id = member->customer_id;
    reviewed.has_review_at_ms = standing.review_at_ms != 0;
    reviewed.review_at_ms = standing.review_at_ms;
    return emit_tier_reviewed(outcome, &reviewed);
}

/* After the programme changed all members are looked at, a slice at a time; the key is the last one looked at. */
PvVerdict when_members_review(const PvState *state, const char *key, PvOutcome *outcome)
{
    loyalty_members_reviewed reviewed = LOYALTY__MEMBERS_REVIEWED__INIT;
    loyalty_member probe = LOYALTY__MEMBER__INIT;
    PvScan scan;
    PvList slice = {0};
    probe.customer_id = key;
    reviewed.has_reviewed = reviewed.has_finished = 1;
    pv_scan_begin_from(&scan, state, TABLE_members, -1, &probe.base, 0, 1);
    for (loyalty_member *member; slice.count < LOYALTY_REVIEW_SLICE && (member = members_next(&scan));)
        if (strcmp(member->customer_id, key) != 0)
            pv_list_add(state, &slice, member);
    pv_scan_end(&scan);
    for (size_t i = 0; i < slice.count; i++) {
        const loyalty_member *member = slice.items[i];
        reviewed.after_customer_id = member->customer_id;
        if (settle(state, member->customer_id, "programme", NULL, outcome) == PV_REFUSED)
            return PV_REFUSED;
    }
    reviewed.reviewed = (uint32_t)slice.count;
    reviewed.finished = slice.count < LOYALTY_REVIEW_SLICE;
    return emit_members_reviewed(outcome, &reviewed);
}
