/* The store's promises one by one: marks, publishing, views, write-down, meta, clear, compact, room. */
#include "store_fixture.h"
#include "runtime/limits.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(the_writer_sees_its_writes_and_readers_only_what_is_published)
{
    PvStore *store = given_store(test_folder(), 0);
    put(store, "deal", "new");
    assert_string_equal(value_of(store_writer(store), "deal"), "new");
    StoreView *before = store_view_open(store);
    assert_string_equal(value_of(before, "deal"), "(none)");
    assert_string_equal(listed(before, "", NULL, false), "");

    store_publish(store);
    StoreView *after = store_view_open(store);
    assert_string_equal(value_of(after, "deal"), "new");
    assert_string_equal(value_of(before, "deal"), "(none)");
    put(store, "deal", "won");
    assert_string_equal(value_of(after, "deal"), "new");
    assert_string_equal(value_of(store_writer(store), "deal"), "won");
    store_view_close(&before);
    store_view_close(&after);
    assert_null(after);
    store_close(&store);
    assert_null(store);
}

TEST(a_rewind_takes_back_exactly_what_came_after_the_mark)
{
    PvStore *store = given_store(test_folder(), 0);
    put(store, "a", "1");
    put(store, "b", "1");
    store_publish(store);
    put(store, "a", "2");
    size_t mark = store_mark(store);
    put(store, "a", "3");
    put(store, "a", "4");
    put(store, "c", "1");
    store_delete(store, text("b"));
    assert_string_equal(listed(store_writer(store), "", NULL, false), "a=4 c=1");
    store_rewind(store, mark);
    assert_string_equal(listed(store_writer(store), "", NULL, false), "a=2 b=1");
    put(store, "c", "5");
    store_publish(store);
    StoreView *view = store_view_open(store);
    assert_string_equal(listed(view, "", NULL, false), "a=2 b=1 c=5");
    store_view_close(&view);
    store_close(&store);
}

TEST(a_view_stands_still_while_generations_come_and_go)
{
    PvStore *store = given_store(test_folder(), 0);
    StoreView *views[12];
    char expected[12][16];
    for (int round = 0; round < 12; round++) {
        snprintf(expected[round], sizeof expected[round], "%d", round);
        put(store, "round", expected[round]);
        store_publish(store);
        if (round % 2)
            assert_true(store_freeze(store, true, text("place")));
        views[round] = store_view_open(store);
        if (round % 4 == 3) {
            assert_int_equal(store_write_down(store), STORE_OK);
            assert_false(store_write_down_pending(store));
        }
        store_settle(store);
        if (round % 4 == 1) {
            assert_true(store_write_down_pending(store));
            assert_int_equal(store_write_down(store), STORE_OK);
            store_settle(store);
        }
        for (int seen = 0; seen <= round; seen++)
            assert_string_equal(value_of(views[seen], "round"), expected[seen]);
    }
    for (int seen = 0; seen < 12; seen++)
        store_view_close(&views[seen]);
    assert_int_equal(store_figures(store).generations_written, 6);
    store_close(&store);
}

TEST(a_crash_leaves_the_state_and_the_meta_of_the_last_write_down)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 0);
    assert_int_equal(store_meta(store).size_bytes, 0);
    put(store, "kept", "1");
    put(store, "gone", "1");
    store_publish(store);
    write_down(store, "place 7");
    assert_true(bytes_equal(store_meta(store), text("place 7")));
    put(store, "kept", "2");
    store_delete(store, text("gone"));
    store_publish(store);
    assert_true(store_freeze(store, true, text("place 8"))); /* frozen, never written */
    put(store, "late", "1");
    store_publish(store);
    store_close(&store);

    store = given_store(folder, 0);
    assert_true(bytes_equal(store_meta(store), text("place 7")));
    assert_string_equal(listed(store_writer(store), "", NULL, false), "gone=1 kept=1");
    store_close(&store);
}

