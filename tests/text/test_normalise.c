/* Texts, e-mails, phones and identifiers as people type them, one line a case. A result of "!…" is a
 * refusal. */
#include "support/test.h"
#include "runtime/text/normalise.h"
#include <stdio.h>
#include <string.h>

typedef struct Case {
    const char *in, *out;
} Case;

typedef char *Rule(PvArena *arena, const char *text, char *why);

static void check(Rule *rule, const Case *cases, size_t count)
{
    PvArena *arena = arena_open(8 << 20);
    for (size_t i = 0; i < count; i++) {
        char why[PV_WHY_BYTES] = "";
        const char *out = rule(arena, cases[i].in, why);
        if (!out)
            out = arena_format(arena, "!%s", why);
        if (strcmp(out, cases[i].out) != 0)
            fail_msg("'%s' gave '%s', not '%s'", cases[i].in, out, cases[i].out);
    }
    arena_close(&arena);
}
#define CHECK(rule, cases) check(rule, cases, sizeof cases / sizeof cases[0])

static char *fold(PvArena *arena, const char *text, char *why)
{
    (void)why;
    return text_fold(arena, text);
}

static char *digits(PvArena *arena, const char *text, char *why)
{
    (void)why;
    return text_digits(arena, text);
}

static char *identifier(PvArena *arena, const char *text, char *why)
{
    (void)why;
    return text_identifier(arena, text);
}

static char *phone_of_iran(PvArena *arena, const char *text, char *why)
{
    return text_phone(arena, text, "IR", why);
}

static char *phone(PvArena *arena, const char *text, char *why)
{
    return text_phone(arena, text, NULL, why);
}

TEST(folding_unifies_what_a_search_should_find)
{
    static const Case cases[] = {
        {"", ""},
        {"Acme Ltd.", "acme ltd."},
        {"  two \t words\n", "two words"},
        {"علي كريمي", "علی کریمی"},
        {"علی کریمی", "علی کریمی"},
        {"می‌روم", "میروم"},
        {"مـــحـــمّـــد", "محمد"},
        {"أحمد إبراهيم آرش ٱ", "احمد ابراهیم ارش ا"},
        {"مسئول مؤمن خانهٔ خانۀ", "مسیول مومن خانه خانه"},
        {"فاطمة", "فاطمه"},
        {"مُحَمَّدٌ", "محمد"},
        {"موسى", "موسی"},
        {"۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩", "0123456789 0123456789"},
        {"STRASSE Straße", "strasse strasse"},
        {"Café Crème", "cafe creme"},
        {"ΑΘΉΝΑ", "αθηνα"},
        {"İstanbul", "istanbul"},
        {"ﬁle ① ﷼", "file 1 ریال"},
        {"ﻋﻠﻲ", "علی"},
        {"a b​c﻿", "a bc"},
        {"‏سلام‎", "سلام"},
        {"한글", "한글"},
        {"bad \xff byte", "bad \xef\xbf\xbd byte"},
    };
    CHECK(fold, cases);
}

TEST(folding_twice_is_folding_once)
{
    static const char *const texts[] = {"ﷺ", "ﷲ", "ʼnǆ", "ẞ", "ۀٔ", "ﻼ", "ΐ", "각", "😀", "ก็", "ͅa"};
    PvArena *arena = arena_open(8 << 20);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *once = text_fold(arena, texts[i]);
        assert_string_equal(text_fold(arena, once), once);
    }
    arena_close(&arena);
}

TEST(cleaning_keeps_the_text_and_unifies_its_letters)
{
    static const Case cases[] = {
        {"", ""},
        {"   ", ""},
        {"  Ada  Lovelace ", "Ada  Lovelace"},
        {"علي كاظمي", "علی کاظمی"},
        {"می‌روم ۱۲", "می‌روم ۱۲"},
        {"é", "é"},
        {"\xe2\x80\xae" "evil\xe2\x80\xac", "evil"},
        {"　خط ", "خط"},
        {"a\x01" "b", "!holds the control character U+0001"},
        {"a\nb", "!holds the control character U+000A"},
        {"a\x7f", "!holds the control character U+007F"},
        {"a\xc2\x85" "b", "!holds the control character U+0085"},
        {"a\xef\xbf\xbf", "!holds the control character U+FFFF"},
        {"\xff", "!is not valid UTF-8"},
        {"\xed\xa0\x80", "!is not valid UTF-8"},
    };
    CHECK(text_clean, cases);
    static const Case lines[] = {
        {"\n one\r\ntwo\tthree\n\n", "one\ntwo\tthree"},
        {"a\rb", "!holds the control character U+000D"},
        {"a\x1b[0m", "!holds the control character U+001B"},
    };
    CHECK(text_clean_lines, lines);
}

