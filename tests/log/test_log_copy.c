/* Copying a log by pieces of any size: every byte arrives, torn copies go on, rewritten segments are taken again, and a
 * bit that flipped on the way is refused. */
#include "log_fixture.h"
#include "runtime/log/copy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAMES 60

static LogCopy *given_copy(const char *folder)
{
    char error[256] = "";
    LogCopy *copy;
    LogCopyOptions options = {.folder = folder};
    LogResult result = log_copy_open(&copy, &options, error);
    if (result != LOG_OK)
        fail_msg("the copy does not open: %s", error);
    return copy;
}

/* One piece; false at the end of the log. */
static bool take_piece(PvLog *log, LogCopy *copy, size_t room, LogResult *result)
{
    uint8_t bytes[4096];
    LogPiece piece;
    LogPlace place = log_copy_end(copy);
    *result = log_read_piece(log, place, log_copy_held(copy), bytes, room, &piece);
    assert_true(piece.known);
    if (piece.place.segment == place.segment + 1)
        assert_int_equal(log_copy_seal(copy), LOG_OK);
    else
        assert_int_equal(piece.place.offset, place.offset);
    if (*result == LOG_END)
        return false;
    assert_int_equal(*result, LOG_OK);
    *result = log_copy_add(copy, bytes, piece.size_bytes);
    return *result == LOG_OK;
}

static void take_all(PvLog *log, LogCopy *copy, size_t room)
{
    LogResult result;
    while (take_piece(log, copy, room, &result))
        ;
    assert_int_equal(result, LOG_END);
    assert_int_equal(log_copy_flush(copy), LOG_OK);
}

static void expect_copy(const char *folder, uint64_t count)
{
    char error[256] = "";
    PvLog *log;
    LogOptions options = {.platform = platform_real(), .folder = folder, .read_only = true, .copied = true, .at_rest = true};
    if (log_open(&log, &options, error) != LOG_OK)
        fail_msg("the copied log does not open: %s", error);
    expect_frames(log, count);
    log_close(&log);
}

TEST(pieces_of_any_size_make_the_same_log)
{
    char from[512], to[600];
    const char *folder = test_folder();
    path_of(folder, "from", from);
    PvLog *log = given_log(from);
    given_frames(log, 0, FRAMES);
    assert_true(log_end(log).segment > 2);
    const size_t rooms[] = {1, 7, 64, 1000, 4096};
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        snprintf(to, sizeof to, "%s/to%zu", folder, rooms[i]);
        LogCopy *copy = given_copy(to);
        take_all(log, copy, rooms[i]);
        assert_int_equal(log_copy_end(copy).chain, log_end(log).chain);
        log_copy_close(&copy);
        expect_copy(to, FRAMES);
    }
    log_close(&log);
}

TEST(a_copy_cut_anywhere_goes_on)
{
    char from[512], to[512], path[600];
    struct stat seen;
    path_of(test_folder(), "from", from);
    path_of(test_folder(), "to", to);
    PvLog *log = given_log(from);
    given_frames(log, 0, 20);
    LogCopy *copy = given_copy(to);
    take_all(log, copy, 4096);
    uint32_t last = log_copy_end(copy).segment;
    log_copy_close(&copy);
    snprintf(path, sizeof path, "%s/log-%08u.segment", to, last);
    assert_int_equal(stat(path, &seen), 0);
    for (off_t size = seen.st_size; size >= 0; size -= size > 900 ? 13 : 1) {
        assert_int_equal(truncate(path, size), 0);
        copy = given_copy(to);
        take_all(log, copy, 4096);
        log_copy_close(&copy);
        expect_copy(to, 20);
    }
    log_close(&log);
}

TEST(the_log_that_opens_a_copy_goes_on_in_it)
{
    char from[512], to[512];
    path_of(test_folder(), "from", from);
    path_of(test_folder(), "to", to);
    PvLog *log = given_log(from);
    given_frames(log, 0, FRAMES);
    LogCopy *copy = given_copy(to);
    take_all(log, copy, 4096);
    log_copy_close(&copy);
    log_close(&log);
    log = given_log(to);
    given_frames(log, FRAMES, FRAMES + 30);
    expect_frames(log, FRAMES + 30);
    log_close(&log);
    log = given_log(to);
    expect_frames(log, FRAMES + 30);
    log_close(&log);
}

