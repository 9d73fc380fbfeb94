/* Requests of people that become a deal, and at times a relation to a company: several steps of one command, whose last may
 * be refused after the others were told. */
#include "load.h"
#include "payvand/sales/messages.h"
#include <stdio.h>
#include <string.h>

static PvArena *arena;

/* Two sellers convert it at once, at times; the company may be the person, of itself or by a merge: that is refused. */
static void convert(const char *lead_id, const char *customer_id)
{
    char company[120] = "";
    Deed *deed = load_deed(&load.conversions, "conversion");
    snprintf(deed->key, sizeof deed->key, "%s", lead_id);
    if (sim_chance(700))
        snprintf(company, sizeof company, ", \"company\": {\"customerId\": \"%s\"}",
                 sim_chance(450) ? customer_id : load.customer_ids[sim_below(load.customer_count)]);
    unsigned times = sim_chance(250) ? 2 : 1;
    for (unsigned i = 0; i < times; i++)
        load_deed_asked(deed, client_ask(node_named("sales"), false, "payvand.sales.ConvertLead", NULL, NULL, deed,
                                         "{\"leadId\": \"%s\", \"title\": \"Tea for all\"%s}", lead_id, company));
}

static void captured(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED || load.customer_count == 0)
        return;
    arena_reset(arena);
    const sales_lead *lead = (sales_lead *)ask_answer(ask, &sales__lead__descriptor, arena);
    sim_check(lead && lead->lead_id, "the answer of CaptureLead cannot be read");
    if (!load.stopped)
        convert(lead->lead_id, lead->customer_id);
}

void load_lead(void)
{
    if (!arena)
        arena = arena_open(16u << 20);
    Deed *deed = load_deed(&load.leads, "lead");
    load_deed_asked(deed, client_ask(node_named("sales"), false, "payvand.sales.CaptureLead", NULL, captured, deed,
                                     "{\"customer\": %s, \"subject\": \"Tea\", \"owner\": \"sara\", \"businessKey\": \"%s\"}",
                                     load_reference((unsigned)sim_below(LOAD_CUSTOMERS)), deed->key));
}
