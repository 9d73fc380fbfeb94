/* A worker's own store of one partition. Keys: a letter, then fixed-width bytes.
 *   I invoice             → customer and time of the purchase
 *   P customer time invoice → the purchase
 *   S customer            → the summary, kept along
 *   D customer            → not told to analytics yet: sequence and whether it is live */
#include "analytics/worker/partition.h"
#include "analytics/rules.h"
#include "payvand/sales/messages.h"
#include "runtime/limits.h"
#include "runtime/memory/require.h"
#include "runtime/text/id.h"
#include <stdio.h>
#include <string.h>

#define PLACES_BYTES (2 * sizeof(Place)) /* what is kept beside the rows: at, told … */
#define META_BYTES (PLACES_BYTES + sizeof(uint64_t)) /* … and the digest of at, which older stores lack */
#define MAP_BYTES (16ULL << 30)
#define GENERATION_BYTES (2u << 20)   /* there is one store for each partition, so they are small … */
#define GENERATION_LIFE_MS 10000     /* … and seldom written: what is lost is worked out again from the log */
#define SCANNED_AT_ONCE 300 /* customers one report looks at */

typedef struct Key {
    size_t size_bytes;
    uint8_t bytes[1 + 16 + 8 + 16];
} Key;

static Key key_of(char kind, const uint8_t id[16])
{
    Key key = {.size_bytes = 17};
    key.bytes[0] = (uint8_t)kind;
    memcpy(key.bytes + 1, id, 16);
    return key;
}

static Key purchase_key(const uint8_t customer[16], int64_t at_ms, const uint8_t invoice[16])
{
    Key key = key_of('P', customer);
    uint64_t turned = __builtin_bswap64((uint64_t)at_ms ^ (1ULL << 63));
    memcpy(key.bytes + 17, &turned, 8);
    memcpy(key.bytes + 25, invoice, 16);
    key.size_bytes = sizeof key.bytes;
    return key;
}

static StoreBytes view(const Key *key)
{
    return (StoreBytes){key->bytes, key->size_bytes};
}

static StoreView *writer(const Partition *partition)
{
    return store_writer(partition->store);
}

static void put_message(Partition *partition, const Key *key, const ProtobufCMessage *message, PvArena *arena)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_take(arena, size + 1);
    protobuf_c_message_pack(message, bytes);
    store_put(partition->store, view(key), (StoreBytes){bytes, size});
}

static void *get_message(const Partition *partition, const Key *key, const ProtobufCMessageDescriptor *type,
                         PvArena *arena)
{
    StoreBytes value;
    if (!store_get(writer(partition), view(key), &value))
        return NULL;
    void *message = protobuf_c_message_unpack(type, arena_allocator(arena), value.size_bytes, value.bytes);
    pv_require(message, "a row of partition %u cannot be read", partition->number);
    return message;
}

/* --- opening -------------------------------------------------------------------------------------------- */

static void read_meta(Partition *partition)
{
    StoreBytes meta = store_meta(partition->store);
    partition->at = partition->told = (Place){0};
    partition->at_digest = 0;
    if (meta.size_bytes != PLACES_BYTES && meta.size_bytes != META_BYTES)
        return;
    memcpy(&partition->at, meta.bytes, sizeof(Place));
    memcpy(&partition->told, meta.bytes + sizeof(Place), sizeof(Place));
    if (meta.size_bytes == META_BYTES)
        memcpy(&partition->at_digest, meta.bytes + PLACES_BYTES, sizeof partition->at_digest);
}

static bool open_store(Partition *partition, char *error)
{
    StoreOptions options = {.folder = partition->folder,
                            .platform = partition->platform,
                            .map_bytes = MAP_BYTES,
                            .generation_bytes = GENERATION_BYTES,
                            .generation_life_ms = GENERATION_LIFE_MS};
    return store_open(&partition->store, &options, error) == STORE_OK;
}

