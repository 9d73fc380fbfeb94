/* Epochs: each fork is kept, and where a consumer goes on is told from the epoch it knows. And digests: they name the frame
 * at which they stand, and a fold up to there agrees whatever was told since. */
#include "support/service.h"
#include "runtime/engine/rows.h"
#include "support/department_core.h"
#include <stdio.h>

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

/* --- digests -------------------------------------------------------------------------------------------------------- */

static Pv__TableDigests *ask_digests(Department *department)
{
    uint8_t bytes[512];
    size_t size;
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = "11111111-1111-7111-8111-111111111111";
    request.type = pv__get_table_digests__descriptor.name;
    EngineCaller caller = {.roles = 1ULL << ROLE_OPERATOR};
    const uint8_t *packed = engine_query(department->engine, &caller, bytes, pv__request__pack(&request, bytes),
                                         department->ask_arena, &size);
    Pv__Reply *reply = pv__reply__unpack(arena_allocator(department->ask_arena), size, packed);
    assert_true(reply && !reply->problem);
    return pv__table_digests__unpack(arena_allocator(department->ask_arena), reply->payload.len, reply->payload.data);
}

static void ignore_line(void *unused, const char *line)
{
    (void)unused, (void)line;
}

/* Folds the log up to so many frames into a fresh store; does it have these digests? */
static bool fold_agrees(Department *department, const Pv__TableDigests *digests, uint64_t frames)
{
    static unsigned count;
    char error[256], folder[600];
    uint64_t done, total;
    PvStore *store;
    PvEngine *fresh;
    EngineResult result;
    snprintf(folder, sizeof folder, "%s/fold-%u", department->folder, count++);
    StoreOptions store_options = {.folder = folder, .map_bytes = 1ULL << 30};
    assert_int_equal(store_open(&store, &store_options, error), STORE_OK);
    EngineOptions options = {.service = department->service,
                             .platform = &department->platform,
                             .log = department->log,
                             .store = store,
                             .organisation_key = {1, 2, 3},
                             .replay_until = frames};
    assert_int_equal(engine_open(&fresh, &options, error), ENGINE_OK);
    while ((result = engine_replay(fresh, &done, &total, error)) == ENGINE_MORE)
        ;
    bool agrees = result == ENGINE_OK && engine_compare_digests(digests, fresh, ignore_line, NULL);
    engine_close(&fresh);
    store_close(&store);
    return agrees;
}

TEST(digests_stand_for_one_frame_of_the_log)
{
    Department *department = given_department(&pv_service_support);
    tell(department, 5);
    const Pv__TableDigests *digests = ask_digests(department);
    assert_int_equal(digests->frames, 5);
    assert_int_equal(digests->head, 5);
    tell(department, 3);
    assert_true(fold_agrees(department, digests, 5));
    assert_false(fold_agrees(department, digests, 4));
    assert_false(fold_agrees(department, digests, 6));
    assert_false(fold_agrees(department, digests, 9)); /* the log has 8 */
    department_restart(department);
    tell(department, 1);
    assert_int_equal(ask_digests(department)->frames, 9);
    assert_true(fold_agrees(department, ask_digests(department), 9));
}
