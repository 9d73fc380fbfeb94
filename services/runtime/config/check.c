/* Checks a loaded configuration: names, endpoints, keys, partitions, and that they fit together. */
#include "runtime/config/check.h"
#include "runtime/limits.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA_PATH_LIMIT 80 /* so that the longest socket path fits the 108 bytes of a Unix socket */
#define NAME_LIMIT 32
#define NO_DEPARTMENT "there is no department %.60s; there are sales, marketing, support, loyalty, analytics, portal"
#define KEY_LETTERS 40 /* a CURVE key in Z85 */

typedef struct Check {
    const char *path;
    const ConfigPlaces *places;
    const char *list; /* list under way and the place in it, for the line of an error */
    unsigned index;
    char *error;
} Check;

static bool fault(const Check *check, const char *key, const char *format, const char *value)
{
    char text[300];
    snprintf(text, sizeof text, format, value);
    if (check->places)
        snprintf(check->error, CONFIG_ERROR_BYTES, "%s:%u: %s", check->path,
                 places_line(check->places, check->list, check->index, key), text);
    else
        snprintf(check->error, CONFIG_ERROR_BYTES, "%s", text);
    return false;
}

static bool is_department(const char *name)
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++)
        if (strcmp(name, config_departments[i]) == 0)
            return true;
    return false;
}

static bool name_is_good(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");
    return length && length <= NAME_LIMIT && !name[length] && name[0] >= 'a' && name[0] <= 'z';
}

static bool endpoint_is_good(const char *endpoint)
{
    const char *port = strrchr(endpoint, ':');
    if (strncmp(endpoint, "tcp://", 6) != 0 || port < endpoint + 7)
        return false;
    size_t digits = strspn(port + 1, "0123456789");
    long number = strtol(port + 1, NULL, 10);
    bool plain = !memchr(endpoint + 6, ':', (size_t)(port - endpoint - 6)) || (endpoint[6] == '[' && port[-1] == ']');
    return digits && digits <= 5 && !port[1 + digits] && number > 0 && number < 65536 && plain &&
           !strpbrk(endpoint, " \t\"'");
}

