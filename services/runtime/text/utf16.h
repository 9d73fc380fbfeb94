/* Between our UTF-8 and the UTF-16 that ICU works on. For this folder alone. */
#pragma once

#include "runtime/memory/arena.h"
#include <stdbool.h>
#include <unicode/unorm2.h>

typedef struct Utf16 {
    const UChar *letters; /* in the arena; letters[count] may be read */
    int32_t count;
} Utf16;

bool utf8_is_ascii(const char *text, size_t size_bytes);
/* Bytes that are not UTF-8 become U+FFFD. */
Utf16 utf16_from(PvArena *arena, const char *text, size_t size_bytes);
/* In the normal form of one of ICU's unorm2_get…Instance. */
Utf16 utf16_normalise(PvArena *arena, const UNormalizer2 *(*form)(UErrorCode *code), Utf16 text);
/* Ended by NUL, in the arena. */
char *utf16_to_text(PvArena *arena, Utf16 text);
