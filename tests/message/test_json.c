/* The rules of ProtoJSON, one line a case; and the reasons given for what is refused. */
#include "support/test.h"
#include "sample.h"
#include "runtime/message/base64.h"
#include "runtime/message/json.h"
#include "runtime/limits.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PvArena *arena;
static char path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];

static sample_everything *take(const char *text, size_t size, unsigned flags)
{
    message_tables_add(&sample_message_tables);
    if (!arena)
        arena = arena_open(64 << 20);
    path[0] = why[0] = 0;
    char *exact = malloc(size ? size : 1);
    memcpy(exact, text, size);
    ProtobufCMessage *message =
        json_read(&sample__everything__descriptor, exact, size, arena, flags, path, why);
    free(exact);
    return (sample_everything *)message;
}

TEST(accepted_forms_come_out_in_one_form)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"{}", "{}"},
        {"{\"anInt32\": 5}", "{\"anInt32\":5}"},
        {"{\"an_int32\": 5}", "{\"anInt32\":5}"},
        {"{\"anInt32\": \"-5\"}", "{\"anInt32\":-5}"},
        {"{\"anInt32\": 5.0}", "{\"anInt32\":5}"},
        {"{\"anInt32\": 1e3}", "{\"anInt32\":1000}"},
        {"{\"anInt32\": \"1.5e1\"}", "{\"anInt32\":15}"},
        {"{\"anInt32\": -2147483648}", "{\"anInt32\":-2147483648}"},
        {"{\"anInt64\": 9223372036854775807}", "{\"anInt64\":\"9223372036854775807\"}"},
        {"{\"anInt64\": \"-9223372036854775808\"}", "{\"anInt64\":\"-9223372036854775808\"}"},
        {"{\"aUint64\": \"18446744073709551615\"}", "{\"aUint64\":\"18446744073709551615\"}"},
        {"{\"aUint64\": -0}", "{\"aUint64\":\"0\"}"},
        {"{\"aUint32\": 4294967295}", "{\"aUint32\":4294967295}"},
        {"{\"aSint64\": \"-1\", \"anSfixed64\": -1}", "{\"aSint64\":\"-1\",\"anSfixed64\":\"-1\"}"},
        {"{\"aFixed64\": \"7\", \"aFixed32\": 8}", "{\"aFixed32\":8,\"aFixed64\":\"7\"}"},
        {"{\"aDouble\": 0.1}", "{\"aDouble\":0.1}"},
        {"{\"aDouble\": \"1e-7\"}", "{\"aDouble\":1e-07}"},
        {"{\"aDouble\": -0.0}", "{\"aDouble\":-0.0}"},
        {"{\"aDouble\": 3}", "{\"aDouble\":3}"},
        {"{\"aDouble\": \"NaN\"}", "{\"aDouble\":\"NaN\"}"},
        {"{\"aDouble\": \"-Infinity\"}", "{\"aDouble\":\"-Infinity\"}"},
        {"{\"aFloat\": \"Infinity\"}", "{\"aFloat\":\"Infinity\"}"},
        {"{\"aFloat\": 3.4028235e38}", "{\"aFloat\":3.402823466e+38}"},
        {"{\"aFloat\": 0.1}", "{\"aFloat\":0.1}"},
        {"{\"aBool\": true}", "{\"aBool\":true}"},
        {"{\"aBool\": false}", "{\"aBool\":false}"},
        {"{\"aString\": \"\"}", "{\"aString\":\"\"}"},
        {"{\"aString\": \"\\u0633\\ud83d\\ude00\\/\\u001f\"}",
         "{\"aString\":\"\xd8\xb3\xf0\x9f\x98\x80/\\u001f\"}"},
        {"{\"aString\": \"a\\\"b\\\\\\n\"}", "{\"aString\":\"a\\\"b\\\\\\n\"}"},
        {"{\"someBytes\": \"\"}", "{\"someBytes\":\"\"}"},
        {"{\"someBytes\": \"+/8=\"}", "{\"someBytes\":\"+/8=\"}"},
        {"{\"someBytes\": \"-_8\"}", "{\"someBytes\":\"+/8=\"}"},
        {"{\"colour\": \"RED\"}", "{\"colour\":\"RED\"}"},
        {"{\"colour\": -1}", "{\"colour\":\"INFRARED\"}"},
        {"{\"colour\": 0}", "{\"colour\":\"COLOUR_UNSPECIFIED\"}"},
        {"{\"shade\": \"DARK\", \"part\": {\"label\": \"x\"}}",
         "{\"part\":{\"label\":\"x\"},\"shade\":\"DARK\"}"},
        {"{\"inner\": {}}", "{\"inner\":{}}"},
        {"{\"inner\": null, \"aString\": null, \"aBool\": null, \"lines\": null}", "{}"},
        {"{\"lines\": []}", "{}"},
        {"{\"lines\": [{\"name\": \"a\"}, {}]}", "{\"lines\":[{\"name\":\"a\"},{}]}"},
        {"{\"int64s\": [1, \"2\"]}", "{\"int64s\":[\"1\",\"2\"]}"},
        {"{\"bools\": [true, false]}", "{\"bools\":[true,false]}"},
        {"{\"strings\": [\"\", \"b\"], \"blobs\": [\"AA==\", \"\"]}",
         "{\"strings\":[\"\",\"b\"],\"blobs\":[\"AA==\",\"\"]}"},
        {"{\"colours\": [\"RED\", 0]}", "{\"colours\":[\"RED\",\"COLOUR_UNSPECIFIED\"]}"},
        {"{\"line2Text\": \"x\"}", "{\"line2Text\":\"x\"}"},
        {"{\"line_2_text\": \"x\"}", "{\"line2Text\":\"x\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sample_everything *all = take(cases[i].in, strlen(cases[i].in), 0);
        if (!all)
            fail_msg("%s: %s: %s", cases[i].in, path, why);
        assert_string_equal(json_write(&all->base, arena, 0), cases[i].out);
    }
    arena_close(&arena);
}

