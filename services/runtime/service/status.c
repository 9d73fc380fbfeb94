/* What a department says of its health: positions, figures, memory. */
#include "runtime/message/wire.h"
#include "runtime/service/internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint64_t rss_bytes(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (fscanf(file, "%*u %llu", &pages) != 1)
        pages = 0;
    fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

#define SET(message, field, number) ((message)->has_##field = 1, (message)->field = (number))

static Pv__PeerStatus *peer_status(PvArena *arena, const BusPeerFigures *figures, const ServiceDurable *durable)
{
    Pv__PeerStatus *peer = arena_take(arena, sizeof *peer);
    pv__peer_status__init(peer);
    peer->name = arena_copy_text(arena, figures->name);
    SET(peer, epoch, figures->epoch);
    SET(peer, position, 0);
    for (unsigned i = 0; i < durable->position_count; i++)
        if (strcmp(durable->positions[i].name, figures->name) == 0)
            peer->position = durable->positions[i].sequence;
    SET(peer, head, figures->head);
    SET(peer, lag, figures->head > peer->position ? figures->head - peer->position : 0);
    SET(peer, last_heard_ms_ago, figures->heard_ms_ago);
    SET(peer, silent, figures->silent);
    SET(peer, pulls, figures->pulls);
    SET(peer, gaps, figures->gaps);
    SET(peer, diverged, figures->stopped);
    return peer;
}

static Pv__CounterSample *sample(PvArena *arena, const char *name, const char *help, double value, bool rises)
{
    Pv__CounterSample *counter = arena_take(arena, sizeof *counter);
    pv__counter_sample__init(counter);
    counter->name = name;
    counter->help = help;
    SET(counter, value, value);
    SET(counter, rises, rises);
    return counter;
}

static void add_counters(PvArena *arena, Pv__StatusReport *report, const ServiceDurable *durable, const BusFigures *bus)
{
    const EngineFigures *engine = &durable->figures;
    uint64_t batches = engine->batches ? engine->batches : 1;
    const struct {
        const char *name, *help;
        double value;
        bool moves;
    } rows[] = {
        {"batch_items_total", "Items in batches made durable", engine->batch_items},
        {"batch_us_total", "Microseconds spent on batches, from the first item until durable", engine->batch_us},
        {"batch_last_us", "Microseconds that the last batch took", engine->batch_us_last, true},
        {"batch_max_us", "Microseconds that the slowest batch since the start took", engine->batch_us_max, true},
        {"batch_average_us", "Microseconds a batch on average", (double)engine->batch_us / batches, true},
        {"batch_average_items", "Items in a batch on average", (double)engine->batch_items / batches, true},
        {"events_told_total", "Events told since the start", engine->events_told},
        {"events_heard_total", "Events heard since the start", engine->events_heard},
        {"answers_repeated_total", "Repeated requests that got their first answer", engine->answers_repeated},
        {"timers_fired_total", "Timers that fired", engine->timers_fired},
        {"batches_total", "Batches made durable", engine->batches},
        {"requests_total", "Requests that came over the bus", bus->requests},
        {"replies_total", "Replies sent", bus->replies},
        {"reply_failures_total", "Replies that could not be delivered", bus->reply_failures},
        {"requests_malformed_total", "Requests dropped for their form", bus->malformed},
        {"refused_keys_total", "Connections with an unknown key", bus->refused_keys},
        {"refused_mechanism_total", "Plain connections to a CURVE endpoint", bus->refused_mechanism},
        {"refused_grants_total", "Known keys that asked for a feed not granted", bus->refused_grants},
        {"refused_classes_total", "Known keys that asked for what their class may not", bus->refused_classes},
        {"refused_crowd_total", "Connections over the limit", bus->refused_crowd},
        {"published_total", "Events published on the fast lane", bus->published},
        {"publish_failures_total", "Events the fast lane could not take", bus->publish_failures},
    };
    report->n_counters = sizeof rows / sizeof rows[0];
    report->counters = arena_take(arena, report->n_counters * sizeof *report->counters);
    for (size_t i = 0; i < report->n_counters; i++)
        report->counters[i] = sample(arena, rows[i].name, rows[i].help, rows[i].value, !rows[i].moves);
}

