/* What the files of sales see: its messages, its table, the customer card. */
#pragma once

#define PV_PACKAGE sales
#define PV_DEFINITION "sales/service.def"
#include "payvand/sales/messages.h"
#include "payvand/marketing/messages.h"
#include "payvand/support/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
