/* Erasure in one department: tables, indexes and log lose the person, figures and order stay, a rebuild agrees. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_support;

static char customer[64];

static void given_zahra(Department *support)
{
    static pv_identifier mail = {.base = {.descriptor = &pv__identifier__descriptor},
                                 .kind = PV__IDENTIFIER_KIND__EMAIL_ADDRESS,
                                 .value = "zahra.unusual@example.com"};
    static pv_customer_reference zahra = {.base = {.descriptor = &pv__customer_reference__descriptor},
                                          .name = "Zahra Unusualname",
                                          .identifier = &mail};
    support_case *opened = (support_case *)when(support, open_case, .customer = &zahra, .subject = "Xylophonebroken",
                                                .body = "Secretivesentence");
    strcpy(customer, opened->customer_id);
}

TEST(an_erased_person_is_nowhere)
{
    Department *support = given_department(&pv_service_support);
    given_zahra(support);
    assert_true(department_holds_text(support, "Unusualname"));
    when_card(support, erase_customer, .customer_id = customer);
    department_erase_log(support);
    const char *const texts[] = {"Unusualname", "unusualname", "zahra.unusual", "Xylophonebroken", "Secretivesentence"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (department_holds_text(support, texts[i]))
            fail_msg("%s is still on the disk", texts[i]);
    then_rebuild_is_equal(support);
}

TEST(an_erasure_survives_a_restart_and_late_events)
{
    Department *support = given_department(&pv_service_support);
    Department *other = given_department(&pv_service_support);
    given_zahra(support);
    when_card(support, erase_customer, .customer_id = customer);
    department_erase_log(support);
    department_restart(support);
    when_heard_card(support, "sales", fact_changed, .customer_id = customer);
    then_rebuild_is_equal(support);
    (void)other;
    uint64_t head = department_head(support);
    department_erase_log(support);
    department_restart(support);
    assert_int_equal(department_head(support), head);
    then_rebuild_is_equal(support);
}

TEST(what_is_answered_and_parked_about_an_erased_person_holds_nothing_personal)
{
    Department *support = given_department(&pv_service_support);
    given_zahra(support);
    static char case_id[64];
    strcpy(case_id, ((const support_case_opened *)department_told(support, &support__case_opened__descriptor))->case_id);
    when_card(support, erase_customer, .customer_id = customer);
    when(support, add_case_message, .case_id = case_id, .direction = SUPPORT__MESSAGE_DIRECTION__INTERNAL,
         .body = "Afterthoughtword");
    department_erase_log(support);
    then_rebuild_is_equal(support);
    assert_false(department_holds_text(support, "Afterthoughtword"));
    department_restart(support);
    then_rebuild_is_equal(support);
}
