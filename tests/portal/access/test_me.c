/* The own account: password, second factor, tokens, sessions; as the front fills the commands in. */
#include "access_test.h"

static AccessPrepared prepared;

static ProtobufCMessage *prepared_command(Department *portal, const char *user_id, ProtobufCMessage *command)
{
    assert_int_equal(prepare_as(portal, user_id, command, &prepared), ACCESS_FINE);
    as_person(portal, user_id, "anyone");
    return command;
}

/* A command of a person through access_prepare, which must be fine. */
#define prepare(portal, user, name, ...) (portal_##name *)prepared_command(portal, user, message(name, __VA_ARGS__))
#define prepare_fails(portal, user, result, name, ...)                                                       \
    assert_int_equal(prepare_as(portal, user, message(name, __VA_ARGS__), &prepared), result)

static char *text(const char *words)
{
    return arena_copy_text(test_arena(), words); /* a password is wiped where it stands */
}

TEST(a_password_is_changed_by_whoever_knows_it)
{
    Department *portal = given_portal();
    given_session(portal, "root", "here");
    given_session(portal, "root", "there");
    prepare_fails(portal, "root", ACCESS_UNFIT, change_password, .current_password = text(PASSWORD), .password = text("short"));
    assert_string_equal(prepared.field, "password");
    prepare_fails(portal, "root", ACCESS_WRONG, change_password, .current_password = text("wrong"),
                  .password = text("another good one"));
    char *old = text(PASSWORD), *new = text("another good one");
    portal_change_password *command =
        prepare(portal, "root", change_password, .current_password = old, .password = new, .proof = "forged");
    assert_null(command->current_password);
    assert_null(command->password);
    assert_int_equal(old[0] | new[0], 0);
    command->session_id = text(ask(portal, list_my_sessions, session_page, .limit = 5)->rows[1]->session_id); /* here */
    department_when(portal, &command->base);
    then_told(portal, password_changed, .user_id = "root");
    assert_non_null(session_of(portal, "here"));
    assert_null(session_of(portal, "there"));
    AccessCheck check;
    portal_credential_view *view = credential_of(portal, "root");
    assert_int_equal(access_check(test_keys(), view, PASSWORD, NULL, 0, &check), ACCESS_WRONG);
    assert_int_equal(access_check(test_keys(), view, "another good one", NULL, 0, &check), ACCESS_FINE);
    as_person(portal, "root", "anyone");
    department_when_refused(portal, PROBLEM_WRONG_PASSWORD, &command->base); /* the proof was for the password before */
    then_rebuild_is_equal(portal);
}

TEST(nothing_is_changed_without_proof)
{
    Department *portal = given_portal();
    as_person(portal, "root", "administrator");
    when_refused(portal, WRONG_PASSWORD, change_password, .password_hash = "$argon2id$of the thief");
    when_refused(portal, WRONG_PASSWORD, begin_second_factor, .proof = "00000000000000000000000000000000");
    when_refused(portal, WRONG_PASSWORD, remove_second_factor, .proof = "");
    portal_change_password *command = prepare(portal, "root", change_password, .current_password = text(PASSWORD),
                                              .password = text("another good one"));
    as_person(portal, "root", "anyone");
    when_refused(portal, WRONG_PASSWORD, change_password, .password_hash = "$argon2id$of the thief",
                 .proof = command->proof);
    when_refused(portal, WRONG_PASSWORD, remove_second_factor, .proof = command->proof);
}

TEST(who_is_no_user_has_no_account)
{
    Department *portal = given_portal();
    as_person(portal, "operator", "anyone");
    when_refused(portal, NO_PERSON, change_me, .name = "x");
    when_refused(portal, NO_PERSON, change_password, .password_hash = "x");
    when_refused(portal, NO_PERSON, sign_out_everywhere, .this_too = 1);
    ask_refused(portal, NO_PERSON, get_me, .base.n_unknown_fields = 0);
    ask_refused(portal, NO_PERSON, get_my_second_factor, .base.n_unknown_fields = 0);
    ask_refused(portal, NO_PERSON, list_my_sessions, .limit = 1);
    ask_refused(portal, NO_PERSON, list_my_tokens, .limit = 1);
}

