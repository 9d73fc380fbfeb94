/* Ends the process for a bug, with the place and the reason on standard error. */
#include "runtime/memory/require.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void pv_require_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "level=fatal at=%s:%d broken=\"%s\" why=\"", file, line, condition);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\"\n");
    va_end(arguments);
    abort();
}
