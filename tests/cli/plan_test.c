/* The plan of an import: columns, constants, and what it says of a wrong word. */
#include "cli/import/plan.h"
#include "support/test.h"
#include <string.h>

static const PlanField fields[] = {
    {"customer", true, "who"}, {"date", true, "when"}, {"note", false, "what"}, {NULL, false, NULL}};

static const char *const header[] = {" customer_id", "Date", "a, b"};
static const CsvRow first = {.line = 1, .count = 3, .fields = header};

TEST(columns_are_found_by_map_by_name_and_by_number)
{
    ImportPlan plan;
    char why[PLAN_WHY_BYTES] = "", text[20];
    PlanWords words = {.maps = {"customer=customer_id,note=#3"}, .map_count = 1};
    assert_true(plan_make(fields, &words, &first, &plan, why));
    assert_int_equal(plan.column[0], 0);
    assert_int_equal(plan.column[1], 1);
    assert_int_equal(plan.column[2], 2);
    assert_true(plan.skip_first);
    const char *const cells[] = {" 7 ", "x", "far too long a text for it"};
    CsvRow row = {.line = 2, .count = 3, .fields = cells};
    assert_true(plan_value(&plan, &row, 0, text, sizeof text));
    assert_string_equal(text, "7");
    assert_false(plan_value(&plan, &row, 2, text, sizeof text));
    assert_true(plan_row_is_good(&plan, &row, why));
    row.count = 2;
    assert_false(plan_row_is_good(&plan, &row, why));
    assert_string_equal(why, "the row has 2 fields, the file has 3 columns");
    plan_close(&plan);
}

TEST(a_column_name_may_hold_a_comma)
{
    ImportPlan plan;
    char why[PLAN_WHY_BYTES] = "";
    PlanWords words = {.maps = {"note=a, b,customer=customer_id"}, .map_count = 1};
    assert_true(plan_make(fields, &words, &first, &plan, why));
    assert_int_equal(plan.column[2], 2);
    plan_close(&plan);
}

TEST(constants_stand_in_for_columns)
{
    ImportPlan plan;
    char why[PLAN_WHY_BYTES] = "", text[20];
    PlanWords words = {.sets = {"customer=me", "note=a=b"}, .set_count = 2, .columns = "x, date"};
    const char *const cells[] = {"1", ""};
    CsvRow row = {.line = 1, .count = 2, .fields = cells};
    assert_true(plan_make(fields, &words, &row, &plan, why));
    assert_false(plan.skip_first);
    assert_true(plan_value(&plan, &row, 0, text, sizeof text));
    assert_string_equal(text, "me");
    assert_true(plan_value(&plan, &row, 2, text, sizeof text));
    assert_string_equal(text, "a=b");
    assert_false(plan_row_is_good(&plan, &row, why));
    assert_string_equal(why, "date is empty");
    plan_close(&plan);
}

TEST(given_names_may_be_repeated_by_the_first_row)
{
    ImportPlan plan;
    char why[PLAN_WHY_BYTES] = "";
    PlanWords words = {.columns = "customer,DATE"};
    const char *const cells[] = {"Customer", "date"};
    CsvRow row = {.line = 1, .count = 2, .fields = cells};
    assert_true(plan_make(fields, &words, &row, &plan, why));
    assert_true(plan.skip_first);
    plan_close(&plan);
}

TEST(wrong_words_are_named)
{
    static const struct {
        PlanWords words;
        const char *says;
    } cases[] = {
        {{.maps = {"customer"}, .map_count = 1}, "not of the form field=column"},
        {{.maps = {"client=customer_id"}, .map_count = 1},
         "there is no field client; there are (* required): customer* date* note"},
        {{.maps = {"customer=id"}, .map_count = 1}, "no column id; it has:  customer_id, Date, a, b"},
        {{.maps = {"customer=#4"}, .map_count = 1}, "no column #4"},
        {{.sets = {"colour=red"}, .set_count = 1}, "no such field"},
        {{.sets = {"red"}, .set_count = 1}, "not of the form field=value"},
        {{.map_count = 0}, "customer (who) has neither a column (--map customer=…) nor a value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ImportPlan plan;
        char why[PLAN_WHY_BYTES] = "";
        assert_false(plan_make(fields, &cases[i].words, &first, &plan, why));
        if (!strstr(why, cases[i].says))
            fail_msg("case %zu: %s", i, why);
    }
}
