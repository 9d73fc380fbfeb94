/* The status of all departments at once. */
#pragma once

#include "cli/remote.h"

#define REPORT_LIMIT CONFIG_DEPARTMENTS

typedef struct Reports {
    const char *names[REPORT_LIMIT];
    pv_status_report *reports[REPORT_LIMIT]; /* in cli->arena; NULL: does not answer */
    size_t count;
    bool all;
} Reports;

/* Asks all departments of this host, and peers if there are keys for it. Loads the configuration first. */
int reports_ask(Cli *cli, Reports *reports);
