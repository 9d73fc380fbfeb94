/* payvand sample: writes the files of a sample company, to be brought in by payvand run and payvand import. */
#include "cli/sample/sample.h"
#include "cli/cli.h"
#include "cli/import/value.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CUSTOMER_LIMIT 1000000

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t sample_random(Sample *sample)
{
    uint64_t mixed = sample->random += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
    return mixed ^ mixed >> 31;
}

unsigned sample_below(Sample *sample, unsigned limit)
{
    return limit ? (unsigned)((sample_random(sample) >> 32) * limit >> 32) : 0;
}

bool sample_chance(Sample *sample, unsigned percent)
{
    return sample_below(sample, 100) < percent;
}

void sample_series(Sample *sample, uint64_t series)
{
    sample->random = sample->seed * 0xd1342543de82ef95ULL + series * 0x2545f4914f6cdd1dULL;
    sample_random(sample);
}

FILE *sample_open(const Sample *sample, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", sample->folder, name);
    FILE *file = fopen(path, "we");
    if (!file)
        cli_fail("%s: %s", path, strerror(errno));
    return file;
}

void sample_field(FILE *file, const char *text, char after)
{
    if (!strpbrk(text, ",\"\n")) {
        fprintf(file, "%s%c", text, after);
        return;
    }
    fputc('"', file);
    for (; *text; text++)
        fprintf(file, *text == '"' ? "\"\"" : "%c", *text);
    fprintf(file, "\"%c", after);
}

static int run(Cli *cli)
{
    uint64_t customers, seed;
    char why[VALUE_WHY_BYTES];
    Sample sample = {.folder = cli_option(cli, "out"), .until_ms = cli_now_ms() / SAMPLE_DAY_MS * SAMPLE_DAY_MS};
    if (!cli_number(cli, "customers", 10000, &customers) || !cli_number(cli, "seed", 1, &seed))
        return CLI_USAGE;
    if (!sample.folder)
        return cli_usage(cli, "--out is missing");
    if (customers < 1 || customers > CUSTOMER_LIMIT)
        return cli_usage(cli, "--customers is 1 to %d", CUSTOMER_LIMIT);
    if (cli_option(cli, "until") && !value_time(cli_option(cli, "until"), NULL, &sample.until_ms, why))
        return cli_usage(cli, "--until: %s", why);
    sample.customers = (unsigned)customers;
    sample.seed = seed;
    if (mkdir(sample.folder, 0755) != 0 && errno != EEXIST)
        return cli_fail("%s: %s", sample.folder, strerror(errno));
    if (!sample_write_people(&sample) || !sample_write_purchases(&sample) || !sample_write_requests(&sample) ||
        !sample_write_scripts(&sample))
        return CLI_FAILED;
    if (!cli->json)
        printf("%u customers with their orders, leads and cases are in %s\n", sample.customers, sample.folder);
    return CLI_OK;
}

static const CliOption options[] = {
    {"out", "DIR", "folder for the files"},
    {"customers", "N", "how many; 10000 if not given"},
    {"seed", "N", "the same seed and day give the same files; 1 if not given"},
    {"until", "DATE", "last day of the two years of history; today if not given"},
    {NULL, NULL, NULL},
};
const CliCommand cli_sample = {
    .name = "sample",
    .words = "--out DIR [--customers N] [--seed N]",
    .text = "writes the files of a sample company, for trials and the demo",
    .options = options,
    .run = run,
};
