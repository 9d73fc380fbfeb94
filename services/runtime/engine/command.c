/* Commands: judged, decided, answered. A repeat of an accepted one gets its first answer. */
#include "runtime/engine/engine_internal.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

const char *token_text(const PvEngine *engine, PvArena *arena, uint64_t epoch, uint64_t sequence)
{
    return arena_format(arena, "%s.%" PRIx64 ".%" PRIu64, engine->service->name, epoch, sequence);
}

static void answer(PvEngine *engine, const EngineCaller *caller, const Pv__Reply *reply)
{
    outputs_add_answer(engine, caller->token, reply);
}

static void answer_problem(PvEngine *engine, const EngineCaller *caller, const char *request_id,
                           const Pv__Problem *problem)
{
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request_id;
    reply.problem = (Pv__Problem *)problem;
    engine->figures.commands_refused++;
    answer(engine, caller, &reply);
}

static void answer_refusal(PvEngine *engine, const EngineCaller *caller, const char *request_id, unsigned problem,
                           const char *field, const char *detail)
{
    answer_problem(engine, caller, request_id, problem_make(engine->plan, engine->arena, problem, field, detail));
}

/* --- what the answer shows --------------------------------------------------------------------------------------- */

static bool copy_key_field(ProtobufCMessage *to, const ProtobufCMessage *from, const char *name)
{
    const ProtobufCFieldDescriptor *source = protobuf_c_message_descriptor_get_field_by_name(from->descriptor, name);
    const ProtobufCFieldDescriptor *target = protobuf_c_message_descriptor_get_field_by_name(to->descriptor, name);
    if (!source || !target || source->type != target->type || source->label == PROTOBUF_C_LABEL_REPEATED)
        return false;
    const uint8_t *value = (const uint8_t *)from + source->offset;
    if (source->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(const char *const *)value;
        if (!text || !*text)
            return false;
        *(const char **)((uint8_t *)to + target->offset) = text;
        return true;
    }
    if (!*(const protobuf_c_boolean *)((const uint8_t *)from + source->quantifier_offset))
        return false;
    bool wide = source->type == PROTOBUF_C_TYPE_INT64 || source->type == PROTOBUF_C_TYPE_UINT64 ||
                source->type == PROTOBUF_C_TYPE_FIXED64 || source->type == PROTOBUF_C_TYPE_SFIXED64 ||
                source->type == PROTOBUF_C_TYPE_SINT64;
    memcpy((uint8_t *)to + target->offset, value, wide ? 8 : 4);
    *(protobuf_c_boolean *)((uint8_t *)to + target->quantifier_offset) = 1;
    return true;
}

static bool copy_key(ProtobufCMessage *to, const ProtobufCMessage *from, const KeyPlan *key)
{
    for (unsigned i = 0; i < key->field_count; i++)
        if (!copy_key_field(to, from, key->fields[i].path[0]->name))
            return false;
    return true;
}

static const TablePlan *table_of_record(const PvEngine *engine, const ProtobufCMessageDescriptor *record,
                                        unsigned *number)
{
    for (*number = 0; *number < engine->service->table_count; ++*number)
        if (engine->service->tables[*number].record == record)
            return &engine->plan->tables[*number];
    return NULL;
}

static ProtobufCMessage *make_message(PvArena *arena, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = arena_take(arena, type->sizeof_message);
    protobuf_c_message_init(type, message);
    return message;
}

/* The row a command names by its own key fields; 0 version if it names none. */
static uint64_t version_before(PvEngine *engine, const PvCommandRow *row, const ProtobufCMessage *command)
{
    unsigned number;
    const TablePlan *table = table_of_record(engine, row->record, &number);
    if (!table)
        return 0;
    ProtobufCMessage *probe = make_message(engine->arena, row->record);
    return copy_key(probe, command, &table->key) ? pv_row_version(&engine->state, number, probe) : 0;
}

