/* Prints what bench_commands measured, for people and as JSON. */
#include "commands.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static double rate(const Phase *phase)
{
    return (double)phase->done / phase->seconds;
}

static double cost_us(CpuTime cpu, const Phase *phase)
{
    return phase->all_done ? (cpu.user_s + cpu.system_s) * 1e6 / (double)phase->all_done : 0;
}

static double per_flush(const Phase *phase)
{
    return phase->flushes > 0 ? (double)phase->all_done / phase->flushes : 0;
}

static void print_phase(const char *name, Phase *phase)
{
    printf("  %-13s %5u %10.0f %8.2f %8.2f %9.2f %9.2f %8.2f %7.1f %7.1f %7.1f %8.1f\n", name,
           phase->in_flight, rate(phase), samples_ms(&phase->answer, 0.5), samples_ms(&phase->answer, 0.99),
           samples_ms(&phase->effect, 0.5), samples_ms(&phase->effect, 0.99), phase->catch_up_s,
           cost_us(phase->source, phase), cost_us(phase->consumer, phase), cost_us(phase->client, phase),
           per_flush(phase));
}

static void print_size(Report *report, unsigned size)
{
    printf("\nRecordSale with %d lines, %" PRIu64 " customers, %s applies durably\n", SALE_LINES,
           report->customers[size], report->consumer);
    printf("  %-13s %5s %10s %8s %8s %9s %9s %8s %7s %7s %7s %8s\n", "", "in", "commands", "answer", "ms",
           "effect", "ms", "consumer", "CPU us", "a", "command", "commands");
    printf("  %-13s %5s %10s %8s %8s %9s %9s %8s %7s %7s %7s %8s\n", "", "flight", "a second", "median",
           "p99", "median", "p99", "rest s", "source", "cons.", "client", "a flush");
    for (unsigned i = 0; i < report->phase_counts[size]; i++) {
        RoundsReport *ours = &report->payvand.phases[size][i], *theirs = &report->postgres.phases[size][i];
        if (report->with_payvand)
            print_phase("Payvand", &ours->phase);
        if (report->with_postgres)
            print_phase("PostgreSQL 15", &theirs->phase);
        if (report->with_payvand && report->with_postgres && theirs->phase.done) {
            printf("  %-13s %5s %9.2fx  rounds", "", "", rate(&ours->phase) / rate(&theirs->phase));
            for (unsigned round = 0; round < ours->rounds; round++)
                printf(" %.2fx", theirs->rates[round] > 0 ? ours->rates[round] / theirs->rates[round] : 0);
            putchar('\n');
        }
    }
}

static void print_profile(const char *name, const ProfileLine *lines, unsigned count)
{
    if (count == 0)
        return;
    printf("\n%s, CPU by function at 64 in flight\n", name);
    for (unsigned i = 0; i < count; i++)
        printf("  %5.1f %%  %s\n", lines[i].percent, lines[i].symbol);
}

void report_print(Report *report)
{
    printf("Flushes of this disk, overwriting a zero-filled file: 20 KiB each %.3f ms, %.0f a second; 8 KiB "
           "each %.3f ms, "
           "%.0f a second\n",
           report->flush_20k.median_ms, report->flush_20k.per_second, report->flush_8k.median_ms,
           report->flush_8k.per_second);
    for (unsigned size = 0; size < report->sizes; size++)
        print_size(report, size);
    print_profile("payvand-sales", report->payvand.profile, report->payvand.profile_lines);
    print_profile(report->consumer, report->payvand.consumer_profile, report->payvand.consumer_profile_lines);
    print_profile("PostgreSQL, all its processes", report->postgres.profile, report->postgres.profile_lines);
}

/* --- JSON ------------------------------------------------------------------------------------------ */

static void write_phase(FILE *file, const char *side, uint64_t customers, Phase *phase, bool first)
{
    fprintf(file,
            "%s\n    {\"side\": \"%s\", \"customers\": %" PRIu64
            ", \"in_flight\": %u, \"seconds\": %g, \"commands\": %" PRIu64
            ", \"commands_per_second\": %.1f, \"answer_median_ms\": %.3f, \"answer_p99_ms\": %.3f, "
            "\"effect_median_ms\": %.3f, \"effect_p99_ms\": %.3f, \"effect_samples\": %zu, "
            "\"consumer_rest_s\": %.3f, "
            "\"busy\": %" PRIu64 ", \"source_cpu_us\": %.2f, \"consumer_cpu_us\": %.2f, \"client_cpu_us\": "
                                 "%.2f, \"commands_per_flush\": %.2f}",
            first ? "" : ",", side, customers, phase->in_flight, phase->seconds, phase->done, rate(phase),
            samples_ms(&phase->answer, 0.5), samples_ms(&phase->answer, 0.99),
            samples_ms(&phase->effect, 0.5), samples_ms(&phase->effect, 0.99), phase->effect.count,
            phase->catch_up_s, phase->busy, cost_us(phase->source, phase), cost_us(phase->consumer, phase),
            cost_us(phase->client, phase), per_flush(phase));
}

static void write_profile(FILE *file, const char *name, const ProfileLine *lines, unsigned count)
{
    fprintf(file, ",\n  \"%s\": [", name);
    for (unsigned i = 0; i < count; i++) {
        fprintf(file, "%s\n    {\"percent\": %.2f, \"symbol\": \"", i ? "," : "", lines[i].percent);
        for (const char *letter = lines[i].symbol; *letter; letter++)
            if (*letter != '"' && *letter != '\\')
                fputc(*letter, file);
        fputs("\"}", file);
    }
    fputs("]", file);
}

static void write_phases(FILE *file, Report *report)
{
    bool first = true;
    for (unsigned size = 0; size < report->sizes; size++) {
        for (unsigned i = 0; i < report->phase_counts[size]; i++) {
            if (report->with_payvand) {
                write_phase(file, "payvand", report->customers[size], &report->payvand.phases[size][i].phase,
                            first);
                first = false;
            }
            if (report->with_postgres) {
                write_phase(file, "postgres", report->customers[size], &report->postgres.phases[size][i].phase,
                            first);
                first = false;
            }
        }
    }
}

void report_write_json(Report *report, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        bench_fail("%s: %s", path, strerror(errno));
    fprintf(file,
            "{\n  \"benchmark\": \"commands\",\n  \"consumer\": \"%s\",\n  \"flush_20k_ms\": %.4f,\n"
            "  \"flush_20k_per_second\": %.0f,\n  \"flush_8k_ms\": %.4f,\n  \"flush_8k_per_second\": %.0f,\n"
            "  \"phases\": [",
            report->consumer, report->flush_20k.median_ms, report->flush_20k.per_second,
            report->flush_8k.median_ms, report->flush_8k.per_second);
    write_phases(file, report);
    fputs("]", file);
    write_profile(file, "payvand_profile", report->payvand.profile, report->payvand.profile_lines);
    write_profile(file, "consumer_profile", report->payvand.consumer_profile,
                  report->payvand.consumer_profile_lines);
    write_profile(file, "postgres_profile", report->postgres.profile, report->postgres.profile_lines);
    fputs("\n}\n", file);
    fclose(file);
}
