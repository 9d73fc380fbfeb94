/* Users, teams, credentials and one-time secrets as they follow from events. */
#include "portal/access/inside.h"

static portal_user *user_must(const PvState *state, const char *user_id)
{
    portal_user *user = users_get(state, user_id);
    pv_require(user, "no user %s", user_id);
    return user;
}

static portal_credential *credential_must(const PvState *state, const char *user_id)
{
    portal_credential *credential = credentials_get(state, user_id);
    pv_require(credential, "no credential of %s", user_id);
    return credential;
}

static void set_text(const char **field, const char *text)
{
    if (given(text))
        *field = text;
}

/* --- one-time secrets --------------------------------------------------------------------------------------------- */

/* A user (or, for "", the setup) has one secret at most. */
static void drop_secrets(PvState *state, const char *user_id)
{
    PvScan scan;
    PvList rows = {0};
    portal_one_time_secret probe = PORTAL__ONE_TIME_SECRET__INIT;
    probe.user_id = user_id;
    secrets_by_user(&scan, state, &probe, 1);
    for (void *row; (row = secrets_next(&scan));)
        pv_list_add(state, &rows, row);
    for (size_t i = 0; i < rows.count; i++)
        secrets_delete(state, rows.items[i]);
}

static void put_secret(PvState *state, const char *hash, Portal__SecretPurpose purpose, const char *user_id,
                       int64_t until_ms, const PvEventMeta *meta)
{
    portal_one_time_secret secret = PORTAL__ONE_TIME_SECRET__INIT;
    drop_secrets(state, user_id);
    secret.secret_hash = hash;
    secret.has_purpose = secret.has_made_at_ms = secret.has_until_ms = 1;
    secret.purpose = purpose;
    secret.user_id = user_id;
    secret.made_at_ms = meta->recorded_at_ms;
    secret.until_ms = until_ms;
    secrets_put(state, &secret);
}

void apply_setup_begun(PvState *state, const portal_setup_begun *event, const PvEventMeta *meta)
{
    put_secret(state, event->secret_hash, PORTAL__SECRET_PURPOSE__SETUP, "", event->until_ms, meta);
}

/* --- users -------------------------------------------------------------------------------------------------------- */

static void put_new_credential(PvState *state, const char *user_id)
{
    portal_credential credential = PORTAL__CREDENTIAL__INIT;
    credential.user_id = user_id;
    credentials_put(state, &credential);
}

static const char **with_id(const PvState *state, const char *const *ids, size_t count, const char *id)
{
    const char **list = arena_take(pv_arena(state), (count + 1) * sizeof *list);
    if (count)
        memcpy(list, ids, count * sizeof *list);
    list[count] = id;
    return list;
}

void apply_user_invited(PvState *state, const portal_user_invited *event, const PvEventMeta *meta)
{
    portal_user user = PORTAL__USER__INIT;
    user.user_id = event->user_id;
    user.name = event->name;
    user.email = event->email;
    user.language = event->language;
    user.grants = event->grants;
    user.n_grants = event->n_grants;
    user.team_ids = event->team_ids;
    user.n_team_ids = event->n_team_ids;
    user.has_invited = user.invited = 1;
    user.has_created_at_ms = user.has_one_time_until_ms = 1;
    user.created_at_ms = meta->recorded_at_ms;
    user.one_time_until_ms = event->until_ms;
    users_put(state, &user);
    put_new_credential(state, event->user_id);
    put_secret(state, event->secret_hash, PORTAL__SECRET_PURPOSE__INVITATION, event->user_id, event->until_ms, meta);
    for (size_t i = 0; i < event->n_team_ids; i++) {
        portal_team *team = teams_get(state, event->team_ids[i]);
        pv_require(team, "no team %s", event->team_ids[i]);
        team->members = (void *)with_id(state, (const char *const *)team->members, team->n_members, event->user_id);
        team->n_members++;
        teams_put(state, team);
    }
}

