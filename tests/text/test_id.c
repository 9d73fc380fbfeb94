/* Ids: form, order, parsing, partitions. */
#include "support/test.h"
#include "runtime/text/id.h"
#include <string.h>
#include <uuid/uuid.h>

static int64_t now_ms;
static uint32_t seed;

static int64_t fake_clock(void *context)
{
    return now_ms;
}

static void fake_random(void *context, void *out, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525u + 1013904223u;
        ((uint8_t *)out)[i] = (uint8_t)(seed >> 24);
    }
}

static const PvPlatform fake = {.clock_ms = fake_clock, .random_bytes = fake_random};

TEST(an_id_is_a_uuid_of_version_7_with_its_time)
{
    PvIds ids;
    ids_open(&ids, &fake);
    now_ms = 0x018c12345678;
    char text[PV_ID_TEXT_BYTES];
    id_new(&ids, text);
    assert_memory_equal(text, "018c1234-5678-7", 15);
    uuid_t uuid;
    assert_int_equal(uuid_parse(text, uuid), 0);
    assert_int_equal(uuid_type(uuid), 7);
    assert_int_equal(uuid_variant(uuid), UUID_VARIANT_DCE);
}

TEST(ids_rise_within_a_millisecond_and_when_the_clock_goes_back)
{
    PvIds ids;
    ids_open(&ids, &fake);
    now_ms = 1700000000000;
    char before[PV_ID_TEXT_BYTES] = "", text[PV_ID_TEXT_BYTES];
    for (int i = 0; i < 50000; i++) {
        if (i % 10000 == 9999)
            now_ms -= 5000;
        if (i % 7000 == 6999)
            now_ms += 3;
        id_new(&ids, text);
        assert_true(strcmp(text, before) > 0);
        assert_true(id_parse(text, NULL));
        strcpy(before, text);
    }
}

TEST(the_same_seed_gives_the_same_ids)
{
    char first[PV_ID_TEXT_BYTES], again[PV_ID_TEXT_BYTES];
    PvIds ids;
    for (int round = 0; round < 2; round++) {
        seed = 7;
        now_ms = 1700000000000;
        ids_open(&ids, &fake);
        for (int i = 0; i < 100; i++)
            id_new(&ids, round ? again : first);
    }
    assert_string_equal(first, again);
}

TEST(only_canonical_text_is_an_id)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"018c1234-5678-7abc-8def-0123456789ab", true},
        {"00000000-0000-0000-0000-000000000000", true},
        {"ffffffff-ffff-ffff-ffff-ffffffffffff", true},
        {"018C1234-5678-7abc-8def-0123456789ab", false},
        {"018c1234-5678-7abc-8def-0123456789a", false},
        {"018c1234-5678-7abc-8def-0123456789abc", false},
        {"018c12345678-7abc-8def-0123456789ab-", false},
        {"018c1234-5678-7abc-8def_0123456789ab", false},
        {"018c1234-5678-7abc-8def-0123456789ag", false},
        {"018c1234-5678-7abc-8def-012345678`ab", false},
        {"018c1234-5678-7abc-8def-012345678:ab", false},
        {"{18c1234-5678-7abc-8def-0123456789ab", false},
        {" 18c1234-5678-7abc-8def-0123456789ab", false},
        {"\xdb\xb1"
         "8c123-5678-7abc-8def-0123456789ab",
         false},
        {"", false},
        {NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(id_parse(cases[i].text, NULL), cases[i].valid);
}

TEST(parsing_and_printing_agree_with_libuuid)
{
    for (int i = 0; i < 1000; i++) {
        uint8_t bytes[16], parsed[16];
        fake_random(NULL, bytes, sizeof bytes);
        char text[PV_ID_TEXT_BYTES], theirs[37];
        id_print(bytes, text);
        uuid_unparse_lower(bytes, theirs);
        assert_string_equal(text, theirs);
        assert_true(id_parse(text, parsed));
        assert_memory_equal(parsed, bytes, 16);
    }
}

TEST(partitions_are_as_published)
{
    static const struct {
        const char *id;
        uint32_t partition;
    } cases[] = {
        {"", 50},
        {"00000000-0000-0000-0000-000000000000", 50},
        {"018c1234-5678-7abc-8def-0123456789ab", 42},
        {"0190a5b2-3c4d-7e5f-8a6b-7c8d9e0f1a2b", 22},
        {"ffffffff-ffff-ffff-ffff-ffffffffffff", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(id_partition(cases[i].id), cases[i].partition);
    assert_int_equal(id_partition(NULL), id_partition(""));
}
