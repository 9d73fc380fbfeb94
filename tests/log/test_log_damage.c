/* Torn tails are dropped for good; damage is found and never served; lost indexes are made again. */
#include "log_fixture.h"
#include "runtime/log/frame.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST "log-00000001.segment"

/* A log of `count` frames, closed; offsets[i] is where frame i of the last segment begins, the last entry its
 * end. */
static size_t given_closed_log(const char *folder, uint64_t count, uint64_t offsets[64], uint32_t *segment)
{
    PvLog *log = given_log(folder);
    size_t places = 0;
    for (uint64_t number = 0; number < count; number++) {
        LogPlace before = log_end(log);
        assert_int_equal(append_frame(log, number), LOG_OK);
        LogPlace after = log_end(log);
        if (after.segment != before.segment) {
            places = 0;
            before.offset = 0;
        }
        offsets[places++] = before.offset;
        offsets[places] = after.offset;
        *segment = after.segment;
    }
    log_close(&log);
    return places;
}

static void expect_zeros_behind(const char *path, uint64_t offset)
{
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    for (size_t i = offset; i < size; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
}

TEST(a_tail_torn_at_any_byte_is_dropped)
{
    const char *folder = test_folder();
    char path[512];
    path_of(folder, FIRST, path);
    uint64_t offsets[64];
    uint32_t segment;
    size_t places = given_closed_log(folder, 12, offsets, &segment);
    assert_int_equal(segment, 1);
    size_t size;
    uint8_t *whole = load_file(path, &size);
    uint64_t last = offsets[places - 1];
    uint64_t end = offsets[places];
    uint8_t *torn = malloc(size);
    for (uint64_t cut = last; cut < end; cut++) {
        for (int head_lost = 0; head_lost < 2; head_lost++) {
            memcpy(torn, whole, size);
            if (head_lost)
                memset(torn + last, 0, cut + 1 - last);
            else
                memset(torn + cut, 0, end - cut);
            bool kept = memcmp(torn, whole, size) == 0;
            save_file(path, torn, size);
            PvLog *log = given_log(folder);
            expect_frames(log, kept ? 12 : 11);
            assert_int_equal(log_figures(log).dropped_bytes > 0,
                             !kept && memcmp(torn + last, whole + end, end - last) != 0);
            if (cut % 16 == 0 && !kept)
                given_frames(log, 11, 14);
            log_close(&log);
            if (!kept && cut % 16 != 0)
                expect_zeros_behind(path, last);
        }
    }
    free(whole);
    free(torn);
}

TEST(a_first_frame_torn_in_a_new_segment_is_dropped)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    uint64_t count = 0;
    while (log_end(log).segment < 3)
        given_frames(log, count, count + 1), count++;
    log_close(&log);
    char path[512];
    path_of(folder, "log-00000003.segment", path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    bytes[70] ^= 4;
    bytes[10] ^= 4;
    save_file(path, bytes, size);
    free(bytes);

    log = given_log(folder);
    expect_frames(log, count - 1);
    assert_int_equal(log_end(log).segment, 2);
    expect_zeros_behind(path, 0);
    given_frames(log, count - 1, count + 30);
    log_close(&log);
    log = given_log(folder);
    expect_frames(log, count + 30);
    log_close(&log);
}

TEST(a_flipped_bit_anywhere_is_found)
{
    const char *folder = test_folder();
    char path[512];
    path_of(folder, FIRST, path);
    uint64_t offsets[64];
    uint32_t segment;
    size_t places = given_closed_log(folder, 9, offsets, &segment);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    for (uint64_t at = 0; at < offsets[places]; at++) {
        bytes[at] ^= (uint8_t)(1u << (at % 8));
        save_file(path, bytes, size);
        PvLog *log;
        char error[256] = "";
        LogResult result = open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, error);
        if (at < offsets[places - 1]) {
            assert_int_equal(result, LOG_DAMAGED);
            assert_non_null(strstr(error, FIRST));
            size_t frame = 0;
            while (offsets[frame + 1] <= at)
                frame++;
            char place[64];
            snprintf(place, sizeof place, "at byte %llu:", (unsigned long long)offsets[frame]);
            assert_non_null(strstr(error, place));
        } else { /* the last one looks like a torn one */
            assert_int_equal(result, LOG_OK);
            expect_frames(log, 8);
        }
        log_close(&log);
        bytes[at] ^= (uint8_t)(1u << (at % 8));
    }
    free(bytes);
}

