/* Lists follow what is heard of customers, and time. */
#include "shop.h"

static void hear_tier(Department *marketing, const char *customer_id, const char *tier)
{
    pv_loyalty_facts facts = {BASE(loyalty_facts), .tier = tier};
    when_heard_card(marketing, "loyalty", facts_announced, .customer_id = customer_id, .loyalty = &facts);
}

static void hear_purchase(Department *marketing, const char *customer_id, int64_t at_ms)
{
    pv_analytics_facts facts = {BASE(analytics_facts), .has_last_purchase_ms = 1, .last_purchase_ms = at_ms};
    when_heard_card(marketing, "analytics", facts_announced, .customer_id = customer_id, .analytics = &facts);
}

TEST(a_static_list_holds_whom_people_put_there)
{
    Department *marketing = given_marketing();
    marketing_marketing_list *list =
        (marketing_marketing_list *)when(marketing, create_list, .name = "Fair 2026");
    char id[40];
    snprintf(id, sizeof id, "%s", list->list_id);
    const char *both[] = {SARA, OMID, SARA}, *stranger[] = {"01900000-0000-7000-8000-00000000000f"};
    when(marketing, add_list_members, .list_id = id, .n_customer_ids = 3, .customer_ids = both);
    assert_int_equal(department_told_count(marketing, &marketing__list_member_added__descriptor), 2);
    when(marketing, add_list_members, .list_id = id, .n_customer_ids = 1, .customer_ids = both);
    then_not_told(marketing, list_member_added);
    when_refused(marketing, CUSTOMER_NOT_FOUND, add_list_members, .list_id = id, .n_customer_ids = 1,
                 .customer_ids = stranger);
    when_refused(marketing, INVALID_INPUT, add_list_members, .list_id = id);
    when_refused(marketing, LIST_IS_STATIC, set_list_filter, .list_id = id, .filter = "tier = gold");
    when_refused(marketing, LIST_NAME_TAKEN, create_list, .name = "Fair 2026");
    when_refused(marketing, LIST_NOT_FOUND, add_list_members, .list_id = SARA, .n_customer_ids = 1,
                 .customer_ids = both);
    assert_int_equal(members_of(marketing, id), 2);
    when(marketing, remove_list_members, .list_id = id, .n_customer_ids = 1, .customer_ids = both);
    then_told(marketing, list_member_removed, .customer_id = SARA, .list_name = "Fair 2026");
    marketing_list_member_page *page = ask(marketing, list_members, list_member_page, .list_id = id);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->customer_id, OMID);
    assert_int_equal(ask(marketing, lists_of_customer, customer_lists, .customer_id = OMID)->n_rows, 1);
    assert_int_equal(ask(marketing, lists_of_customer, customer_lists, .customer_id = SARA)->n_rows, 0);
    ask_refused(marketing, LIST_NOT_FOUND, get_list, .name = "None");
    ask_refused(marketing, INVALID_INPUT, get_list);
    then_rebuild_is_equal(marketing);
}

TEST(a_dynamic_list_follows_what_departments_announce)
{
    Department *marketing = given_marketing();
    const char *gold = list_with(marketing, "Gold", "tier = gold");
    const char *other = list_with(marketing, "Many cases", "open_cases > 3");
    hear_tier(marketing, SARA, "gold");
    then_told(marketing, list_member_added, .list_id = gold, .customer_id = SARA);
    hear_tier(marketing, SARA, "gold");
    then_not_told(marketing, list_member_added);
    hear_tier(marketing, SARA, "silver");
    then_told(marketing, list_member_removed, .list_id = gold, .customer_id = SARA);
    assert_int_equal(members_of(marketing, gold), 0);
    assert_int_equal(members_of(marketing, other), 0);
    when_refused(marketing, LIST_IS_DYNAMIC, add_list_members, .list_id = gold, .n_customer_ids = 1,
                 .customer_ids = (const char *[]){SARA});
    when_refused(marketing, FILTER_INVALID, create_list, .name = "Bad", .filter = "tier > gold");
    assert_non_null(
        strstr(department_refusal(marketing), "Column 6: There is no order among the values of \"tier\"."));
    then_rebuild_is_equal(marketing);
}

