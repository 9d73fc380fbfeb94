/* How long a paid sale takes until the last department holds its effect: points in loyalty, RFM in analytics,
 * membership of a list in marketing, priority in support. All five departments and two workers run; events on
 * PUB are durable. */
#include "departments.h"
#include "payvand/analytics/messages.h"
#include "payvand/marketing/messages.h"
#include "payvand/sales/messages.h"
#include "payvand/support/messages.h"
#include "payvand_load.h"
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define BACKGROUND_CUSTOMERS 500
#define BACKGROUND_SALES 1500
#define STRIDE_LIMIT 60000 /* requests are told apart by 16 bits */
#define SETTLE_LIMIT_NS INT64_C(60000000000)
#define EFFECT_LIMIT_NS INT64_C(10000000000)
#define GOLD_UNIT_PRICE_MINOR 250000 /* two of these make a member gold at once */
#define MEDIAN_GOAL_MS 5.0
#define P99_GOAL_MS 50.0

enum { SALES, MARKETING, SUPPORT, LOYALTY, ANALYTICS, DEPARTMENTS };
static const char *const names[DEPARTMENTS] = {"sales", "marketing", "support", "loyalty", "analytics"};

/* What must be heard of each buyer. */
enum { POINTS, RFM, MEMBERSHIP, PRIORITY, EFFECTS };
static const struct {
    const char *name, *type;
    int department;
} effects[EFFECTS] = {{"points in loyalty", "payvand.loyalty.PointsEarned", LOYALTY},
                      {"RFM in analytics", "payvand.analytics.RfmChanged", ANALYTICS},
                      {"list in marketing", "payvand.marketing.ListMemberAdded", MARKETING},
                      {"priority in support", "payvand.support.CasePriorityChanged", SUPPORT}};

typedef struct Buyer {
    char customer_id[37];
    int64_t sent_ns, effect_ns[EFFECTS];
} Buyer;

static const char *folder = "/var/tmp/payvand-latency", *json;
static char data[520];
static unsigned per_second = 50, seconds = 20, buyer_count;
static Buyer *buyers;
static Plan plan = {.customers = BACKGROUND_CUSTOMERS, .run = "background"};
static pid_t supervisor;
static void *context, *doors[DEPARTMENTS], *feeds[DEPARTMENTS];
static Samples answers;
static bool scored;

/* --- starting -------------------------------------------------------------------------------------- */

static void start(void)
{
    char program[600], output[600];
    bench_folder_make(folder);
    snprintf(data, sizeof data, "%s/data", folder);
    bench_folder_remove(data);
    bench_folder_make(data);
    snprintf(program, sizeof program, "%s/payvand", bench_program_folder());
    snprintf(output, sizeof output, "%s/up.out", folder);
    const char *words[] = {program, "up", "--data", data, NULL};
    supervisor = child_start(words, output, NULL);
    context = zmq_ctx_new();
    for (int i = 0; i < DEPARTMENTS; i++) {
        doors[i] = department_connect(context, data, names[i]);
        department_wait_ready(doors[i], names[i], supervisor, output);
        feeds[i] = department_subscribe(context, data, names[i]);
    }
}

/* Everything told is heard by everybody. */
static void settle(void)
{
    for (int round = 0; round < 2; round++)
        for (int to = 0; to < DEPARTMENTS; to++)
            for (int from = 0; from < DEPARTMENTS; from++)
                if (from != to)
                    department_wait_for(doors[to], names[to], doors[from], names[from]);
}

/* Workers tell analytics by commands, which no position shows: waits until it tells nothing new for a second. */
static void wait_for_workers(void)
{
    uint64_t head = 0;
    for (unsigned quiet = 0; quiet < 20; quiet++) {
        Pv__StatusReport *report = department_status(doors[ANALYTICS], 5000);
        if (!report)
            bench_fail("analytics does not tell its status");
        quiet = report->head > 0 && report->head == head ? quiet : 0;
        head = report->head;
        pv__status_report__free_unpacked(report, NULL);
        bench_pause_us(50000);
    }
}

/* --- commands one by one --------------------------------------------------------------------------- */

