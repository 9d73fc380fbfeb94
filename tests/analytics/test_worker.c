/* What a worker keeps of a partition: it folds purchases and refunds, knows what analytics has not heard,
 * survives losing everything, and can look into the past. */
#include "analytics/rules.h"
#include "analytics/worker/partition.h"
#include "payvand/sales/messages.h"
#include "runtime/text/id.h"
#include "support/test.h"
#include <stdio.h>
#include <string.h>

#define DAY_MS (24LL * 3600 * 1000)
#define START_MS 1767225600000LL
#define EPOCH 5

static PvArena *arena;

static const char *id_of(char kind, int n)
{
    static char ids[512][40];
    static unsigned used;
    char *id = ids[used++ % 512];
    snprintf(id, sizeof ids[0], "01900000-0000-7000-80%02x-%012d", kind, n);
    return id;
}

static Partition given_partition(const char *folder)
{
    Partition partition;
    char error[PARTITION_ERROR_BYTES];
    arena = arena ? arena : arena_open(64 << 20);
    if (!partition_open(&partition, &(PartitionOptions){.folder = folder, .number = 7}, error))
        fail_msg("%s", error);
    return partition;
}

static void hear(Partition *partition, uint64_t sequence, const char *type, const ProtobufCMessage *payload,
                 int64_t at_ms)
{
    Pv__Envelope event = PV__ENVELOPE__INIT;
    event.source = "sales";
    event.type = type;
    event.epoch = EPOCH;
    event.sequence = sequence;
    event.happened_at_ms = at_ms;
    event.payload.len = protobuf_c_message_get_packed_size(payload);
    event.payload.data = arena_take(arena, event.payload.len + 1);
    protobuf_c_message_pack(payload, event.payload.data);
    partition_fold(partition, &event, arena);
    partition_move(partition, EPOCH, sequence, 0);
}

static void buy(Partition *partition, uint64_t sequence, int customer, int invoice, int64_t minor,
                int64_t at_ms)
{
    pv_money total = PV__MONEY__INIT;
    sales_invoice_paid paid = SALES__INVOICE_PAID__INIT;
    total.has_amount_minor = 1;
    total.amount_minor = minor;
    total.currency = "EUR";
    paid.customer_id = id_of('c', customer);
    paid.invoice_id = id_of('i', invoice);
    paid.total = &total;
    hear(partition, sequence, "payvand.sales.InvoicePaid", &paid.base, at_ms);
}

static void give_back(Partition *partition, uint64_t sequence, int customer, int invoice, int64_t minor,
                      int64_t at_ms)
{
    pv_money total = PV__MONEY__INIT;
    sales_refund_given given = SALES__REFUND_GIVEN__INIT;
    total.has_amount_minor = 1;
    total.amount_minor = minor;
    total.currency = "EUR";
    given.customer_id = id_of('c', customer);
    given.invoice_id = id_of('i', invoice);
    given.total = &total;
    hear(partition, sequence, "payvand.sales.RefundGiven", &given.base, at_ms);
}

static Change changes[ANALYTICS_DELTA_CUSTOMERS];
static analytics_customer_summary *summaries[ANALYTICS_DELTA_CUSTOMERS];

static size_t untold(Partition *partition, bool *more)
{
    return partition_changes(partition, arena, 1 << 20, changes, summaries, more);
}

TEST(purchases_and_refunds_are_folded)
{
    Partition partition = given_partition(test_folder());
    bool more;
    buy(&partition, 1, 1, 1, 1000, START_MS);
    buy(&partition, 2, 1, 2, 500, START_MS - 100 * DAY_MS);
    buy(&partition, 3, 2, 3, 700, START_MS);
    give_back(&partition, 4, 1, 1, 200, START_MS + DAY_MS);
    give_back(&partition, 5, 2, 3, 700, START_MS + DAY_MS);
    give_back(&partition, 6, 2, 99, 700, START_MS);
    assert_int_equal(untold(&partition, &more), 2);
    assert_false(more);
    assert_string_equal(summaries[0]->customer_id, id_of('c', 1));
    assert_int_equal(summaries[0]->purchases, 2);
    assert_int_equal(summaries[0]->spent[0]->amount_minor, 1300);
    assert_int_equal(summaries[0]->refunded[0]->amount_minor, 200);
    assert_int_equal(summaries[0]->first_purchase_ms, START_MS - 100 * DAY_MS);
    assert_int_equal(summaries[0]->last_purchase_ms, START_MS);
    assert_int_equal(summaries[0]->n_periods, 2);
    assert_int_equal(summaries[1]->purchases, 0);
    assert_int_equal(summaries[1]->spent[0]->amount_minor, 0);
    partition_close(&partition);
}

