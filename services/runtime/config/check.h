/* Inside config/: what a configuration must satisfy beyond its shape. */
#pragma once

#include "runtime/config/schema.h"

/* Checks all of it and fills partition_set; path and places are NULL without a file. The error names the line. */
bool check_config(PvConfig *config, const char *path, const ConfigPlaces *places, char *error);

/* First line of a copy, followed by the path of the file that it stands for. */
#define CONFIG_COPY_MARK "#payvand-copy-of "
