/* The commit thread: takes what is there, decides and applies it, flushes once, lets the answers and events go. And the
 * write-down thread, which brings the overlay to LMDB. */
#include "runtime/message/wire.h"
#include "runtime/observe/log.h"
#include "runtime/service/internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define IDLE_WAIT_MS 100
#define TIMERS_PER_BATCH 16
#define HELD_RETRY_MS 50
#define HISTORY_GATHER_MS 10
#define UNAWAITED_GATHER_MS 10
#define HISTORY_PAUSE_MS 2
#define WRITE_DOWN_RETRY_MS 200
#define REQUEST_TYPE_FIELD 3

static void set_state(Service *service, Pv__ServiceState state)
{
    int before = atomic_exchange(&service->state, state);
    if (before == (int)state)
        return;
    if (state == PV__SERVICE_STATE__SERVICE_FULL)
        observe_error("the disk is full: commands are refused");
    else if (before == PV__SERVICE_STATE__SERVICE_FULL)
        observe_info("there is room on the disk again");
}

static int wait_ms(Service *service)
{
    int64_t due = engine_next_timer_ms(service->engine), now = service_clock_ms(service);
    if (due <= now)
        return 0;
    return due - now < IDLE_WAIT_MS ? (int)(due - now) : IDLE_WAIT_MS;
}

static void handle_command(Service *service, ServiceItem *item)
{
    EngineCaller caller = service_caller(&item->caller, item);
    engine_command(service->engine, &caller, item->bytes, item->size_bytes);
}

static void keep_heard(ServiceHeard *heard, ServiceItem *item)
{
    if (heard->count == heard->room) {
        heard->room = heard->room * 2 + 64;
        heard->items = realloc(heard->items, heard->room * sizeof *heard->items);
        pv_require(heard->items, "out of memory");
    }
    heard->items[heard->count++] = item;
}

static void forget_heard(ServiceHeard *heard)
{
    for (size_t i = 0; i < heard->count; i++)
        free(heard->items[i]);
    heard->count = 0;
}

static void handle(Service *service, ServiceItem *item)
{
    switch (item->kind) {
    case ITEM_COMMAND:
        handle_command(service, item);
        return; /* freed when its answer is sent */
    case ITEM_HEARD:
        engine_heard(service->engine, item->bytes, item->size_bytes);
        engine_position_is(service->engine, item->peer, item->position.sequence, item->position.digest);
        guard_note(service->guard, NULL, 0, 0);
        if (service->careful > 0)
            service->careful--;
        if (!service->front)
            break;
        keep_heard(&service->heard, item);
        return; /* freed when the front has seen it */
    case ITEM_PASSED:
        engine_passed(service->engine, item->peer, item->position.epoch, item->position.sequence);
        engine_position_is(service->engine, item->peer, item->position.sequence, item->position.digest);
        break;
    case ITEM_FORKED:
        engine_forked(service->engine, item->peer, item->position.epoch, item->position.sequence);
        engine_position_is(service->engine, item->peer, item->position.sequence, item->position.digest);
        break;
    default:
        pv_require(false, "the commit thread got an item of kind %d", item->kind);
    }
    free(item);
}

/* Commands are refused at once when there is no room; what was heard is held, for the bus will not bring it again. */
static void refuse_commands(Service *service, ServiceTurn *turn, unsigned problem)
{
    PvArena *arena = arena_open(1 << 20);
    size_t kept = 0;
    for (size_t i = turn->next; i < turn->count; i++) {
        ServiceItem *item = turn->items[i];
        if (item->kind != ITEM_COMMAND) {
            turn->items[kept++] = item;
            continue;
        }
        size_t size;
        Pv__Request *request = pv__request__unpack(arena_allocator(arena), item->size_bytes, item->bytes);
        const uint8_t *reply = engine_refusal(service->engine, problem, request ? request->request_id : NULL, NULL,
                                              arena, &size);
        uint8_t *copy = malloc(size);
        pv_require(copy);
        service_reply(service, &item->caller, memcpy(copy, reply, size), size);
        free(item);
        atomic_fetch_add(&service->busy, 1);
        arena_reset(arena);
    }
    turn->next = 0;
    turn->count = kept;
    arena_close(&arena);
}

static void show_durable(Service *service, ServiceDurable *durable)
{
    engine_head(service->engine, &durable->head);
    durable->figures = engine_figures(service->engine);
    durable->position_count = 0;
    for (size_t i = 0; i < service->seen.position_count; i++) {
        ServicePosition *position = &durable->positions[durable->position_count++];
        memcpy(position->name, service->seen.positions[i].name, sizeof position->name);
        engine_position(service->engine, position->name, &position->epoch, &position->sequence);
        position->digest = engine_position_digest(service->engine, position->name);
    }
    pthread_mutex_lock(&service->shown);
    service->durable = *durable;
    pthread_mutex_unlock(&service->shown);
}