TEST(what_was_told_is_not_told_again_unless_it_changed)
{
    Partition partition = given_partition(test_folder());
    bool more;
    buy(&partition, 1, 1, 1, 1000, START_MS);
    buy(&partition, 2, 2, 2, 1000, START_MS);
    size_t count = untold(&partition, &more);
    buy(&partition, 3, 1, 3, 1000, START_MS);
    partition_told(&partition, changes, count, (Place){EPOCH, 2});
    assert_int_equal(untold(&partition, &more), 1);
    assert_string_equal(summaries[0]->customer_id, id_of('c', 1));
    assert_int_equal(summaries[0]->purchases, 2);
    partition_told(&partition, changes, 1, (Place){EPOCH, 3});
    assert_int_equal(untold(&partition, &more), 0);
    assert_false(partition.dirty);
    partition_close(&partition);
}

TEST(many_changes_are_told_in_parts)
{
    Partition partition = given_partition(test_folder());
    bool more;
    for (int i = 0; i < 400; i++)
        buy(&partition, (uint64_t)i + 1, i, i, 100, START_MS);
    size_t seen = 0;
    for (int round = 0; round < 3; round++) {
        size_t count = untold(&partition, &more);
        assert_int_equal(more, round < 2);
        seen += count;
        partition_told(&partition, changes, count, more ? partition.told : partition.at);
    }
    assert_int_equal(seen, 400);
    assert_int_equal(partition_changes(&partition, arena, 1 << 20, changes, summaries, &more), 0);
    buy(&partition, 500, 1, 1000, 100, START_MS);
    buy(&partition, 501, 2, 1001, 100, START_MS);
    assert_int_equal(partition_changes(&partition, arena, 10, changes, summaries, &more), 1);
    assert_true(more);
    partition_close(&partition);
}

/* What was folded and not told is told after a restart, from wherever the store was written down. */
TEST(a_restart_loses_nothing)
{
    const char *folder = test_folder();
    Partition partition = given_partition(folder);
    bool more;
    buy(&partition, 1, 1, 1, 1000, START_MS);
    partition_told(&partition, changes, untold(&partition, &more), (Place){EPOCH, 1});
    buy(&partition, 2, 2, 2, 1000, START_MS);
    assert_true(partition_freeze(&partition, true));
    assert_true(partition_write_down(&partition));
    buy(&partition, 3, 3, 3, 1000, START_MS);
    partition_close(&partition);
    partition = given_partition(folder);
    assert_int_equal(partition.at.sequence, 2);
    assert_int_equal(partition.told.sequence, 1);
    buy(&partition, 3, 3, 3, 1000, START_MS);
    assert_int_equal(untold(&partition, &more), 2);
    assert_string_equal(summaries[0]->customer_id, id_of('c', 2));
    assert_string_equal(summaries[1]->customer_id, id_of('c', 3));
    partition_close(&partition);
}

TEST(what_analytics_knows_is_worked_in_silently)
{
    Partition partition = given_partition(test_folder());
    bool more;
    partition.told = (Place){EPOCH, 2};
    buy(&partition, 1, 1, 1, 1000, START_MS);
    buy(&partition, 2, 2, 2, 1000, START_MS);
    assert_int_equal(untold(&partition, &more), 0);
    buy(&partition, 3, 1, 3, 500, START_MS);
    assert_int_equal(untold(&partition, &more), 1);
    assert_int_equal(summaries[0]->spent[0]->amount_minor, 1500);
    partition_close(&partition);
}

TEST(starting_over_takes_back_what_never_was)
{
    Partition partition = given_partition(test_folder());
    char error[PARTITION_ERROR_BYTES];
    bool more;
    buy(&partition, 1, 1, 1, 1000, START_MS);
    buy(&partition, 2, 2, 2, 1000, START_MS);
    partition_told(&partition, changes, untold(&partition, &more), (Place){EPOCH, 2});
    assert_true(partition_start_over(&partition, error));
    assert_int_equal(partition.at.sequence, 0);
    buy(&partition, 1, 1, 1, 1000, START_MS);
    assert_int_equal(untold(&partition, &more), 2);
    assert_int_equal(summaries[0]->purchases, 1);
    assert_int_equal(summaries[1]->purchases, 0);
    partition_close(&partition);
}

TEST(the_past_can_be_seen_again)
{
    Partition partition = given_partition(test_folder());
    uint8_t last[16];
    bool done;
    int64_t day = rules_day(START_MS);
    for (int i = 0; i < 500; i++)
        buy(&partition, (uint64_t)i + 1, i, i, 100, START_MS + (i % 2) * DAY_MS);
    give_back(&partition, 600, 0, 0, 100, START_MS + DAY_MS);
    size_t seen = 0, rounds = 0;
    do {
        seen += partition_as_of(&partition, arena, day, rounds ? last : NULL, last, summaries, &done);
        rounds++;
    } while (!done);
    assert_int_equal(seen, 250);
    assert_int_equal(summaries[0]->purchases, 1);
    assert_true(rounds >= 2);
    seen = 0, rounds = 0;
    do {
        seen += partition_as_of(&partition, arena, day + 1, rounds++ ? last : NULL, last, summaries, &done);
    } while (!done);
    assert_int_equal(seen, 499);
    partition_close(&partition);
}
