/* What the tests of the portal's views share. */
#pragma once

#include "portal/service.h"
#include "portal/view/limits.h"
#include "support/department.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_portal;

#define SARA "01900000-0000-7000-8000-000000000001"
#define OMID "01900000-0000-7000-8000-000000000002"
#define ACME "01900000-0000-7000-8000-000000000003"
#define STRANGER "01900000-0000-7000-8000-0000000000ff"
#define LEAD "01900000-0000-7000-8000-000000000011"
#define DEAL "01900000-0000-7000-8000-000000000012"
#define TASK "01900000-0000-7000-8000-000000000013"
#define CASE "01900000-0000-7000-8000-000000000014"
#define ORDER "01900000-0000-7000-8000-000000000015"
#define INVOICE "01900000-0000-7000-8000-000000000016"
#define REFUND "01900000-0000-7000-8000-000000000017"
#define LIST "01900000-0000-7000-8000-000000000018"
#define CAMPAIGN "01900000-0000-7000-8000-000000000019"
#define DAY_MS (24LL * 3600 * 1000)
#define BASE(package, type) .base = {.descriptor = &package##__##type##__descriptor}
#define MONEY(minor, code) (&(pv_money){BASE(pv, money), .amount_minor = minor, .currency = code})
#define NAME(text) \
    .n_facts = 1, \
    .facts = (pv_fact *[]){&(pv_fact){BASE(pv, fact), .name = "name", \
                                      .person_name = &(pv_person_name){BASE(pv, person_name), .full = text}}}

/* The portal, which has heard of SARA and OMID from sales. */
static inline Department *given_portal(void)
{
    Department *portal = given_department(&pv_service_portal);
    when_heard_card(portal, "sales", customer_introduced, .customer_id = SARA, .kind = PV__CUSTOMER_KIND__PERSON,
                    NAME("Sara Karimi"));
    when_heard_card(portal, "sales", customer_introduced, .customer_id = OMID, .kind = PV__CUSTOMER_KIND__PERSON,
                    NAME("Omid Rahimi"));
    return portal;
}

static inline portal_item *item_of(Department *portal, const char *item_id)
{
    return ask(portal, get_item, item, .item_id = item_id);
}

static inline portal_overview *overview_of(Department *portal, const char *customer_id)
{
    return ask(portal, get_overview, overview, .customer_id = customer_id);
}

/* How many customers or items share a value. */
static inline int64_t counted(Department *portal, const char *group, const char *value)
{
    const char *groups[] = {group};
    portal_counter_page *page = ask(portal, list_counters, counter_page, .n_groups = 1, .groups = groups);
    for (size_t i = 0; i < page->n_rows; i++)
        if (strcmp(page->rows[i]->value ? page->rows[i]->value : "", value) == 0)
            return page->rows[i]->count;
    return 0;
}

static inline portal_inbox *inbox_of(Department *portal, const char *person, const char *role)
{
    department_act_as(portal, person, role);
    portal_inbox *inbox = ask(portal, get_inbox, inbox);
    department_act_as(portal, "", "");
    return inbox;
}

static inline void hear_deal(Department *portal, const char *customer_id, const char *owner)
{
    when_heard(portal, sales, deal_opened, .deal_id = DEAL, .number = "D-000001", .customer_id = customer_id,
               .title = "Chairs", .pipeline_id = "standard", .stage_id = "need", .probability_percent = 20,
               .value = MONEY(50000, "EUR"), .owner = owner, .opened_at_ms = department_now_ms(portal));
}

static inline void hear_case(Department *portal, const char *customer_id, const char *owner)
{
    when_heard(portal, support, case_opened, .case_id = CASE, .number = "C-000001", .customer_id = customer_id,
               .kind = SUPPORT__CASE_KIND__COMPLAINT, .channel = PV__CHANNEL__EMAIL,
               .priority = SUPPORT__CASE_PRIORITY__NORMAL, .severity = SUPPORT__CASE_SEVERITY__MINOR, .owner = owner,
               .subject = "A broken chair", .opened_at_ms = department_now_ms(portal));
}