/* Finds the record of the answer: under the key in the command, else in the first event that carries it. */
static bool find_record(PvEngine *engine, const PvCommandRow *row, const ProtobufCMessage *command,
                        const EventList *events, StoreBytes *packed, uint64_t *version)
{
    unsigned number;
    const TablePlan *table = table_of_record(engine, row->record, &number);
    ProtobufCMessage *probe = make_message(engine->arena, row->record);
    if (table && copy_key(probe, command, &table->key))
        return state_row_bytes(&engine->state, number, probe, packed, version);
    for (size_t i = 0; i < events->count; i++) {
        const ToldEvent *told = &events->items[i];
        const ProtobufCMessageDescriptor *type = engine->service->events[told->event].type;
        if (!table && type == row->record) {
            *packed = (StoreBytes){told->payload, told->size_bytes};
            *version = engine->at.head;
            return true;
        }
        if (!table || !protobuf_c_message_descriptor_get_field_by_name(type, table->key.fields[0].path[0]->name))
            continue;
        if (told->message && copy_key(probe, told->message, &table->key))
            return state_row_bytes(&engine->state, number, probe, packed, version);
    }
    return false;
}

/* --- repeats ------------------------------------------------------------------------------------------------------ */

static uint64_t command_digest(const Pv__Request *request)
{
    XXH64_state_t state;
    XXH64_reset(&state, 0);
    XXH64_update(&state, request->type, strlen(request->type) + 1);
    if (request->payload.len)
        XXH64_update(&state, request->payload.data, request->payload.len);
    return XXH64_digest(&state);
}

static void reply_from_record(PvEngine *engine, const EngineCaller *caller, const Pv__AnswerRecord *record)
{
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = record->request_id;
    reply.type = record->type;
    reply.has_payload = record->has_payload;
    reply.payload = record->payload;
    reply.token = token_text(engine, engine->arena, record->epoch, record->sequence);
    reply.has_version = record->has_version;
    reply.version = record->version;
    answer(engine, caller, &reply);
}

/* True if the request was answered before (or its id belongs to another command) and is answered now. */
static bool answer_repeat(PvEngine *engine, const EngineCaller *caller, const Pv__Request *request, const char *actor,
                          uint64_t digest)
{
    StoreBytes packed;
    if (!system_get_answer(&engine->state, request->request_id, actor, &packed))
        return false;
    Pv__AnswerRecord *record =
        pv__answer_record__unpack(arena_allocator(engine->arena), packed.size_bytes, packed.bytes);
    pv_require(record, "a kept answer cannot be read");
    if (record->at_ms < engine->state.now_ms - PV_ANSWER_KEPT_MS)
        return false;
    if (record->digest != digest) {
        answer_refusal(engine, caller, request->request_id, PV_PROBLEM_REQUEST_ID_REUSED, "request_id",
                       "The request id was used for another command.");
        return true;
    }
    engine->figures.answers_repeated++;
    reply_from_record(engine, caller, record);
    return true;
}

static void keep_answer(PvEngine *engine, const EngineCaller *caller, const Pv__Request *request, const char *actor,
                        uint64_t digest, const PvCommandRow *row, StoreBytes packed, uint64_t version,
                        const char *subject)
{
    Pv__AnswerRecord record = PV__ANSWER_RECORD__INIT;
    record.request_id = request->request_id;
    record.actor = actor;
    record.has_digest = record.has_at_ms = record.has_version = record.has_epoch = record.has_sequence = 1;
    record.digest = digest;
    record.at_ms = engine->state.now_ms;
    record.subject = subject;
    record.type = row ? row->record->name : NULL;
    record.has_payload = packed.bytes != NULL;
    record.payload = (ProtobufCBinaryData){packed.size_bytes, (uint8_t *)packed.bytes};
    record.version = version;
    record.epoch = engine->epoch;
    record.sequence = engine->at.head;
    erase_before_keeping_answer(engine, &record);
    size_t size = pv__answer_record__get_packed_size(&record);
    pv__answer_record__pack(&record, log_reserve(engine->log, LOG_ANSWER, size));
    system_put_answer(engine, &record);
    engine->figures.commands_accepted++;
    reply_from_record(engine, caller, &record);
}

/* --- deciding ----------------------------------------------------------------------------------------------------- */

/* Roles of programs are held by a connection; whoever vouches for people cannot give them away. */
static bool may_be_named(const EngineCaller *caller, PvRole role)
{
    if (role == ROLE_WORKER || role == ROLE_OPERATOR)
        return (caller->roles >> role & 1) || (caller->roles >> ROLE_OPERATOR & 1);
    return role != ROLE_PORTAL;
}

