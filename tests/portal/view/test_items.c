/* Items: every event of sales, support, marketing and loyalty that makes or changes one. */
#include "view_test.h"

TEST(a_lead_goes_its_way)
{
    Department *portal = given_portal();
    when_heard(portal, sales, lead_captured, .lead_id = LEAD, .number = "L-000001", .customer_id = SARA,
               .source = SALES__LEAD_SOURCE__FORM, .subject = "Wants chairs", .captured_at_ms = department_now_ms(portal),
               .response_due_at_ms = department_now_ms(portal) + DAY_MS);
    portal_item *lead = item_of(portal, LEAD);
    assert_int_equal(lead->kind, PORTAL__ITEM_KIND__ITEM_LEAD);
    assert_string_equal(lead->state, "LEAD_NEW");
    assert_string_equal(lead->variety, "FORM");
    assert_string_equal(lead->customer_name, "Sara Karimi");
    assert_false(lead->closed);
    assert_int_equal(counted(portal, "item", "ITEM_LEAD/LEAD_NEW"), 1);
    assert_int_equal(counted(portal, "desk", "*/ITEM_LEAD"), 1);
    when_heard(portal, sales, lead_went_overdue, .lead_id = LEAD, .customer_id = SARA);
    assert_true(item_of(portal, LEAD)->alarm);
    when_heard(portal, sales, lead_assigned, .lead_id = LEAD, .customer_id = SARA, .owner = "sahar");
    assert_string_equal(item_of(portal, LEAD)->state, "LEAD_ASSIGNED");
    assert_int_equal(counted(portal, "desk", "*/ITEM_LEAD"), 0);
    assert_int_equal(counted(portal, "desk", "sahar/ITEM_LEAD"), 1);
    when_heard(portal, sales, lead_worked, .lead_id = LEAD, .customer_id = SARA, .note = "Called");
    lead = item_of(portal, LEAD);
    assert_string_equal(lead->state, "LEAD_WORKING");
    assert_false(lead->has_due_at_ms || lead->alarm);
    when_heard(portal, sales, lead_qualified, .lead_id = LEAD, .customer_id = SARA);
    when_heard(portal, sales, lead_worked, .lead_id = LEAD, .customer_id = SARA);
    assert_string_equal(item_of(portal, LEAD)->state, "LEAD_QUALIFIED");
    when_heard(portal, sales, lead_recycled, .lead_id = LEAD, .customer_id = SARA, .reason = "not now");
    assert_true(item_of(portal, LEAD)->closed);
    assert_int_equal(counted(portal, "desk", "sahar/ITEM_LEAD"), 0);
    when_heard(portal, sales, lead_assigned, .lead_id = LEAD, .customer_id = SARA, .owner = "omid");
    assert_false(item_of(portal, LEAD)->closed);
    when_heard(portal, sales, lead_converted, .lead_id = LEAD, .customer_id = SARA, .deal_id = DEAL);
    lead = item_of(portal, LEAD);
    assert_true(lead->closed && lead->has_closed_at_ms);
    assert_string_equal(lead->deal_id, DEAL);
    when_heard(portal, sales, lead_disqualified, .lead_id = LEAD, .customer_id = SARA);
    assert_int_equal(counted(portal, "item", "ITEM_LEAD/LEAD_DISQUALIFIED"), 1);
    assert_int_equal(counted(portal, "item", "ITEM_LEAD/LEAD_NEW"), 0);
    then_rebuild_is_equal(portal);
}