TEST(people_change_their_name_and_language)
{
    Department *portal = given_portal();
    as_person(portal, "root", "anyone");
    when_refused(portal, INVALID_INPUT, change_me, .language = "de");
    when(portal, change_me, .name = "Ruth", .language = "fa");
    portal_user *me = ask(portal, get_me, user, .base.n_unknown_fields = 0);
    assert_string_equal(me->name, "Ruth");
    assert_string_equal(me->language, "fa");
    when(portal, change_me, .email = "ruth@example.org");
    assert_string_equal(ask(portal, get_me, user, .base.n_unknown_fields = 0)->name, "Ruth");
}

/* --- second factor ------------------------------------------------------------------------------------------------ */

static uint8_t totp_secret[ACCESS_TOTP_SECRET_BYTES];

static const char *code_at(int64_t at_ms)
{
    static char code[9];
    access_totp_code(totp_secret, sizeof totp_secret, at_ms / ACCESS_TOTP_STEP_MS, 6, code);
    return code;
}

/* root uses a second factor; its recovery codes stay in `prepared`. */
static Department *given_second_factor(void)
{
    Department *portal = given_portal();
    prepare_fails(portal, "root", ACCESS_WRONG, begin_second_factor, .current_password = text("wrong"));
    portal_begin_second_factor *begin = prepare(portal, "root", begin_second_factor, .current_password = text(PASSWORD));
    portal_second_factor *answer = (portal_second_factor *)department_when(portal, &begin->base);
    assert_null(answer->secret);
    access_reveal(&prepared, test_arena(), &answer->base);
    assert_int_equal(strlen(answer->secret), 32);
    assert_non_null(strstr(answer->uri, answer->secret));
    portal_credential *credential = credential_of(portal, "root")->credential;
    assert_true(access_unseal(test_keys(), credential->pending_totp.data, credential->pending_totp.len, totp_secret));
    assert_false(credential_of(portal, "root")->user->second_factor); /* not before the first code */

    prepare_fails(portal, "root", ACCESS_CODE_WRONG, confirm_second_factor, .code = "000000");
    portal_confirm_second_factor *confirm =
        prepare(portal, "root", confirm_second_factor, .code = code_at(department_now_ms(portal)));
    when_refused(portal, CODE_WRONG, confirm_second_factor, .totp_step = confirm->totp_step);
    when_refused(portal, WRONG_PASSWORD, confirm_second_factor, .totp_step = confirm->totp_step + 1, .proof = confirm->proof);
    answer = (portal_second_factor *)department_when(portal, &confirm->base);
    assert_true(answer->confirmed);
    access_reveal(&prepared, test_arena(), &answer->base);
    assert_int_equal(answer->n_recovery_codes, ACCESS_RECOVERY_CODES);
    return portal;
}

/* root signs in by password and code; what the check says, and whether a session was opened. */
static AccessResult sign_in(Department *portal, const char *code, const char *cookie, bool *opened)
{
    AccessCheck check;
    portal_credential_view *view = credential_of(portal, "root");
    AccessResult result = access_check(test_keys(), view, PASSWORD, code, department_now_ms(portal), &check);
    *opened = false;
    if (result == ACCESS_FINE)
        *opened = department_try(portal, message(open_session, .user_id = "root", .session_hash = hash_of(cookie),
                                                 .generation = view->credential->generation,
                                                 .totp_step = check.totp_step, .recovery_hash = check.recovery_hash));
    return result;
}

TEST(a_second_factor_is_asked_for_and_works_once)
{
    Department *portal = given_second_factor();
    bool opened;
    assert_int_equal(sign_in(portal, NULL, "a", &opened), ACCESS_CODE_NEEDED);
    assert_int_equal(sign_in(portal, "123456", "a", &opened), ACCESS_CODE_WRONG);
    assert_int_equal(sign_in(portal, code_at(department_now_ms(portal)), "a", &opened), ACCESS_CODE_WRONG); /* confirmed by it */
    when_time_passes(portal, 2 * ACCESS_TOTP_STEP_MS);
    char code[9];
    strcpy(code, code_at(department_now_ms(portal)));
    assert_int_equal(sign_in(portal, code, "a", &opened), ACCESS_FINE);
    assert_true(opened);
    assert_true(session_of(portal, "a")->session->second_factor);
    assert_int_equal(sign_in(portal, code, "b", &opened), ACCESS_CODE_WRONG);
    /* two checks of one code at the same time: the second session is not opened */
    uint64_t generation = credential_of(portal, "root")->credential->generation;
    when_refused(portal, CODE_WRONG, open_session, .user_id = "root", .session_hash = hash_of("b"), .generation = generation,
                 .totp_step = credential_of(portal, "root")->credential->last_totp_step);
    when_refused(portal, CODE_WRONG, open_session, .user_id = "root", .session_hash = hash_of("b"),
                 .generation = generation);
    then_rebuild_is_equal(portal);
}

