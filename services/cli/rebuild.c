/* payvand rebuild --check: the department's own program folds its log into a fresh store and compares. */
#include "cli/cli.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(Cli *cli)
{
    char program[64], path[512];
    int status;
    if (!cli_is_department(cli->words[0]))
        return cli_usage(cli, "there is no department %s", cli->words[0]);
    if (!cli_has(cli, "check"))
        return cli_usage(cli, "--check is needed; a department rebuilds by itself when its tables change");
    int result = cli_config(cli);
    if (result != CLI_OK)
        return result;
    snprintf(program, sizeof program, "payvand-%.40s", cli->words[0]);
    if (!cli_sibling(program, path))
        return CLI_FAILED;
    const char *words[8] = {path, "--data", cli->config->data, "--rebuild-check"};
    size_t count = 4;
    if (cli->config->file) {
        words[count++] = "--config";
        words[count++] = cli->config->file;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        execv(path, (char *const *)words);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return cli_fail("%s: %s", path, strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : cli_fail("%s ended by signal %d", path, WTERMSIG(status));
}

static const CliOption options[] = {
    {"check", NULL, "fold the log into a fresh store beside the real one and compare every table"},
    {NULL, NULL, NULL},
};
const CliCommand cli_rebuild = {
    .name = "rebuild",
    .words = "DEPARTMENT --check",
    .least = 1,
    .most = 1,
    .text = "checks that the tables of a department are what its log says, table by table",
    .options = options,
    .run = run,
};
