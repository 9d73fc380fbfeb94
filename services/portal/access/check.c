/* Is it this user? One answer for all who are not, after the same time. */
#include "portal/access/secret_parts.h"
#include <sodium.h>
#include <string.h>

static bool recovery_code_fits(const AccessKeys *keys, const portal_credential *credential, const char *code,
                               AccessCheck *check)
{
    if (!access_recovery_hash(keys, code, check->recovery_hash))
        return false;
    bool found = false;
    for (size_t i = 0; i < credential->n_recovery_hashes; i++)
        found |= access_texts_equal(credential->recovery_hashes[i], check->recovery_hash);
    return found;
}

static AccessResult check_code(const AccessKeys *keys, const portal_credential *credential, const char *code,
                               int64_t now_ms, AccessCheck *check)
{
    uint8_t secret[ACCESS_TOTP_SECRET_BYTES];
    if (!code || !*code)
        return ACCESS_CODE_NEEDED;
    if (access_unseal(keys, credential->sealed_totp.data, credential->sealed_totp.len, secret))
        check->totp_step = access_totp_verify(secret, sizeof secret, code, now_ms, credential->last_totp_step);
    sodium_memzero(secret, sizeof secret);
    if (check->totp_step || recovery_code_fits(keys, credential, code, check))
        return ACCESS_FINE;
    check->recovery_hash[0] = 0;
    return ACCESS_CODE_WRONG;
}

AccessResult access_check(const AccessKeys *keys, const portal_credential_view *view, const char *password,
                          const char *code, int64_t now_ms, AccessCheck *check)
{
    const portal_credential *credential = view ? view->credential : NULL;
    *check = (AccessCheck){0};
    bool right = access_password_verify(credential ? credential->password_hash : NULL, password);
    if (!right || !view->user || view->user->disabled)
        return ACCESS_WRONG;
    return view->user->second_factor ? check_code(keys, credential, code, now_ms, check) : ACCESS_FINE;
}
