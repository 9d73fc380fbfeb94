/* A full disk refuses before anything is decided; a failed write or flush is the end; a process that dies at
 * any call and a power cut lose nothing that was flushed. */
#include "log_fixture.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOMY_SEGMENT_BYTES 65536

static void expect_only_whole_segments(const char *folder, uint64_t segment_bytes)
{
    for (unsigned number = 1; number < 100; number++) {
        char name[64];
        char path[512];
        snprintf(name, sizeof name, "log-%08u.segment", number);
        if (!file_exists(folder, name))
            return;
        path_of(folder, name, path);
        size_t size;
        free(load_file(path, &size));
        assert_int_equal(size, segment_bytes);
    }
}

TEST(a_full_disk_refuses_at_begin_and_recovers)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    faulty.room_bytes = ROOMY_SEGMENT_BYTES + 8000; /* not enough for a second segment */
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, ROOMY_SEGMENT_BYTES, NULL), LOG_OK);
    uint64_t count = 0;
    LogResult result;
    while ((result = append_frame(log, count)) == LOG_OK)
        count++;
    assert_int_equal(result, LOG_FULL);
    char error[256];
    log_error(log, error);
    assert_non_null(strstr(error, "No space left"));
    assert_true(log_end(log).offset > ROOMY_SEGMENT_BYTES / 2 - 2048); /* it went on while there was room */
    expect_frames(log, count);
    expect_only_whole_segments(folder, ROOMY_SEGMENT_BYTES);
    assert_int_equal(append_frame(log, count), LOG_FULL);

    faulty.room_bytes = 3 * ROOMY_SEGMENT_BYTES;
    given_frames(log, count, count + 100);
    expect_frames(log, count + 100);
    log_close(&log);
    faulty_end(&faulty);
    assert_int_equal(open_log(&log, folder, platform_real(), ROOMY_SEGMENT_BYTES, NULL), LOG_OK);
    expect_frames(log, count + 100);
    log_close(&log);
}

TEST(a_full_disk_found_by_the_flush_is_the_same)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, SMALL_SEGMENT_BYTES, NULL), LOG_OK);
    uint64_t count = 0;
    while (log_end(log).offset < SMALL_SEGMENT_BYTES / 2)
        given_frames(log, count, count + 1), count++;
    faulty.error = ENOSPC;
    faulty.flush_fails_at = 1;
    assert_int_equal(append_frame(log, count), LOG_FULL);
    faulty.flush_fails_at = 0;
    given_frames(log, count, count + 50);
    expect_frames(log, count + 50);
    log_close(&log);
    faulty_end(&faulty);
}

TEST(a_new_log_on_a_full_disk_is_refused)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    faulty.room_bytes = 1000;
    PvLog *log;
    char error[256] = "";
    assert_int_equal(open_log(&log, folder, &faulty.platform, SMALL_SEGMENT_BYTES, error), LOG_FULL);
    assert_non_null(strstr(error, "No space left"));
    assert_false(file_exists(folder, "log-00000001.segment"));
    faulty_end(&faulty);
    log = given_log(folder);
    expect_frames(log, 0);
    log_close(&log);
}

static void fail_once(bool flush, size_t torn_bytes)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, SMALL_SEGMENT_BYTES, NULL), LOG_OK);
    given_frames(log, 0, 5);
    faulty.torn_bytes = torn_bytes;
    *(flush ? &faulty.flush_fails_at : &faulty.write_fails_at) = 1;
    assert_int_equal(append_frame(log, 5), LOG_FAILED);
    char error[256];
    log_error(log, error);
    assert_non_null(strstr(error, "log-00000001.segment"));
    for (int again = 0; again < 3; again++) {
        assert_int_equal(log_begin(log), LOG_FAILED);
        assert_int_equal(log_seal(log), LOG_FAILED);
        assert_int_equal(log_flush(log), LOG_FAILED);
    }
    expect_frames(log, 5); /* what was flushed can still be read */
    log_close(&log);
    faulty_end(&faulty);

    log = given_log(folder);
    uint64_t seen;
    assert_int_equal(read_until_stopped(log, &seen), LOG_END);
    assert_in_range(seen, 5, 6); /* the outcome was unknown, never half */
    given_frames(log, seen, seen + 5);
    expect_frames(log, seen + 5);
    log_close(&log);
}

