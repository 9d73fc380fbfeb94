/* Items and the room of a frame: what fits an empty frame is never refused, what does not is refused or parked whole,
 * and parked events that are too much for one frame go with the next ones. Segments here have 4 MiB, frames 2. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department_core.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const PvService pv_service_support;

#define CUSTOMER "01900000-0000-7000-8000-000000000001"
#define LARGE_BYTES 60000

/* --- a department whose commands and reactions tell as many large events as they are told to ------------------------ */

static unsigned reacting; /* events that the reaction tells */
static size_t applying_bytes; /* that applying an event takes */
static const PvEventRow *applied;

static PvVerdict tell(const PvState *state, PvOutcome *outcome, unsigned count)
{
    char *text = arena_take(pv_arena(state), LARGE_BYTES + 1);
    memset(text, 'x', LARGE_BYTES);
    support_queue_defined event = SUPPORT__QUEUE_DEFINED__INIT;
    event.description = text;
    for (unsigned i = 0; i < count; i++) {
        event.queue_id = event.name = pv_new_id(outcome);
        if (!emit_queue_defined(outcome, &event))
            return PV_REFUSED;
    }
    return accept(outcome);
}

static PvVerdict decide_many(const PvState *state, const ProtobufCMessage *command, PvOutcome *outcome)
{
    return tell(state, outcome, (unsigned)atoi(((const support_define_queue *)command)->name));
}

static PvVerdict react_many(const PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta,
                            PvOutcome *outcome)
{
    (void)event, (void)meta;
    return tell(state, outcome, reacting);
}

static void apply_with_much_memory(PvState *state, const ProtobufCMessage *event, const PvEventMeta *meta)
{
    arena_take(pv_arena(state), applying_bytes);
    applied->apply(state, event, meta);
}

static Department *given_flooding(void)
{
    static PvService flooding;
    static PvEventRow events[64];
    static PvCommandRow commands[64];
    static PvReactionRow reactions[64];
    flooding = pv_service_support;
    memcpy(commands, flooding.commands, flooding.command_count * sizeof commands[0]);
    memcpy(reactions, flooding.reactions, flooding.reaction_count * sizeof reactions[0]);
    for (unsigned i = 0; i < flooding.command_count; i++)
        if (strcmp(commands[i].name, "define_queue") == 0)
            commands[i].decide = decide_many;
    for (unsigned i = 0; i < flooding.reaction_count; i++)
        if (strcmp(reactions[i].name, "facts_announced") == 0)
            reactions[i].react = react_many;
    memcpy(events, flooding.events, flooding.event_count * sizeof events[0]);
    for (unsigned i = 0; i < flooding.event_count; i++)
        if (events[i].type == &support__queue_defined__descriptor) {
            applied = &pv_service_support.events[i];
            events[i].apply = apply_with_much_memory;
        }
    flooding.commands = commands;
    flooding.reactions = reactions;
    flooding.events = events;
    reacting = applying_bytes = 0;
    return given_department(&flooding);
}

static unsigned most(Department *department)
{
    return (unsigned)(engine_item_limit(department->engine) / (LARGE_BYTES + 400));
}

static void when_telling(Department *department, unsigned count)
{
    char text[16];
    snprintf(text, sizeof text, "%u", count);
    when(department, define_queue, .name = text);
}

