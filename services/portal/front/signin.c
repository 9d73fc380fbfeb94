/* Signing in and out: the session as a resource. Who may is judged by portal/access; passwords on the hashers' threads. */
#include "portal/front/inside.h"
#include "runtime/message/wire.h"
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define COOKIE "payvand_session"
#define FIRST_LINK "(link)" /* stands for the user in the throttle: no name may hold parentheses */

/* What signing in keeps while it waits; in the arena of its exchange. */
typedef struct SignIn {
    Exchange *exchange;
    const char *user, *password, *code, *name, *language, *secret_hash;
    bool remember, first;
    portal_credential_view *view; /* NULL: no such user */
    portal_one_time_secret *secret;
    AccessResult result;
    AccessCheck check;
    char password_hash[ACCESS_PASSWORD_HASH_BYTES];
    char cookie[ACCESS_SECRET_TEXT_BYTES], cookie_hash[ACCESS_HASH_TEXT_BYTES];
} SignIn;

/* --- what comes and goes ------------------------------------------------------------------------------------------ */

const char *signin_cookie(const Exchange *exchange)
{
    const char *header = exchange_header(exchange, "Cookie"), *found = NULL;
    size_t found_bytes = 0;
    for (const char *at = header ? header : ""; *at; at += strspn(at, "; ")) {
        size_t size = strcspn(at, ";");
        if (strncmp(at, COOKIE "=", sizeof COOKIE) == 0) {
            if (found)
                return NULL; /* someone planted a second one */
            found = at + sizeof COOKIE;
            found_bytes = size - sizeof COOKIE;
        }
        at += size;
    }
    if (!found || found_bytes == 0 || found_bytes > 128)
        return NULL;
    char *text = arena_copy_bytes(exchange->arena, found, found_bytes + 1);
    text[found_bytes] = 0;
    return text;
}

static void set_cookie(Exchange *exchange, const char *value, int64_t lives_s)
{
    answer_header(exchange, "Set-Cookie",
                  arena_format(exchange->arena, COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s%s", value,
                               exchange->front->settings.secure_cookies ? "; Secure" : "",
                               lives_s < 0 ? "" : arena_format(exchange->arena, "; Max-Age=%lld", (long long)lives_s)));
}

static void answer_session(Exchange *exchange, const portal_user *user, const char *csrf, const portal_session *session)
{
    static const char *const scopes[] = {"", "OWN", "TEAM", "ALL"};
    Text text = {.arena = exchange->arena};
    text_add(&text, "{");
    text_member(&text, "user", user->user_id);
    text_name(&text, "name");
    text_json(&text, user->name && *user->name ? user->name : user->user_id);
    text_name(&text, "roles");
    text_add(&text, "[");
    for (size_t i = 0; i < user->n_grants; i++) {
        text_add(&text, i ? ",{" : "{");
        text_member(&text, "role", user->grants[i]->role);
        text_member(&text, "scope", scopes[user->grants[i]->scope & 3]);
        text_add(&text, "}");
    }
    text_add(&text, "]");
    text_member(&text, "language", user->language);
    text_member(&text, "csrf", csrf);
    text_member(&text, "sessionId", session ? session->session_id : NULL);
    text_add(&text, user->second_factor ? ",\"secondFactor\":true" : ",\"secondFactor\":false");
    text_add(&text, session && session->second_factor ? ",\"secondFactorGiven\":true}" : "}");
    const char *json = text_end(&text);
    answer_json(exchange, 200, json, text.size);
    exchange->may_compress = false; /* it holds a secret */
}

static void refuse_field(Exchange *exchange, const char *field, const char *reason)
{
    const Trouble trouble = {.status = 400, .type = "invalid-input", .title = "The input is not valid", .detail = reason,
                             .pointer = arena_format(exchange->arena, "#/%s", field), .reason = reason};
    answer_trouble(exchange, &trouble);
}