void apply_user_changed(PvState *state, const portal_user_changed *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    set_text(&user->name, event->name);
    set_text(&user->email, event->email);
    set_text(&user->language, event->language);
    users_put(state, user);
}

void apply_grants_set(PvState *state, const portal_grants_set *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    user->grants = event->grants;
    user->n_grants = event->n_grants;
    users_put(state, user);
}

void apply_user_disabled(PvState *state, const portal_user_disabled *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    user->has_disabled = user->disabled = 1;
    users_put(state, user);
    access_sessions_drop(state, event->user_id, NULL);
}

void apply_user_enabled(PvState *state, const portal_user_enabled *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    user->has_disabled = user->disabled = 0;
    users_put(state, user);
}

static void set_password(portal_credential *credential, const char *hash, const PvEventMeta *meta)
{
    credential->password_hash = hash;
    credential->has_generation = credential->has_password_set_at_ms = 1;
    credential->generation++;
    credential->password_set_at_ms = meta->recorded_at_ms;
    credential->has_failures = credential->failures = 0;
    credential->has_last_failure_at_ms = credential->last_failure_at_ms = 0;
}

static void clear_second_factor(PvState *state, portal_user *user, portal_credential *credential)
{
    portal_second_factor probe = PORTAL__SECOND_FACTOR__INIT;
    probe.user_id = user->user_id;
    second_factors_delete(state, &probe);
    user->has_second_factor = user->second_factor = 0;
    credential->has_sealed_totp = credential->has_pending_totp = credential->has_last_totp_step = 0;
    credential->sealed_totp = credential->pending_totp = (ProtobufCBinaryData){0};
    credential->last_totp_step = 0;
    credential->n_recovery_hashes = 0;
}

void apply_user_reset(PvState *state, const portal_user_reset *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    portal_credential *credential = credential_must(state, event->user_id);
    set_password(credential, NULL, meta);
    user->has_invited = user->invited = 1;
    user->has_one_time_until_ms = 1;
    user->one_time_until_ms = event->until_ms;
    if (event->second_factor_removed)
        clear_second_factor(state, user, credential);
    users_put(state, user);
    credentials_put(state, credential);
    put_secret(state, event->secret_hash, PORTAL__SECRET_PURPOSE__RESET, event->user_id, event->until_ms, meta);
    access_sessions_drop(state, event->user_id, NULL);
}

static void make_user(PvState *state, const portal_secret_redeemed *event, const PvEventMeta *meta)
{
    portal_user user = PORTAL__USER__INIT;
    user.user_id = event->user_id;
    user.grants = event->grants;
    user.n_grants = event->n_grants;
    user.has_created_at_ms = 1;
    user.created_at_ms = meta->recorded_at_ms;
    users_put(state, &user);
    put_new_credential(state, event->user_id);
    drop_secrets(state, "");
}

void apply_secret_redeemed(PvState *state, const portal_secret_redeemed *event, const PvEventMeta *meta)
{
    if (event->makes_user)
        make_user(state, event, meta);
    portal_user *user = user_must(state, event->user_id);
    portal_credential *credential = credential_must(state, event->user_id);
    set_text(&user->name, event->name);
    set_text(&user->language, event->language);
    user->has_invited = user->invited = 0;
    user->has_one_time_until_ms = user->one_time_until_ms = 0;
    set_password(credential, event->password_hash, meta);
    users_put(state, user);
    credentials_put(state, credential);
    drop_secrets(state, event->user_id);
}

/* --- the own account ------------------------------------------------------------------------------------------------ */

void apply_password_changed(PvState *state, const portal_password_changed *event, const PvEventMeta *meta)
{
    portal_credential *credential = credential_must(state, event->user_id);
    set_password(credential, event->password_hash, meta);
    credentials_put(state, credential);
    access_sessions_drop(state, event->user_id, event->keeps_session_id);
}

