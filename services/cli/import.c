/* payvand import: a file of customers, purchases, contacts, leads or cases becomes ordinary commands. */
#include "cli/import_send.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SHOWN_LIMIT 20 /* refused rows that are printed; all with --json */

typedef struct Import {
    Cli *cli;
    const ImportKind *kind;
    FILE *file;
    uint64_t file_bytes;
    CsvReader *csv;
    ImportReader reader;
    ImportCounts counts;
    uint64_t shown;
} Import;

static long read_file(void *context, char *out, size_t size_bytes)
{
    FILE *file = context;
    size_t got = fread(out, 1, size_bytes, file);
    return got ? (long)got : ferror(file) ? -1 : 0;
}

static void report(void *context, uint32_t line, const char *problem, const char *reason)
{
    Import *import = context;
    import->shown++;
    if (import->cli->json) {
        printf("{\"line\":%u,\"problem\":", line);
        cli_print_json_text(problem);
        printf(",\"reason\":");
        cli_print_json_text(reason);
        printf("}\n");
    } else if (import->shown <= SHOWN_LIMIT) {
        fprintf(stderr, "line %u: %s\n", line, reason);
    } else if (import->shown == SHOWN_LIMIT + 1) {
        fprintf(stderr, "more rows are not printed; --json lists all\n");
    }
}

static PlanWords plan_words(const Cli *cli)
{
    PlanWords words = {.columns = cli_option(cli, "columns")};
    for (unsigned i = 0; i < cli->option_count; i++) {
        if (strcmp(cli->option_names[i], "map") == 0 && words.map_count < PLAN_WORD_LIMIT)
            words.maps[words.map_count++] = cli->option_values[i];
        if (strcmp(cli->option_names[i], "set") == 0 && words.set_count < PLAN_WORD_LIMIT)
            words.sets[words.set_count++] = cli->option_values[i];
    }
    return words;
}

/* One row into the reader; false when the import cannot go on. */
static bool take_row(Import *import, const CsvRow *row, CsvResult read)
{
    char why[IMPORT_WHY_BYTES] = "";
    ImportRowResult result = IMPORT_REFUSED;
    if (read == CSV_BAD)
        snprintf(why, sizeof why, "%s", row->why);
    else if (plan_row_is_good(&import->reader.plan, row, why))
        result = import->kind->row(&import->reader, row, why);
    import->counts.rows++;
    switch (result) {
    case IMPORT_REFUSED:
        import->counts.refused++;
        report(import, (uint32_t)row->line, "invalid-row", why);
        return true;
    case IMPORT_EMPTY:
        import->counts.empty++;
        if (import->cli->json)
            report(import, (uint32_t)row->line, "nothing-to-record", why);
        return true;
    case IMPORT_FULL:
        cli_fail("line %zu: the file is too large for one import (%u rows, %llu MiB of commands); split it", row->line,
                 IMPORT_ROW_LIMIT, IMPORT_MEMORY_LIMIT_BYTES >> 20);
        return false;
    default:
        return true;
    }
}

/* Names the columns no field takes: a name that is nearly right would otherwise pass unseen. */
static void tell_untaken(const Import *import, const CsvRow *names)
{
    const ImportPlan *plan = &import->reader.plan;
    bool any = false;
    for (size_t column = 0; column < names->count; column++) {
        bool taken = false;
        for (size_t i = 0; plan->fields[i].name; i++)
            taken = taken || plan->column[i] == (int)column;
        if (taken)
            continue;
        fprintf(stderr, "%s%.60s", any ? ", " : "columns that no field takes: ", names->fields[column]);
        any = true;
    }
    if (any)
        fputc('\n', stderr);
}

static int read_rows(Import *import)
{
    CsvRow row;
    CsvResult read = csv_next(import->csv, &row);
    char why[PLAN_WHY_BYTES] = "";
    PlanWords words = plan_words(import->cli);
    if (read == CSV_END)
        return cli_fail("%s is empty", import->cli->words[1]);
    if (read == CSV_FAILED)
        return cli_fail("%s: %s", import->cli->words[1], strerror(errno));
    if (read == CSV_BAD && !words.columns)
        return cli_fail("line %zu, which should name the columns: %s", row.line, row.why);
    if (!plan_make(import->kind->fields, &words, read == CSV_ROW ? &row : NULL, &import->reader.plan, why))
        return cli_usage(import->cli, "%s", why);
    if (import->reader.plan.skip_first && !import->cli->json)
        tell_untaken(import, &row);
    import->kind->open(&import->reader);
    Progress progress;
    progress_begin(&progress, "bytes read", import->file_bytes, import->cli->json);
    if (import->reader.plan.skip_first)
        read = csv_next(import->csv, &row);
    bool good = true;
    for (; good && read != CSV_END && read != CSV_FAILED; read = csv_next(import->csv, &row)) {
        good = take_row(import, &row, read);
        progress_show(&progress, csv_bytes_read(import->csv));
    }
    if (good && read == CSV_FAILED)
        good = cli_fail("%s: %s", import->cli->words[1], strerror(errno)) == CLI_OK;
    if (good && import->kind->finish(&import->reader, why) != IMPORT_TAKEN)
        good = cli_fail("the file is too large for one import; split it") == CLI_OK;
    import->kind->close(&import->reader);
    return good ? CLI_OK : CLI_FAILED;
}