bool partition_open(Partition *partition, const PartitionOptions *options, char *error)
{
    const PvPlatform *platform = options->platform ? options->platform : platform_real();
    *partition = (Partition){.number = options->number, .platform = platform, .dirty = true};
    snprintf(partition->folder, sizeof partition->folder, "%s/%02u", options->folder, options->number);
    if (platform->folder_make(platform->context, partition->folder) != 0) {
        snprintf(error, PARTITION_ERROR_BYTES, "the folder %.200s cannot be made", partition->folder);
        return false;
    }
    if (!open_store(partition, error))
        return false;
    read_meta(partition);
    return true;
}

void partition_close(Partition *partition)
{
    store_close(&partition->store);
}

static void mark(Partition *partition, const uint8_t customer[16], uint64_t sequence, bool live)
{
    Key key = key_of('D', customer);
    StoreBytes before;
    uint8_t value[9];
    if (store_get(writer(partition), view(&key), &before) && before.size_bytes == sizeof value)
        live |= before.bytes[8] != 0;
    memcpy(value, &sequence, 8);
    value[8] = live;
    store_put(partition->store, view(&key), (StoreBytes){value, sizeof value});
    partition->changed = partition->dirty = true;
}

bool partition_start_over(Partition *partition, char *error)
{
    PvArena *arena = arena_open(256u << 20);
    size_t count = 0, room = 0;
    uint8_t *ids = NULL;
    StoreBytes key, value, all = {(const uint8_t *)"S", 1};
    StoreScan *scan = store_scan_open(writer(partition), all, NULL, false);
    while (store_scan_next(scan, &key, &value)) {
        if (count == room) {
            uint8_t *more = arena_take(arena, (room = room ? room * 2 : 1024) * 16);
            if (count > 0)
                memcpy(more, ids, count * 16);
            ids = more;
        }
        memcpy(ids + 16 * count++, key.bytes + 1, 16);
    }
    store_scan_close(&scan);
    store_close(&partition->store);
    bool good = open_store(partition, error);
    if (good && store_clear(partition->store) != STORE_OK) {
        snprintf(error, PARTITION_ERROR_BYTES, "partition %u cannot be cleared", partition->number);
        good = false;
    }
    partition->at = partition->told = (Place){0};
    partition->at_digest = 0;
    for (size_t i = 0; good && i < count; i++)
        mark(partition, ids + 16 * i, 0, false);
    arena_close(&arena);
    return good;
}

/* --- events --------------------------------------------------------------------------------------------- */

static bool is_type(const Pv__Envelope *event, const char *type)
{
    return event->type && strcmp(event->type, type) == 0;
}

/* Analytics has this event in its figures already when the worker comes again from an earlier place. */
static bool was_told(const Partition *partition, const Pv__Envelope *event)
{
    return event->epoch == partition->told.epoch && event->sequence <= partition->told.sequence;
}

static void customer_changed(Partition *partition, const uint8_t customer[16], const Pv__Envelope *event)
{
    partition->changed = true;
    if (!was_told(partition, event))
        mark(partition, customer, event->sequence,
             !(event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_HISTORICAL));
}

static void fold_paid(Partition *partition, const Pv__Envelope *event, PvArena *arena)
{
    const Sales__InvoicePaid *paid =
        sales__invoice_paid__unpack(arena_allocator(arena), event->payload.len, event->payload.data);
    uint8_t customer[16], invoice[16], found[24];
    StoreBytes before;
    if (!paid || !id_parse(paid->customer_id, customer) || !id_parse(paid->invoice_id, invoice) ||
        !paid->total)
        return;
    Key by_invoice = key_of('I', invoice), by_customer = key_of('S', customer);
    if (store_get(writer(partition), view(&by_invoice), &before))
        return;
    memcpy(found, customer, 16);
    memcpy(found + 16, &event->happened_at_ms, 8);
    store_put(partition->store, view(&by_invoice), (StoreBytes){found, sizeof found});

    Analytics__StoredPurchase purchase = ANALYTICS__STORED_PURCHASE__INIT;
    purchase.has_at_ms = 1;
    purchase.at_ms = event->happened_at_ms;
    purchase.amount = paid->total;
    Key key = purchase_key(customer, purchase.at_ms, invoice);
    put_message(partition, &key, &purchase.base, arena);

    analytics_customer_summary *summary =
        get_message(partition, &by_customer, &analytics__customer_summary__descriptor, arena);
    if (!summary)
        summary = figures_open(arena, paid->customer_id, partition->number);
    figures_add(arena, summary, &purchase, FIGURES_EVER);
    put_message(partition, &by_customer, &summary->base, arena);
    customer_changed(partition, customer, event);
}

