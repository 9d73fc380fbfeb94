/* Activities: reminders, recurrence, overdue ones, alerts about urgent cases. */
#include "sales/sales_test.h"
#include "sales/rules.h"
#include "runtime/time/civil.h"
#include <stdio.h>

static const char *given_activity(Department *sales, int64_t due_in_ms, const char *owner)
{
    sales_activity *activity =
        (sales_activity *)when(sales, plan_activity, .kind = SALES__ACTIVITY_KIND__PHONE_CALL, .subject = "Call Ali",
                               .owner = owner, .due_at_ms = department_now_ms(sales) + due_in_ms);
    return kept(activity->activity_id);
}

TEST(an_activity_reminds_is_moved_and_done)
{
    Department *sales = given_sales();
    int64_t due = department_now_ms(sales) + DAY;
    sales_activity *activity =
        (sales_activity *)when(sales, plan_activity, .kind = SALES__ACTIVITY_KIND__MEETING, .subject = "Show samples",
                               .deal_id = given_deal(sales, "ali@example.com"), .due_at_ms = due,
                               .remind_at_ms = due - DAY / 2);
    const char *id = kept(activity->activity_id);
    assert_string_equal(activity->owner, "sara");
    then_told(sales, activity_planned, .activity_id = id, .customer_id = id_of(sales, "ali@example.com"));
    when(sales, move_activity, .activity_id = id, .owner = "omid", .due_at_ms = due + DAY, .remind_at_ms = due);
    then_told(sales, activity_moved, .activity_id = id, .owner = "omid", .remind_at_ms = due);
    when_time_passes(sales, DAY - 1000);
    then_not_told(sales, activity_reminded);
    when_time_passes(sales, 2000);
    then_told(sales, activity_reminded, .activity_id = id, .owner = "omid");
    when(sales, complete_activity, .activity_id = id, .outcome = "liked them");
    then_told(sales, activity_done, .activity_id = id, .outcome = "liked them");
    then_not_told(sales, activity_planned);
    when_refused(sales, ACTIVITY_CLOSED, complete_activity, .activity_id = id);
    when_refused(sales, ACTIVITY_NOT_FOUND, move_activity, .activity_id = NOBODY);
    assert_int_equal(ask(sales, get_activity, activity, .activity_id = id)->state,
                     SALES__ACTIVITY_STATE__ACTIVITY_DONE);
    ask_refused(sales, ACTIVITY_NOT_FOUND, get_activity, .activity_id = NOBODY);
    then_rebuild_is_equal(sales);
}

TEST(a_recurring_activity_is_planned_again_until_its_end)
{
    Department *sales = given_sales();
    int64_t due = department_now_ms(sales) + DAY;
    sales_activity *activity =
        (sales_activity *)when(sales, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Ask how it goes",
                               .due_at_ms = due, .remind_at_ms = due - 1000, .recurrence = SALES__RECURRENCE__WEEKLY,
                               .until_ms = due + 8 * DAY);
    const char *first = kept(activity->activity_id);
    when(sales, complete_activity, .activity_id = first);
    sales_activity next = SALES__ACTIVITY__INIT;
    next.due_at_ms = due + 7 * DAY;
    next.remind_at_ms = due + 7 * DAY - 1000;
    next.previous_activity_id = first;
    then_told(sales, activity_planned, .activity = &next);
    const sales_activity_planned *planned = (void *)department_told(sales, &sales__activity_planned__descriptor);
    when(sales, complete_activity, .activity_id = kept(planned->activity_id));
    then_not_told(sales, activity_planned);
}

TEST(a_cancelled_activity_neither_reminds_nor_comes_again)
{
    Department *sales = given_sales();
    int64_t due = department_now_ms(sales) + DAY;
    sales_activity *activity =
        (sales_activity *)when(sales, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Ask",
                               .due_at_ms = due, .remind_at_ms = due, .recurrence = SALES__RECURRENCE__DAILY,
                               .lead_id = given_lead(sales, "ali@example.com"));
    when(sales, cancel_activity, .activity_id = kept(activity->activity_id), .reason = "sold");
    then_told(sales, activity_cancelled, .reason = "sold");
    when_time_passes(sales, 3 * DAY);
    then_not_told(sales, activity_reminded);
}