TEST(a_flipped_bit_is_refused)
{
    char from[512], to[600], path[600];
    const char *folder = test_folder();
    path_of(folder, "from", from);
    PvLog *log = given_log(from);
    given_frames(log, 0, 6);
    LogPlace end = log_end(log);
    snprintf(path, sizeof path, "%s/log-00000001.segment", from);
    size_t size;
    uint8_t *bytes = load_file(path, &size);
    for (uint64_t at = 0; at < end.offset; at += 3) {
        snprintf(to, sizeof to, "%s/to%llu", folder, (unsigned long long)at);
        LogCopy *copy = given_copy(to);
        bytes[at] ^= (uint8_t)(1u << at % 8);
        LogResult result = log_copy_add(copy, bytes, end.offset);
        bytes[at] ^= (uint8_t)(1u << at % 8);
        /* A frame that seems to be longer only holds what is there: it is not taken either. */
        assert_true(result == LOG_DAMAGED);
        assert_true(log_copy_end(copy).offset <= at);
        log_copy_close(&copy);
    }
    free(bytes);
    log_close(&log);
}

static bool change_all(void *context, const LogRecord *record, const uint8_t **bytes, uint32_t *size_bytes)
{
    static uint8_t changed[1 << 16];
    (void)context;
    if (record->size_bytes < 2)
        return false;
    memcpy(changed, record->bytes, record->size_bytes);
    *bytes = changed;
    *size_bytes = record->size_bytes / 2;
    return true;
}

TEST(a_rewritten_segment_is_taken_again)
{
    char from[512], to[512];
    path_of(test_folder(), "from", from);
    path_of(test_folder(), "to", to);
    PvLog *log = given_log(from);
    given_frames(log, 0, FRAMES);
    LogCopy *copy = given_copy(to);
    take_all(log, copy, 4096);
    LogMarks before, after;
    assert_true(log_segment_marks(from, 1, &before));
    assert_int_equal(log_rewrite(log, change_all, NULL), LOG_OK);
    assert_true(log_segment_marks(from, 1, &after));
    assert_true(before.file != after.file && before.content != after.content);

    LogCopy *again, *unsettled;
    LogResult result;
    assert_int_equal(log_copy_again(copy, 1, &unsettled), LOG_OK);
    log_copy_close(&unsettled);
    assert_int_equal(log_copy_again(copy, 1, &again), LOG_OK);
    LogPiece piece = {.place = {.segment = 1}};
    uint8_t bytes[512];
    for (;;) {
        result = log_read_piece(log, log_copy_end(again), log_copy_held(again), bytes, sizeof bytes, &piece);
        if (result != LOG_OK || piece.place.segment != 1)
            break;
        assert_int_equal(log_copy_add(again, bytes, piece.size_bytes), LOG_OK);
    }
    assert_int_equal(log_copy_settle(copy, &again), LOG_OK);
    assert_null(again);

    LogPlace nowhere = log_copy_end(copy);
    nowhere.chain ^= 1;
    assert_int_equal(log_read_piece(log, nowhere, 0, bytes, sizeof bytes, &piece), LOG_OK);
    assert_false(piece.known);
    LogPlace end = log_copy_end(copy);
    log_copy_close(&copy);
    copy = given_copy(to); /* it walks all segments: the chain fits over the new one */
    assert_int_equal(log_copy_end(copy).chain, end.chain);
    log_copy_close(&copy);
    log_close(&log);
}

TEST(a_limit_ends_the_copy_at_an_event)
{
    char from[512], to[512];
    path_of(test_folder(), "from", from);
    path_of(test_folder(), "to", to);
    PvLog *log = given_log(from);
    given_frames(log, 0, FRAMES);
    LogCopy *copy = given_copy(to);
    LogResult result;
    for (uint64_t last = 1; last < log_head(log); last += 5) {
        log_copy_limit(copy, last);
        while (log_copy_end(copy).next_sequence <= last)
            assert_true(take_piece(log, copy, 4096, &result));
        assert_true(log_copy_end(copy).next_sequence - 1 >= last);
    }
    log_copy_limit(copy, 0);
    take_all(log, copy, 4096);
    log_copy_close(&copy);
    expect_copy(to, FRAMES);
    log_close(&log);
}
