/* Commands of the portal's front for itself: first start, one-time secrets, signing in and out, what was used. */
#include "portal/access/inside.h"

PvVerdict begin_setup(const PvState *state, const portal_begin_setup *command, PvOutcome *outcome)
{
    if (!access_hash_fits(outcome, "secret_hash", command->secret_hash))
        return PV_REFUSED;
    if (access_has_users(state))
        return refuse(outcome, SETUP_DONE, "The portal has users.");
    portal_setup_begun begun = PORTAL__SETUP_BEGUN__INIT;
    begun.secret_hash = command->secret_hash;
    begun.has_until_ms = 1;
    begun.until_ms = pv_now_ms(state) + ACCESS_SETUP_LIFE_MS;
    return emit_setup_begun(outcome, &begun);
}

/* The first administrator may do everything that people may. */
static void grant_all(const PvState *state, portal_secret_redeemed *redeemed)
{
    redeemed->grants = arena_take(pv_arena(state), ROLE_COUNT * sizeof *redeemed->grants);
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        if (!access_role_is_grantable(pv_role_name(role)))
            continue;
        portal_grant *grant = arena_take(pv_arena(state), sizeof *grant);
        portal__grant__init(grant);
        grant->role = pv_role_name(role);
        grant->has_scope = 1;
        grant->scope = PORTAL__GRANT_SCOPE__ALL;
        redeemed->grants[redeemed->n_grants++] = grant;
    }
}

/* Who gets a password by the secret; NULL: refused. */
static const char *redeeming_user(const PvState *state, const portal_one_time_secret *secret, const char *wanted,
                                  PvOutcome *outcome)
{
    if (secret->purpose == PORTAL__SECRET_PURPOSE__SETUP) {
        if (access_has_users(state)) {
            refuse(outcome, SETUP_DONE, "The portal has users.");
            return NULL;
        }
        return access_user_id_fits(outcome, wanted) ? wanted : NULL;
    }
    const portal_user *user = users_get(state, secret->user_id);
    pv_require(user, "a one-time secret of nobody");
    if (given(wanted) && strcmp(wanted, user->user_id) != 0) {
        refuse_field(outcome, INVALID_INPUT, "user_id", "The link is for another user.");
        return NULL;
    }
    if (user->disabled) {
        refuse(outcome, USER_DISABLED, "%s is disabled.", user->user_id);
        return NULL;
    }
    return user->user_id;
}

PvVerdict redeem_secret(const PvState *state, const portal_redeem_secret *command, PvOutcome *outcome)
{
    if (!access_hash_fits(outcome, "secret_hash", command->secret_hash) ||
        !access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, false) ||
        !access_language_fits(outcome, command->language) ||
        !access_text_fits(outcome, "password_hash", command->password_hash, ACCESS_PASSWORD_HASH_BYTES, true))
        return PV_REFUSED;
    const portal_one_time_secret *secret = secrets_get(state, command->secret_hash);
    if (!secret || secret->until_ms <= pv_now_ms(state))
        return refuse(outcome, SECRET_NOT_FOUND, "Ask for another link.");
    const char *user_id = redeeming_user(state, secret, command->user_id, outcome);
    if (!user_id)
        return PV_REFUSED;

    portal_secret_redeemed redeemed = PORTAL__SECRET_REDEEMED__INIT;
    redeemed.secret_hash = command->secret_hash;
    redeemed.user_id = user_id;
    redeemed.name = command->name;
    redeemed.language = command->language;
    redeemed.password_hash = command->password_hash;
    if (secret->purpose == PORTAL__SECRET_PURPOSE__SETUP) {
        redeemed.has_makes_user = redeemed.makes_user = 1;
        redeemed.name = given(command->name) ? command->name : user_id;
        redeemed.language = given(command->language) ? command->language : "en";
        grant_all(state, &redeemed);
    }
    return emit_secret_redeemed(outcome, &redeemed);
}

/* --- signing in and out --------------------------------------------------------------------------------------------- */

/* A text cut between two characters, as browsers may send what they like. */
static const char *cut(const PvState *state, const char *text, size_t limit)
{
    if (!given(text) || strlen(text) <= limit)
        return text;
    while (limit > 0 && ((uint8_t)text[limit] & 0xc0) == 0x80)
        limit--;
    char *copy = arena_take(pv_arena(state), limit + 1);
    memcpy(copy, text, limit);
    copy[limit] = 0;
    return copy;
}