static const struct {
    const char *text, *path, *why;
} refused[] = {
    {"", "", "line 1, column 0: '[' or '{' expected near end of file"},
    {"{", "", "line 1, column 1: string or '}' expected near end of file"},
    {"{\n \"anInt32\": 5,\n}", "", "line 3, column 1: string or '}' expected near '}'"},
    {"{} x", "", "line 1, column 4: end of file expected near 'x'"},
    {"[]", "", "must be an object"},
    {"5", "", "line 1, column 1: '[' or '{' expected near '5'"},
    {"{\"anInt32\": 1, \"anInt32\": 2}", "", "line 1, column 24: duplicate object key near '\"anInt32\"'"},
    {"{\"anInt32\": 1, \"an_int32\": 2}", "an_int32", "is given twice"},
    {"{\"anInt32\": null, \"an_int32\": 2}", "an_int32", "is given twice"},
    {"{\"nothing\": 1}", "nothing", "is not a field of payvand.sample.Everything"},
    {"{\"AnInt32\": 1}", "AnInt32", "is not a field of payvand.sample.Everything"},
    {"{\"lines\": [{}, {\"nmae\": 1}]}", "lines[1].nmae", "is not a field of payvand.sample.Inner"},
    {"{\"lines\": [{\"leaf\": {\"words\": [\"a\", 7]}}]}", "lines[0].leaf.words[1]", "must be a text"},
    {"{\"lines\": [null]}", "lines[0]", "must be an object"},
    {"{\"strings\": [null]}", "strings[0]", "must be a text"},
    {"{\"lines\": {}}", "lines", "must be a list"},
    {"{\"int32s\": [[1]]}", "int32s[0]", "must be a whole number"},
    {"{\"inner\": []}", "inner", "must be an object"},
    {"{\"anInt32\": 2147483648}", "anInt32", "is out of range for a whole number of 32 bits"},
    {"{\"anInt32\": \"-2147483649\"}", "anInt32", "is out of range for a whole number of 32 bits"},
    {"{\"aUint32\": -1}", "aUint32", "must not be negative"},
    {"{\"aUint32\": 4294967296}", "aUint32", "is out of range for a whole number of 32 bits"},
    {"{\"anInt64\": \"9223372036854775808\"}", "anInt64", "is out of range for a whole number of 64 bits"},
    {"{\"aUint64\": \"18446744073709551616\"}", "aUint64", "is out of range"},
    {"{\"aUint64\": 18446744073709551615}", "",
     "line 1, column 32: the number is too large; whole numbers of 64 bits may be given as texts"},
    {"{\"anInt64\": 1e17}", "anInt64", "is too large to be exact in this form; write it as a text of digits"},
    {"{\"anInt32\": 0.5}", "anInt32", "is not a whole number"},
    {"{\"anInt32\": \"0.5\"}", "anInt32", "is not a whole number"},
    {"{\"anInt32\": \"\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \" 1\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \"1 \"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \"+1\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \"01\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \"0x1\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": \"\xdb\xb1\"}", "anInt32", "must be a whole number"},
    {"{\"anInt32\": true}", "anInt32", "must be a whole number"},
    {"{\"aDouble\": \"1e999\"}", "aDouble", "is out of range for a double"},
    {"{\"aDouble\": \"nan\"}", "aDouble", "must be a number, NaN, Infinity or -Infinity"},
    {"{\"aDouble\": {}}", "aDouble", "must be a number"},
    {"{\"aFloat\": 1e39}", "aFloat", "is out of range for a float"},
    {"{\"aBool\": 1}", "aBool", "must be true or false"},
    {"{\"aBool\": \"true\"}", "aBool", "must be true or false"},
    {"{\"aString\": 1}", "aString", "must be a text"},
    {"{\"aString\": \"a\\u0000b\"}", "", "line 1, column 22: the character NUL is not allowed"},
    {"{\"aString\": \"\\ud800\"}", "", "line 1, column 20: invalid Unicode '\\uD800' near '\"\\ud800\"'"},
    {"{\"aString\": \"\xff\"}", "", "line 1, column 13: unable to decode byte 0xff near '\"'"},
    {"{\"someBytes\": \"a\"}", "someBytes", "is not base64"},
    {"{\"someBytes\": \"ab=\"}", "someBytes", "is not base64"},
    {"{\"someBytes\": \"ab!d\"}", "someBytes", "is not base64"},
    {"{\"someBytes\": \"////=\"}", "someBytes", "is not base64"},
    {"{\"colour\": \"red\"}", "colour", "is no value of payvand.sample.Colour (INFRARED, RED): red"},
    {"{\"colour\": 9}", "colour", "is no value of payvand.sample.Colour (INFRARED, RED): 9"},
    {"{\"colour\": \"1\"}", "colour", "is no value of payvand.sample.Colour (INFRARED, RED): 1"},
    {"{\"colour\": {}}", "colour", "must be the name of an enum value"},
};

