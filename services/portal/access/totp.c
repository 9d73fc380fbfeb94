/* Codes of authenticator apps: RFC 6238 over RFC 4226, with HMAC-SHA-1 of libcrypto (libsodium has no SHA-1). */
#include "portal/access/secret_parts.h"
#include "runtime/memory/require.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#define DIGITS 6

void access_totp_code(const uint8_t *secret, size_t size, int64_t step, unsigned digits, char code[9])
{
    static const uint32_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_bytes = 0;
    for (unsigned i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    pv_require(digits >= 6 && digits <= 8);
    pv_require(HMAC(EVP_sha1(), secret, (int)size, counter, sizeof counter, mac, &mac_bytes) && mac_bytes == 20,
               "HMAC-SHA-1 is not available");
    const uint8_t *at = mac + (mac[19] & 15);
    uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(code, 9, "%0*u", (int)digits, number % tens[digits]);
}

/* The digits of what was typed; false if it holds anything else, or another number of them. Persian and Arabic digits
 * count, as people type them. */
static bool read_digits(const char *text, char digits[DIGITS + 1])
{
    unsigned count = 0;
    for (const uint8_t *at = (const uint8_t *)text; *at; at++) {
        char digit;
        if (*at == ' ' || *at == '-')
            continue;
        if (*at >= '0' && *at <= '9')
            digit = (char)*at;
        else if (at[0] == 0xdb && at[1] >= 0xb0 && at[1] <= 0xb9)
            digit = (char)('0' + *++at - 0xb0);
        else if (at[0] == 0xd9 && at[1] >= 0xa0 && at[1] <= 0xa9)
            digit = (char)('0' + *++at - 0xa0);
        else
            return false;
        if (count == DIGITS)
            return false;
        digits[count++] = digit;
    }
    digits[count] = 0;
    return count == DIGITS;
}

int64_t access_totp_verify(const uint8_t *secret, size_t size, const char *code, int64_t now_ms, int64_t last_step)
{
    char given[DIGITS + 1], right[9];
    if (!code || !read_digits(code, given))
        return 0;
    int64_t now_step = now_ms / ACCESS_TOTP_STEP_MS, found = 0;
    for (int64_t step = now_step - ACCESS_TOTP_WINDOW; step <= now_step + ACCESS_TOTP_WINDOW; step++) {
        access_totp_code(secret, size, step, DIGITS, right);
        if (access_texts_equal(given, right) && step > last_step && !found)
            found = step;
    }
    return found;
}

void access_base32(const uint8_t *bytes, size_t size, char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t held = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < size; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *text++ = letters[held >> (bits - 5) & 31];
    }
    if (bits)
        *text++ = letters[held << (5 - bits) & 31];
    *text = 0;
}
