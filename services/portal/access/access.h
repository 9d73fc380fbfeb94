/* Access for the portal's front: passwords, second factors, secrets, tokens, and who may do what. Everything here is a
 * pure function without tables, safe on any thread; what takes long (a password: some 0.1 s and 64 MiB) says so.
 *
 * First start. Query GetSetup. Without users make a secret (access_secret_make), send BeginSetup with its hash, print
 *   /welcome#<secret>; each start makes a new one that takes the place of the last.
 * /welcome. FindSecret by hash says what it is for. Then access_password_fault, on a worker access_password_hash, then
 *   RedeemSecret; then sign in as below without a check (generation and so on come from GetCredential).
 * Signing in. 1. access_throttle_wait for address and user: answer 429 if it is not 0. 2. GetCredential; NOT_FOUND gives
 *   NULL in step 3. Its `failures` feed access_throttle_learn. 3. access_throttle_begin, as 1.; on a worker:
 *   access_check. It takes the same time for
 *   unknown users, and for those who are disabled or were only invited. 4. On ACCESS_WRONG or ACCESS_CODE_WRONG:
 *   access_throttle_failed for both, and NoteSignInFailed for users who exist, without waiting for its answer. 5. On
 *   ACCESS_FINE: access_throttle_passed; access_secret_make for the cookie, always a new one; OpenSession with its hash, the
 *   credential's generation, totp_step or recovery_hash of the check, and replaces_hash if the browser came with a cookie. A
 *   refusal of OpenSession is answered like a wrong password or code. 6. The CSRF token is access_csrf_of the cookie.
 * Each request. FindSession by access_secret_hash of the cookie, or FindToken of the bearer token, gives SignedIn or
 *   NOT_FOUND. Then access_may (and access_token_allows, access_needs_cookie), then access_actor for the Request. Now and then
 *   (ACCESS_SEEN_EVERY_MS a session) NoteSeen. An answer may be kept while the portal's log does not move.
 * Rows with fields "Filled in by the portal" (access_needs_prepare) go through access_prepare on a worker, before they are
 *   packed, and their answers through access_reveal. Do not give such requests the person's idempotency key: the secret made
 *   for them is another each time.
 * The front sends its own commands and queries (ROLE_PORTAL) without an actor, by a connection that is the operator's or
 * by EngineCaller.roles. */
#pragma once

#include "payvand/messages.h"
#include "payvand/portal/messages.h"
#include "portal/access/limits.h"
#include "runtime/engine/roles.h"
#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <stdint.h>

/* Keys made from that of the organisation, for different uses. */
typedef struct AccessKeys {
    uint8_t organisation[32], hash[32], seal[32];
} AccessKeys;
void access_keys_make(AccessKeys *keys, const uint8_t organisation_key[32]);

/* --- secrets ------------------------------------------------------------------------------------------------------ */

#define ACCESS_SECRET_TEXT_BYTES 48 /* with its NUL */
#define ACCESS_HASH_TEXT_BYTES 65   /* with its NUL */
/* 256 random bits as URL-safe text, for cookies and links. */
void access_secret_make(char text[ACCESS_SECRET_TEXT_BYTES]);
/* The same after pv_, for programs. */
void access_token_make(char text[ACCESS_SECRET_TEXT_BYTES]);
/* Keyed hash of a secret, as stored: 64 hexadecimal digits. */
void access_secret_hash(const AccessKeys *keys, const char *secret, char hash[ACCESS_HASH_TEXT_BYTES]);
/* What unsafe requests with this cookie must carry. Compare with access_texts_equal. */
void access_csrf_of(const AccessKeys *keys, const char *cookie, char text[ACCESS_HASH_TEXT_BYTES]);
/* In a time that does not tell where they differ; NULL equals nothing. */
bool access_texts_equal(const char *one, const char *other);

/* --- passwords ---------------------------------------------------------------------------------------------------- */

#define ACCESS_PASSWORD_HASH_BYTES 128
/* What is wrong with a password that is to be chosen, for people; NULL if nothing is. */
const char *access_password_fault(const char *password, const char *user_id);
/* Argon2id; takes long. false: no memory. */
bool access_password_hash(const char *password, char hash[ACCESS_PASSWORD_HASH_BYTES]);
/* Takes long, also for a hash that is NULL or empty: then false, after the same time. */
bool access_password_verify(const char *hash, const char *password);

/* --- second factor (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits) ------------------------------------------------------ */

/* The code of a step as text of that many digits; 6 to 8. */
void access_totp_code(const uint8_t *secret, size_t size_bytes, int64_t step, unsigned digits, char code[9]);
/* The step whose code this is, within the window around now and after last_step; 0 if there is none. Spaces are passed. */
int64_t access_totp_verify(const uint8_t *secret, size_t size_bytes, const char *code, int64_t now_ms,
                           int64_t last_step);

/* --- signing in --------------------------------------------------------------------------------------------------- */