/* An actor who comes with roles, or held to some owners' records, has nothing of the connection's. */
static uint64_t roles_of(const EngineCaller *caller, const Pv__Request *request)
{
    if (!caller->vouches || !request->actor || (request->actor->n_roles == 0 && request->actor->n_owners == 0))
        return caller->roles;
    uint64_t roles = 0;
    for (size_t i = 0; i < request->actor->n_roles; i++)
        for (unsigned role = 0; role < ROLE_COUNT; role++)
            if (strcmp(request->actor->roles[i], pv_role_name(role)) == 0 && may_be_named(caller, role))
                roles |= 1ULL << role;
    return roles;
}

static bool may(uint64_t roles, PvRole role)
{
    return role == ROLE_ANYONE || (roles >> role & 1) || (roles >> ROLE_OPERATOR & 1);
}

static const char *request_actor(const EngineCaller *caller, const Pv__Request *request)
{
    if (caller->vouches && request->actor && request->actor->id && *request->actor->id)
        return request->actor->id;
    return caller->name && *caller->name ? caller->name : "operator";
}

/* A command and those it asked to run after it; the first refusal ends all. */
static bool decide_all(PvEngine *engine, const PvCommandRow *row, const ProtobufCMessage *command, PvOutcome *outcome,
                       const ItemCause *cause)
{
    ItemSteps steps = {0};
    size_t next_follow_up = 0;
    bool accepted = row->decide(&engine->state, command, outcome) == PV_ACCEPTED;
    pv_require(accepted || outcome->refused, "%s refused without a reason", row->name);
    while (accepted && !outcome->refused) {
        if (!item_run(engine, outcome, cause, &steps) || next_follow_up == outcome->follow_up_count)
            break;
        FollowUp then = outcome->follow_ups[next_follow_up++];
        const TypeEntry *entry = dispatch_find(&engine->dispatch, then.type->name);
        pv_require(entry && entry->command, "a follow-up %s is no command", then.type->name);
        ProtobufCMessage *next = wire_unpack_trusted(then.type, then.payload, then.size_bytes, engine->arena);
        pv_require(next);
        outcome->happened_at_ms = engine->state.now_ms;
        accepted = entry->command->decide(&engine->state, next, outcome) == PV_ACCEPTED;
    }
    return accepted && !outcome->refused;
}

static const char *first_subject(const EventList *events)
{
    for (size_t i = 0; i < events->count; i++)
        if (events->items[i].subject)
            return events->items[i].subject;
    return NULL;
}

static void run_command(PvEngine *engine, const EngineCaller *caller, const Pv__Request *request, uint64_t digest,
                        const PvCommandRow *row, const ProtobufCMessage *command, const ItemMark *mark)
{
    EventList events = {0};
    ItemCause cause = {.actor = request_actor(caller, request),
                       .request_id = request->request_id,
                       .trace = request->trace,
                       .historical = request->historical};
    PvOutcome outcome = outcome_make(engine, &events, &cause, roles_of(caller, request));
    if (row)
        row_ran(engine, row);
    bool accepted = row ? decide_all(engine, row, command, &outcome, &cause)
                        : operations_command(engine, request, &outcome, &cause);
    if (!accepted) {
        item_undo(engine, mark);
        answer_problem(engine, caller, request->request_id, &outcome.problem);
        return;
    }
    StoreBytes packed = {0};
    uint64_t version = 0;
    if (row && !find_record(engine, row, command, &events, &packed, &version))
        packed = (StoreBytes){0};
    if (packed.bytes)
        packed.bytes = arena_copy_bytes(engine->arena, packed.bytes, packed.size_bytes);
    keep_answer(engine, caller, request, cause.actor, digest, row, packed, version, first_subject(&events));
}

static bool is_operations_command(const char *type)
{
    return strcmp(type, "payvand.ReleaseParked") == 0;
}

