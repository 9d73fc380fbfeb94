/* Fills an installation that runs: customers, products, sales and open deals told to the department of sales over ipc, then
 * waits until the other departments and the portal have heard it all.
 *   bench_http_fill --data FOLDER --customers N --sales N --deals N --hearers loyalty,portal */
#include "departments.h"
#include "payvand_load.h"
#include "payvand/sales/messages.h"
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define IN_FLIGHT 512
#define HEARERS_LIMIT 6

static const char *doing;

static size_t make_customer(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_customer(slot, number, out);
}

static size_t make_product(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_product(slot, number, out);
}

static size_t make_deal(const Plan *plan, unsigned slot, uint64_t number, uint8_t *out)
{
    char key[24], title[48];
    Pv__Identifier identifier;
    Pv__CustomerReference customer = PV__CUSTOMER_REFERENCE__INIT;
    Pv__Money value = PV__MONEY__INIT;
    Sales__OpenDeal command = SALES__OPEN_DEAL__INIT;
    uint64_t seed = number * 31 + 5;
    sale_customer_key(bench_random(&seed) % plan->customers, key);
    snprintf(title, sizeof title, "Renewal of the contract %" PRIu64, number);
    request_identifier(&identifier, key);
    customer.identifier = &identifier;
    value.has_amount_minor = 1;
    value.amount_minor = 100000 + (int64_t)(bench_random(&seed) % 5000000);
    value.currency = "EUR";
    command.customer = &customer;
    command.title = title;
    command.value = &value;
    return request_pack(slot, PV__REQUEST_KIND__COMMAND, &command.base, NULL, out);
}

static uint64_t count_up(void *counter)
{
    return (*(uint64_t *)counter)++;
}

static void progress(uint64_t done)
{
    if (done % 100000 == 0)
        bench_note("  %" PRIu64 " %s", done, doing);
}

static void tell(const Plan *plan, void *sales, const char *what, uint64_t count,
                 size_t (*make)(const Plan *, unsigned, uint64_t, uint8_t *))
{
    uint64_t from = 0;
    Phase phase = {0};
    if (!count)
        return;
    doing = what;
    int64_t began = bench_now_ns();
    load_run(&(Load){.plan = plan,
                     .source = sales,
                     .make = make,
                     .next = count_up,
                     .context = &from,
                     .in_flight = count < IN_FLIGHT ? (unsigned)count : IN_FLIGHT,
                     .limit = count,
                     .progress = progress},
             &phase);
    samples_free(&phase.answer);
    double seconds = (double)(bench_now_ns() - began) / 1e9;
    bench_note("%" PRIu64 " %s in %.1f s, %.0f a second", count, what, seconds, (double)count / seconds);
}

/* Every hearer holds what every department told, until nothing is missing. */
static void wait_for_all(void *context, const char *data, char *const names[], unsigned count)
{
    void *sockets[HEARERS_LIMIT + 1];
    for (unsigned i = 0; i <= count; i++)
        sockets[i] = department_connect(context, data, i < count ? names[i] : "sales");
    for (unsigned round = 0; round < 2; round++) /* what one heard of another makes it tell more */
        for (unsigned hearer = 0; hearer < count; hearer++)
            for (unsigned source = 0; source <= count; source++)
                if (source != hearer)
                    department_wait_for(sockets[hearer], names[hearer], sockets[source],
                                        source < count ? names[source] : "sales");
    for (unsigned i = 0; i <= count; i++)
        zmq_close(sockets[i]);
}

int main(int count, char **words)
{
    static const struct option known[] = {{"data", 1, NULL, 'd'},  {"customers", 1, NULL, 'c'}, {"sales", 1, NULL, 's'},
                                          {"deals", 1, NULL, 'o'}, {"hearers", 1, NULL, 'h'},   {0}};
    Plan plan = {.run = "fill"};
    uint64_t sale_count = 0, deal_count = 0;
    const char *data = NULL;
    char *hearers[HEARERS_LIMIT], *rest = NULL;
    unsigned hearer_count = 0;
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (option) {
        case 'd': data = optarg; break;
        case 'c': plan.customers = strtoull(optarg, NULL, 10); break;
        case 's': sale_count = strtoull(optarg, NULL, 10); break;
        case 'o': deal_count = strtoull(optarg, NULL, 10); break;
        case 'h':
            for (char *name = strtok_r(optarg, ",", &rest); name && hearer_count < HEARERS_LIMIT;
                 name = strtok_r(NULL, ",", &rest))
                hearers[hearer_count++] = name;
            break;
        default: return 64;
        }
    }
    if (!data || !plan.customers)
        return fputs("usage: bench_http_fill --data FOLDER --customers N [--sales N] [--deals N] [--hearers A,B]\n",
                     stderr),
               64;
    void *context = zmq_ctx_new();
    void *sales = department_connect(context, data, "sales");
    tell(&plan, sales, "products", PRODUCT_COUNT, make_product);
    tell(&plan, sales, "customers", plan.customers, make_customer);
    tell(&plan, sales, "sales", sale_count, request_sale);
    tell(&plan, sales, "deals", deal_count, make_deal);
    int64_t began = bench_now_ns();
    wait_for_all(context, data, hearers, hearer_count);
    bench_note("all heard %.1f s later", (double)(bench_now_ns() - began) / 1e9);
    zmq_close(sales);
    zmq_ctx_term(context);
    return 0;
}