static void ask(int department, const ProtobufCMessage *command)
{
    uint8_t bytes[REQUEST_BYTES];
    ReplyHead head;
    char text[256];
    size_t size = request_pack(0, PV__REQUEST_KIND__COMMAND, command, NULL, bytes);
    zmq_send(doors[department], bytes, size, 0);
    zmq_pollitem_t item = {.socket = doors[department], .events = ZMQ_POLLIN};
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_poll(&item, 1, 10000) <= 0 || zmq_msg_recv(&frame, doors[department], ZMQ_DONTWAIT) < 0 ||
        !reply_head_read(zmq_msg_data(&frame), zmq_msg_size(&frame), &head))
        bench_fail("%s does not answer %s", names[department], command->descriptor->name);
    if (head.refused) {
        problem_read(head.problem, text);
        bench_fail("%s: %s", command->descriptor->name, text);
    }
    zmq_msg_close(&frame);
}

static uint64_t count_up(void *counter)
{
    return (*(uint64_t *)counter)++;
}

static size_t make_customer(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_customer(slot, number, out);
}

static size_t make_product(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_product(slot, number, out);
}

static void make_case(Support__OpenCase *command, Pv__CustomerReference *customer, Pv__Identifier *identifier,
                      char key[24], unsigned buyer)
{
    sale_customer_key(BACKGROUND_CUSTOMERS + buyer, key);
    request_identifier(identifier, key);
    pv__customer_reference__init(customer);
    customer->identifier = identifier;
    support__open_case__init(command);
    command->customer = customer;
    command->subject = "Where is my parcel?";
    command->body = "I have been waiting for a week.";
}

static size_t make_case_request(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    char key[24];
    Support__OpenCase command;
    Pv__CustomerReference customer;
    Pv__Identifier identifier;
    make_case(&command, &customer, &identifier, key, (unsigned)number);
    return request_pack(slot, PV__REQUEST_KIND__COMMAND, &command.base, NULL, out);
}

static void load(int department, size_t (*make)(const Plan *, unsigned, uint64_t, uint8_t *), uint64_t count)
{
    Phase phase = {0};
    uint64_t from = 0;
    load_run(&(Load){.plan = &plan,
                     .source = doors[department],
                     .make = make,
                     .next = count_up,
                     .context = &from,
                     .in_flight = 64,
                     .limit = count},
             &phase);
    samples_free(&phase.answer);
}

/* --- feeds ----------------------------------------------------------------------------------------- */

static Buyer *buyer_of(BusBytes customer_id)
{
    for (unsigned i = 0; customer_id.size_bytes == 36 && i < buyer_count; i++)
        if (memcmp(buyers[i].customer_id, customer_id.bytes, 36) == 0)
            return &buyers[i];
    return NULL;
}

/* Cases are opened in the order of buyers, but answered and told as they come: the subject tells the name. */
static void note_name(BusBytes payload)
{
    Pv__CustomerIntroduced *told = pv__customer_introduced__unpack(NULL, payload.size_bytes, payload.bytes);
    if (!told)
        return;
    const char *value = told->n_identifiers ? told->identifiers[0]->value : NULL;
    unsigned long number = value && *value == 'C' ? strtoul(value + 1, NULL, 10) : 0;
    if (number >= BACKGROUND_CUSTOMERS && number < BACKGROUND_CUSTOMERS + buyer_count)
        snprintf(buyers[number - BACKGROUND_CUSTOMERS].customer_id, 37, "%s", told->customer_id);
    pv__customer_introduced__free_unpacked(told, NULL);
}

static void take_event(int department, BusBytes envelope, int64_t now)
{
    BusBytes type = {0}, subject = {0}, payload = {0};
    for (Fields fields = fields_of(envelope); fields_next(&fields);) {
        if (fields.number == 10)
            type = fields.bytes;
        else if (fields.number == 12)
            subject = fields.bytes;
        else if (fields.number == 19)
            payload = fields.bytes;
    }
    if (!type.size_bytes)
        return;
    if (department == SALES && bytes_are(type, "payvand.CustomerIntroduced"))
        note_name(payload);
    if (department == ANALYTICS && bytes_are(type, "payvand.analytics.RfmScoringEnded"))
        scored = true;
    for (int i = 0; i < EFFECTS; i++) {
        if (effects[i].department != department || !bytes_are(type, effects[i].type))
            continue;
        Buyer *buyer = buyer_of(subject);
        if (buyer && buyer->sent_ns && !buyer->effect_ns[i])
            buyer->effect_ns[i] = now;
    }
}

