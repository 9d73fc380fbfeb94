/* Which partitions no worker holds: nothing that happens to their customers is worked in. */
#pragma once

#include "cli/remote.h"

/* What is to be said of partitions that nobody holds, for one that the configuration leaves out. "" if there is none, or
 * analytics is not of this host. Where there are other hosts, one of theirs may hold them: only analytics can tell. */
void workers_warning(const PvConfig *config, char text[CONFIG_ERROR_BYTES]);
/* The partitions that no worker holds, of other hosts neither; asks analytics where that matters. None if analytics is not
 * of this host. CLI_OK, or the exit code after telling why. */
int workers_unheld(Cli *cli, uint64_t *set);
