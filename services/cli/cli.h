/* What every command of the command line shares: its words and options, exit codes, the configuration. */
#pragma once

#include "runtime/config/config.h"
#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes. */
#define CLI_OK 0
#define CLI_FAILED 1      /* it was tried and went wrong */
#define CLI_REFUSED 2     /* a department refused; the problem is on stderr as JSON */
#define CLI_UNREACHABLE 3 /* nobody answers, or has no time now */
#define CLI_USAGE 64      /* the command line is wrong */

#define CLI_WORD_LIMIT 256
#define CLI_ARENA_BYTES (64u << 20)

typedef struct Cli Cli;

/* An option of a command. */
typedef struct CliOption {
    const char *name;  /* without the dashes */
    const char *value; /* what its value is called; NULL for an option without one */
    const char *text;
} CliOption;

typedef struct CliCommand {
    const char *name;
    const char *words; /* as shown in the usage line */
    unsigned least, most; /* how many words it takes */
    const char *text;
    const CliOption *options; /* ended by a NULL name; --data, --config, --json and --help come to all */
    int (*run)(Cli *cli);
} CliCommand;

struct Cli {
    const CliCommand *command;
    const char *words[CLI_WORD_LIMIT];
    unsigned word_count;
    const char *option_names[CLI_WORD_LIMIT];
    const char *option_values[CLI_WORD_LIMIT];
    unsigned option_count;
    bool json;
    PvConfig *config; /* after cli_config */
    PvArena *arena;
};

extern const CliCommand cli_up, cli_down, cli_status, cli_call, cli_ask, cli_events, cli_import, cli_rebuild, cli_verify,
    cli_types, cli_metrics, cli_show, cli_keys, cli_sample, cli_run, cli_backup, cli_follow, cli_restore;
/* All of them in the order of the help, ended by NULL. */
extern const CliCommand *const cli_commands[];

/* Reads the words after the command's name. CLI_OK, or CLI_USAGE after saying what is wrong. */
int cli_read(Cli *cli, int count, char **words);
/* Value of an option given last; NULL if it is not given. */
const char *cli_option(const Cli *cli, const char *name);
bool cli_has(const Cli *cli, const char *name);
/* A whole number of an option, or otherwise if it is not given. False after saying that it is none. */
bool cli_number(const Cli *cli, const char *name, uint64_t otherwise, uint64_t *number);
/* Says what is wrong with the command line; returns CLI_USAGE. */
int cli_usage(const Cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says what went wrong; returns CLI_FAILED. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_help(const CliCommand *command);

/* Loads the configuration: --config, or what `up` runs with (its copy, so that a file that is being changed stops nobody),
 * or the file that it ran with, or the defaults. CLI_OK, or CLI_USAGE after saying what is wrong. */
int cli_config(Cli *cli);
/* Is it one of the five? */
bool cli_is_department(const char *name);
/* Path of a program beside this one, such as payvand-sales. False after saying that it is not there. */
bool cli_sibling(const char *name, char path[512]);
/* UTC milliseconds, and milliseconds of a clock that never goes back. */
int64_t cli_now_ms(void);
int64_t cli_clock_ms(void);
/* Prints a text as a JSON string. */
void cli_print_json_text(const char *text);
/* YYYY-MM-DD HH:MM:SS.mmm of UTC milliseconds. */
void cli_time_text(int64_t at_ms, char out[32]);
/* 12,345,678 */
void cli_number_text(uint64_t number, char out[32]);
/* 12.3 MiB */
void cli_size_text(uint64_t size_bytes, char out[32]);