static PvVerdict tell_ended(PvOutcome *outcome, const portal_session *session, Portal__SessionEnd end)
{
    portal_session_ended ended = PORTAL__SESSION_ENDED__INIT;
    ended.session_id = session->session_id;
    ended.session_hash = session->session_hash;
    ended.user_id = session->user_id;
    ended.has_end = 1;
    ended.end = end;
    return emit_session_ended(outcome, &ended);
}

/* The oldest session of a user who has as many as one may; NULL if there is room. */
static const portal_session *session_too_many(const PvState *state, const char *user_id)
{
    PvScan scan;
    unsigned count = 0;
    const portal_session *last = NULL;
    portal_session probe = PORTAL__SESSION__INIT;
    probe.user_id = user_id;
    sessions_by_user(&scan, state, &probe, 1);
    for (const portal_session *session; count < ACCESS_SESSIONS_OF_USER && (session = sessions_next(&scan)); count++)
        last = session;
    pv_scan_end(&scan);
    return count == ACCESS_SESSIONS_OF_USER ? last : NULL;
}

/* Was a code given that holds now? The front judged it; here it is seen that nobody used it meanwhile. */
static bool factor_holds(const portal_credential *credential, const portal_open_session *command)
{
    if (command->totp_step > 0)
        return command->totp_step > credential->last_totp_step;
    return given(command->recovery_hash) && access_ids_have((const char *const *)credential->recovery_hashes,
                                                            credential->n_recovery_hashes, command->recovery_hash);
}

static bool may_open(const PvState *state, const portal_open_session *command, PvOutcome *outcome)
{
    const portal_user *user = given(command->user_id) ? users_get(state, command->user_id) : NULL;
    const portal_credential *credential = user ? credentials_get(state, user->user_id) : NULL;
    if (!credential || !given(credential->password_hash) || credential->generation != command->generation)
        refuse(outcome, WRONG_PASSWORD, "The name or the password is not right.");
    else if (user->disabled)
        refuse(outcome, USER_DISABLED, "%s is disabled.", user->user_id);
    else if (user->second_factor && !factor_holds(credential, command))
        refuse_field(outcome, CODE_WRONG, "code", "The code is not right or was used before.");
    else
        return access_hash_fits(outcome, "session_hash", command->session_hash);
    return false;
}

PvVerdict open_session(const PvState *state, const portal_open_session *command, PvOutcome *outcome)
{
    if (!may_open(state, command, outcome))
        return PV_REFUSED;
    if (sessions_get(state, command->session_hash))
        return refuse_field(outcome, INVALID_INPUT, "session_hash", "A session has this cookie already.");
    const portal_session *oldest = session_too_many(state, command->user_id);
    if (oldest && !tell_ended(outcome, oldest, PORTAL__SESSION_END__ENDED_ELSEWHERE))
        return PV_REFUSED;

    int64_t now = pv_now_ms(state);
    portal_session_opened opened = PORTAL__SESSION_OPENED__INIT;
    opened.session_id = pv_new_id(outcome);
    opened.session_hash = command->session_hash;
    opened.user_id = command->user_id;
    opened.has_idle_until_ms = opened.has_ends_at_ms = opened.has_remembered = opened.has_totp_step = 1;
    opened.remembered = command->remembered;
    opened.idle_until_ms = now + (command->remembered ? ACCESS_REMEMBERED_IDLE_MS : ACCESS_SESSION_IDLE_MS);
    opened.ends_at_ms = now + ACCESS_SESSION_LIFE_MS;
    opened.address = cut(state, command->address, ACCESS_ADDRESS_LIMIT_BYTES);
    opened.agent = cut(state, command->agent, ACCESS_AGENT_LIMIT_BYTES);
    opened.totp_step = command->totp_step;
    opened.recovery_hash = command->recovery_hash;
    opened.replaces_hash = command->replaces_hash;
    return emit_session_opened(outcome, &opened);
}

PvVerdict close_session(const PvState *state, const portal_close_session *command, PvOutcome *outcome)
{
    if (!access_hash_fits(outcome, "session_hash", command->session_hash))
        return PV_REFUSED;
    const portal_session *session = sessions_get(state, command->session_hash);
    return session ? tell_ended(outcome, session, PORTAL__SESSION_END__SIGNED_OUT) : accept(outcome);
}

