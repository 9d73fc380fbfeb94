/* What the files of the portal see: its messages, those of all departments, its table, the customer card. */
#pragma once

#define PV_PACKAGE portal
#define PV_DEFINITION "portal/service.def"
#include "payvand/portal/messages.h"
#include "payvand/sales/messages.h"
#include "payvand/marketing/messages.h"
#include "payvand/support/messages.h"
#include "payvand/loyalty/messages.h"
#include "payvand/analytics/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
