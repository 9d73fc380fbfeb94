/* The store against a plain array: thousands of random steps, each answer of the writer and of every open
 * view compared with what the array says. PAYVAND_SEED repeats a run. */
#include "store_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KEYS 160
#define VIEWS 5
#define VALUE_LIMIT 2600

/* Which value each key has, by number; 0 for none. */
typedef struct Rows {
    uint32_t value[KEYS];
} Rows;

typedef struct Model {
    const char *folder;
    PvStore *store;
    uint64_t seed;
    uint32_t values_made;
    uint8_t keys[KEYS][24];
    uint8_t key_bytes[KEYS];
    Rows now, published, frozen, durable;
    bool has_frozen;
    uint32_t metas_made, frozen_meta, durable_meta;
    StoreView *views[VIEWS];
    Rows seen[VIEWS];
    size_t marks[8];
    Rows marked[8];
    unsigned mark_count;
} Model;

static StoreBytes key_at(const Model *model, int number)
{
    return (StoreBytes){model->keys[number], model->key_bytes[number]};
}

static int compare(StoreBytes left, StoreBytes right)
{
    size_t shared = left.size_bytes < right.size_bytes ? left.size_bytes : right.size_bytes;
    int order = shared ? memcmp(left.bytes, right.bytes, shared) : 0;
    return order ? order : (int)left.size_bytes - (int)right.size_bytes;
}

static void random_bytes(Model *model, uint8_t *bytes, uint8_t *size, bool may_be_empty)
{
    static const uint8_t letters[] = {0x00, 'a', 'b', 0xff};
    uint32_t length = draw(&model->seed, 4) ? draw(&model->seed, 4) : 7 + draw(&model->seed, 12);
    *size = (uint8_t)(may_be_empty ? length : length + 1);
    for (int i = 0; i < *size; i++)
        bytes[i] = letters[draw(&model->seed, 4)];
}

/* Keys in order, none twice; short ones of few letters, so that many are prefixes of others. */
static void make_keys(Model *model)
{
    for (int count = 0; count < KEYS;) {
        uint8_t bytes[24], size;
        random_bytes(model, bytes, &size, false);
        StoreBytes key = {bytes, size};
        int place = 0;
        while (place < count && compare(key_at(model, place), key) < 0)
            place++;
        if (place < count && compare(key_at(model, place), key) == 0)
            continue;
        memmove(model->keys[place + 1], model->keys[place], (size_t)(count - place) * sizeof model->keys[0]);
        memmove(model->key_bytes + place + 1, model->key_bytes + place, (size_t)(count - place));
        memcpy(model->keys[place], bytes, size);
        model->key_bytes[place] = size;
        count++;
    }
}

/* The bytes that value number `value` stands for. */
static StoreBytes value_bytes(uint32_t value)
{
    static uint8_t bytes[VALUE_LIMIT];
    uint64_t seed = value;
    uint32_t size = draw(&seed, 20) ? draw(&seed, 120) : draw(&seed, VALUE_LIMIT);
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value * 31 + i);
    return (StoreBytes){bytes, size};
}

static void check_get(Model *model, StoreView *view, const Rows *rows)
{
    int number = (int)draw(&model->seed, KEYS);
    StoreBytes found;
    bool there = store_get(view, key_at(model, number), &found);
    assert_int_equal(there, rows->value[number] != 0);
    if (there)
        assert_true(bytes_equal(found, value_bytes(rows->value[number])));
}

static void check_scan(Model *model, StoreView *view, const Rows *rows)
{
    uint8_t prefix_bytes[24], prefix_size, from_bytes[24], from_size;
    random_bytes(model, prefix_bytes, &prefix_size, true);
    random_bytes(model, from_bytes, &from_size, true);
    StoreBytes prefix = {prefix_bytes, draw(&model->seed, 3) ? prefix_size % 3 : 0};
    StoreBytes from = {from_bytes, from_size};
    if (draw(&model->seed, 2))
        from = key_at(model, (int)draw(&model->seed, KEYS));
    bool has_from = draw(&model->seed, 2), after = draw(&model->seed, 2);

    StoreScan *scan = store_scan_open(view, prefix, has_from ? &from : NULL, after);
    StoreBytes key, value;
    for (int number = 0; number < KEYS; number++) {
        StoreBytes expected = key_at(model, number);
        bool in_prefix = expected.size_bytes >= prefix.size_bytes &&
                         (!prefix.size_bytes || memcmp(expected.bytes, prefix.bytes, prefix.size_bytes) == 0);
        int order = has_from ? compare(expected, from) : 1;
        if (!rows->value[number] || !in_prefix || order < 0 || (order == 0 && after))
            continue;
        assert_true(store_scan_next(scan, &key, &value));
        assert_true(bytes_equal(key, expected));
        assert_true(bytes_equal(value, value_bytes(rows->value[number])));
    }
    assert_false(store_scan_next(scan, &key, &value));
    store_scan_close(&scan);
}