/* The summary of a customer from its purchases. */
static analytics_customer_summary *add_up(const Partition *partition, const uint8_t customer[16], int64_t day,
                                          PvArena *arena)
{
    char id[PV_ID_TEXT_BYTES];
    Key prefix = key_of('P', customer);
    StoreBytes key, value;
    id_print(customer, id);
    analytics_customer_summary *summary = figures_open(arena, id, partition->number);
    StoreScan *scan = store_scan_open(writer(partition), view(&prefix), NULL, false);
    while (store_scan_next(scan, &key, &value)) {
        Analytics__StoredPurchase *purchase =
            analytics__stored_purchase__unpack(arena_allocator(arena), value.size_bytes, value.bytes);
        pv_require(purchase, "a purchase of partition %u cannot be read", partition->number);
        figures_add(arena, summary, purchase, day);
    }
    store_scan_close(&scan);
    return summary;
}

static void fold_refund(Partition *partition, const Pv__Envelope *event, PvArena *arena)
{
    const Sales__RefundGiven *given =
        sales__refund_given__unpack(arena_allocator(arena), event->payload.len, event->payload.data);
    uint8_t customer[16], invoice[16];
    StoreBytes found;
    int64_t at_ms;
    if (!given || !given->total || !id_parse(given->invoice_id, invoice))
        return;
    Key by_invoice = key_of('I', invoice);
    if (!store_get(writer(partition), view(&by_invoice), &found) || found.size_bytes != 24)
        return; /* not paid in full: it never counted */
    memcpy(customer, found.bytes, 16);
    memcpy(&at_ms, found.bytes + 16, 8);
    Key key = purchase_key(customer, at_ms, invoice), by_customer = key_of('S', customer);
    Analytics__StoredPurchase *purchase =
        get_message(partition, &key, &analytics__stored_purchase__descriptor, arena);
    pv_require(purchase, "an invoice of partition %u has no purchase", partition->number);

    Analytics__StoredRefund refund = ANALYTICS__STORED_REFUND__INIT;
    Analytics__StoredRefund **refunds = arena_take(arena, (purchase->n_refunds + 1) * sizeof *refunds);
    refund.has_at_ms = refund.has_amount_minor = 1;
    refund.at_ms = event->happened_at_ms;
    refund.amount_minor = given->total->amount_minor;
    if (purchase->n_refunds > 0)
        memcpy(refunds, purchase->refunds, purchase->n_refunds * sizeof *refunds);
    refunds[purchase->n_refunds++] = &refund;
    purchase->refunds = refunds;
    put_message(partition, &key, &purchase->base, arena);
    put_message(partition, &by_customer, &add_up(partition, customer, FIGURES_EVER, arena)->base, arena);
    customer_changed(partition, customer, event);
}

void partition_fold(Partition *partition, const Pv__Envelope *event, PvArena *arena)
{
    if (is_type(event, "payvand.sales.InvoicePaid"))
        fold_paid(partition, event, arena);
    else if (is_type(event, "payvand.sales.RefundGiven"))
        fold_refund(partition, event, arena);
}

void partition_move(Partition *partition, uint64_t epoch, uint64_t sequence, uint64_t digest)
{
    partition->at = (Place){epoch, sequence};
    partition->at_digest = digest;
}

/* --- telling -------------------------------------------------------------------------------------------- */

