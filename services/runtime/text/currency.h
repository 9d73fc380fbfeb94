/* Codes of currencies. */
#pragma once

#include <stdbool.h>

/* Is it a code of ISO 4217, in upper case? NULL is none. */
bool text_is_currency(const char *code);