static void step_write(Model *model)
{
    int number = (int)draw(&model->seed, KEYS);
    if (draw(&model->seed, 3)) {
        model->now.value[number] = ++model->values_made;
        store_put(model->store, key_at(model, number), value_bytes(model->values_made));
    } else {
        model->now.value[number] = 0;
        store_delete(model->store, key_at(model, number));
    }
}

static void step_mark(Model *model)
{
    if (model->mark_count < 8 && draw(&model->seed, 2)) {
        model->marks[model->mark_count] = store_mark(model->store);
        model->marked[model->mark_count++] = model->now;
    } else if (model->mark_count) {
        model->mark_count = draw(&model->seed, model->mark_count);
        store_rewind(model->store, model->marks[model->mark_count]);
        model->now = model->marked[model->mark_count];
    }
}

static void step_publish(Model *model)
{
    store_publish(model->store);
    model->published = model->now;
    model->mark_count = 0;
}

static void step_freeze(Model *model)
{
    step_publish(model);
    uint32_t meta = ++model->metas_made;
    bool frozen = store_freeze(model->store, true, (StoreBytes){(uint8_t *)&meta, sizeof meta});
    assert_int_equal(frozen, !model->has_frozen);
    if (!frozen)
        return;
    model->frozen = model->published;
    model->frozen_meta = meta;
    model->has_frozen = true;
}

static void step_write_down(Model *model)
{
    assert_int_equal(store_write_down(model->store), STORE_OK);
    if (model->has_frozen) {
        model->durable = model->frozen;
        model->durable_meta = model->frozen_meta;
        model->has_frozen = false;
    }
    if (draw(&model->seed, 2))
        store_settle(model->store);
}

static void step_view(Model *model)
{
    uint32_t slot = draw(&model->seed, VIEWS);
    if (model->views[slot]) {
        store_view_close(&model->views[slot]);
        return;
    }
    model->views[slot] = store_view_open(model->store);
    model->seen[slot] = model->published;
}

static void close_views(Model *model)
{
    for (int slot = 0; slot < VIEWS; slot++)
        store_view_close(&model->views[slot]);
}

static void step_reopen(Model *model)
{
    close_views(model);
    store_close(&model->store);
    model->store = given_store(model->folder, 0);
    StoreBytes meta = {(uint8_t *)&model->durable_meta, model->durable_meta ? sizeof model->durable_meta : 0};
    assert_true(bytes_equal(store_meta(model->store), meta));
    model->now = model->published = model->durable;
    model->has_frozen = false;
    model->mark_count = 0;
}

static void step_compact(Model *model)
{
    char error[256];
    close_views(model);
    step_write_down(model);
    step_freeze(model);
    step_write_down(model);
    store_settle(model->store);
    if (store_compact(model->store, error) != STORE_OK)
        fail_msg("%s", error);
}

static void step(Model *model)
{
    uint32_t die = draw(&model->seed, 1000);
    if (die < 500)
        step_write(model);
    else if (die < 620)
        step_mark(model);
    else if (die < 760)
        step_publish(model);
    else if (die < 810)
        step_freeze(model);
    else if (die < 860)
        step_write_down(model);
    else if (die < 890)
        store_settle(model->store);
    else if (die < 994)
        step_view(model);
    else if (die < 999)
        step_reopen(model);
    else
        step_compact(model);
}

static void check(Model *model)
{
    check_get(model, store_writer(model->store), &model->now);
    check_scan(model, store_writer(model->store), &model->now);
    uint32_t slot = draw(&model->seed, VIEWS);
    if (model->views[slot]) {
        check_get(model, model->views[slot], &model->seen[slot]);
        check_scan(model, model->views[slot], &model->seen[slot]);
    }
}

static void run(uint64_t seed, int steps)
{
    Model *model = calloc(1, sizeof *model);
    printf("seed %llu\n", (unsigned long long)seed);
    model->folder = test_folder();
    model->seed = seed;
    make_keys(model);
    model->store = given_store(model->folder, 0);
    for (int i = 0; i < steps; i++) {
        step(model);
        check(model);
    }
    close_views(model);
    store_close(&model->store);
    free(model);
}

TEST(random_steps_agree_with_an_array)
{
    const char *given = getenv("PAYVAND_SEED");
    if (given) {
        run(strtoull(given, NULL, 10), 6000);
        return;
    }
    for (uint64_t seed = 1; seed <= 6; seed++)
        run(seed, 6000);
}

TEST(random_steps_of_a_new_seed_agree_with_an_array)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    run((uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000, 6000);
}
