/* Telling analytics what changed, one delta a partition at a time; and finding out where it stands after a
 * doubt. */
#include "analytics/worker/worker.h"
#include "runtime/memory/require.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a delta's letter remembers. */
typedef struct Delta {
    Change changes[ANALYTICS_DELTA_CUSTOMERS];
    size_t count;
    Place to;
} Delta;

static bool is_behind(const Place *a, const Place *b)
{
    return (a->epoch == 0 && b->epoch != 0) || (a->epoch == b->epoch && a->sequence < b->sequence);
}

static bool is_same(const Place *a, const Place *b)
{
    return a->epoch == b->epoch && a->sequence == b->sequence;
}

static void fill_position(analytics_source_position *position, const Place *place)
{
    analytics__source_position__init(position);
    position->source = SOURCE;
    position->has_epoch = position->has_sequence = 1;
    position->epoch = place->epoch;
    position->sequence = place->sequence;
}

/* Until all changes fit, a delta leads to where it came from: what it says is newer than its place, which
 * does no harm. */
static void post_delta(Worker *worker, Desk *desk, const Delta *delta, analytics_customer_summary **summaries,
                       Place to)
{
    analytics_source_position from_position, to_position;
    analytics_source_position *from_list = &from_position, *to_list = &to_position;
    analytics_apply_delta command = ANALYTICS__APPLY_DELTA__INIT;
    const Place *told = &desk->partition.told;
    bool live = delta->count == 0;
    fill_position(&from_position, told);
    fill_position(&to_position, &to);
    command.worker = worker->name;
    command.has_worker_epoch = command.has_partition = 1;
    command.worker_epoch = worker->epoch;
    command.partition = desk->partition.number;
    command.n_from = told->sequence > 0;
    command.from = &from_list;
    command.n_to = to.sequence > 0;
    command.to = &to_list;
    command.n_customers = delta->count;
    command.customers = summaries;
    for (size_t i = 0; i < delta->count; i++)
        live |= delta->changes[i].live;
    Letter *letter =
        letter_open(LETTER_DELTA, PV__REQUEST_KIND__COMMAND, "payvand.analytics.ApplyDelta", &command.base);
    Delta *kept = arena_copy_bytes(letter->arena, delta, sizeof *delta);
    kept->to = to;
    letter->about = kept;
    worker_address(worker, letter, !live);
    if (worker_post(worker, desk, letter)) {
        desk->tell_place_ms = 0;
        desk->met_event = false;
    }
}

static void ask_place(Worker *worker, Desk *desk)
{
    analytics_get_positions query = ANALYTICS__GET_POSITIONS__INIT;
    query.n_partitions = 1;
    query.partitions = &desk->partition.number;
    Letter *letter =
        letter_open(LETTER_POSITION, PV__REQUEST_KIND__QUERY, "payvand.analytics.GetPositions", &query.base);
    worker_address(worker, letter, false);
    worker_post(worker, desk, letter);
}

void delta_pump(Worker *worker, Desk *desk)
{
    Partition *partition = &desk->partition;
    if (desk->lost) {
        ask_place(worker, desk);
        return;
    }
    if (is_behind(&partition->at, &partition->told))
        return; /* analytics knows more: what is missing here comes from the log first */
    Delta delta = {0};
    analytics_customer_summary *summaries[ANALYTICS_DELTA_CUSTOMERS];
    bool more = false;
    if (partition->dirty) {
        arena_reset(worker->arena);
        delta.count =
            partition_changes(partition, worker->arena, DELTA_BYTES, delta.changes, summaries, &more);
    }
    if (delta.count > 0) {
        post_delta(worker, desk, &delta, summaries, more ? partition->told : partition->at);
        return;
    }
    if (!desk->met_event || is_same(&partition->at, &partition->told))
        return;
    int64_t now_ms = worker_now_ms(worker);
    if (desk->tell_place_ms == 0)
        desk->tell_place_ms = now_ms + TELL_PLACE_MS;
    else if (now_ms >= desk->tell_place_ms)
        post_delta(worker, desk, &delta, summaries, partition->at);
}

void delta_answered(Worker *worker, Desk *desk, const Letter *letter)
{
    const Delta *delta = letter->about;
    if (!letter->problem)
        partition_told(&desk->partition, delta->changes, delta->count, delta->to);
    else if (strcmp(letter->problem, "stale-delta") == 0)
        desk->lost = true;
    else
        worker_fault(worker, "partition %u: a delta was refused as %s: %s", desk->partition.number,
                     letter->problem, letter->problem_text);
}

/* --- where analytics stands ----------------------------------------------------------------------------- */

void desk_told(Worker *worker, Desk *desk, const analytics_partition_state *state)
{
    Partition *partition = &desk->partition;
    Place place = {0};
    char error[PARTITION_ERROR_BYTES];
    for (size_t i = 0; state && i < state->n_positions; i++)
        if (strcmp(state->positions[i]->source, SOURCE) == 0)
            place = (Place){state->positions[i]->epoch, state->positions[i]->sequence};
    /* It stood further on before, so it lost what it had: all is told again. */
    if (is_behind(&place, &partition->told)) {
        if (!partition_start_over(partition, error))
            worker_fault(worker, "%s", error);
        desk->from_start = true;
    }
    partition->told = place;
    desk->lost = false;
}

void position_answered(Worker *worker, Desk *desk, const Letter *letter)
{
    analytics_positions_report *report =
        letter->problem ? NULL
                        : analytics__positions_report__unpack(arena_allocator(letter->arena),
                                                              letter->payload_bytes, letter->payload);
    if (!report) {
        worker_fault(worker, "analytics does not say where it stands: %s",
                     letter->problem ? letter->problem : "");
        return;
    }
    const analytics_partition_state *state = report->n_partitions == 1 ? report->partitions[0] : NULL;
    if (state && (state->worker_epoch != worker->epoch))
        worker_fault(worker, "partition %u was taken by %s", desk->partition.number, state->worker);
    else
        desk_told(worker, desk, state);
}
