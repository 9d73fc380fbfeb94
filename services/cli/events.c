/* payvand events: reads a department's log by pull, events told to others and private ones. */
#include "cli/remote.h"
#include "runtime/limits.h"
#include "runtime/message/json.h"
#include "runtime/message/wire.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FOLLOW_MS 100
#define PULL_TIMEOUT_MS 10000

typedef struct Reading {
    Cli *cli;
    PvClient *client;
    PvArena *arena;
    const char *department, *type;
    uint64_t epoch, after, to;
    int64_t partition; /* -1: all */
} Reading;

static pv_pull_reply *pull(Reading *reading, uint32_t credit_bytes, int *result)
{
    RemoteRequest request;
    Pv__Reply *reply;
    pv_pull_request ask = PV__PULL_REQUEST__INIT;
    remote_begin(&request, PV__REQUEST_KIND__PULL, ask.base.descriptor->name);
    ask.has_epoch = ask.has_after_sequence = ask.has_credit_bytes = ask.has_include_private = 1;
    ask.epoch = reading->epoch;
    ask.after_sequence = reading->epoch ? reading->after : 0;
    ask.credit_bytes = credit_bytes;
    ask.include_private = 1;
    request.request.has_payload = 1;
    request.request.payload.data = wire_pack(&ask.base, reading->arena, &request.request.payload.len);
    Cli own = *reading->cli;
    own.arena = reading->arena;
    *result = remote_call(&own, reading->client, reading->department, &request.request, PULL_TIMEOUT_MS, &reply);
    if (*result != CLI_OK)
        return NULL;
    return (pv_pull_reply *)wire_unpack_trusted(&pv__pull_reply__descriptor, reply->payload.data, reply->payload.len,
                                                reading->arena);
}

static const char *short_type(const char *type)
{
    const char *dot = type ? strrchr(type, '.') : NULL;
    return dot ? dot + 1 : type ? type : "?";
}

static bool is_wanted(const Reading *reading, const pv_envelope *event)
{
    if (reading->partition >= 0 && event->partition != reading->partition)
        return false;
    const char *type = event->type ? event->type : "";
    return !reading->type || strcmp(reading->type, type) == 0 || strcmp(reading->type, short_type(type)) == 0;
}

static const char *payload_json(Reading *reading, const pv_envelope *event)
{
    const PvMessageInfo *info = event->type ? message_info(event->type) : NULL;
    ProtobufCMessage *payload =
        info ? wire_unpack_trusted(info->descriptor, event->payload.data, event->payload.len, reading->arena) : NULL;
    return payload ? json_write(payload, reading->arena, 0) : "{}";
}

static const char *flag_words(uint32_t flags, char out[64])
{
    snprintf(out, 64, "%s%s%s", flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED ? "" : " private",
             flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL ? " historical" : "",
             flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_ERASED ? " erased" : "");
    return out;
}

static void print_event(Reading *reading, const pv_envelope *event)
{
    char time_text[32], flags[64];
    if (!reading->cli->json) {
        cli_time_text(event->recorded_at_ms, time_text);
        printf("%8llu  %s  %-22s%s  %s\n", (unsigned long long)event->sequence, time_text, short_type(event->type),
               flag_words(event->flags, flags), payload_json(reading, event));
        return;
    }
    pv_envelope bare = *event;
    bare.has_payload = 0;
    const char *text = json_write(&bare.base, reading->arena, 0);
    printf("%.*s,\"payload\":%s}\n", (int)strlen(text) - 1, text, payload_json(reading, event));
}

/* True while there may be more to print. */
static bool print_item(Reading *reading, const pv_pull_item *item)
{
    if (item->range) {
        if (reading->cli->json)
            printf("{\"range\":{\"from\":\"%llu\",\"to\":\"%llu\"}}\n", (unsigned long long)item->range->from,
                   (unsigned long long)item->range->to);
        reading->after = item->range->to;
        return reading->after < reading->to;
    }
    const pv_envelope *event = (pv_envelope *)wire_unpack_trusted(&pv__envelope__descriptor, item->event.data,
                                                                  item->event.len, reading->arena);
    if (!event) {
        cli_fail("the event after %llu cannot be read", (unsigned long long)reading->after);
        return reading->after++, true;
    }
    if (event->sequence > reading->to)
        return false;
    if (is_wanted(reading, event))
        print_event(reading, event);
    reading->after = event->sequence;
    return reading->after < reading->to;
}

