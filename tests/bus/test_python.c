/* A subscriber of another system, written in Python with pyzmq and protobuf alone, follows a department over
 * restarts of both sides, with and without the fast lane: no hole, no repeat. */
#include "fake.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>

static Node *sales;
static CurveKeys sales_keys;
static char output[600], position[600], cache[600];
static pid_t child;
static int child_status;

static void given_sales(void)
{
    const char *folder = test_folder();
    sales = fake_node("sales", folder);
    snprintf(output, sizeof output, "%s/out", folder);
    snprintf(position, sizeof position, "%s/position", folder);
    snprintf(cache, sizeof cache, "%s/cache", folder);
}

/* Starts the follower; it goes on writing to the same file. extra are more words, NULL at the end. */
static void start_follower(uint64_t until, const char *const *extra)
{
    char number[32];
    const char *words[24] = {
        PYTHON,       FOLLOW_PY, "--department", "sales", "--folder", sales->options.folder,
        "--position", position,  "--cache",      cache,   "--until",  number};
    size_t count = 12;
    snprintf(number, sizeof number, "%llu", (unsigned long long)until);
    for (; extra && *extra; extra++)
        words[count++] = *extra;
    child_status = -1;
    child = fork();
    if (child == 0) {
        int file = open(output, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(file, STDOUT_FILENO);
        unsetenv("LD_PRELOAD");
        execv(PYTHON, (char *const *)words);
        _exit(127);
    }
    assert_true(child > 0);
}

static bool has_ended(void *unused)
{
    (void)unused;
    return waitpid(child, &child_status, WNOHANG) == child;
}

static void wait_for_follower(void)
{
    fake_until(has_ended, NULL, 60000, "follow.py ends");
    assert_true(WIFEXITED(child_status));
    assert_int_equal(WEXITSTATUS(child_status), 0);
}

static size_t lines_printed(void)
{
    FILE *file = fopen(output, "r");
    size_t lines = 0;
    for (int letter; file && (letter = fgetc(file)) != EOF;)
        lines += letter == '\n';
    if (file)
        fclose(file);
    return lines;
}

static size_t lines_wanted;
static bool has_printed(void *unused)
{
    (void)unused;
    return lines_printed() >= lines_wanted;
}

static void wait_for_lines(size_t lines)
{
    lines_wanted = lines;
    fake_until(has_printed, NULL, 30000, "follow.py prints");
}

/* Each shared event is there once, in order, with its payload. */
static void assert_all_printed(void)
{
    FILE *file = fopen(output, "r");
    assert_non_null(file);
    char line[4096], expected[64];
    for (uint64_t sequence = 1; sequence <= sales->event_count; sequence++) {
        if (!sales->events[sequence - 1].shared)
            continue;
        assert_non_null(fgets(line, sizeof line, file));
        snprintf(expected, sizeof expected, "\"sequence\": \"%llu\"", (unsigned long long)sequence);
        if (!strstr(line, expected))
            fail_msg("event %llu is missing: %s", (unsigned long long)sequence, line);
        snprintf(expected, sizeof expected, "\"amountMinor\": \"%llu\"", (unsigned long long)sequence);
        assert_non_null(strstr(line, expected));
    }
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
}

static void tell_many(int count)
{
    for (int i = 0; i < count; i++) {
        fake_tell(sales, (uint32_t)i % 64, i % 6 != 1);
        if (i % 10 == 0)
            fake_run_ms(1);
    }
}

static void follow_over_restarts(const char *const *extra)
{
    given_sales();
    tell_many(1500);
    fake_open(sales);
    start_follower(1800, extra);
    wait_for_lines(1200);
    tell_many(300);
    wait_for_follower();

    /* It was away while 200 events happened, and sales restarts while it is there. */
    tell_many(200);
    start_follower(2400, extra);
    wait_for_lines(1600);
    fake_close(sales);
    tell_many(100);
    fake_open(sales);
    tell_many(100);
    wait_for_lines(1750);
    tell_many(199);
    fake_tell(sales, 1, true);
    wait_for_follower();
    assert_int_equal(sales->event_count, 2400);
    assert_all_printed();
    fake_free(sales);
}

TEST(a_python_subscriber_survives_restarts)
{
    follow_over_restarts(NULL);
}

TEST(a_python_subscriber_needs_no_fast_lane)
{
    static const char *const extra[] = {"--no-fast-lane", NULL};
    follow_over_restarts(extra);
}

TEST(a_python_subscriber_may_be_killed)
{
    given_sales();
    fake_open(sales);
    tell_many(400);
    start_follower(100000, NULL);
    wait_for_lines(300);
    fake_run_ms(600);
    kill(child, SIGKILL);
    fake_until(has_ended, NULL, 5000, "it is gone");
    tell_many(99);
    fake_tell(sales, 1, true);
    start_follower(500, NULL);
    wait_for_follower();
    assert_all_printed();
    fake_free(sales);
}

TEST(a_python_subscriber_follows_into_a_new_epoch)
{
    given_sales();
    fake_open(sales);
    tell_many(100);
    start_follower(120, NULL);
    wait_for_lines(80);
    fake_fork(sales, 100);
    tell_many(19);
    fake_tell(sales, 1, true);
    wait_for_follower();
    assert_all_printed();
    fake_free(sales);
}

TEST(a_python_subscriber_speaks_curve)
{
    char error[BUS_ERROR_BYTES], mine[700], theirs[700];
    static const char *const grants[] = {"sales"};
    CurveKeys partner;
    given_sales();
    snprintf(mine, sizeof mine, "%s/partner.key", sales->options.folder);
    snprintf(theirs, sizeof theirs, "%s/sales.key", sales->options.folder);
    assert_true(keys_generate(mine, &partner, error));
    assert_true(keys_generate(theirs, &sales_keys, error));
    strcat(theirs, ".public");
    BusKey key = {"partner", partner.public_key, BUS_CLASS_PARTNER, grants, 1};
    sales->options.tcp_router = sales->options.tcp_pub = "tcp://127.0.0.1:*";
    sales->options.keys = &sales_keys;
    sales->options.allowed = &key;
    sales->options.allowed_count = 1;
    fake_open(sales);
    const char *const extra[] = {"--router",
                                 bus_tcp_router(sales->bus),
                                 "--pub",
                                 bus_tcp_pub(sales->bus),
                                 "--keys",
                                 mine,
                                 "--server-key",
                                 theirs,
                                 NULL};
    tell_many(50);
    start_follower(100, extra);
    wait_for_lines(40);
    tell_many(49);
    fake_tell(sales, 1, true);
    wait_for_follower();
    assert_all_printed();
    fake_free(sales);
}