static const char *text_of(Exchange *exchange, json_t *body, const char *name, size_t limit)
{
    json_t *value = json_object_get(body, name);
    if (!value || json_is_null(value))
        return "";
    if (json_is_string(value) && json_string_length(value) <= limit)
        return arena_copy_text(exchange->arena, json_string_value(value));
    if (exchange->state != ANSWERED)
        refuse_field(exchange, name, json_is_string(value) ? "The text is too long." : "This must be a text.");
    return "";
}

/* NULL: answered with what is wrong. */
static SignIn *read_sign_in(Exchange *exchange)
{
    json_error_t error;
    json_t *body = json_loadb((const char *)exchange->body, exchange->body_bytes, JSON_REJECT_DUPLICATES, &error);
    SignIn *sign_in = arena_take(exchange->arena, sizeof *sign_in);
    if (!json_is_object(body)) {
        json_decref(body);
        answer_refused(exchange, 400, "invalid-input", "The input is not valid", "The body must be a JSON object.");
        return NULL;
    }
    *sign_in = (SignIn){.exchange = exchange,
                        .result = ACCESS_FAILED,
                        .user = text_of(exchange, body, "user", ACCESS_USER_LIMIT_BYTES),
                        .password = text_of(exchange, body, "password", ACCESS_PASSWORD_LIMIT_BYTES),
                        .code = text_of(exchange, body, "code", 64),
                        .name = text_of(exchange, body, "name", ACCESS_NAME_LIMIT_BYTES),
                        .language = text_of(exchange, body, "language", 16),
                        .remember = json_is_true(json_object_get(body, "remember"))};
    const char *secret = text_of(exchange, body, "secret", 128);
    char *hash = arena_take(exchange->arena, ACCESS_HASH_TEXT_BYTES);
    access_secret_hash(&exchange->front->keys, secret, hash);
    sign_in->secret_hash = hash;
    json_decref(body);
    sodium_memzero(exchange->body, exchange->body_bytes);
    exchange->work = sign_in;
    return exchange->state == ANSWERED ? NULL : sign_in;
}

/* --- limits and refusals ------------------------------------------------------------------------------------------ */

/* begins: it is judged now, if it need not wait. */
static bool must_wait(Exchange *exchange, const char *user, bool begins)
{
    AccessThrottle *throttle = exchange->front->throttle;
    const char *address = exchange_address(exchange);
    int64_t now_ms = front_clock_ms(), wait_ms = begins ? access_throttle_begin(throttle, address, user, now_ms)
                                                        : access_throttle_wait(throttle, address, user, now_ms);
    if (wait_ms <= 0)
        return false;
    count_one(COUNT_THROTTLED, 1);
    const Trouble trouble = {.status = 429, .type = "too-many-attempts", .title = "There were too many attempts; wait a little",
                             .retry_after_s = (unsigned)((wait_ms + 999) / 1000)};
    answer_trouble(exchange, &trouble);
    return true;
}

static void forget_failure(void *front, CallEnd end, const uint8_t *bytes, size_t size)
{
}

static void note_failure(SignIn *sign_in)
{
    Exchange *exchange = sign_in->exchange;
    const char *address = exchange_address(exchange);
    access_throttle_failed(exchange->front->throttle, address, sign_in->user, front_clock_ms());
    count_one(COUNT_SIGN_INS_REFUSED, 1);
    if (!sign_in->view)
        return;
    Portal__NoteSignInFailed command = PORTAL__NOTE_SIGN_IN_FAILED__INIT;
    command.user_id = sign_in->view->user->user_id;
    command.address = address;
    dispatch_command(exchange->front, &command.base, forget_failure, NULL);
}

