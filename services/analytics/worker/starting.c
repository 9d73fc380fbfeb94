/* Starting: partitions are opened and taken, analytics says where it stands, and the bus goes on from there.
 */
#include "analytics/worker/worker.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define CALL_MS 1000

static bool is_signalled(int signals)
{
    struct signalfd_siginfo seen;
    return read(signals, &seen, sizeof seen) == (ssize_t)sizeof seen;
}

/* One request to analytics, repeated until it is answered or the worker is told to stop. The reply is in the
 * letter's arena; NULL with a fault or when told to stop. */
static Pv__Reply *call(Worker *worker, PvClient *client, Letter *letter, int signals)
{
    worker_address(worker, letter, false);
    Pv__Reply *reply = NULL;
    while (!worker->stopping) {
        reply = client_call(client, letter->arena, &letter->request, CALL_MS);
        bool again = !reply || (reply->problem && (reply->problem->kind == PV__PROBLEM_KIND__BUSY ||
                                                   reply->problem->kind == PV__PROBLEM_KIND__UNAVAILABLE));
        if (!again)
            break;
        reply = NULL;
        worker->stopping = is_signalled(signals);
    }
    if (reply && reply->problem) {
        worker_fault(worker, "analytics refused: %s", reply->problem->detail ? reply->problem->detail : "");
        reply = NULL;
    }
    return reply;
}

bool worker_take_partitions(Worker *worker, PvClient *client, int signals)
{
    analytics_take_partitions command = ANALYTICS__TAKE_PARTITIONS__INIT;
    uint32_t partitions[PV_PARTITIONS];
    command.worker = worker->name;
    command.partitions = partitions;
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partitions[command.n_partitions++] = i;
    Letter *letter = letter_open(LETTER_DELTA, PV__REQUEST_KIND__COMMAND, "payvand.analytics.TakePartitions",
                                 &command.base);
    Pv__Reply *reply = call(worker, client, letter, signals);
    analytics_worker_grant *grant =
        reply ? analytics__worker_grant__unpack(arena_allocator(letter->arena), reply->payload.len,
                                                reply->payload.data)
              : NULL;
    if (grant)
        worker->epoch = grant->worker_epoch;
    letter_close(&letter);
    return grant != NULL;
}

bool worker_learn_places(Worker *worker, PvClient *client, int signals)
{
    analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
    Letter *letter =
        letter_open(LETTER_POSITION, PV__REQUEST_KIND__QUERY, "payvand.analytics.GetPositions", &query.base);
    Pv__Reply *reply = call(worker, client, letter, signals);
    analytics_positions_report *report =
        reply ? analytics__positions_report__unpack(arena_allocator(letter->arena), reply->payload.len,
                                                    reply->payload.data)
              : NULL;
    for (size_t i = 0; report && i < report->n_partitions; i++) {
        uint32_t partition = report->partitions[i]->partition;
        if (partition < PV_PARTITIONS && worker->desks[partition].held)
            desk_told(worker, &worker->desks[partition], report->partitions[i]);
    }
    letter_close(&letter);
    return report != NULL;
}

bool worker_load_keys(const PvConfig *config, CurveKeys *keys, bool *have, char *error)
{
    const ConfigDepartment *own = config_department(config, AGGREGATOR);
    const char *path = own && own->keys ? own->keys : config->operator_keys;
    *have = path != NULL;
    return !path || keys_load(path, keys, error);
}

PvClient *worker_open_client(const PvConfig *config, const CurveKeys *keys, char *error)
{
    const ConfigPeer *peer = config_peer(config, AGGREGATOR);
    char endpoint[128];
    if (!config_department(config, AGGREGATOR) && peer)
        return client_open(peer->router, keys, peer->server_key, error);
    config_ipc_endpoint(config, AGGREGATOR, "router", endpoint);
    return client_open(endpoint, NULL, NULL, error);
}

bool worker_open_bus(Worker *worker, const PvConfig *config, const CurveKeys *keys, char *error)
{
    char folder[512];
    uint32_t partitions[PV_PARTITIONS];
    BusPeer sales = {.name = SOURCE, .partitions = partitions};
    const ConfigPeer *peer = config_peer(config, SOURCE);
    for (uint32_t i = 0; i < PV_PARTITIONS; i++)
        if (worker->desks[i].held)
            partitions[sales.partition_count++] = i;
    if (!config_department(config, SOURCE) && peer) {
        sales.router = peer->router;
        sales.pub = peer->pub;
        sales.server_key = peer->server_key;
    }
    snprintf(folder, sizeof folder, "%s/run", config->data);
    BusOptions options = {.department = worker->name,
                          .platform = worker->platform,
                          .folder = folder,
                          .keys = keys,
                          .peers = &sales,
                          .peer_count = 1,
                          .fast_lane = config->fast_lane,
                          .callbacks = hearing_callbacks(worker)};
    if (!bus_open(&worker->bus, &options, error))
        return false;
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = &worker->desks[i];
        desk->from_start = false;
        if (desk->held && desk->partition.at.epoch)
            bus_set_position(worker->bus, SOURCE, &(BusPosition){.epoch = desk->partition.at.epoch,
                                                                  .sequence = desk->partition.at.sequence,
                                                                  .partition = i,
                                                                  .digest = desk->partition.at_digest});
    }
    return true;
}

bool worker_open_partitions(Worker *worker, const PvConfig *config, uint64_t set, char *error)
{
    char folder[400];
    snprintf(folder, sizeof folder, "%s/%s", config->data, worker->name);
    for (uint32_t i = 0; i < PV_PARTITIONS; i++) {
        if (!(set >> i & 1))
            continue;
        PartitionOptions options = {.platform = worker->platform, .folder = folder, .number = i};
        if (!partition_open(&worker->desks[i].partition, &options, error))
            return false;
        worker->desks[i].held = true;
    }
    return true;
}
