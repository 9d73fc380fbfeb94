/* Secrets of cookies, links and tokens: made at random, kept only as keyed hashes. */
#include "portal/access/secret_parts.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define SECRET_BYTES 32

static void derive(uint8_t out[32], const uint8_t key[32], const char *use)
{
    crypto_generichash(out, 32, (const uint8_t *)use, strlen(use), key, 32);
}

void access_keys_make(AccessKeys *keys, const uint8_t organisation_key[32])
{
    memcpy(keys->organisation, organisation_key, sizeof keys->organisation);
    derive(keys->hash, organisation_key, "payvand portal: hashes of secrets");
    derive(keys->seal, organisation_key, "payvand portal: second factors");
}

static void make(char *text, size_t room, const char *prefix)
{
    uint8_t bytes[SECRET_BYTES];
    size_t length = strlen(prefix);
    memcpy(text, prefix, length);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text + length, room - length, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void access_secret_make(char text[ACCESS_SECRET_TEXT_BYTES])
{
    make(text, ACCESS_SECRET_TEXT_BYTES, "");
}

void access_token_make(char text[ACCESS_SECRET_TEXT_BYTES])
{
    make(text, ACCESS_SECRET_TEXT_BYTES, "pv_");
}

static void hash_for(const AccessKeys *keys, const char *use, const char *text, char hash[ACCESS_HASH_TEXT_BYTES])
{
    uint8_t bytes[32];
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->hash, sizeof keys->hash, sizeof bytes);
    crypto_generichash_update(&state, (const uint8_t *)use, strlen(use) + 1);
    crypto_generichash_update(&state, (const uint8_t *)text, strlen(text));
    crypto_generichash_final(&state, bytes, sizeof bytes);
    sodium_bin2hex(hash, ACCESS_HASH_TEXT_BYTES, bytes, sizeof bytes);
}

void access_secret_hash(const AccessKeys *keys, const char *secret, char hash[ACCESS_HASH_TEXT_BYTES])
{
    hash_for(keys, "secret", secret ? secret : "", hash);
}

void access_csrf_of(const AccessKeys *keys, const char *cookie, char text[ACCESS_HASH_TEXT_BYTES])
{
    hash_for(keys, "csrf", cookie ? cookie : "", text);
}

bool access_texts_equal(const char *one, const char *other)
{
    if (!one || !other)
        return false;
    size_t length = strlen(one);
    return length == strlen(other) && sodium_memcmp(one, other, length) == 0;
}

const char *access_proof_text(PvArena *arena, const char *user_id, uint64_t generation, const char *what)
{
    return arena_format(arena, "access proof\n%s\n%llu\n%s", user_id, (unsigned long long)generation, what);
}

const char *access_proof(const AccessKeys *keys, PvArena *arena, const char *proof_text)
{
    uint8_t bytes[ACCESS_PROOF_BYTES];
    char *text = arena_take(arena, 2 * sizeof bytes + 1);
    crypto_generichash(bytes, sizeof bytes, (const uint8_t *)proof_text, strlen(proof_text), keys->organisation,
                       sizeof keys->organisation);
    return sodium_bin2hex(text, 2 * sizeof bytes + 1, bytes, sizeof bytes);
}

/* --- second factors at rest ----------------------------------------------------------------------------------------- */

void access_seal(const AccessKeys *keys, const uint8_t secret[ACCESS_TOTP_SECRET_BYTES],
                 uint8_t sealed[ACCESS_SEALED_BYTES])
{
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, secret, ACCESS_TOTP_SECRET_BYTES, sealed, keys->seal);
}

bool access_unseal(const AccessKeys *keys, const uint8_t *sealed, size_t size_bytes,
                   uint8_t secret[ACCESS_TOTP_SECRET_BYTES])
{
    return size_bytes == ACCESS_SEALED_BYTES &&
           crypto_secretbox_open_easy(secret, sealed + crypto_secretbox_NONCEBYTES,
                                      ACCESS_SEALED_BYTES - crypto_secretbox_NONCEBYTES, sealed, keys->seal) == 0;
}

/* --- recovery codes: ten letters without those that look alike, in two groups --------------------------------------- */

void access_recovery_make(char code[16])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    for (unsigned i = 0; i < 11; i++)
        code[i] = i == 5 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
    code[11] = 0;
}

bool access_recovery_hash(const AccessKeys *keys, const char *code, char hash[ACCESS_HASH_TEXT_BYTES])
{
    char plain[11];
    unsigned count = 0;
    for (; *code; code++) {
        char letter = *code >= 'A' && *code <= 'Z' ? (char)(*code + 32) : *code;
        if (letter == ' ' || letter == '-')
            continue;
        bool fits = (letter >= 'a' && letter <= 'z') || (letter >= '2' && letter <= '9');
        if (!fits || count == sizeof plain - 1)
            return false;
        plain[count++] = letter;
    }
    plain[count] = 0;
    if (count != sizeof plain - 1)
        return false;
    hash_for(keys, "recovery", plain, hash);
    return true;
}
