/* Reporting for a scoring run what customers were worth at a time in the past. */
#include "analytics/rules.h"
#include "analytics/worker/worker.h"
#include <stdio.h>
#include <string.h>

/* What a report's letter remembers. */
typedef struct Report {
    uint8_t last[16];
    bool done;
} Report;

void run_pump(Worker *worker)
{
    int64_t now_ms = worker_now_ms(worker);
    if (now_ms < worker->ask_run_ms)
        return;
    worker->ask_run_ms = now_ms + ASK_RUN_MS;
    analytics_get_scoring_run query = ANALYTICS__GET_SCORING_RUN__INIT;
    Letter *letter =
        letter_open(LETTER_RUN, PV__REQUEST_KIND__QUERY, "payvand.analytics.GetScoringRun", &query.base);
    worker_address(worker, letter, false);
    if (!sender_send(worker->sender, letter))
        letter_close(&letter);
}

static bool has_reported(const analytics_scoring_run *run, uint32_t partition)
{
    for (size_t i = 0; i < run->n_reported; i++)
        if (run->reported[i] == partition)
            return true;
    return false;
}

void run_answered(Worker *worker, const Letter *letter)
{
    const analytics_scoring_run *run =
        letter->problem ? NULL
                        : analytics__scoring_run__unpack(arena_allocator(letter->arena),
                                                         letter->payload_bytes, letter->payload);
    bool waits = run && run->state == ANALYTICS__SCORING_STATE__REPORTING && run->run_id;
    if (!waits) {
        worker->run_id[0] = '\0';
        return;
    }
    bool is_new = strcmp(worker->run_id, run->run_id) != 0;
    snprintf(worker->run_id, sizeof worker->run_id, "%s", run->run_id);
    worker->run_as_of_ms = run->as_of_ms;
    for (uint32_t i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = &worker->desks[i];
        bool due = desk->held && !has_reported(run, i);
        if (is_new || !due)
            desk->report_begun = false;
        desk->reporting = due;
    }
}

void report_pump(Worker *worker, Desk *desk)
{
    if (!desk->reporting || !worker->run_id[0])
        return;
    Report report = {0};
    analytics_customer_summary *summaries[ANALYTICS_DELTA_CUSTOMERS];
    analytics_report_as_of command = ANALYTICS__REPORT_AS_OF__INIT;
    arena_reset(worker->arena);
    memcpy(report.last, desk->report_after, sizeof report.last);
    command.n_customers =
        partition_as_of(&desk->partition, worker->arena, rules_day(worker->run_as_of_ms),
                        desk->report_begun ? desk->report_after : NULL, report.last, summaries, &report.done);
    command.customers = summaries;
    command.run_id = worker->run_id;
    command.worker = worker->name;
    command.has_worker_epoch = command.has_partition = command.has_done = 1;
    command.worker_epoch = worker->epoch;
    command.partition = desk->partition.number;
    command.done = report.done;
    Letter *letter =
        letter_open(LETTER_REPORT, PV__REQUEST_KIND__COMMAND, "payvand.analytics.ReportAsOf", &command.base);
    letter->about = arena_copy_bytes(letter->arena, &report, sizeof report);
    worker_address(worker, letter, false);
    worker_post(worker, desk, letter);
}

void report_answered(Worker *worker, Desk *desk, const Letter *letter)
{
    const Report *report = letter->about;
    if (letter->problem) {
        desk->reporting = desk->report_begun = false;
        if (strcmp(letter->problem, "run-not-reporting") != 0 &&
            strcmp(letter->problem, "run-not-found") != 0)
            worker_fault(worker, "partition %u: a report was refused as %s: %s", desk->partition.number,
                         letter->problem, letter->problem_text);
        return;
    }
    memcpy(desk->report_after, report->last, sizeof report->last);
    desk->report_begun = true;
    if (report->done)
        desk->reporting = desk->report_begun = false;
}
