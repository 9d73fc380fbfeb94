/* The changes that live streams tell: numbered lines, the newest of them kept. */
#pragma once

#include "portal/front/inside.h"

#define CHANGE_OF_ALL PV_CATALOGUE_COUNT /* of no department alone */

/* Adds an event of the front's own: health, reset. */
void changes_tell(Changes *changes, const char *event, const char *data, unsigned department);
/* The lines of a change and the department it is of; NULL if it is not kept. Borrowed until the next call of changes. */
const char *changes_lines(Front *front, uint64_t number, size_t *size_bytes, unsigned *department);
/* Number of the next change to come. */
uint64_t changes_next(const Front *front);
/* Number to go on with after the id that a client saw last; 0 if it cannot go on. */
uint64_t changes_after(const Front *front, const char *last_id);
const char *changes_boot(const Front *front);
