/* How far the others had heard a department that is down. */
#include "cli/follow_source.h"
#include "cli/remote.h"
#include "cli/restore.h"
#include "runtime/log/log.h"
#include "runtime/platform/platform.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_MS 2000

static bool ask_status(Cli *cli, const char *department, RestoreHeard *heard)
{
    PvClient *client = source_is_down(cli, heard->name) ? NULL : remote_open(cli, heard->name);
    pv_status_report *report = client ? remote_status(cli, client, STATUS_MS) : NULL;
    if (client)
        client_close(&client);
    for (size_t i = 0; report && i < report->n_peers; i++) {
        if (strcmp(report->peers[i]->name, department) != 0)
            continue;
        heard->epoch = report->peers[i]->epoch;
        heard->sequence = report->peers[i]->position;
    }
    heard->known = heard->running = report != NULL;
    return heard->running;
}

/* The last position in its log. */
static void read_log(Cli *cli, const char *department, RestoreHeard *heard)
{
    char folder[700], error[256];
    PvLog *log;
    LogCursor *cursor = NULL;
    LogFrame frame;
    snprintf(folder, sizeof folder, "%.300s/%s/log", cli->config->data, heard->name);
    LogOptions options = {.platform = platform_real(), .folder = folder, .read_only = true};
    if (access(folder, F_OK) != 0 || log_open(&log, &options, error) != LOG_OK)
        return;
    LogResult result = log_read_from(log, log_start(log), &cursor);
    while (result == LOG_OK && (result = log_next(cursor, &frame)) == LOG_OK)
        for (uint32_t i = 0; i < frame.record_count; i++) {
            const LogRecord *record = &frame.records[i];
            if (record->kind != LOG_POSITION)
                continue;
            Pv__PositionRecord *position = pv__position_record__unpack(NULL, record->size_bytes, record->bytes);
            if (position && position->source && strcmp(position->source, department) == 0) {
                heard->epoch = position->epoch;
                heard->sequence = position->sequence;
            }
            if (position)
                pv__position_record__free_unpacked(position, NULL);
        }
    heard->known = result == LOG_END;
    log_cursor_close(&cursor);
    log_close(&log);
}

unsigned restore_ask_others(Cli *cli, const char *department, RestoreHeard heard[CONFIG_DEPARTMENTS])
{
    unsigned count = 0;
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++) {
        const char *name = config_departments[i];
        bool here = config_department(cli->config, name), there = config_peer(cli->config, name);
        if (strcmp(name, department) == 0 || (!here && !there))
            continue;
        heard[count] = (RestoreHeard){.name = name};
        if (!ask_status(cli, department, &heard[count]) && here)
            read_log(cli, department, &heard[count]);
        count++;
    }
    return count;
}
