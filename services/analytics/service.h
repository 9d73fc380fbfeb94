/* What the files of analytics see. */
#pragma once

#define PV_PACKAGE analytics
#define PV_DEFINITION "analytics/service.def"
#include "payvand/analytics/messages.h"
#include "runtime/department.h"
#include "customer/card.h"
#include "analytics/limits.h"

#define SETTINGS_ID "settings"
#define CUTS_ID "live"
