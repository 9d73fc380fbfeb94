/* payvand restore: the log of a lost department from a backup and, where there is one, the tail of its follower. The
 * store is left out: the department folds it from the log, and begins a new epoch as it does in every new place. */
#include "cli/follow_other.h"
#include "cli/restore.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int restore_copy_failed(const Restore *restore, const char *what)
{
    return cli_fail("%s: %s; nothing was restored", what, restore->copy.error);
}

/* --- finding ------------------------------------------------------------------------------------------------------ */

static int find_backup(Restore *restore)
{
    char error[MANIFEST_ERROR_BYTES], path[COPY_PATH_BYTES + 32], newest[BACKUP_PATH_BYTES];
    const char *given = restore->cli->words[1];
    if (strlen(given) > 400)
        return cli_fail("the path %.40s… is too long", given);
    snprintf(restore->backup, sizeof restore->backup, "%s", given);
    snprintf(path, sizeof path, "%s/manifest.json", given);
    if (access(path, F_OK) != 0 && backup_newest(given, newest))
        snprintf(restore->backup, sizeof restore->backup, "%s", newest);
    if (!manifest_read(&restore->manifest, restore->backup, error))
        return cli_fail("%s", error);
    restore->told = manifest_department(&restore->manifest, restore->name);
    if (!restore->told)
        return cli_fail("%s holds nothing of %s", restore->backup, restore->name);
    snprintf(restore->log, sizeof restore->log, "%.600s/%s/log", restore->backup, restore->name);
    return CLI_OK;
}

/* A log of another organisation would be taken for one's own: nobody in it would be recognised. */
static int check_organisation(Restore *restore)
{
    char own[ORGANISATION_TEXT_BYTES], error[CONFIG_ERROR_BYTES];
    const char *told = restore->manifest.organisation;
    OrganisationKey key = manifest_organisation(restore->cli->config, own, error);
    if (key == ORGANISATION_UNREADABLE)
        return cli_fail("%s; nothing was restored", error);
    restore->key_is_missing = key == ORGANISATION_MISSING;
    if (!told[0])
        fprintf(stderr, "payvand: the backup does not tell which organisation it is of\n");
    else if (key == ORGANISATION_KNOWN && strcmp(told, own) != 0)
        return cli_fail("%s is of another organisation: it was made with another key than %s; nothing was restored",
                        restore->backup, restore->cli->config->organisation_key);
    return CLI_OK;
}

/* --- copying ------------------------------------------------------------------------------------------------------ */

static void see(void *context, const LogRecord *record)
{
    Restore *restore = context;
    if (!restore->teller[0])
        record_teller(record, restore->teller);
    restore_see_epoch(&restore->epochs, record);
}

static int check_sums(Restore *restore)
{
    char path[COPY_PATH_BYTES + 40];
    for (uint32_t number = 1; number <= restore->told->end.segment; number++) {
        uint64_t checksum;
        snprintf(path, sizeof path, "%s/log-%08u.segment", restore->log, number);
        if (!manifest_checksum(path, &checksum))
            return cli_fail("%s: %s; nothing was restored", path, strerror(errno));
        if (checksum != restore->told->checksums[number - 1])
            return cli_fail("%s is damaged: it is not what was backed up; nothing was restored", path);
    }
    return CLI_OK;
}

CopyResult restore_copy_all(Restore *restore)
{
    CopyResult result = COPY_MORE;
    while (result == COPY_MORE) {
        result = copy_step(&restore->copy);
        progress_show(&restore->progress, restore->copy.taken_bytes >> 20);
    }
    return result;
}

