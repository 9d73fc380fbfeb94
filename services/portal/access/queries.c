/* Queries of access: users, teams, sessions, tokens, and what the front asks with each request. */
#include "portal/access/inside.h"

/* The scan of a page, after the token of the page before; false: refused. */
static bool page_begin(PvScan *scan, const PvState *state, PvOutcome *outcome, unsigned table, int index,
                       const ProtobufCMessage *probe, const char *token)
{
    if (pv_scan_begin_after(scan, state, table, index, probe, probe ? 1 : 0, token))
        return true;
    refuse_field(outcome, INVALID_INPUT, "after", "The token is not one of this list.");
    return false;
}

/* --- users -------------------------------------------------------------------------------------------------------- */

PvVerdict get_user(const PvState *state, const portal_get_user *query, portal_user *answer, PvOutcome *outcome)
{
    const portal_user *user = access_user(state, outcome, query->user_id);
    if (!user)
        return PV_REFUSED;
    *answer = *user;
    return accept(outcome);
}

PvVerdict get_me(const PvState *state, const portal_get_me *query, portal_user *answer, PvOutcome *outcome)
{
    const portal_user *user = access_me(state, outcome);
    if (!user)
        return PV_REFUSED;
    *answer = *user;
    return accept(outcome);
}

PvVerdict list_users(const PvState *state, const portal_list_users *query, portal_user_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    portal_user probe = PORTAL__USER__INIT;
    const char *team_ids[] = {query->team_id};
    probe.team_ids = (void *)team_ids;
    probe.n_team_ids = 1;
    bool of_team = given(query->team_id);
    if (!page_begin(&scan, state, outcome, TABLE_users, of_team ? INDEX_users_by_team : -1, of_team ? &probe.base : NULL,
                    query->after))
        return PV_REFUSED;
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    answer->rows = (portal_user **)rows.items;
    answer->n_rows = rows.count;
    return accept(outcome);
}

static portal_colleague *colleague_of(const PvState *state, const portal_user *user)
{
    portal_colleague *colleague = arena_take(pv_arena(state), sizeof *colleague);
    portal__colleague__init(colleague);
    colleague->user_id = user->user_id;
    colleague->name = user->name;
    colleague->has_disabled = colleague->disabled = user->disabled;
    colleague->team_ids = user->team_ids;
    colleague->n_team_ids = user->n_team_ids;
    colleague->roles = arena_take(pv_arena(state), (user->n_grants + 1) * sizeof *colleague->roles);
    for (size_t i = 0; i < user->n_grants; i++)
        colleague->roles[colleague->n_roles++] = user->grants[i]->role;
    return colleague;
}

static bool has_role(const portal_colleague *colleague, const char *role)
{
    return access_ids_have((const char *const *)colleague->roles, colleague->n_roles, role);
}

PvVerdict list_colleagues(const PvState *state, const portal_list_colleagues *query, portal_colleague_page *answer,
                          PvOutcome *outcome)
{
    PvScan scan;
    PvList kept = {0};
    if (!page_begin(&scan, state, outcome, TABLE_users, -1, NULL, query->after))
        return PV_REFUSED;
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    for (size_t i = 0; i < rows.count; i++) {
        portal_colleague *colleague = colleague_of(state, rows.items[i]);
        if (!given(query->role) || has_role(colleague, query->role))
            pv_list_add(state, &kept, colleague);
    }
    answer->rows = (portal_colleague **)kept.items;
    answer->n_rows = kept.count;
    return accept(outcome);
}

PvVerdict get_my_second_factor(const PvState *state, const portal_get_my_second_factor *query,
                               portal_second_factor *answer, PvOutcome *outcome)
{
    const portal_user *user = access_me(state, outcome);
    if (!user)
        return PV_REFUSED;
    const portal_second_factor *factor = second_factors_get(state, user->user_id);
    if (factor)
        *answer = *factor;
    answer->user_id = user->user_id;
    return accept(outcome);
}

/* --- teams -------------------------------------------------------------------------------------------------------- */

PvVerdict get_team(const PvState *state, const portal_get_team *query, portal_team *answer, PvOutcome *outcome)
{
    const portal_team *team = given(query->team_id) ? teams_get(state, query->team_id) : NULL;
    if (!team)
        return refuse_field(outcome, TEAM_NOT_FOUND, "team_id", "No team has the id %s.",
                            query->team_id ? query->team_id : "");
    *answer = *team;
    return accept(outcome);
}

PvVerdict list_teams(const PvState *state, const portal_list_teams *query, portal_team_page *answer, PvOutcome *outcome)
{
    PvScan scan;
    if (!page_begin(&scan, state, outcome, TABLE_teams, INDEX_teams_by_name, NULL, query->after))
        return PV_REFUSED;
    PvList rows = pv_page_read(&scan, query->limit, &answer->next);
    answer->rows = (portal_team **)rows.items;
    answer->n_rows = rows.count;
    return accept(outcome);
}

/* --- sessions and tokens -------------------------------------------------------------------------------------------- */

/* A page of one user's sessions, or of all (user_id NULL). */
static PvVerdict session_page(const PvState *state, PvOutcome *outcome, const char *user_id, uint32_t limit,
                              const char *after, portal_session_page *answer)
{
    PvScan scan;
    portal_session probe = PORTAL__SESSION__INIT;
    probe.user_id = user_id;
    int index = given(user_id) ? INDEX_sessions_by_user : INDEX_sessions_by_time;
    if (!page_begin(&scan, state, outcome, TABLE_sessions, index, given(user_id) ? &probe.base : NULL, after))
        return PV_REFUSED;
    PvList rows = pv_page_read(&scan, limit, &answer->next);
    answer->rows = (portal_session **)rows.items;
    answer->n_rows = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        answer->rows[i]->session_hash = NULL;
    return accept(outcome);
}