TEST(a_new_filter_is_tried_on_everybody)
{
    Department *marketing = given_marketing();
    hear_tier(marketing, SARA, "gold");
    hear_tier(marketing, OMID, "silver");
    const char *id = list_with(marketing, "Tiers", "tier = gold");
    marketing_marketing_list *list = ask(marketing, get_list, marketing_list, .name = "Tiers");
    assert_int_equal(list->members, 1);
    assert_int_equal(list->evaluated, 2);
    assert_false(list->evaluating);
    when(marketing, set_list_filter, .list_id = id, .filter = "tier = silver");
    assert_true(ask(marketing, get_list, marketing_list, .list_id = id)->evaluating);
    department_run_jobs(marketing);
    assert_int_equal(members_of(marketing, id), 1);
    assert_int_equal(ask(marketing, lists_of_customer, customer_lists, .customer_id = OMID)->n_rows, 1);
    assert_int_equal(ask(marketing, list_lists, marketing_list_page)->n_rows, 1);
    ask_refused(marketing, INVALID_INPUT, list_lists, .after = "zz");
    then_rebuild_is_equal(marketing);
}

TEST(many_customers_are_tried_in_slices)
{
    Department *marketing = given_marketing();
    for (int i = 0; i < 500; i++) {
        char id[40];
        snprintf(id, sizeof id, "01900000-0000-7000-8000-%012d", 1000 + i);
        when_heard_card(marketing, "sales", customer_introduced, .customer_id = id);
    }
    when(marketing, create_list, .name = "All", .filter = "not do_not_disturb");
    marketing_marketing_list *list = ask(marketing, get_list, marketing_list, .name = "All");
    assert_int_equal(list->evaluated, 0);
    department_run_jobs(marketing);
    list = ask(marketing, get_list, marketing_list, .name = "All");
    assert_int_equal(list->evaluated, 502);
    assert_int_equal(list->members, 502);
    department_restart(marketing);
    marketing_filter_preview *preview =
        ask(marketing, preview_filter, filter_preview, .filter = "not do_not_disturb", .limit = 300);
    assert_int_equal(preview->n_customer_ids, 300);
    assert_string_equal(preview->understood, "not (do_not_disturb)");
    char next[1024];
    snprintf(next, sizeof next, "%s", preview->next);
    preview = ask(marketing, preview_filter, filter_preview, .filter = "not do_not_disturb", .limit = 300,
                  .after = next);
    assert_int_equal(preview->n_customer_ids, 202);
    assert_null(preview->next);
    ask_refused(marketing, FILTER_INVALID, preview_filter, .filter = "x");
}

TEST(time_alone_puts_customers_on_lists_and_takes_them_off)
{
    Department *marketing = given_marketing();
    const char *sleepers = list_with(marketing, "Sleepers", "last_purchase older than 90 days");
    const char *fresh = list_with(marketing, "Fresh", "last_purchase newer than 30 days");
    hear_purchase(marketing, SARA, department_now_ms(marketing));
    then_told(marketing, list_member_added, .list_id = fresh, .customer_id = SARA);
    then_told(marketing, list_check_planned, .list_id = sleepers);
    when_time_passes(marketing, 10 * DAY_MS);
    hear_purchase(marketing, SARA, department_now_ms(marketing));
    then_not_told(marketing, list_check_planned);
    when_time_passes(marketing, 25 * DAY_MS);
    assert_int_equal(members_of(marketing, fresh), 1);
    when_time_passes(marketing, 10 * DAY_MS);
    assert_int_equal(members_of(marketing, fresh), 0);
    assert_int_equal(members_of(marketing, sleepers), 0);
    when_time_passes(marketing, 60 * DAY_MS);
    assert_int_equal(members_of(marketing, sleepers), 1);
    then_rebuild_is_equal(marketing);
}