TEST(a_damaged_log_is_left_as_it_is)
{
    const char *folder = test_folder();
    char path[512];
    path_of(folder, FIRST, path);
    uint64_t offsets[64];
    uint32_t segment;
    given_closed_log(folder, 9, offsets, &segment);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    bytes[offsets[3] + 80] ^= 1;
    save_file(path, bytes, size);
    PvLog *log;
    assert_int_equal(open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, NULL), LOG_DAMAGED);
    uint8_t *after = load_file(path, &size);
    assert_memory_equal(after, bytes, size);
    free(after);
    free(bytes);
}

TEST(a_flipped_bit_in_a_sealed_segment_is_never_served)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 60);
    assert_true(log_end(log).segment > 2);
    log_close(&log);
    char path[512];
    path_of(folder, FIRST, path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    size_t used = size;
    while (bytes[used - 1] == 0)
        used--;
    for (size_t at = 0; at < used; at += 3) {
        bytes[at] ^= (uint8_t)(1u << (at % 8));
        save_file(path, bytes, size);
        log = given_log(folder); /* by its index; the segment is not walked */
        uint64_t seen;
        assert_int_equal(read_until_stopped(log, &seen), LOG_DAMAGED);
        char error[256];
        log_error(log, error);
        assert_non_null(strstr(error, FIRST));
        log_close(&log);
        bytes[at] ^= (uint8_t)(1u << (at % 8));
    }
    free(bytes);
}

TEST(damage_in_a_sealed_segment_without_index_is_refused)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 60);
    log_close(&log);
    char path[512];
    path_of(folder, FIRST, path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    size_t used = size;
    while (bytes[used - 1] == 0)
        used--;
    for (size_t at = 5; at < used; at += 97) {
        bytes[at] ^= 16;
        save_file(path, bytes, size);
        char index[512];
        path_of(folder, "log-00000001.index", index);
        unlink(index);
        char error[256] = "";
        assert_int_equal(open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, error), LOG_DAMAGED);
        assert_non_null(strstr(error, FIRST));
        bytes[at] ^= 16;
    }
    free(bytes);
}

TEST(a_missing_segment_is_refused)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 100);
    log_close(&log);
    char path[512];
    path_of(folder, "log-00000002.segment", path);
    assert_int_equal(unlink(path), 0);
    char error[256] = "";
    assert_int_equal(open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, error), LOG_DAMAGED);
    assert_non_null(strstr(error, "missing"));
}

TEST(a_segment_cut_short_is_refused)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 100);
    log_close(&log);
    char path[512];
    path_of(folder, "log-00000002.segment", path);
    assert_int_equal(truncate(path, 3000), 0);
    char error[256] = "";
    assert_int_equal(open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, error), LOG_DAMAGED);
    assert_non_null(strstr(error, "log-00000002.segment"));
}

/* What a user writes into a payload must not look like a frame of the log to recovery. */
TEST(bytes_of_a_frame_inside_a_torn_frame_are_no_damage)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 3);
    char path[512];
    path_of(folder, FIRST, path);
    size_t size;
    uint8_t *whole = load_file(path, &size);
    LogPlace end = log_end(log);
    assert_int_equal(log_begin(log), LOG_OK);
    log_add(log, LOG_TOLD, whole, (size_t)end.offset);
    assert_int_equal(log_seal(log), LOG_OK);
    assert_int_equal(log_flush(log), LOG_OK);
    log_close(&log);
    free(whole);
    whole = load_file(path, &size);
    memset(whole + end.offset, 0, 32);
    save_file(path, whole, size);
    free(whole);
    log = given_log(folder);
    expect_frames(log, 3);
    log_close(&log);
}