/* What has become durable in this batch: events told, then events heard. */
static void tell_front(Service *service, const EngineOutputs *outputs)
{
    size_t count = 0;
    FrontEvent *events = malloc((outputs->count + service->heard.count + 1) * sizeof *events);
    pv_require(events, "out of memory");
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->items[i].kind == ENGINE_EVENT)
            events[count++] = (FrontEvent){outputs->block + outputs->items[i].offset, outputs->items[i].size_bytes};
    for (size_t i = 0; i < service->heard.count; i++)
        events[count++] = (FrontEvent){service->heard.items[i]->bytes, service->heard.items[i]->size_bytes};
    service->front->committed(service->front->context, events, count);
    free(events);
    forget_heard(&service->heard);
}

static void send_report(Service *service)
{
    ServiceReport *report = calloc(1, sizeof *report);
    pv_require(report);
    report->batch = true;
    report->outputs = engine_take_outputs(service->engine);
    show_durable(service, &report->durable);
    if (service->front)
        tell_front(service, &report->outputs);
    while (!ring_push(service->to_network, report)) { /* the network thread always drains it soon */
        struct timespec pause = {.tv_nsec = 100000};
        nanosleep(&pause, NULL);
    }
}

static void fire_timers(Service *service)
{
    for (unsigned i = 0; i < TIMERS_PER_BATCH && !engine_batch_is_full(service->engine); i++)
        if (!engine_timer(service->engine))
            return;
}

/* Makes the batch durable and lets it be known; parked is how much was parked before it. */
static void finish_batch(Service *service, uint64_t parked)
{
    if (engine_commit(service->engine) != ENGINE_OK) {
        service_fail(service, "a batch could not be made durable: its commands may or may not be kept; callers repeat "
                              "them by request id");
        return;
    }
    uint64_t parked_now = engine_figures(service->engine).parked;
    if (parked_now > parked)
        observe_warning("heard events were parked", "events=%llu parked=%llu", (unsigned long long)(parked_now - parked),
                        (unsigned long long)parked_now);
    send_report(service);
}

/* A person who asks to be forgotten is not told that there is no room; and an erasure gives some back. */
static bool is_erasure(const ServiceItem *item)
{
    static const char erase[] = "payvand.EraseCustomer";
    const uint8_t *type;
    size_t size;
    return item->kind == ITEM_COMMAND && wire_find_bytes(item->bytes, item->size_bytes, REQUEST_TYPE_FIELD, &type, &size) &&
           size == sizeof erase - 1 && memcmp(type, erase, size) == 0;
}

static void erase_without_room(Service *service, ServiceTurn *turn)
{
    size_t kept = 0, erasures = 0;
    for (size_t i = turn->next; i < turn->count; i++)
        erasures += is_erasure(turn->items[i]);
    if (erasures == 0 || atomic_load(&service->failed) || engine_begin_without_room(service->engine) != ENGINE_OK)
        return;
    uint64_t parked = engine_figures(service->engine).parked;
    for (size_t i = turn->next; i < turn->count; i++)
        if (is_erasure(turn->items[i]) && !engine_batch_is_full(service->engine))
            handle(service, turn->items[i]);
        else
            turn->items[kept++] = turn->items[i];
    turn->next = 0;
    turn->count = kept;
    finish_batch(service, parked);
}

/* Commands that wait behind what is held are refused too, as soon as they come. */
static void wait_for_room(Service *service, ServiceTurn *turn, bool full)
{
    unsigned problem = full ? PV_PROBLEM_STORE_FULL : PV_PROBLEM_BUSY;
    set_state(service, full ? PV__SERVICE_STATE__SERVICE_FULL : PV__SERVICE_STATE__SERVICE_READY);
    if (full)
        erase_without_room(service, turn);
    refuse_commands(service, turn, problem);
    if (turn->count == SERVICE_TURN_LIMIT) {
        struct timespec pause = {.tv_nsec = service_wait_ms(service, HELD_RETRY_MS) * 1000000L};
        nanosleep(&pause, NULL);
        return;
    }
    turn->count += ring_wait_many(service->to_commit, (void **)turn->items + turn->count, SERVICE_TURN_LIMIT - turn->count,
                                  service_wait_ms(service, HELD_RETRY_MS));
    if (full)
        erase_without_room(service, turn);
    refuse_commands(service, turn, problem);
}

/* A batch of heard events that caused nothing of ours stays open for a few milliseconds: they are in nobody's way, and a
 * flush saved here is one that others need not queue behind. True if more came. */
static bool gather_unawaited(Service *service, ServiceTurn *turn, uint64_t began_us)
{
    uint64_t spent_ms = (service_now_us(service) - began_us) / 1000;
    if (!engine_batch_may_wait(service->engine) || spent_ms >= UNAWAITED_GATHER_MS || service->careful > 0)
        return false;
    int left_ms = (int)(UNAWAITED_GATHER_MS - spent_ms), timer_ms = wait_ms(service);
    turn->next = 0;
    turn->count = ring_wait_many(service->to_commit, (void **)turn->items, PV_BATCH_ITEM_LIMIT,
                                 service_wait_ms(service, timer_ms < left_ms ? timer_ms : left_ms));
    return turn->count > 0;
}

