/* Words and options of a command, and small things every command prints. */
#include "cli/cli.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const CliOption common_options[] = {
    {"data", "DIR", "data folder; else PAYVAND_DATA, else ~/.local/share/payvand"},
    {"config", "FILE", "configuration of this host"},
    {"json", NULL, "print JSON"},
    {"help", NULL, "print this help"},
    {NULL, NULL, NULL},
};

static const CliOption *find_option(const CliOption *options, const char *name, size_t length)
{
    for (; options && options->name; options++)
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
            return options;
    return NULL;
}

int cli_usage(const Cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "payvand %s: ", cli->command->name);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nusage: payvand %s %s (payvand help %s tells more)\n", cli->command->name, cli->command->words,
            cli->command->name);
    va_end(arguments);
    return CLI_USAGE;
}

int cli_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("payvand: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return CLI_FAILED;
}

static void print_options(const CliOption *options)
{
    char name[64];
    for (; options && options->name; options++) {
        snprintf(name, sizeof name, "--%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        printf("  %-24s %s\n", name, options->text);
    }
}

void cli_help(const CliCommand *command)
{
    printf("payvand %s %s\n\n%s\n\n", command->name, command->words, command->text);
    print_options(command->options);
    print_options(common_options);
}

/* One option at words[at]; returns how many words it took, 0 after saying what is wrong. */
static int read_option(Cli *cli, int at, int count, char **words)
{
    const char *name = words[at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const CliOption *option = find_option(cli->command->options, name, length);
    if (!option)
        option = find_option(common_options, name, length);
    if (!option)
        return cli_usage(cli, "there is no option --%.*s", (int)length, name), 0;
    if (!option->value && equals)
        return cli_usage(cli, "--%s takes no value", option->name), 0;
    if (option->value && !equals && at + 1 >= count)
        return cli_usage(cli, "--%s needs a value: %s", option->name, option->value), 0;
    if (cli->option_count == CLI_WORD_LIMIT)
        return cli_usage(cli, "too many options"), 0;
    cli->option_names[cli->option_count] = option->name;
    cli->option_values[cli->option_count++] = !option->value ? "" : equals ? equals + 1 : words[at + 1];
    return option->value && !equals ? 2 : 1;
}

int cli_read(Cli *cli, int count, char **words)
{
    bool options = true;
    for (int at = 0, taken; at < count; at += taken) {
        taken = 1;
        if (options && strcmp(words[at], "--") == 0) {
            options = false;
        } else if (options && strcmp(words[at], "-h") == 0 && cli->option_count < CLI_WORD_LIMIT) {
            cli->option_names[cli->option_count] = "help";
            cli->option_values[cli->option_count++] = "";
        } else if (options && strncmp(words[at], "--", 2) == 0) {
            taken = read_option(cli, at, count, words);
            if (!taken)
                return CLI_USAGE;
        } else if (cli->word_count == CLI_WORD_LIMIT) {
            return cli_usage(cli, "too many words");
        } else {
            cli->words[cli->word_count++] = words[at];
        }
    }
    cli->json = cli_has(cli, "json");
    if (cli_has(cli, "help"))
        return CLI_OK;
    if (cli->word_count < cli->command->least)
        return cli_usage(cli, "something is missing");
    if (cli->word_count > cli->command->most)
        return cli_usage(cli, "%s is too much", cli->words[cli->command->most]);
    return CLI_OK;
}

const char *cli_option(const Cli *cli, const char *name)
{
    for (unsigned i = cli->option_count; i > 0; i--)
        if (strcmp(cli->option_names[i - 1], name) == 0)
            return cli->option_values[i - 1];
    return NULL;
}

bool cli_has(const Cli *cli, const char *name)
{
    return cli_option(cli, name) != NULL;
}

bool cli_number(const Cli *cli, const char *name, uint64_t otherwise, uint64_t *number)
{
    const char *text = cli_option(cli, name);
    char *end;
    *number = otherwise;
    if (!text)
        return true;
    errno = 0;
    *number = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && errno == 0)
        return true;
    cli_usage(cli, "--%s %s is no whole number", name, text);
    return false;
}

/* Which file goes for what `up` started: its copy while it runs, the file itself after that. False if there is none. */
static bool running_config(const PvConfig *config, char path[512])
{
    char note[700];
    config_kept_path(config, path);
    if (access(path, F_OK) == 0)
        return true;
    snprintf(note, sizeof note, "%s/run/config", config->data);
    FILE *file = fopen(note, "re");
    if (!file)
        return false;
    bool read = fgets(path, 512, file) != NULL;
    fclose(file);
    path[read ? strcspn(path, "\n") : 0] = '\0';
    return path[0] != '\0';
}

int cli_config(Cli *cli)
{
    char error[CONFIG_ERROR_BYTES], path[512];
    const char *file = cli_option(cli, "config");
    bool loaded = config_load(file, cli_option(cli, "data"), &cli->config, error);
    if (loaded && !file && running_config(cli->config, path)) {
        PvConfig *defaults = cli->config;
        loaded = config_load(path, defaults->data, &cli->config, error);
        config_free(&defaults);
    }
    if (!loaded)
        fprintf(stderr, "payvand: %s\n", error);
    return loaded ? CLI_OK : CLI_USAGE;
}

bool cli_is_department(const char *name)
{
    for (unsigned i = 0; i < CONFIG_DEPARTMENTS; i++)
        if (strcmp(name, config_departments[i]) == 0)
            return true;
    return false;
}

bool cli_sibling(const char *name, char path[512])
{
    ssize_t length = readlink("/proc/self/exe", path, 400);
    if (length <= 0)
        return cli_fail("cannot tell where this program lies"), false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    snprintf(slash + 1, 100, "%s", name);
    if (access(path, X_OK) == 0)
        return true;
    cli_fail("%s: %s", path, strerror(errno));
    return false;
}

int64_t cli_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t cli_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void cli_print_json_text(const char *text)
{
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\')
            printf("\\%c", *at);
        else if (*at < 0x20)
            printf("\\u%04x", *at);
        else
            putchar(*at);
    }
    putchar('"');
}

void cli_time_text(int64_t at_ms, char out[32])
{
    int64_t second = at_ms / 1000, rest = at_ms % 1000;
    if (rest < 0)
        second--, rest += 1000;
    time_t seconds = (time_t)second;
    struct tm parts;
    size_t used = strftime(out, 28, "%Y-%m-%d %H:%M:%S", gmtime_r(&seconds, &parts));
    snprintf(out + used, 32 - used, ".%03d", (int)rest);
}

void cli_number_text(uint64_t number, char out[32])
{
    char plain[24];
    size_t length = (size_t)snprintf(plain, sizeof plain, "%llu", (unsigned long long)number), used = 0;
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = plain[i];
    }
    out[used] = '\0';
}

void cli_size_text(uint64_t size_bytes, char out[32])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double size = (double)size_bytes;
    unsigned unit = 0;
    for (; size >= 1024 && unit < 4; unit++)
        size /= 1024;
    snprintf(out, 32, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
}