static void hear(Department *department, uint64_t sequence, size_t padding)
{
    uint8_t payload[LARGE_BYTES + 256], bytes[LARGE_BYTES + 1024];
    Pv__FactsAnnounced facts = PV__FACTS_ANNOUNCED__INIT;
    facts.customer_id = CUSTOMER;
    size_t size = pv__facts_announced__pack(&facts, payload);
    if (padding) { /* field 1000, which nobody knows */
        uint8_t head[] = {0xc2, 0x3e, (uint8_t)(padding | 0x80), (uint8_t)(padding >> 7 | 0x80), (uint8_t)(padding >> 14)};
        memcpy(payload + size, head, sizeof head);
        memset(payload + size + sizeof head, 'x', padding);
        size += sizeof head + padding;
    }
    Pv__Envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = "loyalty";
    envelope.has_epoch = envelope.has_sequence = envelope.has_partition = envelope.has_hlc = 1;
    envelope.epoch = 1ULL << 32 | 9;
    envelope.sequence = sequence;
    envelope.hlc = (uint64_t)department->now_ms << 16;
    envelope.subject = CUSTOMER;
    envelope.type = pv__facts_announced__descriptor.name;
    envelope.has_payload = envelope.has_recorded_at_ms = 1;
    envelope.recorded_at_ms = department->now_ms;
    envelope.payload = (ProtobufCBinaryData){size, payload};
    size_t packed = pv__envelope__pack(&envelope, bytes);
    assert_int_equal(engine_begin(department->engine), ENGINE_OK);
    engine_heard(department->engine, bytes, packed);
    assert_int_equal(engine_commit(department->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(department->engine);
    engine_outputs_free(&outputs);
}

static uint64_t parked(Department *department)
{
    return engine_figures(department->engine).parked;
}

/* --- stories -------------------------------------------------------------------------------------------------------- */

TEST(the_largest_item_fits_and_a_larger_one_is_refused)
{
    Department *department = given_flooding();
    unsigned count = most(department);
    assert_true(count > 20);
    when_telling(department, count);
    assert_int_equal(department_head(department), count);
    when_refused(department, TOO_MANY_EVENTS, define_queue, .name = "40");
    when_refused(department, TOO_MANY_EVENTS, define_queue, .name = "1001");
    assert_int_equal(department_head(department), count);
    when_telling(department, 1);
    department_restart(department);
    assert_int_equal(department_head(department), count + 1);
    then_rebuild_is_equal(department);
}

TEST(what_one_event_takes_to_be_applied_is_free_for_the_next)
{
    Department *department = given_flooding();
    applying_bytes = PV_ARENA_BUDGET_BYTES / 4;
    when_telling(department, 20);
    assert_int_equal(department_head(department), 20);
    then_rebuild_is_equal(department);
}

static void send(Department *department, unsigned count, unsigned number)
{
    char text[16], id[40];
    snprintf(text, sizeof text, "%u", count);
    snprintf(id, sizeof id, "22222222-2222-7222-8222-%012x", number);
    support_define_queue command = SUPPORT__DEFINE_QUEUE__INIT;
    command.name = text;
    uint8_t payload[64], bytes[512];
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = id;
    request.type = support__define_queue__descriptor.name;
    request.has_payload = request.has_issued_at_ms = 1;
    request.payload = (ProtobufCBinaryData){support__define_queue__pack(&command, payload), payload};
    request.issued_at_ms = department->now_ms;
    EngineCaller caller = {.roles = 1ULL << ROLE_OPERATOR};
    engine_command(department->engine, &caller, bytes, pv__request__pack(&request, bytes));
}

TEST(the_largest_item_fits_behind_a_batch_that_is_nearly_full)
{
    Department *department = given_flooding();
    unsigned count = most(department), sent = 0;
    assert_int_equal(engine_begin(department->engine), ENGINE_OK);
    while (log_batch_bytes(department->log) + LARGE_BYTES + 400 < log_batch_limit(department->log) / PV_BATCH_SHARE)
        send(department, 1, ++sent);
    assert_false(engine_batch_is_full(department->engine));
    send(department, count, ++sent);
    assert_true(engine_batch_is_full(department->engine));
    assert_int_equal(engine_figures(department->engine).commands_accepted, sent);
    assert_int_equal(engine_commit(department->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(department->engine);
    engine_outputs_free(&outputs);
    assert_int_equal(department_head(department), sent - 1 + count);
    then_rebuild_is_equal(department);
}

TEST(a_heard_event_whose_reactions_are_too_large_is_parked)
{
    Department *department = given_flooding();
    reacting = 40;
    hear(department, 1, 0);
    assert_int_equal(parked(department), 1);
    assert_int_equal(department_head(department), 0);
    reacting = most(department) - 1;
    hear(department, 2, 0); /* stands behind */
    assert_int_equal(parked(department), 2);
    then_rebuild_is_equal(department);
}

TEST(a_heard_event_as_large_as_a_message_may_be_is_parked_and_released)
{
    Department *department = given_flooding();
    engine_park_identity(department->engine, "loyalty", 1ULL << 32 | 9, 1);
    hear(department, 1, LARGE_BYTES);
    assert_int_equal(parked(department), 1);
    Pv__ReleaseParked command = PV__RELEASE_PARKED__INIT;
    command.number = 1;
    department_when(department, &command.base);
    assert_int_equal(parked(department), 0);
    then_rebuild_is_equal(department);
}

TEST(a_crowd_of_parked_events_goes_with_several_frames)
{
    Department *department = given_flooding();
    engine_park_identity(department->engine, "loyalty", 1ULL << 32 | 9, 1);
    for (uint64_t i = 1; i <= 60; i++)
        hear(department, i, LARGE_BYTES - 256);
    assert_int_equal(parked(department), 60);
    reacting = most(department) - 2;
    Pv__ReleaseParked command = PV__RELEASE_PARKED__INIT;
    command.number = 1;
    department_when(department, &command.base);
    assert_true(parked(department) > 0);
    department_restart(department); /* the rest is not forgotten */
    department_run_jobs(department);
    assert_int_equal(parked(department), 0);
    assert_int_equal(department_head(department), 60 * reacting);
    then_rebuild_is_equal(department);
}

TEST(names_that_are_too_long_are_refused)
{
    Department *department = given_flooding();
    char name[PV_ACTOR_LIMIT_BYTES + 2] = "", id[] = "33333333-3333-7333-8333-333333333333";
    uint8_t bytes[1024];
    memset(name, 'n', sizeof name - 1);
    Pv__Actor actor = PV__ACTOR__INIT;
    actor.id = name;
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = id;
    request.type = support__define_queue__descriptor.name;
    request.actor = &actor;
    request.has_issued_at_ms = 1;
    request.issued_at_ms = department->now_ms;
    EngineCaller caller = {.vouches = true, .roles = 1ULL << ROLE_OPERATOR};
    assert_int_equal(engine_begin(department->engine), ENGINE_OK);
    engine_command(department->engine, &caller, bytes, pv__request__pack(&request, bytes));
    assert_int_equal(engine_commit(department->engine), ENGINE_OK);
    assert_int_equal(engine_figures(department->engine).commands_refused, 1);
    EngineOutputs outputs = engine_take_outputs(department->engine);
    engine_outputs_free(&outputs);
}
