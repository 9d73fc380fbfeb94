/* The timeline: one row for each event about a customer, merged over joined ids, scrubbed by erasure. */
#include "view_test.h"

static portal_timeline_page *timeline_of(Department *portal, const char *customer_id)
{
    return ask(portal, list_timeline, timeline_page, .customer_id = customer_id);
}

TEST(every_event_about_a_customer_is_a_row_newest_first)
{
    Department *portal = given_portal();
    hear_deal(portal, SARA, "sahar");
    when_heard(portal, sales, deal_stage_changed, .deal_id = DEAL, .customer_id = SARA, .from_stage_id = "need",
               .to_stage_id = "proposal");
    when_heard(portal, sales, deal_won, .deal_id = DEAL, .customer_id = SARA, .value = MONEY(70000, "EUR"),
               .reason = "best offer");
    hear_case(portal, SARA, "neda");
    when_heard(portal, loyalty, points_earned, .customer_id = SARA, .posting_id = ORDER, .points = 70,
               .invoice_id = INVOICE);
    when_heard(portal, loyalty, tier_changed, .customer_id = SARA, .from = "silver", .to = "gold",
               .reason = "purchases");
    portal_timeline_page *page = timeline_of(portal, SARA);
    assert_int_equal(page->n_rows, 7);
    assert_null(page->next);
    assert_string_equal(page->rows[0]->type, "payvand.loyalty.TierChanged");
    assert_string_equal(page->rows[0]->from, "silver");
    assert_string_equal(page->rows[0]->to, "gold");
    assert_string_equal(page->rows[0]->text, "purchases");
    assert_int_equal(page->rows[1]->points, 70);
    assert_string_equal(page->rows[1]->references[1]->name, "invoice_id");
    assert_string_equal(page->rows[2]->number, "C-000001");
    assert_string_equal(page->rows[2]->channel, "EMAIL");
    assert_int_equal(page->rows[2]->item_kind, PORTAL__ITEM_KIND__ITEM_CASE);
    const portal_timeline_entry *won = page->rows[3];
    assert_string_equal(won->source, "sales");
    assert_string_equal(won->number, "D-000001");
    assert_string_equal(won->title, "Chairs");
    assert_string_equal(won->text, "best offer");
    assert_string_equal(won->item_id, DEAL);
    assert_int_equal(won->amount->amount_minor, 70000);
    assert_int_equal(won->kind, PORTAL__TIMELINE_KIND__TIMELINE_DEAL);
    assert_string_equal(page->rows[4]->to, "proposal");
    assert_string_equal(page->rows[6]->changes[0]->name, "name");
    assert_string_equal(page->rows[6]->changes[0]->text, "Sara Karimi");
    then_rebuild_is_equal(portal);
}

TEST(rows_can_be_chosen_by_department_kind_time_and_item)
{
    Department *portal = given_portal();
    int64_t start_ms = department_now_ms(portal);
    hear_deal(portal, SARA, "sahar");
    hear_case(portal, SARA, "neda");
    when_time_passes(portal, DAY_MS);
    when_heard(portal, support, case_state_changed, .case_id = CASE, .customer_id = SARA,
               .to = SUPPORT__CASE_STATE__OPEN);
    const char *sources[] = {"support"};
    Portal__TimelineKind kinds[] = {PORTAL__TIMELINE_KIND__TIMELINE_DEAL, PORTAL__TIMELINE_KIND__TIMELINE_CARD};
    assert_int_equal(ask(portal, list_timeline, timeline_page, .customer_id = SARA, .n_sources = 1,
                         .sources = sources)->n_rows, 2);
    assert_int_equal(ask(portal, list_timeline, timeline_page, .customer_id = SARA, .n_kinds = 2,
                         .kinds = kinds)->n_rows, 2);
    assert_int_equal(ask(portal, list_timeline, timeline_page, .customer_id = SARA,
                         .from_ms = start_ms + DAY_MS / 2)->n_rows, 1);
    assert_int_equal(ask(portal, list_timeline, timeline_page, .customer_id = SARA,
                         .to_ms = start_ms + DAY_MS / 2)->n_rows, 3);
    assert_int_equal(ask(portal, list_timeline, timeline_page, .customer_id = SARA, .item_id = DEAL)->n_rows, 1);
    ask_refused(portal, CUSTOMER_NOT_FOUND, list_timeline, .customer_id = STRANGER);
    ask_refused(portal, INVALID_INPUT, list_timeline, .customer_id = "sara");
    ask_refused(portal, INVALID_INPUT, list_timeline, .customer_id = SARA, .after = "yesterday");
}