TEST(a_forced_freeze_moves_the_meta_even_without_writes)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 0);
    assert_false(store_freeze(store, false, text("place 1")));
    write_down(store, "place 1");
    assert_false(store_freeze(store, true, text("place 1")));
    write_down(store, "place 2");
    store_close(&store);
    store = given_store(folder, 0);
    assert_true(bytes_equal(store_meta(store), text("place 2")));
    store_close(&store);
}

TEST(a_generation_freezes_by_size_and_not_before)
{
    char error[256];
    PvStore *store;
    StoreOptions options = {.folder = test_folder(), .generation_bytes = 64 * 1024};
    assert_int_equal(store_open(&store, &options, error), STORE_OK);
    char value[1024];
    memset(value, 'v', sizeof value);
    int puts = 0;
    for (bool frozen = false; !frozen && puts < 1000; puts++) {
        store_put(store, text("key"), (StoreBytes){(uint8_t *)value, sizeof value});
        store_publish(store);
        assert_true(store_keeps_up(store));
        frozen = store_freeze(store, false, text("place"));
    }
    assert_in_range(puts, 50, 64);
    assert_false(store_freeze(store, true, text("place"))); /* one at a time */
    for (int i = 0; i < 300; i++)
        store_put(store, text("key"), (StoreBytes){(uint8_t *)value, sizeof value});
    store_publish(store);
    assert_false(store_keeps_up(store));
    assert_int_equal(store_write_down(store), STORE_OK);
    assert_true(store_freeze(store, false, text("place")));
    assert_true(store_keeps_up(store));
    store_close(&store);
}

TEST(keys_and_values_up_to_their_limits_are_kept)
{
    PvStore *store = given_store(test_folder(), 0);
    static uint8_t key[PV_KEY_LIMIT_BYTES], value[PV_VALUE_LIMIT_BYTES];
    memset(key, 0xff, sizeof key);
    for (size_t i = 0; i < sizeof value; i++)
        value[i] = (uint8_t)(i * 7);
    StoreBytes longest = {key, sizeof key}, found, largest = {value, sizeof value};
    store_put(store, longest, largest);
    store_put(store, (StoreBytes){key, sizeof key - 1}, (StoreBytes){NULL, 0});
    store_publish(store);
    for (int pass = 0; pass < 2; pass++) {
        assert_true(store_get(store_writer(store), longest, &found));
        assert_true(bytes_equal(found, largest));
        assert_true(store_get(store_writer(store), (StoreBytes){key, sizeof key - 1}, &found));
        assert_int_equal(found.size_bytes, 0);
        assert_false(store_get(store_writer(store), (StoreBytes){key, sizeof key - 2}, &found));
        if (!pass)
            write_down(store, "place");
    }
    store_close(&store);
}

TEST(clear_removes_rows_and_meta)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 0);
    put(store, "a", "1");
    store_publish(store);
    write_down(store, "place");
    StoreView *view = store_view_open(store);
    store_view_close(&view);
    store_close(&store);
    store = given_store(folder, 0);
    assert_int_equal(store_clear(store), STORE_OK);
    assert_int_equal(store_meta(store).size_bytes, 0);
    assert_string_equal(listed(store_writer(store), "", NULL, false), "");
    put(store, "b", "2");
    store_publish(store);
    write_down(store, "place 2");
    store_close(&store);
    store = given_store(folder, 0);
    assert_string_equal(listed(store_writer(store), "", NULL, false), "b=2");
    store_close(&store);
}

static bool file_holds(const char *folder, const char *words)
{
    char path[600];
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct stat seen;
    assert_int_equal(fstat(fileno(file), &seen), 0);
    char *bytes = malloc((size_t)seen.st_size);
    assert_int_equal(fread(bytes, 1, (size_t)seen.st_size, file), seen.st_size);
    fclose(file);
    bool found = memmem(bytes, (size_t)seen.st_size, words, strlen(words));
    free(bytes);
    return found;
}

