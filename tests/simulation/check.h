/* What must be true when all has come to rest. */
#pragma once

/* Everything that was asked for is there once, all departments agree, and tables are folds of their logs. Fails with
 * sim_fail. */
void check_all(void);
