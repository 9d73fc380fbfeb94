/* What the handlers of access share. */
#pragma once

#include "portal/access/limits.h"
#include "portal/access/secret_parts.h"
#include "portal/service.h"
#include <string.h>

static inline bool given(const char *text)
{
    return text && *text;
}

/* Is the text there, if required, and not too long? Else refused with the field's name. */
bool access_text_fits(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required);
/* 64 hexadecimal digits, as the front makes them. */
bool access_hash_fits(PvOutcome *outcome, const char *field, const char *hash);
/* Lower-case letters, digits, . _ - up to 64. */
bool access_user_id_fits(PvOutcome *outcome, const char *user_id);
bool access_email_fits(PvOutcome *outcome, const char *email);
bool access_language_fits(PvOutcome *outcome, const char *language);
bool access_grants_fit(const PvState *state, PvOutcome *outcome, portal_grant *const *grants, size_t count);
/* The user, or NULL: refused. */
portal_user *access_user(const PvState *state, PvOutcome *outcome, const char *user_id);
/* The user who asks, or NULL: refused. */
portal_user *access_me(const PvState *state, PvOutcome *outcome);
bool access_has_users(const PvState *state);
/* Did the front make this proof for that, from the credential as it is now? Else refused. */
bool access_is_proven(const PvState *state, PvOutcome *outcome, const portal_credential *credential, const char *proof,
                      const char *what);
bool access_holds(const portal_user *user, PvRole role);
bool access_ids_have(const char *const *ids, size_t count, const char *id);
/* Deletes all sessions of a user but one at most; apply only. */
void access_sessions_drop(PvState *state, const char *user_id, const char *keeps_session_id);
/* When a session that is not used any more ends. */
int64_t access_session_due(const portal_session *session);
