/* Passwords, secrets and what a wrong one costs. */
#include "access_test.h"
#include <time.h>

TEST(what_may_be_a_password)
{
    assert_null(access_password_fault(PASSWORD, "sara"));
    assert_null(access_password_fault("گذرواژه‌ای بلند", "sara"));
    assert_non_null(access_password_fault(NULL, "sara"));
    assert_non_null(access_password_fault("", "sara"));
    assert_non_null(access_password_fault("123456789", "sara"));
    assert_non_null(access_password_fault("گذرواژه", "sara")); /* letters count, not bytes */
    assert_non_null(access_password_fault("Sara.Ahmadi", "sara.ahmadi"));
    assert_non_null(access_password_fault("Password123", "sara"));
    assert_non_null(access_password_fault("aaaaaaaaaaaaaaa", "sara"));
    assert_non_null(access_password_fault("tab\tand more text", "sara"));
    assert_non_null(access_password_fault("\xff\xfe not UTF-8 at all", "sara"));
    char text[300];
    memset(text, 'x', sizeof text);
    text[1] = 'y';
    text[257] = 0;
    assert_non_null(access_password_fault(text, "sara"));
    text[256] = 0;
    assert_null(access_password_fault(text, "sara"));
}

TEST(a_password_is_kept_as_argon2id)
{
    char one[ACCESS_PASSWORD_HASH_BYTES], other[ACCESS_PASSWORD_HASH_BYTES];
    assert_true(access_password_hash(PASSWORD, one));
    assert_true(access_password_hash(PASSWORD, other));
    assert_memory_equal(one, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
    assert_string_not_equal(one, other);
    assert_true(access_password_verify(one, PASSWORD));
    assert_true(access_password_verify(other, PASSWORD));
    assert_false(access_password_verify(one, PASSWORD " "));
    assert_false(access_password_verify(one, ""));
    assert_false(access_password_verify(one, NULL));
    assert_false(access_password_verify(NULL, PASSWORD));
    assert_false(access_password_verify("", ""));
}

static int64_t cpu_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* Work of this thread alone, the least of some runs, so that a busy machine does not decide. */
static int64_t cost_of(const char *hash)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t began = cpu_us();
        assert_false(access_password_verify(hash, "something else"));
        int64_t took = cpu_us() - began;
        least = took < least ? took : least;
    }
    return least;
}

TEST(unknown_users_cost_as_much_as_known_ones)
{
    char hash[ACCESS_PASSWORD_HASH_BYTES];
    assert_true(access_password_hash(PASSWORD, hash));
    int64_t known = cost_of(hash), unknown = cost_of(NULL);
    assert_true(unknown > known * 2 / 3 && unknown < known * 3 / 2);
}

TEST(secrets_are_long_and_kept_as_keyed_hashes)
{
    char one[ACCESS_SECRET_TEXT_BYTES], other[ACCESS_SECRET_TEXT_BYTES], hash[ACCESS_HASH_TEXT_BYTES];
    access_secret_make(one);
    access_token_make(other);
    assert_int_equal(strlen(one), 43);
    assert_int_equal(strlen(other), 46);
    assert_memory_equal(other, "pv_", 3);
    assert_string_not_equal(one, other + 3);
    AccessKeys elsewhere;
    access_keys_make(&elsewhere, (const uint8_t[32]){9});
    access_secret_hash(&elsewhere, one, hash);
    assert_int_equal(strlen(hash), 64);
    assert_string_not_equal(hash, hash_of(one));
    assert_string_equal(hash_of(one), hash_of(one));
    access_csrf_of(test_keys(), one, hash);
    assert_string_not_equal(hash, hash_of(one));
    assert_true(access_texts_equal(hash, hash));
    assert_false(access_texts_equal(hash, one));
    assert_false(access_texts_equal(NULL, NULL));
}

TEST(second_factors_are_encrypted_at_rest)
{
    uint8_t secret[ACCESS_TOTP_SECRET_BYTES] = "12345678901234567890", sealed[ACCESS_SEALED_BYTES];
    uint8_t again[ACCESS_SEALED_BYTES], opened[ACCESS_TOTP_SECRET_BYTES];
    access_seal(test_keys(), secret, sealed);
    access_seal(test_keys(), secret, again);
    assert_memory_not_equal(sealed, again, sizeof sealed);
    assert_true(access_unseal(test_keys(), sealed, sizeof sealed, opened));
    assert_memory_equal(opened, secret, sizeof secret);
    sealed[30] ^= 1;
    assert_false(access_unseal(test_keys(), sealed, sizeof sealed, opened));
    assert_false(access_unseal(test_keys(), again, sizeof again - 1, opened));
    assert_false(access_unseal(test_keys(), NULL, 0, opened));
}
