/* payvand metrics: every counter and gauge of every department in Prometheus text. */
#include "cli/reports.h"
#include <stdio.h>
#include <string.h>

#define METRIC_LIMIT 4096
#define LABEL_BYTES 120

typedef struct Metric {
    const char *name, *help;
    bool rises, printed;
    char labels[LABEL_BYTES];
    double value;
} Metric;

typedef struct Metrics {
    Metric *list;
    size_t count;
    const char *department; /* of what is added next */
} Metrics;

static void add(Metrics *metrics, const char *name, const char *help, bool rises, double value, const char *labels)
{
    if (metrics->count == METRIC_LIMIT)
        return;
    Metric *metric = &metrics->list[metrics->count++];
    *metric = (Metric){.name = name, .help = help, .rises = rises, .value = value};
    snprintf(metric->labels, sizeof metric->labels, "department=\"%s\"%s%s", metrics->department, labels[0] ? "," : "",
             labels);
}

static void add_peers(Metrics *metrics, const pv_status_report *report)
{
    for (size_t i = 0; i < report->n_peers; i++) {
        const pv_peer_status *peer = report->peers[i];
        char labels[80];
        snprintf(labels, sizeof labels, "peer=\"%.40s\"", peer->name ? peer->name : "");
        add(metrics, "peer_position", "Last event of the peer that is durable here", false, (double)peer->position, labels);
        add(metrics, "peer_lag", "Events of the peer still to hear", false, (double)peer->lag, labels);
        add(metrics, "peer_silent", "Was the peer not heard for longer than it may be silent?", false, peer->silent, labels);
        add(metrics, "peer_diverged", "Does the log of the peer contradict what was heard?", false, peer->diverged, labels);
        add(metrics, "peer_parked", "Parked events of the peer", false, (double)peer->parked, labels);
        add(metrics, "peer_pulls_total", "Pulls sent to the peer", true, (double)peer->pulls, labels);
        add(metrics, "peer_gaps_total", "Gaps found on the fast lane of the peer", true, (double)peer->gaps, labels);
    }
}

static void add_files(Metrics *metrics, const pv_status_report *report)
{
    if (report->log) {
        add(metrics, "log_bytes", "Size of the log", false, (double)report->log->size_bytes, "");
        add(metrics, "log_segments", "Segment files of the log", false, report->log->segments, "");
        add(metrics, "log_frames_total", "Frames appended", true, (double)report->log->frames, "");
        add(metrics, "log_flushes_total", "Flushes of the log", true, (double)report->log->flushes, "");
    }
    if (report->store) {
        add(metrics, "store_overlay_bytes", "Newest rows not in LMDB yet", false, (double)report->store->overlay_bytes, "");
        add(metrics, "store_file_bytes", "Used bytes of LMDB", false, (double)report->store->file_bytes, "");
        add(metrics, "store_free_bytes", "Bytes left on the file system", false, (double)report->store->free_bytes, "");
        add(metrics, "store_generations_total", "Generations written to LMDB", true, (double)report->store->generations, "");
        add(metrics, "store_oldest_view_ms", "Age of the oldest view", false, (double)report->store->oldest_view_ms, "");
    }
}

static void add_report(Metrics *metrics, const pv_status_report *report)
{
    const char *said = "Commands by what became of them";
    add(metrics, "head", "Last durable event", false, (double)report->head, "");
    add(metrics, "head_shared", "Last durable event that others may read", false, (double)report->head_shared, "");
    add(metrics, "uptime_ms", "Milliseconds since the start", false, (double)report->uptime_ms, "");
    add(metrics, "parked", "Heard events put aside", false, (double)report->parked, "");
    add(metrics, "rss_bytes", "Resident memory", false, (double)report->rss_bytes, "");
    add(metrics, "state", "1 starting, 2 rebuilding, 3 ready, 4 disk full", false, report->state, "");
    add(metrics, "commands_total", said, true, (double)report->commands_accepted, "result=\"accepted\"");
    add(metrics, "commands_total", said, true, (double)report->commands_refused, "result=\"refused\"");
    add(metrics, "commands_total", said, true, (double)report->commands_busy, "result=\"busy\"");
    add(metrics, "keys_refused_total", "Connections and messages refused for their key", true, (double)report->keys_refused, "");
    add_files(metrics, report);
    add_peers(metrics, report);
    for (size_t i = 0; i < report->n_queues; i++) {
        char labels[80];
        snprintf(labels, sizeof labels, "queue=\"%.40s\"", report->queues[i]->name ? report->queues[i]->name : "");
        add(metrics, "queue_depth", "Items waiting", false, (double)report->queues[i]->depth, labels);
        add(metrics, "queue_room", "Items that fit", false, (double)report->queues[i]->room, labels);
    }
    for (size_t i = 0; i < report->n_counters; i++) {
        const pv_counter_sample *counter = report->counters[i];
        if (counter->name)
            add(metrics, counter->name, counter->help ? counter->help : "", counter->rises, counter->value,
                counter->labels ? counter->labels : "");
    }
}

/* The format wants all samples of one name under one HELP and TYPE. */
static void print_named(Metrics *metrics, const Metric *first)
{
    const char *prefix = strncmp(first->name, "payvand_", 8) == 0 ? "" : "payvand_";
    printf("# HELP %s%s %s\n# TYPE %s%s %s\n", prefix, first->name, first->help, prefix, first->name,
           first->rises ? "counter" : "gauge");
    for (size_t i = 0; i < metrics->count; i++) {
        Metric *metric = &metrics->list[i];
        if (metric->printed || strcmp(metric->name, first->name) != 0)
            continue;
        metric->printed = true;
        printf("%s%s{%s} %.17g\n", prefix, metric->name, metric->labels, metric->value);
    }
}

static int run(Cli *cli)
{
    Reports reports;
    int result = reports_ask(cli, &reports);
    if (result != CLI_OK)
        return result;
    Metrics metrics = {.list = arena_take(cli->arena, METRIC_LIMIT * sizeof(Metric))};
    for (size_t i = 0; i < reports.count; i++) {
        metrics.department = reports.names[i];
        add(&metrics, "up", "Does the department answer?", false, reports.reports[i] != NULL, "");
        if (reports.reports[i])
            add_report(&metrics, reports.reports[i]);
    }
    for (size_t i = 0; i < metrics.count; i++)
        if (!metrics.list[i].printed)
            print_named(&metrics, &metrics.list[i]);
    return CLI_OK;
}

const CliCommand cli_metrics = {
    .name = "metrics",
    .words = "",
    .text = "prints every counter and gauge in Prometheus text",
    .run = run,
};
