/* The table reader: every liberty it takes, every fault it names, at every size of chunk. */
#include "cli/import/csv.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Source {
    const char *text;
    size_t at, size_bytes, step; /* bytes given at a time */
    bool fails;
} Source;

static long give(void *context, char *out, size_t size_bytes)
{
    Source *source = context;
    size_t left = source->size_bytes - source->at;
    size_t give_bytes = left < source->step ? left : source->step;
    if (give_bytes > size_bytes)
        give_bytes = size_bytes;
    if (!give_bytes)
        return source->fails ? -1 : 0;
    memcpy(out, source->text + source->at, give_bytes);
    source->at += give_bytes;
    return (long)give_bytes;
}

/* The whole text as "line:field|field;line!why;" */
static const char *as_read(const char *text, size_t size_bytes, CsvSeparator separator, size_t step)
{
    static char out[4096];
    Source source = {.text = text, .size_bytes = size_bytes, .step = step};
    CsvReader *reader = csv_open(separator, give, &source);
    CsvRow row;
    CsvResult result;
    size_t used = 0;
    out[0] = '\0';
    while ((result = csv_next(reader, &row)) != CSV_END) {
        assert_int_not_equal(result, CSV_FAILED);
        used += (size_t)snprintf(out + used, sizeof out - used, "%zu%s", row.line, result == CSV_BAD ? "!" : ":");
        if (result == CSV_BAD)
            used += (size_t)snprintf(out + used, sizeof out - used, "%.14s", row.why);
        else
            for (size_t i = 0; i < row.count; i++)
                used += (size_t)snprintf(out + used, sizeof out - used, "%s%s", i ? "|" : "", row.fields[i]);
        used += (size_t)snprintf(out + used, sizeof out - used, ";");
    }
    assert_int_equal(csv_bytes_read(reader), size_bytes);
    csv_close(&reader);
    return out;
}

TEST(tables_are_read_as_they_lie)
{
    static const struct {
        CsvSeparator separator;
        const char *text;
        const char *rows;
    } cases[] = {
        {CSV_COMMA, "", ""},
        {CSV_COMMA, "a,b\n", "1:a|b;"},
        {CSV_COMMA, "a,b", "1:a|b;"},
        {CSV_COMMA, "a,b\r\nc,d\r\n", "1:a|b;2:c|d;"},
        {CSV_COMMA, "a,,\n,b,\n", "1:a||;2:|b|;"},
        {CSV_COMMA, ",\n", "1:|;"},
        {CSV_COMMA, "\n\na\n\nb\n", "3:a;5:b;"},
        {CSV_COMMA, "\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;"},
        {CSV_COMMA, "\"two\nlines\",x\ny,z\n", "1:two\nlines|x;3:y|z;"},
        {CSV_COMMA, "\"\",\"\"\n", "1:|;"},
        {CSV_COMMA, "\"\"\n", "1:;"},
        {CSV_COMMA, "\"a\"b,c\nd,e\n", "1!text stands af;2:d|e;"},
        {CSV_COMMA, "a\"b,c\n", "1:a\"b|c;"},
        {CSV_COMMA, "x\n\"open,y\nz\n", "1:x;2!a quote is not;"},
        {CSV_COMMA, "\xef\xbb\xbf" "a,b\n", "1:a|b;"},
        {CSV_COMMA, "a,\xff\nb,c\n", "1!field 2 is not;2:b|c;"},
        {CSV_COMMA, "\xed\xa0\x80\n\xc0\x80\n\xf4\x90\x80\x80\nok\n",
         "1!field 1 is not;2!field 1 is not;3!field 1 is not;4:ok;"},
        {CSV_COMMA, "\u0639\u0644\u06cc,\u06f1\u06f2\n", "1:\u0639\u0644\u06cc|\u06f1\u06f2;"},
        {CSV_COMMA, "a\rb,c\n", "1:a\rb|c;"},
        {CSV_COMMA, "a,b\r", "1:a|b;"},
        {CSV_SEMICOLON, "a;b,c;\"d;e\"\n", "1:a|b,c|d;e;"},
        {CSV_TAB, "a\t\tb c\n", "1:a||b c;"},
        {CSV_SPACE, "  a  b \t c  \r\n  d\n", "1:a|b|c;2:d;"},
        {CSV_SPACE, " \"a b\"  c\n   \nd\n", "1:a b|c;3:d;"},
        {CSV_AUTO, "a;b\n1,5;2\n", "1:a|b;2:1,5|2;"},
        {CSV_AUTO, "a\tb\n", "1:a|b;"},
        {CSV_AUTO, " id  date n\n 1 19970101  1\n", "1:id|date|n;2:1|19970101|1;"},
        {CSV_AUTO, "name\nAli\n", "1:name;2:Ali;"},
        {CSV_AUTO, "name,x\n\"Ali, Reza\",2\n", "1:name|x;2:Ali, Reza|2;"},
        {CSV_AUTO, "name,note\nAli,\"a;b\"\n", "1:name|note;2:Ali|a;b;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t step = 1; step < 5; step += 3) {
            const char *got = as_read(cases[i].text, strlen(cases[i].text), cases[i].separator, step);
            if (strcmp(got, cases[i].rows) != 0)
                fail_msg("case %zu: %s", i, got);
        }
    }
}

TEST(a_nul_byte_spoils_only_its_row)
{
    static const char text[] = "a,b\nc\0d,e\nf,g\n";
    assert_string_equal(as_read(text, sizeof text - 1, CSV_COMMA, 100), "1:a|b;2!the row holds ;3:f|g;");
}

TEST(a_row_over_the_limit_is_passed_over)
{
    size_t size_bytes = CSV_ROW_LIMIT_BYTES + 100;
    char *text = malloc(size_bytes + 8);
    memset(text, 'x', size_bytes);
    memcpy(text + size_bytes, "\na,b\n", 5);
    assert_string_equal(as_read(text, size_bytes + 5, CSV_COMMA, 4096), "1!the row is lon;2:a|b;");
    memset(text, ',', size_bytes);
    assert_string_equal(as_read(text, size_bytes + 5, CSV_COMMA, 4096), "1!the row has mo;2:a|b;");
    free(text);
}

TEST(a_failing_source_is_no_end)
{
    Source source = {.text = "a,b\nc", .size_bytes = 5, .step = 2, .fails = true};
    CsvReader *reader = csv_open(CSV_COMMA, give, &source);
    CsvRow row;
    assert_int_equal(csv_next(reader, &row), CSV_ROW);
    assert_int_equal(csv_next(reader, &row), CSV_FAILED);
    csv_close(&reader);
}
