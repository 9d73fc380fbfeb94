/* Lines of logfmt: form, quoting, levels, too many of them, many threads. */
#include "support/test.h"
#include "runtime/observe/log.h"
#include <inttypes.h>
#include <pthread.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file = -1;
static char text[1 << 20];

static void begin(void)
{
    file = memfd_create("log", 0);
    assert_true(file >= 0);
    observe_start("sales", OBSERVE_INFO);
    observe_to(file);
}

/* What was written since begin. */
static const char *end(void)
{
    ssize_t size = pread(file, text, sizeof text - 1, 0);
    assert_true(size >= 0);
    text[size] = 0;
    close(file);
    observe_to(STDERR_FILENO);
    return text;
}

static void assert_matches(const char *line, const char *pattern)
{
    regex_t regex;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&regex, line, 0, NULL, 0) != 0)
        fail_msg("%s does not match %s", line, pattern);
    regfree(&regex);
}

TEST(a_line_has_time_level_place_message_and_fields)
{
    begin();
    observe_info("department started", "port=%u data=%s", 5701u, "/var/lib");
    assert_matches(
        end(), "^ts=20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z level=info at=sales "
               "msg=\"department started\" port=5701 data=/var/lib\n$");
}

TEST(every_conversion_is_printed)
{
    begin();
    uint64_t large = UINT64_MAX;
    size_t size = 7;
    observe_warning("x", "a=%d b=%lld c=%" PRIu64 " d=%zu e=%.2f f=%x g=%c h=%08x i=%.3s j=%ld", -1,
                    -5000000000ll, large, size, 1.5, 255u, 'z', 10u, "abcdef", -9l);
    assert_non_null(
        strstr(end(), " level=warning at=sales msg=x a=-1 b=-5000000000 c=18446744073709551615 d=7 e=1.50 "
                      "f=ff g=z h=0000000a i=abc j=-9\n"));
}

TEST(texts_are_quoted_where_they_need_it)
{
    begin();
    observe_info("quotes", "a=%s b=%s c=%s d=%s e=%s", "", "two words", "say \"hi\"\\", "line\nbreak\x01",
                 "a=b");
    const char *nobody = getenv("PAYVAND_NO_SUCH_VARIABLE");
    observe_info("نام", "n=%s none=%s", "علی", nobody);
    const char *lines = end();
    assert_non_null(
        strstr(lines, "a=\"\" b=\"two words\" c=\"say \\\"hi\\\"\\\\\" d=\"line\\nbreak\\x01\" e=\"a=b\"\n"));
    assert_non_null(strstr(lines, "msg=نام n=علی none=(none)\n"));
}

TEST(fields_may_be_left_out)
{
    begin();
    observe_error("disk failed");
    assert_matches(end(), "level=error at=sales msg=\"disk failed\"\n$");
}

TEST(lines_below_the_level_are_not_written)
{
    begin();
    observe_debug("no", "a=%d", 1);
    observe_start("sales", OBSERVE_ERROR);
    observe_warning("no", "a=%d", 1);
    observe_at("loyalty");
    observe_error("yes", "a=%d", 1);
    observe_at(NULL);
    assert_matches(end(), "^[^\n]* level=error at=loyalty msg=yes a=1\n$");
    assert_int_equal(observe_level("warning"), OBSERVE_WARNING);
    assert_int_equal(observe_level("loud"), -1);
}

TEST(a_long_line_is_cut)
{
    begin();
    char *large = malloc(10001);
    memset(large, 'x', 10000);
    large[10000] = 0;
    observe_info("long", "a=%s b=%d", large, 1);
    free(large);
    const char *line = end();
    assert_int_equal(strlen(line), 4096);
    assert_int_equal(line[4095], '\n');
}

static bool said_again(void *context)
{
    observe_info("again", "n=%d", 1);
    (void)context;
    ssize_t size = pread(file, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = 0;
    return strstr(text, "suppressed=") != NULL;
}

TEST(a_place_that_says_too_much_is_silenced_and_owns_up)
{
    begin();
    for (int i = 0; i < 1000; i++)
        observe_info("flood", "n=%d", i);
    size_t lines = 0;
    ssize_t size = pread(file, text, sizeof text - 1, 0);
    for (ssize_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    assert_in_range(lines, 10, 20); /* the second may have turned */
    test_wait(said_again, NULL, 5000, "the next line tells how many were left out");
    end();
}

static void *shout(void *context)
{
    for (int i = 0; i < 8; i++) {
        static ObserveSite sites[32];
        observe_say(&sites[(intptr_t)context * 8 + i], OBSERVE_INFO, "shout", "who=%ld n=%d",
                    (long)(intptr_t)context, i);
    }
    return NULL;
}

TEST(threads_write_whole_lines)
{
    char path[64];
    begin();
    close(file);
    snprintf(path, sizeof path, "%s/log", test_folder());
    file = fileno(fopen(path, "a+"));
    observe_to(file);
    pthread_t threads[4];
    for (intptr_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, shout, (void *)i);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    size_t lines = 0;
    char *place, *all = strdup(end());
    for (char *line = strtok_r(all, "\n", &place); line; line = strtok_r(NULL, "\n", &place), lines++)
        assert_matches(line, "^ts=[^ ]+ level=info at=sales msg=shout who=[0-3] n=[0-7]$");
    assert_int_equal(lines, 32);
    free(all);
}
