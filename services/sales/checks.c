/* Checks of what commands bring: lengths, ids, currencies, amounts, times. */
#include "sales/checks.h"
#include "sales/limits.h"
#include "runtime/text/currency.h"
#include <inttypes.h>
#include <string.h>

#define LAST_TIME_MS 253402300799999LL /* end of the year 9999 */

bool is_empty(const char *text)
{
    return !text || !*text;
}

bool check_text(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required)
{
    if (is_empty(text)) {
        if (required)
            refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
        return !required;
    }
    if (strlen(text) <= limit_bytes)
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is longer than %zu bytes.", field, limit_bytes);
    return false;
}

bool check_id(PvOutcome *outcome, const char *field, const char *id, bool required)
{
    if (is_empty(id)) {
        if (required)
            refuse_field(outcome, INVALID_INPUT, field, "%s is missing.", field);
        return !required;
    }
    if (pv_id_is_valid(id))
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is not an id.", field);
    return false;
}

bool check_currency(PvOutcome *outcome, const char *field, const char *currency)
{
    if (text_is_currency(currency))
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is no currency code of ISO 4217.", field);
    return false;
}

bool check_money(PvOutcome *outcome, const char *field, const pv_money *money)
{
    if (!money)
        return true;
    if (money->amount_minor < 0 || money->amount_minor > SALES_AMOUNT_LIMIT_MINOR) {
        refuse_field(outcome, INVALID_INPUT, field, "%s must be from 0 to %lld minor units.", field,
                     SALES_AMOUNT_LIMIT_MINOR);
        return false;
    }
    return check_currency(outcome, field, money->currency);
}

bool check_time(const PvState *state, PvOutcome *outcome, const char *field, int64_t at_ms)
{
    if (at_ms >= 0 && at_ms <= pv_now_ms(state) + SALES_AHEAD_LIMIT_MS)
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is before 1970 or more than a day ahead.", field);
    return false;
}

bool check_due(PvOutcome *outcome, const char *field, int64_t at_ms)
{
    if (at_ms >= 0 && at_ms <= LAST_TIME_MS)
        return true;
    refuse_field(outcome, INVALID_INPUT, field, "%s is before 1970 or after the year 9999.", field);
    return false;
}
