/* Marketing as data without handlers. */
#define PV_PACKAGE marketing
#define PV_DEFINITION "marketing/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/marketing/messages.h"
#include "runtime/engine/catalogue.h"
