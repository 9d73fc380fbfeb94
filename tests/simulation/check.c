/* What must be true when all has come to rest. Everything is worked out from the logs by simple means and compared with what
 * the departments say. */
#include "check.h"
#include "check_asks.h"
#include "check_ledger.h"
#include "check_people.h"
#include "check_portal.h"
#include "load.h"
#include "payvand/analytics/messages.h"
#include "payvand/loyalty/messages.h"
#include "payvand/marketing/messages.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include "runtime/message/json.h"
#include "runtime/message/tables.h"
#include "told.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PvArena *arena;

/* A query straight at the tables. */
ProtobufCMessage *check_look(SimNode *node, const char *type, const ProtobufCMessageDescriptor *answer, const char *format, ...)
{
    char json[1000], path[PV_JSON_PATH_BYTES], why[PV_JSON_WHY_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(json, sizeof json, format, arguments);
    va_end(arguments);
    ProtobufCMessage *payload = json_read(message_info(type)->descriptor, json, strlen(json), arena, 0, path, why);
    if (!payload)
        sim_fail("a check asks wrongly: %s: %s", type, why);
    Pv__Request request = PV__REQUEST__INIT;
    request.request_id = "01990000-0000-7000-8000-000000000000";
    request.has_kind = request.has_payload = request.has_issued_at_ms = 1;
    request.kind = PV__REQUEST_KIND__QUERY;
    request.type = payload->descriptor->name;
    request.payload.len = protobuf_c_message_get_packed_size(payload);
    request.payload.data = arena_take(arena, request.payload.len + 1);
    protobuf_c_message_pack(payload, request.payload.data);
    request.issued_at_ms = service_clock_ms(node->service);
    size_t size = pv__request__get_packed_size(&request), reply_size;
    uint8_t *bytes = arena_take(arena, size);
    pv__request__pack(&request, bytes);
    EngineCaller caller = {.name = "", .vouches = true, .roles = 1ULL << ROLE_OPERATOR};
    const uint8_t *packed = engine_query(node->service->engine, &caller, bytes, size, arena, &reply_size);
    Pv__Reply *reply = pv__reply__unpack(arena_allocator(arena), reply_size, packed);
    sim_check(reply && !reply->problem, "%s of %s is refused as %s", type, node->table->name,
              reply && reply->problem ? reply->problem->type : "?");
    return protobuf_c_message_unpack(answer, arena_allocator(arena), reply->payload.len, reply->payload.data);
}

/* --- each log by itself */

static void check_log(const Told *told, const SimNode *node)
{
    uint64_t shared = 0, in_partition[PV_PARTITIONS] = {0}, number = 0, hlc = 0;
    for (size_t i = 0; i < told->count; i++) {
        const Pv__Envelope *event = told->events[i].envelope;
        sim_check(event->sequence == ++number, "event %llu of %s follows %llu", (unsigned long long)event->sequence,
                  node->table->name, (unsigned long long)number - 1);
        sim_check(event->previous_shared == shared && event->previous_in_partition == in_partition[event->partition],
                  "event %llu of %s does not point to the one before", (unsigned long long)number, node->table->name);
        sim_check(event->hlc > hlc, "the time of event %llu of %s does not rise", (unsigned long long)number,
                  node->table->name);
        hlc = event->hlc;
        if (event->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED)
            shared = in_partition[event->partition] = number;
    }
}

/* What a department heard of another is what that one told: all of it, once, in order. */
static void check_heard(const Told *told, const Heard *heard, const SimNode *node, const SimNode *source)
{
    size_t at = 0;
    for (size_t i = 0; i < told->count; i++) {
        const LoggedEvent *event = &told->events[i];
        if (!(event->envelope->flags & PV__ENVELOPE_FLAG__ENVELOPE_FLAG_SHARED) || !told_is_wanted(node->table, event->envelope))
            continue;
        while (at < heard->count && strcmp(heard->events[at].source, source->table->name) != 0)
            at++;
        sim_check(at < heard->count && heard->events[at].epoch == event->envelope->epoch &&
                      heard->events[at].sequence == event->envelope->sequence,
                  "%s has %llu of %s where event %llu (%s) belongs", node->table->name,
                  at < heard->count ? (unsigned long long)heard->events[at].sequence : 0, source->table->name,
                  (unsigned long long)event->envelope->sequence, event->envelope->type);
        at++;
    }
    for (; at < heard->count; at++)
        sim_check(strcmp(heard->events[at].source, source->table->name) != 0, "%s heard event %llu of %s twice or out of order",
                  node->table->name, (unsigned long long)heard->events[at].sequence, source->table->name);
}

/* --- deeds */

/* Every accepted deed happened once, an unknown one at most once, a refused one not at all. */
static void check_deeds(const Deed *deeds, const Told *told, const char *type, const char *field)
{
    for (const Deed *deed = deeds; deed; deed = deed->next) {
        unsigned accepted = 0, open = 0, happened = 0;
        for (unsigned i = 0; i < deed->ask_count; i++) {
            accepted += deed->asks[i]->state == ASK_ACCEPTED;
            open += deed->asks[i]->state == ASK_UNKNOWN || ask_may_come_again(deed->asks[i]);
        }
        happened = told_count_with(told, type, field, deed->key);
        sim_check(accepted <= 1, "%s was accepted %u times", deed->key, accepted);
        sim_check(happened <= 1, "%s happened %u times", deed->key, happened);
        sim_check(!accepted || happened == 1, "%s was accepted and did not happen", deed->key);
        sim_check(accepted || open || !happened, "%s was refused and happened", deed->key);
    }
}

/* What one heard event caused stands together: were it handled twice, it would stand in two places. */
static void check_effects(const Told *told, const SimNode *node)
{
    for (size_t i = 0; i < told->count; i++) {
        const Pv__Envelope *event = told->events[i].envelope;
        sim_check(told->events[i].same_cause_before == SIZE_MAX || told->events[i].same_cause_before + 1 == i,
                  "%s told %s for event %llu of %s, which had its effects before", node->table->name, event->type,
                  (unsigned long long)event->cause->sequence, event->cause->source);
    }
}

/* --- points and purchases, worked out from what sales told */

static void check_points(const Told *sales, const Told *loyalty)
{
    int64_t expected = 0;
    for (size_t i = 0; i < sales->count; i++) {
        const sales_invoice_paid *paid = told_as(sales, i, &sales__invoice_paid__descriptor);
        if (paid) {
            int64_t points = paid->total->amount_minor / 100;
            unsigned times = told_count_with(loyalty, "payvand.loyalty.PointsEarned", "invoice_id", paid->invoice_id);
            sim_check(times == (points > 0), "invoice %s earned points %u times", paid->number, times);
            expected += points;
        }
        const sales_refund_given *refund = told_as(sales, i, &sales__refund_given__descriptor);
        if (refund) {
            expected -= refund->total->amount_minor / 100; /* refunds are of whole invoices here */
            sim_check(told_count_with(loyalty, "payvand.loyalty.PointsReversed", "invoice_id", refund->invoice_id) ==
                          (refund->total->amount_minor >= 100),
                      "the refund of an invoice did not take its points back once");
        }
    }
    for (size_t i = 0; i < loyalty->count; i++) {
        const loyalty_points_redeemed *redeemed = told_as(loyalty, i, &loyalty__points_redeemed__descriptor);
        if (redeemed)
            expected -= redeemed->points < 0 ? -redeemed->points : redeemed->points;
    }
    int64_t points = 0;
    const char *after = "";
    for (bool more = true; more;) {
        loyalty_ledger_check *page = (loyalty_ledger_check *)check_look(node_named("loyalty"), "payvand.loyalty.GetLedgerCheck",
                                                                  &loyalty__ledger_check__descriptor,
                                                                  "{\"after\": \"%s\"}", after);
        sim_check(page->n_faults == 0, "the ledger: %s", page->n_faults ? page->faults[0] : "");
        sim_check(page->sum == 0, "the ledger adds up to %lld", (long long)page->sum);
        points += page->member_points + page->pending_points - page->debt_points;
        more = page->next && *page->next;
        after = more ? page->next : "";
    }
    sim_check(points == expected, "members hold %lld points, sales and redemptions make %lld", (long long)points,
              (long long)expected);
}

/* What analytics says of each customer's purchases is what sales told of it and of those it is joined with. */
static void check_purchases(const Told *sales)
{
    SimNode *analytics = node_named("analytics");
    for (unsigned i = 0; i < load.customer_count; i++) {
        arena_reset(arena);
        pv_card *card = (pv_card *)check_look(analytics, "payvand.GetCustomer", &pv__card__descriptor, "{\"customerId\": \"%s\"}",
                                        load.customer_ids[i]);
        uint64_t purchases = 0;
        int64_t spent = 0;
        for (size_t at = 0; at < sales->count; at++) {
            const sales_invoice_paid *paid = told_as(sales, at, &sales__invoice_paid__descriptor);
            bool own = false;
            for (size_t id = 0; paid && id < card->n_ids; id++)
                own |= strcmp(card->ids[id], paid->customer_id) == 0;
            if (!own || told_count_with(sales, "payvand.sales.RefundGiven", "invoice_id", paid->invoice_id))
                continue;
            purchases++;
            spent += paid->total->amount_minor;
        }
        if (purchases == 0)
            continue; /* nothing is said of who never bought */
        analytics_customer_value *value =
            (analytics_customer_value *)check_look(analytics, "payvand.analytics.GetRfm", &analytics__customer_value__descriptor,
                                             "{\"customerId\": \"%s\"}", card->customer_id);
        sim_check(value->purchases == purchases && value->spent_minor == spent,
                  "analytics knows %llu purchases for %lld of %s, sales %llu for %lld", (unsigned long long)value->purchases,
                  (long long)value->spent_minor, card->customer_id, (unsigned long long)purchases, (long long)spent);
    }
}

/* Analytics took from nobody who did not hold the partition then. */
static void check_workers(const Told *analytics)
{
    uint64_t held_in[PV_PARTITIONS] = {0};
    for (size_t i = 0; i < analytics->count; i++) {
        const analytics_partitions_taken *taken = told_as(analytics, i, &analytics__partitions_taken__descriptor);
        for (size_t at = 0; taken && at < taken->n_partitions; at++)
            held_in[taken->partitions[at]] = taken->worker_epoch;
        const analytics_partition_advanced *advanced = told_as(analytics, i, &analytics__partition_advanced__descriptor);
        sim_check(!advanced || advanced->worker_epoch == held_in[advanced->partition],
                  "partition %u was moved on by %s of epoch %llu, when epoch %llu held it", advanced->partition, advanced->worker,
                  (unsigned long long)advanced->worker_epoch, (unsigned long long)held_in[advanced->partition]);
    }
}

/* --- cards, tables, lists */

static void card_digest(SimNode *node, char digest[40])
{
    unsigned __int128 total = 0;
    unsigned long long rows = 0;
    char after[600] = "";
    for (bool more = true; more;) {
        pv_card_digest *page = (pv_card_digest *)check_look(node, "payvand.GetCardDigest", &pv__card_digest__descriptor,
                                                      "{\"limit\": 5000, \"after\": \"%s\"}", after);
        unsigned __int128 part = 0;
        for (const char *at = page->digest; at && *at; at++)
            part = part << 4 | (unsigned)(*at <= '9' ? *at - '0' : *at - 'a' + 10);
        total += part;
        rows += page->row_count;
        more = page->next && *page->next;
        snprintf(after, sizeof after, "%s", more ? page->next : "");
    }
    snprintf(digest, 40, "%016llx%016llx", (unsigned long long)(total >> 64), (unsigned long long)total);
    (void)rows;
}

/* Says in which row two cards differ first, by table (digest.c) and place. */
static void explain_cards(SimNode *a, SimNode *b)
{
    char after[600] = "";
    for (bool more = true; more; arena_reset(arena)) {
        pv_card_digest *rows[2];
        SimNode *sides[] = {a, b};
        for (int i = 0; i < 2; i++)
            rows[i] = (pv_card_digest *)check_look(sides[i], "payvand.GetCardDigest", &pv__card_digest__descriptor,
                                             "{\"limit\": 1, \"after\": \"%s\"}", after);
        const char *next[] = {rows[0]->next ? rows[0]->next : "", rows[1]->next ? rows[1]->next : ""};
        if (strcmp(rows[0]->digest, rows[1]->digest) != 0 || strcmp(next[0], next[1]) != 0) {
            fprintf(stderr,
                    "the row after \"%s\": %s of %s ends at \"%s\", %s of %s at \"%s\"; waiting facts: %u and %u\n", after,
                    rows[0]->digest, a->table->name, next[0], rows[1]->digest, b->table->name, next[1],
                    (unsigned)rows[0]->waiting_count, (unsigned)rows[1]->waiting_count);
            return;
        }
        more = next[0][0];
        snprintf(after, sizeof after, "%s", next[0]);
    }
}

static void check_cards(void)
{
    char first[40], other[40];
    card_digest(&nodes[0], first);
    for (unsigned i = 1; i < NODE_COUNT; i++) {
        card_digest(&nodes[i], other);
        if (strcmp(first, other) != 0)
            explain_cards(&nodes[0], &nodes[i]);
        sim_check(strcmp(first, other) == 0, "the customer cards of %s and %s differ", nodes[0].table->name,
                  nodes[i].table->name);
    }
}

/* Keeps the first line of a table that differs. */
static void table_line(void *context, const char *line)
{
    char *kept = context;
    size_t length = strlen(line);
    if (!*kept && (length < 5 || strcmp(line + length - 5, "equal") != 0))
        snprintf(kept, 300, "%s", line);
}

/* The tables are a fold of the log. */
static void check_rebuild(SimNode *node)
{
    char error[256] = "", path[400], first[300] = "";
    PvStore *store;
    PvEngine *engine;
    snprintf(path, sizeof path, "%s/%s/fresh", sim.folder, node->table->name);
    StoreOptions options = {.folder = path, .map_bytes = UINT64_C(1) << 30};
    if (store_open(&store, &options, error) != STORE_OK)
        sim_fail("%s", error);
    EngineOptions engine_options = {
        .service = node->table, .platform = &node->disk.platform, .log = node->service->log, .store = store};
    config_organisation_key_read(node->service->config, engine_options.organisation_key, error);
    if (engine_open(&engine, &engine_options, error) != ENGINE_OK)
        sim_fail("%s", error);
    uint64_t done, total;
    EngineResult result;
    while ((result = engine_replay(engine, &done, &total, error)) == ENGINE_MORE)
        ;
    sim_check(result == ENGINE_OK, "the log of %s cannot be folded: %s", node->table->name, error);
    sim_check(engine_compare(node->service->engine, engine, table_line, first), "tables of %s differ from their log: %s",
              node->table->name, first);
    engine_close(&engine);
    store_close(&store);
}

/* A dynamic list holds exactly those whom its filter describes, tried one by one. */
static void check_list(void)
{
    SimNode *marketing = node_named("marketing");
    if (!load.list_id[0])
        return;
    for (unsigned i = 0; i < load.customer_count; i++) {
        arena_reset(arena);
        pv_card *card = (pv_card *)check_look(marketing, "payvand.GetCustomer", &pv__card__descriptor, "{\"customerId\": \"%s\"}",
                                        load.customer_ids[i]);
        if (card->erased)
            continue;
        marketing_member_explanation *said = (marketing_member_explanation *)check_look(
            marketing, "payvand.marketing.ExplainMember", &marketing__member_explanation__descriptor,
            "{\"listId\": \"%s\", \"customerId\": \"%s\"}", load.list_id, card->customer_id);
        bool fits = card->loyalty && card->loyalty->points >= 60;
        sim_check(said->member == fits, "customer %s has %lld points and is %son the list", card->customer_id,
                  (long long)(card->loyalty ? card->loyalty->points : 0), said->member ? "" : "not ");
    }
}

/* Each reminder that came due was given once. */
static void check_timers(const Told *sales)
{
    for (size_t i = 0; i < sales->count; i++) {
        const sales_activity_planned *planned = told_as(sales, i, &sales__activity_planned__descriptor);
        if (!planned)
            continue;
        unsigned times = told_count_with(sales, "payvand.sales.ActivityReminded", "activity_id", planned->activity_id);
        int64_t at_ms = planned->activity->remind_at_ms;
        bool due = at_ms && at_ms <= service_clock_ms(node_named("sales")->service) - 1000;
        sim_check(times == due, "activity %s was reminded of %u times", planned->activity_id, times);
    }
}

static void check_parked(SimNode *node)
{
    sim_check(engine_figures(node->service->engine).parked == 0, "%s has parked events", node->table->name);
}

void check_all(void)
{
    static Told told[NODE_COUNT];
    arena = arena_open(256u << 20);
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        told_read(&told[i], nodes[i].service->log);
        check_log(&told[i], &nodes[i]);
        check_effects(&told[i], &nodes[i]);
        check_parked(&nodes[i]);
    }
    for (unsigned i = 0; i < NODE_COUNT; i++) {
        Heard heard = {0};
        heard_read(&heard, nodes[i].service->log);
        for (unsigned source = 0; source < NODE_COUNT; source++)
            if (source != i)
                check_heard(&told[source], &heard, &nodes[i], &nodes[source]);
        heard_free(&heard);
    }
    const Told *sales = &told[0], *marketing = &told[1], *support = &told[2], *loyalty = &told[3];
    check_asks(told);
    check_deeds(load.sales, sales, "payvand.sales.OrderPlaced", "business_key");
    check_deeds(load.refunds, sales, "payvand.sales.RefundGiven", "business_key");
    check_deeds(load.redemptions, loyalty, "payvand.loyalty.PointsRedeemed", "business_key");
    check_deeds(load.cases, support, "payvand.support.CaseOpened", "business_key");
    check_deeds(load.responses, marketing, "payvand.marketing.ResponseRecorded", "business_key");
    check_deeds(load.leads, sales, "payvand.sales.LeadCaptured", "business_key");
    check_deeds(load.conversions, sales, "payvand.sales.LeadConverted", "lead_id");
    check_deeds(load.conversions, sales, "payvand.sales.DealOpened", "lead_id");
    check_ledger(loyalty);
    check_points(sales, loyalty);
    check_purchases(sales);
    check_workers(&told[4]);
    check_cards();
    check_consent(told, arena);
    check_forgotten();
    check_timers(sales);
    check_list();
    check_portal(told, arena);
    for (unsigned i = 0; i < NODE_COUNT; i++)
        check_rebuild(&nodes[i]);
}
