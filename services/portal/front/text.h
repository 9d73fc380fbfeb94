/* A growing text in an arena, and the pieces of JSON and headers that the front writes by hand. */
#pragma once

#include "runtime/memory/arena.h"
#include <stddef.h>
#include <stdint.h>

typedef struct Text {
    PvArena *arena;
    char *bytes; /* ended by NUL by text_end */
    size_t size, room;
} Text;

void text_put(Text *text, const char *bytes, size_t size);
void text_add(Text *text, const char *plain);
void text_number(Text *text, int64_t number);
/* In quotes, escaped; what is not UTF-8 becomes U+FFFD. Also fit to stand inside a page: < > & are escaped. */
void text_json(Text *text, const char *value);
/* `"name": ` with a comma before it unless it is the first in an object. */
void text_name(Text *text, const char *name);
/* name and text value; nothing if value is NULL or empty. */
void text_member(Text *text, const char *name, const char *value);
const char *text_end(Text *text);
