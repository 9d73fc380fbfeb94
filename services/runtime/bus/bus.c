/* Opening, closing and the turn of the bus; what it does in a turn stands in server.c, peer.c, pull.c and
 * zap.c. */
#include "runtime/bus/inside.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOCKET_PATH_LIMIT 107 /* sockaddr_un holds 108 with its NUL */
#define SPARE_DESCRIPTORS 256 /* for the log, the store, rings, eventfds and ipc */
#define CONNECTION_LIMIT_DEFAULT 1024
#define POLL_LIMIT (3 + LISTENERS * 2 + BUS_PEER_LIMIT * 2 + BUS_WATCH_LIMIT)

bool bus_ipc_endpoints(const char *folder, const char *department, char router[BUS_ENDPOINT_BYTES],
                       char pub[BUS_ENDPOINT_BYTES], char *error)
{
    int length = snprintf(router, BUS_ENDPOINT_BYTES, "ipc://%s/%s.router.ipc", folder, department);
    snprintf(pub, BUS_ENDPOINT_BYTES, "ipc://%s/%s.pub.ipc", folder, department);
    int path = length - (int)strlen("ipc://");
    if (path <= SOCKET_PATH_LIMIT)
        return true;
    snprintf(
        error, BUS_ERROR_BYTES,
        "The path of the socket %s.router.ipc has %d bytes, the system allows %d: choose a shorter folder.",
        department, path, SOCKET_PATH_LIMIT);
    return false;
}

/* Whoever can reach the ipc sockets is an operator, so the folder must be ours alone. */
static bool folder_is_ours(const BusOptions *options, char *error)
{
    const PvPlatform *platform = options->platform;
    struct stat seen;
    if (platform->folder_make(platform->context, options->folder) != 0 || stat(options->folder, &seen) != 0) {
        snprintf(error, BUS_ERROR_BYTES, "The folder %.150s could not be made: %s.", options->folder,
                 strerror(errno));
        return false;
    }
    if ((seen.st_mode & 077) == 0 && seen.st_uid == geteuid())
        return true;
    snprintf(error, BUS_ERROR_BYTES,
             "The folder %.150s must belong to this user with mode 700; it has mode %03o.", options->folder,
             (unsigned)(seen.st_mode & 0777));
    return false;
}

/* libzmq aborts when descriptors run out, so running low is refused at the start. */
static bool descriptors_suffice(const PvBus *bus, bool tcp, char *error)
{
    rlim_t needed = SPARE_DESCRIPTORS + bus->peer_count * 8 + (tcp ? bus->connection_limit * 2 : 0);
    struct rlimit limit;
    pv_require(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    if (limit.rlim_cur < needed && limit.rlim_max >= needed) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= needed)
        return true;
    snprintf(error, BUS_ERROR_BYTES,
             "The process may open %llu descriptors (RLIMIT_NOFILE), %llu are needed for %u connections.",
             (unsigned long long)limit.rlim_cur, (unsigned long long)needed, tcp ? bus->connection_limit : 0);
    return false;
}

static bool copy_key(PvBus *bus, const BusKey *key, char *error)
{
    Key *copy = &bus->allowed[bus->allowed_count];
    if (!key->name || !*key->name || strlen(key->name) >= sizeof copy->name)
        snprintf(error, BUS_ERROR_BYTES, "A key's name has 1 to %d bytes.", BUS_NAME_BYTES - 1);
    else if (!keys_is_valid(key->public_key))
        snprintf(error, BUS_ERROR_BYTES, "The public key of %s is not 40 characters of Z85.", key->name);
    else if (zap_key_named(bus, key->name))
        snprintf(error, BUS_ERROR_BYTES, "There are two keys with the name %s.", key->name);
    else if (key->key_class <= BUS_CLASS_UNSPECIFIED || key->key_class > BUS_CLASS_FOLLOWER)
        snprintf(error, BUS_ERROR_BYTES, "The key %s has no class.", key->name);
    else {
        strcpy(copy->name, key->name);
        strcpy(copy->public_key, key->public_key);
        copy->key_class = key->key_class;
        for (size_t i = 0; i < key->grant_count; i++)
            copy->granted |= strcmp(key->grants[i], "*") == 0 || strcmp(key->grants[i], bus->department) == 0;
        bus->allowed_count++;
        return true;
    }
    return false;
}

