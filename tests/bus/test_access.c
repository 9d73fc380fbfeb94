/* Who may connect over tcp and what for: CURVE with every key known, or nothing. And what bus_open refuses.
 */
#include "fake.h"
#include "runtime/bus/client.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zmq.h>

static Node *sales, *loyalty;
static CurveKeys sales_keys, loyalty_keys, foreign_keys;
static const char *const grants_sales[] = {"sales"};
static const char *const grants_support[] = {"support"};
static BusKey allowed[2];
static char error[BUS_ERROR_BYTES];

/* Sales listens on tcp and knows loyalty's key, with the given class and grants. */
static void given_tcp(BusKeyClass key_class, const char *const *grants)
{
    keys_make(&sales_keys);
    keys_make(&loyalty_keys);
    keys_make(&foreign_keys);
    const char *folder = test_folder();
    sales = fake_node("sales", folder);
    allowed[0] = (BusKey){"loyalty", loyalty_keys.public_key, key_class, grants, grants ? 1 : 0};
    sales->options.tcp_router = "tcp://127.0.0.1:*";
    sales->options.tcp_pub = "tcp://127.0.0.1:*";
    sales->options.keys = &sales_keys;
    sales->options.allowed = allowed;
    sales->options.allowed_count = 1;
    fake_open(sales);
}

/* Loyalty on "another host": another folder, so tcp is the only way. */
static void given_consumer(const CurveKeys *keys, bool with_server_key)
{
    loyalty = fake_node("loyalty", test_folder());
    loyalty->options.keys = keys;
    BusPeer *peer = fake_hears(loyalty, sales);
    peer->router = bus_tcp_router(sales->bus);
    peer->pub = bus_tcp_pub(sales->bus);
    peer->server_key = with_server_key ? sales_keys.public_key : NULL;
    fake_open(loyalty);
}

static void end(void)
{
    if (loyalty)
        fake_free(loyalty);
    fake_free(sales);
    loyalty = NULL;
}

static BusFigures figures(void)
{
    BusFigures seen;
    bus_figures(sales->bus, &seen);
    return seen;
}

TEST(a_known_department_hears_over_curve)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    given_consumer(&loyalty_keys, true);
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);
    fake_run_ms(2 * PV_BEACON_INTERVAL_MS);
    uint64_t live = fake_figures(loyalty, sales).events_live;
    for (int i = 0; i < 100; i++)
        fake_tell(sales, (uint32_t)i % 64, true);
    fake_until_complete(loyalty, sales, 5000);
    assert_int_equal(fake_figures(loyalty, sales).events_live, live + 100);
    assert_int_equal(figures().refused_keys + figures().refused_mechanism + figures().refused_grants, 0);
    assert_int_equal(figures().connections, 2);
    end();
}

TEST(an_unknown_key_is_refused_and_counted)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    given_consumer(&foreign_keys, true);
    fake_tell(sales, 1, true);
    fake_run_ms(1500);
    assert_int_equal(fake_heard(loyalty, sales)->count, 0);
    assert_int_equal(fake_figures(loyalty, sales).heard_ms_ago, -1);
    assert_true(fake_heard(loyalty, sales)->silent);
    assert_true(figures().refused_keys >= 2);
    assert_int_equal(figures().refused_mechanism, 0);
    assert_int_equal(figures().requests, 0);
    end();
}

TEST(a_plain_connection_is_refused_and_counted)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    given_consumer(NULL, false);
    fake_tell(sales, 1, true);
    fake_run_ms(1500);
    assert_int_equal(fake_heard(loyalty, sales)->count, 0);
    assert_int_equal(fake_figures(loyalty, sales).heard_ms_ago, -1);
    assert_true(figures().refused_mechanism >= 1);
    assert_int_equal(figures().requests, 0);
    end();
}

