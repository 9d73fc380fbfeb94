/* Progress of long commands. */
#include "cli/progress.h"
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TERMINAL_MS 200
#define FILE_MS 5000

void progress_begin(Progress *progress, const char *what, uint64_t total, bool quiet)
{
    *progress = (Progress){.what = what, .total = total, .began_ms = cli_clock_ms(), .quiet = quiet};
    progress->on_terminal = isatty(STDERR_FILENO);
    progress->due_ms = progress->began_ms + (progress->on_terminal ? TERMINAL_MS : FILE_MS);
}

static void print_line(const Progress *progress, uint64_t done, int64_t spent_ms)
{
    char shown[32], all[32], rate[32], line[200];
    double seconds = (double)(spent_ms ? spent_ms : 1) / 1000;
    cli_number_text(done, shown);
    cli_number_text(progress->total, all);
    cli_number_text((uint64_t)((double)done / seconds), rate);
    int used = progress->total ? snprintf(line, sizeof line, "%s of %s %s, %s/s", shown, all, progress->what, rate)
                               : snprintf(line, sizeof line, "%s %s, %s/s", shown, progress->what, rate);
    if (progress->total > done && done && used < (int)sizeof line)
        used += snprintf(line + used, sizeof line - (size_t)used, ", %.0f s to go",
                         seconds / (double)done * (double)(progress->total - done));
    if (used < (int)sizeof line)
        snprintf(line + used, sizeof line - (size_t)used, ", %.1f s", seconds);
    fprintf(stderr, progress->on_terminal ? "\r\x1b[K%s" : "%s\n", line);
}

void progress_show(Progress *progress, uint64_t done)
{
    int64_t now = cli_clock_ms();
    if (progress->quiet || now < progress->due_ms)
        return;
    progress->due_ms = now + (progress->on_terminal ? TERMINAL_MS : FILE_MS);
    progress->shown = true;
    print_line(progress, done, now - progress->began_ms);
}

void progress_end(Progress *progress, uint64_t done)
{
    if (progress->quiet)
        return;
    print_line(progress, done, cli_clock_ms() - progress->began_ms);
    if (progress->on_terminal)
        fputc('\n', stderr);
}