TEST(digits_of_all_scripts_become_ascii)
{
    static const Case cases[] = {
        {"", ""}, {"12a", "12a"}, {"۱۲/٣ علي", "12/3 علي"}, {"१２𝟛", "123"}, {"½²", "½²"}, {"\xff۱", "\xff" "1"},
    };
    CHECK(digits, cases);
}

TEST(emails_have_one_form)
{
    static const Case cases[] = {
        {" Ali.Karimi@Example.COM ", "ali.karimi@example.com"},
        {"a+b_c-d'e@x-y.co", "a+b_c-d'e@x-y.co"},
        {"ali۱۲@example.com", "ali12@example.com"},
        {"info@ایران.ایران", "info@xn--mgba3a4f16a.xn--mgba3a4f16a"},
        {"info@bücher.example", "info@xn--bcher-kva.example"},
        {"info@straße.de", "info@xn--strae-oqa.de"},
        {"info@XN--bcher-kva.example", "info@xn--bcher-kva.example"},
        {"علی@example.com", "علی@example.com"},
        {"x@1.example", "x@1.example"},
        {"", "!is empty"},
        {"ali", "!has no @"},
        {"@example.com", "!has nothing before the @"},
        {"ali@", "!has nothing after the @"},
        {"a@b@example.com", "!has more than one @"},
        {"ali@localhost", "!has a domain without a dot"},
        {"ali@example.com.", "!has a dot too many after the @"},
        {"ali@.example.com", "!has a dot too many after the @"},
        {"ali@example..com", "!has a dot too many after the @"},
        {"ali@-example.com", "!has a dash in a wrong place after the @"},
        {"ali@exam_ple.com", "!has characters after the @ that a domain cannot have"},
        {"ali@exam ple.com", "!has characters after the @ that a domain cannot have"},
        {"ali@[127.0.0.1]", "!has characters after the @ that a domain cannot have"},
        {"ali@127.0.0.1", "!has a domain that ends with a number"},
        {".ali@example.com", "!has a dot too many before the @"},
        {"ali.@example.com", "!has a dot too many before the @"},
        {"a..li@example.com", "!has a dot too many before the @"},
        {"a li@example.com", "!holds a space or control character"},
        {"\"ali\"@example.com", "!holds the character \" before the @"},
        {"a,b@example.com", "!holds the character , before the @"},
        {"a\nb@example.com", "!holds the control character U+000A"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@x.de",
         "!has more than 64 bytes before the @"},
        {"a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.de", "!has a domain that is too long"},
    };
    CHECK(text_email, cases);
}

TEST(a_long_email_is_refused)
{
    PvArena *arena = arena_open(8 << 20);
    char text[4000] = "a@", why[PV_WHY_BYTES];
    for (int i = 0; i < 900; i++)
        strcat(text, "bcd.");
    strcat(text, "de");
    assert_null(text_email(arena, text, why));
    assert_string_equal(why, "has a domain that is too long");
    arena_close(&arena);
}