TEST(lists_follow_facts_that_people_state)
{
    Department *marketing = given_marketing();
    const char *persian = list_with(marketing, "Persian", "language = fa");
    const char *reachable = list_with(marketing, "Reachable", "consent email marketing");
    const char *mailed = list_with(marketing, "With e-mail", "has_email");
    pv_fact language = {BASE(fact), .name = "language", .text = "fa"};
    pv_fact *facts[] = {&language};
    when_card(marketing, change_facts, .customer_id = SARA, .n_facts = 1, .facts = facts);
    assert_int_equal(members_of(marketing, persian), 1);
    when_card(marketing, grant_consent, .customer_id = SARA, .channel = PV__CHANNEL__EMAIL,
              .purpose = PV__PURPOSE__MARKETING, .basis = "consent");
    assert_int_equal(members_of(marketing, reachable), 1);
    when_card(marketing, withdraw_consent, .customer_id = SARA, .channel = PV__CHANNEL__EMAIL,
              .purpose = PV__PURPOSE__MARKETING);
    assert_int_equal(members_of(marketing, reachable), 0);
    pv_identifier email = {BASE(identifier), .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                           .value = "sara@example.com", .has_kind = 1};
    when_card(marketing, add_identifier, .customer_id = SARA, .identifier = &email);
    assert_int_equal(members_of(marketing, mailed), 1);
    when_card(marketing, remove_identifier, .customer_id = SARA, .identifier = &email);
    assert_int_equal(members_of(marketing, mailed), 0);
    language.text = "en";
    when_card(marketing, change_facts, .customer_id = SARA, .n_facts = 1, .facts = facts);
    assert_int_equal(members_of(marketing, persian), 0);
    pv_fact new_language = {BASE(fact), .name = "language", .text = "fa"};
    pv_fact *new_facts[] = {&new_language};
    when_heard_card(marketing, "sales", customer_introduced,
                    .customer_id = "01900000-0000-7000-8000-000000000003", .n_facts = 1, .facts = new_facts);
    assert_int_equal(members_of(marketing, persian), 1);
    then_rebuild_is_equal(marketing);
}

TEST(joined_customers_are_one_member)
{
    Department *marketing = given_marketing();
    const char *id = list_with(marketing, "Gold", "tier = gold");
    hear_tier(marketing, OMID, "gold");
    assert_int_equal(members_of(marketing, id), 1);
    const char *others[] = {OMID};
    when_card(marketing, merge_customers, .customer_id = SARA, .n_other_ids = 1, .other_ids = others);
    marketing_list_member_page *page = ask(marketing, list_members, list_member_page, .list_id = id);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->customer_id, SARA);
    when_card(marketing, unmerge_customers, .customer_id = SARA, .n_part_ids = 1, .part_ids = others);
    page = ask(marketing, list_members, list_member_page, .list_id = id);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->customer_id, OMID);
    then_rebuild_is_equal(marketing);
}

/* Parting one from two is told in several events, and a reaction to the first must not decide on half of them. */
TEST(who_stay_joined_are_one_member_when_another_is_parted)
{
    Department *marketing = given_marketing();
    const char *id = list_with(marketing, "Gold", "tier = gold");
    const char *gold = "01900000-0000-7000-8000-000000000003", *omid = OMID;
    when_heard_card(marketing, "sales", customer_introduced, .customer_id = gold, .kind = PV__CUSTOMER_KIND__PERSON);
    hear_tier(marketing, gold, "gold");
    when_card(marketing, merge_customers, .customer_id = SARA, .n_other_ids = 1, .other_ids = &omid);
    when_card(marketing, merge_customers, .customer_id = OMID, .n_other_ids = 1, .other_ids = &gold);
    when_card(marketing, unmerge_customers, .customer_id = SARA, .n_part_ids = 1, .part_ids = &omid);
    marketing_list_member_page *page = ask(marketing, list_members, list_member_page, .list_id = id);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->customer_id, SARA);
    then_rebuild_is_equal(marketing);
}

