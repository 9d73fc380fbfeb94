/* The program payvand-portal: a department with an HTTP front. --openapi and --asyncapi print what it says of itself. */
#include "portal/front/front.h"
#include "portal/openapi/openapi.h"
#include "runtime/service/service.h"
#include <stdio.h>
#include <string.h>

extern const PvService pv_service_portal;

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "--openapi") == 0)
        return puts(openapi_text()) < 0;
    if (count == 2 && strcmp(words[1], "--asyncapi") == 0)
        return puts(asyncapi_text()) < 0;
    return service_main_with_front(&pv_service_portal, &portal_front, count, words);
}
