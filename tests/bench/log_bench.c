/* What the log costs: log_bench FOLDER [FRAME_KIB] [SECONDS]. Prints the disk's bare flush beside append and
 * flush of frames, the longest batch (a segment is made meanwhile), and how fast a large log opens, is
 * searched and is read. */
#include "runtime/log/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_BYTES 500
#define SAMPLES_LIMIT 2000000

static const PvPlatform *platform;
static uint32_t samples[SAMPLES_LIMIT];
static size_t sample_count;

static uint64_t now_us(void)
{
    return platform->monotonic_us(platform->context);
}

static int by_value(const void *left, const void *right)
{
    uint32_t l = *(const uint32_t *)left;
    uint32_t r = *(const uint32_t *)right;
    return l < r ? -1 : l > r;
}

static void print_samples(const char *what, uint64_t elapsed_us)
{
    qsort(samples, sample_count, sizeof *samples, by_value);
    printf("%-28s %8.0f/s  median %6u us  99%% %6u us  longest %7u us\n", what,
           (double)sample_count * 1e6 / (double)elapsed_us, samples[sample_count / 2],
           samples[sample_count * 99 / 100], samples[sample_count - 1]);
    sample_count = 0;
}

static void fail(const char *what)
{
    fprintf(stderr, "log_bench: %s\n", what);
    exit(1);
}

/* Overwriting in place in a file of zeros and flushing: the least that a durable batch can cost here. */
static void measure_flush(const char *folder, size_t frame_bytes, uint64_t seconds)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/flush", folder);
    PvFile *file = platform->file_open(platform->context, path, true, true);
    size_t file_bytes = 64u << 20;
    uint8_t *zeros = calloc(1, file_bytes);
    if (!file || platform->file_write(platform->context, file, 0, zeros, file_bytes) != 0 ||
        platform->file_flush(platform->context, file) != 0)
        fail("the file for the bare flush cannot be made");
    uint64_t begin = now_us();
    uint64_t at = begin;
    for (uint64_t offset = 0; at < begin + seconds * 1000000 && sample_count < SAMPLES_LIMIT;) {
        memset(zeros, (int)at | 1, frame_bytes);
        if (platform->file_write(platform->context, file, offset, zeros, frame_bytes) != 0 ||
            platform->file_flush(platform->context, file) != 0)
            fail("the bare flush failed");
        offset = offset + 2 * frame_bytes > file_bytes ? 0 : offset + frame_bytes;
        uint64_t after = now_us();
        samples[sample_count++] = (uint32_t)(after - at);
        at = after;
    }
    print_samples("write and fdatasync", at - begin);
    platform->file_close(platform->context, file);
    platform->file_remove(platform->context, path);
    free(zeros);
}

static void measure_append(PvLog *log, size_t frame_bytes, uint64_t seconds)
{
    uint8_t record[RECORD_BYTES];
    platform->random_bytes(platform->context, record, sizeof record);
    uint64_t begin = now_us();
    uint64_t at = begin;
    while (at < begin + seconds * 1000000 && sample_count < SAMPLES_LIMIT) {
        if (log_begin(log) != LOG_OK)
            fail("begin failed");
        while (log_batch_bytes(log) + sizeof record < frame_bytes)
            log_add(log, LOG_TOLD, record, sizeof record);
        if (log_seal(log) != LOG_OK || log_flush(log) != LOG_OK)
            fail("append failed");
        uint64_t after = now_us();
        samples[sample_count++] = (uint32_t)(after - at);
        at = after;
    }
    print_samples("log: append and flush", at - begin);
}

static void measure_reading(PvLog *log)
{
    LogCursor *cursor;
    LogFrame frame;
    uint64_t begin = now_us();
    uint64_t bytes = 0;
    if (log_read_from(log, log_start(log), &cursor) != LOG_OK)
        fail("reading failed");
    LogResult result;
    while ((result = log_next(cursor, &frame)) == LOG_OK)
        for (uint32_t i = 0; i < frame.record_count; i++)
            bytes += frame.records[i].size_bytes;
    log_cursor_close(&cursor);
    double seconds = (double)(now_us() - begin) / 1e6;
    printf("read %.0f events, %.0f MB in %.2f s: %.0f MB/s%s\n", (double)log_head(log), (double)bytes / 1e6,
           seconds, (double)bytes / 1e6 / seconds, result == LOG_END ? "" : " and then failed");

    begin = now_us();
    int count = 2000;
    for (int i = 0; i < count; i++) {
        uint64_t sequence;
        platform->random_bytes(platform->context, &sequence, sizeof sequence);
        if (log_read_sequence(log, 1 + sequence % log_head(log), &cursor) != LOG_OK ||
            log_next(cursor, &frame) != LOG_OK)
            fail("a sequence was not found");
        log_cursor_close(&cursor);
    }
    printf("find a sequence and read its frame: %.0f us\n", (double)(now_us() - begin) / count);
}

int main(int count, char **words)
{
    if (count < 2) {
        fprintf(stderr, "usage: log_bench FOLDER [FRAME_KIB] [SECONDS]\n");
        return 64;
    }
    platform = platform_real();
    size_t frame_bytes = (size_t)(count > 2 ? atoi(words[2]) : 20) * 1024;
    uint64_t seconds = (uint64_t)(count > 3 ? atoi(words[3]) : 5);
    LogOptions options = {.platform = platform, .folder = words[1], .epoch = 1};
    PvLog *log;
    char error[256];
    if (frame_bytes < 1024 || frame_bytes > LOG_FRAME_LIMIT_BYTES)
        fail("a frame has 1 to 8192 KiB");
    if (log_open(&log, &options, error) != LOG_OK)
        fail(error);
    measure_flush(words[1], frame_bytes, seconds);
    measure_append(log, frame_bytes, seconds);
    log_close(&log);
    uint64_t begin = now_us();
    if (log_open(&log, &options, error) != LOG_OK)
        fail(error);
    LogFigures figures = log_figures(log);
    printf("open %u segments, %.0f events: %.0f ms\n", figures.segments, (double)log_head(log),
           (double)(now_us() - begin) / 1000);
    measure_reading(log);
    log_close(&log);
    return 0;
}
