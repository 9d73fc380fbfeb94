/* Fills in what commands on accounts must carry and no caller may: hashes, sealed secrets, proofs that a password was
 * right. What is shown once stays with the front. */
#include "portal/access/secret_parts.h"
#include <sodium.h>
#include <string.h>

typedef struct Preparing {
    const AccessKeys *keys;
    const AccessAsker *asker;
    PvArena *arena;
    ProtobufCMessage *command;
    AccessPrepared *prepared;
} Preparing;

static AccessResult unfit(Preparing *at, const char *field, const char *detail)
{
    at->prepared->field = field;
    at->prepared->detail = detail;
    return ACCESS_UNFIT;
}

static void forget(const char **text)
{
    if (*text)
        sodium_memzero((char *)*text, strlen(*text));
    *text = NULL;
}

static const portal_credential *credential_of(const Preparing *at)
{
    return at->asker->credential ? at->asker->credential->credential : NULL;
}

static const char *prove(const Preparing *at, const char *what)
{
    const char *text = access_proof_text(at->arena, at->asker->who->user->user_id, credential_of(at)->generation, what);
    return access_proof(at->keys, at->arena, text);
}

/* Is the current password right? Forgets it. */
static bool is_right(const Preparing *at, const char **password)
{
    const portal_credential *credential = credential_of(at);
    bool right = access_password_verify(credential ? credential->password_hash : NULL, *password);
    forget(password);
    return right;
}

static const char *own_session(const Preparing *at)
{
    const portal_session *session = at->asker->who->session;
    return session ? arena_copy_text(at->arena, session->session_id) : NULL;
}

static const char *new_secret(const Preparing *at, bool is_token)
{
    char *hash = arena_take(at->arena, ACCESS_HASH_TEXT_BYTES);
    if (is_token)
        access_token_make(at->prepared->secret);
    else
        access_secret_make(at->prepared->secret);
    access_secret_hash(at->keys, at->prepared->secret, hash);
    return hash;
}

/* --- the rows ----------------------------------------------------------------------------------------------------- */

static AccessResult prepare_invite(Preparing *at)
{
    ((portal_invite_user *)at->command)->secret_hash = new_secret(at, false);
    return ACCESS_FINE;
}

static AccessResult prepare_reset(Preparing *at)
{
    ((portal_reset_user *)at->command)->secret_hash = new_secret(at, false);
    return ACCESS_FINE;
}

static AccessResult prepare_token(Preparing *at)
{
    ((portal_create_token *)at->command)->token_hash = new_secret(at, true);
    return ACCESS_FINE;
}

static AccessResult prepare_sign_out(Preparing *at)
{
    portal_sign_out_everywhere *command = (portal_sign_out_everywhere *)at->command;
    command->session_id = command->this_too ? NULL : own_session(at);
    return ACCESS_FINE;
}

static AccessResult prepare_password(Preparing *at)
{
    portal_change_password *command = (portal_change_password *)at->command;
    command->password_hash = command->session_id = command->proof = NULL;
    const char *fault = access_password_fault(command->password, at->asker->who->user->user_id);
    if (fault)
        return unfit(at, "password", fault);
    if (!is_right(at, &command->current_password))
        return ACCESS_WRONG;
    char *hash = arena_take(at->arena, ACCESS_PASSWORD_HASH_BYTES);
    bool hashed = access_password_hash(command->password, hash);
    forget(&command->password);
    if (!hashed)
        return ACCESS_FAILED;
    command->password_hash = hash;
    command->session_id = own_session(at);
    command->proof = prove(at, hash);
    return ACCESS_FINE;
}

static AccessResult prepare_begin(Preparing *at)
{
    portal_begin_second_factor *command = (portal_begin_second_factor *)at->command;
    uint8_t secret[ACCESS_TOTP_SECRET_BYTES];
    command->proof = NULL;
    if (!is_right(at, &command->current_password))
        return ACCESS_WRONG;
    randombytes_buf(secret, sizeof secret);
    command->has_sealed_totp = 1;
    command->sealed_totp.len = ACCESS_SEALED_BYTES;
    command->sealed_totp.data = arena_take(at->arena, ACCESS_SEALED_BYTES);
    access_seal(at->keys, secret, command->sealed_totp.data);
    access_base32(secret, sizeof secret, at->prepared->totp_secret);
    sodium_memzero(secret, sizeof secret);
    command->proof = prove(at, "begin");
    return ACCESS_FINE;
}

