/* Texts as people type them, made comparable: folding for search, cleaning for storing, and the normal
 * forms of e-mails, phones and identifiers. Persian and Arabic letters and digits are unified. Results are
 * in the arena; where a function takes why, NULL means refused and why (PV_WHY_BYTES) says the reason as a
 * sentence without a full stop. */
#pragma once

#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <stddef.h>

#define PV_WHY_BYTES 256

/* Well-formed UTF-8 (no surrogates, nothing overlong or above U+10FFFF) without NUL. */
bool text_is_valid(const char *text, size_t size_bytes);

/* For matching and search only: compatibility forms and case folded, Persian, Arabic and Urdu forms of a
 * letter unified (ي ى ئ to ی, ك to ک, ة to ه, أ إ آ to ا), digits to ASCII, diacritics, tatweel and
 * invisible characters removed, runs of spaces made one. Bytes that are not UTF-8 count as U+FFFD. */
char *text_fold(PvArena *arena, const char *text);

/* For storing one line: NFC, trimmed, ي ك to ی ک, bidirectional overrides removed. Refuses control
 * characters. */
char *text_clean(PvArena *arena, const char *text, char *why);
/* The same for text of several lines: newlines and tabs stay, CR LF becomes LF. */
char *text_clean_lines(PvArena *arena, const char *text, char *why);

/* Arabic and Persian digits (and those of other scripts) become ASCII; nothing else changes. */
char *text_digits(PvArena *arena, const char *text);

/* Lower case, domain in ASCII (IDNA 2008 after UTS 46). */
char *text_email(PvArena *arena, const char *text, char *why);
/* E.164, such as +989121234567. region is the country of numbers written without one, such as IR; NULL
 * means they are refused. Takes what is possible in length, not only ranges known to be in use. */
char *text_phone(PvArena *arena, const char *text, const char *region, char *why);
/* Any code: upper case, digits in ASCII, spaces, dashes and invisible characters removed. "" if nothing is
 * left. */
char *text_identifier(PvArena *arena, const char *text);
/* Iranian national id of a person, 10 digits with check digit; leading zeros that were dropped are put
 * back. */
char *text_iran_person_id(PvArena *arena, const char *text, char *why);
/* Iranian national id of a company, 11 digits with check digit. */
char *text_iran_company_id(PvArena *arena, const char *text, char *why);
