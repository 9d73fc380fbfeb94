/* The walk through a department's log by pull, as a consumer of everything would see it. */
#include "cli/verify.h"
#include "runtime/limits.h"
#include "runtime/message/wire.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define PULL_TIMEOUT_MS 10000
#define PULL_ARENA_BYTES (16u << 20)

void verify_fault(Cli *cli, VerifyFaults *faults, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (faults->count < VERIFY_FAULT_LIMIT)
        faults->texts[faults->count] = arena_format_list(cli->arena, format, arguments);
    faults->count++;
    va_end(arguments);
}

static pv_pull_reply *pull(VerifyLog *log, PvArena *arena)
{
    RemoteRequest request;
    pv_pull_request ask = PV__PULL_REQUEST__INIT;
    remote_begin(&request, PV__REQUEST_KIND__PULL, ask.base.descriptor->name);
    ask.has_epoch = ask.has_after_sequence = ask.has_credit_bytes = ask.has_include_private = 1;
    ask.epoch = log->epoch;
    ask.after_sequence = log->sequence;
    ask.credit_bytes = PV_PULL_CREDIT_BYTES;
    ask.include_private = 1;
    request.request.has_payload = 1;
    request.request.payload.data = wire_pack(&ask.base, arena, &request.request.payload.len);
    Pv__Reply *reply = client_call(log->client, arena, &request.request, PULL_TIMEOUT_MS);
    if (!reply || reply->problem)
        return NULL;
    return (pv_pull_reply *)wire_unpack_trusted(&pv__pull_reply__descriptor, reply->payload.data, reply->payload.len,
                                                arena);
}

static void check_pointers(Cli *cli, VerifyLog *log, const pv_envelope *event, VerifyFaults *faults)
{
    if (event->previous_shared != log->last_shared)
        verify_fault(cli, faults, "%s: event %llu says that shared event %llu is before it; it is %llu", log->department,
                     (unsigned long long)event->sequence, (unsigned long long)event->previous_shared,
                     (unsigned long long)log->last_shared);
    if (event->partition >= PV_PARTITIONS) {
        verify_fault(cli, faults, "%s: event %llu is in partition %u", log->department,
                     (unsigned long long)event->sequence, event->partition);
        return;
    }
    uint64_t *last = &log->last_in_partition[event->partition];
    if (event->previous_in_partition != *last)
        verify_fault(cli, faults, "%s: event %llu says that event %llu of partition %u is before it; it is %llu",
                     log->department, (unsigned long long)event->sequence,
                     (unsigned long long)event->previous_in_partition, event->partition, (unsigned long long)*last);
    if (event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED)
        *last = event->sequence;
}

static void check_event(Cli *cli, VerifyLog *log, const pv_pull_item *item, PvArena *arena, VerifyFaults *faults)
{
    char why[PV_WIRE_WHY_BYTES];
    const pv_envelope *event = (pv_envelope *)wire_unpack(&pv__envelope__descriptor, item->event.data, item->event.len,
                                                          PV_SOCKET_MESSAGE_LIMIT_BYTES, arena, why);
    if (!event) {
        verify_fault(cli, faults, "%s: what follows event %llu cannot be read: %s", log->department,
                     (unsigned long long)log->sequence, why);
        log->sequence++;
        return;
    }
    if (event->sequence != log->sequence + 1)
        verify_fault(cli, faults, "%s: event %llu follows event %llu", log->department,
                     (unsigned long long)event->sequence, (unsigned long long)log->sequence);
    if (!event->source || strcmp(event->source, log->department) != 0)
        verify_fault(cli, faults, "%s: event %llu says it is of %s", log->department, (unsigned long long)event->sequence,
                     event->source ? event->source : "nobody");
    bool erased = event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_ERASED;
    if (!erased && XXH64(event->payload.data, event->payload.len, 0) != event->payload_digest)
        verify_fault(cli, faults, "%s: the payload of event %llu does not fit its digest", log->department,
                     (unsigned long long)event->sequence);
    check_pointers(cli, log, event, faults);
    bool shared = event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED;
    log->shared_count += shared;
    log->private_count += !shared;
    log->erased_count += erased;
    if (shared)
        log->last_shared = event->sequence;
    log->sequence = event->sequence;
}

int verify_log_walk(Cli *cli, VerifyLog *log, VerifyFaults *faults)
{
    PvArena *arena = arena_open(PULL_ARENA_BYTES);
    int result = CLI_OK;
    for (bool more = true; more && faults->count < VERIFY_FAULT_LIMIT; arena_reset(arena)) {
        pv_pull_reply *reply = pull(log, arena);
        if (!reply) {
            result = CLI_UNREACHABLE;
            break;
        }
        if (log->epoch && reply->epoch != log->epoch && reply->fork_sequence < log->sequence) {
            verify_fault(cli, faults, "%s: its log went back to event %llu in a new epoch; verify again", log->department,
                         (unsigned long long)reply->fork_sequence);
            break;
        }
        log->epoch = reply->epoch;
        for (size_t i = 0; i < reply->n_items; i++) {
            const pv_pull_item *item = reply->items[i];
            if (item->range) {
                verify_fault(cli, faults, "%s: events %llu to %llu are missing", log->department,
                             (unsigned long long)item->range->from, (unsigned long long)item->range->to);
                log->sequence = item->range->to;
            } else {
                check_event(cli, log, item, arena, faults);
            }
        }
        more = reply->n_items > 0 && log->sequence < reply->head;
        if (!reply->n_items && log->sequence < reply->head)
            verify_fault(cli, faults, "%s: nothing comes after event %llu, though its head is %llu", log->department,
                         (unsigned long long)log->sequence, (unsigned long long)reply->head);
    }
    arena_close(&arena);
    return result;
}