TEST(what_is_refused_is_named_with_its_place)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (take(refused[i].text, strlen(refused[i].text), 0))
            fail_msg("accepted: %s", refused[i].text);
        if (strcmp(path, refused[i].path) || strcmp(why, refused[i].why))
            fail_msg("%s gave '%s': '%s'", refused[i].text, path, why);
    }
    assert_null(take("{\"aString\": \"a\0b\"}", 18, 0));
    arena_close(&arena);
}

TEST(unknown_fields_may_be_passed_over)
{
    const char *text =
        "{\"x\": {\"y\": [1]}, \"anInt32\": 1, \"colour\": \"BLUE\", \"colours\": [\"RED\", \"BLUE\"]}";
    sample_everything *all = take(text, strlen(text), PV_JSON_IGNORE_UNKNOWN);
    assert_non_null(all);
    assert_string_equal(json_write(&all->base, arena, 0), "{\"anInt32\":1,\"colours\":[\"RED\"]}");
    arena_close(&arena);
}

TEST(pretty_text_has_one_field_a_line)
{
    const char *text = "{\"inner\": {\"name\": \"a\", \"leaf\": {}}, \"bools\": [true, false]}";
    sample_everything *all = take(text, strlen(text), 0);
    assert_string_equal(json_write(&all->base, arena, PV_JSON_PRETTY),
                        "{\n  \"inner\": {\n    \"name\": \"a\",\n    \"leaf\": {}\n  },\n"
                        "  \"bools\": [\n    true,\n    false\n  ]\n}");
    arena_close(&arena);
}