static AccessResult prepare_confirm(Preparing *at)
{
    portal_confirm_second_factor *command = (portal_confirm_second_factor *)at->command;
    const portal_credential *credential = credential_of(at);
    uint8_t secret[ACCESS_TOTP_SECRET_BYTES];
    command->proof = NULL;
    command->has_totp_step = 1;
    command->totp_step = 0;
    if (credential && access_unseal(at->keys, credential->pending_totp.data, credential->pending_totp.len, secret))
        command->totp_step = access_totp_verify(secret, sizeof secret, command->code, at->asker->now_ms, 0);
    sodium_memzero(secret, sizeof secret);
    command->code = NULL;
    if (command->totp_step == 0)
        return ACCESS_CODE_WRONG;
    const char **hashes = arena_take(at->arena, ACCESS_RECOVERY_CODES * sizeof *hashes);
    for (unsigned i = 0; i < ACCESS_RECOVERY_CODES; i++) {
        char *hash = arena_take(at->arena, ACCESS_HASH_TEXT_BYTES);
        access_recovery_make(at->prepared->recovery[i]);
        access_recovery_hash(at->keys, at->prepared->recovery[i], hash);
        hashes[i] = hash;
    }
    command->recovery_hashes = hashes;
    command->n_recovery_hashes = at->prepared->recovery_count = ACCESS_RECOVERY_CODES;
    command->proof = prove(at, arena_format(at->arena, "confirm %lld", (long long)command->totp_step));
    return ACCESS_FINE;
}

static AccessResult prepare_remove(Preparing *at)
{
    portal_remove_second_factor *command = (portal_remove_second_factor *)at->command;
    command->proof = NULL;
    if (!is_right(at, &command->current_password))
        return ACCESS_WRONG;
    command->proof = prove(at, "remove");
    return ACCESS_FINE;
}

static const struct Row {
    const ProtobufCMessageDescriptor *type;
    AccessResult (*prepare)(Preparing *);
    bool needs_credential;
} rows[] = {
    {&portal__invite_user__descriptor, prepare_invite, false},
    {&portal__reset_user__descriptor, prepare_reset, false},
    {&portal__create_token__descriptor, prepare_token, false},
    {&portal__sign_out_everywhere__descriptor, prepare_sign_out, false},
    {&portal__change_password__descriptor, prepare_password, true},
    {&portal__begin_second_factor__descriptor, prepare_begin, true},
    {&portal__confirm_second_factor__descriptor, prepare_confirm, true},
    {&portal__remove_second_factor__descriptor, prepare_remove, true},
};

static const struct Row *row_of(const ProtobufCMessageDescriptor *type)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].type == type)
            return &rows[i];
    return NULL;
}

bool access_needs_prepare(const ProtobufCMessageDescriptor *command)
{
    return row_of(command) != NULL;
}

bool access_needs_credential(const ProtobufCMessageDescriptor *command)
{
    const struct Row *row = row_of(command);
    return row && row->needs_credential;
}

AccessResult access_prepare(const AccessKeys *keys, const AccessAsker *asker, PvArena *arena,
                            ProtobufCMessage *command, AccessPrepared *prepared)
{
    const struct Row *row = row_of(command->descriptor);
    Preparing at = {keys, asker, arena, command, prepared};
    *prepared = (AccessPrepared){0};
    return row ? row->prepare(&at) : ACCESS_FINE;
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

static void reveal_second_factor(const AccessPrepared *prepared, PvArena *arena, portal_second_factor *answer)
{
    if (prepared->totp_secret[0]) {
        answer->secret = arena_copy_text(arena, prepared->totp_secret);
        answer->uri = arena_format(arena, "otpauth://totp/Payvand:%s?secret=%s&issuer=Payvand&algorithm=SHA1&digits=6&period=30",
                                   answer->user_id, prepared->totp_secret);
    }
    if (prepared->recovery_count == 0)
        return;
    answer->recovery_codes = arena_take(arena, prepared->recovery_count * sizeof *answer->recovery_codes);
    for (unsigned i = 0; i < prepared->recovery_count; i++)
        answer->recovery_codes[i] = arena_copy_text(arena, prepared->recovery[i]);
    answer->n_recovery_codes = prepared->recovery_count;
}

void access_reveal(const AccessPrepared *prepared, PvArena *arena, ProtobufCMessage *answer)
{
    bool has_secret = prepared && prepared->secret[0];
    if (answer->descriptor == &portal__user__descriptor) {
        if (has_secret)
            ((portal_user *)answer)->one_time_secret = arena_copy_text(arena, prepared->secret);
    } else if (answer->descriptor == &portal__api_token__descriptor) {
        ((portal_api_token *)answer)->token_hash = NULL;
        if (has_secret)
            ((portal_api_token *)answer)->token = arena_copy_text(arena, prepared->secret);
    } else if (answer->descriptor == &portal__session__descriptor) {
        ((portal_session *)answer)->session_hash = NULL;
    } else if (answer->descriptor == &portal__second_factor__descriptor && prepared) {
        reveal_second_factor(prepared, arena, (portal_second_factor *)answer);
    }
}
