/* What a person may do, and whose records a grant reaches. */
#include "portal/access/access.h"
#include <string.h>

bool access_role_is_grantable(const char *role)
{
    static const PvRole grantable[] = {ROLE_SELLER,  ROLE_MARKETER, ROLE_AGENT,        ROLE_CLERK,
                                       ROLE_ANALYST, ROLE_MANAGER,  ROLE_ADMINISTRATOR};
    for (size_t i = 0; role && i < sizeof grantable / sizeof grantable[0]; i++)
        if (strcmp(pv_role_name(grantable[i]), role) == 0)
            return true;
    return false;
}

/* The widest grant of a role; unspecified if it is not held. */
static Portal__GrantScope scope_of(const portal_user *user, PvRole role)
{
    Portal__GrantScope widest = PORTAL__GRANT_SCOPE__GRANT_SCOPE_UNSPECIFIED;
    for (size_t i = 0; i < user->n_grants; i++)
        if ((role == ROLE_ANYONE || (user->grants[i]->role && strcmp(user->grants[i]->role, pv_role_name(role)) == 0)) &&
            user->grants[i]->scope > widest)
            widest = user->grants[i]->scope;
    return widest;
}

bool access_may(const portal_signed_in *who, PvRole role)
{
    if (role == ROLE_ANYONE)
        return true;
    return access_role_is_grantable(pv_role_name(role)) && scope_of(who->user, role) > 0;
}

static const portal_token_scope *token_scope(const portal_signed_in *who, const char *department)
{
    for (size_t i = 0; i < who->token->n_scopes; i++)
        if (who->token->scopes[i]->department && strcmp(who->token->scopes[i]->department, department) == 0)
            return who->token->scopes[i];
    return NULL;
}

bool access_token_allows(const portal_signed_in *who, const char *department, bool is_command)
{
    if (!who->token)
        return true;
    const portal_token_scope *scope = token_scope(who, department);
    return scope && (!is_command || scope->may_write);
}

bool access_token_allows_metrics(const portal_signed_in *who)
{
    return who->token && token_scope(who, "metrics");
}

bool access_needs_cookie(const ProtobufCMessageDescriptor *command)
{
    static const ProtobufCMessageDescriptor *const rows[] = {
        &portal__invite_user__descriptor,          &portal__set_grants__descriptor,
        &portal__disable_user__descriptor,         &portal__enable_user__descriptor,
        &portal__reset_user__descriptor,           &portal__end_sessions_of_user__descriptor,
        &portal__set_team__descriptor,             &portal__remove_team__descriptor,
        &portal__change_user__descriptor,          &portal__change_me__descriptor,
        &portal__change_password__descriptor,      &portal__begin_second_factor__descriptor,
        &portal__confirm_second_factor__descriptor, &portal__remove_second_factor__descriptor,
        &portal__create_token__descriptor,         &portal__revoke_token__descriptor,
        &portal__end_session__descriptor,          &portal__sign_out_everywhere__descriptor,
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i] == command)
            return true;
    return false;
}

/* --- owners ------------------------------------------------------------------------------------------------------- */

/* The role whose people work in the department; anyone for those without. */
static PvRole home_role(const char *department)
{
    static const struct {
        const char *department;
        PvRole role;
    } homes[] = {{"sales", ROLE_SELLER}, {"support", ROLE_AGENT}, {"marketing", ROLE_MARKETER},
                 {"loyalty", ROLE_CLERK}, {"analytics", ROLE_ANALYST}};
    for (size_t i = 0; department && i < sizeof homes / sizeof homes[0]; i++)
        if (strcmp(homes[i].department, department) == 0)
            return homes[i].role;
    return ROLE_ANYONE;
}

static Portal__GrantScope scope_for(const portal_user *user, const char *department, PvRole role)
{
    if (role != ROLE_ANYONE)
        return scope_of(user, role);
    PvRole home = home_role(department);
    if (home == ROLE_ANYONE)
        return scope_of(user, ROLE_ANYONE);
    Portal__GrantScope own = scope_of(user, home), manager = scope_of(user, ROLE_MANAGER);
    Portal__GrantScope wider = own > manager ? own : manager;
    return wider ? wider : scope_of(user, ROLE_ANYONE);
}

const char **access_owners_for(PvArena *arena, const portal_signed_in *who, const char *department, PvRole role,
                               size_t *count)
{
    Portal__GrantScope scope = scope_for(who->user, department, role);
    *count = 0;
    if (scope == PORTAL__GRANT_SCOPE__ALL)
        return NULL;
    const char **owners = arena_take(arena, (who->n_teammates + 1) * sizeof *owners);
    owners[(*count)++] = who->user->user_id;
    for (size_t i = 0; scope == PORTAL__GRANT_SCOPE__TEAM && i < who->n_teammates; i++)
        if (strcmp(who->teammates[i], who->user->user_id) != 0)
            owners[(*count)++] = who->teammates[i];
    return owners;
}

Pv__Actor *access_actor(PvArena *arena, const portal_signed_in *who, const char *department, PvRole role)
{
    Pv__Actor *actor = arena_take(arena, sizeof *actor);
    pv__actor__init(actor);
    actor->id = who->user->user_id;
    actor->roles = arena_take(arena, (who->user->n_grants + 1) * sizeof *actor->roles);
    actor->roles[actor->n_roles++] = pv_role_name(ROLE_ANYONE);
    for (size_t i = 0; i < who->user->n_grants; i++)
        if (access_role_is_grantable(who->user->grants[i]->role))
            actor->roles[actor->n_roles++] = who->user->grants[i]->role;
    actor->owners = access_owners_for(arena, who, department, role, &actor->n_owners);
    return actor;
}
