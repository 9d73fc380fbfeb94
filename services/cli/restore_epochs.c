/* One record for each epoch that others know and the restored log does not. */
#include "cli/restore.h"
#include "payvand/messages.h"
#include "runtime/platform/platform.h"
#include <stdio.h>
#include <string.h>

static bool is_known(const RestoreEpochs *epochs, uint64_t epoch)
{
    for (unsigned i = 0; i < epochs->count && i < RESTORE_EPOCH_LIMIT; i++)
        if (epochs->known[i] == epoch)
            return true;
    return epoch == 0;
}

static void note(RestoreEpochs *epochs, uint64_t epoch)
{
    if (!is_known(epochs, epoch))
        epochs->known[epochs->count++ % RESTORE_EPOCH_LIMIT] = epoch;
}

void restore_see_epoch(RestoreEpochs *epochs, const LogRecord *record)
{
    if (record->kind != LOG_EPOCH)
        return;
    Pv__EpochRecord *epoch = pv__epoch_record__unpack(NULL, record->size_bytes, record->bytes);
    if (!epoch)
        return;
    note(epochs, epoch->fork_epoch);
    note(epochs, epoch->epoch);
    pv__epoch_record__free_unpacked(epoch, NULL);
}

static uint64_t epoch_after(uint64_t epoch)
{
    uint32_t half;
    platform_real()->random_bytes(NULL, &half, sizeof half);
    return ((epoch >> 32) + 1) << 32 | half;
}

static void add_fork(PvLog *log, uint64_t epoch, uint64_t fork_epoch)
{
    Pv__EpochRecord record = PV__EPOCH_RECORD__INIT;
    record.has_epoch = record.has_fork_epoch = record.has_fork_sequence = record.has_at_ms = 1;
    record.epoch = epoch;
    record.fork_epoch = fork_epoch;
    record.fork_sequence = log_head(log);
    record.at_ms = cli_now_ms();
    pv__epoch_record__pack(&record, log_reserve(log, LOG_EPOCH, pv__epoch_record__get_packed_size(&record)));
}

/* The new epochs lie above all that anybody knows: the first goes on from the log's own, each next one from one that
 * only others know. */
static LogResult append(PvLog *log, const uint64_t *foreign, unsigned count)
{
    uint64_t highest = log_epoch(log);
    for (unsigned i = 0; i < count; i++)
        highest = foreign[i] > highest ? foreign[i] : highest;
    LogResult result = log_begin(log);
    if (result != LOG_OK)
        return result;
    highest = epoch_after(highest);
    add_fork(log, highest, log_epoch(log));
    for (unsigned i = 0; i < count; i++) {
        highest = epoch_after(highest);
        add_fork(log, highest, foreign[i]);
    }
    log_set_epoch(log, highest);
    result = log_seal(log);
    return result == LOG_OK ? log_flush(log) : result;
}

int restore_continue_epochs(const Restore *restore)
{
    char path[COPY_PATH_BYTES + 40], error[256];
    uint64_t foreign[CONFIG_DEPARTMENTS];
    unsigned foreign_count = 0;
    for (unsigned i = 0; i < restore->heard_count; i++) {
        const RestoreHeard *heard = &restore->heard[i];
        bool twice = false;
        for (unsigned j = 0; j < foreign_count; j++)
            twice |= foreign[j] == heard->epoch;
        if (heard->known && !twice && !is_known(&restore->epochs, heard->epoch))
            foreign[foreign_count++] = heard->epoch;
    }
    if (foreign_count == 0)
        return CLI_OK;
    PvLog *log;
    snprintf(path, sizeof path, "%s/%s/log", restore->making, restore->name);
    LogOptions options = {
        .platform = platform_real(), .folder = path, .segment_bytes = (uint64_t)restore->cli->config->segment_mb << 20};
    LogResult result = log_open(&log, &options, error);
    if (result == LOG_OK) {
        result = append(log, foreign, foreign_count);
        log_error(log, error);
        log_close(&log);
    }
    return result == LOG_OK ? CLI_OK : cli_fail("the restored log cannot be appended to: %s", error);
}
