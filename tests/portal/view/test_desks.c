/* Desks: alerts, inboxes, kept views. */
#include "view_test.h"

static void hear_task(Department *portal, const char *owner)
{
    sales_activity task = {BASE(sales, activity), .activity_id = TASK, .kind = SALES__ACTIVITY_KIND__TASK,
                           .state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED, .subject = "Write to Sara", .owner = owner,
                           .customer_id = SARA, .due_at_ms = department_now_ms(portal) + 1000};
    when_heard(portal, sales, activity_planned, .activity = &task, .customer_id = SARA, .activity_id = TASK);
}

TEST(an_inbox_holds_what_is_to_be_done)
{
    Department *portal = given_portal();
    hear_task(portal, "sahar");
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, NULL);
    when_heard(portal, sales, lead_captured, .lead_id = LEAD, .number = "L-1", .customer_id = OMID, .subject = "Asks");
    portal_inbox *inbox = inbox_of(portal, "sahar", "seller");
    assert_string_equal(inbox->person, "sahar");
    assert_int_equal(inbox->n_activities, 1);
    assert_string_equal(inbox->activities[0]->customer_name, "Sara Karimi");
    assert_int_equal(inbox->n_deals, 1);
    assert_int_equal(inbox->n_leads, 0);
    assert_int_equal(inbox->n_leads_unassigned, 1);
    assert_int_equal(inbox->n_cases_unassigned, 0);
    assert_int_equal(inbox->n_alerts, 2);
    assert_int_equal(inbox->alerts[0]->kind, PORTAL__ALERT_KIND__ALERT_HANDED_OVER);
    assert_string_equal(inbox->alerts[0]->title, "Chairs");
    assert_string_equal(inbox->alerts[0]->customer_name, "Sara Karimi");
    assert_int_equal(inbox->counts->activities, 1);
    assert_int_equal(inbox->counts->activities_due, 0);
    assert_int_equal(inbox->counts->deals, 1);
    assert_int_equal(inbox->counts->leads_unassigned, 1);
    assert_int_equal(inbox->counts->alerts_unseen, 2);
    when_time_passes(portal, 5000);
    assert_int_equal(inbox_of(portal, "sahar", "seller")->counts->activities_due, 1);
    inbox = inbox_of(portal, "neda", "agent");
    assert_int_equal(inbox->n_cases_unassigned, 1);
    assert_int_equal(inbox->n_leads_unassigned, 0);
    department_act_as(portal, "neda", "agent");
    ask_refused(portal, NOT_ALLOWED, get_inbox, .person = "sahar");
    ask_refused(portal, NOT_ALLOWED, list_alerts, .person = "sahar");
    department_act_as(portal, "boss", "manager");
    assert_int_equal(ask(portal, get_inbox, inbox, .person = "sahar")->n_deals, 1);
}

TEST(people_are_told_what_concerns_them)
{
    Department *portal = given_portal();
    pv_sales_facts owned = {BASE(pv, sales_facts), .owner = "sahar"};
    when_heard_card(portal, "sales", facts_announced, .customer_id = SARA, .sales = &owned);
    hear_task(portal, "sahar");
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, "sahar");
    const char *watchers[] = {"boss", "sahar"};
    when_heard(portal, sales, account_assigned, .customer_id = SARA, .owner = "sahar");
    when_heard(portal, sales, activity_reminded, .activity_id = TASK, .customer_id = SARA, .owner = "sahar");
    when_heard(portal, sales, deal_stalled, .deal_id = DEAL, .customer_id = SARA, .owner = "sahar");
    when_heard(portal, support, case_changed, .case_id = CASE, .customer_id = SARA, .subject = "A broken chair",
               .n_watchers = 2, .watchers = watchers);
    when_heard(portal, support, case_message_added, .case_id = CASE, .customer_id = SARA,
               .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND);
    when_heard(portal, support, case_priority_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_PRIORITY__URGENT);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__REOPENED);
    when_heard(portal, loyalty, tier_changed, .customer_id = SARA, .from = "gold", .to = "silver");
    when_heard(portal, analytics, lifecycle_changed, .customer_id = SARA, .from = "retention", .to = "attrition");
    when_heard(portal, analytics, lifecycle_changed, .customer_id = SARA, .from = "attrition", .to = "retention");
    department_historical(portal, true);
    when_heard(portal, loyalty, tier_changed, .customer_id = SARA, .from = "silver", .to = "gold");
    department_historical(portal, false);
    assert_int_equal(inbox_of(portal, "sahar", "seller")->counts->alerts_unseen, 11);
    portal_inbox *boss = inbox_of(portal, "boss", "manager");
    assert_int_equal(boss->n_alerts, 2);
    assert_int_equal(boss->alerts[0]->kind, PORTAL__ALERT_KIND__ALERT_WATCHED);
    then_rebuild_is_equal(portal);
}

