/* payvand metrics: every counter and gauge of every department in Prometheus text. */
#include "cli/reports.h"
#include "runtime/observe/prometheus.h"
#include <stdio.h>

static int run(Cli *cli)
{
    Reports reports;
    int result = reports_ask(cli, &reports);
    if (result != CLI_OK)
        return result;
    PrometheusReport shown[REPORT_LIMIT];
    for (size_t i = 0; i < reports.count; i++)
        shown[i] = (PrometheusReport){reports.names[i], reports.reports[i]};
    fputs(prometheus_print(cli->arena, shown, reports.count), stdout);
    return CLI_OK;
}

const CliCommand cli_metrics = {
    .name = "metrics",
    .words = "",
    .text = "prints every counter and gauge in Prometheus text",
    .run = run,
};
