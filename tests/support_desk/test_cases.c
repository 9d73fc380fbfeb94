/* Cases from the first word to the last. */
#include "desk.h"

TEST(a_case_is_opened_with_number_queue_and_first_message)
{
    Department *desk = given_desk();
    support_case *record =
        (support_case *)when(desk, open_case, .customer = BY_ID(SARA), .kind = SUPPORT__CASE_KIND__COMPLAINT,
                             .channel = PV__CHANNEL__EMAIL, .severity = SUPPORT__CASE_SEVERITY__SEVERE,
                             .subject = "Broken on arrival", .body = "The box was open.",
                             .business_key = "mail:1", .requester = "Sara Ahmadi");
    assert_string_equal(record->number, "C-000001");
    assert_int_equal(record->state, SUPPORT__CASE_STATE__NEW);
    assert_int_equal(record->priority, SUPPORT__CASE_PRIORITY__HIGH);
    assert_int_equal(record->messages, 1);
    then_told(desk, queue_defined, .name = "General");
    then_told(desk, case_opened, .customer_id = SARA, .subject = "Broken on arrival");
    then_told(desk, case_message_added, .message_number = 1, .body = "The box was open.");
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .open_cases = 1,
                                                  .worst_severity = "severe"});
    when_refused(desk, ALREADY_RECORDED, open_case, .customer = BY_ID(SARA), .subject = "Again",
                 .business_key = "mail:1");
    then_rebuild_is_equal(desk);
}

TEST(what_is_missing_is_named)
{
    Department *desk = given_desk();
    when_refused(desk, INVALID_INPUT, open_case, .customer = BY_ID(SARA));
    when_refused(desk, INVALID_INPUT, open_case, .subject = "Whose?");
    when_refused(desk, CUSTOMER_NOT_FOUND, open_case,
                 .customer = BY_ID("01900000-0000-7000-8000-00000000000f"), .subject = "Whose?");
    when_refused(desk, QUEUE_NOT_FOUND, open_case, .customer = BY_ID(SARA), .subject = "Where?",
                 .queue_id = "01900000-0000-7000-8000-00000000000f");
    when_refused(desk, CASE_NOT_FOUND, change_case_state, .case_id = SARA,
                 .state = SUPPORT__CASE_STATE__OPEN);
    ask_refused(desk, CASE_NOT_FOUND, get_case, .number = "C-999999");
    ask_refused(desk, INVALID_INPUT, get_case);
}

TEST(a_case_goes_through_its_states)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    when(desk, add_case_message, .case_id = id, .direction = SUPPORT__MESSAGE_DIRECTION__OUTBOUND,
         .body = "We look.");
    then_told(desk, case_state_changed, .from = SUPPORT__CASE_STATE__NEW, .to = SUPPORT__CASE_STATE__OPEN);
    when(desk, change_case_state, .case_id = id, .state = SUPPORT__CASE_STATE__WAITING_FOR_CUSTOMER);
    when(desk, add_case_message, .case_id = id, .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND,
         .body = "Here.", .business_key = "mail:2");
    then_told(desk, case_state_changed, .to = SUPPORT__CASE_STATE__OPEN);
    when_refused(desk, ALREADY_RECORDED, add_case_message, .case_id = id,
                 .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND, .body = "Here.", .business_key = "mail:2");
    when_refused(desk, STATE_NOT_REACHABLE, change_case_state, .case_id = id,
                 .state = SUPPORT__CASE_STATE__CLOSED);
    when_refused(desk, INVALID_INPUT, change_case_state, .case_id = id,
                 .state = SUPPORT__CASE_STATE__SNOOZED);
    when_refused(desk, INVALID_INPUT, change_case_state, .case_id = id,
                 .state = SUPPORT__CASE_STATE__REJECTED);
    when(desk, change_case_state, .case_id = id, .state = SUPPORT__CASE_STATE__RESOLVED,
         .reason = "Sent a new one");
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .has_open_cases = 1,
                                                  .open_cases = 0});
    when(desk, change_case_state, .case_id = id, .state = SUPPORT__CASE_STATE__CLOSED);
    when_refused(desk, CASE_NOT_OPEN, snooze_case, .case_id = id,
                 .until_ms = department_now_ms(desk) + DAY_MS);
    when(desk, add_case_message, .case_id = id, .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND,
         .body = "Again!");
    support_case *record = ask(desk, get_case, case, .case_id = id);
    assert_int_equal(record->state, SUPPORT__CASE_STATE__REOPENED);
    assert_int_equal(record->messages, 3);
    assert_true(record->first_answer_at_ms > 0 && record->resolved_at_ms > record->first_answer_at_ms);
    support_case_message_page *page =
        ask(desk, list_case_messages, case_message_page, .case_id = id, .limit = 2);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->body, "We look.");
    char next[1024];
    snprintf(next, sizeof next, "%s", page->next);
    page = ask(desk, list_case_messages, case_message_page, .case_id = id, .after = next);
    assert_int_equal(page->n_rows, 1);
    assert_null(page->next);
    then_rebuild_is_equal(desk);
}