static bool check_options(PvBus *bus, const BusOptions *options, char *error)
{
    const char *tcp[] = {options->tcp_router, options->tcp_pub};
    if (!options->department || !*options->department || strlen(options->department) >= BUS_NAME_BYTES) {
        snprintf(error, BUS_ERROR_BYTES, "A department's name has 1 to %d bytes.", BUS_NAME_BYTES - 1);
        return false;
    }
    for (unsigned i = 0; i < 2; i++) {
        if (tcp[i] && strncmp(tcp[i], "tcp://", 6) != 0) {
            snprintf(error, BUS_ERROR_BYTES, "The endpoint %.150s does not begin with tcp://.", tcp[i]);
            return false;
        }
        if (tcp[i] && !options->keys) {
            snprintf(error, BUS_ERROR_BYTES, "The endpoint %.150s needs a key pair.", tcp[i]);
            return false;
        }
    }
    if (options->peer_count > BUS_PEER_LIMIT) {
        snprintf(error, BUS_ERROR_BYTES, "There are %zu peers, at most %d are served.", options->peer_count,
                 BUS_PEER_LIMIT);
        return false;
    }
    return folder_is_ours(options, error);
}

static bool open_all(PvBus *bus, const BusOptions *options, char *error)
{
    if (!check_options(bus, options, error))
        return false;
    snprintf(bus->department, sizeof bus->department, "%s", options->department);
    bus->connection_limit = options->connection_limit ? options->connection_limit : CONNECTION_LIMIT_DEFAULT;
    bus->allowed = calloc(options->allowed_count + 1, sizeof *bus->allowed);
    pv_require(bus->allowed, "out of memory");
    for (size_t i = 0; i < options->allowed_count; i++)
        if (!copy_key(bus, &options->allowed[i], error))
            return false;
    if (!descriptors_suffice(bus, options->tcp_router || options->tcp_pub, error))
        return false;

    bus->context = zmq_ctx_new();
    pv_require(bus->context, "out of memory");
    if (!zap_open(bus, error) || !server_open(bus, options, error))
        return false;
    for (size_t i = 0; i < options->peer_count; i++)
        if (!peer_open(bus, &options->peers[i], options->folder, error))
            return false;
    return true;
}

bool bus_open(PvBus **opened, const BusOptions *options, char *error)
{
    PvBus *bus = calloc(1, sizeof *bus);
    pv_require(bus, "out of memory");
    bus->platform = options->platform;
    bus->callbacks = options->callbacks;
    bus->fast_lane = options->fast_lane;
    bus->platform->random_bytes(bus->platform->context, &bus->request_salt, sizeof bus->request_salt);
    if (options->keys) {
        bus->keys = *options->keys;
        bus->has_keys = true;
    }
    *opened = bus;
    if (!open_all(bus, options, error))
        bus_close(opened);
    return *opened != NULL;
}

void bus_close(PvBus **closed)
{
    PvBus *bus = *closed;
    if (!bus)
        return;
    for (size_t i = 0; i < bus->peer_count; i++)
        peer_close(&bus->peers[i]);
    server_close(bus);
    socket_close(&bus->zap);
    if (bus->context)
        zmq_ctx_term(bus->context);
    free(bus->allowed);
    explicit_bzero(&bus->keys, sizeof bus->keys);
    free(bus);
    *closed = NULL;
}

void bus_watch(PvBus *bus, int fd, void (*woken)(void *context), void *context)
{
    pv_require(bus->watch_count < BUS_WATCH_LIMIT);
    bus->watches[bus->watch_count++] = (Watch){fd, woken, context};
}

/* How long a turn may wait, given the timers. */
static long wait_ms(const PvBus *bus, int timeout_ms, int64_t now)
{
    int64_t wake = server_wake_ms(bus);
    for (size_t i = 0; i < bus->peer_count; i++) {
        int64_t peer = peer_wake_ms(bus->peers[i], now);
        if (peer < wake)
            wake = peer;
    }
    int64_t left = wake > now ? wake - now : 0;
    return timeout_ms >= 0 && timeout_ms < left ? timeout_ms
           : left > PV_BEACON_INTERVAL_MS       ? PV_BEACON_INTERVAL_MS
                                                : left;
}