TEST(after_a_failed_write_nothing_is_written)
{
    for (size_t torn = 0; torn < 900; torn += 50)
        fail_once(false, torn);
}

TEST(after_a_failed_flush_nothing_is_written)
{
    fail_once(true, 0);
}

/* Appends frames over several segments. Returns how many were acknowledged. */
static uint64_t work(FaultyPlatform *faulty, const char *folder, uint64_t from, uint64_t to,
                     LogResult *result)
{
    PvLog *log;
    uint64_t acknowledged = from;
    *result = open_log(&log, folder, &faulty->platform, 2048, NULL);
    if (*result)
        return from;
    while (acknowledged < to && (*result = append_frame(log, acknowledged)) == LOG_OK)
        acknowledged++;
    log_close(&log);
    return acknowledged;
}

static void expect_after_crash(const char *folder, uint64_t acknowledged)
{
    PvLog *log;
    char error[256] = "";
    if (open_log(&log, folder, platform_real(), 2048, error) != LOG_OK)
        fail_msg("after %llu frames: %s", (unsigned long long)acknowledged, error);
    uint64_t seen;
    assert_int_equal(read_until_stopped(log, &seen), LOG_END);
    assert_in_range(seen, acknowledged, acknowledged + 1);
    given_frames(log, seen, seen + 20);
    expect_frames(log, seen + 20);
    log_close(&log);
}

TEST(dying_at_any_call_loses_nothing_acknowledged)
{
    bool clean = false;
    for (uint64_t n = 1; !clean; n++) {
        const char *base = n % 32 == 1 ? test_folder() : NULL; /* the harness keeps 64 folders */
        static const char *folders;
        folders = base ? base : folders;
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%llu", folders, (unsigned long long)n);
        FaultyPlatform faulty;
        faulty_init(&faulty);
        faulty.stops_at = n;
        LogResult result;
        uint64_t acknowledged = work(&faulty, folder, 0, 24, &result);
        clean = result == LOG_OK && !faulty.stopped;
        faulty_end(&faulty);
        expect_after_crash(folder, acknowledged);
        assert_true(n < 2000);
    }
}

TEST(a_power_cut_loses_nothing_acknowledged)
{
    const char *base = test_folder();
    for (uint64_t seed = 1; seed <= 150; seed++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%llu", base, (unsigned long long)seed);
        FaultyPlatform faulty;
        faulty_init(&faulty);
        faulty.remember = true;
        faulty.stops_at = 5 + seed;
        LogResult result;
        uint64_t acknowledged = work(&faulty, folder, 0, 40, &result);
        faulty_power_cut(&faulty, seed);
        faulty_end(&faulty);
        expect_after_crash(folder, acknowledged);
    }
}

/* The process ended before, or because of, the flush of its last frame. What the next one shows must last. */
static void restart_then_power_cut(const char *folder, uint64_t seed, bool flush_failed)
{
    FaultyPlatform faulty;
    faulty_init(&faulty);
    faulty.remember = true;
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, 2048, NULL), LOG_OK);
    given_frames(log, 0, seed);
    assert_int_equal(seal_frame(log, seed), LOG_OK);
    if (flush_failed) {
        faulty.flush_fails_at = 1;
        assert_int_equal(log_flush(log), LOG_FAILED);
    }
    log_close(&log);
    assert_int_equal(open_log(&log, folder, &faulty.platform, 2048, NULL), LOG_OK);
    uint64_t shown;
    assert_int_equal(read_until_stopped(log, &shown), LOG_END);
    assert_int_equal(shown, seed + 1);
    log_close(&log);
    faulty_power_cut(&faulty, seed);
    faulty_end(&faulty);
    assert_int_equal(open_log(&log, folder, platform_real(), 2048, NULL), LOG_OK);
    expect_frames(log, shown);
    log_close(&log);
}

TEST(what_a_restart_shows_survives_a_power_cut)
{
    const char *base = test_folder();
    for (uint64_t seed = 1; seed <= 40; seed++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%llu", base, (unsigned long long)seed);
        restart_then_power_cut(folder, seed / 2, seed % 2);
    }
}