TEST(phones_become_e164)
{
    static const Case cases[] = {
        {"09121234567", "+989121234567"},
        {"0912 123 45 67", "+989121234567"},
        {"۰۹۱۲۱۲۳۴۵۶۷", "+989121234567"},
        {"٠٩١٢-١٢٣-٤٥٦٧", "+989121234567"},
        {"+98 912 123 4567", "+989121234567"},
        {"00989121234567", "+989121234567"},
        {"9121234567", "+989121234567"},
        {"021-88776655", "+982188776655"},
        {"(021) 8877 6655", "+982188776655"},
        {"+1 (650) 253-0000", "+16502530000"},
        {"tel:+44-20-7031-3000", "+442070313000"},
        {"", "!is not a phone number"},
        {"ali", "!is not a phone number"},
        {"a@b.de", "!is not a phone number"},
        {"\xff", "!is not a phone number"},
        {"12", "!is too short for a phone number"},
        {"0912123456789012", "!is too long for a phone number"},
        {"+999 12345678", "!has no known country code, and no country is given"},
        {"+1 650 253 0000 ext. 12", "!has an extension, which a number here cannot have"},
    };
    CHECK(phone_of_iran, cases);
    static const Case abroad[] = {
        {"+989121234567", "+989121234567"},
        {"09121234567", "!has no known country code, and no country is given"},
    };
    CHECK(phone, abroad);
}

TEST(identifiers_lose_spaces_dashes_and_case)
{
    static const Case cases[] = {
        {"", ""},
        {" ab-12 / x ", "AB12/X"},
        {"INV–2024—007", "INV2024007"},
        {"6037-9911 ۱۲۳۴ ٥٦٧٨", "6037991112345678"},
        {"ＡＢ１", "AB1"},
        {"ك‌ي", "کی"},
        {"straße", "STRAßE"},
        {"- -", ""},
        {"ﷺ", "صلیاللهعلیهوسلم"},
    };
    CHECK(identifier, cases);
}

TEST(iranian_national_ids_have_a_check_digit)
{
    static const Case cases[] = {
        {"0499370899", "0499370899"},
        {"0790419904", "0790419904"},
        {"0084575948", "0084575948"},
        {"84575948", "0084575948"},
        {"۰۰۸۴۵۷۵۹۴۸", "0084575948"},
        {"008-457594-8", "0084575948"},
        {"0084575949", "!is not a national id: its check digit is wrong"},
        {"1111111111", "!is not a national id: its check digit is wrong"},
        {"0000000000", "!is not a national id: its check digit is wrong"},
        {"1234567", "!has 7 digits instead of 10"},
        {"00845759481", "!has 11 digits instead of 10"},
        {"00845759x8", "!holds something other than digits"},
        {" ", "!is empty"},
    };
    CHECK(text_iran_person_id, cases);
    static const Case companies[] = {
        {"10380284790", "10380284790"},
        {"14007650912", "14007650912"},
        {"۱۰۳۸۰۲۸۴۷۹۰", "10380284790"},
        {"10380284792", "!is not a national id of a company: its check digit is wrong"},
        {"00000000000", "!is not a national id of a company: its check digit is wrong"},
        {"1038028479", "!has 10 digits instead of 11"},
    };
    CHECK(text_iran_company_id, companies);
}

TEST(utf8_is_judged_as_the_standard_says)
{
    static const struct {
        const char *text;
        size_t size;
        bool valid;
    } cases[] = {
        {"", 0, true},
        {"abcdefgh", 8, true},
        {"abcdefghi\0", 10, false},
        {"abc\0efgh", 8, false},
        {"abcdefg\xc2\x80", 9, true},
        {"\xc2", 1, false},
        {"\x80", 1, false},
        {"\xc0\x80", 2, false},
        {"\xc1\xbf", 2, false},
        {"\xe0\x9f\xbf", 3, false},
        {"\xe0\xa0\x80", 3, true},
        {"\xed\x9f\xbf", 3, true},
        {"\xed\xa0\x80", 3, false},
        {"\xef\xbf\xbf", 3, true},
        {"\xf0\x8f\xbf\xbf", 4, false},
        {"\xf0\x90\x80\x80", 4, true},
        {"\xf4\x8f\xbf\xbf", 4, true},
        {"\xf4\x90\x80\x80", 4, false},
        {"\xf5\x80\x80\x80", 4, false},
        {"\xe2\x82", 2, false},
        {"\xf0\x9f\x98", 3, false},
        {"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 9, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (text_is_valid(cases[i].text, cases[i].size) != cases[i].valid)
            fail_msg("case %zu", i);
    }
}
