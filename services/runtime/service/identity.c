/* The identity file: "machine device inode", where the inode is the file's own, so that every copy differs. */
#include "runtime/service/identity.h"
#include "runtime/platform/platform.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_BYTES 256

static void machine_id(char *id, size_t room)
{
    FILE *file = fopen("/etc/machine-id", "r");
    if (!file || !fgets(id, (int)room, file))
        id[0] = '\0';
    id[strcspn(id, " \n")] = '\0';
    if (!id[0])
        snprintf(id, room, "unknown"); /* a container without one: device and inode must do */
    if (file)
        fclose(file);
}

static bool describe(FILE *file, char text[TEXT_BYTES])
{
    char machine[64];
    struct stat seen;
    if (fstat(fileno(file), &seen) != 0)
        return false;
    machine_id(machine, sizeof machine);
    snprintf(text, TEXT_BYTES, "%s %llx %llx\n", machine, (unsigned long long)seen.st_dev,
             (unsigned long long)seen.st_ino);
    return true;
}

bool identity_was_begun(const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s" IDENTITY_BEGUN_SUFFIX, folder);
    return access(path, F_OK) == 0;
}

bool identity_begin(const char *folder, char *error)
{
    char path[600];
    snprintf(path, sizeof path, "%s" IDENTITY_BEGUN_SUFFIX, folder);
    int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    bool written = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        written = close(file) == 0 && written;
    if (!written)
        snprintf(error, 256, "%s: %s", path, strerror(errno));
    return written;
}

IdentityFound identity_look(const char *folder)
{
    char path[600], written[TEXT_BYTES], now[TEXT_BYTES];
    snprintf(path, sizeof path, "%s/identity", folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return IDENTITY_NONE;
    bool whole = fgets(written, sizeof written, file) && strchr(written, '\n') && describe(file, now);
    fclose(file);
    if (!whole)
        return IDENTITY_NONE;
    return strcmp(written, now) == 0 ? IDENTITY_SAME : IDENTITY_OTHER;
}

bool identity_write(const char *folder, char *error)
{
    char path[600], fresh[610], text[TEXT_BYTES];
    snprintf(path, sizeof path, "%s/identity", folder);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w"); /* renaming keeps its inode */
    bool written = file && describe(file, text) && fputs(text, file) >= 0 && fflush(file) == 0 &&
                   fdatasync(fileno(file)) == 0;
    if (file)
        written = fclose(file) == 0 && written;
    if (written && platform_real()->file_rename(NULL, fresh, path) == 0)
        return true;
    snprintf(error, 256, "%s: %s", path, strerror(errno));
    return false;
}
