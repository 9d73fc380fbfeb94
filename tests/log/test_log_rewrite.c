/* Rewriting: text is cleared on disk, sequences, order and chain stay, and readers and stored places survive.
 */
#include "log_fixture.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "Mina Rezaei, born 1990-05-04"
#define PUBLIC "amount 1200 EUR, paid in time"
#define LONGER "this event was changed because the person asked for it; nothing of it is left but this"
#define COUNT 120

/* Every third frame tells of the person, the others do not. */
static void given_story(PvLog *log, uint64_t from, uint64_t to)
{
    for (uint64_t number = from; number < to; number++) {
        assert_int_equal(log_begin(log), LOG_OK);
        log_add(log, LOG_TIMER, &number, sizeof number);
        log_add(log, LOG_TOLD, PUBLIC, strlen(PUBLIC));
        log_add(log, LOG_TOLD, number % 3 == 0 ? SECRET : PUBLIC, strlen(number % 3 == 0 ? SECRET : PUBLIC));
        assert_int_equal(log_seal(log), LOG_OK);
        assert_int_equal(log_flush(log), LOG_OK);
    }
}

typedef struct Eraser {
    const char *text;
    uint64_t asked;
} Eraser;

static bool erase(void *context, const LogRecord *record, const uint8_t **bytes, uint32_t *size_bytes)
{
    Eraser *eraser = context;
    eraser->asked++;
    if (record->kind != LOG_TOLD || record->size_bytes != strlen(SECRET) ||
        memcmp(record->bytes, SECRET, strlen(SECRET)) != 0)
        return false;
    *bytes = (const uint8_t *)eraser->text;
    *size_bytes = (uint32_t)strlen(eraser->text);
    return true;
}

static void expect_story_frame(const LogFrame *frame, uint64_t number, const char *text)
{
    assert_int_equal(frame->first_sequence, 1 + number * 2);
    assert_int_equal(frame->record_count, 3);
    assert_memory_equal(frame->records[0].bytes, &number, sizeof number);
    const char *expected = number % 3 == 0 ? text : PUBLIC;
    assert_int_equal(frame->records[2].size_bytes, strlen(expected));
    assert_memory_equal(frame->records[2].bytes, expected, strlen(expected));
}

static void expect_story(PvLog *log, uint64_t count, const char *text)
{
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_from(log, log_start(log), &cursor), LOG_OK);
    for (uint64_t number = 0; number < count; number++) {
        assert_int_equal(log_next(cursor, &frame), LOG_OK);
        expect_story_frame(&frame, number, text);
    }
    assert_int_equal(log_next(cursor, &frame), LOG_END);
    log_cursor_close(&cursor);
}

static void see_secret(void *seen, const char *name)
{
    const char *folder = *(const char **)seen;
    char path[512];
    path_of(folder, name, path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    if (memmem(bytes, size, SECRET, strlen(SECRET)))
        fail_msg("%s still holds the text", name);
    free(bytes);
}

static void expect_no_secret(const char *folder)
{
    assert_int_equal(platform_real()->folder_list(NULL, folder, see_secret, &folder), 0);
}

static void rewrite_and_check(const char *text)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_story(log, 0, COUNT);
    LogPlace places[COUNT + 1];
    places[0] = log_start(log);
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_from(log, places[0], &cursor), LOG_OK);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(log_next(cursor, &frame), LOG_OK);
        places[i + 1] = frame.after;
    }
    log_cursor_close(&cursor);
    LogPlace before = log_end(log);

    Eraser eraser = {.text = text};
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    assert_int_equal(eraser.asked, COUNT * 3);
    expect_no_secret(folder);
    for (int opened = 0; opened < 2; opened++) {
        assert_int_equal(log_end(log).chain, before.chain);
        assert_int_equal(log_end(log).next_sequence, before.next_sequence);
        expect_story(log, COUNT, text);
        for (uint64_t i = 0; i <= COUNT;
             i++) { /* places from before the rewrite still lead to the same frames */
            assert_int_equal(log_read_from(log, places[i], &cursor), LOG_OK);
            assert_int_equal(log_next(cursor, &frame), i < COUNT ? LOG_OK : LOG_END);
            if (i < COUNT)
                expect_story_frame(&frame, i, text);
            log_cursor_close(&cursor);
            if (i == COUNT)
                continue;
            assert_int_equal(log_read_sequence(log, 2 + i * 2, &cursor), LOG_OK);
            assert_int_equal(log_next(cursor, &frame), LOG_OK);
            expect_story_frame(&frame, i, text);
            log_cursor_close(&cursor);
        }
        log_close(&log);
        log = given_log(folder);
    }
    given_story(log, COUNT, COUNT + 60);
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    expect_story(log, COUNT + 60, text);
    expect_no_secret(folder);
    log_close(&log);
    log = given_log(folder);
    expect_story(log, COUNT + 60, text);
    log_close(&log);
}

TEST(a_rewrite_clears_text_and_keeps_the_chain)
{
    rewrite_and_check("erased");
    rewrite_and_check("");
}

TEST(a_rewrite_may_make_records_longer)
{
    rewrite_and_check(LONGER);
}

TEST(a_rewrite_that_changes_nothing_touches_no_file)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, SMALL_SEGMENT_BYTES, NULL), LOG_OK);
    given_frames(log, 0, COUNT);
    Eraser eraser = {.text = "erased"};
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    uint64_t writes = faulty.writes;
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    assert_int_equal(faulty.writes, writes);
    expect_frames(log, COUNT);
    log_close(&log);
    faulty_end(&faulty);
}

