/* The program payvand-portal. */
#include "runtime/service/service.h"

extern const PvService pv_service_portal;

int main(int count, char **words)
{
    return service_main(&pv_service_portal, count, words);
}
