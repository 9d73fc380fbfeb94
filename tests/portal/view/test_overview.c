/* The overview of a customer, figures, and how far departments were heard. */
#include "view_test.h"

TEST(an_overview_shows_everything)
{
    Department *portal = given_portal();
    pv_loyalty_facts member = {BASE(pv, loyalty_facts), .tier = "gold", .points = 420};
    when_heard_card(portal, "loyalty", facts_announced, .customer_id = SARA, .loyalty = &member);
    when_heard_card(portal, "sales", consent_granted, .customer_id = SARA, .consent_id = LEAD,
                    .channel = PV__CHANNEL__EMAIL, .purpose = PV__PURPOSE__MARKETING, .given_at_ms = 1);
    when_heard_card(portal, "sales", relation_added, .customer_id = OMID, .relation_id = TASK,
                    .other_customer_id = SARA, .kind = "partner");
    when_heard_card(portal, "sales", duplicate_suggested, .customer_id = SARA, .other_id = OMID, .score = 60,
                    .reason = "The same name.");
    when_heard(portal, marketing, list_member_added, .list_id = LIST, .list_name = "Friends", .customer_id = SARA);
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, "neda");
    for (int i = 0; i < 12; i++) {
        char id[40];
        snprintf(id, sizeof id, "01900000-0000-7000-8000-0000000001%02d", i);
        sales_activity task = {BASE(sales, activity), .activity_id = id, .kind = SALES__ACTIVITY_KIND__TASK,
                               .state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED, .subject = "Task", .owner = "sahar",
                               .customer_id = SARA, .due_at_ms = 1000000 - i};
        when_heard(portal, sales, activity_planned, .activity = &task, .customer_id = SARA, .activity_id = id);
        when_heard(portal, sales, invoice_paid, .invoice_id = id, .number = "I", .customer_id = SARA);
    }
    portal_overview *overview = overview_of(portal, SARA);
    assert_string_equal(overview->card->display_name, "Sara Karimi");
    assert_int_equal(overview->card->loyalty->points, 420);
    assert_int_equal(overview->n_timeline, VIEW_TIMELINE_LIMIT);
    assert_non_null(overview->timeline_next);
    assert_int_equal(overview->n_related, 1);
    assert_string_equal(overview->related[0]->name, "Omid Rahimi");
    assert_int_equal(overview->n_duplicates, 1);
    assert_string_equal(overview->duplicates[0]->customer_id, OMID);
    assert_int_equal(overview->duplicates[0]->suggestion->score, 60);
    assert_int_equal(overview_of(portal, OMID)->n_duplicates, 1);
    overview = overview_of(portal, SARA);
    assert_string_equal(overview->lists[0]->list_name, "Friends");
    assert_int_equal(overview->n_reach, 6);
    assert_true(overview->reach[0]->allowed);
    assert_false(overview->reach[2]->allowed);
    assert_true(overview->reach[3]->allowed);
    assert_int_equal(overview->n_sources, 4);
    assert_string_equal(overview->sources[0]->source, "loyalty");
    assert_true(overview->sources[0]->recorded_at_ms > 0);
    char next[300];
    snprintf(next, sizeof next, "%s", overview->timeline_next);
    portal_timeline_page *rest = ask(portal, list_timeline, timeline_page, .customer_id = SARA, .after = next);
    assert_true(rest->n_rows > 5);
    ask_refused(portal, CUSTOMER_NOT_FOUND, get_overview, .customer_id = STRANGER);
    ask_refused(portal, INVALID_INPUT, get_overview, .customer_id = "sara");
    then_rebuild_is_equal(portal);
}

TEST(a_customer_is_shown_before_the_introduction_is_heard)
{
    Department *portal = given_portal();
    ask_refused(portal, CUSTOMER_NOT_FOUND, list_timeline, .customer_id = STRANGER);
    hear_deal(portal, STRANGER, "sahar");
    portal_overview *overview = overview_of(portal, STRANGER);
    assert_string_equal(overview->card->customer_id, STRANGER);
    assert_int_equal(overview->n_open_items, 1);
    assert_int_equal(overview->n_timeline, 1);
    for (size_t i = 0; i < overview->n_reach; i++)
        assert_false(overview->reach[i]->allowed);
    portal_timeline_page *page = ask(portal, list_timeline, timeline_page, .customer_id = STRANGER);
    assert_int_equal(page->n_rows, 1);
    when_heard_card(portal, "loyalty", customer_introduced, .customer_id = STRANGER, .kind = PV__CUSTOMER_KIND__PERSON);
    assert_int_equal(overview_of(portal, STRANGER)->n_open_items, 1);
    then_rebuild_is_equal(portal);
}

