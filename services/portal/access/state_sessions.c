/* Sessions and tokens as they follow from events, and the timers that end them. */
#include "portal/access/inside.h"

int64_t access_session_due(const portal_session *session)
{
    return session->idle_until_ms < session->ends_at_ms ? session->idle_until_ms : session->ends_at_ms;
}

static void put_session(PvState *state, const portal_session *session)
{
    sessions_put(state, session);
    pv_timer_set(state, TIMER_session_time, session->session_hash, access_session_due(session));
}

static void drop_session(PvState *state, const char *session_hash)
{
    portal_session probe = PORTAL__SESSION__INIT;
    probe.session_hash = session_hash;
    sessions_delete(state, &probe);
    pv_timer_clear(state, TIMER_session_time, session_hash);
}

void access_sessions_drop(PvState *state, const char *user_id, const char *keeps_session_id)
{
    PvScan scan;
    PvList rows = {0};
    portal_session probe = PORTAL__SESSION__INIT;
    probe.user_id = user_id;
    sessions_by_user(&scan, state, &probe, 1);
    for (portal_session *session; (session = sessions_next(&scan));)
        if (!given(keeps_session_id) || strcmp(session->session_id, keeps_session_id) != 0)
            pv_list_add(state, &rows, session);
    for (size_t i = 0; i < rows.count; i++)
        drop_session(state, ((portal_session *)rows.items[i])->session_hash);
}

/* A code of the app, or a recovery code, is good for one sign-in. */
static void use_factor(PvState *state, portal_credential *credential, const portal_session_opened *event)
{
    if (event->totp_step > credential->last_totp_step) {
        credential->has_last_totp_step = 1;
        credential->last_totp_step = event->totp_step;
    }
    if (!given(event->recovery_hash))
        return;
    size_t kept = 0;
    for (size_t i = 0; i < credential->n_recovery_hashes; i++)
        if (strcmp(credential->recovery_hashes[i], event->recovery_hash) != 0)
            credential->recovery_hashes[kept++] = credential->recovery_hashes[i];
    credential->n_recovery_hashes = kept;
    portal_second_factor *factor = second_factors_get(state, event->user_id);
    if (factor) {
        factor->has_recovery_codes_left = 1;
        factor->recovery_codes_left = (uint32_t)kept;
        second_factors_put(state, factor);
    }
}

void apply_session_opened(PvState *state, const portal_session_opened *event, const PvEventMeta *meta)
{
    portal_user *user = users_get(state, event->user_id);
    portal_credential *credential = credentials_get(state, event->user_id);
    pv_require(user && credential, "no user %s", event->user_id);
    portal_session session = PORTAL__SESSION__INIT;
    session.session_hash = event->session_hash;
    session.session_id = event->session_id;
    session.user_id = event->user_id;
    session.has_created_at_ms = session.has_seen_at_ms = session.has_idle_until_ms = session.has_ends_at_ms = 1;
    session.created_at_ms = session.seen_at_ms = meta->recorded_at_ms;
    session.idle_until_ms = event->idle_until_ms;
    session.ends_at_ms = event->ends_at_ms;
    session.has_remembered = session.has_second_factor = 1;
    session.remembered = event->remembered;
    session.second_factor = event->totp_step > 0 || given(event->recovery_hash);
    session.address = event->address;
    session.agent = event->agent;
    if (given(event->replaces_hash))
        drop_session(state, event->replaces_hash);
    put_session(state, &session);
    use_factor(state, credential, event);
    credential->has_failures = credential->failures = 0;
    credential->has_last_failure_at_ms = credential->last_failure_at_ms = 0;
    credentials_put(state, credential);
    user->has_last_sign_in_at_ms = 1;
    user->last_sign_in_at_ms = meta->recorded_at_ms;
    users_put(state, user);
}

void apply_session_ended(PvState *state, const portal_session_ended *event, const PvEventMeta *meta)
{
    drop_session(state, event->session_hash);
}

void apply_sessions_ended(PvState *state, const portal_sessions_ended *event, const PvEventMeta *meta)
{
    access_sessions_drop(state, event->user_id, event->keeps_session_id);
}

void apply_sign_in_failed(PvState *state, const portal_sign_in_failed *event, const PvEventMeta *meta)
{
    portal_credential *credential = credentials_get(state, event->user_id);
    pv_require(credential, "no credential of %s", event->user_id);
    credential->has_failures = credential->has_last_failure_at_ms = 1;
    credential->failures++;
    credential->last_failure_at_ms = meta->recorded_at_ms;
    credentials_put(state, credential);
}

void apply_seen_noted(PvState *state, const portal_seen_noted *event, const PvEventMeta *meta)
{
    for (size_t i = 0; i < event->n_sessions; i++) {
        portal_session *session = sessions_get(state, event->sessions[i]->session_hash);
        pv_require(session, "no session that was seen");
        session->has_seen_at_ms = session->has_idle_until_ms = 1;
        session->seen_at_ms = event->sessions[i]->seen_at_ms;
        session->idle_until_ms = event->sessions[i]->idle_until_ms;
        put_session(state, session);
    }
    for (size_t i = 0; i < event->n_tokens; i++) {
        portal_api_token *token = api_tokens_get(state, event->tokens[i]->token_hash);
        pv_require(token, "no token that was used");
        token->has_used_at_ms = 1;
        token->used_at_ms = event->tokens[i]->used_at_ms;
        api_tokens_put(state, token);
    }
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

void apply_token_created(PvState *state, const portal_token_created *event, const PvEventMeta *meta)
{
    portal_api_token token = PORTAL__API_TOKEN__INIT;
    token.token_id = event->token_id;
    token.token_hash = event->token_hash;
    token.user_id = event->user_id;
    token.name = event->name;
    token.scopes = event->scopes;
    token.n_scopes = event->n_scopes;
    token.has_created_at_ms = token.has_expires_at_ms = 1;
    token.created_at_ms = meta->recorded_at_ms;
    token.expires_at_ms = event->expires_at_ms;
    api_tokens_put(state, &token);
    pv_timer_set(state, TIMER_token_time, event->token_hash, event->expires_at_ms);
}

void apply_token_revoked(PvState *state, const portal_token_revoked *event, const PvEventMeta *meta)
{
    portal_api_token probe = PORTAL__API_TOKEN__INIT;
    probe.token_hash = event->token_hash;
    api_tokens_delete(state, &probe);
    pv_timer_clear(state, TIMER_token_time, event->token_hash);
}
