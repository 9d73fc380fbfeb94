/* Checks for bugs, always on: a broken promise inside the program ends it with the place and the reason. */
#pragma once

#define pv_require(condition, ...)                                                                           \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            pv_require_failed(__FILE__, __LINE__, #condition, "" __VA_ARGS__);                                \
    } while (0)

_Noreturn void pv_require_failed(const char *file, int line, const char *condition, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
