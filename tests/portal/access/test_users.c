/* Users, roles and teams, as administrators keep them. */
#include "access_test.h"

TEST(a_user_is_invited_and_chooses_a_password)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    portal_user *sara = (portal_user *)when(portal, invite_user, .user_id = "sara.ahmadi", .name = "سارا احمدی",
                                            .email = "sara@example.org", .language = "fa", .secret_hash = hash_of("link"),
                                            GRANTS(grant("seller", PORTAL__GRANT_SCOPE__OWN)));
    assert_true(sara->invited);
    assert_int_equal(sara->one_time_until_ms, department_now_ms(portal) + ACCESS_INVITATION_LIFE_MS);
    as_front(portal);
    assert_string_equal(ask(portal, find_secret, one_time_secret, .secret_hash = hash_of("link"))->user_id, "sara.ahmadi");
    when_refused(portal, INVALID_INPUT, redeem_secret, .secret_hash = hash_of("link"), .user_id = "root",
                 .password_hash = "$argon2id$");
    sara = (portal_user *)when(portal, redeem_secret, .secret_hash = hash_of("link"), .password_hash = "$argon2id$");
    assert_false(sara->invited);
    assert_string_equal(sara->name, "سارا احمدی");
    when_refused(portal, SECRET_NOT_FOUND, redeem_secret, .secret_hash = hash_of("link"), .password_hash = "$argon2id$");
    given_session(portal, "sara.ahmadi", "cookie");
    then_rebuild_is_equal(portal);
}

TEST(what_is_wrong_with_a_user_is_named)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    when_refused(portal, INVALID_INPUT, invite_user, .name = "Sara", .secret_hash = hash_of("link"));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "Sara", .name = "Sara", .secret_hash = hash_of("link"));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .secret_hash = hash_of("link"));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .email = "sara",
                 .secret_hash = hash_of("link"));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .language = "tlh",
                 .secret_hash = hash_of("link"));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara");
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("link"),
                 GRANTS(grant("portal", PORTAL__GRANT_SCOPE__ALL)));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("link"),
                 GRANTS(grant("operator", PORTAL__GRANT_SCOPE__ALL)));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("link"),
                 GRANTS(grant("seller", PORTAL__GRANT_SCOPE__GRANT_SCOPE_UNSPECIFIED)));
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("link"),
                 GRANTS(grant("seller", PORTAL__GRANT_SCOPE__OWN), grant("seller", PORTAL__GRANT_SCOPE__ALL)));
    when_refused(portal, TEAM_NOT_FOUND, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("link"),
                 TEXTS(team_ids, "north"));
    when_refused(portal, USER_EXISTS, invite_user, .user_id = "root", .name = "Eve", .secret_hash = hash_of("link"));
    when_refused(portal, USER_NOT_FOUND, change_user, .user_id = "sara", .name = "Sara");
    when_refused(portal, USER_NOT_FOUND, set_grants, .user_id = "sara");
    ask_refused(portal, USER_NOT_FOUND, get_user, .user_id = "sara");
    as_person(portal, "eve", "manager");
    when_refused(portal, NOT_ALLOWED, set_grants, .user_id = "eve", GRANTS(grant("administrator", PORTAL__GRANT_SCOPE__ALL)));
    ask_refused(portal, NOT_ALLOWED, list_users, .limit = 1);
}

TEST(roles_change_at_the_next_request)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    given_session(portal, "sara", "cookie");
    as_person(portal, "root", "administrator");
    when(portal, set_grants, .user_id = "sara", GRANTS(grant("agent", PORTAL__GRANT_SCOPE__ALL)));
    then_told(portal, grants_set, .user_id = "sara");
    portal_signed_in *who = session_of(portal, "cookie");
    assert_true(access_may(who, ROLE_AGENT));
    assert_false(access_may(who, ROLE_SELLER));
    when(portal, change_user, .user_id = "sara", .name = "Sara A.", .email = "s@example.org", .language = "fa");
    portal_user *sara = ask(portal, get_user, user, .user_id = "sara");
    assert_string_equal(sara->name, "Sara A.");
    assert_string_equal(sara->language, "fa");
    then_rebuild_is_equal(portal);
}

