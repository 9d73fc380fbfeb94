/* The department harness: opening, items, deliveries. */
#include "support/department_core.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPARTMENT_LIMIT 128
#define START_MS 1767225600000LL /* 2026-01-01 00:00 UTC */

static Department *opened[DEPARTMENT_LIMIT];
static size_t opened_count;

static int64_t clock_of(void *context)
{
    return ((Department *)context)->now_ms;
}

static uint64_t monotonic_of(void *context)
{
    return (uint64_t)((Department *)context)->now_ms * 1000;
}

/* splitmix64: the same ids in every run. */
static void random_of(void *context, void *out, size_t size)
{
    Department *department = context;
    for (size_t i = 0; i < size; i++) {
        uint64_t z = (department->random += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        ((uint8_t *)out)[i] = (uint8_t)(z ^ (z >> 31));
    }
}

static void close_all(void)
{
    for (size_t i = 0; i < opened_count; i++) {
        department_shut(opened[i]);
        arena_close(&opened[i]->arena);
        arena_close(&opened[i]->ask_arena);
        free(opened[i]);
    }
    opened_count = 0;
}

void department_open(Department *department)
{
    char error[256], path[1024];
    LogOptions log = {.platform = &department->platform, .epoch = (1ULL << 32) | 7, .segment_bytes = 4u << 20};
    snprintf(path, sizeof path, "%s/log", department->folder);
    log.folder = path;
    if (log_open(&department->log, &log, error) != LOG_OK)
        fail_msg("%s", error);
    char store_path[1024];
    snprintf(store_path, sizeof store_path, "%s/store", department->folder);
    StoreOptions store = {.folder = store_path, .map_bytes = 1ULL << 30};
    if (store_open(&department->store, &store, error) != STORE_OK)
        fail_msg("%s", error);
    EngineOptions options = {.service = department->service,
                             .platform = &department->platform,
                             .log = department->log,
                             .store = department->store,
                             .organisation_key = {1, 2, 3},
                             .ran = department_ran};
    if (engine_open(&department->engine, &options, error) != ENGINE_OK)
        fail_msg("%s", error);
    uint64_t done, total;
    EngineResult replayed;
    while ((replayed = engine_replay(department->engine, &done, &total, error)) == ENGINE_MORE)
        ;
    if (replayed != ENGINE_OK)
        fail_msg("%s", error);
}

void department_shut(Department *department)
{
    engine_close(&department->engine);
    store_close(&department->store);
    log_close(&department->log);
}

Department *given_department(const PvService *service)
{
    Department *department = calloc(1, sizeof *department);
    assert_non_null(department);
    assert_true(opened_count < DEPARTMENT_LIMIT);
    test_register_cleaning(close_all);
    opened[opened_count++] = department;
    department->service = service;
    department->folder = test_folder();
    department->platform = *platform_real();
    department->platform.context = department;
    department->platform.clock_ms = clock_of;
    department->platform.monotonic_us = monotonic_of;
    department->platform.random_bytes = random_of;
    department->now_ms = START_MS;
    department->random = opened_count * 1000003;
    department->arena = arena_open(PV_ARENA_BUDGET_BYTES);
    department->ask_arena = arena_open(PV_ARENA_BUDGET_BYTES);
    department_coverage_watch(service);
    department_open(department);
    return department;
}

void department_restart(Department *department)
{
    department_shut(department);
    department_open(department);
}

/* --- items -------------------------------------------------------------------------------------------------------- */

static void begin(Department *department)
{
    department->now_ms++;
    assert_int_equal(engine_begin(department->engine), ENGINE_OK);
}

static void commit(Department *department)
{
    assert_int_equal(engine_commit(department->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(department->engine);
    for (size_t i = 0; i < outputs.count; i++)
        if (outputs.items[i].kind == ENGINE_ANSWER)
            department->reply = pv__reply__unpack(arena_allocator(department->arena), outputs.items[i].size_bytes,
                                                  outputs.block + outputs.items[i].offset);
    engine_outputs_free(&outputs);
    engine_checkpoint(department->engine, false);
}

void department_start_item(Department *department)
{
    arena_reset(department->arena);
    department->reply = NULL;
    department->told_from = log_head(department->log);
    department->refusal[0] = 0;
}

static void fill_request(Department *department, Pv__Request *request, Pv__Actor *actor, const ProtobufCMessage *payload)
{
    static unsigned count;
    message_set_presence((ProtobufCMessage *)payload);
    pv__request__init(request);
    pv__actor__init(actor);
    actor->id = department->actor[0] ? department->actor : "tester";
    if (department->role[0]) {
        const char **roles = arena_take(department->arena, sizeof *roles);
        roles[0] = department->role;
        actor->n_roles = 1;
        actor->roles = roles;
    }
    actor->owners = (const char **)department->owners;
    actor->n_owners = department->owner_count;
    request->request_id = department->request_id[0]
                              ? arena_copy_text(department->arena, department->request_id)
                              : arena_format(department->arena, "00000000-0000-7000-8000-%012x", ++count);
    department->request_id[0] = 0;
    request->actor = actor;
    request->type = payload->descriptor->name;
    request->has_payload = 1;
    request->payload.len = protobuf_c_message_get_packed_size(payload);
    request->payload.data = arena_take(department->arena, request->payload.len + 1);
    protobuf_c_message_pack(payload, request->payload.data);
    request->has_issued_at_ms = 1;
    request->issued_at_ms = department->now_ms;
    request->has_historical = department->historical;
    request->historical = department->historical;
    request->has_expected_version = department->expected_version != 0;
    request->expected_version = department->expected_version;
    department->expected_version = 0;
}

static const EngineCaller operator_caller = {.name = "", .vouches = true, .roles = 1ULL << ROLE_OPERATOR};

static void send_command(Department *department, const ProtobufCMessage *command)
{
    Pv__Request request;
    Pv__Actor actor;
    department_start_item(department);
    fill_request(department, &request, &actor, command);
    size_t size = pv__request__get_packed_size(&request);
    uint8_t *bytes = arena_take(department->arena, size);
    pv__request__pack(&request, bytes);
    begin(department);
    engine_command(department->engine, &operator_caller, bytes, size);
    commit(department);
    assert_non_null(department->reply);
    const Pv__Problem *problem = department->reply->problem;
    if (problem) {
        department_problem_seen(department->service, problem->type);
        snprintf(department->refusal, sizeof department->refusal, "%s%s%s: %s", problem->type,
                 problem->field ? " at " : "", problem->field ? problem->field : "",
                 problem->detail ? problem->detail : problem->title);
    }
}

static ProtobufCMessage *read_reply(Department *department, PvArena *arena, const Pv__Reply *reply)
{
    if (!reply->type || !reply->has_payload)
        return NULL;
    const PvService *service = department->service;
    const ProtobufCMessageDescriptor *type = NULL;
    for (unsigned i = 0; i < service->command_count; i++)
        if (strcmp(service->commands[i].record->name, reply->type) == 0)
            type = service->commands[i].record;
    for (unsigned i = 0; i < service->query_count; i++)
        if (strcmp(service->queries[i].answer->name, reply->type) == 0)
            type = service->queries[i].answer;
    assert_non_null(type);
    return protobuf_c_message_unpack(type, arena_allocator(arena), reply->payload.len, reply->payload.data);
}

ProtobufCMessage *department_when(Department *department, ProtobufCMessage *command)
{
    send_command(department, command);
    if (department->reply->problem)
        fail_msg("%s was refused: %s", command->descriptor->name, department->refusal);
    return read_reply(department, department->arena, department->reply);
}

bool department_try(Department *department, ProtobufCMessage *command)
{
    send_command(department, command);
    return !department->reply->problem;
}

ProtobufCMessage *department_answer(Department *department)
{
    return read_reply(department, department->arena, department->reply);
}

void department_when_refused(Department *department, unsigned problem, ProtobufCMessage *command)
{
    send_command(department, command);
    const PvProblemRow *row = &department->service->problems[problem];
    if (!department->reply->problem)
        fail_msg("%s was accepted; it should be refused as %s", command->descriptor->name, row->type);
    if (strcmp(department->reply->problem->type, row->type) != 0)
        fail_msg("%s was refused as %s, not as %s", command->descriptor->name, department->refusal, row->type);
    assert_int_equal(log_head(department->log), department->told_from);
}

/* --- events of its own and of others ------------------------------------------------------------------------------ */

void department_given(Department *department, ProtobufCMessage *event)
{
    PvEngine *engine = department->engine;
    department_start_item(department);
    message_set_presence(event);
    begin(department);
    item_begin(engine);
    const TypeEntry *entry = dispatch_find(&engine->dispatch, event->descriptor->name);
    if (!entry || entry->event < 0)
        fail_msg("%s is no event of %s", event->descriptor->name, department->service->name);
    ItemCause cause = {.actor = "tester", .historical = department->historical};
    EventList events = {0};
    PvOutcome outcome = outcome_make(engine, &events, &cause, 0);
    ItemSteps steps = {0};
    assert_int_equal(pv_emit(&outcome, (unsigned)entry->event, event), PV_ACCEPTED);
    assert_true(item_run(engine, &outcome, &cause, &steps));
    commit(department);
}

uint64_t department_next_heard(Department *department, const char *source)
{
    for (unsigned i = 0; i < department->heard_count; i++)
        if (strcmp(department->heard[i].name, source) == 0)
            return ++department->heard[i].sequence;
    assert_true(department->heard_count < DEPARTMENT_PEER_LIMIT);
    snprintf(department->heard[department->heard_count].name, sizeof department->heard[0].name, "%s", source);
    return department->heard[department->heard_count++].sequence = 1;
}

static const char *subject_of(const ProtobufCMessage *payload)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(payload->descriptor, "customer_id");
    if (!field || field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    return *(const char *const *)((const uint8_t *)payload + field->offset);
}

void department_hear(Department *department, const uint8_t *bytes, size_t size)
{
    begin(department);
    engine_heard(department->engine, bytes, size);
    commit(department);
}

void department_when_heard(Department *department, const char *source, ProtobufCMessage *event)
{
    department_start_item(department);
    message_set_presence(event);
    Pv__Envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = source;
    envelope.has_epoch = envelope.has_sequence = envelope.has_partition = envelope.has_hlc = 1;
    envelope.epoch = (1ULL << 32) | 9;
    envelope.sequence = department_next_heard(department, source);
    envelope.subject = subject_of(event);
    envelope.partition = id_partition(envelope.subject);
    envelope.hlc = (uint64_t)(department->now_ms + 1) << 16;
    envelope.has_recorded_at_ms = envelope.has_happened_at_ms = envelope.has_flags = envelope.has_payload = 1;
    envelope.recorded_at_ms = department->now_ms + 1;
    envelope.happened_at_ms = department->heard_at_ms ? department->heard_at_ms : department->now_ms + 1;
    envelope.type = event->descriptor->name;
    envelope.flags = PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED |
                     (department->historical ? PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL : 0);
    envelope.payload.len = protobuf_c_message_get_packed_size(event);
    envelope.payload.data = arena_take(department->arena, envelope.payload.len + 1);
    protobuf_c_message_pack(event, envelope.payload.data);
    size_t size = pv__envelope__get_packed_size(&envelope);
    uint8_t *bytes = arena_take(department->arena, size);
    pv__envelope__pack(&envelope, bytes);
    department_hear(department, bytes, size);
    if (engine_figures(department->engine).parked)
        fail_msg("the event %s was parked", event->descriptor->name);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

static void fire_due(Department *department)
{
    while (engine_next_timer_ms(department->engine) <= department->now_ms) {
        begin(department);
        engine_timer(department->engine);
        commit(department);
    }
}

void when_time_passes(Department *department, int64_t ms)
{
    int64_t until = department->now_ms + ms;
    department_start_item(department);
    while (engine_next_timer_ms(department->engine) <= until) {
        int64_t due = engine_next_timer_ms(department->engine);
        if (due > department->now_ms)
            department->now_ms = due;
        begin(department);
        engine_timer(department->engine);
        commit(department);
    }
    if (department->now_ms < until)
        department->now_ms = until;
}

void department_run_jobs(Department *department)
{
    department_start_item(department);
    fire_due(department);
}

int64_t department_now_ms(Department *department)
{
    return department->now_ms;
}

/* --- how commands are sent, what came of them ----------------------------------------------------------------------- */

void department_act_as(Department *department, const char *actor, const char *role)
{
    snprintf(department->actor, sizeof department->actor, "%s", actor);
    snprintf(department->role, sizeof department->role, "%s", role);
}

void department_hold_to(Department *department, const char *const *owners, size_t count)
{
    department->owners = owners;
    department->owner_count = count;
}

void department_request_id(Department *department, const char *request_id)
{
    snprintf(department->request_id, sizeof department->request_id, "%s", request_id);
}

void department_expect_version(Department *department, uint64_t version)
{
    department->expected_version = version;
}

void department_historical(Department *department, bool historical)
{
    department->historical = historical;
}

void department_heard_at(Department *department, int64_t at_ms)
{
    department->heard_at_ms = at_ms;
}

uint64_t department_version(Department *department)
{
    return department->reply ? department->reply->version : 0;
}

uint64_t department_head(Department *department)
{
    return log_head(department->log);
}

const char *department_refusal(Department *department)
{
    return department->refusal;
}

const PvState *department_state(Department *department)
{
    arena_reset(department->engine->arena);
    department->engine->state.now_ms = department->now_ms;
    return &department->engine->state;
}

PvEngine *department_engine(Department *department)
{
    return department->engine;
}

/* --- queries ------------------------------------------------------------------------------------------------------ */

static Pv__Reply *send_query(Department *department, const ProtobufCMessage *query)
{
    Pv__Request request;
    Pv__Actor actor;
    size_t size, reply_size;
    arena_reset(department->ask_arena);
    fill_request(department, &request, &actor, query);
    size = pv__request__get_packed_size(&request);
    uint8_t *bytes = arena_take(department->ask_arena, size);
    pv__request__pack(&request, bytes);
    const uint8_t *answer = engine_query(department->engine, &operator_caller, bytes, size, department->ask_arena,
                                         &reply_size);
    Pv__Reply *reply = pv__reply__unpack(arena_allocator(department->ask_arena), reply_size, answer);
    assert_non_null(reply);
    department->refusal[0] = 0;
    if (reply->problem) {
        department_problem_seen(department->service, reply->problem->type);
        snprintf(department->refusal, sizeof department->refusal, "%s: %s", reply->problem->type,
                 reply->problem->detail ? reply->problem->detail : reply->problem->title);
    }
    return reply;
}

ProtobufCMessage *department_ask(Department *department, ProtobufCMessage *query)
{
    Pv__Reply *reply = send_query(department, query);
    if (reply->problem)
        fail_msg("%s was refused: %s", query->descriptor->name, department->refusal);
    return read_reply(department, department->ask_arena, reply);
}

ProtobufCMessage *department_try_ask(Department *department, ProtobufCMessage *query)
{
    Pv__Reply *reply = send_query(department, query);
    return reply->problem ? NULL : read_reply(department, department->ask_arena, reply);
}

void department_ask_refused(Department *department, unsigned problem, ProtobufCMessage *query)
{
    Pv__Reply *reply = send_query(department, query);
    const PvProblemRow *row = &department->service->problems[problem];
    if (!reply->problem)
        fail_msg("%s was answered; it should be refused as %s", query->descriptor->name, row->type);
    assert_string_equal(reply->problem->type, row->type);
}
