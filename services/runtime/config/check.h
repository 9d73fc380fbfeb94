/* Inside config/: what a configuration must satisfy beyond its shape. */
#pragma once

#include "runtime/config/schema.h"

/* Checks all of it and fills partition_set; path and places are NULL without a file. The error names the line. */
bool check_config(PvConfig *config, const char *path, const ConfigPlaces *places, char *error);