TEST(a_deal_goes_its_way)
{
    Department *portal = given_portal();
    hear_deal(portal, SARA, "sahar");
    assert_int_equal(counted(portal, "stage", "standard/need"), 1);
    when_heard(portal, sales, deal_changed, .deal_id = DEAL, .customer_id = SARA, .title = "Chairs and tables",
               .value = MONEY(80000, "EUR"), .owner = "omid", .expected_close_at_ms = department_now_ms(portal) + DAY_MS);
    portal_item *deal = item_of(portal, DEAL);
    assert_string_equal(deal->title, "Chairs and tables");
    assert_int_equal(deal->amount->amount_minor, 80000);
    assert_string_equal(deal->number, "D-000001");
    when_heard(portal, sales, deal_stalled, .deal_id = DEAL, .customer_id = SARA, .owner = "omid");
    assert_true(item_of(portal, DEAL)->alarm);
    when_heard(portal, sales, deal_stage_changed, .deal_id = DEAL, .customer_id = SARA, .from_stage_id = "need",
               .to_stage_id = "proposal", .probability_percent = 60);
    deal = item_of(portal, DEAL);
    assert_false(deal->alarm);
    assert_string_equal(deal->stage_id, "proposal");
    const char *groups[] = {"stage"};
    portal_counter_page *stages = ask(portal, list_counters, counter_page, .n_groups = 1, .groups = groups);
    assert_int_equal(stages->n_rows, 1);
    assert_string_equal(stages->rows[0]->value, "standard/proposal");
    assert_int_equal(stages->rows[0]->amounts[0]->amount_minor, 80000);
    when_heard(portal, sales, deal_won, .deal_id = DEAL, .customer_id = SARA, .value = MONEY(80000, "EUR"));
    assert_int_equal(counted(portal, "stage", "standard/proposal"), 0);
    assert_int_equal(item_of(portal, DEAL)->probability_percent, 100);
    when_heard(portal, sales, deal_reopened, .deal_id = DEAL, .customer_id = SARA, .stage_id = "need",
               .probability_percent = 20);
    assert_int_equal(counted(portal, "stage", "standard/need"), 1);
    assert_false(item_of(portal, DEAL)->has_closed_at_ms);
    when_heard(portal, sales, deal_lost, .deal_id = DEAL, .customer_id = SARA, .reason = "price");
    assert_int_equal(counted(portal, "item", "ITEM_DEAL/DEAL_LOST"), 1);
    then_rebuild_is_equal(portal);
}

TEST(an_activity_goes_its_way)
{
    Department *portal = given_portal();
    sales_activity task = {BASE(sales, activity), .activity_id = TASK, .kind = SALES__ACTIVITY_KIND__PHONE_CALL,
                           .state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED, .subject = "Call Sara", .owner = "sahar",
                           .customer_id = SARA, .due_at_ms = department_now_ms(portal) + DAY_MS};
    when_heard(portal, sales, activity_planned, .activity = &task, .customer_id = SARA, .activity_id = TASK);
    portal_item *item = item_of(portal, TASK);
    assert_string_equal(item->variety, "PHONE_CALL");
    assert_int_equal(item->due_at_ms, task.due_at_ms);
    when_heard(portal, sales, activity_reminded, .activity_id = TASK, .customer_id = SARA, .owner = "sahar");
    assert_true(item_of(portal, TASK)->alarm);
    when_heard(portal, sales, activity_moved, .activity_id = TASK, .customer_id = SARA, .owner = "omid",
               .due_at_ms = task.due_at_ms + DAY_MS);
    item = item_of(portal, TASK);
    assert_string_equal(item->owner, "omid");
    assert_int_equal(item->due_at_ms, task.due_at_ms + DAY_MS);
    when_heard(portal, sales, activity_done, .activity_id = TASK, .customer_id = SARA, .outcome = "She agrees");
    assert_string_equal(item_of(portal, TASK)->state, "ACTIVITY_DONE");
    when_heard(portal, sales, activity_cancelled, .activity_id = TASK, .customer_id = SARA);
    assert_true(item_of(portal, TASK)->closed);
    assert_int_equal(counted(portal, "desk", "omid/ITEM_ACTIVITY"), 0);
    then_rebuild_is_equal(portal);
}

