/* A log opened for reading beside its writer: it changes nothing, sees what was whole when it was opened, and a torn last
 * frame is its end. */
#include "log_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FRAMES 200

static LogResult open_reading(PvLog **log, const char *folder, char error[256])
{
    LogOptions options = {.platform = platform_real(),
                          .folder = folder,
                          .epoch = EPOCH,
                          .segment_bytes = SMALL_SEGMENT_BYTES,
                          .read_only = true};
    return log_open(log, &options, error);
}

TEST(a_reader_sees_all_frames_beside_the_writer)
{
    const char *folder = test_folder();
    char error[256];
    PvLog *writer = given_log(folder), *reader;
    given_frames(writer, 0, FRAMES);
    assert_int_equal(open_reading(&reader, folder, error), LOG_OK);
    given_frames(writer, FRAMES, FRAMES + 20);
    expect_frames(reader, FRAMES);
    log_close(&reader);
    assert_int_equal(open_reading(&reader, folder, error), LOG_OK);
    expect_frames(reader, FRAMES + 20);
    log_close(&reader);
    given_frames(writer, FRAMES + 20, FRAMES + 40);
    log_close(&writer);
    writer = given_log(folder);
    expect_frames(writer, FRAMES + 40);
    log_close(&writer);
}

TEST(a_torn_frame_is_the_end_and_stays)
{
    const char *folder = test_folder();
    char error[256], path[512];
    PvLog *log = given_log(folder), *reader;
    given_frames(log, 0, 10);
    LogPlace whole = log_end(log);
    given_frames(log, 10, 11);
    LogPlace end = log_end(log);
    assert_int_equal(whole.segment, end.segment);
    log_close(&log);
    snprintf(path, sizeof path, "%s/log-%08u.segment", folder, end.segment);
    size_t size, size_after;
    uint8_t *bytes = load_file(path, &size);
    bytes[end.offset - 1] ^= 1;
    bytes[end.offset - 20] ^= 1;
    save_file(path, bytes, size);
    assert_int_equal(open_reading(&reader, folder, error), LOG_OK);
    expect_frames(reader, 10);
    log_close(&reader);
    uint8_t *after = load_file(path, &size_after);
    assert_int_equal(size_after, size);
    assert_memory_equal(after, bytes, size);
    free(after);
    free(bytes);
}

TEST(reading_a_log_that_is_not_there_makes_none)
{
    char error[256], folder[512];
    struct stat seen;
    PvLog *reader;
    assert_int_equal(open_reading(&reader, test_folder(), error), LOG_FAILED);
    assert_true(strstr(error, "holds no log"));
    path_of(test_folder(), "nothing", folder);
    assert_int_equal(open_reading(&reader, folder, error), LOG_FAILED);
    assert_int_equal(stat(folder, &seen), -1);
}
