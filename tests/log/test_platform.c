/* The real platform: whole reads and writes, locks between opens, folders, names in order. */
#include "runtime/platform/platform.h"
#include "support/test.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const PvPlatform *given_platform(const char *name, char path[512])
{
    snprintf(path, 512, "%s/%s", test_folder(), name);
    return platform_real();
}

TEST(written_bytes_are_read_back)
{
    char path[512];
    const PvPlatform *real = given_platform("file", path);
    assert_null(real->file_open(real->context, path, false, true));
    assert_int_equal(errno, ENOENT);
    PvFile *file = real->file_open(real->context, path, true, true);
    assert_non_null(file);
    assert_int_equal(real->file_write(real->context, file, 100, "hello", 5), 0);
    assert_int_equal(real->file_flush(real->context, file), 0);
    uint64_t size;
    assert_int_equal(real->file_size(real->context, file, &size), 0);
    assert_int_equal(size, 105);
    char bytes[8] = "";
    assert_int_equal(real->file_read(real->context, file, 98, bytes, 7), 0);
    assert_memory_equal(bytes, "\0\0hello", 7);
    assert_int_equal(real->file_read(real->context, file, 101, bytes, 5), -1); /* past the end */
    assert_int_equal(errno, EIO);
    real->file_close(real->context, file);

    file = real->file_open(real->context, path, false, false);
    assert_int_equal(real->file_write(real->context, file, 0, "x", 1), -1);
    real->file_close(real->context, file);
    real->file_close(real->context, NULL);
}

TEST(a_lock_belongs_to_one_open_file)
{
    char path[512];
    const PvPlatform *real = given_platform("lock", path);
    PvFile *first = real->file_open(real->context, path, true, true);
    PvFile *second = real->file_open(real->context, path, true, true);
    PvFile *third = real->file_open(real->context, path, true, true);
    assert_int_equal(real->file_lock(real->context, first), 0);
    assert_int_equal(real->file_lock(real->context, second), -1);
    assert_true(errno == EAGAIN || errno == EACCES);
    real->file_close(real->context, third); /* drops no lock of the first */
    assert_int_equal(real->file_lock(real->context, second), -1);
    real->file_close(real->context, first);
    assert_int_equal(real->file_lock(real->context, second), 0);
    real->file_close(real->context, second);
}

static void note_name(void *seen, const char *name)
{
    strcat(strcat(seen, name), " ");
}

TEST(folders_and_names)
{
    char path[512];
    const PvPlatform *real = given_platform("a/b/c", path);
    assert_int_equal(real->folder_make(real->context, path), 0);
    assert_int_equal(real->folder_make(real->context, path), 0);
    struct stat seen;
    assert_int_equal(stat(path, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0700);
    const char *names[] = {"b", "A", "c", "a10", "a1"};
    char name[600];
    for (size_t i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "%s/%s", path, names[i]);
        real->file_close(real->context, real->file_open(real->context, name, true, true));
    }
    char list[100] = "";
    assert_int_equal(real->folder_list(real->context, path, note_name, list), 0);
    assert_string_equal(list, "A a1 a10 b c ");

    char to[600];
    snprintf(to, sizeof to, "%s/../moved", path);
    assert_int_equal(real->file_rename(real->context, name, to), 0);
    assert_int_equal(access(to, F_OK), 0);
    assert_int_equal(real->file_remove(real->context, to), 0);
    assert_int_equal(real->file_remove(real->context, to), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(real->folder_flush(real->context, path), 0);
    snprintf(name, sizeof name, "%s/A", path);
    assert_int_equal(real->folder_make(real->context, name), -1);
    assert_int_equal(errno, ENOTDIR);
    assert_int_equal(real->folder_list(real->context, name, note_name, list), -1);
}

TEST(clock_and_random)
{
    const PvPlatform *real = platform_real();
    assert_true(real->clock_ms(real->context) > 1600000000000);
    uint64_t before = real->monotonic_us(real->context);
    assert_true(real->monotonic_us(real->context) >= before);
    uint8_t left[600] = {0};
    uint8_t right[600] = {0};
    real->random_bytes(real->context, left, sizeof left);
    real->random_bytes(real->context, right, sizeof right);
    assert_memory_not_equal(left, right, sizeof left);
}