TEST(a_snoozed_case_wakes_into_the_state_it_had)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    when(desk, change_case_state, .case_id = id, .state = SUPPORT__CASE_STATE__WAITING_INSIDE);
    when_refused(desk, INVALID_INPUT, snooze_case, .case_id = id, .until_ms = 1);
    when(desk, snooze_case, .case_id = id, .until_ms = department_now_ms(desk) + DAY_MS);
    when(desk, snooze_case, .case_id = id, .until_ms = department_now_ms(desk) + 2 * DAY_MS);
    when_time_passes(desk, DAY_MS);
    then_not_told(desk, case_state_changed);
    when_time_passes(desk, DAY_MS);
    then_told(desk, case_state_changed, .from = SUPPORT__CASE_STATE__SNOOZED,
              .to = SUPPORT__CASE_STATE__WAITING_INSIDE);
    support_case *record = ask(desk, get_case, case, .number = "C-000001");
    assert_int_equal(record->state, SUPPORT__CASE_STATE__WAITING_INSIDE);
    assert_false(record->has_snoozed_until_ms);
}

TEST(two_people_do_not_overwrite_each_other)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    when(desk, assign_case, .case_id = id, .owner = "mina");
    uint64_t seen = department_version(desk);
    when(desk, add_case_message, .case_id = id, .direction = SUPPORT__MESSAGE_DIRECTION__INTERNAL,
         .body = "Mine.");
    department_expect_version(desk, seen);
    when_refused(desk, VERSION_CONFLICT, change_case, .case_id = id, .subject = "Also mine");
    support_case_message_page *page = ask(desk, list_case_messages, case_message_page, .case_id = id);
    assert_int_equal(page->n_rows, 1);
    assert_int_equal(page->rows[0]->direction, SUPPORT__MESSAGE_DIRECTION__INTERNAL);
}

TEST(queues_list_the_most_urgent_and_oldest_first)
{
    Department *desk = given_desk();
    support_queue *queue = (support_queue *)when(desk, define_queue, .name = "Repairs");
    char repairs[40];
    snprintf(repairs, sizeof repairs, "%s", queue->queue_id);
    when_refused(desk, QUEUE_NAME_TAKEN, define_queue, .name = "Repairs");
    when_refused(desk, QUEUE_NOT_FOUND, define_queue, .name = "X", .queue_id = SARA);
    const char *first = opened(desk, SARA), *second = opened(desk, OMID);
    const char *worst = opened_with(desk, OMID, SUPPORT__CASE_SEVERITY__CRITICAL, "Smoke");
    const char *all[] = {second, worst, first};
    for (int i = 0; i < 3; i++)
        when(desk, set_queue, .case_id = all[i], .queue_id = repairs);
    then_told(desk, case_queue_changed, .to = repairs);
    when_refused(desk, QUEUE_NOT_FOUND, set_queue, .case_id = first, .queue_id = SARA);
    support_case_page *page = ask(desk, list_cases, case_page, .queue_id = repairs);
    assert_int_equal(page->n_rows, 3);
    assert_string_equal(page->rows[0]->case_id, worst);
    assert_string_equal(page->rows[1]->case_id, first);
    assert_string_equal(page->rows[2]->case_id, second);
    when(desk, change_case_state, .case_id = worst, .state = SUPPORT__CASE_STATE__RESOLVED);
    assert_int_equal(ask(desk, list_cases, case_page, .queue_id = repairs)->n_rows, 2);
    assert_int_equal(ask(desk, list_cases, case_page, .queue_id = repairs, .closed = 1)->n_rows, 1);
    support_queue_page *queues = ask(desk, list_queues, queue_page);
    assert_int_equal(queues->n_rows, 2);
    assert_string_equal(queues->rows[1]->name, "Repairs");
    assert_int_equal(queues->rows[1]->open_cases, 2);
    assert_int_equal(queues->rows[0]->open_cases, 0);
    when(desk, assign_case, .case_id = first, .owner = "mina");
    then_told(desk, case_assigned, .to = "mina");
    assert_int_equal(ask(desk, list_cases, case_page, .owner = "mina")->n_rows, 1);
    ask_refused(desk, INVALID_INPUT, list_cases, .queue_id = repairs, .after = "zz");
    then_rebuild_is_equal(desk);
}