static int take_backup(Restore *restore)
{
    FrameCopy *copy = &restore->copy;
    int code = check_sums(restore);
    if (code != CLI_OK)
        return code;
    restore->source = source_of_folder(restore->log, true);
    if (!restore->source)
        return CLI_FAILED;
    copy->seen = see;
    copy->context = restore;
    if (copy_begin(copy, restore->name, restore->making, restore->source) != COPY_MORE ||
        restore_copy_all(restore) != COPY_LEVEL)
        return restore_copy_failed(restore, "the backup");
    if (restore->teller[0] && strcmp(restore->teller, restore->name) != 0)
        return cli_fail("%s is the log of %s, not of %s; nothing was restored", restore->log, restore->teller, restore->name);
    LogPlace end = log_copy_end(copy->log);
    if (end.segment != restore->told->end.segment || end.offset != restore->told->end.offset ||
        end.chain != restore->told->end.chain || end.next_sequence != restore->told->end.next_sequence)
        return cli_fail("the backup ends at event %" PRIu64 ", not at event %" PRIu64 " as it should; nothing was restored",
                        end.next_sequence - 1, restore->told->end.next_sequence - 1);
    restore->from_backup = end.next_sequence - 1;
    return CLI_OK;
}

/* --- ending ------------------------------------------------------------------------------------------------------- */

/* While the log that is there is locked: it grows no more. */
static void compare(Restore *restore)
{
    char old[COPY_PATH_BYTES + 8], made[COPY_PATH_BYTES + 40];
    snprintf(old, sizeof old, "%s/log", restore->home);
    snprintf(made, sizeof made, "%s/%s/log", restore->making, restore->name);
    restore_compare(old, made, &restore->kept);
}

static int copy_both(Restore *restore)
{
    progress_begin(&restore->progress, "MiB", 0, restore->cli->json);
    int code = take_backup(restore);
    if (code == CLI_OK)
        code = restore_take_tail(restore);
    if (code == CLI_OK && copy_flush(&restore->copy) != COPY_MORE)
        code = restore_copy_failed(restore, restore->name);
    if (code != CLI_OK)
        return code;
    progress_end(&restore->progress, restore->copy.taken_bytes >> 20);
    restore->last = copy_head(&restore->copy);
    restore->epoch = log_copy_epoch(restore->copy.log);
    copy_close(&restore->copy);
    return code;
}

static int restore_all(Restore *restore)
{
    int code = find_backup(restore);
    if (code == CLI_OK)
        code = check_organisation(restore);
    if (code == CLI_OK)
        code = restore_lock(restore);
    if (code != CLI_OK)
        return code;
    backup_remove(restore->making); /* of a restore that was killed */
    code = copy_both(restore);
    if (code == CLI_OK) {
        restore->heard_count = restore_ask_others(restore->cli, restore->name, restore->heard);
        code = restore_continue_epochs(restore);
    }
    if (code == CLI_OK)
        code = restore_lock_home(restore); /* it may have been started since, if it had no folder */
    if (code == CLI_OK) {
        compare(restore);
        code = restore_put_in_place(restore);
    }
    if (code == CLI_OK)
        restore_report(restore);
    copy_close(&restore->copy);
    backup_remove(restore->making);
    return code;
}

static int run(Cli *cli)
{
    Restore restore = {.cli = cli, .name = cli->words[0], .own_lock = -1, .supervisor_lock = -1};
    if (!cli_is_department(restore.name))
        return cli_usage(cli, "there is no department %s", restore.name);
    int code = cli_config(cli);
    if (code == CLI_OK)
        code = restore_all(&restore);
    source_close(&restore.source);
    restore_unlock(&restore);
    manifest_free(&restore.manifest);
    return code;
}

static const CliOption options[] = {
    {"follower", "DIR", "take what follows the backup from the copy that payvand follow made there"},
    {NULL, NULL, NULL},
};
const CliCommand cli_restore = {
    .name = "restore",
    .words = "DEPARTMENT BACKUP [--follower DIR]",
    .least = 2,
    .most = 2,
    .text = "puts a department that is down back from a backup (a folder of one, or the newest in a folder of several) and\n"
            "says what is lost; what was there is kept under another name",
    .options = options,
    .run = run,
};
