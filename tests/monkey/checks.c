/* What must hold whatever a monkey does. */
#include "monkey/monkey.h"
#include "runtime/message/tables.h"
#include "runtime/message/wire.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool look_at_told(void *context, const Pv__Envelope *envelope, const uint8_t *bytes, size_t size)
{
    Monkey *monkey = context;
    char why[PV_WIRE_WHY_BYTES];
    if (!wire_check(&pv__envelope__descriptor, bytes, size, PV_MESSAGE_LIMIT_BYTES, why))
        fail_msg("the envelope of %s cannot be read by others: %s", envelope->type, why);
    const PvMessageInfo *info = message_info(envelope->type);
    assert_non_null(info);
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    ProtobufCMessage *payload = wire_unpack(info->descriptor, envelope->payload.data, envelope->payload.len,
                                            PV_MESSAGE_LIMIT_BYTES, arena, why);
    if (!payload)
        fail_msg("%s cannot be read by others: %s", envelope->type, why);
    pool_learn(&monkey->pool, payload);
    arena_close(&arena);
    return true;
}

void check_told(Monkey *monkey, Department *department, uint64_t after)
{
    if (log_head(department->log) > after)
        department_read_told(department, after, look_at_told, monkey);
}

void check_parked(Monkey *monkey, unsigned number, uint64_t before, bool on_purpose)
{
    PvEngine *engine = department_engine(monkey->departments[number]);
    if (engine_figures(engine).parked <= before)
        return;
    department_state(monkey->departments[number]);
    Pv__ParkedRecord *parked = system_get_parked(&engine->state, engine->at.last_parked);
    if (!parked || on_purpose)
        monkey->spoiled[number] = true;
    else if (!monkey->spoiled[number] || parked->reason != PV__PARK_REASON__BEHIND_ANOTHER)
        fail_msg("%s was parked: %s", parked->type, parked->detail);
}

void check_answer(Department *department, const ProtobufCMessage *answer)
{
    char why[PV_WIRE_WHY_BYTES];
    PvArena *arena = arena_open(PV_ARENA_BUDGET_BYTES);
    size_t size = protobuf_c_message_get_packed_size(answer);
    uint8_t *bytes = arena_take(arena, size + 1);
    protobuf_c_message_pack(answer, bytes);
    if (!wire_check(answer->descriptor, bytes, size, PV_ANSWER_LIMIT_BYTES, why))
        fail_msg("%s's answer %s cannot be read by others: %s", department->service->name,
                 answer->descriptor->name, why);
    arena_close(&arena);
}

/* --- the ledger of loyalty, by reflection so that one program serves all departments
 * --------------------------------- */

static const PvQueryRow *query_named(const PvService *service, const char *name)
{
    for (unsigned i = 0; i < service->query_count; i++)
        if (strcmp(service->queries[i].name, name) == 0)
            return &service->queries[i];
    return NULL;
}

static void *field_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    assert_non_null(field);
    return (uint8_t *)message + field->offset;
}

static int64_t number_of(const ProtobufCMessage *message, const char *name)
{
    return *(int64_t *)field_of(message, name);
}

static void check_ledger(Monkey *monkey, Department *department, const PvQueryRow *row)
{
    int64_t held = 0, lots = 0;
    ProtobufCMessage *query = arena_take(monkey->arena, row->type->sizeof_message);
    protobuf_c_message_init(row->type, query);
    const char *next;
    do {
        ProtobufCMessage *check = department_try_ask(department, query);
        assert_non_null(check);
        const char *const *faults = *(const char *const **)field_of(check, "faults");
        if (faults)
            fail_msg("the ledger is unsound: %s", faults[0]);
        assert_int_equal(number_of(check, "sum"), 0);
        held += number_of(check, "member_points") + number_of(check, "pending_points");
        lots += number_of(check, "lot_points");
        next = arena_copy_text(monkey->arena, *(const char **)field_of(check, "next"));
        *(const char **)field_of(query, "after") = next;
    } while (next && *next);
    assert_int_equal(held, lots);
}

void check_state(Monkey *monkey, Department *department)
{
    const PvQueryRow *ledger = query_named(department->service, "get_ledger_check");
    arena_reset(monkey->arena);
    if (ledger)
        check_ledger(monkey, department, ledger);
    then_rebuild_is_equal(department);
}