static void wait(PvBus *bus, int timeout_ms)
{
    int64_t now = bus_now_ms(bus);
    zmq_pollitem_t items[POLL_LIMIT];
    int count = 0;
    for (size_t i = 0; i < bus->watch_count; i++)
        items[count++] = (zmq_pollitem_t){.fd = bus->watches[i].fd, .events = ZMQ_POLLIN};
    items[count++] = (zmq_pollitem_t){.socket = bus->zap, .events = ZMQ_POLLIN};
    for (unsigned i = 0; i < LISTENERS; i++) {
        const Listener *listener = &bus->listeners[i];
        /* A PUB never has input, but polling it takes in subscriptions, which happens on our thread. */
        if (listener->socket)
            items[count++] = (zmq_pollitem_t){.socket = listener->socket, .events = ZMQ_POLLIN};
        if (listener->monitor)
            items[count++] = (zmq_pollitem_t){.socket = listener->monitor, .events = ZMQ_POLLIN};
    }
    for (size_t i = 0; i < bus->peer_count; i++) {
        const Peer *peer = bus->peers[i];
        if (peer->dealer)
            items[count++] = (zmq_pollitem_t){.socket = peer->dealer, .events = ZMQ_POLLIN};
        if (peer->sub)
            items[count++] =
                (zmq_pollitem_t){.socket = peer->sub, .events = peer_reads_lane(peer, now) ? ZMQ_POLLIN : 0};
    }
    zmq_poll(items, count, wait_ms(bus, timeout_ms, now));
    for (size_t i = 0; i < bus->watch_count; i++)
        if (items[i].revents)
            bus->watches[i].woken(bus->watches[i].context);
}

void bus_step(PvBus *bus, int timeout_ms)
{
    wait(bus, timeout_ms);
    zap_serve(bus);
    for (unsigned i = 0; i < LISTENERS; i++) {
        if (bus->listeners[i].monitor)
            monitor_serve(bus, &bus->listeners[i]);
        if (bus->listeners[i].socket && !bus->listeners[i].pub)
            server_serve(bus, &bus->listeners[i]);
    }
    int64_t now = bus_now_ms(bus);
    for (size_t i = 0; i < bus->peer_count; i++) {
        pull_hear(bus->peers[i], now);
        peer_hear(bus->peers[i], now);
        peer_tick(bus->peers[i], now);
    }
    server_tick(bus, now);
}

static Peer *peer_named(const PvBus *bus, const char *name)
{
    for (size_t i = 0; i < bus->peer_count; i++)
        if (strcmp(bus->peers[i]->name, name) == 0)
            return bus->peers[i];
    pv_require(false, "there is no peer %s", name);
    return NULL;
}

void bus_set_position(PvBus *bus, const char *name, const BusPosition *position)
{
    Peer *peer = peer_named(bus, name);
    int partition = position->partition;
    pv_require(position->epoch || !position->sequence, "a position of %s without an epoch", name);
    pv_require(partition == BUS_ALL_PARTITIONS || peer->by_partition, "%s is heard as a whole", name);
    FOR_EACH_TRACK(peer, place)
    {
        if (partition == BUS_ALL_PARTITIONS || (unsigned)partition == place)
            peer->tracks[place] = (Track){position->epoch, position->sequence, position->digest};
    }
    pull_forget(peer);
}

void bus_catch_up(PvBus *bus, const char *name)
{
    peer_named(bus, name)->hurry = true;
}

const char *bus_tcp_router(const PvBus *bus)
{
    return bus->listeners[LISTEN_TCP_ROUTER].endpoint;
}

const char *bus_tcp_pub(const PvBus *bus)
{
    return bus->listeners[LISTEN_TCP_PUB].endpoint;
}

void bus_figures(const PvBus *bus, BusFigures *figures)
{
    *figures = bus->figures;
    figures->peer_count = bus->peer_count;
    for (size_t i = 0; i < bus->peer_count; i++)
        peer_figures(bus->peers[i], bus_now_ms(bus), &figures->peers[i]);
}
