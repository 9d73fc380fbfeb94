/* What the files of loyalty see: its messages and those of sales, its table, the customer card. */
#pragma once

#define PV_PACKAGE loyalty
#define PV_DEFINITION "loyalty/service.def"
#include "payvand/loyalty/messages.h"
#include "payvand/sales/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
