/* Appending and reopening: what was flushed comes back, segments follow each other, the folder has one owner.
 */
#include "log_fixture.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TEST(a_new_log_is_empty)
{
    PvLog *log = given_log(test_folder());
    assert_int_equal(log_head(log), 0);
    assert_int_equal(log_epoch(log), EPOCH);
    assert_int_equal(log_end(log).next_sequence, 1);
    assert_int_equal(log_figures(log).segments, 1);
    expect_frames(log, 0);
    log_close(&log);
    assert_null(log);
}

TEST(frames_come_back_as_they_were_appended)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 10);
    expect_frames(log, 10);
    assert_int_equal(log_figures(log).frames_appended, 10);
    assert_int_equal(log_figures(log).flushes, 10);
    LogPlace end = log_end(log);
    log_close(&log);

    log = given_log(folder);
    expect_frames(log, 10);
    LogPlace again = log_end(log);
    assert_memory_equal(&again, &end, sizeof end);
    log_close(&log);
}

TEST(an_empty_batch_writes_nothing)
{
    PvLog *log = given_log(test_folder());
    given_frames(log, 0, 2);
    LogPlace before = log_end(log);
    assert_int_equal(log_begin(log), LOG_OK);
    assert_int_equal(log_seal(log), LOG_OK);
    assert_int_equal(log_flush(log), LOG_OK);
    LogPlace after = log_end(log);
    assert_memory_equal(&after, &before, sizeof before);
    assert_int_equal(log_figures(log).flushes, 2);
    given_frames(log, 2, 4);
    expect_frames(log, 4);
    log_close(&log);
}

TEST(rewinding_takes_records_back)
{
    PvLog *log = given_log(test_folder());
    assert_int_equal(log_begin(log), LOG_OK);
    size_t empty = log_batch_bytes(log);
    assert_int_equal(log_mark(log), 0);
    log_add(log, LOG_TIMER, "kept", 4);
    size_t mark = log_mark(log);
    size_t kept = log_batch_bytes(log);
    log_add(log, LOG_TOLD, "undone", 6);
    memcpy(log_reserve(log, LOG_HEARD, 7), "undone!", 7);
    assert_int_equal(log_batch_bytes(log), kept + 4 + 6 + 4 + 7);
    log_rewind(log, mark);
    assert_int_equal(log_batch_bytes(log), empty + 4 + 4);
    log_add(log, LOG_TOLD, "told", 4);
    assert_int_equal(log_seal(log), LOG_OK);
    assert_int_equal(log_flush(log), LOG_OK);
    assert_int_equal(log_head(log), 1);

    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_sequence(log, 1, &cursor), LOG_OK);
    assert_int_equal(log_next(cursor, &frame), LOG_OK);
    assert_int_equal(frame.record_count, 2);
    assert_int_equal(frame.told_count, 1);
    assert_memory_equal(frame.records[0].bytes, "kept", 4);
    assert_memory_equal(frame.records[1].bytes, "told", 4);
    log_cursor_close(&cursor);
    log_close(&log);
}

TEST(a_batch_that_is_not_sealed_leaves_no_trace)
{
    PvLog *log = given_log(test_folder());
    given_frames(log, 0, 3);
    assert_int_equal(log_begin(log), LOG_OK);
    log_add(log, LOG_TOLD, "never", 5);
    given_frames(log, 3, 6);
    expect_frames(log, 6);
    log_close(&log);
}

TEST(readers_see_nothing_before_the_flush)
{
    PvLog *log = given_log(test_folder());
    given_frames(log, 0, 3);
    assert_int_equal(log_begin(log), LOG_OK);
    log_add(log, LOG_TOLD, "later", 5);
    assert_int_equal(log_seal(log), LOG_OK);
    expect_frames(log, 3);
    assert_int_equal(log_flush(log), LOG_OK);
    assert_int_equal(log_head(log), sequence_of(3));
    log_close(&log);
}

TEST(segments_follow_each_other)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 200);
    expect_frames(log, 200);
    assert_true(log_figures(log).segments > 5);
    assert_true(log_figures(log).size_bytes >= log_figures(log).segments * (uint64_t)SMALL_SEGMENT_BYTES);
    assert_true(file_exists(folder, "log-00000001.index"));
    LogPlace end = log_end(log);
    log_close(&log);

    log = given_log(folder);
    expect_frames(log, 200);
    LogPlace again = log_end(log);
    assert_memory_equal(&again, &end, sizeof end);
    given_frames(log, 200, 300);
    expect_frames(log, 300);
    log_close(&log);
}

