/* Epochs: each fork is kept, and where a consumer goes on is told from the epoch it knows. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department_core.h"

extern const PvService pv_service_support;

#define FIRST (1ULL << 32 | 7)

static void tell(Department *department, int count)
{
    for (int i = 0; i < count; i++)
        given(department, queue_defined, .queue_id = "01900000-0000-7000-8000-000000000001", .name = "Repairs");
}

static uint64_t epoch_of(Department *department)
{
    EngineHead head;
    engine_head(department->engine, &head);
    return head.epoch;
}

static void then_forks_are(Department *department, const uint64_t epochs[4])
{
    uint64_t sequence;
    assert_true(engine_fork_since(department->engine, epochs[0], &sequence));
    assert_int_equal(sequence, 3);
    assert_true(engine_fork_since(department->engine, epochs[1], &sequence));
    assert_int_equal(sequence, 5);
    assert_true(engine_fork_since(department->engine, epochs[2], &sequence));
    assert_int_equal(sequence, 5);
    assert_false(engine_fork_since(department->engine, epochs[3], &sequence));
    assert_false(engine_fork_since(department->engine, FIRST + 1, &sequence));
    assert_false(engine_fork_since(department->engine, 0, &sequence));
}

TEST(every_fork_is_remembered)
{
    Department *department = given_department(&pv_service_support);
    uint64_t epochs[4] = {epoch_of(department)};
    static const int events[] = {3, 2, 0};
    for (int i = 0; i < 3; i++) {
        tell(department, events[i]);
        engine_raise_epoch(department->engine);
        assert_int_equal(engine_begin(department->engine), ENGINE_OK);
        assert_int_equal(engine_commit(department->engine), ENGINE_OK);
        epochs[i + 1] = epoch_of(department);
        assert_int_equal(epochs[i + 1] >> 32, i + 2);
    }
    then_forks_are(department, epochs);
    tell(department, 1);
    department_restart(department);
    assert_int_equal(epoch_of(department), epochs[3]);
    then_forks_are(department, epochs);
    then_rebuild_is_equal(department);
}
