/* What comes after a run, in two of three seeds: a department goes back to an older backup. */
#pragma once

#include <stdbool.h>

/* Restored: it goes on in a new epoch, the others keep what they have and hear all that is new. Rolled back without knowing
 * it, as by a machine's snapshot: the others see that its log contradicts what they heard, and take nothing more. */
void story_tell(void);
/* Nobody has anything to do. */
bool story_is_quiet(void);
