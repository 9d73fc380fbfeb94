/* Commands with fields that only the front fills in: secrets made for them, passwords hashed, codes checked, by a worker. */
#include "portal/front/inside.h"
#include <sodium.h>
#include <string.h>

typedef struct Prepare {
    Exchange *exchange;
    AccessAsker asker;
    AccessResult result;
} Prepare;

static void prepare(void *context)
{
    Prepare *work = context;
    Exchange *exchange = work->exchange;
    work->result = access_prepare(&exchange->front->keys, &work->asker, exchange->arena, exchange->message, exchange->prepared);
}

static void ignore(void *context, CallEnd end, const uint8_t *bytes, size_t size)
{
}

/* Whoever sits at an open browser must not try passwords there either. */
static void note_failure(Exchange *exchange)
{
    Portal__NoteSignInFailed command = PORTAL__NOTE_SIGN_IN_FAILED__INIT;
    command.user_id = exchange->person->user;
    command.address = exchange_address(exchange);
    access_throttle_failed(exchange->front->throttle, command.address, command.user_id, front_clock_ms());
    dispatch_command(exchange->front, &command.base, ignore, NULL);
}

static void answer_fault(Prepare *work)
{
    Exchange *exchange = work->exchange;
    const AccessPrepared *prepared = exchange->prepared;
    Trouble trouble = {.status = 400, .type = "invalid-input", .title = "The input is not valid"};
    switch (work->result) {
    case ACCESS_WRONG:
        trouble = (Trouble){.status = 403, .type = "wrong-password", .title = "The password is not right",
                            .pointer = "#/currentPassword"};
        break;
    case ACCESS_CODE_NEEDED:
    case ACCESS_CODE_WRONG:
        trouble = (Trouble){.status = 403, .type = "second-factor-wrong", .title = "The code is not right or was used before",
                            .pointer = "#/code"};
        break;
    case ACCESS_FAILED:
        trouble = (Trouble){.status = 503, .type = "busy", .title = "There is too much work at present"};
        break;
    default:
        trouble.detail = prepared->detail;
        trouble.pointer = problem_pointer(exchange->arena, exchange->endpoint->message, prepared->field);
        break;
    }
    if (trouble.pointer && !trouble.detail)
        trouble.reason = trouble.title;
    answer_trouble(exchange, &trouble);
    audit_note(exchange, NULL);
}

static void prepared(void *context)
{
    Prepare *work = context;
    Exchange *exchange = work->exchange;
    sodium_memzero(exchange->body, exchange->body_bytes);
    if (work->result == ACCESS_WRONG || work->result == ACCESS_CODE_WRONG)
        note_failure(exchange);
    if (work->result == ACCESS_FINE)
        dispatch_message(exchange);
    else
        answer_fault(work);
    if (exchange->state == ANSWERED)
        exchange_resume(exchange);
}

static bool read_credential(Exchange *exchange, Prepare *work)
{
    Portal__GetCredential query = PORTAL__GET_CREDENTIAL__INIT;
    bool refused;
    query.user_id = exchange->person->user;
    work->asker.credential = (portal_credential_view *)dispatch_ask(
        exchange->front, &query.base, &portal__credential_view__descriptor, exchange->arena, &refused);
    if (work->asker.credential)
        return true;
    answer_refused(exchange, 503, "starting", "The portal is starting", NULL);
    return false;
}

/* The worker reads a copy of the person: the front may learn anew who it is meanwhile. */
static const portal_signed_in *copy_person(Exchange *exchange)
{
    const portal_signed_in *who = exchange->person->who;
    size_t size = portal__signed_in__get_packed_size(who);
    uint8_t *bytes = arena_take(exchange->arena, size + 1);
    portal__signed_in__pack(who, bytes);
    return portal__signed_in__unpack(arena_allocator(exchange->arena), size, bytes);
}

void account_prepare(Exchange *exchange)
{
    Front *front = exchange->front;
    Prepare *work = arena_take(exchange->arena, sizeof *work);
    bool proves = access_needs_credential(exchange->endpoint->row->type);
    int64_t wait_ms = proves ? access_throttle_begin(front->throttle, exchange_address(exchange), exchange->person->user,
                                                     front_clock_ms())
                             : 0;
    exchange->prepared = arena_take(exchange->arena, sizeof *exchange->prepared);
    *work = (Prepare){.exchange = exchange, .asker = {.who = copy_person(exchange), .now_ms = front_clock_ms()},
                      .result = ACCESS_FAILED};
    if (wait_ms > 0) {
        const Trouble trouble = {.status = 429, .type = "too-many-attempts",
                                 .title = "There were too many attempts; wait a little",
                                 .retry_after_s = (unsigned)((wait_ms + 999) / 1000)};
        answer_trouble(exchange, &trouble);
    } else if (!proves || read_credential(exchange, work)) {
        if (hashers_push(front->hashers, prepare, prepared, work))
            exchange_wait(exchange);
        else
            answer_refused(exchange, 429, "too-many-attempts", "There is too much to be checked at present", NULL);
    }
}