static void spoil_index(const char *folder, const char *name, int how)
{
    char path[512];
    path_of(folder, name, path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    bytes[how == 1 ? 20 : size - 10] ^= 8;
    if (how == 0)
        assert_int_equal(unlink(path), 0);
    else
        save_file(path, bytes, how == 3 ? size - 5 : size);
    free(bytes);
}

TEST(a_lost_or_bad_index_is_made_again)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    given_frames(log, 0, 150);
    LogPlace end = log_end(log);
    log_close(&log);
    char path[512];
    path_of(folder, "log-00000002.index", path);
    size_t size;
    uint8_t *good = load_file(path, &size);
    for (int how = 0; how < 4; how++) {
        spoil_index(folder, "log-00000001.index", how);
        spoil_index(folder, "log-00000002.index", how);
        log = given_log(folder);
        expect_frames(log, 150);
        LogPlace again = log_end(log);
        assert_memory_equal(&again, &end, sizeof end);
        LogCursor *cursor;
        LogFrame frame;
        assert_int_equal(log_read_sequence(log, sequence_of(13), &cursor), LOG_OK);
        assert_int_equal(log_next(cursor, &frame), LOG_OK);
        expect_frame(&frame, 13);
        log_cursor_close(&cursor);
        log_close(&log);
        if (how == 2) /* damage among its places: not seen at the start, passed over when used */
            save_file(path, good, size);
        uint8_t *made = load_file(path, &size);
        assert_memory_equal(made, good, size);
        free(made);
        if (how == 2) {
            path_of(folder, "log-00000001.index", path);
            unlink(path);
            path_of(folder, "log-00000002.index", path);
            log = given_log(folder);
            log_close(&log);
        }
    }
    free(good);
}

TEST(an_index_of_another_time_is_not_believed)
{
    const char *folder = test_folder();
    PvLog *log = given_log(folder);
    uint64_t count = 0;
    while (log_end(log).segment < 3)
        given_frames(log, count, count + 1), count++;
    char path[512];
    path_of(folder, "log-00000001.index", path);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    log_close(&log);
    /* Another log's index of segment 1, whole but of other frames. */
    const char *other = test_folder();
    log = given_log(other);
    for (uint64_t number = 5; log_end(log).segment < 2; number++)
        assert_int_equal(append_frame(log, number), LOG_OK);
    log_close(&log);
    free(bytes);
    char other_path[512];
    path_of(other, "log-00000001.index", other_path);
    bytes = load_file(other_path, &size);
    save_file(path, bytes, size);
    free(bytes);
    log = given_log(folder);
    expect_frames(log, count);
    log_close(&log);
}

TEST(records_that_do_not_fill_the_body_are_refused)
{
    uint8_t body[16] = {4, 0, 0, LOG_TOLD, 'a', 'b', 'c', 'd'};
    LogRecord records[3];
    FrameHeader header = {.body_bytes = 8, .record_count = 1, .told_count = 1};
    assert_int_equal(frame_get_records(&header, body, records), FRAME_OK);
    assert_memory_equal(records[0].bytes, "abcd", 4);
    header.told_count = 0;
    assert_int_equal(frame_get_records(&header, body, records), FRAME_BAD_RECORDS);
    header.told_count = 1;
    header.body_bytes = 16;
    assert_int_equal(frame_get_records(&header, body, records), FRAME_BAD_RECORDS);
    header.body_bytes = 8;
    body[0] = 5;
    assert_int_equal(frame_get_records(&header, body, records), FRAME_BAD_RECORDS);
    header.record_count = 2;
    body[0] = 4;
    assert_int_equal(frame_get_records(&header, body, records), FRAME_BAD_RECORDS);
}
