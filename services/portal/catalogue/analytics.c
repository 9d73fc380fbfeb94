/* Analytics as data without handlers. */
#define PV_PACKAGE analytics
#define PV_DEFINITION "analytics/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/analytics/messages.h"
#include "runtime/engine/catalogue.h"
