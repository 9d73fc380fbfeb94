/* Commands of people on their own account. */
#include "portal/access/inside.h"

PvVerdict change_me(const PvState *state, const portal_change_me *command, PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    if (!me || !access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, false) ||
        !access_email_fits(outcome, command->email) || !access_language_fits(outcome, command->language))
        return PV_REFUSED;
    portal_user_changed changed = PORTAL__USER_CHANGED__INIT;
    changed.user_id = me->user_id;
    changed.name = command->name;
    changed.email = command->email;
    changed.language = command->language;
    return emit_user_changed(outcome, &changed);
}

static const portal_credential *own_credential(const PvState *state, PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    const portal_credential *credential = me ? credentials_get(state, me->user_id) : NULL;
    pv_require(!me || credential, "a user without a credential");
    return credential;
}

PvVerdict change_password(const PvState *state, const portal_change_password *command, PvOutcome *outcome)
{
    const portal_credential *credential = own_credential(state, outcome);
    const char *hash = command->password_hash;
    if (!credential || !access_text_fits(outcome, "password_hash", hash, ACCESS_PASSWORD_HASH_BYTES, true) ||
        !access_is_proven(state, outcome, credential, command->proof, hash))
        return PV_REFUSED;
    portal_password_changed changed = PORTAL__PASSWORD_CHANGED__INIT;
    changed.user_id = credential->user_id;
    changed.password_hash = hash;
    changed.keeps_session_id = command->session_id;
    return emit_password_changed(outcome, &changed);
}

/* --- second factor ------------------------------------------------------------------------------------------------ */

PvVerdict begin_second_factor(const PvState *state, const portal_begin_second_factor *command, PvOutcome *outcome)
{
    const portal_credential *credential = own_credential(state, outcome);
    if (!credential || !access_is_proven(state, outcome, credential, command->proof, "begin"))
        return PV_REFUSED;
    if (command->sealed_totp.len != ACCESS_SEALED_BYTES)
        return refuse_field(outcome, INVALID_INPUT, "sealed_totp", "sealed_totp is filled in by the portal.");
    const portal_second_factor *factor = second_factors_get(state, credential->user_id);
    if (factor && factor->confirmed)
        return refuse(outcome, SECOND_FACTOR_ON, "Remove it before another is begun.");
    portal_second_factor_begun begun = PORTAL__SECOND_FACTOR_BEGUN__INIT;
    begun.user_id = credential->user_id;
    begun.has_sealed_totp = 1;
    begun.sealed_totp = command->sealed_totp;
    return emit_second_factor_begun(outcome, &begun);
}

PvVerdict confirm_second_factor(const PvState *state, const portal_confirm_second_factor *command, PvOutcome *outcome)
{
    const portal_credential *credential = own_credential(state, outcome);
    if (!credential)
        return PV_REFUSED;
    const portal_second_factor *factor = second_factors_get(state, credential->user_id);
    if (!factor)
        return refuse(outcome, SECOND_FACTOR_OFF, "Begin with a second factor first.");
    if (factor->confirmed)
        return refuse(outcome, SECOND_FACTOR_ON, "The second factor is confirmed already.");
    const char *what = arena_format(pv_arena(state), "confirm %lld", (long long)command->totp_step);
    if (command->totp_step <= 0 || !given(command->proof))
        return refuse_field(outcome, CODE_WRONG, "code", "The code is not right.");
    if (!access_is_proven(state, outcome, credential, command->proof, what))
        return PV_REFUSED;
    for (size_t i = 0; i < command->n_recovery_hashes; i++)
        if (i == ACCESS_RECOVERY_CODES || !access_hash_fits(outcome, "recovery_hashes", command->recovery_hashes[i]))
            return refuse_field(outcome, INVALID_INPUT, "recovery_hashes", "recovery_hashes is filled in by the portal.");
    portal_second_factor_confirmed confirmed = PORTAL__SECOND_FACTOR_CONFIRMED__INIT;
    confirmed.user_id = credential->user_id;
    confirmed.has_totp_step = 1;
    confirmed.totp_step = command->totp_step;
    confirmed.recovery_hashes = command->recovery_hashes;
    confirmed.n_recovery_hashes = command->n_recovery_hashes;
    return emit_second_factor_confirmed(outcome, &confirmed);
}

