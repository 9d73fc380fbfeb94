/* Sales as data without handlers. */
#define PV_PACKAGE sales
#define PV_DEFINITION "sales/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/sales/messages.h"
#include "runtime/engine/catalogue.h"
