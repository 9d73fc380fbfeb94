/* Prints what the portal says of itself, without a portal: portal_describe --openapi | --asyncapi. */
#include "portal/openapi/openapi.h"
#include <stdio.h>
#include <string.h>

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "--openapi") == 0)
        return puts(openapi_text()) < 0;
    if (count == 2 && strcmp(words[1], "--asyncapi") == 0)
        return puts(asyncapi_text()) < 0;
    fputs("usage: portal_describe --openapi | --asyncapi\n", stderr);
    return 64;
}
