/* rebuild --check: the log is folded into fresh tables, and every table is compared with the department's own. While it
 * runs, its log is locked: then its log is read without changing anything, and the department is asked for its digests
 * (rebuild_live.c). When it does not run, its tables are first brought up to date with its log. */
#include "runtime/service/rebuild.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOW_EVERY_US 1000000
#define LINE_EVERY_US 10000000 /* where standard error is no terminal */

void rebuild_print(void *unused, const char *line)
{
    (void)unused;
    puts(line);
}

static void show(const char *what, uint64_t done, uint64_t total, uint64_t *shown_us)
{
    bool terminal = isatty(STDERR_FILENO);
    uint64_t now = platform_real()->monotonic_us(NULL);
    if (now - *shown_us < (terminal ? SHOW_EVERY_US : LINE_EVERY_US))
        return;
    *shown_us = now;
    fprintf(stderr, "%s%s: %llu of %llu events%s", terminal ? "\r" : "", what, (unsigned long long)done,
            (unsigned long long)total, terminal ? "" : "\n");
}

bool rebuild_fold(RebuildCheck *check, PvLog *log, PvStore *store, uint64_t frames, PvEngine **engine)
{
    uint64_t done, total, shown_us = platform_real()->monotonic_us(NULL), started_us = shown_us;
    const char *what = store_meta(store).size_bytes ? "bringing the tables up to date" : "folding the log";
    EngineOptions options = {
        .service = check->table, .platform = platform_real(), .log = log, .store = store, .replay_until = frames};
    memcpy(options.organisation_key, check->key, sizeof options.organisation_key);
    if (engine_open(engine, &options, check->error) != ENGINE_OK)
        return false;
    EngineResult result;
    while ((result = engine_replay(*engine, &done, &total, check->error)) == ENGINE_MORE)
        show(what, done, total, &shown_us);
    if (isatty(STDERR_FILENO) && shown_us != started_us)
        fputs("\n", stderr);
    return result == ENGINE_OK;
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

bool rebuild_open_fresh(RebuildCheck *check, PvStore **fresh)
{
    StoreOptions options = {.folder = check->fresh_folder};
    remove_store(check->fresh_folder);
    return store_open(fresh, &options, check->error) == STORE_OK;
}

/* The department does not run: both stores are folded from the same log. */
static bool compare_stopped(RebuildCheck *check, PvLog *log, bool *equal)
{
    PvEngine *engines[2] = {0};
    PvStore *live = NULL, *fresh = NULL;
    StoreOptions options = {.folder = check->live_folder};
    bool done = store_open(&live, &options, check->error) == STORE_OK && rebuild_open_fresh(check, &fresh) &&
                rebuild_fold(check, log, live, 0, &engines[0]) && rebuild_fold(check, log, fresh, 0, &engines[1]);
    if (done)
        *equal = engine_compare(engines[0], engines[1], rebuild_print, NULL);
    engine_close(&engines[0]);
    engine_close(&engines[1]);
    store_close(&fresh);
    store_close(&live);
    return done;
}

static bool run(RebuildCheck *check, bool *equal)
{
    LogOptions options = {.platform = platform_real(),
                          .folder = check->log_folder,
                          .segment_bytes = (uint64_t)check->config->segment_mb << 20};
    PvLog *log;
    if (access(check->log_folder, R_OK) != 0) {
        snprintf(check->error, sizeof check->error, "%s: %s", check->log_folder, strerror(errno));
        return false;
    }
    if (!config_organisation_key_read(check->config, check->key, check->error))
        return false;
    LogResult opened = log_open(&log, &options, check->error);
    if (opened == LOG_IN_USE)
        return rebuild_live(check, equal);
    if (opened != LOG_OK)
        return false;
    bool done = compare_stopped(check, log, equal);
    log_close(&log);
    return done;
}

int rebuild_check_run(const PvService *table, const PvConfig *config)
{
    RebuildCheck check = {.table = table, .config = config};
    bool equal = false;
    snprintf(check.log_folder, sizeof check.log_folder, "%s/%s/log", config->data, table->name);
    snprintf(check.live_folder, sizeof check.live_folder, "%s/%s/store", config->data, table->name);
    snprintf(check.fresh_folder, sizeof check.fresh_folder, "%s/%s/rebuild-check", config->data, table->name);
    bool done = run(&check, &equal);
    remove_store(check.fresh_folder);
    if (!done) {
        fprintf(stderr, "payvand-%s: %s\n", table->name, check.error);
        return 1;
    }
    puts(equal ? "all tables are equal" : "the tables DIFFER from the fold of the log");
    return equal ? 0 : 1;
}