/* What came while the batch was worked on joins it: a flush for many costs no more than one for few. */
static bool take_more(Service *service, ServiceTurn *turn)
{
    turn->next = 0;
    turn->count = ring_take_many(service->to_commit, (void **)turn->items, PV_BATCH_ITEM_LIMIT);
    return turn->count > 0;
}

static void run_batch(Service *service, ServiceTurn *turn)
{
    EngineResult begun = engine_begin(service->engine);
    if (begun == ENGINE_FULL || begun == ENGINE_BUSY) {
        wait_for_room(service, turn, begun == ENGINE_FULL);
        return;
    }
    if (begun != ENGINE_OK) {
        service_fail(service, "the log cannot be appended to");
        return;
    }
    set_state(service, PV__SERVICE_STATE__SERVICE_READY);
    uint64_t parked = engine_figures(service->engine).parked;
    uint64_t began_us = service_now_us(service);
    do
        if (turn->next < turn->count)
            handle(service, turn->items[turn->next++]);
    while (service->careful == 0 && (engine_batch_may_wait(service->engine) || !engine_batch_is_full(service->engine)) &&
           (turn->next < turn->count || take_more(service, turn) || gather_unawaited(service, turn, began_us)));
    if (engine_next_timer_ms(service->engine) <= service_clock_ms(service))
        fire_timers(service);
    finish_batch(service, parked);
}

/* Nobody waits for history that was heard: it gathers for a few milliseconds, so that an import costs its hearers one
 * flush in ten milliseconds rather than one for every few events. Anything else that comes ends the gathering. */
static void gather_history(Service *service, ServiceTurn *turn)
{
    struct timespec pause = {.tv_nsec = HISTORY_PAUSE_MS * 1000000L};
    size_t seen = 0;
    for (unsigned waited = service->stepped ? HISTORY_GATHER_MS : 0;
         turn->count > 0 && turn->count < PV_BATCH_ITEM_LIMIT && waited < HISTORY_GATHER_MS; waited += HISTORY_PAUSE_MS) {
        for (; seen < turn->count; seen++) {
            const ServiceItem *item = turn->items[seen];
            if (item->kind != ITEM_PASSED && !(item->kind == ITEM_HEARD && item->historical))
                return;
        }
        nanosleep(&pause, NULL);
        turn->count += ring_take_many(service->to_commit, (void **)turn->items + turn->count,
                                      PV_BATCH_ITEM_LIMIT - turn->count);
    }
}

void commit_step(Service *service)
{
    ServiceTurn *turn = &service->turn;
    bool full = atomic_load(&service->state) == PV__SERVICE_STATE__SERVICE_FULL; /* is there room again? */
    if (turn->next == turn->count && !full) {
        turn->next = 0;
        turn->count = ring_wait_many(service->to_commit, (void **)turn->items, PV_BATCH_ITEM_LIMIT,
                                     service_wait_ms(service, wait_ms(service)));
        gather_history(service, turn);
    }
    bool due = engine_next_timer_ms(service->engine) <= service_clock_ms(service);
    if (turn->next < turn->count || due || full)
        run_batch(service, turn);
    if (atomic_load(&service->failed))
        return; /* half a batch may lie in the tables' overlay: nothing more is done with it */
    erasure_finish(service);
    engine_checkpoint(service->engine, false);
    if (store_write_down_pending(service->store))
        sem_post(&service->write_down);
}

void commit_end(Service *service)
{
    ServiceTurn *turn = &service->turn;
    while (turn->next < turn->count)
        free(turn->items[turn->next++]);
    forget_heard(&service->heard);
    free(service->heard.items);
}

void *commit_run(void *context)
{
    Service *service = context;
    while (!atomic_load(&service->stopping))
        commit_step(service);
    return NULL;
}

/* The next segment of the log is made here, so that no batch spends a flush on it. */
static void prepare_log(Service *service)
{
    while (!atomic_load(&service->stopping) && log_prepare_ahead(service->log) == LOG_END)
        ;
}

bool write_down_step(Service *service)
{
    pthread_mutex_lock(&service->writing_down);
    StoreResult written = store_write_down(service->store);
    pthread_mutex_unlock(&service->writing_down);
    if (written == STORE_FAILED) {
        service_fail(service, "the tables could not be written to LMDB");
        return false;
    }
    prepare_log(service);
    return true;
}

void *write_down_run(void *context)
{
    Service *service = context;
    bool good = true;
    while (good && !atomic_load(&service->stopping)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WRITE_DOWN_RETRY_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        while (sem_timedwait(&service->write_down, &until) != 0 && errno == EINTR)
            ;
        good = write_down_step(service);
    }
    return NULL;
}
