/* What clients read while all goes on: the bank's sum at every read, and their own writes by token. */
#include "load.h"
#include "payvand/loyalty/messages.h"
#include "payvand/sales/messages.h"
#include "told.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PvArena *arena;

static ProtobufCMessage *answer(const Ask *ask, const ProtobufCMessageDescriptor *type)
{
    if (!arena)
        arena = arena_open(64u << 20);
    arena_reset(arena);
    ProtobufCMessage *message = ask_answer(ask, type, arena);
    sim_check(message, "the answer of %s cannot be read", ask->type);
    return message;
}

/* --- the bank */

static void ledger_read(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED)
        return;
    const loyalty_ledger_check *page = (loyalty_ledger_check *)answer(ask, &loyalty__ledger_check__descriptor);
    sim_check(page->n_faults == 0, "the ledger, read meanwhile: %s", page->faults[0]);
    sim_check(page->sum == 0, "the ledger, read meanwhile, adds up to %lld", (long long)page->sum);
}

static void member_read(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED)
        return;
    const loyalty_member_view *view = (loyalty_member_view *)answer(ask, &loyalty__member_view__descriptor);
    int64_t points = 0;
    for (size_t i = 0; i < view->n_accounts; i++) {
        points += view->accounts[i]->points;
        sim_check(view->accounts[i]->points >= 0 && view->accounts[i]->pending_points >= 0,
                  "account %s is below zero: %lld points", view->accounts[i]->customer_id, (long long)view->accounts[i]->points);
    }
    sim_check(view->joined_points == points, "joined accounts hold %lld points, shown are %lld", (long long)points,
              (long long)view->joined_points);
    if (points == 0 || load.stopped || !sim_chance(400))
        return;
    for (unsigned i = 0; i < 3; i++) /* at once more than there is, mostly */
        load_redeem(view->member->customer_id, (unsigned)((uint64_t)points * sim_between(40, 115) / 100) + 1);
}

void load_read(void)
{
    SimNode *loyalty = node_named("loyalty");
    if (load.customer_count == 0 || sim_chance(500))
        client_ask(loyalty, true, "payvand.loyalty.GetLedgerCheck", NULL, ledger_read, NULL, "{\"limit\": 500}");
    else
        client_ask(loyalty, true, "payvand.loyalty.GetMember", NULL, member_read, NULL, "{\"customerId\": \"%s\"}",
                   load.customer_ids[sim_below(load.customer_count)]);
}

/* --- one's own writes */

static void must_be_there(Ask *ask)
{
    sim_check(ask->state != ASK_REFUSED || sim.unknowing,
              "%s of %s, asked with the token of the change, is refused as %s", ask->type,
              ask->to->table->name, ask->problem);
}

/* A customer that is read with the token of a sale. */
typedef struct CustomerRead {
    char customer_id[40];
    ServicePosition heard[BUS_PEER_LIMIT]; /* by who is asked, before it is asked */
    unsigned heard_count;
} CustomerRead;

static bool was_heard(const CustomerRead *read, const HeardEvent *event)
{
    for (unsigned i = 0; i < read->heard_count; i++)
        if (strcmp(read->heard[i].name, event->source) == 0)
            return read->heard[i].epoch == event->epoch && read->heard[i].sequence >= event->sequence;
    return false;
}

/* The token of a sale is a place in the log of sales alone. A customer that another department introduced may therefore be
 * unknown to who had not heard that one so far; asked again with the place of the introduction, it must be known. */
static void read_with_introduction(void *context)
{
    const Ask *ask = context;
    const CustomerRead *read = ask->about;
    const SimNode *sales = node_named("sales");
    HeardEvent place;
    char token[128];
    if (!node_is_ready(sales) || !told_introduction(sales->service->log, read->customer_id, &place)) {
        /* sales may know the id from a link so far, which a third department told */
        sim_after(SIM_SECOND_US, read_with_introduction, context);
        return;
    }
    sim_check(strcmp(place.source, "sales") != 0 && strcmp(place.source, ask->to->table->name) != 0 && !was_heard(read, &place),
              "%s does not know customer %s, whose introduction by %s it had heard or was to wait for", ask->to->table->name,
              read->customer_id, place.source);
    snprintf(token, sizeof token, "%s.%" PRIx64 ".%" PRIu64, place.source, place.epoch, place.sequence);
    client_ask(ask->to, true, "payvand.GetCustomer", token, must_be_there, NULL, "{\"customerId\": \"%s\"}",
               read->customer_id);
}

static void customer_read(Ask *ask)
{
    if (ask->state == ASK_REFUSED && !sim.unknowing && strcmp(ask->problem, "customer-not-found") == 0)
        read_with_introduction(ask);
    else
        must_be_there(ask);
}

static void read_customer(SimNode *node, const Ask *sale, const char *customer_id)
{
    CustomerRead *read = calloc(1, sizeof *read);
    snprintf(read->customer_id, sizeof read->customer_id, "%s", customer_id);
    if (node->service) {
        read->heard_count = node->service->durable.position_count;
        memcpy(read->heard, node->service->durable.positions, sizeof read->heard);
    }
    client_ask(node, true, "payvand.GetCustomer", sale->token, customer_read, read, "{\"customerId\": \"%s\"}", customer_id);
}

/* The invoice where it was written, its customer in another department, its member in loyalty. */
void load_read_sale(const Ask *sale, const char *invoice_id, const char *customer_id, bool earns)
{
    unsigned pick = (unsigned)sim_below(3);
    if (pick == 0)
        client_ask(node_named("sales"), true, "payvand.sales.GetInvoice", sale->token, must_be_there, NULL,
                   "{\"invoiceId\": \"%s\"}", invoice_id);
    else if (pick == 1)
        read_customer(&nodes[1 + sim_below(NODE_COUNT - 1)], sale, customer_id);
    else if (earns)
        client_ask(node_named("loyalty"), true, "payvand.loyalty.GetMember", sale->token, must_be_there, NULL,
                   "{\"customerId\": \"%s\"}", customer_id);
}
