/* From texts to what the search compares: words and codes, folded so that Persian and Arabic forms, digits, case and
 * diacritics make no difference. All results are in the arena. */
#pragma once

#include "payvand/messages.h"
#include "runtime/engine/state.h"
#include <stdbool.h>

/* Adds the words of a name or title to the list (const char *), each once. A word with a hyphen, half-space or
 * apostrophe inside counts as its parts and as a whole: گل‌محمدی is گل, محمدی and گلمحمدی. */
void words_add(const PvState *state, PvList *words, const char *text);
/* A code without everything but letters and digits; NULL if nothing is left. */
const char *code_of(const PvState *state, const char *text);
/* Adds it to the list, once. */
void codes_add(const PvState *state, PvList *codes, const char *text);
/* What an identifier is found by: a phone number with and without its country code, a handle without @. */
void codes_add_identifier(const PvState *state, PvList *codes, const pv_identifier *identifier);
/* A document number such as L-000124: as a whole, and its last digits alone, 124. */
void codes_add_number(const PvState *state, PvList *codes, const char *number);
/* The national part of digits with a country code (no plus sign); NULL if they have none. */
const char *national_part(const char *digits);

bool texts_have(const PvList *list, const char *text);
size_t letters_of(const char *word);
/* The first letters of a word, or all of it where it is shorter. */
const char *beginning_of(const PvState *state, const char *word, size_t letters);
bool begins_with(const char *text, const char *beginning);
bool has_digit(const char *text);

/* What was typed, apart at spaces. `joined` keeps words with inner marks whole, otherwise they come apart. */
PvList typed_words(const PvState *state, const char *text, bool joined);
