/* payvand verify: waits until the departments have heard all of each other, then checks that they agree. */
#include "cli/verify.h"
#include "cli/workers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STATUS_TIMEOUT_MS 3000
#define ROUND_MS 50
#define DEPARTMENT_LIMIT CONFIG_DEPARTMENTS

typedef struct Verify {
    Cli *cli;
    VerifyLog logs[DEPARTMENT_LIMIT];
    pv_status_report *reports[DEPARTMENT_LIMIT]; /* of the last round, in round_arena */
    size_t count;
    VerifyFaults faults;
    PvArena *round_arena;
    int64_t began_ms, said_ms;
    char digest[33], ledger[160], lag[200];
    uint64_t card_rows, unheld; /* unheld: partitions that no worker holds */
} Verify;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static int open_all(Verify *verify)
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++) {
        const char *name = config_departments[i];
        const ConfigPeer *peer = config_peer(verify->cli->config, name);
        if (!config_department(verify->cli->config, name) && (!peer || !verify->cli->config->operator_keys))
            continue;
        VerifyLog *log = &verify->logs[verify->count++];
        log->department = name;
        log->client = remote_open(verify->cli, name);
        if (!log->client)
            return CLI_UNREACHABLE;
    }
    return CLI_OK;
}

/* Asks all for their status. */
static int ask_all(Verify *verify)
{
    Cli own = *verify->cli;
    own.arena = verify->round_arena;
    arena_reset(verify->round_arena);
    for (size_t i = 0; i < verify->count; i++) {
        verify->reports[i] = remote_status(&own, verify->logs[i].client, STATUS_TIMEOUT_MS);
        if (!verify->reports[i]) {
            fprintf(stderr, "payvand: %s does not answer\n", verify->logs[i].department);
            return CLI_UNREACHABLE;
        }
    }
    return CLI_OK;
}

static const pv_peer_status *peer_of(const pv_status_report *report, const char *name)
{
    for (size_t i = 0; i < report->n_peers; i++)
        if (report->peers[i]->name && strcmp(report->peers[i]->name, name) == 0)
            return report->peers[i];
    return NULL;
}

/* Has every department heard all of every other? lag says what not. */
static bool all_heard(Verify *verify)
{
    for (size_t i = 0; i < verify->count; i++) {
        const pv_status_report *report = verify->reports[i];
        if (report->state != PV__SERVICE_STATE__SERVICE_READY && report->state != PV__SERVICE_STATE__SERVICE_FULL) {
            snprintf(verify->lag, sizeof verify->lag, "%s is not ready", verify->logs[i].department);
            return false;
        }
        for (size_t source = 0; source < verify->count; source++) {
            const pv_peer_status *peer = source == i ? NULL : peer_of(report, verify->logs[source].department);
            uint64_t head = verify->reports[source]->head_shared;
            const char *epoch = verify->reports[source]->epoch;
            if (!peer || (peer->position >= head && (!epoch || !head || peer->epoch == strtoull(epoch, NULL, 16))))
                continue;
            snprintf(verify->lag, sizeof verify->lag, "%s has heard %llu of %llu events of %s", verify->logs[i].department,
                     (unsigned long long)peer->position, (unsigned long long)head, verify->logs[source].department);
            return false;
        }
    }
    return true;
}

/* Does the last round still tell the present? */
static bool walked_to_head(Verify *verify)
{
    for (size_t i = 0; i < verify->count; i++) {
        if (verify->reports[i]->head == verify->logs[i].sequence)
            continue;
        snprintf(verify->lag, sizeof verify->lag, "%s tells new events", verify->logs[i].department);
        return false;
    }
    return true;
}

static void say_lag(Verify *verify)
{
    if (verify->cli->json || cli_clock_ms() - verify->said_ms < 1000)
        return;
    verify->said_ms = cli_clock_ms();
    fprintf(stderr, "waiting: %s\n", verify->lag);
}

/* Until all is heard and all logs are walked to their heads, or the time is over. */
static int settle(Verify *verify, uint64_t timeout_ms)
{
    verify->said_ms = cli_clock_ms();
    bool has_analytics = config_department(verify->cli->config, "analytics") != NULL;
    for (;;) {
        bool reached = true;
        int result = ask_all(verify);
        bool heard = result == CLI_OK && all_heard(verify);
        for (size_t i = 0; result == CLI_OK && i < verify->count; i++)
            result = verify_log_walk(verify->cli, &verify->logs[i], &verify->faults);
        if (result == CLI_OK && heard && has_analytics)
            result = verify_analytics(verify->cli, verify->logs, verify->count, verify->unheld, &reached,
                                      verify->lag);
        if (result == CLI_OK && heard && reached)
            result = ask_all(verify);
        if (result != CLI_OK)
            return result;
        if (heard && reached && walked_to_head(verify) && all_heard(verify))
            return CLI_OK;
        if (verify->faults.count >= VERIFY_FAULT_LIMIT)
            return CLI_OK;
        if ((uint64_t)(cli_clock_ms() - verify->began_ms) > timeout_ms) {
            verify_fault(verify->cli, &verify->faults, "not settled after %llu ms: %s", (unsigned long long)timeout_ms,
                         verify->lag);
            return CLI_OK;
        }
        say_lag(verify);
        pause_ms(ROUND_MS);
    }
}