TEST(a_recovery_code_works_once)
{
    Department *portal = given_second_factor();
    char code[16];
    strcpy(code, prepared.recovery[3]);
    bool opened;
    assert_int_equal(sign_in(portal, code, "a", &opened), ACCESS_FINE);
    assert_true(opened);
    assert_int_equal(sign_in(portal, code, "b", &opened), ACCESS_CODE_WRONG);
    as_person(portal, "root", "anyone");
    assert_int_equal(ask(portal, get_my_second_factor, second_factor, .base.n_unknown_fields = 0)->recovery_codes_left,
                     ACCESS_RECOVERY_CODES - 1);
    then_rebuild_is_equal(portal);
}

TEST(a_second_factor_is_removed_by_the_password)
{
    Department *portal = given_second_factor();
    portal_begin_second_factor *begin = prepare(portal, "root", begin_second_factor, .current_password = text(PASSWORD));
    department_when_refused(portal, PROBLEM_SECOND_FACTOR_ON, &begin->base);
    when_refused(portal, SECOND_FACTOR_ON, confirm_second_factor, .totp_step = 1);
    prepare_fails(portal, "root", ACCESS_WRONG, remove_second_factor, .current_password = text("wrong"));
    portal_remove_second_factor *remove = prepare(portal, "root", remove_second_factor, .current_password = text(PASSWORD));
    portal_user *root = (portal_user *)department_when(portal, &remove->base);
    assert_false(root->second_factor);
    bool opened;
    assert_int_equal(sign_in(portal, NULL, "a", &opened), ACCESS_FINE);
    assert_true(opened);
    as_person(portal, "root", "anyone");
    department_when_refused(portal, PROBLEM_SECOND_FACTOR_OFF, &remove->base);
    when_refused(portal, SECOND_FACTOR_OFF, confirm_second_factor, .totp_step = 1);
    then_rebuild_is_equal(portal);
}

TEST(an_administrator_takes_a_lost_second_factor_away)
{
    Department *portal = given_second_factor();
    as_person(portal, "root", "administrator");
    when(portal, reset_user, .user_id = "root", .secret_hash = hash_of("again"), .remove_second_factor = 1);
    assert_false(credential_of(portal, "root")->user->second_factor);
    assert_int_equal(credential_of(portal, "root")->credential->sealed_totp.len, 0);
    then_rebuild_is_equal(portal);
}

/* --- tokens and sessions -------------------------------------------------------------------------------------------- */

static portal_token_scope *scope(const char *department)
{
    portal_token_scope *made = arena_take(test_arena(), sizeof *made);
    portal__token_scope__init(made);
    made->department = department;
    return made;
}
#define SCOPES(...)                                                                                          \
    .n_scopes = sizeof((portal_token_scope *[]){__VA_ARGS__}) / sizeof(portal_token_scope *),                 \
    .scopes = (portal_token_scope *[]){__VA_ARGS__}

TEST(a_token_is_shown_once_and_found_by_its_hash)
{
    Department *portal = given_portal();
    portal_create_token *command =
        prepare(portal, "root", create_token, .name = "till", SCOPES(scope("sales"), scope("metrics")));
    portal_api_token *answer = (portal_api_token *)department_when(portal, &command->base);
    access_reveal(&prepared, test_arena(), &answer->base);
    assert_null(answer->token_hash);
    char token[64], id[40];
    strcpy(token, answer->token);
    strcpy(id, answer->token_id);
    assert_int_equal(answer->expires_at_ms, department_now_ms(portal) + ACCESS_TOKEN_LIFE_MS);
    as_front(portal);
    portal_signed_in *who = ask(portal, find_token, signed_in, .token_hash = hash_of(token));
    assert_string_equal(who->user->user_id, "root");
    assert_true(access_token_allows(who, "sales", false));
    assert_null(who->token->token_hash);
    ask_refused(portal, TOKEN_NOT_FOUND, find_token, .token_hash = hash_of("pv_guess"));

    portal_seen_token seen = PORTAL__SEEN_TOKEN__INIT;
    seen.token_hash = hash_of(token);
    seen.at_ms = department_now_ms(portal);
    when(portal, note_seen, .n_tokens = 1, .tokens = (portal_seen_token *[]){&seen});
    as_person(portal, "root", "anyone");
    portal_token_page *page = ask(portal, list_my_tokens, token_page, .limit = 5);
    assert_int_equal(page->rows[0]->used_at_ms, department_now_ms(portal) - 1);
    assert_null(page->rows[0]->token_hash);
    as_person(portal, "eve", "seller");
    when_refused(portal, TOKEN_NOT_FOUND, revoke_token, .token_id = id);
    as_person(portal, "root", "anyone");
    when(portal, revoke_token, .token_id = id);
    as_front(portal);
    ask_refused(portal, TOKEN_NOT_FOUND, find_token, .token_hash = hash_of(token));
    then_rebuild_is_equal(portal);
}

