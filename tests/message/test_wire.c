/* Bytes from outside are judged before they are unpacked. */
#include "support/test.h"
#include "sample.h"
#include "payvand/messages.h"
#include "runtime/message/wire.h"
#include <stdlib.h>
#include <string.h>

static Bytes outer, inner;
static char why[PV_WIRE_WHY_BYTES];

static void start(void)
{
    outer.count = inner.count = 0;
    why[0] = 0;
}

static bool passes(void)
{
    return wire_check(&sample__everything__descriptor, outer.bytes, outer.count, PV_MESSAGE_LIMIT_BYTES, why);
}

static void expect(const char *reason)
{
    assert_false(passes());
    assert_string_equal(why, reason);
}

TEST(what_we_pack_passes_and_comes_back)
{
    PvArena *arena = arena_open(1 << 20);
    sample_everything all = SAMPLE__EVERYTHING__INIT;
    sample_inner line = SAMPLE__INNER__INIT;
    line.name = "\xd8\xb9\xd9\x84\xdb\x8c", line.has_count = 1, line.count = -1;
    sample_inner *lines[] = {&line, &line};
    double doubles[] = {1.5, -2};
    int64_t numbers[] = {-1, 1, INT64_MIN};
    all.lines = lines, all.n_lines = 2, all.doubles = doubles, all.n_doubles = 2;
    all.int64s = numbers, all.n_int64s = 3, all.has_a_fixed32 = 1, all.a_fixed32 = 9;
    all.a_string = "text", all.line_2_text = "far", all.has_a_bool = 1, all.a_bool = 1;

    size_t size;
    uint8_t *bytes = wire_pack(&all.base, arena, &size);
    sample_everything *back = (sample_everything *)wire_unpack(&sample__everything__descriptor, bytes, size,
                                                               PV_MESSAGE_LIMIT_BYTES, arena, why);
    assert_non_null(back);
    assert_string_equal(back->lines[1]->name, line.name);
    assert_int_equal(back->lines[0]->count, -1);
    assert_true(back->int64s[2] == INT64_MIN);
    assert_string_equal(back->line_2_text, "far");
    size_t again_size;
    uint8_t *again = wire_pack(&back->base, arena, &again_size);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    arena_close(&arena);
}

TEST(an_empty_message_passes)
{
    start();
    assert_true(passes());
    assert_true(wire_check(&sample__everything__descriptor, NULL, 0, 0, why));
}

TEST(bad_text_is_refused_with_its_path)
{
    start();
    bytes_delimited(&inner, 1, "fine", 4);
    bytes_delimited(&outer, 31, inner.bytes, inner.count);
    bytes_delimited(&outer, 31, inner.bytes, inner.count);
    bytes_delimited(&inner, 1, "\xff", 1);
    bytes_delimited(&outer, 31, inner.bytes, inner.count);
    expect("lines[2].name is not valid UTF-8");

    start();
    bytes_delimited(&outer, 14, "a\0b", 3);
    expect("a_string holds a NUL character");

    start();
    Bytes *leaf = calloc(1, sizeof *leaf);
    bytes_delimited(leaf, 1, "ok", 2);
    bytes_delimited(leaf, 1, "\xed\xa0\x80", 3);
    bytes_delimited(&inner, 3, leaf->bytes, leaf->count);
    bytes_delimited(&outer, 17, inner.bytes, inner.count);
    expect("inner.leaf.words[1] is not valid UTF-8");
    free(leaf);
}

