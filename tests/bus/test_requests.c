/* Requests and replies over ROUTER: both kinds of clients, bad frames, a full queue, callers that went away,
 * and the client of the command line. */
#include "fake.h"
#include "runtime/bus/client.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

static Node *sales;
static char endpoint[BUS_ENDPOINT_BYTES];
static void *context;

static void given_sales(void)
{
    char pub[BUS_ENDPOINT_BYTES], error[BUS_ERROR_BYTES];
    const char *folder = test_folder();
    sales = fake_node("sales", folder);
    fake_open(sales);
    assert_true(bus_ipc_endpoints(folder, "sales", endpoint, pub, error));
    context = zmq_ctx_new();
}

static void *caller(int type)
{
    int none = 0;
    void *socket = zmq_socket(context, type);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    assert_int_equal(zmq_connect(socket, endpoint), 0);
    return socket;
}

static void end(void)
{
    zmq_ctx_term(context);
    fake_free(sales);
}

static BusFigures figures(void)
{
    BusFigures seen;
    bus_figures(sales->bus, &seen);
    return seen;
}

static size_t packed(const char *request_id, int kind, uint8_t *bytes)
{
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = request_id;
    request.has_kind = kind != 0;
    request.kind = (Pv__RequestKind)kind;
    request.type = "payvand.sales.OpenDeal";
    return pv__request__pack(&request, bytes);
}

typedef struct Answer {
    void *socket;
    uint8_t bytes[4096];
    int size;
    int frames;
} Answer;

static bool has_answer(void *seen)
{
    Answer *answer = seen;
    int more = 1;
    size_t more_size = sizeof more;
    for (answer->frames = 0; more; answer->frames++) {
        answer->size = zmq_recv(answer->socket, answer->bytes, sizeof answer->bytes, ZMQ_DONTWAIT);
        if (answer->size < 0)
            return false;
        zmq_getsockopt(answer->socket, ZMQ_RCVMORE, &more, &more_size);
    }
    return true;
}

static Pv__Reply *answer_of(void *socket)
{
    Answer answer = {.socket = socket};
    fake_until(has_answer, &answer, 5000, "an answer");
    Pv__Reply *reply = pv__reply__unpack(NULL, (size_t)answer.size, answer.bytes);
    assert_non_null(reply);
    return reply;
}

TEST(a_dealer_gets_its_answer)
{
    given_sales();
    void *socket = caller(ZMQ_DEALER);
    uint8_t bytes[256];
    zmq_send(socket, bytes, packed("one", PV__REQUEST_KIND__COMMAND, bytes), 0);
    Pv__Reply *reply = answer_of(socket);
    assert_string_equal(reply->request_id, "one");
    assert_null(reply->problem);
    assert_int_equal(sales->last_caller.key_class, BUS_CLASS_OPERATOR);
    assert_true(sales->last_caller.reads_private);
    assert_false(sales->last_caller.remote);
    assert_string_equal(sales->last_caller.key_name, "local");
    pv__reply__free_unpacked(reply, NULL);
    zmq_close(socket);
    end();
}

TEST(a_req_socket_gets_its_answer)
{
    given_sales();
    void *socket = caller(ZMQ_REQ);
    uint8_t bytes[256];
    for (int round = 0; round < 3; round++) {
        zmq_send(socket, bytes, packed("two", PV__REQUEST_KIND__QUERY, bytes), 0);
        Pv__Reply *reply = answer_of(socket);
        assert_string_equal(reply->request_id, "two");
        pv__reply__free_unpacked(reply, NULL);
    }
    assert_true(sales->last_caller.delimited);
    zmq_close(socket);
    end();
}

TEST(a_full_queue_answers_busy)
{
    given_sales();
    sales->refuse_requests = true;
    void *socket = caller(ZMQ_DEALER);
    uint8_t bytes[256];
    zmq_send(socket, bytes, packed("three", PV__REQUEST_KIND__COMMAND, bytes), 0);
    Pv__Reply *reply = answer_of(socket);
    assert_string_equal(reply->request_id, "three");
    assert_int_equal(reply->problem->kind, PV__PROBLEM_KIND__BUSY);
    assert_string_equal(reply->problem->type, "busy");
    assert_true(reply->problem->retry_after_ms > 0);
    assert_int_equal(figures().busy, 1);
    pv__reply__free_unpacked(reply, NULL);
    zmq_close(socket);
    end();
}

