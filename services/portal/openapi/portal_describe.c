/* Prints what the portal says of itself, without a portal: portal_describe --openapi | --asyncapi | --page /api/docs. */
#include "portal/openapi/openapi.h"
#include <stdio.h>
#include <string.h>

static int print_page(const char *path)
{
    size_t count;
    const OpenapiFile *files = openapi_files(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, path) == 0)
            return fwrite(files[i].bytes, 1, files[i].size_bytes, stdout) != files[i].size_bytes;
    fprintf(stderr, "there is no page %s\n", path);
    return 1;
}

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "--openapi") == 0)
        return puts(openapi_text()) < 0;
    if (count == 2 && strcmp(words[1], "--asyncapi") == 0)
        return puts(asyncapi_text()) < 0;
    if (count == 3 && strcmp(words[1], "--page") == 0)
        return print_page(words[2]);
    fputs("usage: portal_describe --openapi | --asyncapi | --page PATH\n", stderr);
    return 64;
}
