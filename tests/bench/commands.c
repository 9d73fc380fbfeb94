/* Durable commands a second: sales with one department that hears it, and PostgreSQL 15 doing the same work,
 * by turns on the same disk. */
#include "commands.h"
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROFILE_IN_FLIGHT 64
#define LONG_CUSTOMERS 5000000
#define PID_LIMIT 512
#define ATTACH_LIMIT 5

typedef struct Options {
    uint64_t sizes[SIZE_LIMIT];
    unsigned size_count;
    unsigned in_flight[PHASE_LIMIT];
    unsigned in_flight_count;
    double seconds;
    unsigned rounds;
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

/* Processes come and go (autovacuum's, say): what was listed is listed again when one had ended before perf looked. */
static pid_t attach_to(Profile *profile, unsigned part, unsigned (*list)(pid_t *pids, unsigned room))
{
    pid_t pids[PID_LIMIT];
    for (unsigned tries = 0; tries < ATTACH_LIMIT; tries++) {
        unsigned count = list(pids, PID_LIMIT);
        if (count == 0)
            return 0;
        pid_t perf = profile_start(profile->files[part], pids, count, profile->seconds);
        if (profile_goes_on(perf))
            return perf;
    }
    bench_note("perf does not come to look at %s", part ? profile->side->consumer_name : profile->side->source_name);
    return 0;
}

/* Waits until the load has begun, so that all its processes are there. */
static void *attach(void *context)
{
    Profile *profile = context;
    bench_pause_us((unsigned)(WARM_UP_S * 1e6));
    profile->perf[0] = attach_to(profile, 0, profile->side->source_pids);
    profile->perf[1] = attach_to(profile, 1, profile->side->consumer_pids);
    for (unsigned part = 0; part < 2; part++)
        if (profile->perf[part])
            profile_wait(profile->perf[part]);
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
    Phase phase = {.in_flight = PROFILE_IN_FLIGHT, .seconds = options->profile_seconds + 2};
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

/* Both sides are there all the time, and one of them stands still: what a machine is worth changes within minutes, so the
 * sides take turns. */
typedef struct Turn {
    const Side *side;
    SideReport *report;
} Turn;

static void signal_side(const Side *side, int number)
{
    pid_t pids[PID_LIMIT];
    unsigned count = side->source_pids(pids, PID_LIMIT);
    count += side->consumer_pids(pids + count, PID_LIMIT - count);
    for (unsigned i = 0; i < count; i++)
        kill(pids[i], number);
}

static void add_time(CpuTime *sum, CpuTime part)
{
    sum->user_s += part.user_s;
    sum->system_s += part.system_s;
}

static void add_samples(Samples *sum, Samples *part)
{
    for (size_t i = 0; i < part->count; i++)
        samples_add(sum, part->items[i]);
    samples_free(part);
}

/* Adds a round to what the rounds before gave. */
static void add_round(RoundsReport *sum, Phase *round)
{
    sum->rates[sum->rounds++] = (double)round->done / round->seconds;
    sum->phase.in_flight = round->in_flight;
    sum->phase.seconds += round->seconds;
    sum->phase.done += round->done;
    sum->phase.all_done += round->all_done;
    sum->phase.busy += round->busy;
    sum->phase.repeated += round->repeated;
    sum->phase.flushes += round->flushes;
    if (round->catch_up_s > sum->phase.catch_up_s)
        sum->phase.catch_up_s = round->catch_up_s;
    add_samples(&sum->phase.answer, &round->answer);
    add_samples(&sum->phase.effect, &round->effect);
    add_time(&sum->phase.source, round->source);
    add_time(&sum->phase.consumer, round->consumer);
    add_time(&sum->phase.client, round->client);
}

static void run_phase(const Turn *turn, unsigned in_flight, const Options *options, RoundsReport *sum)
{
    Phase phase = {.in_flight = in_flight, .seconds = options->seconds};
    signal_side(turn->side, SIGCONT);
    turn->side->run(&phase);
    signal_side(turn->side, SIGSTOP);
    bench_note("%s: %u in flight: %.0f/s, answer %.2f ms, effect %.2f ms", turn->side->name, in_flight,
               (double)phase.done / phase.seconds, samples_ms(&phase.answer, 0.5), samples_ms(&phase.effect, 0.5));
    add_round(sum, &phase);
}

/* The smaller sizes are for the cost per command alone, which is told at 64 in flight. */
static void run_size(const Turn *turns, unsigned turn_count, unsigned size, const Options *options, Report *report)
{
    bool last = size + 1 == options->size_count;
    report->phase_counts[size] = last ? options->in_flight_count : 1;
    for (unsigned i = 0; i < turn_count; i++) {
        signal_side(turns[i].side, SIGCONT);
        turns[i].side->preload(options->sizes[size]);
        signal_side(turns[i].side, SIGSTOP);
    }
    for (unsigned round = 0; round < options->rounds; round++)
        for (unsigned phase = 0; phase < report->phase_counts[size]; phase++)
            for (unsigned i = 0; i < turn_count; i++)
                run_phase(&turns[i], last ? options->in_flight[phase] : PROFILE_IN_FLIGHT, options,
                          &turns[i].report->phases[size][phase]);
}

static void run_all(Plan *plan, const Options *options, Report *report)
{
    Turn turns[2];
    unsigned count = 0;
    if (report->with_payvand)
        turns[count++] = (Turn){&payvand_side, &report->payvand};
    if (report->with_postgres)
        turns[count++] = (Turn){&postgres_side, &report->postgres};
    for (unsigned i = 0; i < count; i++) {
        turns[i].side->open(plan);
        signal_side(turns[i].side, SIGSTOP);
    }
    for (unsigned size = 0; size < options->size_count; size++)
        run_size(turns, count, size, options, report);
    for (unsigned i = 0; i < count; i++) {
        signal_side(turns[i].side, SIGCONT);
        run_profile(turns[i].side, options, turns[i].report);
        turns[i].side->close();
    }
}

/* --- options --------------------------------------------------------------------------------------- */

static void usage(void)
{
    fputs("usage: bench_commands [--customers N[,N…]] [--in-flight N[,N…]] [--seconds S] [--rounds N] [--long]\n"
          "                      [--consumer NAME] [--side payvand|postgres] [--profile SECONDS] [--dir FOLDER] [--keep "
          "FOLDER] [--json FILE]\n"
          "  --customers  sizes of the store, rising; the last takes all of --in-flight (default "
          "10000,1000000)\n"
          "  --seconds    of one round with so many in flight (default 5); the sides take turns, --rounds times (default 3)\n"
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
                                          {"rounds", required_argument, NULL, 'r'},
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
        case 'r':
            options->rounds = (unsigned)strtoul(optarg, NULL, 10);
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
    if (optind < count || options->seconds <= 0 || options->rounds == 0 || options->rounds > ROUND_LIMIT ||
        options->size_count == 0 ||
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
                       .seconds = 5,
                       .rounds = 3,
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
    run_all(&plan, &options, &report);
    report_print(&report);
    if (options.json)
        report_write_json(&report, options.json);
    if (!options.keep)
        bench_folder_remove(options.folder);
    return 0;
}