/* Everything about the request that can be judged before its command is read. NULL: fine. */
static const char *check_request(PvEngine *engine, const Pv__Request *request, unsigned *problem, const char **field)
{
    *problem = PV_PROBLEM_INVALID_INPUT;
    *field = "request_id";
    if (!pv_id_is_valid(request->request_id))
        return "The request id must be a UUID in lower-case text.";
    *field = "type";
    if (!request->type || !*request->type)
        return "The type of the command is missing.";
    *field = "actor";
    if (request->actor && request->actor->id && strlen(request->actor->id) > PV_ACTOR_LIMIT_BYTES)
        return "The actor's name is too long.";
    *field = "trace";
    if (request->trace && strlen(request->trace) > PV_TRACE_LIMIT_BYTES)
        return "The trace is too long.";
    *field = "issued_at_ms";
    if (!request->has_issued_at_ms || request->issued_at_ms <= 0)
        return "The time of issue is missing.";
    if (request->issued_at_ms < engine->state.now_ms - PV_ANSWER_KEPT_MS) {
        *problem = PV_PROBLEM_REQUEST_TOO_OLD;
        return "The request was issued more than 24 hours ago; its answer may be forgotten.";
    }
    return NULL;
}

void engine_command(PvEngine *engine, const EngineCaller *caller, const uint8_t *bytes, size_t size)
{
    char why[PV_WIRE_WHY_BYTES];
    unsigned problem;
    const char *field;
    ItemMark mark = item_begin(engine);
    engine->batch_items++;
    Pv__Request *request = (Pv__Request *)wire_unpack(&pv__request__descriptor, bytes, size,
                                                      PV_MESSAGE_LIMIT_BYTES + 4096, engine->arena, why);
    if (!request) {
        answer_refusal(engine, caller, NULL, PV_PROBLEM_INVALID_INPUT, NULL, why);
        return;
    }
    const char *wrong = check_request(engine, request, &problem, &field);
    if (wrong) {
        answer_refusal(engine, caller, request->request_id, problem, field, wrong);
        return;
    }
    const TypeEntry *entry = dispatch_find(&engine->dispatch, request->type);
    const PvCommandRow *row = entry ? entry->command : NULL;
    if (!row && !is_operations_command(request->type)) {
        answer_refusal(engine, caller, request->request_id, PV_PROBLEM_UNKNOWN_TYPE, "type",
                       arena_format(engine->arena, "%s has no command %s.", engine->service->name, request->type));
        return;
    }
    PvRole role = row ? row->role : ROLE_ADMINISTRATOR;
    if (!may(roles_of(caller, request), role)) {
        answer_refusal(engine, caller, request->request_id, PV_PROBLEM_NOT_ALLOWED, NULL,
                       arena_format(engine->arena, "This needs the role %s.", pv_role_name(role)));
        return;
    }
    uint64_t digest = command_digest(request);
    if (answer_repeat(engine, caller, request, request_actor(caller, request), digest))
        return;
    ProtobufCMessage *command = NULL;
    if (row && !(command = wire_unpack(row->type, request->payload.data, request->payload.len, PV_MESSAGE_LIMIT_BYTES,
                                       engine->arena, why))) {
        answer_refusal(engine, caller, request->request_id, PV_PROBLEM_INVALID_INPUT, NULL, why);
        return;
    }
    EventList none = {0};
    PvOutcome refusal = {.state = &engine->state, .events = &none};
    OwnersCheck held = {&engine->owned, request->actor, role};
    if (row && owners_refuse_named(&held, &engine->state, row->record, command, &refusal)) {
        answer_problem(engine, caller, request->request_id, &refusal.problem);
        return;
    }
    if (row && request->expected_version && version_before(engine, row, command) != request->expected_version) {
        answer_refusal(engine, caller, request->request_id, PV_PROBLEM_VERSION_CONFLICT, NULL,
                       arena_format(engine->arena, "The record was last changed by event %" PRIu64 ", not %" PRIu64 ".",
                                    version_before(engine, row, command), request->expected_version));
        return;
    }
    run_command(engine, caller, request, digest, row, command, &mark);
}

/* --- queries ------------------------------------------------------------------------------------------------------ */

static const uint8_t *pack_reply(PvArena *arena, const Pv__Reply *reply, size_t *size)
{
    return wire_pack(&reply->base, arena, size);
}