TEST(a_token_runs_out)
{
    Department *portal = given_portal();
    as_person(portal, "root", "anyone");
    int64_t now = department_now_ms(portal);
    when(portal, create_token, .name = "till", .token_hash = hash_of("t"), .expires_at_ms = now + ACCESS_HOUR_MS,
         SCOPES(scope("sales")));
    when_time_passes(portal, ACCESS_HOUR_MS);
    then_told(portal, token_revoked, .expired = 1);
    as_front(portal);
    ask_refused(portal, TOKEN_NOT_FOUND, find_token, .token_hash = hash_of("t"));
    as_person(portal, "root", "administrator");
    assert_int_equal(ask(portal, list_tokens, token_page, .user_id = "root")->n_rows, 0);
    then_rebuild_is_equal(portal);
}

TEST(what_is_wrong_with_a_token_is_named)
{
    Department *portal = given_portal();
    as_person(portal, "root", "anyone");
    int64_t now = department_now_ms(portal);
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", .token_hash = hash_of("t"));
    when_refused(portal, INVALID_INPUT, create_token, .token_hash = hash_of("t"), SCOPES(scope("sales")));
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", SCOPES(scope("sales")));
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", .token_hash = hash_of("t"), SCOPES(scope("kitchen")));
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", .token_hash = hash_of("t"),
                 SCOPES(scope("sales"), scope("sales")));
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", .token_hash = hash_of("t"), .expires_at_ms = now,
                 SCOPES(scope("sales")));
    when_refused(portal, INVALID_INPUT, create_token, .name = "x", .token_hash = hash_of("t"),
                 .expires_at_ms = now + 2 * ACCESS_TOKEN_LIFE_LIMIT_MS, SCOPES(scope("sales")));
    char name[] = "token 00";
    for (unsigned i = 0; i < ACCESS_TOKENS_OF_USER; i++) {
        name[6] = (char)('0' + i / 10);
        name[7] = (char)('0' + i % 10);
        when(portal, create_token, .name = name, .token_hash = hash_of(name), SCOPES(scope("sales")));
    }
    when_refused(portal, TOO_MANY_TOKENS, create_token, .name = "x", .token_hash = hash_of("t"), SCOPES(scope("sales")));
    as_person(portal, "root", "administrator");
    assert_int_equal(ask(portal, list_tokens, token_page, .limit = 100)->n_rows, ACCESS_TOKENS_OF_USER);
}

TEST(people_sign_out_everywhere)
{
    Department *portal = given_portal();
    char here[40];
    strcpy(here, given_session(portal, "root", "here"));
    given_session(portal, "root", "there");
    as_person(portal, "root", "anyone");
    when(portal, sign_out_everywhere, .session_id = here);
    assert_non_null(session_of(portal, "here"));
    assert_null(session_of(portal, "there"));
    as_person(portal, "root", "anyone");
    when(portal, sign_out_everywhere, .session_id = here, .this_too = 1);
    then_told(portal, sessions_ended, .user_id = "root");
    assert_null(session_of(portal, "here"));
}

TEST(one_time_links_are_shown_once)
{
    Department *portal = given_portal();
    portal_invite_user *invite = prepare(portal, "root", invite_user, .user_id = "sara", .name = "Sara", .secret_hash = "forged");
    as_person(portal, "root", "administrator");
    portal_user *sara = (portal_user *)department_when(portal, &invite->base);
    assert_null(sara->one_time_secret);
    access_reveal(&prepared, test_arena(), &sara->base);
    as_front(portal);
    assert_string_equal(ask(portal, find_secret, one_time_secret, .secret_hash = hash_of(sara->one_time_secret))->user_id,
                        "sara");
    assert_false(department_holds_text(portal, prepared.secret));
}