static void answer_result(SignIn *sign_in, AccessResult result)
{
    Exchange *exchange = sign_in->exchange;
    if (result == ACCESS_CODE_NEEDED)
        answer_refused(exchange, 401, "second-factor-needed", "A code of the second factor is needed", NULL);
    else if (result == ACCESS_CODE_WRONG)
        answer_refused(exchange, 401, "second-factor-wrong", "The code is not right or was used before", NULL);
    else if (result == ACCESS_FAILED)
        answer_refused(exchange, 503, "busy", "There is too much work at present", NULL);
    else
        answer_refused(exchange, 401, "wrong-password", "The name or the password is not right", NULL);
    audit_note_own(exchange, sign_in->first ? "first_sign_in" : "sign_in", sign_in->view ? sign_in->user : NULL);
}

/* --- opening a session -------------------------------------------------------------------------------------------- */

static void opened(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    SignIn *sign_in = context;
    Exchange *exchange = sign_in->exchange;
    Pv__Reply *reply =
        end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, exchange->arena) : NULL;
    if (reply && !reply->problem) {
        const char *old = signin_cookie(exchange);
        char csrf[ACCESS_HASH_TEXT_BYTES], old_hash[ACCESS_HASH_TEXT_BYTES];
        if (old) {
            access_secret_hash(&exchange->front->keys, old, old_hash);
            person_forget(exchange->front, old_hash);
        }
        access_csrf_of(&exchange->front->keys, sign_in->cookie, csrf);
        count_one(COUNT_SIGN_INS, 1);
        access_throttle_passed(exchange->front->throttle, exchange_address(exchange), sign_in->user, front_clock_ms());
        set_cookie(exchange, sign_in->cookie, sign_in->remember ? ACCESS_SESSION_LIFE_MS / 1000 : -1);
        answer_session(exchange, sign_in->view->user, csrf,
                       (portal_session *)wire_unpack_trusted(&portal__session__descriptor, reply->payload.data,
                                                             reply->payload.len, exchange->arena));
        audit_note_own(exchange, sign_in->first ? "first_sign_in" : "sign_in", sign_in->user);
    } else if (reply && reply->problem->kind != PV__PROBLEM_KIND__BUSY &&
               reply->problem->kind != PV__PROBLEM_KIND__UNAVAILABLE) {
        answer_result(sign_in, reply->problem->type && strcmp(reply->problem->type, "second-factor-wrong") == 0
                                   ? ACCESS_CODE_WRONG
                                   : ACCESS_WRONG);
    } else {
        answer_result(sign_in, ACCESS_FAILED);
    }
    exchange_resume(exchange);
}

static void open_session(SignIn *sign_in)
{
    Exchange *exchange = sign_in->exchange;
    Front *front = exchange->front;
    const char *agent = exchange_header(exchange, "User-Agent"), *old = signin_cookie(exchange);
    char old_hash[ACCESS_HASH_TEXT_BYTES];
    Portal__OpenSession command = PORTAL__OPEN_SESSION__INIT;
    access_secret_make(sign_in->cookie);
    access_secret_hash(&front->keys, sign_in->cookie, sign_in->cookie_hash);
    command.user_id = sign_in->view->user->user_id;
    command.session_hash = sign_in->cookie_hash;
    command.has_generation = command.has_remembered = command.has_totp_step = 1;
    command.generation = sign_in->view->credential ? sign_in->view->credential->generation : 0;
    command.remembered = sign_in->remember;
    command.address = exchange_address(exchange);
    command.agent = agent ? arena_format(exchange->arena, "%.200s", agent) : "";
    for (char *at = (char *)command.agent; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f)
            *at = '?';
    command.totp_step = sign_in->check.totp_step;
    command.recovery_hash = sign_in->check.recovery_hash;
    if (old) {
        access_secret_hash(&front->keys, old, old_hash);
        command.replaces_hash = old_hash;
    }
    if (!dispatch_command(front, &command.base, opened, sign_in))
        answer_result(sign_in, ACCESS_FAILED);
}