typedef enum AccessResult {
    ACCESS_FINE = 0,
    ACCESS_WRONG,       /* name or password */
    ACCESS_CODE_NEEDED, /* the password is right; a code must be given too */
    ACCESS_CODE_WRONG,
    ACCESS_UNFIT,       /* field and detail say what is wrong with the input */
    ACCESS_FAILED,      /* no memory; try again later */
} AccessResult;

typedef struct AccessCheck {
    int64_t totp_step; /* for OpenSession */
    char recovery_hash[ACCESS_HASH_TEXT_BYTES]; /* the same; "" if a code of the app was given */
} AccessCheck;

/* Is it this user? view is NULL for an unknown one. code may be NULL; one of the app, or a recovery code. Takes long. */
AccessResult access_check(const AccessKeys *keys, const portal_credential_view *view, const char *password,
                          const char *code, int64_t now_ms, AccessCheck *check);

/* --- rows with fields that the portal fills in ---------------------------------------------------------------------- */

/* Who asks for the row; credential is needed by rows under /me (access_needs_credential), else NULL. */
typedef struct AccessAsker {
    const portal_signed_in *who;
    const portal_credential_view *credential; /* of GetCredential; copied for the worker */
    int64_t now_ms;
} AccessAsker;

typedef struct AccessPrepared {
    const char *field, *detail; /* of ACCESS_UNFIT */
    char secret[ACCESS_SECRET_TEXT_BYTES]; /* to be shown once; "" if none */
    char totp_secret[40];                  /* base32 */
    char recovery[ACCESS_RECOVERY_CODES][16];
    unsigned recovery_count;
} AccessPrepared;

bool access_needs_prepare(const ProtobufCMessageDescriptor *command);
bool access_needs_credential(const ProtobufCMessageDescriptor *command);
/* Overwrites what a caller must not fill in, checks passwords and codes, fills in the rest and clears what must not go on.
 * Texts are made in the arena. May take long. ACCESS_WRONG and ACCESS_CODE_WRONG count as a failure to sign in. */
AccessResult access_prepare(const AccessKeys *keys, const AccessAsker *asker, PvArena *arena,
                            ProtobufCMessage *command, AccessPrepared *prepared);
/* Puts into the answer what is shown once, and takes out what is not for people. For every answer of the portal: others
 * stay as they are. */
void access_reveal(const AccessPrepared *prepared, PvArena *arena, ProtobufCMessage *answer);

/* --- who may ------------------------------------------------------------------------------------------------------ */

/* Does the person hold a role that the row asks for? Never for rows of programs (ROLE_PORTAL, ROLE_WORKER, ROLE_OPERATOR). */
bool access_may(const portal_signed_in *who, PvRole role);
/* May the token be used for a row of this department (a command, or a query)? True without a token. */
bool access_token_allows(const portal_signed_in *who, const char *department, bool is_command);
bool access_token_allows_metrics(const portal_signed_in *who);
/* Rows that a token may never be used for: what would outlive it or raise it. */
bool access_needs_cookie(const ProtobufCMessageDescriptor *command);
/* Whose records the person reaches in a row of a department that asks for this role: how far that role's grant reaches; for
 * rows that anyone may ask, the wider of the department's own role and manager, or without either the widest of all.
 * *count 0: all. In the arena; texts are borrowed from who. */
const char **access_owners_for(PvArena *arena, const portal_signed_in *who, const char *department, PvRole role,
                               size_t *count);
/* The actor of a Request for such a row: id, roles ("anyone" at least), owners. Borrows from who. */
Pv__Actor *access_actor(PvArena *arena, const portal_signed_in *who, const char *department, PvRole role);
/* Roles that a person may be given, at most ROLE_COUNT. */
bool access_role_is_grantable(const char *role);

/* --- throttling ---------------------------------------------------------------------------------------------------- */

/* How long after the last failure the next attempt must wait: nothing for the first few, then 1, 2, 4 … seconds up to the
 * limit. */
int64_t access_wait_ms(unsigned failures, int64_t limit_ms);

/* Failures by user and by address, in memory; one thread. */
typedef struct AccessThrottle AccessThrottle;
AccessThrottle *access_throttle_open(void);
void access_throttle_close(AccessThrottle **throttle);
/* Milliseconds until an attempt from this address as this user is judged; 0: now. */
int64_t access_throttle_wait(const AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms);
/* The same, right before the attempt is judged: of several at the same time, by someone who failed before, one is let through
 * and the others wait. */
int64_t access_throttle_begin(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms);
void access_throttle_failed(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms);
void access_throttle_passed(AccessThrottle *throttle, const char *address, const char *user_id, int64_t now_ms);
/* What the store knows of a user's failures (after a restart); less than is known here changes nothing. */
void access_throttle_learn(AccessThrottle *throttle, const char *user_id, unsigned failures, int64_t last_failure_ms);