static void hear_many(Department *portal, const char *customer_id, int count)
{
    for (int i = 0; i < count; i++) {
        department_heard_at(portal, 1700000000000LL + (i * 7919) % 1000);
        when_heard(portal, loyalty, points_adjusted, .customer_id = customer_id, .points = i + 1,
                   .reason = customer_id);
    }
    department_heard_at(portal, 0);
}

/* Reads page by page; every row once, in order. */
static size_t count_paged(Department *portal, const char *customer_id, uint32_t limit)
{
    char next[300] = "";
    size_t count = 0;
    int64_t last_ms = INT64_MAX;
    for (int pages = 0; pages < 1000; pages++) {
        portal_timeline_page *page = ask(portal, list_timeline, timeline_page, .customer_id = customer_id,
                                         .limit = limit, .after = next);
        assert_true(page->n_rows <= limit);
        for (size_t i = 0; i < page->n_rows; i++) {
            assert_true(page->rows[i]->at_ms <= last_ms);
            last_ms = page->rows[i]->at_ms;
        }
        count += page->n_rows;
        if (!page->next)
            return count;
        snprintf(next, sizeof next, "%s", page->next);
    }
    fail_msg("the pages do not end");
    return 0;
}

static void join(Department *portal, bool linked, uint32_t turn)
{
    pv_link_pair pair = {BASE(pv, link_pair), .customer_id = SARA, .other_id = OMID, .turn = turn};
    pv_link_pair *pairs[] = {&pair};
    if (linked)
        when_heard_card(portal, "support", customers_linked, .n_pairs = 1, .pairs = pairs);
    else
        when_heard_card(portal, "support", customers_parted, .n_pairs = 1, .pairs = pairs);
}

TEST(timelines_of_joined_customers_are_one_until_they_part)
{
    Department *portal = given_portal();
    hear_many(portal, SARA, 40);
    hear_many(portal, OMID, 25);
    size_t alone = count_paged(portal, SARA, 7);
    assert_int_equal(alone, 41);
    join(portal, true, 1);
    size_t joined = count_paged(portal, OMID, 7);
    assert_true(joined >= 67);
    assert_int_equal(count_paged(portal, SARA, 3), joined);
    assert_int_equal(count_paged(portal, SARA, 500), joined);
    assert_string_equal(overview_of(portal, OMID)->customer_id, SARA);
    join(portal, false, 2);
    assert_true(count_paged(portal, SARA, 7) < joined);
    assert_string_equal(overview_of(portal, OMID)->customer_id, OMID);
    then_rebuild_is_equal(portal);
}

TEST(a_filter_that_fits_little_is_read_in_slices)
{
    Department *portal = given_portal();
    hear_deal(portal, SARA, "sahar");
    when_time_passes(portal, DAY_MS);
    for (int i = 0; i < VIEW_LOOK_LIMIT + 50; i++)
        when_heard(portal, loyalty, points_adjusted, .customer_id = SARA, .points = i + 1);
    portal_timeline_page *page = ask(portal, list_timeline, timeline_page, .customer_id = SARA, .item_id = DEAL);
    assert_int_equal(page->n_rows, 0);
    assert_non_null(page->next);
    char next[300];
    snprintf(next, sizeof next, "%s", page->next);
    page = ask(portal, list_timeline, timeline_page, .customer_id = SARA, .item_id = DEAL, .after = next);
    assert_int_equal(page->n_rows, 1);
    assert_null(page->next);
}

