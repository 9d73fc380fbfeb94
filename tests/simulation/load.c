/* What the clients ask for; see load.h. */
#include "load.h"
#include "payvand/marketing/messages.h"
#include "payvand/sales/messages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Load load;
static PvArena *arena;
static uint64_t keys;

static SimNode *any_node(void)
{
    return &nodes[sim_below(NODE_COUNT)];
}

static const char *any_customer(void)
{
    return load.customer_ids[sim_below(load.customer_count)];
}

static void learn_customer(const char *id)
{
    if (!id)
        return;
    for (unsigned i = 0; i < load.customer_count; i++)
        if (strcmp(load.customer_ids[i], id) == 0)
            return;
    if (load.customer_count < sizeof load.customer_ids / sizeof load.customer_ids[0])
        snprintf(load.customer_ids[load.customer_count++], 40, "%s", id);
}

Deed *load_deed(Deed **list, const char *kind)
{
    Deed *deed = calloc(1, sizeof *deed);
    snprintf(deed->key, sizeof deed->key, "%s-%llu", kind, (unsigned long long)++keys);
    deed->next = *list;
    return *list = deed;
}

void load_deed_asked(Deed *deed, Ask *ask)
{
    deed->asks[deed->ask_count++] = ask;
}

const char *load_reference(unsigned number)
{
    static char json[200];
    snprintf(json, sizeof json,
             "{\"identifier\": {\"kind\": \"EXTERNAL_ID\", \"namespace\": \"shop\", \"value\": \"c%03u\"}, \"name\": "
             "\"Customer %u\"}",
             number, number);
    return json;
}

/* --- answers */

static void introduced(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED)
        return;
    arena_reset(arena);
    pv_customer *customer = (pv_customer *)ask_answer(ask, &pv__customer__descriptor, arena);
    sim_check(customer, "the answer of IntroduceCustomer cannot be read");
    learn_customer(customer->customer_id);
    /* Another department, asked with the place of the answer, knows the customer or says that it is not there yet. */
    if (sim_chance(300))
        client_ask(any_node(), true, "payvand.GetCustomer", ask->token, ask->done, NULL, "{\"customerId\": \"%s\"}",
                   customer->customer_id);
}

static void looked_up(Ask *ask)
{
    sim_check(ask->state != ASK_REFUSED || sim.unknowing, "%s, asked with a token, refuses as %s",
              ask->to->table->name, ask->problem);
}

static void introduced_first(Ask *ask)
{
    if (ask->query) {
        looked_up(ask);
        return;
    }
    introduced(ask);
}

static void sold(Ask *ask)
{
    if (ask->state != ASK_ACCEPTED)
        return;
    arena_reset(arena);
    sales_order *order = (sales_order *)ask_answer(ask, &sales__order__descriptor, arena);
    sim_check(order && order->invoice_id, "the answer of RecordSale cannot be read");
    learn_customer(order->customer_id);
    if (sim_chance(400))
        load_read_sale(ask, order->invoice_id, order->customer_id, order->total->amount_minor >= 100);
    if (!sim_chance(150))
        return;
    Deed *deed = load_deed(&load.refunds, "refund");
    load_deed_asked(deed, client_ask(node_named("sales"), false, "payvand.sales.RefundInvoice", NULL, NULL, deed,
                                "{\"invoiceId\": \"%s\", \"businessKey\": \"%s\"}", order->invoice_id, deed->key));
}

static void created(Ask *ask)
{
    arena_reset(arena);
    if (ask->state != ASK_ACCEPTED)
        sim_fail("%s was refused as %s", ask->type, ask->problem);
    if (strstr(ask->type, "CreateList"))
        snprintf(load.list_id, sizeof load.list_id, "%s",
                 ((marketing_marketing_list *)ask_answer(ask, &marketing__marketing_list__descriptor, arena))->list_id);
    if (strstr(ask->type, "CreateCampaign"))
        snprintf(load.campaign_id, sizeof load.campaign_id, "%s",
                 ((marketing_campaign *)ask_answer(ask, &marketing__campaign__descriptor, arena))->campaign_id);
    load.ready = load.list_id[0] && load.campaign_id[0];
}