TEST(a_key_without_the_grant_hears_nothing)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_support);
    given_consumer(&loyalty_keys, true);
    fake_tell(sales, 1, true);
    fake_run_ms(1000);
    assert_int_equal(fake_heard(loyalty, sales)->count, 0);
    assert_string_equal(fake_figures(loyalty, sales).trouble, "it refuses the pull: not-allowed");
    /* The PUB endpoint let it not in, the pulls were refused one by one. */
    assert_true(figures().refused_grants >= 3);
    assert_int_equal(sales->pulls_answered, 0);
    end();
}

TEST(private_events_are_for_followers_only)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    given_consumer(&loyalty_keys, true);
    fake_close(loyalty);
    loyalty->peers[0].include_private = true;
    fake_open(loyalty);
    fake_tell(sales, 1, false);
    fake_run_ms(500);
    assert_int_equal(fake_heard(loyalty, sales)->count, 0);
    assert_true(figures().refused_grants >= 1);
    end();

    given_tcp(BUS_CLASS_FOLLOWER, grants_sales);
    given_consumer(&loyalty_keys, true);
    fake_close(loyalty);
    loyalty->peers[0].include_private = true;
    fake_open(loyalty);
    fake_tell(sales, 1, false);
    fake_until_complete(loyalty, sales, 5000);
    assert_int_equal(fake_heard(loyalty, sales)->count, 1);
    end();
}

typedef struct Ask {
    PvClient *client;
    PvArena *arena;
    Pv__Reply *reply;
} Ask;

static bool is_answered(void *context)
{
    Ask *ask = context;
    ask->reply = client_receive(ask->client, ask->arena, 0);
    return ask->reply != NULL;
}

/* Has the class the right to send this kind? */
static bool may(BusKeyClass key_class, Pv__RequestKind kind)
{
    given_tcp(key_class, grants_sales);
    Ask ask = {.client = client_open(bus_tcp_router(sales->bus), &loyalty_keys, sales_keys.public_key, error),
               .arena = arena_open(1 << 20)};
    assert_non_null(ask.client);
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = "r";
    request.has_kind = 1;
    request.kind = kind;
    request.has_payload = 1;
    request.payload = (ProtobufCBinaryData){0, (uint8_t *)""};
    while (!client_send(ask.client, &request, 0))
        fake_run_ms(5);
    fake_until(is_answered, &ask, 5000, "an answer");
    bool allowed_here = ask.reply->problem == NULL;
    if (!allowed_here) {
        assert_int_equal(ask.reply->problem->kind, PV__PROBLEM_KIND__FORBIDDEN);
        assert_int_equal(figures().refused_classes, 1);
    } else if (kind != PV__REQUEST_KIND__PULL) {
        assert_string_equal(sales->last_caller.key_name, "loyalty");
        assert_int_equal(sales->last_caller.key_class, key_class);
        assert_true(sales->last_caller.remote);
    }
    client_close(&ask.client);
    arena_close(&ask.arena);
    end();
    return allowed_here;
}