/* The credential with its user; false: answered, the tables cannot be read. NULL view: no such user. */
static bool read_credential(SignIn *sign_in, bool learn)
{
    Exchange *exchange = sign_in->exchange;
    Portal__GetCredential query = PORTAL__GET_CREDENTIAL__INIT;
    bool refused;
    query.user_id = sign_in->user;
    sign_in->view = (portal_credential_view *)dispatch_ask(exchange->front, &query.base,
                                                           &portal__credential_view__descriptor, exchange->arena, &refused);
    if (!sign_in->view && !refused) {
        answer_refused(exchange, 503, "starting", "The portal is starting", NULL);
        return false;
    }
    if (learn && sign_in->view && sign_in->view->credential)
        access_throttle_learn(exchange->front->throttle, sign_in->user, sign_in->view->credential->failures,
                              sign_in->view->credential->last_failure_at_ms);
    return true;
}

/* --- with a password ---------------------------------------------------------------------------------------------- */

static void judge(void *context)
{
    SignIn *sign_in = context;
    sign_in->result = access_check(&sign_in->exchange->front->keys, sign_in->view, sign_in->password,
                                   *sign_in->code ? sign_in->code : NULL, front_clock_ms(), &sign_in->check);
    sodium_memzero((char *)sign_in->password, strlen(sign_in->password));
}

static void judged(void *context)
{
    SignIn *sign_in = context;
    if (sign_in->result == ACCESS_FINE) {
        open_session(sign_in);
    } else {
        if (sign_in->result == ACCESS_WRONG || sign_in->result == ACCESS_CODE_WRONG)
            note_failure(sign_in);
        answer_result(sign_in, sign_in->result);
    }
    if (sign_in->exchange->state == ANSWERED)
        exchange_resume(sign_in->exchange);
}

static void wait_for(Exchange *exchange, void (*work)(void *), void (*done)(void *), void *context)
{
    if (hashers_push(exchange->front->hashers, work, done, context)) {
        exchange_wait(exchange);
        return;
    }
    count_one(COUNT_THROTTLED, 1);
    const Trouble trouble = {.status = 429, .type = "too-many-attempts", .title = "Too many people sign in at present",
                             .retry_after_s = 2};
    answer_trouble(exchange, &trouble);
}

void signin_post(Exchange *exchange)
{
    SignIn *sign_in = read_sign_in(exchange);
    if (!sign_in || must_wait(exchange, sign_in->user, false) || !read_credential(sign_in, true) ||
        must_wait(exchange, sign_in->user, true))
        return;
    wait_for(exchange, judge, judged, sign_in);
}

/* --- by a one-time link ------------------------------------------------------------------------------------------- */

static void hash_password(void *context)
{
    SignIn *sign_in = context;
    sign_in->result = access_password_hash(sign_in->password, sign_in->password_hash) ? ACCESS_FINE : ACCESS_FAILED;
    sodium_memzero((char *)sign_in->password, strlen(sign_in->password));
}

static void redeemed(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    SignIn *sign_in = context;
    Exchange *exchange = sign_in->exchange;
    Pv__Reply *reply =
        end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, exchange->arena) : NULL;
    if (!reply) {
        answer_result(sign_in, ACCESS_FAILED);
    } else if (reply->problem) {
        const char *field = reply->problem->field;
        if (field && strcmp(field, "user_id") == 0)
            reply->problem->field = "user";
        answer_problem(exchange, reply->problem);
    } else {
        exchange->front->setup_again_us = 0;
        if (read_credential(sign_in, false)) {
            if (!sign_in->view)
                answer_result(sign_in, ACCESS_WRONG);
            else if (sign_in->view->user->second_factor)
                answer_result(sign_in, ACCESS_CODE_NEEDED);
            else
                open_session(sign_in);
        }
    }
    if (exchange->state == ANSWERED)
        exchange_resume(exchange);
}

static void hashed(void *context)
{
    SignIn *sign_in = context;
    Exchange *exchange = sign_in->exchange;
    Portal__RedeemSecret command = PORTAL__REDEEM_SECRET__INIT;
    command.secret_hash = sign_in->secret_hash;
    command.user_id = sign_in->user;
    command.name = *sign_in->name ? sign_in->name : NULL;
    command.language = *sign_in->language ? sign_in->language : NULL;
    command.password_hash = sign_in->password_hash;
    if (sign_in->result != ACCESS_FINE || !dispatch_command(exchange->front, &command.base, redeemed, sign_in))
        answer_result(sign_in, ACCESS_FAILED);
    if (exchange->state == ANSWERED)
        exchange_resume(exchange);
}