const uint8_t *engine_refusal(PvEngine *engine, unsigned problem, const char *request_id, const char *detail,
                              PvArena *arena, size_t *size)
{
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request_id;
    reply.problem = problem_make(engine->plan, arena, problem, NULL, detail);
    return pack_reply(arena, &reply, size);
}

static ProtobufCMessage *ask(PvEngine *engine, const PvState *state, const EngineCaller *caller,
                             const Pv__Request *request, PvOutcome *outcome)
{
    char why[PV_WIRE_WHY_BYTES];
    if (!request->type) {
        pv_refuse(outcome, PV_PROBLEM_INVALID_INPUT, "type", "The type of the query is missing.");
        return NULL;
    }
    const TypeEntry *entry = dispatch_find(&engine->dispatch, request->type);
    if (!entry || !entry->query)
        return operations_query(engine, state, request, outcome);
    const PvQueryRow *row = entry->query;
    if (!may(roles_of(caller, request), row->role)) {
        pv_refuse(outcome, PV_PROBLEM_NOT_ALLOWED, NULL, "This needs the role %s.", pv_role_name(row->role));
        return NULL;
    }
    ProtobufCMessage *query = wire_unpack(row->type, request->payload.data, request->payload.len,
                                          PV_MESSAGE_LIMIT_BYTES, state->arena, why);
    if (!query) {
        pv_refuse(outcome, PV_PROBLEM_INVALID_INPUT, NULL, "%s", why);
        return NULL;
    }
    OwnersCheck held = {&engine->owned, request->actor, row->role};
    if (owners_refuse_named(&held, state, row->answer, query, outcome))
        return NULL;
    row_ran(engine, row);
    ProtobufCMessage *answered = make_message(state->arena, row->answer);
    if (row->ask(state, query, answered, outcome) != PV_ACCEPTED) {
        pv_require(outcome->refused, "%s refused without a reason", row->name);
        return NULL;
    }
    return owners_refuse_answer(&held, answered, outcome) ? NULL : answered;
}

static uint64_t answered_version(PvEngine *engine, const PvState *state, const ProtobufCMessage *answered)
{
    unsigned number;
    if (!table_of_record(engine, answered->descriptor, &number))
        return 0;
    return pv_row_version(state, number, answered);
}

const uint8_t *engine_query(PvEngine *engine, const EngineCaller *caller, const uint8_t *bytes, size_t request_bytes,
                            PvArena *arena, size_t *size)
{
    char why[PV_WIRE_WHY_BYTES];
    Pv__Request *request = (Pv__Request *)wire_unpack(&pv__request__descriptor, bytes, request_bytes,
                                                      PV_MESSAGE_LIMIT_BYTES + 4096, arena, why);
    if (!request)
        return engine_refusal(engine, PV_PROBLEM_INVALID_INPUT, NULL, why, arena, size);
    uint64_t head = log_head(engine->log);
    PvState state = {.plan = engine->plan,
                     .view = store_view_open(engine->store),
                     .arena = arena,
                     .now_ms = engine->platform->clock_ms(engine->platform->context)};
    EventList none = {0};
    PvOutcome outcome = {.state = &state, .events = &none, .roles = roles_of(caller, request)};
    outcome.actor = request_actor(caller, request);
    ProtobufCMessage *answered = ask(engine, &state, caller, request, &outcome);
    Pv__Reply reply = PV__REPLY__INIT;
    reply.request_id = request->request_id;
    reply.token = token_text(engine, arena, log_epoch(engine->log), head);
    if (answered) {
        reply.type = answered->descriptor->name;
        reply.has_payload = 1;
        reply.payload.data = wire_pack(answered, arena, &reply.payload.len);
        reply.version = answered_version(engine, &state, answered);
        reply.has_version = reply.version != 0;
    } else {
        reply.problem = &outcome.problem;
    }
    store_view_close(&state.view);
    if (answered && reply.payload.len > PV_ANSWER_LIMIT_BYTES)
        return engine_refusal(engine, PV_PROBLEM_INVALID_INPUT, request->request_id,
                              "The answer is too large; ask for fewer rows.", arena, size);
    return pack_reply(arena, &reply, size);
}
