/* What the tests of customer service share. */
#pragma once

#include "support/rules.h"
#include "support/service.h"
#include "support/department.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_support;

#define SARA "01900000-0000-7000-8000-000000000001"
#define OMID "01900000-0000-7000-8000-000000000002"
#define DAY_MS (24LL * 3600 * 1000)

/* A reference to a customer by id. */
#define BY_ID(id)                                                                                            \
    (&(pv_customer_reference){.base = {.descriptor = &pv__customer_reference__descriptor}, .customer_id = id})

/* Customer service that has heard of SARA and OMID. */
static inline Department *given_desk(void)
{
    Department *desk = given_department(&pv_service_support);
    when_heard_card(desk, "sales", customer_introduced, .customer_id = SARA,
                    .kind = PV__CUSTOMER_KIND__PERSON);
    when_heard_card(desk, "sales", customer_introduced, .customer_id = OMID,
                    .kind = PV__CUSTOMER_KIND__PERSON);
    return desk;
}

/* Opens a case and returns its id, kept. */
static inline const char *opened_with(Department *desk, const char *customer_id,
                                      Support__CaseSeverity severity, const char *subject)
{
    static char ids[64][40];
    static unsigned used;
    support_case *record = (support_case *)when(desk, open_case, .customer = BY_ID(customer_id),
                                                .severity = severity, .subject = subject);
    char *id = ids[used++ % 64];
    snprintf(id, sizeof ids[0], "%s", record->case_id);
    return id;
}

static inline const char *opened(Department *desk, const char *customer_id)
{
    return opened_with(desk, customer_id, SUPPORT__CASE_SEVERITY__MINOR, "It does not print");
}
