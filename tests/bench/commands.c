/* Durable commands a second: sales with one department that hears it, and PostgreSQL 15 doing the same work,
 * one after the other on the same disk. */
#include "commands.h"
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROFILE_IN_FLIGHT 64
#define LONG_CUSTOMERS 5000000

typedef struct Options {
    uint64_t sizes[SIZE_LIMIT];
    unsigned size_count;
    unsigned in_flight[PHASE_LIMIT];
    unsigned in_flight_count;
    double seconds;
    unsigned profile_seconds;
    const char *folder, *json, *consumer, *side;
    bool keep;
} Options;

/* --- profile --------------------------------------------------------------------------------------- */

typedef struct Profile {
    const Side *side;
    const char *folder;
    unsigned seconds;
    pid_t perf[2];
    char files[2][600];
} Profile;

/* Waits until the load has begun, so that all its processes are there. */
static void *attach(void *context)
{
    Profile *profile = context;
    pid_t pids[256];
    bench_pause_us((unsigned)(WARM_UP_S * 1e6));
    profile->perf[0] =
        profile_start(profile->files[0], pids, profile->side->source_pids(pids, 256), profile->seconds);
    unsigned count = profile->side->consumer_pids(pids, 256);
    if (count)
        profile->perf[1] = profile_start(profile->files[1], pids, count, profile->seconds);
    profile_wait(profile->perf[0]);
    if (count)
        profile_wait(profile->perf[1]);
    return NULL;
}

static void run_profile(const Side *side, const Options *options, SideReport *report)
{
    Profile profile = {.side = side, .folder = options->folder, .seconds = options->profile_seconds};
    pthread_t thread;
    if (options->profile_seconds == 0)
        return;
    for (int i = 0; i < 2; i++)
        snprintf(profile.files[i], sizeof profile.files[i], "%s/profile-%d", options->folder, i);
    Phase phase = {.in_flight = PROFILE_IN_FLIGHT, .seconds = options->profile_seconds + 1};
    if (pthread_create(&thread, NULL, attach, &profile) != 0)
        bench_fail("no thread for the profile");
    side->run(&phase);
    pthread_join(thread, NULL);
    report->profile_lines = profile_read(profile.files[0], report->profile, PROFILE_LINES);
    if (profile.perf[1])
        report->consumer_profile_lines =
            profile_read(profile.files[1], report->consumer_profile, PROFILE_LINES);
    samples_free(&phase.answer);
    samples_free(&phase.effect);
}

/* --- runs ------------------------------------------------------------------------------------------ */

static void run_phase(const Side *side, unsigned in_flight, const Options *options, Phase *phase)
{
    *phase = (Phase){.in_flight = in_flight, .seconds = options->seconds};
    side->run(phase);
    bench_note("%s: %u in flight: %.0f/s, answer %.2f ms, effect %.2f ms", side->name, in_flight,
               (double)phase->done / phase->seconds, samples_ms(&phase->answer, 0.5),
               samples_ms(&phase->effect, 0.5));
}

/* The smaller sizes are for the cost per command alone, which is told at 64 in flight. */
static void run_side(const Side *side, Plan *plan, const Options *options, Report *report, SideReport *result)
{
    side->open(plan);
    for (unsigned size = 0; size < options->size_count; size++) {
        side->preload(options->sizes[size]);
        if (size + 1 < options->size_count) {
            run_phase(side, PROFILE_IN_FLIGHT, options, &result->phases[size][0]);
            report->phase_counts[size] = 1;
            continue;
        }
        for (unsigned i = 0; i < options->in_flight_count; i++)
            run_phase(side, options->in_flight[i], options, &result->phases[size][i]);
        report->phase_counts[size] = options->in_flight_count;
    }
    run_profile(side, options, result);
    side->close();
}

/* --- options --------------------------------------------------------------------------------------- */

