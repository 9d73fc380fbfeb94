/* Texts grow by doubling; the arena keeps what they leave behind. */
#include "portal/front/text.h"
#include "runtime/memory/require.h"
#include "runtime/text/normalise.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void text_put(Text *text, const char *bytes, size_t size)
{
    if (!size)
        return;
    if (text->size + size > text->room) {
        size_t room = (text->size + size) * 2 + 128;
        char *grown = arena_try_take(text->arena, room);
        pv_require(grown, "no room for a text of %zu bytes", room);
        if (text->size)
            memcpy(grown, text->bytes, text->size);
        text->bytes = grown;
        text->room = room;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
}

void text_add(Text *text, const char *plain)
{
    text_put(text, plain, strlen(plain));
}

void text_number(Text *text, int64_t number)
{
    char digits[24];
    text_put(text, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

static bool is_plain(unsigned char letter)
{
    return letter >= 0x20 && letter != '"' && letter != '\\' && letter != 0x7f && letter != '<' && letter != '>' &&
           letter != '&';
}

void text_json(Text *text, const char *value)
{
    size_t size = strlen(value);
    bool valid = text_is_valid(value, size);
    text_put(text, "\"", 1);
    for (const char *at = value, *end = value + size; at < end;) {
        const char *plain = at;
        while (at < end && is_plain((unsigned char)*at) && (valid || (unsigned char)*at < 0x80))
            at++;
        text_put(text, plain, (size_t)(at - plain));
        if (at == end)
            break;
        char code[8];
        if ((unsigned char)*at >= 0x80)
            text_put(text, "\xef\xbf\xbd", 3);
        else
            text_put(text, code, (size_t)snprintf(code, sizeof code, "\\u%04x", (unsigned char)*at));
        at++;
    }
    text_put(text, "\"", 1);
}

void text_name(Text *text, const char *name)
{
    if (text->size && text->bytes[text->size - 1] != '{')
        text_put(text, ",", 1);
    text_json(text, name);
    text_put(text, ":", 1);
}

void text_member(Text *text, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_name(text, name);
    text_json(text, value);
}

const char *text_end(Text *text)
{
    text_put(text, "", 1);
    text->size--;
    return text->bytes;
}