TEST(an_erased_person_is_on_no_list)
{
    Department *marketing = given_marketing();
    const char *all = list_with(marketing, "All", "not do_not_disturb");
    marketing_marketing_list *fair = (marketing_marketing_list *)when(marketing, create_list, .name = "Fair");
    char id[40];
    snprintf(id, sizeof id, "%s", fair->list_id);
    when(marketing, add_list_members, .list_id = id, .n_customer_ids = 1,
         .customer_ids = (const char *[]){SARA});
    when_card(marketing, erase_customer, .customer_id = SARA);
    assert_int_equal(members_of(marketing, id), 0);
    assert_int_equal(members_of(marketing, all), 1);
    then_rebuild_is_equal(marketing);
}

TEST(no_more_lists_than_the_limit)
{
    Department *marketing = given_marketing();
    for (int i = 0; i < MARKETING_LIST_LIMIT; i++) {
        char name[32];
        snprintf(name, sizeof name, "List %d", i);
        when(marketing, create_list, .name = name);
    }
    when_refused(marketing, TOO_MANY_LISTS, create_list, .name = "One more");
}

TEST(a_preview_counts_beyond_those_it_names)
{
    Department *marketing = given_marketing();
    marketing_filter_preview *preview = ask(marketing, preview_filter, filter_preview,
                                            .filter = "kind = person", .limit = 1, .count = 1);
    assert_int_equal(preview->n_customer_ids, 1);
    assert_int_equal(preview->chosen, 2);
    assert_int_equal(preview->tried, 2);
    assert_null(preview->next);
}

TEST(facts_that_filters_may_mention_are_told_with_their_types)
{
    Department *marketing = given_marketing();
    marketing_filter_fact_page *page = ask(marketing, list_filter_facts, filter_fact_page);
    bool spent = false;
    assert_true(page->n_rows > 30);
    for (size_t i = 0; i < page->n_rows; i++) {
        assert_int_not_equal(page->rows[i]->type, 0);
        if (strcmp(page->rows[i]->name, "spent") == 0)
            spent = page->rows[i]->type == MARKETING__FILTER_FACT_TYPE__FACT_IS_MONEY;
    }
    assert_true(spent);
}

TEST(why_a_customer_is_on_a_list_is_answered_condition_by_condition)
{
    Department *marketing = given_marketing();
    hear_tier(marketing, SARA, "gold");
    const char *id = list_with(marketing, "Gold, not touched",
                               "tier in (gold, platinum) and not (open_cases > 0 or has_email) and "
                               "(consent email marketing or last_purchase is not known)");
    marketing_member_explanation *answer =
        ask(marketing, explain_member, member_explanation, .list_id = id, .customer_id = SARA);
    assert_true(answer->member);
    assert_true(answer->since_ms > 0);
    assert_int_equal(answer->n_conditions, 5);
    assert_string_equal(answer->conditions[0]->text, "tier in (\"gold\", \"platinum\")");
    assert_string_equal(answer->conditions[0]->value, "gold");
    assert_true(answer->conditions[0]->holds);
    assert_string_equal(answer->conditions[1]->fact, "open_cases");
    assert_string_equal(answer->conditions[1]->value, "0");
    assert_true(answer->conditions[1]->negated && !answer->conditions[1]->holds);
    assert_string_equal(answer->conditions[3]->fact, "consent");
    assert_false(answer->conditions[3]->holds);
    assert_null(answer->conditions[4]->value);
    answer = ask(marketing, explain_member, member_explanation, .list_id = id, .customer_id = OMID);
    assert_false(answer->member);
    assert_false(answer->conditions[0]->holds);
    assert_null(answer->conditions[0]->value);
    marketing_marketing_list *fixed =
        (marketing_marketing_list *)when(marketing, create_list, .name = "By hand");
    char fixed_id[40];
    snprintf(fixed_id, sizeof fixed_id, "%s", fixed->list_id);
    answer = ask(marketing, explain_member, member_explanation, .list_id = fixed_id, .customer_id = OMID);
    assert_false(answer->member);
    assert_int_equal(answer->n_conditions, 0);
    ask_refused(marketing, LIST_NOT_FOUND, explain_member, .list_id = SARA, .customer_id = SARA);
    ask_refused(marketing, INVALID_INPUT, explain_member, .list_id = fixed_id);
}
