/* Names of backups are times, so the last in order is the newest. */
#include "cli/backup_folder.h"
#include "runtime/platform/platform.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "payvand-"
#define PARTIAL ".partial-"

static int remove_one(const char *path, const struct stat *seen, int kind, struct FTW *where)
{
    (void)seen;
    (void)kind;
    (void)where;
    return remove(path);
}

void backup_remove(const char *path)
{
    if (path[0])
        nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool backup_newest(const char *root, char path[BACKUP_PATH_BYTES])
{
    char newest[256] = "", manifest[BACKUP_PATH_BYTES + 280];
    DIR *folder = opendir(root);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        snprintf(manifest, sizeof manifest, "%s/%s/manifest.json", root, entry->d_name);
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0 && strcmp(entry->d_name, newest) > 0 &&
            access(manifest, R_OK) == 0)
            snprintf(newest, sizeof newest, "%s", entry->d_name);
    }
    if (folder)
        closedir(folder);
    path[0] = '\0';
    return newest[0] && snprintf(path, BACKUP_PATH_BYTES, "%.300s/%s", root, newest) < BACKUP_PATH_BYTES;
}

static void remove_partial(const char *root)
{
    char path[BACKUP_PATH_BYTES + 280];
    DIR *folder = opendir(root);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (strncmp(entry->d_name, PARTIAL, strlen(PARTIAL)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", root, entry->d_name);
        backup_remove(path);
    }
    if (folder)
        closedir(folder);
}

static bool take_lock(BackupFolder *folder)
{
    char path[BACKUP_PATH_BYTES + 16];
    snprintf(path, sizeof path, "%s/.lock", folder->root);
    folder->lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (folder->lock < 0)
        return cli_fail("%s: %s", path, strerror(errno)), false;
    if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    cli_fail("another backup into %s is under way", folder->root);
    return false;
}

bool backup_folder_open(BackupFolder *folder, const char *root)
{
    char name[64];
    const PvPlatform *platform = platform_real();
    *folder = (BackupFolder){.lock = -1};
    if (strlen(root) > 300)
        return cli_fail("the path %.40s… is too long", root), false;
    snprintf(folder->root, sizeof folder->root, "%s", root);
    if (platform->folder_make(NULL, root) != 0)
        return cli_fail("%s: %s", root, strerror(errno)), false;
    if (!take_lock(folder))
        return false;
    remove_partial(root);
    backup_newest(root, folder->before);
    int64_t now = cli_now_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm parts;
    size_t used = strftime(name, sizeof name, "%Y%m%dT%H%M%S", gmtime_r(&seconds, &parts));
    snprintf(name + used, sizeof name - used, ".%03dZ", (int)(now % 1000));
    snprintf(folder->whole, sizeof folder->whole, "%.300s/" PREFIX "%s", root, name);
    snprintf(folder->partial, sizeof folder->partial, "%.300s/" PARTIAL "%s", root, name);
    if (platform->folder_make(NULL, folder->partial) == 0)
        return true;
    cli_fail("%s: %s", folder->partial, strerror(errno));
    return false;
}

bool backup_folder_finish(BackupFolder *folder)
{
    const PvPlatform *platform = platform_real();
    if (platform->folder_flush(NULL, folder->partial) != 0 ||
        platform->file_rename(NULL, folder->partial, folder->whole) != 0)
        return cli_fail("%s: %s", folder->whole, strerror(errno)), false;
    folder->partial[0] = '\0';
    return true;
}

void backup_folder_close(BackupFolder *folder)
{
    backup_remove(folder->partial);
    if (folder->lock >= 0)
        close(folder->lock);
    folder->lock = -1;
}
