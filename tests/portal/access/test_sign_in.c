/* From the first start to signing out: setup, one-time secrets, sessions. */
#include "access_test.h"

TEST(the_first_administrator_is_made_by_a_one_time_link)
{
    Department *portal = given_empty_portal();
    assert_false(ask(portal, get_setup, setup_state, .base.n_unknown_fields = 0)->has_users);
    when_refused(portal, INVALID_INPUT, begin_setup, .secret_hash = "secret");
    when(portal, begin_setup, .secret_hash = hash_of("lost"));
    when(portal, begin_setup, .secret_hash = hash_of("first"));
    assert_true(ask(portal, get_setup, setup_state, .base.n_unknown_fields = 0)->begun);
    ask_refused(portal, SECRET_NOT_FOUND, find_secret, .secret_hash = hash_of("lost")); /* a new one takes its place */
    portal_one_time_secret *secret = ask(portal, find_secret, one_time_secret, .secret_hash = hash_of("first"));
    assert_int_equal(secret->purpose, PORTAL__SECRET_PURPOSE__SETUP);

    when_refused(portal, SECRET_NOT_FOUND, redeem_secret, .secret_hash = hash_of("lost"), .user_id = "root",
                 .password_hash = "$argon2id$");
    when_refused(portal, INVALID_INPUT, redeem_secret, .secret_hash = hash_of("first"), .user_id = "Root",
                 .password_hash = "$argon2id$");
    when_refused(portal, INVALID_INPUT, redeem_secret, .secret_hash = hash_of("first"), .user_id = "root");
    portal_user *root = (portal_user *)when(portal, redeem_secret, .secret_hash = hash_of("first"), .user_id = "root",
                                            .language = "fa", .password_hash = "$argon2id$");
    assert_string_equal(root->name, "root");
    assert_string_equal(root->language, "fa");
    assert_int_equal(root->n_grants, 7);
    for (size_t i = 0; i < root->n_grants; i++)
        assert_int_equal(root->grants[i]->scope, PORTAL__GRANT_SCOPE__ALL);

    when_refused(portal, SECRET_NOT_FOUND, redeem_secret, .secret_hash = hash_of("first"), .user_id = "eve",
                 .password_hash = "$argon2id$");
    when_refused(portal, SETUP_DONE, begin_setup, .secret_hash = hash_of("second"));
    assert_true(ask(portal, get_setup, setup_state, .base.n_unknown_fields = 0)->has_users);
    then_rebuild_is_equal(portal);
}

TEST(a_setup_link_grows_old)
{
    Department *portal = given_empty_portal();
    when(portal, begin_setup, .secret_hash = hash_of("first"));
    when_time_passes(portal, ACCESS_SETUP_LIFE_MS);
    ask_refused(portal, SECRET_NOT_FOUND, find_secret, .secret_hash = hash_of("first"));
    when_refused(portal, SECRET_NOT_FOUND, redeem_secret, .secret_hash = hash_of("first"), .user_id = "root",
                 .password_hash = "$argon2id$");
}

TEST(signing_in_from_password_to_session)
{
    Department *portal = given_portal();
    given_user(portal, "sara", "seller", PORTAL__GRANT_SCOPE__OWN);
    AccessCheck check;
    portal_credential_view *view = credential_of(portal, "sara");
    int64_t now = department_now_ms(portal);
    assert_int_equal(access_check(test_keys(), view, "wrong", NULL, now, &check), ACCESS_WRONG);
    assert_int_equal(access_check(test_keys(), NULL, PASSWORD, NULL, now, &check), ACCESS_WRONG);
    assert_int_equal(access_check(test_keys(), view, PASSWORD, NULL, now, &check), ACCESS_FINE);
    ask_refused(portal, USER_NOT_FOUND, get_credential, .user_id = "nobody");

    given_session(portal, "sara", "cookie");
    then_told(portal, session_opened, .user_id = "sara", .address = "192.0.2.7",
              .ends_at_ms = department_now_ms(portal) + ACCESS_SESSION_LIFE_MS);
    portal_signed_in *who = session_of(portal, "cookie");
    assert_string_equal(who->user->user_id, "sara");
    assert_int_equal(who->user->n_grants, 1);
    assert_null(who->session->session_hash); /* it stays in the store */
    assert_int_equal(who->user->last_sign_in_at_ms, department_now_ms(portal));
    assert_null(session_of(portal, "another"));
    assert_null(session_of(portal, ""));
    then_rebuild_is_equal(portal);
}

