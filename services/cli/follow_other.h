/* Is what a department's log forks from the copy of it, or has it nothing to do with the copy? */
#pragma once

#include "cli/follow_copy.h"

/* COPY_FORKED: they share events, the log says that it goes on from the copy's epoch, or the copy holds no event.
 * COPY_OTHER: nothing of the copy is in the log. Else why it cannot be told. Anything but COPY_FORKED leaves a text in
 * copy->error. */
CopyResult follow_compare(FrameCopy *copy);
/* Who told an event; false for a record that is none. */
bool record_teller(const LogRecord *record, char name[32]);
/* Does the copy hold the log of this department? False, with a text in copy->error, only if it is another's. */
bool follow_is_own(FrameCopy *copy);

/* Reads the sealed segments of a copy through, one at a time. */
typedef struct FollowCheck {
    LogPlace next; /* start of the segment that is next; zeros to begin */
} FollowCheck;

/* Checks the next one and takes it again from the source if it is damaged, saying so. COPY_LEVEL when all were checked,
 * COPY_MORE, or why it could not be taken. */
CopyResult follow_check(FollowCheck *check, FrameCopy *copy);