TEST(a_damaged_frame_stops_a_rewrite)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_story(log, 0, COUNT);
    char path[512];
    path_of(folder, "log-00000001.segment", path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    bytes[1000] ^= 1;
    save_file(path, bytes, size);
    Eraser eraser = {.text = "erased"};
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_DAMAGED);
    size_t after_size;
    uint8_t *after = load_file(path, &after_size);
    assert_int_equal(after_size, size);
    assert_memory_equal(after, bytes, size);
    free(after);
    free(bytes);
    log_close(&log);
}

/* Stops at each call of a rewrite in turn, with or without the power failing then. */
static void die_in_rewrite(const char *text, bool power_cut)
{
    bool clean = false;
    const char *base = test_folder();
    for (uint64_t n = 1; !clean; n++) {
        char folder[512];
        snprintf(folder, sizeof folder, "%s/%llu", base, (unsigned long long)n);
        FaultyPlatform faulty;
        faulty_init(&faulty);
        faulty.remember = power_cut;
        PvLog *log;
        assert_int_equal(open_log(&log, folder, &faulty.platform, 2048, NULL), LOG_OK);
        given_story(log, 0, 30);
        uint32_t chain = log_end(log).chain;
        faulty.stops_at = n;
        Eraser eraser = {.text = text};
        LogResult result = log_rewrite(log, erase, &eraser);
        clean = result == LOG_OK && !faulty.stopped;
        log_close(&log);
        faulty_power_cut(&faulty, n);
        faulty_end(&faulty);

        assert_int_equal(open_log(&log, folder, platform_real(), 2048, NULL), LOG_OK);
        assert_int_equal(log_end(log).chain, chain);
        LogCursor *cursor;
        LogFrame frame;
        assert_int_equal(log_read_from(log, log_start(log), &cursor), LOG_OK);
        for (int i = 0; i < 30; i++)
            assert_int_equal(log_next(cursor, &frame), LOG_OK);
        assert_int_equal(log_next(cursor, &frame), LOG_END);
        log_cursor_close(&cursor);
        assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
        expect_story(log, 30, text);
        expect_no_secret(folder);
        log_close(&log);
        assert_true(n < 1000);
    }
}

TEST(dying_at_any_call_of_a_rewrite_leaves_each_segment_old_or_new)
{
    die_in_rewrite("erased", false);
    die_in_rewrite(LONGER, false);
}

TEST(a_power_cut_during_a_rewrite_leaves_each_segment_old_or_new)
{
    die_in_rewrite("erased", true);
    die_in_rewrite(LONGER, true);
}

TEST(a_full_disk_during_a_rewrite_can_be_tried_again)
{
    const char *folder = test_folder();
    FaultyPlatform faulty;
    faulty_init(&faulty);
    PvLog *log;
    assert_int_equal(open_log(&log, folder, &faulty.platform, SMALL_SEGMENT_BYTES, NULL), LOG_OK);
    given_story(log, 0, COUNT);
    Eraser eraser = {.text = "erased"};
    faulty.room_bytes = SMALL_SEGMENT_BYTES + SMALL_SEGMENT_BYTES / 2;
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_FULL);
    faulty.room_bytes = -1;
    given_story(log, COUNT, COUNT + 10);
    assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    expect_story(log, COUNT + 10, "erased");
    expect_no_secret(folder);
    log_close(&log);
    faulty_end(&faulty);
}

typedef struct Follower {
    PvLog *log;
    _Atomic uint64_t frames;
    _Atomic bool stop;
    LogResult result;
    bool wrong;
} Follower;

static void *follow(void *context)
{
    Follower *follower = context;
    LogCursor *cursor;
    while (!atomic_load(&follower->stop)) {
        follower->result = log_read_from(follower->log, log_start(follower->log), &cursor);
        if (follower->result)
            return NULL;
        uint64_t number = 0;
        LogFrame frame;
        while ((follower->result = log_next(cursor, &frame)) == LOG_OK) {
            follower->wrong |= frame.first_sequence != 1 + number * 2 || frame.record_count != 3 ||
                               memcmp(frame.records[0].bytes, &number, sizeof number) != 0;
            number++;
        }
        log_cursor_close(&cursor);
        if (follower->result != LOG_END)
            return NULL;
        atomic_fetch_add(&follower->frames, number);
    }
    return NULL;
}

TEST(readers_survive_a_rewrite)
{
    PvLog *log = given_log(test_folder());
    given_story(log, 0, 60);
    LogCursor *held; /* stands in the middle of a segment while it is replaced */
    LogFrame frame;
    assert_int_equal(log_read_from(log, log_start(log), &held), LOG_OK);
    for (uint64_t number = 0; number < 50; number++)
        assert_int_equal(log_next(held, &frame), LOG_OK);

    Follower follower = {.log = log};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, follow, &follower), 0);
    Eraser eraser = {.text = "erased"};
    for (uint64_t round = 0; round < 20; round++) {
        given_story(log, 60 + round * 10, 70 + round * 10);
        assert_int_equal(log_rewrite(log, erase, &eraser), LOG_OK);
    }
    atomic_store(&follower.stop, true);
    pthread_join(thread, NULL);
    assert_int_equal(follower.result, LOG_END);
    assert_false(follower.wrong);
    assert_true(atomic_load(&follower.frames) > 0);

    for (uint64_t number = 50; number < 260; number++) {
        assert_int_equal(log_next(held, &frame), LOG_OK);
        assert_int_equal(frame.first_sequence, 1 + number * 2);
    }
    assert_int_equal(log_next(held, &frame), LOG_END);
    log_cursor_close(&held);
    expect_story(log, 260, "erased");
    log_close(&log);
}
