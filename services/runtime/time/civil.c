/* Days of the Gregorian calendar, UTC. */
#include "runtime/time/civil.h"

Civil civil_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned day_of_era = (unsigned)(days - era * 146097);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted = (5 * day_of_year + 2) / 153;
    Civil civil = {.day = day_of_year - (153 * shifted + 2) / 5 + 1,
                   .month = shifted < 10 ? shifted + 3 : shifted - 9};
    civil.year = (int64_t)year_of_era + era * 400 + (civil.month <= 2);
    return civil;
}

int64_t civil_to_days(Civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    unsigned year_of_era = (unsigned)(year - era * 400);
    unsigned day_of_year =
        (153 * (civil.month > 2 ? civil.month - 3 : civil.month + 9) + 2) / 5 + civil.day - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + (int64_t)day_of_era - 719468;
}

unsigned civil_days_in_month(int64_t year, unsigned month)
{
    Civil next = {.year = month == 12 ? year + 1 : year, .month = month == 12 ? 1 : month + 1, .day = 1};
    return civil_of_days(civil_to_days(next) - 1).day;
}

int64_t civil_days_of_ms(int64_t at_ms)
{
    return at_ms >= 0 ? at_ms / CIVIL_DAY_MS : -((-at_ms + CIVIL_DAY_MS - 1) / CIVIL_DAY_MS);
}