PvVerdict note_sign_in_failed(const PvState *state, const portal_note_sign_in_failed *command, PvOutcome *outcome)
{
    if (!access_user(state, outcome, command->user_id))
        return PV_REFUSED;
    portal_sign_in_failed failed = PORTAL__SIGN_IN_FAILED__INIT;
    failed.user_id = command->user_id;
    failed.address = cut(state, command->address, ACCESS_ADDRESS_LIMIT_BYTES);
    return emit_sign_in_failed(outcome, &failed);
}

/* --- what was used -------------------------------------------------------------------------------------------------- */

static int64_t not_ahead(int64_t at_ms, int64_t now_ms)
{
    return at_ms < now_ms ? at_ms : now_ms;
}

static void see_sessions(const PvState *state, const portal_note_seen *command, portal_seen_noted *noted)
{
    noted->sessions = arena_take(pv_arena(state), (command->n_sessions + 1) * sizeof *noted->sessions);
    for (size_t i = 0; i < command->n_sessions; i++) {
        const char *hash = command->sessions[i]->session_hash;
        const portal_session *session = given(hash) ? sessions_get(state, hash) : NULL;
        int64_t at = not_ahead(command->sessions[i]->at_ms, pv_now_ms(state));
        if (!session || at <= session->seen_at_ms || at >= access_session_due(session))
            continue;
        portal_session_seen *seen = arena_take(pv_arena(state), sizeof *seen);
        portal__session_seen__init(seen);
        seen->session_hash = hash;
        seen->has_seen_at_ms = seen->has_idle_until_ms = 1;
        seen->seen_at_ms = at;
        seen->idle_until_ms = at + (session->remembered ? ACCESS_REMEMBERED_IDLE_MS : ACCESS_SESSION_IDLE_MS);
        noted->sessions[noted->n_sessions++] = seen;
    }
}

static void see_tokens(const PvState *state, const portal_note_seen *command, portal_seen_noted *noted)
{
    noted->tokens = arena_take(pv_arena(state), (command->n_tokens + 1) * sizeof *noted->tokens);
    for (size_t i = 0; i < command->n_tokens; i++) {
        const char *hash = command->tokens[i]->token_hash;
        const portal_api_token *token = given(hash) ? api_tokens_get(state, hash) : NULL;
        int64_t at = not_ahead(command->tokens[i]->at_ms, pv_now_ms(state));
        if (!token || at <= token->used_at_ms)
            continue;
        portal_token_seen *seen = arena_take(pv_arena(state), sizeof *seen);
        portal__token_seen__init(seen);
        seen->token_hash = hash;
        seen->has_used_at_ms = 1;
        seen->used_at_ms = at;
        noted->tokens[noted->n_tokens++] = seen;
    }
}

PvVerdict note_seen(const PvState *state, const portal_note_seen *command, PvOutcome *outcome)
{
    if (command->n_sessions > ACCESS_SEEN_LIMIT || command->n_tokens > ACCESS_SEEN_LIMIT)
        return refuse(outcome, INVALID_INPUT, "At most %d sessions and %d tokens at once.", ACCESS_SEEN_LIMIT,
                      ACCESS_SEEN_LIMIT);
    portal_seen_noted noted = PORTAL__SEEN_NOTED__INIT;
    see_sessions(state, command, &noted);
    see_tokens(state, command, &noted);
    return noted.n_sessions || noted.n_tokens ? emit_seen_noted(outcome, &noted) : accept(outcome);
}

/* --- timers ------------------------------------------------------------------------------------------------------- */

PvVerdict when_session_time(const PvState *state, const char *key, PvOutcome *outcome)
{
    const portal_session *session = sessions_get(state, key);
    if (!session || access_session_due(session) > pv_now_ms(state))
        return accept(outcome);
    return tell_ended(outcome, session, PORTAL__SESSION_END__TIMED_OUT);
}

PvVerdict when_token_time(const PvState *state, const char *key, PvOutcome *outcome)
{
    const portal_api_token *token = api_tokens_get(state, key);
    if (!token)
        return accept(outcome);
    portal_token_revoked revoked = PORTAL__TOKEN_REVOKED__INIT;
    revoked.token_id = token->token_id;
    revoked.token_hash = token->token_hash;
    revoked.user_id = token->user_id;
    revoked.has_expired = revoked.expired = 1;
    return emit_token_revoked(outcome, &revoked);
}
