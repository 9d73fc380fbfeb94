/* Campaigns and the responses to them. */
#include "shop.h"

TEST(a_campaign_needs_its_parts_before_it_starts)
{
    Department *marketing = given_marketing();
    marketing_campaign *campaign = (marketing_campaign *)when(
        marketing, create_campaign, .name = "Spring", .business_key = "c-1", .channel = PV__CHANNEL__EMAIL);
    char id[40];
    snprintf(id, sizeof id, "%s", campaign->campaign_id);
    assert_string_equal(campaign->number, "M-000001");
    when_refused(marketing, CAMPAIGN_INCOMPLETE, change_campaign_state, .campaign_id = id,
                 .state = MARKETING__CAMPAIGN_STATE__ACTIVE);
    when_refused(marketing, CAMPAIGN_STATE_NOT_REACHABLE, change_campaign_state, .campaign_id = id,
                 .state = MARKETING__CAMPAIGN_STATE__COMPLETE);
    when_refused(marketing, ALREADY_RECORDED, create_campaign, .name = "Spring again", .business_key = "c-1");
    when_refused(marketing, LIST_NOT_FOUND, create_campaign, .name = "X", .n_list_ids = 1,
                 .list_ids = (const char *[]){SARA});
    when_refused(marketing, INVALID_INPUT, create_campaign, .name = "X",
                 .budget = &(pv_money){BASE(money), .amount_minor = 5, .currency = "XXZ"});
    const char *list_id = list_with(marketing, "Gold", "tier = gold");
    char list[40];
    snprintf(list, sizeof list, "%s", list_id);
    campaign =
        (marketing_campaign *)when(marketing, create_campaign, .name = "Summer", .objective = "More sales",
                                   .measure = "Orders", .n_list_ids = 1, .list_ids = (const char *[]){list});
    snprintf(id, sizeof id, "%s", campaign->campaign_id);
    when(marketing, change_campaign_state, .campaign_id = id, .state = MARKETING__CAMPAIGN_STATE__ACTIVE);
    then_told(marketing, campaign_state_changed, .from = MARKETING__CAMPAIGN_STATE__PLANNED,
              .to = MARKETING__CAMPAIGN_STATE__ACTIVE);
    assert_int_equal(ask(marketing, get_campaign, campaign, .number = "M-000002")->state,
                     MARKETING__CAMPAIGN_STATE__ACTIVE);
    assert_int_equal(ask(marketing, list_campaigns, campaign_page)->n_rows, 2);
    ask_refused(marketing, CAMPAIGN_NOT_FOUND, get_campaign, .number = "M-999999");
}

TEST(a_response_is_recorded_once)
{
    Department *marketing = given_marketing();
    marketing_campaign *campaign = (marketing_campaign *)when(marketing, create_campaign, .name = "Spring",
                                                              .channel = PV__CHANNEL__EMAIL);
    char id[40];
    snprintf(id, sizeof id, "%s", campaign->campaign_id);
    when(marketing, record_response, .campaign_id = id, .customer = BY_ID(SARA), .note = "Call me",
         .business_key = "r-1", .responded_at_ms = 1700000000000);
    then_told(marketing, response_recorded, .campaign_id = id, .customer_id = SARA, .campaign_name = "Spring",
              .kind = MARKETING__RESPONSE_KIND__INTERESTED, .channel = PV__CHANNEL__EMAIL, .note = "Call me");
    when_refused(marketing, ALREADY_RECORDED, record_response, .campaign_id = id, .customer = BY_ID(SARA),
                 .business_key = "r-1");
    when_refused(marketing, CAMPAIGN_NOT_FOUND, record_response, .campaign_id = SARA,
                 .customer = BY_ID(SARA));
    when_refused(marketing, INVALID_INPUT, record_response, .campaign_id = id);
    pv_identifier email = {BASE(identifier), .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                           .value = "new@example.com", .has_kind = 1};
    pv_customer_reference stranger = {BASE(customer_reference), .identifier = &email, .name = "Nima"};
    when(marketing, record_response, .campaign_id = id, .customer = &stranger,
         .kind = MARKETING__RESPONSE_KIND__ASKED);
    then_told_card(marketing, customer_introduced, .kind = PV__CUSTOMER_KIND__PERSON);
    assert_int_equal(ask(marketing, get_campaign, campaign, .campaign_id = id)->responses, 2);
    assert_int_equal(ask(marketing, list_responses, response_page, .campaign_id = id)->n_rows, 2);
    when(marketing, change_campaign_state, .campaign_id = id, .state = MARKETING__CAMPAIGN_STATE__CANCELLED);
    when_refused(marketing, CAMPAIGN_CALLED_OFF, record_response, .campaign_id = id, .customer = BY_ID(SARA));
    when_card(marketing, erase_customer, .customer_id = SARA);
    marketing_response_page *page = ask(marketing, list_responses, response_page, .campaign_id = id);
    for (size_t i = 0; i < page->n_rows; i++)
        assert_true(!page->rows[i]->note || !*page->rows[i]->note);
    then_rebuild_is_equal(marketing);
}