void apply_second_factor_begun(PvState *state, const portal_second_factor_begun *event, const PvEventMeta *meta)
{
    portal_credential *credential = credential_must(state, event->user_id);
    portal_second_factor factor = PORTAL__SECOND_FACTOR__INIT;
    credential->has_pending_totp = 1;
    credential->pending_totp = event->sealed_totp;
    credentials_put(state, credential);
    factor.user_id = event->user_id;
    factor.has_since_ms = 1;
    factor.since_ms = meta->recorded_at_ms;
    second_factors_put(state, &factor);
}

void apply_second_factor_confirmed(PvState *state, const portal_second_factor_confirmed *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    portal_credential *credential = credential_must(state, event->user_id);
    portal_second_factor *factor = second_factors_get(state, event->user_id);
    pv_require(factor, "no second factor of %s", event->user_id);
    credential->has_sealed_totp = credential->has_last_totp_step = 1;
    credential->sealed_totp = credential->pending_totp;
    credential->has_pending_totp = 0;
    credential->pending_totp = (ProtobufCBinaryData){0};
    credential->last_totp_step = event->totp_step;
    credential->recovery_hashes = event->recovery_hashes;
    credential->n_recovery_hashes = event->n_recovery_hashes;
    credentials_put(state, credential);
    factor->has_confirmed = factor->confirmed = 1;
    factor->has_since_ms = factor->has_recovery_codes_left = 1;
    factor->since_ms = meta->recorded_at_ms;
    factor->recovery_codes_left = (uint32_t)event->n_recovery_hashes;
    second_factors_put(state, factor);
    user->has_second_factor = user->second_factor = 1;
    users_put(state, user);
}

void apply_second_factor_removed(PvState *state, const portal_second_factor_removed *event, const PvEventMeta *meta)
{
    portal_user *user = user_must(state, event->user_id);
    portal_credential *credential = credential_must(state, event->user_id);
    clear_second_factor(state, user, credential);
    users_put(state, user);
    credentials_put(state, credential);
}

/* --- teams -------------------------------------------------------------------------------------------------------- */

static void leave_team(PvState *state, const char *user_id, const char *team_id)
{
    portal_user *user = user_must(state, user_id);
    size_t kept = 0;
    for (size_t i = 0; i < user->n_team_ids; i++)
        if (strcmp(user->team_ids[i], team_id) != 0)
            user->team_ids[kept++] = user->team_ids[i];
    user->n_team_ids = kept;
    users_put(state, user);
}

static void join_team(PvState *state, const char *user_id, const char *team_id)
{
    portal_user *user = user_must(state, user_id);
    user->team_ids = (void *)with_id(state, (const char *const *)user->team_ids, user->n_team_ids, team_id);
    user->n_team_ids++;
    users_put(state, user);
}

void apply_team_set(PvState *state, const portal_team_set *event, const PvEventMeta *meta)
{
    portal_team fresh = PORTAL__TEAM__INIT, *team = teams_get(state, event->team_id);
    if (!team) {
        team = &fresh;
        team->team_id = event->team_id;
        team->has_created_at_ms = 1;
        team->created_at_ms = meta->recorded_at_ms;
    }
    const char *const *before = (const char *const *)team->members, *const *now = (const char *const *)event->members;
    size_t count_before = team->n_members;
    for (size_t i = 0; i < count_before; i++)
        if (!access_ids_have(now, event->n_members, before[i]))
            leave_team(state, before[i], event->team_id);
    for (size_t i = 0; i < event->n_members; i++)
        if (!access_ids_have(before, count_before, now[i]))
            join_team(state, now[i], event->team_id);
    team->name = event->name;
    team->members = event->members;
    team->n_members = event->n_members;
    teams_put(state, team);
}

void apply_team_removed(PvState *state, const portal_team_removed *event, const PvEventMeta *meta)
{
    portal_team *team = teams_get(state, event->team_id);
    pv_require(team, "no team %s", event->team_id);
    for (size_t i = 0; i < team->n_members; i++)
        leave_team(state, team->members[i], event->team_id);
    teams_delete(state, team);
}
