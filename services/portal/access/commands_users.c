/* Commands of administrators: users, their roles, teams. */
#include "portal/access/inside.h"

/* --- users -------------------------------------------------------------------------------------------------------- */

static bool teams_exist(const PvState *state, PvOutcome *outcome, char *const *team_ids, size_t count)
{
    if (count > ACCESS_USER_TEAM_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "team_ids", "A user is in at most %d teams.", ACCESS_USER_TEAM_LIMIT);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const portal_team *team = teams_get(state, team_ids[i]);
        if (!team) {
            refuse_field(outcome, TEAM_NOT_FOUND, "team_ids", "No team has the id %s.", team_ids[i]);
            return false;
        }
        if (team->n_members >= ACCESS_TEAM_LIMIT || access_ids_have((const char *const *)team_ids, i, team_ids[i])) {
            refuse_field(outcome, INVALID_INPUT, "team_ids", "Team %s is full or named twice.", team->name);
            return false;
        }
    }
    return true;
}

PvVerdict invite_user(const PvState *state, const portal_invite_user *command, PvOutcome *outcome)
{
    if (!access_user_id_fits(outcome, command->user_id) ||
        !access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, true) ||
        !access_email_fits(outcome, command->email) || !access_language_fits(outcome, command->language) ||
        !access_grants_fit(state, outcome, command->grants, command->n_grants) ||
        !teams_exist(state, outcome, (char *const *)command->team_ids, command->n_team_ids) ||
        !access_hash_fits(outcome, "secret_hash", command->secret_hash))
        return PV_REFUSED;
    if (users_get(state, command->user_id))
        return refuse_field(outcome, USER_EXISTS, "user_id", "There is a user %s already.", command->user_id);

    portal_user_invited invited = PORTAL__USER_INVITED__INIT;
    invited.user_id = command->user_id;
    invited.name = command->name;
    invited.email = command->email;
    invited.language = given(command->language) ? command->language : "en";
    invited.grants = command->grants;
    invited.n_grants = command->n_grants;
    invited.team_ids = command->team_ids;
    invited.n_team_ids = command->n_team_ids;
    invited.secret_hash = command->secret_hash;
    invited.has_until_ms = 1;
    invited.until_ms = pv_now_ms(state) + ACCESS_INVITATION_LIFE_MS;
    return emit_user_invited(outcome, &invited);
}

PvVerdict change_user(const PvState *state, const portal_change_user *command, PvOutcome *outcome)
{
    if (!access_user(state, outcome, command->user_id) ||
        !access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, false) ||
        !access_email_fits(outcome, command->email) || !access_language_fits(outcome, command->language))
        return PV_REFUSED;
    portal_user_changed changed = PORTAL__USER_CHANGED__INIT;
    changed.user_id = command->user_id;
    changed.name = command->name;
    changed.email = command->email;
    changed.language = command->language;
    return emit_user_changed(outcome, &changed);
}

/* Would anyone be left who is an administrator and may sign in? */
static bool others_administer(const PvState *state, const char *user_id)
{
    PvScan scan;
    bool found = false;
    users_scan(&scan, state, NULL, 0);
    for (const portal_user *user; !found && (user = users_next(&scan));)
        found = !user->disabled && strcmp(user->user_id, user_id) != 0 && access_holds(user, ROLE_ADMINISTRATOR);
    pv_scan_end(&scan);
    return found;
}

PvVerdict set_grants(const PvState *state, const portal_set_grants *command, PvOutcome *outcome)
{
    const portal_user *user = access_user(state, outcome, command->user_id);
    if (!user || !access_grants_fit(state, outcome, command->grants, command->n_grants))
        return PV_REFUSED;
    bool stays = false;
    for (size_t i = 0; i < command->n_grants; i++)
        stays |= strcmp(command->grants[i]->role, pv_role_name(ROLE_ADMINISTRATOR)) == 0;
    if (!stays && access_holds(user, ROLE_ADMINISTRATOR) && !others_administer(state, user->user_id))
        return refuse(outcome, LAST_ADMINISTRATOR, "%s is the last administrator.", user->user_id);

    portal_grants_set set = PORTAL__GRANTS_SET__INIT;
    set.user_id = command->user_id;
    set.grants = command->grants;
    set.n_grants = command->n_grants;
    return emit_grants_set(outcome, &set);
}

PvVerdict disable_user(const PvState *state, const portal_disable_user *command, PvOutcome *outcome)
{
    const portal_user *user = access_user(state, outcome, command->user_id);
    if (!user || !access_text_fits(outcome, "reason", command->reason, ACCESS_REASON_LIMIT_BYTES, false))
        return PV_REFUSED;
    if (user->disabled)
        return accept(outcome);
    if (access_holds(user, ROLE_ADMINISTRATOR) && !others_administer(state, user->user_id))
        return refuse(outcome, LAST_ADMINISTRATOR, "%s is the last administrator.", user->user_id);
    portal_user_disabled disabled = PORTAL__USER_DISABLED__INIT;
    disabled.user_id = command->user_id;
    disabled.reason = command->reason;
    return emit_user_disabled(outcome, &disabled);
}

