/* What the portal itself shows to people who are held to some owners' records: items, timelines, the page of a customer. */
#include "access_test.h"

#define SARA "01900000-0000-7000-8000-000000000001"
#define BOBS "01900000-0000-7000-8000-000000000011"
#define ANNS "01900000-0000-7000-8000-000000000012"

static const char *const ANN[] = {"ann"};

static void hear_deal(Department *portal, const char *deal_id, const char *owner)
{
    when_heard(portal, sales, deal_opened, .deal_id = deal_id, .customer_id = SARA, .number = deal_id, .title = "Mill",
               .owner = owner);
}

static Department *given_deals(void)
{
    Department *portal = given_empty_portal();
    when_heard_card(portal, "sales", customer_introduced, .customer_id = SARA, .kind = PV__CUSTOMER_KIND__PERSON);
    hear_deal(portal, BOBS, "bob");
    hear_deal(portal, ANNS, "ann");
    as_person(portal, "ann", "seller");
    department_hold_to(portal, ANN, 1);
    return portal;
}

TEST(items_of_others_are_neither_shown_nor_listed)
{
    Department *portal = given_deals();
    ask_refused(portal, RECORD_OF_ANOTHER, get_item, .item_id = BOBS);
    assert_string_equal(ask(portal, get_item, item, .item_id = ANNS)->owner, "ann");
    portal_item_page *page = ask(portal, list_items, item_page, .customer_id = SARA);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->item_id, ANNS);
    department_hold_to(portal, NULL, 0);
    assert_int_equal(ask(portal, list_items, item_page, .customer_id = SARA)->n_rows, 2);
}

TEST(the_page_of_a_customer_leaves_out_records_of_others)
{
    Department *portal = given_deals();
    portal_overview *overview = ask(portal, get_overview, overview, .customer_id = SARA);
    size_t size = portal__overview__get_packed_size(overview);
    uint8_t *bytes = arena_take(test_arena(), size);
    portal__overview__pack(overview, bytes);
    assert_null(memmem(bytes, size, BOBS, 36));
    assert_non_null(memmem(bytes, size, ANNS, 36));
    portal_timeline_page *timeline = ask(portal, list_timeline, timeline_page, .customer_id = SARA);
    for (size_t i = 0; i < timeline->n_rows; i++)
        assert_true(!timeline->rows[i]->owner || strcmp(timeline->rows[i]->owner, "bob") != 0);
}
