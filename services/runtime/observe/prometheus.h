/* Status reports of departments in the text format of Prometheus (version 0.0.4), for the command line and the portal. */
#pragma once

#include "payvand/status.pb-c.h"
#include "runtime/memory/arena.h"
#include <stddef.h>

typedef struct PrometheusReport {
    const char *department;
    const Pv__StatusReport *report; /* NULL: the department does not answer */
} PrometheusReport;

/* Every figure of every report under the label department, all of one name together, ended by NUL, in the arena. Names begin
 * with payvand_; payvand_up says who answers. */
char *prometheus_print(PvArena *arena, const PrometheusReport *reports, size_t count);
