/* Scans over keys in LMDB, in the frozen generation and in the active one, with tombstones in each. */
#include "store_fixture.h"
#include <stdio.h>

/* LMDB: a b d e g; frozen: b changed, c new, d deleted; active: c changed, e deleted, f new. */
static PvStore *given_layers(const char *folder)
{
    PvStore *store = given_store(folder, 0);
    put(store, "k/a", "base");
    put(store, "k/b", "base");
    put(store, "k/d", "base");
    put(store, "k/e", "base");
    put(store, "k/g", "base");
    put(store, "l", "base");
    store_publish(store);
    write_down(store, "1");
    put(store, "k/b", "frozen");
    put(store, "k/c", "frozen");
    store_delete(store, text("k/d"));
    put(store, "j", "frozen");
    store_publish(store);
    assert_true(store_freeze(store, true, text("2")));
    put(store, "k/c", "active");
    store_delete(store, text("k/e"));
    put(store, "k/f", "active");
    put(store, "k", "active");
    store_publish(store);
    return store;
}

static void scans_are_right(StoreView *view)
{
    assert_string_equal(listed(view, "", NULL, false),
                        "j=frozen k=active k/a=base k/b=frozen k/c=active k/f=active "
                        "k/g=base l=base");
    assert_string_equal(listed(view, "k/", NULL, false),
                        "k/a=base k/b=frozen k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/b", false), "k/b=frozen k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/b", true), "k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/a", true), "k/b=frozen k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/d", true), "k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/d", false), "k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k/f", true), "k/g=base");
    assert_string_equal(listed(view, "k/", "k/g", true), "");
    assert_string_equal(listed(view, "k/", "a", true), "k/a=base k/b=frozen k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "k", true), "k/a=base k/b=frozen k/c=active k/f=active k/g=base");
    assert_string_equal(listed(view, "k/", "z", false), "");
    assert_string_equal(listed(view, "", "k", true),
                        "k/a=base k/b=frozen k/c=active k/f=active k/g=base l=base");
    assert_string_equal(listed(view, "k/d", NULL, false), "");
    assert_string_equal(listed(view, "k/c", NULL, false), "k/c=active");
    assert_string_equal(listed(view, "nothing", NULL, false), "");
}

TEST(a_scan_merges_three_layers_in_order_without_tombstones)
{
    PvStore *store = given_layers(test_folder());
    scans_are_right(store_writer(store));
    StoreView *view = store_view_open(store);
    scans_are_right(view);
    assert_int_equal(store_write_down(store), STORE_OK);
    scans_are_right(view);
    scans_are_right(store_writer(store));
    StoreView *later = store_view_open(store); /* LMDB and active alone */
    scans_are_right(later);
    store_settle(store);
    scans_are_right(store_writer(store));
    scans_are_right(view);
    write_down(store, "3");
    scans_are_right(store_writer(store));
    scans_are_right(view);
    scans_are_right(later);
    store_view_close(&view);
    store_view_close(&later);
    store_close(&store);
}

TEST(an_open_scan_keeps_its_view_while_the_writer_goes_on)
{
    PvStore *store = given_layers(test_folder());
    StoreView *view = store_view_open(store);
    StoreBytes key, value;
    StoreScan *scan = store_scan_open(view, text("k/"), NULL, false);
    static const char *expected[] = {"k/a", "k/b", "k/c", "k/f", "k/g"};
    for (int i = 0; i < 5; i++) {
        char fresh[16];
        snprintf(fresh, sizeof fresh, "k/%cx", "abcfg"[i]);
        put(store, fresh, "later");
        store_delete(store, text(expected[i]));
        store_publish(store);
        assert_int_equal(store_write_down(store), STORE_OK);
        store_settle(store);
        store_freeze(store, true, text(fresh));
        assert_true(store_scan_next(scan, &key, &value));
        assert_true(bytes_equal(key, text(expected[i])));
    }
    assert_false(store_scan_next(scan, &key, &value));
    assert_false(store_scan_next(scan, &key, &value));
    store_scan_close(&scan);
    assert_null(scan);
    store_view_close(&view);
    assert_string_equal(listed(store_writer(store), "k/", NULL, false),
                        "k/ax=later k/bx=later k/cx=later k/fx=later k/gx=later");
    store_close(&store);
}

TEST(scans_nest_and_their_cursors_are_used_again)
{
    PvStore *store = given_layers(test_folder());
    for (int round = 0; round < 20; round++) {
        StoreView *view = round % 2 ? store_view_open(store) : store_writer(store);
        StoreScan *outer = store_scan_open(view, text("k/"), NULL, false);
        StoreBytes key, value, found;
        int pairs = 0;
        while (store_scan_next(outer, &key, &value)) {
            StoreScan *inner = store_scan_open(view, text("k/"), &key, true);
            StoreBytes inner_key, inner_value;
            for (; store_scan_next(inner, &inner_key, &inner_value); pairs++)
                assert_true(store_get(view, inner_key, &found) && bytes_equal(found, inner_value));
            store_scan_close(&inner);
        }
        store_scan_close(&outer);
        assert_int_equal(pairs, 10);
        if (round % 2)
            store_view_close(&view);
        if (round == 6)
            assert_int_equal(store_write_down(store), STORE_OK);
        if (round == 12)
            write_down(store, "again");
    }
    store_close(&store);
}

TEST(an_empty_store_scans_to_nothing)
{
    PvStore *store = given_store(test_folder(), 0);
    assert_string_equal(listed(store_writer(store), "", NULL, false), "");
    assert_string_equal(listed(store_writer(store), "a", "ab", true), "");
    size_t mark = store_mark(store);
    put(store, "a", "1");
    store_rewind(store, mark);
    assert_string_equal(listed(store_writer(store), "", NULL, false), "");
    store_publish(store);
    write_down(store, "1");
    assert_string_equal(listed(store_writer(store), "", NULL, false), "");
    store_close(&store);
}
