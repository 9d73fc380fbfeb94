/* A worker's turns: answers taken, deltas and reports sent, stores made ready to be written down. */
#include "analytics/worker/worker.h"
#include <stdarg.h>
#include <stdio.h>

void worker_fault(Worker *worker, const char *format, ...)
{
    va_list arguments;
    if (worker->fault[0])
        return;
    va_start(arguments, format);
    vsnprintf(worker->fault, sizeof worker->fault, format, arguments);
    va_end(arguments);
    worker->stopping = true;
}

int64_t worker_now_ms(const Worker *worker)
{
    return (int64_t)(worker->platform->monotonic_us(worker->platform->context) / 1000);
}

void worker_address(Worker *worker, Letter *letter, bool historical)
{
    static const char *roles[] = {"worker"};
    char *id = arena_take(letter->arena, PV_ID_TEXT_BYTES);
    Pv__Actor *actor = arena_take(letter->arena, sizeof *actor);
    id_new(&worker->ids, id);
    pv__actor__init(actor);
    actor->id = worker->name;
    actor->n_roles = 1;
    actor->roles = roles;
    letter->request.request_id = id;
    letter->request.actor = actor;
    letter->request.has_issued_at_ms = 1;
    letter->request.issued_at_ms = worker->platform->clock_ms(worker->platform->context);
    letter->request.has_historical = historical;
    letter->request.historical = historical;
}

bool worker_post(Worker *worker, Desk *desk, Letter *letter)
{
    letter->partition = desk->partition.number;
    if (!sender_send(worker->sender, letter)) {
        letter_close(&letter);
        return false;
    }
    desk->waiting = true;
    return true;
}

/* --- turns ---------------------------------------------------------------------------------------------- */

static void take_answer(Worker *worker, Letter *letter)
{
    Desk *desk = &worker->desks[letter->partition];
    if (letter->kind == LETTER_RUN) {
        run_answered(worker, letter);
        return;
    }
    desk->waiting = false;
    if (letter->kind == LETTER_DELTA) {
        delta_answered(worker, desk, letter);
    } else if (letter->kind == LETTER_REPORT) {
        report_answered(worker, desk, letter);
    } else {
        worker_stores_lock();
        position_answered(worker, desk, letter);
        worker_stores_unlock();
    }
}

void worker_turn(Worker *worker)
{
    for (Letter *letter; (letter = sender_receive(worker->sender));) {
        take_answer(worker, letter);
        letter_close(&letter);
    }
    for (int i = 0; i < PV_PARTITIONS && !worker->stopping; i++) {
        Desk *desk = &worker->desks[i];
        if (!desk->held)
            continue;
        if (desk->from_start) {
            desk->from_start = false;
            bus_set_position(worker->bus, SOURCE, &(BusPosition){.partition = i});
        }
        if (!desk->waiting)
            delta_pump(worker, desk);
        if (!desk->waiting)
            report_pump(worker, desk);
    }
    run_pump(worker);
}

/* One partition at a time: all at once would keep the disk from everybody else's flushes. */
bool worker_freeze_next(Worker *worker)
{
    for (int i = 0; i < PV_PARTITIONS; i++) {
        Desk *desk = &worker->desks[worker->freeze_next++ % PV_PARTITIONS];
        if (desk->held && partition_freeze(&desk->partition, false))
            return true;
    }
    return false;
}
