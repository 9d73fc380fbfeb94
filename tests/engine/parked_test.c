/* Heard events that cannot be handled are put aside with their customer; the rest flows; people let them go. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department_core.h"
#include <string.h>

extern const PvService pv_service_support;

#define C1 "01900000-0000-7000-8000-000000000001"
#define C2 "01900000-0000-7000-8000-000000000002"

static void hear(Department *support, uint64_t sequence, const char *subject, const char *type, const void *payload,
                 size_t size, uint32_t flags, uint32_t hops)
{
    uint8_t bytes[4096];
    Pv__Envelope envelope = PV__ENVELOPE__INIT;
    envelope.source = "sales";
    envelope.has_epoch = envelope.has_sequence = envelope.has_partition = envelope.has_hops = 1;
    envelope.epoch = 1ULL << 32 | 9;
    envelope.sequence = sequence;
    envelope.subject = subject;
    envelope.hops = hops;
    envelope.type = type;
    envelope.has_flags = envelope.has_payload = envelope.has_recorded_at_ms = envelope.has_hlc = 1;
    envelope.flags = flags | PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED;
    envelope.recorded_at_ms = department_now_ms(support);
    envelope.hlc = (uint64_t)department_now_ms(support) << 16;
    envelope.payload = (ProtobufCBinaryData){size, (uint8_t *)payload};
    size_t packed = pv__envelope__pack(&envelope, bytes);
    assert_int_equal(engine_begin(support->engine), ENGINE_OK);
    engine_heard(support->engine, bytes, packed);
    assert_int_equal(engine_commit(support->engine), ENGINE_OK);
    EngineOutputs outputs = engine_take_outputs(support->engine);
    engine_outputs_free(&outputs);
}

static void hear_tier(Department *support, uint64_t sequence, const char *customer, const char *tier)
{
    uint8_t payload[512];
    Pv__FactsAnnounced facts = PV__FACTS_ANNOUNCED__INIT;
    Pv__LoyaltyFacts loyalty = PV__LOYALTY_FACTS__INIT;
    facts.customer_id = customer;
    facts.loyalty = &loyalty;
    loyalty.tier = tier;
    size_t size = pv__facts_announced__pack(&facts, payload);
    hear(support, sequence, customer, pv__facts_announced__descriptor.name, payload, size, 0, 0);
}

static uint64_t parked(Department *support)
{
    return engine_figures(support->engine).parked;
}

static void release(Department *support, uint64_t number, bool drop)
{
    Pv__ReleaseParked command = PV__RELEASE_PARKED__INIT;
    command.number = number;
    command.drop = drop;
    department_when(support, &command.base);
}

static uint64_t position(Department *support)
{
    uint64_t epoch, sequence;
    engine_position(support->engine, "sales", &epoch, &sequence);
    return sequence;
}

TEST(an_unreadable_event_is_parked_and_the_rest_flows)
{
    Department *support = given_department(&pv_service_support);
    hear(support, 1, C1, "payvand.FactsAnnounced", "\xff\xff\xff", 3, 0, 0);
    hear_tier(support, 2, C2, "gold");
    hear_tier(support, 3, C1, "gold");
    assert_int_equal(parked(support), 2);
    assert_int_equal(position(support), 3);
    then_rebuild_is_equal(support);
    department_restart(support);
    assert_int_equal(parked(support), 2);
    release(support, 1, true);
    assert_int_equal(parked(support), 0);
    then_rebuild_is_equal(support);
}

TEST(what_must_be_understood_is_parked)
{
    Department *support = given_department(&pv_service_support);
    hear(support, 1, C1, "payvand.sales.FromTheFuture", "", 0, 0, 0);
    assert_int_equal(parked(support), 0);
    hear(support, 2, C1, "payvand.sales.FromTheFuture", "", 0, PV__ENVELOPE_FLAG__ENVELOPE_FLAG_MUST_UNDERSTAND, 0);
    assert_int_equal(parked(support), 1);
}

TEST(a_chain_through_too_many_departments_is_parked)
{
    Department *support = given_department(&pv_service_support);
    hear(support, 1, C1, "payvand.FactsAnnounced", "", 0, 0, PV_HOP_LIMIT + 1);
    assert_int_equal(parked(support), 1);
}

TEST(an_event_that_crashed_twice_is_parked)
{
    Department *support = given_department(&pv_service_support);
    engine_park_identity(support->engine, "sales", 1ULL << 32 | 9, 1);
    hear_tier(support, 1, C1, "gold");
    assert_int_equal(parked(support), 1);
    release(support, 1, false);
    assert_int_equal(parked(support), 0);
    then_rebuild_is_equal(support);
}

TEST(a_number_that_is_not_parked_cannot_be_released)
{
    Department *support = given_department(&pv_service_support);
    Pv__ReleaseParked command = PV__RELEASE_PARKED__INIT;
    command.number = 7;
    department_when_refused(support, PROBLEM_NOT_FOUND, &command.base);
}

TEST(a_repeat_from_another_department_is_ignored)
{
    Department *support = given_department(&pv_service_support);
    hear_tier(support, 5, C1, "gold");
    hear_tier(support, 5, C1, "silver");
    hear_tier(support, 4, C1, "tin");
    assert_int_equal(position(support), 5);
    then_rebuild_is_equal(support);
}
