/* rebuild --check: the log is folded twice into fresh tables, once from its start and once from where the department's
 * own tables stand, and every table is compared. The department must not be running: its log is locked while it is. */
#include "runtime/service/internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_line(void *seen, const char *line)
{
    (void)seen;
    puts(line);
}

static bool fold(PvEngine *engine, const char *what, char *error)
{
    uint64_t done, total, shown = 0;
    EngineResult result;
    while ((result = engine_replay(engine, &done, &total, error)) == ENGINE_MORE) {
        if (isatty(STDERR_FILENO) && done - shown > 10000) {
            fprintf(stderr, "\r%s: %llu of %llu events", what, (unsigned long long)done, (unsigned long long)total);
            shown = done;
        }
    }
    if (shown)
        fputs("\n", stderr);
    return result == ENGINE_OK;
}

static bool compare(const PvService *table, PvLog *log, PvStore *live, PvStore *fresh, const uint8_t *key, bool *equal,
                    char *error)
{
    PvEngine *engines[2] = {0};
    PvStore *stores[2] = {live, fresh};
    bool folded = true;
    for (int i = 0; folded && i < 2; i++) {
        EngineOptions options = {.service = table, .platform = platform_real(), .log = log, .store = stores[i]};
        memcpy(options.organisation_key, key, sizeof options.organisation_key);
        folded = engine_open(&engines[i], &options, error) == ENGINE_OK &&
                 fold(engines[i], i ? "folding the whole log" : "bringing the tables up to date", error);
    }
    if (folded)
        *equal = engine_compare(engines[0], engines[1], print_line, NULL);
    engine_close(&engines[0]);
    engine_close(&engines[1]);
    return folded;
}

static void remove_store(const char *folder)
{
    static const char *const files[] = {"data.mdb", "lock.mdb"};
    char path[700];
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
}

int rebuild_check_run(const PvService *table, const PvConfig *config)
{
    char error[CONFIG_ERROR_BYTES] = "", log_folder[512], live_folder[512], fresh_folder[512];
    uint8_t key[CONFIG_ORGANISATION_KEY_BYTES];
    PvLog *log = NULL;
    PvStore *live = NULL, *fresh = NULL;
    bool equal = false;
    snprintf(log_folder, sizeof log_folder, "%s/%s/log", config->data, table->name);
    snprintf(live_folder, sizeof live_folder, "%s/%s/store", config->data, table->name);
    snprintf(fresh_folder, sizeof fresh_folder, "%s/%s/rebuild-check", config->data, table->name);
    remove_store(fresh_folder);
    LogOptions log_options = {.platform = platform_real(),
                              .folder = log_folder,
                              .segment_bytes = (uint64_t)config->segment_mb << 20};
    StoreOptions live_options = {.folder = live_folder}, fresh_options = {.folder = fresh_folder};
    bool done = access(log_folder, R_OK) == 0;
    if (!done)
        snprintf(error, sizeof error, "%s: %s", log_folder, strerror(errno));
    done = done && config_organisation_key_read(config, key, error) &&
           log_open(&log, &log_options, error) == LOG_OK && store_open(&live, &live_options, error) == STORE_OK &&
           store_open(&fresh, &fresh_options, error) == STORE_OK &&
           compare(table, log, live, fresh, key, &equal, error);
    store_close(&fresh);
    store_close(&live);
    log_close(&log);
    remove_store(fresh_folder);
    if (!done) {
        fprintf(stderr, "payvand-%s: %s\n", table->name, error);
        return 1;
    }
    puts(equal ? "all tables are equal" : "the tables DIFFER from the fold of the log");
    return equal ? 0 : 1;
}
