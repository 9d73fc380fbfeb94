/* Checks of what commands bring. Each returns true if the input may pass; else it has refused, naming the field. */
#pragma once

#include "loyalty/service.h"

/* Text of at most limit_bytes; required texts may not be empty. */
bool check_text(PvOutcome *outcome, const char *field, const char *text, size_t limit_bytes, bool required);
