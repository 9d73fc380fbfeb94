/* Customer service as data without handlers. */
#define PV_PACKAGE support
#define PV_DEFINITION "support/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/support/messages.h"
#include "runtime/engine/catalogue.h"
