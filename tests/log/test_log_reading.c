/* Cursors: from places and sequences, across segments, beside a writer. */
#include "log_fixture.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define FRAMES 300

TEST(every_sequence_is_found)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, FRAMES);
    for (int opened = 0; opened < 2; opened++) {
        for (uint64_t number = 0; number < FRAMES; number++) {
            for (uint32_t i = 0; i < told_in(number); i++) {
                LogCursor *cursor;
                LogFrame frame;
                assert_int_equal(log_read_sequence(log, sequence_of(number) + i, &cursor), LOG_OK);
                assert_int_equal(log_next(cursor, &frame), LOG_OK);
                if (frame.told_count == 0) /* sequence 1 starts at the very beginning */
                    assert_int_equal(log_next(cursor, &frame), LOG_OK);
                expect_frame(&frame, number);
                log_cursor_close(&cursor);
            }
        }
        log_close(&log);
        log = given_log(folder);
    }
    log_close(&log);
}

TEST(the_sequence_after_the_head_waits_at_the_end)
{
    PvLog *log = given_log(test_folder());
    given_frames(log, 0, 12);
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_sequence(log, log_head(log) + 2, &cursor), LOG_END);
    assert_null(cursor);
    assert_int_equal(log_read_sequence(log, log_head(log) + 1, &cursor), LOG_OK);
    assert_int_equal(log_next(cursor, &frame), LOG_END);
    given_frames(log, 12, 40);
    for (uint64_t number = 12; number < 40; number++) {
        assert_int_equal(log_next(cursor, &frame), LOG_OK);
        expect_frame(&frame, number);
    }
    assert_int_equal(log_next(cursor, &frame), LOG_END);
    log_cursor_close(&cursor);
    log_close(&log);
}

TEST(reading_goes_on_from_every_place)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 100);
    LogPlace places[101];
    places[0] = log_start(log);
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_from(log, places[0], &cursor), LOG_OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(log_next(cursor, &frame), LOG_OK);
        places[i + 1] = frame.after;
    }
    log_cursor_close(&cursor);
    log_close(&log);

    log = given_log(folder);
    for (uint64_t i = 0; i <= 100; i++) {
        assert_int_equal(log_read_from(log, places[i], &cursor), LOG_OK);
        LogResult result = log_next(cursor, &frame);
        assert_int_equal(result, i < 100 ? LOG_OK : LOG_END);
        if (!result)
            expect_frame(&frame, i);
        log_cursor_close(&cursor);
    }
    log_close(&log);
}

TEST(a_place_of_another_log_is_refused)
{
    PvLog *log = given_log(test_folder());
    given_frames(log, 0, 50);
    LogPlace place = log_end(log);
    LogCursor *cursor;
    place.chain ^= 1;
    assert_int_equal(log_read_from(log, place, &cursor), LOG_DAMAGED);
    place = log_end(log);
    place.next_sequence++;
    assert_int_equal(log_read_from(log, place, &cursor), LOG_DAMAGED);
    place = log_end(log);
    place.segment++;
    assert_int_equal(log_read_from(log, place, &cursor), LOG_DAMAGED);
    assert_null(cursor);
    char error[256];
    log_error(log, error);
    assert_string_not_equal(error, "");
    log_close(&log);
}

typedef struct Reader {
    PvLog *log;
    uint64_t frames;
    uint64_t until;
    LogResult result;
    _Atomic bool stop;
    bool wrong;
} Reader;

/* No asserts here: cmocka's belong to the main thread. */
static void *read_along(void *context)
{
    Reader *reader = context;
    LogCursor *cursor;
    reader->result = log_read_from(reader->log, log_start(reader->log), &cursor);
    if (reader->result)
        return NULL;
    while (reader->frames < reader->until && !atomic_load(&reader->stop)) {
        LogFrame frame;
        reader->result = log_next(cursor, &frame);
        if (reader->result == LOG_END)
            continue;
        if (reader->result)
            break;
        if (frame.first_sequence != sequence_of(reader->frames) ||
            frame.told_count != told_in(reader->frames))
            reader->wrong = true;
        if (frame.after.next_sequence - 1 > log_head(reader->log))
            reader->wrong = true;
        reader->frames++;
    }
    log_cursor_close(&cursor);
    return NULL;
}

TEST(cursors_follow_a_writer)
{
    PvLog *log = given_log(test_folder());
    Reader readers[3] = {0};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        readers[i].log = log;
        readers[i].until = 1000;
        assert_int_equal(pthread_create(&threads[i], NULL, read_along, &readers[i]), 0);
    }
    given_frames(log, 0, 1000);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].result, LOG_OK);
        assert_int_equal(readers[i].frames, 1000);
        assert_false(readers[i].wrong);
    }
    expect_frames(log, 1000);
    log_close(&log);
}
