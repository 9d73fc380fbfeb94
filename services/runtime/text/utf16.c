/* Between our UTF-8 and the UTF-16 that ICU works on. */
#include "runtime/text/utf16.h"
#include "runtime/memory/require.h"
#include <stdint.h>
#include <string.h>
#include <unicode/ustring.h>

#define TEXT_LIMIT_BYTES (64 << 20)

bool utf8_is_ascii(const char *text, size_t size)
{
    uint8_t all = 0;
    for (size_t i = 0; i < size; i++)
        all |= (uint8_t)text[i];
    return all < 0x80;
}

Utf16 utf16_from(PvArena *arena, const char *text, size_t size)
{
    pv_require(size < TEXT_LIMIT_BYTES, "a text of %zu bytes", size);
    UChar *letters = arena_take(arena, (size + 1) * sizeof *letters);
    UErrorCode code = U_ZERO_ERROR;
    int32_t count;
    u_strFromUTF8WithSub(letters, (int32_t)size + 1, &count, text, (int32_t)size, 0xfffd, NULL, &code);
    pv_require(U_SUCCESS(code), "ICU cannot read a text: %s", u_errorName(code));
    return (Utf16){letters, count};
}

char *utf16_to_text(PvArena *arena, Utf16 text)
{
    size_t room = (size_t)text.count * 3 + 1;
    char *out = arena_take(arena, room);
    UErrorCode code = U_ZERO_ERROR;
    u_strToUTF8WithSub(out, (int32_t)room, NULL, text.letters, text.count, 0xfffd, NULL, &code);
    pv_require(U_SUCCESS(code), "ICU cannot write a text: %s", u_errorName(code));
    return out;
}

Utf16 utf16_normalise(PvArena *arena, const UNormalizer2 *(*get)(UErrorCode *code), Utf16 text)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *form = get(&code);
    if (unorm2_isNormalized(form, text.letters, text.count, &code) && U_SUCCESS(code))
        return text;
    int32_t room = text.count * 2 + 16;
    for (;;) {
        pv_require(U_SUCCESS(code), "ICU cannot normalise: %s", u_errorName(code));
        UChar *out = arena_take(arena, ((size_t)room + 1) * sizeof *out);
        int32_t count = unorm2_normalize(form, text.letters, text.count, out, room, &code);
        if (U_SUCCESS(code))
            return (Utf16){out, count};
        if (code == U_BUFFER_OVERFLOW_ERROR)
            code = U_ZERO_ERROR;
        room = count;
    }
}