static bool find_secret(SignIn *sign_in)
{
    Exchange *exchange = sign_in->exchange;
    Portal__FindSecret query = PORTAL__FIND_SECRET__INIT;
    bool refused;
    query.secret_hash = sign_in->secret_hash;
    sign_in->secret = (portal_one_time_secret *)dispatch_ask(exchange->front, &query.base,
                                                             &portal__one_time_secret__descriptor, exchange->arena, &refused);
    if (sign_in->secret && sign_in->secret->until_ms > front_clock_ms())
        return true;
    if (!sign_in->secret && !refused) {
        answer_refused(exchange, 503, "starting", "The portal is starting", NULL);
        return false;
    }
    access_throttle_failed(exchange->front->throttle, exchange_address(exchange), FIRST_LINK, front_clock_ms());
    count_one(COUNT_SIGN_INS_REFUSED, 1);
    answer_refused(exchange, 401, "secret-not-found", "The link was used before, replaced or is too old", NULL);
    return false;
}

void signin_first(Exchange *exchange)
{
    SignIn *sign_in = read_sign_in(exchange);
    if (!sign_in || must_wait(exchange, FIRST_LINK, true) || !find_secret(sign_in))
        return;
    sign_in->first = true;
    if (sign_in->secret->user_id && *sign_in->secret->user_id) {
        if (*sign_in->user && strcmp(sign_in->user, sign_in->secret->user_id) != 0) {
            refuse_field(exchange, "user", "The link is for another user.");
            return;
        }
        sign_in->user = sign_in->secret->user_id;
    }
    const char *fault = access_password_fault(sign_in->password, sign_in->user);
    if (fault)
        refuse_field(exchange, "password", fault);
    else
        wait_for(exchange, hash_password, hashed, sign_in);
}

/* --- the session itself ------------------------------------------------------------------------------------------- */

void signin_get(Exchange *exchange)
{
    const Person *person = exchange->person;
    if (!person) {
        answer_refused(exchange, 401, "not-signed-in", "Nobody is signed in", NULL);
        return;
    }
    answer_session(exchange, person->who->user, person->by_token ? NULL : person->csrf, person->who->session);
}

static void closed(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
    Exchange *exchange = context;
    Pv__Reply *reply =
        end == CALL_ANSWERED ? (Pv__Reply *)wire_unpack_trusted(&pv__reply__descriptor, bytes, size, exchange->arena) : NULL;
    if (!reply || (reply->problem && reply->problem->kind != PV__PROBLEM_KIND__NOT_FOUND)) {
        answer_refused(exchange, 503, "busy", "There is too much work at present", NULL);
    } else {
        person_forget(exchange->front, exchange->person->hash);
        streams_end_of(exchange->front, exchange->person);
        set_cookie(exchange, "", 0);
        answer_header(exchange, "Clear-Site-Data", "\"cache\", \"storage\"");
        answer_nothing(exchange, 204);
        audit_note_own(exchange, "sign_out", exchange->person->user);
    }
    exchange_resume(exchange);
}

void signin_delete(Exchange *exchange)
{
    Portal__CloseSession command = PORTAL__CLOSE_SESSION__INIT;
    if (exchange->person->by_token) {
        answer_refused(exchange, 403, "token-scope", "A token has no session to end; revoke it", NULL);
        return;
    }
    command.session_hash = exchange->person->hash;
    if (!dispatch_command(exchange->front, &command.base, closed, exchange))
        answer_refused(exchange, 503, "busy", "There is too much work at present", NULL);
    else if (exchange->state != ANSWERED && !exchange->suspended)
        exchange_wait(exchange);
}
