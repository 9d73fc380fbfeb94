/* The identity file by itself. */
#include "runtime/service/identity.h"
#include "support/test.h"
#include <stdio.h>
#include <unistd.h>

static const char *folder;

static const char *path(void)
{
    static char text[600];
    snprintf(text, sizeof text, "%s/identity", folder);
    return text;
}

static void write_text(const char *text)
{
    FILE *file = fopen(path(), "r+");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

TEST(a_written_identity_is_the_same_until_the_file_is_another)
{
    char error[256];
    folder = test_folder();
    assert_int_equal(identity_look(folder), IDENTITY_NONE);
    assert_true(identity_write(folder, error));
    assert_int_equal(identity_look(folder), IDENTITY_SAME);
    assert_true(identity_write(folder, error));
    assert_int_equal(identity_look(folder), IDENTITY_SAME);
    write_text("another-machine 1 2\n");
    assert_int_equal(identity_look(folder), IDENTITY_OTHER);
    assert_int_equal(truncate(path(), 0), 0);
    assert_int_equal(identity_look(folder), IDENTITY_NONE);
    char nowhere[600];
    snprintf(nowhere, sizeof nowhere, "%s/nowhere", folder);
    assert_false(identity_write(nowhere, error));
}
