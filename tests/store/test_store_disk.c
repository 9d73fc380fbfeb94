/* A real small disk (a tmpfs of this process's own) that fills up and is given room again. */
#include "store_fixture.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static const char *given_small_disk(void)
{
    const char *folder = test_folder();
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=24m") != 0)
        test_skip("no right to mount a tmpfs");
    return folder;
}

static void write_round(PvStore *store, int round)
{
    char key[32], value[1001];
    memset(value, 'a' + round % 26, 1000);
    value[1000] = 0;
    for (int i = 0; i < 500; i++) {
        snprintf(key, sizeof key, "row-%d-%d", round, i);
        put(store, key, value);
    }
    store_publish(store);
}

/* Takes all room that is left. */
static void fill_disk(const char *path)
{
    static char block[65536];
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    for (size_t size = sizeof block; size >= 1; size /= 16)
        while (write(file, block, size) > 0)
            ;
    assert_int_equal(errno, ENOSPC);
    close(file);
}

TEST(a_small_disk_that_fills_up_refuses_in_time_and_recovers)
{
    const char *folder = given_small_disk();
    char path[600], ballast[600];
    snprintf(path, sizeof path, "%s/store", folder);
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    PvStore *store = given_store(path, 0);
    int64_t deadline = test_now_ms() + 30000;
    int round = 0;
    bool has_room = true;
    while (has_room && test_now_ms() < deadline) { /* no write-down fails while there is said to be room */
        write_round(store, round++);
        write_down(store, "place");
        for (int64_t until = test_now_ms() + 120; has_room && test_now_ms() < until;)
            has_room = store_has_room(store);
    }
    assert_false(has_room);
    assert_in_range(round, 8, 40);

    fill_disk(ballast);
    write_round(store, round);
    assert_true(store_freeze(store, true, text("late place")));
    for (int attempt = 0; attempt < 3; attempt++)
        assert_int_equal(store_write_down(store), STORE_FULL);
    store_close(&store);
    store = given_store(path, 0); /* opens on a full disk and reads */
    assert_true(bytes_equal(store_meta(store), text("place")));
    assert_int_equal(value_of(store_writer(store), "row-3-3")[0], 'd');
    write_round(store, round);
    assert_true(store_freeze(store, true, text("late place")));
    assert_int_equal(store_write_down(store), STORE_FULL);

    assert_int_equal(unlink(ballast), 0);
    assert_int_equal(store_write_down(store), STORE_OK);
    store_settle(store);
    assert_int_equal(value_of(store_writer(store), "row-3-3")[0], 'd');
    assert_true(bytes_equal(store_meta(store), text("late place")));
    store_close(&store);
    umount(folder);
}
