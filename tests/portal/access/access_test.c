/* A portal with people, for the tests of access. */
#include "access_test.h"

const AccessKeys *test_keys(void)
{
    static AccessKeys keys;
    static const uint8_t organisation_key[32] = {1, 2, 3};
    access_keys_make(&keys, organisation_key);
    return &keys;
}

PvArena *test_arena(void)
{
    static PvArena *arena;
    if (!arena)
        arena = arena_open(PV_ARENA_BUDGET_BYTES);
    return arena;
}

const char *hash_of(const char *secret)
{
    char *hash = arena_take(test_arena(), ACCESS_HASH_TEXT_BYTES);
    access_secret_hash(test_keys(), secret, hash);
    return hash;
}

portal_grant *grant(const char *role, Portal__GrantScope scope)
{
    portal_grant *made = arena_take(test_arena(), sizeof *made);
    portal__grant__init(made);
    made->role = role;
    made->scope = scope;
    return made;
}

void as_front(Department *portal)
{
    department_act_as(portal, "portal", "");
}

void as_person(Department *portal, const char *user_id, const char *role)
{
    department_act_as(portal, user_id, role);
}

/* One hash for all, made once: Argon2id takes its time. */
static const char *password_hash(void)
{
    static char hash[ACCESS_PASSWORD_HASH_BYTES];
    if (!hash[0])
        assert_true(access_password_hash(PASSWORD, hash));
    return hash;
}

Department *given_empty_portal(void)
{
    Department *portal = given_department(&pv_service_portal);
    as_front(portal);
    return portal;
}

Department *given_portal(void)
{
    Department *portal = given_empty_portal();
    when(portal, begin_setup, .secret_hash = hash_of("first"));
    when(portal, redeem_secret, .secret_hash = hash_of("first"), .user_id = "root", .name = "Root",
         .password_hash = password_hash());
    return portal;
}

void given_user(Department *portal, const char *user_id, const char *role, Portal__GrantScope scope)
{
    as_person(portal, "root", "administrator");
    when(portal, invite_user, .user_id = user_id, .name = user_id, .secret_hash = hash_of(user_id),
         GRANTS(grant(role, scope)));
    as_front(portal);
    when(portal, redeem_secret, .secret_hash = hash_of(user_id), .password_hash = password_hash());
}

portal_credential_view *credential_of(Department *portal, const char *user_id)
{
    as_front(portal);
    return ask(portal, get_credential, credential_view, .user_id = user_id);
}

const char *given_session(Department *portal, const char *user_id, const char *cookie)
{
    static char id[40];
    uint64_t generation = credential_of(portal, user_id)->credential->generation;
    portal_session *session = (portal_session *)when(portal, open_session, .user_id = user_id, .generation = generation,
                                                     .session_hash = hash_of(cookie), .address = "192.0.2.7",
                                                     .agent = "Browser/1.0");
    return strcpy(id, session->session_id);
}

portal_signed_in *session_of(Department *portal, const char *cookie)
{
    as_front(portal);
    return (portal_signed_in *)department_try_ask(portal, message(find_session, .session_hash = hash_of(cookie)));
}

AccessResult prepare_as(Department *portal, const char *user_id, ProtobufCMessage *command, AccessPrepared *prepared)
{
    portal_signed_in who = PORTAL__SIGNED_IN__INIT;
    AccessAsker asker = {.who = &who, .now_ms = department_now_ms(portal)};
    asker.credential = credential_of(portal, user_id);
    who.user = asker.credential->user;
    return access_prepare(test_keys(), &asker, test_arena(), command, prepared);
}