TEST(an_overview_shows_the_items_due_first)
{
    Department *portal = given_portal();
    for (int i = 0; i < 30; i++) {
        char id[40];
        snprintf(id, sizeof id, "01900000-0000-7000-8000-0000000001%02d", i);
        sales_activity task = {BASE(sales, activity), .activity_id = id, .kind = SALES__ACTIVITY_KIND__TASK,
                               .state = SALES__ACTIVITY_STATE__ACTIVITY_PLANNED, .subject = "Task", .owner = "sahar",
                               .customer_id = i % 2 ? SARA : OMID, .due_at_ms = 1000000 - (i * 7) % 30};
        when_heard(portal, sales, activity_planned, .activity = &task, .customer_id = task.customer_id,
                   .activity_id = id);
        snprintf(id, sizeof id, "01900000-0000-7000-8000-0000000002%02d", i);
        when_heard(portal, sales, invoice_paid, .invoice_id = id, .number = "I", .customer_id = SARA);
    }
    hear_deal(portal, SARA, "sahar");
    pv_link_pair pair = {BASE(pv, link_pair), .customer_id = SARA, .other_id = OMID, .turn = 1};
    pv_link_pair *pairs[] = {&pair};
    when_heard_card(portal, "support", customers_linked, .n_pairs = 1, .pairs = pairs);
    portal_overview *overview = overview_of(portal, OMID);
    assert_int_equal(overview->n_open_items, VIEW_OPEN_LIMIT + 1);
    assert_int_equal(overview->open_items[0]->kind, PORTAL__ITEM_KIND__ITEM_DEAL);
    assert_int_equal(overview->open_items[1]->due_at_ms, 1000000 - 29);
    assert_int_equal(overview->open_items[10]->due_at_ms, 1000000 - 20);
    assert_int_equal(overview->n_counts, 2);
    assert_int_equal(overview->counts[1]->open, 30);
    assert_int_equal(overview->n_closed_items, VIEW_CLOSED_LIMIT);
}

TEST(figures_add_up_by_local_days)
{
    Department *portal = given_portal();
    const int64_t midnight_in_tehran = 1700000000000LL / DAY_MS * DAY_MS - 210 * 60000LL;
    const char *names[] = {"deals_won", "points_earned", "cases_resolved"}, *unknown[] = {"secrets_told"};
    for (int i = 0; i < 4; i++) {
        department_heard_at(portal, midnight_in_tehran + (i - 2) * 3600000LL);
        when_heard(portal, sales, deal_won, .deal_id = DEAL, .customer_id = SARA, .value = MONEY(100 + i, "EUR"));
        when_heard(portal, loyalty, points_earned, .customer_id = SARA, .posting_id = ORDER, .points = 10);
    }
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__RESOLVED);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__CLOSED);
    department_heard_at(portal, 0);
    portal_figure_table *table = ask(portal, list_figures, figure_table, .n_names = 3, .names = names,
                                     .from_ms = midnight_in_tehran - DAY_MS, .to_ms = midnight_in_tehran + DAY_MS,
                                     .zone_minutes = 210);
    assert_int_equal(table->n_rows, 5);
    assert_int_equal(table->rows[0]->count, 2);
    assert_int_equal(table->rows[0]->from_ms, midnight_in_tehran - DAY_MS);
    assert_int_equal(table->rows[0]->amounts[0]->amount_minor, 201);
    assert_int_equal(table->rows[1]->amounts[0]->amount_minor, 205);
    assert_int_equal(table->rows[3]->points, 20);
    assert_int_equal(table->rows[4]->count, 1);
    table = ask(portal, list_figures, figure_table, .n_names = 1, .names = names, .hours = 48,
                .from_ms = midnight_in_tehran - DAY_MS, .to_ms = midnight_in_tehran + DAY_MS, .zone_minutes = 210);
    assert_true(table->n_rows <= 2);
    ask_refused(portal, INVALID_INPUT, list_figures, .from_ms = 1, .to_ms = 2);
    ask_refused(portal, INVALID_INPUT, list_figures, .n_names = 1, .names = names, .from_ms = 2, .to_ms = 1);
    ask_refused(portal, INVALID_INPUT, list_figures, .n_names = 1, .names = names, .from_ms = 1,
                .to_ms = 500 * DAY_MS);
    ask_refused(portal, INVALID_INPUT, list_figures, .n_names = 1, .names = unknown, .from_ms = 1, .to_ms = 2);
    ask_refused(portal, INVALID_INPUT, list_figures, .n_names = 1, .names = names, .from_ms = 1, .to_ms = 2,
                .hours = 9000);
    ask_refused(portal, INVALID_INPUT, list_figures, .n_names = 1, .names = names, .from_ms = 1, .to_ms = 2,
                .zone_minutes = 100000);
    then_rebuild_is_equal(portal);
}

TEST(the_portal_knows_how_far_it_heard_each_department)
{
    Department *portal = given_portal();
    hear_case(portal, SARA, "neda");
    portal_department_page *page = ask(portal, list_departments, department_page);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->source, "sales");
    assert_int_equal(page->rows[0]->sequence, 2);
    assert_string_equal(page->rows[1]->source, "support");
    department_restart(portal);
    assert_int_equal(ask(portal, list_departments, department_page)->n_rows, 2);
    then_rebuild_is_equal(portal);
}

TEST(a_type_that_is_not_known_is_passed_over)
{
    Department *portal = given_portal();
    when_heard_card(portal, "sales", card_time_reached, .reached_ms = 1);
    when_heard(portal, analytics, rfm_changed, .customer_id = SARA, .rfm_cell = "545", .from_cell = "111",
               .segment = "champions");
    portal_timeline_page *page = ask(portal, list_timeline, timeline_page, .customer_id = SARA);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->from, "111");
    assert_string_equal(page->rows[0]->to, "545");
}
