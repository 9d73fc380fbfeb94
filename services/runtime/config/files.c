/* Files that go with the configuration: the data folder, the organisation's key, the copy of the configuration. */
#include "runtime/config/check.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fault(char *error, const char *path, const char *text)
{
    snprintf(error, CONFIG_ERROR_BYTES, "%s: %s", path, text);
    return false;
}

static bool make_folder(const char *path, char *error)
{
    char part[512];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return fault(error, part, strerror(errno));
        *slash = '/';
    }
    if (mkdir(part, 0700) == 0)
        return true;
    struct stat seen;
    if (errno != EEXIST)
        return fault(error, part, strerror(errno));
    if (stat(part, &seen) != 0 || !S_ISDIR(seen.st_mode))
        return fault(error, part, "is not a folder");
    return true;
}

static bool make_organisation_key(const char *path, char *error)
{
    uint8_t key[CONFIG_ORGANISATION_KEY_BYTES];
    char text[2 * sizeof key + 2], draft[512];
    if (getrandom(key, sizeof key, 0) != (ssize_t)sizeof key)
        return fault(error, path, "the system gives no random bytes");
    for (size_t i = 0; i < sizeof key; i++)
        snprintf(text + 2 * i, 3, "%02x", key[i]);
    text[2 * sizeof key] = '\n';
    snprintf(draft, sizeof draft, "%s.%d", path, (int)getpid());
    int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fault(error, draft, strerror(errno));
    bool written = write(file, text, 2 * sizeof key + 1) == (ssize_t)(2 * sizeof key + 1) && fsync(file) == 0;
    close(file);
    /* link, not rename: when two start at once the first key stays. */
    if (written && link(draft, path) != 0 && errno != EEXIST)
        written = false;
    int why = errno;
    unlink(draft);
    return written || fault(error, path, strerror(why));
}

/* The folder of a department's log that holds a segment; false if there is none below the data folder. */
static bool find_log(const char *data, char folder[512])
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++) {
        bool found = false;
        snprintf(folder, 512, "%s/%s/log", data, config_departments[i]);
        DIR *open_folder = opendir(folder);
        for (struct dirent *entry; open_folder && !found && (entry = readdir(open_folder));) {
            const char *end = strrchr(entry->d_name, '.');
            found = strncmp(entry->d_name, "log-", 4) == 0 && end && strcmp(end, ".segment") == 0;
        }
        if (open_folder)
            closedir(open_folder);
        if (found)
            return true;
    }
    return false;
}

/* A second key would know nobody whom the logs tell of: identifiers are hashed with the one they were made with. */
static bool have_organisation_key(const PvConfig *config, char *error)
{
    const char *path = config->organisation_key;
    char log[512];
    if (access(path, F_OK) == 0)
        return true;
    if (!find_log(config->data, log))
        return make_organisation_key(path, error);
    if (access(path, F_OK) == 0)
        return true; /* another department made it just now, and its log after it */
    snprintf(error, CONFIG_ERROR_BYTES,
             "%.180s: the organisation's key is missing, but there are logs made with it (%.180s): put the copy of it back",
             path, log);
    return false;
}

bool config_prepare(const PvConfig *config, char *error)
{
    char folder[512];
    if (!make_folder(config->data, error))
        return false;
    snprintf(folder, sizeof folder, "%s/run", config->data);
    if (!make_folder(folder, error))
        return false;
    if (chmod(folder, 0700) != 0)
        return fault(error, folder, strerror(errno));
    snprintf(folder, sizeof folder, "%s/logs", config->data);
    if (!make_folder(folder, error))
        return false;
    return have_organisation_key(config, error);
}

void config_kept_path(const PvConfig *config, char path[512])
{
    snprintf(path, 512, "%s/run/payvand.yaml", config->data);
}

bool config_keep(const PvConfig *config, char *error)
{
    char path[512], draft[540];
    config_kept_path(config, path);
    if (!config->file)
        return unlink(path) == 0 || errno == ENOENT || fault(error, path, strerror(errno));
    if (strchr(config->file, '\n'))
        return fault(error, config->file, "has a line break in its name");
    snprintf(draft, sizeof draft, "%s.%d", path, (int)getpid());
    FILE *file = fopen(draft, "we");
    if (!file)
        return fault(error, draft, strerror(errno));
    if (strncmp(config->text, CONFIG_COPY_MARK, strlen(CONFIG_COPY_MARK)) != 0)
        fprintf(file, "%s%s\n", CONFIG_COPY_MARK, config->file);
    fputs(config->text, file);
    bool written = !ferror(file);
    if (fclose(file) == 0 && written && rename(draft, path) == 0)
        return true;
    int why = errno;
    unlink(draft);
    return fault(error, path, strerror(why));
}

/* Opens a file that only its owner may read. */
static FILE *open_secret(const char *path, char *error)
{
    FILE *file = fopen(path, "re");
    struct stat seen;
    if (!file) {
        fault(error, path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(file), &seen) == 0 && !(seen.st_mode & 077))
        return file;
    fault(error, path, "others may read it; make it chmod 600");
    fclose(file);
    return NULL;
}

static int digit(char letter)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = letter ? strchr(digits, letter) : NULL;
    return found ? (int)(found - digits) : -1;
}

bool config_organisation_key_read(const PvConfig *config, uint8_t key[CONFIG_ORGANISATION_KEY_BYTES], char *error)
{
    char text[2 * CONFIG_ORGANISATION_KEY_BYTES + 2] = "";
    FILE *file = open_secret(config->organisation_key, error);
    if (!file)
        return false;
    size_t got = fread(text, 1, sizeof text - 1, file);
    bool more = fgetc(file) != EOF;
    fclose(file);
    if (got && text[got - 1] == '\n')
        got--;
    if (got != 2 * CONFIG_ORGANISATION_KEY_BYTES || more)
        return fault(error, config->organisation_key, "is not 64 hexadecimal digits");
    for (size_t i = 0; i < CONFIG_ORGANISATION_KEY_BYTES; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return fault(error, config->organisation_key, "is not 64 hexadecimal digits");
        key[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
