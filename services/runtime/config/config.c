/* Loads the configuration: the file if there is one, defaults where it is silent, then the checks of check.c. */
#include "runtime/config/config.h"
#include "runtime/config/check.h"
#include "runtime/config/schema.h"
#include "runtime/memory/require.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_LIMIT_BYTES (1u << 20)
#define MARK_LIMIT_BYTES 5000 /* the first line of a copy comes to that */

const char *const config_departments[CONFIG_DEPARTMENTS] = {"sales",   "marketing", "support",
                                                             "loyalty", "analytics", "portal"};

static void *take(size_t size_bytes)
{
    void *memory = calloc(1, size_bytes);
    pv_require(memory, "out of memory");
    return memory;
}

static char *copy(const char *text)
{
    char *copied = strdup(text);
    pv_require(copied, "out of memory");
    return copied;
}

/* The path as it is if absolute, else below the folder. */
static char *absolute(const char *folder, const char *path)
{
    char *joined;
    if (path[0] == '/')
        return copy(path);
    int length = asprintf(&joined, "%s/%s", folder, path);
    pv_require(length >= 0, "out of memory");
    return joined;
}

static char *here(void)
{
    char *folder = getcwd(NULL, 0);
    return folder ? folder : copy("/");
}

static void make_absolute(char **path, const char *folder)
{
    if (*path) {
        char *whole = absolute(folder, *path);
        free(*path);
        *path = whole;
    }
}

#define LISTEN_DEFAULT "127.0.0.1:8080"

static void complete_portal(PvConfig *config, const char *folder)
{
    const char *named = getenv("PAYVAND_LISTEN");
    if (!config->portal)
        config->portal = take(sizeof *config->portal);
    if (folder)
        make_absolute(&config->portal->web, folder);
    if (named && named[0]) {
        free(config->portal->listen);
        config->portal->listen = copy(named);
    }
    if (!config->portal->listen)
        config->portal->listen = copy(LISTEN_DEFAULT);
}

static char *default_data_folder(void)
{
    const char *named = getenv("PAYVAND_DATA");
    const char *home = getenv("HOME");
    char *folder = here(), *data;
    if (named && named[0])
        data = absolute(folder, named);
    else if (home && home[0] == '/' && home[1])
        data = absolute(home, ".local/share/payvand");
    else
        data = absolute(folder, "payvand-data");
    free(folder);
    return data;
}

static bool is_copy(const char *text)
{
    return strncmp(text, CONFIG_COPY_MARK "/", strlen(CONFIG_COPY_MARK) + 1) == 0;
}

static char *read_file(const char *path, size_t *size_bytes, char *error)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(error, CONFIG_ERROR_BYTES, "%s: %s", path, strerror(errno));
        return NULL;
    }
    size_t room = FILE_LIMIT_BYTES + MARK_LIMIT_BYTES + 1;
    char *text = take(room + 1);
    *size_bytes = fread(text, 1, room, file);
    const char *why = ferror(file) ? "cannot be read" : NULL;
    fclose(file);
    if (!why && *size_bytes > FILE_LIMIT_BYTES + (is_copy(text) ? MARK_LIMIT_BYTES : 0))
        why = "larger than 1 MiB";
    if (!why && memchr(text, '\0', *size_bytes))
        why = "is no UTF-8 text";
    if (!why)
        return text;
    snprintf(error, CONFIG_ERROR_BYTES, "%s: %s", path, why);
    free(text);
    return NULL;
}

static void default_departments(PvConfig *config)
{
    config->departments = take(CONFIG_DEPARTMENTS * sizeof *config->departments);
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++)
        if (!config_peer(config, config_departments[i]))
            config->departments[config->departments_count++].name = copy(config_departments[i]);
}

static void default_workers(PvConfig *config)
{
    config->workers = take(2 * sizeof *config->workers);
    config->workers_count = 2;
    config->workers[0] = (ConfigWorker){.name = copy("w1"), .partitions = copy("0-31")};
    config->workers[1] = (ConfigWorker){.name = copy("w2"), .partitions = copy("32-63")};
}

/* The folder that relative paths of the file are below: its own, or that of the file it is a copy of. */
static char *folder_of(const PvConfig *config)
{
    char *folder = copy(is_copy(config->text) ? config->text + strlen(CONFIG_COPY_MARK) : config->file);
    folder[strcspn(folder, "\n")] = '\0';
    *strrchr(folder, '/') = '\0';
    return folder;
}

