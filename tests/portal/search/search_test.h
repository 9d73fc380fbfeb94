/* Shared by the tests of the search: customers and records told of, and what is found. */
#pragma once

#include "portal/service.h"
#include "portal/search/search.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_portal;

#define EMAIL PV__IDENTIFIER_KIND__EMAIL_ADDRESS
#define PHONE PV__IDENTIFIER_KIND__PHONE_NUMBER
#define EXTERNAL PV__IDENTIFIER_KIND__EXTERNAL_ID
#define NATIONAL PV__IDENTIFIER_KIND__NATIONAL_ID

Department *given_portal(void);
/* Introduces a customer; the id lives on. kind 0: without an identifier. */
const char *introduced(Department *portal, const char *name, Pv__IdentifierKind kind, const char *value);
void renamed(Department *portal, const char *customer_id, const char *name);
/* What analytics, sales and support say of a customer. */
void bought(Department *portal, const char *customer_id, unsigned purchases, int64_t last_ms);
void open_deals(Department *portal, const char *customer_id, unsigned count);

portal_search_page *found(Department *portal, const char *typed);
/* The titles of all hits must be these, in this order, separated by | ("" for none). */
void then_found(Department *portal, const char *typed, const char *titles);
/* Is there a hit with this id? */
bool finds(Department *portal, const char *typed, const char *id);
/* A UUID made of a number. */
const char *id_of(unsigned number);