static int read_all(Reading *reading, bool follow)
{
    int result = CLI_OK;
    pv_pull_reply *first = pull(reading, 1, &result); /* for the epoch */
    if (!first)
        return result == CLI_OK ? cli_fail("%s answered with something else", reading->department) : result;
    reading->epoch = first->epoch;
    for (;;) {
        arena_reset(reading->arena);
        pv_pull_reply *reply = pull(reading, PV_PULL_CREDIT_BYTES, &result);
        if (!reply) {
            if (follow && result == CLI_UNREACHABLE)
                continue;
            return result;
        }
        if (reply->epoch != reading->epoch) {
            reading->epoch = reply->epoch;
            if (reply->fork_sequence < reading->after)
                reading->after = reply->fork_sequence;
            continue;
        }
        for (size_t i = 0; i < reply->n_items; i++)
            if (!print_item(reading, reply->items[i]))
                return CLI_OK;
        if (reply->n_items && reading->after < reply->head)
            continue;
        if (!follow)
            return CLI_OK;
        fflush(stdout);
        nanosleep(&(struct timespec){.tv_nsec = FOLLOW_MS * 1000000L}, NULL);
    }
}

/* Is there such a type, in full or by its last word, of the department or of the card? */
static bool is_type(const char *department, const char *type)
{
    char name[200];
    if (message_info(type))
        return true;
    snprintf(name, sizeof name, "payvand.%s.%.120s", department, type);
    if (message_info(name))
        return true;
    snprintf(name, sizeof name, "payvand.%.120s", type);
    return message_info(name) != NULL;
}

static int run(Cli *cli)
{
    Reading reading = {.cli = cli, .department = cli->words[0], .type = cli_option(cli, "type"), .partition = -1};
    uint64_t from, partition;
    if (!cli_is_department(reading.department))
        return cli_usage(cli, "there is no department %s", reading.department);
    if (reading.type && !is_type(reading.department, reading.type))
        return cli_usage(cli, "there is no event %s in %s; payvand types %s lists them", reading.type, reading.department,
                         reading.department);
    if (!cli_number(cli, "from", 1, &from) || !cli_number(cli, "to", UINT64_MAX, &reading.to) ||
        !cli_number(cli, "partition", 0, &partition))
        return CLI_USAGE;
    if (cli_has(cli, "partition"))
        reading.partition = (int64_t)partition;
    if (partition >= PV_PARTITIONS)
        return cli_usage(cli, "partitions are 0 to 63");
    if (from < 1 || from > reading.to)
        return cli_usage(cli, "events are counted from 1, and --from is not behind --to");
    reading.after = from - 1;
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    reading.client = remote_open(cli, reading.department);
    if (!reading.client)
        return CLI_UNREACHABLE;
    reading.arena = arena_open(CLI_ARENA_BYTES);
    result = read_all(&reading, cli_has(cli, "follow"));
    arena_close(&reading.arena);
    client_close(&reading.client);
    return result;
}

static const CliOption options[] = {
    {"from", "N", "first event; 1 if not given"},
    {"to", "N", "last event"},
    {"follow", NULL, "wait for what comes; Ctrl-C ends"},
    {"partition", "P", "only this partition, 0 to 63"},
    {"type", "T", "only this type, such as DealWon"},
    {NULL, NULL, NULL},
};
const CliCommand cli_events = {
    .name = "events",
    .words = "DEPARTMENT [--from N] [--to N] [--follow] [--partition P] [--type T]",
    .least = 1,
    .most = 1,
    .text = "prints the events in a department's log",
    .options = options,
    .run = run,
};