TEST(the_last_administrator_stays)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "administrator", PORTAL__GRANT_SCOPE__ALL);
    as_person(portal, "root", "administrator");
    when(portal, disable_user, .user_id = "sara");
    when_refused(portal, LAST_ADMINISTRATOR, set_grants, .user_id = "root", GRANTS(grant("seller", PORTAL__GRANT_SCOPE__ALL)));
    when_refused(portal, LAST_ADMINISTRATOR, disable_user, .user_id = "root");
    when(portal, enable_user, .user_id = "sara");
    when(portal, set_grants, .user_id = "root", GRANTS(grant("seller", PORTAL__GRANT_SCOPE__ALL)));
    when_refused(portal, LAST_ADMINISTRATOR, disable_user, .user_id = "sara");
}

TEST(a_disabled_user_is_out_at_once)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    given_session(portal, "sara", "cookie");
    as_person(portal, "sara", "anyone");
    portal_token_scope scope = PORTAL__TOKEN_SCOPE__INIT;
    scope.department = "sales";
    when(portal, create_token, .name = "till", .token_hash = hash_of("token"), .n_scopes = 1,
         .scopes = (portal_token_scope *[]){&scope});
    as_person(portal, "root", "administrator");
    when(portal, disable_user, .user_id = "sara", .reason = "left");
    when(portal, disable_user, .user_id = "sara");
    then_not_told(portal, user_disabled);
    assert_null(session_of(portal, "cookie"));
    ask_refused(portal, TOKEN_NOT_FOUND, find_token, .token_hash = hash_of("token"));
    portal_credential_view *view = credential_of(portal, "sara");
    AccessCheck check;
    assert_int_equal(access_check(test_keys(), view, PASSWORD, NULL, department_now_ms(portal), &check), ACCESS_WRONG);
    when_refused(portal, USER_DISABLED, open_session, .user_id = "sara", .session_hash = hash_of("x"),
                 .generation = view->credential->generation);
    when(portal, enable_user, .user_id = "sara");
    when(portal, enable_user, .user_id = "sara");
    then_not_told(portal, user_enabled);
    assert_null(session_of(portal, "cookie"));
    given_session(portal, "sara", "new");
    then_rebuild_is_equal(portal);
}

TEST(a_reset_takes_the_password_away)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    given_session(portal, "sara", "cookie");
    as_person(portal, "root", "administrator");
    when_refused(portal, INVALID_INPUT, reset_user, .user_id = "sara");
    portal_user *sara = (portal_user *)when(portal, reset_user, .user_id = "sara", .secret_hash = hash_of("again"),
                                            .remove_second_factor = 1);
    assert_true(sara->invited);
    assert_null(session_of(portal, "cookie"));
    AccessCheck check;
    assert_int_equal(access_check(test_keys(), credential_of(portal, "sara"), PASSWORD, NULL, department_now_ms(portal),
                                  &check), ACCESS_WRONG);
    as_person(portal, "root", "administrator");
    when(portal, disable_user, .user_id = "sara");
    as_front(portal);
    when_refused(portal, USER_DISABLED, redeem_secret, .secret_hash = hash_of("again"), .password_hash = "$argon2id$");
    when(portal, enable_user, .user_id = "sara");
    when(portal, redeem_secret, .secret_hash = hash_of("again"), .password_hash = "$argon2id$");
    given_session(portal, "sara", "new");
    then_rebuild_is_equal(portal);
}

TEST(administrators_end_sessions)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    char id[40];
    strcpy(id, given_session(portal, "sara", "one"));
    given_session(portal, "sara", "two");
    given_session(portal, "root", "mine");
    as_person(portal, "root", "administrator");
    portal_session_page *page = ask(portal, list_sessions, session_page, .limit = 10);
    assert_int_equal(page->n_rows, 3);
    assert_string_equal(page->rows[0]->user_id, "root"); /* newest first */
    for (size_t i = 0; i < page->n_rows; i++)
        assert_null(page->rows[i]->session_hash);
    assert_int_equal(ask(portal, list_sessions, session_page, .user_id = "sara")->n_rows, 2);
    ask_refused(portal, INVALID_INPUT, list_sessions, .after = "zz");
    as_person(portal, "sara", "seller");
    ask_refused(portal, NOT_ALLOWED, list_sessions, .limit = 1);
    as_person(portal, "eve", "seller");
    when_refused(portal, SESSION_NOT_FOUND, end_session, .session_id = id);
    as_person(portal, "root", "administrator");
    when(portal, end_session, .session_id = id);
    assert_null(session_of(portal, "one"));
    as_person(portal, "root", "administrator");
    when(portal, end_sessions_of_user, .user_id = "sara");
    assert_null(session_of(portal, "two"));
    assert_non_null(session_of(portal, "mine"));
}

