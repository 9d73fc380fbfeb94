/* Days of the Gregorian calendar, UTC. */
#pragma once

#include <stdint.h>

#define CIVIL_DAY_MS (24LL * 3600 * 1000)

typedef struct Civil {
    int64_t year;
    unsigned month; /* 1 to 12 */
    unsigned day;   /* 1 to 31 */
} Civil;

/* Day of a number of days since 1970-01-01, which may be below zero, and back. After Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms". */
Civil civil_of_days(int64_t days);
int64_t civil_to_days(Civil civil);
unsigned civil_days_in_month(int64_t year, unsigned month);
/* Days since 1970-01-01 of a time in UTC milliseconds, also before 1970. */
int64_t civil_days_of_ms(int64_t at_ms);