TEST(a_case_goes_its_way)
{
    Department *portal = given_portal();
    hear_case(portal, SARA, NULL);
    assert_string_equal(item_of(portal, CASE)->channel, "EMAIL");
    assert_int_equal(counted(portal, "desk", "*/ITEM_CASE"), 1);
    when_heard(portal, support, case_assigned, .case_id = CASE, .customer_id = SARA, .to = "neda");
    when_heard(portal, support, case_queue_changed, .case_id = CASE, .customer_id = SARA, .to = ORDER);
    when_heard(portal, support, case_priority_changed, .case_id = CASE, .customer_id = SARA,
               .from = SUPPORT__CASE_PRIORITY__NORMAL, .to = SUPPORT__CASE_PRIORITY__URGENT);
    when_heard(portal, support, case_message_added, .case_id = CASE, .customer_id = SARA, .message_number = 1,
               .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND, .body = "It broke", .written_at_ms = 77);
    const char *watchers[] = {"neda", "boss"};
    when_heard(portal, support, case_changed, .case_id = CASE, .customer_id = SARA, .subject = "Two broken chairs",
               .kind = SUPPORT__CASE_KIND__RETURN, .severity = SUPPORT__CASE_SEVERITY__SEVERE, .n_watchers = 2,
               .watchers = watchers);
    portal_item *item = item_of(portal, CASE);
    assert_string_equal(item->owner, "neda");
    assert_string_equal(item->title, "Two broken chairs");
    assert_string_equal(item->variety, "RETURN");
    assert_string_equal(item->last_direction, "INBOUND");
    assert_int_equal(item->priority, 4);
    assert_true(item->alarm);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__SNOOZED, .snoozed_until_ms = 1234567);
    assert_int_equal(item_of(portal, CASE)->snoozed_until_ms, 1234567);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__RESOLVED);
    assert_true(item_of(portal, CASE)->closed);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__REOPENED);
    assert_false(item_of(portal, CASE)->closed);
    when_heard(portal, support, case_merged, .case_id = CASE, .customer_id = SARA, .into_case_id = LEAD);
    assert_string_equal(item_of(portal, CASE)->state, "MERGED");
    assert_int_equal(counted(portal, "item", "ITEM_CASE/MERGED"), 1);
    then_rebuild_is_equal(portal);
}

TEST(purchases_are_items_too)
{
    Department *portal = given_portal();
    sales_line line = {BASE(sales, line), .line_id = "1", .product_name = "Chair", .quantity = 2, .amount_minor = 9000};
    sales_line *lines[] = {&line};
    when_heard(portal, sales, order_placed, .order_id = ORDER, .number = "O-1", .customer_id = SARA, .n_lines = 1,
               .lines = lines, .total = MONEY(9000, "EUR"), .channel = "shop");
    assert_string_equal(item_of(portal, ORDER)->state, "ORDER_PLACED");
    assert_string_equal(item_of(portal, ORDER)->title, "Chair");
    assert_int_equal(item_of(portal, ORDER)->lines, 1);
    when_heard(portal, sales, invoice_issued, .invoice_id = INVOICE, .number = "I-1", .order_id = ORDER,
               .customer_id = SARA, .total = MONEY(9000, "EUR"), .due_at_ms = 99);
    assert_string_equal(item_of(portal, ORDER)->state, "ORDER_INVOICED");
    assert_string_equal(item_of(portal, INVOICE)->state, "INVOICE_OPEN");
    when_heard(portal, sales, payment_received, .payment_id = LEAD, .invoice_id = INVOICE, .customer_id = SARA,
               .amount = MONEY(4000, "EUR"));
    assert_int_equal(item_of(portal, INVOICE)->paid_minor, 4000);
    when_heard(portal, sales, invoice_paid, .invoice_id = INVOICE, .number = "I-1", .order_id = ORDER,
               .customer_id = SARA, .total = MONEY(9000, "EUR"));
    assert_int_equal(item_of(portal, INVOICE)->paid_minor, 9000);
    assert_true(item_of(portal, INVOICE)->closed);
    when_heard(portal, sales, refund_given, .refund_id = REFUND, .invoice_id = INVOICE, .order_id = ORDER,
               .customer_id = SARA, .total = MONEY(4500, "EUR"), .reason = "broken");
    assert_string_equal(item_of(portal, REFUND)->title, "broken");
    when_heard(portal, sales, order_placed, .order_id = LEAD, .number = "O-2", .customer_id = SARA);
    portal_item_page *orders = ask(portal, list_items, item_page, .kind = PORTAL__ITEM_KIND__ITEM_ORDER);
    assert_int_equal(orders->n_rows, 2); /* what is not invoiced comes first */
    assert_string_equal(orders->rows[0]->number, "O-2");
    assert_string_equal(orders->rows[1]->number, "O-1");
    when_heard(portal, sales, order_cancelled, .order_id = LEAD, .customer_id = SARA);
    assert_string_equal(item_of(portal, LEAD)->state, "ORDER_CANCELLED");
    when_heard(portal, sales, invoice_issued, .invoice_id = DEAL, .order_id = LEAD, .customer_id = SARA, .at_once = 1);
    ask_refused(portal, NOT_FOUND, get_item, .item_id = DEAL);
    then_rebuild_is_equal(portal);
}

