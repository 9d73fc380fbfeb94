/* What the tests of marketing share. */
#pragma once

#include "marketing/filter.h"
#include "marketing/service.h"
#include "support/department.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_marketing;

#define SARA "01900000-0000-7000-8000-000000000001"
#define OMID "01900000-0000-7000-8000-000000000002"
#define DAY_MS (24LL * 3600 * 1000)
#define BASE(type) .base = {.descriptor = &pv__##type##__descriptor}
#define BY_ID(id) (&(pv_customer_reference){BASE(customer_reference), .customer_id = id})

/* Marketing that has heard of SARA and OMID. */
static inline Department *given_marketing(void)
{
    Department *marketing = given_department(&pv_service_marketing);
    when_heard_card(marketing, "sales", customer_introduced, .customer_id = SARA,
                    .kind = PV__CUSTOMER_KIND__PERSON);
    when_heard_card(marketing, "sales", customer_introduced, .customer_id = OMID,
                    .kind = PV__CUSTOMER_KIND__PERSON);
    return marketing;
}

/* Creates a dynamic list, lets it be evaluated, and returns its id, kept. */
static inline const char *list_with(Department *marketing, const char *name, const char *filter)
{
    static char ids[64][40];
    static unsigned used;
    marketing_marketing_list *list =
        (marketing_marketing_list *)when(marketing, create_list, .name = name, .filter = filter);
    char *id = ids[used++ % 64];
    snprintf(id, sizeof ids[0], "%s", list->list_id);
    department_run_jobs(marketing);
    return id;
}

static inline uint64_t members_of(Department *marketing, const char *list_id)
{
    return ask(marketing, get_list, marketing_list, .list_id = list_id)->members;
}
