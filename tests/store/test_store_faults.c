/* A disk that fills up or breaks under LMDB: this program's own pwrite, writev and fdatasync stand in front
 * of libc's. The n-th write fails, for every n until a run is clean. */
#include "store_fixture.h"
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef enum Fault { NO_FAULT, DISK_FULL, DISK_FULL_AFTER_A_PART, DISK_BROKEN } Fault;

static Fault fault;
static int calls_before_fault;
static bool fault_struck;

/* Is this call to fail? A full disk stays full. */
static bool strikes(void)
{
    if (fault == NO_FAULT || calls_before_fault-- > 0)
        return false;
    calls_before_fault = 0;
    return true;
}

static ssize_t fail_write(int file, const void *bytes, size_t size, off_t offset)
{
    bool first = !fault_struck;
    fault_struck = true;
    if (fault == DISK_FULL_AFTER_A_PART && first && size > 1)
        return syscall(SYS_pwrite64, file, bytes, size / 2, offset);
    errno = fault == DISK_BROKEN ? EIO : ENOSPC;
    return -1;
}

/* LMDB's two meta pages are overwritten in place, which needs no room. */
static bool needs_room(size_t size, off_t offset)
{
    return fault == DISK_BROKEN || offset + (off_t)size > 2 * 4096;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    return needs_room(size, offset) && strikes() ? fail_write(file, bytes, size, offset)
                                                 : syscall(SYS_pwrite64, file, bytes, size, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count)
{
    if (strikes())
        return fail_write(file, parts[0].iov_base, parts[0].iov_len, lseek(file, 0, SEEK_CUR));
    return syscall(SYS_writev, file, parts, count);
}

int fdatasync(int file)
{
    if (!strikes())
        return (int)syscall(SYS_fdatasync, file);
    fault_struck = true;
    errno = fault == DISK_BROKEN ? EIO : ENOSPC;
    return -1;
}

static void write_rows(PvStore *store, const char *value)
{
    char key[32];
    for (int i = 0; i < 400; i++) {
        snprintf(key, sizeof key, "row-%03d", i);
        put(store, key, value);
    }
    store_publish(store);
}

static void set_fault(Fault kind, int calls)
{
    fault = kind;
    calls_before_fault = calls;
    fault_struck = false;
}

/* Fails write-downs from the n-th call on; returns false when n is past the last call of one. */
static bool full_disk_is_survived(PvStore *store, Fault kind, int n)
{
    char meta[32], value[64];
    snprintf(meta, sizeof meta, "place %d.%d", (int)kind, n);
    snprintf(value, sizeof value, "value of round %d.%d", (int)kind, n);
    write_rows(store, value);
    assert_true(store_freeze(store, true, text(meta)));
    StoreView *view = store_view_open(store);
    set_fault(kind, n);
    StoreResult result = store_write_down(store);
    bool struck = fault_struck;
    if (result != STORE_OK && struck) {
        assert_int_equal(result, STORE_FULL);
        assert_true(store_write_down_pending(store));
        assert_false(store_has_room(store));
        assert_false(bytes_equal(store_meta(store), text(meta)));
        assert_int_equal(store_write_down(store), STORE_FULL);
        set_fault(NO_FAULT, 0);
        assert_int_equal(store_write_down(store), STORE_OK); /* room again, without a restart */
    }
    set_fault(NO_FAULT, 0);
    assert_true(store_has_room(store));
    assert_true(bytes_equal(store_meta(store), text(meta)));
    assert_string_equal(value_of(view, "row-399"), value);
    store_settle(store);
    assert_string_equal(value_of(store_writer(store), "row-200"), value);
    store_view_close(&view);
    return struck;
}

TEST(a_disk_that_fills_up_delays_the_write_down_and_nothing_else)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 0);
    for (Fault kind = DISK_FULL; kind <= DISK_FULL_AFTER_A_PART; kind++) {
        int n = 0;
        while (n < 100 && full_disk_is_survived(store, kind, n))
            n++;
        assert_in_range(n, 2, 99);
        store_close(&store);
        store = given_store(folder, 0);
        char value[64];
        snprintf(value, sizeof value, "value of round %d.%d", (int)kind, n);
        assert_string_equal(value_of(store_writer(store), "row-000"), value);
    }
    store_close(&store);
}

TEST(a_broken_disk_fails_the_store_and_leaves_the_last_state)
{
    for (int n = 0; n < 100; n++) {
        const char *folder = test_folder();
        PvStore *store = given_store(folder, 0);
        write_rows(store, "old");
        write_down(store, "place 1");
        write_rows(store, "new");
        assert_true(store_freeze(store, true, text("place 2")));
        set_fault(DISK_BROKEN, n);
        StoreResult result = store_write_down(store);
        bool struck = fault_struck;
        set_fault(NO_FAULT, 0);
        assert_int_equal(result, struck ? STORE_FAILED : STORE_OK);
        store_close(&store);
        store = given_store(folder, 0); /* whole: all of the old or all of the new */
        bool is_new = bytes_equal(store_meta(store), text("place 2"));
        assert_true(is_new || bytes_equal(store_meta(store), text("place 1")));
        for (int i = 0; i < 400; i += 57) {
            char key[32];
            snprintf(key, sizeof key, "row-%03d", i);
            assert_string_equal(value_of(store_writer(store), key), is_new ? "new" : "old");
        }
        store_close(&store);
        if (!struck)
            return;
    }
    fail_msg("no run was clean");
}
