/* Sales as data for the engine. */
#include "sales/service.h"
#include "runtime/engine/table.h"
