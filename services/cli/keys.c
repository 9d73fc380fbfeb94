/* payvand keys: a CURVE key pair for a department, the operator or a partner. */
#include "cli/cli.h"
#include "runtime/bus/bus.h"
#include "runtime/bus/keys.h"
#include <stdio.h>

static int run(Cli *cli)
{
    CurveKeys keys;
    char error[BUS_ERROR_BYTES];
    if (!keys_generate(cli->words[0], &keys, error))
        return cli_fail("%s", error);
    if (cli->json)
        printf("{\"file\":\"%s\",\"publicKey\":\"%s\"}\n", cli->words[0], keys.public_key);
    else
        printf("%s and %s.public are made; the public key is\n%s\n", cli->words[0], cli->words[0], keys.public_key);
    return CLI_OK;
}

const CliCommand cli_keys = {
    .name = "keys",
    .words = "FILE",
    .least = 1,
    .most = 1,
    .text = "makes a CURVE key pair: FILE for its owner alone, FILE.public for the other side",
    .run = run,
};