static int compare_cards(Verify *verify)
{
    char digest[33];
    uint64_t rows, waiting;
    for (size_t i = 0; i < verify->count; i++) {
        int result = verify_card(verify->cli, &verify->logs[i], digest, &rows, &waiting);
        if (result != CLI_OK)
            return result;
        if (waiting)
            verify_fault(verify->cli, &verify->faults, "%s: %llu facts wait for their time", verify->logs[i].department,
                         (unsigned long long)waiting);
        if (i == 0) {
            memcpy(verify->digest, digest, sizeof digest);
            verify->card_rows = rows;
        } else if (strcmp(verify->digest, digest) != 0) {
            verify_fault(verify->cli, &verify->faults, "the card of %s (%s, %llu rows) is not that of %s (%s, %llu rows)",
                         verify->logs[i].department, digest, (unsigned long long)rows, verify->logs[0].department,
                         verify->digest, (unsigned long long)verify->card_rows);
        }
    }
    return CLI_OK;
}

static int check_partitions(Verify *verify)
{
    char partitions[CONFIG_PARTITIONS_BYTES];
    int result = workers_unheld(verify->cli, &verify->unheld);
    config_partitions_write(verify->unheld, partitions);
    if (verify->unheld)
        verify_fault(verify->cli, &verify->faults, "no worker holds partitions %s: analytics learns nothing of their customers",
                     partitions);
    return result;
}

static int check_all(Verify *verify, uint64_t timeout_ms)
{
    int result = check_partitions(verify);
    if (result == CLI_OK)
        result = settle(verify, timeout_ms);
    if (result == CLI_OK)
        result = compare_cards(verify);
    for (size_t i = 0; result == CLI_OK && i < verify->count; i++) {
        uint64_t parked = verify->reports[i]->parked;
        if (parked)
            verify_fault(verify->cli, &verify->faults, "%s: %llu events are parked", verify->logs[i].department,
                         (unsigned long long)parked);
        if (strcmp(verify->logs[i].department, "loyalty") == 0)
            result = verify_ledger(verify->cli, &verify->logs[i], &verify->faults, verify->ledger);
    }
    return result;
}

static void print_faults_json(const Verify *verify)
{
    for (size_t i = 0; i < verify->faults.count && i < VERIFY_FAULT_LIMIT; i++) {
        if (i)
            putchar(',');
        cli_print_json_text(verify->faults.texts[i]);
    }
}

static void print_json(const Verify *verify)
{
    printf("{\"ok\":%s,\"elapsedMs\":%lld,\"cardDigest\":\"%s\",\"cardRows\":\"%llu\",\"ledger\":",
           verify->faults.count ? "false" : "true", (long long)(cli_clock_ms() - verify->began_ms), verify->digest,
           (unsigned long long)verify->card_rows);
    cli_print_json_text(verify->ledger);
    printf(",\"departments\":[");
    for (size_t i = 0; i < verify->count; i++) {
        const VerifyLog *log = &verify->logs[i];
        printf("%s{\"department\":\"%s\",\"epoch\":\"%016llx\",\"head\":\"%llu\",\"shared\":\"%llu\",\"private\":\"%llu\","
               "\"erased\":\"%llu\"}", i ? "," : "", log->department, (unsigned long long)log->epoch,
               (unsigned long long)log->sequence, (unsigned long long)log->shared_count,
               (unsigned long long)log->private_count, (unsigned long long)log->erased_count);
    }
    printf("],\"faults\":[");
    print_faults_json(verify);
    printf("]}\n");
}

static void print_text(const Verify *verify)
{
    char number[32];
    for (size_t i = 0; i < verify->count; i++) {
        const VerifyLog *log = &verify->logs[i];
        cli_number_text(log->sequence, number);
        printf("%-10s %12s events%s\n", log->department, number,
               verify->faults.count ? "" : ", no hole, no duplicate, heard by all");
    }
    cli_number_text(verify->card_rows, number);
    printf("card       %12s rows, digest %s\n", number, verify->digest);
    if (verify->ledger[0])
        printf("ledger     %s\n", verify->ledger);
    for (size_t i = 0; i < verify->faults.count && i < VERIFY_FAULT_LIMIT; i++)
        printf("FAULT      %s\n", verify->faults.texts[i]);
    printf("%s after %.1f s\n", verify->faults.count ? "NOT CLEAN" : "clean",
           (double)(cli_clock_ms() - verify->began_ms) / 1000);
}

static int run(Cli *cli)
{
    Verify verify = {.cli = cli, .began_ms = cli_clock_ms()};
    uint64_t timeout_s;
    int result;
    if (!cli_number(cli, "timeout", 30, &timeout_s))
        return CLI_USAGE;
    if ((result = cli_config(cli)) != CLI_OK)
        return result;
    verify.round_arena = arena_open(CLI_ARENA_BYTES);
    result = open_all(&verify);
    if (result == CLI_OK)
        result = check_all(&verify, timeout_s * 1000);
    if (result == CLI_OK)
        (cli->json ? print_json : print_text)(&verify);
    for (size_t i = 0; i < verify.count; i++)
        if (verify.logs[i].client)
            client_close(&verify.logs[i].client);
    arena_close(&verify.round_arena);
    return result == CLI_OK && verify.faults.count ? CLI_FAILED : result;
}

static const CliOption options[] = {
    {"timeout", "S", "how long to wait until all have heard all; 30 seconds if not given"},
    {NULL, NULL, NULL},
};
const CliCommand cli_verify = {
    .name = "verify",
    .words = "[--timeout S]",
    .text = "checks across departments: positions, card digests, ledger sums, no hole, no duplicate",
    .options = options,
    .run = run,
};
