/* What the tests of access share: a portal with people, sign-ins without the cost of Argon2id where it does not matter. */
#pragma once

#include "portal/access/secret_parts.h"
#include "portal/service.h"
#include "support/department.h"
#include <string.h>

extern const PvService pv_service_portal;

#define PASSWORD "correct horse battery"

/* Keys of the organisation that the harness uses. */
const AccessKeys *test_keys(void);
/* Working memory of the test. */
PvArena *test_arena(void);
/* Keyed hash of a text, as of a cookie or link; lives as long as the program. */
const char *hash_of(const char *secret);

/* A portal without anybody. */
Department *given_empty_portal(void);
/* A portal with the first administrator `root`, who has every role for all; the front acts next. */
Department *given_portal(void);
/* A user with one grant, who has chosen a password. Invited by root; the front acts next. */
void given_user(Department *portal, const char *user_id, const char *role, Portal__GrantScope scope);
/* The front sends what follows for itself, or a person does. */
void as_front(Department *portal);
void as_person(Department *portal, const char *user_id, const char *role);
/* Signs a user in by a cookie; the id of the session, borrowed until the next. */
const char *given_session(Department *portal, const char *user_id, const char *cookie);
/* What the front finds for a cookie; NULL: none. Borrowed until the next ask. */
portal_signed_in *session_of(Department *portal, const char *cookie);
portal_credential_view *credential_of(Department *portal, const char *user_id);
/* Fills in a command of a person as the front does. */
AccessResult prepare_as(Department *portal, const char *user_id, ProtobufCMessage *command, AccessPrepared *prepared);
portal_grant *grant(const char *role, Portal__GrantScope scope);
#define GRANTS(...)                                                                                          \
    .n_grants = sizeof((portal_grant *[]){__VA_ARGS__}) / sizeof(portal_grant *),                             \
    .grants = (portal_grant *[]){__VA_ARGS__}
#define TEXTS(field, ...)                                                                                    \
    .n_##field = sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *),                                \
    .field = (void *)(const char *[]){__VA_ARGS__}
