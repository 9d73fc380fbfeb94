/* rebuild --check beside a running department: it answers digests of one view of its tables and says how many frames of
 * its log are folded into that view; the log is folded up to the same frame, however many come meanwhile. */
#include "runtime/bus/client.h"
#include "runtime/service/rebuild.h"
#include "runtime/text/id.h"
#include <stdio.h>
#include <string.h>

#define ANSWER_MS (10 * 60 * 1000) /* digests of large tables take their time */
#define ERASURE_TRIES 3

static const Pv__TableDigests *ask(RebuildCheck *check, PvClient *client, PvArena *arena, bool place_only)
{
    PvIds ids;
    char id[PV_ID_TEXT_BYTES];
    Pv__GetTableDigests query = PV__GET_TABLE_DIGESTS__INIT;
    Pv__Request request = PV__REQUEST__INIT;
    query.has_place_only = 1;
    query.place_only = place_only;
    ids_open(&ids, platform_real());
    id_new(&ids, id);
    request.request_id = id;
    request.has_kind = request.has_payload = request.has_issued_at_ms = 1;
    request.kind = PV__REQUEST_KIND__QUERY;
    request.type = pv__get_table_digests__descriptor.name;
    uint8_t bytes[16];
    request.payload = (ProtobufCBinaryData){pv__get_table_digests__pack(&query, bytes), bytes};
    request.issued_at_ms = platform_real()->clock_ms(NULL);
    const Pv__Reply *reply = client_send(client, &request, 5000) ? client_receive(client, arena, ANSWER_MS) : NULL;
    if (!reply || reply->problem || !reply->has_payload) {
        snprintf(check->error, sizeof check->error, "the running department does not tell its digests: %s",
                 !reply                   ? "no answer"
                 : !reply->problem        ? "an empty answer"
                 : reply->problem->detail ? reply->problem->detail
                                          : reply->problem->title);
        return NULL;
    }
    const Pv__TableDigests *digests =
        pv__table_digests__unpack(arena_allocator(arena), reply->payload.len, reply->payload.data);
    if (digests && digests->has_frames)
        return digests;
    snprintf(check->error, sizeof check->error, "the running department does not say at which frame its tables stand");
    return NULL;
}

static bool compare_at(RebuildCheck *check, const Pv__TableDigests *digests, bool *equal)
{
    PvLog *log = NULL;
    PvStore *fresh = NULL;
    PvEngine *engine = NULL;
    /* Opened after the digests were told: all frames they stand for are in it. */
    LogOptions options = {.platform = platform_real(),
                          .folder = check->log_folder,
                          .segment_bytes = (uint64_t)check->config->segment_mb << 20,
                          .read_only = true};
    fprintf(stderr, "the department is running; comparing at event %llu, frame %llu\n",
            (unsigned long long)digests->head, (unsigned long long)digests->frames);
    bool done = log_open(&log, &options, check->error) == LOG_OK && rebuild_open_fresh(check, &fresh) &&
                rebuild_fold(check, log, fresh, digests->frames, &engine);
    if (done)
        *equal = engine_compare_digests(digests, engine, rebuild_print, NULL);
    engine_close(&engine);
    store_close(&fresh);
    log_close(&log);
    return done;
}

bool rebuild_live(RebuildCheck *check, bool *equal)
{
    char endpoint[128], error[BUS_ERROR_BYTES] = "";
    config_ipc_endpoint(check->config, check->table->name, "router", endpoint);
    PvClient *client = client_open(endpoint, NULL, NULL, error);
    if (!client) {
        snprintf(check->error, sizeof check->error, "%s", error);
        return false;
    }
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    const Pv__TableDigests *digests = NULL, *after = NULL;
    bool done = true;
    for (int tries = 0; done && tries < ERASURE_TRIES; tries++) {
        digests = ask(check, client, arena, false);
        done = digests && compare_at(check, digests, equal);
        if (!done || *equal)
            break;
        /* Erasing someone clears the log before the place as well: such a fold cannot agree with the view from before. */
        after = ask(check, client, arena, true);
        if (!after || after->erasures == digests->erasures)
            break;
        fputs("someone was erased meanwhile; comparing again\n", stderr);
    }
    arena_close(&arena);
    client_close(&client);
    return done;
}