PvVerdict enable_user(const PvState *state, const portal_enable_user *command, PvOutcome *outcome)
{
    const portal_user *user = access_user(state, outcome, command->user_id);
    if (!user)
        return PV_REFUSED;
    if (!user->disabled)
        return accept(outcome);
    portal_user_enabled enabled = PORTAL__USER_ENABLED__INIT;
    enabled.user_id = command->user_id;
    return emit_user_enabled(outcome, &enabled);
}

PvVerdict reset_user(const PvState *state, const portal_reset_user *command, PvOutcome *outcome)
{
    if (!access_user(state, outcome, command->user_id) ||
        !access_hash_fits(outcome, "secret_hash", command->secret_hash))
        return PV_REFUSED;
    portal_user_reset reset = PORTAL__USER_RESET__INIT;
    reset.user_id = command->user_id;
    reset.has_second_factor_removed = command->remove_second_factor;
    reset.second_factor_removed = command->remove_second_factor;
    reset.secret_hash = command->secret_hash;
    reset.has_until_ms = 1;
    reset.until_ms = pv_now_ms(state) + ACCESS_RESET_LIFE_MS;
    return emit_user_reset(outcome, &reset);
}

PvVerdict end_sessions_of_user(const PvState *state, const portal_end_sessions_of_user *command, PvOutcome *outcome)
{
    if (!access_user(state, outcome, command->user_id))
        return PV_REFUSED;
    portal_sessions_ended ended = PORTAL__SESSIONS_ENDED__INIT;
    ended.user_id = command->user_id;
    return emit_sessions_ended(outcome, &ended);
}

/* --- teams -------------------------------------------------------------------------------------------------------- */

static bool members_fit(const PvState *state, PvOutcome *outcome, const portal_set_team *command)
{
    if (command->n_members > ACCESS_TEAM_LIMIT) {
        refuse_field(outcome, INVALID_INPUT, "members", "A team has at most %d members.", ACCESS_TEAM_LIMIT);
        return false;
    }
    const char *const *members = (const char *const *)command->members;
    for (size_t i = 0; i < command->n_members; i++) {
        const portal_user *user = users_get(state, members[i]);
        const char *field = arena_format(pv_arena(state), "members[%zu]", i);
        bool joins = user && !access_ids_have((const char *const *)user->team_ids, user->n_team_ids,
                                              given(command->team_id) ? command->team_id : "");
        if (!user)
            refuse_field(outcome, USER_NOT_FOUND, field, "There is no user %s.", members[i]);
        else if (access_ids_have(members, i, members[i]))
            refuse_field(outcome, INVALID_INPUT, field, "%s is named twice.", members[i]);
        else if (joins && user->n_team_ids >= ACCESS_USER_TEAM_LIMIT)
            refuse_field(outcome, INVALID_INPUT, field, "%s is in %d teams already.", members[i], ACCESS_USER_TEAM_LIMIT);
        else
            continue;
        return false;
    }
    return true;
}

PvVerdict set_team(const PvState *state, const portal_set_team *command, PvOutcome *outcome)
{
    if (!access_text_fits(outcome, "name", command->name, ACCESS_NAME_LIMIT_BYTES, true))
        return PV_REFUSED;
    bool changes = given(command->team_id);
    if (changes && !teams_get(state, command->team_id))
        return refuse_field(outcome, TEAM_NOT_FOUND, "team_id", "No team has the id %s.", command->team_id);
    portal_team probe = PORTAL__TEAM__INIT;
    probe.name = command->name;
    const portal_team *same_name = teams_by_name_one(state, &probe);
    if (same_name && (!changes || strcmp(same_name->team_id, command->team_id) != 0))
        return refuse_field(outcome, TEAM_NAME_TAKEN, "name", "Another team is called %s.", command->name);
    if (!members_fit(state, outcome, command))
        return PV_REFUSED;

    portal_team_set set = PORTAL__TEAM_SET__INIT;
    set.team_id = changes ? command->team_id : pv_new_id(outcome);
    set.name = command->name;
    set.members = command->members;
    set.n_members = command->n_members;
    return emit_team_set(outcome, &set);
}

PvVerdict remove_team(const PvState *state, const portal_remove_team *command, PvOutcome *outcome)
{
    if (!access_text_fits(outcome, "team_id", command->team_id, ACCESS_USER_LIMIT_BYTES, true))
        return PV_REFUSED;
    if (!teams_get(state, command->team_id))
        return refuse_field(outcome, TEAM_NOT_FOUND, "team_id", "No team has the id %s.", command->team_id);
    portal_team_removed removed = PORTAL__TEAM_REMOVED__INIT;
    removed.team_id = command->team_id;
    return emit_team_removed(outcome, &removed);
}
