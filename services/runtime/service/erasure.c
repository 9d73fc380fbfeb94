/* After an erasure was folded: the log's segments are rewritten and the tables' file is copied without freed pages, so
 * that the person is on no page of the disk. A file beside the log says how many erasures are done; a crash in between
 * makes the next start do it again. */
#include "runtime/observe/log.h"
#include "runtime/service/internal.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void done_path(const Service *service, char *path, size_t room)
{
    snprintf(path, room, "%s/%s/erasures-done", service->config->data, service->table->name);
}

static uint64_t read_done(const Service *service)
{
    char path[600];
    uint64_t done = 0;
    done_path(service, path, sizeof path);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%" SCNu64, &done) != 1)
        done = 0;
    fclose(file);
    return done;
}

static bool write_done(const Service *service, uint64_t done)
{
    char path[600], fresh[610];
    done_path(service, path, sizeof path);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w");
    if (!file)
        return false;
    bool written = fprintf(file, "%" PRIu64 "\n", done) > 0 && fflush(file) == 0 && fdatasync(fileno(file)) == 0;
    return fclose(file) == 0 && written && platform_real()->file_rename(NULL, fresh, path) == 0;
}

/* The overlay goes to LMDB first; query threads wait meanwhile. */
static StoreResult compact_tables(Service *service, char *error)
{
    pthread_mutex_lock(&service->writing_down);
    engine_checkpoint(service->engine, true);
    StoreResult result = store_write_down(service->store);
    while (result == STORE_OK && store_write_down_pending(service->store))
        result = store_write_down(service->store);
    engine_checkpoint(service->engine, true); /* what stood behind a generation already on its way */
    if (result == STORE_OK)
        result = store_write_down(service->store);
    engine_checkpoint(service->engine, false);
    pthread_mutex_unlock(&service->writing_down);
    if (result != STORE_OK)
        return result;
    pthread_rwlock_wrlock(&service->reading);
    result = store_compact(service->store, error);
    pthread_rwlock_unlock(&service->reading);
    return result;
}

void erasure_finish(Service *service)
{
    uint64_t folded = engine_erasures(service->engine), now = service_now_us(service);
    if (!service->erased_known) {
        service->erased = read_done(service);
        service->erased_known = true;
    }
    if (service->erased >= folded || now < service->erase_not_before_us)
        return;
    char error[256] = "no room";
    EngineResult rewritten = engine_erase_log(service->engine);
    StoreResult compacted = rewritten == ENGINE_OK ? compact_tables(service, error) : STORE_FULL;
    if (rewritten == ENGINE_FAILED || compacted == STORE_FAILED) {
        service_fail(service, "an erasure could not be finished: %s", error);
        return;
    }
    if (rewritten == ENGINE_OK && compacted == STORE_OK && write_done(service, folded)) {
        service->erased = folded;
        return;
    }
    service->erase_not_before_us = now + 10 * 1000000; /* no room: it is tried again, and the next start tries too */
    observe_warning("an erasure waits for room on the disk", "why=%s", error);
}
