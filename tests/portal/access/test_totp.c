/* Codes of authenticator apps against the figures of RFC 6238 and RFC 4648. */
#include "access_test.h"

static const uint8_t secret[20] = "12345678901234567890";

TEST(the_codes_of_rfc_6238)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } published[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                     {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        char code[9];
        access_totp_code(secret, sizeof secret, published[i].seconds / 30, 8, code);
        assert_string_equal(code, published[i].code);
        access_totp_code(secret, sizeof secret, published[i].seconds / 30, 6, code);
        assert_string_equal(code, published[i].code + 2);
        assert_int_equal(access_totp_verify(secret, sizeof secret, code, published[i].seconds * 1000, 0),
                         published[i].seconds / 30);
    }
}

TEST(a_code_holds_one_step_before_and_after)
{
    char code[9];
    int64_t step = 40000000, now = step * 30000 + 12345;
    access_totp_code(secret, sizeof secret, step, 6, code);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now, 0), step);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now + 30000, 0), step);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now - 30000, 0), step);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now + 60000, 0), 0);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now - 60000, 0), 0);
}

TEST(a_code_works_once)
{
    char code[9];
    int64_t step = 40000000, now = step * 30000;
    access_totp_code(secret, sizeof secret, step, 6, code);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now, step - 1), step);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now, step), 0);
    assert_int_equal(access_totp_verify(secret, sizeof secret, code, now, step + 1), 0);
}

TEST(codes_are_read_as_people_type_them)
{
    int64_t now = 59000;
    assert_int_equal(access_totp_verify(secret, sizeof secret, "287 082", now, 0), 1);
    assert_int_equal(access_totp_verify(secret, sizeof secret, "۲۸۷۰۸۲", now, 0), 1);
    assert_int_equal(access_totp_verify(secret, sizeof secret, "٢٨٧٠٨٢", now, 0), 1);
    static const char *const wrong[] = {"", "28708", "2870821", "287082x", "-287082 1", "\xdb", "287083"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(access_totp_verify(secret, sizeof secret, wrong[i], now, 0), 0);
    assert_int_equal(access_totp_verify(secret, sizeof secret, NULL, now, 0), 0);
}

TEST(the_texts_of_rfc_4648)
{
    static const char *const published[][2] = {{"", ""},           {"f", "MY"},       {"fo", "MZXQ"},      {"foo", "MZXW6"},
                                               {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        char text[32];
        access_base32((const uint8_t *)published[i][0], strlen(published[i][0]), text);
        assert_string_equal(text, published[i][1]);
    }
}

TEST(recovery_codes_are_read_in_any_case)
{
    char code[16], typed[20], one[ACCESS_HASH_TEXT_BYTES], other[ACCESS_HASH_TEXT_BYTES];
    access_recovery_make(code);
    assert_int_equal(strlen(code), 11);
    assert_true(access_recovery_hash(test_keys(), code, one));
    size_t at = 0;
    for (size_t i = 0; code[i]; i++)
        if (code[i] != '-')
            typed[at++] = code[i] >= 'a' && code[i] <= 'z' ? (char)(code[i] - 32) : code[i];
    typed[at] = 0;
    assert_true(access_recovery_hash(test_keys(), typed, other));
    assert_string_equal(one, other);
    assert_false(access_recovery_hash(test_keys(), "abcde", other));
    assert_false(access_recovery_hash(test_keys(), "abcde-fghjk-m", other));
    assert_false(access_recovery_hash(test_keys(), "abcde-fgh1!", other));
}