/* Fills in what the file does not say; relative paths of the file are below its folder. */
static void complete(PvConfig *config, const ConfigPlaces *places, const char *data_folder)
{
    char *folder = here();
    if (config->file) {
        char *parent = folder_of(config);
        make_absolute(&config->data, parent);
        make_absolute(&config->organisation_key, parent);
        make_absolute(&config->operator_keys, parent);
        for (unsigned i = 0; i < config->departments_count; i++)
            make_absolute(&config->departments[i].keys, parent);
        complete_portal(config, parent);
        free(parent);
    } else {
        complete_portal(config, NULL);
    }
    if (data_folder) {
        free(config->data);
        config->data = absolute(folder, data_folder);
    }
    if (!config->data)
        config->data = default_data_folder();
    for (size_t end = strlen(config->data); end > 1 && config->data[end - 1] == '/'; end--)
        config->data[end - 1] = '\0';
    if (!config->organisation_key)
        config->organisation_key = absolute(config->data, "organisation.key");
    if (!places || !places_have(places, "fast_lane"))
        config->fast_lane = true;
    if (!places || !places_have(places, "departments"))
        default_departments(config);
    if (!places || !places_have(places, "workers"))
        default_workers(config);
    free(folder);
}

bool config_load(const char *path, const char *data_folder, PvConfig **config, char *error)
{
    ConfigPlaces *places = NULL;
    char *text = NULL;
    bool loaded = true;
    *config = NULL;
    if (path) {
        size_t size_bytes;
        text = read_file(path, &size_bytes, error);
        if (!text)
            return false;
        loaded = schema_load(path, text, size_bytes, config, &places, error);
    }
    if (loaded) {
        if (!*config)
            *config = take(sizeof **config);
        if (path) {
            char *folder = here();
            (*config)->file = absolute(folder, path);
            (*config)->text = copy(text);
            free(folder);
        }
        complete(*config, places, data_folder);
        loaded = check_config(*config, path, places, error);
    }
    free(text);
    places_free(&places);
    if (!loaded)
        config_free(config);
    return loaded;
}

void config_free(PvConfig **config)
{
    PvConfig *old = *config;
    if (!old)
        return;
    for (unsigned i = 0; i < old->departments_count; i++) {
        free(old->departments[i].name), free(old->departments[i].router);
        free(old->departments[i].pub), free(old->departments[i].keys);
    }
    for (unsigned i = 0; i < old->peers_count; i++) {
        free(old->peers[i].name), free(old->peers[i].router);
        free(old->peers[i].pub), free(old->peers[i].server_key);
    }
    for (unsigned i = 0; i < old->allowed_count; i++) {
        free(old->allowed[i].name), free(old->allowed[i].public_key);
        for (unsigned feed = 0; feed < old->allowed[i].feeds_count; feed++)
            free(old->allowed[i].feeds[feed]);
        free(old->allowed[i].feeds);
    }
    for (unsigned i = 0; i < old->workers_count; i++)
        free(old->workers[i].name), free(old->workers[i].partitions);
    for (unsigned i = 0; old->portal && i < old->portal->origins_count; i++)
        free(old->portal->origins[i]);
    if (old->portal)
        free(old->portal->listen), free(old->portal->web), free(old->portal->origins);
    free(old->portal);
    free(old->departments), free(old->peers), free(old->allowed), free(old->workers);
    free(old->file), free(old->text), free(old->data), free(old->organisation_key), free(old->operator_keys);
    free(old);
    *config = NULL;
}

const ConfigDepartment *config_department(const PvConfig *config, const char *name)
{
    for (unsigned i = 0; i < config->departments_count; i++)
        if (strcmp(config->departments[i].name, name) == 0)
            return &config->departments[i];
    return NULL;
}

const ConfigPeer *config_peer(const PvConfig *config, const char *name)
{
    for (unsigned i = 0; i < config->peers_count; i++)
        if (strcmp(config->peers[i].name, name) == 0)
            return &config->peers[i];
    return NULL;
}

void config_ipc_endpoint(const PvConfig *config, const char *department, const char *socket, char out[128])
{
    snprintf(out, 128, "ipc://%s/run/%s.%s.ipc", config->data, department, socket);
}