static void print_summary(const Import *import, int64_t spent_ms, bool dry)
{
    const ImportCounts *counts = &import->counts;
    if (import->cli->json) {
        printf("{\"rows\":%llu,\"recorded\":%llu,\"unchanged\":%llu,\"refused\":%llu,\"empty\":%llu,\"commands\":%zu,"
               "\"dryRun\":%s,\"elapsedMs\":%lld}\n", (unsigned long long)counts->rows, (unsigned long long)counts->recorded,
               (unsigned long long)counts->unchanged, (unsigned long long)counts->refused,
               (unsigned long long)counts->empty, import->reader.items.count, dry ? "true" : "false", (long long)spent_ms);
        return;
    }
    char rows[32], recorded[32], unchanged[32], refused[32];
    cli_number_text(counts->rows, rows);
    cli_number_text(counts->recorded, recorded);
    cli_number_text(counts->unchanged, unchanged);
    cli_number_text(counts->refused, refused);
    if (dry)
        printf("%s rows would become %zu commands; %s refused", rows, import->reader.items.count, refused);
    else
        printf("%s rows: %s recorded, %s unchanged, %s refused", rows, recorded, unchanged, refused);
    if (counts->empty)
        printf(", %llu with nothing to record", (unsigned long long)counts->empty);
    printf(" (%.1f s)\n", (double)spent_ms / 1000);
}

static int send_all(Import *import)
{
    ImportSending sending = {
        .cli = import->cli,
        .kind = import->kind,
        .items = &import->reader.items,
        .counts = &import->counts,
        .report = report,
        .context = import,
    };
    return import_send(&sending);
}

static int import_file(Import *import)
{
    CsvSeparator separator = CSV_AUTO;
    const char *named = cli_option(import->cli, "separator");
    struct stat seen;
    int64_t began_ms = cli_clock_ms();
    bool dry = cli_has(import->cli, "dry-run");
    if (named && !csv_separator_named(named, &separator))
        return cli_usage(import->cli, "--separator %s is none of auto, comma, space, tab, semicolon", named);
    if (fstat(fileno(import->file), &seen) == 0 && S_ISREG(seen.st_mode))
        import->file_bytes = (uint64_t)seen.st_size;
    import->reader.date_format = cli_option(import->cli, "date-format");
    import->csv = csv_open(separator, read_file, import->file);
    int result = read_rows(import);
    if (result == CLI_OK && !dry)
        result = send_all(import);
    if (result == CLI_OK || (result == CLI_UNREACHABLE && import->counts.recorded))
        print_summary(import, cli_clock_ms() - began_ms, dry);
    csv_close(&import->csv);
    plan_close(&import->reader.plan);
    items_close(&import->reader.items);
    const ImportCounts *counts = &import->counts;
    bool nothing = counts->refused && !counts->recorded && !counts->unchanged && !(dry && import->counts.rows > counts->refused);
    bool strict = counts->refused && cli_has(import->cli, "strict");
    return result == CLI_OK && (nothing || strict) ? CLI_REFUSED : result;
}

static int run(Cli *cli)
{
    Import import = {.cli = cli, .kind = import_kind(cli->words[0])};
    if (!import.kind)
        return cli_usage(cli, "%s cannot be imported; customers, purchases, contacts, leads, cases can", cli->words[0]);
    if (cli_has(cli, "fields")) {
        printf("%s: %s\n\n", import.kind->name, import.kind->text);
        for (const PlanField *field = import.kind->fields; field->name; field++)
            printf("  %-16s %s%s\n", field->name, field->text, field->required ? " (required)" : "");
        return CLI_OK;
    }
    if (cli->word_count < 2)
        return cli_usage(cli, "the file is missing");
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    import.file = strcmp(cli->words[1], "-") == 0 ? stdin : fopen(cli->words[1], "re");
    if (!import.file)
        return cli_fail("%s: %s", cli->words[1], strerror(errno));
    result = import_file(&import);
    if (import.file != stdin)
        fclose(import.file);
    return result;
}

static const CliOption options[] = {
    {"map", "FIELD=COLUMN", "column of a field; may be repeated, or a=b,c=d; a field takes the column of its own name"},
    {"set", "FIELD=VALUE", "value of a field for every row, or where its column is empty; may be repeated"},
    {"columns", "A,B,C", "names of the columns, for a file whose first line does not name them"},
    {"separator", "S", "auto, comma, space, tab or semicolon; auto if not given"},
    {"date-format", "F", "form of dates as in strptime, such as %d.%m.%Y"},
    {"dry-run", NULL, "read and check all, send nothing"},
    {"strict", NULL, "exit 2 if any row was refused, not only if all were"},
    {"fields", NULL, "list the fields of the kind and end"},
    {NULL, NULL, NULL},
};
const CliCommand cli_import = {
    .name = "import",
    .words = "customers|purchases|contacts|leads|cases FILE|- [--map FIELD=COLUMN …] [--set FIELD=VALUE …] [--dry-run]",
    .least = 1,
    .most = 2,
    .text = "brings a file of the past in; importing it twice changes nothing",
    .options = options,
    .run = run,
};
