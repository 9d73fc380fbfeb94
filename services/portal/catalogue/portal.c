/* The portal as data without handlers. */
#define PV_PACKAGE portal
#define PV_DEFINITION "portal/service.def"
#define PV_CATALOGUE_ROWS
#include "payvand/portal/messages.h"
#include "runtime/engine/catalogue.h"
