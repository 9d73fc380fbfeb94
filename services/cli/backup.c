/* payvand backup: a consistent copy of the logs, taken while the departments work. */
#include "cli/backup.h"
#include "cli/progress.h"
#include "cli/remote.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_MS 2000

typedef struct Backup {
    Cli *cli;
    BackupFolder folder;
    Manifest manifest;
    BackupOne ones[CONFIG_DEPARTMENTS];
    unsigned count;
    uint64_t taken_bytes; /* of departments that are done */
    Progress progress;
} Backup;

/* Notes how far the department had heard the others, as its frames go by. */
static void see(void *context, const LogRecord *record)
{
    ManifestDepartment *told = context;
    if (record->kind != LOG_POSITION)
        return;
    Pv__PositionRecord *position = pv__position_record__unpack(NULL, record->size_bytes, record->bytes);
    if (position && position->source && cli_is_department(position->source))
        manifest_note(told, position->source, position->epoch, position->sequence);
    if (position)
        pv__position_record__free_unpacked(position, NULL);
}

static int copy_failed(const BackupOne *one, CopyResult result)
{
    if (result == COPY_FORKED)
        return cli_fail("%s was restored while it was copied; back it up again", one->told->name);
    fprintf(stderr, "payvand: %s: %s; nothing was kept\n", one->told->name, one->copy.error);
    return result == COPY_AWAY ? CLI_UNREACHABLE : CLI_FAILED;
}

/* --- sources ------------------------------------------------------------------------------------------------------ */

static bool is_running(Cli *cli, const char *name)
{
    PvClient *client = source_is_down(cli, name) ? NULL : remote_open(cli, name);
    bool answers = client && remote_status(cli, client, STATUS_MS);
    if (client)
        client_close(&client);
    return answers;
}

/* The folder of one that is down, locked so that it stays down. */
static int open_folder(Backup *backup, BackupOne *one)
{
    char log[COPY_PATH_BYTES], path[COPY_PATH_BYTES + 16];
    const PvPlatform *platform = platform_real();
    snprintf(log, sizeof log, "%.300s/%s/log", backup->cli->config->data, one->told->name);
    snprintf(path, sizeof path, "%s/lock", log);
    one->lock = platform->file_open(NULL, path, false, true);
    if (!one->lock)
        return cli_fail("%s does not run and has no log in %s", one->told->name, log);
    if (platform->file_lock(NULL, one->lock) != 0)
        return cli_fail("%s holds its log and does not answer", one->told->name);
    one->source = source_of_folder(log, false);
    return one->source ? CLI_OK : CLI_FAILED;
}

static int open_source(Backup *backup, BackupOne *one)
{
    one->told->running = is_running(backup->cli, one->told->name);
    if (!one->told->running)
        return open_folder(backup, one);
    one->source = source_of_department(backup->cli, one->told->name);
    return one->source ? CLI_OK : CLI_FAILED;
}

/* --- copying ------------------------------------------------------------------------------------------------------ */

static bool is_behind(LogPlace end, LogPlace goal)
{
    return end.segment < goal.segment || (end.segment == goal.segment && end.offset < goal.offset);
}

/* Up to where the log ended when it was first asked. */
static int copy_to_end(Backup *backup, BackupOne *one)
{
    FrameCopy *copy = &one->copy;
    LogPlace goal = {0};
    CopyResult result = copy_begin(copy, one->told->name, backup->folder.partial, one->source);
    while (result == COPY_MORE) {
        result = copy_step(copy);
        if (!goal.segment)
            goal = copy->source_end;
        progress_show(&backup->progress, (backup->taken_bytes + copy->taken_bytes) >> 20);
        if (result == COPY_MORE && !is_behind(log_copy_end(copy->log), goal))
            result = COPY_LEVEL;
    }
    backup->taken_bytes += copy->taken_bytes;
    one->told->at_ms = cli_now_ms();
    return result == COPY_LEVEL ? CLI_OK : copy_failed(one, result);
}

