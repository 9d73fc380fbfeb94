/* The front's thread: opens what it needs, waits for connections, replies and changes on one loop, ends in order. */
#include "portal/front/http.h"
#include "portal/front/front.h"
#include "runtime/observe/log.h"
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define TICK_US 20000
#define SECOND_US 1000000
#define END_US (3 * SECOND_US)

static Front the_front = {.listen_fd = -1, .wake_fd = -1};
static pthread_t thread;
static bool running;
static atomic_bool stopping;

int64_t front_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t front_clock_ms(void)
{
    return platform_real()->clock_ms(NULL);
}

int front_department(const char *name, size_t size)
{
    for (int i = 0; i < PV_CATALOGUE_COUNT; i++)
        if (strlen(pv_catalogues[i]->name) == size && memcmp(pv_catalogues[i]->name, name, size) == 0)
            return i;
    return -1;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static void read_settings(Front *front)
{
    const ConfigPortal *from = front->config->portal;
    snprintf(front->settings.listen, sizeof front->settings.listen, "%s", from->listen);
    front->settings.secure_cookies = from->secure_cookies;
    front->settings.origins = (const char *const *)from->origins;
    front->settings.origins_count = from->origins_count;
    http_find_web(from->web, front->settings.web, sizeof front->settings.web);
}

/* Departments of this host by ipc, others by the addresses of the configuration and the portal's own keys. */
static bool open_callers(Front *front, char *error)
{
    const ConfigDepartment *own = config_department(front->config, "portal");
    char endpoints[PV_CATALOGUE_COUNT][128];
    CallersTo to[PV_CATALOGUE_COUNT];
    CurveKeys keys;
    bool has_keys = own && own->keys;
    if (has_keys && !keys_load(own->keys, &keys, error))
        return false;
    for (unsigned i = 0; i < PV_CATALOGUE_COUNT; i++) {
        const ConfigPeer *peer = config_peer(front->config, pv_catalogues[i]->name);
        config_ipc_endpoint(front->config, pv_catalogues[i]->name, "router", endpoints[i]);
        to[i] = (CallersTo){peer ? peer->router : endpoints[i], peer ? peer->server_key : NULL};
    }
    front->callers = callers_open(to, PV_CATALOGUE_COUNT, has_keys ? &keys : NULL, error);
    return front->callers != NULL;
}

static bool open_front(Front *front, char *error)
{
    uint8_t organisation_key[CONFIG_ORGANISATION_KEY_BYTES];
    front->config = service_config(front->service);
    if (sodium_init() < 0 || !config_organisation_key_read(front->config, organisation_key, error))
        return false;
    access_keys_make(&front->keys, organisation_key);
    sodium_memzero(organisation_key, sizeof organisation_key);
    read_settings(front);
    front->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pv_require(front->wake_fd >= 0, "no eventfd: %s", strerror(errno));
    ids_open(&front->ids, platform_real());
    front->calls = calls_open();
    front->routes = routes_open();
    front->files = files_open(front->settings.web);
    front->persons = persons_open();
    front->throttle = access_throttle_open();
    front->audit = audit_open();
    front->changes = changes_open(front);
    front->streams = streams_open();
    front->hashers = hashers_open();
    return open_callers(front, error);
}

/* --- the loop ----------------------------------------------------------------------------------------------------- */

typedef struct Ticks {
    int64_t tick_us, second_us, ten_seconds_us;
} Ticks;

static void tick(Front *front, Ticks *last)
{
    int64_t now = front_now_us();
    if (now - last->tick_us < TICK_US)
        return;
    last->tick_us = now;
    calls_tick(front, now);
    audit_tick(front, now);
    changes_health(front, now);
    setup_tick(front, now);
    http_listen(front, now);
    if (now - last->second_us < SECOND_US)
        return;
    last->second_us = now;
    lines_tick(front, now);
    streams_tick(front, now);
    changes_take(front);
    if (now - last->ten_seconds_us < 10 * SECOND_US)
        return;
    last->ten_seconds_us = now;
    persons_tick(front, now);
}

static void drain(int fd)
{
    uint64_t count;
    while (read(fd, &count, sizeof count) == sizeof count)
        ;
}

static void turn(Front *front, Ticks *ticks)
{
    int descriptors[] = {front->wake_fd, hashers_fd(front->hashers), http_fd(front)};
    bool readable[3];
    callers_wait(front->callers, descriptors, readable, front->daemon ? 3 : 2, http_wait_ms(front, TICK_US / 1000));
    calls_receive(front);
    if (readable[0]) {
        drain(front->wake_fd);
        changes_take(front);
    }
    if (readable[1])
        hashers_take(front->hashers);
    http_run(front);
    tick(front, ticks);
}

/* Answers what is under way, keeps what is to be kept in the audit list, then lets go. */
static void end(Front *front, Ticks *ticks)
{
    int64_t until = front_now_us() + END_US;
    front->ending = true;
    http_quiesce(front);
    streams_end(front);
    while (front_now_us() < until && service_is_ready(front->service) &&
           (calls_count(front->calls) || !audit_is_empty(front)))
        turn(front, ticks);
    hashers_close(&front->hashers);
    calls_close(front);
    http_close(front);
}

static void *run(void *context)
{
    Front *front = context;
    Ticks ticks = {0};
    observe_at("portal.http");
    while (!atomic_load(&stopping))
        turn(front, &ticks);
    end(front, &ticks);
    return NULL;
}

/* --- for the service ---------------------------------------------------------------------------------------------- */

static bool start(void *context, Service *service, char *error)
{
    Front *front = context;
    front->service = service;
    if (!open_front(front, error))
        return false;
    running = pthread_create(&thread, NULL, run, front) == 0;
    pv_require(running, "no thread for the front");
    return true;
}

static void committed(void *context, const FrontEvent *events, size_t count)
{
    Front *front = context;
    changes_hand_over(front->changes, events, count);
}

static void stop(void *context)
{
    Front *front = context;
    uint64_t one = 1;
    atomic_store(&stopping, true);
    if (!running)
        return;
    running = false;
    if (write(front->wake_fd, &one, sizeof one) != sizeof one)
        observe_debug("the front is awake already");
    pthread_join(thread, NULL);
}

static void closed(void *context)
{
    Front *front = context;
    hashers_close(&front->hashers);
    if (front->calls)
        calls_close(front);
    audit_close(front);
    persons_close(&front->persons);
    if (front->throttle)
        access_throttle_close(&front->throttle);
    files_close(&front->files);
    routes_close(&front->routes);
    changes_close(&front->changes);
    free(front->streams);
    front->streams = NULL;
    callers_close(&front->callers);
    while (front->spare_count)
        arena_close(&front->spare[--front->spare_count]);
    if (front->wake_fd >= 0)
        close(front->wake_fd);
    front->wake_fd = -1;
}

const ServiceFront portal_front = {.context = &the_front, .start = start, .committed = committed, .stop = stop, .close = closed};
