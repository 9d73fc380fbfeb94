/* payvand status: what the departments say of themselves. */
#include "cli/reports.h"
#include "cli/workers.h"
#include "runtime/message/json.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_TIMEOUT_MS 2000

int reports_ask(Cli *cli, Reports *reports)
{
    int result = cli_config(cli);
    *reports = (Reports){.all = true};
    for (unsigned i = 0; result == CLI_OK && i < CONFIG_DEPARTMENTS; i++) {
        const char *name = config_departments[i];
        if (!config_department(cli->config, name) && !(config_peer(cli->config, name) && cli->config->operator_keys))
            continue;
        PvClient *client = remote_open(cli, name);
        reports->names[reports->count] = name;
        reports->reports[reports->count] = client ? remote_status(cli, client, STATUS_TIMEOUT_MS) : NULL;
        reports->all = reports->all && reports->reports[reports->count];
        reports->count++;
        if (client)
            client_close(&client);
    }
    return result;
}

static const char *state_word(const pv_status_report *report)
{
    switch (report->state) {
    case PV__SERVICE_STATE__SERVICE_READY:
        return "ready";
    case PV__SERVICE_STATE__SERVICE_STARTING:
        return "starting";
    case PV__SERVICE_STATE__SERVICE_REBUILDING:
        return "rebuilding";
    case PV__SERVICE_STATE__SERVICE_FULL:
        return "disk full";
    default:
        return "?";
    }
}

static void print_report(const pv_status_report *report)
{
    char head[32], memory[32], log[32];
    cli_number_text(report->head, head);
    cli_size_text(report->rss_bytes, memory);
    cli_size_text(report->log ? report->log->size_bytes : 0, log);
    printf("%-10s %-10s pid %-7d epoch %-17s head %-11s memory %-10s log %-10s parked %" PRIu64 "\n", report->department,
           state_word(report), report->pid, report->epoch ? report->epoch : "-", head, memory, log, report->parked);
    if (report->state == PV__SERVICE_STATE__SERVICE_REBUILDING)
        printf("           rebuilt %" PRIu64 " of %" PRIu64 " events\n", report->rebuilt, report->rebuild_total);
    for (size_t i = 0; i < report->n_peers; i++) {
        const pv_peer_status *peer = report->peers[i];
        char heard[48] = "never heard";
        if (peer->last_heard_ms_ago >= 0)
            snprintf(heard, sizeof heard, "heard %" PRId64 " ms ago", peer->last_heard_ms_ago);
        printf("           %-10s at %-10" PRIu64 " lag %-7" PRIu64 " %s%s%s\n", peer->name, peer->position, peer->lag, heard,
               peer->silent ? ", silent" : "", peer->diverged ? ", DIVERGED: nothing is taken from it" : "");
    }
}

/* Workers have no socket of their own: their pid file tells. */
static bool worker_runs(const Cli *cli, const char *name, int *pid)
{
    char path[700], text[32] = "";
    snprintf(path, sizeof path, "%s/run/%s.pid", cli->config->data, name);
    FILE *file = fopen(path, "re");
    *pid = 0;
    if (!file)
        return false;
    if (fgets(text, sizeof text, file))
        *pid = (int)strtol(text, NULL, 10);
    fclose(file);
    snprintf(path, sizeof path, "/proc/%d/comm", *pid);
    file = *pid ? fopen(path, "re") : NULL;
    bool runs = file && fgets(text, sizeof text, file) && strncmp(text, "payvand-worker", 14) == 0;
    if (file)
        fclose(file);
    return runs;
}

static void print_workers(const Cli *cli, Reports *reports)
{
    for (unsigned i = 0; i < cli->config->workers_count; i++) {
        const ConfigWorker *worker = &cli->config->workers[i];
        int pid;
        bool runs = worker_runs(cli, worker->name, &pid);
        reports->all = reports->all && runs;
        if (cli->json)
            printf("%s{\"worker\":\"%s\",\"partitions\":\"%s\",\"pid\":%d,\"running\":%s}", reports->count || i ? "," : "",
                   worker->name, worker->partitions, pid, runs ? "true" : "false");
        else if (runs)
            printf("%-10s %-10s pid %-7d partitions %s\n", worker->name, "running", pid, worker->partitions);
        else
            printf("%-10s down       partitions %s\n", worker->name, worker->partitions);
    }
}

static bool answers(const Reports *reports, const char *department)
{
    for (size_t i = 0; i < reports->count; i++)
        if (strcmp(reports->names[i], department) == 0)
            return reports->reports[i] != NULL;
    return false;
}

/* A warning: nobody is unreachable for it. */
static void print_unheld(Cli *cli, const Reports *reports)
{
    char partitions[CONFIG_PARTITIONS_BYTES];
    uint64_t unheld;
    if (!answers(reports, "analytics") || workers_unheld(cli, &unheld) != CLI_OK || !unheld)
        return;
    config_partitions_write(unheld, partitions);
    if (cli->json)
        printf(",{\"unheldPartitions\":\"%s\"}", partitions);
    else
        printf("WARNING    no worker holds partitions %s: analytics learns nothing of their customers\n", partitions);
}

static int run_status(Cli *cli)
{
    Reports reports;
    int result = reports_ask(cli, &reports);
    if (result != CLI_OK)
        return result;
    if (cli->json)
        putchar('[');
    for (size_t i = 0; i < reports.count; i++) {
        pv_status_report *report = reports.reports[i];
        if (cli->json && report) {
            report->n_counters = 0; /* payvand metrics has them */
            printf("%s%s", i ? "," : "", json_write(&report->base, cli->arena, 0));
        } else if (cli->json) {
            printf("%s{\"department\":\"%s\",\"running\":false}", i ? "," : "", reports.names[i]);
        } else if (report) {
            print_report(report);
        } else {
            printf("%-10s does not answer\n", reports.names[i]);
        }
    }
    print_workers(cli, &reports);
    print_unheld(cli, &reports);
    if (cli->json)
        puts("]");
    return reports.all ? CLI_OK : CLI_UNREACHABLE;
}

const CliCommand cli_status = {
    .name = "status",
    .words = "[--json]",
    .text = "shows each department: pid, epoch, head, lag of every consumer, parked, memory",
    .run = run_status,
};