TEST(responses_and_redemptions_are_items_too)
{
    Department *portal = given_portal();
    when_heard(portal, marketing, response_recorded, .response_id = LEAD, .campaign_id = CAMPAIGN,
               .campaign_name = "Spring", .customer_id = SARA, .kind = MARKETING__RESPONSE_KIND__INTERESTED,
               .channel = PV__CHANNEL__WEB, .responded_at_ms = 5);
    assert_string_equal(item_of(portal, LEAD)->title, "Spring");
    assert_string_equal(item_of(portal, LEAD)->variety, "INTERESTED");
    when_heard(portal, loyalty, points_redeemed, .customer_id = SARA, .posting_id = ORDER, .points = 300,
               .reward = "Mug");
    assert_int_equal(item_of(portal, ORDER)->points, 300);
    when_heard(portal, loyalty, points_restored, .customer_id = SARA, .posting_id = INVOICE, .redemption_id = ORDER,
               .points = 300);
    assert_string_equal(item_of(portal, ORDER)->state, "CANCELLED");
    when_heard(portal, loyalty, points_restored, .customer_id = SARA, .posting_id = INVOICE, .redemption_id = REFUND);
    then_rebuild_is_equal(portal);
}

TEST(events_about_items_never_heard_of_change_nothing)
{
    Department *portal = given_portal();
    when_heard(portal, sales, lead_assigned, .lead_id = LEAD, .customer_id = SARA, .owner = "sahar");
    when_heard(portal, sales, lead_worked, .lead_id = LEAD, .customer_id = SARA);
    when_heard(portal, sales, lead_went_overdue, .lead_id = LEAD, .customer_id = SARA);
    when_heard(portal, sales, deal_changed, .deal_id = DEAL, .customer_id = SARA);
    when_heard(portal, sales, deal_stage_changed, .deal_id = DEAL, .customer_id = SARA);
    when_heard(portal, sales, deal_stalled, .deal_id = DEAL, .customer_id = SARA);
    when_heard(portal, sales, deal_won, .deal_id = DEAL, .customer_id = SARA);
    when_heard(portal, sales, deal_reopened, .deal_id = DEAL, .customer_id = SARA);
    when_heard(portal, sales, activity_planned, .activity_id = TASK);
    when_heard(portal, sales, activity_moved, .activity_id = TASK);
    when_heard(portal, sales, activity_done, .activity_id = TASK);
    when_heard(portal, sales, activity_reminded, .activity_id = TASK);
    when_heard(portal, sales, payment_received, .invoice_id = INVOICE, .customer_id = SARA);
    when_heard(portal, sales, order_cancelled, .order_id = ORDER, .customer_id = SARA);
    when_heard(portal, support, case_assigned, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_merged, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_priority_changed, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_queue_changed, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_changed, .case_id = CASE, .customer_id = SARA);
    when_heard(portal, support, case_message_added, .case_id = CASE, .customer_id = SARA);
    assert_int_equal(ask(portal, list_items, item_page, .customer_id = SARA)->n_rows, 0);
    then_rebuild_is_equal(portal);
}