static int extend(Backup *backup, BackupOne *one, uint64_t sequence)
{
    CopyResult result = COPY_MORE;
    log_copy_limit(one->copy.log, sequence);
    while (copy_head(&one->copy) < sequence && (result = copy_step(&one->copy)) == COPY_MORE)
        progress_show(&backup->progress, backup->taken_bytes >> 20);
    one->told->at_ms = cli_now_ms();
    return copy_head(&one->copy) >= sequence || result == COPY_LEVEL ? CLI_OK : copy_failed(one, result);
}

static BackupOne *one_named(Backup *backup, const char *name)
{
    for (unsigned i = 0; i < backup->count; i++)
        if (strcmp(backup->ones[i].told->name, name) == 0)
            return &backup->ones[i];
    return NULL;
}

/* Nobody in the backup has heard what another one in it has not told: each copy is taken on until it holds what the
 * others had heard of it. All of that had been told before the last copy ended, so this comes to an end. */
static int make_consistent(Backup *backup)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (unsigned i = 0; i < backup->count; i++) {
            const ManifestDepartment *told = backup->ones[i].told;
            for (unsigned j = 0; j < told->position_count; j++) {
                const ManifestPosition *heard = &told->positions[j];
                BackupOne *one = one_named(backup, heard->source);
                if (!one || log_copy_epoch(one->copy.log) != heard->epoch || copy_head(&one->copy) >= heard->sequence)
                    continue;
                uint64_t before = copy_head(&one->copy);
                int code = extend(backup, one, heard->sequence);
                if (code != CLI_OK)
                    return code;
                moved |= copy_head(&one->copy) > before;
            }
        }
    }
    return CLI_OK;
}

/* --- ending ------------------------------------------------------------------------------------------------------- */

static bool sum_up(BackupOne *one)
{
    char path[COPY_PATH_BYTES + 40];
    ManifestDepartment *told = one->told;
    told->checksums = calloc(told->end.segment, sizeof *told->checksums);
    pv_require(told->checksums, "out of memory");
    for (uint32_t number = 1; number <= told->end.segment; number++) {
        snprintf(path, sizeof path, "%s/log/log-%08u.segment", one->copy.folder, number);
        if (!manifest_checksum(path, &told->checksums[number - 1]))
            return cli_fail("%s: %s", path, strerror(errno)), false;
    }
    snprintf(path, sizeof path, "%s/log/lock", one->copy.folder);
    unlink(path);
    return platform_real()->folder_flush(NULL, one->copy.folder) == 0;
}

static int finish_one(BackupOne *one)
{
    FrameCopy *copy = &one->copy;
    log_copy_limit(copy->log, 0);
    CopyResult result = copy_flush(copy);
    if (result == COPY_MORE)
        result = copy_refresh(copy);
    if (result != COPY_MORE)
        return copy_failed(one, result);
    one->told->epoch = log_copy_epoch(copy->log);
    one->told->end = log_copy_end(copy->log);
    one->told->bytes = log_copy_bytes(copy->log);
    copy_close(copy);
    return sum_up(one) ? CLI_OK : CLI_FAILED;
}

static void report(Backup *backup, int64_t took_ms)
{
    if (backup->cli->json) {
        printf("{\"backup\":");
        cli_print_json_text(backup->folder.whole);
        printf(",\"tookMs\":%" PRId64 ",\"departments\":[", took_ms);
    }
    for (unsigned i = 0; i < backup->count; i++) {
        const BackupOne *one = &backup->ones[i];
        char head[32], size[32];
        uint64_t last = one->told->end.next_sequence - 1;
        cli_number_text(last, head);
        cli_size_text(one->told->bytes, size);
        if (backup->cli->json)
            printf("%s{\"department\":\"%s\",\"epoch\":\"%" PRIx64 "\",\"sequence\":\"%" PRIu64 "\",\"bytes\":\"%" PRIu64
                   "\",\"segments\":%u,\"shared\":%u}", i ? "," : "", one->told->name, one->told->epoch, last,
                   one->told->bytes, one->told->end.segment, one->linked);
        else
            printf("%-10s up to event %-11s of epoch %-17" PRIx64 " %s in %u segments, %u of them shared with the backup "
                   "before\n", one->told->name, head, one->told->epoch, size, one->told->end.segment, one->linked);
    }
    if (backup->cli->json)
        puts("]}");
    else
        printf("%s is whole, after %.1f s\n", backup->folder.whole, (double)took_ms / 1000);
    fprintf(stderr, "The organisation key (%s) is not in it: keep a copy of that file elsewhere.\n",
            backup->cli->config->organisation_key);
}

