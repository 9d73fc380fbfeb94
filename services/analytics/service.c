/* Analytics as data: its table for the runtime. */
#include "analytics/service.h"
#define PV_CANONICAL card_resolve
#define PV_IS_ERASED card_is_erased
#include "runtime/engine/table.h"
