/* Days, amounts and numbers from text. */
#include "cli/import/value.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT_LIMIT 64
#define DAY_MS 86400000LL

static bool refuse_value(char *why, const char *text, const char *what)
{
    snprintf(why, VALUE_WHY_BYTES, text[0] ? "\"%.40s\" is %s" : "%s is empty; it is %s", text[0] ? text : "the cell", what);
    return false;
}

/* Trims, and writes Persian and Arabic digits and their decimal and grouping marks as ASCII. False if too long. */
static bool plain(const char *text, char out[TEXT_LIMIT])
{
    size_t used = 0;
    while (isspace((unsigned char)*text))
        text++;
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        if (used + 1 >= TEXT_LIMIT)
            return false;
        if (at[0] == 0xdb && at[1] >= 0xb0 && at[1] <= 0xb9)
            out[used++] = (char)('0' + at[1] - 0xb0), at += 2;
        else if (at[0] == 0xd9 && at[1] >= 0xa0 && at[1] <= 0xa9)
            out[used++] = (char)('0' + at[1] - 0xa0), at += 2;
        else if (at[0] == 0xd9 && at[1] == 0xab)
            out[used++] = '.', at += 2;
        else if (at[0] == 0xd9 && at[1] == 0xac)
            out[used++] = ',', at += 2;
        else
            out[used++] = (char)*at++;
    }
    while (used && isspace((unsigned char)out[used - 1]))
        used--;
    out[used] = '\0';
    return true;
}