TEST(alerts_are_seen_put_aside_and_done)
{
    Department *portal = given_portal();
    hear_task(portal, "sahar");
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, "sahar");
    department_act_as(portal, "sahar", "seller");
    uint64_t first[] = {1}, second[] = {2, 2, 77};
    when(portal, mark_alerts, .n_numbers = 1, .numbers = first, .seen = 1);
    assert_int_equal(ask(portal, get_inbox, inbox)->counts->alerts_unseen, 2);
    when(portal, mark_alerts, .n_numbers = 3, .numbers = second, .snoozed_until_ms = department_now_ms(portal) + DAY_MS);
    assert_int_equal(ask(portal, list_alerts, alert_page)->n_rows, 2);
    assert_int_equal(ask(portal, list_alerts, alert_page, .snoozed = 1)->n_rows, 3);
    assert_int_equal(ask(portal, list_alerts, alert_page, .unseen = 1)->n_rows, 1);
    when_time_passes(portal, 2 * DAY_MS);
    assert_int_equal(ask(portal, list_alerts, alert_page)->n_rows, 3);
    when(portal, mark_alerts, .n_numbers = 3, .numbers = second, .done = 1);
    portal_desk *desk = (portal_desk *)when(portal, mark_alerts, .all = 1, .up_to_number = 3, .seen = 1);
    assert_int_equal(desk->unseen, 0);
    assert_int_equal(desk->alerts, 2);
    portal_alert_page *page = ask(portal, list_alerts, alert_page, .limit = 1);
    assert_int_equal(page->rows[0]->number, 3);
    char next[600];
    snprintf(next, sizeof next, "%s", page->next);
    assert_int_equal(ask(portal, list_alerts, alert_page, .after = next)->rows[0]->number, 1);
    ask_refused(portal, INVALID_INPUT, list_alerts, .after = "zz");
    when_refused(portal, INVALID_INPUT, mark_alerts, .n_numbers = 1, .numbers = first);
    when_refused(portal, INVALID_INPUT, mark_alerts, .seen = 1);
    when_refused(portal, INVALID_INPUT, mark_alerts, .seen = 1, .all = 1, .n_numbers = 1, .numbers = first);
    when(portal, mark_alerts, .all = 1, .done = 1);
    assert_int_equal(ask(portal, list_alerts, alert_page)->n_rows, 0);
    then_rebuild_is_equal(portal);
}

TEST(only_the_newest_alerts_are_kept)
{
    Department *portal = given_portal();
    hear_deal(portal, SARA, "sahar");
    for (int i = 0; i < VIEW_ALERT_LIMIT + 20; i++)
        when_heard(portal, sales, deal_stalled, .deal_id = DEAL, .customer_id = SARA, .owner = "sahar");
    assert_int_equal(inbox_of(portal, "sahar", "seller")->counts->alerts_unseen, VIEW_ALERT_LIMIT);
    then_rebuild_is_equal(portal);
}

TEST(views_are_kept_shared_and_taken_away)
{
    Department *portal = given_portal();
    const char *columns[] = {"name", "tier"};
    department_act_as(portal, "sahar", "seller");
    portal_saved_view *view = (portal_saved_view *)when(portal, create_view, .page = "customers", .name = "My gold",
                                                        .filter = "{\"tier\":\"gold\"}", .n_columns = 2,
                                                        .columns = columns);
    char id[40];
    snprintf(id, sizeof id, "%s", view->view_id);
    assert_string_equal(view->person, "sahar");
    assert_int_equal(ask(portal, list_views, view_page, .page = "customers")->n_rows, 1);
    assert_int_equal(ask(portal, list_views, view_page, .page = "deals")->n_rows, 0);
    department_act_as(portal, "omid", "seller");
    assert_int_equal(ask(portal, list_views, view_page)->n_rows, 0);
    when_refused(portal, VIEW_NOT_FOUND, change_view, .view_id = id, .name = "Mine now");
    department_act_as(portal, "sahar", "seller");
    view = (portal_saved_view *)when(portal, change_view, .view_id = id, .name = "Gold", .shared = 1, .order = "name");
    assert_string_equal(view->name, "Gold");
    assert_int_equal(view->n_columns, 2);
    when(portal, change_view, .view_id = id, .filter = "{}", .n_columns = 1, .columns = columns);
    assert_int_equal(ask(portal, list_views, view_page)->n_rows, 1);
    department_act_as(portal, "omid", "seller");
    assert_int_equal(ask(portal, list_views, view_page)->rows[0]->n_columns, 1);
    when_refused(portal, NOT_YOUR_VIEW, delete_view, .view_id = id);
    department_act_as(portal, "boss", "manager");
    when(portal, delete_view, .view_id = id);
    assert_int_equal(ask(portal, list_views, view_page)->n_rows, 0);
    when_refused(portal, VIEW_NOT_FOUND, delete_view, .view_id = id);
    when_refused(portal, INVALID_INPUT, create_view, .page = "customers");
    when_refused(portal, INVALID_INPUT, create_view, .name = "No page");
    when_refused(portal, INVALID_INPUT, create_view, .view_id = "x", .page = "customers", .name = "x");
    char longer[VIEW_FILTER_LIMIT_BYTES + 2];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    when_refused(portal, INVALID_INPUT, create_view, .page = "customers", .name = "x", .filter = longer);
    when_refused(portal, INVALID_INPUT, create_view, .page = "customers", .name = longer);
    for (int i = 0; i < VIEW_VIEW_LIMIT; i++)
        when(portal, create_view, .page = "deals", .name = "One of many");
    when_refused(portal, TOO_MANY_VIEWS, create_view, .page = "deals", .name = "One too many");
    then_rebuild_is_equal(portal);
}