TEST(wrong_forms_are_refused)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *reason;
    } cases[] = {
        {"\x08\x01", 2, "a_double has the wrong wire type"},
        {"\x1d\0\0\0\0", 5, "an_int32 has the wrong wire type"},
        {"\x1a\x01\x01", 3, "an_int32 has the wrong wire type"}, /* packed, but not a list */
        {"\x70\x01", 2, "a_string has the wrong wire type"},
        {"\x88\x01\x01", 3, "inner has the wrong wire type"},
        {"\x09\0\0\0", 4, "a_double is cut off"},
        {"\x15\0\0", 3, "a_float is cut off"},
        {"\x72\x05"
         "abc",
         5, "a_string is cut off"},
        {"\x72\xff\xff\xff\xff\x0f", 6, "a_string is cut off"},
        {"\x72\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "a_string is cut off"},
        {"\x18\x80", 2, "an_int32 is no valid number"},
        {"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11, "an_int32 is no valid number"},
        {"\x18\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, "an_int32 is no valid number"},
        {"\x1b\x1c", 2, "an_int32 is a group, which is not allowed"},
        {"\x9b\x06\x9c\x06", 4, "field 99 is a group, which is not allowed"},
        {"\x1e", 1, "an_int32 has an unknown wire type"},
        {"\x00\x01", 2, "the message holds a field without a valid number"},
        {"\xff\xff\xff\xff\xff\x01\x01", 7, "the message holds a field without a valid number"},
        {"\x80", 1, "the message holds a field without a valid number"},
        {"\xaa\x01\x07"
         "1234567",
         10, "doubles[0] has a cut off number"},
        {"\xc2\x01\x01\x80", 4, "int64s[0] has a number that is not valid"},
        {"\x8a\x01\x00\x8a\x01\x00", 6, "inner is given more than once"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start();
        bytes_raw(&outer, cases[i].bytes, cases[i].size);
        expect(cases[i].reason);
    }
}

TEST(lists_may_come_packed_or_not)
{
    start();
    bytes_raw(&outer, "\xba\x01\x03\x01\x02\x03\xb8\x01\x04\xc0\x01\x05", 12);
    assert_true(passes());
    PvArena *arena = arena_open(1 << 20);
    sample_everything *all = (sample_everything *)wire_unpack(&sample__everything__descriptor, outer.bytes,
                                                              outer.count, 100, arena, why);
    assert_int_equal(all->n_int32s, 4);
    assert_int_equal(all->int32s[3], 4);
    assert_int_equal(all->n_int64s, 1);
    arena_close(&arena);
}

TEST(unknown_fields_pass_and_are_counted)
{
    start();
    bytes_raw(&outer,
              "\x98\x06\x01\x9a\x06\x02\xff\x00\x99\x06"
              "12345678",
              18);
    assert_true(passes());
    start();
    for (int i = 0; i <= PV_MESSAGE_FIELD_LIMIT; i++) {
        assert_true(passes());
        bytes_raw(&outer, "\x98\x06\x01", 3);
    }
    expect("field 99 is one field too many");
}

TEST(fields_are_counted_on_all_levels)
{
    start();
    for (int i = 0; i < PV_MESSAGE_FIELD_LIMIT / 2; i++)
        bytes_raw(&outer, "\xfa\x01\x02\x10\x01", 5);
    assert_true(passes());
    bytes_raw(&outer, "\x68\x01", 2);
    expect("a_bool is one field too many");
    /* A larger limit of bytes brings a larger limit of fields. */
    assert_true(
        wire_check(&sample__everything__descriptor, outer.bytes, outer.count, PV_ANSWER_LIMIT_BYTES, why));
}

TEST(eight_levels_pass_and_nine_do_not)
{
    start();
    for (int level = 1; level < PV_MESSAGE_DEPTH_LIMIT; level++) {
        inner.count = 0;
        bytes_delimited(&inner, 1, outer.bytes, outer.count);
        outer.count = 0;
        bytes_raw(&outer, inner.bytes, inner.count);
    }
    assert_true(wire_check(&sample__d1__descriptor, outer.bytes, outer.count, 1000, why));
    inner.count = 0;
    bytes_delimited(&inner, 1, outer.bytes, outer.count);
    assert_false(wire_check(&sample__d1__descriptor, inner.bytes, inner.count, 1000, why));
    assert_string_equal(why, "d.d.d.d.d.d.d.d is nested too deeply");
}

TEST(too_many_bytes_are_refused)
{
    start();
    bytes_delimited(&outer, 14, "abc", 3);
    assert_false(wire_check(&sample__everything__descriptor, outer.bytes, outer.count, 4, why));
    assert_string_equal(why, "the message has 5 bytes; the limit is 4");
}

TEST(a_spent_budget_is_a_refusal)
{
    start();
    for (int i = 0; i < 4000; i++)
        bytes_raw(&outer, "\xfa\x01\x00", 3);
    PvArena *arena = arena_open(10000);
    assert_null(wire_unpack(&sample__everything__descriptor, outer.bytes, outer.count, PV_MESSAGE_LIMIT_BYTES,
                            arena, why));
    assert_string_equal(why, "the message is too large to be unpacked");
    arena_close(&arena);
}

TEST(fields_are_picked_without_unpacking)
{
    PvArena *arena = arena_open(1 << 20);
    pv_envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = "sales", envelope.has_sequence = 1, envelope.sequence = 1ull << 40;
    envelope.type = "payvand.sales.DealWon", envelope.has_payload_digest = 1;
    envelope.payload_digest = 0x1122334455667788;
    envelope.has_payload = 1, envelope.payload = (ProtobufCBinaryData){3, (uint8_t *)"xyz"};
    size_t size;
    uint8_t *bytes = wire_pack(&envelope.base, arena, &size);

    WirePick picks[] = {{.field = 3}, {.field = 10}, {.field = 20}, {.field = 12}};
    assert_true(wire_pick(bytes, size, picks, 4));
    assert_true(picks[0].found && picks[0].number == 1ull << 40);
    assert_int_equal(picks[1].size_bytes, strlen(envelope.type));
    assert_memory_equal(picks[1].bytes, envelope.type, picks[1].size_bytes);
    assert_true(picks[2].number == 0x1122334455667788);
    assert_false(picks[3].found);

    const uint8_t *value;
    size_t value_size;
    uint64_t number;
    assert_true(wire_find_bytes(bytes, size, 19, &value, &value_size));
    assert_int_equal(value_size, 3);
    assert_true(wire_read_uint64(bytes, size, 3, &number));
    assert_false(wire_read_uint64(bytes, size, 10, &number));
    assert_false(wire_find_bytes(bytes, size, 3, &value, &value_size));
    assert_false(wire_find_bytes(bytes, size - 1, 19, &value, &value_size));
    assert_true(wire_find_bytes((const uint8_t *)"\x0a\x01"
                                                 "a\x0a\x01"
                                                 "b",
                                6, 1, &value, &value_size));
    assert_int_equal(*value, 'b');
    arena_close(&arena);
}

TEST(random_bytes_and_broken_messages_never_crash)
{
    PvArena *arena = arena_open(16 << 20);
    uint32_t seed = 12345;
    for (int round = 0; round < 20000; round++) {
        start();
        if (round % 2) {
            bytes_raw(&outer,
                      "\xfa\x01\x06\x0a\x02hi\x10\x05\x8a\x01\x04\x1a\x02\x0a\x00\x72\x03"
                      "abc\xaa\x01\x08"
                      "12345678",
                      31);
        } else {
            outer.count = round % 60;
            for (size_t i = 0; i < outer.count; i++)
                outer.bytes[i] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
        }
        for (int change = 0; change < round % 5 && outer.count; change++) {
            seed = seed * 1664525u + 1013904223u;
            outer.bytes[(seed >> 8) % outer.count] = (uint8_t)(seed >> 24);
        }
        uint8_t *exact = malloc(outer.count ? outer.count : 1);
        memcpy(exact, outer.bytes, outer.count);
        if (!wire_unpack(&sample__everything__descriptor, exact, outer.count, 1000, arena, why))
            assert_true(strlen(why) > 0);
        free(exact);
        arena_reset(arena);
    }
    arena_close(&arena);
}
