/* The options of the simulator: each is read whole and within its range, or nothing runs. */
#include "options.h"
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define USAGE_CODE 64
#define SEEDS_LIMIT 1000000000
#define TIME_LIMIT 100000.0 /* minutes or hours */
#define LEAST_MINUTES 0.02  /* a second */
#define LEAST_HOURS 0.0001

enum { FRESH = 256, TWICE, UNTIL_FOUND, HELP };

/* What was given, beside the values. */
typedef struct Given {
    bool seed, fresh, seeds, hours;
} Given;

static void usage(FILE *to)
{
    fputs("usage: simulate [--seed N | --fresh] [--seeds N] [--minutes M] [--hours H] [--at-once N] [--twice]\n"
          "                [--until-found] [--verbose] [--json] [--quiet] [--help]\n"
          "  --seed         the first seed (default 1); --fresh takes one by the clock and prints it\n"
          "  --seeds        how many (default 1, with --hours as many as there is time for)\n"
          "  --minutes      virtual minutes with faults (default 10); coming to rest is beside that\n"
          "  --hours        of real time: no new seed is begun after it\n"
          "  --at-once      processes at a time (default 2)\n"
          "  --twice        runs the seed twice and compares the traces\n"
          "  --until-found  ends when a check failed\n"
          "  --verbose      says what happens, for one seed\n"
          "  --json         prints one JSON object and nothing else; failures and progress go to stderr\n"
          "  --quiet        shows no progress\n"
          "  --help         prints this\n",
          to);
}

static bool starts_a_number(const char *text)
{
    return (*text >= '0' && *text <= '9') || *text == '.';
}

static bool read_whole(const char *name, const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    if (starts_a_number(text) && end != text && !*end && errno == 0 && *number >= least && *number <= most)
        return true;
    fprintf(stderr, "simulate: --%s %s is no whole number from %llu to %llu\n", name, text, (unsigned long long)least,
            (unsigned long long)most);
    return false;
}

static bool read_real(const char *name, const char *text, double least, double *number)
{
    char *end;
    errno = 0;
    *number = strtod(text, &end);
    if (starts_a_number(text) && end != text && !*end && errno == 0 && isfinite(*number) && *number >= least &&
        *number <= TIME_LIMIT)
        return true;
    fprintf(stderr, "simulate: --%s %s is no number from %g to %g\n", name, text, least, TIME_LIMIT);
    return false;
}

static uint64_t fresh_seed(bool json)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = ((uint64_t)now.tv_sec * 1000003 + (uint64_t)now.tv_nsec / 1000) % 1000000000;
    fprintf(json ? stderr : stdout, "the first seed is %llu\n", (unsigned long long)seed);
    return seed;
}

static bool take_value(int option, Options *options, Given *given)
{
    double number = 0;
    uint64_t whole = 0;
    bool good = true;
    switch (option) {
    case 's':
        given->seed = true;
        return read_whole("seed", optarg, 0, UINT64_MAX - SEEDS_LIMIT, &options->first);
    case 'n':
        given->seeds = true;
        return read_whole("seeds", optarg, 1, SEEDS_LIMIT, &options->count);
    case 'm':
        good = read_real("minutes", optarg, LEAST_MINUTES, &number);
        options->seconds = good ? (uint64_t)(number * 60) : 0;
        return good;
    case 'h':
        given->hours = true;
        good = read_real("hours", optarg, LEAST_HOURS, &number);
        options->wall_s = number * 3600;
        return good;
    case 'a':
        good = read_whole("at-once", optarg, 1, AT_ONCE_LIMIT, &whole);
        options->at_once = (unsigned)whole;
        return good;
    default:
        return option != '?';
    }
}

static bool fit_together(const Options *options, const Given *given)
{
    if (given->seed && given->fresh) {
        fputs("simulate: --seed names the first seed, --fresh takes another: give one of them\n", stderr);
        return false;
    }
    if (options->twice && (given->seeds || given->hours)) {
        fputs("simulate: --twice runs one seed: leave out --seeds and --hours\n", stderr);
        return false;
    }
    return true;
}

int options_read(int count, char **words, Options *options)
{
    static const struct option known[] = {
        {"seed", required_argument, NULL, 's'},  {"seeds", required_argument, NULL, 'n'},
        {"hours", required_argument, NULL, 'h'}, {"minutes", required_argument, NULL, 'm'},
        {"verbose", no_argument, NULL, 'v'},     {"at-once", required_argument, NULL, 'a'},
        {"json", no_argument, NULL, 'j'},        {"quiet", no_argument, NULL, 'q'},
        {"fresh", no_argument, NULL, FRESH},     {"until-found", no_argument, NULL, UNTIL_FOUND},
        {"twice", no_argument, NULL, TWICE},     {"help", no_argument, NULL, HELP},
        {0}};
    Given given = {0};
    bool good = true;
    *options = (Options){.first = 1, .seconds = 600, .at_once = 2};
    for (int option; good && (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        if (option == HELP) {
            usage(stdout);
            return 0;
        }
        options->verbose |= option == 'v';
        options->json |= option == 'j';
        options->quiet |= option == 'q';
        options->until_found |= option == UNTIL_FOUND;
        options->twice |= option == TWICE;
        given.fresh |= option == FRESH;
        good = take_value(option, options, &given);
    }
    if (good && optind < count) {
        fprintf(stderr, "simulate: %s is no option\n", words[optind]);
        good = false;
    }
    if (!good || !fit_together(options, &given)) {
        usage(stderr);
        return USAGE_CODE;
    }
    if (given.fresh)
        options->first = fresh_seed(options->json);
    if (!given.seeds)
        options->count = given.hours ? UINT64_MAX : 1;
    return -1;
}