TEST(a_session_is_opened_only_for_what_was_checked)
{
    Department *portal = given_portal();
    uint64_t generation = credential_of(portal, "root")->credential->generation;
    when_refused(portal, WRONG_PASSWORD, open_session, .user_id = "nobody", .generation = generation,
                 .session_hash = hash_of("a"));
    when_refused(portal, WRONG_PASSWORD, open_session, .user_id = "root", .generation = generation + 1,
                 .session_hash = hash_of("a"));
    when_refused(portal, INVALID_INPUT, open_session, .user_id = "root", .generation = generation, .session_hash = "a");
    given_session(portal, "root", "a");
    when_refused(portal, INVALID_INPUT, open_session, .user_id = "root", .generation = generation,
                 .session_hash = hash_of("a"));
    as_person(portal, "root", "administrator");
    when(portal, invite_user, .user_id = "sara", .name = "Sara", .secret_hash = hash_of("sara"));
    as_front(portal);
    when_refused(portal, WRONG_PASSWORD, open_session, .user_id = "sara", .session_hash = hash_of("b")); /* no password */
}

TEST(signing_in_again_takes_the_place_of_the_browsers_session)
{
    Department *portal = given_portal();
    given_session(portal, "root", "old");
    uint64_t generation = credential_of(portal, "root")->credential->generation;
    when(portal, open_session, .user_id = "root", .generation = generation, .session_hash = hash_of("new"),
         .replaces_hash = hash_of("old"));
    assert_null(session_of(portal, "old"));
    assert_non_null(session_of(portal, "new"));
    then_rebuild_is_equal(portal);
}

TEST(signing_out_ends_the_session_at_once)
{
    Department *portal = given_portal();
    given_session(portal, "root", "cookie");
    when(portal, close_session, .session_hash = hash_of("cookie"));
    then_told(portal, session_ended, .user_id = "root", .end = PORTAL__SESSION_END__SIGNED_OUT);
    assert_null(session_of(portal, "cookie"));
    when(portal, close_session, .session_hash = hash_of("cookie"));
    then_not_told(portal, session_ended);
    then_rebuild_is_equal(portal);
}

static void see(Department *portal, const char *cookie, int64_t at_ms)
{
    portal_seen_session seen = PORTAL__SEEN_SESSION__INIT;
    seen.session_hash = hash_of(cookie);
    seen.at_ms = at_ms;
    as_front(portal);
    when(portal, note_seen, .n_sessions = 1, .sessions = (portal_seen_session *[]){&seen});
}

TEST(a_session_that_is_not_used_ends)
{
    Department *portal = given_portal();
    given_session(portal, "root", "used");
    given_session(portal, "root", "idle");
    when_time_passes(portal, ACCESS_SESSION_IDLE_MS - ACCESS_MINUTE_MS);
    see(portal, "used", department_now_ms(portal));
    then_told(portal, seen_noted, .base.n_unknown_fields = 0);
    see(portal, "used", 1); /* before the last use */
    then_not_told(portal, seen_noted);
    see(portal, "nobody's", department_now_ms(portal));
    then_not_told(portal, seen_noted);
    when_time_passes(portal, 2 * ACCESS_MINUTE_MS);
    then_told(portal, session_ended, .end = PORTAL__SESSION_END__TIMED_OUT);
    assert_null(session_of(portal, "idle"));
    assert_non_null(session_of(portal, "used"));
    then_rebuild_is_equal(portal);
}