static void add_queues(Service *service, PvArena *arena, Pv__StatusReport *report)
{
    const struct {
        const char *name;
        PvRing *ring;
    } rows[] = {
        {"commit", service->to_commit}, {"queries", service->to_queries}, {"network", service->to_network}};
    report->n_queues = 3;
    report->queues = arena_take(arena, 3 * sizeof *report->queues);
    for (size_t i = 0; i < 3; i++) {
        Pv__QueueStatus *queue = report->queues[i] = arena_take(arena, sizeof *queue);
        pv__queue_status__init(queue);
        queue->name = rows[i].name;
        SET(queue, depth, ring_count(rows[i].ring));
        SET(queue, room, PV_RING_SLOTS);
    }
}

static void add_files(Service *service, PvArena *arena, Pv__StatusReport *report)
{
    LogFigures log = log_figures(service->log);
    StoreFigures store = store_figures(service->store);
    report->log = arena_take(arena, sizeof *report->log);
    pv__log_status__init(report->log);
    SET(report->log, size_bytes, log.size_bytes);
    SET(report->log, segments, log.segments);
    SET(report->log, frames, log.frames_appended);
    SET(report->log, flushes, log.flushes);
    report->store = arena_take(arena, sizeof *report->store);
    pv__store_status__init(report->store);
    SET(report->store, overlay_bytes, store.overlay_bytes);
    SET(report->store, overlay_entries, store.overlay_entries);
    SET(report->store, generations, store.generations_written);
    SET(report->store, file_bytes, store.file_bytes);
    SET(report->store, free_bytes, store.free_bytes);
    SET(report->store, oldest_view_ms, store.oldest_view_ms);
}

static void fill(Service *service, PvArena *arena, Pv__StatusReport *report)
{
    BusFigures *bus = arena_take(arena, sizeof *bus);
    ServiceDurable *durable = arena_take(arena, sizeof *durable);
    pthread_mutex_lock(&service->shown);
    *bus = service->bus_figures;
    *durable = service->durable;
    pthread_mutex_unlock(&service->shown);
    report->department = report->source = service->table->name;
    SET(report, pid, getpid());
    report->epoch = arena_format(arena, "%" PRIx64, durable->head.epoch);
    report->digest = arena_format(arena, "%016" PRIx64, durable->head.digest);
    SET(report, head, durable->head.head);
    SET(report, head_shared, durable->head.head_shared);
    SET(report, uptime_ms, (int64_t)(service_now_us(service) / 1000) - service->started_ms);
    report->peers = arena_take(arena, (bus->peer_count + 1) * sizeof *report->peers);
    for (; report->n_peers < bus->peer_count; report->n_peers++)
        report->peers[report->n_peers] = peer_status(arena, &bus->peers[report->n_peers], durable);
    SET(report, parked, durable->figures.parked);
    SET(report, rss_bytes, rss_bytes());
    SET(report, commands_accepted, durable->figures.commands_accepted);
    SET(report, commands_refused, durable->figures.commands_refused);
    SET(report, commands_busy, atomic_load(&service->busy) + bus->busy);
    SET(report, keys_refused, bus->refused_keys + bus->refused_mechanism + bus->refused_grants + bus->refused_classes);
    SET(report, state, (Pv__ServiceState)atomic_load(&service->state));
    SET(report, rebuilt, atomic_load(&service->rebuilt));
    SET(report, rebuild_total, atomic_load(&service->rebuild_total));
    report->version = PAYVAND_VERSION;
    add_counters(arena, report, durable, bus);
    add_queues(service, arena, report);
    add_files(service, arena, report);
}

const uint8_t *status_answer(Service *service, const uint8_t *bytes, size_t request_bytes, PvArena *arena, size_t *size)
{
    char why[PV_WIRE_WHY_BYTES];
    Pv__Request *request = (Pv__Request *)wire_unpack(&pv__request__descriptor, bytes, request_bytes,
                                                      PV_MESSAGE_LIMIT_BYTES, arena, why);
    if (!request)
        return engine_refusal(service->engine, PV_PROBLEM_INVALID_INPUT, NULL, why, arena, size);
    Pv__StatusReport report = PV__STATUS_REPORT__INIT;
    fill(service, arena, &report);
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request->request_id;
    reply.type = pv__status_report__descriptor.name;
    reply.has_payload = 1;
    reply.payload.data = wire_pack(&report.base, arena, &reply.payload.len);
    return wire_pack(&reply.base, arena, size);
}
