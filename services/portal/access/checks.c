/* What the commands of access check: texts, names, grants, proofs. */
#include "portal/access/inside.h"
#include <sodium.h>

bool access_text_fits(PvOutcome *outcome, const char *field, const char *text, size_t limit, bool required)
{
    size_t length = text ? strlen(text) : 0;
    if (required && length == 0)
        refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
    else if (length > limit)
        refuse_field(outcome, INVALID_INPUT, field, "%s has %zu bytes; the limit is %zu.", field, length, limit);
    else
        return true;
    return false;
}

bool access_hash_fits(PvOutcome *outcome, const char *field, const char *hash)
{
    if (given(hash) && strlen(hash) == ACCESS_HASH_TEXT_BYTES - 1 && strspn(hash, "0123456789abcdef") == strlen(hash))
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is filled in by the portal.", field);
    return false;
}

bool access_user_id_fits(PvOutcome *outcome, const char *user_id)
{
    if (!access_text_fits(outcome, "user_id", user_id, ACCESS_USER_LIMIT_BYTES, true))
        return false;
    if (strspn(user_id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(user_id))
        return true;
    refuse_field(outcome, INVALID_INPUT, "user_id", "A name to sign in with has lower-case letters, digits, . _ and - only.");
    return false;
}

bool access_email_fits(PvOutcome *outcome, const char *email)
{
    if (!access_text_fits(outcome, "email", email, ACCESS_EMAIL_LIMIT_BYTES, false))
        return false;
    const char *at = given(email) ? strchr(email, '@') : NULL;
    if (!given(email) || (at && at != email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \t\r\n<>\"")))
        return true;
    refuse_field(outcome, INVALID_INPUT, "email", "%s is no e-mail address.", email);
    return false;
}

bool access_language_fits(PvOutcome *outcome, const char *language)
{
    if (!given(language) || strcmp(language, "en") == 0 || strcmp(language, "fa") == 0)
        return true;
    refuse_field(outcome, INVALID_INPUT, "language", "The languages are en and fa.");
    return false;
}

bool access_grants_fit(const PvState *state, PvOutcome *outcome, portal_grant *const *grants, size_t count)
{
    if (count > ACCESS_GRANT_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "grants", "At most %d roles can be held.", ACCESS_GRANT_LIMIT);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *field = arena_format(pv_arena(state), "grants[%zu].role", i);
        if (!access_role_is_grantable(grants[i]->role)) {
            refuse_field(outcome, INVALID_INPUT, field, "%s is no role that people hold.",
                         grants[i]->role ? grants[i]->role : "Nothing");
            return false;
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(grants[k]->role, grants[i]->role) == 0) {
                refuse_field(outcome, INVALID_INPUT, field, "The role %s is named twice.", grants[i]->role);
                return false;
            }
        if (grants[i]->scope < PORTAL__GRANT_SCOPE__OWN || grants[i]->scope > PORTAL__GRANT_SCOPE__ALL) {
            refuse_field(outcome, INVALID_INPUT, "grants", "How far the role %s reaches is missing.", grants[i]->role);
            return false;
        }
    }
    return true;
}

portal_user *access_user(const PvState *state, PvOutcome *outcome, const char *user_id)
{
    if (!access_text_fits(outcome, "user_id", user_id, ACCESS_USER_LIMIT_BYTES, true))
        return NULL;
    portal_user *user = users_get(state, user_id);
    if (!user)
        refuse_field(outcome, USER_NOT_FOUND, "user_id", "There is no user %s.", user_id);
    return user;
}

portal_user *access_me(const PvState *state, PvOutcome *outcome)
{
    portal_user *user = users_get(state, pv_actor_id(outcome));
    if (!user)
        refuse(outcome, NO_PERSON, "%s is no user of the portal.", pv_actor_id(outcome));
    return user;
}

bool access_has_users(const PvState *state)
{
    PvScan scan;
    users_scan(&scan, state, NULL, 0);
    bool found = users_next(&scan) != NULL;
    pv_scan_end(&scan);
    return found;
}

bool access_is_proven(const PvState *state, PvOutcome *outcome, const portal_credential *credential, const char *proof,
                      const char *what)
{
    uint8_t bytes[ACCESS_PROOF_BYTES];
    char hexadecimal[2 * sizeof bytes + 1];
    const char *text = access_proof_text(pv_arena(state), credential->user_id, credential->generation, what);
    pv_keyed_hash(state, text, strlen(text), bytes);
    sodium_bin2hex(hexadecimal, sizeof hexadecimal, bytes, sizeof bytes);
    if (access_texts_equal(proof, hexadecimal))
        return true;
    refuse(outcome, WRONG_PASSWORD, "The password must be given anew.");
    return false;
}

bool access_holds(const portal_user *user, PvRole role)
{
    for (size_t i = 0; i < user->n_grants; i++)
        if (strcmp(user->grants[i]->role, pv_role_name(role)) == 0)
            return true;
    return false;
}

bool access_ids_have(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}
