/* PostgreSQL's load generator: one thread, connections without blocking, one prepared call each at a time.
 * What exceeds the connections waits in line, as it would in a pool. */
#include "postgres.h"
#include "runtime/text/id.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define PARAMETERS 16
#define WATCH_EVERY_NS 1000000
#define RECORD_SALE                                                                                          \
    "SELECT answer, xid FROM record_sale($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " \
    "$16)"

typedef struct Seat {
    PGconn *connection;
    int64_t wanted_ns; /* when the sale under way was asked for; 0: idle */
} Seat;

typedef struct Running {
    const Plan *plan;
    Phase *phase;
    Seat seats[POSTGRES_CONNECTIONS];
    unsigned seat_count, under_way;
    int64_t line[IN_FLIGHT_LIMIT]; /* when each waiting sale was asked for, a ring */
    size_t line_first, line_count;
    int64_t from_ns, to_ns, watched_ns;
    int epoll;
    bool began;
    PvIds ids;
} Running;

static void flush(Running *running, unsigned place)
{
    Seat *seat = &running->seats[place];
    int left = PQflush(seat->connection);
    if (left < 0)
        bench_fail("%s", PQerrorMessage(seat->connection));
    struct epoll_event event = {.events = left ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.u32 = place};
    if (left)
        epoll_ctl(running->epoll, EPOLL_CTL_MOD, PQsocket(seat->connection), &event);
}

static void send_sale(Running *running, unsigned place, int64_t wanted_ns)
{
    Sale sale;
    char request_id[37], order_id[37], invoice_id[37], payment_id[37], at_ms[24], claim[40], skus[64],
        digest[24];
    char quantities[64], prices[64], key[24];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    sale_make(running->plan, sale_next(), &sale);
    sale_customer_key(sale.customer, key);
    id_new(&running->ids, request_id);
    id_new(&running->ids, order_id);
    id_new(&running->ids, invoice_id);
    id_new(&running->ids, payment_id);
    snprintf(at_ms, sizeof at_ms, "%" PRId64, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    snprintf(claim, sizeof claim, "7|bench|%s", key);
    snprintf(skus, sizeof skus, "{%s,%s}", sale.lines[0].sku, sale.lines[1].sku);
    snprintf(quantities, sizeof quantities, "{%" PRId64 ",%" PRId64 "}", sale.lines[0].quantity,
             sale.lines[1].quantity);
    snprintf(prices, sizeof prices, "{%" PRId64 ",%" PRId64 "}", sale.lines[0].unit_price_minor,
             sale.lines[1].unit_price_minor);
    snprintf(digest, sizeof digest, "%" PRIu64, sale.customer);
    const char *values[PARAMETERS] = {
        "bench", request_id, digest, at_ms,      claim,  NULL,     sale.business_key, "shop",
        "EUR",   "card",     skus,   quantities, prices, order_id, invoice_id,        payment_id};
    Seat *seat = &running->seats[place];
    seat->wanted_ns = wanted_ns;
    if (!PQsendQueryPrepared(seat->connection, "sale", PARAMETERS, values, NULL, NULL, 0))
        bench_fail("%s", PQerrorMessage(seat->connection));
    flush(running, place);
}

static void note_answer(Running *running, const Seat *seat, const char *xid)
{
    Phase *phase = running->phase;
    int64_t now = bench_now_ns();
    if (!running->began && now >= running->from_ns) {
        running->began = true;
        phase->all_done = 0;
        phase->began(phase);
    }
    phase->all_done++;
    if (now < running->from_ns || now >= running->to_ns)
        return;
    phase->done++;
    samples_add(&phase->answer, now - seat->wanted_ns);
    if (now - running->watched_ns >= WATCH_EVERY_NS) {
        running->watched_ns = now;
        consumer_watch(strtoull(xid, NULL, 10), seat->wanted_ns, &phase->effect);
    }
}

/* The client whose sale is answered asks for the next at once, at the end of the line; the seat takes the
 * first. */
static void next_sale(Running *running, unsigned place)
{
    int64_t now = bench_now_ns();
    running->under_way--;
    running->seats[place].wanted_ns = 0;
    if (now < running->to_ns) {
        running->line[(running->line_first + running->line_count++) % IN_FLIGHT_LIMIT] = now;
        running->under_way++;
    }
    if (running->line_count == 0)
        return;
    int64_t wanted_ns = running->line[running->line_first];
    running->line_first = (running->line_first + 1) % IN_FLIGHT_LIMIT;
    running->line_count--;
    send_sale(running, place, wanted_ns);
}

static void take_answer(Running *running, unsigned place)
{
    Seat *seat = &running->seats[place];
    bool answered = false;
    if (!PQconsumeInput(seat->connection))
        bench_fail("%s", PQerrorMessage(seat->connection));
    while (!PQisBusy(seat->connection)) {
        PGresult *result = PQgetResult(seat->connection);
        if (!result)
            break;
        if (PQresultStatus(result) != PGRES_TUPLES_OK || PQgetisnull(result, 0, 1))
            bench_fail("a sale: %s", PQerrorMessage(seat->connection));
        note_answer(running, seat, PQgetvalue(result, 0, 1));
        PQclear(result);
        answered = true;
    }
    if (answered && seat->wanted_ns)
        next_sale(running, place);
}

static void open_seats(Running *running)
{
    running->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (unsigned place = 0; place < running->seat_count; place++) {
        Seat *seat = &running->seats[place];
        seat->connection = postgres_connect("sales");
        PGresult *result = PQprepare(seat->connection, "sale", RECORD_SALE, 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            bench_fail("%s", PQerrorMessage(seat->connection));
        PQclear(result);
        PQsetnonblocking(seat->connection, 1);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = place};
        epoll_ctl(running->epoll, EPOLL_CTL_ADD, PQsocket(seat->connection), &event);
    }
}

static void begin(Running *running)
{
    int64_t now = bench_now_ns();
    running->from_ns = now + (int64_t)(WARM_UP_S * 1e9);
    running->to_ns = running->from_ns + (int64_t)(running->phase->seconds * 1e9);
    running->under_way = running->phase->in_flight;
    for (unsigned i = 0; i < running->phase->in_flight; i++) {
        if (i < running->seat_count)
            send_sale(running, i, now);
        else
            running->line[running->line_count++] = now;
    }
}

void postgres_load(const Plan *plan, Phase *phase)
{
    static Running running;
    struct epoll_event events[POSTGRES_CONNECTIONS];
    running = (Running){.plan = plan, .phase = phase};
    running.seat_count = phase->in_flight < POSTGRES_CONNECTIONS ? phase->in_flight : POSTGRES_CONNECTIONS;
    ids_open(&running.ids, platform_real());
    open_seats(&running);
    begin(&running);
    while (running.under_way) {
        int count = epoll_wait(running.epoll, events, POSTGRES_CONNECTIONS, 1000);
        for (int i = 0; i < count; i++) {
            unsigned place = events[i].data.u32;
            if (events[i].events & EPOLLOUT) {
                struct epoll_event event = {.events = EPOLLIN, .data.u32 = place};
                epoll_ctl(running.epoll, EPOLL_CTL_MOD, PQsocket(running.seats[place].connection), &event);
                flush(&running, place);
            }
            if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP))
                take_answer(&running, place);
        }
    }
    for (unsigned place = 0; place < running.seat_count; place++)
        PQfinish(running.seats[place].connection);
    close(running.epoll);
}
