/* payvand: the command line of an installation. One file per command; this one knows them all. */
#include "cli/cli.h"
#include "runtime/observe/log.h"
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

const CliCommand *const cli_commands[] = {
    &cli_up,     &cli_down,   &cli_status, &cli_call,    &cli_ask,    &cli_show,   &cli_events, &cli_import,
    &cli_run,    &cli_types,  &cli_verify, &cli_rebuild, &cli_backup,  &cli_follow, &cli_restore,
    &cli_metrics, &cli_keys, &cli_sample, NULL,
};

static const CliCommand *command_named(const char *name)
{
    for (const CliCommand *const *command = cli_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static void print_all_help(FILE *to)
{
    fputs("payvand: customer relations, department by department\n\n", to);
    for (const CliCommand *const *command = cli_commands; *command; command++)
        fprintf(to, "  payvand %-8s %s\n", (*command)->name, (*command)->text);
    fputs("\n  payvand help COMMAND tells more of one. Every command takes --data DIR (or PAYVAND_DATA), --config FILE and\n"
          "  --json. Exit codes: 0 done, 1 failed, 2 refused (the problem is on standard error as JSON), 3 nobody answers\n"
          "  or too busy, 64 wrong usage.\n",
          to);
}

static int help(int count, char **words)
{
    const CliCommand *command = count > 2 ? command_named(words[2]) : NULL;
    if (command)
        cli_help(command);
    else if (count > 2)
        fprintf(stderr, "payvand: there is no command %s\n", words[2]);
    else
        print_all_help(stdout);
    return count > 2 && !command ? CLI_USAGE : CLI_OK;
}

int main(int count, char **words)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    if (count < 2) {
        print_all_help(stderr);
        return CLI_USAGE;
    }
    if (strcmp(words[1], "help") == 0 || strcmp(words[1], "--help") == 0)
        return help(count, words);
    if (strcmp(words[1], "--version") == 0) {
        puts("payvand " PAYVAND_VERSION);
        return CLI_OK;
    }
    Cli cli = {.command = command_named(words[1])};
    if (!cli.command) {
        fprintf(stderr, "payvand: there is no command %s; payvand help lists them\n", words[1]);
        return CLI_USAGE;
    }
    observe_start("payvand", OBSERVE_WARNING);
    int result = cli_read(&cli, count - 2, words + 2);
    if (result != CLI_OK || cli_has(&cli, "help")) {
        if (result == CLI_OK)
            cli_help(cli.command);
        return result;
    }
    cli.arena = arena_open(CLI_ARENA_BYTES);
    result = cli.command->run(&cli);
    config_free(&cli.config);
    arena_close(&cli.arena);
    if (fflush(stdout) != 0 && result == CLI_OK)
        return CLI_FAILED;
    return result;
}