/* Takes what is there from the feeds and from sales; waits at most timeout_ms for the first of it. */
static void take_all(int timeout_ms)
{
    zmq_pollitem_t items[DEPARTMENTS + 1];
    for (int i = 0; i < DEPARTMENTS; i++)
        items[i] = (zmq_pollitem_t){.socket = feeds[i], .events = ZMQ_POLLIN};
    items[DEPARTMENTS] = (zmq_pollitem_t){.socket = doors[SALES], .events = ZMQ_POLLIN};
    if (zmq_poll(items, DEPARTMENTS + 1, timeout_ms) <= 0)
        return;
    for (int i = 0; i <= DEPARTMENTS; i++) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        while (zmq_msg_recv(&frame, items[i].socket, ZMQ_DONTWAIT) >= 0) {
            int64_t now = bench_now_ns();
            ReplyHead head;
            if (i < DEPARTMENTS && !zmq_msg_more(&frame))
                take_event(i, (BusBytes){zmq_msg_data(&frame), zmq_msg_size(&frame)}, now);
            if (i == DEPARTMENTS && reply_head_read(zmq_msg_data(&frame), zmq_msg_size(&frame), &head)) {
                if (head.refused || head.slot >= buyer_count)
                    bench_fail("a sale was refused");
                samples_add(&answers, now - buyers[head.slot].sent_ns);
            }
        }
        zmq_msg_close(&frame);
    }
}

/* --- the run --------------------------------------------------------------------------------------- */

static void prepare(void)
{
    Marketing__CreateList list = MARKETING__CREATE_LIST__INIT;
    Analytics__ScoreRfm score = ANALYTICS__SCORE_RFM__INIT;
    list.name = "Gold buyers";
    list.filter = "purchases >= 1 and tier in (gold, platinum)";
    load(SALES, make_product, PRODUCT_COUNT);
    load(SALES, make_customer, BACKGROUND_CUSTOMERS + buyer_count);
    load(SALES, request_sale, BACKGROUND_SALES);
    settle();
    wait_for_workers();
    load(SUPPORT, make_case_request, buyer_count);
    ask(MARKETING, &list.base);
    settle();
    take_all(100);
    scored = false;
    ask(ANALYTICS, &score.base);
    for (int64_t end = bench_now_ns() + SETTLE_LIMIT_NS; !scored;) {
        take_all(100);
        if (bench_now_ns() > end)
            bench_fail("the scoring run does not end");
    }
    settle();
    take_all(100);
    for (unsigned i = 0; i < buyer_count; i++)
        if (!buyers[i].customer_id[0])
            bench_fail("sales did not publish the introduction of buyer %u", i);
}

static void send_sale(unsigned number)
{
    uint8_t bytes[REQUEST_BYTES];
    char key[24], business_key[32];
    Pv__Identifier identifier;
    Pv__CustomerReference customer = PV__CUSTOMER_REFERENCE__INIT;
    Sales__LineInput lines[SALE_LINES], *pointers[SALE_LINES];
    Sales__RecordSale command = SALES__RECORD_SALE__INIT;
    sale_customer_key(BACKGROUND_CUSTOMERS + number, key);
    request_identifier(&identifier, key);
    customer.identifier = &identifier;
    snprintf(business_key, sizeof business_key, "sale-%u", number);
    command.customer = &customer;
    command.business_key = business_key;
    command.currency = "EUR";
    command.payment_method = "card";
    for (unsigned i = 0; i < SALE_LINES; i++) {
        pointers[i] = &lines[i];
        sales__line_input__init(&lines[i]);
        lines[i].sku = i ? "SKU-0001" : "SKU-0002";
        lines[i].has_unit_price_minor = 1;
        lines[i].unit_price_minor = GOLD_UNIT_PRICE_MINOR;
    }
    command.lines = pointers;
    command.n_lines = SALE_LINES;
    size_t size = request_pack(number, PV__REQUEST_KIND__COMMAND, &command.base, NULL, bytes);
    buyers[number].sent_ns = bench_now_ns();
    zmq_send(doors[SALES], bytes, size, 0);
}

static unsigned missing(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < buyer_count; i++)
        for (int n = 0; n < EFFECTS; n++)
            count += !buyers[i].effect_ns[n];
    return count;
}

