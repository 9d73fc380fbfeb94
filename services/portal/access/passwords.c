/* Passwords: what may be one, and Argon2id. */
#include "portal/access/access.h"
#include <sodium.h>
#include <string.h>
#include <strings.h>

/* Those of ten characters and more that guessers try first. */
static const char *const worst[] = {
    "1234567890", "12345678910", "0123456789", "0987654321", "1111111111", "0000000000", "1q2w3e4r5t", "1qaz2wsx3edc",
    "qwertyuiop", "qwerty1234", "qwerty12345", "qwerty123456", "asdfghjkl;", "asdfghjkl1", "zxcvbnm123", "q1w2e3r4t5",
    "password12", "password123", "password1234", "passw0rd123", "p@ssw0rd123", "password!1", "iloveyou12", "iloveyou123",
    "letmein123", "welcome123", "welcome1234", "admin12345", "admin123456", "administrator", "changeme123", "changeme12",
    "abcdefghij", "abcd123456", "abc1234567", "a123456789", "aa12345678", "football123", "baseball123", "superman123",
    "sunshine123", "princess123", "dragon1234", "monkey1234", "trustno1234", "qazwsxedcrfv", "1234554321", "9876543210",
    "1122334455", "1212121212", "1029384756", "987654321a", "123456789a", "123456789q", "1234567891", "mypassword",
    "payvand123", "payvand1234", "payvandcrm", "09121234567", "09123456789", "shahnameh1", "persepolis", "esteghlal1",
};

/* Characters of UTF-8 text; 0 if it is not UTF-8 or has control characters. */
static size_t characters(const char *text)
{
    size_t count = 0, follow = 0;
    for (const uint8_t *at = (const uint8_t *)text; *at; at++) {
        if (follow) {
            if ((*at & 0xc0) != 0x80)
                return 0;
            follow--;
            continue;
        }
        if (*at < 0x20 || *at == 0x7f || (*at >= 0x80 && *at < 0xc2) || *at > 0xf4)
            return 0;
        follow = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
        count++;
    }
    return follow ? 0 : count;
}

static bool is_one_letter(const char *text)
{
    return strspn(text, (char[]){text[0], 0}) == strlen(text);
}

const char *access_password_fault(const char *password, const char *user_id)
{
    if (!password || !*password)
        return "A password is missing.";
    if (strlen(password) > ACCESS_PASSWORD_LIMIT_BYTES)
        return "The password is too long.";
    size_t count = characters(password);
    if (count == 0)
        return "The password holds control characters or is not UTF-8.";
    if (count < ACCESS_PASSWORD_LEAST)
        return "The password must have at least 10 characters.";
    if (count > ACCESS_PASSWORD_MOST)
        return "The password must have at most 256 characters.";
    if (user_id && *user_id && strcasecmp(password, user_id) == 0)
        return "The password must not be the name to sign in with.";
    if (is_one_letter(password))
        return "The password is one character again and again.";
    for (size_t i = 0; i < sizeof worst / sizeof worst[0]; i++)
        if (strcasecmp(password, worst[i]) == 0)
            return "The password is one that guessers try first.";
    return NULL;
}

bool access_password_hash(const char *password, char hash[ACCESS_PASSWORD_HASH_BYTES])
{
    _Static_assert(ACCESS_PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "room for a hash");
    return sodium_init() >= 0 && crypto_pwhash_str_alg(hash, password, strlen(password), ACCESS_HASH_OPERATIONS,
                                                       ACCESS_HASH_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* A hash of the same cost that no password has been chosen for. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool access_password_verify(const char *hash, const char *password)
{
    bool known = hash && *hash && password && strlen(password) <= ACCESS_PASSWORD_LIMIT_BYTES;
    const char *tried = password && strlen(password) <= ACCESS_PASSWORD_LIMIT_BYTES ? password : "";
    bool right = crypto_pwhash_str_verify(known ? hash : nobody, tried, strlen(tried)) == 0;
    return known && right;
}
