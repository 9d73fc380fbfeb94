/* Folding for search and cleaning for storing, with ICU's normalisers and tables of the letters of Persian
 * typing. */
#include "runtime/text/normalise.h"
#include "runtime/text/utf16.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

/* --- search --------------------------------------------------------------------------------------------- */

/* After decomposition: what a letter is searched as, 0 if it is left out. */
static UChar32 search_form(UChar32 letter)
{
    bool mark = (letter >= 0x0300 && letter <= 0x036f) ||
                (letter >= 0x0591 && letter <= 0x05c7 && letter != 0x05be) ||
                (letter >= 0x0610 && letter <= 0x061a) || (letter >= 0x064b && letter <= 0x065f) ||
                letter == 0x0670 ||
                (letter >= 0x06d6 && letter <= 0x06ed && u_charType(letter) == U_NON_SPACING_MARK);
    if (mark)
        return 0;
    switch (letter) {
    case 0x0640: /* tatweel */
        return 0;
    case 0x064a: /* Arabic yeh */
    case 0x0649: /* alef maksura */
    case 0x06d2: /* yeh barree */
        return 0x06cc;
    case 0x0643: /* Arabic kaf */
    case 0x06aa: /* swash kaf */
        return 0x06a9;
    case 0x0629: /* teh marbuta */
    case 0x06be: /* heh doachashmee */
    case 0x06c1: /* heh goal */
    case 0x06d5: /* ae */
        return 0x0647;
    case 0x0671: /* alef wasla */
        return 0x0627;
    default:
        break;
    }
    if (letter > 0x7f && u_isdigit(letter))
        return '0' + u_charDigitValue(letter);
    if (letter > 0x7f && u_getIntPropertyValue(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return 0;
    return letter;
}

static char *fold_ascii(PvArena *arena, const char *text, size_t size)
{
    char *out = arena_take(arena, size + 1), *at = out;
    for (const char *from = text; *from; from++) {
        char letter = *from >= 'A' && *from <= 'Z' ? (char)(*from + 32) : *from;
        if (letter > ' ' && letter != 0x7f)
            *at++ = letter;
        else if (at > out && at[-1] != ' ')
            *at++ = ' ';
    }
    if (at > out && at[-1] == ' ')
        at--;
    *at = 0;
    return out;
}

char *text_fold(PvArena *arena, const char *text)
{
    size_t size = strlen(text);
    if (utf8_is_ascii(text, size))
        return fold_ascii(arena, text, size);

    Utf16 folded = utf16_normalise(arena, unorm2_getNFKCCasefoldInstance, utf16_from(arena, text, size));
    Utf16 apart = utf16_normalise(arena, unorm2_getNFDInstance, folded);
    UChar *out = arena_take(arena, ((size_t)apart.count + 1) * sizeof *out);
    int32_t count = 0;
    for (int32_t at = 0; at < apart.count;) {
        UChar32 letter;
        U16_NEXT(apart.letters, at, apart.count, letter);
        if (u_isUWhiteSpace(letter) || u_iscntrl(letter)) {
            if (count && out[count - 1] != ' ')
                out[count++] = ' ';
            continue;
        }
        letter = search_form(letter);
        if (letter)
            U16_APPEND_UNSAFE(out, count, letter);
    }
    if (count && out[count - 1] == ' ')
        count--;
    return utf16_to_text(arena, utf16_normalise(arena, unorm2_getNFCInstance, (Utf16){out, count}));
}

/* --- storing -------------------------------------------------------------------------------------------- */

static bool is_override(UChar32 letter)
{
    return (letter >= 0x202a && letter <= 0x202e) || (letter >= 0x2066 && letter <= 0x2069) ||
           letter == 0xfeff;
}

static bool is_forbidden(UChar32 letter, bool lines)
{
    if (lines && (letter == '\n' || letter == '\t'))
        return false;
    bool line_end = letter == 0x2028 || letter == 0x2029;
    return letter < 0x20 || (letter >= 0x7f && letter < 0xa0) || (line_end && !lines) ||
           U_IS_UNICODE_NONCHAR(letter);
}

static Utf16 trim(Utf16 text)
{
    while (text.count && u_isUWhiteSpace(text.letters[text.count - 1]))
        text.count--;
    while (text.count && u_isUWhiteSpace(text.letters[0]))
        text.letters++, text.count--;
    return text;
}

static char *clean(PvArena *arena, const char *text, bool lines, char *why)
{
    size_t size = strlen(text);
    if (!text_is_valid(text, size)) {
        snprintf(why, PV_WHY_BYTES, "is not valid UTF-8");
        return NULL;
    }
    Utf16 composed = utf16_normalise(arena, unorm2_getNFCInstance, trim(utf16_from(arena, text, size)));
    UChar *out = arena_take(arena, ((size_t)composed.count + 1) * sizeof *out);
    int32_t count = 0;
    for (int32_t at = 0; at < composed.count;) {
        UChar32 letter;
        U16_NEXT(composed.letters, at, composed.count, letter);
        if (is_override(letter) || (lines && letter == '\r' && composed.letters[at] == '\n'))
            continue;
        if (is_forbidden(letter, lines)) {
            snprintf(why, PV_WHY_BYTES, "holds the control character U+%04X", (unsigned)letter);
            return NULL;
        }
        letter = letter == 0x064a ? 0x06cc : letter == 0x0643 ? 0x06a9 : letter;
        U16_APPEND_UNSAFE(out, count, letter);
    }
    return utf16_to_text(arena, trim((Utf16){out, count}));
}

char *text_clean(PvArena *arena, const char *text, char *why)
{
    return clean(arena, text, false, why);
}

char *text_clean_lines(PvArena *arena, const char *text, char *why)
{
    return clean(arena, text, true, why);
}

char *text_digits(PvArena *arena, const char *text)
{
    size_t size = strlen(text);
    char *out = arena_take(arena, size + 1);
    if (utf8_is_ascii(text, size))
        return memcpy(out, text, size);
    int32_t count = 0;
    for (int32_t at = 0; at < (int32_t)size;) {
        UChar32 letter;
        int32_t from = at;
        U8_NEXT(text, at, (int32_t)size, letter);
        if (letter > 0x7f && u_isdigit(letter)) {
            out[count++] = (char)('0' + u_charDigitValue(letter));
        } else {
            memcpy(out + count, text + from, (size_t)(at - from));
            count += at - from;
        }
    }
    return out;
}
