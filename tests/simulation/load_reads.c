/* What clients read while all goes on: the bank's sum at every read, and their own writes by token. */
#include "load.h"
#include "payvand/loyalty/messages.h"
#include "payvand/sales/messages.h"
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

/* The invoice where it was written, its customer in another department, its member in loyalty. */
void load_read_sale(const Ask *sale, const char *invoice_id, const char *customer_id, bool earns)
{
    unsigned pick = (unsigned)sim_below(3);
    if (pick == 0)
        client_ask(node_named("sales"), true, "payvand.sales.GetInvoice", sale->token, must_be_there, NULL,
                   "{\"invoiceId\": \"%s\"}", invoice_id);
    else if (pick == 1)
        client_ask(&nodes[1 + sim_below(NODE_COUNT - 1)], true, "payvand.GetCustomer", sale->token, must_be_there, NULL,
                   "{\"customerId\": \"%s\"}", customer_id);
    else if (earns)
        client_ask(node_named("loyalty"), true, "payvand.loyalty.GetMember", sale->token, must_be_there, NULL,
                   "{\"customerId\": \"%s\"}", customer_id);
}
