/* Payvand's side: sales and one department that hears it, as processes with a data folder of their own. */
#include "departments.h"
#include "payvand_load.h"
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define PRELOAD_IN_FLIGHT 512

static Plan *plan;
static char data[512];
static pid_t sales_pid, consumer_pid;
static void *context, *sales, *consumer, *watch;
static uint64_t loaded;

/* --- processes ------------------------------------------------------------------------------------- */

static void write_config(const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    fprintf(file, "departments:\n  - name: sales\n  - name: %s\n", plan->consumer);
    fclose(file);
}

static pid_t start(const char *department, void **socket)
{
    char program[600], config[600], output[600];
    snprintf(program, sizeof program, "%s/payvand-%s", bench_program_folder(), department);
    snprintf(config, sizeof config, "%s/config.yaml", data);
    snprintf(output, sizeof output, "%s/%s.out", data, department);
    const char *words[] = {program, "--data", data, "--config", config, NULL};
    pid_t pid = child_start(words, output, NULL);
    *socket = department_connect(context, data, department);
    department_wait_ready(*socket, department, pid, output);
    return pid;
}

/* --- customers ------------------------------------------------------------------------------------- */

static void loaded_path(char path[600])
{
    snprintf(path, 600, "%s/customers", data);
}

static uint64_t read_loaded(void)
{
    char path[600];
    uint64_t count = 0;
    loaded_path(path);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%" SCNu64, &count) != 1)
        count = 0;
    if (file)
        fclose(file);
    return count;
}

static void write_loaded(void)
{
    char path[600];
    loaded_path(path);
    FILE *file = fopen(path, "we");
    if (!file || fprintf(file, "%" PRIu64 "\n", loaded) < 0 || fclose(file) != 0)
        bench_fail("%s: %s", path, strerror(errno));
}

static double wait_for_consumer(void)
{
    return department_wait_for(consumer, plan->consumer, sales, "sales");
}

static size_t make_customer(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_customer(slot, number, out);
}

static size_t make_product(const Plan *unused, unsigned slot, uint64_t number, uint8_t *out)
{
    return request_product(slot, number, out);
}

static uint64_t count_up(void *counter)
{
    return (*(uint64_t *)counter)++;
}

static void say_loaded(uint64_t done)
{
    if (done % 100000 == 0)
        bench_note("  %" PRIu64 " customers more", done);
}

static void load(size_t (*make)(const Plan *, unsigned, uint64_t, uint8_t *), uint64_t from, uint64_t count)
{
    Phase phase = {0};
    load_run(&(Load){.plan = plan,
                     .source = sales,
                     .make = make,
                     .next = count_up,
                     .context = &from,
                     .in_flight = count < PRELOAD_IN_FLIGHT ? (unsigned)count : PRELOAD_IN_FLIGHT,
                     .limit = count,
                     .progress = make == make_customer ? say_loaded : NULL},
             &phase);
    samples_free(&phase.answer);
}

static void preload(uint64_t customers)
{
    plan->customers = customers;
    if (loaded >= customers)
        return;
    int64_t start_ns = bench_now_ns();
    if (loaded == 0)
        load(make_product, 0, PRODUCT_COUNT);
    bench_note("payvand: introducing customers up to %" PRIu64, customers);
    load(make_customer, loaded, customers - loaded);
    double seconds = (double)(bench_now_ns() - start_ns) / 1e9;
    double rest = wait_for_consumer();
    bench_note("  %.0f a second; %s had them all %.1f s later", (double)(customers - loaded) / seconds,
               plan->consumer, rest);
    loaded = customers;
    write_loaded();
}

/* --- the side -------------------------------------------------------------------------------------- */

static void open_side(Plan *given)
{
    char config[600];
    plan = given;
    snprintf(data, sizeof data, "%s/payvand", plan->folder);
    if (!plan->keep)
        bench_folder_remove(data);
    bench_folder_make(data);
    snprintf(config, sizeof config, "%s/config.yaml", data);
    write_config(config);
    loaded = read_loaded();
    context = zmq_ctx_new();
    sales_pid = start("sales", &sales);
    consumer_pid = start(plan->consumer, &consumer);
    watch = department_connect(context, data, "sales");
    wait_for_consumer();
}

static uint64_t next_sale(void *unused)
{
    return sale_next();
}

/* Asks on a connection of its own: the load's is full of answers. */
static double flushes(void)
{
    Pv__StatusReport *report = department_status(watch, 5000);
    double count = report && report->log ? (double)report->log->flushes : 0;
    if (report)
        pv__status_report__free_unpacked(report, NULL);
    return count;
}

static void note_begin(Phase *phase)
{
    phase->flushes = flushes();
    phase->source = cpu_of_tree(sales_pid);
    phase->consumer = cpu_of_tree(consumer_pid);
    phase->client = cpu_of_self();
}

static void run(Phase *phase)
{
    wait_for_consumer();
    phase->began = note_begin;
    load_run(&(Load){.plan = plan,
                     .source = sales,
                     .consumer = consumer,
                     .make = request_sale,
                     .next = next_sale,
                     .in_flight = phase->in_flight,
                     .limit = UINT64_MAX,
                     .warm_up_s = WARM_UP_S,
                     .seconds = phase->seconds},
             phase);
    phase->client = cpu_between(phase->client, cpu_of_self());
    phase->catch_up_s = wait_for_consumer();
    phase->flushes = flushes() - phase->flushes;
    phase->source = cpu_between(phase->source, cpu_of_tree(sales_pid));
    phase->consumer = cpu_between(phase->consumer, cpu_of_tree(consumer_pid));
}

static unsigned source_pids(pid_t *pids, unsigned room)
{
    pids[0] = sales_pid;
    return 1;
}

static unsigned consumer_pids(pid_t *pids, unsigned room)
{
    pids[0] = consumer_pid;
    return 1;
}

static void close_side(void)
{
    child_stop(&consumer_pid, SIGTERM);
    child_stop(&sales_pid, SIGTERM);
    zmq_close(sales);
    zmq_close(consumer);
    zmq_close(watch);
    zmq_ctx_term(context);
    if (!plan->keep)
        bench_folder_remove(data);
}

const Side payvand_side = {.name = "Payvand",
                           .source_name = "payvand-sales",
                           .consumer_name = "the consumer",
                           .open = open_side,
                           .preload = preload,
                           .run = run,
                           .source_pids = source_pids,
                           .consumer_pids = consumer_pids,
                           .close = close_side};
