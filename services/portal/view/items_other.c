/* What marketing, loyalty and analytics tell, folded into items, memberships and alerts. */
#include "portal/view/inside.h"

/* --- marketing ------------------------------------------------------------------------------------------------------ */

void apply_response_recorded(PvState *state, const marketing_response_recorded *event, const PvEventMeta *meta)
{
    portal_item *response =
        item_take(state, event->response_id, PORTAL__ITEM_KIND__ITEM_RESPONSE, event->customer_id, meta);
    response->title = event->campaign_name;
    response->variety = enum_name(&marketing__response_kind__descriptor, event->kind);
    response->channel = event->channel ? enum_name(&pv__channel__descriptor, event->channel) : NULL;
    response->campaign_id = event->campaign_id;
    response->opened_at_ms = event->responded_at_ms;
    item_in(response, response->variety, true, meta);
    item_save(state, response, meta);
}

static portal_membership *membership_of(const PvState *state, const char *list_id, const char *customer_id)
{
    portal_membership *probe = arena_take(pv_arena(state), sizeof *probe);
    portal__membership__init(probe);
    probe->customer_id = customer_id;
    probe->list_id = list_id;
    portal_membership *found = memberships_find(state, probe);
    return found ? found : probe;
}

void apply_list_member_added(PvState *state, const marketing_list_member_added *event, const PvEventMeta *meta)
{
    if (card_is_erased(state, event->customer_id))
        return;
    portal_membership *membership = membership_of(state, event->list_id, event->customer_id);
    if (!membership->has_since_ms) {
        membership->has_since_ms = 1;
        membership->since_ms = meta->at_ms;
    }
    membership->list_name = event->list_name;
    memberships_put(state, membership);
    profile_refresh(state, event->customer_id);
}

void apply_list_member_removed(PvState *state, const marketing_list_member_removed *event, const PvEventMeta *meta)
{
    memberships_delete(state, membership_of(state, event->list_id, event->customer_id));
    profile_refresh(state, event->customer_id);
}

/* --- loyalty and analytics -------------------------------------------------------------------------------------------- */

void apply_points_redeemed(PvState *state, const loyalty_points_redeemed *event, const PvEventMeta *meta)
{
    portal_item *redemption =
        item_take(state, event->posting_id, PORTAL__ITEM_KIND__ITEM_REDEMPTION, event->customer_id, meta);
    redemption->title = event->reward;
    redemption->has_points = 1;
    redemption->points = event->points;
    item_in(redemption, "REDEEMED", true, meta);
    item_save(state, redemption, meta);
}

void apply_points_restored(PvState *state, const loyalty_points_restored *event, const PvEventMeta *meta)
{
    portal_item *redemption = is_given(event->redemption_id) ? items_get(state, event->redemption_id) : NULL;
    if (!redemption)
        return;
    item_in(redemption, "CANCELLED", true, meta);
    item_save(state, redemption, meta);
}

/* Who answers for the customer is told. */
static void tell_owner(PvState *state, const char *customer_id, const char *from, const char *to,
                       const PvEventMeta *meta)
{
    const portal_profile *profile = profiles_get(state, card_resolve(state, customer_id));
    if (profile)
        alert_of_customer(state, profile->owner, customer_id, from, to, meta);
}

void apply_tier_changed(PvState *state, const loyalty_tier_changed *event, const PvEventMeta *meta)
{
    tell_owner(state, event->customer_id, event->from, event->to, meta);
}

void apply_lifecycle_changed(PvState *state, const analytics_lifecycle_changed *event, const PvEventMeta *meta)
{
    if (is_given(event->to) && strcmp(event->to, "attrition") == 0)
        tell_owner(state, event->customer_id, event->from, event->to, meta);
}
