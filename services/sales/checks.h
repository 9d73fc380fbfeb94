/* Checks of what commands bring. Each returns true if the input may pass; else it has refused, naming the field. */
#pragma once

#include "sales/service.h"

/* Text of at most limit_bytes; required texts may not be empty. */
bool check_text(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required);
/* An id in canonical form; optional ones may be unset. */
bool check_id(PvOutcome *outcome, const char *field, const char *id, bool required);
/* ISO 4217. */
bool check_currency(PvOutcome *outcome, const char *field, const char *currency);
/* An amount from 0 to the limit with a currency; NULL passes. */
bool check_money(PvOutcome *outcome, const char *field, const pv_money *money);
/* A business time: not before 1970 and not far ahead. Unset (0) passes. */
bool check_time(const PvState *state, PvOutcome *outcome, const char *field, int64_t at_ms);
/* A due or expected time: from 1970 to the year 9999. Unset (0) passes. */
bool check_due(PvOutcome *outcome, const char *field, int64_t at_ms);

/* Is a text unset or empty? */
bool is_empty(const char *text);