static bool all_judged(void *count)
{
    return figures().requests >= *(uint64_t *)count;
}

TEST(bad_frames_are_dropped_and_counted)
{
    given_sales();
    void *socket = caller(ZMQ_DEALER);
    uint8_t bytes[256];
    size_t size = packed("x", PV__REQUEST_KIND__COMMAND, bytes);
    zmq_send(socket, "", 0, 0);
    zmq_send(socket, "", 0, ZMQ_SNDMORE);
    zmq_send(socket, "", 0, 0);
    zmq_send(socket, "not empty", 9, ZMQ_SNDMORE);
    zmq_send(socket, bytes, size, 0);
    for (int i = 0; i < 20; i++)
        zmq_send(socket, bytes, size, i < 19 ? ZMQ_SNDMORE : 0);
    uint64_t sent = 4;
    fake_until(all_judged, &sent, 5000, "all frames are seen");
    assert_int_equal(figures().malformed, 4);
    assert_int_equal(sales->requests, 0);
    assert_int_equal(figures().replies, 0);
    zmq_close(socket);
    end();
}

TEST(what_is_no_request_is_refused_with_a_reason)
{
    given_sales();
    void *socket = caller(ZMQ_DEALER);
    uint8_t bytes[256], noise[200];
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)(0xff - i);
    zmq_send(socket, noise, sizeof noise, 0);
    Pv__Reply *reply = answer_of(socket);
    assert_int_equal(reply->problem->kind, PV__PROBLEM_KIND__INVALID);
    assert_string_equal(reply->problem->type, "invalid-input");
    pv__reply__free_unpacked(reply, NULL);
    zmq_send(socket, bytes, packed("no-kind", 0, bytes), 0);
    reply = answer_of(socket);
    assert_string_equal(reply->request_id, "no-kind");
    assert_int_equal(reply->problem->kind, PV__PROBLEM_KIND__INVALID);
    pv__reply__free_unpacked(reply, NULL);
    assert_int_equal(sales->requests, 0);
    zmq_close(socket);
    end();
}

TEST(too_large_a_frame_ends_its_connection_only)
{
    given_sales();
    void *hostile = caller(ZMQ_DEALER), *honest = caller(ZMQ_DEALER);
    uint8_t *large = calloc(1, 300 * 1024), bytes[256];
    zmq_send(hostile, large, 300 * 1024, 0);
    free(large);
    fake_run_ms(100);
    assert_int_equal(figures().requests, 0);
    zmq_send(honest, bytes, packed("fine", PV__REQUEST_KIND__COMMAND, bytes), 0);
    Pv__Reply *reply = answer_of(honest);
    assert_string_equal(reply->request_id, "fine");
    pv__reply__free_unpacked(reply, NULL);
    zmq_close(hostile);
    zmq_close(honest);
    end();
}

static bool was_asked(void *unused)
{
    (void)unused;
    return sales->requests > 0;
}

static bool reply_failed(void *unused)
{
    (void)unused;
    bus_reply(sales->bus, &sales->last_caller, (const uint8_t *)"late", 4);
    return figures().reply_failures > 0;
}

TEST(a_reply_to_a_caller_that_left_is_counted)
{
    given_sales();
    void *socket = caller(ZMQ_DEALER);
    uint8_t bytes[256];
    zmq_send(socket, bytes, packed("gone", PV__REQUEST_KIND__COMMAND, bytes), 0);
    fake_until(was_asked, NULL, 5000, "the request");
    zmq_close(socket);
    fake_until(reply_failed, NULL, 5000, "the reply fails");
    end();
}

static void woken(void *seen)
{
    ++*(int *)seen;
}

TEST(watched_descriptors_wake_a_step)
{
    given_sales();
    int pipes[2], count = 0;
    assert_int_equal(pipe(pipes), 0);
    bus_watch(sales->bus, pipes[0], woken, &count);
    bus_step(sales->bus, 0);
    assert_int_equal(count, 0);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    int64_t began = test_now_ms();
    bus_step(sales->bus, 200);
    assert_int_equal(count, 1);
    assert_true(test_now_ms() - began < 150);
    close(pipes[0]);
    close(pipes[1]);
    end();
}

