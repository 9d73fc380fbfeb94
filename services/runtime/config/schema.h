/* Inside config/: the shape of the YAML file and the line of every entry in it. */
#pragma once

#include "runtime/config/config.h"

typedef struct ConfigPlaces ConfigPlaces; /* the file as a tree that knows its lines */

/* Parses the text. *config stays NULL when the file holds nothing. On failure the error names the line. */
bool schema_load(const char *path, const char *text, size_t size_bytes, PvConfig **config, ConfigPlaces **places,
                 char *error);
void places_free(ConfigPlaces **places);
/* Is there such an entry at the top? */
bool places_have(const ConfigPlaces *places, const char *key);
/* Line of list[index].key (of list.key where list is no list), or of the nearest thing around it. list or key may be NULL. */
unsigned places_line(const ConfigPlaces *places, const char *list, unsigned index, const char *key);