TEST(compact_leaves_nothing_of_erased_rows_in_the_file)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 0);
    char key[32], error[256];
    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "customer-%04d", i);
        put(store, key, i == 777 ? "Shirin Neshat, Lashkargah" : "somebody");
    }
    store_publish(store);
    write_down(store, "place 1");
    store_delete(store, text("customer-0777"));
    for (int i = 1000; i < 2000; i++) {
        snprintf(key, sizeof key, "customer-%04d", i);
        store_delete(store, text(key));
    }
    store_publish(store);
    write_down(store, "place 2");
    uint64_t before = store_figures(store).file_bytes;
    assert_true(file_holds(folder, "Shirin Neshat"));

    assert_int_equal(store_compact(store, error), STORE_OK);
    assert_false(file_holds(folder, "Shirin Neshat"));
    assert_true(store_figures(store).file_bytes < before);
    assert_true(bytes_equal(store_meta(store), text("place 2")));
    assert_string_equal(value_of(store_writer(store), "customer-0999"), "somebody");
    assert_string_equal(value_of(store_writer(store), "customer-0777"), "(none)");
    StoreView *view = store_view_open(store);
    assert_string_equal(listed(view, "customer-099", "customer-0998", true), "customer-0999=somebody");
    store_view_close(&view);
    put(store, "customer-3000", "new");
    store_publish(store);
    write_down(store, "place 3");
    store_close(&store);
    store = given_store(folder, 0);
    assert_string_equal(value_of(store_writer(store), "customer-3000"), "new");
    store_close(&store);
}

TEST(a_full_map_refuses_and_a_larger_one_goes_on_from_the_last_place)
{
    const char *folder = test_folder();
    PvStore *store = given_store(folder, 256 * 1024);
    char key[32], value[1001] = "";
    memset(value, 'v', 1000);
    put(store, "first", "1");
    store_publish(store);
    write_down(store, "place 1");
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "row-%04d", i);
        put(store, key, value);
    }
    store_publish(store);
    assert_true(store_freeze(store, true, text("place 2")));
    for (int attempt = 0; attempt < 5; attempt++) {
        assert_int_equal(store_write_down(store), STORE_FULL);
        assert_true(store_write_down_pending(store));
        assert_false(store_has_room(store));
    }
    StoreView *view = store_view_open(store); /* reading goes on */
    assert_string_equal(value_of(view, "row-0999"), value);
    store_view_close(&view);
    store_close(&store);

    store = given_store(folder, 64 << 20);
    assert_true(bytes_equal(store_meta(store), text("place 1")));
    assert_string_equal(listed(store_writer(store), "", NULL, false), "first=1");
    assert_true(store_has_room(store));
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "row-%04d", i);
        put(store, key, value);
    }
    store_publish(store);
    write_down(store, "place 2");
    assert_string_equal(value_of(store_writer(store), "row-0500"), value);
    store_close(&store);
}

TEST(what_cannot_be_opened_says_why)
{
    char error[256] = "", path[600];
    PvStore *store;
    snprintf(path, sizeof path, "%s/missing/store", test_folder());
    assert_int_equal(store_open(&store, &(StoreOptions){.folder = path}, error), STORE_FAILED);
    assert_null(store);
    assert_non_null(strstr(error, "missing/store"));

    const char *folder = test_folder();
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 10000; i++)
        fputs("not LMDB ", file);
    fclose(file);
    assert_int_equal(store_open(&store, &(StoreOptions){.folder = folder}, error), STORE_FAILED);
    assert_non_null(strstr(error, folder));
}

TEST(figures_tell_what_the_overlay_and_the_file_hold)
{
    PvStore *store = given_store(test_folder(), 0);
    StoreFigures figures = store_figures(store);
    assert_int_equal(figures.overlay_entries, 0);
    assert_int_equal(figures.overlay_bytes, 0);
    put(store, "a", "1");
    put(store, "b", "1");
    put(store, "b", "2");
    figures = store_figures(store);
    assert_int_equal(figures.overlay_entries, 2);
    assert_in_range(figures.overlay_bytes, 100, 1000);
    assert_true(figures.free_bytes > 0 && figures.file_bytes > 0);
    store_publish(store);
    write_down(store, "place");
    assert_int_equal(store_figures(store).overlay_entries, 0);
    store_close(&store);
}