/* --- deeds */

static void introduce(void)
{
    unsigned number = (unsigned)sim_below(LOAD_CUSTOMERS);
    unsigned places = sim_chance(300) ? 2 : 1; /* met at two places at once */
    for (unsigned i = 0; i < places; i++)
        client_ask(any_node(), false, "payvand.IntroduceCustomer", NULL, introduced_first, NULL,
                   "{\"name\": \"Customer %u\", \"allowDuplicate\": true, \"identifiers\": [{\"kind\": \"EXTERNAL_ID\", "
                   "\"namespace\": \"shop\", \"value\": \"c%03u\"}]}",
                   number, number);
}

static void sell(void)
{
    char lines[600] = "";
    unsigned count = (unsigned)sim_between(1, 3);
    size_t at = 0;
    for (unsigned i = 0; i < count; i++)
        at += (size_t)snprintf(lines + at, sizeof lines - at,
                               "%s{\"productName\": \"Tea\", \"quantity\": \"1\", \"amountMinor\": \"%u\"}",
                               i ? "," : "", (unsigned)sim_between(100, 9000));
    Deed *deed = load_deed(&load.sales, "sale");
    const char *who = load_reference((unsigned)sim_below(LOAD_CUSTOMERS));
    unsigned times = sim_chance(80) ? 2 : 1; /* two people put the same sale in */
    for (unsigned i = 0; i < times; i++)
        load_deed_asked(deed, client_ask(node_named("sales"), false, "payvand.sales.RecordSale", NULL, sold, deed,
                                    "{\"customer\": %s, \"businessKey\": \"%s\", \"currency\": \"USD\", \"channel\": \"web\", "
                                    "\"paymentMethod\": \"card\", \"lines\": [%s]}",
                                    who, deed->key, lines));
}

void load_redeem(const char *customer_id, unsigned points)
{
    Deed *deed = load_deed(&load.redemptions, "redemption");
    load_deed_asked(deed, client_ask(node_named("loyalty"), false, "payvand.loyalty.RedeemPoints", NULL, NULL, deed,
                                "{\"customerId\": \"%s\", \"points\": \"%u\", \"reward\": \"Cup\", \"businessKey\": \"%s\"}",
                                customer_id, points, deed->key));
}

static void redeem(void)
{
    load_redeem(any_customer(), (unsigned)sim_between(1, 60));
}

static void open_case(void)
{
    Deed *deed = load_deed(&load.cases, "case");
    load_deed_asked(deed, client_ask(node_named("support"), false, "payvand.support.OpenCase", NULL, NULL, deed,
                                "{\"customer\": %s, \"businessKey\": \"%s\", \"channel\": \"EMAIL\", \"subject\": \"Tea\", "
                                "\"body\": \"Where is it?\"}",
                                load_reference((unsigned)sim_below(LOAD_CUSTOMERS)), deed->key));
}

static void respond(void)
{
    if (!load.ready)
        return;
    Deed *deed = load_deed(&load.responses, "response");
    load_deed_asked(deed, client_ask(node_named("marketing"), false, "payvand.marketing.RecordResponse", NULL, NULL, deed,
                                "{\"campaignId\": \"%s\", \"customer\": %s, \"kind\": \"INTERESTED\", \"channel\": \"EMAIL\", "
                                "\"businessKey\": \"%s\"}",
                                load.campaign_id, load_reference((unsigned)sim_below(LOAD_CUSTOMERS)), deed->key));
}

