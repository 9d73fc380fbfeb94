/* Frames by number, and reading them back. */
#include "log_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_LIMIT 8

typedef struct Expected {
    LogRecordKind kinds[RECORD_LIMIT];
    uint8_t bytes[RECORD_LIMIT][512];
    uint32_t sizes[RECORD_LIMIT];
    uint32_t count;
} Expected;

LogResult open_log(PvLog **log, const char *folder, const PvPlatform *platform, uint64_t segment_bytes,
                   char *error)
{
    char unread[256];
    LogOptions options = {
        .platform = platform, .folder = folder, .epoch = EPOCH, .segment_bytes = segment_bytes};
    return log_open(log, &options, error ? error : unread);
}

PvLog *given_log(const char *folder)
{
    PvLog *log;
    char error[256] = "";
    if (open_log(&log, folder, platform_real(), SMALL_SEGMENT_BYTES, error) != LOG_OK)
        fail_msg("the log does not open: %s", error);
    return log;
}

uint32_t told_in(uint64_t number)
{
    return number % 4;
}

uint64_t sequence_of(uint64_t number)
{
    return 1 + number / 4 * 6 + (number % 4) * (number % 4 - 1) / 2;
}

static void expect_record(Expected *expected, LogRecordKind kind, uint64_t number, uint64_t salt,
                          size_t extra)
{
    uint32_t i = expected->count++;
    int length = snprintf((char *)expected->bytes[i], sizeof expected->bytes[i], "frame %llu %d %llu ",
                          (unsigned long long)number, (int)kind, (unsigned long long)salt);
    for (size_t k = 0; k < extra; k++)
        expected->bytes[i][(size_t)length + k] = (uint8_t)(number * 31 + salt * 7 + k * k);
    expected->kinds[i] = kind;
    expected->sizes[i] = (uint32_t)length + (uint32_t)extra;
}

static void expected_frame(uint64_t number, Expected *expected)
{
    expected->count = 0;
    expect_record(expected, LOG_TIMER, number, 0, number % 5);
    for (uint32_t i = 0; i < told_in(number); i++)
        expect_record(expected, LOG_TOLD, number, sequence_of(number) + i, (number * 37 + i * 11) % 200);
    expect_record(expected, LOG_ANSWER, number, 1, (number * 13) % 300);
    if (number % 7 == 0) {
        expect_record(expected, LOG_POSITION, number, 2, 0);
        expected->sizes[expected->count - 1] = 0;
    }
}

LogResult seal_frame(PvLog *log, uint64_t number)
{
    static Expected expected;
    expected_frame(number, &expected);
    LogResult result = log_begin(log);
    if (result)
        return result;
    for (uint32_t i = 0; i < expected.count; i++)
        log_add(log, expected.kinds[i], expected.bytes[i], expected.sizes[i]);
    return log_seal(log);
}

LogResult append_frame(PvLog *log, uint64_t number)
{
    LogResult result = seal_frame(log, number);
    return result ? result : log_flush(log);
}

void given_frames(PvLog *log, uint64_t from, uint64_t to)
{
    for (uint64_t number = from; number < to; number++)
        assert_int_equal(append_frame(log, number), LOG_OK);
}

void expect_frame(const LogFrame *frame, uint64_t number)
{
    Expected expected;
    expected_frame(number, &expected);
    assert_int_equal(frame->epoch, EPOCH);
    assert_int_equal(frame->first_sequence, sequence_of(number));
    assert_int_equal(frame->told_count, told_in(number));
    assert_int_equal(frame->record_count, expected.count);
    for (uint32_t i = 0; i < expected.count; i++) {
        assert_int_equal(frame->records[i].kind, expected.kinds[i]);
        assert_int_equal(frame->records[i].size_bytes, expected.sizes[i]);
        assert_memory_equal(frame->records[i].bytes, expected.bytes[i], expected.sizes[i]);
    }
}

LogResult read_until_stopped(PvLog *log, uint64_t *count)
{
    LogCursor *cursor;
    *count = 0;
    LogResult result = log_read_from(log, log_start(log), &cursor);
    if (result)
        return result;
    LogFrame frame;
    while ((result = log_next(cursor, &frame)) == LOG_OK)
        expect_frame(&frame, (*count)++);
    log_cursor_close(&cursor);
    return result;
}

void expect_frames(PvLog *log, uint64_t count)
{
    uint64_t seen;
    LogResult result = read_until_stopped(log, &seen);
    if (result != LOG_END) {
        char error[256];
        log_error(log, error);
        fail_msg("after %llu frames: %s", (unsigned long long)seen, error);
    }
    assert_int_equal(seen, count);
    assert_int_equal(log_head(log), sequence_of(count) - 1);
}

void path_of(const char *folder, const char *name, char path[512])
{
    assert_true(snprintf(path, 512, "%s/%s", folder, name) < 512);
}

uint8_t *load_file(const char *path, size_t *size_bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size_bytes = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size_bytes + 1);
    assert_int_equal(fread(bytes, 1, *size_bytes, file), *size_bytes);
    fclose(file);
    return bytes;
}

void save_file(const char *path, const void *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
    fclose(file);
}

bool file_exists(const char *folder, const char *name)
{
    char path[512];
    path_of(folder, name, path);
    return access(path, F_OK) == 0;
}
