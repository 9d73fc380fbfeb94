/* Collects the figures of all reports, then prints them name by name, as the format wants it. */
#include "runtime/observe/prometheus.h"
#include "runtime/memory/require.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABELS_BYTES 200

typedef struct Sample {
    const char *name, *help;
    bool rises, printed;
    const char *labels;
    double value;
} Sample;

typedef struct Samples {
    PvArena *arena;
    Sample *list;
    size_t count, room;
    const char *department; /* of what is added next */
} Samples;

static void add(Samples *samples, const char *name, const char *help, bool rises, double value, const char *labels)
{
    if (samples->count == samples->room) {
        size_t room = samples->room ? samples->room * 2 : 256;
        Sample *list = arena_take(samples->arena, room * sizeof *list);
        if (samples->count)
            memcpy(list, samples->list, samples->count * sizeof *list);
        samples->list = list;
        samples->room = room;
    }
    samples->list[samples->count++] = (Sample){
        .name = name,
        .help = help,
        .rises = rises,
        .value = value,
        .labels = arena_format(samples->arena, "department=\"%s\"%s%s", samples->department, labels[0] ? "," : "", labels),
    };
}

static void add_peers(Samples *samples, const Pv__StatusReport *report)
{
    for (size_t i = 0; i < report->n_peers; i++) {
        const Pv__PeerStatus *peer = report->peers[i];
        char labels[LABELS_BYTES];
        snprintf(labels, sizeof labels, "peer=\"%.40s\"", peer->name ? peer->name : "");
        add(samples, "peer_position", "Last event of the peer that is durable here", false, (double)peer->position, labels);
        add(samples, "peer_lag", "Events of the peer still to hear", false, (double)peer->lag, labels);
        add(samples, "peer_silent", "Was the peer not heard for longer than it may be silent?", false, peer->silent, labels);
        add(samples, "peer_diverged", "Does the log of the peer contradict what was heard?", false, peer->diverged, labels);
        add(samples, "peer_parked", "Parked events of the peer", false, (double)peer->parked, labels);
        add(samples, "peer_pulls_total", "Pulls sent to the peer", true, (double)peer->pulls, labels);
        add(samples, "peer_gaps_total", "Gaps found on the fast lane of the peer", true, (double)peer->gaps, labels);
    }
}

static void add_files(Samples *samples, const Pv__StatusReport *report)
{
    if (report->log) {
        add(samples, "log_bytes", "Size of the log", false, (double)report->log->size_bytes, "");
        add(samples, "log_segments", "Segment files of the log", false, report->log->segments, "");
        add(samples, "log_frames_total", "Frames appended", true, (double)report->log->frames, "");
        add(samples, "log_flushes_total", "Flushes of the log", true, (double)report->log->flushes, "");
    }
    if (report->store) {
        add(samples, "store_overlay_bytes", "Newest rows not in LMDB yet", false, (double)report->store->overlay_bytes, "");
        add(samples, "store_file_bytes", "Used bytes of LMDB", false, (double)report->store->file_bytes, "");
        add(samples, "store_free_bytes", "Bytes left on the file system", false, (double)report->store->free_bytes, "");
        add(samples, "store_generations_total", "Generations written to LMDB", true, (double)report->store->generations, "");
        add(samples, "store_oldest_view_ms", "Age of the oldest view", false, (double)report->store->oldest_view_ms, "");
    }
}

static void add_report(Samples *samples, const Pv__StatusReport *report)
{
    const char *said = "Commands by what became of them";
    add(samples, "head", "Last durable event", false, (double)report->head, "");
    add(samples, "head_shared", "Last durable event that others may read", false, (double)report->head_shared, "");
    add(samples, "uptime_ms", "Milliseconds since the start", false, (double)report->uptime_ms, "");
    add(samples, "parked", "Heard events put aside", false, (double)report->parked, "");
    add(samples, "rss_bytes", "Resident memory", false, (double)report->rss_bytes, "");
    add(samples, "state", "1 starting, 2 rebuilding, 3 ready, 4 disk full", false, report->state, "");
    add(samples, "commands_total", said, true, (double)report->commands_accepted, "result=\"accepted\"");
    add(samples, "commands_total", said, true, (double)report->commands_refused, "result=\"refused\"");
    add(samples, "commands_total", said, true, (double)report->commands_busy, "result=\"busy\"");
    add(samples, "keys_refused_total", "Connections and messages refused for their key", true, (double)report->keys_refused, "");
    add_files(samples, report);
    add_peers(samples, report);
    for (size_t i = 0; i < report->n_queues; i++) {
        char labels[LABELS_BYTES];
        snprintf(labels, sizeof labels, "queue=\"%.40s\"", report->queues[i]->name ? report->queues[i]->name : "");
        add(samples, "queue_depth", "Items waiting", false, (double)report->queues[i]->depth, labels);
        add(samples, "queue_room", "Items that fit", false, (double)report->queues[i]->room, labels);
    }
    for (size_t i = 0; i < report->n_counters; i++) {
        const Pv__CounterSample *counter = report->counters[i];
        if (counter->name)
            add(samples, counter->name, counter->help ? counter->help : "", counter->rises, counter->value,
                counter->labels ? counter->labels : "");
    }
}

/* The format wants all samples of one name under one HELP and TYPE. */
static void print_named(FILE *out, Samples *samples, size_t first)
{
    const Sample *named = &samples->list[first];
    const char *prefix = strncmp(named->name, "payvand_", 8) == 0 ? "" : "payvand_";
    fprintf(out, "# HELP %s%s %s\n# TYPE %s%s %s\n", prefix, named->name, named->help, prefix, named->name,
            named->rises ? "counter" : "gauge");
    for (size_t i = first; i < samples->count; i++) {
        Sample *sample = &samples->list[i];
        if (sample->printed || strcmp(sample->name, named->name) != 0)
            continue;
        sample->printed = true;
        fprintf(out, "%s%s{%s} %.17g\n", prefix, sample->name, sample->labels, sample->value);
    }
}

char *prometheus_print(PvArena *arena, const PrometheusReport *reports, size_t count)
{
    Samples samples = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        samples.department = reports[i].department;
        add(&samples, "up", "Does the department answer?", false, reports[i].report != NULL, "");
        if (reports[i].report)
            add_report(&samples, reports[i].report);
    }
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    pv_require(out, "out of memory");
    for (size_t i = 0; i < samples.count; i++)
        if (!samples.list[i].printed)
            print_named(out, &samples, i);
    fclose(out);
    char *kept = arena_copy_bytes(arena, text, size + 1);
    free(text);
    return kept;
}