static void run(void)
{
    int64_t start_ns = bench_now_ns(), step_ns = 1000000000 / per_second;
    for (unsigned sent = 0; sent < buyer_count;) {
        int64_t left_ns = start_ns + sent * step_ns - bench_now_ns();
        if (left_ns <= 0)
            send_sale(sent++);
        else
            take_all((int)(left_ns / 1000000) + 1);
    }
    int64_t end_ns = bench_now_ns() + EFFECT_LIMIT_NS;
    while (missing() && bench_now_ns() < end_ns)
        take_all(50);
}

/* --- the report ------------------------------------------------------------------------------------ */

static void print(const char *name, Samples *samples)
{
    printf("  %-28s %8zu %10.2f %10.2f\n", name, samples->count, samples_ms(samples, 0.5),
           samples_ms(samples, 0.99));
}

static int report(void)
{
    Samples each[EFFECTS] = {0}, last = {0};
    for (unsigned i = 0; i < buyer_count; i++) {
        int64_t latest = 0;
        bool whole = true;
        for (int n = 0; n < EFFECTS; n++) {
            int64_t effect_ns = buyers[i].effect_ns[n];
            whole &= effect_ns != 0;
            latest = effect_ns > latest ? effect_ns : latest;
            if (effect_ns)
                samples_add(&each[n], effect_ns - buyers[i].sent_ns);
        }
        if (whole)
            samples_add(&last, latest - buyers[i].sent_ns);
    }
    printf("Paid sale to its effects, %u a second, five departments and two workers, ms\n  %-28s %8s %10s "
           "%10s\n",
           per_second, "", "sales", "median", "p99");
    print("answer of sales", &answers);
    for (int n = 0; n < EFFECTS; n++)
        print(effects[n].name, &each[n]);
    print("the last of them", &last);
    bool good = last.count == buyer_count && samples_ms(&last, 0.5) < MEDIAN_GOAL_MS &&
                samples_ms(&last, 0.99) < P99_GOAL_MS;
    printf("  median below %.0f ms and 99th percentile below %.0f ms: %s", MEDIAN_GOAL_MS, P99_GOAL_MS,
           good ? "yes" : "no");
    printf(last.count == buyer_count ? "\n" : "; %u effects did not come\n", missing());
    FILE *file = json ? fopen(json, "we") : NULL;
    if (json && !file)
        bench_fail("%s: %s", json, strerror(errno));
    if (file) {
        fprintf(file,
                "{\"benchmark\": \"latency\", \"sales\": %u, \"missing\": %u, \"answer_median_ms\": %.3f",
                buyer_count, missing(), samples_ms(&answers, 0.5));
        for (int n = 0; n < EFFECTS; n++)
            fprintf(file, ", \"%s_median_ms\": %.3f, \"%s_p99_ms\": %.3f", names[effects[n].department],
                    samples_ms(&each[n], 0.5), names[effects[n].department], samples_ms(&each[n], 0.99));
        fprintf(file, ", \"last_median_ms\": %.3f, \"last_p99_ms\": %.3f}\n", samples_ms(&last, 0.5),
                samples_ms(&last, 0.99));
        fclose(file);
    }
    return good ? 0 : 1;
}

static void read_options(int count, char **words)
{
    static const struct option known[] = {{"rate", required_argument, NULL, 'r'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {"dir", required_argument, NULL, 'o'},
                                          {"json", required_argument, NULL, 'j'},
                                          {0}};
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (option) {
        case 'r':
            per_second = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 's':
            seconds = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'o':
            folder = optarg;
            break;
        case 'j':
            json = optarg;
            break;
        default:
            seconds = 0;
        }
    }
    buyer_count = per_second * seconds;
    if (optind == count && buyer_count > 0 && buyer_count < STRIDE_LIMIT && folder[0] == '/')
        return;
    fputs("usage: bench_latency [--rate SALES-A-SECOND] [--seconds S] [--dir FOLDER] [--json FILE]\n",
          stderr);
    exit(64);
}

int main(int count, char **words)
{
    read_options(count, words);
    buyers = calloc(buyer_count, sizeof *buyers);
    if (!buyers)
        bench_fail("out of memory");
    start();
    prepare();
    run();
    int code = report();
    child_stop(&supervisor, SIGTERM);
    bench_folder_remove(folder);
    return code;
}
