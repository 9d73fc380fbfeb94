/* What every test file includes: cmocka, TEST(name) that registers itself, folders that vanish, waiting without luck. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* TEST(name) { … } becomes static void test_name(void **unused), run as its own CTest entry. */
#define TEST(name)                                                                                           \
    static void test_##name(void **unused);                                                                  \
    __attribute__((constructor)) static void register_##name(void)                                           \
    {                                                                                                        \
        test_register(#name, test_##name);                                                                   \
    }                                                                                                        \
    static void test_##name(void **unused __attribute__((unused)))

void test_register(const char *name, void (*run)(void **));

/* Called once after all tests when the program runs as a whole with --coverage; true if something was not covered. */
void test_register_coverage(bool (*finish)(void));

/* Called after each test, before its folders are removed. */
void test_register_cleaning(void (*clean)(void));

/* A fresh empty folder of this test, removed after it. Owned by the harness. */
const char *test_folder(void);
/* Path of a data file under shared/data; NULL (skip the test) where that folder is missing. */
const char *test_data(const char *name);
/* Ends the test as skipped, saying why. */
_Noreturn void test_skip(const char *why);
/* Runs until condition(context) holds; fails the test after deadline_ms. Polls every millisecond. */
void test_wait(bool (*condition)(void *context), void *context, int64_t deadline_ms, const char *what);
/* Monotonic milliseconds. */
int64_t test_now_ms(void);