size_t partition_changes(Partition *partition, PvArena *arena, size_t bytes_limit, Change *changes,
                         analytics_customer_summary **summaries, bool *more)
{
    StoreBytes key, value, all = {(const uint8_t *)"D", 1};
    size_t count = 0, bytes = 0;
    *more = false;
    StoreScan *scan = store_scan_open(writer(partition), all, NULL, false);
    while (!*more && store_scan_next(scan, &key, &value)) {
        if (count == ANALYTICS_DELTA_CUSTOMERS) {
            *more = true;
            break;
        }
        Change *change = &changes[count];
        memcpy(change->customer, key.bytes + 1, 16);
        memcpy(&change->sequence, value.bytes, 8);
        change->live = value.bytes[8] != 0;
        count++;
    }
    store_scan_close(&scan);
    partition->dirty = count > 0;
    for (size_t i = 0; i < count; i++) {
        char id[PV_ID_TEXT_BYTES];
        Key by_customer = key_of('S', changes[i].customer);
        id_print(changes[i].customer, id);
        summaries[i] = get_message(partition, &by_customer, &analytics__customer_summary__descriptor, arena);
        if (!summaries[i])
            summaries[i] = figures_open(arena, id, partition->number);
        bytes += protobuf_c_message_get_packed_size(&summaries[i]->base) + 4;
        if (bytes > bytes_limit && i > 0) {
            *more = true;
            return i;
        }
    }
    return count;
}

void partition_told(Partition *partition, const Change *changes, size_t count, Place at)
{
    for (size_t i = 0; i < count; i++) {
        Key key = key_of('D', changes[i].customer);
        StoreBytes value;
        uint64_t sequence;
        if (!store_get(writer(partition), view(&key), &value))
            continue;
        memcpy(&sequence, value.bytes, 8);
        if (sequence == changes[i].sequence) {
            store_delete(partition->store, view(&key));
            partition->changed = true;
        }
    }
    partition->told = at;
}

size_t partition_as_of(Partition *partition, PvArena *arena, int64_t day, const uint8_t *after,
                       uint8_t last[16], analytics_customer_summary **summaries, bool *done)
{
    StoreBytes key, value, all = {(const uint8_t *)"S", 1}, from;
    uint8_t(*ids)[16] = arena_take(arena, SCANNED_AT_ONCE * 16);
    Key start;
    size_t seen = 0, count = 0;
    if (after) {
        start = key_of('S', after);
        from = view(&start);
    }
    StoreScan *scan = store_scan_open(writer(partition), all, after ? &from : NULL, true);
    while (seen < SCANNED_AT_ONCE && store_scan_next(scan, &key, &value))
        memcpy(ids[seen++], key.bytes + 1, 16);
    store_scan_close(&scan);
    *done = seen < SCANNED_AT_ONCE;
    for (size_t i = 0; i < seen; i++) {
        if (count == ANALYTICS_DELTA_CUSTOMERS) {
            *done = false;
            break;
        }
        memcpy(last, ids[i], 16);
        analytics_customer_summary *summary = add_up(partition, ids[i], day, arena);
        if (summary->purchases > 0)
            summaries[count++] = summary;
    }
    return count;
}

/* --- write-down ----------------------------------------------------------------------------------------- */

bool partition_freeze(Partition *partition, bool force)
{
    uint8_t meta[META_BYTES];
    store_settle(partition->store);
    if (!partition->changed && !force)
        return false;
    memcpy(meta, &partition->at, sizeof(Place));
    memcpy(meta + sizeof(Place), &partition->told, sizeof(Place));
    memcpy(meta + PLACES_BYTES, &partition->at_digest, sizeof partition->at_digest);
    store_publish(partition->store);
    if (!store_freeze(partition->store, force, (StoreBytes){meta, sizeof meta}))
        return false;
    partition->changed = false;
    return true;
}

bool partition_write_down(Partition *partition)
{
    return store_write_down(partition->store) != STORE_FAILED;
}