TEST(a_merged_case_goes_on_in_another)
{
    Department *desk = given_desk();
    const char *one = opened(desk, SARA), *two = opened(desk, SARA), *other = opened(desk, OMID);
    when_refused(desk, OTHER_CUSTOMER, merge_case, .case_id = one, .into_case_id = other);
    when_refused(desk, INVALID_INPUT, merge_case, .case_id = one, .into_case_id = one);
    when(desk, merge_case, .case_id = one, .into_case_id = two);
    then_told(desk, case_merged, .case_id = one, .into_case_id = two);
    when_refused(desk, CASE_MERGED, add_case_message, .case_id = one,
                 .direction = SUPPORT__MESSAGE_DIRECTION__OUTBOUND, .body = "x");
    when_refused(desk, CASE_MERGED, change_case_state, .case_id = one, .state = SUPPORT__CASE_STATE__OPEN);
    support_case *record = ask(desk, get_case, case, .case_id = two);
    assert_int_equal(record->n_merged_cases, 1);
    assert_string_equal(record->merged_cases[0], one);
}

TEST(what_a_case_says_of_itself_can_change)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    char *add[] = {"mina", "reza"}, *gone[] = {"mina"};
    when(desk, change_case, .case_id = id, .severity = SUPPORT__CASE_SEVERITY__CRITICAL,
         .priority = SUPPORT__CASE_PRIORITY__URGENT, .n_add_watchers = 2, .add_watchers = (const char **)add,
         .product_id = "P-1");
    then_told(desk, case_changed, .severity = SUPPORT__CASE_SEVERITY__CRITICAL,
              .subject = "It does not print");
    then_told(desk, case_priority_changed, .to = SUPPORT__CASE_PRIORITY__URGENT, .reason = "urgent");
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .open_cases = 1,
                                                  .worst_severity = "critical"});
    when(desk, change_case, .case_id = id, .n_remove_watchers = 1, .remove_watchers = (const char **)gone);
    support_case *record = ask(desk, get_case, case, .case_id = id);
    assert_int_equal(record->n_watchers, 1);
    assert_string_equal(record->watchers[0], "reza");
    assert_string_equal(record->product_id, "P-1");
}

TEST(an_erased_person_leaves_no_word_in_cases)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    when(desk, add_case_message, .case_id = id, .direction = SUPPORT__MESSAGE_DIRECTION__INBOUND,
         .body = "Secret", .author = "Sara");
    when_card(desk, erase_customer, .customer_id = SARA);
    support_case *record = ask(desk, get_case, case, .case_id = id);
    assert_true(!record->subject || !*record->subject);
    support_case_message_page *page = ask(desk, list_case_messages, case_message_page, .case_id = id);
    assert_true(!page->rows[0]->body || !*page->rows[0]->body);
    department_erase_log(desk);
    then_rebuild_is_equal(desk);
}

