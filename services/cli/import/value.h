/* What a cell of a table means: days, amounts, numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VALUE_WHY_BYTES 160

/* Reads a day or a moment as UTC milliseconds. format is one of strptime's, or NULL for YYYYMMDD, YYYY-MM-DD or
 * YYYY/MM/DD, the latter two also with a time (" " or "T", HH:MM, seconds, fraction) and a zone (Z, +03:30); without a
 * zone it is UTC. False with a reason. */
bool value_time(const char *text, const char *format, int64_t *at_ms, char *why);
/* Prints the day of a moment as YYYY-MM-DD. */
void value_day_print(int64_t at_ms, char out[16]);
/* Reads a decimal number such as 1234.5, 1,234.50 or ۱۲٫۵ into minor units of the currency; more digits than the currency
 * has are refused unless they are zeros. */
bool value_amount(const char *text, const char *currency, int64_t *amount_minor, char *why);
/* Reads a whole number, also written as 3.0. */
bool value_count(const char *text, int64_t *count, char *why);
/* Decimal digits of the currency's minor unit: 2, unless ISO 4217 or use says otherwise (rials are not divided). */
unsigned value_currency_digits(const char *currency);
/* Prints an amount in the currency's own unit, such as 12.50. */
void value_amount_print(int64_t amount_minor, const char *currency, char out[32]);
