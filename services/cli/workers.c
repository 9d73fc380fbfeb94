/* Which partitions no worker holds: by the configuration of this host, and by what analytics knows of other hosts. */
#include "cli/workers.h"
#include "payvand/analytics/messages.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ASK_TIMEOUT_MS 10000

static uint64_t left_out(const PvConfig *config)
{
    return config_department(config, "analytics") ? config_partitions_unheld(config) : 0;
}

void workers_warning(const PvConfig *config, char text[CONFIG_ERROR_BYTES])
{
    char partitions[CONFIG_PARTITIONS_BYTES];
    uint64_t set = left_out(config);
    config_partitions_write(set, partitions);
    text[0] = '\0';
    if (set && config->peers_count)
        snprintf(text, CONFIG_ERROR_BYTES, "no worker of this host holds partitions %s: one of another host has to",
                 partitions);
    else if (set)
        snprintf(text, CONFIG_ERROR_BYTES, "no worker holds partitions %s: analytics learns nothing of their customers",
                 partitions);
}

/* A worker that once ran here has its stores here; it is none of another host. */
static bool is_elsewhere(const PvConfig *config, const char *worker)
{
    char path[700];
    for (unsigned i = 0; i < config->workers_count; i++)
        if (strcmp(config->workers[i].name, worker) == 0)
            return false;
    snprintf(path, sizeof path, "%s/%.100s", config->data, worker);
    return access(path, F_OK) != 0;
}

int workers_unheld(Cli *cli, uint64_t *set)
{
    int result = CLI_UNREACHABLE;
    *set = left_out(cli->config);
    if (!*set || !cli->config->peers_count)
        return CLI_OK;
    PvClient *client = remote_open(cli, "analytics");
    analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
    analytics_positions_report *report =
        client ? (analytics_positions_report *)remote_ask(cli, client, "analytics", &query.base, ASK_TIMEOUT_MS, &result) : NULL;
    for (size_t i = 0; report && i < report->n_partitions; i++) {
        const analytics_partition_state *state = report->partitions[i];
        if (state->partition < 64 && state->worker && is_elsewhere(cli->config, state->worker))
            *set &= ~(1ULL << state->partition);
    }
    if (client)
        client_close(&client);
    if (!report)
        *set = 0;
    return result;
}
