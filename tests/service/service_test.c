/* The process of a department: copies of its store, checks beside it, figures, lines for its operator. */
#include "running.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *path_in(const char *folder, const char *name)
{
    static char paths[4][600];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static uint64_t epoch_of(Running *running)
{
    return strtoull(ask_status(running)->epoch, NULL, 16);
}

static void copy_folder(const char *from, const char *to)
{
    const char *words[] = {"/bin/cp", "-a", from, to, NULL};
    assert_int_equal(run_program(words, "/dev/null"), 0);
}

TEST(a_copied_store_goes_on_in_a_new_epoch)
{
    const char *folder = test_folder();
    char first[600], second[600];
    snprintf(first, sizeof first, "%s", path_in(folder, "first"));
    snprintf(second, sizeof second, "%s", path_in(folder, "second"));
    Running *original = given_running(first);
    when_queue_defined(original, 1);
    uint64_t epoch = epoch_of(original);
    running_stop(original);
    copy_folder(first, second);

    original = given_running(first);
    assert_int_equal(epoch_of(original), epoch);
    running_stop(original);
    Running *copy = given_running(second);
    uint64_t copied = epoch_of(copy);
    assert_int_equal(copied >> 32, (epoch >> 32) + 1);
    assert_true(file_holds(copy->lines, "a new epoch begins"));
    when_queue_defined(copy, 2);
    running_stop(copy);
    copy = given_running(second);
    assert_int_equal(epoch_of(copy), copied);
}

TEST(a_folder_that_is_renamed_stays_the_same_store)
{
    const char *folder = test_folder();
    char first[600], second[600];
    snprintf(first, sizeof first, "%s", path_in(folder, "first"));
    snprintf(second, sizeof second, "%s", path_in(folder, "second"));
    Running *running = given_running(first);
    uint64_t epoch = epoch_of(running);
    running_stop(running);
    assert_int_equal(rename(first, second), 0);
    assert_int_equal(epoch_of(given_running(second)), epoch);
}

TEST(a_department_whose_folder_is_lost_does_not_begin_again_with_nothing)
{
    const char *folder = test_folder();
    char data[600], lines[600];
    snprintf(data, sizeof data, "%s", path_in(folder, "data"));
    snprintf(lines, sizeof lines, "%s", path_in(folder, "lines"));
    Running *running = given_running(data);
    when_queue_defined(running, 1);
    running_stop(running);
    const char *lose[] = {"/bin/rm", "-rf", path_in(data, "support"), NULL};
    assert_int_equal(run_program(lose, "/dev/null"), 0);
    const char *words[] = {SUPPORT_PROGRAM, "--data", data, NULL};
    for (int again = 0; again < 2; again++)
        assert_int_equal(run_program(words, lines), 1);
    assert_true(file_holds(lines, "support has lost its log in "));
    assert_true(file_holds(lines, "payvand restore support"));
    assert_int_equal(remove(path_in(data, "support.begun")), 0);
    when_queue_defined(given_running(data), 2);
}

TEST(a_pull_from_an_old_epoch_is_told_the_lowest_fork_since)
{
    const char *folder = test_folder();
    char from[600], to[600];
    uint64_t epochs[3] = {0};
    for (int i = 0; i < 3; i++) {
        char name[8];
        snprintf(name, sizeof name, "%d", i);
        snprintf(to, sizeof to, "%s", path_in(folder, name));
        if (i > 0)
            copy_folder(from, to);
        Running *running = given_running(to);
        epochs[i] = epoch_of(running);
        when_queue_defined(running, (unsigned)i);
        when_queue_defined(running, (unsigned)i + 10);
        if (i == 2) {
            const Pv__PullReply *reply = ask_pull(running, epochs[0], 2);
            assert_int_equal(reply->epoch, epochs[2]);
            assert_int_equal(reply->fork_epoch, epochs[0]);
            assert_int_equal(reply->fork_sequence, 2);
            assert_int_equal(reply->n_items, 0);
            reply = ask_pull(running, epochs[1], 4);
            assert_int_equal(reply->fork_epoch, epochs[1]);
            assert_int_equal(reply->fork_sequence, 4);
            reply = ask_pull(running, epochs[2], 2);
            assert_int_equal(reply->n_items, 4);
            reply = ask_pull(running, epochs[2] + 1, 2); /* an epoch it never had */
            assert_int_equal(reply->fork_epoch, epochs[1]);
        }
        running_stop(running);
        strcpy(from, to);
    }
}

typedef struct Load {
    Running running;
    atomic_uint done;
    atomic_bool stopping, failed;
} Load;

static void *load_run(void *context)
{
    Load *load = context;
    running_connect(&load->running);
    for (unsigned i = 1000; !atomic_load(&load->stopping); i++) {
        if (!try_queue_defined(&load->running, i))
            atomic_store(&load->failed, true);
        atomic_fetch_add(&load->done, 1);
    }
    client_close(&load->running.client);
    arena_close(&load->running.arena);
    return NULL;
}

static bool has_begun(void *context)
{
    return atomic_load(&((Load *)context)->done) > 50;
}

TEST(tables_are_compared_beside_a_department_at_work)
{
    const char *folder = test_folder();
    char data[600], out[600];
    snprintf(data, sizeof data, "%s", path_in(folder, "data"));
    snprintf(out, sizeof out, "%s", path_in(folder, "out"));
    const char *words[] = {SUPPORT_PROGRAM, "--data", data, "--rebuild-check", NULL};
    Running *running = given_running(data);
    Load load = {.running = *running};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, load_run, &load), 0);
    test_wait(has_begun, &load, 60000, "a department at work");
    unsigned before = atomic_load(&load.done);
    int codes[3];
    for (int round = 0; round < 3; round++)
        codes[round] = run_program(words, out);
    unsigned after = atomic_load(&load.done);
    atomic_store(&load.stopping, true);
    pthread_join(thread, NULL);
    for (int round = 0; round < 3; round++)
        assert_int_equal(codes[round], 0);
    assert_true(after > before);
    assert_false(atomic_load(&load.failed));
    assert_true(file_holds(out, "all tables are equal"));
    assert_true(file_holds(out, "the department is running"));
    running_stop(running);
    assert_int_equal(run_program(words, out), 0); /* and when it is stopped */
}

TEST(status_tells_how_long_batches_take)
{
    Running *running = given_running(path_in(test_folder(), "data"));
    for (unsigned i = 0; i < 20; i++)
        when_queue_defined(running, i);
    const Pv__StatusReport *report = ask_status(running);
    assert_true(counter_of(report, "batches_total") >= 1);
    assert_true(counter_of(report, "batch_items_total") >= 20);
    assert_true(counter_of(report, "batch_last_us") > 0);
    assert_true(counter_of(report, "batch_max_us") >= counter_of(report, "batch_last_us"));
    assert_true(counter_of(report, "batch_average_us") > 0);
    assert_true(counter_of(report, "batch_average_items") >= 1);
    assert_true(report->n_queues == 3 && report->store->has_oldest_view_ms);
}

TEST(every_line_has_a_time)
{
    Running *running = given_running(path_in(test_folder(), "data"));
    running_stop(running);
    char line[4096];
    unsigned count = 0;
    FILE *file = fopen(running->lines, "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file); count++)
        if (strncmp(line, "ts=20", 5) != 0 || !strstr(line, " level=") || !strstr(line, " at=support "))
            fail_msg("a line of another form: %s", line);
    fclose(file);
    assert_true(count >= 2);
    assert_true(file_holds(running->lines, "msg=ready"));
    assert_true(file_holds(running->lines, "msg=stopped"));
}