TEST(depth_and_size_have_limits)
{
    char text[4096] = "";
    message_tables_add(&sample_message_tables);
    arena = arena_open(16 << 20);
    for (int levels = 8; levels <= 9; levels++) {
        strcpy(text, "{}");
        for (int i = 1; i < levels; i++) {
            char outer[sizeof text];
            snprintf(outer, sizeof outer, "{\"d\": %.4000s}", text);
            strcpy(text, outer);
        }
        ProtobufCMessage *read = json_read(&sample__d1__descriptor, text, strlen(text), arena, 0, path, why);
        assert_int_equal(read != NULL, levels == 8);
    }
    assert_string_equal(path, "d.d.d.d.d.d.d.d");
    assert_string_equal(why, "is nested too deeply");

    size_t size = PV_JSON_LIMIT_BYTES + 1;
    char *large = malloc(size);
    memset(large, '[', size);
    assert_null(take(large, size, 0));
    assert_string_equal(why, "the text is larger than a megabyte");
    assert_null(take(large, size - 1, 0));
    assert_non_null(strstr(why, "maximum parsing depth reached"));
    free(large);
    arena_close(&arena);
}

TEST(reasons_stay_valid_text_when_they_are_cut)
{
    char text[3000] = "{\"";
    for (int i = 0; i < 400; i++)
        strcat(text, i % 2 ? "\xd8\xb3" : "\xe2\x82\xac");
    strcat(text, "\\n\": 1}");
    assert_null(take(text, strlen(text), 0));
    assert_true(strlen(path) > 200 && strlen(path) < PV_JSON_PATH_BYTES);
    assert_memory_equal(path, "\xe2\x82\xac\xd8\xb3", 5);
    assert_null(take("{\"a\\nb\": 1}", 11, 0));
    assert_string_equal(path, "a?b");
    arena_close(&arena);
}

TEST(texts_and_enums_that_break_the_rules_are_still_written_as_json)
{
    message_tables_add(&sample_message_tables);
    arena = arena_open(1 << 20);
    sample_everything all = SAMPLE__EVERYTHING__INIT;
    all.a_string = "a\xff\xd8";
    all.has_colour = 1, all.colour = (Sample__Colour)77;
    assert_string_equal(json_write(&all.base, arena, 0),
                        "{\"aString\":\"a\xef\xbf\xbd\xef\xbf\xbd\",\"colour\":77}");
    arena_close(&arena);
}

TEST(base64_follows_the_vectors_of_rfc_4648)
{
    static const char *const cases[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16] = "";
        uint8_t back[16];
        size_t size;
        base64_write((const uint8_t *)cases[i][0], strlen(cases[i][0]), out);
        assert_string_equal(out, cases[i][1]);
        assert_true(base64_read(out, strlen(out), back, &size));
        assert_int_equal(size, strlen(cases[i][0]));
        assert_memory_equal(back, cases[i][0], size);
    }
}

/* The text that JSON has for one byte in a text. */
static void expect_letter(unsigned byte, char out[8])
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *at = letters; *at; at += 2)
        if ((unsigned char)*at == byte) {
            snprintf(out, 8, "\\%c", at[1]);
            return;
        }
    if (byte >= 0x80)
        strcpy(out, "\xef\xbf\xbd");
    else
        snprintf(out, 8, byte < 0x20 || byte == 0x7f ? "\\u%04x" : "%c", byte);
}

TEST(every_byte_is_escaped_where_it_must_be_at_every_place)
{
    message_tables_add(&sample_message_tables);
    PvArena *words = arena_open(1 << 20);
    for (unsigned place = 0; place < 20; place++) {
        for (unsigned byte = 1; byte < 256; byte++) {
            char text[21] = "aaaaaaaaaaaaaaaaaaaa", letter[8], expected[64];
            sample_everything message = SAMPLE__EVERYTHING__INIT;
            text[place] = (char)byte;
            message.a_string = text;
            expect_letter(byte, letter);
            snprintf(expected, sizeof expected, "{\"aString\":\"%.*s%s%s\"}", (int)place, text, letter, text + place + 1);
            assert_string_equal(json_write(&message.base, words, 0), expected);
            arena_reset(words);
        }
    }
    arena_close(&words);
}