static void usage(void)
{
    fputs("usage: bench_commands [--customers N[,N…]] [--in-flight N[,N…]] [--seconds S] [--long] "
          "[--consumer NAME]\n"
          "                      [--side payvand|postgres] [--profile SECONDS] [--dir FOLDER] [--keep "
          "FOLDER] [--json FILE]\n"
          "  --customers  sizes of the store, rising; the last takes all of --in-flight (default "
          "10000,1000000)\n"
          "  --long       5,000,000 customers as a last size\n"
          "  --dir        folder on the disk to measure, emptied before (default /var/tmp/payvand-bench)\n"
          "  --keep       the same, but customers of an earlier run are used again and all is left there\n",
          stderr);
    exit(64);
}

static unsigned read_list(char *text, uint64_t *numbers, unsigned room)
{
    unsigned count = 0;
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
        char *end;
        uint64_t number = strtoull(word, &end, 10);
        if (*end || number == 0 || count == room || (count && number <= numbers[count - 1]))
            usage();
        numbers[count++] = number;
    }
    return count;
}

static void read_in_flight(char *text, Options *options)
{
    uint64_t numbers[PHASE_LIMIT];
    options->in_flight_count = read_list(text, numbers, PHASE_LIMIT);
    for (unsigned i = 0; i < options->in_flight_count; i++) {
        if (numbers[i] > IN_FLIGHT_LIMIT)
            usage();
        options->in_flight[i] = (unsigned)numbers[i];
    }
}

static void read_options(int count, char **words, Options *options)
{
    static const struct option known[] = {{"customers", required_argument, NULL, 'c'},
                                          {"in-flight", required_argument, NULL, 'f'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {"long", no_argument, NULL, 'l'},
                                          {"consumer", required_argument, NULL, 'd'},
                                          {"side", required_argument, NULL, 'w'},
                                          {"profile", required_argument, NULL, 'p'},
                                          {"dir", required_argument, NULL, 'o'},
                                          {"keep", required_argument, NULL, 'k'},
                                          {"json", required_argument, NULL, 'j'},
                                          {0}};
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (option) {
        case 'c':
            options->size_count = read_list(optarg, options->sizes, SIZE_LIMIT - 1);
            break;
        case 'f':
            read_in_flight(optarg, options);
            break;
        case 's':
            options->seconds = strtod(optarg, NULL);
            break;
        case 'l':
            options->sizes[options->size_count++] = LONG_CUSTOMERS;
            break;
        case 'd':
            options->consumer = optarg;
            break;
        case 'w':
            options->side = optarg;
            break;
        case 'p':
            options->profile_seconds = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'k':
            options->keep = true; /* fall through */
        case 'o':
            options->folder = optarg;
            break;
        case 'j':
            options->json = optarg;
            break;
        default:
            usage();
        }
    }
    if (optind < count || options->seconds <= 0 || options->size_count == 0 ||
        options->in_flight_count == 0 || options->folder[0] != '/')
        usage();
}

int main(int count, char **words)
{
    static Report report;
    Options options = {.sizes = {10000, 1000000},
                       .size_count = 2,
                       .in_flight = {1, 16, 64, 256},
                       .in_flight_count = 4,
                       .seconds = 10,
                       .profile_seconds = 5,
                       .folder = "/var/tmp/payvand-bench",
                       .consumer = "loyalty",
                       .side = ""};
    read_options(count, words, &options);
    Plan plan = {.folder = options.folder, .consumer = options.consumer, .keep = options.keep};
    snprintf(plan.run, sizeof plan.run, "%" PRIx64, (uint64_t)time(NULL));
    bench_folder_make(options.folder);
    report.consumer = options.consumer;
    report.sizes = options.size_count;
    memcpy(report.customers, options.sizes, sizeof report.customers);
    memcpy(report.in_flight, options.in_flight, sizeof report.in_flight);
    report.flush_20k = flush_ceiling(options.folder, 20 * 1024, 2);
    report.flush_8k = flush_ceiling(options.folder, 8 * 1024, 2);
    report.with_payvand = strcmp(options.side, "postgres") != 0;
    report.with_postgres = strcmp(options.side, "payvand") != 0;
    if (report.with_payvand)
        run_side(&payvand_side, &plan, &options, &report, &report.payvand);
    if (report.with_postgres)
        run_side(&postgres_side, &plan, &options, &report, &report.postgres);
    report_print(&report);
    if (options.json)
        report_write_json(&report, options.json);
    if (!options.keep)
        bench_folder_remove(options.folder);
    return 0;
}
