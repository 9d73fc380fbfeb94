/* The main program of every test: runs the TEST named on the command line, or all. */
#include "support/test.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEST_LIMIT 512

static struct CMUnitTest tests[TEST_LIMIT];
static size_t test_count;
static char folders[512][512];
static size_t folder_count;

static void (*cleaning)(void);
static void remove_folders(void);

void test_register_cleaning(void (*clean)(void))
{
    cleaning = clean;
}

static int clean_up(void **unused)
{
    (void)unused;
    if (cleaning)
        cleaning();
    remove_folders();
    return 0;
}

void test_register(const char *name, void (*run)(void **))
{
    if (test_count == TEST_LIMIT)
        abort();
    tests[test_count++] = (struct CMUnitTest){.name = name, .test_func = run, .teardown_func = clean_up};
}

static int remove_entry(const char *path, const struct stat *seen, int kind, struct FTW *place)
{
    (void)seen, (void)kind, (void)place;
    return remove(path);
}

static void remove_folders(void)
{
    for (size_t i = 0; i < folder_count; i++)
        nftw(folders[i], remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    folder_count = 0;
}

const char *test_folder(void)
{
    const char *base = getenv("TMPDIR");
    assert_true(folder_count < sizeof folders / sizeof folders[0]);
    char *path = folders[folder_count++];
    snprintf(path, sizeof folders[0], "%s/payvand-test-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

const char *test_data(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/../shared/data/%s", PAYVAND_SOURCE_DIR, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

void test_skip(const char *why)
{
    printf("skipped: %s\n", why);
    fflush(stdout);
    remove_folders();
    _exit(77);
}

int64_t test_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void test_wait(bool (*condition)(void *context), void *context, int64_t deadline_ms, const char *what)
{
    int64_t until = test_now_ms() + deadline_ms;
    while (!condition(context)) {
        if (test_now_ms() > until)
            fail_msg("did not happen within %lld ms: %s", (long long)deadline_ms, what);
        usleep(1000);
    }
}

static bool (*coverage)(void);

void test_register_coverage(bool (*finish)(void))
{
    coverage = finish;
}

int main(int count, char **words)
{
    bool whole = count > 1 && strcmp(words[1], "--coverage") == 0;
    if (count > 1 && !whole)
        cmocka_set_test_filter(words[1]);
    int failed = _cmocka_run_group_tests("payvand", tests, test_count, NULL, NULL);
    if (whole && coverage && coverage())
        failed++;
    return failed;
}
