/* The only place where the programme and members change; points change through ledger_post. */
#include "loyalty/ledger.h"
#include "runtime/time/civil.h"

/* --- programme and members --------------------------------------------------------------------------------------- */

void apply_programme_set(PvState *state, const loyalty_programme_set *event, const PvEventMeta *meta)
{
    programmes_put(state, event->programme);
    pv_timer_set(state, TIMER_members_review, "", meta->recorded_at_ms > 0 ? meta->recorded_at_ms : 1);
}

void apply_members_reviewed(PvState *state, const loyalty_members_reviewed *event, const PvEventMeta *meta)
{
    if (!event->finished)
        pv_timer_set(state, TIMER_members_review, event->after_customer_id, meta->recorded_at_ms);
}

void apply_product_exclusion_set(PvState *state, const loyalty_product_exclusion_set *event, const PvEventMeta *meta)
{
    loyalty_exclusion exclusion = LOYALTY__EXCLUSION__INIT;
    exclusion.product_id = event->product_id;
    exclusion.has_excluded = 1;
    exclusion.excluded = event->excluded;
    exclusions_put(state, &exclusion);
}

static void count_member(PvState *state)
{
    loyalty_ledger_totals fresh = LOYALTY__LEDGER_TOTALS__INIT;
    loyalty_ledger_totals *totals = ledgers_get(state, LEDGER_MAIN);
    if (!totals)
        totals = &fresh;
    totals->ledger_id = LEDGER_MAIN;
    totals->has_members = 1;
    totals->members++;
    ledgers_put(state, totals);
}

void apply_member_enrolled(PvState *state, const loyalty_member_enrolled *event, const PvEventMeta *meta)
{
    loyalty_member member = LOYALTY__MEMBER__INIT;
    member.customer_id = event->customer_id;
    member.card_number = event->card_number;
    member.has_state = member.has_since_ms = member.has_tier_since_ms = 1;
    member.state = LOYALTY__MEMBER_STATE__MEMBER_ACTIVE;
    member.tier = event->tier;
    member.since_ms = meta->at_ms;
    member.tier_since_ms = meta->at_ms;
    members_put(state, &member);
    pv_number_take(state, "M", event->number);
    count_member(state);
}

static loyalty_member *member_of(PvState *state, const char *customer_id)
{
    loyalty_member *member = members_get(state, customer_id);
    pv_require(member);
    return member;
}

void apply_member_state_changed(PvState *state, const loyalty_member_state_changed *event, const PvEventMeta *meta)
{
    loyalty_member *member = member_of(state, event->customer_id);
    member->state = event->state;
    members_put(state, member);
}

static void set_review(PvState *state, loyalty_member *member, int64_t review_at_ms)
{
    member->has_tier_review_at_ms = review_at_ms > 0;
    member->tier_review_at_ms = review_at_ms;
    members_put(state, member);
    if (review_at_ms > 0)
        pv_timer_set(state, TIMER_tier_review, member->customer_id, review_at_ms);
    else
        pv_timer_clear(state, TIMER_tier_review, member->customer_id);
}

void apply_tier_changed(PvState *state, const loyalty_tier_changed *event, const PvEventMeta *meta)
{
    loyalty_member *member = member_of(state, event->customer_id);
    member->tier = event->to;
    member->tier_since_ms = meta->at_ms;
    set_review(state, member, event->review_at_ms);
}

void apply_tier_reviewed(PvState *state, const loyalty_tier_reviewed *event, const PvEventMeta *meta)
{
    set_review(state, member_of(state, event->customer_id), event->review_at_ms);
}

/* --- points ------------------------------------------------------------------------------------------------------ */

static void qualify(PvState *state, const char *customer_id, int64_t day, int64_t amount)
{
    if (amount == 0)
        return;
    loyalty_qualification fresh = LOYALTY__QUALIFICATION__INIT;
    fresh.customer_id = customer_id;
    fresh.has_day = fresh.has_amount = 1;
    fresh.day = day;
    loyalty_qualification *row = qualifications_find(state, &fresh);
    if (!row)
        row = &fresh;
    row->amount += amount;
    if (row->amount == 0)
        qualifications_delete(state, row);
    else
        qualifications_put(state, row);
}

