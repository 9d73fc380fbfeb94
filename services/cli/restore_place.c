/* The department's place: nobody else may be in it while a log is restored there, and it changes hands in one step. */
#include "cli/remote.h"
#include "cli/restore.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MS 500

/* --- locks -------------------------------------------------------------------------------------------------------- */

static void own_path(const Restore *restore, char path[COPY_PATH_BYTES + 16])
{
    snprintf(path, COPY_PATH_BYTES + 16, "%s.lock", restore->making);
}

/* Whoever held it before removes it, so what is locked must still be what has the name. */
static bool has_name(int file, const char *path)
{
    struct stat held, named;
    return fstat(file, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

static int lock_own(Restore *restore)
{
    char path[COPY_PATH_BYTES + 16];
    own_path(restore, path);
    for (;;) {
        int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (file < 0)
            return cli_fail("%s: %s", path, strerror(errno));
        if (flock(file, LOCK_EX | LOCK_NB) != 0) {
            close(file);
            return cli_fail("another restore of %s is under way in %s", restore->name, restore->cli->config->data);
        }
        restore->own_lock = file;
        if (has_name(file, path))
            return CLI_OK;
        close(file);
        restore->own_lock = -1;
    }
}

/* Restores share it, no supervisor starts meanwhile. The process that is named in it has gone. */
static int bar_supervisor(Restore *restore)
{
    char path[700], holder[32] = "";
    snprintf(path, sizeof path, "%.600s/run/supervisor.lock", restore->cli->config->data);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return errno == ENOENT ? CLI_OK : cli_fail("%s: %s", path, strerror(errno));
    if (flock(file, LOCK_SH | LOCK_NB) == 0 && ftruncate(file, 0) == 0) {
        restore->supervisor_lock = file;
        return CLI_OK;
    }
    if (pread(file, holder, sizeof holder - 1, 0) < 0)
        holder[0] = '\0';
    close(file);
    return cli_fail("%s is up under process %ld, which would start %s meanwhile: payvand down first",
                    restore->cli->config->data, strtol(holder, NULL, 10), restore->name);
}

/* A process whose folder was removed under it holds no lock that could be seen. */
static bool answers(Restore *restore)
{
    char path[700];
    snprintf(path, sizeof path, "%.600s/run/%.60s.router.ipc", restore->cli->config->data, restore->name);
    PvClient *client = access(path, F_OK) == 0 ? remote_open(restore->cli, restore->name) : NULL;
    bool answers = client && remote_status(restore->cli, client, ANSWER_MS);
    if (client)
        client_close(&client);
    return answers;
}

int restore_lock_home(Restore *restore)
{
    char log[COPY_PATH_BYTES + 8], path[COPY_PATH_BYTES + 16];
    const PvPlatform *platform = platform_real();
    if (restore->lock)
        platform->file_close(NULL, restore->lock);
    restore->lock = NULL;
    snprintf(log, sizeof log, "%s/log", restore->home);
    snprintf(path, sizeof path, "%s/lock", log);
    if (access(restore->home, F_OK) == 0) {
        if (platform->folder_make(NULL, log) != 0 || !(restore->lock = platform->file_open(NULL, path, true, true)))
            return cli_fail("%s: %s", path, strerror(errno));
        if (platform->file_lock(NULL, restore->lock) != 0)
            return cli_fail("%s runs: stop it first; nothing was restored", restore->name);
    }
    if (answers(restore))
        return cli_fail("%s answers, though its log is not held: stop it first; nothing was restored", restore->name);
    return CLI_OK;
}

int restore_lock(Restore *restore)
{
    const PvConfig *config = restore->cli->config;
    if (!config_department(config, restore->name))
        return cli_fail("%s is no department of this host", restore->name);
    snprintf(restore->home, sizeof restore->home, "%.300s/%s", config->data, restore->name);
    snprintf(restore->making, sizeof restore->making, "%.300s/.restoring-%s", config->data, restore->name);
    if (platform_real()->folder_make(NULL, config->data) != 0)
        return cli_fail("%s: %s", config->data, strerror(errno));
    int code = lock_own(restore);
    if (code == CLI_OK)
        code = bar_supervisor(restore);
    return code == CLI_OK ? restore_lock_home(restore) : code;
}

void restore_unlock(Restore *restore)
{
    char path[COPY_PATH_BYTES + 16];
    if (restore->lock)
        platform_real()->file_close(NULL, restore->lock);
    restore->lock = NULL;
    if (restore->supervisor_lock >= 0)
        close(restore->supervisor_lock);
    if (restore->own_lock >= 0) {
        own_path(restore, path);
        unlink(path);
        close(restore->own_lock);
    }
    restore->supervisor_lock = restore->own_lock = -1;
}

/* --- taking the place ---------------------------------------------------------------------------------------------- */

static void name_aside(Restore *restore)
{
    char when[32];
    int64_t now = cli_now_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm parts;
    size_t used = strftime(when, sizeof when, "%Y%m%dT%H%M%S", gmtime_r(&seconds, &parts));
    snprintf(when + used, sizeof when - used, ".%03dZ", (int)(now % 1000));
    snprintf(restore->aside, sizeof restore->aside, "%.400s.before-%s", restore->home, when);
}

/* Of a file system that cannot exchange two names. */
static int move_twice(const Restore *restore, const char *made)
{
    if (rename(restore->home, restore->aside) != 0)
        return -1;
    if (rename(made, restore->home) == 0)
        return 0;
    int why = errno;
    rename(restore->aside, restore->home);
    errno = why;
    return -1;
}

/* The new one goes under the name that the old one will have, then the two names change hands at once: the department
 * has a place at every moment. */
static int exchange(const Restore *restore, const char *made)
{
    if (rename(made, restore->aside) != 0)
        return -1;
    if (renameat2(AT_FDCWD, restore->home, AT_FDCWD, restore->aside, RENAME_EXCHANGE) == 0)
        return 0;
    int why = errno;
    if (rename(restore->aside, made) != 0)
        return -1;
    errno = why;
    return why == EINVAL || why == ENOSYS ? move_twice(restore, made) : -1;
}

static int move_in(const Restore *restore, const char *made)
{
    if (renameat2(AT_FDCWD, made, AT_FDCWD, restore->home, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EINVAL || errno == ENOSYS ? rename(made, restore->home) : -1;
}

int restore_put_in_place(Restore *restore)
{
    char made[COPY_PATH_BYTES + 40], path[COPY_PATH_BYTES + 64];
    const PvPlatform *platform = platform_real();
    snprintf(made, sizeof made, "%s/%s", restore->making, restore->name);
    snprintf(path, sizeof path, "%s/marks", made);
    unlink(path);
    if (platform->folder_flush(NULL, made) != 0)
        return cli_fail("%s: %s; nothing was restored", made, strerror(errno));
    if (restore->lock)
        name_aside(restore);
    if ((restore->lock ? exchange(restore, made) : move_in(restore, made)) != 0) {
        restore->aside[0] = '\0';
        return cli_fail("%s: %s%s; nothing was restored", restore->home, strerror(errno),
                        restore->lock ? "" : " (was the department started meanwhile?)");
    }
    if (platform->folder_flush(NULL, restore->cli->config->data) != 0)
        return cli_fail("%s: %s", restore->cli->config->data, strerror(errno));
    return CLI_OK;
}
