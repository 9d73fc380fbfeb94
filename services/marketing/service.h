/* What the files of marketing see. */
#pragma once

#define PV_PACKAGE marketing
#define PV_DEFINITION "marketing/service.def"
#include "payvand/marketing/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
#include "marketing/limits.h"