/* --- the client, against a bus that runs on its own thread
 * -------------------------------------------------------- */

static atomic_bool stop;
static atomic_int restart; /* 1: asked for, 2: done */
static atomic_int busy_steps;

static void *run_sales(void *unused)
{
    (void)unused;
    while (!stop) {
        if (restart == 1) {
            fake_close(sales);
            fake_open(sales);
            restart = 2;
        }
        sales->refuse_requests = busy_steps > 0;
        busy_steps -= busy_steps > 0;
        bus_step(sales->bus, 5);
    }
    return NULL;
}

static pthread_t thread;

static PvClient *given_client(void)
{
    char error[BUS_ERROR_BYTES];
    stop = false;
    pthread_create(&thread, NULL, run_sales, NULL);
    PvClient *client = client_open(endpoint, NULL, NULL, error);
    assert_non_null(client);
    return client;
}

static void end_client(PvClient **client)
{
    client_close(client);
    stop = true;
    pthread_join(thread, NULL);
    end();
}

static Pv__Request request_named(const char *id)
{
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = id;
    request.has_kind = 1;
    request.kind = PV__REQUEST_KIND__COMMAND;
    request.type = "payvand.sales.OpenDeal";
    return request;
}

TEST(a_call_is_answered)
{
    given_sales();
    PvClient *client = given_client();
    PvArena *arena = arena_open(1 << 20);
    Pv__Request request = request_named("a");
    Pv__Reply *reply = client_call(client, arena, &request, 5000);
    assert_non_null(reply);
    assert_string_equal(reply->request_id, "a");
    arena_close(&arena);
    end_client(&client);
}

TEST(a_call_waits_while_the_department_is_busy_or_away)
{
    given_sales();
    busy_steps = INT32_MAX;
    PvClient *client = given_client();
    PvArena *arena = arena_open(1 << 20);
    Pv__Request request = request_named("b");
    int64_t began = test_now_ms();
    Pv__Reply *reply = client_call(client, arena, &request, 300);
    assert_true(test_now_ms() - began >= 250);
    assert_int_equal(reply->problem->kind, PV__PROBLEM_KIND__BUSY);
    busy_steps = 0;
    reply = client_call(client, arena, &request, 5000);
    assert_null(reply->problem);

    stop = true;
    pthread_join(thread, NULL);
    fake_close(sales);
    assert_null(client_call(client, arena, &request, 200));
    fake_open(sales);
    stop = false;
    pthread_create(&thread, NULL, run_sales, NULL);
    reply = client_call(client, arena, &request, 5000);
    assert_non_null(reply);
    arena_close(&arena);
    end_client(&client);
}

typedef struct Tally {
    unsigned char seen[2000];
    unsigned replies;
} Tally;

static void tally(void *told, const Pv__Reply *reply, void *tag)
{
    Tally *counts = told;
    assert_int_equal(atoi(reply->request_id), (int)(uintptr_t)tag);
    counts->seen[(uintptr_t)tag]++;
    counts->replies++;
}

TEST(a_window_loses_no_request_over_busy_and_restart)
{
    given_sales();
    PvClient *client = given_client();
    Tally counts = {0};
    ClientWindow *window = window_open(client, 64, tally, &counts);
    char id[16];
    for (uintptr_t i = 0; i < 2000; i++) {
        if (i == 300)
            busy_steps = 20;
        if (i == 1000)
            restart = 1;
        snprintf(id, sizeof id, "%u", (unsigned)i);
        Pv__Request request = request_named(id);
        assert_true(window_send(window, &request, (void *)i, 5000));
        assert_true(window_in_flight(window) <= 64);
    }
    assert_true(window_finish(window, 10000));
    assert_int_equal(restart, 2);
    assert_int_equal(busy_steps, 0);
    assert_int_equal(counts.replies, 2000);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(counts.seen[i], 1);
    window_close(&window);
    end_client(&client);
}