TEST(no_session_lives_longer_than_a_month)
{
    Department *portal = given_portal();
    given_session(portal, "root", "cookie");
    for (int64_t passed = 0; passed < ACCESS_SESSION_LIFE_MS - ACCESS_HOUR_MS; passed += 11 * ACCESS_HOUR_MS) {
        assert_non_null(session_of(portal, "cookie"));
        when_time_passes(portal, 11 * ACCESS_HOUR_MS);
        see(portal, "cookie", department_now_ms(portal) + ACCESS_DAY_MS); /* a clock ahead counts as now */
    }
    when_time_passes(portal, 11 * ACCESS_HOUR_MS);
    assert_null(session_of(portal, "cookie"));
}

TEST(whoever_asks_to_be_remembered_may_stay_away_for_a_week)
{
    Department *portal = given_portal();
    uint64_t generation = credential_of(portal, "root")->credential->generation;
    when(portal, open_session, .user_id = "root", .generation = generation, .session_hash = hash_of("cookie"),
         .remembered = 1);
    when_time_passes(portal, ACCESS_REMEMBERED_IDLE_MS - ACCESS_HOUR_MS);
    assert_non_null(session_of(portal, "cookie"));
    when_time_passes(portal, 2 * ACCESS_HOUR_MS);
    assert_null(session_of(portal, "cookie"));
}

TEST(too_many_sessions_end_the_oldest)
{
    Department *portal = given_portal();
    char cookie[16] = "cookie 000";
    for (unsigned i = 0; i <= ACCESS_SESSIONS_OF_USER; i++) {
        cookie[8] = (char)('0' + i / 10);
        cookie[9] = (char)('0' + i % 10);
        given_session(portal, "root", cookie);
    }
    assert_null(session_of(portal, "cookie 000"));
    assert_non_null(session_of(portal, "cookie 001"));
    then_rebuild_is_equal(portal);
}

TEST(what_a_browser_says_of_itself_is_cut)
{
    Department *portal = given_portal();
    uint64_t generation = credential_of(portal, "root")->credential->generation;
    char agent[600] = "x";
    for (size_t i = 1; i + 2 < sizeof agent; i += 2)
        memcpy(agent + i, "ی", 3);
    portal_session *session = (portal_session *)when(portal, open_session, .user_id = "root", .generation = generation,
                                                     .session_hash = hash_of("cookie"), .agent = agent);
    assert_int_equal(strlen(session->agent), ACCESS_AGENT_LIMIT_BYTES - 1);
}

TEST(failures_are_counted_until_one_succeeds)
{
    Department *portal = given_portal();
    as_front(portal);
    when(portal, note_sign_in_failed, .user_id = "root", .address = "192.0.2.1");
    when(portal, note_sign_in_failed, .user_id = "root", .address = "192.0.2.1");
    when_refused(portal, USER_NOT_FOUND, note_sign_in_failed, .user_id = "nobody");
    assert_int_equal(credential_of(portal, "root")->credential->failures, 2);
    assert_int_equal(credential_of(portal, "root")->credential->last_failure_at_ms, department_now_ms(portal) - 1);
    given_session(portal, "root", "cookie");
    assert_int_equal(credential_of(portal, "root")->credential->failures, 0);
    then_rebuild_is_equal(portal);
}

TEST(people_cannot_speak_for_the_front)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    when_refused(portal, NOT_ALLOWED, open_session, .user_id = "root", .session_hash = hash_of("x"));
    when_refused(portal, NOT_ALLOWED, redeem_secret, .secret_hash = hash_of("x"));
    when_refused(portal, NOT_ALLOWED, note_accesses, .n_entries = 0);
    ask_refused(portal, NOT_ALLOWED, get_credential, .user_id = "root");
    ask_refused(portal, NOT_ALLOWED, find_session, .session_hash = hash_of("x"));
    as_person(portal, "root", "portal");
    ask_refused(portal, NOT_ALLOWED, get_credential, .user_id = "root");
}