TEST(recurrence_keeps_to_the_day_of_the_month)
{
    static const struct {
        Sales__Recurrence recurrence;
        uint32_t every;
        int year;
        unsigned month, day, anchor;
        int next_year;
        unsigned next_month, next_day;
    } cases[] = {
        {SALES__RECURRENCE__DAILY, 1, 2026, 2, 28, 0, 2026, 3, 1},
        {SALES__RECURRENCE__WEEKLY, 2, 2026, 12, 25, 0, 2027, 1, 8},
        {SALES__RECURRENCE__MONTHLY, 1, 2026, 1, 31, 31, 2026, 2, 28},
        {SALES__RECURRENCE__MONTHLY, 1, 2026, 2, 28, 31, 2026, 3, 31},
        {SALES__RECURRENCE__MONTHLY, 1, 2028, 1, 30, 30, 2028, 2, 29},
        {SALES__RECURRENCE__MONTHLY, 12, 2028, 2, 29, 29, 2029, 2, 28},
        {SALES__RECURRENCE__MONTHLY, 2, 2026, 11, 15, 15, 2027, 1, 15},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t noon = 12 * 3600 * 1000;
        int64_t due = civil_to_days((Civil){cases[i].year, cases[i].month, cases[i].day}) * DAY + noon;
        int64_t next = civil_to_days((Civil){cases[i].next_year, cases[i].next_month, cases[i].next_day}) * DAY + noon;
        assert_int_equal(rules_next_due(cases[i].recurrence, cases[i].every, due, cases[i].anchor), next);
    }
}

TEST(overdue_activities_are_listed_longest_overdue_first)
{
    Department *sales = given_sales();
    const char *second = given_activity(sales, 2 * DAY, "sara"), *first = given_activity(sales, DAY, "sara");
    given_activity(sales, DAY, "omid");
    given_activity(sales, 9 * DAY, "sara");
    when(sales, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Some day");
    when_time_passes(sales, 3 * DAY);
    sales_activity_page *page = ask(sales, list_overdue_activities, activity_page, .owner = "sara");
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[0]->activity_id, first);
    assert_string_equal(page->rows[1]->activity_id, second);
    page = ask(sales, list_overdue_activities, activity_page, .limit = 2);
    assert_int_equal(page->n_rows, 2);
    page = ask(sales, list_overdue_activities, activity_page, .limit = 2, .after = kept(page->next));
    assert_int_equal(page->n_rows, 1);
    assert_int_equal(ask(sales, list_activities, activity_page, .owner = "sara")->n_rows, 4);
    assert_int_equal(ask(sales, list_activities, activity_page)->n_rows, 5);
    ask_refused(sales, INVALID_INPUT, list_overdue_activities, .after = "zz");
}

TEST(an_activity_that_makes_no_sense_is_refused)
{
    Department *sales = given_sales();
    when_refused(sales, INVALID_INPUT, plan_activity, .subject = "Call");
    when_refused(sales, INVALID_INPUT, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK);
    when_refused(sales, INVALID_INPUT, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Call",
                 .recurrence = SALES__RECURRENCE__DAILY);
    when_refused(sales, INVALID_INPUT, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Call",
                 .due_at_ms = 5, .remind_at_ms = 6);
    when_refused(sales, DEAL_NOT_FOUND, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Call",
                 .deal_id = NOBODY);
    when_refused(sales, CUSTOMER_NOT_FOUND, plan_activity, .kind = SALES__ACTIVITY_KIND__TASK, .subject = "Call",
                 .customer_id = NOBODY);
}

TEST(the_owner_of_an_open_deal_hears_of_an_urgent_case_once)
{
    Department *sales = given_sales();
    const char *deal = given_deal(sales, "ali@example.com");
    given_deal(sales, "ali@example.com");
    const char *ali = id_of(sales, "ali@example.com");
    when_heard(sales, support, case_opened, .case_id = "c0", .number = "C-1", .customer_id = ali,
               .priority = SUPPORT__CASE_PRIORITY__HIGH);
    then_not_told(sales, activity_planned);
    when_heard(sales, support, case_opened, .case_id = "c1", .number = "C-2", .customer_id = ali,
               .priority = SUPPORT__CASE_PRIORITY__URGENT);
    assert_int_equal(department_told_count(sales, &sales__activity_planned__descriptor), 1);
    sales_activity alert = SALES__ACTIVITY__INIT;
    alert.kind = SALES__ACTIVITY_KIND__ALERT;
    alert.owner = "sara";
    alert.case_id = "c1";
    alert.subject = "Urgent case C-2 of the customer";
    then_told(sales, activity_planned, .customer_id = ali, .activity = &alert);
    when_heard(sales, support, case_priority_changed, .case_id = "c1", .customer_id = ali,
               .to = SUPPORT__CASE_PRIORITY__URGENT);
    then_not_told(sales, activity_planned);
    when_heard(sales, support, case_priority_changed, .case_id = "c0", .customer_id = ali,
               .to = SUPPORT__CASE_PRIORITY__URGENT);
    assert_int_equal(department_told_count(sales, &sales__activity_planned__descriptor), 1);
    assert_int_equal(ask(sales, list_activities, activity_page, .customer_id = ali)->n_rows, 2);
    assert_true(ask(sales, list_activities, activity_page, .deal_id = deal)->n_rows <= 2);
}