static int copy_all(Backup *backup)
{
    int code = CLI_OK;
    for (unsigned i = 0; code == CLI_OK && i < backup->count; i++) {
        BackupOne *one = &backup->ones[i];
        code = open_source(backup, one);
        if (code == CLI_OK)
            backup_link(one, &backup->folder);
        if (code == CLI_OK)
            code = copy_to_end(backup, one);
    }
    if (code == CLI_OK)
        code = make_consistent(backup);
    for (unsigned i = 0; code == CLI_OK && i < backup->count; i++)
        code = finish_one(&backup->ones[i]);
    return code;
}

static void add(Backup *backup, const char *name)
{
    ManifestDepartment *told = &backup->manifest.departments[backup->count];
    BackupOne *one = &backup->ones[backup->count++];
    snprintf(told->name, sizeof told->name, "%s", name);
    one->told = told;
    one->copy.seen = see;
    one->copy.context = told;
}

/* A department of this host that was never started has nothing to be backed up. */
static void add_all(Backup *backup)
{
    char log[COPY_PATH_BYTES];
    const PvConfig *config = backup->cli->config;
    for (unsigned i = 0; i < config->departments_count; i++) {
        snprintf(log, sizeof log, "%.300s/%s/log", config->data, config->departments[i].name);
        if (access(log, F_OK) == 0)
            add(backup, config->departments[i].name);
    }
}

/* A backup without it is as good, only that a restore cannot tell whose it is. */
static void note_organisation(Backup *backup)
{
    char why[CONFIG_ERROR_BYTES];
    if (manifest_organisation(backup->cli->config, backup->manifest.organisation, why) != ORGANISATION_KNOWN)
        fprintf(stderr, "payvand: the backup does not tell which organisation it is of: %s\n", why);
}

static int make(Backup *backup)
{
    char error[MANIFEST_ERROR_BYTES];
    int64_t began_ms = cli_clock_ms();
    if (!backup_folder_open(&backup->folder, backup->cli->words[0]))
        return CLI_FAILED;
    progress_begin(&backup->progress, "MiB", 0, backup->cli->json);
    int code = copy_all(backup);
    if (code == CLI_OK)
        progress_end(&backup->progress, backup->taken_bytes >> 20);
    backup->manifest.made_at_ms = cli_now_ms();
    if (code == CLI_OK)
        note_organisation(backup);
    if (code == CLI_OK && !manifest_write(&backup->manifest, backup->folder.partial, error))
        code = cli_fail("%s; nothing was kept", error);
    if (code == CLI_OK && !backup_folder_finish(&backup->folder))
        code = CLI_FAILED;
    if (code == CLI_OK)
        report(backup, cli_clock_ms() - began_ms);
    return code;
}

static int run(Cli *cli)
{
    Backup backup = {.cli = cli, .folder.lock = -1};
    const char *only = cli_option(cli, "department");
    if (only && !cli_is_department(only))
        return cli_usage(cli, "there is no department %s", only);
    int code = cli_config(cli);
    if (code != CLI_OK)
        return code;
    if (only)
        add(&backup, only);
    else
        add_all(&backup);
    backup.manifest.count = backup.count;
    code = backup.count ? make(&backup) : cli_fail("there is nothing to back up in %s", cli->config->data);
    for (unsigned i = 0; i < backup.count; i++) {
        copy_close(&backup.ones[i].copy);
        source_close(&backup.ones[i].source);
        if (backup.ones[i].lock)
            platform_real()->file_close(NULL, backup.ones[i].lock);
    }
    backup_folder_close(&backup.folder);
    manifest_free(&backup.manifest);
    return code;
}

static const CliOption options[] = {
    {"department", "NAME", "back up this one alone, also one of another host"},
    {NULL, NULL, NULL},
};
const CliCommand cli_backup = {
    .name = "backup",
    .words = "DIR [--department NAME]",
    .least = 1,
    .most = 1,
    .text = "copies the logs of the departments into a new folder in DIR while they work; segments that did not change\n"
            "since the backup before are shared with it. The organisation key is left out",
    .options = options,
    .run = run,
};