static bool digits(const char **at, unsigned count, int *number)
{
    *number = 0;
    for (unsigned i = 0; i < count; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

static bool day_exists(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1800 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 (Howard Hinnant's days_from_civil). */
static int64_t day_number(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* HH:MM[:SS[.fraction]] and a zone, up to the end of the text. */
static bool time_of_day(const char *at, int64_t *ms)
{
    int hour, minute, second = 0, zone_hour, zone_minute;
    int64_t fraction = 0;
    if (!digits(&at, 2, &hour) || *at++ != ':' || !digits(&at, 2, &minute))
        return false;
    if (*at == ':') {
        at++;
        if (!digits(&at, 2, &second))
            return false;
        if (*at == '.' && isdigit((unsigned char)at[1])) {
            int scale = 100;
            for (at++; isdigit((unsigned char)*at); at++, scale /= 10)
                fraction += (*at - '0') * scale;
        }
    }
    *ms = ((hour * 60LL + minute) * 60 + (second > 59 ? 59 : second)) * 1000 + fraction;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (*at == 'Z')
        return at[1] == '\0';
    if (*at == '+' || *at == '-') {
        int sign = *at++ == '+' ? 1 : -1;
        if (!digits(&at, 2, &zone_hour) || zone_hour > 14)
            return false;
        at += *at == ':';
        if (!digits(&at, 2, &zone_minute) || zone_minute > 59)
            return false;
        *ms -= sign * (zone_hour * 60LL + zone_minute) * 60000;
    }
    return *at == '\0';
}

static bool time_of_itself(const char *text, int64_t *at_ms)
{
    const char *at = text;
    int year, month, day;
    int64_t in_day = 0;
    if (!digits(&at, 4, &year))
        return false;
    char mark = *at;
    bool marked = mark == '-' || mark == '/';
    at += marked;
    if (!digits(&at, 2, &month) || (marked && *at++ != mark) || !digits(&at, 2, &day) || !day_exists(year, month, day))
        return false;
    if (*at && (!marked || (*at != ' ' && *at != 'T') || !time_of_day(at + 1, &in_day)))
        return false;
    *at_ms = day_number(year, month, day) * DAY_MS + in_day;
    return true;
}

bool value_time(const char *text, const char *format, int64_t *at_ms, char *why)
{
    char clean[TEXT_LIMIT];
    if (!plain(text, clean))
        return refuse_value(why, text, "too long for a date");
    if (!format)
        return time_of_itself(clean, at_ms) ||
               refuse_value(why, clean, "no date like 19970131, 1997-01-31 or 1997-01-31 14:05:00");
    struct tm parts = {.tm_mday = 1, .tm_year = 70};
    const char *end = strptime(clean, format, &parts);
    char what[120];
    snprintf(what, sizeof what, "no date of the form %.60s", format);
    if (!end || *end || !day_exists(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday))
        return refuse_value(why, clean, what);
    *at_ms = day_number(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) * DAY_MS +
             ((parts.tm_hour * 60LL + parts.tm_min) * 60 + parts.tm_sec - parts.tm_gmtoff) * 1000;
    return true;
}

void value_day_print(int64_t at_ms, char out[16])
{
    time_t seconds = at_ms >= 0 ? at_ms / 1000 : -((999 - at_ms) / 1000);
    struct tm parts;
    strftime(out, 16, "%Y-%m-%d", gmtime_r(&seconds, &parts));
}

unsigned value_currency_digits(const char *currency)
{
    static const char none[] = "BIF CLP DJF GNF IRR ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
    if (strlen(currency) != 3)
        return 2;
    return strstr(none, currency) ? 0 : strstr(three, currency) ? 3 : 2;
}

/* Takes out grouping commas if they stand where groups of three end. */
static bool ungroup(char *text)
{
    char *comma = strchr(text, ',');
    if (!comma)
        return true;
    size_t whole = strcspn(text, ".");
    size_t sign = text[0] == '-' || text[0] == '+';
    size_t first = (size_t)(comma - text) - sign;
    if (first < 1 || first > 3 || (whole - sign - first) % 4 != 0)
        return false;
    char *out = text;
    for (size_t i = 0; text[i]; i++) {
        bool due = i < whole && i > sign && (i - sign - first) % 4 == 0 && i - sign >= first;
        if ((text[i] == ',') != due)
            return false;
        if (!due)
            *out++ = text[i];
    }
    *out = '\0';
    return true;
}

bool value_amount(const char *text, const char *currency, int64_t *amount_minor, char *why)
{
    char clean[TEXT_LIMIT], what[80];
    unsigned room = value_currency_digits(currency), decimals = 0;
    if (!plain(text, clean))
        return refuse_value(why, text, "too long for an amount");
    char shown[TEXT_LIMIT];
    memcpy(shown, clean, sizeof shown);
    const char *at = clean;
    if (!ungroup(clean) || clean[strspn(clean, "+-.0123456789")])
        return refuse_value(why, shown, "no amount like 1234.50");
    bool below = *at == '-', point = false, any = false;
    at += *at == '-' || *at == '+';
    *amount_minor = 0;
    for (; *at; at++) {
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (!isdigit((unsigned char)*at))
            return refuse_value(why, shown, "no amount like 1234.50");
        any = true;
        if (point && decimals == room) {
            snprintf(what, sizeof what, "more exact than %s, which has %u decimal places", currency, room);
            if (*at != '0')
                return refuse_value(why, shown, what);
            continue;
        }
        decimals += point;
        if (*amount_minor > (INT64_MAX / 100000 - 9) / 10)
            return refuse_value(why, shown, "too large for an amount");
        *amount_minor = *amount_minor * 10 + (*at - '0');
    }
    for (; decimals < room; decimals++)
        *amount_minor *= 10;
    *amount_minor = below ? -*amount_minor : *amount_minor;
    return any || refuse_value(why, shown, "no amount like 1234.50");
}

bool value_count(const char *text, int64_t *count, char *why)
{
    char clean[TEXT_LIMIT], *end;
    if (!plain(text, clean))
        return refuse_value(why, text, "too long for a number");
    *count = strtoll(clean, &end, 10);
    if (end != clean && *end == '.')
        end += 1 + strspn(end + 1, "0");
    if (end == clean || *end || *count > 1000000000000LL || *count < -1000000000000LL)
        return refuse_value(why, clean, "no whole number");
    return true;
}

void value_amount_print(int64_t amount_minor, const char *currency, char out[32])
{
    unsigned places = value_currency_digits(currency);
    int64_t unit = places == 0 ? 1 : places == 2 ? 100 : 1000;
    int64_t size = amount_minor < 0 ? -amount_minor : amount_minor;
    if (places)
        snprintf(out, 32, "%s%lld.%0*lld", amount_minor < 0 ? "-" : "", (long long)(size / unit), (int)places,
                 (long long)(size % unit));
    else
        snprintf(out, 32, "%lld", (long long)amount_minor);
}