static loyalty_posting posting_of(Loyalty__PostingKind kind, const char *posting_id, const char *customer_id,
                                  const PvEventMeta *meta)
{
    loyalty_posting posting = LOYALTY__POSTING__INIT;
    posting.posting_id = posting_id;
    posting.customer_id = customer_id;
    posting.has_kind = posting.has_points = posting.has_at_ms = 1;
    posting.kind = kind;
    posting.at_ms = meta->at_ms;
    return posting;
}

void apply_points_earned(PvState *state, const loyalty_points_earned *event, const PvEventMeta *meta)
{
    loyalty_posting posting =
        posting_of(LOYALTY__POSTING_KIND__EARNED, event->posting_id, event->customer_id, meta);
    posting.points = event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.invoice_id = event->invoice_id;
    posting.lines = event->lines;
    posting.n_lines = event->n_lines;
    ledger_post(state, &posting);
    qualify(state, event->customer_id, civil_days_of_ms(meta->at_ms), event->qualifying);
    if (event->available_at_ms > 0)
        pv_timer_set(state, TIMER_points_available, event->posting_id, event->available_at_ms);
}

void apply_points_released(PvState *state, const loyalty_points_released *event, const PvEventMeta *meta)
{
    loyalty_posting posting =
        posting_of(LOYALTY__POSTING_KIND__RELEASED, event->posting_id, event->customer_id, meta);
    posting.points = event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.invoice_id = event->invoice_id;
    ledger_post(state, &posting);
}

/* The invoice's posting remembers what of its lines is reversed by now. */
static void mark_reversed(PvState *state, const loyalty_points_reversed *event)
{
    loyalty_posting *earned = postings_get(state, event->invoice_id);
    pv_require(earned, "a reversal of %s, which earned nothing", event->invoice_id);
    earned->lines = event->lines;
    earned->n_lines = event->n_lines;
    postings_put(state, earned);
}

void apply_points_reversed(PvState *state, const loyalty_points_reversed *event, const PvEventMeta *meta)
{
    loyalty_posting posting =
        posting_of(LOYALTY__POSTING_KIND__REVERSED, event->posting_id, event->customer_id, meta);
    posting.points = -event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.invoice_id = event->invoice_id;
    ledger_post(state, &posting);
    mark_reversed(state, event);
    qualify(state, event->customer_id, event->day, -event->qualifying);
}

void apply_points_redeemed(PvState *state, const loyalty_points_redeemed *event, const PvEventMeta *meta)
{
    loyalty_posting posting = posting_of(LOYALTY__POSTING_KIND__SPENT, event->posting_id, event->customer_id, meta);
    posting.points = -event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.business_key = event->business_key;
    posting.text = event->reward;
    ledger_post(state, &posting);
}

void apply_points_restored(PvState *state, const loyalty_points_restored *event, const PvEventMeta *meta)
{
    loyalty_posting posting =
        posting_of(LOYALTY__POSTING_KIND__RESTORED, event->posting_id, event->customer_id, meta);
    posting.points = event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.text = event->reason;
    ledger_post(state, &posting);
    loyalty_posting *redemption = postings_get(state, event->redemption_id);
    pv_require(redemption);
    redemption->has_cancelled = redemption->cancelled = 1;
    postings_put(state, redemption);
}

void apply_points_expired(PvState *state, const loyalty_points_expired *event, const PvEventMeta *meta)
{
    loyalty_posting posting = posting_of(LOYALTY__POSTING_KIND__LAPSED, event->posting_id, event->customer_id, meta);
    posting.points = -event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    ledger_post(state, &posting);
}

void apply_points_adjusted(PvState *state, const loyalty_points_adjusted *event, const PvEventMeta *meta)
{
    loyalty_posting posting =
        posting_of(LOYALTY__POSTING_KIND__CORRECTED, event->posting_id, event->customer_id, meta);
    posting.points = event->points;
    posting.entries = event->entries;
    posting.n_entries = event->n_entries;
    posting.lots = event->lots;
    posting.n_lots = event->n_lots;
    posting.business_key = event->business_key;
    posting.text = event->reason;
    ledger_post(state, &posting);
}