TEST(items_are_listed_by_customer_owner_and_kind)
{
    Department *portal = given_portal();
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, "neda");
    for (int i = 0; i < 30; i++) {
        char id[40];
        snprintf(id, sizeof id, "01900000-0000-7000-8000-0000000001%02d", i);
        sales_activity task = {BASE(sales, activity), .activity_id = id, .kind = SALES__ACTIVITY_KIND__TASK,
                               .state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED, .subject = "Task", .owner = "sahar",
                               .customer_id = i % 2 ? SARA : OMID, .due_at_ms = i > 0 ? 1000000 - i : 0};
        when_heard(portal, sales, activity_planned, .activity = &task, .customer_id = task.customer_id,
                   .activity_id = id);
    }
    portal_item_page *page = ask(portal, list_items, item_page, .owner = "sahar",
                                 .kind = PORTAL__ITEM_KIND__ITEM_ACTIVITY, .limit = 20);
    assert_int_equal(page->n_rows, 20);
    assert_int_equal(page->rows[0]->due_at_ms, 1000000 - 29);
    char next[1000];
    snprintf(next, sizeof next, "%s", page->next);
    page = ask(portal, list_items, item_page, .owner = "sahar", .kind = PORTAL__ITEM_KIND__ITEM_ACTIVITY, .limit = 20,
               .after = next);
    assert_int_equal(page->n_rows, 10);
    assert_null(page->next);
    assert_false(page->rows[9]->has_due_at_ms);
    page = ask(portal, list_items, item_page, .owner = "sahar", .due_before_ms = 1000000 - 25);
    assert_int_equal(page->n_rows, 4);
    page = ask(portal, list_items, item_page, .customer_id = SARA);
    assert_int_equal(page->n_rows, 17);
    page = ask(portal, list_items, item_page, .customer_id = SARA, .kind = PORTAL__ITEM_KIND__ITEM_CASE, .limit = 1);
    assert_int_equal(page->n_rows, 1);
    snprintf(next, sizeof next, "%s", page->next);
    assert_int_equal(ask(portal, list_items, item_page, .customer_id = SARA, .kind = PORTAL__ITEM_KIND__ITEM_CASE,
                         .after = next)->n_rows, 0);
    page = ask(portal, list_items, item_page, .kind = PORTAL__ITEM_KIND__ITEM_DEAL, .state = "DEAL_OPEN");
    assert_int_equal(page->n_rows, 1);
    page = ask(portal, list_items, item_page, .kind = PORTAL__ITEM_KIND__ITEM_DEAL, .closed = 1);
    assert_int_equal(page->n_rows, 0);
    page = ask(portal, list_items, item_page, .kind = PORTAL__ITEM_KIND__ITEM_CASE, .owner = "neda", .has_closed = 1);
    assert_int_equal(page->n_rows, 1);
    ask_refused(portal, INVALID_INPUT, list_items);
    ask_refused(portal, INVALID_INPUT, list_items, .customer_id = SARA, .after = "zz");
    ask_refused(portal, INVALID_INPUT, list_items, .owner = "sahar", .after = "00");
    ask_refused(portal, INVALID_INPUT, list_counters);
    const char *groups[] = {"item", "desk"};
    assert_true(ask(portal, list_counters, counter_page, .n_groups = 2, .groups = groups)->n_rows >= 5);
    ask_refused(portal, INVALID_INPUT, list_counters, .n_groups = 2, .groups = groups, .after = "00");
    ask_refused(portal, INVALID_INPUT, list_counters, .n_groups = 1, .groups = groups, .after = "00");
}