static bool key_is_good(const char *key)
{
    static const char z85[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    return strlen(key) == KEY_LETTERS && strspn(key, z85) == KEY_LETTERS;
}

static bool check_endpoint(const Check *check, const char *key, const char *endpoint)
{
    return !endpoint || endpoint_is_good(endpoint) ||
           fault(check, key, "%.200s is no endpoint of the form tcp://host:port", endpoint);
}

static bool check_department(const Check *check, const PvConfig *config)
{
    const ConfigDepartment *department = &config->departments[check->index];
    if (!is_department(department->name))
        return fault(check, "name", NO_DEPARTMENT, department->name);
    if (config_department(config, department->name) != department)
        return fault(check, "name", "the department %.60s is named twice", department->name);
    if (!check_endpoint(check, "router", department->router) || !check_endpoint(check, "pub", department->pub))
        return false;
    if ((department->router || department->pub) && !department->keys)
        return fault(check, NULL, "%.60s listens on tcp, so it needs keys: a file with its CURVE keys", department->name);
    return true;
}

static bool check_peer(const Check *check, const PvConfig *config)
{
    const ConfigPeer *peer = &config->peers[check->index];
    if (!is_department(peer->name))
        return fault(check, "name", NO_DEPARTMENT, peer->name);
    if (config_peer(config, peer->name) != peer)
        return fault(check, "name", "the peer %.60s is named twice", peer->name);
    if (config_department(config, peer->name))
        return fault(check, "name", "%.60s is both a department of this host and a peer", peer->name);
    if (!key_is_good(peer->server_key))
        return fault(check, "server_key", "%.60s is no CURVE key: 40 characters of Z85", peer->server_key);
    return check_endpoint(check, "router", peer->router) && check_endpoint(check, "pub", peer->pub);
}

static bool check_allowed(const Check *check, const PvConfig *config)
{
    const ConfigAllowed *allowed = &config->allowed[check->index];
    if (!name_is_good(allowed->name))
        return fault(check, "name", "%.60s is no name: lower-case letters, digits, - and _", allowed->name);
    if (!key_is_good(allowed->public_key))
        return fault(check, "public_key", "%.60s is no CURVE key: 40 characters of Z85", allowed->public_key);
    for (unsigned i = 0; i < check->index; i++)
        if (strcmp(config->allowed[i].public_key, allowed->public_key) == 0)
            return fault(check, "public_key", "the key %.60s is allowed twice", allowed->public_key);
    for (unsigned i = 0; i < allowed->feeds_count; i++)
        if (!is_department(allowed->feeds[i]))
            return fault(check, "feeds", "there is no department %.60s to read", allowed->feeds[i]);
    return true;
}

static bool check_worker(const Check *check, PvConfig *config, uint64_t *taken)
{
    ConfigWorker *worker = &config->workers[check->index];
    char text[CONFIG_ERROR_BYTES];
    if (!name_is_good(worker->name) || is_department(worker->name))
        return fault(check, "name", "%.60s is no name for a worker", worker->name);
    for (unsigned i = 0; i < check->index; i++)
        if (strcmp(config->workers[i].name, worker->name) == 0)
            return fault(check, "name", "the worker %.60s is named twice", worker->name);
    if (!config_partitions_read(worker->partitions, &worker->partition_set, text))
        return fault(check, "partitions", "%s", text);
    if (worker->partition_set & *taken)
        return fault(check, "partitions", "%.60s holds a partition that another worker has", worker->partitions);
    *taken |= worker->partition_set;
    return true;
}

/* Port 0 takes any that is free. */
static bool listen_is_good(const char *listen)
{
    const char *port = strrchr(listen, ':');
    if (!port || port == listen)
        return false;
    size_t digits = strspn(port + 1, "0123456789");
    bool plain = !memchr(listen, ':', (size_t)(port - listen)) || (listen[0] == '[' && port[-1] == ']');
    return digits && digits <= 5 && !port[1 + digits] && strtol(port + 1, NULL, 10) < 65536 && plain &&
           !strpbrk(listen, " \t\"'/");
}

static bool origin_is_good(const char *origin)
{
    const char *host = strncmp(origin, "https://", 8) == 0 ? origin + 8 : strncmp(origin, "http://", 7) == 0 ? origin + 7 : "";
    return host[0] && !strpbrk(host, " \t\r\n\"'/?#*,");
}

static bool check_portal(Check *check, const ConfigPortal *portal)
{
    check->list = "portal";
    check->index = 0;
    if (!listen_is_good(portal->listen))
        return fault(check, "listen", "%.200s is no address to listen on, such as 127.0.0.1:8080", portal->listen);
    for (unsigned i = 0; i < portal->origins_count; i++)
        if (!origin_is_good(portal->origins[i]))
            return fault(check, "origins", "%.200s is no origin such as https://crm.example.org", portal->origins[i]);
    return true;
}

static bool each(Check *check, const char *list, unsigned count, const PvConfig *config,
                 bool (*one)(const Check *, const PvConfig *))
{
    check->list = list;
    for (check->index = 0; check->index < count; check->index++)
        if (!one(check, config))
            return false;
    return true;
}

bool check_config(PvConfig *config, const char *path, const ConfigPlaces *places, char *error)
{
    Check check = {.path = path, .places = places, .error = error};
    if (strlen(config->data) > DATA_PATH_LIMIT)
        return fault(&check, "data", "the data folder %.200s has a path over 80 bytes, too long for its sockets",
                     config->data);
    if (config->segment_mb > 1024)
        return fault(&check, "segment_mb", "a segment has at most %s MiB", "1024");
    if (!each(&check, "departments", config->departments_count, config, check_department) ||
        !each(&check, "peers", config->peers_count, config, check_peer) ||
        !each(&check, "allowed", config->allowed_count, config, check_allowed))
        return false;
    uint64_t taken = 0;
    check.list = "workers";
    for (check.index = 0; check.index < config->workers_count; check.index++)
        if (!check_worker(&check, config, &taken))
            return false;
    return check_portal(&check, config->portal);
}

bool config_partitions_read(const char *text, uint64_t *set, char *error)
{
    *set = 0;
    for (const char *at = text; *at;) {
        char *end;
        unsigned long first = strtoul(at, &end, 10), last = first;
        bool good = end != at && *at >= '0' && *at <= '9';
        if (good && *end == '-') {
            at = end + 1;
            last = strtoul(at, &end, 10);
            good = end != at && *at >= '0' && *at <= '9';
        }
        if (!good || first > last || last >= PV_PARTITIONS || (*end && *end != ',') || (*end == ',' && !end[1])) {
            snprintf(error, CONFIG_ERROR_BYTES, "%.60s is no set of partitions such as 0-31 or 0-15,48-63", text);
            return false;
        }
        for (unsigned long partition = first; partition <= last; partition++)
            *set |= 1ULL << partition;
        at = *end ? end + 1 : end;
    }
    if (!*set)
        snprintf(error, CONFIG_ERROR_BYTES, "a set of partitions may not be empty");
    return *set != 0;
}

void config_partitions_write(uint64_t set, char out[CONFIG_PARTITIONS_BYTES])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned first = 0, end; first < PV_PARTITIONS; first = end + 1) {
        for (end = first; end < PV_PARTITIONS && (set >> end & 1); end++)
            ;
        if (end == first)
            continue;
        used += (size_t)snprintf(out + used, CONFIG_PARTITIONS_BYTES - used, "%s%u", used ? "," : "", first);
        if (end - first > 1)
            used += (size_t)snprintf(out + used, CONFIG_PARTITIONS_BYTES - used, "-%u", end - 1);
    }
}

uint64_t config_partitions_unheld(const PvConfig *config)
{
    uint64_t unheld = PV_PARTITIONS == 64 ? UINT64_MAX : (1ULL << (PV_PARTITIONS % 64)) - 1;
    for (unsigned i = 0; i < config->workers_count; i++)
        unheld &= ~config->workers[i].partition_set;
    return unheld;
}