PvVerdict list_sessions(const PvState *state, const portal_list_sessions *query, portal_session_page *answer,
                        PvOutcome *outcome)
{
    return session_page(state, outcome, query->user_id, query->limit, query->after, answer);
}

PvVerdict list_my_sessions(const PvState *state, const portal_list_my_sessions *query, portal_session_page *answer,
                           PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    return me ? session_page(state, outcome, me->user_id, query->limit, query->after, answer) : PV_REFUSED;
}

static PvVerdict token_page(const PvState *state, PvOutcome *outcome, const char *user_id, uint32_t limit,
                            const char *after, portal_token_page *answer)
{
    PvScan scan;
    portal_api_token probe = PORTAL__API_TOKEN__INIT;
    probe.user_id = user_id;
    int index = given(user_id) ? INDEX_api_tokens_by_user : INDEX_api_tokens_by_time;
    if (!page_begin(&scan, state, outcome, TABLE_api_tokens, index, given(user_id) ? &probe.base : NULL, after))
        return PV_REFUSED;
    PvList rows = pv_page_read(&scan, limit, &answer->next);
    answer->rows = (portal_api_token **)rows.items;
    answer->n_rows = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        answer->rows[i]->token_hash = NULL;
    return accept(outcome);
}

PvVerdict list_tokens(const PvState *state, const portal_list_tokens *query, portal_token_page *answer,
                      PvOutcome *outcome)
{
    return token_page(state, outcome, query->user_id, query->limit, query->after, answer);
}

PvVerdict list_my_tokens(const PvState *state, const portal_list_my_tokens *query, portal_token_page *answer,
                         PvOutcome *outcome)
{
    const portal_user *me = access_me(state, outcome);
    return me ? token_page(state, outcome, me->user_id, query->limit, query->after, answer) : PV_REFUSED;
}

/* --- with each request ------------------------------------------------------------------------------------------------ */

/* All members of the person's teams, once each, if a grant reaches them. */
static void add_teammates(const PvState *state, portal_signed_in *answer)
{
    const portal_user *user = answer->user;
    bool reaches = false;
    for (size_t i = 0; i < user->n_grants; i++)
        reaches |= user->grants[i]->scope == PORTAL__GRANT_SCOPE__TEAM;
    if (!reaches)
        return;
    answer->teammates = arena_take(pv_arena(state), ACCESS_TEAMMATE_LIMIT * sizeof *answer->teammates);
    for (size_t t = 0; t < user->n_team_ids; t++) {
        const portal_team *team = teams_get(state, user->team_ids[t]);
        for (size_t i = 0; team && i < team->n_members && answer->n_teammates < ACCESS_TEAMMATE_LIMIT; i++)
            if (!access_ids_have((const char *const *)answer->teammates, answer->n_teammates, team->members[i]))
                answer->teammates[answer->n_teammates++] = team->members[i];
    }
}

/* The user of a session or token; NULL if it may not be used any more. */
static bool add_user(const PvState *state, const char *user_id, portal_signed_in *answer)
{
    answer->user = users_get(state, user_id);
    if (!answer->user || answer->user->disabled)
        return false;
    add_teammates(state, answer);
    return true;
}

PvVerdict find_session(const PvState *state, const portal_find_session *query, portal_signed_in *answer,
                       PvOutcome *outcome)
{
    portal_session *session = given(query->session_hash) ? sessions_get(state, query->session_hash) : NULL;
    if (!session || access_session_due(session) <= pv_now_ms(state) || !add_user(state, session->user_id, answer))
        return refuse(outcome, SESSION_NOT_FOUND, "No session has this cookie.");
    session->session_hash = NULL;
    answer->session = session;
    return accept(outcome);
}

PvVerdict find_token(const PvState *state, const portal_find_token *query, portal_signed_in *answer, PvOutcome *outcome)
{
    portal_api_token *token = given(query->token_hash) ? api_tokens_get(state, query->token_hash) : NULL;
    if (!token || token->expires_at_ms <= pv_now_ms(state) || !add_user(state, token->user_id, answer))
        return refuse(outcome, TOKEN_NOT_FOUND, "There is no such token.");
    token->token_hash = NULL;
    answer->token = token;
    return accept(outcome);
}

PvVerdict get_credential(const PvState *state, const portal_get_credential *query, portal_credential_view *answer,
                         PvOutcome *outcome)
{
    answer->user = access_user(state, outcome, query->user_id);
    if (!answer->user)
        return PV_REFUSED;
    answer->credential = credentials_get(state, query->user_id);
    return accept(outcome);
}

PvVerdict find_secret(const PvState *state, const portal_find_secret *query, portal_one_time_secret *answer,
                      PvOutcome *outcome)
{
    const portal_one_time_secret *secret = given(query->secret_hash) ? secrets_get(state, query->secret_hash) : NULL;
    if (!secret || secret->until_ms <= pv_now_ms(state))
        return refuse(outcome, SECRET_NOT_FOUND, "Ask for another link.");
    *answer = *secret;
    return accept(outcome);
}

PvVerdict get_setup(const PvState *state, const portal_get_setup *query, portal_setup_state *answer, PvOutcome *outcome)
{
    PvScan scan;
    answer->has_has_users = answer->has_begun = 1;
    answer->has_users = access_has_users(state);
    secrets_scan(&scan, state, NULL, 0);
    for (const portal_one_time_secret *secret; !answer->begun && (secret = secrets_next(&scan));)
        answer->begun = secret->purpose == PORTAL__SECRET_PURPOSE__SETUP;
    pv_scan_end(&scan);
    return accept(outcome);
}
