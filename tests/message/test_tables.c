/* What the build knows of messages, and clearing what is personal. */
#include "support/test.h"
#include "sample.h"
#include "payvand/messages.h"
#include "runtime/memory/require.h"
#include <string.h>

static const PvMessageInfo *everything(void)
{
    message_tables_add(&sample_message_tables);
    return message_info("payvand.sample.Everything");
}

TEST(every_message_is_found_by_name_and_by_descriptor)
{
    assert_true(pv_message_tables.message_count >= 10);
    for (unsigned i = 0; i < pv_message_tables.message_count; i++) {
        const PvMessageInfo *info = &pv_message_tables.messages[i];
        assert_string_equal(info->full_name, info->descriptor->name);
        assert_ptr_equal(message_info(info->full_name), info);
        assert_ptr_equal(message_info_of(info->descriptor), info);
        assert_int_equal(info->field_count, info->descriptor->n_fields);
        for (unsigned f = 0; f < info->field_count; f++) {
            assert_string_equal(info->fields[f].name, info->descriptor->fields[f].name);
            bool message = info->descriptor->fields[f].type == PROTOBUF_C_TYPE_MESSAGE;
            assert_int_equal(message, info->fields[f].message != NULL);
        }
    }
    assert_null(message_info("payvand.Nothing"));
    assert_null(message_info(""));
}

TEST(every_message_and_field_has_a_comment)
{
    for (unsigned i = 0; i < pv_message_tables.message_count; i++) {
        const PvMessageInfo *info = &pv_message_tables.messages[i];
        if (!*info->comment)
            fail_msg("%s has no comment", info->full_name);
        for (unsigned f = 0; f < info->field_count; f++) {
            if (!*info->fields[f].comment)
                fail_msg("%s.%s has no comment", info->full_name, info->fields[f].name);
        }
    }
}

TEST(names_comments_and_enums_are_known)
{
    const PvMessageInfo *info = everything();
    assert_non_null(info);
    assert_ptr_equal(info->descriptor, &sample__everything__descriptor);
    assert_string_equal(info->comment, "Everything at once.");
    assert_string_equal(info->fields[0].json_name, "aDouble");
    assert_string_equal(info->fields[info->field_count - 1].name, "line_2_text");
    assert_string_equal(info->fields[info->field_count - 1].json_name, "line2Text");
    const PvFieldInfo *colour = &info->fields[15];
    assert_string_equal(colour->name, "colour");
    assert_string_equal(colour->enumeration->full_name, "payvand.sample.Colour");
    assert_int_equal(colour->enumeration->value_count, 3);
    assert_string_equal(colour->enumeration->values[1].comment, "Red, the \"first\".");
    assert_int_equal(colour->enumeration->values[2].number, -1);
    assert_ptr_equal(message_info("payvand.sample.Everything.Part")->descriptor,
                     &sample__everything__part__descriptor);
    assert_true(info->holds_personal);
    assert_false(message_info("payvand.sample.D1")->holds_personal);
}

TEST(personal_fields_are_cleared_deeply_and_nothing_else)
{
    sample_everything all = SAMPLE__EVERYTHING__INIT;
    const char *words[] = {"one", "two"};
    int32_t numbers[] = {1, -2};
    sample_leaf leaf = SAMPLE__LEAF__INIT, same = SAMPLE__LEAF__INIT;
    leaf.words = words, leaf.n_words = 2, leaf.numbers = numbers, leaf.n_numbers = 2;
    sample_inner line = SAMPLE__INNER__INIT, plain = SAMPLE__INNER__INIT, person = SAMPLE__INNER__INIT;
    line.name = "Ali", line.has_count = 1, line.count = 7, line.leaf = &leaf;
    plain.leaf = &same;
    sample_inner *lines[] = {&line, &plain};
    all.lines = lines, all.n_lines = 2, all.person = &person;
    all.a_string = "text", all.has_an_int64 = 1, all.an_int64 = 5;
    all.has_some_bytes = 1, all.some_bytes = (ProtobufCBinaryData){3, (uint8_t *)"abc"};
    all.int32s = numbers, all.n_int32s = 2, all.has_birthday_ms = 1, all.birthday_ms = 99;

    assert_true(message_clear_personal(everything(), &all.base));
    assert_null(all.a_string);
    assert_false(all.has_some_bytes);
    assert_null(all.some_bytes.data);
    assert_int_equal(all.n_int32s, 0);
    assert_false(all.has_birthday_ms);
    assert_int_equal(all.birthday_ms, 0);
    assert_null(all.person);
    assert_null(line.name);
    assert_int_equal(leaf.n_words, 0);
    assert_int_equal(leaf.n_numbers, 2);
    assert_int_equal(line.count, 7);
    assert_int_equal(all.an_int64, 5);
    assert_int_equal(all.n_lines, 2);
    assert_false(message_clear_personal(everything(), &all.base));
}