TEST(erasure_scrubs_the_timeline_and_all_else)
{
    Department *portal = given_portal();
    pv_identifier mail = {BASE(pv, identifier), .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                          .value = "sara@secret.example", .claim = "00"};
    pv_postal_address address = {BASE(pv, postal_address), .city = "Secretville"};
    pv_fact facts = {BASE(pv, fact), .name = "address", .address = &address};
    pv_fact *changed[] = {&facts};
    when_heard_card(portal, "sales", identifier_added, .customer_id = SARA, .identifier = &mail);
    when_heard_card(portal, "sales", fact_changed, .customer_id = SARA, .n_facts = 1, .facts = changed);
    when_heard(portal, sales, lead_captured, .lead_id = LEAD, .number = "L-1", .customer_id = SARA,
               .subject = "A secret wish", .request = "A secret request");
    when_heard(portal, sales, lead_assigned, .lead_id = LEAD, .customer_id = SARA, .owner = "sahar");
    when_heard(portal, support, case_opened, .case_id = CASE, .number = "C-1", .customer_id = SARA,
               .subject = "A secret complaint");
    when_heard(portal, marketing, list_member_added, .list_id = LIST, .list_name = "Friends", .customer_id = SARA);
    assert_int_equal(ask(portal, list_profiles, profile_page, .city = "Secretville")->n_rows, 1);
    assert_true(department_holds_text(portal, "secret wish"));
    const char *ids[] = {SARA};
    when_heard_card(portal, "sales", customer_erased, .customer_id = SARA, .n_customer_ids = 1, .customer_ids = ids,
                    .erasure_id = ORDER);
    department_erase_log(portal);
    assert_int_equal(ask(portal, list_profiles, profile_page, .city = "Secretville")->n_rows, 0);
    assert_int_equal(counted(portal, "all", ""), 1);
    assert_int_equal(counted(portal, "list", LIST), 0);
    portal_overview *overview = overview_of(portal, SARA);
    assert_true(overview->card->erased);
    assert_int_equal(overview->n_lists, 0);
    assert_null(item_of(portal, LEAD)->title);
    assert_string_equal(item_of(portal, LEAD)->number, "L-1");
    assert_null(inbox_of(portal, "sahar", "seller")->alerts[0]->title);
    portal_timeline_page *page = timeline_of(portal, SARA);
    assert_true(page->n_rows >= 6);
    for (size_t i = 0; i < page->n_rows; i++) {
        assert_null(page->rows[i]->title);
        assert_null(page->rows[i]->text);
        for (size_t at = 0; at < page->rows[i]->n_changes; at++)
            assert_null(page->rows[i]->changes[at]->text);
    }
    when_heard(portal, support, case_changed, .case_id = CASE, .customer_id = SARA, .subject = "Another secret");
    when_heard(portal, marketing, list_member_added, .list_id = LIST, .list_name = "Friends", .customer_id = SARA);
    assert_int_equal(overview_of(portal, SARA)->n_lists, 0);
    assert_false(department_holds_text(portal, "ecret"));
    then_rebuild_is_equal(portal);
}

TEST(rows_say_what_was_bought_and_who_was_related)
{
    Department *portal = given_portal();
    sales_line line = {BASE(sales, line), .line_id = "1", .product_name = "Chair", .quantity = 2, .amount_minor = 9000};
    sales_line *lines[] = {&line, &line, &line, &line, &line, &line, &line};
    when_heard(portal, sales, invoice_issued, .invoice_id = INVOICE, .customer_id = SARA, .at_once = 1);
    when_heard(portal, sales, invoice_paid, .invoice_id = INVOICE, .number = "I-1", .order_id = ORDER,
               .customer_id = SARA, .n_lines = 7, .lines = lines, .total = MONEY(63000, "EUR"), .at_once = 1);
    when_heard_card(portal, "sales", relation_added, .customer_id = SARA, .relation_id = LEAD,
                    .other_customer_id = OMID, .kind = "partner");
    portal_timeline_page *page = timeline_of(portal, SARA);
    assert_int_equal(page->n_rows, 3);
    assert_string_equal(page->rows[0]->to, "partner");
    assert_int_equal(page->rows[1]->n_lines, VIEW_LINE_LIMIT);
    assert_int_equal(page->rows[1]->line_count, 7);
    assert_string_equal(page->rows[1]->lines[0]->product_name, "Chair");
    page = timeline_of(portal, OMID);
    assert_string_equal(page->rows[0]->type, "payvand.RelationAdded");
    then_rebuild_is_equal(portal);
}
