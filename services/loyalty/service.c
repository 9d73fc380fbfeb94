/* Loyalty as data for the engine. */
#include "loyalty/service.h"
#include "runtime/engine/table.h"