TEST(reopening_after_every_frame_gives_the_same_chain)
{
    const char *once = test_folder();
    const char *often = test_folder();
    PvLog *log = given_log(once);
    given_frames(log, 0, 60);
    LogPlace end = log_end(log);
    log_close(&log);
    for (uint64_t number = 0; number < 60; number++) {
        log = given_log(often);
        assert_int_equal(append_frame(log, number), LOG_OK);
        log_close(&log);
    }
    log = given_log(often);
    expect_frames(log, 60);
    LogPlace again = log_end(log);
    assert_memory_equal(&again, &end, sizeof end);
    log_close(&log);
}

TEST(segments_of_another_size_go_on_being_read)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 40);
    log_close(&log);
    uint64_t sizes[] = {4096, 65536, 16384};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(open_log(&log, folder, platform_real(), sizes[i], NULL), LOG_OK);
        given_frames(log, 40 + i * 40, 80 + i * 40);
        expect_frames(log, 80 + i * 40);
        log_close(&log);
    }
}

TEST(frames_up_to_the_limit_fit)
{
    const char *folder = test_folder();
    PvLog *log;
    assert_int_equal(open_log(&log, folder, platform_real(), 20u << 20, NULL), LOG_OK);
    assert_int_equal(log_batch_limit(log), LOG_FRAME_LIMIT_BYTES);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(log_begin(log), LOG_OK);
        while (log_batch_bytes(log) + 4 + PV_MESSAGE_LIMIT_BYTES <= log_batch_limit(log))
            memset(log_reserve(log, LOG_TOLD, PV_MESSAGE_LIMIT_BYTES), 'a' + i, PV_MESSAGE_LIMIT_BYTES);
        size_t left = log_batch_limit(log) - log_batch_bytes(log) - 4;
        memset(log_reserve(log, LOG_ANSWER, left), 'z', left);
        assert_int_equal(log_batch_bytes(log), log_batch_limit(log));
        assert_int_equal(log_seal(log), LOG_OK);
        assert_int_equal(log_flush(log), LOG_OK);
    }
    assert_int_equal(log_figures(log).segments, 2);
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_sequence(log, log_head(log), &cursor), LOG_OK);
    assert_int_equal(log_next(cursor, &frame), LOG_OK);
    assert_int_equal(frame.told_count, 127);
    assert_int_equal(frame.records[126].bytes[PV_MESSAGE_LIMIT_BYTES - 1], 'd');
    assert_int_equal(log_next(cursor, &frame), LOG_END);
    log_cursor_close(&cursor);
    log_close(&log);
}

TEST(an_epoch_begins_with_the_next_frame)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 3);
    LogPlace before = log_end(log);
    log_set_epoch(log, EPOCH + 1);
    LogPlace after = log_end(log);
    assert_memory_equal(&after, &before, sizeof before);
    assert_int_equal(log_begin(log), LOG_OK);
    log_add(log, LOG_EPOCH, "new", 3);
    assert_int_equal(log_seal(log), LOG_OK);
    assert_int_equal(log_flush(log), LOG_OK);
    log_close(&log);

    log = given_log(folder);
    assert_int_equal(log_epoch(log), EPOCH + 1);
    LogCursor *cursor;
    LogFrame frame;
    assert_int_equal(log_read_from(log, before, &cursor), LOG_OK);
    assert_int_equal(log_next(cursor, &frame), LOG_OK);
    assert_int_equal(frame.epoch, EPOCH + 1);
    assert_int_equal(frame.first_sequence, sequence_of(3));
    log_cursor_close(&cursor);
    log_close(&log);
}

TEST(a_second_owner_is_refused)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    PvLog *second;
    char error[256] = "";
    assert_int_equal(open_log(&second, folder, platform_real(), 0, error), LOG_IN_USE);
    assert_null(second);
    assert_non_null(strstr(error, folder));
    log_close(&log);
    log = given_log(folder);
    log_close(&log);
}