/* The same fact, changed in several departments at once. */
static void change_fact(void)
{
    const char *customer = any_customer();
    unsigned places = (unsigned)sim_between(1, 3);
    for (unsigned i = 0; i < places; i++)
        client_ask(any_node(), false, "payvand.ChangeFacts", NULL, NULL, NULL,
                   "{\"customerId\": \"%s\", \"facts\": [{\"name\": \"language\", \"text\": \"%s\"}, {\"name\": \"custom.size\", "
                   "\"text\": \"%u\"}]}",
                   customer, sim_chance(500) ? "fa" : "en", (unsigned)sim_below(50));
}

static void join(void)
{
    client_ask(any_node(), false, "payvand.MergeCustomers", NULL, NULL, NULL,
               "{\"customerId\": \"%s\", \"otherIds\": [\"%s\"]}", any_customer(), any_customer());
}

static void part(void)
{
    const char *customer = any_customer();
    client_ask(any_node(), false, "payvand.UnmergeCustomers", NULL, NULL, NULL,
               "{\"customerId\": \"%s\", \"partIds\": [\"%s\"]}", customer, any_customer());
}

static void plan_activity(void)
{
    int64_t now_ms = SIM_START_MS + (int64_t)(sim.now_us / 1000);
    client_ask(node_named("sales"), false, "payvand.sales.PlanActivity", NULL, NULL, NULL,
               "{\"kind\": \"PHONE_CALL\", \"subject\": \"Call back\", \"owner\": \"sara\", \"customerId\": \"%s\", \"dueAtMs\": "
               "\"%lld\", \"remindAtMs\": \"%lld\"}",
               any_customer(), (long long)now_ms + 90000, (long long)now_ms + (long long)sim_between(1000, 60000));
}

/* An answered command, sent again. */
static void repeat(void)
{
    unsigned back = (unsigned)sim_below(40);
    Ask *ask = asks;
    while (ask && back-- > 0)
        ask = ask->next;
    for (; ask; ask = ask->next)
        if (!ask->query && ask->state == ASK_ACCEPTED) {
            client_repeat(ask);
            return;
        }
}

static void settings(void)
{
    client_ask(node_named("loyalty"), false, "payvand.loyalty.SetProgramme", NULL, NULL, NULL,
               "{\"name\": \"Test\", \"enrolOnPurchase\": true, \"tiers\": [{\"tier\": \"member\", \"name\": \"Member\", "
               "\"minimum\": \"0\", \"multiplierPercent\": 100}], \"rates\": [{\"currency\": \"USD\", \"points\": \"1\", "
               "\"perMinor\": \"100\"}]}");
    client_ask(node_named("marketing"), false, "payvand.marketing.CreateList", NULL, created, NULL,
               "{\"name\": \"Keen\", \"filter\": \"" LOAD_FILTER "\"}");
    client_ask(node_named("marketing"), false, "payvand.marketing.CreateCampaign", NULL, created, NULL,
               "{\"name\": \"Spring\", \"objective\": \"Sell tea\", \"channel\": \"EMAIL\"}");
}

static void next(void *context)
{
    static const struct {
        unsigned weight;
        void (*act)(void);
        bool needs_customer;
    } deeds[] = {{9, introduce, false},   {25, sell, false},       {6, redeem, true},    {5, open_case, false},
                 {5, respond, false},     {11, change_fact, true}, {9, load_consent, true}, {1, join, true},
                 {2, part, true},         {7, plan_activity, true}, {7, repeat, false},  {8, load_read, false},
                 {2, load_person, false},  {3, load_lead, false}};
    if (load.stopped)
        return;
    unsigned pick = (unsigned)sim_below(100), i = 0;
    while (pick >= deeds[i].weight)
        pick -= deeds[i++].weight;
    if (!deeds[i].needs_customer || load.customer_count > 0)
        deeds[i].act();
    sim_after(sim_between(1, load.pace_us * 2), next, context);
}

void load_begin(void)
{
    arena = arena_open(64u << 20);
    load_people_begin();
    settings();
    sim_after(2 * SIM_SECOND_US, next, NULL);
}

void load_resume(void)
{
    load.stopped = false;
    sim_after(1000, next, NULL);
}
