/* What other departments say of a customer changes the priority of open cases at once. */
#include "desk.h"

static pv_loyalty_facts gold = {.base = {.descriptor = &pv__loyalty_facts__descriptor}, .tier = "gold"};
static pv_loyalty_facts platinum = {.base = {.descriptor = &pv__loyalty_facts__descriptor},
                                    .tier = "platinum"};
static pv_loyalty_facts plain = {.base = {.descriptor = &pv__loyalty_facts__descriptor}, .tier = "member"};
static pv_analytics_facts valued = {.base = {.descriptor = &pv__analytics_facts__descriptor},
                                    .value_tier = "platinum"};

TEST(a_new_tier_raises_open_cases_and_new_ones)
{
    Department *desk = given_desk();
    const char *open = opened(desk, SARA), *done = opened(desk, SARA);
    when(desk, change_case_state, .case_id = done, .state = SUPPORT__CASE_STATE__RESOLVED);
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = SARA, .loyalty = &gold);
    then_told(desk, case_priority_changed, .case_id = open, .from = SUPPORT__CASE_PRIORITY__NORMAL,
              .to = SUPPORT__CASE_PRIORITY__HIGH, .reason = "normal, loyalty tier gold");
    assert_int_equal(department_told_count(desk, &support__case_priority_changed__descriptor), 1);
    support_case *later =
        (support_case *)when(desk, open_case, .customer = BY_ID(SARA), .subject = "Once more");
    assert_int_equal(later->priority, SUPPORT__CASE_PRIORITY__HIGH);
    assert_int_equal(later->base_priority, SUPPORT__CASE_PRIORITY__NORMAL);
    when_heard_card(desk, "analytics", facts_announced, .customer_id = SARA, .analytics = &valued);
    then_told(desk, case_priority_changed, .to = SUPPORT__CASE_PRIORITY__URGENT,
              .reason = "normal, value tier platinum");
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = SARA, .loyalty = &platinum);
    then_not_told(desk, case_priority_changed);
    then_rebuild_is_equal(desk);
}

TEST(a_lost_tier_lowers_them_again)
{
    Department *desk = given_desk();
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = SARA, .loyalty = &platinum);
    const char *id = opened(desk, SARA);
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = SARA, .loyalty = &plain);
    then_told(desk, case_priority_changed, .case_id = id, .from = SUPPORT__CASE_PRIORITY__URGENT,
              .to = SUPPORT__CASE_PRIORITY__NORMAL, .reason = "normal");
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = OMID, .loyalty = &gold);
    then_not_told(desk, case_priority_changed);
}

TEST(joined_customers_are_counted_and_weighed_together)
{
    Department *desk = given_desk();
    when_heard_card(desk, "loyalty", facts_announced, .customer_id = OMID, .loyalty = &platinum);
    const char *id = opened(desk, SARA);
    opened(desk, OMID);
    char *others[] = {OMID};
    when_card(desk, merge_customers, .customer_id = SARA, .n_other_ids = 1,
              .other_ids = (const char **)others);
    then_told(desk, case_priority_changed, .case_id = id, .to = SUPPORT__CASE_PRIORITY__URGENT);
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .open_cases = 2,
                                                  .worst_severity = "minor"});
    support_case_page *page = ask(desk, list_cases_of_customer, case_page, .customer_id = OMID, .limit = 1);
    assert_int_equal(page->n_rows, 1);
    char next[1024];
    snprintf(next, sizeof next, "%s", page->next);
    page = ask(desk, list_cases_of_customer, case_page, .customer_id = OMID, .after = next);
    assert_int_equal(page->n_rows, 1);
    when_card(desk, unmerge_customers, .customer_id = SARA, .n_part_ids = 1,
              .part_ids = (const char **)others);
    then_told(desk, case_priority_changed, .case_id = id, .to = SUPPORT__CASE_PRIORITY__NORMAL);
    assert_int_equal(card_view(department_state(desk), SARA)->support->open_cases, 1);
    assert_int_equal(card_view(department_state(desk), OMID)->support->open_cases, 1);
    then_rebuild_is_equal(desk);
}
