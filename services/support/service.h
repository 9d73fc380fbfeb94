/* What the files of customer service see. */
#pragma once

#define PV_PACKAGE support
#define PV_DEFINITION "support/service.def"
#include "payvand/support/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
#include "support/limits.h"
