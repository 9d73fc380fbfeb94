/* Parts of access.h that only the files of access share. */
#pragma once

#include "portal/access/access.h"

#define ACCESS_PROOF_BYTES 16
#define ACCESS_SEALED_BYTES (24 + 16 + ACCESS_TOTP_SECRET_BYTES) /* nonce, mark, secret */

/* What a command's `proof` stands for: that the password (or code) was right when the credential had this generation.
 * `what` names the command and what it must not be changed for. decide hashes the text by pv_keyed_hash, the front by
 * access_proof: both with the organisation's key. */
const char *access_proof_text(PvArena *arena, const char *user_id, uint64_t generation, const char *what);
const char *access_proof(const AccessKeys *keys, PvArena *arena, const char *proof_text);

/* Encrypts a secret of a second factor; each time to other bytes. */
void access_seal(const AccessKeys *keys, const uint8_t secret[ACCESS_TOTP_SECRET_BYTES],
                 uint8_t sealed[ACCESS_SEALED_BYTES]);
bool access_unseal(const AccessKeys *keys, const uint8_t *sealed, size_t size_bytes,
                   uint8_t secret[ACCESS_TOTP_SECRET_BYTES]);

void access_recovery_make(char code[16]);
/* false: no recovery code looks so. Case, spaces and hyphens do not count. */
bool access_recovery_hash(const AccessKeys *keys, const char *code, char hash[ACCESS_HASH_TEXT_BYTES]);
/* Base32 of RFC 4648 without padding; room for 8 letters in each 5 bytes, and a NUL. */
void access_base32(const uint8_t *bytes, size_t size_bytes, char *text);