/* --- teams -------------------------------------------------------------------------------------------------------- */

TEST(teams_name_who_reaches_whose_records)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__TEAM);
    given_user(portal, "omid", "seller", PORTAL__GRANT_SCOPE__OWN);
    given_user(portal, "eve", "seller", PORTAL__GRANT_SCOPE__OWN);
    as_person(portal, "root", "administrator");
    portal_team *made = (portal_team *)when(portal, set_team, .name = "North", TEXTS(members, "sara", "omid"));
    char north[40];
    strcpy(north, made->team_id);
    made = (portal_team *)when(portal, set_team, .name = "Mill", TEXTS(members, "omid", "sara", "eve"));
    char mill[40];
    strcpy(mill, made->team_id);
    given_session(portal, "sara", "sara");
    given_session(portal, "omid", "omid");
    portal_signed_in *who = session_of(portal, "sara");
    assert_int_equal(who->user->n_team_ids, 2);
    size_t count;
    access_owners_for(test_arena(), who, "sales", ROLE_SELLER, &count);
    assert_int_equal(count, 3);
    who = session_of(portal, "omid");
    assert_int_equal(who->n_teammates, 0); /* no role of his reaches them */

    as_person(portal, "root", "administrator");
    when(portal, set_team, .team_id = north, .name = "North", TEXTS(members, "sara"));
    when(portal, remove_team, .team_id = mill);
    then_told(portal, team_removed, .team_id = mill);
    when_refused(portal, TEAM_NOT_FOUND, remove_team, .team_id = mill);
    access_owners_for(test_arena(), session_of(portal, "sara"), "sales", ROLE_SELLER, &count);
    assert_int_equal(count, 1);
    as_person(portal, "omid", "seller");
    assert_int_equal(ask(portal, list_teams, team_page, .limit = 5)->n_rows, 1);
    assert_int_equal(ask(portal, get_team, team, .team_id = north)->n_members, 1);
    ask_refused(portal, TEAM_NOT_FOUND, get_team, .team_id = mill);
    then_rebuild_is_equal(portal);
}

TEST(what_is_wrong_with_a_team_is_named)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    when(portal, set_team, .name = "North", TEXTS(members, "root"));
    when_refused(portal, TEAM_NAME_TAKEN, set_team, .name = "North");
    when_refused(portal, INVALID_INPUT, set_team, .members = NULL);
    when_refused(portal, TEAM_NOT_FOUND, set_team, .team_id = "x", .name = "South");
    when_refused(portal, USER_NOT_FOUND, set_team, .name = "South", TEXTS(members, "nobody"));
    when_refused(portal, INVALID_INPUT, set_team, .name = "South", TEXTS(members, "root", "root"));
}

TEST(an_invited_user_joins_teams)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    char north[40];
    strcpy(north, ((portal_team *)when(portal, set_team, .name = "North", TEXTS(members, "root")))->team_id);
    when_refused(portal, INVALID_INPUT, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("s"),
                 TEXTS(team_ids, north, north));
    when(portal, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("s"), TEXTS(team_ids, north));
    assert_int_equal(ask(portal, get_team, team, .team_id = north)->n_members, 2);
    portal_user_page *page = ask(portal, list_users, user_page, .team_id = north, .limit = 1);
    assert_int_equal(page->n_rows, 1);
    assert_string_equal(page->rows[0]->user_id, "root");
    char next[512];
    strcpy(next, page->next);
    page = ask(portal, list_users, user_page, .team_id = north, .limit = 1, .after = next);
    assert_string_equal(page->rows[0]->user_id, "sara");
    assert_int_equal(ask(portal, list_users, user_page, .limit = 10)->n_rows, 2);
    then_rebuild_is_equal(portal);
}

TEST(colleagues_see_names_and_roles_only)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    as_person(portal, "sara", "seller");
    portal_colleague_page *page = ask(portal, list_colleagues, colleague_page, .limit = 10);
    assert_int_equal(page->n_rows, 2);
    assert_string_equal(page->rows[1]->user_id, "sara");
    assert_string_equal(page->rows[1]->roles[0], "seller");
    assert_int_equal(ask(portal, list_colleagues, colleague_page, .role = "administrator")->n_rows, 1);
    assert_int_equal(ask(portal, list_colleagues, colleague_page, .role = "seller")->n_rows, 2);
}