PvVerdict remove_second_factor(const PvState *state, const portal_remove_second_factor *command, PvOutcome *outcome)
{
    const portal_credential *credential = own_credential(state, outcome);
    if (!credential || !access_is_proven(state, outcome, credential, command->proof, "remove"))
        return PV_REFUSED;
    if (!second_factors_get(state, credential->user_id))
        return refuse(outcome, SECOND_FACTOR_OFF, "There is none to remove.");
    portal_second_factor_removed removed = PORTAL__SECOND_FACTOR_REMOVED__INIT;
    removed.user_id = credential->user_id;
    return emit_second_factor_removed(outcome, &removed);
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

static bool scopes_fit(const PvState *state, PvOutcome *outcome, const portal_create_token *command)
{
    static const char *const known[] = {"sales", "marketing", "support", "loyalty", "analytics", "portal", "metrics"};
    size_t count = command->n_scopes;
    if (count == 0 || count > ACCESS_TOKEN_SCOPES) {
        refuse_field(outcome, INVALID_INPUT, "scopes", "A token has 1 to %d scopes.", ACCESS_TOKEN_SCOPES);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *department = command->scopes[i]->department, *field;
        field = arena_format(pv_arena(state), "scopes[%zu].department", i);
        if (!given(department) || !access_ids_have(known, sizeof known / sizeof known[0], department)) {
            refuse_field(outcome, INVALID_INPUT, field, "There is no department %s.", given(department) ? department : "");
            return false;
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(command->scopes[k]->department, department) == 0) {
                refuse_field(outcome, INVALID_INPUT, field, "%s is named twice.", department);
                return false;
            }
    }
    return true;
}

static unsigned tokens_of(const PvState *state, const char *user_id)
{
    PvScan scan;
    unsigned count = 0;
    portal_api_token probe = PORTAL__API_TOKEN__INIT;
    probe.user_id = user_id;
    api_tokens_by_user(&scan, state, &probe, 1);
    while (count < ACCESS_TOKENS_OF_USER && api_tokens_next(&scan))
        count++;
    pv_scan_end(&scan);
    return count;
}

PvVerdict create_token(const PvState *state, const portal_create_token *command, PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    if (!me || !access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, true) ||
        !scopes_fit(state, outcome, command) || !access_hash_fits(outcome, "token_hash", command->token_hash))
        return PV_REFUSED;
    int64_t now = pv_now_ms(state);
    int64_t expires = command->expires_at_ms ? command->expires_at_ms : now + ACCESS_TOKEN_LIFE_MS;
    if (expires <= now || expires > now + ACCESS_TOKEN_LIFE_LIMIT_MS)
        return refuse_field(outcome, INVALID_INPUT, "expires_at_ms", "A token holds until some time within a year.");
    if (tokens_of(state, me->user_id) == ACCESS_TOKENS_OF_USER)
        return refuse(outcome, TOO_MANY_TOKENS, "A user has at most %d tokens.", ACCESS_TOKENS_OF_USER);
    if (api_tokens_get(state, command->token_hash))
        return refuse_field(outcome, INVALID_INPUT, "token_hash", "token_hash is filled in by the portal.");

    portal_token_created created = PORTAL__TOKEN_CREATED__INIT;
    created.token_id = pv_new_id(outcome);
    created.token_hash = command->token_hash;
    created.user_id = me->user_id;
    created.name = command->name;
    created.scopes = command->scopes;
    created.n_scopes = command->n_scopes;
    created.has_expires_at_ms = 1;
    created.expires_at_ms = expires;
    return emit_token_created(outcome, &created);
}

PvVerdict revoke_token(const PvState *state, const portal_revoke_token *command, PvOutcome *outcome)
{
    if (!access_text_fits(outcome, "token_id", command->token_id, ACCESS_USER_LIMIT_BYTES, true))
        return PV_REFUSED;
    portal_api_token probe = PORTAL__API_TOKEN__INIT;
    probe.token_id = command->token_id;
    const portal_api_token *token = api_tokens_by_id_one(state, &probe);
    bool may = token && (strcmp(token->user_id, pv_actor_id(outcome)) == 0 || pv_actor_has(outcome, ROLE_ADMINISTRATOR));
    if (!may)
        return refuse_field(outcome, TOKEN_NOT_FOUND, "token_id", "No token has the id %s.", command->token_id);
    portal_token_revoked revoked = PORTAL__TOKEN_REVOKED__INIT;
    revoked.token_id = token->token_id;
    revoked.token_hash = token->token_hash;
    revoked.user_id = token->user_id;
    return emit_token_revoked(outcome, &revoked);
}

/* --- sessions ----------------------------------------------------------------------------------------------------- */

PvVerdict end_session(const PvState *state, const portal_end_session *command, PvOutcome *outcome)
{
    if (!access_text_fits(outcome, "session_id", command->session_id, ACCESS_USER_LIMIT_BYTES, true))
        return PV_REFUSED;
    portal_session probe = PORTAL__SESSION__INIT;
    probe.session_id = command->session_id;
    const portal_session *session = sessions_by_id_one(state, &probe);
    bool may =
        session && (strcmp(session->user_id, pv_actor_id(outcome)) == 0 || pv_actor_has(outcome, ROLE_ADMINISTRATOR));
    if (!may)
        return refuse_field(outcome, SESSION_NOT_FOUND, "session_id", "No session has the id %s.", command->session_id);
    portal_session_ended ended = PORTAL__SESSION_ENDED__INIT;
    ended.session_id = session->session_id;
    ended.session_hash = session->session_hash;
    ended.user_id = session->user_id;
    ended.has_end = 1;
    ended.end = PORTAL__SESSION_END__ENDED_ELSEWHERE;
    return emit_session_ended(outcome, &ended);
}

PvVerdict sign_out_everywhere(const PvState *state, const portal_sign_out_everywhere *command, PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    if (!me)
        return PV_REFUSED;
    portal_sessions_ended ended = PORTAL__SESSIONS_ENDED__INIT;
    ended.user_id = me->user_id;
    ended.keeps_session_id = command->this_too ? NULL : command->session_id;
    return emit_sessions_ended(outcome, &ended);
}