TEST(each_class_may_send_its_kinds)
{
    static const struct {
        BusKeyClass key_class;
        const char *kinds; /* command, query, pull, status */
    } cases[] = {
        {BUS_CLASS_PORTAL, "cqps"},  {BUS_CLASS_OPERATOR, "cqps"}, {BUS_CLASS_DEPARTMENT, "cqps"},
        {BUS_CLASS_PARTNER, "--p-"}, {BUS_CLASS_FOLLOWER, "--ps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int kind = PV__REQUEST_KIND__COMMAND; kind <= PV__REQUEST_KIND__STATUS; kind++)
            assert_int_equal(may(cases[i].key_class, (Pv__RequestKind)kind), cases[i].kinds[kind - 1] != '-');
}

TEST(the_self_test_proves_that_strangers_are_refused)
{
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    int64_t began = test_now_ms();
    if (!bus_self_test(sales->bus, error))
        fail_msg("%s", error);
    printf("self test: %lld ms\n", (long long)(test_now_ms() - began));
    assert_int_equal(figures().refused_keys, 0);
    /* It leaves the endpoints as they were. */
    given_consumer(&loyalty_keys, true);
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);
    end();
}

TEST(a_crowd_is_refused_and_the_others_stay)
{
    keys_make(&sales_keys);
    given_tcp(BUS_CLASS_DEPARTMENT, grants_sales);
    fake_close(sales);
    sales->options.connection_limit = 8;
    fake_open(sales);
    given_consumer(&loyalty_keys, true);
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);

    enum { CROWD = 40 };
    void *context = zmq_ctx_new(), *crowd[CROWD];
    int none = 0;
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = zmq_socket(context, ZMQ_DEALER);
        zmq_setsockopt(crowd[i], ZMQ_LINGER, &none, sizeof none);
        zmq_setsockopt(crowd[i], ZMQ_CURVE_SERVERKEY, sales_keys.public_key, 40);
        zmq_setsockopt(crowd[i], ZMQ_CURVE_PUBLICKEY, loyalty_keys.public_key, 40);
        zmq_setsockopt(crowd[i], ZMQ_CURVE_SECRETKEY, loyalty_keys.secret_key, 40);
        zmq_connect(crowd[i], bus_tcp_router(sales->bus));
    }
    fake_run_ms(700);
    assert_true(figures().refused_crowd > 0);
    fake_tell(sales, 1, true);
    fake_until_complete(loyalty, sales, 5000);
    assert_false(fake_heard(loyalty, sales)->silences);
    for (int i = 0; i < CROWD; i++)
        zmq_close(crowd[i]);
    zmq_ctx_term(context);
    end();
}

/* --- what does not open
 * --------------------------------------------------------------------------------------------- */

static void assert_refused(const char *expected)
{
    error[0] = '\0';
    assert_false(bus_open(&sales->bus, &sales->options, error));
    assert_null(sales->bus);
    if (!strstr(error, expected))
        fail_msg("\"%s\" does not say \"%s\"", error, expected);
}

TEST(options_that_cannot_work_are_refused_with_a_reason)
{
    char deep[300], *folder = (char *)test_folder();
    sales = fake_node("sales", folder);
    snprintf(deep, sizeof deep, "%s/%0*d", folder, 100, 0);
    sales->options.folder = deep;
    assert_refused("choose a shorter folder");
    sales->options.folder = folder;

    chmod(folder, 0755);
    assert_refused("mode 755");
    chmod(folder, 0700);

    sales->options.tcp_router = "tcp://127.0.0.1:*";
    assert_refused("needs a key pair");
    sales->options.tcp_router = "udp://127.0.0.1:1";
    assert_refused("does not begin with tcp://");
    sales->options.tcp_router = NULL;

    BusKey key = {"partner", "short", BUS_CLASS_PARTNER, NULL, 0};
    sales->options.allowed = &key;
    sales->options.allowed_count = 1;
    assert_refused("The public key of partner");
    sales->options.allowed_count = 0;

    static const uint32_t partitions[] = {64};
    sales->peers[0] = (BusPeer){.name = "loyalty", .partitions = partitions, .partition_count = 1};
    sales->options.peer_count = 1;
    assert_refused("no partition 64");
    sales->peers[0] = (BusPeer){.name = "loyalty", .server_key = "x"};
    assert_refused("a key pair of our own");
    fake_free(sales);
}

TEST(too_few_descriptors_are_refused)
{
    struct rlimit before, low = {128, 128};
    sales = fake_node("sales", test_folder());
    getrlimit(RLIMIT_NOFILE, &before);
    low.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_NOFILE, &low);
    /* Raised as far as the hard limit allows … */
    fake_open(sales);
    fake_close(sales);
    /* … but no further. */
    low = (struct rlimit){128, 128};
    setrlimit(RLIMIT_NOFILE, &low);
    assert_refused("RLIMIT_NOFILE");
    fake_free(sales);
}
