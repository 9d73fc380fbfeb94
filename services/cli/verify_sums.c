/* Sums that must agree: digests of the card, the ledger of loyalty, the positions of analytics. */
#include "cli/verify.h"
#include "payvand/analytics/messages.h"
#include "payvand/loyalty/messages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASK_TIMEOUT_MS 10000
#define CARD_PAGE_ROWS 5000
#define LEDGER_PAGE_ROWS 500

typedef unsigned __int128 Sum;

static Sum read_sum(const char *text)
{
    Sum sum = 0;
    for (; text && *text; text++) {
        const char digits[] = "0123456789abcdef";
        const char *digit = strchr(digits, *text);
        sum = sum << 4 | (Sum)(digit ? digit - digits : 0);
    }
    return sum;
}

/* An arena of its own for one page, so that many pages do not pile up. */
static Cli paged(const Cli *cli)
{
    Cli copy = *cli;
    copy.arena = arena_open(CLI_ARENA_BYTES);
    return copy;
}

int verify_card(Cli *cli, const VerifyLog *log, char digest[33], uint64_t *rows, uint64_t *waiting)
{
    Cli own = paged(cli);
    Sum sum = 0;
    char after[1024] = "";
    int result = CLI_OK;
    *rows = *waiting = 0;
    for (bool more = true; more; arena_reset(own.arena)) {
        pv_get_card_digest query = PV__GET_CARD_DIGEST__INIT;
        query.has_limit = 1;
        query.limit = CARD_PAGE_ROWS;
        query.after = after[0] ? after : NULL;
        pv_card_digest *page =
            (pv_card_digest *)remote_ask(&own, log->client, log->department, &query.base, ASK_TIMEOUT_MS, &result);
        if (!page)
            break;
        sum += read_sum(page->digest);
        *rows += page->row_count;
        *waiting = page->waiting_count > *waiting ? page->waiting_count : *waiting;
        more = page->next && page->next[0];
        snprintf(after, sizeof after, "%s", more ? page->next : "");
    }
    arena_close(&own.arena);
    snprintf(digest, 33, "%016llx%016llx", (unsigned long long)(sum >> 64), (unsigned long long)sum);
    return result;
}

/* Members added up over all pages. */
typedef struct LedgerSums {
    uint64_t members;
    int64_t member_points, pending_points, debt_points, lot_points;
} LedgerSums;

static void add_page(Cli *cli, VerifyFaults *faults, LedgerSums *sums, const loyalty_ledger_check *page)
{
    sums->members += page->members;
    sums->member_points += page->member_points;
    sums->pending_points += page->pending_points;
    sums->debt_points += page->debt_points;
    sums->lot_points += page->lot_points;
    for (size_t i = 0; i < page->n_faults; i++)
        verify_fault(cli, faults, "loyalty: %s", page->faults[i]);
}

static void compare(Cli *cli, VerifyFaults *faults, const char *what, int64_t members, int64_t ledger)
{
    if (members != ledger)
        verify_fault(cli, faults, "loyalty: %s of all members are %lld, the ledger says %lld", what, (long long)members,
                     (long long)ledger);
}

int verify_ledger(Cli *cli, const VerifyLog *loyalty, VerifyFaults *faults, char said[160])
{
    Cli own = paged(cli);
    LedgerSums sums = {0};
    char after[1024] = "";
    int result = CLI_OK;
    for (bool more = true; more; arena_reset(own.arena)) {
        loyalty_get_ledger_check query = LOYALTY__GET_LEDGER_CHECK__INIT;
        query.has_limit = 1;
        query.limit = LEDGER_PAGE_ROWS;
        query.after = after[0] ? after : NULL;
        loyalty_ledger_check *page = (loyalty_ledger_check *)remote_ask(&own, loyalty->client, loyalty->department,
                                                                        &query.base, ASK_TIMEOUT_MS, &result);
        if (!page)
            break;
        add_page(cli, faults, &sums, page);
        more = page->next && page->next[0];
        snprintf(after, sizeof after, "%s", more ? page->next : "");
        if (more || !page->totals)
            continue;
        if (page->sum != 0)
            verify_fault(cli, faults, "loyalty: the accounts of the ledger add up to %lld, not 0", (long long)page->sum);
        compare(cli, faults, "the points", sums.member_points, page->totals->member_points);
        compare(cli, faults, "the pending points", sums.pending_points, page->totals->pending_points);
        compare(cli, faults, "the debts", sums.debt_points, -page->totals->debt_points);
        compare(cli, faults, "the lots", sums.lot_points, page->totals->member_points + page->totals->pending_points);
        if (sums.members != page->totals->members)
            verify_fault(cli, faults, "loyalty: %llu members were counted, the ledger says %llu",
                         (unsigned long long)sums.members, (unsigned long long)page->totals->members);
    }
    arena_close(&own.arena);
    char members[32], points[32];
    cli_number_text(sums.members, members);
    cli_number_text((uint64_t)(sums.member_points < 0 ? -sums.member_points : sums.member_points), points);
    snprintf(said, 160, "%s members, %s%s points", members, sums.member_points < 0 ? "-" : "", points);
    return result;
}

static const VerifyLog *log_of(const VerifyLog *logs, size_t count, const char *department)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(logs[i].department, department) == 0)
            return &logs[i];
    return NULL;
}

int verify_analytics(Cli *cli, const VerifyLog *logs, size_t count, uint64_t unheld, bool *reached, char why[200])
{
    Cli own = paged(cli);
    int result;
    const VerifyLog *analytics = log_of(logs, count, "analytics");
    analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
    analytics_positions_report *report = (analytics_positions_report *)remote_ask(
        &own, analytics->client, analytics->department, &query.base, ASK_TIMEOUT_MS, &result);
    *reached = true;
    for (size_t i = 0; report && i < report->n_partitions; i++) {
        const analytics_partition_state *state = report->partitions[i];
        for (size_t at = 0; at < state->n_positions; at++) {
            const analytics_source_position *position = state->positions[at];
            const VerifyLog *log = position->source ? log_of(logs, count, position->source) : NULL;
            if (!log || state->partition >= 64 || (unheld >> state->partition & 1) ||
                position->sequence >= log->last_in_partition[state->partition])
                continue;
            snprintf(why, 200, "analytics: partition %u, held by %.40s, is at %.20s event %llu of %llu", state->partition,
                     state->worker ? state->worker : "nobody", position->source, (unsigned long long)position->sequence,
                     (unsigned long long)log->last_in_partition[state->partition]);
            *reached = false;
        }
    }
    arena_close(&own.arena);
    return result;
}