TEST(events_that_name_nobody_are_borne)
{
    Department *desk = given_desk();
    pv_link_pair half = {.base = {.descriptor = &pv__link_pair__descriptor}, .customer_id = SARA}, *pairs[] = {&half};
    pv_loyalty_facts gold = {.base = {.descriptor = &pv__loyalty_facts__descriptor}, .tier = "gold"};
    when_heard_card(desk, "sales", customers_linked, .n_pairs = 1, .pairs = pairs);
    when_heard_card(desk, "sales", customers_parted, .n_pairs = 1, .pairs = pairs);
    when_heard_card(desk, "loyalty", facts_announced, .loyalty = &gold);
    when_heard_card(desk, "sales", fact_changed, .base.n_unknown_fields = 0);
    when_heard_card(desk, "sales", customer_introduced, .base.n_unknown_fields = 0);
    when_heard_card(desk, "sales", customer_erased, .base.n_unknown_fields = 0);
    then_rebuild_is_equal(desk);
}

TEST(open_cases_are_listed_over_all_queues_and_narrowed_down)
{
    Department *desk = given_desk();
    when_card(desk, change_facts, .customer_id = OMID, .n_facts = 1,
              .facts = (pv_fact *[]){&(pv_fact){.base = {.descriptor = &pv__fact__descriptor},
                                                .name = "name",
                                                .text = "Omid"}});
    const char *minor = opened(desk, SARA);
    const char *critical = opened_with(desk, OMID, SUPPORT__CASE_SEVERITY__CRITICAL, "It burns");
    const char *mine = opened(desk, OMID);
    when(desk, assign_case, .case_id = mine, .owner = "neda");
    support_case_page *page = ask(desk, list_cases, case_page);
    assert_int_equal(page->n_rows, 3);
    assert_string_equal(page->rows[0]->case_id, critical);
    assert_string_equal(page->rows[0]->customer_name, "Omid");
    page = ask(desk, list_cases, case_page, .unassigned = 1);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[1]->case_id, minor);
    page = ask(desk, list_cases, case_page, .priority = SUPPORT__CASE_PRIORITY__URGENT);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->case_id, critical);
    char queue[40];
    snprintf(queue, sizeof queue, "%s", page->rows[0]->queue_id);
    page = ask(desk, list_cases, case_page, .queue_id = queue, .owner = "neda");
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->case_id, mine);
    assert_int_equal(ask(desk, list_cases, case_page, .state = SUPPORT__CASE_STATE__OPEN)->n_rows, 0);
    assert_int_equal(ask(desk, list_cases, case_page, .kind = SUPPORT__CASE_KIND__QUESTION)->n_rows, 3);
    page = ask(desk, list_cases, case_page, .unassigned = 1, .limit = 1);
    assert_int_equal(page->n_rows, 1);
    char after[1024];
    snprintf(after, sizeof after, "%s", page->next);
    page = ask(desk, list_cases, case_page, .unassigned = 1, .limit = 1, .after = after);
    assert_string_equal(page->rows[0]->case_id, minor);
    ask_refused(desk, INVALID_INPUT, list_cases, .after = "zz");
}

TEST(satisfaction_is_noted_after_the_work_and_announced)
{
    Department *desk = given_desk();
    const char *id = opened(desk, SARA);
    when_refused(desk, CASE_STILL_OPEN, rate_case, .case_id = id, .satisfaction = 4);
    when(desk, change_case_state, .case_id = id, .state = SUPPORT__CASE_STATE__RESOLVED);
    when_refused(desk, INVALID_INPUT, rate_case, .case_id = id, .satisfaction = 6);
    when_refused(desk, INVALID_INPUT, rate_case, .case_id = id);
    support_case *record = (support_case *)when(desk, rate_case, .case_id = id, .satisfaction = 2,
                                                .comment = "It took a week.");
    assert_int_equal(record->satisfaction, 2);
    assert_string_equal(record->satisfaction_comment, "It took a week.");
    then_told(desk, case_rated, .customer_id = SARA, .satisfaction = 2);
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .last_satisfaction = 2});
    opened(desk, SARA);
    then_told_card(desk, facts_announced, .customer_id = SARA,
                   .support = &(pv_support_facts){.base = {.descriptor = &pv__support_facts__descriptor},
                                                  .open_cases = 1,
                                                  .last_satisfaction = 2});
    const char *other = opened(desk, SARA);
    when(desk, merge_case, .case_id = other, .into_case_id = opened(desk, SARA));
    when_refused(desk, CASE_MERGED, rate_case, .case_id = other, .satisfaction = 5);
    then_rebuild_is_equal(desk);
}
