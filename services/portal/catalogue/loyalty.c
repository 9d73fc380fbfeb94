/* Loyalty as data without handlers. */
#define PV_PACKAGE loyalty
#define PV_DEFINITION "loyalty/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/loyalty/messages.h"
#include "runtime/engine/catalogue.h"
